/*
 * room.c - one log, a cursor per member, one thread that sends (see room.h).
 */
#define _POSIX_C_SOURCE 200809L
#define _DARWIN_C_SOURCE /* MSG_DONTWAIT, which POSIX lacks, on macOS */

#include "room.h"
#include "note.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LOG_SIZE (1024 * 1024) /* bytes: all that lines may take, in all */
#define MAX_BLOCKS 16384       /* appends that the log may hold */
#define PATIENCE 200           /* ms */
#define STOP_TIME 600   /* ms for all at a stop, however slow they read */
#define TICK 10         /* ms between two looks at a full room */
#define MAX_POLLED 1024 /* of those who are blocked; others get ticks */

/* A round that lasts longer is our own fault, and no member's: more of it does
   not count. */
#define LATE 100 /* ms */

/* A member that takes so much is slow, but it reads: its clock starts anew. */
#define SHARE (LOG_SIZE / 16)

/* To wake a thread for each small block costs more than to send the block. So
   who has just said something small waits until the sender has seen it:
   meanwhile more arrives, which is then received in one go. And a round that
   has brought MANY small blocks is followed by a short REST. A line that comes
   alone waits for neither. */
#define SMALL_BLOCK (MAX_BLOCK - MAX_LINE) /* bytes: a full buffer has more */
#define MANY 8                             /* blocks */
#define REST 700                           /* microseconds */

/* Left alone it would be 8 MiB with glibc, which is address space for few
   thousand threads on a small machine, and 128 KiB with musl. The reader has a
   buffer of MAX_BLOCK bytes on its stack; what it calls needs less. */
#define STACK_SIZE (128 * 1024)

/* What one room_append() brought. */
struct block {
    uint64_t end; /* where in the log it ends; it begins where the last did */
    uint64_t owner;
};

/* Positions only grow: byte n of the log is at n % LOG_SIZE, block n at
   n % MAX_BLOCKS. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t space; /* readers wait for it */
    pthread_cond_t seen;  /* and for the sender to see what is there */
    uint64_t tail, head;
    uint64_t tail_block, head_block;
    uint64_t seen_block;    /* the sender's head_block */
    int waiting;            /* readers, for space */
    int holding;            /* readers, for `seen` */
    bool asleep;            /* the sender: a byte in the pipe wakes it */
    bool closing;           /* nothing is appended any more */
    struct member *joining; /* for the sender to take in */
    struct member *leaving; /* their readers are done with them */
    uint64_t last_id;
    char log[LOG_SIZE];
    struct block blocks[MAX_BLOCKS];
} room = {.lock = PTHREAD_MUTEX_INITIALIZER,
          .space = PTHREAD_COND_INITIALIZER,
          .seen = PTHREAD_COND_INITIALIZER};

static int wake_pipe[2];

/* ---- called by main and the readers ---- */

static bool fits(size_t length)
{
    return room.head + length - room.tail <= LOG_SIZE &&
           room.head_block - room.tail_block < MAX_BLOCKS;
}

/* Gives the lock back, and only then wakes the sender: whoever is woken under
   the lock can do nothing but wait for it. So with the broadcasts below. */
static void unlock_and_wake_sender(void)
{
    bool asleep = room.asleep;

    room.asleep = false;
    pthread_mutex_unlock(&room.lock);
    if (asleep) {
        ssize_t written = write(wake_pipe[1], "", 1);
        (void)written; /* if the pipe is full, it is being woken already */
    }
}

static void copy_to_log(const char *lines, size_t length)
{
    size_t place = room.head % LOG_SIZE;
    size_t first = LOG_SIZE - place < length ? LOG_SIZE - place : length;

    memcpy(room.log + place, lines, first);
    memcpy(room.log, lines + first, length - first); /* round the ring's end */
}

