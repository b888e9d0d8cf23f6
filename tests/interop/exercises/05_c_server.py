"""Step 05, exercise c: counts on SIGUSR1.

    python3 05_c_server.py HOST PORT
"""
import signal
import sys

from threads import Server


def accepted(client):
    server.admit(client)
    server.start(server.echo, client)


def report():
    with server.lock:
        lines = ["%s: %d bytes so far\n" % (client.address, client.sent)
                 for client in server.clients]
    print("%s%d clients" % ("".join(lines), len(lines)), flush=True)


host, port = sys.argv[1:]
server = Server(host, int(port))
server.serve(accepted, {signal.SIGUSR1: report})
server.stop()
