/* test_05_threaded_server.c - who owns what, and for how long. */
#define _POSIX_C_SOURCE 200809L

#include "suite/suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* server and poll_server promise the same: each check is made of both. */
#define BOTH(check)                          \
    static void check##_of_server(void)      \
    {                                        \
        check("server");                     \
    }                                        \
    static void check##_of_poll_server(void) \
    {                                        \
        check("poll_server");                \
    }
#define CHECK_BOTH(check) \
    CHECK(check##_of_server), CHECK(check##_of_poll_server)
#define CHECK_BOTH_IN_FAIR_WEATHER(check, reason)     \
    CHECK_IN_FAIR_WEATHER(check##_of_server, reason), \
        CHECK_IN_FAIR_WEATHER(check##_of_poll_server, reason)

static int start_server(const char *program, struct process **server)
{
    *server = start(program, "0", NULL);
    return server_port(*server);
}

/* A socket that is still open at its end fails the check. */
static int start_careful(const char *program, struct process **server)
{
    struct launch careful = {.count_sockets = true};

    *server = start_with(&careful, program, "0", NULL);
    return server_port(*server);
}

static void echoes(int peer, const char *words)
{
    peer_say(peer, words);
    peer_expect(peer, words);
}

/* A stop waits for clients that stay, so those leave first. */
static void all_leave(struct process *server, const int *peers, int count)
{
    for (int i = 0; i < count; i++)
        peer_close(peers[i]);
    rule_stops(server, SIGTERM);
}

static void still_serves(struct process *server)
{
    int peer = peer_connect(server_port(server));

    usually("what one client did must not be felt by another");
    echoes(peer, "still there?\n");
    peer_close(peer);
}

/* It takes nothing more, until SIGCONT. */
static void pause_server(struct process *server)
{
    send_signal(server, SIGSTOP);
    await_rest(server);
}

/* Sends until nothing more is taken, and reads nothing: the server stands with
   an echo that it cannot send. */
static void get_stuck(struct process *server, int peer)
{
    enum { LENGTH = 1000 * 1000 };

    while (peer_send_some(peer, letters(LENGTH), LENGTH) > 0)
        await_rest(server);
}

/* ---- the echo, as in 02 ---- */

static void arguments(const char *program)
{
    struct launch names = {.hosts = "gone.test=EAI_NONAME"};

    rule_server_arguments(program);
    struct process *server =
        start_with(&names, program, "0", "gone.test", NULL);
    expect_exit(server, 1);
    expect_line(server, ERR, "gone.test: unknown host");
}
BOTH(arguments)

static void listens_where_told(const char *program)
{
    rule_listens_where_told(program);
}
BOTH(listens_where_told)

static void client_does_not_call_itself(void)
{
    rule_does_not_call_itself("client", NULL, NULL);
}

static void client_counts_no_more_than_an_echo(void)
{
    rule_counts_no_more_than_an_echo();
}

static void client_connects_where_told(void)
{
    rule_connects_where_told("client", NULL, NULL);
}

static void port_taken(const char *program)
{
    rule_port_taken(program);
}
BOTH(port_taken)

static void restarts_at_once(const char *program)
{
    rule_restart(program);
}
BOTH(restarts_at_once)

static void output_cannot_be_written(const char *program)
{
    rule_full_output(program, "0", NULL);
    rule_closed_output(program, "0", NULL);
    rule_output_ends(program);
}
BOTH(output_cannot_be_written)

/* Its last line is one that nobody reads. */
static void stop_cannot_be_said(const char *program)
{
    struct process *server;

    start_careful(program, &server);
    close_output(server);
    send_signal(server, SIGTERM);
    likely("printf() failed, and nobody looked: see ferror()");
    expect_exit(server, 1);
    expect_line(server, ERR, "standard output");
}
BOTH(stop_cannot_be_said)

static void misses_standard_streams(const char *program)
{
    rule_missing_streams_of_server(program, still_serves);
}
BOTH(misses_standard_streams)

static void echo_however_cut(const char *program)
{
    struct process *server;
    int peer = peer_connect(start_server(program, &server));

    echoes(peer, "half a li");
    echoes(peer, "ne\nand two\nin one write, caf\xc3");
    echoes(peer, "\xa9\n");
    peer_exchange(peer, letters(10 * 1000), 10 * 1000, 997);
    peer_finish(peer);
    peer_expect_end(peer);
    rule_stops(server, SIGTERM);
}
BOTH(echo_however_cut)

static void sends_the_rest_after_a_short_send(const char *program)
{
    struct launch launch = {.faults = "send=short@1x1"};
    struct process *server = start_with(&launch, program, "0", NULL);
    int peer = peer_connect(server_port(server));

    likely("send() took 1 of 6 bytes, and the program took that for all");
    echoes(peer, "hello\n");
    all_leave(server, &peer, 1);
}
BOTH(sends_the_rest_after_a_short_send)

static void echoes_10_megabytes(const char *program)
{
    enum { LENGTH = 10 * 1000 * 1000 };
    struct process *server;
    int peer = peer_connect(start_server(program, &server));

    likely_if_it_waits("what send() does not take at once is sent when poll() "
                       "says POLLOUT: it must be asked for that");
    peer_exchange(peer, letters(LENGTH), LENGTH, 100 * 1000);
    peer_finish(peer);
    peer_expect_end(peer);
    expect_line(server, OUT, "left, 10000000 bytes echoed");
}
BOTH(echoes_10_megabytes)

static void finishes_the_echo_after_a_half_close(const char *program)
{
    enum { LENGTH = 20 * 1000 };
    struct process *server;
    int peer = peer_connect(start_server(program, &server));
    char *sent = letters(LENGTH), *back = new_text(LENGTH);

    likely("the end of the client's stream is not the end of the "
           "conversation: what came before it is still to be echoed");
    pause_server(server);
    peer_send(peer, sent, LENGTH);
    peer_finish(peer);
    send_signal(server, SIGCONT);
    size_t length = peer_receive_all(peer, back, LENGTH);
    check(length == LENGTH && memcmp(sent, back, length) == 0,
          "all 20000 bytes, then the end of the stream", "%zu bytes, or others",
          length);
}
BOTH(finishes_the_echo_after_a_half_close)

/* ---- many clients, none harmed by another ---- */

static void many_at_once(const char *program)
{
    enum { CLIENTS = 50, VICTIM = 20 };
    struct process *server;
    int peers[CLIENTS];

    stop_the_clock();
    int port = start_server(program, &server);
    pause_server(server); /* then all are there when it takes the first */
    for (int i = 0; i < CLIENTS; i++)
        peers[i] = peer_connect(port);
    send_signal(server, SIGCONT);
    likely("each thread needs an argument of its own: a variable of main's "
           "has changed by the time that the thread reads it");
    for (int i = 0; i < CLIENTS; i++)
        peer_say(peers[i], text_of("client %d\n", i));
    for (int i = CLIENTS - 1; i >= 0; i--)
        peer_expect(peers[i], text_of("client %d\n", i));
    likely("one client's reset is that client's affair");
    peer_say(peers[VICTIM], "half a li");
    peer_reset(peers[VICTIM]);
    await_rest(server);
    peers[VICTIM] = peer_connect(port);
    for (int i = 0; i < CLIENTS; i++)
        echoes(peers[i], text_of("client %d again\n", i));
    all_leave(server, peers, CLIENTS);
}
BOTH(many_at_once)

/* It has said its last words, and is gone before the first is sent back. */
static void a_reset_during_the_echo_harms_nobody(const char *program)
{
    struct launch launch = {.faults = "send=hold@1x1"};

    stop_the_clock();
    struct process *server = start_with(&launch, program, "0", NULL);
    int leaving = peer_connect(server_port(server));
    peer_say(leaving, "bye\n");
    peer_finish(leaving);
    await_held(server);
    peer_reset(leaving);
    let_go();
    await_rest(server);
    still_serves(server);
    rule_stops(server, SIGTERM);
}
BOTH(a_reset_during_the_echo_harms_nobody)

static void silent_and_deaf_clients_hold_nobody(const char *program)
{
    struct process *server;

    stop_the_clock();
    int port = start_server(program, &server);
    int peers[] = {peer_connect(port), peer_connect_narrow(port)};
    get_stuck(server, peers[1]); /* and the first says nothing */
    likely("a send() that blocks must block that client's service only");
    for (int i = 0; i < 3; i++)
        still_serves(server);
    all_leave(server, peers, 2);
}
BOTH(silent_and_deaf_clients_hold_nobody)

static void leaving_clients_harm_nobody(const char *program)
{
    struct process *server;
    int port = start_careful(program, &server);
    int innocent = peer_connect(port);

    for (int i = 0; i < 20; i++) {
        int peer = peer_connect(port);
        if (i % 2)
            peer_say(peer, "half a li");
        if (i % 3)
            peer_reset(peer);
        else
            peer_close(peer);
        echoes(innocent, text_of("line %d\n", i));
    }
    all_leave(server, &innocent, 1);
}
BOTH(leaving_clients_harm_nobody)

static void takes_a_burst(const char *program)
{
    enum { CLIENTS = 500 };
    struct process *server;
    int peers[CLIENTS];

    need_bare_program(); /* valgrind, for one, has fewer threads */
    if (sysconf(_SC_OPEN_MAX) < 2 * CLIENTS)
        skipped("fewer than %d descriptors here", 2 * CLIENTS);
    int port = start_server(program, &server);
    for (int i = 0; i < CLIENTS; i++)
        peers[i] = peer_connect(port);
    for (int i = 0; i < CLIENTS; i++)
        peer_say(peers[i], "x");
    for (int i = 0; i < CLIENTS; i++)
        peer_expect(peers[i], "x");
    all_leave(server, peers, CLIENTS);
}
BOTH(takes_a_burst)

/* ---- a flood of connections ---- */

/* main stands before its second accept() while the queue fills, and once more
   when it has taken a part of it: by then a bystander must have been served. */
static void a_flood_does_not_keep_others_waiting(const char *program)
{
    enum { FLOOD = 100 };
    static const char *const floods[] = {
        "accept=hold@2x1 accept=hold@90x1",
        "accept=hold@2x1 accept=ECONNABORTED@3x60 accept=hold@63x1"};

    stop_the_clock();
    for (size_t i = 0; i < COUNT(floods); i++) {
        struct launch launch = {.faults = floods[i]};
        struct process *server = start_with(&launch, program, "0", NULL);
        int port = server_port(server), bystander = peer_connect(port);
        await_held(server);
        peers_come_and_go(port, FLOOD);
        peer_say(bystander, "x");
        let_go();
        likely("whoever accepts until nobody waits any more does nothing else "
               "while connections keep coming: admit a few, then look after "
               "the others");
        peer_expect(bystander, "x");
        await_held(server);
        let_go();
        still_serves(server);
        all_leave(server, &bystander, 1);
    }
}
BOTH(a_flood_does_not_keep_others_waiting)

/* ---- the stop ---- */

static void stops_with_idle_clients(const char *program)
{
    static const int numbers[] = {SIGINT, SIGTERM};

    stop_the_clock();
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct process *server;
        int port = start_server(program, &server);
        int silent = peer_connect(port);
        await_rest(server);
        int idle = peer_connect(port);
        echoes(idle, "hello\n");
        await_rest(server); /* in recv(), where it is hard to be woken */
        rule_stops(server, numbers[i]);
        peer_expect_end(silent);
        peer_expect_end(idle);
        expect_line(server, OUT, "stopped");
    }
}
BOTH(stops_with_idle_clients)

static void stops_with_a_stuck_client(const char *program)
{
    struct process *server;

    stop_the_clock();
    int peer = peer_connect_narrow(start_careful(program, &server));
    get_stuck(server, peer);
    rule_stops(server, SIGTERM);
}
BOTH(stops_with_a_stuck_client)

/* What it has received when the signal comes, it still answers. */
static void a_stop_lets_the_last_echo_out(const char *program)
{
    struct launch launch = {.faults = "send=hold@1x1"};

    stop_the_clock();
    struct process *server = start_with(&launch, program, "0", NULL);
    int peer = peer_connect(server_port(server));
    likely("whoever ends while threads are still at work takes their "
           "clients' answers along: join them first");
    peer_say(peer, "last\n");
    await_held(server);
    send_signal(server, SIGTERM);
    await_rest(server);
    let_go();
    peer_expect(peer, "last\n");
    peer_expect_end(peer);
    expect_exit(server, 0);
}
BOTH(a_stop_lets_the_last_echo_out)

/* Its thread is held in its last call when the signal comes. */
static void a_stop_joins_the_last_thread(void)
{
    struct launch launch = {.faults = "close=hold@1x1"};

    stop_the_clock();
    struct process *server = start_with(&launch, "server", "0", NULL);
    int peer = peer_connect(server_port(server));
    echoes(peer, "x");
    peer_finish(peer);
    peer_expect_end(peer);
    likely("close() is missing where a conversation ends");
    await_held(server);
    send_signal(server, SIGTERM);
    await_rest(server);
    likely("pthread_join() for each thread that was created: whoever ends "
           "while one is still at work takes it along");
    check(!has_ended(server), "server to wait for its thread", "its end: %s",
          has_ended(server) ? ending_of(server) : "");
    let_go();
    expect_exit(server, 0);
}

static void a_stop_is_heard_in_a_flood(const char *program)
{
    rule_hears_a_stop_in_a_flood(program);
}
BOTH(a_stop_is_heard_in_a_flood)

static void starts_and_stops_many_times(const char *program)
{
    for (int i = 0, times = has_runner() ? 10 : 30; i < times; i++) {
        struct process *server;
        int peer = peer_connect(start_careful(program, &server));
        echoes(peer, "x");
        rule_stops(server, i % 2 ? SIGINT : SIGTERM);
        peer_close(peer);
    }
}
BOTH(starts_and_stops_many_times)

/* ---- nothing grows, nothing is lacking forever ---- */

/* A number from a line of /proc/PID/status, such as "Threads:". */
static long status_of(struct process *process, const char *field)
{
    char line[256];
    long value = -1;
    FILE *status =
        fopen(text_of("/proc/%ld/status", (long)process_id(process)), "r");

    if (!status)
        skipped("no /proc here to look into");
    while (fgets(line, sizeof line, status))
        if (strncmp(line, field, strlen(field)) == 0)
            value = atol(line + strlen(field));
    fclose(status);
    return value;
}

/* SCHED_OTHER and so on, as a number: the 41st word of /proc/PID/stat. */
static int policy_of(long process)
{
    char line[1024] = "";
    FILE *stat = fopen(text_of("/proc/%ld/stat", process), "r");

    if (!stat || !fgets(line, sizeof line, stat))
        skipped("no /proc here to look into");
    fclose(stat);
    char *word = strrchr(line, ')'); /* the end of the second: a name */
    for (int i = 2; word && i < 41; i++)
        word = strchr(word + 1, ' ');
    return word ? atoi(word) : -1;
}

static void keeps_the_priority_it_was_given(const char *program)
{
    struct process *server;

    need_bare_program();
    int peer = peer_connect(start_server(program, &server));
    echoes(peer, "x");
    likely("chrt(1) and nice(1) are for whoever runs the server: it inherits "
           "how it is scheduled, and leaves that alone");
    int policy = policy_of((long)process_id(server));
    check(policy == policy_of((long)getpid()), "scheduled as it was started",
          "policy %d (see sched(7))", policy);
    all_leave(server, &peer, 1);
}
BOTH(keeps_the_priority_it_was_given)

static int descriptors_of(struct process *process)
{
    DIR *list = opendir(text_of("/proc/%ld/fd", (long)process_id(process)));
    int count = 0;

    if (!list)
        skipped("no /proc here to look into");
    while (readdir(list))
        count++;
    closedir(list);
    return count;
}

static void come_and_go(struct process *server, int clients)
{
    for (int i = 0; i < clients; i++) {
        int peer = peer_connect(server_port(server));
        echoes(peer, "x");
        peer_finish(peer);
        peer_expect_end(peer);
        peer_close(peer);
    }
}

static void nothing_grows(const char *program)
{
    struct process *server;

    need_bare_program();
    start_server(program, &server);
    come_and_go(server, 20);
    await_rest(server);
    int descriptors = descriptors_of(server);
    long memory = status_of(server, "VmRSS:");
    come_and_go(server, 300);
    await_rest(server);
    likely("each client's connection is to be closed, however it has left");
    check(descriptors_of(server) == descriptors,
          text_of("%d descriptors, as before", descriptors), "%d",
          descriptors_of(server));
    check(status_of(server, "Threads:") == 1, "one thread", "%ld",
          status_of(server, "Threads:"));
    likely("what a client needed is to be given back: join its thread, which "
           "gives back the stack, and free the memory");
    long grown = status_of(server, "VmRSS:") - memory;
    check(grown < 1024, "less than 1 MiB more after 300 clients", "%ld KiB",
          grown);
    rule_stops(server, SIGTERM);
}
BOTH(nothing_grows)

/* main is held after each twenty that it lets in, until their threads have
   ended: none of them is needed any more. */
static void a_flood_is_joined_meanwhile(void)
{
    enum { HELD = 20, TIMES = 10 };
    struct launch launch = {.faults = text_of("accept=hold@2/%d", HELD)};

    need_bare_program();
    stop_the_clock();
    struct process *server = start_with(&launch, "server", "0", NULL);
    int port = server_port(server);
    peer_connect(port);
    await_held(server);
    peers_come_and_go(port, HELD * TIMES);
    let_go();
    await_held(server);
    await_rest(server);
    long memory = status_of(server, "VmRSS:");
    for (int i = 1; i < TIMES; i++) {
        let_go();
        await_held(server);
        await_rest(server);
    }
    likely("a thread that has ended keeps its stack until it is joined: join "
           "between two admissions, not only when nobody waits any more");
    long grown = status_of(server, "VmRSS:") - memory;
    check(grown < 1024, "less than 1 MiB more after 180 clients", "%ld KiB",
          grown);
    let_go();
    rule_stops(server, SIGTERM);
}

static void runs_out_of_descriptors_and_recovers(const char *program)
{
    enum { CLIENTS = 20 };
    struct launch few = {.descriptors = 16, .faults = "accept=hold@1000x1"};

    stop_the_clock();
    struct process *server = start_with(&few, program, "0", NULL);
    int peers[CLIENTS], port = server_port(server);
    for (int i = 0; i < CLIENTS; i++)
        peers[i] = peer_connect(port);
    echoes(peers[0], "hello\n");
    likely("accept() fails with EMFILE as long as nobody leaves: said once, "
           "and waited for without asking again and again");
    expect_line(server, ERR, strerror(EMFILE));
    waits_without_asking(server);
    for (int i = 0; i < CLIENTS; i++) {
        echoes(peers[i], "my turn\n");
        peer_close(peers[i]);
    }
    check(times_said(server, strerror(EMFILE)) == 1, "one line about it", "%d",
          times_said(server, strerror(EMFILE)));
    rule_stops(server, SIGTERM);
}
BOTH(runs_out_of_descriptors_and_recovers)

static void connect_some(int port, int *peers, int from, int to)
{
    for (int i = from; i < to; i++)
        peers[i] = peer_connect(port);
}

static void the_silent_make_room_for_others(const char *program)
{
    enum { EARLY = 4, CLIENTS = 12 };
    struct launch few = {.descriptors = 16};
    int peers[CLIENTS];

    stop_the_clock();
    struct process *server = start_with(&few, program, "0", NULL);
    int port = server_port(server);
    connect_some(port, peers, 0, EARLY);
    pass_time(9000);
    echoes(peers[0], "still here\n");
    pass_time(980);
    connect_some(port, peers, EARLY, CLIENTS);
    expect_line(server, ERR, strerror(EMFILE));
    await_rest(server);
    likely("ten seconds of silence are allowed, even while others wait");
    check(times_said(server, "makes room") == 0, "nobody dismissed", "%s",
          output_of(server, ERR, NULL));
    pass_time(80);
    likely("whoever never says anything keeps others out forever: let the "
           "most silent make room");
    echoes(peers[CLIENTS - 1], "at last\n");
    echoes(peers[0], "and still here\n");
    all_leave(server, peers, CLIENTS);
}
BOTH(the_silent_make_room_for_others)

/* Nobody has given a descriptor back when the stop comes. */
static void a_stop_in_a_shortage_resets_nobody(const char *program)
{
    enum { CLIENTS = 20 };
    struct launch few = {.descriptors = 16};
    struct process *server = start_with(&few, program, "0", NULL);
    int peers[CLIENTS];

    connect_some(server_port(server), peers, 0, CLIENTS);
    expect_line(server, ERR, strerror(EMFILE));
    send_signal(server, SIGTERM);
    likely("whoever is still in the queue when the listener is closed is "
           "reset: it is let go before, when there are descriptors again");
    for (int i = 0; i < CLIENTS; i++)
        peer_expect_end(peers[i]);
    expect_exit(server, 0);
}
BOTH(a_stop_in_a_shortage_resets_nobody)

/* The last descriptor is taken: to accept() fails, though nobody waits. */
static void the_silent_may_stay_if_nobody_waits(const char *program)
{
    enum { EARLY = 8, CLIENTS = 12 };
    struct launch few = {.descriptors = 16};
    int peers[CLIENTS], count = EARLY;

    stop_the_clock();
    struct process *server = start_with(&few, program, "0", NULL);
    int port = server_port(server);
    connect_some(port, peers, 0, EARLY);
    pass_time(20000);
    while (count < CLIENTS && times_said(server, strerror(EMFILE)) == 0) {
        peers[count++] = peer_connect(port);
        await_rest(server);
    }
    echoes(peers[count - 1], "the last one\n");
    pass_time(80);
    likely("silence harms nobody while nobody waits");
    for (int i = 0; i < count; i++)
        echoes(peers[i], "still here\n");
    all_leave(server, peers, count);
}
BOTH(the_silent_may_stay_if_nobody_waits)

/* main is held on its way to starting the second thread. */
static void nobody_waits_while_another_is_let_in(void)
{
    struct launch launch = {.faults = "pthread_create=hold@2x1"};

    stop_the_clock();
    struct process *server = start_with(&launch, "server", "0", NULL);
    int peers[] = {peer_connect(server_port(server)), -1};
    echoes(peers[0], "alone\n");
    peers[1] = peer_connect(server_port(server));
    await_held(server);
    likely("to start a thread takes long: whoever holds a lock meanwhile stops "
           "all who need it");
    echoes(peers[0], "not alone\n");
    let_go();
    echoes(peers[1], "and me?\n");
    all_leave(server, peers, 2);
}

static void errors_of_accept_pass(const char *program)
{
    static const struct fault faults[] = {
        FAULT(accept, EMFILE), FAULT(accept, ENFILE), FAULT(accept, ENOBUFS),
        FAULT(accept, ENOMEM), FAULT(accept, EINTR),
    };

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {.faults =
                                    text_of("accept=%sx3", faults[i].name)};
        struct process *server = start_with(&launch, program, "0", NULL);
        likely("accept() failed with %s three times, and then no more: that "
               "is no reason to end",
               faults[i].name);
        still_serves(server);
        rule_stops(server, SIGTERM);
        check(times_said(server, strerror(faults[i].number)) <= 1,
              "one line about it at most", "%d",
              times_said(server, strerror(faults[i].number)));
    }
}
BOTH(errors_of_accept_pass)

static void an_aborted_connection_is_no_error(const char *program)
{
    struct launch launch = {.faults = "accept=ECONNABORTEDx1"};
    struct process *server = start_with(&launch, program, "0", NULL);

    likely("accept() failed with ECONNABORTED, once: that client has gone "
           "again, and that is no reason to end");
    peer_connect(server_port(server));
    still_serves(server);
    likely("to say that something is lacking, and to pause, is for descriptors "
           "and memory");
    check(times_said(server, "accept") == 0, "no word about it", "%s",
          output_of(server, ERR, NULL));
    rule_stops(server, SIGTERM);
}
BOTH(an_aborted_connection_is_no_error)

static void threads_that_are_refused_come_later(void)
{
    struct launch launch = {.faults = "pthread_create=EAGAINx3",
                            .count_sockets = true};
    struct process *server = start_with(&launch, "server", "0", NULL);

    likely("pthread_create() was refused three times: the client is kept, "
           "and gets its thread later");
    likely_if_it_waits("whoever takes a lock gives it back on each way out, "
                       "also where a call has failed: else the next to want it "
                       "waits forever");
    still_serves(server);
    expect_line(server, ERR, "pthread_create");
    rule_stops(server, SIGTERM);
    check(times_said(server, "pthread_create") == 1, "one line about it", "%d",
          times_said(server, "pthread_create"));
}

/* It is in no queue any more, has no thread, and nobody comes after it. */
static void one_without_a_thread_waits_as_well(void)
{
    struct launch launch = {.faults = "pthread_create=EAGAIN@2x9999"};

    stop_the_clock();
    struct process *server = start_with(&launch, "server", "0", NULL);
    int silent = peer_connect(server_port(server));
    echoes(silent, "hello\n");
    pass_time(10100);
    int waiting = peer_connect(server_port(server));
    peer_say(waiting, "my turn?\n");
    expect_line(server, ERR, "pthread_create");
    likely("whoever has been accepted and has no thread waits, too: the most "
           "silent makes room for it");
    expect_line(server, ERR, "makes room");
    peer_expect_end(silent);
    send_signal(server, SIGTERM);
    likely("close() without shutdown() resets one whose words nobody has read");
    peer_expect_end(waiting);
    expect_exit(server, 0);
}

static void calls_that_fail_at_the_start(const char *program)
{
    static const struct fault faults[] = {
        FAULT(socket, EMFILE),      FAULT(socket, EAFNOSUPPORT),
        FAULT(setsockopt, EINVAL),  FAULT(bind, EACCES),
        FAULT(bind, EADDRNOTAVAIL), FAULT(listen, EADDRINUSE),
        FAULT(getsockname, ENOBUFS)};

    for (size_t i = 0; i < COUNT(faults); i++)
        rule_fails(&faults[i], program, "0", NULL);
}
BOTH(calls_that_fail_at_the_start)

static void calls_that_fail_with_a_client(const char *program)
{
    static const struct fault faults[] = {
        FAULT(recv, ECONNRESET), FAULT(recv, ETIMEDOUT),
        FAULT(recv, ENOMEM),     FAULT(send, EPIPE),
        FAULT(send, ENOBUFS),    FAULT(send, ECONNRESET)};

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {
            .faults = text_of("%s=%sx1", faults[i].call, faults[i].name),
            .count_sockets = true};
        struct process *server = start_with(&launch, program, "0", NULL);
        likely("%s() failed with %s once: one client's trouble, no more",
               faults[i].call, faults[i].name);
        peer_say(peer_connect(server_port(server)), "x");
        expect_line(server, ERR, strerror(faults[i].number));
        still_serves(server);
        rule_stops(server, SIGTERM);
    }
}
BOTH(calls_that_fail_with_a_client)

