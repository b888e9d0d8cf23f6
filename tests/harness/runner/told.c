/* told.c - how the tests went: read from their logs, and told. */
#define _POSIX_C_SOURCE 200809L

#include "runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOWN 3    /* failures of a program that are told in full */
#define SLOWEST 10 /* tests that TIMES=1 lists */

struct counts {
    size_t passed, failed, skipped, untried;
};

void name_log(const struct run *run, const struct test *test, char *path,
              size_t size)
{
    snprintf(path, size, "%s/logs/%s.%s.log", run->build,
             run->programs[test->program].label, test->name);
}

/* ---- judging ---- */

static char *text_of_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL, piece[4096];
    size_t length = 0, got = 1;

    while (got > 0) {
        got = file ? fread(piece, 1, sizeof piece, file) : 0;
        text = realloc(text, length + got + 1);
        if (!text)
            abort();
        memcpy(text + length, piece, got);
        length += got;
        text[length] = '\0';
    }
    if (file)
        fclose(file);
    return text;
}

/* Does the line consist of these two, with a blank between them? */
static bool is_line(const char *line, const char *word, const char *name)
{
    size_t length = strlen(word);

    return strncmp(line, word, length) == 0 && line[length] == ' ' &&
           strncmp(line + length + 1, name, strlen(name)) == 0 &&
           strcspn(line + length + 1, "\n") == strlen(name);
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return *line ? line + 1 : line;
}

/* What cmocka adds to a failure says nothing that the story does not. */
static bool is_noise(const char *line)
{
    size_t length = strcspn(line, "\n");

    return strncmp(line, "ERROR: Test failed", 18) == 0 ||
           strncmp(line, "[  ERROR   ]", 12) == 0 ||
           (length >= 15 &&
            strncmp(line + length - 15, "error: Failure!", 15) == 0);
}

/* The verdict on one test, and what was printed before it. RUNNING: there is no
   verdict. WAITING: it has not even begun. */
static enum state verdict_on(const char *name, const char *line, FILE *story)
{
    while (*line && !is_line(line, "[ RUN      ]", name))
        line = next_line(line);
    if (!*line)
        return WAITING;
    for (line = next_line(line); *line; line = next_line(line)) {
        if (is_line(line, "[       OK ]", name))
            return PASSED;
        if (is_line(line, "[  FAILED  ]", name))
            return FAILED;
        if (is_line(line, "[  SKIPPED ]", name))
            return SKIPPED;
        if (!is_noise(line))
            fprintf(story, "%.*s\n", (int)strcspn(line, "\n"), line);
    }
    return RUNNING;
}

static void say_ending(FILE *out, int status, int late)
{
    if (late)
        fprintf(out, "after %d s it was ended", late);
    else if (WIFSIGNALED(status))
        fprintf(out, "signal %d (%s)", WTERMSIG(status),
                strsignal(WTERMSIG(status)));
    else
        fprintf(out, "exit %d", WEXITSTATUS(status));
}

/* A test passes only if it says so, and its process ends as it should: of the
   last one in a process, `clean` tells that. */
static void judge(struct test *test, const char *log, int status, int late,
                  bool clean)
{
    size_t size;
    FILE *story = open_memstream(&test->story, &size);

    if (!story)
        abort();
    test->state = verdict_on(test->name, log, story);
    if (test->state == WAITING || test->state == RUNNING ||
        (test->state != FAILED && !clean)) {
        fprintf(story, "  %s: ",
                test->state == WAITING ? "it was not reached"
                                       : "it did not come to its end");
        say_ending(story, status, late);
        fprintf(story, "\n");
        test->state = FAILED;
    }
    fclose(story);
}

void judge_group(const struct run *run, size_t head, int status, int late)
{
    size_t count = run->tests[head].group;
    char path[512], *log;
    bool failed = false;

    name_log(run, &run->tests[head], path, sizeof path);
    log = text_of_file(path);
    for (size_t i = head; i < head + count; i++) {
        bool last = i + 1 == head + count;
        bool ended =
            !late && WIFEXITED(status) && (WEXITSTATUS(status) == 0 || failed);
        judge(&run->tests[i], log, status, late, !last || ended);
        failed = failed || run->tests[i].state == FAILED;
    }
    free(log);
}

/* ---- the line that is rewritten ---- */

static bool line_is_shown;

static void clear_line(void)
{
    if (line_is_shown)
        fputs("\r\033[K", stdout);
    line_is_shown = false;
}

void show_progress(const struct run *run)
{
    char line[80];
    const char *terminal = getenv("TERM");
    size_t done = 0;
    int used;

    if (!isatty(STDOUT_FILENO) || !terminal || strcmp(terminal, "dumb") == 0)
        return;
    for (size_t i = 0; i < run->test_count; i++)
        done += run->tests[i].state > RUNNING;
    used = snprintf(line, sizeof line, "%zu of %zu", done, run->test_count);
    for (size_t i = 0; i < run->test_count && used < (int)sizeof line; i++)
        if (run->tests[i].state == RUNNING && run->tests[i].group > 0)
            used += snprintf(line + used, sizeof line - (size_t)used, ", %s",
                             run->tests[i].name);
    clear_line();
    fputs(line, stdout);
    fflush(stdout);
    line_is_shown = true;
}

/* ---- what has become certain ---- */

static struct counts total, here; /* of all, of the program that is told */
static bool a_first_failed;       /* of that program */

