/* internal.h - what the files of the harness have among themselves. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Marks a text in a table that in_words() is given later, for texts.awk. */
#define TOLD(text) text

/* process.c: the end of what each running program said on stderr. */
void tell_last_words(FILE *out);
void release_processes(void);

/* scratch.c */
void release_scratch(void);

/* process.c: has nothing come in the last wait_for()? And: what was waited for
   so far has nothing to do with what follows. */
bool waited_in_vain(void);
void forget_waits(void);

/* process.c: waits until they have said their last words, a moment at most. */
void let_programs_settle(void);

/* story.c: how many actions the story has. Was the cause that will be told
   named right before the action with this number (from 0)? If it was named
   before an earlier one, it speaks of that, or of a later one that never came
   about. */
int story_length(void);
bool cause_is_of(int action);

/* Has the check named any? */
bool cause_is_named(void);
void forget_causes(void);

/* recording.c: what happens to a program, for the record. Nothing without a
   file for it. `at` is when it was started. */
long long now_ns(void);
long long time_moved(void); /* clock.c: nanoseconds, that the programs found
                               to have passed, and that did not */
void record_actor(pid_t pid, long long at, const char *name,
                  const char *command);
const char *signal_name(int number);
void record_signal(pid_t pid, int number);
void record_end(pid_t pid, const char *how);
void record_left(pid_t pid, const char *what);

/* What one of our own peers has done. */
struct deed {
    const char *call;
    int fd;           /* -1: it has none yet */
    int ends_of;      /* whose addresses are meant; -1: none */
    const char *args; /* NULL: none */
    long long begin;  /* it ends now */
    long result;
    const char *data;   /* NULL: it moves no bytes */
    size_t data_length; /* so many of */
    size_t asked;
    const char *error; /* NULL: none */
};
bool records_peers(void);
void record_deed(const struct deed *deed);

/* left.c: what outlives the program that has just ended, if TAP_DETAIL asks for
   that. */
void record_all_left(pid_t pid);

/* Skips the check if this program's calls cannot be seen; says why. */
void need_record_of(const char *program);

/* told_faults.c: what these rules for tap make of a program's calls. */
const char *faults_in_words(const char *faults);

/* peer.c: the first connection to that port may be refused for a while. */
void retry_first_connect(int port);
void release_peers(void);

#endif
