/*
 * wire.h - sockets that misbehave on purpose, and never fail a check.
 *
 * Unlike those of peer.c they tell how it went, so that who attacks a program
 * can judge it. Whatever comes on any of them is read while another one waits:
 * none can block the program, but one that is told to be deaf. Nothing blocks,
 * and each wait has a bound. Ports are of 127.0.0.1.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct wire {
    struct wire *next;
    int fd;     /* -1: closed */
    int port;   /* ours */
    bool deaf;  /* what comes stays in the kernel */
    bool ended; /* nothing more comes: see error */
    int error;  /* 0: an orderly end of stream, or an errno */
    char *in;   /* all that came */
    size_t length, capacity;
    size_t checked; /* of it, what has been accounted for */
};

/* NULL: refused, or not taken by the deadline (a full queue is tried again). */
struct wire *wire_connect(int port, long long deadline);
/* Only begins to connect: nobody waits for it. */
void wire_begin(struct wire *wire, int port);
struct wire *wire_listen(int *port);

/* NULL: nobody came by the deadline. */
struct wire *wire_accept(struct wire *listener, long long deadline);

/* Takes any socket into our care; it is deaf to attend(). */
struct wire *wire_adopt(int fd);

/* Sends all, in pieces. False: the other end has gone, or takes no more. */
bool wire_send(struct wire *wire, const void *bytes, size_t length,
               size_t piece);

/* What the kernel takes now: 0 for nothing, -1 if the other end has gone. */
long wire_send_some(struct wire *wire, const void *bytes, size_t length);

void wire_finish(struct wire *wire); /* shutdown(SHUT_WR) */
void wire_close(struct wire *wire);  /* or NULL */
void wire_reset(struct wire *wire);  /* RST */
void release_wires(void);

/* Reads what has come on any wire; if nothing has, waits a moment, above all
   for this wire (NULL: for none). False once the deadline has passed. */
bool attend(const struct wire *wire, short events, long long deadline);

/* Is that text in these bytes, from `from` on? *where tells where. */
bool find_bytes(const char *bytes, size_t length, size_t from,
                const void *wanted, size_t wanted_length, size_t *where);

#endif
