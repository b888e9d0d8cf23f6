/*
 * programs.h - what every test and every demo is played with.
 *
 * A check is a function that starts programs, talks to them as a peer, and
 * says what it expects. Whatever it does is written down (the story), so that
 * a check that fails reads like a teacher: what was done, what was expected,
 * what came instead, the likely cause.
 *
 * One thread, one poll() loop: every wait also drains the output of all
 * running programs, so that none of them can block on a full pipe. Every wait
 * is bounded (thirty seconds, times BOUND_SCALE from the environment, and more
 * where others keep the machine busy), and when the bound is passed the check
 * fails. Mostly it need not come to that: when no
 * program will ever do anything again by itself, the check fails at once
 * (standstill.c). Nothing here sleeps.
 */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* ---- story.c: what was done, and how it is told ---- */

/* One more numbered action in the story, as printf(3). */
void did(const char *format, ...);

/* The cause that a failure from here on will name, as printf(3). NULL: none. */
void likely(const char *format, ...);

/* The cause, from there on, where the failure is that nothing comes: likely()
   then tells of what came, and is not true of that. Said after likely(). */
void likely_if_it_waits(const char *format, ...);

/* The cause, where likely() has named nothing better, or only for what came
   more than two actions before. */
void usually(const char *format, ...);

/* The cause, if so much came instead of what was wanted, and is one byte again
   and again from the first difference on (cause.c). */
void name_cause_of_repetition(const char *got, const char *wanted,
                              size_t length);

/* Ends the check: it failed. `got` as printf(3). Jumps back to attempt(). */
_Noreturn void failed(const char *expected, const char *got, ...);

/* Ends the check: it cannot be made here, and this is why. */
_Noreturn void skipped(const char *why, ...);

/* Fails unless `ok`. */
#define check(ok, expected, ...) \
    ((ok) ? (void)0 : failed((expected), __VA_ARGS__))

/* Text as by printf(3). Like every text that the harness returns, it lives to
   the end of the attempt and is not to be freed. */
const char *text_of(const char *format, ...);

/* Room for that many bytes, to the end of the attempt as well. */
char *new_text(size_t size);

/* So many bytes to send, and a NUL: one and another, all 'x', and of every
   value in an order that does not repeat soon. */
char *letters(size_t length);
char *filled(size_t length);
char *mixed_bytes(size_t length);

/* These bytes so many times, and a NUL. */
char *repeated(const char *bytes, size_t length, size_t times);

/* From now on, each format and text that the functions above are given goes
   through `other`, which returns it in another language, or as it is. */
void set_translation(const char *(*other)(const char *english));

/* A text by itself, translated. */
const char *in_words(const char *english);

/* "bytes" in quotes, safe to look at and shortened, for got and expected. */
const char *quoted(const void *bytes, size_t length);

/* Writes bytes to out; control characters and what is no UTF-8 as \xHH. */
void write_visible(FILE *out, const char *bytes, size_t length);

enum outcome { PASSED, FAILED, SKIPPED };

/* Runs body(argument). Afterwards every program it started has been ended and
   reaped, and every socket closed, whatever happened. *report is the story of
   a failure or the reason of a skip, good until the next attempt, else "". */
enum outcome attempt(void (*body)(void *), void *argument, const char **report);

/* ---- scratch.c: files of a check ---- */

/* The path of a file, in a directory that goes with the attempt. */
const char *scratch_file(const char *name);

/* Makes such a file, and returns its path. */
const char *scratch_with(const char *name, const void *bytes, size_t length);

/* A link of that name, in the same place, to a file that is elsewhere. */
void scratch_link(const char *name, const char *file);

/* All that a file has; fails if it cannot be read. */
const char *content_of(const char *path, size_t *length);

/* ---- launch.c: how a program is started ---- */

struct process;
enum stream { OUT, ERR };

/* How a program is started; all zero is the usual. */
struct launch {
    const char *name;   /* in the story; the program's own if NULL */
    const char *faults; /* rules for tap: which calls fail, and how */
    const char *hosts;  /* names for tap's getaddrinfo */
    int storm;          /* signals a second, from tap */
    bool interruptible; /* SIGALRM breaks off its call, and does no more */
    int descriptors;    /* how many it may have open (RLIMIT_NOFILE) */
    int memory;         /* so many MiB, where the program is by itself */
    long file_size;     /* its files get no larger, until allow_any_size() */
    const char *output; /* stdout goes to this file */
    bool closed_output; /* stdout is a pipe whose reader has gone */
    bool unread_output; /* stdout is a pipe that is held, and not read */
    int without;        /* bits of standard streams: 1 << 2 is `2>&-` */
    bool shared_input;  /* with a program that has made stdin not wait */
    bool terminal;      /* stdin and stdout are a terminal that knows nothing */
    int columns;        /* all three are one, so wide, whose Ctrl-C is heard */
    bool line_by_line;  /* tap has it write so what it holds back in a pipe */
    bool count_sockets; /* a socket left open at exit fails the check */
    bool fair_weather;  /* no chaos: a bare program does not survive it */
    bool own_group;     /* what it starts itself ends with it */
    bool computes;      /* long work of its own is no endless loop */
    const char *by_shell; /* the command, if the program is sh, to run it */
};

