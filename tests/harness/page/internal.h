/*
 * internal.h - how a run becomes a story: steps.c cuts it into steps, kernel.c
 * follows the kernel through them, tell.c finds words, sources.c lines of code,
 * and write.c writes it all down.
 */
#ifndef PAGE_INTERNAL_H
#define PAGE_INTERNAL_H

#include "page.h"

enum part {
    WHOLE,  /* a call that did not wait, or what is no call */
    BEGINS, /* a call that is held up */
    RETURNS /* and comes back */
};

struct step {
    const struct event *event;
    enum part part;
    long long at;
    struct step *pair;     /* the other half */
    bool left_out;         /* there were too many like it */
    size_t place;          /* in the document, if it is there */
    struct socket *socket; /* that it was made on; NULL: none, or not known */
    struct socket **waits; /* where it is held up */
    size_t wait_count;
    const char *changes; /* in the kernel, as JSON */
    const char *how;     /* a close, an end of stream: its sort; else NULL */
    size_t sentence;     /* in story->sentences */
    long stack;          /* in story->stacks; -1: not known */
};

/* What may be folded: the steps between two places, and how many they were
   before some were left out. */
struct repeat {
    size_t first, last, count;
};

/* The same in both languages. */
struct text {
    const char *en, *pt;
};

struct frame {
    const char *function, *path; /* path NULL: not known */
    long line;
    long source; /* in story->sources; -1: not at hand */
};

struct stack {
    const char *frames; /* the addresses, as they were recorded */
    long pid;
    struct frame *all;
    size_t count;
};

struct source {
    const char *path; /* on this machine */
    const char *name; /* as it is shown */
    const char *text;
};

struct story {
    struct run *run;
    struct step *steps;
    size_t count;
    struct step **last_of; /* by the number of an event: its last step */
    struct repeat *repeats;
    size_t repeat_count;
    struct text *sentences;
    size_t sentence_count;
    struct stack *stacks;
    size_t stack_count;
    struct source *sources;
    size_t source_count;
    struct text *notes;
    size_t note_count;
    struct socket **sockets;
    size_t socket_count;
};

/* ---- steps.c ---- */

void make_steps(struct story *story);

/* In the document: the last step that an event has there, or -1. */
long place_of(const struct story *story, const struct event *event);

/* ---- sockets.c: what there is in the kernel ---- */

enum socket_kind { STREAM, LISTENER, DATAGRAM };

struct socket {
    size_t id;
    enum socket_kind kind;
    const struct lane *owner; /* NULL: not on record */
    const char *self, *peer;
    struct socket *other, *listener;
    int fd;      /* -1: none */
    int holders; /* descriptors that stand for it */
    bool there, gone, reset, lingers_not;
    int state, derived; /* of TCP: 0 not known; derived: as it follows */
    bool state_seen;    /* the kernel has said so */

    long long sent, taken, unsent; /* bytes */
    bool buffer_seen;
    int fin;            /* when it was sent, among others; 0: not */
    bool under_way;     /* the kernel says that it has not been acknowledged */
    const char *ended;  /* how: a sort of `recv end`; NULL: not known */
    bool reads_no_more; /* it has said so itself */
    const struct event **pieces; /* the sends that fill its stream */
    long long *positions;        /* of each */
    size_t piece_count;

    struct socket **queue; /* of a listener */
    size_t queue_count;
    const struct event **datagrams; /* that wait in it */
    size_t datagram_count;
    const struct event *lost; /* the one that this step lost; NULL: none */

    bool touched;
    const char *told[16]; /* what the document has said of each field */
};

/* States of TCP, by their numbers in Linux. */
enum {
    ESTABLISHED = 1,
    SYN_SENT,
    SYN_RECV,
    FIN_WAIT_1,
    FIN_WAIT_2,
    TIME_WAIT,
    CLOSED,
    CLOSE_WAIT,
    LAST_ACK,
    LISTEN,
    CLOSING
};
const char *state_name(int state);

/* `:5555` of an address; `?` of none. */
const char *port_of(const char *address);

struct socket *new_socket(struct story *story, enum socket_kind kind,
                          const struct lane *owner);

/* What a descriptor of a process stands for. A socket that was there before
   the record began is made on its first use. */
struct socket *socket_at(struct story *story, const struct event *event,
                         int fd);
void put_descriptor(long pid, int fd, struct socket *socket);
struct socket *take_descriptor(long pid, int fd);

/* Descriptors of a process, from *at on; NULL: no more. */
struct socket *next_descriptor(long pid, size_t *at, int *fd);

/* How many bytes it may still receive. */
long long length_of_buffer(const struct socket *socket);

/* What has changed since the last time, as JSON. */
const char *changes_of(struct story *story, const struct step *step);

/* ---- kernel.c ---- */

/* Follows the kernel through all steps; each gets its socket and changes. */
void follow_kernel(struct story *story);

/* ---- sources.c ---- */

void find_sources(struct story *story);
bool has_sources(const struct story *story, long pid);

/* ---- what is said: classify.c, sayings.c, tell.c ---- */

/* What sort of thing a step is, in a word that sayings.c knows. */
const char *sort_of(const struct step *step);

/* What is said of it: at length once, then briefly. {who}, {other}, {n} and the
   like are filled in by tell.c. */
struct saying {
    const char *sort;
    struct text full, brief; /* brief.en NULL: full always */
};
const struct saying *saying_for(const char *sort);

/* What an error means, in Portuguese; NULL where nobody knows. */
const char *meaning_in_portuguese(const struct event *event);

void tell_story(struct story *story);

/* ---- write.c ---- */

/* Does the harness itself play this lane? */
bool is_played(const struct run *run, const struct lane *lane);

/* In quotes, as JSON, where nothing can look like the end of a script. */
const char *in_json(const char *text);
void add_note(struct story *story, const char *en, const char *pt);

#endif
