"""Step 06, exercise b: the last lines.

    python3 06_b.py [-l LINES] PORT
"""
import collections
import getopt
import sys

from room import Room


class Memory(Room):
    def __init__(self, port, lines):
        super().__init__(port)
        self.last = collections.deque(maxlen=lines)

    def joined(self, member):
        for line in self.last:
            member.waiting += line + b"\n"

    def said(self, member, line):
        self.last.append(line)
        self.relay(member, line)


options, words = getopt.getopt(sys.argv[1:], "l:")
lines = int(dict(options).get("-l", 0))
if not 0 <= lines <= 100:
    sys.exit("LINES is 0 to 100")
Memory(int(words[0]), lines).serve()
