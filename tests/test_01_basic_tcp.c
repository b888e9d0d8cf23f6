/* test_01_basic_tcp.c - a listening socket is not a connected one. */
#define _POSIX_C_SOURCE 200809L

#include "suite/suite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define WELCOME "Bem-vindo ao servidor!"
#define GREETING "Olá, servidor!"

/* ---- the server ---- */

static int start_server(struct process **server)
{
    *server = start("server", "0", NULL);
    return server_port(*server);
}

/* The words, as soon as there is a connection, and then the end of the stream.
 */
static void expect_unasked(int peer, const char *words)
{
    likely_if_it_waits("neither may wait for the other to speak first, or both "
                       "wait forever");
    peer_expect(peer, words);
    likely_if_it_waits(
        "after its words it must end its half of the stream: "
        "shutdown(SHUT_WR), for the other end reads until recv() "
        "returns 0");
    peer_expect_end(peer);
    likely(NULL);
}

/* It has shown these words, no more and no less, and counted them. */
static void expect_shown(struct process *process, const char *words,
                         size_t characters)
{
    size_t bytes = strlen(words), length;
    const char *count =
        text_of("(%zu bytes, %zu characters)", bytes, characters);
    const char *all = text_of("says: %s\n%s\n", words, count);
    const char *line = expect_line(process, OUT, " characters)");
    const char *number = strchr(line, '(');
    size_t counted = number ? (size_t)atol(number + 1) : bytes;
    size_t end = strlen(all);

    if (counted < bytes)
        likely("recv() returns what has come so far, not all that was sent: "
               "read on until it returns 0");
    else if (counted > bytes)
        likely("recv() returns how many bytes have come: strlen() goes on to "
               "the next 0, wherever that is");
    check(strcmp(line, count) == 0, count, "%s", line);
    const char *shown = strstr(output_of(process, OUT, &length), "says: ");
    check(shown, "says: ", "%s", quoted(output_of(process, OUT, NULL), length));
    length -= (size_t)(shown - output_of(process, OUT, NULL));
    likely("recv() returns how many bytes have come: what else is in the array "
           "is not from the other end");
    check(length >= end && memcmp(shown, all, end) == 0, quoted(all, end), "%s",
          quoted(shown, length));
    likely(NULL);
}

/* After whatever happened, the next client is welcomed. */
static void still_serves(struct process *server)
{
    int peer = peer_connect(server_port(server));

    likely_if_it_waits("what one client did must not be felt by the next: the "
                       "server must go back to accept()");
    peer_expect(peer, WELCOME);
    peer_finish(peer);
    peer_expect_end(peer);
}

static void server_arguments(void)
{
    rule_server_arguments("server");
    rule_numeric_only("server", "0", "localhost");
    rule_numeric_only("server", "0", "::1");
}

static void server_listens_where_told(void)
{
    rule_listens_where_told("server");
}

static void server_listens_on_loopback_only(void)
{
    struct process *server = start("server", "0", NULL);

    expect_line(server, OUT, "listening on 127.0.0.1:");
}

static void server_listens_on_the_address_it_is_told(void)
{
    struct process *server = start("server", "0", "0.0.0.0", NULL);

    expect_line(server, OUT, "listening on 0.0.0.0:");
    expect_unasked(peer_connect(server_port(server)), WELCOME);
}

static void server_port_taken(void)
{
    rule_port_taken("server");
}

static void server_restarts_at_once(void)
{
    rule_restart("server");
}

static void server_speaks_first(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));

    expect_unasked(peer, WELCOME);
    peer_say(peer, GREETING);
    peer_finish(peer);
    likely_if_it_waits("recv() returns 0 when the other end has said that no "
                       "more will come: that is the end of the stream");
    expect_shown(server, GREETING, 14);
    peer_close(peer);
    still_serves(server);
}

/* At rest, it has read what has come, and waits for more. The second piece is
   shorter than the first: who does not look at its length shows the rest of
   that again. */
