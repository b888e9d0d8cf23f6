"""Step 05, exercise b: a pool of workers.

    python3 05_b_server.py [-w N] HOST PORT
"""
import getopt
import queue
import socket
import sys

from threads import Server

EVERYTHING = 1 << 22  # bytes: more than a socket holds


def work():
    while client := waiting.get():
        server.admit(client)
        server.echo(client)


def send_away(connection):
    """It gets its end of stream: unread bytes would make that a reset."""
    with connection:
        try:
            connection.shutdown(socket.SHUT_WR)
            connection.setblocking(False)
            connection.recv(EVERYTHING)
        except OSError:
            pass  # nothing has come, or it has gone by itself


def accepted(client):
    if workers:
        waiting.put(client)
    else:
        server.admit(client)
        server.start(server.echo, client)


options, (host, port) = getopt.getopt(sys.argv[1:], "w:")
workers = int(dict(options).get("-w", 0))
waiting = queue.SimpleQueue()
server = Server(host, int(port))
for _ in range(workers):
    server.start(work)
server.serve(accepted)
try:
    while client := waiting.get_nowait():
        send_away(client.connection)
except queue.Empty:
    pass
for _ in range(workers):
    waiting.put(None)
server.stop()
