/*
 * udp_client.c - a datagram for each line, sent again until its echo comes.
 *
 *     ./udp_client [-t SECONDS] [HOST [PORT]]
 *
 * Any datagram may be lost, doubled or late. So each request carries a number
 * and a blank before its line: "7 Olá". The server echoes it all, and a reply
 * that begins with another number is not the one we are waiting for.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "deadline.h"
#include "show.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "12345"
#define DEFAULT_TIME 5000 /* milliseconds, for each line */
#define FIRST_PAUSE 20    /* milliseconds until a request is sent again, */
#define LONGEST_PAUSE 200 /* doubled each time up to this */
#define MAX_LINE 65535    /* bytes: UDP counts a datagram's in 16 bits */
#define MAX_NUMBER (sizeof "18446744073709551615 ")
#define HOST_TEXT (INET6_ADDRSTRLEN + IF_NAMESIZE) /* fe80::1%eth0 */
#define ADDRESS_TEXT (HOST_TEXT + sizeof "[]:65535")

/* Takes lines out of any stream: here it is the keyboard's. */
struct line_reader {
    int fd;
    size_t length; /* bytes in buffer */
    size_t taken;  /* of them, those of the line handed out last */
    char buffer[MAX_LINE + 1];
};

enum { LINE_ERROR = -1, LINE_TOO_LONG = -2 };

struct arguments {
    const char *host, *port;
    long time; /* milliseconds */
};

/* The address we talk with, and those that we may yet try. */
struct server {
    int mailbox;
    char text[ADDRESS_TEXT];
    bool proven; /* it has answered: no need to try the next */
    const struct addrinfo *next;
};

/* A datagram: the number, a blank, the line. */
struct request {
    unsigned long number, tries;
    size_t prefix, length; /* bytes: number and blank; all of it */
    char bytes[MAX_NUMBER + MAX_LINE];
};

/* What the last line tells. */
struct tally {
    unsigned long requests, tries, ignored;
};

enum { LOST = -1, GONE = -2 };

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./udp_client [-t SECONDS] [HOST [PORT]]\n"
            "  -t    the time for each line, 0.001 to %d (%d)\n"
            "  HOST  the name or address of a server that echoes (%s)\n"
            "  PORT  1 to 65535 (%s)\n",
            MAX_SECONDS, DEFAULT_TIME / 1000, DEFAULT_HOST, DEFAULT_PORT);
    exit(status);
}

/* Says which call failed, on what, and why. Call it before errno changes. */
static void complain(const char *call, const char *what)
{
    fprintf(stderr, "udp_client: %s %s: %s\n", call, what, failure_text(errno));
}