bool room_append(struct member *member, const char *lines, size_t length)
{
    pthread_mutex_lock(&room.lock);
    room.holding++;
    while (length < SMALL_BLOCK && member->last_block > room.seen_block &&
           !member->ended && !room.closing)
        pthread_cond_wait(&room.seen, &room.lock);
    room.holding--;
    room.waiting++;
    if (!fits(length)) {
        unlock_and_wake_sender(); /* it must know that somebody waits */
        pthread_mutex_lock(&room.lock);
    }
    while (!fits(length) && !member->ended && !room.closing)
        pthread_cond_wait(&room.space, &room.lock);
    room.waiting--;
    bool goes_on = !member->ended;
    if (goes_on && !room.closing) {
        copy_to_log(lines, length);
        room.head += length;
        room.blocks[room.head_block++ % MAX_BLOCKS] =
            (struct block){.end = room.head, .owner = member->id};
        member->last_block = room.head_block;
    }
    member->talks_on = room.closing;
    unlock_and_wake_sender();
    return goes_on;
}

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

/* The lock is held while the thread starts: `reader` is written before the
   sender can want to join it. The sender need not be woken: there is nothing
   to send to whoever has just come. */
int room_join(struct member *member, void *(*reader)(void *))
{
    pthread_mutex_lock(&room.lock);
    member->id = ++room.last_id;
    member->cursor = room.head; /* it hears what is said from now on */
    member->block = room.head_block;
    int error = start_thread(&member->reader, reader, member);
    if (error == 0) {
        member->next = room.joining;
        room.joining = member;
    }
    pthread_mutex_unlock(&room.lock);
    return error;
}

/* A member may end for two reasons at once, its own and ours: only the first
   is to be told. Returns whether this is it. */
static bool end_member(struct member *member)
{
    pthread_mutex_lock(&room.lock);
    bool first = !member->ended;
    member->ended = true;
    pthread_mutex_unlock(&room.lock);
    pthread_cond_broadcast(&room.space); /* its reader may be waiting */
    pthread_cond_broadcast(&room.seen);
    return first;
}

void room_leave(struct member *member, const char *why, int error)
{
    if (end_member(member))
        note("%s %s%s%s", member->peer, why, error ? ": " : "",
             error ? strerror(error) : "");
    pthread_mutex_lock(&room.lock);
    member->next_leaving = room.leaving;
    room.leaving = member;
    unlock_and_wake_sender();
}

/* ---- the sender ---- */

/* What only the sender's thread touches. */
static struct {
    struct member *members;
    size_t blocked; /* how many of them are */
    uint64_t tail;  /* the end of what all have got */
    uint64_t head;  /* the end of the log, when last looked at */
    uint64_t tail_block, head_block;
    uint64_t bytes, blocks; /* new in this round */
    bool full;              /* a reader waits, and that cannot be helped now */
    long long looked_at;    /* when this round began */
    long long waited;       /* ms that the room has been full since the last */
    bool closing;           /* we have been told to */
    long long deadline;     /* then, when the last one is cut off */
} sender;

/* The one call that POSIX lacks: to send what the kernel takes at once. The
   socket itself must block, for the reader's recv(). */
static ssize_t send_now(int connection, const char *bytes, size_t length)
{
    return send(connection, bytes, length, MSG_DONTWAIT);
}

/* Takes over what the others have left for us: new members, those that leave,
   the end of the log. */
static void look(void)
{
    pthread_mutex_lock(&room.lock);
    while (room.joining) {
        struct member *member = room.joining;
        room.joining = member->next;
        member->next = sender.members;
        sender.members = member;
    }
    while (room.leaving) {
        room.leaving->left = true;
        room.leaving = room.leaving->next_leaving;
    }
    sender.bytes = room.head - sender.head;
    sender.blocks = room.head_block - sender.head_block;
    sender.head = room.head;
    sender.head_block = room.seen_block = room.head_block;
    bool held = room.holding > 0;
    long long now = now_ms();
    sender.waited = sender.full || sender.closing ? now - sender.looked_at : 0;
    if (sender.waited > LATE)
        sender.waited = LATE;
    sender.looked_at = now;
    if (room.closing && !sender.closing)
        sender.deadline = now + STOP_TIME;
    sender.closing = room.closing;
    pthread_mutex_unlock(&room.lock);
    if (held)
        pthread_cond_broadcast(&room.seen);
}

static const struct block *block_at(uint64_t number)
{
    return &room.blocks[number % MAX_BLOCKS];
}

/* Nothing more is sent to it, and its reader wakes: shutdown() does that,
   close() would not. SHUT_RD sends no end of stream. */
static void silence(struct member *member)
{
    member->silent = true;
    member->blocked = false;
    shutdown(member->connection, SHUT_RD);
}

