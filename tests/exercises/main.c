/*
 * main.c - the `check` program behind `make check-step N`.
 *
 *     check [-b] [-e EXERCISE] [-p SECONDS] STEP [DIRECTORY]
 *
 * Plays the step's contract and its exercises against the programs in
 * DIRECTORY (work/STEP), or those that SERVER='python3 mine.py {port}' and
 * CLIENT='...' start. -e: one exercise only, and the contract. -p: how long a
 * wait may be (5). -b: a line for each part, for programs to read. CHAOS=1
 * cuts the programs' calls short.
 *
 * Exits with 0 if nothing is open or broken, 1 if something is, and 2 if it
 * was called wrongly.
 */
#define _XOPEN_SOURCE 700

#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_OUTPUT = 8 * 1024 * 1024 };

static const struct step {
    const struct task *tasks;
    const size_t *count;
} steps[] = {{step_01, &step_01_count}, {step_02, &step_02_count},
             {step_03, &step_03_count}, {step_04, &step_04_count},
             {step_05, &step_05_count}, {step_06, &step_06_count},
             {step_07, &step_07_count}};

static const char *directory;
static int patience;

static void play(void *argument)
{
    const struct task *task = argument;

    set_step(directory);
    if (patience > 0)
        set_patience(patience);
    if (in_chaos()) {
        need_tap();
        set_chaos();
    }
    task->body();
}

/* Plays the tasks of one part up to the first that fails: one thing at a
   time. */
static void play_part(const struct step *step, const char *exercise)
{
    enum outcome outcome = PASSED;
    const char *story;

    report_part(exercise);
    for (size_t i = 0; i < *step->count && outcome != FAILED; i++) {
        const struct task *task = &step->tasks[i];
        if (strcmp(task->exercise, exercise) != 0)
            continue;
        outcome = attempt(play, (void *)task, &story);
        release_scratch();
        report_task(task->name, outcome, story);
    }
}

static void play_step(const struct step *step, const char *wanted)
{
    static const char *const exercises[] = {"a", "b", "c"};

    play_part(step, "");
    for (size_t i = 0; i < sizeof exercises / sizeof *exercises; i++)
        if (!*wanted || strcmp(wanted, exercises[i]) == 0)
            play_part(step, exercises[i]);
}

/* Ctrl-C: the programs must not outlive us. */
static void interrupted(int number)
{
    kill_all();
    _exit(128 + number);
}

static _Noreturn void usage(void)
{
    fputs("usage: check [-b] [-e EXERCISE] [-p SECONDS] STEP [DIRECTORY]\n"
          "  -b           a line for each part, for programs to read\n"
          "  -e EXERCISE  a, b or c: this one only, and the contract\n"
          "  -p SECONDS   how long a wait may be (5)\n"
          "  STEP         such as 01-basic-tcp\n"
          "  DIRECTORY    where its programs are (work/STEP)\n",
          stderr);
    exit(2);
}

/* Returns which exercise is wanted, "" for all. */
static const char *read_options(int argc, char **argv)
{
    const char *wanted = "";
    int option;

    while ((option = getopt(argc, argv, "be:p:")) != -1) {
        if (option == 'b')
            report_briefly();
        else if (option == 'e')
            wanted = optarg;
        else if (option == 'p' && atoi(optarg) > 0)
            patience = atoi(optarg);
        else
            usage();
    }
    if (optind == argc || argc - optind > 2 || strlen(wanted) > 1 ||
        !strstr("abc", wanted))
        usage();
    return wanted;
}

int main(int argc, char **argv)
{
    choose_language();
    const char *wanted = read_options(argc, argv);
    const char *step = argv[optind];
    size_t number = (size_t)atoi(step);
    char place[512];

    if (number < 1 || number > sizeof steps / sizeof *steps)
        usage();
    find_tap(argv[0]);
    set_output_limit(LONGEST_OUTPUT);
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    snprintf(place, sizeof place, "work/%s", step);
    directory = have_strangers()    ? "."
                : optind + 1 < argc ? argv[optind + 1]
                                    : place;
    report_step(step, have_strangers() ? strangers() : directory);
    play_step(&steps[number - 1], wanted);
    report_end();
    return nothing_is_open() ? 0 : 1;
}
