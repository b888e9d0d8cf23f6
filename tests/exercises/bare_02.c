/* bare_02.c - Exercise 0 of step 02: the bare programs, brought through this.
 */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <string.h>
#include <sys/socket.h>

/* ---- the server ---- */

static void comes_back(int peer, const char *words)
{
    peer_say(peer, words);
    peer_expect(peer, words);
}

static void still_serves(void)
{
    int peer = peer_connect(subject_port());

    comes_back(peer, "still there?\n");
    peer_finish(peer);
    peer_expect_end(peer);
    peer_close(peer);
}

static void bytes_come_back(void)
{
    static const char with_zeros[] = "a\0b\0\n\xff\xfe";

    start_subject_server("");
    int peer = peer_connect(subject_port());
    likely("what recv() brought goes back at once, and all of it: an echo that "
           "waits for a newline waits forever here");
    comes_back(peer, "half a li");
    comes_back(peer, "ne\nand two\nin one write: caf\xc3");
    comes_back(peer, "\xa9\n");
    likely("bytes are not text: one of them may be 0, where strlen() ends");
    peer_send(peer, with_zeros, sizeof with_zeros);
    peer_expect_bytes(peer, with_zeros, sizeof with_zeros);
    peer_finish(peer);
    peer_expect_end(peer);
}

/* More of them than the server may have descriptors. */
static void resets_are_survived(void)
{
    enum { DESCRIPTORS = 64, RESETS = 70 };

    start_subject(&(struct call){.launch = {.descriptors = DESCRIPTORS}});
    for (int i = 0; i < RESETS; i++) {
        int peer = peer_connect(subject_port());
        likely("recv() has failed with ECONNRESET: that ends this connection, "
               "which is closed, and no more");
        comes_back(peer, "hello\n");
        peer_reset(peer);
    }
    still_serves();
}

static void who_has_gone_is_survived(void)
{
    struct process *server = start_subject_server("");

    likely("the client had gone before all was sent: that raises SIGPIPE, "
           "which ends a program that does not ignore it; then send() fails "
           "with EPIPE, and that ends this connection only");
    let_it_find_one_who_has_gone(server);
    still_serves();
}

static void server_sends_the_rest(void)
{
    start_subject(&(struct call){.launch = {.faults = "send=short"}});
    int peer = peer_connect(subject_port());

    did("cut each send() of the server to one byte, as the kernel may");
    likely("send() returns how many bytes it has taken: the rest is still to "
           "be sent");
    comes_back(peer, "Olá, tudo bem?\n");
    comes_back(peer, "tudo\n");
}

/* ---- the client ---- */

struct talk {
    struct process *client;
    int peer;
};

static struct talk talk_with_client(const char *faults)
{
    int port, listener = peer_listen(&port);
    struct call call = {
        .program = "client", .port = port, .launch = {.faults = faults}};
    struct talk talk = {.client = start_subject(&call)};

    talk.peer = peer_accept(listener);
    return talk;
}

static void hear_and_answer(struct talk *talk, const char *line)
{
    type_line(talk->client, line);
    peer_expect(talk->peer, text_of("%s\n", line));
    peer_say(talk->peer, text_of("%s\n", line));
}

static void client_reads_the_whole_echo(void)
{
    char byte;
    struct talk talk = talk_with_client(NULL);

    type_line(talk.client, "Olá, um");
    peer_expect(talk.peer, "Olá, um\n");
    peer_say(talk.peer, "Ol\xc3");
    let_read(talk.client);
    type_line(talk.client, "dois");
    let_rest(talk.client); /* the echo is not whole: it goes on to read */
    likely("one recv() brought a piece of the echo, and the client went on: it "
           "has to read until the line's newline has come, or as many bytes "
           "as it has sent");
    check(recv(talk.peer, &byte, 1, MSG_PEEK) < 0,
          "the next line not before the echo is whole", "the next line");
    peer_say(talk.peer, "\xa1, um\n");
    peer_expect(talk.peer, "dois\n");
    let_rest(talk.client); /* whatever it takes for the echo, it has read */
    peer_say(talk.peer, "dois\n");
    peer_finish(talk.peer);
    end_input(talk.client);
    expect_exit(talk.client, 0);
    await_shown(talk.client, "Olá, um\n");
    await_shown(talk.client, "dois\n");
}

static void client_sends_the_last_line(void)
{
    struct talk talk = talk_with_client(NULL);

    hear_and_answer(&talk, "um");
    type_bytes(talk.client, "fim", 3);
    end_input(talk.client);
    likely("a last line may lack its newline: it is sent as it is, and its "
           "echo has come when as many bytes have, or when the stream ends");
    peer_expect(talk.peer, "fim");
    peer_say(talk.peer, "fim");
    peer_close(talk.peer);
    expect_exit(talk.client, 0);
    await_shown(talk.client, "fim");
}

static void client_tells_of_the_end(void)
{
    for (int part = 0; part < 2; part++) {
        struct talk talk = talk_with_client(NULL);
        type_line(talk.client, "anybody there?");
        peer_expect(talk.peer, "anybody there?\n");
        if (part)
            peer_say(talk.peer, "any");
        end_input(talk.client);
        peer_close(talk.peer);
        likely("recv() returned 0 with an echo still to come: the server has "
               "gone, and that is a failure");
        expect_failure(talk.client);
    }
}

static void client_sends_the_rest(void)
{
    struct talk talk = talk_with_client("send=short");

    did("cut each send() of the client to one byte, as the kernel may");
    likely("send() returns how many bytes it has taken: the rest is still to "
           "be sent");
    hear_and_answer(&talk, "Olá!");
    hear_and_answer(&talk, "tudo bem?");
    end_input(talk.client);
    peer_expect_end(talk.peer);
    peer_close(talk.peer);
    expect_exit(talk.client, 0);
    await_shown(talk.client, "Olá!\n");
    await_shown(talk.client, "tudo bem?\n");
}

const struct bare_task bare_02[] = {
    {"server.c serve_client",
     {"0", "the server sends back whatever comes, however it is cut",
      bytes_come_back}},
    {"server.c serve_client",
     {"0", "seventy clients that reset are not felt by the next",
      resets_are_survived}},
    {"server.c serve_client",
     {"0", "the server survives a client that has gone before its echo",
      who_has_gone_is_survived}},
    {"server.c write_all",
     {"0", "the server sends all, though each send() takes one byte",
      server_sends_the_rest}},
    {"lines.h read_line",
     {"0", "the client reads the whole of an echo that comes in pieces",
      client_reads_the_whole_echo}},
    {"client.c talk",
     {"0", "the client sends a last line without a newline, and shows its echo",
      client_sends_the_last_line}},
    {"client.c show_reply",
     {"0", "the client says so when the server ends instead of answering",
      client_tells_of_the_end}},
    {"server.c write_all",
     {"0", "the client sends all, though each send() takes one byte",
      client_sends_the_rest}},
};
const size_t bare_02_count = sizeof bare_02 / sizeof *bare_02;