/* ---- names, IPv4 and IPv6 ---- */

/* A client from that address gets its echo. */
static void client_reaches(struct process *server, const char *host)
{
    struct process *client =
        start("client", host, text_of("%d", server_port(server)), NULL);

    type_line(client, "hello");
    expect_line(client, OUT, "hello");
    end_input(client);
    expect_exit(client, 0);
}

static void both_families(const char *program)
{
    need_ipv6();
    struct process *server = start(program, "0", "::1", NULL);
    expect_line(server, OUT, "listening on [::1]:");
    client_reaches(server, "::1");
    rule_stops(server, SIGTERM);

    server = start(program, "0", "::", NULL);
    expect_line(server, OUT, "listening on [::]:");
    client_reaches(server, "::1");
    client_reaches(server, "127.0.0.1");
    rule_stops(server, SIGTERM);
}
BOTH(both_families)

static void does_without_ipv4(const char *program)
{
    rule_does_without_ipv4(program, 2);
}
BOTH(does_without_ipv4)

static void client_tries_each_address(void)
{
    /* nothing listens on the first, and the second is the server's */
    struct launch names = {.hosts = "two.test=127.0.0.2,127.0.0.1"};
    struct process *server, *client;
    const char *port = text_of("%d", start_server("server", &server));

    client = start_with(&names, "client", "two.test", port, NULL);
    type_line(client, "hello");
    expect_line(client, OUT, "hello");
    expect_line(client, ERR, "connect 127.0.0.2:");
}

