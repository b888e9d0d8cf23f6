/*
 * bare_server.c - the smallest server: takes one connection and ends.
 *
 *     ./bare_server [PORT [ADDRESS]]
 *
 * Two descriptors live here: the listener, and the connection that accept()
 * took from it. Closing one does not close the other.
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

#define DEFAULT_PORT 1234
#define DEFAULT_ADDRESS "127.0.0.1" /* nobody outside this machine gets in */
#define BACKLOG 5 /* connections that may wait for accept(): a hint only */
#define ADDRESS_TEXT sizeof "255.255.255.255:65535"

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./bare_server [PORT [ADDRESS]]\n"
            "  PORT     0 to 65535, 0 lets the kernel choose (%d)\n"
            "  ADDRESS  a numeric IPv4 address of this machine (%s)\n",
            DEFAULT_PORT, DEFAULT_ADDRESS);
    exit(status);
}

/* Says which call failed, on what, and why. Call it before errno changes. */
static void complain(const char *call, const char *what)
{
    fprintf(stderr, "bare_server: %s %s: %s\n", call, what, strerror(errno));
}

/* sin_port travels in network byte order: htons() on the way in, ntohs() on
   the way out. inet_pton() stores the address in that order by itself. */
static struct sockaddr_in read_arguments(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *host = argc > 2 ? argv[2] : DEFAULT_ADDRESS;
    int port = DEFAULT_PORT;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    if (argc > 3)
        usage(stderr, 2);
    if (argc > 1 && (port = parse_port(argv[1], 0)) < 0) {
        fprintf(stderr, "bare_server: '%s' is no port\n", argv[1]);
        usage(stderr, 2);
    }
    address.sin_port = htons((in_port_t)port);
    /* LIMITATION(04): numeric addresses only; names are resolved from 04 on */
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        fprintf(
            stderr,
            "bare_server: '%s' is no numeric IPv4 address such as 127.0.0.1 "
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

/* Returns a socket that listens on *address, or -1 after a complaint. Where
   the port was 0, *address has the kernel's choice afterwards. */
static int create_listener(struct sockaddr_in *address)
{
    char where[ADDRESS_TEXT];
    const char *failed = NULL;
    const int on = 1;
    socklen_t size = sizeof *address;

    address_text(address, where);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) {
        complain("socket", where);
        return -1;
    }
    /* Without SO_REUSEADDR the port stays taken for up to a minute after a
       server has ended while clients were connected (ip(7)). */
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        failed = "setsockopt";
    else if (bind(listener, (struct sockaddr *)address, size) < 0)
        failed = "bind";
    else if (listen(listener, BACKLOG) < 0)
        failed = "listen";
    else if (getsockname(listener, (struct sockaddr *)address, &size) < 0)
        failed = "getsockname";
    if (failed) {
        complain(failed, where);
        close(listener);
        return -1;
    }
    return listener;
}

/* Takes one connection, says whose it is, and closes it. Returns 0, or -1
   with errno set. */
static int accept_client(int listener)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    char peer[ADDRESS_TEXT];
    int connection;

    do {
        connection = accept(listener, (struct sockaddr *)&address, &size);
    } while (connection < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (connection < 0)
        return -1;
    printf("%s connected\n", address_text(&address, peer));
    close(connection);
    return 0;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = read_arguments(argc, argv);
    char where[ADDRESS_TEXT];
    int status = 1;

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error, not a death */
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    int listener = create_listener(&address);
    if (listener < 0)
        return 1;

    printf("listening on %s\n", address_text(&address, where));
    if (ferror(stdout))
        complain("write to", "standard output");
    else if (accept_client(listener) < 0)
        complain("accept", where);
    else if (ferror(stdout))
        complain("write to", "standard output");
    else
        status = 0;
    close(listener);
    return status;
}
