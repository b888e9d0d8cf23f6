/*
 * deadline.h - one moment by which all must be done, whatever it takes to.
 *
 * A timeout per call starts anew with each call: a peer that sends one byte
 * now and then is waited for as long as it likes. A deadline is fixed once,
 * and each wait gets only what is left until then.
 */
#ifndef DEADLINE_H
#define DEADLINE_H

#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define MAX_SECONDS 86400 /* a day, which poll() can count */

/* Milliseconds on the clock of now_ms(). */
struct deadline {
    long long started, ends;
};

/* Reads a time such as 5 or 0.25, in seconds. Returns it in milliseconds, from
   1 to a day, or -1 if the text is anything else. */
static inline long parse_seconds(const char *text)
{
    char *end;

    if (text[0] == '\0' || text[strspn(text, "0123456789.")] != '\0')
        return -1;
    double seconds = strtod(text, &end);
    if (*end != '\0' || seconds < 0.001 || seconds > MAX_SECONDS)
        return -1;
    return (long)(seconds * 1000 + 0.5);
}

/* The same for the argument of -t, or refuses it. */
static inline long read_seconds(const char *text)
{
    long time = parse_seconds(text);

    if (time < 0)
        refuse(text, "is not a time in seconds");
    return time;
}

/* The wall clock may be set, and jump; CLOCK_MONOTONIC only goes on. Reading
   it cannot fail: the clock exists, and so does `now`. */
static inline long long now_ms(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline struct deadline deadline_in(long milliseconds)
{
    long long now = now_ms();

    return (struct deadline){.started = now, .ends = now + milliseconds};
}

/* Shares the time left out among `takers`, and returns the first one's. What
   it does not use is left for the others. */
static inline struct deadline deadline_share(const struct deadline *deadline,
                                             int takers)
{
    long long now = now_ms();
    struct deadline share = {.started = now};

    share.ends = now + (deadline->ends - now) / takers;
    return share;
}

static inline double seconds_spent(const struct deadline *deadline)
{
    return (double)(now_ms() - deadline->started) / 1000;
}

/* Waits until a call on fd would not block: POLLIN to receive, POLLOUT to
   send or to be connected. Returns 0, or -1 with errno set: ETIMEDOUT if the
   deadline came first. */
static inline int wait_for(int fd, short event, const struct deadline *deadline)
{
    struct pollfd wait = {.fd = fd, .events = event};

    for (;;) {
        long long left = deadline->ends - now_ms();
        if (left <= 0) {
            errno = ETIMEDOUT;
            return -1;
        }
        int ready = poll(&wait, 1, (int)left);
        if (ready > 0)
            return 0; /* an error is an event, too: the call will report it */
        if (ready < 0 && errno != EINTR)
            return -1;
        /* A signal, or the time is up: `left` is worked out again. A signal a
           second would otherwise keep a wait of two seconds going forever. */
    }
}

/* poll() may promise too much: between it and the call, what was there can be
   gone. So the call itself must not block either. Returns 0, or -1 with errno
   set. */
static inline int set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0)
        return -1;
    return fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -1 : 0;
}

/* Nothing to receive, or no room to send: wait_for() again. */
static inline int is_passing(int error)
{
    return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

/* Sends all `length` bytes: one send() may take fewer than it was given.
   Returns 0, or -1 with errno set. */
static inline int write_all(int connection, const char *bytes, size_t length,
                            const struct deadline *deadline)
{
    while (length > 0) {
        if (wait_for(connection, POLLOUT, deadline) < 0)
            return -1;
        ssize_t sent = send(connection, bytes, length, 0);
        if (sent < 0 && is_passing(errno))
            continue;
        if (sent < 0)
            return -1;
        bytes += sent;
        length -= (size_t)sent;
    }
    return 0;
}

/* Returns as recv(): 0 is the end of the stream. Against: drip, endless. */
static inline ssize_t receive(int connection, char *bytes, size_t size,
                              const struct deadline *deadline)
{
    ssize_t got;

    do {
        if (wait_for(connection, POLLIN, deadline) < 0)
            return -1;
        got = recv(connection, bytes, size, 0);
    } while (got < 0 && is_passing(errno)); /* Against: ctrl-z */
    return got;
}

/* What went wrong on a socket, told apart in words. */
static inline const char *failure_text(int error)
{
    switch (error) {
    case ECONNREFUSED:
        return "refused (nobody listens there)";
    case ETIMEDOUT:
        return "timed out";
    case ECONNRESET:
    case EPIPE:
        return "reset (the other side threw the connection away)";
    case EHOSTUNREACH:
        return "host unreachable (nobody answers there, or a firewall says no)";
    case ENETUNREACH:
        return "network unreachable (no way leads there)";
    default:
        return strerror(error);
    }
}

/* What complain() does, in those words. */
static inline int report(const char *call, const char *what)
{
    fprintf(stderr, "%s: %s %s: %s\n", program, call, what,
            failure_text(errno));
    return -1;
}

/* What report() does, with how long it took. */
static inline int report_after(const char *call, const char *what,
                               const struct deadline *deadline)
{
    const char *why = failure_text(errno);

    fprintf(stderr, "%s: %s %s: %s, after %.1f s\n", program, call, what, why,
            seconds_spent(deadline));
    return -1;
}

#endif
