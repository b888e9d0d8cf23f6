"""Step 01, exercise c: a server that sends a file.

    python3 01_c_server.py [-f FILE] HOST PORT
"""
import getopt
import socket
import sys


def welcome(connection):
    connection.sendall("Bem-vindo ao servidor!".encode())


def send_file(connection):
    with open(options["-f"], "rb") as file:
        while piece := file.read(65536):
            connection.sendall(piece)


def serve(connection):
    (send_file if "-f" in options else welcome)(connection)
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(4096):
        pass


options, (host, port) = getopt.getopt(sys.argv[1:], "f:")
options = dict(options)
with socket.create_server((host, int(port))) as listener:
    while True:
        connection, address = listener.accept()
        with connection:
            try:
                serve(connection)
            except OSError as error:
                print(address, error, file=sys.stderr)
