"""The way of seed 000, written anew: a thread per client, pieces of 1024 bytes
that are taken for messages, a list that all threads change."""
import socket
import threading

clients = []


def broadcast(message, sender):
    for client in clients:
        if client != sender:
            try:
                client.send(message)
            except OSError:
                client.close()
                clients.remove(client)


def handle(client):
    while True:
        try:
            message = client.recv(1024)
            if not message:
                break
            print("Recebido:", message.decode())
            broadcast(message, client)
        except (OSError, ValueError):
            break
    client.close()
    if client in clients:
        clients.remove(client)


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", 0))
listener.listen(5)
print("listening on %s:%d" % listener.getsockname(), flush=True)
while True:
    connection, _ = listener.accept()
    clients.append(connection)
    threading.Thread(target=handle, args=(connection,)).start()
