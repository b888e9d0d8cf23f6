/* test_04_timeouts.c - a deadline, not patience per call. */
#define _POSIX_C_SOURCE 200809L

#include "datagram.h"
#include "suite/suite.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- what the checks have in common ---- */

/* A server of the step in one of its moods. NULL: as it should be. With the
   clock stopped, time passes until one that is to be full knows that it is. */
static struct process *start_server(const char *mode)
{
    struct process *server = mode ? start("server", "-m", mode, "0", NULL)
                                  : start("server", "0", NULL);

    if (clock_is_stopped() && mode && strcmp(mode, "full") == 0)
        pass_time(200);
    return server;
}

static const char *port_text(struct process *server)
{
    return text_of("%d", server_port(server));
}

/* It waits until its time is up, and not a millisecond longer: else this is
   `why`. Then it says so, in a line with these words. */
static void expect_to_give_up(struct process *program, long long time,
                              const char *words, const char *why)
{
    const char *expected = text_of("%s to wait for %lld ms, and no longer",
                                   process_name(program), time);

    pass_time(time - 1);
    likely("-t is in seconds, and poll() counts milliseconds: 1 is 1000");
    check(!has_ended(program), expected, "it gave up before");
    likely("%s", why);
    pass_time(1);
    check(has_ended(program), expected, "it still waits");
    likely(NULL);
    expect_exit(program, 1);
    expect_line(program, ERR, words);
}

/* A client that has a second. */
static struct process *impatient(const struct launch *launch, const char *port)
{
    return start_with(launch, "client", "-t", "1", "127.0.0.1", port, NULL);
}

/* A client, and its server: a socket of ours. */
struct talk {
    struct process *client;
    int peer, port;
};

static struct talk start_client(const struct launch *launch)
{
    struct talk talk;
    int listener = peer_listen(&talk.port);

    keep_patient();
    talk.client = start_with(launch, "client", "127.0.0.1",
                             text_of("%d", talk.port), NULL);
    talk.peer = peer_accept(listener);
    return talk;
}

static void gets_the_message(const struct talk *talk)
{
    peer_expect(talk->peer, "Teste de timeout\n");
}

/* ---- the client ---- */

static void client_does_not_call_itself(void)
{
    rule_does_not_call_itself("client", NULL, NULL);
}

static void client_connects_where_told(void)
{
    rule_connects_where_told("client", NULL, NULL);
}

static void client_arguments(void)
{
    static const char *const no_times[] = {
        "", "0", "0.0001", "-1", "x", "1e3", "1.2.3", "inf", "86401", "."};

    rule_client_arguments("client");
    for (size_t i = 0; i < COUNT(no_times); i++) {
        struct process *client = start("client", "-t", no_times[i], NULL);
        expect_exit(client, 2);
        expect_line(client, ERR, "is not a time");
    }
    expect_exit(start("client", "-t", NULL), 2);
    expect_exit(start("client", "127.0.0.1", "1", "two\nlines", NULL), 2);
    expect_exit(start("client", "127.0.0.1", "1", "one", "more", NULL), 2);
}

static void client_gets_its_reply(void)
{
    struct process *server = start_server(NULL);
    struct process *client =
        start("client", "127.0.0.1", port_text(server), NULL);

    expect_printed(client, "Mensagem recebida!\n", 0);
    expect_line(server, OUT, "says: Teste de timeout");
    client = start("client", "127.0.0.1", port_text(server), "Olá", NULL);
    expect_printed(client, "Mensagem recebida!\n", 0);
    expect_line(server, OUT, "says: Olá");
}

static void client_meets_the_echo_of_step_02(void)
{
    if (access("02-echo/server", X_OK) != 0)
        skipped("02-echo is not built");
    struct process *server = start("../02-echo/server", "0", NULL);
    expect_printed(start("client", "127.0.0.1", port_text(server), "Olá", NULL),
                   "Olá\n", 0);
}

static void client_reads_a_reply_in_pieces(void)
{
    struct talk talk = start_client(NULL);

    gets_the_message(&talk);
    peer_send_cut(talk.peer, "caf\xc3\xa9 com leite", 15, 1);
    peer_say(talk.peer, "\nand more\n");
    expect_printed(talk.client, "caf\xc3\xa9 com leite\n", 0);
}

static void client_sends_the_rest_after_a_short_send(void)
{
    struct launch launch = {.faults = "send=short"};
    struct talk talk = start_client(&launch);

    likely("send() took 1 byte, and the program took that for all");
    gets_the_message(&talk);
    peer_say(talk.peer, "ok\n");
    expect_printed(talk.client, "ok\n", 0);
}

static void client_shows_no_escape_sequence_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct talk talk = start_client(&terminal);

    gets_the_message(&talk);
    peer_say(talk.peer, "\x1b[2J\xc2\x9b caf\xc3\xa9 \xff\xc3\n");
    expect_line(talk.client, OUT, "\\x1b[2J\\xc2\\x9b café \\xff\\xc3");
}

static void client_hears_that_nobody_listens(void)
{
    struct launch careful = {.count_sockets = true};
    int port = dead_port();
    struct process *client =
        start_with(&careful, "client", "127.0.0.1", text_of("%d", port), NULL);

    likely("poll() says only that connecting has ended: SO_ERROR reports how");
    expect_line(client, ERR,
                text_of("client: connect 127.0.0.1:%d: refused", port));
    expect_exit(client, 1);
}

static void client_keeps_its_deadline_in_silence(void)
{
    struct launch careful = {.count_sockets = true};

    stop_the_clock();
    struct process *server = start_server("silent");
    const char *port = port_text(server);
    expect_to_give_up(
        impatient(&careful, port), 1000,
        text_of("client: recv 127.0.0.1:%s: timed out, after 1.0 s", port),
        "poll() must be given what is left of the time, each time");
    expect_line(server, OUT, "gets no answer");
}

