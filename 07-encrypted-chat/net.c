/*
 * net.c - sockets that know addresses, deadlines and lines.
 *
 * The same file in 05, 06 and 07 (tests/copies.txt).
 */
#define _POSIX_C_SOURCE 200809L

#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Connections that may wait for accept(). The kernel may lower it, to
   net.core.somaxconn on Linux. A backlog of 5, as in many a textbook, leaves
   most of a burst of 500 clients waiting for seconds. */
#define BACKLOG 1024

#define ATTEMPTS 16   /* to accept one who has not gone again */
#define DISMISSAL 100 /* ms that a stop gives to those in the queue */

void complain(const char *call, const char *what)
{
    fprintf(stderr, "%s: %s %s: %s\n", program, call, what, error_text(errno));
}

int check_output(void)
{
    if (!ferror(stdout))
        return 0;
    errno = EIO;  /* by now it may be that of another call: */
    printf("\n"); /* this fails again and sets it, or the cause has passed */
    complain("write to", "standard output");
    return -1;
}

const char *error_text(int error)
{
    static _Thread_local char text[128]; /* each thread has its own */

    if (strerror_r(error, text, sizeof text) != 0)
        snprintf(text, sizeof text, "error %d", error);
    return text;
}

long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* What poll() may still wait, in milliseconds; -1: forever. */
static int time_left(long long deadline)
{
    if (deadline == FOREVER)
        return -1;
    long long left = deadline - now_ms();
    if (left < 0)
        return 0;
    return left > INT_MAX ? INT_MAX : (int)left;
}

int wait_for(int fd, short events, int stop, long long deadline)
{
    struct pollfd waiting[] = {{.fd = fd, .events = events},
                               {.fd = stop, .events = POLLIN}};
    int ready;

    do /* after a signal, only what is left of the time */
        ready = poll(waiting, 2, time_left(deadline));
    while (ready < 0 && errno == EINTR);
    if (ready < 0)
        return -1;
    if (ready > 0 && waiting[1].revents == 0)
        return 0;
    errno = ready > 0 ? ECANCELED : ETIMEDOUT;
    return -1;
}

/* Writes "127.0.0.1:5555" or "[::1]:5555" into text, which it returns. */
static const char *address_text(const struct sockaddr *address, socklen_t size,
                                char *text)
{
    char host[HOST_TEXT], port[sizeof "65535"];

    if (getnameinfo(address, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        snprintf(text, ADDRESS_TEXT, "an unknown address");
    else if (address->sa_family == AF_INET6)
        snprintf(text, ADDRESS_TEXT, "[%s]:%s", host, port);
    else
        snprintf(text, ADDRESS_TEXT, "%s:%s", host, port);
    return text;
}

/* Returns the list of the addresses that a name has, of both families, or
   NULL after a complaint. */
static struct addrinfo *resolve(const char *host, const char *port, int flags)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = flags | AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;

    /* LIMITATION(guide): no deadline reaches into getaddrinfo() */
    int error = getaddrinfo(host, port, &hints, &addresses);
    if (error == 0)
        return addresses;
    if (error == EAI_SYSTEM)
        complain("getaddrinfo", host);
    else
        fprintf(stderr, "%s: getaddrinfo %s: %s\n", program, host,
                error == EAI_NONAME ? "unknown host" : gai_strerror(error));
    return NULL;
}

static int set_option(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value);
}

int set_blocking(int fd, bool blocking)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0)
        return -1;
    flags = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    return fcntl(fd, F_SETFL, flags);
}

/* Without TCP_NODELAY a small message waits until the peer has acknowledged
   the one before it, and the peer takes some 40 ms over that (Linux; elsewhere
   up to 200). SO_KEEPALIVE: a peer that has vanished without a word (cable
   pulled, power lost) is asked now and then, after two hours on most systems,
   whether it is still there. */
static int set_options(int connection)
{
    if (set_option(connection, IPPROTO_TCP, TCP_NODELAY, 1) < 0)
        return -1;
    return set_option(connection, SOL_SOCKET, SO_KEEPALIVE, 1);
}

