/* step_04.c - the contract and the exercises of step 04. */
#define _POSIX_C_SOURCE 200809L

#include "../datagram.h"
#include "exercises.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MESSAGE "Teste de timeout\n"
#define REPLY "Mensagem recebida!\n"
#define MANY "many.test" /* a name with several addresses */

/* Milliseconds, by a clock that only the check moves: between two things that
   are said; and by how much an end may come before its time, or after it. */
enum { TALK_PAUSE = 250, EARLY = 20, LATE = 250 };

enum { LINES = 10000 }; /* empty ones: their replies have almost 200 KB */

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

/* Is there anything for that socket of ours by now? */
static bool has_come(int fd)
{
    struct pollfd coming = {.fd = fd, .events = POLLIN};

    return poll(&coming, 1, 0) > 0;
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

enum { DESCRIPTORS = 24, CLIENTS = 26 }; /* more than there may be open */

/* It comes, says that or nothing, is silent for so long, and gets its end. */
static void comes_and_falls_silent(struct process *server, const char *says,
                                   int time)
{
    int peer = peer_connect(subject_port());

    if (*says)
        peer_say(peer, says);
    if (strchr(says, '\n'))
        peer_expect(peer, REPLY);
    let_pass(server, time - EARLY);
    check(!has_hung_up(peer),
          text_of("the end of the stream, after %d ms", time), "before");
    let_pass(server, EARLY + LATE);
    peer_expect_end(peer);
    peer_close(peer);
}

/* The same, but it stays, and somebody else comes. */
static void falls_silent_and_stays(struct process *server)
{
    int peer = peer_connect(subject_port());

    let_pass(server, 1500 + LATE);
    peer_expect_end(peer);
    int next = peer_connect(subject_port());
    peer_say(next, MESSAGE);
    peer_expect(next, REPLY);
    peer_close(next);
    peer_close(peer);
}

static void the_silent_must_go(void)
{
    stop_the_clock();
    option_is_new("server", "-i");
    struct process *server = start_subject(&(struct call){
        .options = "-i 1.5", .launch = {.descriptors = DESCRIPTORS}});
    likely(
        "only a client can be silent: while nobody has come the server waits "
        "as long as it takes, and accept() has no deadline");
    let_pass(server, 2 * 1500);
    expect_alive(server);
    likely("recv() waits for the client, and has to stop when the time for a "
           "silence is up, not only at the deadline for the whole");
    comes_and_falls_silent(server, "", 1500);
    likely("a silence ends the talk with one client, not the server; and the "
           "next one's silence is its own");
    comes_and_falls_silent(server, "", 1500);
    likely("the time for a silence begins anew whenever something is said, and "
           "is as long each time");
    comes_and_falls_silent(server, MESSAGE, 1500);
    likely("a client that is silent in the middle of a line is silent, too");
    comes_and_falls_silent(server, "half a li", 1500);
    likely("the server has hung up, and goes on with the next client: it does "
           "not wait until the one that was silent closes its end, too");
    falls_silent_and_stays(server);
    likely("close() gives the descriptor of a silent client back");
    for (int i = 4; i < CLIENTS; i++)
        comes_and_falls_silent(server, "", 1500);
}

static void likely_it_begins_anew(void)
{
    likely("a signal ends poll(), and not the wait: go on with what is left of "
           "the time until the moment that you wait for, and not with all of "
           "it");
}

/* A signal breaks off each wait; then the client says that, or nothing. The end
   is to come when this time is up. */
static void signals_move_no_end(const char *options, const char *says, int time)
{
    struct process *server = start_subject(
        &(struct call){.options = options, .launch = {.interruptible = true}});
    int peer = peer_connect(subject_port());
    int left = time - EARLY;

    likely_it_begins_anew();
    for (; left > TALK_PAUSE; left -= TALK_PAUSE) {
        let_pass(server, TALK_PAUSE);
        send_signal(server, SIGALRM);
        let_pass(server, 0);
        peer_send(peer, says, strlen(says));
    }
    let_pass(server, left);
    expect_hang_up(server, peer, time);
}

static void a_signal_is_not_a_word(void)
{
    stop_the_clock();
    signals_move_no_end("-i 1.5", "", 1500);
    signals_move_no_end("-i 1 -t 2", ".", 2000);
}

/* It says that now and then, for longer than a silence of a second. */
static void goes_on_with(struct process *server, int peer, const char *bytes,
                         size_t length)
{
    for (int time = 0; time < 1500; time += TALK_PAUSE) {
        peer_send(peer, bytes, length);
        if (bytes[length - 1] == '\n')
            peer_expect(peer, REPLY);
        let_pass(server, TALK_PAUSE);
    }
}

static void a_talker_may_stay(void)
{
    stop_the_clock();
    struct process *server = start_subject_server("-i 1");
    int peer = peer_connect(subject_port());
    int next = peer_connect(subject_port());
    likely("the time for a silence begins anew whenever something is said");
    goes_on_with(server, peer, "still here\n", strlen("still here\n"));
    likely("each byte ends a silence, not only each line");
    goes_on_with(server, peer, ".", 1);
    likely("a blank, a zero byte and an empty line are something, too: it does "
           "not matter which bytes have come, only that some have");
    goes_on_with(server, peer, " ", 1);
    goes_on_with(server, peer, "\0", 1);
    goes_on_with(server, peer, "\n", 1);
    peer_finish(peer);
    peer_expect_end(peer);
    likely("one client at a time: the silence of the next begins when its turn "
           "has come");
    let_pass(server, 1000 - EARLY);
    peer_say(next, MESSAGE);
    peer_expect(next, REPLY);
}

/* After a quarter of its two seconds it says so much that the replies, which it
   does not read, are held up; and it goes on talking. The next one waits for
   its end. */
static void does_not_read(struct process *server)
{
    int deaf = peer_connect_narrow(subject_port());
    char *lines = new_text(LINES);

    talk_until(server, deaf, "Olá\n", 500);
    memset(lines, '\n', LINES);
    peer_send(deaf, lines, LINES);
    let_rest(server);
    did("it says so many lines that there is no room for the replies");
    int next = peer_connect(subject_port());
    peer_say(next, MESSAGE);
    talk_until(server, deaf, "\n", 1500 + EARLY);
    likely("a client that goes on talking is not silent while the server waits "
           "to send: there only the deadline for the whole counts");
    check(!has_come(next), "no reply to the next one before 2000 ms", "one");
    let_pass(server, EARLY + LATE);
    likely("a client that does not read its replies keeps the server where it "
           "sends: the deadline for the whole is for that, too");
    peer_expect(next, REPLY);
    peer_close(next);
    peer_close(deaf);
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
    peer_close(peer);
    peer = peer_connect(subject_port());
    likely("the deadline for the whole has to be looked at whenever something "
           "has come, and not only at the end of a line");
    talk_until(server, peer, ".", 2000);
    expect_hang_up(server, peer, 2000);
    peer_close(peer);
    if (!in_chaos()) /* a byte at a time: that takes long */
        does_not_read(server);
    server = start_subject_server("-i 3");
    peer = peer_connect(subject_port());
    likely("without -t the whole has its 10 seconds, also with -i");
    talk_until(server, peer, ".", 10 * 1000);
    expect_hang_up(server, peer, 10 * 1000);
}

/* The server waits to send for twice as long as a silence may last. Meanwhile
   there is something to hear. */
static void no_silence_counts_while_it_sends(void)
{
    enum { MORE = LINES + 1, LENGTH = sizeof REPLY - 1 };
    char *lines = new_text(LINES), *replies = new_text(MORE * LENGTH + 1);

    if (in_chaos())
        leave_out();
    stop_the_clock();
    struct process *server = start_subject_server("-i 1.5 -t 30");
    int peer = peer_connect_narrow(subject_port());
    memset(lines, '\n', LINES);
    peer_send(peer, lines, LINES);
    let_pass(server, 2 * 1500);
    did("meanwhile there was no room for the replies");
    likely("while the server waits to send, a silence does not count: what "
           "the client has said meanwhile is there to be received");
    peer_say(peer, "\n");
    for (int i = 0; i < MORE; i++)
        strcpy(replies + i * LENGTH, REPLY);
    peer_expect_bytes(peer, replies, MORE * LENGTH);
    peer_finish(peer);
    peer_expect_end(peer);
}

static void the_silent_stay_in_another_mode(const char *options)
{
    struct process *server = start_subject_server(options);
    int peer = peer_connect(subject_port());

    let_pass(server, 2 * 1000);
    likely("-i is for the polite server only: in another mode it has no "
           "effect, whichever of the two options comes first");
    check(!has_hung_up(peer), "no end for a silent client in that mode",
          "its end");
}

static void the_earlier_one_ends_it(void)
{
    stop_the_clock();
    likely("of the two moments the earlier one ends the talk: wait until then");
    struct process *server = start_subject(&(struct call){
        .options = "-i 3 -t 2", .launch = {.descriptors = DESCRIPTORS}});
    for (int i = 0; i < CLIENTS; i++)
        comes_and_falls_silent(server, "", 2000);
    likely("without -i a silence may be as long as -t allows");
    server = start_subject_server("-t 3600");
    comes_and_falls_silent(server, "", 3600 * 1000);
    if (have_strangers())
        return; /* that have no modes */
    the_silent_stay_in_another_mode("-i 1 -m reset");
    the_silent_stay_in_another_mode("-m reset -i 1");
    the_silent_stay_in_another_mode("-i 1 -m silent");
    likely("polite is the mode that -i is for, also where -m says it");
    server = start_subject_server("-m polite -t 9 -i 3");
    comes_and_falls_silent(server, "", 3000);
}

/* ---- b: a server that starts late ---- */

static void somebody_listens_now(int listener, int port)
{
    if (listen(listener, 16) < 0)
        failed("a listener", "%s", strerror(errno));
    did("somebody listens on port %d now", port);
}

static void a_late_server_is_reached(void)
{
    int port, listener = peer_reserve(&port);
    struct call call = {.program = "client",
                        .options = "-r -t 10",
                        .port = port,
                        .launch = {.count_sockets = true}};

    stop_the_clock();
    struct talk talk = {.client = start_subject(&call)};
    likely("connect() was refused, and the client gave up: with the option -r "
           "it tries again after a pause");
    let_pass(talk.client, 700);
    expect_alive(talk.client);
    somebody_listens_now(listener, port);
    likely("after a refusal a socket may be of no more use: each attempt wants "
           "a new one; and the pauses begin with 100 ms at most");
    let_time_run();
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    likely("a socket whose connect() has failed is of no use, but open: close "
           "it before the next attempt");
    gets_the_reply(&talk);
}

/* The client is called for a name with these addresses. All sockets that it
   opens must be closed at its end. */
static struct call call_for_name(const char *options, const char *addresses,
                                 int port)
{
    if (strlen(addresses) < 200)
        did("%s has the addresses %s", MANY, addresses);
    else
        did("%s has hundreds of addresses, the last of them %s", MANY,
            strrchr(addresses, ',') + 1);
    return (struct call){.program = "client",
                         .options = options,
                         .host = MANY,
                         .port = port,
                         .launch = {.hosts = text_of("%s=%s", MANY, addresses),
                                    .interruptible = true,
                                    .count_sockets = true}};
}

static struct process *start_for_name(const char *options,
                                      const char *addresses, int port)
{
    struct call call = call_for_name(options, addresses, port);

    return start_subject(&call);
}

/* Somebody listens on the first of its addresses, or on the last, when four of
   ten seconds have passed: a share of the time for that one alone would be over
   by then, or not have begun. If the pauses double, the next attempt begins
   before the deadline. */
static void all_its_addresses_are_tried_again(void)
{
    static const char *const names[] = {"127.0.0.1,127.0.0.2,127.0.0.3",
                                        "127.0.0.2,127.0.0.3,127.0.0.1"};

    stop_the_clock();
    for (size_t i = 0; i < COUNT(names); i++) {
        int port, listener = peer_reserve(&port);
        struct talk talk = {.client =
                                start_for_name("-r -t 10", names[i], port)};
        let_pass(talk.client, 4000);
        somebody_listens_now(listener, port);
        let_pass(talk.client, 6000 - EARLY);
        likely("a name may have several addresses: each try goes through all "
               "of them, and the pause comes after the last one");
        talk.peer = peer_accept(listener);
        peer_expect(talk.peer, MESSAGE);
        gets_the_reply(&talk);
    }
}

/* Both refuse at first. Then the first does not answer any more, and the second
   has a server: the first has its share of what is left, and no more. */
static void each_try_shares_out_what_is_left(void)
{
    int port, listener = peer_reserve(&port);

    stop_the_clock();
    struct talk talk = {
        .client = start_for_name("-r -t 10", "127.0.0.2,127.0.0.1", port)};
    let_pass(talk.client, 900);
    peer_listen_full("127.0.0.2", port);
    somebody_listens_now(listener, port);
    let_pass(talk.client, 8000 - 900);
    likely("each try shares out what is left among all addresses: count them "
           "anew, or one that does not answer takes the others' time");
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    gets_the_reply(&talk);
    peer_reserve(&port);
    peer_listen_full("127.0.0.2", port);
    peer_listen_full("127.0.0.3", port);
    talk.client = start_for_name("-r -t 4", "127.0.0.2,127.0.0.3", port);
    let_pass(talk.client, 4000 - EARLY);
    likely("the last address has all that is left: where none answers, the "
           "client waits until its deadline");
    expect_end_of_client(talk.client, 4000);
}

static void it_tries_until_the_deadline(void)
{
    int port = dead_port();

    stop_the_clock();
    likely("without -r a refusal ends the client at once, as before");
    expect_failure(start_subject_client("-t 3", port));
    struct process *client =
        start_subject(&(struct call){.program = "client",
                                     .options = "-r -t 3",
                                     .port = port,
                                     .launch = {.without = 1 << 2}});
    let_pass(client, 100 + LATE);
    likely("errno says why connect() has failed only until the next call: if "
           "standard error is closed, printing the complaint fails and "
           "changes it. Look at errno first, or keep a copy");
    expect_alive(client);
    client = start_subject_client("-r -t 60", port);
    likely("a pause must be no longer than what is left until the deadline, "
           "and as long as time is left there is a next attempt");
    let_pass(client, 60 * 1000 - EARLY);
    expect_end_of_client(client, 60 * 1000);
}

/* Sooner or later a pause is longer than the time between two signals, which
   come until the client's end. */
static void signals_prolong_no_pause(void)
{
    enum { STEP = 50, MOST = 1000 + LATE };

    stop_the_clock();
    struct process *client =
        start_subject(&(struct call){.program = "client",
                                     .options = "-r -t 1",
                                     .port = dead_port(),
                                     .launch = {.interruptible = true}});
    let_pass(client, STEP);
    for (int time = STEP; time < MOST && !has_ended(client); time += STEP) {
        send_signal(client, SIGALRM);
        let_pass(client, STEP);
    }
    likely_it_begins_anew();
    check(has_ended(client), text_of("the client's end, after %d ms", 1000),
          "none after %d ms", MOST);
    expect_failure(client);
}

/* Listens when 0.9 of 2 seconds have passed. If the pauses double, the next
   attempt begins before the deadline. */
static void its_deadline_is_for_all(void)
{
    int port, listener = peer_reserve(&port);

    stop_the_clock();
    struct process *client = start_subject_client("-r -t 2", port);
    let_pass(client, 900);
    somebody_listens_now(listener, port);
    let_pass(client, 2000 - 900 - EARLY);
    likely("the pauses begin with 100 ms at most, and double");
    int peer = peer_accept(listener);
    peer_expect(peer, MESSAGE);
    likely("one deadline, from the start of the first attempt to the end of "
           "the reply: the talk has what is left of it, and none of its own");
    expect_end_of_client(client, 2000);
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

/* The kernel gives it the very port that it calls, once. */
static struct process *start_towards_itself(const char *options)
{
    record_to(scratch_file("record"));
    return start_subject(
        &(struct call){.program = "client",
                       .options = options,
                       .port = dead_port(),
                       .launch = {.faults = "connect=itself@1x1"}});
}

/* The client is called for a name with two addresses, and we are on the second
   only. */
static void the_second_is_reached(const char *options, const char *faults,
                                  const char *why)
{
    int port, listener = peer_listen(&port);
    struct call call = call_for_name(options, "127.0.0.2,127.0.0.1", port);

    call.launch.faults = faults;
    struct talk talk = {.client = start_subject(&call)};
    likely("%s", why);
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    gets_the_reply(&talk);
}

static void a_call_to_itself_was_refused(void)
{
    stop_the_clock();
    struct process *client = start_towards_itself("-r -t 1");
    let_pass(client, 0);
    likely("a connection to itself is a refusal like any other: the next try "
           "comes after a pause");
    check(count_attempts() == 1, "one attempt before the first pause", "%d",
          count_attempts());
    likely("a client that tries again and again may be given the very port "
           "that it calls, and is connected to itself: that is a refusal, too");
    let_pass(client, 1000 - EARLY);
    expect_end_of_client(client, 1000);
    int before = count_attempts();
    client = start_towards_itself("-t 1");
    likely("without -r a connection to itself ends the client at once, like "
           "any other refusal");
    expect_failure(client);
    check(count_attempts() == before + 1, "one attempt", "%d",
          count_attempts() - before);
    the_second_is_reached(
        "-r", "connect=itself@1x1",
        in_words("a connection to itself is a refusal of this one address: the "
                 "next one is tried at once, and the pause comes after the "
                 "last"));
}

static void the_pause_comes_after_the_last(void)
{
    int port;

    stop_the_clock();
    record_to(scratch_file("record"));
    peer_reserve(&port);
    struct process *client =
        start_for_name("-r -t 10", "127.0.0.2,127.0.0.3,127.0.0.4", port);
    let_pass(client, 0);
    likely("a name may have several addresses: each try goes through all of "
           "them, and the pause comes after the last one");
    check(count_attempts() == 3, "an attempt with each of the 3 addresses",
          "%d before the first pause", count_attempts());
    let_pass(client, 100 + EARLY);
    likely("a pause doubles with each try, and not with each address that has "
           "refused: the first one has 100 ms at most");
    check(count_attempts() >= 6, "a second try after 100 ms at most", "%d",
          count_attempts());
}

/* After a pause of `last` ms, is this one as it should be? It is twice as long,
   or the same again if that was 200 ms or more; the first has 100 at most. */
static bool may_follow(int last, int pause)
{
    enum { CAP = 200, SLACK = 5 };

    if (last == 0)
        return pause <= 100 + SLACK;
    return pause <= 2 * last + SLACK &&
           pause >= (last < CAP / 2 ? 2 * last : CAP) - SLACK;
}

static void likely_its_pauses(void)
{
    likely("a pause of the same length each time is a storm of attempts, or a "
           "long wait: begin with a short one, and double it");
}

/* From one moment that the client waits for to the next. The last pause, which
   the deadline cuts, is not looked at. */
static void its_pauses_double(void)
{
    int attempts, begin = 0, last = 0;
    const char *pauses = "";

    stop_the_clock();
    record_to(scratch_file("record"));
    struct process *client =
        start_subject(&(struct call){.program = "client",
                                     .options = "-r -t 2",
                                     .port = dead_port(),
                                     .launch = {.interruptible = true}});
    likely_its_pauses();
    let_pass(client, 0);
    for (attempts = 1; pass_to_next_time(2000 - 1);) {
        let_pass(client, 0);
        if (count_attempts() == attempts)
            continue;
        int pause = (int)time_passed() - begin;
        pauses = text_of("%s %d", pauses, pause);
        check(count_attempts() == attempts + 1 && may_follow(last, pause),
              "pauses that begin with 100 ms at most, and double",
              "these, in ms:%s", pauses);
        begin += pause;
        last = pause;
        attempts++;
        send_signal(client, SIGALRM);
        let_pass(client, 0);
        likely_it_begins_anew();
        check(count_attempts() == attempts,
              "a pause that a signal does not end", "an attempt at once");
        likely_its_pauses();
    }
    check(attempts > 3, "pauses that begin with 100 ms at most, and double",
          "these, in ms:%s", pauses);
    likely("after a refusal a socket may be of no more use, whatever Linux "
           "makes of it: close it, and ask for a new one for each attempt");
    check(tap_sockets() >= attempts, "a new socket for each attempt",
          "%d attempts, and %d sockets", attempts, tap_sockets());
}

/* Its first address refuses, or there is no socket for it, which a stranger may
   take for a failure like any other. */
static void without_it_nothing_changes(void)
{
    const char *why =
        in_words("without -r a try goes through all addresses, too, as before, "
                 "whether one fails in socket() or in connect()");

    the_second_is_reached("", NULL, why);
    if (!have_strangers())
        the_second_is_reached("", "socket=EAFNOSUPPORT@1x1", why);
}

/* Its first tries are refused. Then nobody answers: the queue is full. */
static void no_answer_is_not_a_refusal(void)
{
    int port;

    stop_the_clock();
    record_to(scratch_file("record"));
    peer_reserve(&port);
    struct process *client = start_subject(&(struct call){.program = "client",
                                                          .options = "-r -t 10",
                                                          .host = "127.0.0.2",
                                                          .port = port});
    let_pass(client, 900);
    int before = count_attempts();
    peer_listen_full("127.0.0.2", port);
    let_pass(client, 10 * 1000 - 900 - EARLY);
    likely("where nobody answers there is nothing to begin again: one attempt "
           "waits until the deadline, and connect() asks again by itself");
    check(count_attempts() == before + 1, "one attempt", "%d",
          count_attempts() - before);
    likely("one deadline, from the start of the first attempt to the end of "
           "the reply: each try has what is left of it, and none of its own");
    expect_end_of_client(client, 10 * 1000);
}

/* The first two tries are refused. */
static void a_failure_of_the_third_ends_it(const char *fault)
{
    struct process *client =
        start_subject(&(struct call){.program = "client",
                                     .options = "-r -t 30",
                                     .port = dead_port(),
                                     .launch = {.faults = fault}});

    let_pass(client, 100 + 200 + LATE);
    likely("each try counts by itself: that one before it was refused is no "
           "reason to go on after another failure");
    expect_failure(client);
}

static void another_failure_ends_it(void)
{
    static const char *const faults[] = {
        "connect=ENETUNREACH",   "connect=EHOSTUNREACH", "connect=ECONNRESET",
        "connect=EADDRNOTAVAIL", "connect=ETIMEDOUT",    "connect=EACCES",
        "socket=EMFILE"};

    stop_the_clock();
    likely("only a refusal may be over a moment later: any other failure, of "
           "connect() or of another call, ends the client at once");
    for (size_t i = 0; i < COUNT(faults); i++)
        expect_failure(
            start_subject(&(struct call){.program = "client",
                                         .options = "-r -t 30",
                                         .port = dead_port(),
                                         .launch = {.faults = faults[i]}}));
    a_failure_of_the_third_ends_it("connect=ENETUNREACH@3x1");
    a_failure_of_the_third_ends_it("socket=EMFILE@3x1");
    likely("a name that nobody knows is not a refusal: getaddrinfo() is asked "
           "once, and its failure ends the client");
    expect_failure(start_subject(&(struct call){.program = "client",
                                                .options = "-r -t 30",
                                                .host = "nobody.test",
                                                .port = dead_port(),
                                                .launch = {.hosts = ""}}));
}

static void likely_it_was_sent(void)
{
    likely("only a refused connection is tried again: what has been sent "
           "once may have been done, and is not sent a second time");
}

/* send() may have failed only after the server has had some of it. */
static void a_failed_send_ends_it(const char *fault)
{
    int port, listener = peer_listen(&port);
    struct process *client =
        start_subject(&(struct call){.program = "client",
                                     .options = "-r -t 30",
                                     .port = port,
                                     .launch = {.faults = fault}});

    peer_accept(listener);
    likely_it_was_sent();
    expect_failure(client);
    check(!has_come(listener), "one connection", "another one");
}

static void a_talk_is_not_begun_again(void)
{
    static const char *const replies[] = {"Mens", ""};

    stop_the_clock();
    for (size_t i = 0; i < COUNT(replies); i++) {
        struct talk talk = start_client("-r -t 30");
        likely_it_was_sent();
        peer_send(talk.peer, replies[i], strlen(replies[i]));
        peer_close(talk.peer);
        expect_failure(talk.client);
    }
    a_failed_send_ends_it("send=ECONNRESET@1x1");
    a_failed_send_ends_it("send=EPIPE@1x1");
}

/* ---- c: two addresses race ---- */

/* Milliseconds: a head start has between the first and the second. */
enum { SHORTEST_START = 100, LONGEST_START = 500 };

/* From now on it answers; also those who asked in vain, when they ask again:
   the kernel does that for them after a second. The queue has had room for one
   connection, of ours: a second one that is taken off might be theirs. */
static void let_it_answer(int listener)
{
    int filler = accept(listener, NULL, NULL);

    if (filler >= 0)
        close(filler);
    listen(listener, 16);
    did("now there is room in the queue that was full");
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
    int dead = peer_listen_full("127.0.0.2", port);
    struct talk talk = {
        .client = start_for_name("-t 30", "127.0.0.2,127.0.0.1", port)};
    likely("all at once do not race: the first address has a head start, and "
           "most times nobody else is asked");
    let_pass(talk.client, SHORTEST_START - EARLY);
    check(!has_come(listener), "no second attempt before 100 ms", "one");
    let_pass(talk.client, LONGEST_START + 2 * EARLY - SHORTEST_START);
    likely("it waits for the first address, which never answers: start with "
           "the next one after a short time, and wait for both");
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    let_it_answer(dead);
    likely("when one has won, the others are closed at once: they go on asking "
           "otherwise, and get a connection that nobody uses");
    check(!wait_for(dead, POLLIN, bound()), "no connection but the winner's",
          "one to 127.0.0.2");
    gets_the_reply(&talk);
}

/* The attempts so far, the first at 0 ms. */
struct starts {
    int count, last; /* milliseconds */
    const char *times;
};

static void note_starts(struct process *client, struct starts *starts)
{
    let_pass(client, 0);
    for (; starts->count < count_attempts(); starts->count++) {
        int now = (int)time_passed();
        starts->times = text_of("%s %d", starts->times, now);
        check(now - starts->last >= SHORTEST_START - EARLY,
              "attempts, 100 to 500 ms after each other", "these, in ms: %s",
              starts->times);
        starts->last = now;
    }
}

/* From one moment that the client waits for to the next. */
static void expect_starts(struct process *client, struct starts *starts,
                          int count)
{
    do
        note_starts(client, starts);
    while (starts->count < count &&
           pass_to_next_time(starts->last + LONGEST_START + EARLY));
    check(starts->count == count, "attempts, 100 to 500 ms after each other",
          "these, in ms: %s", starts->times);
}

/* None of the addresses answers. The client is stopped, as by Ctrl-Z, until the
   second one is late, and the third one, too, if its moment had been fixed. */
static void each_has_a_head_start(void)
{
    struct starts starts = {1, 0, "0"};
    int port;

    stop_the_clock();
    record_to(scratch_file("record"));
    peer_reserve(&port);
    for (int i = 2; i <= 4; i++)
        peer_listen_full(text_of("127.0.0.%d", i), port);
    struct process *client =
        start_for_name("-t 30", "127.0.0.2,127.0.0.3,127.0.0.4", port);
    likely("each address has its head start, and not only the first: the next "
           "one begins a quarter of a second after the one before it");
    let_pass(client, 0);
    pause_subject(client);
    let_pass(client, 2 * LONGEST_START + EARLY);
    send_signal(client, SIGCONT);
    expect_starts(client, &starts, 3);
}

/* The second one refuses, and the client, which is held before it waits, learns
   that only when the third one's own moment has almost come. */
static void so_has_one_that_takes_a_place(void)
{
    struct starts starts;
    int port;

    stop_the_clock();
    record_to(scratch_file("record"));
    peer_reserve(&port);
    peer_listen_full("127.0.0.2", port);
    peer_listen_full("127.0.0.4", port);
    peer_listen_full("127.0.0.5", port);
    struct call call =
        call_for_name("-t 30", "127.0.0.2,127.0.0.3,127.0.0.4,127.0.0.5", port);
    call.launch.faults = "poll=hold@2x1";
    struct process *client = start_subject(&call);
    likely("an attempt that begins because another has failed has its head "
           "start, too: the next one begins a quarter of a second after it");
    let_pass(client, 0);
    pass_to_next_time(LONGEST_START + EARLY);
    let_pass(client, 0);
    if (!held_thread(client, true) || count_attempts() != 2)
        return; /* it waits in another way, or knows already */
    starts = (struct starts){2, (int)time_passed(),
                             text_of("0 %lld", time_passed())};
    let_pass(client, starts.last - EARLY);
    let_go();
    expect_starts(client, &starts, 4);
}

static void a_signal_delays_nobody(void)
{
    int port, listener = peer_listen(&port);

    stop_the_clock();
    peer_listen_full("127.0.0.2", port);
    struct talk talk = {
        .client = start_for_name("-t 30", "127.0.0.2,127.0.0.1", port)};
    for (int time = 0; time <= LONGEST_START; time += SHORTEST_START - EARLY) {
        let_pass(talk.client, SHORTEST_START - EARLY);
        send_signal(talk.client, SIGALRM);
    }
    likely_it_begins_anew();
    talk.peer = peer_accept(listener);
    peer_expect(talk.peer, MESSAGE);
    gets_the_reply(&talk);
}

static void likely_it_was_given_up(void)
{
    likely("an attempt goes on when the next one starts, or when another has "
           "failed: poll() waits for all of them, until the deadline, and none "
           "has only a share of the time");
}

/* Of two connections that were there at the same moment, one is used, and the
   other closed. */
static void one_of_them_wins(struct talk *talk, const int peers[2])
{
    ssize_t got[2];
    char byte;

    for (int i = 0; i < 2; i++)
        got[i] = recv(peers[i], &byte, 1, MSG_PEEK);
    likely_it_was_given_up();
    check(got[0] > 0 || got[1] > 0, quoted(MESSAGE, strlen(MESSAGE)),
          "nothing from either connection");
    likely("several may be connected when poll() returns: one of them wins, "
           "and the others are closed all the same");
    check(got[0] == 0 || got[1] == 0, "one connection, and the other closed",
          "two connections");
    talk->peer = peers[got[0] == 0];
    peer_expect(talk->peer, MESSAGE);
}

/* The first learns late that it is refused, the next two are late, then comes
   one that is dead, and the last refuses. All that have news get it when two
   thirds of the time are over, while the client is stopped. Only here, and in
   the next one, the kernel has to ask again: a second. */
static void an_address_that_is_late_may_win(void)
{
    int port, late[2], peers[2];

    stop_the_clock();
    peer_reserve(&port);
    int refuses = peer_listen_full("127.0.0.6", port);
    for (int i = 0; i < 2; i++)
        late[i] = peer_listen_full(text_of("127.0.0.%d", 2 + i), port);
    peer_listen_full("127.0.0.4", port);
    struct talk talk = {.client = start_for_name(
                            "-t 30",
                            "127.0.0.6,127.0.0.2,127.0.0.3,127.0.0.4,127.0.0.5",
                            port)};
    let_pass(talk.client, 4 * (LONGEST_START + EARLY));
    likely_it_was_given_up();
    expect_alive(talk.client);
    let_pass(talk.client, 20 * 1000);
    expect_alive(talk.client);
    pause_subject(talk.client);
    close(refuses);
    did("now 127.0.0.6 refuses");
    for (int i = 0; i < 2; i++)
        let_it_answer(late[i]);
    likely_it_was_given_up();
    for (int i = 0; i < 2; i++)
        peers[i] = peer_accept(late[i]);
    send_signal(talk.client, SIGCONT);
    let_pass(talk.client, 0);
    one_of_them_wins(&talk, peers);
    gets_the_reply(&talk);
}

/* The first of many answers when the second has begun, and no other. It sends
   no reply. */
static void the_first_is_not_forgotten(void)
{
    struct starts starts = {1, 0, "0"};
    const char *addresses = "127.0.0.2";
    int port;

    stop_the_clock();
    record_to(scratch_file("record"));
    peer_reserve(&port);
    int first = peer_listen_full("127.0.0.2", port);
    for (int i = 3; i <= 6; i++) {
        peer_listen_full(text_of("127.0.0.%d", i), port);
        addresses = text_of("%s,127.0.0.%d", addresses, i);
    }
    struct process *client = start_for_name("-t 30", addresses, port);
    expect_starts(client, &starts, 2);
    let_it_answer(first);
    likely("poll() waits for all that are under way, also while there are "
           "addresses left: not only for the newest attempt");
    int peer = peer_accept(first);
    peer_expect(peer, MESSAGE);
    check(count_attempts() == 2, "two attempts", "%d", count_attempts());
    peer_close(peer);
    expect_failure(client);
    if (have_strangers())
        return; /* whatever they say of it */
    likely("what is said of the server names the address that has won, and not "
           "the one that began last");
    expect_line(client, ERR, "127.0.0.2");
}

/* On ::1, at this port. Returns the listener. */
static int listen_by_ipv6(int port)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                   .sin6_port = htons((in_port_t)port),
                                   .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int listener = socket(AF_INET6, SOCK_STREAM, 0);

    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(listener, 16) < 0 || fcntl(listener, F_SETFL, O_NONBLOCK) < 0)
        skipped("nobody can listen on %s port %d here: %s", "::1", port,
                strerror(errno));
    return listener;
}

