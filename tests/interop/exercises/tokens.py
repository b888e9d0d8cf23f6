"""Tokens, and the messages in them: what the exercises of step 07 share.

It needs the module cryptography.
"""
import base64
import os
import re
import time

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from keys import decode

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
