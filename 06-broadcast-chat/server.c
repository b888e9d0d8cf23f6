/*
 * server.c - relays each line to all who are connected, but its sender.
 *
 *     ./server [-v] [PORT [ADDRESS]]
 *
 * main accepts; each member has a thread that receives, and cuts the stream
 * into lines; one thread sends everything (room.h shows the whole way). The
 * protocol is in docs/en/protocol.md.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "net.h"
#include "note.h"
#include "port.h"
#include "room.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_ADDRESS "127.0.0.1" /* nobody outside this machine gets in */
#define SHORTAGE_PAUSE 10 /* ms between two attempts to get what is lacking */
#define AT_ONCE 16        /* admissions, before the turn of all else */

const char program[] = "server";

static bool verbose; /* -v, set before there are threads */

/* A byte in this pipe wakes main: a signal has come. Signals are blocked in
   all other threads, so the flag is main's. */
static int wake_pipe[2];
static volatile sig_atomic_t stop_requested;

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./server [-v] [PORT [ADDRESS]]\n"
            "  -v       log each line, too\n"
            "  PORT     0 to 65535, 0 lets the kernel choose (%s)\n"
            "  ADDRESS  a name or address of this machine (%s);\n"
            "           :: is all of them, IPv4 and IPv6\n",
            DEFAULT_PORT, DEFAULT_ADDRESS);
    exit(check_output() < 0 ? 1 : status);
}

static void read_arguments(int argc, char **argv, const char **host,
                           const char **port)
{
    int option;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    while ((option = getopt(argc, argv, "v")) != -1) {
        if (option != 'v')
            usage(stderr, 2);
        verbose = true;
    }
    *port = argc > optind ? argv[optind] : DEFAULT_PORT;
    *host = argc > optind + 1 ? argv[optind + 1] : DEFAULT_ADDRESS;
    if (argc - optind > 2)
        usage(stderr, 2);
    if (parse_port(*port, 0) < 0) {
        fprintf(stderr, "server: '%s' is not a valid port\n", *port);
        usage(stderr, 2);
    }
}

/* ---- the reader thread of each member ---- */

/* What has been received and not yet been relayed. */
struct stream {
    size_t length; /* bytes in buffer */
    size_t whole;  /* of them, at the beginning: whole lines, none empty */
    size_t cut;    /* and where the line begins that is not yet whole */
    int error;     /* what recv() failed with, or 0 */
    char buffer[MAX_BLOCK];
};

/* Finds the whole lines, and drops the empty ones. Returns false if there is a
   line over MAX_LINE bytes: nothing from there on is a line of ours.
   Against: dribble, glued, cut-character, half-close, no-newline, binary. */
static bool cut_lines(struct stream *stream)
{
    char *line = stream->buffer, *whole = line, *newline;
    const char *end = line + stream->length;

    while ((newline = memchr(line, '\n', (size_t)(end - line)))) {
        size_t length = (size_t)(newline - line);
        if (length > MAX_LINE)
            break;
        if (length > 0 && whole != line)
            memmove(whole, line, length + 1);
        if (length > 0)
            whole += length + 1;
        line = newline + 1;
    }
    stream->whole = (size_t)(whole - stream->buffer);
    stream->cut = (size_t)(line - stream->buffer);
    return stream->length - stream->cut <= MAX_LINE;
}

static void log_lines(const char *peer, const char *line, size_t length)
{
    const char *end = line + length, *newline;

    for (; line < end; line = newline + 1) {
        newline = memchr(line, '\n', (size_t)(end - line));
        note_line(peer, line, (size_t)(newline - line));
    }
}

/* Receives once, and relays what lines have become whole. Returns NULL, or why
   the member's thread is to end. */
static const char *relay(struct member *member, struct stream *stream)
{
    ssize_t got = recv(member->connection, stream->buffer + stream->length,
                       sizeof stream->buffer - stream->length, 0);

    if (got < 0 && errno == EINTR)
        return NULL;
    if (got < 0) { /* Against: rst, burst */
        stream->error = errno;
        return "left";
    }
    if (got == 0)
        return stream->length > 0 ? "left, with a line unfinished" : "left";
    stream->length += (size_t)got;
    bool sound = cut_lines(stream);
    if (!room_append(member, stream->buffer, stream->whole))
        return "left";
    if (verbose)
        log_lines(member->peer, stream->buffer, stream->whole);
    if (!sound) /* Against: oversize */
        return "put out: it sent a line over 4095 bytes";
    stream->length -= stream->cut;
    memmove(stream->buffer, stream->buffer + stream->cut, stream->length);
    return NULL;
}

