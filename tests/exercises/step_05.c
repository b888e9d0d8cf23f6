/* step_05.c - the contract and the exercises of step 05. */
#define _GNU_SOURCE /* syscall(), for a signal to one thread: Linux only */

#include "exercises.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#ifndef SIOCOUTQNSD /* Linux has it, its headers need not be here */
#define SIOCOUTQNSD 0x894B
#endif

static void echoes(int peer, const char *words)
{
    peer_say(peer, words);
    peer_expect(peer, words);
}

/* More clients at a time than any bound that somebody would think high: fewer
   where the limits of this machine, or sanitizers, do not bear that. */
enum { MANY_CLIENTS = 1050 };

static int many_clients(void)
{
    struct rlimit descriptors = {0};

    getrlimit(RLIMIT_NOFILE, &descriptors);
    return scaled(1) > 1 || descriptors.rlim_cur < 2 * MANY_CLIENTS
               ? 300
               : MANY_CLIENTS;
}

/* Has anything come, or the end? */
static bool has_come(int peer)
{
    char byte;

    return recv(peer, &byte, 1, MSG_PEEK) >= 0;
}

/* Is all that was said with the other end's kernel? */
static bool has_gone_out(int peer)
{
    int unsent = 0;

    return ioctl(peer, SIOCOUTQNSD, &unsent) == 0 && unsent == 0;
}

/* It leaves, and hears that the server has noticed. */
static void leave(int peer)
{
    peer_finish(peer);
    peer_expect_end(peer);
    peer_close(peer);
}

/* Where a thread is held, or a signal comes, at a certain call, that has to be
   a call of the program's own, and not of its language. */
static bool is_a_strangers(void)
{
    stop_our_clock();
    return !clock_is_stopped();
}

/* ---- the contract ---- */

static void echo_however_cut(void)
{
    size_t length = in_chaos() ? 20 * 1000 : 1000 * 1000;
    struct process *server = start_subject_server("");
    int peer = peer_connect(subject_port());

    echoes(peer, "half a li");
    echoes(peer, "ne\nand two\nin one write, caf\xc3");
    echoes(peer, "\xa9\n");
    peer_exchange(peer, letters(length), length, 997);
    peer_finish(peer);
    peer_expect_end(peer);
    stop_subject(server);
}

static void many_at_once(void)
{
    enum { CLIENTS = 20, SILENT = 5, VICTIM = 10 };
    int peers[CLIENTS];

    start_subject_server("");
    for (int i = 0; i < CLIENTS; i++)
        peers[i] = peer_connect(subject_port());
    likely("each client's conversation is its own: none waits for another's, "
           "and one client's reset is that client's affair");
    for (int i = CLIENTS - 1; i >= 0; i--)
        if (i != SILENT)
            echoes(peers[i], text_of("client %d\n", i));
    peer_say(peers[VICTIM], "half a li");
    peer_reset(peers[VICTIM]);
    for (int i = 0; i < CLIENTS; i++)
        if (i != VICTIM)
            echoes(peers[i], text_of("client %d again\n", i));
}

static void stops_in_good_order(void)
{
    stop_our_clock();
    struct process *server = start_subject_server("");
    int silent = peer_connect(subject_port());
    int idle = peer_connect(subject_port());

    echoes(idle, "hello\n");
    let_rest(server);
    stop_subject(server);
    peer_expect_end(silent);
    peer_expect_end(idle);
}

static void client_is_a_filter(void)
{
    int port, listener = peer_listen(&port);
    struct process *client = start_subject_client("", port);
    int peer = peer_accept(listener);

    type_line(client, "Olá");
    peer_expect(peer, "Olá\n");
    peer_say(peer, "Olá\n");
    expect_line(client, OUT, "Olá");
    type_line(client, "quit");
    peer_expect_end(peer);
    peer_close(peer);
    expect_exit(client, 0);
}

/* ---- a: at most N clients ---- */

static const char full[] = "server full\n";

/* A client that has spoken before the server looks: it is stopped meanwhile. */
static int connect_and_say(struct process *server, const char *words)
{
    pause_subject(server);
    int peer = peer_connect(subject_port());
    peer_say(peer, words);
    let_rest(server);
    send_signal(server, SIGCONT);
    return peer;
}

static struct process *start_with_room(int places, const struct launch *launch)
{
    option_is_new("server", "-n");
    struct process *server = start_subject(
        &(struct call){.options = text_of("-n %d", places), .launch = *launch});
    likely(NULL);
    return server;
}

static struct process *start_with_room_for_two(void)
{
    return start_with_room(2, &(struct launch){0});
}

static void hears_that_it_is_full(int peer, const char *why)
{
    likely("%s", why);
    peer_expect(peer, full);
    likely("close() resets a connection of which something is unread: say the "
           "end of the stream first, with shutdown(SHUT_WR)");
    peer_expect_end(peer);
    likely(NULL);
}

/* Returns the one that was turned away, and has not left. */
static int that_is_turned_away(int peer)
{
    hears_that_it_is_full(
        peer, in_words("count those who are in, and look at the count "
                       "before the next one is served"));
    return peer;
}

static int is_turned_away(struct process *server)
{
    return that_is_turned_away(connect_and_say(server, "is there room?\n"));
}

/* When the server has noticed that one has left. */
static int get_in(struct process *server)
{
    let_rest(server);
    int peer = peer_connect(subject_port());
    likely("a client that leaves gives its place back, however it leaves; one "
           "that was turned away had none, even if it stays");
    echoes(peer, "is there a place for me?\n");
    return peer;
}

static void likely_it_is_unread(void)
{
    likely("close() resets a connection of which something is unread, also "
           "after shutdown(): receive what has come by then, without waiting "
           "for more, until nothing is left");
}

/* The first two have said nothing yet, and those who are turned away stay where
   they are: nothing of that makes room, or takes it. No time passes, so that
   main cannot wait for them for a moment either; and then as much as makes one
   who is silent make room where something else is lacking. */
static void one_more_is_told(void)
{
    if (has_tap())
        stop_our_clock();
    struct process *server = start_with_room_for_two();
    int first = peer_connect(subject_port());
    int second = peer_connect(subject_port());

    let_rest(server);
    int talker = is_turned_away(server);
    int silent = peer_connect(subject_port());
    likely("a client that is turned away may stay there and say nothing: main "
           "goes on, and does not wait for what still comes from there");
    likely_if_it_waits("main waits for one that it has turned away: receive "
                       "what has come already, if anything, and close");
    peer_expect(silent, full);
    peer_expect_end(silent);
    if (clock_is_stopped()) {
        let_pass(server, 10 * 1000);
        is_turned_away(server);
        let_rest(server);
    }
    likely("a client that is in must not notice that another was turned away, "
           "however long it has been silent: it makes room only where "
           "descriptors, memory or threads are lacking, and not places");
    echoes(second, "second\n");
    echoes(first, "first\n");
    leave(first);
    int next = get_in(server);
    likely_it_is_unread();
    if (!in_chaos()) /* in which it may have read a byte */
        peer_expect_no_reset(talker);
    likely(NULL);
    stop_subject(server);
    peer_expect_end(second);
    peer_expect_end(next);
}

