"""Talks to crypto_peer: one line out, one line back."""
import subprocess


def to_hex(data):
    return data.hex() if data else "-"


def from_hex(text):
    return b"" if text == "-" else bytes.fromhex(text)


class Peer:
    """`command` is the program, or a list: an emulator and the program."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("crypto_peer died at: " + " ".join(words)[:200])
        return line.rstrip("\n")