static void server_reads_to_the_end(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));

    peer_say(peer, "Olá,");
    await_rest(server);
    likely("recv() returns what has come so far, not all that was sent: read "
           "on until it returns 0");
    peer_say(peer, " se");
    await_rest(server);
    peer_say(peer, "rvidor, como vai?");
    peer_finish(peer);
    expect_shown(server, "Olá, servidor, como vai?", 24);
}

static void server_counts_a_character_cut_in_two(void)
{
    struct launch launch = {.faults = "recv=short"};
    struct process *server = start_with(&launch, "server", "0", NULL);
    int peer = peer_connect(server_port(server));

    likely("recv() may cut a character of two bytes in two: only its first "
           "byte counts");
    peer_say(peer, "caf\xc3\xa9 \xf0\x9f\x99\x82");
    peer_finish(peer);
    expect_shown(server, "café \xf0\x9f\x99\x82", 6);
}

static void server_shows_no_escape_sequence_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct process *server = start_with(&terminal, "server", "0", NULL);
    int peer = peer_connect(server_port(server));

    likely("a peer must not be able to drive the reader's screen");
    peer_say(peer, "\x1b[2J\x07\xc2\x9b caf\xc3\xa9 \xff\xc3");
    peer_finish(peer);
    expect_line(server, OUT, "says: \\x1b[2J\\x07\\xc2\\x9b café \\xff\\xc3");
}

/* Each is the first or the last of those that nobody sees, or that turn the
   line around, between its neighbours. */
static void server_shows_hidden_characters_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct process *server = start_with(&terminal, "server", "0", NULL);
    int peer = peer_connect(server_port(server));

    likely("what nobody sees, or what turns the line around, can make one text "
           "look like another");
    peer_say(peer, "\xe2\x80\x8a\xe2\x80\x8b+\xe2\x80\x8f\xe2\x80\x90 "
                   "\xe2\x80\xa9\xe2\x80\xaa+\xe2\x80\xae\xe2\x80\xaf "
                   "\xe2\x81\xa5\xe2\x81\xa6+\xe2\x81\xa9\xe2\x81\xaa "
                   "\xef\xbb\xbe\xef\xbb\xbf\xef\xbc\x80");
    peer_finish(peer);
    expect_line(server, OUT,
                "says: \xe2\x80\x8a\\xe2\\x80\\x8b+\\xe2\\x80\\x8f\xe2\x80\x90 "
                "\xe2\x80\xa9\\xe2\\x80\\xaa+\\xe2\\x80\\xae\xe2\x80\xaf "
                "\xe2\x81\xa5\\xe2\\x81\\xa6+\\xe2\\x81\\xa9\xe2\x81\xaa "
                "\xef\xbb\xbe\\xef\\xbb\\xbf\xef\xbc\x80");
}

static void server_passes_bytes_unchanged_into_a_pipe(void)
{
    static const char bytes[] = "\x1b[2J\0\xff";
    struct process *server;
    int peer = peer_connect(start_server(&server));

    likely(
        "one of the bytes is 0, and for strlen() the text ends there: recv() "
        "returns how many have come");
    peer_send(peer, bytes, sizeof bytes - 1);
    peer_finish(peer);
    expect_line(server, OUT, "says: \x1b[2J");
    expect_line(server, OUT, "(6 bytes, 6 characters)");
}

static void server_takes_a_long_text(void)
{
    struct process *server;
    int peer = peer_connect(start_server(&server));
    char text[1000];

    likely("recv() is to be called until it returns 0, however much comes");
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 300; i++)
        peer_send(peer, text, sizeof text);
    peer_finish(peer);
    expect_line(server, OUT, "(300000 bytes, 300000 characters)");
}

static void server_serves_one_after_another(void)
{
    struct process *server;

    start_server(&server);
    for (int i = 0; i < 3; i++)
        still_serves(server);
}

