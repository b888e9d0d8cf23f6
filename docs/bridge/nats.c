/*
 * nats.c - NATS' text protocol: lines, and messages whose length a line tells.
 *
 * The broker says INFO, MSG, PING, PONG and -ERR; we say CONNECT, SUB, PUB,
 * PING and PONG (docs.nats.io, "Client Protocol").
 */
#define _POSIX_C_SOURCE 200809L

#include "nats.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE 1000 /* ms to connect and to answer */
#define MOMENT 100    /* ms to take a message: a room waits 200 for a member */
#define SILENCE 60000 /* ms until a broker is asked whether it is there */

static int blame(const struct nats *nats, const char *what)
{
    fprintf(stderr, "%s: %s %s\n", program, nats->where, what);
    return -1;
}

static void set_open(struct nats *nats, bool open)
{
    pthread_mutex_lock(&nats->lock);
    nats->open = open;
    nats->given_up = false;
    pthread_mutex_unlock(&nats->lock);
}

/* Nothing can follow half a message: then the connection is given up. */
static int send_whole(struct nats *nats, const char *bytes, size_t length)
{
    int result = -1;

    pthread_mutex_lock(&nats->lock);
    if (nats->open)
        result = write_all(nats->fd, bytes, length, now_ms() + MOMENT);
    if (nats->open && result < 0) {
        shutdown(nats->fd, SHUT_RDWR); /* which the thread that hears hears */
        nats->open = false;
        nats->given_up = true;
    }
    pthread_mutex_unlock(&nats->lock);
    return result;
}

static int say(struct nats *nats, const char *line)
{
    return send_whole(nats, line, strlen(line));
}

static int tell_end(struct nats *nats)
{
    pthread_mutex_lock(&nats->lock);
    bool given_up = nats->given_up;
    pthread_mutex_unlock(&nats->lock);
    return blame(nats, given_up ? "does not take what we send" : "hung up");
}

int nats_publish(struct nats *nats, const char *bytes, size_t length)
{
    char message[256 + MAX_LINE + 2];
    int head = snprintf(message, 256, "PUB %s %zu\r\n", nats->subject, length);

    memcpy(message + head, bytes, length);
    memcpy(message + head + length, "\r\n", 2);
    return send_whole(nats, message, (size_t)head + length + 2);
}

/* Waits for more. A broker that has long said nothing is asked, once. */
static int await_more(struct nats *nats)
{
    bool calm = nats->greeted && !nats->asked;
    long long deadline = now_ms() + (calm ? SILENCE : PATIENCE);

    if (wait_for(nats->fd, POLLIN, nats->stop, deadline) == 0)
        return 0;
    if (errno == ETIMEDOUT && calm) {
        nats->asked = true; /* if it is given up, the end is there to read */
        say(nats, "PING\r\n");
        return await_more(nats);
    }
    if (errno != ECANCELED)
        complain("read", nats->where);
    return -1;
}

/* Gets more bytes. Returns 0, or -1. */
static int fill(struct nats *nats)
{
    ssize_t got;

    do {
        if (await_more(nats) < 0)
            return -1;
        got = read(nats->fd, nats->buffer, sizeof nats->buffer);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    if (got == 0)
        return tell_end(nats);
    if (got < 0) {
        complain("read", nats->where);
        return -1;
    }
    nats->asked = false;
    nats->length = (size_t)got;
    nats->taken = 0;
    return 0;
}

/* Returns the next byte, or -1. */
static int next_byte(struct nats *nats)
{
    if (nats->taken == nats->length && fill(nats) < 0)
        return -1;
    return (unsigned char)nats->buffer[nats->taken++];
}

/* Gets a line, without its end, into nats->line. Returns 0, or -1. */
static int next_line(struct nats *nats)
{
    for (size_t length = 0; length < sizeof nats->line; length++) {
        int byte = next_byte(nats);
        if (byte < 0)
            return -1;
        nats->line[length] = (char)byte;
        if (byte == '\n') {
            nats->line[strcspn(nats->line, "\r\n")] = '\0';
            return 0;
        }
    }
    return blame(nats, "sent a line without an end");
}

/* The length that "MSG subject sid [reply-to] length" tells; -1: no MSG. */
static long told_length(const char *line)
{
    const char *number = strrchr(line, ' ');

    if (strncmp(line, "MSG ", 4) != 0 || number[1] == '\0' ||
        strlen(number) > 9 || number[1 + strspn(number + 1, "0123456789")])
        return -1;
    return atol(number);
}

/* A newline among the bytes ends nothing: their number was told before. */
static int take_message(struct nats *nats, long length, char *bytes,
                        size_t size)
{
    int byte;

    for (long i = 0; i < length; i++) {
        if ((byte = next_byte(nats)) < 0)
            return -1;
        if ((size_t)length <= size)
            bytes[i] = (char)byte;
    }
    for (const char *end = "\r\n"; *end; end++) {
        if ((byte = next_byte(nats)) < 0)
            return -1;
        if (byte != *end)
            return blame(nats, "sent a message that is longer than it said");
    }
    return 0;
}

/* Answers a line that brings no message. Returns 0, or -1. */
static int answer(struct nats *nats)
{
    const char *line = nats->line;

    if (strcmp(line, "PING") == 0) {
        say(nats, "PONG\r\n");
        return 0;
    }
    if (strcmp(line, "PONG") == 0) {
        if (!nats->greeted)
            fprintf(stderr, "%s: connected to %s\n", program, nats->where);
        nats->greeted = true;
        return 0;
    }
    if (strncmp(line, "INFO ", 5) == 0 || strcmp(line, "+OK") == 0)
        return 0;
    if (strncmp(line, "-ERR ", 5) != 0)
        return blame(nats, "does not speak NATS");
    for (char *at = nats->line; *at; at++)
        if (*at < ' ' || *at > '~') /* nothing that a terminal would obey */
            *at = '?';
    return blame(nats, line);
}

long nats_hear(struct nats *nats, char *bytes, size_t size)
{
    for (;;) {
        if (next_line(nats) < 0)
            return -1;
        long length = told_length(nats->line);
        if (length >= 0)
            return take_message(nats, length, bytes, size) < 0 ? -1 : length;
        if (answer(nats) < 0)
            return -1;
    }
}

/* The broker speaks first. To our PING it will answer when it has read all
   that we have said before it. */
int nats_connect(struct nats *nats, const char *host, const char *port)
{
    char hello[512];

    nats->greeted = nats->asked = false;
    nats->length = nats->taken = 0;
    nats->fd = create_connection(host, port, PATIENCE, nats->where);
    if (nats->fd < 0 || next_line(nats) < 0)
        return -1;
    if (strncmp(nats->line, "INFO ", 5) != 0)
        return blame(nats, "does not speak NATS");
    int length = snprintf(hello, sizeof hello,
                          "CONNECT {\"verbose\":false,\"echo\":%s}\r\n"
                          "SUB %s 1\r\nPING\r\n",
                          nats->echo ? "true" : "false", nats->subject);
    if (write_all(nats->fd, hello, (size_t)length, now_ms() + PATIENCE) < 0) {
        complain("send", nats->where);
        return -1;
    }
    set_open(nats, true);
    return 0;
}

void nats_close(struct nats *nats)
{
    set_open(nats, false);
    if (nats->fd >= 0)
        close(nats->fd);
    nats->fd = -1;
}
