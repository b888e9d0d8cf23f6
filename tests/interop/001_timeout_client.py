"""Seed 001's client with a time limit for each call."""
import socket
import sys

connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
connection.settimeout(5)
try:
    connection.connect(("localhost", int(sys.argv[1])))
    connection.send("Teste de timeout".encode("utf-8"))
    print("answer:", connection.recv(1024).decode("utf-8"), flush=True)
except socket.timeout:
    print("timed out", flush=True)
finally:
    connection.close()