/* ---- the client ---- */

static struct process *start_client(const struct launch *launch, int *peer)
{
    int port, listener = peer_listen(&port);

    keep_patient();
    struct process *client =
        start_with(launch, "client", "127.0.0.1", text_of("%d", port), NULL);
    *peer = peer_accept(listener);
    return client;
}

static void client_arguments(void)
{
    struct launch names = {.hosts = "gone.test=EAI_NONAME"};

    rule_client_arguments("client");
    struct process *client = start_with(&names, "client", "gone.test", NULL);
    expect_exit(client, 1);
    expect_line(client, ERR, "gone.test: unknown host");
}

static void client_is_a_filter(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);

    likely("in a pipe nothing but the echo stands on stdout, and an empty "
           "line is a line");
    type_line(client, "Olá");
    peer_expect(peer, "Olá\n");
    peer_say(peer, "Olá\n");
    type_line(client, "");
    peer_expect(peer, "\n");
    peer_say(peer, "\n");
    type_bytes(client, "the last", 8);
    end_input(client);
    peer_expect(peer, "the last");
    peer_expect_end(peer);
    peer_say(peer, "the last");
    peer_close(peer);
    expect_exit(client, 0);
    size_t length;
    const char *printed = output_of(client, OUT, &length);
    check(strcmp(printed, "Olá\n\nthe last") == 0, "\"Olá\\n\\nthe last\"",
          "%s", quoted(printed, length));
}

