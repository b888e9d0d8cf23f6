/* test_clock.c - is the clock of the tests the only one, and is what they take
   for certain certain? (clock.c, standstill.c, tap/clock.c) */
#define _POSIX_C_SOURCE 200809L

#include "suite/suite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* It is beside tap. */
static const char *waiter_file(void)
{
    const char *tap = getenv("TAP");

    return text_of("%.*s/waiter", (int)strlen(tap) - 7, tap);
}

static struct process *start_waiter(const struct launch *launch,
                                    const char *way)
{
    stop_the_clock(); /* (or the check ends here: there is no tap) */
    return start_with(launch, waiter_file(), way, NULL);
}

static bool has_woken(struct process *waiter)
{
    return strstr(output_of(waiter, OUT, NULL), "woke");
}

/* ---- the clock ---- */

static const char *way;

static void waits_for_half_a_second(void *unused)
{
    struct process *waiter = start_waiter(NULL, way);

    (void)unused;
    pass_time(499);
    check(!has_woken(waiter), "it to wait still", "it has woken");
    pass_time(1);
    expect_line(waiter, OUT, "woke after 500 ms");
}

static void each_wait_lasts_as_long_as_our_clock_says(void **state)
{
    static const char *const ways[] = {
        "poll",    "ppoll",           "select",    "pselect", "nanosleep",
        "usleep",  "clock_nanosleep", "condition", "recv",    "send",
        "connect", "connection",      "semaphore", "epoll"};

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        way = ways[i];
        must_pass(waits_for_half_a_second);
    }
}

static void naps_for_half_a_second(void *unused)
{
    (void)unused;
    start_waiter(NULL, "naps");
    pass_time(500);
}

static void whoever_naps_and_looks_is_told_so(void **state)
{
    (void)state;
    must_fail(naps_for_half_a_second, "it naps and looks, again and again");
}

static void is_woken_by_a_byte(void *unused)
{
    struct process *waiter = start_waiter(NULL, way);

    (void)unused;
    pass_time(100);
    type_line(waiter, "wake up");
    expect_line(waiter, OUT, "woke after 100 ms");
}

static void what_comes_ends_a_wait(void **state)
{
    static const char *const ways[] = {"poll", "select", "condition"};

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        way = ways[i];
        must_pass(is_woken_by_a_byte);
    }
}

static void a_signal_ends_a_wait(void)
{
    struct process *waiter = start_waiter(NULL, "signal");

    expect_line(waiter, OUT, "ready");
    pass_time(100);
    send_signal(waiter, SIGUSR1);
    expect_line(waiter, OUT, "woke after 100 ms");
}

static void an_alarm_ends_a_wait_of_whoever_can_be_interrupted(void)
{
    struct process *waiter =
        start_waiter(&(struct launch){.interruptible = true}, "poll");

    pass_time(100);
    send_signal(waiter, SIGALRM);
    expect_line(waiter, OUT, "woke after 100 ms");
}

static void the_time_to_its_end_is_told_exactly(void)
{
    struct process *waiter = start_waiter(NULL, "nanosleep");
    long long time = time_to_end(waiter, 1000);

    check(time == 500, "500 ms", "%lld", time);
    expect_exit(waiter, 0);
}

static void runs_by_itself(void *unused)
{
    struct process *waiter = start_waiter(NULL, "nanosleep");

    (void)unused;
    let_time_run();
    expect_line(waiter, OUT, "woke after 500 ms");
}

static void stands_in_between(void *unused)
{
    struct process *waiter = start_waiter(NULL, "nanosleep");

    (void)unused;
    await_rest(waiter);
    check(pass_to_next_time(1000), "it to wait for a time", "it does not");
    expect_line(waiter, OUT, "woke after 500 ms");
    expect_exit(waiter, 0);
    check(!pass_to_next_time(1000), "nobody to wait for a time",
          "somebody does");
}

static void time_passes_from_one_wait_to_the_next(void **state)
{
    (void)state;
    must_pass(runs_by_itself);
    must_pass(stands_in_between);
}

/* ---- what is certain ---- */

static struct process *shell(const char *script)
{
    return start("/bin/sh", "-c", script, NULL);
}

static void waits_for_the_silent(void *unused)
{
    (void)unused;
    await_rest(NULL);
    expect_line(shell("read line"), OUT, "a line");
}