static struct arguments read_arguments(int argc, char **argv)
{
    struct arguments arguments = {
        .host = DEFAULT_HOST, .port = DEFAULT_PORT, .time = DEFAULT_TIME};
    int option;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    while ((option = getopt(argc, argv, "t:")) != -1) {
        if (option != 't')
            usage(stderr, 2);
        if ((arguments.time = parse_seconds(optarg)) < 0) {
            fprintf(stderr, "udp_client: '%s' is no time in seconds\n", optarg);
            usage(stderr, 2);
        }
    }
    if (argc - optind > 2)
        usage(stderr, 2);
    if (argc > optind)
        arguments.host = argv[optind];
    if (argc > optind + 1)
        arguments.port = argv[optind + 1];
    if (parse_port(arguments.port, 1) < 0) {
        fprintf(stderr, "udp_client: '%s' is no port\n", arguments.port);
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
                                   .ai_socktype = SOCK_DGRAM,
                                   .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    struct deadline clock = deadline_in(0); /* only to tell the time spent */

    /* LIMITATION(guide): no deadline reaches into getaddrinfo(): it asks the
       name servers for as long as its own configuration says */
    int error = getaddrinfo(host, port, &hints, &addresses);
    if (error == 0)
        return addresses;
    if (error == EAI_SYSTEM)
        complain("getaddrinfo", host);
    else
        fprintf(stderr, "udp_client: getaddrinfo %s: %s, after %.1f s\n", host,
                error == EAI_NONAME ? "unknown host" : gai_strerror(error),
                seconds_spent(&clock));
    return NULL;
}

/* Returns a socket that exchanges datagrams with *address alone, or -1 after
   a complaint. */
static int create_mailbox(const struct addrinfo *address, const char *server)
{
    int mailbox =
        socket(address->ai_family, address->ai_socktype, address->ai_protocol);

    if (mailbox < 0) {
        complain("socket", server);
        return -1;
    }
    if (set_nonblocking(mailbox) < 0)
        complain("fcntl", server);
    else if (connect(mailbox, address->ai_addr, address->ai_addrlen) < 0)
        complain("connect", server);
    else
        return mailbox;
    close(mailbox);
    return -1;
}

/* Closes the socket for the last address, if there is one, and opens one for
   the next that can be had. Returns 0, or -1 after a complaint. */
static int next_address(struct server *server)
{
    while (server->next) {
        const struct addrinfo *a = server->next;
        server->next = a->ai_next;
        if (server->mailbox >= 0)
            close(server->mailbox);
        address_text(a->ai_addr, a->ai_addrlen, server->text);
        server->mailbox = create_mailbox(a, server->text);
        if (server->mailbox >= 0)
            return 0;
    }
    return -1;
}

/* Those not yet tried, and the one we talk with. */
static int addresses_left(const struct server *server)
{
    int left = 1;

    for (const struct addrinfo *a = server->next; a; a = a->ai_next)
        left++;
    return left;
}

/* Appends what the stream has now. Returns as read(2): 0 is its end. */
static ssize_t fill(struct line_reader *reader)
{
    ssize_t got;

    do {
        got = read(reader->fd, reader->buffer + reader->length,
                   sizeof reader->buffer - reader->length);
    } while (got < 0 && errno == EINTR);
    if (got > 0)
        reader->length += (size_t)got;
    return got;
}

/* Returns the length of the next line with its newline, which the last line
   may lack, 0 at the end of the stream, LINE_ERROR with errno set, or
   LINE_TOO_LONG: the line does not fit, skip_line() goes past it. The line is
   at the beginning of reader->buffer, until the next call. */
static ssize_t read_line(struct line_reader *reader)
{
    reader->length -= reader->taken;
    memmove(reader->buffer, reader->buffer + reader->taken, reader->length);
    reader->taken = 0;

    for (;;) {
        char *newline = memchr(reader->buffer, '\n', reader->length);
        if (newline) {
            reader->taken = (size_t)(newline - reader->buffer) + 1;
            return (ssize_t)reader->taken;
        }
        if (reader->length == sizeof reader->buffer)
            return LINE_TOO_LONG;
        ssize_t got = fill(reader);
        if (got < 0)
            return LINE_ERROR;
        if (got == 0) {
            reader->taken = reader->length;
            return (ssize_t)reader->taken;
        }
    }
}

/* Throws away the rest of a line that was too long. */
static void skip_line(struct line_reader *reader)
{
    ssize_t length;

    do {
        reader->taken = reader->length;
        length = read_line(reader);
    } while (length == LINE_TOO_LONG);
}

/* 'sair' or 'quit', whatever the case and the blanks around it. */
static bool is_farewell(const char *line, size_t length)
{
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        length--;
    while (length > 0 && isspace((unsigned char)*line)) {
        line++;
        length--;
    }
    return length == 4 && (strncasecmp(line, "sair", length) == 0 ||
                           strncasecmp(line, "quit", length) == 0);
}

/* Returns the length of the next line to send, 0 at the end of input or at a
   farewell, -1 after a complaint. Lines that are too long are refused and
   counted. */
static ssize_t next_line(struct line_reader *keyboard, int *refused)
{
    ssize_t length;

    while ((length = read_line(keyboard)) == LINE_TOO_LONG) {
        fprintf(stderr, "udp_client: not sent: a line over %d bytes\n",
                MAX_LINE);
        skip_line(keyboard);
        ++*refused;
    }
    if (length == LINE_ERROR)
        complain("read", "standard input");
    else if (is_farewell(keyboard->buffer, (size_t)length))
        return 0;
    return length;
}

static void make_request(struct request *request, unsigned long number,
                         const char *line, size_t length)
{
    request->number = number;
    request->tries = 0;
    request->prefix =
        (size_t)snprintf(request->bytes, sizeof request->bytes, "%lu ", number);
    request->length = request->prefix + length;
    memcpy(request->bytes + request->prefix, line, length);
}

/* A datagram goes whole or not at all. If there is no room for it now, it is
   as good as lost on the way: it will be sent again. Returns 0, or -1 with
   errno set. */
static int send_request(int mailbox, struct request *request)
{
    request->tries++;
    if (send(mailbox, request->bytes, request->length, 0) < 0 &&
        !is_passing(errno) && errno != ENOBUFS)
        return -1;
    return 0;
}

/* Receives until a datagram begins with the request's number: others are
   replies to earlier requests that came late or twice, or no replies. Returns
   its length, or -1 with errno set. */
static ssize_t receive_reply(int mailbox, const struct request *request,
                             char *bytes, size_t size, struct tally *tally,
                             const struct deadline *deadline)
{
    for (;;) {
        if (wait_for(mailbox, POLLIN, deadline) < 0)
            return -1;
        ssize_t got = recv(mailbox, bytes, size, 0);
        if (got < 0 && is_passing(errno))
            continue;
        if (got < 0)
            return -1;
        if ((size_t)got >= request->prefix &&
            memcmp(bytes, request->bytes, request->prefix) == 0)
            return got;
        tally->ignored++;
    }
}

/* Sends the request again and again, less and less often: what is lost for
   want of room is not helped by more. Returns as receive_reply(). */
static ssize_t ask(int mailbox, struct request *request, char *bytes,
                   size_t size, struct tally *tally,
                   const struct deadline *deadline)
{
    for (long wait = FIRST_PAUSE;; wait *= 2) {
        if (wait > LONGEST_PAUSE)
            wait = LONGEST_PAUSE;
        struct deadline soon = deadline_in(wait);
        if (soon.ends > deadline->ends)
            soon.ends = deadline->ends;
        if (send_request(mailbox, request) < 0)
            return -1;
        ssize_t got =
            receive_reply(mailbox, request, bytes, size, tally, &soon);
        if (got >= 0 || errno != ETIMEDOUT || soon.ends == deadline->ends)
            return got;
        if (request->tries == 1)
            fprintf(stderr,
                    "udp_client: request %lu: no reply yet, sent again\n",
                    request->number);
    }
}

/* Asks the server, at the next address if one does not answer; once one has,
   that is the server. Returns the reply's length, LOST or GONE after a
   complaint: after GONE there is nobody left to ask. */
static ssize_t ask_server(struct server *server, struct request *request,
                          char *bytes, size_t size, struct tally *tally,
                          const struct deadline *deadline)
{
    for (;;) {
        struct deadline share = *deadline;
        if (!server->proven)
            share = deadline_share(deadline, addresses_left(server));
        ssize_t got = ask(server->mailbox, request, bytes, size, tally, &share);
        int error = errno;
        if (got >= 0) {
            server->proven = true;
            return got;
        }
        fprintf(stderr,
                "udp_client: request %lu to %s: %s, after %lu %s and %.1f s\n",
                request->number, server->text, failure_text(error),
                request->tries, request->tries == 1 ? "try" : "tries",
                seconds_spent(deadline));
        if (error == EMSGSIZE)
            return LOST; /* too long for a datagram: the next line may do */
        if (server->proven || !server->next)
            return error == ETIMEDOUT ? LOST : GONE;
        if (next_address(server) < 0)
            return GONE;
    }
}

/* Line out, echo in. Returns its length, LOST or GONE after a complaint. */
static ssize_t exchange(struct server *server, struct request *request,
                        struct tally *tally, const struct deadline *deadline)
{
    struct shown shown = {0};
    char bytes[MAX_LINE];