/* Where programs and other files are looked for, until the next call. */
void set_step(const char *directory);

/* The file of a program, as start() finds it; NULL if there is none. */
const char *file_of_program(const char *program);

/* From now on, start() takes this file for `program`, to the end of the
   attempt: how a wrong program is put in the right one's place. */
void substitute(const char *program, const char *file);

/* Chaos for every program started from now on, to the end of the attempt: what
   it sends over streams is cut to single bytes, and so is every second receive;
   every third of the calls that a signal may break off is broken off. */
void set_chaos(void);

/* Are there pseudo terminals here? A bare program holds its lines back in a
   pipe, so it is started on a terminal; where there is none, line_by_line. */
bool has_terminals(void);

/* Starts ./program of the step (or the file, where there is a slash) with
   arguments up to a NULL. With launch NULL: as usual. Fails the check if it
   cannot be started. The process belongs to the harness. */
struct process *start(const char *program, ...);
struct process *start_with(const struct launch *launch, const char *program,
                           ...);
struct process *start_command(const struct launch *launch, char *const argv[]);

/* The same for a peer of tests/interop, which is skipped without python3. */
struct process *start_python(const char *file, ...);

/* tap.so is beside the program that runs, whose argv[0] this is: from now on
   TAP names it, if it named none. Returns the full path of the directory. */
const char *find_tap(const char *program);

/* beside.c: runs a program of that directory, with these words, the last NULL;
   its output goes to `file`, if there is one. Returns its exit status. */
int run_beside(const char *directory, const char *const words[],
               const char *file);

/* Where temporary files go whose names stand in LD_PRELOAD or in a command:
   TMPDIR, but /tmp where that has blanks or is long. */
const char *plain_directory(void);

/* The check is skipped where calls cannot be made to fail, or where there is
   no such command. */
void need_tap(void);
void need_command(const char *command);

/* Is there a tap to put before programs? Why can it not be put before this one?
   NULL: it can. */
bool has_tap(void);
const char *why_not_preloaded(const char *program);

/* Why nobody could look into this program, which was started so that its calls
   are seen; NULL: it is seen, as far as anybody can tell by now. The second one
   skips the check then. */
const char *why_not_seen(const struct process *process);
void need_sight_of(const struct process *process);

/* Or where the system has no ::1. */
void need_ipv6(void);

/* Or where a RUNNER or a sanitizer (known by BOUND_SCALE) has time, memory and
   descriptors of its own, so that to measure the program's would be vain. */
void need_bare_program(void);

/* Is a RUNNER put before each program? It takes its time over every start. */
bool has_runner(void);

/* ---- process.c: programs: heard, talked to, ended ---- */

/* The port in its first line, `listening on ADDRESS:PORT`. Waits for it. */
int server_port(struct process *process);

/* Waits for a line on that stream that contains `part`, after the last one
   that was expected there. Returns it, without its newline, terminated. */
const char *expect_line(struct process *process, enum stream stream,
                        const char *part);

/* The same, whichever stream it comes on: *stream says which it was. */
const char *expect_on_any(struct process *process, const char *part,
                          enum stream *stream);

/* How many bytes of the stream expect_line() has gone through. */
size_t looked_through(const struct process *process, enum stream stream);

/* Waits until the stream has brought at least `length` bytes in all. Returns
   all that came. */
const char *expect_bytes(struct process *process, enum stream stream,
                         size_t length);

/* All that the stream has brought so far. */
const char *output_of(struct process *process, enum stream stream,
                      size_t *length);

/* Is that text in these bytes, from `from` on? *where tells where. */
bool find_bytes(const char *bytes, size_t length, size_t from,
                const void *wanted, size_t wanted_length, size_t *where);

/* What a program that has already ended does not read is dropped. */
void type_bytes(struct process *process, const void *bytes, size_t length);
void type_line(struct process *process, const char *line);
void end_input(struct process *process);
void send_signal(struct process *process, int number);

/* Its files may have any size again. False: not here. */
bool allow_any_size(struct process *process);

/* Nobody reads its standard output any more: `./server | head -1`. */
void close_output(struct process *process);

/* Nobody reads its standard output until read_output(), and the pipe holds
   little (on Linux): whoever prints has to wait. */