static void both_families_take_part(void)
{
    struct starts starts = {1, 0, "0"};
    int port;

    need_ipv6();
    stop_the_clock();
    peer_reserve(&port);
    record_to(scratch_file("record"));
    peer_listen_full("127.0.0.2", port);
    peer_listen_full("127.0.0.3", port);
    int listener = listen_by_ipv6(port);
    struct talk talk = {
        .client = start_for_name("-t 30", "127.0.0.2,127.0.0.3,::1", port)};
    likely("the addresses have their turns in the order of the list, whatever "
           "their families");
    let_pass(talk.client, SHORTEST_START - EARLY);
    check(!has_come(listener), "no second attempt before 100 ms", "one");
    expect_starts(talk.client, &starts, 2);
    check(!has_come(listener), "the second attempt with 127.0.0.3",
          "one with ::1");
    likely("a name may have addresses of both families, and each takes part");
    reaches_us(&talk, listener);
    close(listener);
}

static void an_address_that_refuses_is_out(void)
{
    int port, listener = peer_listen(&port);

    stop_the_clock();
    peer_listen_full("127.0.0.3", port);
    peer_listen_full("127.0.0.4", port);
    struct talk talk = {
        .client = start_for_name(
            "-t 30", "127.0.0.3,127.0.0.2,127.0.0.4,127.0.0.1", port)};
    likely("poll() says only that connecting has ended: SO_ERROR reports how, "
           "and only the one that is connected has won");
    reaches_us(&talk, listener);
}

