"""Our Fernet and Python's cryptography.fernet, in both directions.

    fernet_peer.py CRYPTO_PEER [FERNET]

CRYPTO_PEER is the program crypto_peer (with an emulator before it, in one
argument, if need be); FERNET is the program fernet of 07-encrypted-chat, which
is tried too. Exit status 0, 1 at the first difference, 77 skipped.
"""
import base64
import hashlib
import hmac
import os
import random
import struct
import subprocess
import sys
import tempfile
import time

from peer import Peer, from_hex, to_hex

try:
    from cryptography.fernet import Fernet, InvalidToken
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
except ImportError:
    print("skipped: python3 has no module cryptography")
    sys.exit(77)

SEED = int(os.environ.get("SEED", time.time_ns() % 1000000))


def check(right, *what):
    if not right:
        print("FAILED (SEED=%d):" % SEED, *what)
        sys.exit(1)


def ours_opens(peer, key, token, *clock):
    """The text, or None."""
    command = "decrypt-at" if clock else "decrypt"
    word, rest = peer.ask(command, key.decode(), to_hex(token),
                          *clock).split(" ", 1)
    return from_hex(rest) if word == "ok" else None


def python_opens(key, token, ttl=None, now=None):
    try:
        if now is None:
            return Fernet(key).decrypt(token, ttl)
        return Fernet(key).decrypt_at_time(token, ttl, now)
    except InvalidToken:
        return None


def both_ways(peer, key, text):
    ours = peer.ask("encrypt", key.decode(), to_hex(text)).encode()
    check(python_opens(key, ours, ttl=60) == text, "Python cannot read", text)
    theirs = Fernet(key).encrypt(text)
    check(ours_opens(peer, key, theirs) == text, "we cannot read", text)
    check(len(ours) == len(theirs), "lengths differ", len(text))


def same_token(peer, key, text, when):
    """The same time and IV give the same token, letter for letter."""
    iv = os.urandom(16)
    ours = peer.ask("encrypt-at", key.decode(), to_hex(text), when, iv.hex())
    theirs = Fernet(key)._encrypt_from_parts(text, when, iv)
    check(ours.encode() == theirs, "tokens differ", ours, theirs)


def lengths(peer):
    key = Fernet.generate_key()
    for n in list(range(301)) + [3006, 3007]:
        both_ways(peer, key, os.urandom(n))
        same_token(peer, key, os.urandom(n), n << 20)
    print("ok: every length from 0 to 300, 3006 and 3007, both ways")


def at_random(peer):
    for _ in range(1000):
        both_ways(peer, Fernet.generate_key(),
                  random.randbytes(random.randrange(3008)))
    print("ok: 1000 at random, both ways, a new key each")


def times(peer):
    key = Fernet.generate_key()
    for made, now, ttl in [(1000, 1060, 60), (1000, 1061, 60), (1060, 1000, 60),
                           (1061, 1000, 60), (1000, 1000, 0), (1000, 1001, 0),
                           (2**62, 2**62 + 60, 60), (2**64 - 1, 1000, 60),
                           (0, 60, 60), (0, 61, 60)]:
        token = Fernet(key)._encrypt_from_parts(b"t", made, bytes(16))
        theirs = python_opens(key, token, ttl, now)
        ours = ours_opens(peer, key, token, now, ttl)
        check(ours == theirs, "made at", made, "opened at", now, "ttl", ttl,
              "we:", ours, "Python:", theirs)
    print("ok: the time's edges as Python has them")


def signed(key, body):
    raw = base64.urlsafe_b64decode(key)
    return base64.urlsafe_b64encode(
        body + hmac.new(raw[:16], body, hashlib.sha256).digest())