/* More than one recv() takes, if the kernel has room for so much. */
static void what_it_said_resets_nothing(void)
{
    enum { MOST = 100 * 1000, LEAST = 60 * 1000 };
    struct process *server = start_with_room(1, &(struct launch){0});
    int in = peer_connect(subject_port());

    echoes(in, "hello\n");
    if (in_chaos()) /* a byte at a time */
        return;
    pause_subject(server);
    int peer = peer_connect(subject_port());
    peer_send(peer, letters(MOST), MOST);
    if (!has_gone_out(peer)) { /* what goes later may meet a reset */
        peer_reset(peer);
        peer = peer_connect(subject_port());
        peer_send(peer, letters(LEAST), LEAST);
    }
    send_signal(server, SIGCONT);
    that_is_turned_away(peer);
    let_rest(server);
    likely_it_is_unread();
    peer_expect_no_reset(peer);
}

/* From the second call on, recv() brings something, and takes nothing: poll()
   goes on telling of it, too. */
static void one_that_floods_holds_nobody_up(void)
{
    need_tap();
    if (in_chaos()) /* which breaks the first call off */
        leave_out();
    stop_our_clock();
    struct process *server =
        start_with_room(1, &(struct launch){.faults = "recv=flood@2"});
    int in = peer_connect(subject_port());

    let_rest(server);
    peer_expect(connect_and_say(server, "more and more\n"), full);
    likely("main receives from one that it has turned away until nothing is "
           "left, and of one who goes on sending something is always left: "
           "receive so often, and no more");
    peer_expect(peer_connect(subject_port()), full);
    peer_close(in);
}

/* Its echo cannot be sent any more: where it breaks off, send() is about to be
   made. */
static void one_leaves_before_its_echo(struct process *server)
{
    int peer = peer_connect(subject_port());

    peer_say(peer, "hello\n");
    await_held(server);
    peer_reset(peer);
    let_go();
    let_rest(server);
}

static void who_leaves_makes_room(void)
{
    bool can_hold = has_tap() && !is_a_strangers();
    struct process *server = start_with_room(
        2, &(struct launch){.faults = can_hold ? "send=hold@1x1" : NULL});
    int in[2];

    if (can_hold)
        one_leaves_before_its_echo(server);
    likely("a client that leaves gives its place back, however its end is "
           "noticed: recv() may have failed, or send()");
    for (int i = 0; i < 2; i++) {
        in[i] = peer_connect(subject_port());
        echoes(in[i], "hello\n");
    }
    for (int i = 0; i < 6; i++) {
        peer_close(is_turned_away(server));
        if (i % 2)
            leave(in[i % 2]);
        else
            peer_reset(in[i % 2]);
        in[i % 2] = get_in(server);
        echoes(in[1 - i % 2], text_of("still here, %d\n", i));
    }
    peer_close(is_turned_away(server));
}

/* More come than the server may have descriptors, and those who have been
   silent for ten seconds make room, one after another. (The server looks every
   few milliseconds only while something is lacking.) */
static void who_makes_room_gives_one_place_back(void)
{
    enum { DESCRIPTORS = 32, PLACES = 30, SILENT = 20, CLIENTS = 40 };
    enum { LATER = 18 };
    int peers[CLIENTS];
    char byte;

    if (is_a_strangers())
        return;
    struct process *server =
        start_with_room(PLACES, &(struct launch){.descriptors = DESCRIPTORS});
    for (int i = 0; i < CLIENTS; i++) {
        if (i == SILENT)
            let_pass(server, 11 * 1000);
        peers[i] = peer_connect(subject_port());
    }
    let_pass(server, 1000);
    likely("one that has been silent, and makes room for others, gives its "
           "place back once, as any other does");
    for (int i = 0; i < CLIENTS; i++) {
        check(recv(peers[i], &byte, 1, MSG_PEEK) <= 0,
              "no word to those who wait: there are places", "one");
        peer_close(peers[i]);
    }
    let_rest(server);
    for (int i = 0; i < LATER; i++)
        echoes(peer_connect(subject_port()), "is there a place for me?\n");
}

/* More of them than the server may have descriptors hear of it; as many have
   gone before the server looks, and as many have ended their half. */
static void many_are_turned_away(void)
{
    enum { DESCRIPTORS = 32, CLIENTS = 3 * 36 };
    stop_our_clock();
    struct process *server =
        start_with_room(1, &(struct launch){.descriptors = DESCRIPTORS});
    int in = peer_connect(subject_port());

    echoes(in, "hello\n");
    for (int i = 0; i < CLIENTS; i++) {
        if (i % 3 == 0) {
            let_it_find_a_reset(server);
            continue;
        }
        pause_subject(server);
        int peer = peer_connect(subject_port());
        if (i % 3 == 1)
            peer_finish(peer);
        let_rest(server);
        send_signal(server, SIGCONT);
        hears_that_it_is_full(peer,
                              in_words("close() what was turned away, also "
                                       "where send() has failed, or there are "
                                       "no descriptors left some day"));
        peer_close(peer);
    }
    echoes(in, "still here\n");
    leave(in);
    get_in(server);
}

static void each_number_is_exact(void)
{
    enum { AT_ONCE = 50 };
    static const int numbers[] = {1, 12, 200};

    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct process *server =
            start_with_room(numbers[i], &(struct launch){0});
        for (int in = 0; in < numbers[i]; in++) {
            int peer = peer_connect(subject_port());
            likely("N may have several digits, and N clients are served");
            echoes(peer, "hello\n");
        }
        is_turned_away(server);
    }
    option_is_new("server", "-n");
    start_subject_server("-n 4294967297");
    for (int in = 0; in < 2; in++) {
        int peer = peer_connect(subject_port());
        likely("N may be more than an int holds: atoi() and a conversion to "
               "int make another number of it");
        echoes(peer, "hello\n");
    }
    start_subject_server("");
    likely("without -n there is no limit, not even a high one");
    const int clients = many_clients();
    for (int in = 1; in <= clients; in++) {
        int peer = peer_connect(subject_port());
        if (in % AT_ONCE == 0) /* the kernel's queue may be short */
            echoes(peer, "hello\n");
    }
}

/* Two come, and the thread that makes the call of this number to lock
   something is held there until the other one has had its time. The second
   comes when the first has got as far as it can: which call is whose is not
   left to chance. */
