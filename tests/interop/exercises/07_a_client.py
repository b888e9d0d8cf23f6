"""Step 07, exercise a: a client that hides the lengths.

    python3 07_a_client.py [-p] HOST PORT NAME KEYFILE
"""
import getopt
import sys

import tokens
from chat import Client


class Padding(Client):
    def pad(self, text):
        size = min((len(text) // 256 + 1) * 256, tokens.LONGEST)
        return (text + b"\n").ljust(size)[:size]


options, words = getopt.getopt(sys.argv[1:], "p")
sys.exit((Padding if options else Client)(*words).talk())