static void client_has_five_seconds_if_not_told(void)
{
    stop_the_clock();
    struct talk talk = start_client(NULL);
    gets_the_message(&talk);
    expect_to_give_up(talk.client, 5000, "timed out, after 5.0 s",
                      "without -t it has five seconds");
}

static void client_keeps_its_deadline_under_drip(void)
{
    stop_the_clock();
    struct process *client = impatient(NULL, port_text(start_server("drip")));
    expect_to_give_up(client, 1000, "timed out, after 1.0 s",
                      "a timeout per call starts anew with each byte that "
                      "drips in: only a deadline bounds them all together");
    expect_line(client, ERR, "only 4 bytes of the reply came");
    expect_line(client, OUT, "Mens");
}

static void client_keeps_its_deadline_under_a_full_backlog(void)
{
    stop_the_clock();
    const char *port = port_text(start_server("full"));
    expect_to_give_up(
        impatient(NULL, port), 1000,
        text_of("client: connect 127.0.0.1:%s: timed out, after 1.0 s", port),
        "connect() itself must not block: O_NONBLOCK until it has ended");
}

/* In each of the three waits, a signal now and then. */
static void client_keeps_its_deadline_under_signals(void)
{
    static const char *const modes[] = {"silent", "drip", "full"};
    struct launch launch = {.interruptible = true};

    stop_the_clock();
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct process *client =
            impatient(&launch, port_text(start_server(modes[i])));

        for (int signals = 0; signals < 9; signals++) {
            pass_time(100);
            send_signal(client, SIGALRM);
        }
        expect_to_give_up(client, 100, "timed out, after 1.0 s",
                          "poll() returned EINTR, and the wait began anew with "
                          "all of the time: work out what is left");
    }
}

/* Held while it waits for room, it finds none, and that its time is up. */
static void client_keeps_its_deadline_while_sending(void)
{
    struct launch launch = {.faults = "send=EAGAIN poll=hold@4"};

    stop_the_clock();
    struct process *client = impatient(&launch, port_text(start_server(NULL)));
    await_held(client);
    pass_time(1000);
    let_go();
    likely("send() finds no room, again and again: here, too, the time that is "
           "left must be looked at");
    expect_exit(client, 1);
    expect_line(client, ERR, "client: send 127.0.0.1:");
}

static void client_is_patient_enough(void)
{
    struct launch launch = {.interruptible = true};

    stop_the_clock();
    struct process *server = start_server("slow");
    struct process *client = start_with(&launch, "client", "-t", "4",
                                        "127.0.0.1", port_text(server), NULL);
    likely("a signal is no reason to give up");
    for (int signals = 0; signals < 3; signals++) {
        pass_time(500);
        send_signal(client, SIGALRM);
    }
    pass_time(499);
    check(!has_ended(client), "the server's answer after 2000 ms",
          "an end before");
    pass_time(1);
    expect_printed(client, "Mensagem recebida!\n", 0);
}

static void client_tells_a_reset(void)
{
    struct launch careful = {.count_sockets = true};
    struct process *server = start_server("reset");
    struct process *client =
        start_with(&careful, "client", "127.0.0.1", port_text(server), NULL);

    expect_exit(client, 1);
    expect_line(client, ERR,
                text_of("client: recv 127.0.0.1:%s: reset", port_text(server)));
}

static void client_tells_the_end_from_a_reply(void)
{
    struct talk talk = start_client(NULL);

    gets_the_message(&talk);
    peer_close(talk.peer);
    likely("recv() returned 0: the stream ended, and the reply did not come");
    expect_printed(talk.client, "", 1);
    expect_line(talk.client, ERR,
                text_of("client: recv 127.0.0.1:%d: closed without a reply, "
                        "after ",
                        talk.port));
}

static void client_tells_half_a_reply_from_a_reply(void)
{
    struct talk talk = start_client(NULL);

    gets_the_message(&talk);
    peer_say(talk.peer, "Mensa");
    peer_close(talk.peer);
    likely("the stream ended before the newline came: what came is half a "
           "reply");
    expect_printed(talk.client, "Mensa\n", 1);
    expect_line(talk.client, ERR, "closed in the middle of the reply, after ");
    expect_line(talk.client, ERR, "only 5 bytes");
}

/* What a test cannot bring about, the tap can: the words for each. */
static void client_tells_failures_apart(void)
{
    static const struct {
        const char *faults, *sentence;
    } cases[] = {
        {"connect=EHOSTUNREACH", "connect 127.0.0.1:%s: host unreachable"},
        {"connect=ENETUNREACH", "connect 127.0.0.1:%s: network unreachable"},
        {"connect=ETIMEDOUT", "connect 127.0.0.1:%s: timed out"},
        {"connect=ECONNREFUSED", "connect 127.0.0.1:%s: refused"},
        {"connect=EACCES", "connect 127.0.0.1:%s: Permission denied"},
        {"socket=EMFILE", "socket 127.0.0.1:%s: "},
        {"socket=ENOBUFS", "socket 127.0.0.1:%s: "},
        {"fcntl=EINVAL", "fcntl 127.0.0.1:%s: Invalid argument"},
        {"getsockopt=ENOBUFS", "connect 127.0.0.1:%s: "},
        {"poll=ENOMEM", " 127.0.0.1:%s: "},
        {"send=EPIPE", "send 127.0.0.1:%s: reset"},
        {"send=ECONNRESET", "send 127.0.0.1:%s: reset"},
        {"send=ENOBUFS", "send 127.0.0.1:%s: "},
        {"recv=ECONNRESET", "recv 127.0.0.1:%s: reset"},
        {"recv=ETIMEDOUT", "recv 127.0.0.1:%s: timed out"},
        {"recv=EHOSTUNREACH", "recv 127.0.0.1:%s: host unreachable"},
        {"recv=ENOMEM", "recv 127.0.0.1:%s: "}};
    struct process *server = start_server(NULL);
    const char *port = port_text(server);

    need_tap();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct launch launch = {.faults = cases[i].faults,
                                .count_sockets = true};
        struct process *client =
            start_with(&launch, "client", "127.0.0.1", port, NULL);
        char sentence[128];
        const char *mark = strstr(cases[i].sentence, "%s");
        snprintf(sentence, sizeof sentence, "%.*s%s%s",
                 (int)(mark - cases[i].sentence), cases[i].sentence, port,
                 mark + 2);
        expect_exit(client, 1);
        const char *line = expect_line(client, ERR, sentence);
        check(strncmp(line, "client: ", 8) == 0 && strstr(line, ", after "),
              "the program, the call, the address, the time spent", "%s", line);
    }
}

