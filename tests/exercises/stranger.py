"""Step 02's server in Python, with all of its exercises: a right one.

    python3 stranger.py [-u | -l | -r] PORT

It does not say that it listens: the check must see that for itself.
"""
import socket
import struct
import sys


def pieces(connection):
    while data := connection.recv(65536):
        yield data


def echo(connection):
    for data in pieces(connection):
        connection.sendall(data)


def capitals(connection):
    last = b"\n"
    for data in pieces(connection):
        connection.sendall(data.upper())  # of bytes: a to z only
        last = data[-1:]
    if last != b"\n":
        connection.sendall(b"\n")


def messages(connection):
    stream = connection.makefile("rwb")
    while len(header := stream.read(4)) == 4:
        length, = struct.unpack("!I", header)
        if length > 4095:
            return
        stream.write(header + stream.read(length))
        stream.flush()


def report(connection):
    size, lines, last = 0, 0, b"\n"
    for data in pieces(connection):
        connection.sendall(data)
        size += len(data)
        lines += data.count(b"\n")
        last = data[-1:]
    if last != b"\n":
        lines += 1
        connection.sendall(b"\n")
    connection.sendall(b"%d bytes, %d lines\n" % (size, lines))


serve = {"-u": capitals, "-l": messages, "-r": report}.get(sys.argv[1], echo)
with socket.create_server(("127.0.0.1", int(sys.argv[-1]))) as listener:
    while True:
        connection, peer = listener.accept()
        with connection:
            try:
                serve(connection)
            except ConnectionError:
                pass
