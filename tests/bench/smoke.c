/*
 * smoke.c - can the figures be believed? Servers that do wrong on purpose
 * (wrong.c) must be found out, and one that does not must not be.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#define WRONG "tests/build/bench/wrong "

static const struct load flood = {"smoke",       measure_flood, "",
                                  .members = 5,  .senders = 2,  .line = 61,
                                  .chunk = 1000, .seconds = 5,  .lines = 1024};
static const struct load paced = {"smoke-paced",  measure_paced, "",
                                  .members = 3,   .senders = 1,  .line = 64,
                                  .seconds = 0.4, .rate = 20};

/* Two senders of 1,024 lines each, and the victim is one of them: it gets the
   other's, of which each hundredth is done wrong. */
#define WRONGED 10
#define ALL (2 * 1024 * 4)

static int failures;

static void expect(bool ok, const char *what, const struct result *result)
{
    failures += !ok;
    printf("%s %s: %ld whole, %ld lost, %ld torn, %ld doubled, p50 %.2f ms\n",
           ok ? "ok  " : "FAIL", what, result->tally.whole, result->tally.lost,
           result->tally.torn, result->tally.doubled, result->p50);
}

static struct result run(const struct load *load, const char *command)
{
    struct contender who = {.name = "wrong", .command = command};
    struct result result;

    run_once(load, &who, &result);
    return result;
}

/* These must be counted for a server, and nothing else. */
static void expect_tally(const char *what, const char *command,
                         struct tally wanted)
{
    struct result result = run(&flood, command);
    const struct tally *got = &result.tally;

    expect(result.ran && got->whole == wanted.whole &&
               got->lost == wanted.lost && got->torn == wanted.torn &&
               got->doubled == wanted.doubled,
           what, &result);
}

int smoke(void)
{
    expect_tally("no wrong is seen where none is", WRONG "none",
                 (struct tally){.whole = ALL});
    expect_tally("lines left out are seen", WRONG "drop",
                 (struct tally){.whole = ALL - WRONGED, .lost = WRONGED});
    expect_tally("lines sent twice are seen", WRONG "double",
                 (struct tally){.whole = ALL, .doubled = WRONGED});
    expect_tally("lines out of order are seen", WRONG "swap",
                 (struct tally){.whole = ALL - WRONGED,
                                .lost = WRONGED,
                                .doubled = WRONGED});
    expect_tally("a letter changed is seen", WRONG "alter",
                 (struct tally){
                     .whole = ALL - WRONGED, .lost = WRONGED, .torn = WRONGED});
    expect_tally("one's own lines are seen", WRONG "return",
                 (struct tally){.whole = ALL, .doubled = WRONGED});
    /* "123 456123 456 letters\n letters\n": two pieces that are no lines */
    expect_tally("torn lines are seen", WRONG "tear",
                 (struct tally){.whole = ALL - WRONGED,
                                .lost = WRONGED,
                                .torn = 2 * WRONGED});
    struct result late = run(&paced, WRONG "late");
    expect(late.ran && late.p50 >= 20, "20 ms of delay are seen", &late);
    return failures > 0;
}
