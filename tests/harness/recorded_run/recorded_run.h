/*
 * recorded_run.h - a run that was recorded (tap/record.c): who took part, what
 * each of them called, which call met which, and all of it in words. How it is
 * drawn is the affair of others.
 */
#ifndef RECORDED_RUN_H
#define RECORDED_RUN_H

#include <stdbool.h>
#include <stddef.h>

enum kind {
    CALL,   /* a socket call */
    SAY,    /* a new section begins */
    START,  /* a program was started, or a process forked */
    THREAD, /* a thread begins; only in a run that is read closely */
    SIGNAL, /* it was sent a signal */
    END     /* it has ended */
};

/* What passes from one lane to another, and what takes it. */
enum role { NOTHING, CONNECTS, ACCEPTS, SENDS, RECEIVES, FINISHES, SEES_END };

/* What the kernel knew of a socket: -1 where it was not asked. */
struct kernel {
    int tcp;     /* the state, by its number in Linux */
    int queued;  /* of a listener: connections that wait for accept */
    int in, out; /* bytes to be received, bytes not yet sent */
};

/* A connection that outlives its programs. */
struct left {
    const char *self, *peer;
    struct kernel kernel;
};

/* A program or a library in the memory of a process. */
struct module {
    long pid;
    unsigned long long base, first, last;
    const char *path;
};

struct event {
    enum kind kind;
    size_t number; /* its place in run->events */
    long pid, tid;
    struct lane *lane;
    long long begin, end; /* ns */
    bool returned, may_wait;
    const char *call;
    int fd;
    bool datagram;
    const char *self, *peer; /* NULL: not known */
    const char *args, *answer, *error;
    long long asked, result; /* asked -1: does not apply */
    const char *data;        /* what there is to be shown of it */
    size_t data_length;
    const char *text; /* SAY: the heading; START: the command; END: how */
    long parent;      /* START of a forked child */
    bool played;      /* START: by the harness itself */

    /* of a run that is read closely */
    struct kernel before, after; /* the call */
    const char *frames; /* return addresses, the innermost first: 1234,5678 */
    long long handle;   /* of a thread: THREAD, pthread_create, pthread_join */
    bool looked;        /* END: `left` are all connections without a program */
    struct left *left;
    size_t left_count;

    /* what the matching has found */
    enum role role;
    struct end *at;       /* the end of a connection that it happened on */
    long long from, to;   /* SENDS, RECEIVES: its bytes in their direction */
    struct event *met;    /* the one other event that it belongs to */
    struct lane *towards; /* where it has an effect, met or not */
    bool resets;          /* a close that the other end sees as a reset */
    bool queued;          /* a connect: the kernel keeps it for accept */
    bool late;            /* and may have had no room before it returned */
    const char *note;     /* what a reader may not see by himself */
};

/* A process, or a thread of one that has several. */
struct lane {
    long pid, tid; /* tid 0: all threads */
    const char *name;
    size_t place;          /* in run->lanes */
    struct event **events; /* by their effect */
    size_t count;
};

/* One end of a connection. */
struct end {
    const char *self, *peer;
    struct end *other;     /* NULL: not on record */
    struct lane *lane;     /* whoever used it last */
    struct event **events; /* by their effect */
    size_t count;
    struct event **moving[2]; /* those that sent, and received, bytes, in the */
    size_t moving_count[2];   /* order of their positions */
};

struct run {
    struct event *events;    /* in the order of the file */
    struct event **timeline; /* by their effect */
    size_t count;
    struct lane *lanes;
    size_t lane_count;
    struct end **ends;
    size_t end_count;
    const char *host; /* of all addresses; NULL: they differ */
    struct module *modules;
    size_t module_count;
    bool no_threads; /* a lane for each process, whatever its threads */
    bool closely;    /* with all that TAP_DETAIL has recorded */
};

/* Reads all records of a file, - is standard input, and matches them. *run is
   empty but for no_threads and closely. Returns what is wrong; NULL: nothing.
 */
const char *read_run(struct run *run, const char *file);

/* ---- events ---- */

bool is_call(const struct event *event, const char *name);
bool sends(const struct event *event);
bool receives(const struct event *event);

/* It waits for descriptors: poll, select and their like. */
bool polls(const struct event *event);

/* An error that is none, only an answer: try again later. */
bool only_later(const struct event *event);

/* It has an effect on the other side; else it may show the other side's. */
bool goes_out(const struct event *event);

/* When that is: a call that goes out when it begins, unless it is late; others
   as they return. */
long long effect_of(const struct event *event);

/* The first with this role on an end; NULL: there is none. */
struct event *first_on(const struct end *end, enum role role);

/* Makes the timeline, and that of each lane: lanes have none yet. */
void order_events(struct run *run);

/* ---- words ---- */

/* An event in words, data shortened so that at most `width` columns are taken,
   if that is possible. Brief: without what goes without saying. */
const char *words_of(const struct run *run, const struct event *event,
                     bool brief, size_t width);

/* The same without limits, addresses in full. */
const char *full_words_of(const struct event *event);

/* Bytes as text, what is not printable as \\xHH: the first of them that take no
   more columns. *cut: there are more. */
const char *visible_bytes(const char *bytes, size_t length, size_t columns,
                          bool *cut);

/* What an error means; NULL where there is none. */
const char *meaning_of(const struct event *event);

/* What a lane sees of an event that has reached it, before it makes a call. */
const char *arrival_of(const struct event *event);

/* ---- text, as wide as a terminal shows it ---- */

size_t columns_of(const char *text);

/* The character at text: its bytes, and its columns. */
size_t next_character(const char *text, size_t *columns);

/* Cuts the first line off a text; returns what is left, NULL if nothing. */
const char *cut_line(const char *text, size_t width, char *line, size_t size);

/* ---- memory, which is never given back: a program draws and ends ---- */

void *need(size_t size);
const char *format(const char *pattern, ...);

/* An array of `count` elements, with room for one more: it may have moved. */
void *with_room(void *array, size_t count, size_t size);

#endif
