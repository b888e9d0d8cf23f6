"""Our Fernet against Python's cryptography.fernet, in one run.

    fernet_bench.py BENCH_FERNET [ROUNDS]

Both loop inside their own process, so nothing but the calls is timed. They take
turns, and of each the best round counts: what else the machine does can only
make a round slower. Exit status 1 if ours is slower at 100 bytes either way, 77 skipped.
"""
import subprocess
import sys
import time

try:
    from cryptography.fernet import Fernet
except ImportError:
    print("skipped: python3 has no module cryptography")
    sys.exit(77)

CALLS = {16: 2000, 100: 2000, 1024: 500, 3007: 200}


def python_round(size, calls):
    fernet = Fernet(Fernet.generate_key())
    text = bytes(size)
    start = time.perf_counter()
    for _ in range(calls):
        token = fernet.encrypt(text)
    middle = time.perf_counter()
    for _ in range(calls):
        fernet.decrypt(token)
    end = time.perf_counter()
    return (middle - start) * 1e9 / calls, (end - middle) * 1e9 / calls


def our_round(program, size, calls):
    out = subprocess.run([program, str(calls), str(size)], check=True,
                         capture_output=True, text=True).stdout
    return tuple(float(word) for word in out.split())


def best(rounds):
    return [min(one[i] for one in rounds) for i in (0, 1)]


def main():
    program = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    slower = False
    print("bytes   encrypt: ours  Python  ratio   decrypt: ours  Python  ratio")
    for size, calls in CALLS.items():
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(our_round(program, size, calls))
            theirs.append(python_round(size, calls))
        a, b = best(ours), best(theirs)
        print("%5d %11.1f us %5.1f us %6.2f %12.1f us %5.1f us %6.2f" % (
            size, a[0] / 1e3, b[0] / 1e3, b[0] / a[0],
            a[1] / 1e3, b[1] / 1e3, b[1] / a[1]))
        if size == 100 and (a[0] > b[0] or a[1] > b[1]):
            slower = True
    return 1 if slower else 0


sys.exit(main())