static void two_come_to_one_place(int number)
{
    struct process *server = start_with_room(
        1, &(struct launch){
               .faults = text_of("pthread_mutex_lock=hold@%dx1", number)});
    int full_ones = 0, peers[2];

    for (int i = 0; i < 2; i++) {
        peers[i] = peer_connect(subject_port());
        peer_say(peers[i], "hello\n");
        let_rest(server);
    }
    let_go();
    likely("between the look at the count and its change nobody else may come: "
           "one thread does both, or both are done under one lock that is not "
           "given back in between");
    for (int i = 0; i < 2; i++) {
        const char *line = peer_line(peers[i]);
        full_ones += strcmp(line, "server full") == 0;
    }
    check(full_ones == 1, "one echo, and one \"server full\"",
          "%d times \"server full\"", full_ones);
}

/* A thread may be lacking for a moment. */
static void who_is_not_served_has_no_place(void)
{
    if (is_a_strangers())
        return;
    struct process *server = start_with_room(
        1, &(struct launch){.faults = "pthread_create=EAGAIN@1x1"});
    let_time_run();
    int peer = peer_connect(subject_port());
    likely("where pthread_create() has failed nobody is served yet: what was "
           "counted is taken back, or the place is taken forever");
    echoes(peer, "hello\n");
    const char *once = in_words("a client is counted once, however often "
                                "pthread_create() is tried for it, and gives "
                                "back one place");
    int another = connect_and_say(server, "is there room?\n");
    hears_that_it_is_full(another, once);
    peer_close(another);
    leave(peer);
    let_rest(server);
    peer = peer_connect(subject_port());
    likely("%s", once);
    echoes(peer, "is there a place for me?\n");
}

static void two_at_once_get_one_place(void)
{
    if (is_a_strangers())
        return;
    for (int number = 1; number <= 12; number++)
        two_come_to_one_place(number);
}

/* ---- b: a pool of workers ---- */

/* All of them wait when this returns: one that has only begun could take the
   client for which another was woken. No time passes: one that only looks now
   and then waits forever. */
static struct process *start_with_workers(int count,
                                          const struct launch *launch)
{
    stop_our_clock();
    option_is_new("server", "-w");
    struct process *server = start_subject(
        &(struct call){.options = text_of("-w %d", count), .launch = *launch});
    likely(NULL);
    let_rest(server);
    return server;
}

/* That worker's client leaves, and the one that waits has its turn. */
static void waits_its_turn(struct process *server, int busy, int next)
{
    let_rest(server);
    check(!has_come(next), "no answer while both workers are busy",
          "an answer");
    did("meanwhile there was no answer, and that is right");
    leave(busy);
    likely("a worker that is done takes the next one out of the queue");
}

static void likely_a_worker_naps(void)
{
    likely_if_it_waits(
        "a worker that waits is woken when a client comes: one that only looks "
        "now and then keeps the client waiting, and works for nothing. "
        "pthread_cond_signal()");
}

static void likely_it_ends_its_worker(void)
{
    likely("a worker is done with a client that has broken off, too, closes "
           "its connection and takes the next one; if it finds none, for "
           "another was faster, it waits again");
}

/* One for each worker. */
static void two_greet_and_go(const char *words, void (*go)(int peer))
{
    int peers[2];

    for (int i = 0; i < 2; i++) {
        peers[i] = peer_connect(subject_port());
        echoes(peers[i], words);
    }
    for (int i = 0; i < 2; i++)
        go(peers[i]);
}

static void waits_for_a_worker(void)
{
    struct process *server = start_with_workers(2, &(struct launch){0});
    int port = subject_port(), busy[2], third;

    for (int i = 0; i < 2; i++) {
        busy[i] = peer_connect(port);
        likely("two workers serve two clients at the same time: no lock is "
               "held while one of them is served");
        likely_a_worker_naps();
        echoes(busy[i], "hello\n");
    }
    third = peer_connect(port);
    peer_say(third, "my turn?\n");
    likely("a client keeps its worker until it has left");
    waits_its_turn(server, busy[0], third);
    peer_expect(third, "my turn?\n");
    echoes(busy[1], "still here\n");
    echoes(third, "thank you\n");
    leave(third);
    leave(busy[1]);
    if (have_strangers())
        return; /* whatever they say of it */
    likely("a worker begins to count anew with each client: what one has sent "
           "is not the next one's");
    expect_line(server, OUT, "left, 19 bytes echoed");
    likely_it_ends_its_worker();
    two_greet_and_go("hello\n", peer_reset);
    two_greet_and_go("hi\n", leave);
    likely("what one that has broken off has sent is not the next one's "
           "either");
    expect_line(server, OUT, "left, 3 bytes echoed");
    expect_line(server, OUT, "left, 3 bytes echoed");
}

static void there_are_as_many_as_asked_for(void)
{
    enum { WORKERS = 130 };

    start_with_workers(WORKERS, &(struct launch){0});
    for (int i = 1; i <= WORKERS; i++) {
        likely("N workers serve N clients at a time, and N has no bound that "
               "is not told");
        echoes(peer_connect(subject_port()), "hello\n");
    }
}

/* The first has received what is to be sent back, and is held there. */
static void each_worker_has_its_bytes(void)
{
    if (is_a_strangers())
        return;
    struct process *server =
        start_with_workers(2, &(struct launch){.faults = "send=hold@1x1"});
    int first = peer_connect(subject_port());

    peer_say(first, "first\n");
    await_held(server);
    int second = peer_connect(subject_port());
    echoes(second, "other\n");
    let_go();
    likely(
        "each worker receives into a buffer of its own: what one is about to "
        "send back, another must not write over");
    peer_expect(first, "first\n");
}

/* As /proc/PID/fd has them; -1: it cannot be seen. */
static int count_sockets(struct process *process)
{
    const char *path = text_of("/proc/%ld/fd", (long)process_id(process));
    DIR *descriptors = opendir(path);
    struct dirent *entry;
    char target[8] = "";
    int count = 0;

    if (!descriptors)
        return -1;
    while ((entry = readdir(descriptors)))
        if (readlink(text_of("%s/%s", path, entry->d_name), target,
                     sizeof target) > 0)
            count += strncmp(target, "socket:", 7) == 0;
    closedir(descriptors);
    return count;
}

/* More than fit into what seems a large queue. Some leave before their turn,
   and one only says that no more will come. */