static void client_ends_at_an_empty_line_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    int peer;
    struct process *client = start_client(&terminal, &peer);

    type_line(client, "Olá");
    peer_expect(peer, "Olá\n");
    peer_say(peer, "Ol\xc3\xa1 \x1b[2J\n");
    expect_line(client, OUT, "Olá \\x1b[2J");
    type_line(client, "");
    peer_expect_end(peer);
    peer_close(peer);
    expect_exit(client, 0);
}

static void client_ends_in_the_middle_of_a_line_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    int peer;
    struct process *client = start_client(&terminal, &peer);

    likely_if_it_waits("on a terminal the second Ctrl-D is read() returning 0, "
                       "once: if that is forgotten when the last line has been "
                       "handed out, the next read() waits for a third");
    type_bytes(client, "abc\x04\x04", 5);
    peer_expect(peer, "abc");
    peer_expect_end(peer);
    peer_say(peer, "abc");
    peer_close(peer);
    expect_exit(client, 0);
}

static void client_ends_at_a_farewell(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);

    type_line(client, " Sair ");
    peer_expect_end(peer);
    peer_close(peer);
    expect_exit(client, 0);
}

static void client_hears_that_the_server_hung_up(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);

    type_line(client, "hello?");
    peer_expect(peer, "hello?\n");
    peer_close(peer);
    expect_exit(client, 1);
    expect_line(client, ERR, "hung up");
}

