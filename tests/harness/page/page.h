/*
 * page.h - a recorded run as one JSON document (document.md), or as the page
 * that shows it.
 */
#ifndef PAGE_H
#define PAGE_H

#include "../recorded_run/recorded_run.h"

#include <stdio.h>

struct edition {
    const char *title; /* of the run */
    const char *build; /* how its programs were compiled; NULL: not by us */
};

/* The run must have been read closely. */
void write_document(struct run *run, const struct edition *edition, FILE *out);

#endif
