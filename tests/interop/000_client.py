"""A client for seed 000's server, which has none of its own: two threads."""
import socket
import sys
import threading


def receive(connection):
    while True:
        message = connection.recv(1024)
        if not message:
            break
        print("message:", message.decode("utf-8").rstrip("\n"), flush=True)


connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
connection.connect(("localhost", int(sys.argv[1])))
print("connected", flush=True)
threading.Thread(target=receive, args=[connection]).start()
for line in sys.stdin:
    connection.send(line.encode("utf-8"))
connection.shutdown(socket.SHUT_WR)