static void client_may_find_the_server_gone_at_the_end(void)
{
    struct launch launch = {.faults = "shutdown=ENOTCONN"};
    int peer;

    need_tap();
    struct process *client = start_client(&launch, &peer);
    likely("a connection that is no more cannot be shut down (ENOTCONN): how "
           "it ended is what recv() tells");
    peer_finish(peer);
    end_input(client);
    expect_exit(client, 0);
}

static void client_output_cannot_be_written_at_the_end(void)
{
    struct launch full = {.output = "/dev/full"};
    int peer;
    struct process *client = start_client(&full, &peer);

    type_bytes(client, "no newline", 10);
    end_input(client);
    peer_expect(peer, "no newline");
    peer_say(peer, "no newline");
    peer_finish(peer);
    likely("what has no newline is still in stdio's buffer: fflush(), or "
           "nobody hears that it could not be written");
    expect_exit(client, 1);
    expect_line(client, ERR, "standard output");
}

static void client_has_no_output(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server("server", &server));

    rule_no_output("client", "127.0.0.1", port);
}

static void client_misses_standard_streams(void)
{
    rule_missing_streams_of_client("client", NULL, NULL);
}

static void client_shares_its_input(void)
{
    struct launch launch = {.shared_input = true};
    int peer;
    struct process *client = start_client(&launch, &peer);

    await_rest(client);
    type_line(client, "hello?");
    peer_expect(peer, "hello?\n");
}

