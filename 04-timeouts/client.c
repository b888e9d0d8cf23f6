/*
 * client.c - one message out, one reply in, by a deadline.
 *
 *     ./client [-t SECONDS] [HOST [PORT [MESSAGE]]]
 *
 * Both are a line, as in 02: without the newline nobody could tell a whole
 * reply from half of one whose sender has died. The deadline holds for all of
 * it: connecting, to as many addresses as HOST has, sending and receiving.
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

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "12345"
#define DEFAULT_MESSAGE "Teste de timeout"
#define DEFAULT_TIME 5000 /* milliseconds */
#define MAX_LINE 4095     /* bytes, its newline not counted */
#define HOST_TEXT (INET6_ADDRSTRLEN + IF_NAMESIZE) /* fe80::1%eth0 */
#define ADDRESS_TEXT (HOST_TEXT + sizeof "[]:65535")

struct arguments {
    const char *host, *port, *message;
    long time; /* milliseconds */
};

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./client [-t SECONDS] [HOST [PORT [MESSAGE]]]\n"
            "  -t       the time for all of it, 0.001 to %d (%d)\n"
            "  HOST     the server's name or address (%s)\n"
            "  PORT     1 to 65535 (%s)\n"
            "  MESSAGE  one line (%s)\n",
            MAX_SECONDS, DEFAULT_TIME / 1000, DEFAULT_HOST, DEFAULT_PORT,
            DEFAULT_MESSAGE);
    exit(status);
}

/* Says which call failed, on what, why, and how long it took. Call it before
   errno changes. */
static void complain(const char *call, const char *what,
                     const struct deadline *deadline)
{
    const char *why = failure_text(errno);

    fprintf(stderr, "client: %s %s: %s, after %.1f s\n", call, what, why,
            seconds_spent(deadline));
}

static struct arguments read_arguments(int argc, char **argv)
{
    struct arguments arguments = {.host = DEFAULT_HOST,
                                  .port = DEFAULT_PORT,
                                  .message = DEFAULT_MESSAGE,
                                  .time = DEFAULT_TIME};
    int option;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    while ((option = getopt(argc, argv, "t:")) != -1) {
        if (option != 't')
            usage(stderr, 2);
        if ((arguments.time = parse_seconds(optarg)) < 0) {
            fprintf(stderr, "client: '%s' is no time in seconds\n", optarg);
            usage(stderr, 2);
        }
    }
    if (argc - optind > 3)
        usage(stderr, 2);
    if (argc > optind)
        arguments.host = argv[optind];
    if (argc > optind + 1)
        arguments.port = argv[optind + 1];
    if (argc > optind + 2)
        arguments.message = argv[optind + 2];
    if (parse_port(arguments.port, 1) < 0) {
        fprintf(stderr, "client: '%s' is no port\n", arguments.port);
        usage(stderr, 2);
    }
    if (strlen(arguments.message) > MAX_LINE ||
        strchr(arguments.message, '\n')) {
        fprintf(stderr, "client: the message is no line of up to %d bytes\n",
                MAX_LINE);
        usage(stderr, 2);
    }
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

/* Returns the list of the addresses that a name has, of both families, or
   NULL after a complaint. */
static struct addrinfo *resolve(const char *host, const char *port)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    struct deadline clock = deadline_in(0); /* only to tell the time spent */

    /* LIMITATION(guide): no deadline reaches into getaddrinfo(): it asks the
       name servers for as long as its own configuration says */
    int error = getaddrinfo(host, port, &hints, &addresses);
    if (error == 0)
        return addresses;
    if (error == EAI_SYSTEM)
        complain("getaddrinfo", host, &clock);
    else
        fprintf(stderr, "client: getaddrinfo %s: %s, after %.1f s\n", host,
                error == EAI_NONAME ? "unknown host" : gai_strerror(error),
                seconds_spent(&clock));
    return NULL;
}

/* Returns 0 once connected, or -1 with errno set. Here connect() only begins:
   how it ended, SO_ERROR tells afterwards. Nor does a signal end it: it goes
   on, and to call connect() again would be an error. */
