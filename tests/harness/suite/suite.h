/*
 * suite.h - checks and wrong programs, run as cmocka's tests; and what every
 * program of the course does, checked in one place.
 */
#ifndef SUITE_H
#define SUITE_H

#include "programs/programs.h"

/* ---- suite.c: checks, as cmocka's tests ---- */

struct check {
    const char *name;
    void (*body)(void);
    const char *kind; /* "first": where it fails, nothing else is tried */
    const char *twin; /* "chaos": it is run twice, the second time in
                         chaos; "calm": that only in `make test-all` */
    const char *fair_weather; /* why it has no such twin */
};

/* Each check is run twice, the second time in chaos (set_chaos). */
#define CHECK(body)                         \
    {                                       \
#body, body, "check", "chaos", NULL \
    }

/* That the program starts, and goes to the port that it was told. */
#define CHECK_FIRST(body)                                          \
    {                                                              \
#body, body, "first", NULL, "where it goes is all it asks" \
    }

/* Chaos hits none of the calls that are made meanwhile. */
#define CHECK_CALM(body)                   \
    {                                      \
#body, body, "check", "calm", NULL \
    }

/* In chaos it would tell nothing, for this reason. */
#define CHECK_IN_FAIR_WEATHER(body, reason) \
    {                                       \
#body, body, "check", NULL, reason  \
    }

/* A wrong program, the check that must catch it, and what that must say. */
struct wrong {
    const char *file;    /* in tests/bad, without .c */
    const char *program; /* whose place it takes */
    void (*body)(void);
    const char *sentence;
};

/* Runs all of them, or those that argv names. `--list` prints them instead, a
   line each: its kind (first, check, chaos, calm, wrong) and its name. Returns
   main's status. */
int run_suite(const char *directory, const struct check *checks, size_t count,
              const struct wrong *wrongs, size_t wrong_count, int argc,
              char **argv);

/* The same for cmocka's own tests. */
struct CMUnitTest;
int run_unit_tests(const char *group, const struct CMUnitTest *tests,
                   size_t count, int argc, char **argv);

/* The setup of such a test that only `make test-all` is to run. It does
   nothing. */
int is_long(void **state);

/* ---- suite.c: what the tests of the harness itself are made of ---- */

/* One of cmocka's tests: this passes, as a check does. */
struct attempted {
    void (*body)(void);
};
void run_attempted(void **state);
#define ATTEMPTED(body) \
    &(struct attempted) \
    {                   \
        body            \
    }
#define MUST_PASS_WITH(setup, body)                        \
    {                                                      \
#body, run_attempted, setup, NULL, ATTEMPTED(body) \
    }
#define MUST_PASS(body) MUST_PASS_WITH(NULL, body)
#define MUST_PASS_LONG(body) MUST_PASS_WITH(is_long, body)

/* The same inside of a test; and that it fails, with a report that has all of
   these words. */
void must_pass(void (*body)(void *));
#define must_fail(body, ...) \
    must_fail_with(body, (const char *const[]){__VA_ARGS__, NULL})
void must_fail_with(void (*body)(void *), const char *const *words);

/* A program beside the tests: tests/build/ladder and so on. */
const char *built(const char *name);

/* ---- rules.c: what every program of the course does ---- */

/* --help, ports that are none, too many words: usage, and 0 or 2. */
void rule_server_arguments(const char *program);
void rule_client_arguments(const char *program);

/* With these arguments it says that names are resolved from step 04 on. */
void rule_numeric_only(const char *program, const char *first,
                       const char *second);

/* A server whose port is taken says so; one whose predecessor died with a
   client connected starts again on the same port. */
void rule_port_taken(const char *program);
void rule_restart(const char *program);

/* Standard output is a full disk, or a pipe that nobody reads any more. */
void rule_full_output(const char *program, const char *first,
                      const char *second);
void rule_closed_output(const char *program, const char *first,
                        const char *second);

/* Or a client has none at all (`./client >&-`), and its arguments are these. */
void rule_no_output(const char *program, const char *host, const char *port);

/* Or nobody reads a server's any more once it has said where it listens
   (`./server | head -1`): it says so, once, and ends, whoever is connected. */
void rule_output_ends(const char *program);

/* Standard streams are missing, in each of the seven ways (`./server <&-
   2>&-`): their numbers must not become those of sockets or pipes. What a
   client of the server's does, where one can be served, is `talk`; a client's
   server only looks on. */
void rule_missing_streams_of_server(const char *program,
                                    void (*talk)(struct process *server));
void rule_missing_streams_of_client(const char *program, const char *third,
                                    const char *fourth);

/* A call that fails, by name and number: FAULT(bind, EACCES). */
struct fault {
    const char *call;
    const char *name;
    int number;
};
#define FAULT(call, error)   \
    {                        \
#call, #error, error \
    }

/* The call fails: the program says which and why, closes what it has, and
   exits with 1. */
void rule_fails(const struct fault *fault, const char *program,
                const char *first, const char *second);

/* The same of each call that a server of TCP makes until a client comes. */
void rule_server_fails_at_the_start(const char *program);

/* As on OpenBSD, IPV6_V6ONLY stays on: a server on :: says so and serves IPv6,
   one on ::1 need not care. Its setsockopt() for that is the `call`th. */
void rule_does_without_ipv4(const char *program, int call);

/* connect() has called the client itself, as it can on a port of this machine
   that nobody has: it says so, and exits with 1. `third` as for the client. */
void rule_does_not_call_itself(const char *program, const char *third,
                               const char *fourth);

/* A client of the echo misses what has not come back, whatever else came. */
void rule_counts_no_more_than_an_echo(void);

/* The signal stops the server: in good order, and within a second. */
void rule_stops(struct process *server, int number);

/* The same while connections keep coming. */
void rule_hears_a_stop_in_a_flood(const char *program);

/* The step's demo.scene plays to its end. */
void rule_scene(const char *directory);

/* ---- rules.c: what the tests of several steps ask and say ---- */

/* What the client has printed by its end, compared as a whole. */
void expect_printed(struct process *client, const char *text, int status);

/* How often its stderr has said it. */
int times_said(struct process *process, const char *words);

/* It rests, though somebody waits. One that asks again and again is held at
   its 1000th accept(), or there would be no end. */
void waits_without_asking(struct process *server);

#endif
