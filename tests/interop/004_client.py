"""Seed 004's client, PORT and KEYFILE: a token a line, and a token a recv().

The key is a text, not a pickle. Where python3 has no module cryptography:
"skipped", and exit status 77.
"""
import socket
import sys
import threading

try:
    from cryptography.fernet import Fernet
except ImportError:
    print("skipped: python3 has no module cryptography")
    sys.exit(77)


def receive(connection, fernet):
    while True:
        try:
            message = connection.recv(4096)
            print("message:", fernet.decrypt(message).decode("utf-8"),
                  flush=True)
        except Exception as e:
            print("exception:", repr(e), flush=True)
            connection.close()
            break


def send(connection, fernet):
    for line in sys.stdin:
        connection.send(fernet.encrypt(line.rstrip("\n").encode("utf-8")))


with open(sys.argv[2]) as file:
    fernet = Fernet(file.read().strip())
connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
connection.connect(("localhost", int(sys.argv[1])))
print("connected", flush=True)
threading.Thread(target=receive, args=[connection, fernet]).start()
threading.Thread(target=send, args=[connection, fernet]).start()
