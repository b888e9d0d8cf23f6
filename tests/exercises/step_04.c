/* step_04.c - the contract and the exercises of step 04. */
#define _POSIX_C_SOURCE 200809L

#include "../harness/datagram.h"
#include "exercises.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MESSAGE "Teste de timeout\n"
#define REPLY "Mensagem recebida!\n"
#define MANY "many.test" /* a name with several addresses */
#define TALK_PAUSE 250   /* milliseconds, between two things that are said */

/* Milliseconds by which a program may be late that is to be in time. */
static int slack(void)
{
    const char *scale = getenv("BOUND_SCALE");

    return 1000 * (scale ? atoi(scale) : 1);
}

/* What was to come after `time` came after `spent`: not before, and not much
   later. A program that takes so long to start may take twice as long now. */
static void check_time(const char *what, int time, long long spent,
                       long long start)
{
    check(spent >= time - 20 && spent - 2 * start <= time + slack(),
          text_of("%s, after %d ms", what, time), "after %lld ms", spent);
}

static void let_pass(int milliseconds)
{
    long long until = now_ms() + milliseconds;

    while (wait_for(-1, 0, until))
        ;
}

/* ---- the contract ---- */

static void server_answers_each_line(void)
{
    start_subject_server("");
    int peer = peer_connect(subject_port());

    likely("a message is a line, however the stream is cut");
    peer_send_cut(peer, "one line\n", 9, 3);
    peer_expect(peer, REPLY);
    peer_say(peer, "two\nthree\n");
    peer_expect(peer, REPLY REPLY);
    peer_finish(peer);
    peer_expect_end(peer);
}

/* Receives what has come. Returns whether that was the end of the stream. */
static bool has_hung_up(int peer)
{
    char replies[256];
    ssize_t got;

    while ((got = recv(peer, replies, sizeof replies, 0)) > 0)
        ;
    return got == 0 || (errno != EAGAIN && errno != EINTR);
}

/* A client that says a line now and then, as long as it may. Returns how long
   that was; fails when it goes on for longer than `limit`. */
static long long talk_to_the_end(int limit)
{
    long long started = now_ms();
    int peer = peer_connect(subject_port());

    did("a line is said every %d ms", TALK_PAUSE);
    while (!has_hung_up(peer) && send(peer, "Olá\n", 5, 0) >= 0) {
        let_pass(TALK_PAUSE);
        check(now_ms() < started + limit, "the end of the stream",
              "none after %lld ms", now_ms() - started);
    }
    return now_ms() - started;
}

static void server_has_a_deadline(void)
{
    start_subject_server("-t 0.5");
    likely("-t is the time for all of the talk, however much is said in it");
    check_time(in_words("the end of the stream"), 500,
               talk_to_the_end(4 * slack()), 0);
}

/* A client under check, and its server (we). */
struct talk {
    struct process *client;
    int peer;
};

static struct talk start_client(const char *options)
{
    int port, listener = peer_listen(&port);
    struct talk talk = {.client = start_subject_client(options, port)};

    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    return talk;
}

static void gets_the_reply(const struct talk *talk)
{
    peer_send_cut(talk->peer, REPLY, strlen(REPLY), 5);
    expect_exit(talk->client, 0);
    expect_line(talk->client, OUT, "Mensagem recebida!");
}

static void client_gets_its_reply(void)
{
    struct talk talk = start_client("");

    likely("a reply is a line, however the stream is cut");
    gets_the_reply(&talk);
}

static void client_keeps_its_deadline(void)
{
    long long started = now_ms();
    struct talk talk = start_client("-t 0.5");
    long long start = now_ms() - started;

    did("a byte is said every %d ms", TALK_PAUSE);
    while (!has_ended(talk.client) && now_ms() < started + 4 * slack()) {
        long long next = now_ms() + TALK_PAUSE;
        send(talk.peer, "x", 1, 0);
        while (!has_ended(talk.client) && wait_for(-1, 0, next))
            ;
    }
    likely("a timeout per call starts anew with each byte: only a deadline "
           "bounds them all together");
    check_time(in_words("the client's end"), 500, now_ms() - started, start);
    expect_failure(talk.client);
}

