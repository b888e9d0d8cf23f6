"""Seed 001's UDP client: one datagram, and anybody's is the answer."""
import socket
import sys

mailbox = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
mailbox.sendto("Olá, servidor UDP!".encode("utf-8"),
               ("localhost", int(sys.argv[1])))
data, server = mailbox.recvfrom(1024)
print("answer:", data.decode("utf-8"), flush=True)
mailbox.close()
