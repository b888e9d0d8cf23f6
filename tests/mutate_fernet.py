"""Breaks 07-encrypted-chat's cryptography on purpose, one change at a time, and
sees the unit tests fail.

    mutate_fernet.py STEP TEST_FERNET_C [COMPILER...]

One of three builds must catch each: -O2; -O0, where most is left on the stack;
and with AddressSanitizer. A change that gets past all is named, and the exit
status is 1. (What changes only how long something takes is for tests/ctgrind.)
"""
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile

UNITS = ("aes128 base64url fernet keyfile message random_bytes replay sbox "
         "secret sha256").split()

CHANGES = [
    # file, what is there, what is put there, which occurrence (from 0)
    ("sbox.c", "0x63 >> b", "0x62 >> b"),
    ("sbox.c", "0x05 >> b", "0x04 >> b"),
    ("sbox.c", "(b + 7) & 7", "(b + 3) & 7"),
    ("sbox.c", "f4_times_x(f4_square(a.hi))", "f4_square(a.hi)"),
    ("sbox.c", "a[5] = x1 ^ x2 ^ x4;", "a[5] = x1 ^ x2 ^ x5;"),
    ("sbox.c", "x.hi.hi.hi = a[5] ^ a[7];", "x.hi.hi.hi = a[5];"),
    ("aes128.c", "turn_rows(p, 1, 2, 3)", "turn_rows(p, 3, 2, 1)"),
    ("aes128.c", "turn_rows(p, 3, 2, 1)", "turn_rows(p, 1, 2, 3)"),
    ("aes128.c", "0x1b >> b", "0x1d >> b"),
    ("aes128.c", "n < 3", "n < 2"),
    ("aes128.c", "round < ROUNDS", "round < ROUNDS - 1"),
    ("aes128.c", "0x1b, 0x36", "0x1b, 0x37"),
    ("aes128.c", "previous = data;", "previous = iv;"),
    ("aes128.c", "memcpy(chain, chain + bytes, AES_BLOCK)",
     "memcpy(chain, chain + AES_BLOCK, AES_BLOCK)"),
    ("aes128.c", "key[13], key[14], key[15], key[12]",
     "key[12], key[13], key[14], key[15]"),
    ("aes128.c", "p->bit[b] |= p->bit[b] << 32;", ""),
    ("sha256.c", "rotate_right(e, 25)", "rotate_right(e, 24)"),
    ("sha256.c", "used < full ?", "used <= full ?"),
    ("sha256.c", "key_length <= SHA256_BLOCK", "key_length < SHA256_BLOCK"),
    ("sha256.c", "0x36 ^ 0x5c", "0x5c"),
    ("sha256.c", "hash->length * 8", "hash->length"),
    ("base64url.c", "length % 4 != 0", "length % 4 == 1"),
    ("base64url.c", "bad |= byte;", "bad |= byte & 0xc0;"),
    ("base64url.c", "(minus & '-')", "(minus & '+')"),
    ("base64url.c", "mask_equal(c, '-')", "mask_equal(c, '+')"),
    ("base64url.c", "mask_equal(c, '_')", "mask_between(c, '_', '`')"),
    ("base64url.c", "mask_between(c, 'A', 'Z')", "mask_between(c, '@', 'Z')"),
    ("base64url.c", "*bad |= ~(", "*bad |= 0 & ~("),
    ("fernet.c", "length >= AROUND + AES_BLOCK &&", "length >= AROUND &&"),
    ("fernet.c", "(length - AROUND) % AES_BLOCK == 0", "true"),
    ("fernet.c", "raw[0] == VERSION", "true"),
    ("fernet.c", "!authentic(raw, length, key)", "false"),
    ("fernet.c", "> FERNET_SKEW ?", ">= FERNET_SKEW ?"),
    ("fernet.c", "> clock->ttl ?", ">= clock->ttl ?"),
    ("fernet.c", "if (time > clock->now)", "if (time > clock->now + 60)"),
    ("fernet.c", "clock->now - time > clock->ttl",
     "clock->now > time + clock->ttl"),
    ("fernet.c", "mask_less(AES_BLOCK, missing)", "0"),
    ("fernet.c", "mask_equal(missing, 0) |", ""),
    ("fernet.c", "bad |= begun & (block[i] ^ missing);", ""),
    ("fernet.c", "begun & (block[i]", "begun & ~mask_equal(i, 9) & (block[i]"),
    ("fernet.c", "AES_BLOCK - missing;", "AES_BLOCK + 1 - missing;"),
    ("fernet.c", "begun |= mask_equal", "begun = mask_equal"),
    ("fernet.c", "AES_BLOCK - length % AES_BLOCK",
     "(AES_BLOCK - length % AES_BLOCK) % AES_BLOCK"),
    ("fernet.c", "length <= FERNET_TOKEN_MAX &&",
     "length <= FERNET_TOKEN_MAX + 4 &&"),
    ("fernet.c", "length > FERNET_TEXT_MAX", "length > FERNET_TEXT_MAX + 1"),
    ("fernet.c", "56 - 8 * i", "8 * i"),
    ("fernet.c", "return key->bytes + HALF_KEY", "return key->bytes"),
    ("fernet.c", "memset(key, 0, sizeof *key);", ""),
    ("fernet.c", "*text_length = 0;", ""),
    ("fernet.c", "key->bytes, sizeof key->bytes, (const",
     "key->bytes, HALF_KEY, (const"),
    ("fernet.c", "(uint64_t)time(NULL)", "(uint64_t)time(NULL) - 9"),
    ("fernet.c", "!random_bytes(iv, sizeof iv)", "!memset(iv, 1, 16)"),
    ("fernet.c", "wipe(raw, sizeof raw); /* the text is", "/* the text is"),
    ("fernet.c", "wipe_stack();", "", 0),
    ("fernet.c", "wipe_stack();", "", 1),
    ("fernet.c", "wipe_stack();", "", 2),
    ("fernet.c", "wipe_stack();", "", 3),
    ("fernet.c", "wipe_stack();", "", 4),
    ("fernet.c", "wipe(bytes, sizeof bytes);", ""),
    ("secret.c", "difference |= (uint32_t)(a[i] ^ b[i])",
     "difference += (uint32_t)(a[i] ^ b[i]) & 0x7f"),
    ("secret.c", "i < length; i++", "i + 1 < length; i++"),
    ("secret.c", "memset_unseen(memory, 0, length)",
     "memset_unseen(memory, 0, length - 1)"),
    ("secret.c", "*const volatile memset_unseen", "*const memset_unseen"),
    ("random_bytes.c", "bool filled = read_all(fd, bytes, length);",
     "bool filled = true;"),
    ("keyfile.c", "O_EXCL | ", "O_TRUNC | "),
    ("keyfile.c", "S_IRUSR | S_IWUSR", "0644"),
    ("keyfile.c", "S_IRWXG | S_IRWXO", "S_IRWXO"),
    ("keyfile.c", "S_IRWXG | S_IRWXO", "S_IRGRP | S_IROTH"),
    ("keyfile.c", "info.st_uid != geteuid()", "false"),
    ("keyfile.c", "!S_ISREG(info.st_mode)", "S_ISDIR(info.st_mode)"),
    ("keyfile.c", "O_NONBLOCK | ", ""),
    ("keyfile.c", "content[FERNET_KEY_CHARS] == '\\n' &&", ""),
    ("keyfile.c", "length == CONTENT &&", "length >= CONTENT &&"),
    ("keyfile.c", "unlink(path);", ""),
    ("keyfile.c", "content[FERNET_KEY_CHARS] = '\\n';", ""),
    ("replay.c", "counter <= sender->counter", "counter < sender->counter"),
    ("replay.c", "- sender->counter - 1", "- sender->counter"),
    ("replay.c", "> REPLAY_FORGET", ">= REPLAY_FORGET"),
    ("replay.c", "now > sender->heard &&", ""),
    ("replay.c", ".heard < oldest->heard", ".heard > oldest->heard"),
    ("replay.c", "memory->count < REPLAY_SENDERS",
     "memory->count < REPLAY_SENDERS - 1"),
    ("message.c", "(UINT64_MAX - digit) / 10", "UINT64_MAX / 10"),
    ("message.c", "if (*counter == 0)", "if (false)"),
    ("message.c", "tail_end + text_length > MESSAGE_MAX",
     "tail_end + text_length > MESSAGE_MAX + 1"),
    ("message.c", "m->text_length <= MESSAGE_MAX &&", ""),
    ("message.c", "&& text[0] != '*'", ""),
    ("message.c", "text[length - 1] != ' '", "true"),
    ("message.c", "!memchr(text, ':', length) &&", ""),
    ("message.c", "size > length - i", "size > length - i + 1"),
    ("message.c", "have = 1; have < size", "have = 2; have < size"),
    ("message.c", "is_control(bytes + i) ||", ""),
    ("message.c", "bytes[i] == '\\t' ||", ""),
    ("message.c", "c[1] == 0xa0 ||", ""),
    ("message.c", "c[1] == 0xad", "c[1] == 0xae"),
    ("message.c", "c[2] <= 0x8f", "c[2] <= 0x89"),
    ("message.c", "c[2] >= 0xa8", "c[2] >= 0xa9"),
    ("message.c", "c[2] <= 0xaf", "c[2] <= 0xae"),
    ("message.c", "c[2] >= 0x9f", "c[2] >= 0xa0"),
    ("message.c", "c[2] <= 0xaf", "c[2] <= 0xae", 1),
    ("message.c", "c[2] == 0x80", "c[2] == 0x81"),
    ("message.c", "m->line_length = rest.length;", ""),
    ("message.c", "strlen(after_name(m->kind));", "2;"),
    ("message.c", "length > MESSAGE_MAX || !take_run", "!take_run"),
    ("message.c", "parsed && is_name", "parsed || is_name"),
    ("show.h", "lowest = 0xa0", "lowest = 0x9f"),
    ("show.h", "highest = 0x9f", "highest = 0xa0"),
    ("show.h", "lowest = 0x90", "lowest = 0x80"),
    ("show.h", "highest = 0x8f", "highest = 0x90"),
    ("show.h", "first < 0xc2", "first < 0xc1"),
    ("show.h", "first > 0xf4", "first > 0xf5"),
    ("show.h", "c[1] < 0xa0", "c[1] < 0x9f"),
    ("show.h", "c[2] == 0xbf", "c[2] == 0xbe"),
]

