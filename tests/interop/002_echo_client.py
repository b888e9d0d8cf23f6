"""Seed 002's client: one message, one recv() for its echo."""
import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
    connection.sendall(sys.argv[2].encode())
    print("echo:", connection.recv(1024).decode(), flush=True)