static void client_knows_no_such_host(void)
{
    static const struct {
        const char *hosts, *sentence;
    } cases[] = {
        {"", "client: getaddrinfo nobody.test: unknown host, after "},
        {"nobody.test=EAI_AGAIN", "client: getaddrinfo nobody.test: "},
        {"nobody.test=EAI_MEMORY", "client: getaddrinfo nobody.test: "}};

    need_tap();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct launch launch = {.hosts = cases[i].hosts, .count_sockets = true};
        struct process *client =
            start_with(&launch, "client", "nobody.test", NULL);
        expect_exit(client, 1);
        const char *line = expect_line(client, ERR, cases[i].sentence);
        check(i == 0 || !strstr(line, "unknown host"),
              "no word about the host: it was the asking that failed", "%s",
              line);
    }
}

static void client_resolves_a_name(void)
{
    struct launch launch = {.hosts = "servidor.test=127.0.0.1"};
    struct process *server = start_server(NULL);

    need_tap();
    expect_printed(
        start_with(&launch, "client", "servidor.test", port_text(server), NULL),
        "Mensagem recebida!\n", 0);
}

/* Nobody listens at the first address. */
static void client_tries_the_next_address(void)
{
    struct launch launch = {.hosts = "two.test=127.0.0.2,127.0.0.1",
                            .count_sockets = true};
    const char *port = port_text(start_server(NULL));

    need_tap();
    struct process *client =
        start_with(&launch, "client", "two.test", port, NULL);
    likely("a name may have several addresses: when one fails, try the next");
    expect_printed(client, "Mensagem recebida!\n", 0);
    expect_line(client, ERR, text_of("connect 127.0.0.2:%s: refused", port));
}

/* The first does not even refuse: it must not use up the time of both. */
static void client_shares_its_time_among_the_addresses(void)
{
    struct launch launch = {.hosts = "two.test=127.0.0.2,127.0.0.1"};

    stop_the_clock();
    const char *port = port_text(start_server(NULL));
    peer_listen_full("127.0.0.2", atoi(port));
    struct process *client =
        start_with(&launch, "client", "-t", "2", "two.test", port, NULL);
    pass_time(999);
    check(!has_ended(client), "half of the time for the first",
          "the second was asked before");
    likely("the first address used up all the time: share it out");
    pass_time(1);
    expect_printed(client, "Mensagem recebida!\n", 0);
    expect_line(client, ERR,
                text_of("connect 127.0.0.2:%s: timed out, after 1.0 s", port));
}

static void client_speaks_ipv6(void)
{
    need_ipv6();
    struct process *server = start("server", "0", "::1", NULL);
    likely("an address may be of either family: with AF_UNSPEC getaddrinfo() "
           "gives those of both");
    expect_printed(start("client", "::1", port_text(server), NULL),
                   "Mensagem recebida!\n", 0);
    expect_line(server, OUT, "[::1]:");
    server = start("server", "0", "::", NULL);
    expect_printed(start("client", "::1", port_text(server), NULL),
                   "Mensagem recebida!\n", 0);
    expect_printed(start("client", "127.0.0.1", port_text(server), NULL),
                   "Mensagem recebida!\n", 0);
}

static void client_output_cannot_be_written(void)
{
    struct process *server = start_server(NULL);

    rule_full_output("client", "127.0.0.1", port_text(server));
    rule_closed_output("client", "127.0.0.1", port_text(server));
    rule_no_output("client", "127.0.0.1", port_text(server));
}

static void client_misses_standard_streams(void)
{
    rule_missing_streams_of_client("client", NULL, NULL);
}

/* ---- the server ---- */

/* After whatever happened, the next client gets its answer. */
static void still_serves(struct process *server)
{
    int peer = peer_connect(server_port(server));

    usually("what one client did must not be felt by the next");
    peer_say(peer, "still there?\n");
    peer_expect(peer, "Mensagem recebida!\n");
    peer_close(peer);
}

/* So far: nothing has come, and it has not been hung up on. For programs that
   are at rest. */
static void expect_still_there(int peer)
{
    char byte;
    ssize_t got = recv(peer, &byte, 1, 0);

    check(got < 0 && errno == EAGAIN, "it to wait still", "%s",
          got < 0 ? strerror(errno)
          : got   ? "a byte"
                  : "the end of the stream");
}

static void server_listens_where_told(void)
{
    rule_listens_where_told("server");
}

static void server_arguments(void)
{
    static const char *const no_modes[] = {"", "x", "Silent", "silently"};

    rule_server_arguments("server");
    for (size_t i = 0; i < COUNT(no_modes); i++) {
        struct process *server = start("server", "-m", no_modes[i], NULL);
        expect_exit(server, 2);
        expect_line(server, ERR, "is not a mode");
    }
    expect_exit(start("server", "-t", "0", NULL), 2);
    expect_exit(start("server", "-x", NULL), 2);
}

static void server_port_taken(void)
{
    rule_port_taken("server");
}

static void server_restarts_at_once(void)
{
    rule_restart("server");
}

