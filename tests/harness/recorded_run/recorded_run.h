/*
 * ladder.h - the records of a run (tap_record.c), and the picture made of them.
 *
 *     ladder_read.c    lines of a file -> events in lanes
 *     ladder_match.c   which call met which: connections, bytes, datagrams
 *     ladder_pick.c    few of them, for a small picture
 *     ladder_rows.c    events in time order -> rows of a picture
 *     ladder_words.c   an event in words
 *     ladder_text.c, ladder_svg.c, ladder_normal.c   the three forms
 */
#ifndef LADDER_H
#define LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum kind {
    CALL,   /* a socket call */
    SAY,    /* a new section of the picture */
    START,  /* a program was started, or a process forked */
    SIGNAL, /* it was sent a signal */
    END     /* it has ended */
};

/* What passes from one lane to another, and what takes it. */
enum role { NOTHING, CONNECTS, ACCEPTS, SENDS, RECEIVES, FINISHES, SEES_END };

struct event {
    enum kind kind;
    int number; /* in the order of the file */
    long pid, tid;
    struct lane *lane;
    size_t place;         /* in the lane's events */
    long long begin, end; /* ns */
    bool returned, may_wait;
    const char *call;
    int fd;
    bool datagram;
    const char *self, *peer; /* NULL: not known */
    const char *args, *answer, *error;
    long long asked, result; /* asked -1: does not apply */
    const char *data;        /* what there is to be shown of it */
    size_t data_length;
    const char *text; /* SAY: the heading; START: the command; END: how */
    long parent;      /* START of a forked child */

    /* ladder_match.c */
    enum role role;
    struct end *at;       /* the end of a connection that it happened on */
    long long from, to;   /* SENDS, RECEIVES: its bytes in their direction */
    struct event *met;    /* the one other event that it belongs to */
    struct lane *towards; /* where it has an effect, met or not */
    bool resets;          /* a close that the other end sees as a reset */
    const char *note;     /* what a reader may not see by himself */
    bool hidden;          /* ladder_pick.c: it is not in the picture */

    /* ladder_rows.c */
    long long at_time; /* where it stands in the picture */
    bool merged;       /* it stands in the row of `met` */
};

/* A process, or a thread of one that has several. */
struct lane {
    long pid, tid; /* tid 0: all threads */
    const char *name;
    int place;             /* from the left */
    bool named;            /* by whoever started it */
    bool lives;            /* already when a small picture begins */
    long long ends;        /* 0: not before the picture does */
    struct event **events; /* in time order */
    size_t count;
};

/* One end of a connection. */
struct end {
    const char *self, *peer;
    struct end *other;
    struct lane *lane; /* whoever used it last */
    struct event **events;
    size_t count;
};

struct run {
    struct event *events; /* in the order of the file */
    size_t count;
    struct lane *lanes;
    size_t lane_count;
    struct end **ends;
    size_t end_count;
    struct row *rows;
    size_t row_count;
    const char *host; /* of all addresses; NULL: they differ */
    const char *title;
    bool no_threads;  /* a lane for each process, whatever its threads */
    bool everything;  /* no rows are left out */
    const char *only; /* of a small picture: these calls; NULL: all there is */
    int act;          /* and this section; 0: all of them */
};

/* One row: an event, and perhaps what it met. */
struct row {
    enum {
        HEADING,
        HAPPENS,
        WAITS,   /* a call begins to wait */
        RETURNS, /* a call comes back whose effect was long before */
        MORE     /* rows left out */
    } kind;
    long long time;
    struct event *event;
    struct event *other;      /* the one that receives, in the same row */
    bool goes_on;             /* RETURNS follows */
    struct lane *from, *to;   /* of the arrow; from NULL: there is none */
    const char *label;        /* on the arrow */
    const char *text;         /* of MORE and RETURNS */
    size_t stands_for;        /* MORE: so many rows */
    long long sent, received; /* MORE: bytes in them */
};

/* Reads all records; returns false with a sentence on stderr. */
bool read_run(struct run *run, const char *file);
void match_run(struct run *run);

/* When it has its effect on the other side, or shows the other side's. */
long long effect_of(const struct event *event);

/* Hides what a small picture does not show. */
void pick_events(struct run *run);

void make_rows(struct run *run);

/* The rows from `first` to the next heading: where they end, and which lanes
   they need (an array of run->lane_count: its column in the section, or -1).
   *lanes is their number. */
size_t section_of(const struct run *run, size_t first, int *columns,
                  int *lanes);

/* Memory that is never given back: the program draws and ends. */
void *need(size_t size);
const char *format(const char *pattern, ...);

/* ---- ladder_words.c ---- */

/* An event in words, data shortened so that at most `width` columns are
   taken, if that is possible. */
const char *words_of(const struct run *run, const struct event *event,
                     size_t width);

/* The same without limits, addresses in full. */
const char *full_words_of(const struct event *event);

/* What an error means; NULL where there is none. */
const char *meaning_of(const struct event *event);

/* An error that is none, only an answer: try again later. */
bool only_later(const struct event *event);

/* What stands in the lane that an arrow reaches before its call is made. */
const char *arrival_of(const struct event *event);

/* How many columns a text takes, in a terminal. */
size_t columns_of(const char *text);

/* The character at text: its bytes, and its columns. */
size_t next_character(const char *text, size_t *columns);

/* Cuts the first line off a text; returns what is left, NULL if nothing. */
const char *cut_line(const char *text, size_t width, char *line, size_t size);

/* ---- the forms ---- */

struct style {
    bool colour, ascii;
    bool threads_share; /* a lane, since there would be too many */
    size_t width;       /* 0: as wide as it takes */
};

void draw_text(const struct run *run, const struct style *style, FILE *out);
void draw_svg(const struct run *run, FILE *out);
void list_calls(const struct run *run, FILE *out);
void list_events(const struct run *run, FILE *out);

#endif
