"""The client (docs/en/protocol.md): what the exercises of step 07 share."""
import os
import select
import signal
import socket
import sys
import time

import keys
import tokens

PATIENCE = 5  # seconds to connect, and for the farewell
LONGEST = 4095  # bytes of a line that may come


def complain(text):
    print("client:", text, file=sys.stderr, flush=True)


class Client:
    keys_in_a_file = 1
    signals = {}  # number: what to do

    def __init__(self, host, port, name, path):
        self.name = name.encode("utf-8", "surrogateescape")
        if not tokens.is_name(self.name):
            complain("that is not a valid name")
            sys.exit(2)
        self.path = path
        try:
            self.messages = tokens.Messages(self.load())
        except (OSError, ValueError) as error:
            sys.exit("client: %s: %s" % (path, error))
        try:
            self.connection = socket.create_connection(
                (host, int(port)), timeout=PATIENCE)
        except OSError as error:
            sys.exit("client: %s" % error)
        self.connection.setblocking(False)
        self.typed = b""  # after its last newline
        self.received = b""
        self.unsent = b""
        self.leaving = None  # when it has to be over
        self.status = 0
        self.wakes, waker = socket.socketpair()
        waker.setblocking(False)
        self.waker = waker
        for number in (signal.SIGINT, signal.SIGTERM, *self.signals):
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(waker.fileno())

    def load(self):
        found = keys.load(self.path, self.keys_in_a_file)
        complain("%s has the fingerprint %s" % (
            self.path, keys.fingerprint(found[0])))
        return found

    def pad(self, text):
        return text

    def say(self, line):
        try:
            self.unsent += self.messages.close(line, self.pad) + b"\n"
        except ValueError as error:
            complain(error)
            self.status = 1

    def leave(self):
        if not self.leaving:
            self.leaving = time.monotonic() + PATIENCE
            self.say(b"* %b left" % self.name)

    def type(self):
        piece = os.read(0, 4096)
        if not piece and self.typed:
            piece = b"\n"
        *lines, self.typed = (self.typed + piece).split(b"\n")
        for line in lines:
            if line.lower() in (b"sair", b"quit"):
                self.leave()
                return
            if line:
                self.say(self.name + b": " + line)
        if not piece:
            self.leave()

    def receive(self):
        """Returns whether there may be more."""
        piece = self.connection.recv(65536)
        *lines, self.received = (self.received + piece).split(b"\n")
        for line in lines:
            try:
                if len(line) > LONGEST:
                    raise ValueError("too long")
                sys.stdout.buffer.write(self.messages.open(line) + b"\n")
                sys.stdout.flush()
            except ValueError as error:
                complain("a line was dropped: %s" % error)
        if len(self.received) > LONGEST:  # the rest of it is not kept
            self.received = self.received[:LONGEST + 1]
        return piece

    def send(self):
        sent = self.connection.send(self.unsent)
        self.unsent = self.unsent[sent:]
        if self.leaving and not self.unsent:
            self.connection.shutdown(socket.SHUT_WR)

    def wait(self):
        poll = select.poll()
        poll.register(self.wakes, select.POLLIN)
        poll.register(self.connection, select.POLLIN |
                      (select.POLLOUT if self.unsent else 0))
        if not self.unsent and not self.leaving:
            poll.register(0, select.POLLIN)
        if not self.leaving:
            return dict(poll.poll())
        left = self.leaving - time.monotonic()
        return dict(poll.poll(1000 * left)) if left > 0 else {}

    def end(self):
        if self.leaving and not self.unsent:
            return self.status
        complain("the server hung up")
        return 1

    def talk(self):
        """Until both sides have ended. Returns the exit status."""
        self.say(b"* %b joined" % self.name)
        while events := self.wait():
            if self.wakes.fileno() in events:
                for number in self.wakes.recv(4096):
                    self.signals.get(number, Client.leave)(self)
            try:
                happened = events.get(self.connection.fileno(), 0)
                if happened & select.POLLOUT:
                    self.send()
                if happened & ~select.POLLOUT and not self.receive():
                    return self.end()
            except OSError as error:
                complain(error)
                return 1
            if 0 in events and not self.leaving:
                self.type()
        complain("the server has not ended in time")
        return 1
