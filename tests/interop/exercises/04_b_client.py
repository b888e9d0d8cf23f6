"""Step 04, exercise b: a client that tries again while it is refused.

    python3 04_b_client.py [-r] [-t SECONDS] HOST PORT
"""
import getopt
import socket
import sys
import time

FIRST_PAUSE = 0.05


def left(end):
    """The seconds until `end`: one deadline for all that is done."""
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("timed out")
    return seconds


def connect(host, port, end):
    """To the first address that answers; each has a share of the time."""
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    while addresses:
        family, _, _, _, address = addresses.pop(0)
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(left(end) / (len(addresses) + 1))
            connection.connect(address)
            if connection.getsockname() == connection.getpeername():
                raise ConnectionRefusedError("that is our own socket")
            return connection
        except OSError:
            connection.close()
            if not addresses:
                raise


def connect_again(host, port, end):
    pause = FIRST_PAUSE
    while True:
        try:
            return connect(host, port, end)
        except ConnectionRefusedError:
            time.sleep(min(pause, left(end)))
            pause *= 2


def ask(connection, message, end):
    """The line that answers."""
    connection.settimeout(left(end))
    connection.sendall(message + b"\n")
    reply = b""
    while b"\n" not in reply:
        connection.settimeout(left(end))
        piece = connection.recv(4096)
        if not piece:
            raise EOFError("the server left before its reply was complete")
        reply += piece
    return reply[:reply.index(b"\n") + 1]


options, (host, port) = getopt.getopt(sys.argv[1:], "rt:")
options = dict(options)
end = time.monotonic() + float(options.get("-t", 5))
try:
    start = connect_again if "-r" in options else connect
    with start(host, int(port), end) as connection:
        reply = ask(connection, b"Teste de timeout", end)
except (OSError, EOFError) as error:
    sys.exit("client: %s" % error)
sys.stdout.buffer.write(reply)
