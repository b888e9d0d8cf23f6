"""A member of step 07's chat in Python, with cryptography.fernet.

    chat_client.py PORT NAME KEYFILE

Says "ready" when it has joined, sends each line of its input, prints each line
that it receives, and leaves at the end of its input. Where python3 has no module
cryptography: "skipped", and exit status 77. (Unlike ours it forgets who has
spoken: it takes replays.)
"""
import os
import socket
import sys
import threading

try:
    from cryptography.fernet import Fernet, InvalidToken
except ImportError:
    print("skipped: python3 has no module cryptography")
    sys.exit(77)


def say(connection, fernet, run, counter, line):
    text = b"%s %d %s" % (run, counter, line)
    connection.sendall(fernet.encrypt(text) + b"\n")


def receive(connection, fernet):
    with connection.makefile("rb") as lines:
        for line in lines:
            try:
                _, _, text = fernet.decrypt(line.strip(), ttl=60).split(b" ", 2)
                print(text.decode("utf-8", "backslashreplace"), flush=True)
            except InvalidToken:
                print("invalid", flush=True)


def main():
    port, name, keyfile = int(sys.argv[1]), sys.argv[2].encode(), sys.argv[3]
    with open(keyfile, "rb") as file:
        fernet = Fernet(file.read().strip())
    run = os.urandom(8).hex().encode()
    counter = 1
    with socket.create_connection(("127.0.0.1", port)) as connection:
        receiver = threading.Thread(target=receive, args=[connection, fernet])
        receiver.start()
        say(connection, fernet, run, counter, b"* %s joined" % name)
        print("ready", flush=True)
        for line in sys.stdin.buffer:
            counter += 1
            say(connection, fernet, run, counter,
                name + b": " + line.rstrip(b"\n"))
        say(connection, fernet, run, counter + 1, b"* %s left" % name)
        connection.shutdown(socket.SHUT_WR)
        receiver.join()


main()