/* How many bytes from its cursor on can go in one send(): to the next block
   that is its own, or to the ring's end. */
static size_t run_length(const struct member *member)
{
    uint64_t end = member->cursor;
    uint64_t number = member->block;

    while (number < sender.head_block && block_at(number)->owner != member->id)
        end = block_at(number++)->end;
    size_t to_end = LOG_SIZE - member->cursor % LOG_SIZE;
    return end - member->cursor < to_end ? (size_t)(end - member->cursor)
                                         : to_end;
}

static void move_on(struct member *member, size_t sent)
{
    member->cursor += sent;
    member->mid_line = room.log[(member->cursor - 1) % LOG_SIZE] != '\n';
    while (member->block < sender.head_block &&
           block_at(member->block)->end <= member->cursor)
        member->block++;
    member->taken += sent;
    if (member->taken >= SHARE) {
        member->clock = 0;
        member->taken = 0;
    }
}

/* Sends all that is new to a member, but for its own lines, or what of it the
   kernel takes now. */
static void catch_up(struct member *member)
{
    member->blocked = false;
    while (member->cursor < sender.head) {
        size_t length = run_length(member);
        if (length == 0) { /* its own block */
            member->cursor = block_at(member->block++)->end;
            continue;
        }
        ssize_t sent = send_now(member->connection,
                                room.log + member->cursor % LOG_SIZE, length);
        if (sent > 0) { /* Against: short */
            move_on(member, (size_t)sent);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            member->blocked = true;
            return;
        } else if (errno != EINTR) {
            const char *why = strerror(errno);
            if (end_member(member))
                note("%s left: %s", member->peer, why);
            silence(member);
            return;
        }
    }
    member->clock = 0;
    member->taken = 0;
}

/* Its connection is reset: what it has not taken does not wait in the kernel
   for it, and it hears that this was no orderly end. */
static void cut_off(struct member *member, const char *why)
{
    end_member(member);
    note("%s cut off: %s%s", member->peer, why,
         member->mid_line ? ", in the middle of a line" : "");
    member->reset = true;
    silence(member);
}

/* May a member stay? While the room is full, its clock runs if it is blocked,
   and does not start anew until it has got all there is, or a fair SHARE of
   it. Only those in the older half of the log hold the others up. */
static void judge(struct member *member)
{
    bool older =
        member->cursor - sender.tail <= (sender.head - sender.tail) / 2;

    /* Against: deaf */
    if (sender.full && member->blocked && older && member->clock >= PATIENCE)
        cut_off(member, "it does not read, and the others had to wait");
}

/* Since the end of its stream? */
static bool talks_on(struct member *member)
{
    pthread_mutex_lock(&room.lock);
    bool talks = member->silent && member->talks_on && !member->ended;
    pthread_mutex_unlock(&room.lock);
    return talks;
}

/* The server stops, and everybody's clock runs. Who has got all gets its end of
   stream, and may end its own: if we closed with something from it still
   unread, it would be reset, and could lose what is on its way. */
static void part_with(struct member *member)
{
    if (!member->silent && member->cursor == sender.head) {
        shutdown(member->connection, SHUT_WR);
        member->silent = true;
        member->clock = 0;
    }
    bool late = now_ms() >= sender.deadline;
    if (!late && (member->clock < PATIENCE || talks_on(member)))
        return;
    if (!member->silent)
        cut_off(member, "the server stops, and it does not read");
    else if (talks_on(member))
        cut_off(member, "the server stops, and it goes on talking");
    end_member(member);
    silence(member);
}

/* Its reader is done with it, and so are we. */
static void release(struct member *member)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    pthread_join(member->reader, NULL);
    if (member->reset)
        setsockopt(member->connection, SOL_SOCKET, SO_LINGER, &at_once,
                   sizeof at_once);
    else
        shutdown(member->connection, SHUT_WR);
    close(member->connection);
    free(member);
}

