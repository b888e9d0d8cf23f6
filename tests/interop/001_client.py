"""Seed 001's TCP client: one recv() for the greeting, then its own."""
import socket
import sys

connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
connection.connect(("localhost", int(sys.argv[1])))
print("message:", connection.recv(1024).decode("utf-8"), flush=True)
connection.send("Olá, servidor!".encode("utf-8"))
connection.close()
