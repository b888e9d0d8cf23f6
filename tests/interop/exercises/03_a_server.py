"""Step 03, exercise a: a server that says which address a sender has.

    python3 03_a_server.py [-w] HOST PORT
"""
import getopt
import ipaddress
import socket
import sys

LARGEST = 1024  # bytes of a datagram


def text_of(sender):
    host, port = sender[:2]
    address = ipaddress.ip_address(host)
    if address.version == 4:
        return "%s:%d" % (host, port)
    if address.ipv4_mapped:
        return "%s:%d" % (address.ipv4_mapped, port)
    return "[%s]:%d" % (host, port)


options, (host, port) = getopt.getopt(sys.argv[1:], "w")
family = socket.AF_INET6 if ":" in host else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as mailbox:
    if host == "::":
        mailbox.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    mailbox.bind((host, int(port)))
    while True:
        datagram, sender = mailbox.recvfrom(LARGEST + 1)
        if len(datagram) > LARGEST or sender[1] == mailbox.getsockname()[1]:
            continue
        if options:
            datagram = b"%b %b" % (text_of(sender).encode(), datagram)
        mailbox.sendto(datagram, sender)
