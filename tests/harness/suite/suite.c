/* suite.c - checks and wrong programs, run as cmocka's tests. */
#define _XOPEN_SOURCE 700

#include "suite.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifdef FALLBACK_CMOCKA_H
jmp_buf fallback_back;
#endif

/* One test to be: a check of ours, in fair weather or in chaos, or a wrong
   program that it must catch. */
struct planned {
    char name[96];
    const char *kind;
    void (*body)(void);
    bool in_chaos;
    const struct wrong *wrong;
};

static const char *build_directory; /* where the tests and tap.so are */
static const char *suite_directory;

static void play_planned(void *argument)
{
    const struct planned *planned = argument;

    set_step(suite_directory);
    if (planned->in_chaos) {
        need_tap();
        set_chaos();
    }
    if (planned->wrong)
        substitute(planned->wrong->program,
                   text_of("%s/bad/%s", build_directory, planned->wrong->file));
    planned->body();
}

/* A wrong program must fail its check, and the report must say why. */
static void judge_wrong(const struct wrong *wrong, enum outcome outcome,
                        const char *report)
{
    if (outcome == PASSED) {
        printf("  %s.c is wrong, but its check found nothing\n", wrong->file);
        fail();
    }
    if (outcome == FAILED && !strstr(report, wrong->sentence)) {
        printf("%s  %s.c was to be caught with: %s\n", report, wrong->file,
               wrong->sentence);
        fail();
    }
}

/* To cmocka: a skip with its reason, a failure with its report. */
static void tell(enum outcome outcome, const char *report)
{
    if (outcome != PASSED)
        printf(outcome == SKIPPED ? "  skipped: %s\n" : "%s", report);
    fflush(stdout);
    if (outcome == SKIPPED)
        skip();
    if (outcome == FAILED)
        fail();
}

static void run_planned(void **state)
{
    struct planned *planned = *state;
    const char *report;

    enum outcome outcome = attempt(play_planned, planned, &report);
    if (planned->wrong && outcome != SKIPPED)
        judge_wrong(planned->wrong, outcome, report);
    else
        tell(outcome, report);
}

static void play_attempted(void *argument)
{
    const struct attempted *attempted = argument;

    attempted->body();
}

void run_attempted(void **state)
{
    const char *report;
    enum outcome outcome = attempt(play_attempted, *state, &report);

    tell(outcome, report);
}

const char *built(const char *name)
{
    return text_of("%s/%s", build_directory, name);
}

void must_pass(void (*body)(void *))
{
    const char *report;
    enum outcome outcome = attempt(body, NULL, &report);

    tell(outcome, report);
}

void must_fail_with(void (*body)(void *), const char *const *words)
{
    const char *report;
    enum outcome outcome = attempt(body, NULL, &report);

    if (outcome == SKIPPED)
        tell(outcome, report);
    for (; outcome == FAILED && *words; words++)
        if (!strstr(report, *words))
            break;
    if (!*words)
        return;
    printf("%s  it should fail with: %s\n", report, *words);
    fail();
}

int is_long(void **state)
{
    (void)state;
    return 0;
}

/* cmocka has no kinds: a test of ours brings its own. */
static const char *kind_of(const struct CMUnitTest *test)
{
    const struct planned *planned = test->initial_state;

    if (test->setup_func == is_long)
        return "long";
    return test->test_func == run_planned ? planned->kind : "check";
}

static void add(struct planned *planned, const char *kind, const char *name,
                const char *more)
{
    planned->kind = kind;
    snprintf(planned->name, sizeof planned->name, "%s%s", name, more);
}

/* Each check, then the twins in chaos, then each wrong program: what fails in
   fair weather is more basic. Under a RUNNER, which takes its time, only each
   check: it is the step's programs that it looks at. Returns how many tests
   that makes. */
static size_t plan(struct planned *all, const struct check *checks,
                   size_t count, const struct wrong *wrongs, size_t wrong_count)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        all[n] = (struct planned){.body = checks[i].body};
        add(&all[n++], checks[i].kind, checks[i].name, "");
    }
    if (has_runner())
        return n;
    for (size_t i = 0; i < count; i++) {
        if (!checks[i].twin)
            continue;
        all[n] = (struct planned){.body = checks[i].body, .in_chaos = true};
        add(&all[n++], checks[i].twin, checks[i].name, "_in_chaos");
    }
    for (size_t i = 0; i < wrong_count; i++) {
        all[n] = (struct planned){.body = wrongs[i].body, .wrong = &wrongs[i]};
        add(&all[n++], "wrong", "catches_", wrongs[i].file);
    }
    return n;
}

/* What ends the tests ends what they have started. */
static void stop(int number)
{
    kill_all();
    signal(number, SIG_DFL);
    raise(number);
}

static bool is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return argc == 1;
}

int run_unit_tests(const char *group, const struct CMUnitTest *tests,
                   size_t count, int argc, char **argv)
{
    struct CMUnitTest *chosen = calloc(count, sizeof *chosen);
    bool list = argc == 2 && strcmp(argv[1], "--list") == 0;
    size_t n = 0;

    if (!chosen)
        return 1;
    build_directory = find_tap(argv[0]);
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    for (size_t i = 0; i < count; i++) {
        if (list)
            printf("%s %s\n", kind_of(&tests[i]), tests[i].name);
        else if (is_wanted(tests[i].name, argc, argv))
            chosen[n++] = tests[i];
    }
    int failures =
        list ? 0 : _cmocka_run_group_tests(group, chosen, n, NULL, NULL);
    free(chosen);
    return failures > 0;
}

int run_suite(const char *directory, const struct check *checks, size_t count,
              const struct wrong *wrongs, size_t wrong_count, int argc,
              char **argv)
{
    struct planned *all = calloc(2 * count + wrong_count, sizeof *all);
    struct CMUnitTest *tests = calloc(2 * count + wrong_count, sizeof *tests);
    int status = 1;

    if (all && tests) {
        size_t n = plan(all, checks, count, wrongs, wrong_count);
        for (size_t i = 0; i < n; i++) {
            tests[i].name = all[i].name;
            tests[i].test_func = run_planned;
            tests[i].initial_state = &all[i];
        }
        suite_directory = directory;
        status = run_unit_tests(directory, tests, n, argc, argv);
    }
    free(tests);
    free(all);
    return status;
}
