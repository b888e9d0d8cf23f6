"""Step 03, exercise b: a server that carries out each request at most once.

    python3 03_b_server.py [-m] HOST PORT
"""
import getopt
import re
import socket
import sys

LARGEST = 1024  # bytes of a datagram
REMEMBERED = 100  # answers

answers = {}  # sender and number: answer, the oldest first
count = 0


def echo(datagram, sender):
    return datagram


def carry_out(datagram, sender):
    global count
    request = re.fullmatch(rb"([0-9]{1,9}) (.*)", datagram, re.DOTALL)
    if not request:
        return None
    number, text = request.groups()
    key = sender, int(number)
    if key not in answers:
        count += 1
        answers[key] = b"%b %d %b" % (number, count, text)
        if len(answers) > REMEMBERED:
            del answers[next(iter(answers))]
    return answers[key]


options, (host, port) = getopt.getopt(sys.argv[1:], "m")
family = socket.AF_INET6 if ":" in host else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as mailbox:
    if host == "::":
        mailbox.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    mailbox.bind((host, int(port)))
    while True:
        datagram, sender = mailbox.recvfrom(LARGEST + 1)
        if len(datagram) > LARGEST:
            continue
        answer = (carry_out if options else echo)(datagram, sender)
        if answer is not None:
            mailbox.sendto(answer, sender)