static void server_takes_a_name(void)
{
    struct launch launch = {.hosts = "here.test=127.0.0.1"};
    struct launch nobody = {.hosts = "", .count_sockets = true};

    need_tap();
    still_serves(start_with(&launch, "server", "0", "here.test", NULL));
    struct process *server =
        start_with(&nobody, "server", "0", "nobody.test", NULL);
    expect_exit(server, 1);
    expect_line(server, ERR, "getaddrinfo nobody.test: unknown host");
}

static void server_answers_each_line(void)
{
    struct process *server = start_server(NULL);
    int peer = peer_connect(server_port(server));

    peer_send_cut(peer, "caf\xc3\xa9\n", 6, 1);
    peer_expect(peer, "Mensagem recebida!\n");
    peer_say(peer, "two\nin one write\nand a half");
    peer_expect(peer, "Mensagem recebida!\nMensagem recebida!\n");
    peer_finish(peer);
    peer_expect_end(peer);
    expect_line(server, OUT, "says: café");
    expect_line(server, OUT, "says: in one write");
    expect_line(server, OUT, "says: and a half");
    expect_line(server, OUT, "left");
    still_serves(server);
}

/* Behind a half line that came with a whole one. */
static void server_says_each_thing_in_a_row_of_its_own(void)
{
    struct process *server = start_server("silent");
    int peer = peer_connect(server_port(server));

    peer_say(peer, "whole\nhalf");
    expect_line(server, OUT, "says: whole");
    likely("what is said of an answer does not go on behind half a line");
    const char *line = expect_line(server, OUT, "says: half");
    check(strcmp(strstr(line, "half"), "half") == 0, "nothing behind \"half\"",
          "%s", line);
    expect_line(server, OUT, "gets no answer");
}

static void server_survives_its_clients(void)
{
    struct process *server = start_server(NULL);
    int peer;

    peer_close(peer_connect(server_port(server)));
    peer_reset(peer_connect(server_port(server)));
    still_serves(server);
    peer = peer_connect(server_port(server));
    peer_say(peer, "half");
    expect_line(server, OUT, "connected");
    peer_reset(peer);
    still_serves(server);
}

/* The client is hung up on when its time is up, and not a millisecond before.
 */
static void expect_let_go(struct process *server, int peer, long long time)
{
    pass_time(time - 1);
    expect_still_there(peer);
    pass_time(1);
    peer_expect_end(peer);
    expect_line(server, ERR, "timed out");
}

/* One client after the other: a silent one has only so much time. */
static void server_lets_a_silent_client_go(void)
{
    stop_the_clock();
    struct process *server = start("server", "-t", "0.3", "0", NULL);
    int peer = peer_connect(server_port(server));
    likely("a client that never ends must not keep the others waiting "
           "forever");
    expect_let_go(server, peer, 300);
    still_serves(server);
    server = start_server(NULL);
    peer = peer_connect(server_port(server));
    expect_let_go(server, peer, 10000);
}

/* Nor one that keeps sending, byte by byte. */
static void server_lets_a_dripping_client_go(void)
{
    stop_the_clock();
    struct process *server = start("server", "-t", "0.5", "0", NULL);
    int peer = peer_connect(server_port(server));
    for (int bytes = 0; bytes < 4; bytes++) {
        peer_say(peer, "x");
        pass_time(100);
    }
    likely("the deadline is the client's, not each byte's");
    expect_let_go(server, peer, 100);
    still_serves(server);
}

static void server_is_slow_on_request(void)
{
    stop_the_clock();
    int peer = peer_connect(server_port(start_server("slow")));
    peer_say(peer, "x\n");
    pass_time(1999);
    expect_still_there(peer);
    pass_time(1);
    peer_expect(peer, "Mensagem recebida!\n");
}

static void server_drips_on_request(void)
{
    static const char reply[] = "Mensagem recebida!\n";

    stop_the_clock();
    int peer = peer_connect(server_port(start_server("drip")));
    peer_say(peer, "x\n");
    for (const char *byte = reply; *byte; byte++) {
        peer_expect_bytes(peer, byte, 1);
        pass_time(299);
        expect_still_there(peer);
        pass_time(1);
    }
}

static void server_goes_on_misbehaving(void)
{
    struct process *server = start_server("reset");

    for (int i = 0; i < 3; i++)
        expect_exit(start("client", "127.0.0.1", port_text(server), NULL), 1);
    stop_the_clock();
    server = start_server("silent");
    for (int i = 0; i < 3; i++)
        expect_to_give_up(impatient(NULL, port_text(server)), 1000, "timed out",
                          "the second and third are as good");
}

static void server_fills_its_own_queue(void)
{
    struct launch few = {.descriptors = 4, .count_sockets = true};
    struct process *server =
        start_with(&few, "server", "-m", "full", "0", NULL);

    likely("the queue could not be filled, and the server did not say so");
    expect_exit(server, 1);
    expect_line(server, ERR, "server: fill the queue of 127.0.0.1:");
}

static void server_output_is_a_full_disk(void)
{
    rule_full_output("server", "0", NULL);
    rule_closed_output("server", "0", NULL);
    rule_output_ends("server");
}

/* The server complains of it while it is still connected. */
static void goes_unheard(struct process *server)
{
    int peer = peer_connect(server_port(server));

    pass_time(10000);
    peer_expect_end(peer);
}

static void server_misses_standard_streams(void)
{
    stop_the_clock();
    rule_missing_streams_of_server("server", goes_unheard);
}

/* Its queue is full before it says where it is. */
static void full_server_output_is_a_full_disk(void)
{
    struct launch launch = {.output = "/dev/full", .count_sockets = true};

    stop_the_clock();
    struct process *server =
        start_with(&launch, "server", "-m", "full", "0", NULL);
    pass_time(200);
    expect_exit(server, 1);
    expect_line(server, ERR, strerror(ENOSPC));
}

static void server_does_without_ipv4(void)
{
    rule_does_without_ipv4("server", 1);
}

