"""Key files, tokens and messages: what the exercises of step 07 share.

Where python3 has no module cryptography: exit status 77.
"""
import base64
import hmac
import os
import re
import stat
import sys
import time

try:
    from cryptography.fernet import Fernet, InvalidToken, MultiFernet
except ImportError:
    print("skipped: python3 has no module cryptography", file=sys.stderr)
    sys.exit(77)

TTL = 60  # seconds
SENDERS = 256  # that are remembered
SILENCE = 120  # seconds, after which one may be forgotten
LONGEST = 3007  # bytes of a text that is encrypted

A_NAME = rb"(?![* ])[^:\x00-\x1f\x7f]{1,32}(?<! )"
A_MESSAGE = re.compile(
    rb"([0-9a-f]{16}) ([1-9][0-9]*) (\* %b (?:joined|left)|%b: .*)" % (
        A_NAME, A_NAME), re.DOTALL)


def is_name(name):
    return re.fullmatch(A_NAME, name)


def load(path, most=1):
    """The keys of the file, 32 bytes each. Raises OSError or ValueError."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(fd, "rb") as file:
        info = os.fstat(fd)
        if not stat.S_ISREG(info.st_mode):
            raise ValueError("it is not a regular file")
        if info.st_uid != os.geteuid():
            raise ValueError("it belongs to another user")
        if info.st_mode & 0o077:
            raise ValueError("others may use it (chmod 600)")
        lines = file.read(1000).split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    if not 1 <= len(lines) <= most:
        raise ValueError("it has %d keys, and not 1 to %d" % (
            len(lines), most))
    return [decode(line.removesuffix(b"\r"), 32) for line in lines]


def decode(letters, length=None):
    """base64url, of which only one form is right."""
    data = base64.urlsafe_b64decode(letters)
    if base64.urlsafe_b64encode(data) != letters or (
            length and len(data) != length):
        raise ValueError("it does not hold a key")
    return data


def create(path, key):
    """A new file, for its owner alone. Raises OSError."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW,
                 0o600)
    with open(fd, "wb") as file:
        file.write(base64.urlsafe_b64encode(key) + b"\n")


def fingerprint(key):
    return hmac.digest(
        key, b"Sockets Step by Step: key fingerprint", "sha256")[:8].hex()


class Messages:
    """Makes tokens and opens them."""

    def __init__(self, keys):
        self.use(keys)
        self.run = os.urandom(8).hex().encode()
        self.counter = 0
        self.heard = {}  # run: its last counter, and when

    def use(self, keys):
        self.fernet = MultiFernet(
            [Fernet(base64.urlsafe_b64encode(key)) for key in keys])

    def close(self, line, pad):
        """The token of a line. Raises ValueError if it is too long."""
        text = b"%b %d %b" % (self.run, self.counter + 1, line)
        if len(text) > LONGEST:
            raise ValueError("the line is too long, and was not sent")
        self.counter += 1
        return self.fernet.encrypt(pad(text))

    def open(self, token):
        """The line in a token. Raises ValueError."""
        decode(token)
        try:
            text = self.fernet.decrypt(token, ttl=TTL)
        except InvalidToken:
            raise ValueError("not a token of this key, or expired")
        message = A_MESSAGE.fullmatch(text.partition(b"\n")[0])
        if not message:
            raise ValueError("not a message")
        run, counter, line = message.groups()
        self.remember(run, int(counter))
        return line

    def remember(self, run, counter):
        if run == self.run or counter <= self.heard.get(run, (0, 0))[0]:
            raise ValueError("replayed")
        now = time.monotonic()
        if run not in self.heard and len(self.heard) == SENDERS:
            silent = min(self.heard, key=lambda run: self.heard[run][1])
            if now - self.heard[silent][1] <= SILENCE:
                raise ValueError("there are too many senders")
            del self.heard[silent]
        self.heard[run] = counter, now