static void they_wait_in_a_queue(void)
{
    enum { CLIENTS = 600, LEAVES = 3, IS_RESET = 5, FINISHES = 8 };
    struct process *server = start_with_workers(1, &(struct launch){0});
    int before = count_sockets(server);
    int busy = peer_connect(subject_port()), peers[CLIENTS];

    echoes(busy, "hello\n");
    for (int i = 0; i < CLIENTS; i++) {
        peers[i] = peer_connect(subject_port());
        if (i != LEAVES)
            peer_say(peers[i], text_of("client %d\n", i));
    }
    let_rest(server);
    likely("one that waits gets neither an echo nor its end, however many wait "
           "before it");
    for (int i = 0; i < CLIENTS; i++)
        check(!has_come(peers[i]), "no answer while the worker is busy",
              "an answer");
    likely("those who wait are accepted, too, and wait in a queue of the "
           "server's: that of the kernel is short, and main must not wait for "
           "a worker, nor for room");
    int more = count_sockets(server) - before;
    check(before < 0 || more == 1 + CLIENTS,
          text_of("%d connections accepted", 1 + CLIENTS), "%d", more);
    peer_close(peers[LEAVES]);
    peer_reset(peers[IS_RESET]);
    peer_finish(peers[FINISHES]);
    leave(busy);
    for (int i = 0; i < CLIENTS; i++) {
        if (i == LEAVES || i == IS_RESET)
            continue;
        likely("the queue has room for all, and each has its turn in the order "
               "in which they came: in at one end, out at the other; one that "
               "has left meanwhile troubles nobody");
        if (i == IS_RESET + 1)
            likely_it_ends_its_worker();
        if (i == FINISHES)
            likely("a client that has said that no more will come still waits "
                   "for its echo: its worker serves it like any other, and "
                   "recv() returns 0 when all has been received");
        peer_expect(peers[i], text_of("client %d\n", i));
        leave(peers[i]);
    }
}

/* More come than the server may have descriptors: who has been silent for ten
   seconds makes room. */
static void silence_begins_with_the_turn(void)
{
    enum { DESCRIPTORS = 32, CLIENTS = 40 };

    if (is_a_strangers())
        return;
    struct process *server =
        start_with_workers(1, &(struct launch){.descriptors = DESCRIPTORS});
    int busy = peer_connect(subject_port());
    int waiting = peer_connect(subject_port());

    let_pass(server, 11 * 1000);
    peer_connect(subject_port());
    let_rest(server);
    likely("one that is silent makes room only where something is lacking, and "
           "so far nothing was");
    echoes(busy, "hello\n");
    leave(busy);
    let_rest(server);
    for (int i = 0; i < CLIENTS; i++)
        peer_connect(subject_port());
    let_pass(server, 1000);
    likely("the silence of a client begins with its turn: while it waits for a "
           "worker nobody can answer it");
    echoes(waiting, "at last\n");
}

/* Both workers are woken, and have not looked yet when the second client comes;
   or one of them is held where it takes a lock, and then waits. */
static void no_client_is_overlooked(void)
{
    int peers[2];

    if (is_a_strangers())
        return;
    struct process *server = start_with_workers(
        2, &(struct launch){.faults = "pthread_cond_wait=hold@1x2"});
    for (int i = 0; i < 2; i++) {
        peers[i] = peer_connect(subject_port());
        peer_say(peers[i], "hello\n");
        let_rest(server);
    }
    let_go();
    likely("each client that comes into the queue wakes a worker, also where "
           "the queue is not empty: the worker that was woken before may not "
           "have looked yet");
    for (int i = 0; i < 2; i++)
        peer_expect(peers[i], "hello\n");
    for (int number = 1; number <= 6; number++) {
        server = start_with_workers(
            1, &(struct launch){
                   .faults = text_of("pthread_mutex_lock=hold@%dx1", number)});
        int peer = peer_connect(subject_port());
        peer_say(peer, "hello\n");
        let_rest(server);
        let_go();
        likely("between the look at the queue and the wait nobody may put "
               "anything into it, or nobody is woken for it: look with the "
               "lock held, and pthread_cond_wait() gives it back as it goes "
               "to sleep");
        peer_expect(peer, "hello\n");
    }
}

static void a_wait_may_end_without_a_reason(void)
{
    int peers[2];

    if (is_a_strangers())
        return;
    struct process *server = start_with_workers(
        2, &(struct launch){.faults = "pthread_cond_wait=early@1x4"});
    for (int i = 0; i < 2; i++) {
        likely("pthread_cond_wait() may return without a reason, and another "
               "worker may have been faster: look again whether there is "
               "anything to do, with `while` and not with `if`");
        peers[i] = peer_connect(subject_port());
        echoes(peers[i], "hello\n");
    }
    for (int i = 0; i < 2; i++)
        leave(peers[i]);
    stop_subject(server);
}

/* The worker that takes the client is held where it locks something: it may
   have taken it out of the queue already, and not be on the list yet. */
static void stop_while_it_is_taken(int number)
{
    struct process *server = start_with_workers(
        1, &(struct launch){
               .faults = text_of("pthread_mutex_lock=hold@%dx1", number)});
    int peer = peer_connect(subject_port());

    let_rest(server);
    send_signal(server, SIGTERM);
    let_rest(server);
    let_go();
    likely("a client that is no more in the queue is on the list of those who "
           "talk, or a stop finds it nowhere: the lock is not given back "
           "between the two");
    expect_stop(server);
    peer_expect_end(peer);
}

static void a_stop_ends_those_who_are_served(void)
{
    stop_our_clock();
    struct process *server = start_with_workers(2, &(struct launch){0});
    int talking = peer_connect(subject_port());
    int silent = peer_connect(subject_port());

    likely("a worker that waits is woken when a client comes: one that only "
           "looks now and then keeps the client waiting, and works for "
           "nothing. pthread_cond_signal()");
    echoes(talking, "hello\n");
    likely("a stop reaches those who are on the list of clients who talk: a "
           "worker's client stands there, too, or shutdown() does not wake the "
           "worker out of recv()");
    stop_subject(server);
    peer_expect_end(talking);
    peer_expect_end(silent);
    for (int number = 1; number <= 6 && !have_strangers(); number++)
        stop_while_it_is_taken(number);
}

static void a_stop_waits_for_no_reader(void)
{
    if (in_chaos()) /* a byte at a time: that takes long */
        return;
    struct process *server = start_with_workers(1, &(struct launch){0});
    be_deaf_to(server);
    likely("a client that does not read keeps its worker in send(): a worker's "
           "client is stopped like any other, with shutdown(SHUT_RDWR) after a "
           "short while");
    stop_subject(server);
}

static void a_stop_loses_no_echo(void)
{
    if (is_a_strangers())
        return;
    struct process *server =
        start_with_workers(1, &(struct launch){.faults = "send=hold@1x1"});
    int peer = stop_before_an_echo(server);

    likely("a worker's client is stopped like any other: what has been heard "
           "is still sent back, so shutdown(SHUT_RD) comes first");
    peer_expect(peer, "hello\n");
    peer_expect_end(peer);
    expect_stop(server);
}

/* As many wait as the two workers could serve several times over, and have
   spoken. The server has come to rest: it has accepted them all. Where those
   who are served are stopped with shutdown(), one after the other, it is held
   before the second: a worker that the first has woken does what it will. */
