"""Step 04, exercise a: the polite server, which hangs up on the idle.

    python3 04_a_server.py [-i SECONDS] [-t SECONDS] HOST PORT
"""
import getopt
import socket
import sys
import time


def serve(connection, whole, silence):
    end = time.monotonic() + whole
    while True:
        left = max(0, end - time.monotonic())
        connection.settimeout(min(left, silence))
        data = connection.recv(4096)
        if not data:
            return
        connection.settimeout(max(0, end - time.monotonic()))
        connection.sendall(b"Mensagem recebida!\n" * data.count(b"\n"))


options, (host, port) = getopt.getopt(sys.argv[1:], "i:t:")
options = {option: float(value) for option, value in options}
whole = options.get("-t", 10)
silence = options.get("-i", whole)
with socket.create_server((host, int(port))) as listener:
    while True:
        connection, peer = listener.accept()
        with connection:
            try:
                serve(connection, whole, silence)
            except OSError as error:  # its time is up, or it is gone
                print(peer, error, file=sys.stderr)