/* Is it ::? That takes IPv4, too, with IPV6_V6ONLY off; how the option stands
   at first differs from system to system. */
static bool is_any_ipv6(const struct sockaddr *address)
{
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_UNSPECIFIED(
               &((const struct sockaddr_in6 *)address)->sin6_addr);
}

/* Makes `listener` listen. Returns the name of the call that failed, with
   errno set, or NULL. Without SO_REUSEADDR the port stays taken for up to a
   minute after a server has ended while clients were connected (ip(7)). The
   listener does not block: what poll() has announced may be gone before
   accept(). */
static const char *listen_on(int listener, const struct addrinfo *address)
{
    if (set_option(listener, SOL_SOCKET, SO_REUSEADDR, 1) < 0)
        return "setsockopt";
    if (is_any_ipv6(address->ai_addr) &&
        set_option(listener, IPPROTO_IPV6, IPV6_V6ONLY, 0) < 0)
        complain("setsockopt", "IPV6_V6ONLY"); /* not every system lets us */
    if (bind(listener, address->ai_addr, address->ai_addrlen) < 0)
        return "bind";
    if (listen(listener, BACKLOG) < 0)
        return "listen";
    return set_blocking(listener, false) < 0 ? "fcntl" : NULL;
}

/* Writes the socket's own address to `where`. Returns 0, or -1. */
static int own_address(int fd, char *where)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;

    if (getsockname(fd, (struct sockaddr *)&address, &size) < 0)
        return -1;
    address_text((struct sockaddr *)&address, size, where);
    return 0;
}

int create_server(const char *host, const char *port, char *where)
{
    struct addrinfo *addresses = resolve(host, port, AI_PASSIVE);
    int listener = -1;

    for (struct addrinfo *one = addresses; one && listener < 0;
         one = one->ai_next) {
        const char *failed = "socket";

        address_text(one->ai_addr, one->ai_addrlen, where);
        listener = socket(one->ai_family, SOCK_STREAM, 0);
        if (listener >= 0)
            failed = listen_on(listener, one);
        if (!failed && own_address(listener, where) < 0)
            failed = "getsockname";
        if (!failed)
            continue;
        complain(failed, where);
        if (listener >= 0)
            close(listener);
        listener = -1;
    }
    if (addresses)
        freeaddrinfo(addresses);
    return listener;
}

int accept_connection(int listener, char *peer)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        struct sockaddr_storage address;
        socklen_t size = sizeof address;
        int connection = accept(listener, (struct sockaddr *)&address, &size);
        if (connection < 0 && errno != EINTR && errno != ECONNABORTED)
            return -1;
        /* On some systems it has inherited the listener's O_NONBLOCK. */
        if (connection >= 0 && set_options(connection) == 0 &&
            set_blocking(connection, true) == 0) {
            address_text((struct sockaddr *)&address, size, peer);
            return connection;
        }
        if (connection >= 0)
            close(connection); /* some refuse where it has gone again */
    }
    errno = EAGAIN;
    return -1;
}

void dismiss_waiting(int listener)
{
    long long deadline = now_ms() + DISMISSAL;
    char peer[ADDRESS_TEXT];
    int connection;

    while (now_ms() < deadline &&
           (connection = accept_connection(listener, peer)) >= 0) {
        shutdown(connection, SHUT_WR);
        close(connection);
    }
}

/* Has connect() called ourselves? It can, if the port is on this machine and
   nobody has it: the kernel gives us that very port, and what we send comes
   back. Says so, and sets errno to what it should have been. */
static bool is_itself(int connection)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    char ours[ADDRESS_TEXT], theirs[ADDRESS_TEXT];

    if (own_address(connection, ours) < 0 ||
        getpeername(connection, (struct sockaddr *)&peer, &size) < 0 ||
        strcmp(ours, address_text((struct sockaddr *)&peer, size, theirs)) != 0)
        return false;
    fprintf(stderr, "%s: %s is our own socket: nobody listens there\n", program,
            ours);
    errno = ECONNREFUSED;
    return true;
}

