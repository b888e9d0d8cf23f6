/* internal.h - what main.c uses of the other files. */
#ifndef EXERCISES_INTERNAL_H
#define EXERCISES_INTERNAL_H

#include "exercises.h"

/* ---- subject.c ---- */

/* Their commands, for people to read. */
const char *strangers(void);

/* ---- language.c ---- */

/* From now on in the language that the environment asks for. */
void choose_language(void);

/* The directory of the guide in that language. */
const char *guide(void);

/* ---- section.c ---- */

/* The heading of the section of a page that inserts it. NULL: there is none. */
const char *section_with(const char *path, const char *inserted);

/* ---- learned.c ---- */

/* What an exercise that has passed has taught, and what our solution does
   otherwise: from the guide's learned.txt. */
void print_learned(const char *step, const char *exercise);

/* ---- page.c: HTML=FILE, what the check has seen ---- */

/* The page program is in that directory. Without HTML nothing of this does
   anything. */
void ask_for_page(const char *directory);

/* In an attempt, before its programs are started. */
void record_for_page(void);

/* After it: the first that failed is that of the page, or else the last. */
void keep_for_page(const char *task, enum outcome outcome);
void write_page_of(const char *step);

/* The student's copy, if that directory is only its build for a page. */
const char *place_shown(const char *directory);

/* ---- report.c ---- */

/* Marks a text that is said elsewhere, in words, for texts.awk. */
#define TOLD(text) text

/* Brief: a line for each part, its name and verdict ("a open"), and one for the
   most memory so far, in KiB ("memory 2048"); before them one for each task,
   with tabs between (check, part, verdict, name, sentence). That is for
   programs to read; else as a teacher would tell it. */
void report_briefly(void);

/* For watch-step: the first task that is open is told of in full, as soon as
   that is known; then only what has become of each exercise. */
void report_first_open_first(void);

/* Writes the verdict of each part to that file, too, as "a open", once it is
   known; of Exercise 0 as "0 open". */
void report_to_file(const char *path);

/* A step by its directory's name, and what is checked. */
void report_step(const char *step, const char *where);
void report_part(const char *exercise);
void report_task(const char *name, enum outcome outcome, const char *story);
void report_untried(const char *name); /* what comes before it has failed */
void report_end(void);

/* The same for Exercise 0, of which each task has its number. Only the first
   that is open is told of in full. */
void report_exercise_0(const char *step, const char *where);
void report_numbered(int number, const struct bare_task *task,
                     enum outcome outcome, const char *story);
void report_end_of_0(void);

/* 0: all that was played has passed; 1: something is open; 2: nothing could be
   looked at. */
int exit_status(void);

#endif
