"""Step 02, exercise b: an echo server with a length before each message.

    python3 02_b_server.py [-l] HOST PORT
"""
import getopt
import socket
import struct
import sys

LONGEST = 4095


def echo(connection):
    while data := connection.recv(4096):
        connection.sendall(data)


def receive(connection, length):
    """So many bytes, or fewer where the stream ends."""
    data = b""
    while len(data) < length and (
            piece := connection.recv(length - len(data))):
        data += piece
    return data


def messages(connection):
    while len(header := receive(connection, 4)) == 4:
        length, = struct.unpack("!I", header)
        if length > LONGEST:
            return
        message = receive(connection, length)
        if len(message) < length:
            return
        connection.sendall(header + message)


options, (host, port) = getopt.getopt(sys.argv[1:], "l")
with socket.create_server((host, int(port))) as listener:
    while True:
        connection, address = listener.accept()
        with connection:
            try:
                (messages if options else echo)(connection)
            except OSError as error:
                print(address, error, file=sys.stderr)
