/*
 * client.c - greets the server, and hears its welcome.
 *
 *     ./client [HOST [PORT]]
 *
 * A connection is known by a pair of addresses, the server's and ours. We
 * never chose ours: connect() took a free port, and says which when asked.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "show.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT 12345
#define ADDRESS_TEXT sizeof "255.255.255.255:65535"

static const char greeting[] = "Olá, servidor!";

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
    while (length > 0) {
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

/* In UTF-8 every byte of a character but its first is 10xxxxxx. */
static size_t count_characters(const char *bytes, size_t length)
{
    size_t characters = 0;

    for (size_t i = 0; i < length; i++)
        characters += ((unsigned char)bytes[i] & 0xc0) != 0x80;
    return characters;
}

/* Shows all that comes until the peer has said that no more will, in however
   many pieces it arrives. Returns 0, or -1 with errno set. */
static int receive_all(int connection)
{
    struct shown shown = {0};
    char piece[1024]; /* Against: dribble, cut-character */
    size_t bytes = 0, characters = 0;
    ssize_t got;

    while ((got = recv(connection, piece, sizeof piece, 0)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        show(&shown, piece, (size_t)got);
        fflush(stdout);
        bytes += (size_t)got;
        characters += count_characters(piece, (size_t)got);
    }
    int error = errno; /* printf() may change it */
    show_end(&shown);
    printf("\n(%zu bytes, %zu characters)\n", bytes, characters);
    if (got < 0)
        errno = error;
    return got < 0 ? -1 : 0;
}

/* Tells which pair of addresses the connection is. Returns 0, or -1. */
static int show_pair(int connection, const char *server)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    char ours[ADDRESS_TEXT];

    if (getsockname(connection, (struct sockaddr *)&address, &size) < 0)
        return -1;
    printf("connected to %s from %s\n", server, address_text(&address, ours));
    return 0;
}

/* shutdown(SHUT_WR) ends our half of the stream: the peer, too, can read to
   the end, and no length or separator has to be agreed on yet. */
static int talk(int connection, const char *server)
{
    if (show_pair(connection, server) < 0) {
        complain("getsockname", server);
        return -1;
    }
    if (write_all(connection, greeting, strlen(greeting)) < 0) {
        complain("send", server);
        return -1;
    }
    /* ENOTCONN: the peer has hung up already, and recv() will tell how */
    if (shutdown(connection, SHUT_WR) < 0 && errno != ENOTCONN) {
        complain("shutdown", server);
        return -1;
    }
    printf("server says: ");
    fflush(stdout); /* there may be time until it does */
    /* LIMITATION(04): waits for ever for a server that never ends */
    if (receive_all(connection) < 0) {
        complain("recv", server);
        return -1;
    }
    return 0;
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

    int status = talk(connection, address_text(&address, server)) < 0;
    if (status == 0 && ferror(stdout)) {
        complain("write to", "standard output");
        status = 1;
    }
    close(connection);
    return status;
}
