/*
 * client.c - a datagram for each line from standard input, its echo in.
 *
 *     ./client [HOST [PORT]]
 *
 * connect() on a UDP socket sends nothing and asks nobody: it only notes the
 * one address that we talk with. The kernel then keeps strangers' datagrams
 * from us, and tells us when nobody is there.
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
#define DEFAULT_PORT 12345
#define MAX_LINE 65535 /* bytes: UDP counts a datagram's in 16 bits */
#define ADDRESS_TEXT (INET6_ADDRSTRLEN + sizeof "[]:65535")

/* Takes lines out of any stream: here it is the keyboard's. */
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
            "  HOST  the server's numeric IPv4 or IPv6 address (%s)\n"
            "  PORT  1 to 65535 (%d)\n",
            DEFAULT_HOST, DEFAULT_PORT);
    exit(status);
}

/* Says which call failed, on what, and why. Call it before errno changes. */
static void complain(const char *call, const char *what)
{
    fprintf(stderr, "client: %s %s: %s\n", call, what, strerror(errno));
}

/* Reads a numeric address of either family. A sockaddr_storage has room for
   both, and ss_family tells which it holds. Returns 0, or -1 if the text is
   neither. */
static int parse_address(const char *host, int port,
                         struct sockaddr_storage *address)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;

    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        address->ss_family = AF_INET;
        v4->sin_port = htons((in_port_t)port);
        return 0;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        address->ss_family = AF_INET6;
        v6->sin6_port = htons((in_port_t)port);
        return 0;
    }
    return -1;
}

static struct sockaddr_storage read_arguments(int argc, char **argv)
{
    struct sockaddr_storage address;
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
    /* LIMITATION(04): numeric addresses only; names are resolved from 04 on */
    if (parse_address(host, port, &address) < 0) {
        fprintf(stderr,
                "client: '%s' is no numeric IPv4 or IPv6 address such as "
                "127.0.0.1 or ::1 (names come in step 04)\n",
                host);
        usage(stderr, 2);
    }
    return address;
}

/* Writes "127.0.0.1:12345" or "[::1]:12345" into text, which it returns. */
static const char *address_text(const struct sockaddr_storage *address,
                                char *text)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
    char host[INET6_ADDRSTRLEN];

    if (address->ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof host);
        snprintf(text, ADDRESS_TEXT, "[%s]:%d", host, ntohs(v6->sin6_port));
    } else {
        inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
        snprintf(text, ADDRESS_TEXT, "%s:%d", host, ntohs(v4->sin_port));
    }
    return text;
}

/* How much of the sockaddr_storage its family uses: some systems insist. */
static socklen_t address_size(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                          : sizeof(struct sockaddr_in);
}

/* Returns a socket that exchanges datagrams with *address alone, or -1 after
   a complaint. Against: stranger, gone. */
static int create_mailbox(const struct sockaddr_storage *address)
{
    char server[ADDRESS_TEXT];

    address_text(address, server);
    int mailbox = socket(address->ss_family, SOCK_DGRAM, 0);
    if (mailbox < 0) {
        complain("socket", server);
        return -1;
    }
    if (connect(mailbox, (const struct sockaddr *)address,
                address_size(address)) < 0) {
        complain("connect", server);
        close(mailbox);
        return -1;
    }
    return mailbox;
}

/* A datagram goes whole or not at all: here is no write_all(). That it was
   sent does not mean that it arrives. Returns 0, or -1 with errno set. */
static int send_datagram(int mailbox, const char *bytes, size_t length)
{
    ssize_t sent;

    do {
        sent = send(mailbox, bytes, length, 0);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
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

/* Shows one datagram from the server as a line. An empty one is a datagram,
   too: no length means the end here. Returns 0, or -1 after a complaint. */
static int show_reply(int mailbox, const char *server)
{
    struct shown shown = {0};
    char bytes[MAX_LINE]; /* Against: largest */
    ssize_t got;

    /* LIMITATION(04): waits for ever if the line or its echo is lost, and
       takes an echo that comes twice for that of the next line */
    do {
        got = recv(mailbox, bytes, sizeof bytes, 0);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        complain("recv", server);
        return -1;
    }
    show(&shown, bytes, (size_t)got);
    show_end(&shown);
    printf("\n");
    if (ferror(stdout)) {
        complain("write to", "standard output");
        return -1;
    }
    return 0;
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
static int talk(int mailbox, const char *server)
{
    struct line_reader keyboard = {.fd = STDIN_FILENO};
    ssize_t length;
    int refused = 0;

    while ((length = next_line(&keyboard, &refused)) > 0) {
        /* The datagram's end is the line's end: no newline need travel. */
        if (keyboard.buffer[length - 1] == '\n')
            length--;
        if (send_datagram(mailbox, keyboard.buffer, (size_t)length) < 0) {
            bool too_long = errno == EMSGSIZE; /* the next line may do */
            complain("send", server);
            if (!too_long)
                return -1;
            refused++;
        } else if (show_reply(mailbox, server) < 0) {
            return -1;
        }
    }
    return length < 0 || refused > 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage address = read_arguments(argc, argv);
    char server[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error, not a death */
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    int mailbox = create_mailbox(&address);
    if (mailbox < 0)
        return 1;

    address_text(&address, server);
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "lines go to %s; 'sair' or 'quit' ends\n", server);
    int status = talk(mailbox, server) < 0;
    close(mailbox);
    return status;
}
