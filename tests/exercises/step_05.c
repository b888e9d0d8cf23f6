/* step_05.c - the contract and the exercises of step 05. */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static char *letters(size_t length)
{
    char *text = new_text(length + 1);

    for (size_t i = 0; i < length; i++)
        text[i] = (char)('a' + i * 7 % 26);
    text[length] = '\0';
    return text;
}

static void echoes(int peer, const char *words)
{
    peer_say(peer, words);
    peer_expect(peer, words);
}

/* Has anything come, or the end? */
static bool has_come(int peer)
{
    char byte;

    return recv(peer, &byte, 1, MSG_PEEK) >= 0;
}

/* It leaves, and hears that the server has noticed. */
static void leave(int peer)
{
    peer_finish(peer);
    peer_expect_end(peer);
    peer_close(peer);
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

static struct process *start_with_room_for_two(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject_server("-n 2");
    likely(NULL);
    return server;
}

static void is_turned_away(struct process *server)
{
    int peer = connect_and_say(server, "is there room?\n");

    likely("count those who are in, and look at the count before the next one "
           "is served");
    peer_expect(peer, full);
    likely("close() resets a connection of which something is unread: say the "
           "end of the stream first, with shutdown(SHUT_WR)");
    peer_expect_end(peer);
    likely(NULL);
    peer_close(peer);
}

static void one_more_is_told(void)
{
    struct process *server = start_with_room_for_two();
    int first = peer_connect(subject_port());
    int second = peer_connect(subject_port());

    echoes(first, "first\n");
    echoes(second, "second\n");
    is_turned_away(server);
    likely("a client that is in must not notice that another was turned away");
    echoes(second, "second again\n");
    echoes(first, "first again\n");
    likely(NULL);
    stop_subject(server);
    peer_expect_end(first);
    peer_expect_end(second);
}

/* When the server has noticed that one has left. */
static int get_in(struct process *server)
{
    let_rest(server);
    int peer = peer_connect(subject_port());
    echoes(peer, "may I enter?\n");
    return peer;
}

static void who_leaves_makes_room(void)
{
    struct process *server = start_with_room_for_two();
    int in[2];

    for (int i = 0; i < 2; i++) {
        in[i] = peer_connect(subject_port());
        echoes(in[i], "hello\n");
    }
    for (int i = 0; i < 6; i++) {
        is_turned_away(server);
        if (i % 2)
            leave(in[i % 2]);
        else
            peer_reset(in[i % 2]);
        likely("a client that leaves gives its place back, however it leaves; "
               "one that was turned away had none");
        in[i % 2] = get_in(server);
        echoes(in[1 - i % 2], text_of("still here, %d\n", i));
    }
    is_turned_away(server);
}

/* ---- b: a pool of workers ---- */

static struct process *start_with_workers(int count, const char *faults)
{
    option_is_new("server", "-w");
    struct process *server = start_subject(&(struct call){
        .options = text_of("-w %d", count), .launch = {.faults = faults}});
    likely(NULL);
    return server;
}

static void waits_for_a_worker(void)
{
    struct process *server = start_with_workers(2, NULL);
    int port = subject_port(), busy[2], third;

    for (int i = 0; i < 2; i++) {
        busy[i] = peer_connect(port);
        echoes(busy[i], "hello\n");
    }
    third = peer_connect(port);
    peer_say(third, "my turn?\n");
    likely("a client keeps its worker until it has left");
    let_rest(server);
    check(!has_come(third), "no answer while both workers are busy",
          "an answer");
    did("meanwhile there was no answer, and that is right");
    leave(busy[0]);
    likely("a worker that is done takes the next one out of the queue");
    peer_expect(third, "my turn?\n");
    echoes(busy[1], "still here\n");
    echoes(third, "thank you\n");
    leave(third);
    leave(busy[1]);
}

static void a_stop_ends_those_who_are_served(void)
{
    stop_our_clock();
    struct process *server = start_with_workers(2, NULL);
    int talking = peer_connect(subject_port());
    int silent = peer_connect(subject_port());

    echoes(talking, "hello\n");
    likely("a stop reaches those who are on the list of clients who talk: a "
           "worker's client stands there, too, or shutdown() does not wake the "
           "worker out of recv()");
    stop_subject(server);
    peer_expect_end(talking);
    peer_expect_end(silent);
}

/* As many wait as the two workers could serve several times over. Where those
   who are served are stopped with shutdown(), one after the other, it is held
   before the second: a worker that the first has woken does what it will. */
static void stop_while_many_wait(void)
{
    enum { CLIENTS = 10 };
    struct process *server = start_with_workers(2, "shutdown=hold@2x1");
    int peers[CLIENTS];

    for (int i = 0; i < CLIENTS; i++)
        peers[i] = peer_connect(subject_port());
    for (int i = 0; i < 2; i++)
        echoes(peers[i], "hello\n");
    likely(
        "a worker that takes another client out of the queue, though the "
        "server stops, waits for that client: a client that waits gets its end "
        "of stream, and no worker");
    let_rest(server);
    send_signal(server, SIGTERM);
    let_rest(server);
    let_go();
    expect_stop(server);
    for (int i = 0; i < CLIENTS; i++)
        peer_expect_end(peers[i]);
}

/* Several times, for it may also be a worker that is held. */
static void a_stop_ends_those_who_wait(void)
{
    stop_our_clock();
    for (int i = 0; i < 5; i++)
        stop_while_many_wait();
}

static void a_stop_ends_idle_workers(void)
{
    stop_our_clock();
    struct process *server = start_with_workers(3, NULL);
    int peer = peer_connect(subject_port());

    echoes(peer, "hello\n");
    let_rest(server);
    likely("workers who wait for a client must all be woken: "
           "pthread_cond_signal() wakes one, pthread_cond_broadcast() all");
    stop_subject(server);
    peer_expect_end(peer);
}

/* A line of /proc/PID/status. */
static long threads_of(struct process *process)
{
    static const char field[] = "Threads:";
    char line[256];
    long threads = 0;
    FILE *status =
        fopen(text_of("/proc/%ld/status", (long)process_id(process)), "r");

    if (!status)
        skipped("no /proc here to look into");
    while (fgets(line, sizeof line, status))
        if (strncmp(line, field, strlen(field)) == 0)
            threads = atol(line + strlen(field));
    fclose(status);
    return threads;
}

static void no_more_threads(void)
{
    enum { CLIENTS = 1000 };
    struct process *server = start_with_workers(2, NULL);
    int port = subject_port();
    int first = peer_connect(port), second = peer_connect(port);

    echoes(first, "hello\n");
    echoes(second, "hello\n");
    long before = threads_of(server);
    did("%ld threads, with both workers busy", before);
    leave(second);
    for (int i = 0; i < CLIENTS; i++) {
        int peer = peer_connect(port);
        echoes(peer, "x");
        leave(peer);
    }
    second = peer_connect(port);
    echoes(second, "hello again\n");
    likely("workers are created once, and each serves many clients");
    check(threads_of(server) == before,
          text_of("%ld threads after %d clients more, one after another",
                  before, CLIENTS),
          "%ld", threads_of(server));
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

static void expect_counts(struct process *server, const struct sent *clients,
                          size_t count)
{
    const char *report = ask(server);

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

static void speak(struct sent *client, const char *words)
{
    echoes(client->peer, words);
    client->bytes += strlen(words);
}

static void counts_are_told(void)
{
    struct process *server = start_subject_server("");
    struct sent clients[2] = {{.peer = peer_connect(subject_port())},
                              {.peer = peer_connect(subject_port())}};

    speak(&clients[0], "five\n");
    speak(&clients[1], "and a dozen\n");
    likely("without a handler SIGUSR1 ends a program. The handler wakes main, "
           "which prints; a line that stays in stdio's buffer is not seen");
    expect_counts(server, clients, 2);
    speak(&clients[0], "and more\n");
    likely("each signal is answered, with what has been sent by then. A "
           "handler that is set with SA_RESETHAND, or with signal() on some "
           "systems, is good for one signal only: the second ends the program");
    expect_counts(server, clients, 2);
    leave(clients[1].peer);
    likely("a client that has left is not counted any more");
    expect_counts(server, clients, 1);
    likely(NULL);
    stop_subject(server);
}

static void signals_harm_nothing(void)
{
    enum { SIGNALS = 20 };
    size_t length = in_chaos() ? 500 : 50 * 1000;
    struct process *server = start_subject_server("");
    struct sent clients[2] = {{.peer = peer_connect(subject_port())},
                              {.peer = peer_connect(subject_port())}};

    likely("a call that a signal has interrupted is made again, and no byte "
           "of an echo goes astray");
    for (int i = 0; i < SIGNALS; i++) {
        send_signal(server, SIGUSR1);
        peer_exchange(clients[0].peer, letters(length), length, 997);
        clients[0].bytes += length;
    }
    for (int i = 0; i < SIGNALS; i++)
        send_signal(server, SIGUSR1);
    speak(&clients[1], "all well?\n");
    expect_counts(server, clients, 2);
    likely(NULL);
    stop_subject(server);
}

const struct task step_05[] = {
    {"", "what a client sends comes back, however it is cut", echo_however_cut},
    {"", "many are served at the same time, and none feels another's trouble",
     many_at_once},
    {"", "a stop ends every conversation in good order", stops_in_good_order},
    {"", "the client sends what is typed, and shows what comes back",
     client_is_a_filter},
    {"a", "one more than N is told so, and no other notices", one_more_is_told},
    {"a", "a client that leaves makes room", who_leaves_makes_room},
    {"b", "a client that comes while all workers are busy waits",
     waits_for_a_worker},
    {"b", "a stop ends those whom a worker serves",
     a_stop_ends_those_who_are_served},
    {"b", "a stop ends those who wait for a worker",
     a_stop_ends_those_who_wait},
    {"b", "a stop ends workers who wait for a client",
     a_stop_ends_idle_workers},
    {"b", "a thousand clients need no thread more", no_more_threads},
    {"c", "on SIGUSR1 each client's bytes are told", counts_are_told},
    {"c", "twenty signals end nothing, and no byte is lost",
     signals_harm_nothing},
};
const size_t step_05_count = COUNT(step_05);
