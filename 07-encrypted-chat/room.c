/*
 * room.c - one log, a cursor per member, one thread that sends (see room.h).
 */
#define _POSIX_C_SOURCE 200809L
#define _DARWIN_C_SOURCE /* MSG_DONTWAIT, which POSIX lacks, on macOS */
#define __BSD_VISIBLE 1  /* and on FreeBSD */

#include "room.h"
#include "note.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LOG_SIZE (1024 * 1024) /* bytes: all that lines may take, in all */
#define MAX_BLOCKS 16384       /* blocks that the log may hold */
#define SHARE (LOG_SIZE / 16)  /* a member that takes it reads, if slowly */
#define TICK 4        /* ms between two attempts to send to a blocked member */
#define PATIENCE 200  /* ms that a member may hold up the others */
#define STOP_TIME 600 /* ms for all at a stop, however slow they read */
#define LATE 100 /* ms of a round, the most that a member is charged with */

/* A thread's stack. glibc's choice is 8 MiB: address space for few thousand
   threads. A reader needs MAX_BLOCK bytes, and a little more. */
#define STACK_SIZE (128 * 1024)

/* The owner is a number, not a pointer: the member may have been freed. */
struct block {
    uint64_t end; /* the byte at which it ends, and the next one begins */
    uint64_t owner;
};

/* What all threads share. Places only grow: byte n is at n % LOG_SIZE, block n
   at n % MAX_BLOCKS. */
static struct {
    pthread_mutex_t lock;
    pthread_mutex_t door; /* main holds it while somebody joins */
    pthread_cond_t space; /* the readers wait for it */
    pthread_cond_t news;  /* the sender waits for it */
    bool has_news;        /* lines, a reader that has ended, or the stop */
    int waiting;          /* readers, for space */
    bool closing;         /* nothing is appended any more */
    struct place tail, head;
    struct member *members;
    pthread_t sender;
    char log[LOG_SIZE];
    struct block blocks[MAX_BLOCKS];
} room = {.lock = PTHREAD_MUTEX_INITIALIZER,
          .door = PTHREAD_MUTEX_INITIALIZER,
          .space = PTHREAD_COND_INITIALIZER,
          .news = PTHREAD_COND_INITIALIZER};

/* What only the sender's thread touches. */
static struct {
    struct place head;  /* the end of the log when the round began */
    long long began;    /* when that was */
    long long waited;   /* ms that a full room has cost since the last */
    bool full;          /* a reader waits for space */
    bool blocked;       /* somebody has not been sent all that there is */
    bool closing;       /* no more lines */
    long long deadline; /* then, when the last one is cut off */
} sender = {.deadline = FOREVER};

/* ---- called by the readers ---- */

/* Gives the lock back first: a thread that is woken while we hold the lock can
   do nothing but wait for it. */
static void unlock_and_tell_sender(void)
{
    room.has_news = true;
    pthread_mutex_unlock(&room.lock);
    pthread_cond_signal(&room.news);
}

void room_enter(void)
{
    pthread_mutex_lock(&room.door);
    pthread_mutex_unlock(&room.door);
}

static bool fits(size_t length)
{
    return room.head.byte + length - room.tail.byte <= LOG_SIZE &&
           room.head.block - room.tail.block < MAX_BLOCKS;
}

static void copy_to_log(const char *lines, size_t length)
{
    size_t place = room.head.byte % LOG_SIZE;
    size_t first = LOG_SIZE - place < length ? LOG_SIZE - place : length;

    memcpy(room.log + place, lines, first);
    memcpy(room.log, lines + first, length - first); /* round the ring's end */
}

bool room_append(struct member *member, const char *lines, size_t length)
{
    pthread_mutex_lock(&room.lock);
    room.waiting++;
    while (!fits(length) && member->state == HERE && !room.closing)
        pthread_cond_wait(&room.space, &room.lock);
    room.waiting--;
    if (length > 0 && member->state == HERE && !room.closing) {
        copy_to_log(lines, length);
        room.head.byte += length;
        room.blocks[room.head.block++ % MAX_BLOCKS] =
            (struct block){.end = room.head.byte, .owner = member->id};
    }
    bool goes_on = member->state != CUT;
    unlock_and_tell_sender();
    return goes_on;
}

/* The sender frees a member only after its reader's thread has ended. */
void room_leave(struct member *member, const char *why, int error)
{
    pthread_mutex_lock(&room.lock);
    bool was_cut = member->state == CUT;
    member->state = member->state == HERE ? LEAVING : OVER;
    unlock_and_tell_sender();
    if (!was_cut)
        note("%s %s%s%s", member->peer, why, error ? ": " : "",
             error ? error_text(error) : "");
}

