"""Step 03's programs in Python, with all of the exercises: right ones.

    python3 stranger_03.py [-w | -m | -o FILE] PORT HOST
    python3 stranger_03.py client [-f FILE] HOST PORT
"""
import ipaddress
import re
import socket
import struct
import sys

LARGEST, PIECE = 1024, 1020


def mailbox(host, port):
    box = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET,
                        socket.SOCK_DGRAM)
    if host == "::":
        box.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    box.bind((host, port))
    return box


def echo(bytes, sender):
    return bytes


def with_address(bytes, sender):
    host = ipaddress.ip_address(sender[0].split("%")[0])
    mapped = host.version == 6 and host.ipv4_mapped
    text = "[%s]" % host if host.version == 6 and not mapped else mapped or host
    return ("%s:%d " % (text, sender[1])).encode() + bytes


class AtMostOnce:
    def __init__(self):
        self.count, self.answers = 0, {}

    def __call__(self, bytes, sender):
        request = re.fullmatch(rb"([0-9]{1,9}) (.*)", bytes, re.DOTALL)
        if not request:
            return None
        number, text = request.groups()
        key = sender, int(number)
        if key not in self.answers:
            self.count += 1
            self.answers[key] = b"%s %d %s" % (number, self.count, text)
            if len(self.answers) > 100:
                del self.answers[next(iter(self.answers))]
        return self.answers[key]


class Transfer:
    def __init__(self, name):
        self.file = open(name, "wb", buffering=0)
        self.sender, self.due, self.whole = None, 0, False

    def __call__(self, bytes, sender):
        if len(bytes) < 4 or self.sender not in (None, sender):
            return None
        number, = struct.unpack("!I", bytes[:4])
        if number > self.due or number == self.due and self.whole:
            return None
        if number == self.due:
            self.sender, self.due = sender, self.due + 1
            self.file.write(bytes[4:])
            self.whole = len(bytes) == 4
        return bytes[:4]


def serve(box, answer):
    while True:
        bytes, sender = box.recvfrom(65536)
        reply = answer(bytes, sender) if len(bytes) <= LARGEST else None
        if reply is not None:
            try:
                box.sendto(reply, sender)
            except OSError:
                pass  # that answer's trouble


def send_file(box, name):
    box.settimeout(0.1)
    number, end = 0, False
    with open(name, "rb") as file:
        while not end:
            piece = file.read(PIECE)
            end = not piece
            send_until_answered(box, struct.pack("!I", number), piece)
            number += 1


def send_until_answered(box, number, piece):
    for attempt in range(100):
        box.send(number + piece)
        try:
            if box.recv(LARGEST) == number:
                return
        except TimeoutError:
            pass
    sys.exit("no answer")


def talk(box):
    for line in sys.stdin.buffer:
        line = line.removesuffix(b"\n")
        if line.strip().lower() in (b"sair", b"quit"):
            return
        box.send(line)
        sys.stdout.buffer.write(box.recv(65536) + b"\n")
        sys.stdout.flush()


def client(arguments):
    *options, host, port = arguments
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as box:
        box.connect((host, int(port)))
        send_file(box, options[1]) if options else talk(box)


def server(arguments):
    *options, port, host = arguments
    answer = {"-w": lambda: with_address, "-m": AtMostOnce,
              "-o": lambda: Transfer(options[1])}
    serve(mailbox(host, int(port)),
          answer[options[0]]() if options else echo)


if sys.argv[1] == "client":
    client(sys.argv[2:])
else:
    server(sys.argv[1:])
