/* test_02_echo.c - a stream has no messages. */
#define _POSIX_C_SOURCE 200809L

#include "suite/suite.h"

#include <errno.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the server ---- */

static int start_server(struct process **server)
{
    *server = start("server", "0", NULL);
    return server_port(*server);
}

/* After whatever happened, the next client gets its echo. */
static void still_serves(struct process *server)
{
    int peer = peer_connect(server_port(server));

    likely_if_it_waits("what one client did must not be felt by the next: the "
                       "server must go back to accept()");
    peer_say(peer, "still there?\n");
    peer_expect(peer, "still there?\n");
    peer_finish(peer);
    peer_expect_end(peer);
}

static void server_arguments(void)
{
    rule_server_arguments("server");
    rule_numeric_only("server", "0", "localhost");
}

static void server_port_taken(void)
{
    rule_port_taken("server");
}

static void server_restarts_at_once(void)
{
    rule_restart("server");
}

static void server_listens_where_told(void)
{
    rule_listens_where_told("server");
}

static void server_echoes_a_line(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));

    likely_if_it_waits("what recv() has returned goes back at once, all of it");
    peer_say(peer, "Olá, servidor!\n");
    peer_expect(peer, "Olá, servidor!\n");
    peer_finish(peer);
    likely_if_it_waits("recv() returns 0 when the client has said that no more "
                       "will come: that is the end, and the connection is "
                       "closed");
    peer_expect_end(peer);
}

static void server_needs_no_newline(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));

    likely_if_it_waits("a server that waits for a newline before it answers "
                       "waits forever here: what recv() returned goes back");
    peer_say(peer, "half a li");
    peer_expect(peer, "half a li");
    peer_say(peer, "ne\nand two\nin one write\n");
    peer_expect(peer, "ne\nand two\nin one write\n");
}

static void server_echoes_any_byte(void)
{
    static const char bytes[] = "a\0b\0\n\xff\xfe";
    struct process *server;
    int peer = peer_connect(start_server(&server));

    likely(
        "one of the bytes is 0, where strlen() ends: recv() returns how many "
        "have come, and so many go back");
    peer_send(peer, bytes, sizeof bytes - 1);
    peer_expect_bytes(peer, bytes, sizeof bytes - 1);
}

static void server_keeps_a_character_cut_in_two(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));

    likely("as many bytes go back as recv() returned: whatever else is in the "
           "array came before");
    peer_say(peer, "caf\xc3");
    peer_expect(peer, "caf\xc3");
    peer_say(peer, "\xa9\n");
    peer_expect(peer, "\xa9\n");
}

static void exchange(size_t length, size_t piece)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));
    char *bytes = mixed_bytes(length);

    likely("send() may take fewer bytes than it was given: the rest must "
           "follow; and recv() returns what is there, not a message");
    peer_exchange(peer, bytes, length, piece);
    peer_finish(peer);
    peer_expect_end(peer);
    expect_line(server, OUT, text_of("left, %zu bytes echoed", length));
}

static void server_echoes_10_megabytes(void)
{
    exchange(10 * 1000 * 1000, 100 * 1000);
}

static void server_echoes_64_kib_byte_by_byte(void)
{
    exchange(64 * 1024, 1);
}

static void server_echoes_odd_pieces(void)
{
    exchange(50 * 1000, 997);
}

/* Stopped, the server finds all of it and its end at the same time. */
static void server_finishes_the_echo_after_a_half_close(void)
{
    enum { LENGTH = 20 * 1000 };
    struct process *server;
    int peer = peer_connect(start_server(&server));
    char *bytes = mixed_bytes(LENGTH);

    likely("the end of the client's stream is not the end of the "
           "conversation: what came before it is still to be echoed");
    send_signal(server, SIGSTOP);
    peer_send(peer, bytes, LENGTH);
    peer_finish(peer);
    send_signal(server, SIGCONT);
    peer_expect_bytes(peer, bytes, LENGTH);
    peer_expect_end(peer);
}

static void server_serves_one_after_another(void)
{
    struct process *server;

    start_server(&server);
    for (int i = 0; i < 3; i++)
        still_serves(server);
}

static void server_survives_a_reset(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));

    peer_say(peer, "half a li");
    peer_expect(peer, "half a li");
    peer_reset(peer);
    expect_line(server, ERR, strerror(ECONNRESET));
    still_serves(server);
}

/* Stopped while it waits, the server finds both the line and that the client
   has ended and was reset: to send there is EPIPE, and raises SIGPIPE. */