static void server_calls_that_fail_at_the_start(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EACCES),     FAULT(socket, EMFILE),
        FAULT(setsockopt, EINVAL), FAULT(bind, EACCES),
        FAULT(bind, EADDRINUSE),   FAULT(listen, EADDRINUSE),
        FAULT(accept, EMFILE),     FAULT(accept, ENOMEM),
        FAULT(accept, EPERM),      FAULT(getsockname, ENOBUFS)};

    for (size_t i = 0; i < COUNT(faults); i++)
        rule_fails(&faults[i], "server", "0", NULL);
}

static void server_calls_that_fail_with_a_client(void)
{
    static const char *const faults[] = {"recv=ECONNRESETx1", "recv=ENOMEMx1",
                                         "send=EPIPEx1", "send=ENOBUFSx1"};

    need_tap();
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {.faults = faults[i]};
        struct process *server = start_with(&launch, "server", "0", NULL);
        int peer = peer_connect(server_port(server));
        peer_say(peer, "x\n");
        expect_line(server, ERR, "server: ");
        still_serves(server);
    }
}

/* ---- the UDP client ---- */

/* A client, and its server: a socket of ours. */
struct exchange {
    struct process *client;
    int peer, port;
    struct place place;
};

static struct exchange start_udp(const struct launch *launch, const char *time)
{
    struct exchange exchange = {.client = NULL};

    exchange.peer = datagram_peer(AF_INET, &exchange.port);
    keep_patient();
    exchange.client = start_with(launch, "udp_client", "-t", time, "127.0.0.1",
                                 text_of("%d", exchange.port), NULL);
    return exchange;
}

/* Until this request comes: before it, the one before may come again. */
static void wants(struct exchange *exchange, const char *request)
{
    size_t length;
    const char *came;

    do
        came = datagram_receive(exchange->peer, &length, &exchange->place,
                                text_of("the datagram \"%s\"", request));
    while (strcmp(came, request) != 0);
    did("peer %d received the datagram \"%s\"", exchange->peer, request);
}

static void says(const struct exchange *exchange, const char *reply)
{
    datagram_say(exchange->peer, &exchange->place, reply);
}

static void udp_client_does_not_call_itself(void)
{
    rule_does_not_call_itself("udp_client", NULL, NULL);
}

static void udp_client_connects_where_told(void)
{
    rule_connects_where_told("udp_client", NULL, NULL);
}

static void udp_client_arguments(void)
{
    rule_client_arguments("udp_client");
    expect_exit(start("udp_client", "-t", "0", NULL), 2);
    expect_exit(start("udp_client", "-x", NULL), 2);
    expect_exit(start("udp_client", "127.0.0.1", "1", "more", NULL), 2);
}

static void udp_server_listens_where_told(void)
{
    rule_listens_where_told("udp_server");
}

static void udp_server_is_03s(void)
{
    rule_server_arguments("udp_server");
    rule_port_taken("udp_server");
}

static void udp_client_is_a_filter(void)
{
    keep_patient();
    struct process *server = start("udp_server", "0", NULL);
    struct process *client =
        start("udp_client", "127.0.0.1", port_text(server), NULL);

    likely("on stdout stands what the server sent, and nothing else");
    type_line(client, "Olá");
    type_line(client, "");
    type_line(client, "1 2 3");
    type_bytes(client, "the last", 8);
    end_input(client);
    expect_printed(client, "Olá\n\n1 2 3\nthe last\n", 0);
    expect_line(client, ERR, "requests: 4, ");
    expect_line(server, OUT, "1 Olá");
    client = start("udp_client", "127.0.0.1", port_text(server), NULL);
    type_line(client, " QUIT ");
    expect_printed(client, "", 0);
}

static void udp_client_ends_in_the_middle_of_a_line_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};

    keep_patient();
    struct process *server = start("udp_server", "0", NULL);
    struct process *client = start_with(&terminal, "udp_client", "127.0.0.1",
                                        port_text(server), NULL);

    likely_if_it_waits("on a terminal the second Ctrl-D is read() returning 0, "
                       "once: if that is forgotten when the last line has been "
                       "handed out, the next read() waits for a third");
    type_bytes(client, "abc\x04\x04", 5);
    expect_printed(client, "abc\n", 0);
}

static void udp_client_asks_again(void)
{
    static const int pauses[] = {20, 40, 80, 160, 200, 200};

    stop_the_clock();
    struct exchange exchange = start_udp(NULL, "5");
    type_line(exchange.client, "Olá");
    wants(&exchange, "1 Olá");
    for (size_t i = 0; i < COUNT(pauses); i++) {
        pass_time(pauses[i] - 1);
        likely("each pause is twice the one before, up to 200 ms: what is lost "
               "for want of room is not helped by more");
        datagram_expect_none(exchange.peer,
                             text_of("it to wait for %d ms", pauses[i]));
        likely("a lost datagram is nobody's affair but the program's: send it "
               "again, after 20 ms, then 40, and so on up to 200");
        pass_time(1);
        wants(&exchange, "1 Olá");
    }
    says(&exchange, "1 Olá");
    expect_line(exchange.client, OUT, "Olá");
    expect_line(exchange.client, ERR,
                "request 1: answered after 7 tries, 0.7 s");
    end_input(exchange.client);
    expect_printed(exchange.client, "Olá\n", 0);
}

static void udp_client_prints_a_doubled_reply_once(void)
{
    struct exchange exchange = start_udp(NULL, "5");

    likely("a reply that came twice was taken for the reply to the next "
           "request: it must bear its request's number");
    type_line(exchange.client, "a");
    wants(&exchange, "1 a");
    says(&exchange, "1 a");
    says(&exchange, "1 a");
    type_line(exchange.client, "b");
    wants(&exchange, "2 b");
    says(&exchange, "2 b");
    end_input(exchange.client);
    expect_printed(exchange.client, "a\nb\n", 0);
    expect_line(exchange.client, ERR, "ignored: 1");
}