static void waits_in_vain_for_a_reply(void *unused)
{
    int port, listener = peer_listen(&port);

    (void)unused;
    start_waiter(NULL, "recv"); /* by a clock that nobody moves */
    (void)peer_accept(listener);
}

static void a_wait_in_vain_is_known_at_once(void **state)
{
    (void)state;
    must_fail(waits_for_the_silent, "waits in  read");
    must_fail(waits_in_vain_for_a_reply, "waits in  a call with a limit of");
}

static void whoever_sleeps_or_computes_is_waited_for(void)
{
    struct process *slow = shell("sleep 0.3; echo at last; read line");

    expect_line(slow, OUT, "at last");
    slow = shell(
        "(sleep 0.3; echo a child) | while read -r line; do echo \"$line\"; "
        "done; read line");
    expect_line(slow, OUT, "a child");
    slow = shell("n=0; while [ $n -lt 100000 ]; do n=$((n + 1)); done; "
                 "echo done; read line");
    expect_line(slow, OUT, "done");
}

static void rest_is_awaited(void)
{
    struct process *busy =
        shell("n=0; while [ $n -lt 100000 ]; do n=$((n + 1)); done; "
              "echo done; read line");

    await_rest(busy);
    check(strstr(output_of(busy, OUT, NULL), "done"), "the word done", "%s",
          output_of(busy, OUT, NULL));
}

static void sends_what_is_dropped(void *unused)
{
    struct process *waiter = start_waiter(NULL, "send in vain");

    (void)unused;
    expect_line(waiter, OUT, "ready");
    await_rest(waiter);
    expect_line(waiter, OUT, "woke");
}

static void what_is_dropped_again_and_again_is_not_under_way(void **state)
{
    (void)state;
    must_fail(sends_what_is_dropped, "waits in  send");
}

/* Its recvfrom() has a place for the sender's address. */
static void hears_no_datagram(void *unused)
{
    (void)unused;
    set_step("03-udp");
    expect_line(start("bare_server", text_of("%d", free_port()), NULL), OUT,
                "woke");
}

static void a_call_is_named_as_it_was_made(void **state)
{
    (void)state;
    must_fail(hears_no_datagram, "waits in  recvfrom\n");
}

/* By the system's clock, which the system's own limits go by. */
static void receives_with_a_limit_to_send(void *unused)
{
    (void)unused;
    expect_line(start(waiter_file(), "recv in vain", NULL), OUT, "woke");
}

static void sends_with_a_limit_to_receive(void *unused)
{
    (void)unused;
    expect_line(start(waiter_file(), "send in vain", NULL), OUT, "woke");
}

static void a_limit_of_the_other_direction_is_none(void **state)
{
    (void)state;
    must_fail(receives_with_a_limit_to_send, "waits in  recv");
    must_fail(sends_with_a_limit_to_receive, "waits in  send");
}

static void stops_it(void *unused)
{
    struct process *busy = shell("while :; do :; done");

    (void)unused;
    send_signal(busy, SIGSTOP);
    await_rest(busy);
    expect_line(busy, OUT, "anything");
}

static void a_stopped_program_is_at_rest(void **state)
{
    (void)state;
    must_fail(stops_it, "a signal has stopped it");
}

/* By the system's clock: with ours, it would be another call. */
static void stops_and_goes_on(void *unused)
{
    struct process *waiter = start(waiter_file(), "forever", NULL);

    (void)unused;
    expect_line(waiter, OUT, "ready");
    await_rest(waiter);
    send_signal(waiter, SIGSTOP);
    await_rest(waiter);
    send_signal(waiter, SIGCONT);
    await_rest(waiter);
    expect_line(waiter, OUT, "woke");
}

static void a_wait_that_goes_on_after_a_stop_is_rest(void **state)
{
    (void)state;
    must_fail(stops_and_goes_on, "waits in  poll");
}

/* Nobody else can write there: it stands where it reads. */
static void a_pipe_between_its_own_threads_is_no_news(void)
{
    struct process *waiter = start_waiter(NULL, "pipe");

    await_rest(waiter);
    type_line(waiter, "news");
    expect_line(waiter, OUT, "woke after 0 ms");
}

/* ---- threads that are held, and signals in a call ---- */