    ssize_t got =
        ask_server(server, request, bytes, sizeof bytes, tally, deadline);
    tally->requests++;
    tally->tries += request->tries;
    if (got < 0)
        return got;
    if (request->tries > 1)
        fprintf(stderr,
                "udp_client: request %lu: answered after %lu tries, %.1f s\n",
                request->number, request->tries, seconds_spent(deadline));
    show(&shown, bytes + request->prefix, (size_t)got - request->prefix);
    show_end(&shown);
    printf("\n");
    if (ferror(stdout)) {
        fprintf(stderr, "udp_client: write to standard output: %s\n",
                strerror(errno));
        return GONE;
    }
    return got;
}

/* Returns 0 if every line went and came back, or -1. */
static int talk(struct server *server, long time, struct tally *tally)
{
    struct line_reader keyboard = {.fd = STDIN_FILENO};
    struct request request;
    ssize_t length, got = 0;
    int refused = 0;

    while (got != GONE && (length = next_line(&keyboard, &refused)) > 0) {
        /* The datagram's end is the line's end: no newline need travel. */
        if (keyboard.buffer[length - 1] == '\n')
            length--;
        make_request(&request, tally->requests + 1, keyboard.buffer,
                     (size_t)length);
        struct deadline deadline = deadline_in(time);
        got = exchange(server, &request, tally, &deadline);
        refused += got == LOST;
    }
    return got == GONE || length < 0 || refused > 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
    struct arguments arguments = read_arguments(argc, argv);
    struct server server = {.mailbox = -1};
    struct tally tally = {0};

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error, not a death */
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    struct addrinfo *addresses = resolve(arguments.host, arguments.port);
    if (!addresses)
        return 1;

    int status = 1;
    server.next = addresses;
    if (next_address(&server) == 0) {
        if (isatty(STDIN_FILENO))
            fprintf(stderr, "lines go to %s; 'sair' or 'quit' ends\n",
                    server.text);
        status = talk(&server, arguments.time, &tally) < 0;
        fprintf(stderr, "udp_client: requests: %lu, tries: %lu, ignored: %lu\n",
                tally.requests, tally.tries, tally.ignored);
    }
    freeaddrinfo(addresses);
    if (server.mailbox >= 0)
        close(server.mailbox);
    return status;
}
