/* peer.c - the test's own sockets, polite and hostile. */
#define _POSIX_C_SOURCE 200809L

#include "process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_PEERS 4096
#define MAX_FILLERS 64

/* The sockets that are open, and what number each has in the story. */
static int peers[MAX_PEERS], numbers[MAX_PEERS];
static int peer_count, last_number;
static int late_port; /* its listener may be on its way; 0: no such port */

int adopt(int fd, const char *what)
{
    if (fd < 0 || peer_count == MAX_PEERS)
        failed(what, "%s", strerror(errno));
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    numbers[peer_count] = ++last_number;
    peers[peer_count++] = fd;
    return fd;
}

/* ---- what is on record ---- */

static void note_call(const char *call, int fd, const char *args,
                      long long begin, long result)
{
    bool new_one = strcmp(call, "socket") == 0;

    if (records_peers())
        record_deed(&(struct deed){.call = call,
                                   .fd = new_one ? -1 : fd,
                                   .ends_of = new_one ? -1 : fd,
                                   .args = args,
                                   .begin = begin,
                                   .result = result});
}

/* An error counts where it tells of the other side; EAGAIN is only our way of
   waiting. */
static void note_bytes(const char *call, int fd, const char *bytes,
                       size_t asked, long long begin, ssize_t result)
{
    int error = errno;
    const char *name = result >= 0           ? NULL
                       : error == ECONNRESET ? "ECONNRESET"
                       : error == EPIPE      ? "EPIPE"
                                             : NULL;

    if (records_peers() && (result >= 0 || name))
        record_deed(
            &(struct deed){.call = call,
                           .fd = fd,
                           .ends_of = fd,
                           .begin = begin,
                           .result = (long)result,
                           .data = bytes,
                           .data_length = result > 0 ? (size_t)result : 0,
                           .asked = asked,
                           .error = name});
    errno = error;
}

static void note_socket(int fd)
{
    note_call("socket", fd, "AF_INET, SOCK_STREAM, 0", now_ns(), fd);
}

static void note_accept(int listener, int peer, long long begin)
{
    if (records_peers())
        record_deed(&(struct deed){.call = "accept",
                                   .fd = listener,
                                   .ends_of = peer,
                                   .begin = begin,
                                   .result = peer});
}

/* ---- the sockets ---- */

static int number_of(int peer)
{
    for (int i = 0; i < peer_count; i++)
        if (peers[i] == peer)
            return numbers[i];
    return 0;
}

static bool is_stream(int fd)
{
    int type = 0;
    socklen_t size = sizeof type;

    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           type == SOCK_STREAM;
}

void disown(int peer)
{
    for (int i = 0; i < peer_count; i++)
        if (peers[i] == peer) {
            peers[i] = peers[--peer_count];
            numbers[i] = numbers[peer_count];
        }
    if (records_peers() && is_stream(peer))
        note_call("close", peer, NULL, now_ns(), 0);
    close(peer);
}

void release_peers(void)
{
    while (peer_count > 0)
        close(peers[--peer_count]);
    last_number = late_port = 0;
}

struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int port_of(int fd)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;

    getsockname(fd, (struct sockaddr *)&address, &size);
    return ntohs(address.sin_port);
}

/* Of the other end. 0: it is gone. */
static int port_of_other(int peer)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;

    getpeername(peer, (struct sockaddr *)&address, &size);
    return ntohs(address.sin_port);
}

/* Each send() in a segment of its own: no waiting for more to send. */
static void no_delay(int fd)
{
    const int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Has it ended to connect, well or not? Waits for it until the deadline. */
static bool has_connected(int peer, long long deadline)
{
    struct pollfd writable = {.fd = peer, .events = POLLOUT};

    while (poll(&writable, 1, 0) == 0)
        if (!wait_for(peer, POLLOUT, deadline))
            return false;
    return true;
}

/* Small segments and a small window: then the sender's kernel has small
   buffers for the connection, too. Both must be set before it is made. */
static void make_narrow(int fd)
{
    const int buffer = 4096, segment = 1000;

    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
}

void need_ipv6(void)
{
    const struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                         .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET6, SOCK_STREAM, 0);

    if (fd < 0 ||
        bind(fd, (const struct sockaddr *)&address, sizeof address) < 0)
        skipped("there is no IPv6 here: %s", strerror(errno));
    close(fd);
}

