/*
 * room.h - the members of the chat, and the one log that they share.
 *
 * The way of a line. The reader thread of the member who says it cuts it out
 * of the stream (server.c) and appends it to the log: room_append(). The one
 * sender thread (room.c) goes from member to member and sends to each what is
 * new to it, from its cursor to the end of the log, but for its own lines:
 * catch_up(). What all have got is free again.
 *
 *              tail                              head
 *     . . . . . |line|line|line|line|line|line|line| . . . . . . . (a ring)
 *               ^ the slowest        ^ a cursor    ^ who has all
 *
 * If a member does not take what is sent, the log fills, and the readers wait
 * until there is room: their members are slowed, and nothing is lost. Who holds
 * the others up for PATIENCE in all is cut off: judge().
 *
 * Who may touch what:
 *   under the lock      head, tail, who joins and who leaves, `ended`
 *   [tail, head)        never changes: the sender reads it without the lock
 *   the rest of the log whoever holds the lock
 *   the sender alone    the list of members, their cursors; and it alone sends,
 *                       shuts down and closes a member's connection
 *   a reader            receives from its connection until room_leave(); from
 *                       then on the member is the sender's, which joins the
 *                       reader, closes the connection, and frees the member
 * A line's owner is a number, never a pointer: the member may have been freed.
 * Nothing is logged under the lock.
 */
#ifndef ROOM_H
#define ROOM_H

#include "net.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_BLOCK 16384 /* bytes that are appended at once */

struct member {
    /* Written before its reader thread starts, and never changed. */
    int connection;
    char peer[ADDRESS_TEXT];
    uint64_t id;
    pthread_t reader;

    /* Under the lock. */
    uint64_t last_block; /* the end of its last block in the log */
    bool talks_on;       /* though the server stops */
    bool ended;          /* it has been said why; the reader stops */
    struct member *next_leaving;

    /* The sender's. */
    struct member *next; /* under the lock until it has taken it over */
    uint64_t cursor;     /* where in the log it is */
    uint64_t block;      /* and in which block */
    bool blocked;        /* the kernel takes no more for it now */
    bool silent;         /* nothing more is sent to it */
    bool left;           /* its reader is done with it */
    bool reset;          /* it has not got all it should have */
    bool mid_line;       /* the last byte it got ended no line */
    size_t taken;        /* bytes since its clock started anew */
    long long clock;     /* ms that it has held the others up */
};

/* Starts the sender. Returns 0, or -1 after a complaint. */
int room_open(void);

/* Takes a member in and starts `reader` with it. Returns 0, or the error: then
   the member is still the caller's. */
int room_join(struct member *member, void *(*reader)(void *));

/* Appends whole lines, MAX_BLOCK bytes at most, for all the others; waits while
   there is no room. Returns false if the reader is to stop. */
bool room_append(struct member *member, const char *lines, size_t length);

/* The reader's last act. Why goes to the log, with the error (0: none), if no
   other reason has. */
void room_leave(struct member *member, const char *why, int error);

/* No more lines: each member gets what the log has, and its end of stream, as
   far as it takes them within PATIENCE. Returns when all is freed. */
void room_close(void);

#endif
