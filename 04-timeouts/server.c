/*
 * server.c - answers each message; on request, not as it should.
 *
 *     ./server [-m MODE] [-t SECONDS] [PORT [ADDRESS]]
 *
 * A message is a line, as in 02, and so is its answer. Each mode is a failure
 * that a client has to live with. The polite server protects itself, too: a
 * client that never ends has a deadline here.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "deadline.h"
#include "show.h"

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_PORT "12345"
#define DEFAULT_ADDRESS "127.0.0.1" /* nobody outside this machine gets in */
#define BACKLOG 5 /* connections that may wait for accept(): a hint only */
#define MAX_FILLERS 64
#define HOST_TEXT (INET6_ADDRSTRLEN + IF_NAMESIZE) /* fe80::1%eth0 */
#define ADDRESS_TEXT (HOST_TEXT + sizeof "[]:65535")

/* Milliseconds. */
#define DEFAULT_TIME 10000 /* for a client, from its accept() to its end */
#define SLOW_PAUSE 2000
#define DRIP_PAUSE 300
#define FILLER_TIME 200 /* a connection to ourselves takes less */

static const char reply[] = "Mensagem recebida!\n";

enum mode { POLITE, SILENT, SLOW, DRIP, RESET, FULL, MODES };

static const char *const mode_names[MODES] = {"polite", "silent", "slow",
                                              "drip",   "reset",  "full"};

struct arguments {
    const char *port, *host;
    enum mode mode;
    long time; /* milliseconds */
};

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./server [-m MODE] [-t SECONDS] [PORT [ADDRESS]]\n"
            "  -m       silent  reads, and never answers\n"
            "           slow    answers after %d ms\n"
            "           drip    answers, a byte every %d ms\n"
            "           reset   throws the connection away\n"
            "           full    accepts nobody, and its queue is full\n"
            "           polite  answers each line (the default)\n"
            "  -t       the time that a client has if we are polite (%d)\n"
            "  PORT     0 to 65535, 0 lets the kernel choose (%s)\n"
            "  ADDRESS  an address of this machine, or its name (%s)\n",
            SLOW_PAUSE, DRIP_PAUSE, DEFAULT_TIME / 1000, DEFAULT_PORT,
            DEFAULT_ADDRESS);
    exit(status);
}

/* Says which call failed, on what, and why. Call it before errno changes. */
static void complain(const char *call, const char *what)
{
    fprintf(stderr, "server: %s %s: %s\n", call, what, failure_text(errno));
}

static enum mode parse_mode(const char *name)
{
    int mode = 0;

    while (mode < MODES && strcmp(name, mode_names[mode]) != 0)
        mode++;
    return (enum mode)mode;
}

static struct arguments read_arguments(int argc, char **argv)
{
    struct arguments arguments = {
        .port = DEFAULT_PORT, .host = DEFAULT_ADDRESS, .time = DEFAULT_TIME};
    int option;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    while ((option = getopt(argc, argv, "m:t:")) != -1) {
        if (option != 'm' && option != 't')
            usage(stderr, 2);
        if (option == 't' && (arguments.time = parse_seconds(optarg)) < 0) {
            fprintf(stderr, "server: '%s' is no time in seconds\n", optarg);
            usage(stderr, 2);
        }
        if (option == 'm' && (arguments.mode = parse_mode(optarg)) == MODES) {
            fprintf(stderr, "server: %s is no mode\n", optarg);
            usage(stderr, 2);
        }
    }
    if (argc - optind > 2)
        usage(stderr, 2);
    if (argc > optind)
        arguments.port = argv[optind];
    if (argc > optind + 1)
        arguments.host = argv[optind + 1];
    if (parse_port(arguments.port, 0) < 0) {
        fprintf(stderr, "server: '%s' is no port\n", arguments.port);
        usage(stderr, 2);
    }
    /* Who misbehaves on request has all the time in the world. */
    if (arguments.mode != POLITE)
        arguments.time = MAX_SECONDS * 1000L;
    return arguments;
}

/* Writes "127.0.0.1:12345" or "[::1]:12345" into text, which it returns. */
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

