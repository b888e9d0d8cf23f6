"""The chat's server (docs/en/protocol.md): what the exercises of step 06 share.

One thread, and a queue of bytes for each member. While one member has a whole
log before it, nobody is read from; a member that takes nothing meanwhile is
cut off.
"""
import select
import signal
import socket
import struct
import sys
import time

LONGEST = 4095  # bytes of a line, without its newline
LOG = 1 << 20  # bytes that may wait for a member
ENOUGH = 1 << 16  # who takes so much, or all there is, gets new time
PATIENCE = 0.2  # seconds to hold the others up
STOP = 0.6  # seconds for all, at a stop
EVERYTHING = 1 << 22  # bytes: more than a socket holds


class Member:
    def __init__(self, connection):
        self.connection = connection
        self.line = b""  # what came after the last newline
        self.waiting = bytearray()  # what it has still to take
        self.taken = 0  # of it, since its time began
        self.since = None  # when that was, if it holds the others up
        self.left = False
        self.name = None


class Room:
    def __init__(self, host, port):
        self.members = []
        self.stopped = None  # when
        self.listener = socket.create_server((host, port), backlog=64)
        self.listener.setblocking(False)
        self.wakes, waker = socket.socketpair()
        waker.setblocking(False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(waker.fileno())
        self.waker = waker

    # ---- what an exercise may do otherwise ----

    def joined(self, member):
        pass

    def said(self, member, line):
        self.relay(member, line)

    # ---- what it may use ----

    def relay(self, speaker, line):
        for member in self.members:
            if member is not speaker and not member.left:
                member.waiting += line + b"\n"

    def answer(self, member, text):
        member.waiting += b"* " + text + b"\n"

    # ---- the rest ----

    def accept(self):
        try:
            connection, _ = self.listener.accept()
        except OSError as error:
            note(error)
            time.sleep(0.01)  # if descriptors are lacking, that may pass
            return
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        member = Member(connection)
        self.members.append(member)
        self.joined(member)

    def drop(self, member, reset=False):
        if reset:
            member.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                         struct.pack("ii", 1, 0))
        member.connection.close()
        member.name = None
        self.members.remove(member)

    def receive(self, member):
        try:
            data = member.connection.recv(ENOUGH)
        except BlockingIOError:
            return
        except OSError as error:
            note(error)
            self.drop(member)
            return
        if not data:  # a line that has begun is dropped
            member.left = True
            member.name = None
            return
        *lines, member.line = (member.line + data).split(b"\n")
        for line in lines:
            if len(line) > LONGEST:
                member.line = line
                break
            if line:
                self.said(member, line)
        if len(member.line) > LONGEST:
            note("a line is too long")
            self.drop(member)

    def send(self, member):
        try:
            sent = member.connection.send(member.waiting[:4 * ENOUGH])
        except BlockingIOError:
            return
        except OSError as error:
            note(error)
            self.drop(member)
            return
        del member.waiting[:sent]
        member.taken += sent
        if member.taken >= ENOUGH or not member.waiting:
            member.since = None

    def judge(self, now):
        """Cuts off who holds the others up. Returns when to look again."""
        moments = []
        for member in list(self.members):
            if member.left and not member.waiting:
                self.drop(member)
                continue
            if len(member.waiting) < LOG and not (
                    self.stopped and member.waiting):
                member.since = None
                continue
            if member.since is None:
                member.since, member.taken = now, 0
            until = member.since + PATIENCE
            if self.stopped:
                until = min(until, self.stopped + STOP)
            if now >= until:
                note("a member takes nothing and is cut off")
                self.drop(member, reset=True)
            else:
                moments.append(until)
        return min(moments, default=None)

    def wanted(self):
        """What to wait for: descriptors and events."""
        full = self.stopped or any(
            len(member.waiting) >= LOG for member in self.members)
        yield self.wakes, select.POLLIN
        if not self.stopped:
            yield self.listener, select.POLLIN
        for member in self.members:
            events = 0 if full or member.left else select.POLLIN
            if member.waiting:
                events |= select.POLLOUT
            if events:
                yield member.connection, events

    def wait(self, until):
        poll = select.poll()
        for connection, events in self.wanted():
            poll.register(connection, events)
        return dict(poll.poll(
            until and 1000 * max(0, until - time.monotonic())))

    def serve(self):
        """Returns after a stop."""
        while True:
            until = self.judge(time.monotonic())
            if self.stopped and not any(m.waiting for m in self.members):
                break
            events = self.wait(until)
            for member in list(self.members):
                happened = events.get(member.connection.fileno(), 0)
                if happened & ~select.POLLOUT:
                    self.receive(member)
                if happened & ~select.POLLIN and member in self.members:
                    self.send(member)
            if self.listener.fileno() in events:
                self.accept()
            if self.wakes.fileno() in events:
                self.wakes.recv(4096)
                self.stopped = self.stopped or time.monotonic()
        self.end()

    def end(self):
        """The end of the stream for all: unread bytes would make a reset."""
        for member in self.members:
            try:
                member.connection.shutdown(socket.SHUT_WR)
                member.connection.recv(EVERYTHING)
            except OSError:
                pass  # nothing has come, or it has gone by itself


def note(text):
    print(text, file=sys.stderr, flush=True)
