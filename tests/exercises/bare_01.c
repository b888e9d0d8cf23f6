/* bare_01.c - Exercise 0 of step 01: the bare programs, brought through this.
 */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the other end says, to the end of the stream: a text. */
static void hear_to_the_end(int peer)
{
    enum { MOST = 4096 };
    char *text = new_text(MOST);
    size_t length = peer_receive_all(peer, text, MOST);

    if (!memchr(text, '\0', length))
        return;
    likely("the 0 that ends a text in C is not part of it: strlen() does not "
           "count it, but sizeof does");
    failed("a text without a zero byte", "%s", quoted(text, length));
}

/* A client as it should be: it listens, speaks, and says that this was all. */
static void talk_with_server(void)
{
    int peer = peer_connect(subject_port());

    expect_something(peer);
    peer_say(peer, "Olá também!");
    peer_finish(peer);
    hear_to_the_end(peer);
    peer_close(peer);
}

/* Bound to all addresses, it would answer at 127.0.0.2 as well (on Linux). */
static void expect_nobody_elsewhere(int port)
{
    struct sockaddr_in other = {.sin_family = AF_INET,
                                .sin_port = htons((in_port_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    other.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    bool reached = connect(fd, (struct sockaddr *)&other, sizeof other) == 0;
    close(fd);
    likely("INADDR_ANY offers the service to the whole network: "
           "INADDR_LOOPBACK is 127.0.0.1, and for this machine only");
    check(!reached, "nobody at 127.0.0.2", "the server listens there, too");
}

static void speaks_where_it_is_told(void)
{
    likely("the server listens on the port that it is given, and sin_port is "
           "htons(port): its bytes are in network order");
    start_subject_server("");
    expect_nobody_elsewhere(subject_port());
    likely("the server speaks as soon as it has accepted a client");
    int peer = peer_connect(subject_port());
    expect_something(peer);
    likely(NULL);
    peer_say(peer, "Olá também!");
    peer_finish(peer);
    hear_to_the_end(peer);
}

/* In the end more of them than the server may have descriptors. */
static void serves_one_after_the_other(void)
{
    enum { DESCRIPTORS = 64, CLIENTS = 70 };

    start_subject(&(struct call){.launch = {.descriptors = DESCRIPTORS}});
    likely("after one client the program goes back to accept(): it is the "
           "connection that is closed, and not the listener");
    for (int i = 0; i < 3; i++)
        talk_with_server();
    likely("the connection of a client that has been served is closed: else "
           "the server runs out of descriptors");
    for (int i = 3; i < CLIENTS; i++)
        talk_with_server();
}

static void serves_after_a_reset(void)
{
    struct process *server = start_subject_server("");

    likely("send() or recv() has failed with ECONNRESET, and the program "
           "ended: that ends this connection, and no more");
    let_it_find_a_reset(server);
    talk_with_server();
    int peer = peer_connect(subject_port());
    expect_something(peer);
    peer_say(peer, "Ol");
    peer_reset(peer);
    talk_with_server();
}

static void likely_it_was_a_piece(void)
{
    likely("recv() brings what is there, and that may be a piece: only when it "
           "returns 0 was it all");
}

/* Where the other end is still to be sent something. */
static void likely_it_is_closed(void)
{
    likely("closed too early: close(), or shutdown() of both halves, before "
           "recv() has returned 0");
}

/* Up to its end, and unchanged. */
static void await_all_shown(struct process *process, const char *text,
                            const char *end)
{
    likely_it_was_a_piece();
    await_shown(process, end);
    likely("all of it has come, but it is shown otherwise: the two bytes of an "
           "á are not control characters. A char may be negative, so make it "
           "an unsigned char before you compare");
    await_shown(process, text);
}

static void server_shows_all(void)
{
    struct process *server = start_on_terminal("server", 0);
    int peer = peer_connect(subject_port());

    expect_something(peer);
    likely_it_is_closed();
    peer_say(peer, "Ol\xc3");
    let_read(server);
    peer_say(peer, "\xa1, servidor: está tudo aqui?");
    likely_it_was_a_piece();
    peer_finish(peer);
    await_all_shown(server, "Olá, servidor: está tudo aqui?", " tudo aqui?");
}

static void client_shows_all(void)
{
    int port, listener = peer_listen(&port);
    struct process *client = start_subject_client("", port);

    likely("the client connects to the port that it is given, and sin_port is "
           "htons(port)");
    int peer = peer_accept(listener);
    likely_it_is_closed();
    peer_say(peer, "Ol\xc3");
    let_read(client);
    peer_say(peer, "\xa1, cliente: está tudo aqui?");
    likely_it_was_a_piece();
    peer_finish(peer);
    hear_to_the_end(peer);
    expect_exit(client, 0);
    await_all_shown(client, "Olá, cliente: está tudo aqui?", " tudo aqui?");
}

static void they_talk_with_each_other(void)
{
    start_subject_server("");
    struct process *client = start_subject_client("", subject_port());

    likely("each waits for the other's end of stream: say that you have said "
           "all, with shutdown(SHUT_WR), before you read to the end");
    expect_exit(client, 0);
}

/* The connection that the server closes first keeps the port. Three times, as
   rule_restart(). */
static void starts_again_at_once(void)
{
    struct process *server = start_subject_server("");
    int port = subject_port(), peer = peer_connect(port);

    for (int i = 0; i < 3; i++) {
        expect_something(peer);
        send_signal(server, SIGKILL);
        expect_death(server, SIGKILL);
        peer_finish(peer);
        likely("the connections of the server that has ended hold its port for "
               "up to a minute: SO_REUSEADDR, set before bind(), lets the "
               "server have it all the same");
        server = start_subject(&(struct call){.port = port});
        peer = peer_connect(port);
    }
    expect_something(peer);
}

/* What would give the terminal's window another title. */
static const char command[] = "before \x1b]0;mine\x07 after";

static void need_terminal(void)
{
    if (!has_terminals())
        skipped("there is no pseudo terminal here");
}

static void expect_harmless_words(struct process *process)
{
    likely("what the other end says must not command your terminal: show a "
           "control character as \\x1b, or leave it out");
    await_shown(process, " after");
    expect_no_command(process);
}

static void server_passes_no_commands_on(void)
{
    need_terminal();
    struct process *server = start_on_terminal("server", 0);
    int peer = peer_connect(subject_port());

    expect_something(peer);
    peer_say(peer, command);
    peer_finish(peer);
    expect_harmless_words(server);
}

static void client_passes_no_commands_on(void)
{
    int port, listener = peer_listen(&port);

    need_terminal();
    struct process *client = start_on_terminal("client", port);
    int peer = peer_accept(listener);

    peer_say(peer, command);
    peer_finish(peer);
    expect_harmless_words(client);
}

const struct bare_task bare_01[] = {
    {"server.c read_arguments",
     {"0", "the server listens where it is told, and speaks first",
      speaks_where_it_is_told}},
    {"server.c accept_clients",
     {"0", "seventy clients are served, one after the other",
      serves_one_after_the_other}},
    {"server.c serve_client",
     {"0", "a client that resets its connection is not felt by the next",
      serves_after_a_reset}},
    {"server.c receive_all",
     {"0", "the server shows all of a text that comes in pieces",
      server_shows_all}},
    {"server.c receive_all",
     {"0", "the client shows all of a text that comes in pieces",
      client_shows_all}},
    {"server.c serve_client",
     {"0", "your client and your server talk with each other, and end",
      they_talk_with_each_other}},
    {"server.c create_listener",
     {"0", "the server can be started again at once", starts_again_at_once}},
    {"server.c receive_all",
     {"0", "the server passes no escape sequences on to its terminal",
      server_passes_no_commands_on}},
    {"server.c receive_all",
     {"0", "nor does the client", client_passes_no_commands_on}},
};
const size_t bare_01_count = sizeof bare_01 / sizeof *bare_01;
