/*
 * tap.h - what the harness and tap.so say to each other while a program
 * runs: one page of memory that both have mapped, a file named by TAP_PAGE.
 *
 * The harness makes it and moves `moved`, `look`, `let_go` and `kept`; all else
 * is tap's. A program that is not among the `tapped` has not loaded tap:
 * whatever it did, nobody could look into it. All programs of one attempt share
 * it, so they share one clock.
 */
#ifndef TAP_H
#define TAP_H

#include <stdatomic.h>

/* A thread that waits until the clock comes to a time, or that is held. */
struct waiting {
    atomic_int thread; /* its number in the system; 0: a free place */
    atomic_int process;
    atomic_int held;    /* by a rule CALL=hold: let_go as it was, and one */
    atomic_llong until; /* on our clock, in nanoseconds */
    atomic_int looked;  /* the last `look` after which it found nothing */
};

/* A program that has begun with tap in it, and its group. */
struct tapped {
    atomic_int process, group;
};

enum { WAITING_PLACES = 1024, TAPPED_PLACES = 1024 };

struct page {
    int stopped_clock; /* do the programs have our clock, or the system's? */
    long long since_boot, since_1970; /* what it says when nothing has moved */
    atomic_llong moved;               /* and by how much it has been moved */
    atomic_int look;                  /* whoever waits looks once more */
    atomic_int let_go;
    atomic_int kept;    /* the thread that stays held all the same; 0: none */
    atomic_int entries; /* how many waits have begun */
    atomic_int nested;  /* and how many of them in a handler, in a wait */
    atomic_int alarms;  /* how often a program has asked for a SIGALRM */
    atomic_int sockets; /* how many sockets they have asked for */
    atomic_int lookups; /* and names, for which libc asks for sockets itself */
    atomic_long calls;  /* how many calls of any of the programs tap has seen */
    atomic_int tapped_count;
    struct tapped tapped[TAPPED_PLACES];
    struct waiting waits[WAITING_PLACES];
};

#endif