/* Returns a socket that listens on *address, or -1 after a complaint. */
static int create_listener(const struct addrinfo *address, int backlog)
{
    char where[ADDRESS_TEXT];
    const char *failed = NULL;
    const int on = 1, off = 0;

    address_text(address->ai_addr, address->ai_addrlen, where);
    int listener = socket(address->ai_family, address->ai_socktype, 0);
    if (listener < 0) {
        complain("socket", where);
        return -1;
    }
    /* Without SO_REUSEADDR the port stays taken for up to a minute after a
       server has ended while clients were connected (ip(7)). IPV6_V6ONLY off
       makes :: take IPv4, too. */
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        failed = "setsockopt";
    else if (address->ai_family == AF_INET6 &&
             setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) <
                 0)
        failed = "setsockopt";
    else if (bind(listener, address->ai_addr, address->ai_addrlen) < 0)
        failed = "bind";
    else if (listen(listener, backlog) < 0)
        failed = "listen";
    if (failed) {
        complain(failed, where);
        close(listener);
        return -1;
    }
    return listener;
}

/* Listens on the first address of `host` on which that can be done. Returns
   the socket, with its address and the real port in *address, or -1 after a
   complaint. */
static int create_server(const char *host, const char *port, int backlog,
                         struct sockaddr_storage *address, socklen_t *size)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    int listener = -1;

    int error = getaddrinfo(host, port, &hints, &addresses);
    if (error == EAI_SYSTEM) {
        complain("getaddrinfo", host);
        return -1;
    }
    if (error != 0) {
        fprintf(stderr, "server: getaddrinfo %s: %s\n", host,
                error == EAI_NONAME ? "unknown host" : gai_strerror(error));
        return -1;
    }
    for (const struct addrinfo *a = addresses; a && listener < 0;
         a = a->ai_next)
        listener = create_listener(a, backlog);
    freeaddrinfo(addresses);
    *size = sizeof *address;
    if (listener >= 0 &&
        getsockname(listener, (struct sockaddr *)address, size) < 0) {
        complain("getsockname", host);
        close(listener);
        return -1;
    }
    return listener;
}

/* Sends all `length` bytes: one send() may take fewer than it was given.
   Returns 0, or -1 with errno set. */
static int write_all(int connection, const char *bytes, size_t length,
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

/* Returns as recv(): 0 is the end of the stream. */
static ssize_t receive(int connection, char *bytes, size_t size,
                       const struct deadline *deadline)
{
    ssize_t got;

    do {
        if (wait_for(connection, POLLIN, deadline) < 0)
            return -1;
        got = recv(connection, bytes, size, 0);
    } while (got < 0 && is_passing(errno));
    return got;
}

/* Waits, signals or not. */
static void pause_for(long milliseconds)
{
    struct timespec left = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = milliseconds % 1000 * 1000000};

    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        ;
}

/* Answers one message as the mode says. Returns 0, or -1 with errno set. */
static int answer(int connection, const char *peer, enum mode mode,
                  const struct deadline *deadline)
{
    const char *byte = reply;

    if (mode == SILENT) {
        printf("%s gets no answer\n", peer);
        return 0;
    }
    if (mode == SLOW) {
        printf("%s gets its answer after %d ms\n", peer, SLOW_PAUSE);
        pause_for(SLOW_PAUSE);
    }
    if (mode != DRIP)
        return write_all(connection, reply, strlen(reply), deadline);
    do {
        if (write_all(connection, byte, 1, deadline) < 0)
            return -1;
        if (byte == reply)
            printf("%s gets a byte every %d ms\n", peer, DRIP_PAUSE);
        pause_for(DRIP_PAUSE);
    } while (*++byte != '\0');
    return 0;
}

/* From now on close() sends no end of stream, but a reset. */
static void reset_on_close(int connection, const char *peer)
{
    const struct linger none = {.l_onoff = 1, .l_linger = 0};

    if (setsockopt(connection, SOL_SOCKET, SO_LINGER, &none, sizeof none) < 0)
        complain("setsockopt", peer);
    else
        printf("%s is reset\n", peer);
}

/* Shows what came. Returns how many messages ended in it: the newlines tell,
   however the stream was cut. *inside tells whether one is unfinished. */
static int show_messages(struct shown *shown, bool *inside, const char *peer,
                         const char *piece, size_t length)
{
    int ended = 0;

    while (length > 0) {
        const char *newline = memchr(piece, '\n', length);
        size_t part = newline ? (size_t)(newline - piece) + 1 : length;
        if (!*inside)
            printf("%s says: ", peer);
        show(shown, piece, part);
        *inside = !newline;
        ended += newline != NULL;
        piece += part;
        length -= part;
    }
    return ended;
}