static void server_survives_a_client_that_left_before_the_echo(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));

    await_rest(server);
    send_signal(server, SIGSTOP);
    peer_say(peer, "a line\n");
    peer_finish(peer);
    peer_reset(peer);
    send_signal(server, SIGCONT);
    still_serves(server);
}

static void server_survives_a_client_that_says_nothing(void)
{
    struct process *server;
    int port = start_server(&server);

    peer_close(peer_connect(port));
    peer_reset(peer_connect(port));
    still_serves(server);
}

static void server_sends_the_rest_after_a_short_send(void)
{
    struct launch launch = {.faults = "send=short"};
    struct process *server = start_with(&launch, "server", "0", NULL);
    int peer = peer_connect(server_port(server));

    likely_if_it_waits(
        "send() took 1 of 6 bytes, and the program took that for "
        "all");
    peer_say(peer, "hello\n");
    peer_expect(peer, "hello\n");
}

/* Stopped, the server cannot read: both its buffers and ours fill up. */
static void server_waits_for_a_client_that_does_not_read(void)
{
    enum { LENGTH = 8 * 1000 * 1000 };
    struct process *server;
    int peer = peer_connect(start_server(&server));
    char *bytes = mixed_bytes(LENGTH);

    likely(
        "send() waits while the client does not read, and then goes on: what "
        "it has not taken is sent again");
    send_signal(server, SIGSTOP);
    size_t taken = peer_send_some(peer, bytes, LENGTH);
    send_signal(server, SIGCONT);
    peer_expect_bytes(peer, bytes, taken);
}

static void server_leaks_no_descriptor(void)
{
    struct launch few = {.descriptors = 16};
    struct process *server = start_with(&few, "server", "0", NULL);

    likely("close() is missing where a connection ends: a descriptor a "
           "client is lost, until there are none left");
    for (int i = 0; i < 40; i++) {
        int peer = peer_connect(server_port(server));
        peer_say(peer, "x");
        peer_expect(peer, "x");
        peer_close(peer);
    }
}

static void server_says_who_came(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));

    expect_line(server, OUT, "127.0.0.1:");
    peer_say(peer, "123456789\n");
    peer_expect(peer, "123456789\n");
    peer_finish(peer);
    expect_line(server, OUT, "left, 10 bytes echoed");
}

static void server_output_is_a_full_disk(void)
{
    rule_full_output("server", "0", NULL);
    rule_closed_output("server", "0", NULL);
    rule_output_ends("server");
}

static void server_misses_standard_streams(void)
{
    rule_missing_streams_of_server("server", still_serves);
}

static void server_calls_that_fail_at_the_start(void)
{
    rule_server_fails_at_the_start("server");
}

/* One client's trouble: said, and the next one is served. */
static void server_calls_that_fail_with_a_client(void)
{
    static const struct fault faults[] = {
        FAULT(recv, ECONNRESET),  FAULT(recv, ETIMEDOUT),  FAULT(recv, ENOMEM),
        FAULT(send, EPIPE),       FAULT(send, ECONNRESET), FAULT(send, ENOBUFS),
        FAULT(send, EHOSTUNREACH)};

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {
            .faults = text_of("%s=%sx1", faults[i].call, faults[i].name)};
        struct process *server = start_with(&launch, "server", "0", NULL);
        int peer = peer_connect(server_port(server));
        likely("%s() failed with %s once: one client's trouble, no more",
               faults[i].call, faults[i].name);
        peer_say(peer, "x");
        expect_line(server, ERR, strerror(faults[i].number));
        still_serves(server);
    }
}

static void server_accepts_again_after_trouble_that_passes(void)
{
    struct launch launch = {.faults = "accept=EINTRx1 accept=ECONNABORTED@2x1"};

    struct process *server = start_with(&launch, "server", "0", NULL);
    int gone = peer_connect(server_port(server)); /* taken by ECONNABORTED */
    still_serves(server);
    peer_close(gone);
}

/* ---- the client ---- */

/* A client that is connected to a peer of ours. */
struct talk {
    struct process *client;
    int peer;
    int listener;
};

static struct talk start_client(const struct launch *launch)
{
    int port;
    struct talk talk = {.listener = peer_listen(&port)};

    talk.client =
        start_with(launch, "client", "127.0.0.1", text_of("%d", port), NULL);
    talk.peer = peer_accept(talk.listener);
    return talk;
}

static void client_arguments(void)
{
    rule_client_arguments("client");
    rule_numeric_only("client", "localhost", "1");
}

