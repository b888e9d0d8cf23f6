"""Step 06, exercise c: to one alone.

    python3 06_c_server.py HOST PORT
"""
import sys

from room import LONGEST, Room


def is_name(name):
    """1 to 32 bytes without blanks and control characters."""
    return 1 <= len(name) <= 32 and all(
        byte > ord(" ") and byte != 127 for byte in name)


class Whispers(Room):
    def said(self, member, line):
        word, _, rest = line.partition(b" ")
        if word == b"/nick":
            self.answer(member, self.take(member, rest))
        elif word == b"/msg":
            name, _, text = rest.partition(b" ")
            self.whisper(member, name, text)
        else:
            self.relay(member, line)

    def called(self, name):
        return next((m for m in self.members if m.name == name), None)

    def take(self, member, name):
        if not is_name(name):
            return b"that is not a valid name"
        if self.called(name) not in (None, member):
            return name + b" is taken"
        member.name = name
        return b"you are " + name

    def whisper(self, member, name, text):
        if not is_name(name):
            self.answer(member, b"that is not a valid name")
            return
        if member.name is None:
            self.answer(member, b"you have no name")
            return
        whispered = member.name + b" to you: " + text
        if not self.called(name):
            self.answer(member, b"nobody is called " + name)
        elif len(b"* " + whispered) > LONGEST:
            self.answer(member, b"that is too long")
        else:
            self.answer(self.called(name), whispered)


host, port = sys.argv[1:]
Whispers(host, int(port)).serve()
