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
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return "others may use it (make it yours alone: chmod 600)";
    return NULL;
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

/* Only of what is not a key: of a key, no branch may depend on its bytes. A
   pickle of Python's begins with 0x80. */
static const char *why_no_key(const char *content, size_t length)
{
    if (length > 0 && (unsigned char)content[0] == 0x80)
        return "it is a Python pickle, not a key (and opening a pickle "
               "can run code)";
    if (length == FERNET_KEY_CHARS)
        return "it ends without the newline that follows the key";
    if (length != CONTENT)
        return "it does not hold 44 characters and a newline";
    if (content[FERNET_KEY_CHARS] != '\n')
        return "no newline follows the 44 characters";
    return "its 44 characters are not a key in base64url";
}

static bool is_key(struct fernet_key *key, const char *content, size_t length)
{
    return length == CONTENT && content[FERNET_KEY_CHARS] == '\n' &&
           fernet_key_parse(key, content, FERNET_KEY_CHARS);
}

static const char *load_from(struct fernet_key *key, int fd)
{
    char content[CONTENT + 1]; /* one more, to notice what is too long */
    const char *why = check_file(fd);

    if (why)
        return why;
    ssize_t length = read_up_to(fd, content, sizeof content);
    if (length < 0)
        why = strerror(errno);
    else if (!is_key(key, content, (size_t)length))
        why = why_no_key(content, (size_t)length);
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
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  S_IRUSR | S_IWUSR);
    if (fd < 0 && errno == EEXIST)
        return "it exists, and a key is never overwritten";
    if (fd < 0)
        return strerror(errno);
    bool written = write_key(fd, key);
    int error = errno;
    if (close(fd) != 0 && written) { /* a late "disk full" comes here */
        written = false;
        error = errno;
    }
    if (written)
        return NULL;
    unlink(path);
    return strerror(error);
}
