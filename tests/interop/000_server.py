"""Seed 000's broadcast server: a thread for each client, who sends to all."""
import socket
import sys
import threading

clients = []


def broadcast(message, client_socket):
    for client in clients:
        if client != client_socket:
            try:
                client.send(message)
            except:
                client.close()
                clients.remove(client)


def handle_client(client_socket):
    while True:
        try:
            message = client_socket.recv(1024)
            if message:
                print("message:", message.decode("utf-8"), flush=True)
                broadcast(message, client_socket)
            else:
                client_socket.close()
                clients.remove(client_socket)
                break
        except:
            client_socket.close()
            clients.remove(client_socket)
            break


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("localhost", int(sys.argv[1])))
listener.listen(5)
print("listening on %s:%d" % listener.getsockname(), flush=True)

while True:
    connection, peer = listener.accept()
    clients.append(connection)
    threading.Thread(target=handle_client, args=(connection,)).start()