static void client_calls_that_fail(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EMFILE),       FAULT(connect, ECONNREFUSED),
        FAULT(connect, ENETUNREACH), FAULT(connect, ETIMEDOUT),
        FAULT(setsockopt, EINVAL),   FAULT(send, EPIPE),
        FAULT(recv, ECONNRESET),     FAULT(shutdown, ENOBUFS)};
    struct process *server;
    const char *port = text_of("%d", start_server("server", &server));

    for (size_t i = 0; i < COUNT(faults); i++)
        rule_fails(&faults[i], "client", "127.0.0.1", port);
}

/* ---- threads and race ---- */

/* Each way to be started without some of the standard streams. */
static void ends_without_streams(const char *program, const char *first,
                                 const char *second)
{
    for (int without = 1; without < 8; without++) {
        struct launch launch = {.without = without};
        struct process *process =
            start_with(&launch, program, first, second, NULL);
        expect_exit(process, without & 1 << STDOUT_FILENO ? 1 : 0);
    }
}

static void threads_wait_at_the_same_time(void)
{
    stop_the_clock();
    struct process *threads = start("threads", "-f", "2", NULL);
    likely("pthread_join() waits for a thread: whoever returns from main() "
           "without it ends those that are still at work");
    likely_if_it_waits("both are to be created before the first is joined: one "
                       "after the other, they take as long as the two "
                       "together");
    expect_line(threads, OUT, "starts");
    expect_line(threads, OUT, "starts");
    long long time = time_to_end(threads, 10000);
    check(time == 4000, "the longer wait of the two, 4000 ms", "%lld ms", time);
    expect_line(threads, OUT, "Thread 2: has finished"); /* the shorter one */
    expect_line(threads, OUT, "Thread 1: has finished");
    expect_line(threads, OUT, "Main program: all have finished");
    expect_exit(threads, 0);
}

