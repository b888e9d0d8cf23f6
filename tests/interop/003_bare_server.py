"""Seed 003's first server: one connection, and the listener is closed."""
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
s.listen(5)
print("listening on %s:%d" % s.getsockname(), flush=True)
conn, addr = s.accept()
print("connection from", addr, flush=True)
s.close()
