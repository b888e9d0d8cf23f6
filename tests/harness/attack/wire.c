/* wire.c - sockets that misbehave on purpose, and never fail a check. */
#define _POSIX_C_SOURCE 200809L

#include "wire.h"
#include "programs/programs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOMENT 2            /* ms between two looks at wires not polled */
#define MUCH_DOUBT 16       /* moments between two proofs, at most */
#define FOR_EVER 60000      /* ms of the programs' time */
#define ENOUGH_CALLS 10000  /* for nothing; */
#define CALLS_FOR_A_BYTE 10 /* and for each byte that is moved */
#define WHOLE_ATTACK 4      /* how many bounds of a wait it may take */

static struct wire *wires;
static long long moved;            /* bytes, to and from the programs */
static long calls_before = -1;     /* what it called to start; -1: it starts */
static int fruitless;              /* looks since something came */
static bool fresh;                 /* it came since attend() was called last */
static long long deadline, finish; /* of a wait, of the whole attack; 0: none */
static bool bounded;

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
    moved = deadline = finish = 0;
    calls_before = -1;
    bounded = false;
}

/* Little fits, and in small pieces: none is dropped for want of room, and sent
   again later and later. (Before there is a connection.) */
void wire_take_little(const struct wire *wire)
{
    const int buffer = 4096, segment = 1000;

    setsockopt(wire->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    setsockopt(wire->fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
}

/* Returns 0 once connected, EAGAIN if the queue is full, or why not. What was
   sent over loopback comes at once, or is dropped. */
static int connect_once(struct wire *wire, int port)
{
    struct sockaddr_in address = loopback(port);
    struct pollfd writable = {.fd = wire->fd, .events = POLLOUT};
    int error = 0;
    socklen_t size = sizeof error;

    if (connect(wire->fd, (struct sockaddr *)&address, sizeof address) == 0)
        return 0;
    if (errno != EINPROGRESS)
        return errno;
    if (poll(&writable, 1, 0) == 0) {
        loopback_has_delivered();
        if (poll(&writable, 1, 0) == 0)
            return EAGAIN;
    }
    getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

void wire_begin(struct wire *wire, int port)
{
    struct sockaddr_in address = loopback(port);

    if (connect(wire->fd, (struct sockaddr *)&address, sizeof address) < 0)
        return; /* it takes its time, or it fails: both are to be expected */
}

/* A full queue is tried again, and once more when nothing happens: there may be
   room by then. */
static struct wire *connect_wire(int port, bool narrow)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;

    for (bool last = false;; last = !attend(NULL, 0)) {
        struct wire *wire = wire_adopt(socket(AF_INET, SOCK_STREAM, 0));
        if (narrow)
            wire_take_little(wire);
        int error = connect_once(wire, port);
        if (error == 0) {
            getsockname(wire->fd, (struct sockaddr *)&address, &size);
            wire->port = ntohs(address.sin_port);
            wire->deaf = false;
            return wire;
        }
        wire_close(wire);
        if (error != EAGAIN || last)
            return NULL;
    }
}

struct wire *wire_connect(int port)
{
    return connect_wire(port, false);
}

struct wire *wire_connect_deaf(int port)
{
    struct wire *wire = connect_wire(port, true);

    if (wire)
        wire->deaf = true;
    return wire;
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

struct wire *wire_accept(struct wire *listener)
{
    int fd;

    while ((fd = accept(listener->fd, NULL, NULL)) < 0)
        if (!attend(listener, POLLIN))
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
            moved += got;
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

static bool read_wires(void)
{
    bool came = false;

    for (struct wire *each = wires; each; each = each->next)
        came = read_wire(each) || came;
    return came;
}

/* ---- waiting ---- */

/* Something came, or went: who waits goes on. */
static bool note_event(void)
{
    fruitless = 0;
    fresh = true;
    deadline = bound();
    return true;
}

bool look(void)
{
    bool came = read_wires();

    came = wait_for(-1, 0, now_ms()) || came;
    return came && note_event();
}

static bool all_have_ended(void)
{
    struct process *process;

    for (int i = 0; (process = process_numbered(i)); i++)
        if (!has_ended(process))
            return false;
    return loopback_has_delivered();
}

static bool is_at_rest(void)
{
    return stands_still(NULL) || all_have_ended();
}

void note_start(void)
{
    calls_before = tap_calls();
}

bool spins(void)
{
    return calls_before >= 0 &&
           tap_calls() - calls_before > ENOUGH_CALLS + CALLS_FOR_A_BYTE * moved;
}

bool was_bounded(void)
{
    return bounded;
}

void note_moved(long bytes)
{
    moved += bytes > 0 ? bytes : 0;
}

/* The safety net of all waits. */
static bool is_too_late(void)
{
    long long now = now_ms();

    if (!finish)
        finish = now + WHOLE_ATTACK * (bound() - now);
    if (!deadline)
        deadline = bound();
    if (now < deadline && now < finish)
        return false;
    bounded = true;
    deadline = bound(); /* of the next one */
    return true;
}

/* A proof has its price: the longer nothing comes, the rarer it is tried. */
static bool is_in_doubt(void)
{
    fruitless++;
    return fruitless % MUCH_DOUBT == 0 || fruitless == 1 || fruitless == 4;
}

bool attend(const struct wire *wire, short events)
{
    int fd = wire && !wire->ended ? wire->fd : -1;

    if (!fresh && (read_wires() || wait_for(fd, events, now_ms() + MOMENT)))
        note_event();
    if (spins())
        return false; /* it may print meanwhile, again and again */
    if (fresh) {
        fresh = false;
        return true;
    }
    if (is_too_late())
        return false;
    if (!is_in_doubt() || !is_at_rest())
        return true;
    /* What came before it was proven is there. */
    if (look() || wait_for(fd, events, now_ms()))
        return true;
    return clock_is_stopped() && pass_to_next_time(FOR_EVER) && note_event();
}

bool come_to_rest(void)
{
    do {
        while (!is_at_rest()) {
            if (spins() || is_too_late())
                return false;
            if (wait_for(-1, 0, now_ms() + 1) || read_wires())
                note_event();
        }
    } while (look());
    return true;
}

/* ---- sending ---- */

long wire_send_some(struct wire *wire, const void *bytes, size_t length)
{
    ssize_t sent = wire->fd < 0 ? -1 : send(wire->fd, bytes, length, 0);

    if (sent < 0 && wire->fd >= 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    note_moved(sent);
    return (long)sent;
}

bool wire_send(struct wire *wire, const void *bytes, size_t length,
               size_t piece)
{
    const char *next = bytes;

    while (length > 0) {
        long sent = wire_send_some(wire, next, length < piece ? length : piece);
        if (sent < 0 || (sent == 0 && !attend(wire, POLLOUT)))
            return false;
        if (sent > 0)
            note_event();
        look();
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