static void threads_arguments(void)
{
    static const char *const wrong[] = {"x", "-1", "", "1e9", "nan"};

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct process *threads = start("threads", "-f", wrong[i], NULL);
        expect_exit(threads, 2);
        expect_line(threads, ERR, "usage: ./threads");
    }
    expect_exit(start("threads", "--help", NULL), 0);
    rule_full_output("threads", "--help", NULL);
    rule_full_output("threads", "-f", "0");
    rule_closed_output("threads", "-f", "0");
    ends_without_streams("threads", "-f", "0");
    expect_exit(start("threads", "more", NULL), 2);
}

static void race_is_right_with_the_mutex(void)
{
    struct process *race = start("race", "100000", NULL);

    expect_line(race, OUT, "without the mutex: "); /* whatever it is */
    expect_line(race, OUT, "with the mutex: 400000 (0 lost)");
    expect_exit(race, 0);
    expect_exit(start("race", "0", NULL), 2);
    expect_exit(start("race", "x", NULL), 2);
    expect_exit(start("race", "--help", NULL), 0);
    rule_full_output("race", "--help", NULL);
    rule_full_output("race", "1", NULL);
    rule_closed_output("race", "1", NULL);
    ends_without_streams("race", "1", NULL);
}

static void scene_plays(void)
{
    rule_scene("05-threaded-server");
}

