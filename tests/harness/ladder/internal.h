/*
 * internal.h - from a run to the rows of a picture, and what a row shows, be it
 * in a text or in an SVG.
 */
#ifndef LADDER_INTERNAL_H
#define LADDER_INTERNAL_H

#include "ladder.h"

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
    const struct event *event;
    const struct event *other; /* the one that receives, in the same row */
    bool goes_on;              /* RETURNS follows */
    const struct lane *to;     /* of the arrow; NULL: there is none */
    const char *label;         /* on the arrow */
    const char *text;          /* of MORE and RETURNS */
    size_t stands_for;         /* MORE: so many rows */
    long long sent, received;  /* MORE: bytes in them */
};

/* What a small picture does not show of a lane. */
struct life {
    bool already;   /* there when the picture begins */
    long long ends; /* 0: not before the picture does */
};

/* Leaves in the picture's run what a small one shows. */
void pick_events(struct picture *picture);

void fold_rows(struct picture *picture);

/* The rows from `first` to the next heading: where they end, and which lanes
   they need (an array of run->lane_count: its column in the section, or -1).
   *lanes is their number. */
size_t section_of(const struct picture *picture, size_t first, int *columns,
                  size_t *lanes);

/* ---- what a row shows ---- */

/* What one lane shows in a row: a call, or only that something comes. */
struct side {
    const struct row *row;
    const struct lane *lane;
    const struct event *event; /* NULL: its call has not been made yet */
    bool left;                 /* of an arrow */
};

enum ink { PLAIN, BOLD, FAINT, BAD };

/* Who acts, and the other end of the arrow. */
struct side actor_of(const struct row *row);
struct side other_of(const struct row *row);

const char *words_on(const struct picture *picture, const struct side *side,
                     size_t width);
enum ink ink_on(const struct side *side);

/* A remark below the words; NULL: none. */
const char *note_on(const struct side *side);

/* Since the picture began, for its left margin. */
const char *time_of(const struct picture *picture, const struct row *row);

/* What is the same in all addresses; NULL: nothing. */
const char *about_addresses(const struct run *run);

#endif
