"""Step 01, exercise b: a server that keeps each client until the next comes.

    python3 01_b_server.py [-n] HOST PORT
"""
import getopt
import socket
import sys


def say(connection, text):
    try:
        connection.sendall(text.encode())
    except OSError as error:  # it has left: the others must not feel it
        print(error, file=sys.stderr)


def end(connection):
    """The end of our half, and the other half to its end."""
    try:
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    except OSError as error:
        print(error, file=sys.stderr)
    connection.close()


options, (host, port) = getopt.getopt(sys.argv[1:], "n")
waiting = None
with socket.create_server((host, int(port))) as listener:
    while True:
        newcomer, address = listener.accept()
        say(newcomer, "Bem-vindo ao servidor!")
        if not options:
            end(newcomer)
            continue
        if waiting:
            say(waiting, "\n%s:%d" % address)
            end(waiting)
        waiting = newcomer
