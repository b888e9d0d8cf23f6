/* bare_05.c - Exercise 0 of step 05: the bare server, brought through this. */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <string.h>

static void echoes(int peer, const char *words)
{
    peer_say(peer, words);
    peer_expect(peer, words);
}

static int bystander(void)
{
    int peer = peer_connect(subject_port());

    echoes(peer, "hello\n");
    return peer;
}

static void many_at_once(void)
{
    enum { CLIENTS = 20, SILENT = 5 };
    int peers[CLIENTS];

    start_subject_server("");
    likely("each client has a thread, and none waits for another's; each "
           "thread has a variable of its own for its descriptor");
    for (int i = 0; i < CLIENTS; i++) {
        peers[i] = peer_connect(subject_port());
        if (i != SILENT)
            echoes(peers[i], text_of("client %d\n", i));
    }
    for (int i = CLIENTS - 1; i >= 0; i--)
        echoes(peers[i], text_of("client %d again\n", i));
}

/* The first one's thread begins when the second client has come. */
static void each_thread_has_its_own_client(void)
{
    struct process *server = start_subject(
        &(struct call){.launch = {.faults = "pthread_create=late@1x1"}});
    int peers[2];

    for (int i = 0; i < 2; i++) {
        peers[i] = peer_connect(subject_port());
        peer_say(peers[i], text_of("client %d\n", i));
        let_rest(server);
    }
    let_go();
    likely("a thread may begin late: by then a variable that it shares with "
           "main belongs to the next client. Give each thread the number "
           "itself, or memory of its own");
    for (int i = 0; i < 2; i++)
        peer_expect(peers[i], text_of("client %d\n", i));
}

/* More of them than the server may have descriptors. */
static void a_reset_is_one_clients_affair(void)
{
    enum { DESCRIPTORS = 64, RESETS = 70 };
    struct call few = {.launch = {.descriptors = DESCRIPTORS}};

    few.launch.faults =
        "accept=hold@1000x1"; /* it has none left, and insists */
    struct process *server = start_subject(&few);
    int friend = bystander();

    for (int i = 0; i < RESETS; i++) {
        int victim = peer_connect(subject_port());
        likely("recv() has failed with ECONNRESET in one thread: that thread "
               "closes its connection and returns; exit() would end all");
        echoes(victim, "hello\n");
        peer_reset(victim);
    }
    let_rest(server);
    echoes(friend, "still here\n");
    let_it_find_a_reset(server);
    let_rest(server);
    echoes(friend, "still here\n");
    bystander();
}

static void who_has_gone_is_survived(void)
{
    struct process *server = start_subject_server("");
    int friend = bystander();

    let_it_find_one_who_has_gone(server);
    let_rest(server);
    likely("sending to a client that has gone raises SIGPIPE, which ends the "
           "whole program: ignore it, and send() fails with EPIPE instead, in "
           "this thread alone");
    echoes(friend, "still here\n");
    bystander();
}

static void sends_the_rest(void)
{
    start_subject(&(struct call){.launch = {.faults = "send=short"}});
    int peer = peer_connect(subject_port());

    did("cut each send() of the server to one byte, as the kernel may");
    likely("send() returns how many bytes it has taken: the rest is still to "
           "be sent");
    echoes(peer, "Olá!\n");
    echoes(peer, "tudo bem?\n");
}

/* Each stack is a piece of its own. */
static size_t pieces_of_memory(struct process *process)
{
    FILE *maps =
        fopen(text_of("/proc/%ld/maps", (long)process_id(process)), "r");
    size_t count = 0;

    if (!maps)
        skipped("no /proc here to look into");
    for (int byte; (byte = getc(maps)) != EOF;)
        count += byte == '\n';
    fclose(maps);
    return count;
}

static void come_and_leave(struct process *server, int count)
{
    for (int i = 0; i < count; i++) {
        int peer = bystander();
        peer_finish(peer);
        peer_expect_end(peer);
        peer_close(peer);
    }
    let_rest(server);
}