/* Answers messages until the peer has said that no more will come, or until
   its time is up. */
static void serve_client(int connection, const char *peer, enum mode mode,
                         long time)
{
    struct deadline deadline = deadline_in(time);
    struct shown shown = {0};
    bool inside = false;
    char piece[1024];
    ssize_t got;

    printf("%s connected\n", peer);
    while ((got = receive(connection, piece, sizeof piece, &deadline)) > 0) {
        int messages = show_messages(&shown, &inside, peer, piece, (size_t)got);
        if (messages > 0 && mode == RESET) {
            reset_on_close(connection, peer);
            return;
        }
        for (; messages > 0; messages--) {
            if (answer(connection, peer, mode, &deadline) < 0) {
                complain("send", peer);
                return;
            }
        }
    }
    if (got < 0)
        complain("recv", peer);
    show_end(&shown);
    printf("%s%s left\n", inside ? "\n" : "", peer);
}

/* Returns only when accept() fails for good: -1 with errno set. */
static int accept_clients(int listener, enum mode mode, long time)
{
    for (;;) {
        struct sockaddr_storage address;
        socklen_t size = sizeof address;
        char peer[ADDRESS_TEXT];

        int connection = accept(listener, (struct sockaddr *)&address, &size);
        if (connection < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue; /* nothing came, or it had left before its turn */
        if (connection < 0)
            return -1; /* LIMITATION(05): lack of descriptors would pass */
        address_text((struct sockaddr *)&address, size, peer);
        /* LIMITATION(05): one client at a time, the others wait in the queue */
        if (set_nonblocking(connection) < 0)
            complain("fcntl", peer);
        else
            serve_client(connection, peer, mode, time);
        close(connection);
    }
}

/* Connects to *address. Returns the socket, or -1 with errno set: ETIMEDOUT if
   the connection is left hanging. */
static int create_filler(const struct sockaddr *address, socklen_t size)
{
    struct deadline soon = deadline_in(FILLER_TIME);
    int filler = socket(address->sa_family, SOCK_STREAM, 0);

    if (filler < 0)
        return -1;
    if (set_nonblocking(filler) == 0 &&
        (connect(filler, address, size) == 0 ||
         ((errno == EINPROGRESS || errno == EINTR) &&
          wait_for(filler, POLLOUT, &soon) == 0)))
        return filler;
    int error = errno;
    close(filler);
    errno = error;
    return -1;
}

/* Connects to our own listener, which accepts nobody, until its queue has no
   room: whoever comes later is left hanging. How many fit into a queue for 1,
   each system decides (0 is its default for some, not the smallest). Returns 0,
   or -1 with errno set; the sockets in fillers are to be closed in any case. */
static int fill_queue(const struct sockaddr *address, socklen_t size,
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

/* Announces where it listens, and serves as the mode says. Returns only after
   a complaint. */
static void serve(int listener, const char *where, enum mode mode, long time)
{
    printf("listening on %s\n", where);
    if (ferror(stdout)) {
        fprintf(stderr, "server: write to standard output: %s\n",
                strerror(errno));
        return;
    }
    while (mode == FULL)
        pause(); /* until a signal ends us */
    if (accept_clients(listener, mode, time) < 0)
        complain("accept", where);
}

int main(int argc, char **argv)
{
    struct arguments arguments = read_arguments(argc, argv);
    bool full = arguments.mode == FULL;
    struct sockaddr_storage address;
    socklen_t size;
    char where[ADDRESS_TEXT];
    int fillers[MAX_FILLERS];

    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    int listener = create_server(arguments.host, arguments.port,
                                 full ? 1 : BACKLOG, &address, &size);
    if (listener < 0)
        return 1;

    address_text((struct sockaddr *)&address, size, where);
    for (int i = 0; i < MAX_FILLERS; i++)
        fillers[i] = -1;
    if (full && fill_queue((struct sockaddr *)&address, size, fillers) < 0)
        complain("fill the queue of", where);
    else
        serve(listener, where, arguments.mode, arguments.time);
    for (int i = 0; i < MAX_FILLERS; i++)
        if (fillers[i] >= 0)
            close(fillers[i]);
    close(listener);
    return 1; /* LIMITATION(05): runs until a signal ends it, or a failure */
}
