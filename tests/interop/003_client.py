"""Seed 003's second client: hears, then answers."""
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", int(sys.argv[1])))
print("data:", s.recv(2048).decode("utf-8"), flush=True)
s.send("Olá também!".encode("utf-8"))
s.close()
