"""The way of seed 004's server, written anew: as 000, with pieces of 4096
bytes. (Its threads spin forever after their client has left; ours end, or
nothing could be measured.)"""
import socket
import threading

clients = []


def broadcast(message, sender):
    for client in clients:
        if client != sender:
            try:
                client.send(message)
            except OSError:
                clients.remove(client)


def handle(client):
    while True:
        try:
            message = client.recv(4096)
            if not message:
                break
            broadcast(message, client)
        except OSError:
            break
    if client in clients:
        clients.remove(client)


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(2)
print("listening on %s:%d" % listener.getsockname(), flush=True)
while True:
    connection, _ = listener.accept()
    clients.append(connection)
    threading.Thread(target=handle, args=(connection,)).start()
