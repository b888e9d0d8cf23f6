"""Step 07, exercise c: a key from a passphrase.

    python3 07_c_keygen.py [-p SALT [-r ROUNDS]] [KEYFILE]
"""
import getopt
import hashlib
import os
import sys

import keys


def refuse(why):
    print("keygen:", why, file=sys.stderr)
    sys.exit(2)


def stretch(salt, rounds):
    if len(salt) < 16 and not rounds:
        refuse("a salt has 16 bytes at least")
    passphrase = sys.stdin.buffer.readline().removesuffix(b"\n")
    if len(passphrase) > 4095:
        refuse("a passphrase has 4095 bytes at most")
    return hashlib.pbkdf2_hmac("sha256", passphrase, salt,
                               int(rounds or 600000), 32)


try:
    options, words = getopt.getopt(sys.argv[1:], "p:r:")
except getopt.GetoptError as error:
    refuse(error)
options = dict(options)
path = words[0] if words else "chat.key"
if "-p" in options:
    key = stretch(os.fsencode(options["-p"]), options.get("-r"))
else:
    key = os.urandom(32)
try:
    keys.create(path, key)
except OSError as error:
    print("keygen:", error, file=sys.stderr)
    sys.exit(1)
print("%s: a new key, fingerprint %s" % (path, keys.fingerprint(key)))
