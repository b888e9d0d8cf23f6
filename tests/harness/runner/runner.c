/*
 * runner.c - runs the tests: each in its own process, several side by side.
 *
 *   run [-a] VERB PROGRAM...
 *
 * A PROGRAM is a test program, or a script tests/test_*.sh. With --list it
 * prints a line for each of its tests:
 *
 *   KIND NAME [TOGETHER]
 *
 * and with names it runs those, and prints as cmocka does. Tests in a row that
 * have the same third word share one process. The kinds are
 *
 *   first   runs before the others of its program; if it fails, they do not
 *   check   a check in fair weather, or any other test
 *   chaos   NAME_in_chaos, the twin of NAME; not run if that has failed
 *   calm    a twin that chaos cannot hit      (only with -a: make test-all)
 *   wrong   a wrong program that must be caught
 *   long    whatever takes long               (only with -a: make test-all)
 *
 * Results come in the order of the lists. In the environment: ONLY=name (that
 * test, else all so named in part, or all of that program), ALL=1, FIRST=1,
 * TIMES=1, REST=1 (what only -a runs), FAIR=1 (no twins in chaos), SEED, JOBS,
 * BOUND_SCALE. VERB is what make was told, for the advice at the end. Exit
 * status: 0, 1: something failed, 2: nothing has that name.
 */
#define _POSIX_C_SOURCE 200809L

#include "runner.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT 300 /* seconds a test: a net for what hangs, no verdict */

static struct run run;
static volatile sig_atomic_t stopped; /* the signal that did it */
static int job_limit, load;           /* how many may run, how many do */
static int script_load;               /* what of that is scripts' */
static size_t *order;                 /* in which they begin */

static long number_of(const char *variable, long otherwise)
{
    const char *text = getenv(variable);
    long number = text ? strtol(text, NULL, 10) : 0;

    return number > 0 ? number : otherwise;
}

