/*
 * ladder.h - a recorded run, drawn: who called what from top to bottom, an
 * arrow where something crossed from one lane to another.
 */
#ifndef LADDER_H
#define LADDER_H

#include "../recorded_run/recorded_run.h"

#include <stdio.h>

struct picture {
    const struct run *run; /* make_rows: of a small picture, what it shows */
    const char *title;
    const char *only; /* of a small picture: these calls; NULL: all there is */
    int act;          /* and this section; 0: all of them */
    bool everything;  /* no rows are left out */
    bool threads_share; /* a lane, since there would be too many */
    bool colour, ascii; /* the text */
    size_t width;       /* of the text; 0: as wide as it takes */

    struct row *rows;
    size_t row_count;
    struct life *lives; /* by lane, of a small picture */
};

void make_rows(struct picture *picture);

/* Of the section that has the most. */
size_t most_lanes(const struct picture *picture);

void draw_text(const struct picture *picture, FILE *out);
void draw_svg(const struct picture *picture, FILE *out);

/* A run without what differs from run to run. */
void list_calls(const struct picture *picture, FILE *out);
void list_events(const struct picture *picture, FILE *out);

#endif