static void server_survives_hostile_clients(void)
{
    struct process *server;
    int port = start_server(&server);

    peer_close(peer_connect(port));
    still_serves(server);
    peer_reset(peer_connect(port));
    still_serves(server);

    int peer = peer_connect(port);
    peer_say(peer, "half a wo");
    peer_expect(peer, WELCOME);
    peer_reset(peer);
    expect_line(server, ERR, strerror(ECONNRESET));
    still_serves(server);
}

/* Stopped, the server finds a connection that is already reset, and was at its
   end before: to send there is EPIPE, and raises SIGPIPE. */
static void server_survives_a_client_that_left_before_the_welcome(void)
{
    struct process *server;
    int port = start_server(&server);

    send_signal(server, SIGSTOP);
    int peer = peer_connect(port);
    peer_finish(peer);
    peer_reset(peer);
    send_signal(server, SIGCONT);
    still_serves(server);
}

static void server_leaks_no_descriptor(void)
{
    struct launch few = {.descriptors = 16};
    struct process *server = start_with(&few, "server", "0", NULL);

    likely("close() is missing where a connection ends: a descriptor a "
           "client is lost, until there are none left");
    for (int i = 0; i < 40; i++)
        still_serves(server);
}

static void server_calls_that_fail_at_the_start(void)
{
    rule_server_fails_at_the_start("server");
}

/* One client's trouble: said, and the next one is served. */
static void server_calls_that_fail_with_a_client(void)
{
    static const struct fault faults[] = {
        FAULT(recv, ECONNRESET),   FAULT(recv, ETIMEDOUT),
        FAULT(recv, ENOMEM),       FAULT(send, EPIPE),
        FAULT(send, ECONNRESET),   FAULT(send, ENOBUFS),
        FAULT(send, EHOSTUNREACH), FAULT(shutdown, ENOBUFS)};

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {
            .faults = text_of("%s=%sx1", faults[i].call, faults[i].name)};
        struct process *server = start_with(&launch, "server", "0", NULL);
        int port = server_port(server);
        likely("%s() failed with %s once: one client's trouble, no more",
               faults[i].call, faults[i].name);
        peer_connect(port);
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

static void server_output_cannot_be_written(void)
{
    rule_full_output("server", "0", NULL);
    rule_closed_output("server", "0", NULL);
    rule_output_ends("server");
}

static void server_misses_standard_streams(void)
{
    rule_missing_streams_of_server("server", still_serves);
}

/* ---- the client ---- */

/* A client that is connected to a peer of ours. */
static int start_client(const struct launch *launch, struct process **client)
{
    int port, listener = peer_listen(&port);

    *client =
        start_with(launch, "client", "127.0.0.1", text_of("%d", port), NULL);
    return peer_accept(listener);
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
    struct launch careful = {.count_sockets = true};
    const char *port = text_of("%d", dead_port());
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

static void client_speaks_first(void)
{
    struct launch careful = {.count_sockets = true};
    struct process *client;
    int peer = start_client(&careful, &client);

    expect_unasked(peer, GREETING);
    peer_say(peer, WELCOME);
    peer_close(peer);
    likely_if_it_waits("recv() returns 0 when the other end has said that no "
                       "more will come: that is the end of the stream");
    expect_shown(client, WELCOME, 22);
    expect_exit(client, 0);
}

static void client_tells_both_addresses(void)
{
    struct process *client;

    start_client(NULL, &client);
    const char *line = expect_line(client, OUT, "connected to 127.0.0.1:");
    check(strstr(line, " from 127.0.0.1:"), "this end's address too", "%s",
          line);
}

static void client_reads_to_the_end(void)
{
    struct launch launch = {.faults = "recv=short"};
    struct process *client;
    int peer = start_client(&launch, &client);

    peer_expect(peer, GREETING);
    likely("recv() returns what has come so far, not all that was sent: read "
           "on until it returns 0");
    peer_say(peer, "Olá! Olá também!");
    peer_close(peer);
    expect_shown(client, "Olá! Olá também!", 16);
    expect_exit(client, 0);
}

static void client_shows_no_escape_sequence_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct process *client;
    int peer = start_client(&terminal, &client);

    likely("a peer must not be able to drive the reader's screen");
    peer_say(peer, "\x1b[2J\x07 caf\xc3\xa9 \xe2\x82");
    peer_finish(peer);
    expect_line(client, OUT, "server says: \\x1b[2J\\x07 café \\xe2\\x82");
}

static void client_meets_a_silent_end(void)
{
    struct process *client;
    int peer = start_client(NULL, &client);

    expect_unasked(peer, GREETING);
    peer_close(peer);
    expect_line(client, OUT, "(0 bytes, 0 characters)");
    expect_exit(client, 0);
}

static void client_survives_a_reset(void)
{
    struct process *client;
    int peer = start_client(NULL, &client);

    peer_expect(peer, GREETING);
    peer_reset(peer);
    likely("recv() returned -1: the connection is gone, and that is a failure, "
           "not the end of the stream");
    expect_exit(client, 1);
    expect_line(client, ERR, strerror(ECONNRESET));
}

/* What printf() does in between must not change what recv() failed with. */
static void client_survives_a_reset_with_nowhere_to_write(void)
{
    struct process *client;
    int peer = start_client(NULL, &client);

    peer_expect(peer, GREETING);
    await_rest(client); /* it waits in recv() */
    close_output(client);
    peer_reset(peer);
    likely("errno is the last failure's: keep it before you call another "
           "function");
    expect_exit(client, 1);
    const char *line = expect_line(client, ERR, "recv 127.0.0.1:");
    check(strstr(line, strerror(ECONNRESET)), strerror(ECONNRESET), "%s", line);
}

static void client_output_cannot_be_written(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server(&server));

    rule_full_output("client", "127.0.0.1", port);
    rule_closed_output("client", "127.0.0.1", port);
    rule_no_output("client", "127.0.0.1", port);
}

