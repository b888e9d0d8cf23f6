"""Step 02, exercise c: an echo server that reports before its end.

    python3 02_c_server.py [-r] HOST PORT
"""
import getopt
import socket
import sys


def echo(connection, reports):
    count, lines, last = 0, 0, b"\n"
    while data := connection.recv(4096):
        connection.sendall(data)
        count += len(data)
        lines += data.count(b"\n")
        last = data[-1:]
    if not reports:
        return
    if last != b"\n":
        lines += 1
        connection.sendall(b"\n")
    connection.sendall(b"%d bytes, %d lines\n" % (count, lines))


options, (host, port) = getopt.getopt(sys.argv[1:], "r")
with socket.create_server((host, int(port))) as listener:
    while True:
        connection, address = listener.accept()
        with connection:
            try:
                echo(connection, bool(options))
            except OSError as error:
                print(address, error, file=sys.stderr)