FLAGS = [["-O2"], ["-O0"],
         ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]]


def put(text, change):
    _, old, new, *which = change
    parts = text.split(old)
    n = which[0] if which else 0
    if len(parts) <= n + 1:
        return None
    return old.join(parts[:n + 1]) + new + old.join(parts[n + 1:])


class Build:
    """All units and the tests, with one set of flags."""

    def __init__(self, command, step, test, directory):
        self.command, self.directory = command, directory
        os.mkdir(directory)
        sources = {unit: "%s/%s.c" % (step, unit) for unit in UNITS}
        sources["test"] = test
        self.objects = {unit: "%s/%s.o" % (directory, unit)
                        for unit in sources}
        for unit, source in sources.items():
            if not self.compile(source, self.objects[unit]):
                sys.exit("cannot compile " + source)
        if not self.passes(self.objects, directory):
            sys.exit("the tests fail as it is: " + " ".join(command))

    def compile(self, source, target):
        return subprocess.run(self.command + ["-c", source, "-o", target],
                              capture_output=True).returncode == 0

    def passes(self, objects, directory):
        program = directory + "/program"
        if subprocess.run(self.command + list(objects.values()) +
                          ["-o", program]).returncode != 0:
            sys.exit("cannot link")
        try:
            return subprocess.run([program], capture_output=True,
                                  timeout=60).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def catches(self, directory, unit):
        """None if it does not compile."""
        changed = "%s/%s.o" % (directory, unit)
        if not self.compile("%s/%s.c" % (directory, unit), changed):
            return None
        return not self.passes(dict(self.objects, **{unit: changed}),
                               directory)