void hold_output(struct process *process);
void read_output(struct process *process);

/* Waits for its end. The first wants an exit status, the second a signal. */
void expect_exit(struct process *process, int status);
void expect_death(struct process *process, int number);

/* Waits for its end, and says it in words: "exit 1", "signal 13 (...)". */
const char *ending_of(struct process *process);

/* The programs of this attempt, from 0; NULL: no more. */
struct process *process_numbered(int number);

/* Its standard input, or -1. */
int input_of(const struct process *process);

/* Has its end been waited for, or seen? */
bool has_ended(const struct process *process);

/* Sends SIGKILL to all that run; for signal handlers. */
void kill_all(void);

/* Fails if the process has ended. */
void expect_alive(struct process *process);

pid_t process_id(const struct process *process);
const char *process_name(const struct process *process);

/* A program that says more than so many bytes on one stream fails the check,
   to the end of the process. 0: it may say what it likes. */
void set_output_limit(size_t bytes);

/* Drains all programs while waiting for events on fd (-1: for anything at all
   from a program). Returns false at the deadline (see bound()), or as soon as
   it is certain that nothing will come (standstill.c). */
bool wait_for(int fd, short events, long long deadline);

/* Milliseconds on the monotonic clock, and the deadline of a wait from now. */
long long now_ms(void);
long long bound(void);

/* A time that a program is to keep, multiplied by BOUND_SCALE. */
long long scaled(long long time);

/* How long a wait is from now on, in seconds, to the end of the attempt. */
void set_patience(int seconds);

/* Waits until each thread of the program (NULL: of all programs) waits in a
   call that only we can end: it has then taken all that was sent to it, and
   what it said has come. The check is skipped where nobody can tell
   (standstill.c). */
void await_rest(const struct process *process);

/* Waits until all that was sent over loopback before has come. False: nobody
   can tell here whether it has. */
bool loopback_has_delivered(void);

/* ---- screen.c: what a person sees of a program with `columns` ---- */

/* All that it has shown so far, row by row; "|" is the cursor. */
const char *screen_of(struct process *process);

/* Waits until that ends with this. */
void expect_screen(struct process *process, const char *end);

/* From now on it is so many columns wide. */
void resize_screen(struct process *process, int columns);

/* ---- clock.c: a clock that only the test moves ---- */

/* For all programs started from now on, to the end of the attempt, time stands
   still: what they ask for it, and how long they wait. The kernel's own timers
   go on. Skips the check where that cannot be (need_tap()). */
void stop_the_clock(void);

/* The same where it can be; elsewhere the check goes on, by the system's time.
   For programs that a busy machine might make give up, or ask again. */
void keep_patient(void);

/* Has it been stopped in this attempt? */
bool clock_is_stopped(void);

/* What time it is for them, in seconds since 1970; the system's time where the
   clock has not been stopped. */
long long time_of_day(void);

/* How many milliseconds have passed for them. */
long long time_passed(void);

/* Lets so much time pass for them: from one time that somebody waits for to the
   next, each when all programs are at rest, as on a machine without end. */
void pass_time(long long milliseconds);

/* The same up to the next such time. False: nobody waits for any, or only for
   one that lies more than `most` milliseconds after the clock was stopped. */
bool pass_to_next_time(long long most);

/* Lets time pass until the program ends; returns how many milliseconds. Fails
   if it still runs after `most`. */
long long time_to_end(struct process *process, long long most);

/* From now on wait_for(), and whatever waits by it, does so by itself when
   nothing else will come. */
void let_time_run(void);

/* Waits until a rule CALL=hold of its faults holds a thread of the program; and
   lets all threads go that are held. */
void await_held(struct process *process);
void let_go(void);

/* Which of its threads is held: if several, the newest or the oldest of them;
   0: none. And lets all go but that one, until let_go(). */
int held_thread(const struct process *process, bool newest);
void let_go_but(int thread);

/* How often a handler has waited, or been held, in a thread that was held: with
   pthread_mutex_unlock=hold, one that has taken a lock. */
int waits_in_handlers(void);

/* How many calls tap has seen, in all programs of this attempt. */
long tap_calls(void);

/* How many sockets they have asked for, as far as tap has seen; and how many
   names, for which libc asks for sockets itself. */
int tap_sockets(void);
int tap_lookups(void);

/* ---- standstill.c: what is certain ---- */

/* Will this program, or with NULL any, never again do anything by itself? And
   where does it stand then? */
bool stands_still(const struct process *only);
const char *where_it_stands(void);

/* Can that be known here? */
bool can_tell_standstill(void);

/* ---- proc.c: what the system tells of a running program ---- */

/* KiB: the most that a program had that was started as a stranger's, looked at
   whenever one is about to end. 0: not known. */