/* A socket that is connected to the port; *error is 0 then. */
static int try_to_connect(int port, bool narrow, int *error)
{
    struct sockaddr_in address = loopback(port);
    int peer = adopt(socket(AF_INET, SOCK_STREAM, 0), "a socket");
    socklen_t size = sizeof *error;

    note_socket(peer);
    no_delay(peer);
    if (narrow)
        make_narrow(peer);
    *error = 0;
    long long begin = now_ns();
    if (connect(peer, (struct sockaddr *)&address, sizeof address) < 0) {
        if (errno != EINPROGRESS)
            failed("a connection", "%s", strerror(errno));
        if (!has_connected(peer, bound()))
            failed("a connection", "none in time");
        getsockopt(peer, SOL_SOCKET, SO_ERROR, error, &size);
    }
    if (!*error)
        note_call("connect", peer, text_of("127.0.0.1:%d", port), begin, 0);
    return peer;
}

void retry_first_connect(int port)
{
    late_port = port;
}

static int connect_to(int port, bool narrow)
{
    long long deadline = bound();
    int error, peer = try_to_connect(port, narrow, &error);

    while (error == ECONNREFUSED && port == late_port && now_ms() < deadline) {
        disown(peer);
        wait_for(-1, 0, now_ms() + 10);
        peer = try_to_connect(port, narrow, &error);
    }
    late_port = 0;
    if (error)
        fail_to_connect(port, error);
    if (process_on(port))
        process_on(port)->visits++;
    did("connected to port %d as peer %d", port, number_of(peer));
    return peer;
}

int peer_connect(int port)
{
    return connect_to(port, false);
}

int peer_connect_narrow(int port)
{
    return connect_to(port, true);
}

void peers_come_and_go(int port, int count)
{
    struct sockaddr_in address = loopback(port);

    for (int i = 0; i < count; i++) {
        int peer = adopt(socket(AF_INET, SOCK_STREAM, 0), "a socket");
        connect(peer, (struct sockaddr *)&address, sizeof address);
        disown(peer);
    }
    did("%d others connected to port %d, and left", count, port);
}

/* On a port of ours: one that the system gives to whoever asks for any may be
   somebody's at another address, such as 127.0.0.2. */
int peer_listen(int *port)
{
    struct sockaddr_in address = loopback(free_port());
    int listener = adopt(socket(AF_INET, SOCK_STREAM, 0), "a socket");

    note_socket(listener);
    long long begin = now_ns();
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(listener, 16) < 0)
        failed("a listener", "%s", strerror(errno));
    *port = port_of(listener);
    note_call("bind", listener, text_of("127.0.0.1:%d", *port), begin, 0);
    note_call("listen", listener, "16", begin, 0);
    did("listened on port %d", *port);
    return listener;
}

int peer_accept(int listener)
{
    long long deadline = bound();
    int peer;

    while ((peer = accept(listener, NULL, NULL)) < 0) {
        if (errno != EAGAIN && errno != EINTR)
            failed("a connection", "%s", strerror(errno));
        if (!wait_for(listener, POLLIN, deadline))
            fail_to_be_connected("a connection");
    }
    note_accept(listener, peer, now_ns());
    adopt(peer, "a connection");
    no_delay(peer);
    did("accepted a connection as peer %d", number_of(peer));
    return peer;
}

/* Sends what the kernel takes now. Returns how much. */
static size_t send_some(int peer, const char *bytes, size_t length)
{
    long long begin = now_ns();
    ssize_t sent = send(peer, bytes, length, 0);

    note_bytes("send", peer, bytes, length, begin, sent);
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) {
        const char *why = strerror(errno);
        if (!cause_is_named()) /* else the check knows better */
            usually("closed too early: close(), or shutdown() of both halves, "
                    "before recv() has returned 0");
        failed("the bytes to be taken",
               "the program had closed the connection before the peer had sent "
               "all (%s)",
               why);
    }
    if (sent < 0 && errno != EAGAIN && errno != EINTR)
        failed("the bytes to be taken", "%s", strerror(errno));
    return sent < 0 ? 0 : (size_t)sent;
}

size_t peer_send_some(int peer, const void *bytes, size_t length)
{
    const char *next = bytes;
    size_t done = 0, sent;

    while (done < length &&
           (sent = send_some(peer, next + done, length - done)))
        done += sent;
    did("peer %d sent %zu bytes, all that was taken, and read nothing",
        number_of(peer), done);
    return done;
}

static void send_pieces(int peer, const char *bytes, size_t length,
                        size_t piece)
{
    long long deadline = bound();
    size_t done = 0;

    while (done < length) {
        size_t next = length - done < piece ? length - done : piece;
        size_t sent = send_some(peer, bytes + done, next);
        done += sent;
        if (sent > 0)
            deadline = bound();
        if (sent == 0 && !wait_for(peer, POLLOUT, deadline))
            failed("the bytes to be taken", "only %zu of %zu were in time",
                   done, length);
    }
}

void peer_send(int peer, const void *bytes, size_t length)
{
    did("peer %d sent %s", number_of(peer), quoted(bytes, length));
    send_pieces(peer, bytes, length, length);
}

void peer_say(int peer, const char *text)
{
    peer_send(peer, text, strlen(text));
}

