/*
 * main.c - the `check` program behind `make check-step N`.
 *
 *     check [-bwx] [-e EXERCISE] [-p SECONDS] [-r FILE] STEP [DIRECTORY]
 *     check -0 [-bw] [-e NUMBER] [-p SECONDS] [-r FILE] STEP [DIRECTORY]
 *
 * Plays the step's contract and its exercises against the programs in
 * DIRECTORY (work/STEP), or those that SERVER='python3 mine.py {port}' and
 * CLIENT='...' start. -e: one exercise only, and the contract. -p: how long a
 * wait may be (5). -b: lines for programs to read (internal.h). -r: the
 * verdicts go to FILE, too. -w: the first that is open, then no details.
 * HTML=FILE writes a page to step through what was seen. CHAOS=1 cuts the
 * programs' calls short. -x: without the contract, for tests. -0: Exercise 0
 * instead, for the bare programs that are server and client in DIRECTORY
 * (work/NN-bare); -e: this line only.
 *
 * Exits with 0 if nothing is open or broken, 1 if something is, and 2 if it
 * was called wrongly or could look at nothing.
 */
#define _XOPEN_SOURCE 700

#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LONGEST_OUTPUT = 8 * 1024 * 1024 };

static const struct step {
    const struct task *tasks;
    const size_t *count;
    const struct bare_task *bare; /* NULL: it has no Exercise 0 */
    const size_t *bare_count;
} steps[] = {{step_01, &step_01_count, bare_01, &bare_01_count},
             {step_02, &step_02_count, bare_02, &bare_02_count},
             {step_03, &step_03_count, bare_03, &bare_03_count},
             {step_04, &step_04_count, NULL, NULL},
             {step_05, &step_05_count, bare_05, &bare_05_count},
             {step_06, &step_06_count, bare_06, &bare_06_count},
             {step_07, &step_07_count, NULL, NULL}};

static const char *directory;
static int patience;
static bool bare, without_contract;

static bool left_out;

void leave_out(void)
{
    left_out = true;
    skipped("%s", ""); /* play_part() says nothing of it */
}

static void play(void *argument)
{
    const struct task *task = argument;

    set_step(directory);
    if (patience > 0)
        set_patience(patience);
    if (bare && has_tap()) { /* whatever limits a program sets to its waits */
        stop_the_clock();
        let_time_run();
    }
    if (in_chaos()) {
        need_tap();
        set_chaos();
    }
    record_for_page();
    task->body();
}

/* Plays the tasks of one part up to the first that fails: one thing at a
   time. */
static void play_part(const struct step *step, const char *exercise)
{
    enum outcome outcome = PASSED;
    const char *story;

    report_part(exercise);
    for (size_t i = 0; i < *step->count; i++) {
        const struct task *task = &step->tasks[i];
        if (strcmp(task->exercise, exercise) != 0)
            continue;
        if (outcome == FAILED) {
            report_untried(task->name);
            continue;
        }
        left_out = false;
        outcome = attempt(play, (void *)task, &story);
        if (left_out)
            continue;
        report_task(task->name, outcome, story);
        keep_for_page(task->name, outcome);
    }
}

static void play_step(const struct step *step, const char *wanted)
{
    static const char *const exercises[] = {"a", "b", "c"};

    if (!without_contract)
        play_part(step, "");
    for (size_t i = 0; i < sizeof exercises / sizeof *exercises; i++)
        if (!*wanted || strcmp(wanted, exercises[i]) == 0)
            play_part(step, exercises[i]);
}

/* Bare programs do not say where they listen, and take nothing but a port: they
   are started as a stranger's. */
static void play_exercise_0(const struct step *step, const char *name,
                            const char *wanted)
{
    const char *where = have_strangers() ? strangers() : place_shown(directory);
    size_t count = *step->bare_count, line = (size_t)atoi(wanted);
    const char *story;

    if (*wanted && (line < 1 || line > count)) {
        fprintf(stderr, in_words("Which line? EX=1 to EX=%zu\n"), count);
        exit(2);
    }
    report_exercise_0(name, where);
    if (!have_strangers()) {
        setenv("SERVER", "./server {port}", 1);
        setenv("CLIENT", "./client {port}", 1);
    }
    for (size_t i = 0; i < count; i++) {
        if (*wanted && line != i + 1)
            continue;
        const struct bare_task *task = &step->bare[i];
        enum outcome outcome = attempt(play, (void *)&task->task, &story);
        report_numbered((int)i + 1, task, outcome, story);
        keep_for_page(task->task.name, outcome);
    }
    report_end_of_0();
}

/* A thousand clients are connected at a time, which is more than a process may
   usually have open. */
static void allow_many_descriptors(void)
{
    const rlim_t wanted = 4096;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* Ctrl-C: the programs must not outlive us. */
static void interrupted(int number)
{
    kill_all();
    _exit(128 + number);
}

static _Noreturn void usage(void)
{
    fputs("usage: check [-bwx] [-e EXERCISE] [-p SECONDS] [-r FILE] STEP\n"
          "             [DIR]\n"
          "       check -0 [-bw] [-e NUMBER] [-p SECONDS] [-r FILE] STEP\n"
          "             [DIR]\n"
          "  -0           Exercise 0, for the bare programs (work/NN-bare)\n"
          "  -b           lines for programs to read\n"
          "  -e EXERCISE  a, b or c: this one only, and the contract\n"
          "  -p SECONDS   how long a wait may be (5)\n"
          "  -r FILE      the verdicts go there, too\n"
          "  -w           only the first that is open in full\n"
          "  STEP         such as 01-basic-tcp\n"
          "  DIR          where its programs are (work/STEP)\n",
          stderr);
    exit(2);
}

/* Returns which exercise is wanted, "" for all. */
static const char *read_options(int argc, char **argv)
{
    const char *wanted = "";
    int option;

    while ((option = getopt(argc, argv, "0be:p:r:wx")) != -1) {
        if (option == 'b')
            report_briefly();
        else if (option == 'w')
            report_first_open_first();
        else if (option == '0')
            bare = true;
        else if (option == 'x')
            without_contract = true;
        else if (option == 'e')
            wanted = optarg;
        else if (option == 'p' && atoi(optarg) > 0)
            patience = atoi(optarg);
        else if (option == 'r')
            report_to_file(optarg);
        else
            usage();
    }
    if (optind == argc || argc - optind > 2 ||
        (!bare && (strlen(wanted) > 1 || !strstr("abc", wanted))))
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

    if (number < 1 || number > sizeof steps / sizeof *steps ||
        (bare && !steps[number - 1].bare))
        usage();
    ask_for_page(find_tap(argv[0]));
    set_output_limit(LONGEST_OUTPUT);
    allow_many_descriptors();
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    if (bare)
        snprintf(place, sizeof place, "work/%.2s-bare", step);
    else
        snprintf(place, sizeof place, "work/%s", step);
    directory = have_strangers()    ? "."
                : optind + 1 < argc ? argv[optind + 1]
                                    : place;
    if (bare) {
        play_exercise_0(&steps[number - 1], step, wanted);
    } else {
        report_step(step,
                    have_strangers() ? strangers() : place_shown(directory));
        play_step(&steps[number - 1], wanted);
        report_end();
    }
    write_page_of(step);
    return exit_status();
}
