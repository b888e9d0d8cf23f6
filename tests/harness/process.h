/* process.h - what a started program is to the files of the harness that start
   it (launch.c), talk to it and end it (process.c), and watch it (proc.c). */
#ifndef PROCESS_H
#define PROCESS_H

#include "harness.h"
#include "internal.h"

/* What a stream has brought, and how far it has been looked at. */
struct output {
    int fd; /* -1 once it has ended */
    char *bytes;
    size_t length, capacity;
    size_t expected; /* expect_line() goes on from here */
};

struct process {
    pid_t pid;
    char name[32];
    int input; /* its standard input, -1 once closed */
    struct output output[2];
    bool ended;
    int status; /* of waitpid(), once ended */
    bool count_sockets;
    bool in_chaos;
    bool own_group;
    char left_open[128]; /* where tap lists the sockets left open */
};

/* process.c: is there a place for one more? */
bool has_place(void);

/* process.c: the programs of this attempt, from 0; NULL: no more. */
struct process *process_numbered(int number);

/* process.c: takes it over; it is ended and freed with the attempt. */
void keep_process(struct process *process);

/* process.c: before a child is made, so that its end wakes wait_for(). */
void watch_children(void);

/* launch.c: to the end of the attempt are chaos and what is substituted. */
void forget_launching(void);

/* launch.c: a pipe that no program inherits; an end of it that never waits. */
void open_pipe(int ends[2]);
void no_blocking(int fd);

/* launch.c: what we have inherited ourselves stays ours. */
void keep_descriptors_from_programs(void);

/* clock.c: the file that programs share with us, made when first asked for; and
   what stands in it. */
const char *shared_page(void);
void release_clock(void);
long long clock_now(void); /* nanoseconds */
int clock_entries(void);
bool time_goes_on(void); /* all being at rest; false: it does not */
int clock_alarms(void);

/* clock.c: the place of a thread that waits by our clock or is held; NULL: it
   does not. Whoever has one looks once more, and writes down this number. */
struct waiting;
const struct waiting *waiting_place(int thread);
int ask_to_look(void);

/* standstill.c: will this program, or with NULL any, never again do anything by
   itself? And where does it stand then? */
bool stands_still(const struct process *only);
const char *where_it_stands(void);
void forget_where_it_stands(void);

/* standstill.c: can that be known here? */
bool can_tell_standstill(void);

/* standstill.c: has all that was sent over loopback before come there? False:
   nobody can tell. */
bool loopback_has_delivered(void);

/* standstill.c: has this socket of TCP anything on its way that has not been
   acknowledged? peer.c: has one of ours? */
bool is_under_way(int socket);
bool peers_send_still(void);

/* proc.c: a last look before it ends, for most_memory(). */
void note_memory(const struct process *process);

#endif
