/* process.h - what a started program is to the files of the harness that start
   it (launch.c), talk to it and end it (process.c), and watch it (proc.c). */
#ifndef PROCESS_H
#define PROCESS_H

#include "internal.h"
#include "programs.h"

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
    int status;         /* of waitpid(), once ended */
    bool ending_told;   /* its end was waited for */
    unsigned long sent; /* the signals that we have sent, a bit each */
    int begun;          /* the number of its start in the story, from 0 */
    int port;           /* where it said that it listens; 0: not yet */
    int visits;         /* how often we have connected there */
    bool count_sockets;
    bool in_chaos;
    bool made_to_fail; /* calls of its own, by the check */
    bool own_group;
    bool computes;
    bool is_unread;        /* its standard output, for a while */
    bool by_shell;         /* sh runs it, and what sh starts is meant */
    bool is_to_be_seen;    /* tap is put before it */
    int asked_before;      /* tap_sockets() and tap_lookups() at its start */
    struct screen *screen; /* of a terminal that somebody looks at, or NULL */
    const char *left_open; /* where tap lists the sockets left open */
};

/* preload.c: a name of tap.so without a blank, to the end of the attempt. */
const char *tap_to_preload(void);

/* Where that name stands for a command that sh runs, so that sh itself is not
   tapped (stranger.c). */
#define TAP_BEHIND_SHELL "TAP_BEHIND_SHELL"

/* seen.c: a program that did something, and nobody could look into it, as a
   sentence; NULL: there is none. */
const char *who_was_not_seen(void);

/* stranger.c: which of the programs that this one has become or started has
   sockets; 0: none, or nobody tells here. */
pid_t owner_of_sockets(const struct process *process);

/* process.c: is nothing left to read of what this program (NULL: any) has
   printed? Whoever waits in write() goes on when it is read. */
bool output_is_read(const struct process *only);

/* process.c: is there a place for one more? */
bool has_place(void);

/* process.c: the one that said it listens there; NULL: none has. */
struct process *process_on(int port);

/* process.c: how a program that has ended did so, in words. */
const char *how_it_ended(const struct process *process);

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

/* screen.c: its terminal gets a screen that is so many columns wide. */
void new_screen(struct process *process, int columns);

/* clock.c: the file that programs share with us, made when first asked for; and
   what stands in it. */
const char *shared_page(void);
const struct page *page_of_tap(void); /* NULL: not made yet */
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

/* standstill.c: the next wait has not yet shown where they stand. */
void forget_where_it_stands(void);

/* threads.c: the milliseconds that the programs which run have spent in the
   system so far, and how often they have waited there, which is work too: of
   threads that wait for each other. What they have computed counts a quarter, a
   stranger's not at all. And for the report: nothing comes of it. */
struct effort {
    long long time;
    long waits;
    long long vain; /* process.c: of what they did, all that led nowhere */
};
struct effort effort_so_far(void);
void say_that_they_spin(void);

/* stranger.c: the port on which the program waits for clients; 0: on none; -1:
   nobody tells here. */
int listening_port(const struct process *process);

/* cause.c: what most likely is the matter, by what was observed. Each of the
   four ends the check; the first, where the server has not said that it
   listens, the second, where nobody listens on that port. */
_Noreturn void fail_without_first_line(struct process *server);
_Noreturn void fail_to_find(struct process *server, int wanted,
                            const char *expected);
_Noreturn void fail_to_connect(int port, int error);
_Noreturn void fail_to_be_connected(const char *expected);

/* cause.c: if a signal of its own has ended a program, or a server has failed,
   or somebody has used what was closed, then that is the cause of whatever was
   missed. */
void name_cause_of_deaths(void);
void name_cause_of_lengths(void);
void name_cause_of_closed(void);
void name_cause_of_failure(const struct process *server);

/* cause.c: a program has said that a signal broke off a call of its own. */
bool name_cause_of_interruption(void);

/* cause.c: a stream has ended too early, or does not end, or brought one byte
   too many; or the connection to that port was reset. */
void name_cause_of_no_end(void);
void name_cause_of_reset(int port);
void name_cause_of_early_end(size_t came, size_t wanted);
void name_cause_of_more(char byte);

/* cause.c: it is one port, and should be another; and what to call it then. */
int with_bytes_swapped(int port);
void name_cause_of_port(int port, int wanted);
const char *port_in_words(int port, int wanted);

/* peer.c: takes fd into our care: closed at the end, never blocking; and gives
   it up, closed. */
int adopt(int fd, const char *what);
void disown(int peer);

/* proc.c: a last look before it ends, for most_memory(). */
void note_memory(const struct process *process);

#endif
