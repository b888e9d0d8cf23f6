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
    struct effort effort;
};

/* process.c: is there a place for one more? */
bool has_place(void);

/* process.c: takes it over; it is ended and freed with the attempt. */
void keep_process(struct process *process);

/* process.c: before a child is made, so that its end wakes wait_for(). */
void watch_children(void);

/* launch.c: to the end of the attempt are chaos and what is substituted. */
void forget_launching(void);

/* launch.c: a pipe that no program inherits; an end of it that never waits. */
void open_pipe(int ends[2]);
void no_blocking(int fd);

/* proc.c: a last look before it ends, for most_memory(). */
void note_memory(const struct process *process);

#endif