/* ---- the sender ---- */

/* While somebody is blocked the sender has something to do without news, too,
   but not at once. What is said during the nap waits a TICK at most. */
static void wait_for_news(void)
{
    const struct timespec tick = {.tv_nsec = TICK * 1000000};
    bool nap = sender.blocked || sender.closing;

    while (!room.has_news && !nap)
        pthread_cond_wait(&room.news, &room.lock);
    if (!room.has_news) {
        pthread_mutex_unlock(&room.lock);
        nanosleep(&tick, NULL);
        pthread_mutex_lock(&room.lock);
    }
    room.has_news = false;
}

/* Returns those whom the round is for. What comes later (lines, members, a
   reader's end) is the next one's. If the last took longer than LATE, the
   server itself was late (Ctrl-Z, a busy machine): that is nobody's fault. */
static struct member *begin_round(void)
{
    pthread_mutex_lock(&room.lock);
    wait_for_news();
    long long now = now_ms();
    long long lasted = now - sender.began < LATE ? now - sender.began : LATE;
    sender.waited = sender.full ? lasted : 0;
    sender.began = now;
    if (room.closing && !sender.closing)
        sender.deadline = now + STOP_TIME;
    sender.closing = room.closing;
    sender.head = room.head;
    struct member *members = room.members;
    for (struct member *one = members; one; one = one->next)
        one->seen = one->state;
    pthread_mutex_unlock(&room.lock);
    return members;
}

/* To another state, unless its reader has ended: then nothing is left to be
   done with it. Returns false in that case. */
static bool move(struct member *member, enum state to)
{
    pthread_mutex_lock(&room.lock);
    bool reader_runs = member->state != LEAVING && member->state != OVER;
    member->state = reader_runs ? to : OVER;
    pthread_mutex_unlock(&room.lock);
    return reader_runs;
}

/* Nothing more is sent to it. shutdown() wakes a reader that is in recv(),
   which close() need not do; SHUT_RD sends no end of stream. */
static bool cut(struct member *member)
{
    bool reader_runs = move(member, CUT); /* first: its reader is silent then */

    member->blocked = false;
    shutdown(member->connection, SHUT_RD);
    return reader_runs;
}

/* It has not been sent all, and must not take this for an orderly end: close()
   resets a connection that does not linger. */
static void cut_off(struct member *member, const char *why)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(member->connection, SOL_SOCKET, SO_LINGER, &at_once,
               sizeof at_once);
    cut(member);
    note("%s cut off: %s%s", member->peer, why,
         member->mid_line ? ", in the middle of a line" : "");
}

/* May a blocked member stay? Its clock runs while readers wait for space, and
   starts anew when it has taken all, or a SHARE. They wait for those in the
   older half of the log. Against: deaf.
   LIMITATION(guide): while nobody waits for space, one that has left stays */
static void judge(struct member *member)
{
    uint64_t used = sender.head.byte - room.tail.byte;
    bool older = member->cursor.byte - room.tail.byte <= used / 2;

    if (sender.began >= sender.deadline)
        cut_off(member, "the server stops, and it has not read all");
    else if (sender.full && older && member->held_up >= PATIENCE)
        cut_off(member, "it reads too slowly, and the others had to wait");
}

/* How many bytes from its cursor on can go in one send(): to the next block
   that is its own, or to the ring's end. */
static size_t run_length(const struct member *member)
{
    uint64_t end = member->cursor.byte;
    uint64_t number = member->cursor.block;

    while (number < sender.head.block &&
           room.blocks[number % MAX_BLOCKS].owner != member->id)
        end = room.blocks[number++ % MAX_BLOCKS].end;
    size_t length = (size_t)(end - member->cursor.byte);
    size_t to_end = LOG_SIZE - member->cursor.byte % LOG_SIZE;
    return length < to_end ? length : to_end;
}

static void move_cursor(struct member *member, size_t sent)
{
    struct place *cursor = &member->cursor;

    cursor->byte += sent;
    while (cursor->block < sender.head.block &&
           room.blocks[cursor->block % MAX_BLOCKS].end <= cursor->byte)
        cursor->block++;
    member->mid_line = room.log[(cursor->byte - 1) % LOG_SIZE] != '\n';
    member->taken += sent;
}