static void udp_client_recognises_a_late_reply(void)
{
    stop_the_clock();
    struct exchange exchange = start_udp(NULL, "0.3");
    type_line(exchange.client, "a");
    wants(&exchange, "1 a");
    pass_time(300);
    expect_line(exchange.client, ERR, "request 1 to 127.0.0.1:");
    type_line(exchange.client, "b");
    wants(&exchange, "2 b");
    likely("the reply to a request that was given up is no reply to this one");
    says(&exchange, "1 a");
    says(&exchange, "2 b");
    end_input(exchange.client);
    expect_printed(exchange.client, "b\n", 1);
}

/* From the right address, but no reply to this request. */
static void udp_client_ignores_what_is_no_reply(void)
{
    static const char *const others[] = {"",    "1",    "11 x", "2 x", "1x",
                                         " 1 ", "-1 x", "01 x", "Olá"};
    struct exchange exchange = start_udp(NULL, "5");

    type_line(exchange.client, "a");
    wants(&exchange, "1 a");
    for (size_t i = 0; i < COUNT(others); i++)
        says(&exchange, others[i]);
    says(&exchange, "1 true");
    end_input(exchange.client);
    expect_printed(exchange.client, "true\n", 0);
    expect_line(exchange.client, ERR, text_of("ignored: %zu", COUNT(others)));
}

static void udp_client_ignores_strangers(void)
{
    struct exchange exchange = start_udp(NULL, "5");
    int port, stranger = datagram_peer(AF_INET, &port);

    likely("the number can be guessed: a reply must come from the server's "
           "address, and connect() sees to that");
    type_line(exchange.client, "a");
    wants(&exchange, "1 a");
    datagram_say(stranger, &exchange.place, "1 trust me");
    says(&exchange, "1 true");
    end_input(exchange.client);
    expect_printed(exchange.client, "true\n", 0);
}

/* Sent at 0, 20, 60, 140 and 300 ms; the next time would be too late. */
static void udp_client_keeps_its_deadline(void)
{
    struct launch launch = {.interruptible = true, .count_sockets = true};

    stop_the_clock();
    for (int signals = 0; signals <= 3; signals += 3) {
        struct exchange exchange = start_udp(&launch, "0.4");
        type_line(exchange.client, "a");
        end_input(exchange.client);
        for (int i = 0; i < signals; i++) {
            pass_time(100);
            send_signal(exchange.client, SIGALRM);
        }
        expect_to_give_up(
            exchange.client, 400 - 100 * signals,
            text_of("request 1 to 127.0.0.1:%d: timed out, after 5 tries and "
                    "0.4 s",
                    exchange.port),
            "a signal, or a request that is sent again, gives it no more time");
    }
}

/* Strangers to the request do not put the deadline off, nor the resending. */
static void udp_client_keeps_its_deadline_under_rubbish(void)
{
    stop_the_clock();
    struct exchange exchange = start_udp(NULL, "0.4");
    type_line(exchange.client, "a");
    end_input(exchange.client);
    wants(&exchange, "1 a");
    for (int i = 0; i < 39 && !has_ended(exchange.client); i++) {
        says(&exchange, "0 x");
        pass_time(10);
    }
    expect_to_give_up(exchange.client, 10, "timed out, after 5 tries and 0.4 s",
                      "each datagram that is no reply began the wait anew");
}

static void udp_client_hears_that_nobody_listens(void)
{
    struct launch careful = {.count_sockets = true};
    int port = datagram_dead_port("127.0.0.1", 0);
    struct process *client = start_with(&careful, "udp_client", "127.0.0.1",
                                        text_of("%d", port), NULL);

    type_line(client, "hello?");
    expect_exit(client, 1);
    expect_line(client, ERR,
                text_of("request 1 to 127.0.0.1:%d: refused", port));
}

static void udp_client_refuses_a_line_too_long(void)
{
    struct exchange exchange = start_udp(NULL, "5");
    char *line = new_text(65507);

    memset(line, 'x', 65506);
    line[65506] = '\0';
    type_line(exchange.client, line); /* with "1 " it has 65508 bytes */
    expect_line(exchange.client, ERR, strerror(EMSGSIZE));
    type_line(exchange.client, "next");
    wants(&exchange, "2 next");
    says(&exchange, "2 next");
    end_input(exchange.client);
    expect_printed(exchange.client, "next\n", 1);
}

static void udp_client_tries_the_next_address(void)
{
    struct launch launch = {.hosts = "two.test=127.0.0.2,127.0.0.1",
                            .count_sockets = true};
    struct process *server = start("udp_server", "0", NULL);
    const char *port = port_text(server);

    datagram_dead_port("127.0.0.2", atoi(port));
    stop_the_clock();
    let_time_run();
    struct process *client =
        start_with(&launch, "udp_client", "two.test", port, NULL);
    likely("a name may have several addresses: when one fails, try the next");
    type_line(client, "a");
    type_line(client, "b");
    end_input(client);
    expect_printed(client, "a\nb\n", 0);
    expect_line(client, ERR, text_of("to 127.0.0.2:%s: refused", port));
}

/* The first gets all and answers nothing; it is asked only once. */
static void udp_client_shares_its_time_among_the_addresses(void)
{
    struct launch launch = {.hosts = "two.test=127.0.0.2,127.0.0.1"};

    stop_the_clock();
    struct process *server = start("udp_server", "0", NULL);
    const char *port = port_text(server);
    int silent = datagram_peer_at("127.0.0.2", atoi(port));
    struct process *client =
        start_with(&launch, "udp_client", "-t", "2", "two.test", port, NULL);
    type_line(client, "a");
    type_line(client, "b");
    end_input(client);
    pass_time(999);
    check(!has_ended(client), "half of the time for the first",
          "the second was asked before");
    likely("the first address used up all the time: share it out");
    pass_time(1);
    expect_printed(client, "a\nb\n", 0);
    expect_line(client, ERR, text_of("to 127.0.0.2:%s: timed out", port));
    datagram_close(silent);
}

