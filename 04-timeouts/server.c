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

#include "deadline.h"
#include "full.h"
#include "program.h"
#include "resolve.h"
#include "show.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#define DEFAULT_PORT "12345"
#define DEFAULT_ADDRESS "127.0.0.1" /* nobody outside this machine gets in */
#define DEFAULT_TIME "10" /* seconds for a client, from accept() to its end */
#define BACKLOG 5 /* connections that may wait for accept(): a hint only */

/* Milliseconds, as in the usage below. */
#define SLOW_PAUSE 2000
#define DRIP_PAUSE 300

static const char reply[] = "Mensagem recebida!\n";

enum mode { POLITE, SILENT, SLOW, DRIP, RESET, FULL, MODES };

static const char *const mode_names[MODES] = {"polite", "silent", "slow",
                                              "drip",   "reset",  "full"};

struct arguments {
    const char *port, *host;
    enum mode mode;
    long time; /* milliseconds */
};

/* Returns a socket that listens on *address, or -1 after a complaint. */
static int create_listener(const struct addrinfo *address, int backlog)
{
    char where[ADDRESS_TEXT];
    const char *failed = NULL;
    const int on = 1, off = 0;

    address_text(address->ai_addr, address->ai_addrlen, where);
    int listener = socket(address->ai_family, address->ai_socktype, 0);
    if (listener < 0)
        return report("socket", where);
    /* IPV6_V6ONLY off makes :: take IPv4, too; not every system lets it */
    if (address->ai_family == AF_INET6 &&
        IN6_IS_ADDR_UNSPECIFIED(
            &((struct sockaddr_in6 *)address->ai_addr)->sin6_addr) &&
        setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) < 0)
        report("setsockopt", "IPV6_V6ONLY");
    /* Without SO_REUSEADDR the port stays taken for a minute or two after a
       server has ended while clients were connected (ip(7)). */
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        failed = "setsockopt";
    else if (bind(listener, address->ai_addr, address->ai_addrlen) < 0)
        failed = "bind";
    else if (listen(listener, backlog) < 0)
        failed = "listen";
    if (!failed)
        return listener;
    report(failed, where);
    close(listener);
    return -1;
}

/* Listens on the first address of `host` on which that can be done. Returns
   the socket, with its address and the real port in *address, or -1 after a
   complaint. */
static int create_server(const char *host, const char *port, int backlog,
                         struct sockaddr_storage *address, socklen_t *size)
{
    struct addrinfo *addresses = resolve(host, port, SOCK_STREAM);
    int listener = -1;

    if (!addresses)
        return -1;
    for (const struct addrinfo *a = addresses; a && listener < 0;
         a = a->ai_next)
        listener = create_listener(a, backlog);
    freeaddrinfo(addresses);
    *size = sizeof *address;
    if (listener >= 0 &&
        getsockname(listener, (struct sockaddr *)address, size) < 0) {
        report("getsockname", host);
        close(listener);
        return -1;
    }
    return listener;
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
        report("setsockopt", peer);
    else
        printf("%s is reset\n", peer);
}

/* Shows what came. Returns how many messages ended in it: the newlines count,
   however the stream was cut. *inside: whether one is unfinished. */
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
    ssize_t got = 0;

    printf("%s connected\n", peer);
    while (!ferror(stdout) &&
           (got = receive(connection, piece, sizeof piece, &deadline)) > 0) {
        int messages = show_messages(&shown, &inside, peer, piece, (size_t)got);
        if (messages > 0 && inside) {
            show_end(&shown);
            printf("\n"); /* what becomes of them has its own line */
            inside = false;
        }
        if (messages > 0 && mode == RESET) {
            reset_on_close(connection, peer);
            return;
        }
        for (; messages > 0; messages--) {
            if (answer(connection, peer, mode, &deadline) < 0) {
                report("send", peer);
                return;
            }
        }
    }
    if (got < 0)
        report("recv", peer);
    show_end(&shown);
    printf("%s%s left\n", inside ? "\n" : "", peer);
}

