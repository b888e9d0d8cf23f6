"""Seed 002's echo server, one client after the other."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    print("listening on %s:%d" % listener.getsockname(), flush=True)
    while True:
        connection, peer = listener.accept()
        with connection:
            while True:
                data = connection.recv(1024)
                if not data:
                    break
                connection.sendall(data)
