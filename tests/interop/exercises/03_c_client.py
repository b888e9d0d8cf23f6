"""Step 03, exercise c: a client that sends a file in numbered pieces.

    python3 03_c_client.py [-f FILE] HOST PORT
"""
import getopt
import socket
import struct
import sys
import time

PIECE = 1020  # bytes
PAUSE = 0.1  # seconds until a piece is sent again


def talk():
    """The step's client: a datagram for each line, and its echo."""
    for line in sys.stdin.buffer:
        line = line.removesuffix(b"\n")
        if line.lower() in (b"sair", b"quit"):
            break
        mailbox.send(line)
        sys.stdout.buffer.write(mailbox.recv(65536) + b"\n")
        sys.stdout.flush()


def is_answered(header):
    end = time.monotonic() + PAUSE
    while (left := end - time.monotonic()) > 0:
        mailbox.settimeout(left)
        try:
            if mailbox.recv(65536) == header:
                return True
        except TimeoutError:
            pass
    return False


def send_file(file):
    number, piece = 0, True
    while piece:  # the last one is empty: the end
        piece = file.read(PIECE)
        header = struct.pack("!I", number)
        mailbox.send(header + piece)
        while not is_answered(header):
            mailbox.send(header + piece)
        number += 1


options, (host, port) = getopt.getopt(sys.argv[1:], "f:")
try:
    with socket.socket(type=socket.SOCK_DGRAM) as mailbox:
        mailbox.connect((host, int(port)))
        if options:
            with open(options[0][1], "rb") as file:
                send_file(file)
        else:
            talk()
except OSError as error:
    sys.exit("client: %s" % error)
