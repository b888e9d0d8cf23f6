/*
 * attack.h - hostile peers, and what the programs do against them.
 *
 * An attack is a function that misbehaves in one way, and the same for every
 * protocol. A target is a program, and what is to be known to talk with it.
 * Each pair of them is played for itself, as a check is, and judged:
 *
 *   survived  it goes on (a server), or says what is the matter and ends (a
 *             client); what others had in flight arrived whole
 *   waits     it does not, for as long as the peer stays, and a LIMITATION in
 *             its source says so
 *   died      it ended: of a signal, of an exception, without a word
 *   hung      it runs, and does not serve others, or does not end
 *   lost      it runs, but what should have arrived did not, or not as it was
 *             sent
 *   not survived  one of the last four, and not the same in each run
 *   not tried the machine lacks what it takes
 *
 * To attack a new step: a line in steps.c for each of its programs, the bare
 * one before the full one. What the bare one does not survive and the full one
 * does, a comment of the full one answers for: "Against: rst, gone." stands
 * where it is repaired (repairs.c).
 */
#ifndef ATTACK_H
#define ATTACK_H

#include "wire.h"

#include <stdbool.h>
#include <stddef.h>

enum verdict { SURVIVED, WAITS, DIED, HUNG, LOST, NOT_SURVIVED, NOT_TRIED };
enum kind {
    STREAM_SERVER,
    STREAM_CLIENT,
    DATAGRAM_SERVER,
    DATAGRAM_CLIENT,
    TOKEN_CLIENT
};
enum { KINDS = TOKEN_CLIENT + 1 };

struct run;

struct attack {
    const char *name;
    const char *does; /* what the peer did, in words */
    void (*act)(struct run *run);
    unsigned how;       /* of the words below */
    const char *steps;  /* "04 05": on their programs only; NULL: on all */
    const char *faults; /* tap's, for the program */
};
enum {
    STAYS = 1,           /* it is still there while the others are served */
    TERMINAL = 2,        /* the program's output is one */
    DEAF = 4,            /* it never reads */
    FEW_DESCRIPTORS = 8, /* the program has no more than DESCRIPTORS */
    UNANSWERED = 16      /* the program's connection stays in a queue */
};
enum { DESCRIPTORS = 20 };

/* What a program may do under these attacks, "rst gone", for the reason that
   stands, in these very words, in its source. "LIMITATION(05): ... and more":
   the words further on in the same comment. */
struct admission {
    const char *attacks;
    enum verdict verdict;
    const char *label;
};

/* The polite way to talk. The first half is for attacks on a server, the
   second for those on a client. All texts are lines, with their newline. */
struct talk {
    /* Does all that this peer said arrive, where it should and as it was said?
       If not, run->trouble tells what is amiss. */
    bool (*heard)(struct run *run, struct wire *peer, const char *bytes,
                  size_t length);
    const char *well;    /* in words: it has */
    bool one_at_a_time;  /* the others wait in the queue */
    bool relays;         /* others hear it: there must be some */
    bool serves_one;     /* one client, and then it ends */
    bool refuses_length; /* a line without end may be cut off */
    bool needs_newline;  /* what has none may be dropped */

    bool typed;        /* what the client says is typed to it */
    const char *reply; /* to what it says; NULL: an echo */
    const char *more;  /* another one, unasked for; NULL: an echo */
    bool until_end;    /* the reply goes to the end of the stream */
    bool takes_one;    /* what follows the first reply is nobody's */
};

extern const struct talk greeting, greeting_once, echo_by_turns, echo, answers,
    silence, relayed, acknowledged, asks_once, tokens;

enum { MAX_ADMISSIONS = 8, MAX_WORDS = 10 };

struct target {
    const char *step; /* the directory's number */
    const char *name; /* of the program, whose source is NAME.c */
    enum kind kind;
    const struct talk *talk;
    /* {port} is the port of the hostile server, or the one that a server is
       told (without it, a server says in its first line which it has);
       {seconds} 1.5 (times BOUND_SCALE). Programs are started in the step's
       directory. */
    const char *command[MAX_WORDS];
    bool bare;            /* the full one has its name without "bare_" */
    const char *stranger; /* somebody's command, instead of all that; its name,
                             too */
    struct admission admitted[MAX_ADMISSIONS];
};

/* What a bare program survives as the full one does, and why all the same it
   is no waste to try it. */
struct spared {
    const char *step, *program; /* the bare one */
    const char *attacks;
    const char *reason;
};

struct result {
    enum verdict verdict;
    bool admitted;    /* by a LIMITATION, whose number is here: */
    char label[24];   /* "LIMITATION(04)" */
    char answer[400]; /* what the program did, in words */
};

/* One attack on one program, while it is played. */
struct run {
    const char *directory;
    const struct target *target;
    const struct attack *attack;
    struct process *program;
    int port;
    struct wire *listener;  /* of a hostile server */
    struct wire *attacker;  /* the connection that misbehaves */
    struct wire *bystander; /* an innocent one, in the middle of its message */
    struct wire *witness;   /* who hears what is relayed */
    bool has_spoken;        /* the attacker, and it must have been heard */
    bool bystander_said, bystander_heard;
    int newcomers;
    const char *well;    /* what it did, if all went well */
    const char *trouble; /* and what was amiss */
    struct result *result;
};

/* A program under attack: what a table of results is made of. */
struct cell {
    const char *directory;
    const struct target *target;
    const struct attack *attack;
    struct result result;
};