/* One does not answer, and at the other nobody is. */
static void udp_client_counts_the_tries_of_each_address(void)
{
    struct launch launch = {.hosts = "two.test=127.0.0.2,127.0.0.3"};
    int port;

    stop_the_clock();
    close(datagram_peer(AF_INET, &port));
    int silent = datagram_peer_at("127.0.0.2", port);
    datagram_dead_port("127.0.0.3", port);
    struct process *client = start_with(&launch, "udp_client", "-t", "1",
                                        "two.test", text_of("%d", port), NULL);
    type_line(client, "a");
    pass_time(500);
    likely("the number of tries and the time are those of the address that is "
           "named, and not of all so far");
    expect_exit(client, 1);
    expect_line(client, ERR, "timed out, after 5 tries and 0.5 s");
    expect_line(client, ERR, "after 1 try and 0.0 s");
    datagram_close(silent);
}

static void udp_client_calls_that_fail(void)
{
    static const struct {
        const char *faults, *sentence;
    } cases[] = {{"socket=EMFILE", "udp_client: socket 127.0.0.1:"},
                 {"fcntl=EINVAL", "udp_client: fcntl 127.0.0.1:"},
                 {"connect=ENETUNREACH", "network unreachable"},
                 {"poll=ENOMEM", "request 1 to 127.0.0.1:"},
                 {"send=EPERM", "request 1 to 127.0.0.1:"},
                 {"recv=ENOMEM", "request 1 to 127.0.0.1:"},
                 {"recv=ECONNREFUSED", "refused"}};
    struct process *server = start("udp_server", "0", NULL);

    need_tap();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct launch launch = {.faults = cases[i].faults,
                                .count_sockets = true};
        struct process *client = start_with(&launch, "udp_client", "127.0.0.1",
                                            port_text(server), NULL);
        type_line(client, "a");
        end_input(client);
        expect_exit(client, 1);
        expect_line(client, ERR, cases[i].sentence);
    }
}

/* No room now: as good as lost on the way. */
static void udp_client_goes_on_after_want(void)
{
    static const char *const faults[] = {"send=ENOBUFSx2", "send=EAGAINx2",
                                         "recv=EAGAINx2"};
    struct process *server = start("udp_server", "0", NULL);

    stop_the_clock();
    let_time_run();
    likely("what finds no room is as good as lost: it must be sent again");
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {.faults = faults[i]};
        struct process *client = start_with(&launch, "udp_client", "127.0.0.1",
                                            port_text(server), NULL);
        type_line(client, "a");
        end_input(client);
        expect_printed(client, "a\n", 0);
    }
}

static void udp_client_output_cannot_be_written(void)
{
    const char *outputs[] = {"/dev/full", NULL};
    struct process *server = start("udp_server", "0", NULL);

    for (int i = 0; i < 2; i++) {
        struct launch launch = {.output = outputs[i],
                                .closed_output = !outputs[i],
                                .count_sockets = true};
        struct process *client = start_with(&launch, "udp_client", "127.0.0.1",
                                            port_text(server), NULL);
        type_line(client, "a");
        type_line(client, "b");
        expect_exit(client, 1);
        expect_line(client, ERR, "standard output");
    }
    rule_no_output("udp_client", "127.0.0.1", port_text(server));
}

/* What it prints and complains of must not reach the server. */
static void udp_client_misses_standard_streams(void)
{
    const int needed = 1 << STDIN_FILENO | 1 << STDOUT_FILENO;

    for (int without = 1; without < 8; without++) {
        struct launch launch = {.without = without};
        struct exchange exchange = start_udp(&launch, "5");
        size_t length;

        if (!(without & 1 << STDIN_FILENO)) {
            type_line(exchange.client, "hello?");
            end_input(exchange.client);
            wants(&exchange, "1 hello?");
            says(&exchange, "1 hello!");
        }
        expect_exit(exchange.client, without & needed ? 1 : 0);
        while (recv(exchange.peer, &length, sizeof length, MSG_PEEK) >= 0)
            datagram_expect_text(exchange.peer, NULL, "1 hello?"); /* again */
    }
}

static void udp_client_shares_its_input(void)
{
    struct launch launch = {.shared_input = true};
    struct exchange exchange = start_udp(&launch, "5");

    likely("another program has made standard input not wait: read() returns "
           "-1 with EAGAIN while nothing is there, and poll() waits");
    await_rest(exchange.client);
    type_line(exchange.client, "hello?");
    wants(&exchange, "1 hello?");
}

/* ---- through a bad network ---- */

static struct network network; /* large */

static void open_bad_network(unsigned seed, int server_port)
{
    memset(&network, 0, sizeof network);
    network.seed = seed;
    network.loss = 30;
    network.doubles = 10;
    network.late = 20;
    open_network(&network, server_port);
}

static void udp_client_meets_a_bad_network(void)
{
    enum { CLIENTS = 5, REQUESTS = 20 };
    struct process *clients[CLIENTS];
    char wanted[CLIENTS][REQUESTS * 32] = {""};

    stop_the_clock();
    open_bad_network(1, server_port(start("udp_server", "0", NULL)));
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = start("udp_client", "-t", "86400", "127.0.0.1",
                           text_of("%d", network.port), NULL);
        for (int j = 0; j < REQUESTS; j++)
            strcat(wanted[i], text_of("client %d, line %d\n", i, j));
        type_bytes(clients[i], wanted[i], strlen(wanted[i]));
        end_input(clients[i]);
    }
    likely("each request wants exactly one reply printed, its own, whatever "
           "the network loses, doubles or reorders");
    carry_until_ended(&network, clients, CLIENTS);
    close_network(&network);
    for (int i = 0; i < CLIENTS; i++)
        expect_printed(clients[i], wanted[i], 0);
    check(network.lost > 60 && network.doubled > 10 && network.delayed > 20,
          "a bad network", "%lu lost, %lu doubled, %lu late", network.lost,
          network.doubled, network.delayed);
}