def stricter(peer):
    """What Python takes, and we must not."""
    key = Fernet.generate_key()
    one = Fernet(key).encrypt(b"x" * 5)     # 73 bytes: ends in "=="
    two = Fernet(key).encrypt(b"y" * 20)    # 89 bytes: ends in "="
    three = Fernet(key).encrypt(b"z" * 40)  # 105 bytes: no "="
    alphabet = (b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                b"0123456789-_")

    def next_letter(token, at):
        letter = alphabet[alphabet.index(token[at]) + 1]
        return token[:at] + bytes([letter]) + token[at + 1:]

    tricks = {
        "two tokens in a line": one + two,
        "the same token twice": two + two,
        "junk after the '='": one + b"????",
        "a newline inside": three[:40] + b"\n" + three[40:],
        "four blanks inside": three[:40] + b"    " + three[40:],
        "junk of four inside": three[:40] + b"!!@@" + three[40:],
        "a newline after it": three + b"\n",
        "a byte beyond ASCII inside": three[:8] + b"\xff" + three[8:],
        "unused bits (four of them) not zero": next_letter(one, -3),
        "unused bits (two of them) not zero": next_letter(two, -2),
        "one '=' too many": two + b"=",
        "four '=' too many": three + b"====",
        "a zero byte after it": three + b"\0",
    }
    taken = 0
    for what, token in tricks.items():
        python = python_opens(key, token)
        taken += python is not None
        check(ours_opens(peer, key, token) is None, "we took", what)
        if python is None:
            print("    (this Python does not take it either: %s)" % what)
    check(taken > 0, "Python took none of it: the list has lost its meaning")
    print("ok: %d tricks refused, of which Python takes %d" % (
        len(tricks), taken))


def odd_but_signed(peer):
    """Tokens only a holder of the key can make: the same verdict as Python's."""
    key = Fernet.generate_key()
    raw_key = base64.urlsafe_b64decode(key)
    now = struct.pack(">Q", int(time.time()))
    count = 0
    for version in (0x80, 0, 0x81):
        for blocks in range(4):
            for extra in (0, 1, 15):
                body = bytes([version]) + now + bytes(16)
                plain = bytes(16 * blocks)
                if blocks:
                    plain = plain[:-1] + bytes([random.randrange(19)])
                    cipher = Cipher(algorithms.AES(raw_key[16:]),
                                    modes.CBC(bytes(16))).encryptor()
                    body += cipher.update(plain)
                token = signed(key, body + bytes(extra))
                check(ours_opens(peer, key, token) == python_opens(key, token),
                      "version", version, "blocks", blocks, "extra", extra)
                count += 1
    print("ok: %d signed oddities judged as Python does" % count)


