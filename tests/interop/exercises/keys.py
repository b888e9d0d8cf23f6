"""Key files: what the exercises of step 07 share."""
import base64
import hmac
import os
import stat


def load(path, most=1):
    """The keys of the file, 32 bytes each. Raises OSError or ValueError."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(fd, "rb") as file:
        info = os.fstat(fd)
        if not stat.S_ISREG(info.st_mode):
            raise ValueError("it is not a regular file")
        if info.st_uid != os.geteuid():
            raise ValueError("it belongs to another user")
        if info.st_mode & 0o077:
            raise ValueError("others may use it (chmod 600)")
        lines = file.read(1000).split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    if not 1 <= len(lines) <= most:
        raise ValueError("it has %d keys, and not 1 to %d" % (
            len(lines), most))
    return [decode(line.removesuffix(b"\r"), 32) for line in lines]


def decode(letters, length=None):
    """base64url, of which only one form is right."""
    data = base64.urlsafe_b64decode(letters)
    if base64.urlsafe_b64encode(data) != letters or (
            length and len(data) != length):
        raise ValueError("it is not base64url as it should be")
    return data


def create(path, key):
    """A new file, for its owner alone. Raises OSError."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW,
                 0o600)
    with open(fd, "wb") as file:
        file.write(base64.urlsafe_b64encode(key) + b"\n")


def fingerprint(key):
    return hmac.digest(
        key, b"Sockets Step by Step: key fingerprint", "sha256")[:8].hex()