/* Returns after a complaint: accept() has failed, or our output. */
static void accept_clients(int listener, const char *where, enum mode mode,
                           long time)
{
    while (check_output() == 0) {
        struct sockaddr_storage address;
        socklen_t size = sizeof address;
        char peer[ADDRESS_TEXT];

        int connection = accept(listener, (struct sockaddr *)&address, &size);
        if (connection < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue; /* nothing came, or it had left before its turn */
        if (connection < 0) {
            report("accept", where);
            return; /* LIMITATION(05): lack of descriptors, say, would pass */
        }
        address_text((struct sockaddr *)&address, size, peer);
        /* LIMITATION(05): one client at a time, the others wait in the queue */
        if (set_nonblocking(connection) < 0)
            report("fcntl", peer);
        else
            serve_client(connection, peer, mode, time);
        close(connection);
    }
}

static const char usage[] =
    "[-m MODE] [-t SECONDS] [PORT [ADDRESS]]\n"
    "  -m       silent  reads, and never answers\n"
    "           slow    answers after 2000 ms\n"
    "           drip    answers, a byte every 300 ms\n"
    "           reset   throws the connection away\n"
    "           full    accepts nobody, and its queue is full\n"
    "           polite  answers each line (the default)\n"
    "  -t       the time that a client has if we are polite (" DEFAULT_TIME
    ")\n"
    "  PORT     0 to 65535, 0 lets the kernel choose (" DEFAULT_PORT ")\n"
    "  ADDRESS  an address of this machine, or its name (" DEFAULT_ADDRESS
    ")\n";

static enum mode read_mode(const char *name)
{
    for (int mode = 0; mode < MODES; mode++)
        if (strcmp(name, mode_names[mode]) == 0)
            return (enum mode)mode;
    refuse(name, "is not a mode");
}

static struct arguments read_arguments(int argc, char **argv)
{
    struct arguments arguments = {.time = parse_seconds(DEFAULT_TIME)};
    int option;

    begin(argc, argv, argc, usage);
    while ((option = getopt(argc, argv, "m:t:")) != -1) {
        if (option == 'm')
            arguments.mode = read_mode(optarg);
        else if (option == 't')
            arguments.time = read_seconds(optarg);
        else
            show_usage(stderr, 2);
    }
    if (argc - optind > 2)
        show_usage(stderr, 2);
    arguments.port = argc > optind ? argv[optind] : DEFAULT_PORT;
    arguments.host = argc > optind + 1 ? argv[optind + 1] : DEFAULT_ADDRESS;
    read_port(arguments.port, 0);
    /* A server that misbehaves on request has all the time in the world. */
    if (arguments.mode != POLITE)
        arguments.time = MAX_SECONDS * 1000L;
    return arguments;
}

/* Announces where it listens, and serves as the mode says. Returns only after
   a complaint. */
static void serve(int listener, const char *where, enum mode mode, long time)
{
    printf("listening on %s\n", where);
    while (mode == FULL && !ferror(stdout))
        pause(); /* until a signal ends us */
    accept_clients(listener, where, mode, time);
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
    int listener = create_server(arguments.host, arguments.port,
                                 full ? 1 : BACKLOG, &address, &size);
    if (listener < 0)
        return 1;

    address_text((struct sockaddr *)&address, size, where);
    for (int i = 0; i < MAX_FILLERS; i++)
        fillers[i] = -1;
    if (full && fill_queue((struct sockaddr *)&address, size, fillers) < 0)
        report("fill the queue of", where);
    else
        serve(listener, where, arguments.mode, arguments.time);
    for (int i = 0; i < MAX_FILLERS; i++)
        if (fillers[i] >= 0)
            close(fillers[i]);
    close(listener);
    return 1; /* LIMITATION(05): runs until a signal ends it, or a failure */
}
