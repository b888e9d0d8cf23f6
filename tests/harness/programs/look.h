/* look.h - what the proof of standstill.c looks at: threads.c, traffic.c. */
#ifndef LOOK_H
#define LOOK_H

#include "process.h"

/* What one thread was doing at one look. */
struct stand {
    pid_t process;
    int thread;
    long runs;  /* how often it had been put to work */
    char state; /* S: asleep, T: stopped by a signal, W: waits by our clock */
};

enum { MOST_THREADS = 2048 };

struct look {
    struct stand stands[MOST_THREADS];
    size_t count;
};

/* ---- threads.c ---- */

/* A file of /proc as a text; false: not to be read. */
bool read_file(const char *name, char *text, size_t size);

/* Adds each thread of the program. False: one of them works, or could go on by
   itself, or nobody can tell. `before` is the look before this one, or NULL:
   who has not run since then stands where it stood. */
bool look_at_process(pid_t pid, const struct look *before, struct look *look);

bool is_same_stand(const struct stand *a, const struct stand *b);

/* What a thread stands in, as of this moment, for a report. */
const char *call_of(const struct stand *stand);

/* Timers of the program's own would end its waits. */
bool has_timers(pid_t pid);

enum { MOST_PROGRAMS = 512 };
struct family {
    pid_t pids[MOST_PROGRAMS];
    size_t count;
};

/* All programs of ours that run, or only that one. */
void find_programs(const struct process *only, struct family *family);

/* Adds what the program has started itself. False: they are too many, or it is
   about to hear of an end. */
bool add_started(pid_t pid, struct family *family);

/* Programs of ours, and what they have started, to the last generation. */
bool find_family(const struct process *only, struct family *family);

/* ---- traffic.c ---- */

/* The program's descriptor, lent to us; -1: it is not to be had. */
int borrow(pid_t pid, int fd);

/* Is that socket of the program's for the network? libc has others for a
   moment, to ask for a name, and python3 a pair for its threads. One that is
   not to be had is taken for one. */
bool is_for_the_network(pid_t pid, int fd);

/* Has every byte that we or a program sent been acknowledged, or can it not be
   sent? What ended programs have left in the kernel, too? */
bool nothing_under_way(void);
bool nobody_left_anything(void);

#endif
