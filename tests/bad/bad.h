/*
 * bad.h - what the wrong programs of tests/bad have in common: all that is
 * not their mistake. Each has exactly one, named in its first line; the tests
 * must catch it and say so.
 */
#ifndef BAD_H
#define BAD_H

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in bad_loopback(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};

    address.sin_port = htons((in_port_t)atoi(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A listener of the kind asked for, announced as a server's must be. */
static inline int bad_listener(int argc, char **argv, int kind, bool reuse)
{
    struct sockaddr_in address = bad_loopback(argc > 1 ? argv[1] : "0");
    socklen_t size = sizeof address;
    int on = reuse, listener = socket(AF_INET, kind, 0);

    signal(SIGPIPE, SIG_IGN);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, size) < 0 ||
        (kind == SOCK_STREAM && listen(listener, 64) < 0)) {
        perror("bad_listener");
        exit(1);
    }
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    return listener;
}

/* A server's beginning: whole lines at once, then the listener. */
static inline int bad_server(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    return bad_listener(argc, argv, SOCK_STREAM, true);
}

/* A client's: ./client HOST PORT. */
static inline int bad_connection(int argc, char **argv, int kind)
{
    struct sockaddr_in address = bad_loopback(argc > 2 ? argv[2] : "0");
    int connection = socket(AF_INET, kind, 0);

    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0) {
        perror("bad_connection");
        exit(1);
    }
    return connection;
}

static inline bool bad_write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, 0);
        if (sent < 0 && errno != EINTR)
            return false;
        bytes += sent > 0 ? sent : 0;
        length -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

/* The right way to echo, for those whose mistake is elsewhere. */
static inline void bad_echo(int connection)
{
    char piece[4096];
    ssize_t got;

    while ((got = recv(connection, piece, sizeof piece, 0)) > 0)
        if (!bad_write_all(connection, piece, (size_t)got))
            break;
}

#endif
