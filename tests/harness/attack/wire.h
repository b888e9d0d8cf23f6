/*
 * wire.h - sockets that misbehave on purpose, and never fail a check.
 *
 * Unlike those of peer.c they tell how it went, so that who attacks a program
 * can judge it. Whatever comes on any of them is read while another one waits:
 * none can block the program, but one that is told to be deaf. Ports are of
 * 127.0.0.1.
 *
 * A wait ends when something comes, or when it is proven that nothing will: the
 * program waits for us (standstill.c), and goes on doing so for a minute of its
 * own time, if the clock is ours (clock.c), or it spins. Where nothing can be
 * proven, the bound of a wait ends it.
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

/* NULL: refused, or never taken. */
struct wire *wire_connect(int port);
struct wire *wire_connect_deaf(int port); /* see wire_take_little() */

/* Only begins to connect: nobody waits for it. */
void wire_begin(struct wire *wire, int port);
struct wire *wire_listen(int *port);

/* Little fits between a program and whoever comes to this listener. */
void wire_take_little(const struct wire *listener);

/* NULL: nobody comes. */
struct wire *wire_accept(struct wire *listener);

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

/* Waits for something to come, on any wire or from a program, above all these
   events on this wire (NULL: on none). False: nothing will. */
bool attend(const struct wire *wire, short events);

/* Takes what is there, and waits for nothing. Was there anything? */
bool look(void);

/* Waits until the programs have taken all that we sent, and wait for us: no
   time passes for them. False: that cannot be told, or they spin. */
bool come_to_rest(void);

/* Do they make calls without end, though nothing is there to be moved? Calls
   before note_start() do not count: Python makes thousands. */
void note_start(void);
bool spins(void);

/* Has a wait ended by its bound, and so without any proof? */
bool was_bounded(void);

/* So many bytes went over no wire of ours, but were said or heard all the
   same. */
void note_moved(long bytes);

#endif
