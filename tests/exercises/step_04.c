/* step_04.c - the contract and the exercises of step 04. */
#define _POSIX_C_SOURCE 200809L

#include "../datagram.h"
#include "exercises.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MESSAGE "Teste de timeout\n"
#define REPLY "Mensagem recebida!\n"
#define MANY "many.test" /* a name with several addresses */

/* Milliseconds, by a clock that only the check moves: between two things that
   are said; and by how much an end may come before its time, or after it. */
enum { TALK_PAUSE = 250, EARLY = 20, LATE = 250 };

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

/* Something is said now and then until the time is almost up, and once more:
   it ends what waits too little. */
static void talk_until(struct process *process, int peer, const char *bytes,
                       int time)
{
    int left = time - EARLY;

    did("%s is said every %d ms", quoted(bytes, strlen(bytes)), TALK_PAUSE);
    for (; left > TALK_PAUSE; left -= TALK_PAUSE) {
        send(peer, bytes, strlen(bytes), 0);
        let_pass(process, TALK_PAUSE);
    }
    let_pass(process, left);
    send(peer, bytes, strlen(bytes), 0);
    let_pass(process, 0);
}

/* The server hangs up on the peer when this is so: not before, and not later.
 */
static void expect_hang_up(struct process *server, int peer, int time)
{
    const char *expected = text_of("the end of the stream, after %d ms", time);

    check(!has_hung_up(peer), expected, "before");
    let_pass(server, EARLY + LATE);
    check(has_hung_up(peer), expected, "none after %d ms", time + LATE);
}

static void expect_end_of_client(struct process *client, int time)
{
    const char *expected = text_of("the client's end, after %d ms", time);

    check(!has_ended(client), expected, "before");
    let_pass(client, EARLY + LATE);
    check(has_ended(client), expected, "none after %d ms", time + LATE);
    expect_failure(client);
}

static void server_has_a_deadline(void)
{
    stop_the_clock();
    struct process *server = start_subject_server("-t 0.5");
    int peer = peer_connect(subject_port());
    likely("-t is the time for all of the talk, however much is said in it");
    talk_until(server, peer, "Olá\n", 500);
    expect_hang_up(server, peer, 500);
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
    stop_the_clock();
    struct talk talk = start_client("-t 0.5");
    likely("a timeout per call starts anew with each byte: only a deadline "
           "bounds them all together");
    talk_until(talk.client, talk.peer, "x", 500);
    expect_end_of_client(talk.client, 500);
}

static void client_hears_that_nobody_listens(void)
{
    likely("that nobody listens is known at once, and is a failure");
    expect_failure(start_subject_client("", dead_port()));
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
    stop_the_clock();
    option_is_new("server", "-i");
    struct process *server = start_subject_server("-i 1");
    int peer = peer_connect(subject_port());
    likely("recv() waits for the client, and has to stop when the time for a "
           "silence is up, not only at the deadline for the whole");
    let_pass(server, 1000 - EARLY);
    expect_hang_up(server, peer, 1000);
}

static void a_talker_may_stay(void)
{
    stop_the_clock();
    struct process *server = start_subject_server("-i 1");
    int peer = peer_connect(subject_port());
    likely("the time for a silence begins anew whenever something is said");
    for (int time = 0; time < 1500; time += TALK_PAUSE) {
        peer_say(peer, "still here\n");
        peer_expect(peer, REPLY);
        let_pass(server, TALK_PAUSE);
    }
    likely("each byte ends a silence, not only each line");
    for (int time = 0; time < 1500; time += TALK_PAUSE) {
        peer_say(peer, ".");
        let_pass(server, TALK_PAUSE);
    }
    peer_say(peer, "\n");
    peer_expect(peer, REPLY);
}

static void the_whole_has_its_end(void)
{
    stop_the_clock();
    struct process *server = start_subject_server("-i 1 -t 2");
    int peer = peer_connect(subject_port());
    likely(
        "a client that goes on talking stays forever: the time for a silence "
        "must not take the place of the deadline for the whole");
    talk_until(server, peer, "Olá\n", 2000);
    expect_hang_up(server, peer, 2000);
}

/* ---- b: a server that starts late ---- */