static void client_does_not_call_itself(void)
{
    rule_does_not_call_itself("client", NULL, NULL);
}

static void client_nobody_listens(void)
{
    const char *port = text_of("%d", dead_port());
    struct launch careful = {.count_sockets = true};
    struct process *client =
        start_with(&careful, "client", "127.0.0.1", port, NULL);

    expect_exit(client, 1);
    expect_line(client, ERR,
                text_of("client: connect 127.0.0.1:%s: %s", port,
                        strerror(ECONNREFUSED)));
}

static void client_connects_where_told(void)
{
    rule_connects_where_told("client", NULL, NULL);
}

static void client_is_a_filter(void)
{
    struct talk talk = start_client(NULL);

    likely_if_it_waits("a line goes out as soon as it has been typed, whole, "
                       "and the next one after its echo");
    type_line(talk.client, "Olá");
    peer_expect(talk.peer, "Olá\n");
    peer_say(talk.peer, "Olá\n");
    type_line(talk.client, "");
    peer_expect(talk.peer, "\n");
    peer_say(talk.peer, "\n");
    end_input(talk.client);
    likely_if_it_waits("at the end of its input the client says that no more "
                       "will come: shutdown(SHUT_WR)");
    peer_expect_end(talk.peer);
    peer_close(talk.peer);
    likely("on stdout stands what the server sent, and nothing else");
    expect_printed(talk.client, "Olá\n\n", 0);
}

static void client_sends_the_last_line_as_it_is(void)
{
    struct talk talk = start_client(NULL);

    type_bytes(talk.client, "no newline", 10);
    end_input(talk.client);
    likely("a last line without a newline is a line, and gets none added");
    peer_expect(talk.peer, "no newline");
    likely_if_it_waits(
        "the echo of a line without a newline can be known only "
        "by the end of the stream: shutdown(SHUT_WR) comes first");
    peer_expect_end(talk.peer);
    peer_say(talk.peer, "no newline");
    peer_close(talk.peer);
    likely(
        "shutdown(SHUT_WR) ends the client's half only: what it is owed still "
        "comes, and is shown");
    expect_printed(talk.client, "no newline", 0);
}

static void client_reads_a_reply_in_pieces(void)
{
    struct launch launch = {.faults = "recv=short"};
    struct talk talk = start_client(&launch);

    type_line(talk.client, "café");
    peer_expect(talk.peer, "café\n");
    likely("recv() returned 1 of 6 bytes, and the program took them for the "
           "message");
    peer_say(talk.peer, "café\n");
    expect_line(talk.client, OUT, "café");
    end_input(talk.client);
    peer_expect_end(talk.peer);
    peer_close(talk.peer);
    expect_printed(talk.client, "café\n", 0);
}

static void client_keeps_two_replies_apart(void)
{
    struct talk talk = start_client(NULL);

    likely("what recv() brought beyond the first newline belongs to the next "
           "line, and was lost");
    type_bytes(talk.client, "one\ntwo\n", 8);
    peer_expect(talk.peer, "one\n");
    peer_say(talk.peer, "one\ntwo\n"); /* the second before it was asked for */
    peer_expect(talk.peer, "two\n");
    end_input(talk.client);
    peer_expect_end(talk.peer);
    peer_close(talk.peer);
    expect_printed(talk.client, "one\ntwo\n", 0);
}

static void client_ends_at_a_farewell(void)
{
    static const char *const farewells[] = {"sair", "quit", "SAIR", "  Quit\t"};

    for (size_t i = 0; i < COUNT(farewells); i++) {
        struct talk talk = start_client(NULL);
        likely("'sair' and 'quit', blanks around and case ignored, end the "
               "conversation and are not sent");
        type_line(talk.client, farewells[i]);
        type_line(talk.client, "never sent");
        peer_expect_end(talk.peer);
        peer_close(talk.peer);
        expect_printed(talk.client, "", 0);
    }
}

static void client_sends_what_only_looks_like_a_farewell(void)
{
    struct talk talk = start_client(NULL);

    type_line(talk.client, "sair agora");
    peer_expect(talk.peer, "sair agora\n");
}

static char *long_line(size_t length)
{
    char *line = new_text(length + 1);

    memset(line, 'x', length);
    line[length] = '\0';
    return line;
}

