"""Step 05, exercise a: at most N clients.

    python3 05_a_server.py [-n N] HOST PORT
"""
import getopt
import socket
import sys
import time

from threads import Server

FAREWELL = 1  # seconds for one who is turned away


def turn_away(connection):
    end = time.monotonic() + FAREWELL
    with connection:
        try:
            connection.settimeout(FAREWELL)
            connection.sendall(b"server full\n")
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):  # unread bytes would make a reset
                left = end - time.monotonic()
                if left <= 0:
                    break
                connection.settimeout(left)
        except OSError:
            pass  # it has gone by itself, or has had its time


def accepted(client):
    with server.lock:
        full = limit and len(server.clients) >= limit
    if full:
        server.start(turn_away, client.connection)  # main has to go on
    else:
        server.admit(client)
        server.start(server.echo, client)


options, (host, port) = getopt.getopt(sys.argv[1:], "n:")
limit = int(dict(options).get("-n", 0))
server = Server(host, int(port))
server.serve(accepted)
server.stop()
