"""Seed 001's last server: one client, and an answer to each recv()."""
import socket
import sys

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("localhost", int(sys.argv[1])))
listener.listen(5)
print("listening on %s:%d" % listener.getsockname(), flush=True)

connection, peer = listener.accept()
while True:
    data = connection.recv(1024).decode("utf-8")
    if not data:
        break
    print("client:", data.rstrip("\n"), flush=True)
    connection.send("Mensagem recebida!".encode("utf-8"))
connection.close()