static void client_sends_a_line_of_4095_bytes(void)
{
    struct talk talk = start_client(NULL);
    char *line = long_line(4095);

    likely("a line of 4095 bytes has 4096 with its newline: a buffer must have "
           "room for it, too");
    type_line(talk.client, line);
    peer_expect(talk.peer, line);
    peer_expect(talk.peer, "\n");
    peer_send_cut(talk.peer, line, 4095, 100);
    peer_say(talk.peer, "\n");
    expect_bytes(talk.client, OUT, 4096);
}

static void refuses_a_line(size_t length)
{
    struct talk talk = start_client(NULL);
    char *line = long_line(length);

    likely("a line over 4095 bytes is refused whole, not cut into two");
    type_line(talk.client, line);
    expect_line(talk.client, ERR, "4095 bytes");
    type_line(talk.client, "next");
    peer_expect(talk.peer, "next\n");
    peer_say(talk.peer, "next\n");
    end_input(talk.client);
    peer_expect_end(talk.peer);
    peer_close(talk.peer);
    expect_printed(talk.client, "next\n", 1); /* not all was sent: 1 */
}

static void client_refuses_a_longer_line(void)
{
    refuses_a_line(4096);
    refuses_a_line(4097);
    refuses_a_line(100 * 1000);
}

static void client_passes_any_byte(void)
{
    static const char bytes[] = "\0\x01\x1b[2J\x7f\x80\xff\r\n";
    struct talk talk = start_client(NULL);

    likely("a line is known by its newline, not by a NUL: bytes have lengths");
    type_bytes(talk.client, bytes, sizeof bytes - 1);
    peer_expect_bytes(talk.peer, bytes, sizeof bytes - 1);
    peer_send(talk.peer, bytes, sizeof bytes - 1);
    end_input(talk.client);
    peer_expect_end(talk.peer);
    peer_close(talk.peer);
    expect_exit(talk.client, 0);
    size_t length;
    const char *printed = output_of(talk.client, OUT, &length);
    check(length == sizeof bytes - 1 && memcmp(printed, bytes, length) == 0,
          quoted(bytes, sizeof bytes - 1), "%s", quoted(printed, length));
}

static void client_shows_no_escape_sequence_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct talk talk = start_client(&terminal);

    likely("a peer must not be able to drive the reader's screen");
    type_line(talk.client, "x");
    peer_expect(talk.peer, "x\n");
    peer_say(talk.peer, "\x1b[2J\x07\xc2\x9b caf\xc3\xa9 \xff\xc3\tend\n");
    expect_line(talk.client, OUT,
                "\\x1b[2J\\x07\\xc2\\x9b café \\xff\\xc3\tend");
}

static void client_ends_in_the_middle_of_a_line_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct talk talk = start_client(&terminal);

    likely_if_it_waits("on a terminal the second Ctrl-D is read() returning 0, "
                       "once: if that is forgotten when the last line has been "
                       "handed out, the next read() waits for a third");
    type_bytes(talk.client, "abc\x04\x04", 5);
    peer_expect(talk.peer, "abc");
    peer_expect_end(talk.peer);
    peer_say(talk.peer, "abc");
    peer_close(talk.peer);
    expect_printed(talk.client, "abc", 0);
}

static void client_hears_that_the_server_hung_up(void)
{
    struct talk talk = start_client(NULL);

    type_line(talk.client, "hello?");
    peer_expect(talk.peer, "hello?\n");
    peer_close(talk.peer);
    likely("recv() returned 0: the server is gone, and the reply will not "
           "come");
    expect_exit(talk.client, 1);
    expect_line(talk.client, ERR, "hung up");
}

static void client_counts_no_more_than_an_echo(void)
{
    rule_counts_no_more_than_an_echo();
}

static void client_hears_that_a_reply_stayed_incomplete(void)
{
    struct talk talk = start_client(NULL);

    type_line(talk.client, "hello?");
    end_input(talk.client);
    peer_expect(talk.peer, "hello?\n");
    peer_say(talk.peer, "hel");
    peer_close(talk.peer);
    likely("half a reply and the end of the stream are not a reply");
    expect_exit(talk.client, 1);
    expect_line(talk.client, ERR, "4 bytes of echo are missing");
}

static void client_survives_a_reset(void)
{
    struct talk talk = start_client(NULL);

    type_line(talk.client, "hello?");
    peer_expect(talk.peer, "hello?\n");
    peer_reset(talk.peer);
    likely("recv() returned -1: the connection is gone, and that is a failure, "
           "not the end of the stream");
    expect_exit(talk.client, 1);
    expect_line(talk.client, ERR, strerror(ECONNRESET));
}

