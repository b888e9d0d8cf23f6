"""Step 06, exercise b: the last lines.

    python3 06_b_server.py [-l LINES] HOST PORT
"""
import collections
import getopt
import sys

from room import Room


class Memory(Room):
    def __init__(self, host, port, lines):
        super().__init__(host, port)
        self.last = collections.deque(maxlen=lines)

    def joined(self, member):
        for line in self.last:
            member.waiting += line + b"\n"

    def said(self, member, line):
        self.last.append(line)
        self.relay(member, line)


options, (host, port) = getopt.getopt(sys.argv[1:], "l:")
lines = int(dict(options).get("-l", 0))
if not 0 <= lines <= 100:
    sys.exit("LINES is 0 to 100")
Memory(host, int(port), lines).serve()