long most_memory(void);

/* KiB of data and stack that it has now. 0: not known. */
long memory_of(const struct process *process);

/* ---- stranger.c: programs that are not the course's own ---- */

/* In a command, {name} stands for the value. */
struct mark {
    const char *name; /* NULL in the last of a list */
    const char *value;
};

/* A port of 127.0.0.1 that nobody has, for TCP or UDP. The system gives it to
   nobody who asks for any, and no other test is offered it before the end of
   the attempt. */
int free_port(void);

/* Starts a command as a shell would part its words: at blanks, but for those
   in quotes of either kind. The marks are filled in before. */
struct process *start_stranger(const struct launch *launch, const char *command,
                               const struct mark *marks);

/* Does somebody listen on that port (TCP), or have it (UDP)? The system's table
   says so, and no trial connection disturbs the server. *known becomes true if
   there is such a table here. */
bool somebody_listens(int port, bool *known);

/* Waits until somebody does. Fails if the process ends. Where there is no such
   table, the first peer_connect() to that port tries until a deadline. */
void await_listener(struct process *process, int port);

/* ---- recording.c: what the programs call, on record ---- */

/* From now on, to the end of the attempt, the socket calls of every program
   that is started, and what happens to it, are appended to this file, by its
   full path. NULL: no more. The check is skipped where that cannot be. */
void record_to(const char *file);

/* The file, or NULL. */
const char *recording_file(void);

/* What our own peers are called in a record, if TAP_DETAIL asks for them: the
   name is not copied. Otherwise `peer`. */
void record_peers_as(const char *name);

/* A section of the record begins. Nothing without a file for it. */
void record_say(const char *text);

/* ---- peer.c: the test's own sockets, polite and hostile ---- */

/* 127.0.0.1, for calls of the test's own. */
struct sockaddr_in loopback(int port);

/* All sockets are closed at the end of the attempt. Ports are of 127.0.0.1.
   Each byte that goes or comes starts the bound of a wait anew. */
int peer_connect(int port);

/* Little fits between the two: of what it does not read, all but about 100 KB
   stays with the program (Linux). */
int peer_connect_narrow(int port);

/* So many connect, and are gone again; or nobody listens any more. */
void peers_come_and_go(int port, int count);

int peer_listen(int *port);
int peer_accept(int listener);

/* Sends all of it, as it is. Fails the check if the peer does not take it. */
void peer_send(int peer, const void *bytes, size_t length);
void peer_say(int peer, const char *text);

/* Sends in pieces, each in a segment of its own as far as TCP allows. */
void peer_send_cut(int peer, const void *bytes, size_t length, size_t piece);

/* Sends as much as the kernel takes at once. Returns how much that was. */
size_t peer_send_some(int peer, const void *bytes, size_t length);

/* Sends `length` bytes in pieces while it receives as many, so that neither
   side can block the other; fails unless they are the same bytes. */
void peer_exchange(int peer, const char *bytes, size_t length, size_t piece);

/* The same where the answer is another. */
void peer_converse(int peer, const char *bytes, size_t length, size_t piece,
                   const char *answer, size_t answered);

/* The next line, of 4096 bytes at most, without its newline. */
const char *peer_line(int peer);

/* All that comes up to this text, and the text. */
const char *peer_through(int peer, const char *text);

/* Receives exactly these bytes. */
void peer_expect(int peer, const char *text);
void peer_expect_bytes(int peer, const void *bytes, size_t length);

/* Receives to the end of the stream and returns how many bytes came; no more
   than `size` of them may. */
size_t peer_receive_all(int peer, char *buffer, size_t size);
void peer_expect_end(int peer);

/* A reset that comes after the end of the stream is not seen by receiving, on
   Linux at least. Look when the program is at rest, or has ended. */
void peer_expect_no_reset(int peer);

void peer_finish(int peer); /* shutdown(SHUT_WR): no more from us */
void peer_close(int peer);
void peer_reset(int peer); /* RST: the connection is gone at once */

/* A port on which nobody listens: a socket of ours keeps it taken. listen(2)
   on the one that the second returns ends that. */
int dead_port(void);
int peer_reserve(int *port);

/* Listens on that address with a queue that is full: whoever connects is left
   hanging. Returns the listener. The check is skipped where that cannot be. */
int peer_listen_full(const char *host, int port);

/* ---- ports.c: do programs go where they are told? ---- */

/* A server that is told a port listens there, by TCP or UDP; a client
   (which may need a third argument, and a fourth) goes there. First of all:
   with port 0 a missing htons() cannot be seen. */
void rule_listens_where_told(const char *program);
void rule_connects_where_told(const char *program, const char *third,
                              const char *fourth);

#endif