/* connect() with a deadline: it starts, poll() waits, SO_ERROR says how. */
static int connect_before(int connection, const struct addrinfo *address,
                          long long deadline)
{
    int error;
    socklen_t size = sizeof error;

    if (connect(connection, address->ai_addr, address->ai_addrlen) == 0)
        return 0;
    if (errno != EINPROGRESS && errno != EINTR) /* it goes on after either */
        return -1;
    if (wait_for(connection, POLLOUT, -1, deadline) < 0)
        return -1;
    if (getsockopt(connection, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
        return -1;
    errno = error;
    return error == 0 ? 0 : -1;
}

/* Returns a socket connected to that one address, or -1 after a complaint. */
static int connect_to(const struct addrinfo *address, long long deadline,
                      const char *where)
{
    const char *failed = NULL;
    int connection = socket(address->ai_family, SOCK_STREAM, 0);

    if (connection < 0)
        failed = "socket";
    else if (set_blocking(connection, false) < 0)
        failed = "fcntl";
    else if (connect_before(connection, address, deadline) < 0 ||
             is_itself(connection))
        failed = "connect";
    else if (set_options(connection) < 0)
        failed = "setsockopt";
    if (!failed)
        return connection;
    complain(failed, where);
    if (connection >= 0)
        close(connection);
    return -1;
}

/* The time that is left is shared out: an address that does not answer must
   not use up what the others need. */
int create_connection(const char *host, const char *port, int patience,
                      char *where)
{
    struct addrinfo *addresses = resolve(host, port, 0);
    long long deadline = now_ms() + patience;
    int left = 0, connection = -1;

    for (struct addrinfo *one = addresses; one; one = one->ai_next)
        left++;
    for (struct addrinfo *one = addresses; one && connection < 0;
         one = one->ai_next) {
        long long now = now_ms();
        address_text(one->ai_addr, one->ai_addrlen, where);
        connection = connect_to(one, now + (deadline - now) / left--, where);
    }
    if (addresses)
        freeaddrinfo(addresses);
    return connection;
}

/* One send() may take fewer bytes than it was given. Against: short. */
int write_all(int connection, const char *bytes, size_t length,
              long long deadline)
{
    while (length > 0) {
        ssize_t sent = send(connection, bytes, length, 0);
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (wait_for(connection, POLLOUT, -1, deadline) < 0)
                return -1;
            continue;
        }
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return -1;
        bytes += sent;
        length -= (size_t)sent;
    }
    return 0;
}

/* Appends what the stream has now, or notes its end. Returns 0, or -1. */
static int fill(struct line_reader *reader)
{
    ssize_t got;

    do {
        if (wait_for(reader->fd, POLLIN, reader->stop, reader->deadline) < 0)
            return -1;
        got = read(reader->fd, reader->buffer + reader->length,
                   sizeof reader->buffer - reader->length);
    } while (got < 0 &&
             (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK));
    if (got < 0)
        return -1;
    reader->length += (size_t)got;
    reader->ended = got == 0;
    return 0;
}

ssize_t read_line(struct line_reader *reader)
{
    reader->length -= reader->taken;
    memmove(reader->buffer, reader->buffer + reader->taken, reader->length);
    reader->taken = 0;

    for (;;) {
        char *newline = memchr(reader->buffer, '\n', reader->length);
        if (newline || reader->ended) {
            reader->taken = newline ? (size_t)(newline - reader->buffer) + 1
                                    : reader->length;
            return (ssize_t)reader->taken;
        }
        if (reader->length == sizeof reader->buffer)
            return LINE_TOO_LONG; /* Against: endless. */
        if (fill(reader) < 0)
            return LINE_ERROR;
    }
}

int skip_line(struct line_reader *reader)
{
    ssize_t length;

    do {
        reader->taken = reader->length;
        length = read_line(reader);
    } while (length == LINE_TOO_LONG);
    return length == LINE_ERROR ? -1 : 0;
}
