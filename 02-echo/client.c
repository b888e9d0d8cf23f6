/*
 * client.c - a line from standard input out, its echo in.
 *
 *     ./client [HOST [PORT]]
 *
 * A stream has no messages, so both ends must agree on where one ends: here it
 * is the newline. read_line() cuts lines out of the stream again, however
 * the bytes arrive.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "show.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT 5555
#define MAX_LINE 4095 /* bytes, its newline not counted */
#define ADDRESS_TEXT sizeof "255.255.255.255:65535"

/* Takes lines out of any stream, the keyboard's or the connection's. */
struct line_reader {
    int fd;
    size_t length; /* bytes in buffer */
    size_t taken;  /* of them, those of the line handed out last */
    char buffer[MAX_LINE + 1];
};

enum { LINE_ERROR = -1, LINE_TOO_LONG = -2 };

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./client [HOST [PORT]]\n"
            "  HOST  the server's numeric IPv4 address (%s)\n"
            "  PORT  1 to 65535 (%d)\n",
            DEFAULT_HOST, DEFAULT_PORT);
    exit(status);
}

/* Says which call failed, on what, and why. Call it before errno changes. */
static void complain(const char *call, const char *what)
{
    fprintf(stderr, "client: %s %s: %s\n", call, what, strerror(errno));
}

/* sin_port travels in network byte order: htons() on the way in, ntohs() on
   the way out. inet_pton() stores the address in that order by itself. */
static struct sockaddr_in read_arguments(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *host = argc > 1 ? argv[1] : DEFAULT_HOST;
    int port = DEFAULT_PORT;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    if (argc > 3)
        usage(stderr, 2);
    if (argc > 2 && (port = parse_port(argv[2], 1)) < 0) {
        fprintf(stderr, "client: '%s' is no port\n", argv[2]);
        usage(stderr, 2);
    }
    address.sin_port = htons((in_port_t)port);
    /* LIMITATION(04): numeric addresses only; names are resolved from 04 on */
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        fprintf(stderr,
                "client: '%s' is no numeric IPv4 address such as 127.0.0.1 "
                "(IPv6 comes in step 03, names come in step 04)\n",
                host);
        usage(stderr, 2);
    }
    return address;
}

/* Writes "127.0.0.1:12345" into text, which it returns. */
static const char *address_text(const struct sockaddr_in *address, char *text)
{
    char host[INET_ADDRSTRLEN];

    inet_ntop(AF_INET, &address->sin_addr, host, sizeof host);
    snprintf(text, ADDRESS_TEXT, "%s:%d", host, ntohs(address->sin_port));
    return text;
}

/* Returns a socket connected to *address, or -1 after a complaint. */
static int create_connection(const struct sockaddr_in *address)
{
    char server[ADDRESS_TEXT];

    address_text(address, server);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0) {
        complain("socket", server);
        return -1;
    }
    /* LIMITATION(04): no deadline, and a signal in the midst is an error */
    if (connect(connection, (const struct sockaddr *)address, sizeof *address) <
        0) {
        complain("connect", server);
        close(connection);
        return -1;
    }
    return connection;
}

/* Sends all `length` bytes: one send() may take fewer than it was given.
   Returns 0, or -1 with errno set. */
static int write_all(int connection, const char *bytes, size_t length)
{
    while (length > 0) { /* Against: short */
        ssize_t sent = send(connection, bytes, length, 0);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return -1;
        bytes += sent;
        length -= (size_t)sent;
    }
    return 0;
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

    for (;;) { /* Against: dribble, cut-character, glued */
        char *newline = memchr(reader->buffer, '\n', reader->length);
        if (newline) {
            reader->taken = (size_t)(newline - reader->buffer) + 1;
            return (ssize_t)reader->taken;
        }
        if (reader->length == sizeof reader->buffer)
            return LINE_TOO_LONG; /* Against: endless */
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

/* Shows one line from the server, and takes it off the bytes owed: those sent
   that are not yet back. Returns its length, 0 at the end of the stream, or -1
   after a complaint. */
static ssize_t show_reply(struct line_reader *replies, const char *server,
                          ssize_t *owed)
{
    struct shown shown = {0};
    ssize_t length = read_line(replies);

    if (length == LINE_ERROR) { /* Against: rst */
        complain("recv", server);
        return -1;
    }
    if (length == LINE_TOO_LONG) {
        fprintf(stderr, "client: a line from %s has over %d bytes\n", server,
                MAX_LINE);
        return -1;
    }
    if (length == 0 && *owed > 0) { /* Against: hang-up, half-reply */
        fprintf(stderr, "client: %s hung up, %zd bytes of echo are missing\n",
                server, *owed);
        return -1;
    }
    show(&shown, replies->buffer, (size_t)length);
    show_end(&shown);
    fflush(stdout); /* a last line may lack its newline */
    if (ferror(stdout)) {
        complain("write to", "standard output");
        return -1;
    }
    *owed -= length;
    return length;
}

/* Returns the length of the next line to send, 0 at the end of input or at a
   farewell, -1 after a complaint. Lines that are too long are refused and
   counted. */
static ssize_t next_line(struct line_reader *keyboard, int *refused)
{
    ssize_t length;

    while ((length = read_line(keyboard)) == LINE_TOO_LONG) {
        fprintf(stderr, "client: not sent: a line over %d bytes\n", MAX_LINE);
        skip_line(keyboard);
        ++*refused;
    }
    if (length == LINE_ERROR)
        complain("read", "standard input");
    else if (is_farewell(keyboard->buffer, (size_t)length))
        return 0;
    return length;
}

/* Line out, echo in. Returns 0 if every line went and came back, or -1. */
static int talk(int connection, const char *server)
{
    struct line_reader keyboard = {.fd = STDIN_FILENO};
    struct line_reader replies = {.fd = connection};
    ssize_t length, owed = 0;
    int refused = 0;

    /* LIMITATION(06): while it waits for the keyboard it does not notice that
       the server has gone */
    while ((length = next_line(&keyboard, &refused)) > 0) {
        if (write_all(connection, keyboard.buffer, (size_t)length) < 0) {
            complain("send", server);
            return -1;
        }
        owed += length;
        /* LIMITATION(04): waits for ever for a server that does not answer */
        if (keyboard.buffer[length - 1] == '\n' &&
            show_reply(&replies, server, &owed) < 0)
            return -1;
    }
    if (length < 0)
        return -1;
    /* Only now can the echo of a last line without a newline be read: the
       server has seen our end, so its own end follows what it owes. */
    /* ENOTCONN: the peer has hung up already, and recv() will tell how */
    if (shutdown(connection, SHUT_WR) < 0 && errno != ENOTCONN) {
        complain("shutdown", server);
        return -1;
    }
    do
        length = show_reply(&replies, server, &owed);
    while (length > 0);
    return length < 0 || refused > 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = read_arguments(argc, argv);
    char server[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    int connection = create_connection(&address);
    if (connection < 0)
        return 1;

    address_text(&address, server);
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "connected to %s; 'sair' or 'quit' ends\n", server);
    int status = talk(connection, server) < 0;
    close(connection);
    return status;
}
