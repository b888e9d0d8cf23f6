/*
 * client.c - a line from standard input out, its echo in.
 *
 *     ./client [HOST [PORT]]
 *
 * The client need not know that the server has threads. What is new: names and
 * IPv6 (net.c), a deadline for each answer, a prompt where somebody types.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "net.h"
#include "show.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "5555"
#define PATIENCE 5000 /* ms to connect, and for each answer */

const char program[] = "client";

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./client [HOST [PORT]]\n"
            "  HOST  the server's name or address (%s)\n"
            "  PORT  1 to 65535 (%s)\n",
            DEFAULT_HOST, DEFAULT_PORT);
    exit(check_output() < 0 ? 1 : status);
}

static void read_arguments(int argc, char **argv, const char **host,
                           const char **port)
{
    *host = argc > 1 ? argv[1] : DEFAULT_HOST;
    *port = argc > 2 ? argv[2] : DEFAULT_PORT;
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    if (argc > 3)
        usage(stderr, 2);
    if (parse_port(*port, 1) < 0) {
        fprintf(stderr, "client: '%s' is not a valid port\n", *port);
        usage(stderr, 2);
    }
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

    replies->deadline = now_ms() + PATIENCE;
    ssize_t length = read_line(replies);
    if (length == LINE_ERROR) {
        complain("recv", server);
        return -1;
    }
    if (length == LINE_TOO_LONG) {
        fprintf(stderr, "client: a line from %s has over %d bytes\n", server,
                MAX_LINE);
        return -1;
    }
    if (length == 0 && *owed > 0) {
        fprintf(stderr, "client: %s hung up, %zd bytes of echo are missing\n",
                server, *owed);
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

/* Returns the length of the next line to send, 0 at the end of input, at a
   farewell or, where somebody types, at an empty line, -1 after a complaint.
   Lines that are too long are refused and counted. */
static ssize_t next_line(struct line_reader *keyboard, int *refused)
{
    bool typed = isatty(STDIN_FILENO);
    ssize_t length;

    if (typed)
        fprintf(stderr, "your line ('sair', 'quit' or nothing ends): ");
    while ((length = read_line(keyboard)) == LINE_TOO_LONG) {
        fprintf(stderr, "client: not sent: a line over %d bytes\n", MAX_LINE);
        ++*refused;
        if (skip_line(keyboard) < 0)
            break;
    }
    if (length < 0) {
        complain("read", "standard input");
        return -1;
    }
    if (is_farewell(keyboard->buffer, (size_t)length) ||
        (typed && keyboard->buffer[0] == '\n'))
        return 0;
    return length;
}

/* Line out, echo in. Returns 0 if every line went and came back, or -1. */
static int talk(int connection, const char *server)
{
    struct line_reader keyboard = {
        .fd = STDIN_FILENO, .stop = -1, .deadline = FOREVER};
    struct line_reader replies = {.fd = connection, .stop = -1};
    ssize_t length, owed = 0;
    int refused = 0;

    /* LIMITATION(06): while it waits for the keyboard it does not notice that
       the server has gone */
    while ((length = next_line(&keyboard, &refused)) > 0) {
        if (write_all(connection, keyboard.buffer, (size_t)length,
                      now_ms() + PATIENCE) < 0) {
            complain("send", server);
            return -1;
        }
        owed += length;
        if (keyboard.buffer[length - 1] == '\n' &&
            show_reply(&replies, server, &owed) < 0)
            return -1;
    }
    if (length < 0)
        return -1;
    /* Only now can the echo of a last line without a newline be read: the
       server has seen our end, so its own end follows what it owes. */
    /* ENOTCONN: the connection is gone already, and recv() will show how */
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
    const char *host, *port;
    char server[ADDRESS_TEXT];

    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    read_arguments(argc, argv, &host, &port);
    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    int connection = create_connection(host, port, PATIENCE, server);
    if (connection < 0)
        return 1;

    if (isatty(STDIN_FILENO))
        fprintf(stderr, "connected to %s\n", server);
    int status = talk(connection, server) < 0;
    close(connection);
    return status;
}