static void *read_member(void *argument)
{
    struct member *member = argument; /* ours to read from until we leave */
    struct stream stream;
    const char *why;

    stream.length = 0; /* the buffer is written before it is read */
    stream.error = 0;
    room_enter();
    do
        why = relay(member, &stream);
    while (!why);
    room_leave(member, why, stream.error);
    return NULL;
}

/* ---- main ---- */

/* Gets the next member all it needs: memory, its connection, a thread. What
   cannot be had now is tried again later, and what has been got is kept, in
   *next. Returns the call that failed, with errno set, or NULL. */
static const char *admit_member(int listener, struct member **next)
{
    if (!*next) {
        *next = calloc(1, sizeof **next);
        if (!*next)
            return "calloc";
        (*next)->connection = -1;
    }
    if ((*next)->connection < 0) {
        (*next)->connection = accept_connection(listener, (*next)->peer);
        if ((*next)->connection < 0)
            return "accept";
        note("%s joined", (*next)->peer);
    }
    errno = room_join(*next, read_member);
    if (errno)
        return "pthread_create";
    *next = NULL; /* the room's now */
    return NULL;
}

/* Admits those who wait, a few at a time: more may keep coming, and there is
   the stop. Returns false while something is lacking (descriptors, memory,
   threads), which is said once until nobody waits any more.
   LIMITATION(guide): those who never say anything stay, even if others wait:
   they may be listening. */
static bool admit_members(int listener, const char *where, struct member **next,
                          bool lacking)
{
    const char *failed = NULL;

    for (int i = 0; i < AT_ONCE && !failed && !stop_requested; i++)
        failed = admit_member(listener, next);
    if (!failed)
        return !lacking;
    if (*next && (*next)->connection < 0 &&
        (errno == EAGAIN || errno == EWOULDBLOCK)) {
        if (lacking)
            note("all who waited are admitted");
        return true;
    }
    if (!lacking)
        note("%s %s: %s", failed, where, error_text(errno));
    return false;
}

/* Accepts until a signal asks to stop. While something is lacking, the
   listener stays ready: to poll it would cost all the time there is. Returns
   0, or -1 after a complaint. */
static int accept_members(int listener, const char *where)
{
    struct member *next = NULL;
    bool lacking = false; /* descriptors, threads. Against: crowd */
    int status = 0;

    while (!stop_requested && status == 0) {
        struct pollfd waiting[] = {
            {.fd = lacking ? -1 : listener, .events = POLLIN},
            {.fd = wake_pipe[0], .events = POLLIN}};
        if (poll(waiting, 2, lacking ? SHORTAGE_PAUSE : -1) < 0 &&
            errno != EINTR) {
            note("poll %s: %s", where, error_text(errno));
            status = -1;
        }
        lacking = !admit_members(listener, where, &next, lacking);
    }
    if (next && next->connection >= 0) {
        shutdown(next->connection, SHUT_WR);
        close(next->connection);
    }
    free(next);
    return status;
}

static void on_signal(int number)
{
    int saved = errno;

    (void)number;
    stop_requested = 1;
    ssize_t written = write(wake_pipe[1], "", 1);
    (void)written; /* if the pipe is full, main is being woken already */
    errno = saved;
}

/* Returns 0, or -1 after a complaint. */
static int prepare_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    if (pipe(wake_pipe) < 0 || set_blocking(wake_pipe[0], false) < 0 ||
        set_blocking(wake_pipe[1], false) < 0) {
        complain("pipe", "to wake main");
        return -1;
    }
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* let send() fail, not kill us. Against: gone */
    return 0;
}

/* Serves, and closes the listener. Returns 0, or -1 after a complaint. */
static int serve(int listener, const char *where)
{
    int status = -1;

    errno = room_open();
    if (errno) {
        complain("pthread_create", "to send");
        close(listener);
        return -1;
    }
    printf("listening on %s\n", where); /* now that nothing is lacking */
    if (check_output() == 0)
        status = accept_members(listener, where);
    room_close();
    dismiss_waiting(listener); /* now there are descriptors for that */
    close(listener);
    note("stopped");
    return status;
}

int main(int argc, char **argv)
{
    const char *host, *port;
    char where[ADDRESS_TEXT];
    int status = -1;

    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    read_arguments(argc, argv, &host, &port);
    if (prepare_signals() < 0)
        return 1;
    int listener = create_server(host, port, where);
    if (listener >= 0)
        status = serve(listener, where);
    return status < 0;
}