/* The server does not say that no more will come. */
static void client_reads_no_more_than_it_can_show(void)
{
    struct process *client;
    int peer = start_client(NULL, &client);

    expect_line(client, OUT, "connected to");
    close_output(client);
    likely("printf() failed, and nobody looked before the end of the stream: "
           "ask ferror() each time");
    peer_say(peer, WELCOME);
    expect_exit(client, 1);
    expect_line(client, ERR, text_of("standard output: %s", strerror(EPIPE)));
}

static void client_misses_standard_streams(void)
{
    rule_missing_streams_of_client("client", NULL, NULL);
}

static void client_calls_that_fail(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EMFILE),        FAULT(socket, ENOBUFS),
        FAULT(socket, EACCES),        FAULT(connect, ECONNREFUSED),
        FAULT(connect, ETIMEDOUT),    FAULT(connect, ENETUNREACH),
        FAULT(connect, EHOSTUNREACH), FAULT(connect, EADDRNOTAVAIL),
        FAULT(connect, EACCES),       FAULT(getsockname, ENOBUFS),
        FAULT(send, EPIPE),           FAULT(send, ECONNRESET),
        FAULT(send, ENOBUFS),         FAULT(shutdown, ENOBUFS),
        FAULT(recv, ECONNRESET),      FAULT(recv, ETIMEDOUT),
        FAULT(recv, ENOMEM)};
    struct process *server;
    const char *port = text_of("%d", start_server(&server));

    for (size_t i = 0; i < COUNT(faults); i++)
        rule_fails(&faults[i], "client", "127.0.0.1", port);
}

/* ---- with the programs that the course grew from ---- */

