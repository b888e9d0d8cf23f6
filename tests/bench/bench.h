/*
 * bench.h - what is measured (cases.c), how (chat.c, echo.c), and what is told
 * of it (report.c, plot.c).
 */
#ifndef BENCH_H
#define BENCH_H

#include "lines.h"
#include "server.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define MOST_ROUNDS 25
#define MOST_SERVERS 16

/* What is printed is English; the guide is in both. */
enum language { EN, PT, LANGUAGES };

/* Who is measured. */
struct contender {
    const char *name; /* in the tables below */
    const char *shown[LANGUAGES];
    const char *command; /* NULL: none is started */
    const char *needs;   /* a program; NULL: nothing */
    bool short_queue;    /* its listen() holds few: connect to it slowly */
    bool skipped;        /* what it needs is not installed */
};

extern struct contender contenders[];
extern const size_t contender_count;

/* What came out of one run. What does not apply is -1. */
struct result {
    bool ran;
    double rate;         /* deliveries, round trips or bytes a second */
    double p50, p99;     /* ms from the moment a line was due */
    double memory;       /* KiB: a member's, or the most of the server */
    double pause;        /* ms in all in which nobody got anything */
    double time;         /* ms until all were served, or had stopped */
    struct tally tally;  /* of all receivers together */
    long behind;         /* on their way when time was up; not lost */
    long served;         /* members that were */
    double load_share;   /* of a core that the generator used */
    double server_share; /* and the server */
    const char *trouble; /* it died, ... */
};

extern const struct result NOTHING_YET;

struct load;
typedef void measure(const struct load *load, struct server *server,
                     const struct contender *who, struct result *result);

/* One case. What it does not need is 0. */
struct load {
    const char *name;
    measure *how;
    const char *servers; /* names, with blanks between */
    int members;
    int senders;
    size_t line;    /* bytes, with the newline */
    size_t chunk;   /* bytes a send() */
    double seconds; /* of sending */
    long lines;     /* of each sender, if that comes first */
    double rate;    /* lines a second from all together */
    int stuck;      /* members that never read */
    double resets;  /* connect-and-reset a second */
    bool besieged;  /* as many of those as can be */
    bool pinned;    /* generator and server on one core */
    const char *about[LANGUAGES];
};

extern const struct load loads[];
extern const size_t load_count;

/* chat.c */
measure measure_flood, measure_paced, measure_idle, measure_burst;
void summarize_lateness(struct result *result, float *late, long count);

/* echo.c */
measure measure_ping_pong, measure_bystander, measure_bulk, measure_fernet;
bool is_echo(const char *command);

/* The figure of a result that a bound is about. */
enum figure { RATE, P99, MEMORY, PAUSE, TIME, HARM, TORN, SERVED, FIGURES };

/* What shall be true: a figure of `who`, or its ratio to another's. */
struct bound {
    const char *load;
    enum figure figure;
    const char *who;
    bool at_most;
    double limit;
    const char *of;    /* NULL: the figure itself */
    const char *of_in; /* in which case; NULL: in the same */
};

extern const struct bound bounds[];
extern const size_t bound_count;

/* All that has been measured: results[load][contender][round]. */
struct book {
    int rounds;
    struct result (*results)[MOST_SERVERS][MOST_ROUNDS];
    char (*machines)[256]; /* date, system, processor, of each load; where it
                              was read */
};

/* Over the rounds: the median; of harm the sum, of the served the least. -1 if
   it was not measured. */
double summary_of(const struct book *book, size_t load, size_t who,
                  enum figure figure);

size_t load_index(const char *name);
size_t contender_index(const char *name);
bool takes_part(const struct load *load, const char *name);

/* What a case is about first of all, and whom it is compared with. */
enum figure main_figure(const struct load *load);
size_t baseline_of(const struct load *load);

/* raw.c: each run as a line, and back. The machine stands in the first one. */
void write_raw(FILE *out, const struct load *load, const struct contender *who,
               int round, const struct result *result);
bool read_raw(const char *file, struct book *book);

/* report.c */
void print_case(const struct book *book, size_t load);
void print_table(const struct book *book);
int print_bounds(const struct book *book); /* how many do not hold */
void print_machine(FILE *out);

/* Figures in words. Each is valid until the next call. */
const char *value_text(const struct load *load, enum figure figure,
                       double value, enum language language);
const char *number_text(double value, enum language language);
const char *name_of(enum figure figure, enum language language);
void more_figures(const struct load *load, enum figure more[3]);

/* -1: not measured, or there is none. */
double ratio_to_baseline(const struct book *book, size_t load, size_t who);
double reached(const struct book *book, const struct bound *bound);

/* table.c: for the guide, in Markdown. `what` is names of cases, or "bounds".
   False if there is none of that. */
bool print_for_guide(const struct book *book, const char *what,
                     enum language language);

/* plot.c: the figures for the guide, into a directory. */
void draw_plots(const struct book *book, const char *directory);

/* smoke.c: does the generator see what is wrong? Returns main's status. */
int smoke(void);

/* One run: the server started, measured, ended. */
void run_once(const struct load *load, const struct contender *who,
              struct result *result);

#endif
