/* wire.c - sockets that misbehave on purpose, and never fail a check. */
#define _POSIX_C_SOURCE 200809L

#include "wire.h"
#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOMENT 2 /* ms between two looks at the wires that are not polled */
#define CONNECT_TRY 100 /* ms until a connection is tried anew */

static struct wire *wires;

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

struct wire *wire_adopt(int fd)
{
    struct wire *wire = calloc(1, sizeof *wire);
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    const int on = 1;

    if (!wire || fd < 0)
        failed("a socket", "%s", strerror(errno));
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    getsockname(fd, (struct sockaddr *)&address, &size);
    wire->fd = fd;
    wire->port = ntohs(address.sin_port);
    wire->deaf = true;
    wire->next = wires;
    wires = wire;
    return wire;
}

void release_wires(void)
{
    while (wires) {
        struct wire *next = wires->next;
        wire_close(wires);
        free(wires->in);
        free(wires);
        wires = next;
    }
}

/* Returns 0 once connected, EINPROGRESS if that takes too long, or why not. */
static int connect_once(struct wire *wire, int port, long long deadline)
{
    struct sockaddr_in address = loopback(port);
    long long soon = now_ms() + CONNECT_TRY;
    struct pollfd writable = {.fd = wire->fd, .events = POLLOUT};
    int error = 0;
    socklen_t size = sizeof error;

    if (connect(wire->fd, (struct sockaddr *)&address, sizeof address) == 0)
        return 0;
    if (errno != EINPROGRESS)
        return errno;
    while (poll(&writable, 1, 0) == 0)
        if (!attend(wire, POLLOUT, soon < deadline ? soon : deadline))
            return EINPROGRESS;
    getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

void wire_begin(struct wire *wire, int port)
{
    struct sockaddr_in address = loopback(port);

    if (connect(wire->fd, (struct sockaddr *)&address, sizeof address) < 0)
        return; /* it takes its time, or it fails: both are to be expected */
}

struct wire *wire_connect(int port, long long deadline)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;

    do {
        struct wire *wire = wire_adopt(socket(AF_INET, SOCK_STREAM, 0));
        int error = connect_once(wire, port, deadline);
        if (error == 0) {
            getsockname(wire->fd, (struct sockaddr *)&address, &size);
            wire->port = ntohs(address.sin_port);
            wire->deaf = false;
            return wire;
        }
        wire_close(wire);
        if (error != EINPROGRESS)
            return NULL;
    } while (now_ms() < deadline);
    return NULL;
}

struct wire *wire_listen(int *port)
{
    struct sockaddr_in address = loopback(0);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(fd, 16) < 0)
        failed("a listener", "%s", strerror(errno));
    struct wire *wire = wire_adopt(fd);
    *port = wire->port;
    return wire;
}

struct wire *wire_accept(struct wire *listener, long long deadline)
{
    int fd;

    while ((fd = accept(listener->fd, NULL, NULL)) < 0)
        if (!attend(listener, POLLIN, deadline))
            return NULL;
    struct wire *wire = wire_adopt(fd);
    wire->deaf = false;
    return wire;
}

/* ---- receiving ---- */

static void make_room(struct wire *wire, size_t room)
{
    if (wire->capacity - wire->length >= room)
        return;
    wire->capacity = 2 * (wire->length + room);
    wire->in = realloc(wire->in, wire->capacity);
    if (!wire->in)
        abort();
}

/* Reads what is there. Returns whether anything was. */
static bool read_wire(struct wire *wire)
{
    enum { PIECE = 65536 };
    size_t before = wire->length;

    while (wire->fd >= 0 && !wire->deaf && !wire->ended) {
        make_room(wire, PIECE);
        ssize_t got = recv(wire->fd, wire->in + wire->length, PIECE, 0);
        if (got > 0) {
            wire->length += (size_t)got;
            continue;
        }
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        wire->ended = true;
        wire->error = got < 0 ? errno : 0;
        return true;
    }
    return wire->length > before;
}

bool attend(const struct wire *wire, short events, long long deadline)
{
    bool came = false;
    long long now = now_ms();
    int fd = wire && !wire->ended ? wire->fd : -1;

    for (struct wire *each = wires; each; each = each->next)
        came = read_wire(each) || came;
    if (came)
        return true;
    if (now >= deadline)
        return false;
    wait_for(fd, events, now + MOMENT < deadline ? now + MOMENT : deadline);
    return true;
}

bool find_bytes(const char *bytes, size_t length, size_t from,
                const void *wanted, size_t wanted_length, size_t *where)
{
    for (; from + wanted_length <= length; from++)
        if (memcmp(bytes + from, wanted, wanted_length) == 0) {
            *where = from;
            return true;
        }
    return false;
}

/* ---- sending ---- */

long wire_send_some(struct wire *wire, const void *bytes, size_t length)
{
    ssize_t sent = wire->fd < 0 ? -1 : send(wire->fd, bytes, length, 0);

    if (sent < 0 && wire->fd >= 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return (long)sent;
}

bool wire_send(struct wire *wire, const void *bytes, size_t length,
               size_t piece)
{
    const char *next = bytes;
    long long deadline = bound();

    while (length > 0) {
        long sent = wire_send_some(wire, next, length < piece ? length : piece);
        if (sent < 0)
            return false;
        if (sent == 0 && !attend(wire, POLLOUT, deadline))
            return false;
        if (sent > 0) {
            attend(NULL, 0, 0); /* only reads what has come */
            deadline = bound();
        }
        next += sent;
        length -= (size_t)sent;
    }
    return true;
}

void wire_finish(struct wire *wire)
{
    if (wire->fd >= 0)
        shutdown(wire->fd, SHUT_WR);
}

void wire_close(struct wire *wire)
{
    if (!wire)
        return;
    if (wire->fd >= 0)
        close(wire->fd);
    wire->fd = -1;
    wire->ended = true;
}

void wire_reset(struct wire *wire)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(wire->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    wire_close(wire);
}
