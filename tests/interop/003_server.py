"""Seed 003's second server, as it was meant (conn, where it wrote addr)."""
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
s.listen(5)
print("listening on %s:%d" % s.getsockname(), flush=True)
conn, addr = s.accept()
conn.send("Olá!".encode("utf-8"))
print("data:", conn.recv(2048).decode("utf-8"), flush=True)
s.close()