static int connect_before(int connection, const struct addrinfo *address,
                          const struct deadline *deadline)
{
    int error = 0;
    socklen_t size = sizeof error;

    if (connect(connection, address->ai_addr, address->ai_addrlen) == 0)
        return 0;
    if (errno != EINPROGRESS && errno != EINTR)
        return -1;
    if (wait_for(connection, POLLOUT, deadline) < 0 || /* Against: full */
        getsockopt(connection, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
        return -1;
    errno = error;
    return error == 0 ? 0 : -1;
}

/* Returns a socket connected to the first of the addresses that answers, with
   its text in server, or -1 after a complaint about each. The time left is
   shared out: a dead address must not use up the others'. */
static int create_connection(const struct addrinfo *addresses, char *server,
                             const struct deadline *deadline)
{
    int left = 0;

    for (const struct addrinfo *a = addresses; a; a = a->ai_next)
        left++;
    for (const struct addrinfo *a = addresses; a; a = a->ai_next) {
        struct deadline share = deadline_share(deadline, left--);
        address_text(a->ai_addr, a->ai_addrlen, server);
        int connection = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (connection < 0) {
            complain("socket", server, deadline);
            continue;
        }
        if (set_nonblocking(connection) < 0)
            complain("fcntl", server, deadline);
        else if (connect_before(connection, a, &share) < 0)
            complain("connect", server, deadline);
        else
            return connection;
        close(connection);
    }
    return -1;
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

/* Returns as recv(): 0 is the end of the stream. Against: drip, endless. */
static ssize_t receive(int connection, char *bytes, size_t size,
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

/* Shows the line that comes, as it comes, and counts its bytes. Returns 1 if
   it came whole, 0 if the stream ended before, or -1 with errno set: the error
   is recv()'s, or, as ferror() knows, that of our output. */
static int show_reply(int connection, size_t *bytes,
                      const struct deadline *deadline)
{
    struct shown shown = {0};
    char piece[1024], *newline = NULL;
    ssize_t got = 1;

    *bytes = 0;
    while (!newline && !ferror(stdout) &&
           (got = receive(connection, piece, sizeof piece, deadline)) > 0) {
        newline = memchr(piece, '\n', (size_t)got);
        size_t length = newline ? (size_t)(newline - piece) : (size_t)got;
        show(&shown, piece, length);
        fflush(stdout);
        *bytes += length;
    }
    int error = errno;
    show_end(&shown);
    if (newline || *bytes > 0)
        printf("\n");
    if (ferror(stdout))
        return -1;
    errno = error;
    return got < 0 ? -1 : newline != NULL;
}

/* Message out, reply in. Returns 0, or -1 after a complaint. */
static int talk(int connection, const char *message, const char *server,
                const struct deadline *deadline)
{
    char line[MAX_LINE + sizeof "\n"];
    size_t bytes;
    int length = snprintf(line, sizeof line, "%s\n", message);

    if (write_all(connection, line, (size_t)length, deadline) < 0) {
        complain("send", server, deadline);
        return -1;
    }
    int whole = show_reply(connection, &bytes, deadline);
    if (ferror(stdout)) {
        fprintf(stderr, "client: write to standard output: %s\n",
                strerror(errno));
        return -1;
    }
    if (whole < 0)
        complain("recv", server, deadline);
    else if (!whole) /* Against: hang-up, half-reply */
        fprintf(stderr, "client: recv %s: closed %s reply, after %.1f s\n",
                server, bytes > 0 ? "in the middle of the" : "without a",
                seconds_spent(deadline));
    if (whole <= 0 && bytes > 0)
        fprintf(stderr, "client: only %zu byte%s of the reply came\n", bytes,
                bytes == 1 ? "" : "s");
    return whole > 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct arguments arguments = read_arguments(argc, argv);
    char server[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    struct addrinfo *addresses = resolve(arguments.host, arguments.port);
    if (!addresses)
        return 1;

    struct deadline deadline = deadline_in(arguments.time);
    int connection = create_connection(addresses, server, &deadline);
    freeaddrinfo(addresses);
    if (connection < 0)
        return 1;

    int status = talk(connection, arguments.message, server, &deadline) < 0;
    close(connection);
    return status;
}