void peer_send_cut(int peer, const void *bytes, size_t length, size_t piece)
{
    did("peer %d sent %s, %zu bytes at a time", number_of(peer),
        quoted(bytes, length), piece);
    send_pieces(peer, bytes, length, piece);
}

/* Receives what is there now: 0 for nothing yet. *ended: the stream has. */
static size_t receive_some(int peer, char *bytes, size_t room, bool *ended)
{
    long long begin = now_ns();
    ssize_t got = recv(peer, bytes, room, 0);

    note_bytes("recv", peer, bytes, room, begin, got);
    *ended = got == 0 && room > 0;
    if (got < 0 && errno != EAGAIN && errno != EINTR) {
        const char *why = strerror(errno);
        name_cause_of_reset(port_of_other(peer));
        failed("bytes, or the end of the stream", "%s", why);
    }
    return got < 0 ? 0 : (size_t)got;
}

/* Where two texts of the same length part. */
static size_t first_difference(const char *one, const char *other,
                               size_t length)
{
    size_t i = 0;

    while (i < length && one[i] == other[i])
        i++;
    return i;
}

/* Compares what came with what should have; tells from the first difference
   on. */
static void check_same(const char *got, const char *wanted, size_t length)
{
    size_t from = first_difference(got, wanted, length);

    if (from < length) {
        name_cause_of_repetition(got, wanted, length);
        failed(text_of("byte %zu and on: %s", from,
                       quoted(wanted + from, length - from)),
               "%s", quoted(got + from, length - from));
    }
}

void peer_expect_bytes(int peer, const void *bytes, size_t length)
{
    char *got = new_text(length);
    long long deadline = bound();
    const char *wanted = length ? quoted(bytes, length) : in_words("nothing");
    size_t done = 0;
    bool ended = false;

    while (done < length) {
        size_t came = receive_some(peer, got + done, length - done, &ended);
        done += came;
        if (ended)
            name_cause_of_early_end(done, length);
        if (ended)
            failed(wanted, "the end of the stream after %zu bytes: %s", done,
                   quoted(got, done));
        if (came == 0 && !wait_for(peer, POLLIN, deadline))
            failed(wanted, "nothing more in time after %zu bytes: %s", done,
                   quoted(got, done));
        if (came > 0)
            deadline = bound(); /* it goes on, if slowly */
    }
    check_same(got, bytes, length);
    did("peer %d received %s", number_of(peer), wanted);
}

/* Receives what is there now behind `done` bytes, but nothing behind the text,
   if that is there. */
static size_t receive_until(int peer, char *bytes, size_t done, size_t room,
                            const char *text, bool *ended)
{
    size_t size = strlen(text), take = 1;
    ssize_t there = recv(peer, bytes + done, room - done, MSG_PEEK);

    for (ssize_t i = 1; i <= there; i++) {
        size_t end = done + (size_t)i;
        take = (size_t)i;
        if (end >= size && memcmp(bytes + end - size, text, size) == 0)
            break;
    }
    return receive_some(peer, bytes + done, take, ended);
}

static char *receive_through(int peer, const char *text, const char *wanted,
                             size_t *length)
{
    enum { LONGEST = 4096 };
    char *bytes = new_text(LONGEST + 1);
    size_t size = strlen(text), done = 0;
    long long deadline = bound();
    bool ended = false;

    while (done < LONGEST) {
        size_t came = receive_until(peer, bytes, done, LONGEST, text, &ended);
        if (ended)
            failed(wanted, "the end of the stream after %zu bytes: %s", done,
                   quoted(bytes, done));
        done += came;
        bytes[done] = '\0';
        if (came > 0 && done >= size &&
            memcmp(bytes + done - size, text, size) == 0) {
            *length = done;
            return bytes;
        }
        if (came == 0 && !wait_for(peer, POLLIN, deadline))
            failed(wanted, "nothing more in time after %zu bytes: %s", done,
                   quoted(bytes, done));
    }
    failed(wanted, "%d bytes and no newline", LONGEST);
}

const char *peer_line(int peer)
{
    size_t length;
    char *line = receive_through(peer, "\n", "a line", &length);

    line[length - 1] = '\0';
    return line;
}

const char *peer_through(int peer, const char *text)
{
    size_t length;

    return receive_through(peer, text, quoted(text, strlen(text)), &length);
}

void peer_expect(int peer, const char *text)
{
    peer_expect_bytes(peer, text, strlen(text));
}