def judge(builds, tmp, step, change):
    name, _, new = change[:3]
    with open(os.path.join(step, name)) as file:
        text = put(file.read(), change)
    if text is None:
        return "stale"
    # In a directory of its own, where it is found first. show.h is a part of
    # message.c.
    directory = tempfile.mkdtemp(dir=tmp)
    unit = "message" if name == "show.h" else name[:-2]
    shutil.copy("%s/%s.c" % (step, unit), directory)
    with open("%s/%s" % (directory, name), "w") as file:
        file.write(text)
    for build in builds:
        caught = build.catches(directory, unit)
        if caught is None:
            return "stale"
        if caught:
            return "caught"
    return "SURVIVED"


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    step, test, *compiler = sys.argv[1:]
    here = os.path.dirname(os.path.abspath(test))
    common = (compiler or ["cc"]) + [
        "-std=c11", "-w", "-DALONE", "-DFIRST_FAILURE_ENDS", "-I" + step,
        "-I%s/harness/fallback" % here, '-DVECTORS="%s/vectors"' % here]
    counts = {"caught": 0, "SURVIVED": 0, "stale": 0}
    with tempfile.TemporaryDirectory() as tmp, \
            concurrent.futures.ThreadPoolExecutor(2) as pool:
        builds = [Build(common + flags, step, test, "%s/%d" % (tmp, n))
                  for n, flags in enumerate(FLAGS)]
        verdicts = pool.map(lambda change: judge(builds, tmp, step, change),
                            CHANGES)
        for verdict, change in zip(verdicts, CHANGES):
            counts[verdict] += 1
            if verdict != "caught":
                name, old, new, *rest = change
                print("%s: %s: %s -> %s" % (verdict, name, old, new), *rest)
    print(", ".join("%d %s" % (n, what) for what, n in counts.items()))
    sys.exit(1 if counts["SURVIVED"] or counts["stale"] else 0)


main()