static void stop_while_many_wait(int clients)
{
    enum { MOST = 600 };
    struct process *server =
        start_with_workers(2, &(struct launch){.faults = "shutdown=hold@2x1"});
    int peers[MOST];

    for (int i = 0; i < clients; i++) {
        peers[i] = peer_connect(subject_port());
        if (i < 2)
            echoes(peers[i], "hello\n");
        else
            peer_say(peers[i], "my turn?\n");
    }
    let_rest(server);
    likely(
        "a worker that takes another client out of the queue, though the "
        "server stops, waits for that client: a client that waits gets its end "
        "of stream, and no worker");
    likely_if_it_waits("main does not hear the stop while others wait for a "
                       "worker: it must wait in poll(), and for nothing else");
    send_signal(server, SIGTERM);
    let_rest(server);
    let_go();
    expect_stop(server);
    likely("those who wait get their end of stream, with shutdown(), before "
           "their descriptors are closed: else it is a reset");
    for (int i = 0; i < clients; i++)
        peer_expect_end(peers[i]);
    likely_it_is_unread();
    for (int i = 2; i < clients && !in_chaos(); i++)
        peer_expect_no_reset(peers[i]);
}

/* More than one recv() takes, and less than the kernel has room for. */
static void stop_while_one_has_said_much(void)
{
    enum { LENGTH = 90 * 1000 };
    struct process *server = start_with_workers(1, &(struct launch){0});
    int busy = peer_connect(subject_port());

    echoes(busy, "hello\n");
    int peer = peer_connect(subject_port());
    peer_send(peer, letters(LENGTH), LENGTH);
    let_rest(server);
    if (in_chaos() || !has_gone_out(peer))
        return;
    stop_subject(server);
    peer_expect_end(peer);
    likely_it_is_unread();
    peer_expect_no_reset(peer);
}

/* Several times, for it may also be a worker that is held. */
static void a_stop_ends_those_who_wait(void)
{
    stop_our_clock();
    for (int i = 0; i < 5; i++)
        stop_while_many_wait(10);
    stop_while_many_wait(600);
    stop_while_one_has_said_much();
}

/* main stands where it looks for another client, and goes on to the stop when
   the worker has looked for one, and does not sleep yet. */
static void stop_before_a_worker_sleeps(void)
{
    struct process *server = start_with_workers(
        1, &(struct launch){.faults =
                                "accept=hold@2x1 pthread_cond_wait=late@2x1"});
    int peer = peer_connect(subject_port());

    let_rest(server);
    send_signal(server, SIGTERM);
    peer_close(peer);
    let_rest(server);
    let_go_but(held_thread(server, true));
    let_rest(server);
    let_go();
    let_rest(server);
    let_go(); /* it may have come to this wait only now */
    likely("a worker that has looked whether the server stops, and does not "
           "sleep yet, is not woken by pthread_cond_broadcast(): what it looks "
           "at is changed with the lock held, even if it is atomic");
    expect_stop(server);
}

static void a_stop_ends_idle_workers(void)
{
    stop_our_clock();
    struct process *server = start_with_workers(3, &(struct launch){0});
    int peer = peer_connect(subject_port());

    echoes(peer, "hello\n");
    let_rest(server);
    likely("workers who wait for a client must all be woken: "
           "pthread_cond_signal() wakes one, pthread_cond_broadcast() all");
    stop_subject(server);
    peer_expect_end(peer);
    if (!have_strangers())
        stop_before_a_worker_sleeps();
}

/* The ids of its threads, as /proc/PID/task has them. Returns how many. */
static size_t list_threads(struct process *process, int *ids, size_t room)
{
    size_t count = 0;
    struct dirent *entry;
    DIR *tasks = opendir(text_of("/proc/%ld/task", (long)process_id(process)));

    if (!tasks)
        skipped("no /proc here to look into");
    while ((entry = readdir(tasks)) && count < room)
        if (entry->d_name[0] != '.')
            ids[count++] = atoi(entry->d_name);
    closedir(tasks);
    return count;
}

enum { MOST_THREADS = 64 };

static const char *threads_of(struct process *process)
{
    int ids[MOST_THREADS];
    size_t count = list_threads(process, ids, MOST_THREADS);
    const char *text = text_of("%zu:", count);

    for (size_t i = 0; i < count; i++)
        text = text_of("%s %d", text, ids[i]);
    return text;
}

/* One after another; some break off. A worker is busy all the time, and before
   and after so is the other. More come than the server may have descriptors. */
static void no_more_threads(void)
{
    enum { CLIENTS = 1000, DESCRIPTORS = 64 };
    stop_our_clock();
    struct process *server =
        start_with_workers(2, &(struct launch){.descriptors = DESCRIPTORS});
    int port = subject_port();

    const char *before = threads_of(server);
    did("its threads, before anybody has come: %s", before);
    int first = peer_connect(port);
    echoes(first, "hello\n");
    for (int i = 0; i < CLIENTS; i++) {
        int peer = peer_connect(port);
        if (i > 0)
            likely_it_ends_its_worker();
        echoes(peer, "x");
        if (i % 10 == 0)
            peer_reset(peer);
        else
            leave(peer);
    }
    int second = peer_connect(port);
    echoes(second, "hello again\n");
    likely("workers are created once, at the start, and each serves many "
           "clients: no thread is made for a client");
    check(strcmp(threads_of(server), before) == 0,
          text_of("the same threads after %d clients: %s", CLIENTS, before),
          "%s", threads_of(server));
    echoes(first, "still here\n");
}

/* ---- c: counts on SIGUSR1 ---- */

static const char so_far[] = " bytes so far\n";

/* What one client has sent so far. */
struct sent {
    int peer;
    size_t bytes;
};

/* As the server sees it. */
static const char *address_of(int peer)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    char host[INET_ADDRSTRLEN];

    getsockname(peer, (struct sockaddr *)&address, &size);
    inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
    return text_of("%s:%d", host, ntohs(address.sin_port));
}

static const char *line_about(const struct sent *client)
{
    return text_of("%s: %zu bytes so far", address_of(client->peer),
                   client->bytes);
}

/* How often the text has this line. */
static size_t count_line(const char *text, const char *line)
{
    size_t length = strlen(line), count = 0;

    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n')
        count += strncmp(at, line, length) == 0 && at[length] == '\n';
    return count;
}

static size_t count_words(const char *text, const char *words)
{
    size_t count = 0;

    for (; (text = strstr(text, words)); text++)
        count++;
    return count;
}

/* Asks, when nothing is on its way any more, and waits for the line at the end,
   with whatever number. Returns what was printed meanwhile. */
static const char *ask(struct process *server)
{
    size_t printed;

    let_rest(server);
    output_of(server, OUT, &printed);
    while (looked_through(server, OUT) < printed)
        expect_line(server, OUT, "");
    size_t from = looked_through(server, OUT);
    send_signal(server, SIGUSR1);
    expect_line(server, OUT, "clients");
    return text_of("%.*s", (int)(looked_through(server, OUT) - from),
                   output_of(server, OUT, NULL) + from);
}

