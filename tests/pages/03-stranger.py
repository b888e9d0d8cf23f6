"""03-stranger.py PORT: receives a datagram there, and answers from another port."""
import socket
import sys

mailbox = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
mailbox.bind(('127.0.0.1', int(sys.argv[1])))
datagram, sender = mailbox.recvfrom(2048)
stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
stranger.sendto(b'I am somebody else', sender)
mailbox.recvfrom(2048)