static long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What all children that have ended have computed. */
static long long computed_ms(void)
{
    struct rusage usage;

    getrusage(RUSAGE_CHILDREN, &usage);
    return (long long)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/* ---- running them ---- */

/* May it begin? It never may if what it needs has failed. */
static bool may_begin(struct test *test)
{
    enum state needed =
        test->needs == NOTHING ? PASSED : run.tests[test->needs].state;

    if (needed == FAILED || needed == UNTRIED)
        test->state = UNTRIED;
    return needed == PASSED || needed == SKIPPED;
}

/* In the child: becomes the program, for these of its tests. */
static _Noreturn void become(const struct test *test)
{
    const char *file = run.programs[test->program].file;
    char *argv[MAX_GROUP + 3], log[512];
    int count = 0;

    setpgid(0, 0);
    name_log(&run, test, log, sizeof log);
    int in = open("/dev/null", O_RDONLY);
    int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) {
        perror(log);
        _exit(126);
    }
    close(in);
    close(out);
    if (is_script(file))
        argv[count++] = (char *)"sh";
    argv[count++] = (char *)file;
    for (size_t i = 0; i < test->group; i++)
        argv[count++] = (char *)test[i].name;
    argv[count] = NULL;
    execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

static bool is_of_script(const struct test *test)
{
    return is_script(run.programs[test->program].file);
}

/* Scripts compute, where most of the other tests wait. */
static int weight(const struct test *test)
{
    return is_of_script(test) ? 4 : 1;
}

/* Does a test wait that is not of a script? */
static bool others_wait(void)
{
    for (size_t i = 0; i < run.test_count; i++)
        if (run.tests[i].state == WAITING && run.tests[i].group > 0 &&
            !is_of_script(&run.tests[i]))
            return true;
    return false;
}

/* As long as there are others, scripts have half of the room: the two kinds
   side by side leave no processor idle. */
static bool has_room(const struct test *test, int for_scripts)
{
    return load == 0 ||
           (weight(test) <= job_limit - load &&
            (!is_of_script(test) || weight(test) <= for_scripts - script_load));
}

static void count_load(const struct test *test, int times)
{
    load += times * weight(test);
    if (is_of_script(test))
        script_load += times * weight(test);
}

static void begin(struct test *test)
{
    test->started = now_ms();
    test->pid = fork();
    if (test->pid < 0) {
        perror("fork");
        exit(1);
    }
    if (test->pid == 0)
        become(test);
    setpgid(test->pid, test->pid); /* whoever of the two comes first */
    for (size_t i = 0; i < test->group; i++)
        test[i].state = RUNNING;
    count_load(test, 1);
}

/* With FIRST=1, what stands behind a failure is not the first. */
static size_t end_of_search(void)
{
    size_t end = 0;

    while (end < run.test_count &&
           !(run.only_first && run.tests[end].state == FAILED))
        end++;
    return end;
}

/* Begins what there is room for, in this order. What may never begin may be
   what others need: then we look once more. Is anything left to do? */
static bool begin_some(void)
{
    int for_scripts = others_wait() ? job_limit / 2 : job_limit;
    size_t end = end_of_search();
    bool again = false;

    for (size_t i = 0; i < run.test_count && load < job_limit; i++) {
        struct test *test = &run.tests[order[i]];
        if (test->state != WAITING || test->group == 0 || order[i] >= end)
            continue;
        if (may_begin(test) && has_room(test, for_scripts))
            begin(test);
        again = again || test->state == UNTRIED;
    }
    return again ? begin_some() : load > 0;
}

static struct test *test_of(pid_t pid)
{
    for (size_t i = 0; i < run.test_count; i++)
        if (run.tests[i].pid == pid && run.tests[i].state == RUNNING)
            return &run.tests[i];
    return NULL;
}

static void end_group(struct test *test, int status, int late)
{
    static long long computed_before;
    long long computed = computed_ms();

    kill(-test->pid, SIGKILL); /* whom it has left behind */
    test->took = now_ms() - test->started;
    test->computed = computed - computed_before;
    computed_before = computed;
    count_load(test, -1);
    judge_group(&run, (size_t)(test - run.tests), status, late);
}

/* Ends what takes forever. */
static void end_the_late(void)
{
    long each = number_of("RUN_LIMIT", LIMIT) * number_of("BOUND_SCALE", 1);

    for (size_t i = 0; i < run.test_count; i++) {
        struct test *test = &run.tests[i];
        int limit = (int)each * (int)test->group, status;
        if (test->state != RUNNING || test->group == 0 ||
            now_ms() - test->started < limit * 1000LL)
            continue;
        kill(-test->pid, SIGKILL);
        waitpid(test->pid, &status, 0);
        end_group(test, status, limit);
    }
}

/* Waits for one to end; a second at most (see main's timer). */
static void wait_for_one(void)
{
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    struct test *test = pid > 0 ? test_of(pid) : NULL;

    if (test)
        end_group(test, status, 0);
    end_the_late();
}

/* They may end in good order; nobody stays. */
static void end_all(void)
{
    long long until = now_ms() + 2000;

    for (size_t i = 0; i < run.test_count; i++)
        if (run.tests[i].state == RUNNING && run.tests[i].group > 0)
            kill(-run.tests[i].pid, SIGTERM);
    while (now_ms() < until)
        if (waitpid(-1, NULL, 0) < 0 && errno == ECHILD)
            break;
    for (size_t i = 0; i < run.test_count; i++)
        if (run.tests[i].state == RUNNING && run.tests[i].group > 0)
            kill(-run.tests[i].pid, SIGKILL);
}

static void run_all(void)
{
    bool go_on = true;

    while (go_on && !stopped && begin_some()) {
        show_progress(&run);
        wait_for_one();
        go_on = stopped || tell_settled(&run);
    }
    if (go_on && !stopped)
        tell_settled(&run);
    end_all();
}

/* Scripts first: they take longest. But any order must do, and $SEED picks one
   (Fisher and Yates). */
static void set_order(void)
{
    const char *seed = getenv("SEED");
    size_t count = 0;

    order = calloc(run.test_count, sizeof *order);
    if (!order)
        exit(1);
    for (int script = 1; script >= 0; script--)
        for (size_t i = 0; i < run.test_count; i++)
            if (is_of_script(&run.tests[i]) == script)
                order[count++] = i;
    srand(seed ? (unsigned)atoi(seed) : 0);
    for (size_t i = run.test_count; seed && *seed && i > 1; i--) {
        size_t other = (size_t)rand() % i, kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static void stop(int number)
{
    stopped = number;
}

static void tick(int number)
{
    (void)number;
    alarm(1); /* and waitpid() is broken off, to look at the time */
}

static void watch_signals(void)
{
    struct sigaction stopping = {.sa_handler = stop},
                     ticking = {.sa_handler = tick};

    sigaction(SIGINT, &stopping, NULL);
    sigaction(SIGTERM, &stopping, NULL);
    sigaction(SIGHUP, &stopping, NULL);
    sigaction(SIGALRM, &ticking, NULL);
    alarm(1);
}

/* Four to a core: most of them wait most of the time. */
static int usual_jobs(void)
{
    long cores = 2;

#ifdef _SC_NPROCESSORS_ONLN
    cores = sysconf(_SC_NPROCESSORS_ONLN);
#endif
    return 4 * (int)(cores > 0 ? cores : 1);
}

static bool is_set(const char *variable)
{
    const char *text = getenv(variable);

    return text && *text && strcmp(text, "0") != 0;
}

static int start_run(char **programs, const char *only)
{
    for (; *programs; programs++)
        list_program(&run, *programs);
    choose_tests(&run, only);
    if (run.test_count == 0) {
        printf("No test has such a name: %s%s\n", only,
               run.all ? "" : " (make test-all has more)");
        return 2;
    }
    set_order();
    watch_signals(); /* not before: the lists must be read without a break */
    run_all();
    if (stopped) {
        signal(stopped, SIG_DFL);
        printf("\nBroken off. What was printed is in %s/logs.\n", run.build);
        fflush(stdout);
        raise(stopped);
    }
    return tell_end(&run, is_set("TIMES"));
}

int main(int argc, char **argv)
{
    char path[512], logs[600];
    const char *only = getenv("ONLY");

    if (argc > 1 && strcmp(argv[1], "-a") == 0) {
        run.all = true;
        argc--;
        argv++;
    }
    if (argc < 3) {
        fputs("usage: run [-a] VERB PROGRAM...\n", stderr);
        return 2;
    }
    snprintf(path, sizeof path, "%s", run.all ? argv[-1] : argv[0]);
    run.build = dirname(path);
    snprintf(logs, sizeof logs, "%s/logs", run.build);
    mkdir(logs, 0777);
    run.verb = argv[1];
    run.show_all = is_set("ALL");
    run.only_first = is_set("FIRST");
    run.only_rest = is_set("REST");
    run.only_fair = is_set("FAIR");
    job_limit = (int)number_of("JOBS", usual_jobs());
    return start_run(argv + 2, only ? only : "");
}
