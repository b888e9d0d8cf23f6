/*
 * keyfile.c - a key file that only its owner can read, or none.
 */
#define _POSIX_C_SOURCE 200809L

#include "keyfile.h"
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONTENT = FERNET_KEY_CHARS + 1 }; /* the key and a newline */

/* ---- Loading ---- */

static const char *why_not_opened(void)
{
    if (errno == ENOENT)
        return "there is no such file (./keygen makes one; "
               "for a chat, all need the same)";
    return strerror(errno);
}

/* What the descriptor leads to, not what the name leads to: between two looks
   at a name, somebody could put another file there. */
static const char *check_file(int fd)
{
    struct stat info;

    if (fstat(fd, &info) != 0)
        return strerror(errno);
    if (!S_ISREG(info.st_mode))
        return "it is not a regular file";
    if (info.st_uid != geteuid())
        return "it belongs to another user";
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        return NULL;
    if ((info.st_mode & S_IXUSR) != 0)
        return "others may use it, and may even run it: on a file system "
               "without permissions (/mnt/c in WSL) chmod changes nothing";
    return "others may use it (make it yours alone: chmod 600)";
}

/* Reads at most `size` bytes, fewer only if the file ends: how many, or -1. */
static ssize_t read_up_to(int fd, char *bytes, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = read(fd, bytes + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

/* Python's generate_key() makes no newline, editors on Windows put a CR before
   it. The file then is what keygen would have written; returns its length. */
static size_t end_as_ours(char *content, size_t length)
{
    char *end = content + FERNET_KEY_CHARS;

    if (length == FERNET_KEY_CHARS)
        *end = '\n';
    else if (length == FERNET_KEY_CHARS + 2 && end[0] == '\r' && end[1] == '\n')
        *end = '\n';
    else
        return length;
    return FERNET_KEY_CHARS + 1;
}

/* Only of what is not a key: of a key, no branch may depend on its bytes. A
   pickle of Python's begins with 0x80. */
static const char *why_no_key(const char *content, size_t length)
{
    size_t line = 0;

    while (line < length && content[line] != '\n' && content[line] != '\r')
        line++;
    if (length > 0 && (unsigned char)content[0] == 0x80)
        return "it is a Python pickle, not a key (and opening a pickle "
               "can run code)";
    if (length > 0 && (unsigned char)content[0] >= 0xef)
        return "it begins with a byte order mark (PowerShell's > writes one): "
               "save it as plain text";
    if (memchr(content, ' ', length) || memchr(content, '\t', length))
        return "there is a blank in it";
    if (memchr(content, '+', line) || memchr(content, '/', line))
        return "a key is in base64url, which has - and _ for + and /";
    if (line < FERNET_KEY_CHARS)
        return "it holds less than the 44 characters of a key";
    if (length != FERNET_KEY_CHARS + 1)
        return "it holds more than the 44 characters of a key and a newline";
    return "its 44 characters are not a key in base64url";
}

static bool is_key(struct fernet_key *key, const char *content, size_t length)
{
    return length == CONTENT && content[FERNET_KEY_CHARS] == '\n' &&
           fernet_key_parse(key, content, FERNET_KEY_CHARS);
}

static const char *load_from(struct fernet_key *key, int fd)
{
    char content[CONTENT + 2]; /* a CR; and to notice what is too long */
    const char *why = check_file(fd);

    if (why)
        return why;
    ssize_t got = read_up_to(fd, content, sizeof content);
    size_t length = got < 0 ? 0 : end_as_ours(content, (size_t)got);
    if (got < 0)
        why = strerror(errno);
    else if (!is_key(key, content, length))
        why = why_no_key(content, length);
    wipe(content, sizeof content);
    return why;
}

/* O_NONBLOCK: opening a FIFO would otherwise wait for somebody to write. */
const char *keyfile_load(struct fernet_key *key, const char *path)
{
    memset(key, 0, sizeof *key);
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return why_not_opened();
    const char *why = load_from(key, fd);
    close(fd); /* it was only read: nothing can be lost */
    return why;
}

/* ---- Creating ---- */

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        length -= (size_t)put;
    }
    return true;
}

static bool write_key(int fd, const struct fernet_key *key)
{
    char content[CONTENT + 1]; /* the newline takes the place of the '\0' */

    fernet_key_format(content, key);
    content[FERNET_KEY_CHARS] = '\n';
    bool written = write_all(fd, content, CONTENT);
    wipe(content, sizeof content);
    return written;
}

/* O_EXCL: made by this call, or not at all. 0600: for the owner alone from the
   first moment on; a chmod() afterwards would come too late. */
const char *keyfile_create(const char *path, const struct fernet_key *key)
{
    int fd =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0 && errno == EEXIST)
        return "it exists, and a key is never overwritten";
    if (fd < 0)
        return strerror(errno);
    const char *why = check_file(fd);
    bool written = !why && write_key(fd, key);
    int error = errno;
    if (close(fd) != 0 && written) { /* a late "disk full" comes here */
        written = false;
        error = errno;
    }
    if (written)
        return NULL;
    unlink(path);
    return why ? why : strerror(error);
}