def damaged(peer):
    key = Fernet.generate_key()
    token = Fernet(key).encrypt(b"Ol\xc3\xa1 a todos")
    for bit in range(len(token) * 8):
        other = bytearray(token)
        other[bit // 8] ^= 1 << bit % 8
        check(ours_opens(peer, key, bytes(other)) is None, "bit", bit)
    for cut in range(len(token)):
        check(ours_opens(peer, key, token[:cut]) is None, "cut at", cut)
    check(ours_opens(peer, Fernet.generate_key(), token) is None, "other key")
    print("ok: each of %d bits flipped, each cut, another key: refused" % (
        len(token) * 8))


def fingerprints(peer):
    for _ in range(20):
        key = Fernet.generate_key()
        expected = hmac.new(base64.urlsafe_b64decode(key),
                            b"Sockets Step by Step: key fingerprint",
                            hashlib.sha256).hexdigest()[:16]
        check(peer.ask("fingerprint", key.decode()) == expected, "fingerprint")
    print("ok: the fingerprint is 8 bytes of an HMAC")


def run(program, *arguments, data=b""):
    return subprocess.run(list(program) + list(arguments), input=data,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60)


def the_program(program):
    """The program fernet: lines in, lines out, beside Python."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "chat.key")
        key = Fernet.generate_key()
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as f:
            f.write(key + b"\n")
        lines = [b"", b"a", "Olá".encode(), b"\0\xff\r", b"x" * 3007,
                 b"no newline at the end"]
        done = run(program, "encrypt", path, data=b"\n".join(lines))
        check(done.returncode == 0 and done.stderr == b"", done)
        tokens = done.stdout.split(b"\n")
        check(tokens.pop() == b"", "no newline after the last token")
        check([python_opens(key, t, 60) for t in tokens] == lines, tokens)
        theirs = [Fernet(key).encrypt(text) for text in lines]
        done = run(program, "decrypt", "-t", "60", path,
                   data=b"\n".join(theirs))
        check(done.returncode == 0 and done.stdout == b"\n".join(lines) + b"\n",
              done)

        old = Fernet(key).encrypt_at_time(b"old", int(time.time()) - 100)
        early = Fernet(key).encrypt_at_time(b"early", int(time.time()) + 100)
        mixed = [theirs[1], b"", b"junk", old, early, theirs[2] + theirs[1],
                 theirs[1] + b"\r", b"A" * 4089, theirs[2]]
        done = run(program, "decrypt", path, data=b"\n".join(mixed))
        check(done.returncode == 1, done)
        check(done.stdout == b"a\nold\nearly\na\n" + lines[2] + b"\n", done)
        done = run(program, "decrypt", "-t", "60", path, data=b"\n".join(mixed))
        check(done.returncode == 1, done)
        check(done.stdout == b"a\na\n" + lines[2] + b"\n", done)
        said = done.stderr.decode().splitlines()
        for n, word in ((2, "not a token"), (3, "not a token"), (4, "expired"),
                        (5, "future"), (6, "not a token"), (8, "4088")):
            check(any(("line %d: " % n) in s and word in s for s in said),
                  n, word, said)
        check(len(said) == 6, said)  # a CR at the end is taken off
        done = run(program, "encrypt", path, data=b"x" * 3008 + b"\nb\n")
        check(done.returncode == 1 and b"line 1" in done.stderr and
              python_opens(key, done.stdout.strip()) == b"b", done)
        status(program, path, theirs[1] + b"\n")
    print("ok: the program fernet beside Python")


def status(program, path, token):
    """Exit statuses, and a stdout that is full or closed."""
    for arguments in ([], ["encrypt"], ["encrypt", path, path], ["other", path],
                      ["encrypt", "-t", "5", path], ["decrypt", "-t", path],
                      ["decrypt", "-t", "5x", path], ["decrypt", "-t", "-1",
                      path], ["decrypt", "-t", "", path], ["decrypt", "-x",
                      path], ["decrypt", "-t", "18446744073709551616", path],
                      ["--help", "x"]):
        done = run(program, *arguments)
        check(done.returncode == 2 and done.stdout == b"" and
              done.stderr.startswith(b"usage: "), arguments, done)
    done = run(program, "--help")
    check(done.returncode == 0 and done.stdout.startswith(b"usage: ") and
          done.stderr == b"", done)
    done = run(program, "decrypt", path + ".none", data=token)
    check(done.returncode == 1 and b"no such file" in done.stderr, done)
    done = run(program, "decrypt", "-t", str(2**64 - 1), path, data=token)
    check(done.returncode == 0, done)
    for redirect, word in ((">/dev/full", b"No space"), (">&-", b"Bad file")):
        for words, data in ((["decrypt", path], token), (["encrypt", path],
                            b"x\n"), (["--help"], b"")):
            done = run(["sh", "-c", '"$@" ' + redirect, "sh"] + list(program),
                       *words, data=data)
            check(done.returncode == 1 and word in done.stderr and
                  b"standard output" in done.stderr, redirect, words, done)
    done = run(["sh", "-c", '("$@"; echo $? >&2) | true', "sh"] +
               list(program), "decrypt", path, data=token * 20000)
    check(done.stderr.rstrip().endswith(b"\n1"), "a reader that left", done)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    random.seed(SEED)
    peer = Peer(sys.argv[1].split())
    lengths(peer)
    at_random(peer)
    times(peer)
    stricter(peer)
    odd_but_signed(peer)
    damaged(peer)
    fingerprints(peer)
    if len(sys.argv) == 3:
        the_program(sys.argv[2].split())


main()