/* Returns how long that takes: to start and to end, most of all. */
static long long refused_client(void)
{
    long long started = now_ms();

    expect_failure(start_subject_client("", dead_port()));
    did("to start and to end takes it %lld ms", now_ms() - started);
    return now_ms() - started;
}

static void client_hears_that_nobody_listens(void)
{
    likely("that nobody listens is known at once, and is a failure");
    refused_client();
}

static void udp_client_asks_again(void)
{
    int port, peer = datagram_peer(AF_INET, &port);
    struct call call = {.program = "udp_client", .port = port};
    struct process *client = start_subject(&call);
    struct place place;

    likely("a lost datagram is nobody's affair but the program's: send again");
    type_line(client, "Olá");
    datagram_expect_text(peer, &place, "1 Olá");
    datagram_expect_text(peer, &place, "1 Olá");
    datagram_say(peer, &place, "1 Olá");
    end_input(client);
    expect_exit(client, 0);
    expect_line(client, OUT, "Olá");
    datagram_close(peer);
}

/* ---- a: the idle must go ---- */

static void the_silent_must_go(void)
{
    option_is_new("server", "-i");
    start_subject_server("-i 1");
    long long started = now_ms();
    int peer = peer_connect(subject_port());
    likely("recv() waits for the client, and has to stop when the time for a "
           "silence is up, not only at the deadline for the whole");
    peer_expect_end(peer);
    check_time(in_words("the end of the stream"), 1000, now_ms() - started, 0);
}

static void whoever_talks_may_stay(void)
{
    start_subject_server("-i 1");
    int peer = peer_connect(subject_port());
    long long started = now_ms();

    likely("the time for a silence begins anew whenever something is said");
    while (now_ms() < started + 1500) {
        peer_say(peer, "still here\n");
        peer_expect(peer, REPLY);
        let_pass(TALK_PAUSE);
    }
    likely("each byte ends a silence, not only each line");
    while (now_ms() < started + 3000) {
        peer_say(peer, ".");
        let_pass(TALK_PAUSE);
    }
    peer_say(peer, "\n");
    peer_expect(peer, REPLY);
}

static void the_whole_has_its_end(void)
{
    start_subject_server("-i 1 -t 2");
    likely("whoever goes on talking stays for ever: the time for a silence "
           "must not take the place of the deadline for the whole");
    check_time(in_words("the end of the stream"), 2000,
               talk_to_the_end(4 * slack()), 0);
}

/* ---- b: a server that starts late ---- */

static void a_late_server_is_reached(void)
{
    int port, listener = peer_reserve(&port);
    struct talk talk = {.client = start_subject_client("-r -t 10", port)};

    likely("connect() was refused, and the client gave up: with the option -r "
           "it tries again after a pause");
    let_pass(700);
    expect_alive(talk.client);
    if (listen(listener, 16) < 0)
        failed("a listener", "%s", strerror(errno));
    did("somebody listens on port %d now", port);
    likely("after a refusal a socket may be of no more use: each attempt wants "
           "a new one; and the pauses begin with 100 ms at most");
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    gets_the_reply(&talk);
}

static void it_tries_until_the_deadline(void)
{
    long long start = refused_client(), started = now_ms();

    set_patience(10);
    likely("a pause must be no longer than what is left until the deadline, "
           "and as long as time is left there is a next attempt");
    expect_failure(start_subject_client("-r -t 3", dead_port()));
    check_time(in_words("the client's end"), 3000, now_ms() - started, start);
}

/* How often connect() was called, as the record says, and the longest time
   between two of these calls, in milliseconds. */
static int count_attempts(const char *record, long long *longest)
{
    size_t length;
    const char *line = content_of(record, &length);
    long long last = 0;
    int count = 0;

    *longest = 0;
    for (; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *call = strstr(line, " call=connect ");
        const char *begin = call ? strstr(call, " begin=") : NULL;
        if (strncmp(line, "call ", 5) != 0 || !begin ||
            begin > line + strcspn(line, "\n"))
            continue;
        long long now = atoll(begin + strlen(" begin=")) / 1000000;
        if (count++ > 0 && now - last > *longest)
            *longest = now - last;
        last = now;
    }
    return count;
}

