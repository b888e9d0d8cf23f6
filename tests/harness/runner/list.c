/* list.c - which tests there are, which of them are run, and what each of
   them needs. */
#define _POSIX_C_SOURCE 200809L

#include "runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grown(void *old, size_t count, size_t size)
{
    void *bigger = realloc(old, (count + 1) * size);

    if (!bigger) {
        perror("run");
        exit(1);
    }
    return bigger;
}

bool is_script(const char *file)
{
    size_t length = strlen(file);

    return length > 3 && strcmp(file + length - 3, ".sh") == 0;
}

static void name_program(struct program *program, const char *file)
{
    const char *slash = strrchr(file, '/');

    program->file = file;
    snprintf(program->label, sizeof program->label, "%s",
             slash ? slash + 1 : file);
    if (is_script(file))
        program->label[strlen(program->label) - 3] = '\0';
}

static bool is_twin(const struct test *test)
{
    return strcmp(test->kind, "chaos") == 0 || strcmp(test->kind, "calm") == 0;
}

/* Its name goes on where that of its check ends. */
static bool is_twin_of(const struct test *test, const struct test *check)
{
    size_t length = strlen(check->name);

    return is_twin(test) && strncmp(test->name, check->name, length) == 0 &&
           strcmp(test->name + length, "_in_chaos") == 0;
}

static bool is_for_all_only(const struct test *test)
{
    return strcmp(test->kind, "calm") == 0 || strcmp(test->kind, "long") == 0;
}

/* A line of a list. */
static void add_test(struct run *run, char *line)
{
    const char *kind = strtok(line, " \n"), *name = strtok(NULL, " \n"),
               *together = strtok(NULL, " \n");
    struct test test = {.program = run->program_count};

    if (!name)
        return;
    test.kind = strdup(kind);
    test.name = strdup(name);
    test.together = together ? strdup(together) : NULL;
    run->tests = grown(run->tests, run->test_count, sizeof *run->tests);
    run->tests[run->test_count++] = test;
}

void list_program(struct run *run, const char *file)
{
    char command[512], line[512];
    struct program program = {.first = run->test_count};

    name_program(&program, file);
    snprintf(command, sizeof command, "%s%s --list",
             is_script(file) ? "sh " : "", file);
    FILE *list = popen(command, "r");
    while (list && fgets(line, sizeof line, list))
        add_test(run, line);
    bool whole = list && !ferror(list);
    if (!list || pclose(list) != 0 || !whole ||
        run->test_count == program.first) {
        fprintf(stderr, "%s does not say which tests it has\n", command);
        exit(1);
    }
    run->programs = grown(run->programs, run->program_count, sizeof program);
    run->programs[run->program_count++] = program;
}

static bool is_first(const struct test *test)
{
    return strcmp(test->kind, "first") == 0;
}

/* A test joins the process of the one before it, or begins a new one. */
static void group_tests(struct run *run)
{
    struct test *head = NULL;

    for (size_t i = 0; i < run->test_count; i++) {
        struct test *test = &run->tests[i];
        if (head && head->program == test->program && head->together &&
            test->together && strcmp(head->together, test->together) == 0 &&
            head->group < MAX_GROUP) {
            head->group++;
        } else {
            test->group = 1;
            head = test;
        }
    }
}

static size_t check_of_twin(const struct run *run,
                            const struct program *program,
                            const struct test *twin)
{
    for (size_t i = program->first; i < program->first + program->count; i++)
        if (is_twin_of(twin, &run->tests[i]))
            return i;
    return NOTHING;
}

/* The first tests need each other, one after the other; a twin needs its check
   in fair weather; and all need the last of the first. */
static void link_program(struct run *run, const struct program *program)
{
    size_t first = NOTHING, end = program->first + program->count;

    for (size_t i = program->first; i < end; i++)
        if (is_first(&run->tests[i])) {
            run->tests[i].needs = first;
            first = i;
        }
    for (size_t i = program->first; i < end; i++) {
        struct test *test = &run->tests[i];
        size_t check = check_of_twin(run, program, test);
        if (!is_first(test))
            test->needs = check != NOTHING ? check : first;
    }
}

static void link_tests(struct run *run)
{
    for (size_t i = 0; i < run->program_count; i++)
        run->programs[i].count = 0;
    for (size_t i = 0; i < run->test_count; i++) {
        struct program *program = &run->programs[run->tests[i].program];
        if (program->count++ == 0)
            program->first = i;
    }
    for (size_t i = 0; i < run->program_count; i++)
        link_program(run, &run->programs[i]);
    group_tests(run);
}

/* ONLY is the whole name of one, part of the names of several, or the program
   that has them; a test that is named as a whole is run even if otherwise it is
   for test-all. */
static bool is_wanted(const struct run *run, const struct test *test,
                      const char *only, bool whole)
{
    if (whole)
        return strcmp(test->name, only) == 0;
    if (run->only_fair && is_twin(test))
        return false;
    return (is_for_all_only(test) ? run->all : !run->only_rest) &&
           (strstr(test->name, only) ||
            strcmp(run->programs[test->program].label, only) == 0);
}

static bool is_the_name_of_one(const struct run *run, const char *only)
{
    for (size_t i = 0; i < run->test_count; i++)
        if (strcmp(run->tests[i].name, only) == 0)
            return true;
    return false;
}

static void forget_test(struct test *test)
{
    free((char *)test->kind);
    free((char *)test->name);
    free((char *)test->together);
}

void choose_tests(struct run *run, const char *only)
{
    bool whole = is_the_name_of_one(run, only);
    size_t kept = 0;

    for (size_t i = 0; i < run->test_count; i++)
        if (is_wanted(run, &run->tests[i], only, whole))
            run->tests[kept++] = run->tests[i];
        else
            forget_test(&run->tests[i]);
    run->test_count = kept;
    link_tests(run);
}
