"""Seed 001's TCP server: greets, takes one recv() for the message, closes."""
import socket
import sys

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("localhost", int(sys.argv[1])))
listener.listen(5)
print("listening on %s:%d" % listener.getsockname(), flush=True)

while True:
    connection, peer = listener.accept()
    connection.send("Bem-vindo ao servidor!".encode("utf-8"))
    print("message:", connection.recv(1024).decode("utf-8"), flush=True)
    connection.close()
