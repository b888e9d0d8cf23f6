"""Seed 004's relay: it takes an end of stream for a message."""
import socket
import sys
import threading

clients = []


def serve(client):
    while True:
        try:
            print("connected...", flush=True)
            message = client.recv(4096)
            broadcast(message, client)
        except Exception as e:
            print("exception:", e, flush=True)
            clients.remove(client)
            break


def broadcast(message, client):
    for each in clients:
        if each != client:
            try:
                each.send(message)
            except:
                clients.remove(each)


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("localhost", int(sys.argv[1])))
listener.listen(2)
print("listening on %s:%d" % listener.getsockname(), flush=True)

while True:
    connection, peer = listener.accept()
    clients.append(connection)
    threading.Thread(target=serve, args=[connection]).start()