/* For the first there is no socket, to the second no way; the others refuse,
   but for the last. */
static void each_address_takes_part(void)
{
    const char *addresses = "";
    int port, listener = peer_listen(&port);

    stop_the_clock();
    for (int i = 2; i <= 250; i++)
        addresses = text_of("%s127.0.0.%d,", addresses, i);
    struct call call =
        call_for_name("-t 30", text_of("%s127.0.0.1", addresses), port);
    call.launch.faults = "socket=EAFNOSUPPORT@1x1 connect=ENETUNREACH@1x1";
    struct talk talk = {.client = start_subject(&call)};
    likely("each address has its turn, however many there are, and whether one "
           "fails in socket(), at once in connect(), or later");
    reaches_us(&talk, listener);
}

static void one_that_is_itself_is_out(void)
{
    int port, listener = peer_listen(&port);

    stop_the_clock();
    struct call call = call_for_name("-t 30", "127.0.0.2,127.0.0.1", port);
    call.launch.faults = "connect=itself@1x1";
    struct talk talk = {.client = start_subject(&call)};
    likely("a connection to itself has failed, and does not win the race: the "
           "others go on");
    reaches_us(&talk, listener);
}

/* 150 ms are over before some start with the second address. */
static void the_race_has_a_deadline(void)
{
    static const int times[] = {150, 1000};
    int port;

    stop_the_clock();
    peer_reserve(&port);
    peer_listen_full("127.0.0.2", port);
    peer_listen_full("127.0.0.3", port);
    for (size_t i = 0; i < COUNT(times); i++) {
        struct process *client = start_for_name(
            text_of("-t %.2f", times[i] / 1000.0), "127.0.0.2,127.0.0.3", port);
        likely("the deadline is for all addresses together");
        let_pass(client, times[i] - EARLY);
        expect_end_of_client(client, times[i]);
    }
}

