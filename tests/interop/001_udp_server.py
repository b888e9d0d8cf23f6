"""Seed 001's UDP server: 1024 bytes of each datagram, and one answer to all."""
import socket
import sys

mailbox = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
mailbox.bind(("localhost", int(sys.argv[1])))
print("listening on %s:%d" % mailbox.getsockname(), flush=True)

while True:
    data, peer = mailbox.recvfrom(1024)
    print("message from", peer, data.decode("utf-8"), flush=True)
    mailbox.sendto("Mensagem recebida!".encode("utf-8"), peer)