static void a_thread_is_held_until_it_is_let_go(void)
{
    struct process *waiter = start_waiter(
        &(struct launch){.faults = "pthread_mutex_lock=hold@2"}, "condition");

    await_rest(waiter); /* in its wait: the lock is taken once */
    type_line(waiter, "news");
    await_held(waiter); /* whoever brings them takes it, too */
    pass_time(100);
    check(!has_woken(waiter), "it to wait still", "it has woken");
    let_go();
    expect_line(waiter, OUT, "woke after 100 ms");
}

static void one_is_held_while_the_others_go(void)
{
    struct process *waiter = start_waiter(
        &(struct launch){.faults = "pthread_mutex_lock=hold"}, "condition");

    await_held(waiter); /* it comes to its wait when it is let go */
    type_line(waiter, "news");
    await_rest(waiter);
    int first = held_thread(waiter, false), second = held_thread(waiter, true);
    check(first == (int)process_id(waiter) && second > first,
          "two threads that are held", "%d and %d", first, second);
    let_go_but(first);
    await_rest(waiter);
    check(held_thread(waiter, true) == first, "one that is held still", "%d",
          held_thread(waiter, true));
    check(!has_woken(waiter), "it to be held still", "it has woken");
    let_go();
    expect_line(waiter, OUT, "woke after 0 ms");
}

static void a_lock_in_a_handler_is_seen(void)
{
    struct process *waiter = start_waiter(
        &(struct launch){.faults = "pthread_mutex_lock=hold"}, "handler");

    await_held(waiter);
    check(waits_in_handlers() == 0, "no wait in a handler", "one");
    send_signal(waiter, SIGUSR1);
    await_rest(waiter);
    check(waits_in_handlers() == 1, "one wait in a handler", "%d",
          waits_in_handlers());
    let_go();
    expect_line(waiter, OUT, "woke after 0 ms");
}

static void waits_for_a_hold(void *unused)
{
    (void)unused;
    await_held(start_waiter(
        &(struct launch){.faults = "pthread_mutex_lock=hold@9"}, "condition"));
}

static void a_hold_that_is_not_reached_is_told(void **state)
{
    (void)state;
    must_fail(waits_for_a_hold, "to come to where it is held");
}

static void waits_for_a_second_hold(void *unused)
{
    struct process *waiter = start_waiter(
        &(struct launch){.faults = "pthread_mutex_lock=hold@1x1"}, "condition");

    (void)unused;
    await_held(waiter);
    let_go();
    await_held(waiter); /* it may not have run since */
}

static void whoever_was_let_go_is_not_held(void **state)
{
    (void)state;
    must_fail(waits_for_a_second_hold, "to come to where it is held");
}

static void a_wait_may_end_without_a_reason(void)
{
    struct process *waiter =
        start_waiter(&(struct launch){.faults = "pthread_cond_wait=early@1x2"},
                     "condition for ever");

    await_rest(waiter);
    expect_line(waiter, OUT, "woken without news");
    expect_line(waiter, OUT, "woken without news");
    type_line(waiter, "news");
    expect_line(waiter, OUT, "woken by news");
}

/* And others may have the lock meanwhile. */
static void whoever_was_woken_may_be_held(void)
{
    struct process *waiter =
        start_waiter(&(struct launch){.faults = "pthread_cond_wait=hold"
                                                " pthread_mutex_lock=hold@2"},
                     "condition for ever");

    await_rest(waiter);
    type_line(waiter, "news");
    await_held(waiter); /* whoever brings them */
    let_go();
    await_held(waiter);
    check(!has_woken(waiter), "it to stand there", "it has woken");
    let_go();
    expect_line(waiter, OUT, "woken by news");
}

static void a_thread_may_begin_late(void)
{
    struct process *waiter = start_waiter(
        &(struct launch){.faults = "pthread_create=late"}, "condition");

    type_line(waiter, "news"); /* which the thread would bring */
    await_held(waiter);
    pass_time(100);
    check(!has_woken(waiter), "it to wait still", "it has woken");
    let_go();
    expect_line(waiter, OUT, "woke after 100 ms");
}

/* It has the lock all the while: the news cannot come before it waits. */
static void whoever_is_to_be_woken_may_wait_late(void)
{
    struct process *waiter =
        start_waiter(&(struct launch){.faults = "pthread_cond_wait=late"},
                     "condition for ever");

    await_held(waiter);
    type_line(waiter, "news");
    await_rest(waiter);
    let_go();
    expect_line(waiter, OUT, "woken by news");
}