/* The line of the report that begins so. */
static const char *find_line(const char *report, const char *beginning)
{
    const char *line = strstr(report, beginning);

    return line ? quoted(line, strcspn(line, "\n")) : in_words("no such line");
}

/* The one that ask() has waited for, with its newline. */
static const char *last_line(const char *report)
{
    const char *end = report + strlen(report) - 1, *line = end;

    while (line > report && line[-1] != '\n')
        line--;
    return quoted(line, (size_t)(end - line));
}

static void expect_report(const char *report, const struct sent *clients,
                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(count_line(report, line_about(&clients[i])) == 1,
              text_of("once, the line \"%s\"", line_about(&clients[i])), "%s",
              find_line(report, address_of(clients[i].peer)));
    check(count_words(report, so_far) == count &&
              count_line(report, text_of("%zu clients", count)) == 1,
          text_of("no other such line, and then \"%zu clients\"", count),
          "%zu such lines, and then %s", count_words(report, so_far),
          last_line(report));
}

static void expect_counts(struct process *server, const struct sent *clients,
                          size_t count)
{
    expect_report(ask(server), clients, count);
}

static void speak(struct sent *client, const char *words)
{
    echoes(client->peer, words);
    client->bytes += strlen(words);
}

static void likely_no_handler(void)
{
    likely("without a handler SIGUSR1 ends a program. The handler wakes main, "
           "which prints; a line that stays in stdio's buffer is not seen");
}

static void counts_are_told(void)
{
    struct process *server = start_subject_server("");
    struct sent clients[3] = {{.peer = peer_connect(subject_port())},
                              {.peer = peer_connect(subject_port())},
                              {.peer = peer_connect(subject_port())}};

    speak(&clients[0], "five\n");
    speak(&clients[1], "and a dozen\n");
    speak(&clients[2], "hi\n");
    likely_no_handler();
    const char *report = ask(server);
    likely("a line for each client, with its address and how many bytes it has "
           "sent so far; after these lines, their number");
    expect_report(report, clients, 3);
    speak(&clients[0], "and more\n");
    likely("each signal is answered, with what has been sent by then. A "
           "handler that is set with SA_RESETHAND, or with signal() on some "
           "systems, is good for one signal only: the second ends the program");
    expect_counts(server, clients, 3);
    leave(clients[2].peer);
    likely("a client that has left is not counted any more");
    expect_counts(server, clients, 2);
    peer_reset(clients[1].peer);
    likely("a client that has broken off has left, too: it has no line any "
           "more, and is not counted");
    expect_counts(server, clients, 1);
    likely(NULL);
    stop_subject(server);
}

static void nothing_counts_too(void)
{
    static const char bytes[] = "a\0b\xff\0";
    struct process *server = start_subject_server("");
    struct sent client = {.bytes = sizeof bytes};

    likely_no_handler();
    likely_if_it_waits("where nobody is connected the report is one line, "
                       "\"0 clients\"");
    expect_counts(server, NULL, 0);
    client.peer = peer_connect(subject_port());
    likely("a client that has said nothing yet is connected, and has its line");
    expect_counts(server, &(struct sent){.peer = client.peer}, 1);
    peer_send(client.peer, bytes, sizeof bytes);
    peer_expect_bytes(client.peer, bytes, sizeof bytes);
    likely("N counts bytes: recv() says how many came, and zero bytes are "
           "among them");
    expect_counts(server, &client, 1);
    leave(client.peer);
    let_rest(server);
    struct sent others[3];
    for (size_t i = 0; i < COUNT(others); i++)
        others[i] = (struct sent){.peer = peer_connect(subject_port())};
    likely("each client begins with 0: malloc() does not clear what it gives, "
           "and that may have been another client's");
    expect_counts(server, others, COUNT(others));
}

static void one_without_a_thread_is_not_told(void)
{
    if (is_a_strangers())
        return;
    struct process *server = start_subject(
        &(struct call){.launch = {.faults = "pthread_create=EAGAIN@1x9999"}});

    peer_connect(subject_port());
    likely("a client for whom no thread could be started is not served yet, "
           "and has no line: it comes among the others when it has one");
    expect_counts(server, NULL, 0);
}

/* The one who has sent them waits for the echo, which is held. */
static void what_has_come_counts(void)
{
    need_tap();
    struct process *server =
        start_subject(&(struct call){.launch = {.faults = "send=hold@1x1"}});
    struct sent client = {.peer = peer_connect(subject_port()), .bytes = 1};

    peer_say(client.peer, "x");
    await_held(server);
    likely("N is what the client has sent: count it when it has come, and not "
           "when its echo has gone");
    expect_counts(server, &client, 1);
    let_go();
    peer_expect(client.peer, "x");
}

/* Of all that is received and sent only the first byte is real: so many cost
   little. A program that asks poll() before each recv() sees none of them. */
static void many_bytes_are_counted(void)
{
    enum { CALLS = 40 * 1000 }; /* of 64 KiB: over 2 GiB */
    static const char faults[] = "recv=flood@2x40000 send=flood@2x40000";

    need_tap();
    if (have_strangers() || in_chaos()) /* which breaks the first call off */
        leave_out();
    struct process *server = start_subject(
        &(struct call){.launch = {.faults = faults, .computes = true}});
    int peer = peer_connect(subject_port());
    echoes(peer, "x");
    const char *line =
        find_line(ask(server), text_of("%s: ", address_of(peer)));
    const char *number = strchr(line, ' ');
    long long bytes = number ? strtoll(number, NULL, 10) : 0;
    likely("N may become more than an int holds: count in a size_t or a long "
           "long, and print it with %%zu or %%lld");
    check(bytes >= 1 && (bytes - 1) % CALLS == 0,
          text_of("a byte, and %d times what one recv() has brought", CALLS),
          "%s", line);
}

/* It listens on ::, and the client comes by IPv4: the text of such an address
   is long. */
static void a_long_address_is_whole(void)
{
    if (have_strangers())
        leave_out(); /* which say it in their own way */
    need_ipv6();
    struct process *server = start_subject(&(struct call){.host = "::"});
    int peer = peer_connect(subject_port());

    const char *line = expect_line(server, OUT, " connected");
    const char *address = text_of("%.*s", (int)strcspn(line, " "), line);
    echoes(peer, "five\n");
    const char *report = ask(server);
    likely(
        "a client's address may be longer than one of IPv4: it is told as it "
        "was when the client connected");
    line = text_of("%s: 5 bytes so far", address);
    check(count_line(report, line) == 1, text_of("the line \"%s\"", line), "%s",
          quoted(report, strcspn(report, "\n")));
}

