"""Step 07, exercise b: a client whose keys change while it talks.

    python3 07_b_client.py HOST PORT NAME KEYFILE
"""
import signal
import sys

from chat import Client, complain


class Changing(Client):
    keys_in_a_file = 4

    def reload(self):
        try:
            self.messages.use(self.load())
        except (OSError, ValueError) as error:
            complain("%s: %s" % (self.path, error))

    signals = {signal.SIGHUP: reload}


sys.exit(Changing(*sys.argv[1:]).talk())