/* One round: everybody gets what is new. */
static void serve_all(void)
{
    uint64_t tail = sender.head, tail_block = sender.head_block;
    struct member **place = &sender.members;

    sender.blocked = 0;
    while (*place) {
        struct member *member = *place;
        if (!member->silent && !member->blocked)
            catch_up(member);
        if (member->blocked || sender.closing)
            member->clock += sender.waited;
        judge(member);
        if (sender.closing)
            part_with(member);
        if (member->left && !member->blocked) {
            *place = member->next;
            release(member);
            continue;
        }
        sender.blocked += member->blocked;
        if (!member->silent && member->cursor < tail) {
            tail = member->cursor;
            tail_block = member->block;
        }
        place = &member->next;
    }
    sender.tail = tail;
    sender.tail_block = tail_block;
}

/* Frees what all have got. Returns whether there is nothing more to do: then
   whoever has something for us must wake us. */
static bool settle(void)
{
    pthread_mutex_lock(&room.lock);
    bool freed = room.waiting > 0 && room.tail != sender.tail;
    room.tail = sender.tail;
    room.tail_block = sender.tail_block;
    sender.full = room.waiting > 0 && !fits(MAX_BLOCK);
    room.asleep = room.head == sender.head && !room.leaving &&
                  room.closing == sender.closing;
    bool idle = room.asleep;
    pthread_mutex_unlock(&room.lock);
    if (freed)
        pthread_cond_broadcast(&room.space);
    return idle;
}

/* How long poll() may wait, in milliseconds; -1: for ever. */
static int time_to_wait(bool idle)
{
    if (!idle)
        return 0;
    bool look_again =
        sender.closing || sender.full || sender.blocked > MAX_POLLED;
    return look_again ? TICK : -1;
}

/* Waits until somebody who was blocked takes more, or we are woken. While
   clocks run everybody is tried again: the kernel may take more than POLLOUT
   tells (on Linux that waits until a third of its buffer is free). So is
   whoever found no place among the polled. */
static void wait_for_news(bool idle)
{
    static struct pollfd polled[1 + MAX_POLLED];
    char bytes[64];
    nfds_t count = 1, next = 1;

    polled[0] = (struct pollfd){.fd = wake_pipe[0], .events = POLLIN};
    for (struct member *one = sender.members; one; one = one->next)
        if (one->blocked && count <= MAX_POLLED)
            polled[count++] =
                (struct pollfd){.fd = one->connection, .events = POLLOUT};
    int ready = poll(polled, count, time_to_wait(idle));
    bool try_all = sender.full || sender.closing || ready < 0;
    for (struct member *one = sender.members; one; one = one->next) {
        if (!one->blocked)
            continue;
        one->blocked = !try_all && next < count && polled[next].revents == 0;
        next++;
    }
    if (ready > 0 && polled[0].revents != 0 &&
        read(wake_pipe[0], bytes, sizeof bytes) < 0)
        return; /* nothing in it after all */
}

/* Has this round brought much, in small pieces? */
static bool many_small_blocks(void)
{
    return sender.blocks >= MANY && sender.bytes < sender.blocks * SMALL_BLOCK;
}

static void rest(void)
{
    struct timespec time = {.tv_nsec = REST * 1000};

    nanosleep(&time, NULL);
}

static void *send_lines(void *unused)
{
    (void)unused;
    do {
        look();
        serve_all();
        if (many_small_blocks())
            rest();
        bool idle = settle();
        if (idle || sender.blocked > 0)
            wait_for_news(idle);
    } while (!sender.closing || sender.members);
    return NULL;
}

/* ---- called by main ---- */

static pthread_t sender_thread;

static void close_pipe(void)
{
    close(wake_pipe[0]);
    close(wake_pipe[1]);
}

int room_open(void)
{
    if (pipe(wake_pipe) < 0) {
        complain("pipe", "to wake the sender");
        return -1;
    }
    int error = 0;
    if (set_blocking(wake_pipe[0], false) < 0 ||
        set_blocking(wake_pipe[1], false) < 0)
        error = errno;
    if (error == 0)
        error = start_thread(&sender_thread, send_lines, NULL);
    if (error == 0)
        return 0;
    errno = error;
    complain("pthread_create", "to send");
    close_pipe();
    return -1;
}

void room_close(void)
{
    pthread_mutex_lock(&room.lock);
    room.closing = true;
    unlock_and_wake_sender();
    pthread_cond_broadcast(&room.space);
    pthread_cond_broadcast(&room.seen);
    pthread_join(sender_thread, NULL);
    close_pipe();
}
