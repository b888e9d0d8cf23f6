"""Step 01, exercise a: a server that says where its client is seen.

    python3 01_a_server.py HOST PORT
"""
import socket
import sys


def serve(connection, address):
    text = "Bem-vindo ao servidor!\n%s:%d" % address
    connection.sendall(text.encode())
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(4096):
        pass


host, port = sys.argv[1:]
with socket.create_server((host, int(port))) as listener:
    while True:
        connection, address = listener.accept()
        with connection:
            try:
                serve(connection, address)
            except OSError as error:
                print(address, error, file=sys.stderr)
