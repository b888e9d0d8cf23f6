/*
 * exercises.h - what the checks of the exercises are written with, beside the
 * harness (tests/harness/programs/programs.h).
 *
 * A step's checks are in step_NN.c: the contract, which the step's programs
 * keep as they stand and go on keeping, and what each exercise asks for. They
 * look at a program from outside, over real sockets, so that one in any
 * language can pass: what it prints beyond what the chapter asks for is its
 * own affair.
 */
#ifndef EXERCISES_H
#define EXERCISES_H

#include "programs/programs.h"

/* One thing that is checked. */
struct task {
    const char *exercise; /* "" for the contract, "a", "b", "c"; "0" */
    const char *name; /* what it shows: "each client is told its own address" */
    void (*body)(void); /* as a check of the harness: did, likely, check ... */
};

/* The same of Exercise 0, in which the bare program is brought to stand: see
   bare_NN.c. */
struct bare_task {
    const char *inserted; /* the chapter explains it where it inserts this:
                             "server.c write_all" */
    struct task task;
};

extern const struct task step_01[], step_02[], step_03[], step_04[], step_05[],
    step_06[], step_07[];
extern const size_t step_01_count, step_02_count, step_03_count, step_04_count,
    step_05_count, step_06_count, step_07_count;

extern const struct bare_task bare_01[], bare_02[], bare_03[], bare_05[],
    bare_06[];
extern const size_t bare_01_count, bare_02_count, bare_03_count, bare_05_count,
    bare_06_count;

/* ---- subject.c: the programs under check ---- */

/*
 * They are those of a directory (work/NN-name), or a stranger's: the command
 * in SERVER, CLIENT, KEYGEN ... in which these are filled in:
 *
 *     {port}     the server's port, for both
 *     {host}     the address to listen on, or the host to connect to
 *     {options}  such as -n 2
 *     {words}    what else a client of the course is given: a name, a key file
 */
struct call {
    const char *program; /* "server" if NULL, "client", "udp_server" ... */
    const char *options; /* NULL for none; parted as by a shell */
    const char *host;    /* NULL: 127.0.0.1, and a server without options is
                            given none */
    int port;            /* a client's. A server's is chosen, if it is 0. */
    const char *words;   /* NULL for none; parted as by a shell */
    bool
        in_vain; /* a server that is to refuse its options, and not to listen */
    struct launch launch;
};

/* Is any program given as a stranger's command? Then all are. */
bool have_strangers(void);

/* Starts it. A program with `server` in its name is called as
       ./server [OPTIONS] PORT [HOST]
   and listens when this returns; one with `client` in it as
       ./client OPTIONS HOST PORT WORDS
   and any other with its OPTIONS and WORDS. The check is skipped where the
   stranger has no such program, and fails if an option with a value (-n 2)
   cannot be passed to it. */
struct process *start_subject(const struct call *call);

/* The usual ones. "" or NULL: without options. */
struct process *start_subject_server(const char *options);
struct process *start_subject_client(const char *options, int port);

/* More servers: they must listen on the port and the address that come behind
   these options, know --help, and no option that there is not. (A stranger's
   command has places of its own for them.) */
void expect_the_rest_as_before(const char *options);

/* The port of the server started last. */
int subject_port(void);

/* Ends the running task, which is not told of: it cannot be asked here, of a
   stranger or in chaos. */
_Noreturn void leave_out(void);

/* Waits for its end, which must be an exit status that is not 0. */
void expect_failure(struct process *process);

/* If what came is the text that was wanted, but a zero byte comes behind it, or
   one byte of it again and again: then that is the cause. */
void name_cause_of_difference(const char *came, size_t got, const char *wanted);

/* What most likely is the matter when a program does not start as an exercise
   wants it: it does not know the option, -n 2 say. */
void option_is_new(const char *program, const char *option);

/* Waits until it has taken all that was sent to it, and has done what it makes
   of that. The check is skipped where nobody can see that of a stranger. */
void let_rest(struct process *process);

/* From where its threads are held to where they are held next, so many times,
   or until none is. */
void take_steps(struct process *process, int most);

/* Stops it with SIGSTOP: from now on it takes nothing, until SIGCONT. */
void pause_subject(struct process *process);

/* Stops the clock for what need not be done by it: not for strangers. */
void stop_our_clock(void);

/* Lets time pass where the clock was stopped (stop_the_clock()). The check is
   skipped if the program does not come to rest: whatever it waits for then, it
   is not by that clock. */
void let_pass(struct process *process, long long milliseconds);

/* Stops a server as `kill` does: it must end with 0; and within a second, where
   the clock was stopped before it was started. The second is for one to which
   the signal has been sent. */
void stop_subject(struct process *server);
void expect_stop(struct process *server);

/* A client says so much, and reads nothing of what comes back, that the server
   can neither send it more nor take more of it. */
void be_deaf_to(struct process *server);

/* A client has said "hello", and the server, whose first send() is held, is
   about to send it back when it is stopped. Returns the client. */
int stop_before_an_echo(struct process *server);

/* Are the programs' calls cut short (CHAOS=1)? Then a byte at a time comes and
   goes, and a megabyte takes long. */
bool in_chaos(void);

/* ---- bare.c: for Exercise 0 ---- */

/* What is printed into a pipe through stdio is held back; so on a terminal, or
   where there is none, line by line. */
struct process *start_on_terminal(const char *program, int port);

/* Waits until its standard output has that in it. */
void await_shown(struct process *process, const char *text);

/* It has passed no escape sequence on. */
void expect_no_command(struct process *process);

/* Waits until anything has come for the peer, and leaves it there. */
void expect_something(int peer);

/* Waits until it has read what was sent to it, even if it slept for a while to
   get more at once: two seconds pass. */
void let_read(struct process *process);

/* The server, which is stopped meanwhile, finds a connection that is reset; or
   much that was said by one who has closed it. */
void let_it_find_a_reset(struct process *server);
void let_it_find_one_who_has_gone(struct process *server);

/* ---- pt.c, step_NN_pt.c: what is said, in Portuguese ---- */

/* A text, or a format: with the same conversions in the same order. */
struct wording {
    const char *english;
    const char *translation;
};

extern const struct wording pt[], pt_01[], pt_02[], pt_03[], pt_04[], pt_05[],
    pt_06[], pt_07[];
extern const size_t pt_count, pt_01_count, pt_02_count, pt_03_count,
    pt_04_count, pt_05_count, pt_06_count, pt_07_count;

#endif
