"""Step 01's server in Python, with all of its exercises: a right one.

    python3 stranger_01.py [-n | -f FILE] PORT

Without an option it does what exercise a asks for.
"""
import socket
import sys

WELCOME = "Bem-vindo ao servidor!".encode()


def address_of(peer):
    return b"\n%s:%d" % (peer[0].encode(), peer[1])


def finish(connection):
    """Our end of the stream; then the client is heard to its own."""
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(65536):
        pass


def serve(connection, words):
    with connection:
        try:
            connection.sendall(words)
            finish(connection)
        except OSError:
            pass  # this client's trouble


def each_by_itself(listener):
    while True:
        connection, peer = listener.accept()
        serve(connection, WELCOME + address_of(peer))


def send_file(listener, name):
    while True:
        connection, peer = listener.accept()
        with open(name, "rb") as file:
            serve(connection, file.read())


def in_turn(listener):
    waiting = None
    while True:
        newcomer, peer = listener.accept()
        try:
            newcomer.sendall(WELCOME)
        except OSError:
            pass  # it is noticed again when the next one has come
        if waiting:
            serve(waiting, address_of(peer))
        waiting = newcomer


with socket.create_server(("127.0.0.1", int(sys.argv[-1]))) as listener:
    if sys.argv[1] == "-n":
        in_turn(listener)
    elif sys.argv[1] == "-f":
        send_file(listener, sys.argv[2])
    else:
        each_by_itself(listener)