/* If the pauses double, the longest of them is a quarter of the time at least,
   wherever they began, and a delay makes it longer. */
static void its_pauses_double(void)
{
    long long longest;

    need_tap();
    set_patience(10);
    record_to(scratch_file("record"));
    expect_failure(start_subject_client("-r -t 2", dead_port()));
    int count = count_attempts(recording_file(), &longest);
    likely("a pause of the same length each time is a storm of attempts, or a "
           "long wait: begin with a short one, and double it");
    check(count >= 4 && longest >= 500,
          "pauses that begin with 100 ms at most, and double",
          "%d attempts in 2 s, and never more than %lld ms between two", count,
          longest);
}

static void another_failure_ends_it(void)
{
    struct call call = {.program = "client",
                        .options = "-r -t 30",
                        .port = dead_port(),
                        .launch = {.faults = "connect=ENETUNREACH"}};

    need_tap();
    likely("only a refusal may be over a moment later: where no way leads, to "
           "try again is in vain");
    expect_failure(start_subject(&call));
}

/* ---- c: two addresses race ---- */

/* Starts the client for a name with these addresses. All sockets that it opens
   must be closed at its end. */
static struct process *start_racing(const char *options, const char *addresses,
                                    int port)
{
    struct call call = {.program = "client",
                        .options = options,
                        .host = MANY,
                        .port = port,
                        .launch = {.hosts = text_of("%s=%s", MANY, addresses),
                                   .count_sockets = true}};

    did("%s has the addresses %s", MANY, addresses);
    return start_subject(&call);
}

static void an_address_that_is_dead_delays_nobody(void)
{
    int port, listener = peer_listen(&port);

    need_tap();
    set_patience(6);
    peer_listen_full("127.0.0.2", port);
    struct talk talk = {.client =
                            start_racing("-t 30", "127.0.0.2,127.0.0.1", port)};
    likely("it waits for the first address, which never answers: start with "
           "the next one after a short time, and wait for both");
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    gets_the_reply(&talk);
}

static void an_address_that_refuses_is_out(void)
{
    int port, listener = peer_listen(&port);

    need_tap();
    set_patience(6);
    peer_listen_full("127.0.0.3", port);
    struct talk talk = {
        .client = start_racing("-t 30", "127.0.0.2,127.0.0.3,127.0.0.1", port)};
    likely("poll() says only that connecting has ended: how, SO_ERROR tells, "
           "and only whoever is connected has won");
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    gets_the_reply(&talk);
}

static void the_race_has_a_deadline(void)
{
    int port;

    need_tap();
    peer_reserve(&port);
    peer_listen_full("127.0.0.2", port);
    peer_listen_full("127.0.0.3", port);
    long long start = refused_client(), started = now_ms();
    likely("the deadline is for all addresses together");
    expect_failure(start_racing("-t 1", "127.0.0.2,127.0.0.3", port));
    check_time(in_words("the client's end"), 1000, now_ms() - started, start);
}

const struct task step_04[] = {
    {"", "the server answers each line", server_answers_each_line},
    {"", "the server has a deadline for each client", server_has_a_deadline},
    {"", "the client gets its reply", client_gets_its_reply},
    {"", "the client keeps its deadline, however it is dripped on",
     client_keeps_its_deadline},
    {"", "the client hears that nobody listens",
     client_hears_that_nobody_listens},
    {"", "the UDP client asks again", udp_client_asks_again},
    {"a", "a silent client must go", the_silent_must_go},
    {"a", "a client that goes on talking may stay", whoever_talks_may_stay},
    {"a", "the whole talk has its end all the same", the_whole_has_its_end},
    {"b", "a server that starts late is reached", a_late_server_is_reached},
    {"b", "where there is none, the client tries until its deadline",
     it_tries_until_the_deadline},
    {"b", "its pauses double", its_pauses_double},
    {"b", "another failure than a refusal ends it", another_failure_ends_it},
    {"c", "an address that never answers delays nobody",
     an_address_that_is_dead_delays_nobody},
    {"c", "an address that refuses is out", an_address_that_refuses_is_out},
    {"c", "the race has a deadline", the_race_has_a_deadline},
};
const size_t step_04_count = COUNT(step_04);
