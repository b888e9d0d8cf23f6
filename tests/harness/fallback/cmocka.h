/*
 * cmocka.h - the small part of cmocka's API that our tests use, for machines
 * without cmocka. Same names, same output, one file. Where cmocka is
 * installed the tests are built with the real one; both run the same tests.
 */
#ifndef FALLBACK_CMOCKA_H
#define FALLBACK_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef void (*CMUnitTestFunction)(void **state);
typedef int (*CMFixtureFunction)(void **state);

struct CMUnitTest {
    const char *name;
    CMUnitTestFunction test_func;
    CMFixtureFunction setup_func, teardown_func;
    void *initial_state;
};

enum { fallback_passed, fallback_failed, fallback_skipped };

/* One for the whole program, in suite.c: a test may stand in one file and be
   run from another. */
extern jmp_buf fallback_back;

#define cmocka_unit_test(function) cmocka_unit_test_setup(function, NULL)
#define cmocka_unit_test_setup(function, setup) \
    {                                           \
#function, function, setup, NULL, NULL  \
    }

#define fail_msg(...)                                                      \
    do {                                                                   \
        fprintf(stderr, "ERROR: " __VA_ARGS__);                            \
        fprintf(stderr, "\n%s:%d: error: Failure!\n", __FILE__, __LINE__); \
        longjmp(fallback_back, fallback_failed);                           \
    } while (0)

#define fail() fail_msg("%s", "Test failed")
#define skip() longjmp(fallback_back, fallback_skipped)

#define assert_true(c)          \
    do {                        \
        if (!(c))               \
            fail_msg("%s", #c); \
    } while (0)

#define assert_false(c) assert_true(!(c))

#define assert_int_equal(a, b)                                              \
    do {                                                                    \
        long long fallback_a = (long long)(a), fallback_b = (long long)(b); \
        if (fallback_a != fallback_b)                                       \
            fail_msg("%s: %lld is not %lld", #a, fallback_a, fallback_b);   \
    } while (0)

#define assert_string_equal(a, b)                                     \
    do {                                                              \
        const char *fallback_a = (a), *fallback_b = (b);              \
        if (strcmp(fallback_a, fallback_b) != 0)                      \
            fail_msg("\"%s\" is not \"%s\"", fallback_a, fallback_b); \
    } while (0)

#define assert_memory_equal(a, b, size)           \
    do {                                          \
        if (memcmp((a), (b), (size)) != 0)        \
            fail_msg("%s and %s differ", #a, #b); \
    } while (0)

static int fallback_run(const struct CMUnitTest *test)
{
    void *state = test->initial_state;
    int result = setjmp(fallback_back);

    if (result == fallback_passed)
        test->test_func(&state);
    return result;
}

static inline int _cmocka_run_group_tests(const char *group,
                                          const struct CMUnitTest *tests,
                                          size_t count, CMFixtureFunction setup,
                                          CMFixtureFunction teardown)
{
    static const char *const words[] = {"[       OK ]", "[  FAILED  ]",
                                        "[  SKIPPED ]"};
    size_t totals[3] = {0};

    (void)setup;
    (void)teardown;
    printf("[==========] %s: Running %zu test(s).\n", group, count);
    for (size_t i = 0; i < count; i++) {
        printf("[ RUN      ] %s\n", tests[i].name);
        fflush(stdout);
        int result = fallback_run(&tests[i]);
        fflush(stderr);
        printf("%s %s\n", words[result], tests[i].name);
        totals[result]++;
#ifdef FIRST_FAILURE_ENDS /* tests/mutate_fernet.py */
        if (result == fallback_failed)
            break;
#endif
    }
    printf("[==========] %s: %zu test(s) run.\n", group, count);
    printf("[  PASSED  ] %zu test(s).\n", totals[fallback_passed]);
    return (int)totals[fallback_failed];
}

#endif
