/*
 * client.c - a line from standard input out, its echo in.
 *
 *     ./client [HOST [PORT]]
 *
 * A stream has no messages, so both ends must agree on where one ends: here it
 * is the newline. read_line() (lines.h) cuts lines out of the stream again,
 * however the bytes arrive.
 */
#define _POSIX_C_SOURCE 200809L
#define MAX_LINE 4095 /* bytes, its newline not counted */

#include "lines.h"
#include "program.h"
#include "show.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "5555"

/* Returns a socket connected to *address, or -1 after a complaint. */
static int create_connection(const struct sockaddr_in *address)
{
    char server[ADDRESS_TEXT];

    address_text((const struct sockaddr *)address, sizeof *address, server);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0)
        return complain("socket", server);
    /* LIMITATION(04): no deadline, and a signal in the middle is an error */
    if (connect(connection, (const struct sockaddr *)address, sizeof *address) <
            0 ||
        is_itself(connection)) {
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

/* Shows one line from the server, and takes it off the bytes owed: those sent
   that are not yet back. Returns its length, 0 at the end of the stream, or -1
   after a complaint. Against: dribble, cut-character, glued. */
static ssize_t show_reply(struct line_reader *replies, const char *server,
                          ssize_t *owed)
{
    struct shown shown = {0};
    ssize_t length = read_line(replies);

    if (length == LINE_ERROR) /* Against: rst */
        return complain("read", server);
    if (length == LINE_TOO_LONG) { /* Against: endless */
        fprintf(stderr, "%s: a line from %s has over %d bytes\n", program,
                server, MAX_LINE);
        return -1;
    }
    if (length == 0 && *owed > 0) { /* Against: hang-up, half-reply */
        fprintf(stderr, "%s: %s hung up, %zd bytes of echo are missing\n",
                program, server, *owed);
        return -1;
    }
    show(&shown, replies->buffer, (size_t)length);
    show_end(&shown);
    fflush(stdout); /* a last line may lack its newline */
    if (check_output() < 0)
        return -1;
    *owed -= length < *owed ? length : *owed; /* the rest was never owed */
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
        if (write_all(connection, keyboard.buffer, (size_t)length) < 0)
            return complain("send", server);
        owed += length;
        /* LIMITATION(04): waits forever for a server that does not answer */
        if (keyboard.buffer[length - 1] == '\n' &&
            show_reply(&replies, server, &owed) < 0)
            return -1;
    }
    if (length < 0)
        return -1;
    /* Only now can the echo of a last line without a newline be read: the
       server has seen our end, so its own end follows what it owes. */
    /* ENOTCONN: the connection is gone already, and recv() will show how */
    if (shutdown(connection, SHUT_WR) < 0 && errno != ENOTCONN)
        return complain("shutdown", server);
    do
        length = show_reply(&replies, server, &owed);
    while (length > 0);
    return length < 0 || refused > 0 ? -1 : 0;
}

static const char usage[] =
    "[HOST [PORT]]\n"
    "  HOST  the server's numeric IPv4 address (" DEFAULT_HOST ")\n"
    "  PORT  1 to 65535 (" DEFAULT_PORT ")\n";

/* sin_port travels in network byte order: htons() on the way in, ntohs() on
   the way out. inet_pton() stores the address in that order by itself. */
static struct sockaddr_in read_arguments(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *host = argc > 1 ? argv[1] : DEFAULT_HOST;

    begin(argc, argv, 2, usage);
    address.sin_port = htons(read_port(argc > 2 ? argv[2] : DEFAULT_PORT, 1));
    /* LIMITATION(04): numeric addresses only; names are resolved from 04 on */
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
        refuse(host, "is not a numeric IPv4 address such as 127.0.0.1 "
                     "(IPv6 comes in step 03, names come in step 04)");
    return address;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = read_arguments(argc, argv);
    char server[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    int connection = create_connection(&address);
    if (connection < 0)
        return 1;

    address_text((struct sockaddr *)&address, sizeof address, server);
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "connected to %s; 'sair' or 'quit' ends\n", server);
    int status = talk(connection, server) < 0;
    close(connection);
    return status;
}
