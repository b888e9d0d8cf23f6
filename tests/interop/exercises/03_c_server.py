"""Step 03, exercise c: a server that writes a file from numbered pieces.

    python3 03_c_server.py [-o FILE] HOST PORT
"""
import getopt
import socket
import struct
import sys

LARGEST = 1024  # bytes of a datagram


def datagrams():
    while True:
        datagram, sender = mailbox.recvfrom(LARGEST + 1)
        if len(datagram) <= LARGEST:
            yield datagram, sender


def echo():
    for datagram, sender in datagrams():
        mailbox.sendto(datagram, sender)


def store(file):
    source, wanted, whole = None, 0, False
    for datagram, sender in datagrams():
        if len(datagram) < 4:
            continue
        header, piece = datagram[:4], datagram[4:]
        number, = struct.unpack("!I", header)
        if source is None and number == 0:
            source = sender
        if sender != source:
            continue
        if number == wanted and not whole:
            file.write(piece)
            file.flush()
            wanted += 1
            whole = not piece
        if number < wanted:
            mailbox.sendto(header, sender)


options, (host, port) = getopt.getopt(sys.argv[1:], "o:")
family = socket.AF_INET6 if ":" in host else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as mailbox:
    if host == "::":
        mailbox.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    mailbox.bind((host, int(port)))
    if options:
        with open(options[0][1], "wb") as file:
            store(file)
    else:
        echo()
