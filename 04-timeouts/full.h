/*
 * full.h - a listening socket whose queue is full, for `server -m full`.
 */
#ifndef FULL_H
#define FULL_H

#include "deadline.h"

#include <sys/socket.h>
#include <unistd.h>

#define MAX_FILLERS 64
#define FILLER_TIME 200 /* ms: a connection to ourselves takes less */

/* Connects to *address. Returns the socket, or -1 with errno set: ETIMEDOUT if
   the connection is left hanging. */
static inline int create_filler(const struct sockaddr *address, socklen_t size)
{
    struct deadline soon = deadline_in(FILLER_TIME);
    int filler = socket(address->sa_family, SOCK_STREAM, 0), error = 0;
    struct sockaddr_storage peer;
    socklen_t length = sizeof error, peer_size = sizeof peer;

    if (filler < 0)
        return -1;
    if (set_nonblocking(filler) == 0 &&
        (connect(filler, address, size) == 0 ||
         ((errno == EINPROGRESS || errno == EINTR) &&
          wait_for(filler, POLLOUT, &soon) == 0 &&
          getsockopt(filler, SOL_SOCKET, SO_ERROR, &error, &length) == 0 &&
          error == 0)))
        return filler;
    if (error == 0)
        error = errno;
    /* We may have been held up for that long, and it has come since. */
    if (error == ETIMEDOUT &&
        getpeername(filler, (struct sockaddr *)&peer, &peer_size) == 0)
        return filler;
    close(filler);
    errno = error;
    return -1;
}

/* Connects to our own listener, which accepts nobody, until its queue has no
   room: a later client is left hanging. How many fit into a queue for 1, each
   system decides (0 is its default for some, not the smallest). Returns 0, or
   -1 with errno set; the sockets in fillers must be closed in any case. */
static inline int fill_queue(const struct sockaddr *address, socklen_t size,
                             int *fillers)
{
    for (int i = 0; i < MAX_FILLERS; i++) {
        fillers[i] = create_filler(address, size);
        if (fillers[i] < 0)
            return errno == ETIMEDOUT ? 0 : -1;
    }
    errno = ENOBUFS; /* a queue that has room for so many is none of ours */
    return -1;
}

#endif
