/*
 * random_bytes.c - the kernel's random bytes.
 */
#define _POSIX_C_SOURCE 200809L

#include "random_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* read() may return less than was asked for, as from a socket. */
static bool read_all(int fd, uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t got = read(fd, bytes, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO; /* this file has no end: it is not what it should be */
        if (got <= 0)
            return false;
        bytes += got;
        length -= (size_t)got;
    }
    return true;
}

bool random_bytes(uint8_t *bytes, size_t length)
{
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;

    bool filled = read_all(fd, bytes, length);
    int saved = errno; /* close() may change it */
    close(fd);         /* nothing was written: nothing can be lost here */
    errno = saved;
    return filled;
}