static void client_survives_a_server_that_died_meanwhile(void)
{
    struct talk talk = start_client(NULL);

    peer_finish(talk.peer);
    peer_reset(talk.peer); /* after its end: to send there raises SIGPIPE */
    likely("send() has failed: that wants a message, and an exit status of 1");
    type_line(talk.client, "hello?");
    expect_exit(talk.client, 1);
    expect_line(talk.client, ERR, "client: ");
}

static void client_refuses_an_endless_reply(void)
{
    struct talk talk = start_client(NULL);
    char *line = long_line(5000);

    type_line(talk.client, "hello?");
    peer_expect(talk.peer, "hello?\n");
    peer_say(talk.peer, line);
    expect_exit(talk.client, 1);
    expect_line(talk.client, ERR, "over 4095 bytes");
}

static void client_output_cannot_be_written(void)
{
    const char *outputs[] = {"/dev/full", NULL};

    for (int i = 0; i < 2; i++) {
        struct launch launch = {.output = outputs[i],
                                .closed_output = !outputs[i],
                                .count_sockets = true};
        struct talk talk = start_client(&launch);
        type_line(talk.client, "hello?");
        peer_expect(talk.peer, "hello?\n");
        peer_say(talk.peer, "hello?\n");
        likely("printf() failed, and nobody looked: see ferror()");
        expect_exit(talk.client, 1);
        expect_line(talk.client, ERR, "standard output");
    }
}

static void client_output_cannot_be_written_at_the_end(void)
{
    struct launch full = {.output = "/dev/full"};
    struct talk talk = start_client(&full);

    type_bytes(talk.client, "no newline", 10);
    end_input(talk.client);
    peer_expect(talk.peer, "no newline");
    peer_say(talk.peer, "no newline");
    peer_finish(talk.peer);
    likely("what has no newline is still in stdio's buffer: fflush(), or "
           "nobody hears that it could not be written");
    expect_exit(talk.client, 1);
    expect_line(talk.client, ERR, "standard output");
}

static void client_has_no_output(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server(&server));

    rule_no_output("client", "127.0.0.1", port);
}

static void client_misses_standard_streams(void)
{
    rule_missing_streams_of_client("client", NULL, NULL);
}

static void client_shares_its_input(void)
{
    struct launch launch = {.shared_input = true};
    struct talk talk = start_client(&launch);

    likely("another program has made standard input not wait: read() returns "
           "-1 with EAGAIN while nothing is there, and poll() waits");
    await_rest(talk.client);
    type_line(talk.client, "hello?");
    peer_expect(talk.peer, "hello?\n");
}

static void client_calls_that_fail(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EMFILE),        FAULT(socket, ENOBUFS),
        FAULT(socket, EACCES),        FAULT(connect, ECONNREFUSED),
        FAULT(connect, ETIMEDOUT),    FAULT(connect, ENETUNREACH),
        FAULT(connect, EHOSTUNREACH), FAULT(connect, EADDRNOTAVAIL),
        FAULT(connect, EACCES),       FAULT(send, EPIPE),
        FAULT(send, ECONNRESET),      FAULT(send, ENOBUFS),
        FAULT(recv, ECONNRESET),      FAULT(recv, ETIMEDOUT),
        FAULT(recv, ENOMEM),          FAULT(shutdown, ENOBUFS)};
    struct process *server;
    const char *port;

    start_server(&server);
    for (size_t i = 0; i < COUNT(faults); i++) {
        port = text_of("%d", server_port(server));
        rule_fails(&faults[i], "client", "127.0.0.1", port);
    }
}

/* ---- both ---- */

static void client_and_server_together(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server(&server));
    struct process *client = start("client", "127.0.0.1", port, NULL);

    for (int i = 0; i < 10; i++)
        type_line(client, text_of("line %d", i));
    type_bytes(client, "the last", 8);
    end_input(client);
    expect_exit(client, 0);
    expect_line(client, OUT, "line 9");
    expect_line(client, OUT, "the last");
}

/* ---- with the programs that the course grew from ---- */

static void python_client_meets_our_server(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server(&server));

    expect_line(start_python("002_echo_client.py", port, "Olá", NULL), OUT,
                "echo: Olá");
    expect_line(server, OUT, "left, 4 bytes echoed");
}

static void our_client_meets_a_python_server(void)
{
    struct process *server = start_python("002_echo_server.py", "0", NULL);
    const char *port = text_of("%d", server_port(server));
    struct process *client = start("client", "127.0.0.1", port, NULL);

    type_line(client, "Olá");
    expect_line(client, OUT, "Olá");
    type_bytes(client, "the last", 8);
    end_input(client);
    expect_exit(client, 0);
    expect_line(client, OUT, "the last");
}