void peer_converse(int peer, const char *bytes, size_t length, size_t piece,
                   const char *answer, size_t answered)
{
    char *got = new_text(answered);
    long long deadline = bound();
    size_t sent = 0, back = 0;
    bool ended = false;

    did("peer %d sent %zu bytes, %zu at a time, and read as it went",
        number_of(peer), length, piece);
    while (back < answered) {
        size_t next = length - sent < piece ? length - sent : piece;
        size_t out = next ? send_some(peer, bytes + sent, next) : 0;
        size_t in = receive_some(peer, got + back, answered - back, &ended);
        sent += out;
        back += in;
        if (ended)
            failed(text_of("%zu bytes back", answered),
                   "the end of the stream after %zu", back);
        short events = sent < length ? POLLIN | POLLOUT : POLLIN;
        if (out == 0 && in == 0 && !wait_for(peer, events, deadline))
            failed(text_of("%zu bytes back", answered),
                   "only %zu in time, of %zu that were sent", back, sent);
        if (in > 0)
            deadline = bound();
    }
    check_same(got, answer, answered);
}

void peer_exchange(int peer, const char *bytes, size_t length, size_t piece)
{
    peer_converse(peer, bytes, length, piece, bytes, length);
}

size_t peer_receive_all(int peer, char *buffer, size_t size)
{
    long long deadline = bound();
    size_t done = 0;
    bool ended = false;

    while (!ended) {
        char surplus[64];
        bool full = done == size;
        size_t came = receive_some(peer, full ? surplus : buffer + done,
                                   full ? sizeof surplus : size - done, &ended);
        if (full && came > 0) {
            name_cause_of_more(surplus[0]);
            failed(size ? text_of("no more than %zu bytes", size)
                        : "the end of the stream",
                   "more: %s", quoted(surplus, came));
        }
        done += came;
        if (came > 0)
            deadline = bound();
        if (came == 0 && !ended && !wait_for(peer, POLLIN, deadline)) {
            name_cause_of_no_end();
            failed("the end of the stream", "none in time, after %zu bytes: %s",
                   done, quoted(buffer, done));
        }
    }
    did("peer %d received %s, then the end of the stream", number_of(peer),
        quoted(buffer, done));
    return done;
}

void peer_expect_end(int peer)
{
    char nothing[1];

    peer_receive_all(peer, nothing, 0);
}

void peer_expect_no_reset(int peer)
{
    int error = 0;
    socklen_t size = sizeof error;

    loopback_has_delivered();
    getsockopt(peer, SOL_SOCKET, SO_ERROR, &error, &size);
    check(error == 0, "no reset after the end of the stream",
          "a reset: SO_ERROR says %s", strerror(error));
}

void peer_finish(int peer)
{
    long long begin = now_ns();

    did("peer %d said that no more will come (shutdown)", number_of(peer));
    shutdown(peer, SHUT_WR);
    note_call("shutdown", peer, "SHUT_WR", begin, 0);
}

void peer_close(int peer)
{
    did("peer %d closed its socket", number_of(peer));
    disown(peer);
}

void peer_reset(int peer)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    did("peer %d was reset (RST)", number_of(peer));
    setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    note_call("setsockopt", peer, "SO_LINGER, {1, 0}", now_ns(), 0);
    disown(peer);
}

int peer_reserve(int *port)
{
    struct sockaddr_in address = loopback(free_port());
    int fd = adopt(socket(AF_INET, SOCK_STREAM, 0), "a socket");

    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
        failed("a port of our own", "%s", strerror(errno));
    *port = port_of(fd);
    return fd;
}

int dead_port(void)
{
    int port;

    peer_reserve(&port);
    return port;
}

/* Returns whether the listener took one more connection into its queue. If not,
   the SYN has remained unanswered when all that it gave rise to has arrived:
   itself, the answer, and the answer to that. */
static bool queue_one_more(const struct sockaddr_in *address)
{
    int filler = adopt(socket(AF_INET, SOCK_STREAM, 0), "a socket");
    struct pollfd connected = {.fd = filler, .events = POLLOUT};

    if (connect(filler, (const struct sockaddr *)address, sizeof *address) ==
            0 ||
        errno != EINPROGRESS)
        return true;
    for (int way = 0; way < 3; way++)
        if (!loopback_has_delivered())
            skipped("nothing here shows whether a connection was made");
    if (poll(&connected, 1, 0) == 1)
        return true;
    disown(filler); /* or it would go on asking */
    return false;
}

int peer_listen_full(const char *host, int port)
{
    struct sockaddr_in address = loopback(port);
    int listener = adopt(socket(AF_INET, SOCK_STREAM, 0), "a socket");
    int queued = 0, on = 1;

    inet_pton(AF_INET, host, &address.sin_addr);
    /* A connection of an earlier test may still be remembered there. */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(listener, 0) < 0)
        skipped("nobody can listen on %s port %d here: %s", host, port,
                strerror(errno));
    while (queue_one_more(&address))
        if (++queued == MAX_FILLERS)
            skipped("a queue that is never full");
    did("listened on %s port %d, with a full queue: it answers nobody", host,
        port);
    return listener;
}