static const struct check checks[] = {
    CHECK_FIRST(listens_where_told_of_server),
    CHECK_FIRST(listens_where_told_of_poll_server),
    CHECK_FIRST(client_connects_where_told),
    CHECK_IN_FAIR_WEATHER(threads_wait_at_the_same_time, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(race_is_right_with_the_mutex, "no socket is used"),
    CHECK_BOTH(echo_however_cut),
    CHECK_BOTH(sends_the_rest_after_a_short_send),
    CHECK_BOTH(finishes_the_echo_after_a_half_close),
    CHECK_BOTH_IN_FAIR_WEATHER(echoes_10_megabytes,
                               "megabytes, a byte a call, are only slow"),
    CHECK_BOTH(stops_with_idle_clients),
    CHECK_BOTH(a_stop_lets_the_last_echo_out),
    CHECK(a_stop_joins_the_last_thread),
    CHECK_BOTH(many_at_once),
    CHECK_BOTH(a_reset_during_the_echo_harms_nobody),
    CHECK_BOTH_IN_FAIR_WEATHER(
        silent_and_deaf_clients_hold_nobody,
        "what fills a connection, a byte a call, is only slow"),
    CHECK_BOTH_IN_FAIR_WEATHER(
        stops_with_a_stuck_client,
        "what fills a connection, a byte a call, is only slow"),
    CHECK_BOTH(a_flood_does_not_keep_others_waiting),
    CHECK_BOTH(a_stop_is_heard_in_a_flood),
    CHECK_IN_FAIR_WEATHER(a_flood_is_joined_meanwhile,
                          "it measures memory, after many clients"),
    CHECK_BOTH(starts_and_stops_many_times),
    CHECK_BOTH(leaving_clients_harm_nobody),
    CHECK_BOTH_IN_FAIR_WEATHER(nothing_grows,
                               "it measures memory, after many clients"),
    CHECK_BOTH(an_aborted_connection_is_no_error),
    CHECK_BOTH(errors_of_accept_pass),
    CHECK_BOTH(runs_out_of_descriptors_and_recovers),
    CHECK_BOTH(the_silent_make_room_for_others),
    CHECK_BOTH(a_stop_in_a_shortage_resets_nobody),
    CHECK_BOTH(the_silent_may_stay_if_nobody_waits),
    CHECK(nobody_waits_while_another_is_let_in),
    CHECK(threads_that_are_refused_come_later),
    CHECK(one_without_a_thread_waits_as_well),
    CHECK_BOTH(calls_that_fail_with_a_client),
    CHECK_BOTH_IN_FAIR_WEATHER(calls_that_fail_at_the_start,
                               "it ends before anything is received or sent"),
    CHECK_BOTH(takes_a_burst),
    CHECK_BOTH_IN_FAIR_WEATHER(keeps_the_priority_it_was_given,
                               "no call that fails has to do with it"),
    CHECK_BOTH_IN_FAIR_WEATHER(arguments, "no socket is used"),
    CHECK_CALM(port_taken_of_server),
    CHECK_CALM(port_taken_of_poll_server),
    CHECK_BOTH(restarts_at_once),
    CHECK_BOTH(output_cannot_be_written),
    CHECK_BOTH_IN_FAIR_WEATHER(stop_cannot_be_said, "no socket is used"),
    CHECK_BOTH_IN_FAIR_WEATHER(misses_standard_streams,
                               "which numbers descriptors get is all it asks"),
    CHECK_BOTH(both_families),
    CHECK_BOTH_IN_FAIR_WEATHER(does_without_ipv4, "nobody connects"),
    CHECK(client_is_a_filter),
    CHECK(client_ends_at_an_empty_line_on_a_terminal),
    CHECK(client_ends_in_the_middle_of_a_line_on_a_terminal),
    CHECK(client_ends_at_a_farewell),
    CHECK(client_hears_that_the_server_hung_up),
    CHECK(client_may_find_the_server_gone_at_the_end),
    CHECK(client_output_cannot_be_written_at_the_end),
    CHECK(client_has_no_output),
    CHECK_IN_FAIR_WEATHER(client_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK(client_shares_its_input),
    CHECK(client_tries_each_address),
    CHECK(client_counts_no_more_than_an_echo),
    CHECK_CALM(client_does_not_call_itself),
    CHECK_IN_FAIR_WEATHER(client_arguments, "no socket is used"),
    CHECK(client_calls_that_fail),
    CHECK_IN_FAIR_WEATHER(threads_arguments, "no socket is used"),
    CHECK(scene_plays),
};

int main(int argc, char **argv)
{
    return run_suite("05-threaded-server", checks, COUNT(checks), NULL, 0, argc,
                     argv);
}
