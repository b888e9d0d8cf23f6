/*
 * page.c - HTML=FILE: the page of what the check has seen of the programs: of
 * the first task that failed, up to the line that it failed at, or else of the
 * last one.
 */
#define _XOPEN_SOURCE 700

#include "internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *file;  /* NULL: nobody asked for one */
static const char *build; /* where page is */
static const char *title; /* of the run that is on record */
static char records[PATH_MAX + 64];
static bool kept;

const char *place_shown(const char *directory)
{
    static const char pages[] = "tests/build/pages/";

    return strncmp(directory, pages, sizeof pages - 1) == 0
               ? directory + sizeof pages - 1
               : directory;
}

void ask_for_page(const char *directory)
{
    file = getenv("HTML");
    if (!file || !*file || !has_tap()) {
        file = NULL;
        return;
    }
    build = directory;
    snprintf(records, sizeof records, "%s/check-%ld.records", build,
             (long)getpid());
    setenv("TAP_DETAIL", "1", 1);
    record_peers_as("check");
}

void record_for_page(void)
{
    if (!file || kept)
        return;
    remove(records);
    record_to(records);
}

void keep_for_page(const char *task, enum outcome outcome)
{
    if (!file || kept)
        return;
    title = task;
    kept = outcome == FAILED;
}

void write_page_of(const char *step)
{
    if (!file || !title)
        return;
    char *name = malloc(strlen(step) + strlen(in_words(title)) + 3);
    if (name) {
        sprintf(name, "%s: %s", step, in_words(title));
        const char *flags = getenv("PAGE_BUILD");
        bool ours = flags && *flags && !have_strangers();
        const char *const words[] = {"page",
                                     "--title",
                                     name,
                                     ours ? "--build" : records,
                                     ours ? flags : NULL,
                                     records,
                                     NULL};
        run_beside(build, words, file);
    }
    free(name);
    remove(records);
}