/* The sum of what was lost of a hundred datagrams. */
static uint64_t losses_with(unsigned seed)
{
    int port, receiver = datagram_peer(AF_INET, &port), sender;

    open_bad_network(seed, port);
    sender = datagram_connect(AF_INET, network.port);
    for (unsigned long i = 1; i <= 100; i++) {
        datagram_say(sender, NULL, text_of("datagram %lu", i));
        while (network.carried < i && wait_for(network.front, POLLIN, bound()))
            carry_all(&network);
    }
    close_network(&network);
    datagram_close(sender);
    datagram_close(receiver);
    return network.first_losses;
}

static void the_same_seed_loses_the_same(void)
{
    check(losses_with(7) == losses_with(7),
          "the same losses from the same seed", "others");
    check(losses_with(7) != losses_with(8), "other losses from another seed",
          "the same");
}

static void scene_plays(void)
{
    stop_the_clock();
    let_time_run();
    rule_scene("04-timeouts");
}

/* The most basic first. */
static const struct check checks[] = {
    CHECK_FIRST(server_listens_where_told),
    CHECK_FIRST(udp_server_listens_where_told),
    CHECK_FIRST(client_connects_where_told),
    CHECK_FIRST(udp_client_connects_where_told),
    CHECK(client_gets_its_reply),
    CHECK(server_answers_each_line),
    CHECK(server_says_each_thing_in_a_row_of_its_own),
    CHECK(client_reads_a_reply_in_pieces),
    CHECK_CALM(client_hears_that_nobody_listens),
    CHECK_CALM(client_does_not_call_itself),
    CHECK(client_tells_the_end_from_a_reply),
    CHECK(client_tells_half_a_reply_from_a_reply),
    CHECK(client_keeps_its_deadline_in_silence),
    CHECK(client_keeps_its_deadline_under_drip),
    CHECK(client_keeps_its_deadline_under_a_full_backlog),
    CHECK(client_keeps_its_deadline_under_signals),
    CHECK(client_keeps_its_deadline_while_sending),
    CHECK(client_has_five_seconds_if_not_told),
    CHECK(client_is_patient_enough),
    CHECK(client_tries_the_next_address),
    CHECK(client_shares_its_time_among_the_addresses),
    CHECK(client_speaks_ipv6),
    CHECK(server_lets_a_silent_client_go),
    CHECK(server_lets_a_dripping_client_go),
    CHECK(udp_client_is_a_filter),
    CHECK(udp_client_ends_in_the_middle_of_a_line_on_a_terminal),
    CHECK(udp_client_asks_again),
    CHECK(udp_client_keeps_its_deadline),
    CHECK(udp_client_prints_a_doubled_reply_once),
    CHECK(udp_client_recognises_a_late_reply),
    CHECK(udp_client_ignores_what_is_no_reply),
    CHECK_CALM(udp_client_ignores_strangers),
    CHECK(udp_client_keeps_its_deadline_under_rubbish),
    CHECK_CALM(udp_client_hears_that_nobody_listens),
    CHECK_CALM(udp_client_does_not_call_itself),
    CHECK_CALM(udp_client_refuses_a_line_too_long),
    CHECK(udp_client_tries_the_next_address),
    CHECK(udp_client_counts_the_tries_of_each_address),
    CHECK(udp_client_shares_its_time_among_the_addresses),
    CHECK_IN_FAIR_WEATHER(client_arguments, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(server_arguments, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(udp_client_arguments, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(udp_server_is_03s,
                          "datagrams come whole, or not at all"),
    CHECK(client_meets_the_echo_of_step_02),
    CHECK(client_sends_the_rest_after_a_short_send),
    CHECK(client_shows_no_escape_sequence_on_a_terminal),
    CHECK(client_tells_a_reset),
    CHECK(client_tells_failures_apart),
    CHECK_CALM(client_knows_no_such_host),
    CHECK(client_resolves_a_name),
    CHECK(client_output_cannot_be_written),
    CHECK_IN_FAIR_WEATHER(client_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK(server_port_taken),
    CHECK(server_restarts_at_once),
    CHECK(server_takes_a_name),
    CHECK(server_survives_its_clients),
    CHECK(server_is_slow_on_request),
    CHECK(server_drips_on_request),
    CHECK(server_goes_on_misbehaving),
    CHECK_CALM(server_fills_its_own_queue),
    CHECK_CALM(server_output_is_a_full_disk),
    CHECK_IN_FAIR_WEATHER(server_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK(full_server_output_is_a_full_disk),
    CHECK_IN_FAIR_WEATHER(server_does_without_ipv4, "nobody connects"),
    CHECK_IN_FAIR_WEATHER(server_calls_that_fail_at_the_start,
                          "it ends before anything is received or sent"),
    CHECK(server_calls_that_fail_with_a_client),
    CHECK_CALM(udp_client_calls_that_fail),
    CHECK(udp_client_goes_on_after_want),
    CHECK_CALM(udp_client_output_cannot_be_written),
    CHECK_IN_FAIR_WEATHER(udp_client_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK_CALM(udp_client_shares_its_input),
    CHECK(udp_client_meets_a_bad_network),
    CHECK_IN_FAIR_WEATHER(the_same_seed_loses_the_same,
                          "it looks at our network, not at the program"),
    CHECK(scene_plays),
};

static const struct wrong wrongs[] = {
    {"04_takes_anybodys_reply", "udp_client", udp_client_ignores_strangers,
     "a reply must come from the server's address"},
    {"04_resends_without_matching", "udp_client",
     udp_client_prints_a_doubled_reply_once,
     "it must bear its request's number"},
};

int main(int argc, char **argv)
{
    return run_suite("04-timeouts", checks, COUNT(checks), wrongs,
                     COUNT(wrongs), argc, argv);
}
