/*
 * room.h - the members of the chat, and the one log that they share.
 *
 * The way of a line. Each member has a reader: a thread that receives, cuts the
 * stream into lines (server.c), and appends them to the log: room_append(). One
 * more thread, the sender (room.c), goes from member to member, round after
 * round, and sends each what is new to it: all that lies between its cursor and
 * the head of the log, except its own lines. What everybody has been sent lies
 * before the tail, and its space is free again.
 *
 *              tail                              head
 *     . . . . . |line|line|line|line|line|line|line| . . . . . . . (a ring)
 *               ^ the slowest        ^ a cursor    ^ this one has all
 *
 * When a member does not take what is sent, the log fills, and the readers wait
 * for space: their members are slowed, and nothing is lost. A member that has
 * held up the others for too long is cut off. A member is in one of five states
 * (TOLD only when the room closes):
 *
 *     state    its reader  what is sent to it   who moves it, and where to
 *     HERE     receives    all that is new      reader: LEAVING;
 *                                               sender: TOLD, or CUT
 *     LEAVING  has ended   all that was new     sender: OVER
 *     TOLD     receives    its end of stream    reader: OVER; sender: CUT
 *     CUT      has to end  nothing              reader: OVER
 *     OVER     has ended   nothing              the sender frees it
 *
 * Who may touch what:
 *   under the lock     the list of members, their states, head and tail (the
 *                      sender alone moves the tail, and reads it without)
 *   from tail to head  lines do not change: the sender does not lock to read
 *   the sender         all else of a member; and it alone sends and closes
 * A thread that holds the lock neither sends nor logs nor starts another.
 */
#ifndef ROOM_H
#define ROOM_H

#include "net.h"

#include <pthread.h>
#include <stdint.h>

#define MAX_BLOCK 16384 /* bytes that are appended at once */

/* A place in the log: how much has been appended before it since the start. A
   block is what one room_append() brought. */
struct place {
    uint64_t byte;
    uint64_t block; /* the number of whole blocks */
};

enum state { HERE, LEAVING, TOLD, CUT, OVER };

struct member {
    /* Set before it is in the list, and never changed. */
    int connection;
    char peer[ADDRESS_TEXT]; /* its address, for the server's messages */
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

/* Starts the sender. Returns 0, or the error. */
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
