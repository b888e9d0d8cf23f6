/*
 * internal.h - how the records become a run: read.c reads events, lanes.c puts
 * each in a lane, match.c finds out which call met which.
 */
#ifndef RECORDED_RUN_INTERNAL_H
#define RECORDED_RUN_INTERNAL_H

#include "recorded_run.h"

/* Processes: who they are, whose children, under which name. */
struct process {
    long pid, parent;
    const char *name;
    bool named;   /* by whoever started it */
    bool forked;  /* the `child`th time that its parent did */
    bool born;    /* tap was loaded into it */
    bool calls;   /* it made some */
    long heir;    /* the child whose calls stand in its lane: it is a shell */
    bool threads; /* more than one makes calls */
    long tid;     /* the one that made the last */
    bool placed;  /* its lanes are where they belong */
    int child, children, lanes;
};

struct reader {
    struct run *run;
    struct process **processes;
    size_t process_count;
};

struct process *process_of(struct reader *reader, long pid);

/* A lane for each process, or thread, and each event's. */
void make_lanes(struct reader *reader);

void match_run(struct run *run);

/* What a call does not tell of its descriptor is known from those before. */
void complete_calls(struct run *run);

/* Positions of bytes, and what met, on the ends of connections. */
void match_streams(struct run *run);
void match_datagrams(struct run *run);
void match_threads(struct run *run);

/* ---- for all that match ---- */

bool peeks(const struct event *event);
void sort_by_effect(struct event **events, size_t count);
void append(struct event ***events, size_t *count, struct event *event);
void meet(struct event *from, struct event *to);

/* The end of a lane's process; NULL: it lives on. */
struct event *death_of(const struct run *run, const struct lane *lane);
bool is_dead(const struct run *run, const struct lane *lane, long long when);

/* A process was killed before it could say so, but the bytes were received. */
void came_back_after_all(struct event *event);

bool any_host(const char *address);
bool same_port(const char *a, const char *b);

#endif