static void a_read_of_a_pipe_may_be_held(void)
{
    struct process *waiter =
        start_waiter(&(struct launch){.faults = "read=hold@1x1"}, "pipe");

    await_held(waiter);
    type_line(waiter, "a byte");
    await_rest(waiter);
    check(!has_woken(waiter), "it to stand there", "it has woken");
    let_go();
    expect_line(waiter, OUT, "woke after");
}

/* It goes on as soon as somebody reads what it prints: it is not at rest. */
static void whoever_prints_rests_when_that_is_read(void)
{
    size_t length;
    struct process *printer =
        start("/bin/sh", "-c", "read a; head -c 20000 /dev/zero; read b", NULL);

    hold_output(printer);
    type_line(printer, "go");
    await_rest(printer);
    output_of(printer, OUT, &length);
    check(length == 0, "nothing", "%zu bytes", length);
    read_output(printer);
    await_rest(printer);
    output_of(printer, OUT, &length);
    check(length == 20000, "20000 bytes", "%zu", length);
}

static void only_a_condition_is_early(void)
{
    struct process *waiter = start_waiter(
        &(struct launch){.faults = "pthread_mutex_lock=early"}, "condition");

    expect_exit(waiter, 2);
    expect_line(waiter, ERR, "only pthread_cond_wait can return early");
}

static void a_signal_arrives_in_the_call_that_is_named(void)
{
    struct process *waiter = start_waiter(
        &(struct launch){.faults = "pthread_mutex_lock=SIGUSR1"}, "condition");

    expect_death(waiter, SIGUSR1);
}

/* ---- what a program inherits ---- */

static void counts_descriptors(void *unused)
{
    (void)unused;
    expect_line(start_waiter(NULL, "count"), OUT, "descriptor 3");
}

/* As from `flock file make test`, or a job server. */
static void only_the_three_streams_are_inherited(void **state)
{
    int extra = dup(STDERR_FILENO);

    (void)state;
    assert_true(extra > 2);
    pid_t child = fork(); /* which has not started anything yet */
    if (child == 0) {
        const char *report;
        _exit((int)attempt(counts_descriptors, NULL, &report));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    close(extra);
    if (WEXITSTATUS(status) == SKIPPED)
        skip();
    assert_int_equal(status, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(only_the_three_streams_are_inherited),
    cmocka_unit_test(each_wait_lasts_as_long_as_our_clock_says),
    cmocka_unit_test(whoever_naps_and_looks_is_told_so),
    cmocka_unit_test(what_comes_ends_a_wait),
    MUST_PASS(a_signal_ends_a_wait),
    MUST_PASS(an_alarm_ends_a_wait_of_whoever_can_be_interrupted),
    MUST_PASS(the_time_to_its_end_is_told_exactly),
    cmocka_unit_test(time_passes_from_one_wait_to_the_next),
    cmocka_unit_test(a_wait_in_vain_is_known_at_once),
    MUST_PASS(whoever_sleeps_or_computes_is_waited_for),
    MUST_PASS(rest_is_awaited),
    cmocka_unit_test(what_is_dropped_again_and_again_is_not_under_way),
    cmocka_unit_test(a_call_is_named_as_it_was_made),
    cmocka_unit_test(a_limit_of_the_other_direction_is_none),
    cmocka_unit_test(a_stopped_program_is_at_rest),
    cmocka_unit_test(a_wait_that_goes_on_after_a_stop_is_rest),
    MUST_PASS(a_pipe_between_its_own_threads_is_no_news),
    MUST_PASS(a_thread_is_held_until_it_is_let_go),
    MUST_PASS(one_is_held_while_the_others_go),
    MUST_PASS(a_lock_in_a_handler_is_seen),
    cmocka_unit_test(a_hold_that_is_not_reached_is_told),
    cmocka_unit_test(whoever_was_let_go_is_not_held),
    MUST_PASS(a_wait_may_end_without_a_reason),
    MUST_PASS(whoever_was_woken_may_be_held),
    MUST_PASS(a_thread_may_begin_late),
    MUST_PASS(whoever_is_to_be_woken_may_wait_late),
    MUST_PASS(a_read_of_a_pipe_may_be_held),
    MUST_PASS(whoever_prints_rests_when_that_is_read),
    MUST_PASS(only_a_condition_is_early),
    MUST_PASS(a_signal_arrives_in_the_call_that_is_named),
};

int main(int argc, char **argv)
{
    return run_unit_tests("clock", tests, COUNT(tests), argc, argv);
}