/* Sends a member all that is new, except its own lines, or what of it the
   kernel takes now: then it is blocked. (The socket itself must be one that
   blocks, for the reader's recv().) Returns 0, or the error. */
static int catch_up(struct member *member)
{
    struct place *cursor = &member->cursor;

    while (cursor->byte < sender.head.byte) {
        size_t length = run_length(member);
        if (length == 0) { /* a block of its own */
            cursor->byte = room.blocks[cursor->block % MAX_BLOCKS].end;
            cursor->block++;
            continue;
        }
        const char *lines = room.log + cursor->byte % LOG_SIZE;
        ssize_t sent = send(member->connection, lines, length, MSG_DONTWAIT);
        if (sent > 0) { /* Against: short */
            move_cursor(member, (size_t)sent);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            member->blocked = true;
            return 0;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    member->blocked = false;
    return 0;
}

/* What becomes of a member in this round. When the room closes, one that has
   all gets its end of stream, and may send its own: if we closed while some of
   its bytes are unread, it would be reset, and could lose what is on its way.
 */
static void serve(struct member *member)
{
    if (member->seen == TOLD && sender.began >= sender.deadline && cut(member))
        note("%s cut off: the server stops, and it stays", member->peer);
    if (member->seen != HERE && member->seen != LEAVING)
        return;
    if (member->blocked)
        member->held_up += sender.waited;
    int error = catch_up(member);
    if (!member->blocked || member->taken >= SHARE) {
        member->held_up = 0;
        member->taken = 0;
    }
    if (error != 0) {
        if (cut(member))
            note("%s left: %s", member->peer, error_text(error));
    } else if (member->blocked) {
        judge(member);
    } else if (member->seen == LEAVING) {
        move(member, OVER);
    } else if (sender.closing) {
        shutdown(member->connection, SHUT_WR);
        move(member, TOLD);
    }
}

/* Frees the space of what all have been sent, and the members that are OVER.
   Others may join meanwhile, at the front of the list: only we take out. */
static void end_round(void)
{
    struct member **place = &room.members, *one;
    struct place tail = sender.head;

    sender.blocked = false;
    pthread_mutex_lock(&room.lock);
    while ((one = *place)) {
        if (one->state == OVER) {
            *place = one->next;
            pthread_mutex_unlock(&room.lock);
            pthread_join(one->reader, NULL);
            close(one->connection);
            free(one);
            pthread_mutex_lock(&room.lock);
            continue;
        }
        if (one->blocked && one->cursor.byte < tail.byte)
            tail = one->cursor;
        sender.blocked |= one->blocked;
        place = &one->next;
    }
    room.tail = tail;
    sender.full = room.waiting > 0 && !fits(MAX_BLOCK);
    pthread_mutex_unlock(&room.lock);
    pthread_cond_broadcast(&room.space); /* or a state has changed */
}

/* Lines gather meanwhile: the busier the room, the more goes in one send(). */
static void *send_lines(void *unused)
{
    (void)unused;
    do {
        for (struct member *one = begin_round(); one; one = one->next)
            serve(one);
        end_round();
    } while (!sender.closing || room.members);
    return NULL;
}

/* ---- called by main ---- */

/* Returns 0, or the error. The thread inherits our signal mask: all blocked,
   so that main gets them. */
static int start_thread(pthread_t *thread, void *(*function)(void *),
                        void *argument)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    int error = pthread_attr_init(&attributes);

    if (error)
        return error;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_attr_setstacksize(&attributes, STACK_SIZE);
    if (error == 0)
        error = pthread_create(thread, &attributes, function, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}

int room_open(void)
{
    return start_thread(&room.sender, send_lines, NULL);
}

/* The reader waits at the door until the member is in the list, or somebody
   could answer its first line before it hears. (The lock would do for a door,
   too, but to start a thread takes long.) */
int room_join(struct member *member, void *(*reader)(void *))
{
    static uint64_t last_id;

    member->id = ++last_id;
    pthread_mutex_lock(&room.door);
    int error = start_thread(&member->reader, reader, member);
    if (error == 0) {
        pthread_mutex_lock(&room.lock);
        member->cursor = room.head; /* it hears what is said from now on */
        member->next = room.members;
        room.members = member;
        pthread_mutex_unlock(&room.lock);
    }
    pthread_mutex_unlock(&room.door);
    return error;
}

void room_close(void)
{
    pthread_mutex_lock(&room.lock);
    room.closing = true;
    unlock_and_tell_sender();
    pthread_join(room.sender, NULL);
}
