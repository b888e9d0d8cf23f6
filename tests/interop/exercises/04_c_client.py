"""Step 04, exercise c: a client for which the addresses of a name race.

    python3 04_c_client.py [-t SECONDS] HOST PORT
"""
import errno
import getopt
import os
import selectors
import socket
import sys
import time

HEAD_START = 0.25


def left(end):
    """The seconds until `end`: one deadline for all that is done."""
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("timed out")
    return seconds


def begin(family, address):
    """A connection under way, or why there is none."""
    try:
        runner = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        return None, error
    runner.setblocking(False)
    error = runner.connect_ex(address)
    if error in (0, errno.EINPROGRESS, errno.EINTR):
        return runner, None
    runner.close()
    return None, OSError(error, os.strerror(error))


def is_itself(connection):
    return connection.getsockname() == connection.getpeername()


def race(addresses, runners, end):
    """The first who is connected. `runners` is a selector for all of them."""
    failure = OSError("no address")
    next_start = time.monotonic()
    while addresses or runners.get_map():
        if addresses and (not runners.get_map() or
                          time.monotonic() >= next_start):
            runner, error = begin(*addresses.pop(0))
            if runner:
                runners.register(runner, selectors.EVENT_WRITE)
            failure = error or failure
            next_start = time.monotonic() + HEAD_START
            continue
        wait = left(end)
        if addresses:
            wait = min(wait, max(0, next_start - time.monotonic()))
        for key, _ in runners.select(wait):
            error = key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            runners.unregister(key.fileobj)
            if not error and not is_itself(key.fileobj):
                return key.fileobj
            key.fileobj.close()
            error = error or errno.ECONNREFUSED
            failure = OSError(error, os.strerror(error))
            next_start = time.monotonic()  # no need to wait for this one
    raise failure


def connect(host, port, end):
    addresses = [(family, address) for family, _, _, _, address in
                 socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    with selectors.DefaultSelector() as runners:
        try:
            return race(addresses, runners, end)
        finally:
            for key in list(runners.get_map().values()):
                key.fileobj.close()


def ask(connection, message, end):
    """The line that answers."""
    connection.settimeout(left(end))
    connection.sendall(message + b"\n")
    reply = b""
    while b"\n" not in reply:
        connection.settimeout(left(end))
        piece = connection.recv(4096)
        if not piece:
            raise EOFError("the server left before its reply was complete")
        reply += piece
    return reply[:reply.index(b"\n") + 1]


options, (host, port) = getopt.getopt(sys.argv[1:], "t:")
end = time.monotonic() + float(dict(options).get("-t", 5))
try:
    with connect(host, int(port), end) as connection:
        reply = ask(connection, b"Teste de timeout", end)
except (OSError, EOFError) as error:
    sys.exit("client: %s" % error)
sys.stdout.buffer.write(reply)