static bool is_shown(const struct run *run)
{
    return run->show_all || here.failed <= SHOWN;
}

/* How to run just this one again. */
static void say_command(const struct run *run, const struct test *test)
{
    const char *label = run->programs[test->program].label;
    int step;

    if (sscanf(label, "test_%2d_", &step) == 1)
        printf("  make test-step %d ONLY=%s\n", step, test->name);
    else
        printf("  make %s ONLY=%s\n", run->verb, test->name);
}

static void tell_failure(const struct run *run, struct test *test)
{
    here.failed++;
    if (strcmp(test->kind, "first") == 0)
        a_first_failed = true;
    if (!is_shown(run))
        return;
    printf("\nFAILED  %s, %s\n%s", run->programs[test->program].label,
           test->name, test->story);
}

static void add_up(void)
{
    total.passed += here.passed;
    total.failed += here.failed;
    total.skipped += here.skipped;
    here = (struct counts){0};
}

static void tell_program(const struct run *run, const struct program *program)
{
    if (here.failed > 0)
        printf("\n");
    if (here.failed > 1)
        printf("Repair the first one first: the others may only be what "
               "follows from it.\n");
    if (here.failed > SHOWN && !run->show_all)
        printf("%zu more failed; ALL=1 shows them\n", here.failed - SHOWN);
    if (here.untried > 0)
        printf("%zu not tried: %s\n", here.untried,
               a_first_failed ? "where that fails, nothing else can be tested"
                              : "in chaos, what failed in fair weather");
    printf("%-24s %3zu passed", program->label, here.passed);
    if (here.failed)
        printf(", %zu failed", here.failed);
    if (here.skipped)
        printf(", %zu skipped", here.skipped);
    printf("\n");
    add_up();
    a_first_failed = false;
}

static size_t next; /* the test that is to be told next */

bool tell_settled(const struct run *run)
{
    for (; next < run->test_count && run->tests[next].state > RUNNING; next++) {
        struct test *test = &run->tests[next];
        const struct program *program = &run->programs[test->program];
        clear_line();
        here.passed += test->state == PASSED;
        here.skipped += test->state == SKIPPED;
        here.untried += test->state == UNTRIED;
        if (test->state == FAILED)
            tell_failure(run, test);
        if (run->only_first && test->state == FAILED) {
            next++;
            return false;
        }
        if (next + 1 == program->first + program->count)
            tell_program(run, program);
        fflush(stdout);
    }
    return true;
}

/* ---- the end ---- */

/* In `  skipped: WHY`, the reason. */
static const char *reason_of(const struct test *test)
{
    const char *colon = strstr(test->story, "skipped: ");

    return colon ? colon + 9 : "it does not say why\n";
}

static bool same_reason(const struct test *one, const struct test *other)
{
    return one->state == SKIPPED && other->state == SKIPPED &&
           strcmp(reason_of(one), reason_of(other)) == 0;
}

/* The same reason once, with the first that gave it. */
static void tell_skips(const struct run *run)
{
    for (size_t i = 0; i < next; i++) {
        const struct test *test = &run->tests[i];
        size_t before = 0, after = 0;
        for (size_t j = 0; j < run->test_count; j++)
            if (same_reason(test, &run->tests[j]))
                *(j < i ? &before : &after) += j != i;
        if (test->state != SKIPPED || before > 0)
            continue;
        printf("skipped %s, %s", run->programs[test->program].label,
               test->name);
        if (after > 0)
            printf(" and %zu more", after);
        printf(": %s", reason_of(test));
    }
}

static int by_time(const void *one, const void *other)
{
    long long a = (*(const struct test *const *)one)->took;
    long long b = (*(const struct test *const *)other)->took;

    return (a < b) - (a > b);
}

static void tell_slowest(const struct run *run)
{
    const struct test **slow = calloc(run->test_count, sizeof *slow);
    size_t count = 0;

    for (size_t i = 0; slow && i < run->test_count; i++)
        if (run->tests[i].group > 0)
            slow[count++] = &run->tests[i];
    if (!slow)
        return;
    qsort(slow, count, sizeof *slow, by_time);
    printf("The slowest, in seconds: on the clock, and of a processor\n");
    for (size_t i = 0; i < count && i < SLOWEST; i++)
        printf("%8.2f %8.2f  %s, %s%s\n", (double)slow[i]->took / 1000,
               (double)slow[i]->computed / 1000,
               run->programs[slow[i]->program].label, slow[i]->name,
               slow[i]->group > 1 ? " and those with it" : "");
    free(slow);
}

static void tell_commands(const struct run *run)
{
    size_t program = run->program_count, told = 0;

    printf("Just what failed, again:\n");
    for (size_t i = 0; i < next; i++) {
        const struct test *test = &run->tests[i];
        if (test->state != FAILED)
            continue;
        told = test->program == program ? told + 1 : 1;
        program = test->program;
        if (told <= SHOWN || run->show_all)
            say_command(run, test);
    }
}

int tell_end(const struct run *run, bool times)
{
    clear_line();
    add_up(); /* with FIRST=1, the program in which it was found */
    tell_skips(run);
    if (times)
        tell_slowest(run);
    if (total.failed > 0)
        tell_commands(run);
    printf("%zu passed, %zu failed, %zu skipped\n", total.passed, total.failed,
           total.skipped);
    return total.failed > 0 || total.passed + total.skipped == 0;
}
