"""Step 06, exercise a: names of one's own.

    python3 06_a_server.py HOST PORT
"""
import sys

from room import Room


def is_name(name):
    """1 to 32 bytes without blanks and control characters."""
    return 1 <= len(name) <= 32 and all(
        byte > ord(" ") and byte != 127 for byte in name)


class Names(Room):
    def said(self, member, line):
        word, _, name = line.partition(b" ")
        if word == b"/nick":
            self.answer(member, self.take(member, name))
        else:
            self.relay(member, line)

    def take(self, member, name):
        if not is_name(name):
            return b"that is not a valid name"
        if any(m.name == name for m in self.members if m is not member):
            return name + b" is taken"
        member.name = name
        return b"you are " + name


host, port = sys.argv[1:]
Names(host, int(port)).serve()
