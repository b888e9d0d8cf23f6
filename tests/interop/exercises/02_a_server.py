"""Step 02, exercise a: an echo server that says how long each line is.

    python3 02_a_server.py [-n] HOST PORT
"""
import getopt
import socket
import sys

LONGEST = 4095  # bytes of a line, without its newline


def echo(connection):
    while data := connection.recv(4096):
        connection.sendall(data)


def answer(connection, line):
    connection.sendall(b"%d %b\n" % (len(line), line))


def measure(connection):
    line = b""  # what came after the last newline
    while data := connection.recv(4096):
        *lines, line = (line + data).split(b"\n")
        for whole in lines:
            if len(whole) > LONGEST:
                return
            answer(connection, whole)
        if len(line) > LONGEST:
            return
    if line:
        answer(connection, line)


options, (host, port) = getopt.getopt(sys.argv[1:], "n")
with socket.create_server((host, int(port))) as listener:
    while True:
        connection, address = listener.accept()
        with connection:
            try:
                (measure if options else echo)(connection)
            except OSError as error:
                print(address, error, file=sys.stderr)
