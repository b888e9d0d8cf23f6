"""All published vectors that there are, through the product's own functions.

    full_vectors.py CRYPTO_PEER [DIRECTORY]

DIRECTORY is cryptography_vectors of Debian's package
python3-cryptography-vectors: NIST's CAVP files for AES-128 (ECB and CBC) and
SHA-256, RFC 4231, and Fernet's own. ECB goes through CBC, a block at a time and
with an IV of zeros. Exit status 0, 1 if one differs, 77 skipped.
"""
import datetime
import glob
import json
import os
import sys

from peer import Peer, from_hex, to_hex

failures = 0


def compare(name, found, expected):
    global failures
    if found != expected:
        failures += 1
        print("FAILED: %s: got %s, expected %s" % (name, found, expected))


def cases(path):
    """(section, {name: value}) for each paragraph of a .rsp or .txt file."""
    section, case = None, {}
    with open(path) as lines:
        for line in list(lines) + [""]:
            line = line.strip()
            if line.startswith("["):
                section = line.strip("[]")
            elif "=" in line and not line.startswith("#"):
                name, value = line.split("=", 1)
                case[name.strip()] = value.strip()
            elif not line and case:
                yield section, case
                case = {}


def aes(peer, path, mode):
    count = 0
    for section, case in cases(path):
        if "KEY" not in case:
            continue
        key, iv = case["KEY"], case.get("IV", "00" * 16)
        for command, from_, to in (("cbc-encrypt", "PLAINTEXT", "CIPHERTEXT"),
                                   ("cbc-decrypt", "CIPHERTEXT", "PLAINTEXT")):
            size = 32 if mode == "ECB" else len(case[from_])
            found = "".join(
                peer.ask(command, key, iv, case[from_][i:i + size])
                for i in range(0, len(case[from_]), size))
            compare("%s %s %s" % (os.path.basename(path), section,
                                  case.get("COUNT")), found, case[to])
        count += 1
    return count


def sha256(peer, path):
    count = 0
    for _, case in cases(path):
        if "Msg" not in case:
            continue
        message = case["Msg"] if int(case["Len"]) else "-"
        compare("%s %s" % (os.path.basename(path), case["Len"]),
                peer.ask("sha256", message), case["MD"])
        count += 1
    return count


def monte(peer, path):
    count, seed = 0, None
    for _, case in cases(path):
        seed = case.get("Seed", seed)
        if "MD" not in case:
            continue
        seed = peer.ask("monte", seed)
        compare("Monte Carlo %s" % case["COUNT"], seed, case["MD"])
        count += 1
    return count


def hmac(peer, path):
    count = 0
    for _, case in cases(path):
        if "Key" in case:
            compare("RFC 4231", peer.ask("hmac", case["Key"], case["Msg"]),
                    case["MD"])
            count += 1
    return count


def seconds(text):
    return int(datetime.datetime.fromisoformat(text).timestamp())


def fernet(peer, path):
    kind = os.path.basename(path)
    with open(path) as file:
        vectors = json.load(file)
    for case in vectors:
        if kind == "generate.json":
            token = peer.ask("encrypt-at", case["secret"],
                             to_hex(case["src"].encode()), seconds(case["now"]),
                             bytes(case["iv"]).hex())
            compare(kind, token, case["token"])
            continue
        found = peer.ask("decrypt-at", case["secret"],
                         to_hex(case["token"].encode()), seconds(case["now"]),
                         case["ttl_sec"])
        if kind == "verify.json":
            compare(kind, from_hex(found[3:]), case["src"].encode())
        else:
            compare(kind + ": " + case["desc"], found[:3], "no ")
    return len(vectors)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    directory = sys.argv[2] if len(sys.argv) == 3 else \
        "/usr/lib/python3/dist-packages/cryptography_vectors"
    if not os.path.isdir(directory):
        print("skipped: no " + directory)
        sys.exit(77)
    peer = Peer(sys.argv[1].split())
    jobs = []
    for mode in ("ECB", "CBC"):
        for path in sorted(glob.glob(directory + "/ciphers/AES/%s/*128.rsp" %
                                     mode)):
            jobs.append((path, lambda path, mode=mode: aes(peer, path, mode)))
    for name in ("ShortMsg", "LongMsg"):
        jobs.append((directory + "/hashes/SHA2/SHA256%s.rsp" % name,
                     lambda path: sha256(peer, path)))
    jobs.append((directory + "/hashes/SHA2/SHA256Monte.rsp",
                 lambda path: monte(peer, path)))
    jobs.append((directory + "/HMAC/rfc-4231-sha256.txt",
                 lambda path: hmac(peer, path)))
    for name in ("generate", "verify", "invalid"):
        jobs.append((directory + "/fernet/%s.json" % name,
                     lambda path: fernet(peer, path)))
    for path, job in jobs:
        count = job(path)
        compare(path + " has vectors", count > 0, True)
        print("%5d  %s" % (count, os.path.relpath(path, directory)))
    print("ok" if failures == 0 else "%d FAILED" % failures)
    sys.exit(1 if failures else 0)


main()
