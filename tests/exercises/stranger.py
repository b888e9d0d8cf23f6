"""Step 02's server in Python, with all of its exercises: a right one.

    python3 stranger.py [-n | -l | -r] PORT

It does not say that it listens: the check must see that for itself.
"""
import socket
import struct
import sys

LONGEST = 4095


def pieces(connection):
    while data := connection.recv(65536):
        yield data


def echo(connection):
    for data in pieces(connection):
        connection.sendall(data)


def lines(connection):
    stream = connection.makefile("rb")
    while line := stream.readline(LONGEST + 1):
        line = line.removesuffix(b"\n")
        if len(line) > LONGEST:
            return
        connection.sendall(b"%d %s\n" % (len(line), line))


def messages(connection):
    stream = connection.makefile("rb")
    while len(header := stream.read(4)) == 4:
        length, = struct.unpack("!I", header)
        if length > LONGEST:
            return
        message = stream.read(length)
        if len(message) < length:
            return
        connection.sendall(header + message)


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


serve = {"-n": lines, "-l": messages, "-r": report}.get(sys.argv[1], echo)
with socket.create_server(("127.0.0.1", int(sys.argv[-1]))) as listener:
    while True:
        connection, peer = listener.accept()
        with connection:
            try:
                serve(connection)
            except ConnectionError:
                pass