/* ---- the tables: steps.c, and the files of the attacks ---- */

extern const struct target targets[];
extern const size_t target_count;
extern const struct spared spared[];
extern const size_t spared_count;

/* The full program beside this bare one; the one that a stranger's stands
   for. */
const struct target *full_of(const struct target *bare);
const struct target *original_of(const struct target *target);

/* Is it one of these words, "rst gone"? */
bool is_among(const char *word, const char *words);

extern const char *const kind_titles[KINDS];

/* The attacks on programs of that kind; is this one on that program? */
const struct attack *attacks_on(enum kind kind, size_t *count);
bool is_on(const struct attack *attack, const struct target *target);
extern const struct attack stream_server_attacks[], stream_client_attacks[],
    datagram_server_attacks[], datagram_client_attacks[],
    token_client_attacks[];
extern const size_t stream_server_attack_count, stream_client_attack_count,
    datagram_server_attack_count, datagram_client_attack_count,
    token_client_attack_count;

/* ---- attack.c ---- */

/* Plays them all, several at a time, each in a process of its own; calls
   `tell` for each, in their order, as soon as it can. Programs are stopped
   when this process gets SIGINT or SIGTERM. */
void play_cells(struct cell *cells, size_t count,
                void (*tell)(const struct cell *cell));

/* Does it spoil the table? */
bool is_bad(const struct result *result);

/* "survived", "waits LIMITATION(05)". The text is the caller's: 48 bytes. */
const char *verdict_text(const struct result *result, char text[48]);

/* ---- repairs.c ---- */

/* Where a full program survives what the bare one beside it does not. */
struct repair {
    char file[64], function[64];
    int line;
};
bool find_repair(const char *directory, const struct target *full,
                 const char *attack, struct repair *repair);

/* Writes "docs/en/02-echo.md#sending-all-of-it" into text, of 256 bytes: the
   section of the guide that shows the repair (NULL: that of the attacks).
   Returns NULL if there is none. */
const char *find_section(const char *guide, const char *directory,
                         const struct repair *repair, char text[256]);

/* ---- report.c ---- */

/* What all that follows is about. */
void report_on(const struct cell *cells, size_t count);

/* A table for each kind, with a column for each program; and one for each bare
   program, with a line for what it does not survive, and where the full one
   repairs it. */
void print_tables(void);
void print_gaps(bool with_lines);

/* The same in words; and where the guide explains what a student's program does
   not survive. */
void name_repairs(void);
void name_sections(const char *guide);

/* Each LIMITATION that excuses a verdict, in the words of the source, once for
   each program; and how many verdicts they excuse. */
void explain_admissions(void);
size_t count_admitted(void);

/* Each reason why something was not tried, once. How many were not? */
size_t explain_untried(void);

/* How many are bad? Each is told on stderr, unless it was told. */
size_t count_bad(bool told);

/* ---- play.c ---- */

/* What each kind does with an attack: sets run->result, or jumps out. */
void attack_stream_server(struct run *run);
void attack_stream_client(struct run *run);
void attack_datagram_server(struct run *run);
void attack_datagram_client(struct run *run);
void attack_token_client(struct run *run);

/* Of the clients who share a key. */
const char *key_file(void);

/* ---- for those who attack ---- */

/* The attack is over. The answer as printf(3). */
_Noreturn void conclude(struct run *run, enum verdict verdict,
                        const char *answer, ...);

/* NULL: nothing is admitted; and is it that it waits for the peer's end? */
const struct admission *admission_of(const struct run *run);
bool may_wait(const struct run *run);

/* Starts the target's program, a server or a client of run->port. */
void start_server(struct run *run);
void start_client(struct run *run);

/* Starts the server once more, on its port. False: it has ended. */
bool start_again(struct run *run);

/* Nothing more will be typed to it. */
void end_typing(struct run *run);

/* The program has taken all that it was sent. The attack is not tried where
   nobody can tell. */
void let_react(struct run *run);

/* The same, where nothing that is right depends on it. */
void settle(void);

/* Fails if there is anything in the output that a terminal would obey. */
void check_terminal(struct run *run);

/* Has the program ended? All its output has been read then. */
bool is_gone(struct run *run);

/* Waits for its end. */
bool ends(struct run *run);

/* Concludes unless it ended as it should: with 0, or with 1 and a sentence. */
void judge_end(struct run *run, bool may_succeed, bool may_fail);

/* clients.c: it must show that; it must take its leave, all having been said;
   it must end by itself, as nothing more will come. */
void must_show(struct run *run, const char *text);
void part_in_peace(struct run *run);
void must_give_up(struct run *run);

/* Waits until its output contains these bytes. */
bool shows(struct run *run, const void *bytes, size_t length);

/* The last line on stderr, and the last that names this port of 127.0.0.1.
   NULL: there is none. */
const char *last_words_of(struct run *run);
const char *complaint_about(struct run *run, int port);

/* Notes what is amiss, and returns false. */
bool amiss(struct run *run, const char *trouble);

/* Waits for the end of what the peer gets. */
bool await_end(struct wire *peer);

/* What `relayed` means by heard. */
bool is_relayed(struct run *run, struct wire *peer, const char *bytes,
                size_t length);

/* Waits until the hearer has got these lines, whole and in one piece. */
bool reaches(struct run *run, struct wire *hearer, const char *lines,
             size_t length);

/* A terminal's nightmare: control characters, NUL, no UTF-8; a line. */
extern const char nasty[];
extern const size_t nasty_length;

#endif