/* To one thread after the other: those of clients, too. */
static void signal_each_thread(struct process *server)
{
#ifdef SYS_tgkill
    int ids[MOST_THREADS];
    size_t count = list_threads(server, ids, MOST_THREADS);

    for (size_t i = 0; i < count; i++)
        syscall(SYS_tgkill, process_id(server), ids[i], SIGUSR1);
    did("sent SIGUSR1 to each of its %zu threads", count);
#else
    send_signal(server, SIGUSR1);
#endif
}

static void signals_harm_nothing(void)
{
    enum { SIGNALS = 20 };
    size_t length = in_chaos() ? 500 : 50 * 1000;
    struct process *server = start_subject_server("");
    struct sent clients[2] = {{.peer = peer_connect(subject_port())},
                              {.peer = peer_connect(subject_port())}};

    speak(&clients[0], "hello\n"); /* it has installed its handler by then */
    likely("a signal that arrives during a call is not a failure: the call is "
           "made again, and no byte of an echo goes astray");
    for (int i = 0; i < SIGNALS; i++) {
        send_signal(server, SIGUSR1);
        peer_exchange(clients[0].peer, letters(length), length, 997);
        clients[0].bytes += length;
    }
    for (int i = 0; i < SIGNALS; i++)
        send_signal(server, SIGUSR1);
    speak(&clients[1], "all well?\n");
    let_rest(server);
    signal_each_thread(server);
    let_rest(server);
    likely("a signal may come to any thread that has not blocked it: a recv() "
           "that it has interrupted is made again, or it is blocked there");
    speak(&clients[1], "and now?\n");
    expect_counts(server, clients, 2);
    likely("each signal has a flag of its own: what asks for a report does not "
           "take back what asked for the stop");
    pause_subject(server);
    send_signal(server, SIGTERM);
    send_signal(server, SIGUSR1);
    send_signal(server, SIGCONT);
    expect_exit(server, 0);
}

/* They come where a lock is about to be given back. */
static void signals_come_at_bad_moments(void)
{
    if (is_a_strangers())
        return;
    struct process *server = start_subject(&(struct call){
        .launch = {.faults = "pthread_mutex_unlock=SIGUSR1@1x20"}});
    struct sent clients[2] = {{.peer = peer_connect(subject_port())},
                              {.peer = peer_connect(subject_port())}};

    likely("a handler may run while its thread holds the lock, or is within "
           "printf() or malloc(): it must not lock, print or allocate. Let it "
           "set a flag and wake main, which does the rest");
    speak(&clients[0], "five\n");
    speak(&clients[1], "and a dozen\n");
    expect_counts(server, clients, 2);
}

/* The lines are more than a page. Then nobody reads them for a while: main
   stands in a report when the next signal comes. (Not a stranger's: Python
   drops the rest of such a line where its output has no buffer.) */
static void a_report_is_whole(void)
{
    const char *interrupted =
        in_words("a signal may come while a report waits until somebody reads "
                 "standard output: without SA_RESTART, write() then fails with "
                 "EINTR, and a line is missing");
    struct sent clients[MANY_CLIENTS] = {0};
    const int count = many_clients();
    struct process *server = start_subject_server("");

    for (int i = 0; i < count; i++)
        clients[i].peer = peer_connect(subject_port());
    likely("each client has its line, however many they are: a report is as "
           "long as that takes");
    expect_counts(server, clients, (size_t)count);
    if (have_strangers())
        return;
    hold_output(server);
    for (int i = 0; i < 3; i++) {
        send_signal(server, SIGUSR1);
        let_rest(server);
    }
    likely("%s", interrupted);
    likely_if_it_waits(
        "a report that is printed with the lock held keeps it as long as "
        "nobody reads, and each thread that needs it waits: put the text "
        "together under the lock, and print it when that has been given back");
    if (!has_come(clients[0].peer)) { /* the end: told of below */
        speak(&clients[0], "hello\n");
        speak(&clients[count - 1], "hello\n");
    }
    send_signal(server, SIGUSR1);
    let_rest(server);
    read_output(server);
    likely("%s", interrupted);
    likely_if_it_waits("a signal that comes while a report is made asks for "
                       "another one: take its flag back before you put the "
                       "report together, and not when it has been printed");
    expect_line(server, OUT, line_about(&clients[0]));
    expect_line(server, OUT, "clients");
    expect_counts(server, clients, (size_t)count);
    const char *printed = output_of(server, OUT, NULL);
    likely("a report is about one moment, however late somebody reads it: each "
           "N is taken under the lock, too, and not when its line is printed");
    size_t first = count_line(printed, line_about(&clients[0]));
    size_t last = count_line(printed, line_about(&clients[count - 1]));
    check(first == last, "two clients with 6 bytes in the same reports",
          "one in %zu of them, and the other in %zu", first, last);
    likely(NULL);
    size_t lines = count_words(printed, so_far);
    size_t reports = count_words(printed, " clients\n");
    check(lines == (size_t)count * reports, text_of("%d lines in each", count),
          "%zu lines in %zu reports", lines, reports);
}

/* It does so while the thread is held that makes the call of this number to
   lock something: it may be in the report. */
static void one_leaves_during_a_report(int number)
{
    struct process *server = start_subject(&(struct call){
        .launch = {.faults = text_of("pthread_mutex_lock=hold@%dx1", number)}});
    int peer = peer_connect(subject_port());

    let_rest(server);
    send_signal(server, SIGUSR1);
    let_rest(server);
    peer_close(peer);
    let_rest(server);
    let_go();
    likely("a report is about one moment: its lines and their number are taken "
           "under one lock that is not given back in between");
    const char *last = expect_line(server, OUT, "clients");
    size_t lines = count_words(output_of(server, OUT, NULL), so_far);
    check(strcmp(last, text_of("%zu clients", lines)) == 0,
          text_of("\"%zu clients\" after %zu lines", lines, lines), "\"%s\"",
          last);
}

/* Each thread is held before each lock. Main stands at its lock number `at` of
   a report, if it has so many, while two are echoed. */
static void two_speak_during_a_report(struct process *server,
                                      struct sent clients[2], int at)
{
    enum { MOST_STEPS = 30 };

    send_signal(server, SIGUSR1);
    take_steps(server, at);
    let_rest(server);
    int standing = held_thread(server, false);
    for (int i = 0; i < 2; i++)
        peer_say(clients[i].peer, "hello\n");
    for (int i = 0; i < MOST_STEPS; i++) {
        let_rest(server);
        if (held_thread(server, true) == held_thread(server, false))
            break; /* the others wait for it, or are done */
        let_go_but(standing);
    }
    take_steps(server, MOST_STEPS);
    for (int i = 0; i < 2; i++) {
        peer_expect(clients[i].peer, "hello\n");
        clients[i].bytes += 6;
    }
    size_t from = looked_through(server, OUT);
    expect_line(server, OUT, "clients");
    const char *report = output_of(server, OUT, NULL) + from;
    likely("a report is about one moment: each N is taken under the same lock "
           "as the list, which is not given back in between");
    check(count_line(report, line_about(&clients[0])) ==
              count_line(report, line_about(&clients[1])),
          "of two that have sent as much, two lines with the same number", "%s",
          quoted(report, strlen(report)));
}