static void python_clients_meet_our_servers(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server(&server));

    expect_line(start_python("001_client.py", port, NULL), OUT,
                "message: " WELCOME);
    expect_line(server, OUT, "says: " GREETING);
    expect_line(start_python("003_client.py", port, NULL), OUT,
                "data: " WELCOME);
    expect_line(server, OUT, "says: Olá também!");

    expect_exit(start_python("003_bare_client.py", port, NULL), 0);
    still_serves(server);
}

static void our_clients_meet_python_servers(void)
{
    struct process *server = start_python("001_server.py", "0", NULL);
    const char *port = text_of("%d", server_port(server));
    struct process *client = start("client", "127.0.0.1", port, NULL);

    expect_line(client, OUT, "server says: " WELCOME);
    expect_exit(client, 0);
    expect_line(server, OUT, "message: " GREETING);

    server = start_python("003_server.py", "0", NULL);
    port = text_of("%d", server_port(server));
    client = start("client", "127.0.0.1", port, NULL);
    expect_line(client, OUT, "server says: Olá!");
    expect_exit(client, 0);
    expect_line(server, OUT, "data: " GREETING);
}

static void scene_plays(void)
{
    rule_scene("01-basic-tcp");
}

/* The most basic first. */
static const struct check checks[] = {
    CHECK_FIRST(server_listens_where_told),
    CHECK_FIRST(client_connects_where_told),
    CHECK(server_speaks_first),
    CHECK(client_speaks_first),
    CHECK(server_listens_on_loopback_only),
    CHECK(server_listens_on_the_address_it_is_told),
    CHECK(server_serves_one_after_another),
    CHECK(server_reads_to_the_end),
    CHECK(client_reads_to_the_end),
    CHECK(client_meets_a_silent_end),
    CHECK(client_tells_both_addresses),
    CHECK(server_passes_bytes_unchanged_into_a_pipe),
    CHECK(server_counts_a_character_cut_in_two),
    CHECK(server_takes_a_long_text),
    CHECK_CALM(client_nobody_listens),
    CHECK_CALM(client_does_not_call_itself),
    CHECK_IN_FAIR_WEATHER(server_arguments, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(client_arguments, "no socket is used"),
    CHECK(server_port_taken),
    CHECK(server_restarts_at_once),
    CHECK(server_survives_hostile_clients),
    CHECK(server_survives_a_client_that_left_before_the_welcome),
    CHECK(server_leaks_no_descriptor),
    CHECK(client_survives_a_reset),
    CHECK(client_survives_a_reset_with_nowhere_to_write),
    CHECK(server_shows_no_escape_sequence_on_a_terminal),
    CHECK(client_shows_no_escape_sequence_on_a_terminal),
    CHECK(server_shows_hidden_characters_on_a_terminal),
    CHECK_IN_FAIR_WEATHER(server_calls_that_fail_at_the_start,
                          "it ends before anything is received or sent"),
    CHECK(server_calls_that_fail_with_a_client),
    CHECK(server_accepts_again_after_trouble_that_passes),
    CHECK(client_calls_that_fail),
    CHECK_CALM(server_output_cannot_be_written),
    CHECK_IN_FAIR_WEATHER(server_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK(client_reads_no_more_than_it_can_show),
    CHECK(client_output_cannot_be_written),
    CHECK_IN_FAIR_WEATHER(client_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK_IN_FAIR_WEATHER(python_clients_meet_our_servers,
                          "a seed's program takes one recv() for a message"),
    CHECK_IN_FAIR_WEATHER(our_clients_meet_python_servers,
                          "a seed's program takes one recv() for a message"),
    CHECK(scene_plays),
};

static const struct wrong wrongs[] = {
    {"01_waits_to_be_greeted", "server", server_speaks_first,
     "neither may wait for the other to speak"},
    {"01_raw_on_the_terminal", "client",
     client_shows_no_escape_sequence_on_a_terminal,
     "drive the reader's screen"},
};

int main(int argc, char **argv)
{
    return run_suite("01-basic-tcp", checks, COUNT(checks), wrongs,
                     COUNT(wrongs), argc, argv);
}
