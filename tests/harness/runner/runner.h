/* runner.h - what the files of the runner share: list.c knows which tests there
   are, runner.c runs them, told.c finds out how that went and says it. */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* UNTRIED: something that it needs has failed. */
enum state { WAITING, RUNNING, PASSED, FAILED, SKIPPED, UNTRIED };

struct test {
    const char *kind, *name, *together;
    size_t program;
    size_t group; /* how many from here on run in one process; 0: it runs in
                     that of one before it */
    size_t needs; /* another that must not have failed, or NOTHING */
    enum state state;
    char *story; /* of a failure, or the reason of a skip */
    pid_t pid;   /* of the process, for the first of its group */
    long long started, took, computed; /* ms */
};
#define NOTHING ((size_t)-1)
#define MAX_GROUP 64

struct program {
    const char *file; /* tests/build/test_02_echo, tests/test_house.sh */
    char label[64];   /* test_02_echo, test_house */
    size_t first, count;
};

struct run {
    const char *verb; /* `test`: what make was told */
    const char *build;
    bool all, show_all, only_first, only_rest, only_fair; /* ALL=1 ... */
    struct program *programs;
    size_t program_count;
    struct test *tests;
    size_t test_count;
};

bool is_script(const char *file);

/* Adds a program and all its tests. */
void list_program(struct run *run, const char *file);

/* Leaves those that are to be run: ONLY, or "". */
void choose_tests(struct run *run, const char *only);

/* The file into which the group that begins with this test writes. */
void name_log(const struct run *run, const struct test *test, char *path,
              size_t size);

/* Fills in state and story of a group whose process has ended like this (as
   waitpid(2) has it). `late`: because it had run for so many seconds. */
void judge_group(const struct run *run, size_t head, int status, int late);

/* Tells what has become certain, in the tables' order. Returns false when with
   FIRST=1 the first failure has been told. */
bool tell_settled(const struct run *run);

/* On a terminal, a line that is rewritten: how many are done, what runs. */
void show_progress(const struct run *run);

/* The skips, how to run what failed, the slowest if asked, the counts. Returns
   the exit status. */
int tell_end(const struct run *run, bool times);

#endif