/* Some stacks are kept for the next threads: so a few go first. */
static void who_has_left_leaves_no_thread(void)
{
    enum { FIRST = 20, CLIENTS = 100, FEW = 50 };
    struct process *server = start_subject_server("");

    come_and_leave(server, FIRST);
    size_t before = pieces_of_memory(server);
    come_and_leave(server, CLIENTS);
    size_t after = pieces_of_memory(server);
    likely("a thread that is over keeps its stack until somebody joins it: "
           "pthread_join(), or pthread_detach() if nobody will");
    check(after < before + FEW, "as much memory as before they came",
          "%zu pieces more, after %d clients", after - before, CLIENTS);
}

/* It rests, though somebody waits. One that asks again and again is held at its
   1000th accept(), or there would be no end. */
static void runs_out_of_descriptors(void)
{
    enum { CLIENTS = 14, DESCRIPTORS = 16 };
    struct call few = {.launch = {.descriptors = DESCRIPTORS}};
    int peers[CLIENTS];

    few.launch.faults = "accept=hold@1000x1";
    struct process *server = start_subject(&few);
    long before = tap_calls();

    for (int i = 0; i < CLIENTS; i++) {
        likely("accept() has failed with EMFILE: that will pass when somebody "
               "leaves, so that is not a reason to end");
        peers[i] = peer_connect(subject_port());
        let_rest(server);
    }
    echoes(peers[0], "hello\n");
    likely("accept() fails as long as nobody leaves: wait a moment before you "
           "call it again");
    check(tap_calls() - before < 500, "a pause between two attempts",
          "%ld calls, one after the other", tap_calls() - before);
    for (int i = 0; i < CLIENTS - 1; i++)
        peer_close(peers[i]);
    likely("a client that waits is admitted when others have left: each thread "
           "closes its connection, and accept() is called again");
    echoes(peers[CLIENTS - 1], "hello\n");
    bystander();
}

static void stops_in_good_order(void)
{
    struct process *server = start_subject_server("");
    int peer = bystander();

    stop_subject(server);
    likely("a client that did nothing hears the end of the stream");
    peer_expect_end(peer);
}

static void a_stop_loses_nothing(void)
{
    struct process *server =
        start_subject(&(struct call){.launch = {.faults = "send=hold@1x1"}});
    int peer = stop_before_an_echo(server);

    likely("what the server has heard it also sends back, before it ends: "
           "shutdown(SHUT_RD) lets a thread finish, and main waits for it");
    peer_expect(peer, "hello\n");
    peer_expect_end(peer);
    expect_stop(server);
}

static void a_stop_waits_for_nobody(void)
{
    if (in_chaos()) /* a byte at a time: that takes long */
        return;
    struct process *server = start_subject_server("");
    be_deaf_to(server);
    likely("a client that does not read keeps its thread in send(): after a "
           "short while shutdown(SHUT_RDWR) ends that, and the stop goes on");
    stop_subject(server);
}

const struct bare_task bare_05[] = {
    {"server.c serve_client",
     {"0", "twenty are served at the same time, and one of them is silent",
      many_at_once}},
    {"server.c start_thread",
     {"0", "a thread that begins late serves its own client",
      each_thread_has_its_own_client}},
    {"server.c serve_client",
     {"0", "seventy resets end a connection each, and not the others",
      a_reset_is_one_clients_affair}},
    {"server.c serve_client",
     {"0", "a client that has gone before its echo ends nobody else",
      who_has_gone_is_survived}},
    {"server.c serve_client",
     {"0", "what send() has not taken is sent again", sends_the_rest}},
    {"server.c join_finished",
     {"0", "a hundred clients that have left leave no thread behind",
      who_has_left_leaves_no_thread}},
    {"server.c admit_client",
     {"0", "descriptors run out, and the clients that wait are served later",
      runs_out_of_descriptors}},
    {"server.c stop_clients",
     {"0", "SIGTERM ends the server in good order, with 0",
      stops_in_good_order}},
    {"server.c stop_clients",
     {"0", "an echo that is under way arrives before the server ends",
      a_stop_loses_nothing}},
    {"server.c stop_clients",
     {"0", "a client that does not read does not hold up the stop",
      a_stop_waits_for_nobody}},
};
const size_t bare_05_count = sizeof bare_05 / sizeof *bare_05;