static void each_number_is_of_that_moment(void)
{
    struct process *server = start_subject(&(struct call){
        .in_vain = true, .launch = {.faults = "pthread_mutex_lock=hold"}});
    struct sent clients[2] = {{0}};

    take_steps(server, 5);
    for (int i = 0; i < 2; i++) {
        clients[i].peer = peer_connect(server_port(server));
        take_steps(server, 10);
    }
    for (int at = 0; at < 8; at++)
        two_speak_during_a_report(server, clients, at);
}

static void a_report_is_about_one_moment(void)
{
    if (is_a_strangers())
        return;
    for (int number = 1; number <= 8; number++)
        one_leaves_during_a_report(number);
    each_number_is_of_that_moment();
}

static size_t count_reports(struct process *server)
{
    let_rest(server);
    return count_words(output_of(server, OUT, NULL), " clients\n");
}

/* Asks, and once more while the thread that makes the call of this number is
   held there: it may be in the report, or before it. Whether both get one
   report or two, nobody must get one later, who has not asked. */
static void ask_while_one_is_held(const char *call, int number)
{
    struct process *server = start_subject(&(struct call){
        .launch = {.faults = text_of("%s=hold@%dx1", call, number)}});
    int peer = peer_connect(subject_port());

    peer_say(peer, "hello\n");
    let_rest(server);
    let_go(); /* it may have come to this call already */
    peer_expect(peer, "hello\n");
    for (int i = 0; i < 2; i++) {
        let_rest(server);
        send_signal(server, SIGUSR1);
    }
    let_rest(server);
    let_go();
    size_t asked_for = count_reports(server);
    peer = peer_connect(subject_port());
    peer_say(peer, "hello\n");
    let_rest(server);
    let_go(); /* or only now */
    peer_expect(peer, "hello\n");
    likely("look at the flag when the pipe has been emptied, and not before: "
           "in the other order a signal that comes between the two is answered "
           "when something else wakes main");
    check(count_reports(server) == asked_for,
          "no report when a client comes, and no signal", "one");
}

static void each_signal_is_answered_at_once(void)
{
    if (is_a_strangers())
        return;
    for (int number = 1; number <= 10; number++)
        ask_while_one_is_held("pthread_mutex_unlock", number);
    for (int number = 1; number <= 4; number++) /* of the pipe */
        ask_while_one_is_held("read", number);
}

/* The signal comes when main has looked at everything, and is about to wait. */
static void a_signal_comes_before_the_wait(void)
{
    if (is_a_strangers())
        return;
    struct process *server = start_subject(
        &(struct call){.launch = {.faults = "poll=hold@1x1 accept=hold@1x1"}});
    await_held(server);
    send_signal(server, SIGUSR1);
    wait_for(-1, 0, now_ms() + 1);
    let_go();
    await_rest(server);
    if (held_thread(server, false)) /* it accepts first, and then looks */
        let_go();
    likely("a flag alone does not end a poll() that begins after the signal "
           "has come: the handler writes a byte into the pipe that poll() "
           "looks at");
    expect_line(server, OUT, "0 clients");
}

static void the_rest_is_as_before_a(void)
{
    expect_the_rest_as_before("-n 2");
}

static void the_rest_is_as_before_b(void)
{
    expect_the_rest_as_before("-w 2");
}

const struct task step_05[] = {
    {"", "what a client sends comes back, however it is cut", echo_however_cut},
    {"", "many are served at the same time, and none feels another's trouble",
     many_at_once},
    {"", "a stop ends every conversation in good order", stops_in_good_order},
    {"", "the client sends what is typed, and shows what comes back",
     client_is_a_filter},
    {"a", "one more than N is told so, and no other notices", one_more_is_told},
    {"a", "what one has said before it is turned away resets nothing",
     what_it_said_resets_nothing},
    {"a", "one that is turned away and goes on sending holds nobody up",
     one_that_floods_holds_nobody_up},
    {"a", "a client that leaves makes room", who_leaves_makes_room},
    {"a", "nor is a place lost with one that makes room",
     who_makes_room_gives_one_place_back},
    {"a", "those who are turned away leave nothing behind",
     many_are_turned_away},
    {"a", "N is exact, whatever it is", each_number_is_exact},
    {"a", "a client that has no thread yet has no place",
     who_is_not_served_has_no_place},
    {"a", "of two who come to one place one gets it",
     two_at_once_get_one_place},
    {"a", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_a},
    {"b", "a client that comes while all workers are busy waits",
     waits_for_a_worker},
    {"b", "there are as many workers as N says",
     there_are_as_many_as_asked_for},
    {"b", "what one worker has received no other writes over",
     each_worker_has_its_bytes},
    {"b", "those who wait have their turn, in order", they_wait_in_a_queue},
    {"b", "the silence of a client begins with its turn",
     silence_begins_with_the_turn},
    {"b", "no client is overlooked", no_client_is_overlooked},
    {"b", "a worker may wake without a reason",
     a_wait_may_end_without_a_reason},
    {"b", "a stop ends those whom a worker serves",
     a_stop_ends_those_who_are_served},
    {"b", "a stop loses no echo", a_stop_loses_no_echo},
    {"b", "a client that does not read does not hold up a stop",
     a_stop_waits_for_no_reader},
    {"b", "a stop ends those who wait for a worker",
     a_stop_ends_those_who_wait},
    {"b", "a stop ends workers who wait for a client",
     a_stop_ends_idle_workers},
    {"b", "a thousand clients need no thread more", no_more_threads},
    {"b", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_b},
    {"c", "on SIGUSR1 each client's bytes are told", counts_are_told},
    {"c", "a client that has said nothing is told, and no client as well",
     nothing_counts_too},
    {"c", "one that has no thread yet is not told",
     one_without_a_thread_is_not_told},
    {"c", "what has come counts before its echo", what_has_come_counts},
    {"c", "a count may be more than an int holds", many_bytes_are_counted},
    {"c", "a long address is told whole", a_long_address_is_whole},
    {"c", "a signal may come while a lock is held",
     signals_come_at_bad_moments},
    {"c", "a signal may come just before main waits",
     a_signal_comes_before_the_wait},
    {"c", "a signal may come during a report", each_signal_is_answered_at_once},
    {"c", "twenty signals end nothing, and no byte is lost",
     signals_harm_nothing},
    {"c", "a report of many lines is whole, even if nobody reads it yet",
     a_report_is_whole},
    {"c", "the lines of a report and their number are of one moment",
     a_report_is_about_one_moment},
};
const size_t step_05_count = COUNT(step_05);