static void a_late_server_is_reached(void)
{
    int port, listener = peer_reserve(&port);

    stop_the_clock();
    struct talk talk = {.client = start_subject_client("-r -t 10", port)};
    likely("connect() was refused, and the client gave up: with the option -r "
           "it tries again after a pause");
    let_pass(talk.client, 700);
    expect_alive(talk.client);
    if (listen(listener, 16) < 0)
        failed("a listener", "%s", strerror(errno));
    did("somebody listens on port %d now", port);
    likely("after a refusal a socket may be of no more use: each attempt wants "
           "a new one; and the pauses begin with 100 ms at most");
    let_time_run();
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    gets_the_reply(&talk);
}

static void it_tries_until_the_deadline(void)
{
    stop_the_clock();
    struct process *client = start_subject_client("-r -t 3", dead_port());
    likely("a pause must be no longer than what is left until the deadline, "
           "and as long as time is left there is a next attempt");
    let_pass(client, 3000 - EARLY);
    expect_end_of_client(client, 3000);
}

/* How often connect() was called, as the record says. */
static int count_attempts(void)
{
    size_t length;
    const char *line = content_of(recording_file(), &length);
    int count = 0;

    for (; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *call = strstr(line, " call=connect ");
        count += strncmp(line, "call ", 5) == 0 && call &&
                 call < line + strcspn(line, "\n");
    }
    return count;
}

/* If the pauses double, the longest of them is a quarter of the time at least,
   wherever they began. */
static void its_pauses_double(void)
{
    enum { TIME = 2000, STEP = 50 };
    int attempts = 0, last = 0, longest = 0;

    stop_the_clock();
    record_to(scratch_file("record"));
    struct process *client = start_subject_client("-r -t 2", dead_port());
    for (int time = 0; time < TIME; time += STEP) {
        let_pass(client, STEP);
        int count = count_attempts();
        if (count > attempts && time - last > longest)
            longest = time - last;
        last = count > attempts ? time : last;
        attempts = count;
    }
    likely("a pause of the same length each time is a storm of attempts, or a "
           "long wait: begin with a short one, and double it");
    check(attempts >= 4 && longest > TIME / 4 - STEP,
          "pauses that begin with 100 ms at most, and double",
          "%d attempts in 2 s, and never more than %d ms between two", attempts,
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

/* Somebody comes, after a small part of the client's 30 seconds. */
static void reaches_us(struct talk *talk, int listener)
{
    let_pass(talk->client, 0);
    let_time_run();
    talk->peer = peer_accept(listener);
    check(time_passed() <= 5000, "a connection within 5 s", "after %lld ms",
          time_passed());
    peer_expect(talk->peer, MESSAGE);
    gets_the_reply(talk);
}

static void an_address_that_is_dead_delays_nobody(void)
{
    int port, listener = peer_listen(&port);

    stop_the_clock();
    peer_listen_full("127.0.0.2", port);
    struct talk talk = {.client =
                            start_racing("-t 30", "127.0.0.2,127.0.0.1", port)};
    likely("it waits for the first address, which never answers: start with "
           "the next one after a short time, and wait for both");
    reaches_us(&talk, listener);
}

static void an_address_that_refuses_is_out(void)
{
    int port, listener = peer_listen(&port);

    stop_the_clock();
    peer_listen_full("127.0.0.3", port);
    struct talk talk = {
        .client = start_racing("-t 30", "127.0.0.2,127.0.0.3,127.0.0.1", port)};
    likely("poll() says only that connecting has ended: SO_ERROR reports how, "
           "and only the one that is connected has won");
    reaches_us(&talk, listener);
}

static void the_race_has_a_deadline(void)
{
    int port;

    stop_the_clock();
    peer_reserve(&port);
    peer_listen_full("127.0.0.2", port);
    peer_listen_full("127.0.0.3", port);
    struct process *client = start_racing("-t 1", "127.0.0.2,127.0.0.3", port);
    likely("the deadline is for all addresses together");
    let_pass(client, 1000 - EARLY);
    expect_end_of_client(client, 1000);
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
    {"a", "a client that goes on talking may stay", a_talker_may_stay},
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