static void the_rest_is_as_before_a(void)
{
    expect_the_rest_as_before("-i 1");
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
    {"a", "no silence counts while the server waits to send",
     no_silence_counts_while_it_sends},
    {"a", "the earlier of the two moments ends the talk",
     the_earlier_one_ends_it},
    {"a", "a signal to the server moves neither of the two moments",
     a_signal_is_not_a_word},
    {"a", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_a},
    {"b", "a server that starts late is reached", a_late_server_is_reached},
    {"b", "where there is none, the client tries until its deadline",
     it_tries_until_the_deadline},
    {"b", "signals prolong no pause", signals_prolong_no_pause},
    {"b", "its deadline is for all, the talk too", its_deadline_is_for_all},
    {"b", "its pauses double", its_pauses_double},
    {"b", "a pause comes when all addresses have refused",
     the_pause_comes_after_the_last},
    {"b", "all addresses of a name are tried again",
     all_its_addresses_are_tried_again},
    {"b", "each try shares out what is left", each_try_shares_out_what_is_left},
    {"b", "a client that has called itself was refused",
     a_call_to_itself_was_refused},
    {"b", "an address that does not answer has not refused",
     no_answer_is_not_a_refusal},
    {"b", "another failure than a refusal ends it", another_failure_ends_it},
    {"b", "without -r nothing changes", without_it_nothing_changes},
    {"b", "a talk that has begun is not begun again",
     a_talk_is_not_begun_again},
    {"c", "an address that never answers delays nobody",
     an_address_that_is_dead_delays_nobody},
    {"c", "each address has a head start", each_has_a_head_start},
    {"c", "so has one that begins because another has failed",
     so_has_one_that_takes_a_place},
    {"c", "a signal to the client delays nobody", a_signal_delays_nobody},
    {"c", "an address that answers late may win all the same",
     an_address_that_is_late_may_win},
    {"c", "the first may win while others are still to begin",
     the_first_is_not_forgotten},
    {"c", "both families take part", both_families_take_part},
    {"c", "an address that refuses is out", an_address_that_refuses_is_out},
    {"c", "a connection to itself is out", one_that_is_itself_is_out},
    {"c", "each address takes part", each_address_takes_part},
    {"c", "the race has a deadline", the_race_has_a_deadline},
};
const size_t step_04_count = COUNT(step_04);
