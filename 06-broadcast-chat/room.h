/*
 * room.h - the members of the chat, and the one log that they share.
 *
 * The way of a line. Each member has a reader: a thread that receives, cuts the
 * stream into lines (server.c), and appends them to the log: room_append(). One
 * more thread, the sender (room.c), goes from member to member, round after
 * round, and sends each member what is new to it: what lies between its cursor
 * and the head of the log, except its own lines. What everybody has been sent
 * lies behind the tail; its space is free again.
 *
 *              tail                              head
 *     . . . . . |line|line|line|line|line|line|line| . . . . . . . (a ring)
 *               ^ the slowest        ^ a cursor    ^ this one has all
 *
 * When a member does not take what is sent, the tail stays where it is and the
 * log fills. Then the readers wait for space: their members are slowed, and
 * nothing is lost. A member that has held up the others for too long is cut
 * off.
 *
 * A member is in one of five states:
 *
 *     state    its reader    what is sent to it    who moves it, and where
 *     HERE     receives      all that is new       the reader to LEAVING;
 *                                                  the sender to TOLD or CUT
 *     LEAVING  has ended     what the log has      the sender to OVER
 *     TOLD     receives      nothing: it has all,  the reader to OVER;
 *                            and its end of stream the sender to CUT
 *     CUT      has to end    nothing               the reader to OVER
 *     OVER     has ended     nothing               the sender frees it
 *
 * Only a room that closes has members that are TOLD. The sender sees in each
 * round the states that there were when the round began.
 *
 * Who may touch what:
 *   with the lock held  the list of members, their states, head and tail
 *   without the lock    the lines from tail to head do not change while they
 *                       are there: the sender reads them without the lock
 *   the sender alone    everything else of a member; and no other thread sends,
 *                       or closes a connection
 * A thread that holds the lock waits for nothing but the two conditions: it
 * neither sends nor logs, nor starts or joins a thread.
 */
#ifndef ROOM_H
#define ROOM_H

#include "net.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_BLOCK 16384 /* bytes that are appended at once */

/* A place in the log: what has been appended before it, since the start. The
   lines that one room_append() brings are a block. */
struct place {
    uint64_t byte;
    uint64_t block; /* whole blocks only */
};

enum state { HERE, LEAVING, TOLD, CUT, OVER };

struct member {
    /* Set before it is in the list, and never changed. */
    int connection;
    char peer[ADDRESS_TEXT]; /* its address, for the server's log */
    uint64_t id;             /* the first is 1; nobody gets it again */
    pthread_t reader;

    /* Under the lock. */
    struct member *next; /* in the list */
    enum state state;

    /* The sender's. */
    struct place cursor; /* all before it has been sent */
    enum state seen;     /* its state when this round began */
    bool blocked;        /* the kernel has not taken all that there was */
    bool mid_line;       /* the last byte that was sent ended no line */
    size_t taken;        /* bytes since its clock was set to 0 */
    long long held_up;   /* its clock: ms that it has held up the others */
};

/* Starts the sender. Returns 0, or -1 after a complaint. */
int room_open(void);

/* Takes a member in and starts `reader` with it. Returns 0, or the error: then
   the member is still the caller's. Called by main only. */
int room_join(struct member *member, void *(*reader)(void *));

/* The reader's first act: waits until the member is in the list. */
void room_enter(void);

/* Appends whole lines (MAX_BLOCK bytes at most, or none) for all the others;
   waits while there is no space. Returns false if the reader has to end. */
bool room_append(struct member *member, const char *lines, size_t length);

/* The reader's last act. Why goes to the server's log, with the error (0:
   none), unless the sender has already said why. */
void room_leave(struct member *member, const char *why, int error);

/* No more lines: each member gets what the log has, and its end of stream, as
   far as it takes them in time. Returns when all members are freed. */
void room_close(void);

#endif
