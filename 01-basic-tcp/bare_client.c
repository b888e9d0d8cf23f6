/*
 * bare_client.c - the smallest client: connects, and hangs up.
 *
 *     ./bare_client [HOST [PORT]]
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"

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
#define DEFAULT_PORT 1234
#define ADDRESS_TEXT sizeof "255.255.255.255:65535"

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./bare_client [HOST [PORT]]\n"
            "  HOST  the server's numeric IPv4 address (%s)\n"
            "  PORT  1 to 65535 (%d)\n",
            DEFAULT_HOST, DEFAULT_PORT);
    exit(status);
}

/* Says which call failed, on what, and why. Call it before errno changes. */
static void complain(const char *call, const char *what)
{
    fprintf(stderr, "bare_client: %s %s: %s\n", call, what, strerror(errno));
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
        fprintf(stderr, "bare_client: '%s' is no port\n", argv[2]);
        usage(stderr, 2);
    }
    address.sin_port = htons((in_port_t)port);
    /* LIMITATION(04): numeric addresses only; names are resolved from 04 on */
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        fprintf(
            stderr,
            "bare_client: '%s' is no numeric IPv4 address such as 127.0.0.1 "
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

int main(int argc, char **argv)
{
    struct sockaddr_in address = read_arguments(argc, argv);
    char server[ADDRESS_TEXT];
    int status = 0;

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error, not a death */
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    int connection = create_connection(&address);
    if (connection < 0)
        return 1;

    printf("connected to %s\n", address_text(&address, server));
    if (ferror(stdout)) {
        complain("write to", "standard output");
        status = 1;
    }
    close(connection);
    return status;
}
