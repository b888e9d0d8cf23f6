/*
 * page.h - a recorded run as one JSON document (document.md), or as the page
 * that shows it.
 */
#ifndef PAGE_H
#define PAGE_H

#include "../recorded_run/recorded_run.h"

#include <stdio.h>

struct edition {
    const char *title, *titulo; /* of the run: in English, in Portuguese */
    const char *build; /* how its programs were compiled; NULL: not by us */
};

/* A run as a story: steps, sentences, the kernel. It must have been read
   closely. */
struct story *story_of(struct run *run, const struct edition *edition);

void write_document(const struct story *story, const struct edition *edition,
                    FILE *out);

/* The steps as items of an HTML list, for print. */
void write_list(const struct story *story, FILE *out);

/* Text as HTML has it. */
void write_text(const char *text, FILE *out);

#endif