static void scene_plays(void)
{
    rule_scene("02-echo");
}

/* The most basic first. */
static const struct check checks[] = {
    CHECK_FIRST(server_listens_where_told),
    CHECK_FIRST(client_connects_where_told),
    CHECK(server_echoes_a_line),
    CHECK(client_is_a_filter),
    CHECK(server_serves_one_after_another),
    CHECK(server_needs_no_newline),
    CHECK(server_echoes_any_byte),
    CHECK(server_keeps_a_character_cut_in_two),
    CHECK(server_sends_the_rest_after_a_short_send),
    CHECK(client_reads_a_reply_in_pieces),
    CHECK(client_keeps_two_replies_apart),
    CHECK(client_sends_the_last_line_as_it_is),
    CHECK(client_passes_any_byte),
    CHECK(client_ends_at_a_farewell),
    CHECK(client_sends_what_only_looks_like_a_farewell),
    CHECK(server_finishes_the_echo_after_a_half_close),
    CHECK(client_hears_that_the_server_hung_up),
    CHECK(client_counts_no_more_than_an_echo),
    CHECK(client_hears_that_a_reply_stayed_incomplete),
    CHECK_CALM(client_nobody_listens),
    CHECK_CALM(client_does_not_call_itself),
    CHECK(client_and_server_together),
    CHECK_IN_FAIR_WEATHER(server_arguments, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(client_arguments, "no socket is used"),
    CHECK(server_port_taken),
    CHECK(server_restarts_at_once),
    CHECK(server_says_who_came),
    CHECK(server_survives_a_client_that_says_nothing),
    CHECK(server_survives_a_reset),
    CHECK(server_survives_a_client_that_left_before_the_echo),
    CHECK(client_survives_a_reset),
    CHECK(client_survives_a_server_that_died_meanwhile),
    CHECK(server_leaks_no_descriptor),
    CHECK_IN_FAIR_WEATHER(server_echoes_10_megabytes,
                          "megabytes, a byte a call, are only slow"),
    CHECK(server_echoes_64_kib_byte_by_byte),
    CHECK(server_echoes_odd_pieces),
    CHECK_IN_FAIR_WEATHER(server_waits_for_a_client_that_does_not_read,
                          "megabytes, a byte a call, are only slow"),
    CHECK(client_sends_a_line_of_4095_bytes),
    CHECK(client_refuses_a_longer_line),
    CHECK(client_refuses_an_endless_reply),
    CHECK(client_shows_no_escape_sequence_on_a_terminal),
    CHECK(client_ends_in_the_middle_of_a_line_on_a_terminal),
    CHECK_IN_FAIR_WEATHER(server_calls_that_fail_at_the_start,
                          "it ends before anything is received or sent"),
    CHECK(server_calls_that_fail_with_a_client),
    CHECK(server_accepts_again_after_trouble_that_passes),
    CHECK(client_calls_that_fail),
    CHECK_CALM(server_output_is_a_full_disk),
    CHECK_IN_FAIR_WEATHER(server_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK(client_output_cannot_be_written),
    CHECK(client_output_cannot_be_written_at_the_end),
    CHECK(client_has_no_output),
    CHECK_IN_FAIR_WEATHER(client_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK(client_shares_its_input),
    CHECK_IN_FAIR_WEATHER(python_client_meets_our_server,
                          "a seed's program takes one recv() for a message"),
    CHECK(our_client_meets_a_python_server),
    CHECK(scene_plays),
};

static const struct wrong wrongs[] = {
    {"02_one_recv_is_the_reply", "client", client_reads_a_reply_in_pieces,
     "recv() returned 1 of 6 bytes, and the program took them"},
    {"02_no_reuseaddr", "server", server_restarts_at_once, "SO_REUSEADDR"},
    {"02_dies_of_sigpipe", "server",
     server_survives_a_client_that_left_before_the_echo, "SIGPIPE"},
    {"02_leaks_a_descriptor", "server", server_leaks_no_descriptor,
     "close() is missing"},
    {"02_forgets_the_half_close", "server",
     server_finishes_the_echo_after_a_half_close,
     "not the end of the conversation"},
};

int main(int argc, char **argv)
{
    return run_suite("02-echo", checks, COUNT(checks), wrongs, COUNT(wrongs),
                     argc, argv);
}
