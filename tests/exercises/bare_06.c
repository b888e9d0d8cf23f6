/* bare_06.c - Exercise 0 of step 06: the bare programs, brought through this.
 */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* ---- the server ---- */

/* A member that hears a newcomer knows that the newcomer is in the room. */
static void join_as(struct process *server, int *peers, int number,
                    int newcomer)
{
    const char *line = text_of("peer %d\n", number);

    let_rest(server); /* it has taken the newcomer in */
    peers[number] = newcomer;
    if (number > 0)
        peer_say(newcomer, line);
    for (int i = 0; i < number; i++)
        peer_expect(peers[i], line);
}

static void join(struct process *server, int *peers, int count)
{
    for (int i = 0; i < count; i++)
        join_as(server, peers, i, peer_connect(subject_port()));
}

/* Everybody but the sender hears it, and nothing else before. */
static void all_hear(const int *peers, int count, int sender, const char *line)
{
    peer_say(peers[sender], line);
    for (int i = 0; i < count; i++)
        if (i != sender)
            peer_expect(peers[i], line);
}

static void a_line_goes_to_all_the_others(void)
{
    struct process *server = start_subject_server("");
    int peers[4];

    likely("a line goes to all who are connected, and not back to its sender");
    join(server, peers, 4);
    for (int i = 0; i < 4; i++)
        all_hear(peers, 4, i, text_of("Olá, sou %d\n", i));
    for (int i = 0; i < 4; i++) {
        peer_finish(peers[i]);
        peer_expect_end(peers[i]); /* and nothing of its own before */
    }
}

/* In the end more of them than the server may have descriptors. One that has no
   more, and asks again and again, is held, or there would be no end. */
static void a_reset_is_one_members_affair(void)
{
    enum { DESCRIPTORS = 64, RESETS = 70 };
    struct process *server = start_subject(&(struct call){
        .launch = {.descriptors = DESCRIPTORS, .faults = "accept=hold@500"}});
    int peers[3];

    join(server, peers, 3);
    peer_reset(peers[2]);
    let_rest(server);
    likely("recv() has failed with ECONNRESET, or send() with EPIPE, and the "
           "program ended, for all: only this member is to be taken out");
    all_hear(peers, 2, 0, "still here?\n");
    all_hear(peers, 2, 1, "yes\n");
    likely("a member that is reset is taken out of the list, and its "
           "descriptor is closed: the next ones need it");
    for (int i = 0; i < RESETS; i++) {
        int victim = peer_connect(subject_port());
        peer_say(victim, "hello\n");
        peer_expect(peers[0], "hello\n");
        peer_reset(victim);
    }
}

/* A member leaves half a line, and others come. One of them has its descriptor:
   not the first, for accept() has chosen that one's before it waited. */
static void half_a_line_goes_with_its_member(struct process *server,
                                             const int *peers)
{
    enum { NEWCOMERS = 2 };
    int leaving = peer_connect(subject_port());

    let_rest(server);
    peer_say(leaving, "half");
    let_read(server);
    peer_close(leaving);
    likely("what a member has begun to say goes when it goes: it is not the "
           "beginning of what the next one says");
    for (int i = 0; i < NEWCOMERS; i++) {
        let_rest(server);
        int newcomer = peer_connect(subject_port());
        let_rest(server);
        peer_say(newcomer, "whole\n");
        const char *line = peer_line(peers[0]);
        if (i == 0 && strcmp(line, "half") == 0) /* a line, made of it */
            line = peer_line(peers[0]);
        check(strcmp(line, "whole") == 0, "whole", "%s",
              quoted(line, strlen(line)));
    }
}

static void lines_do_not_tear(void)
{
    struct process *server = start_subject_server("");
    int peers[3];

    join(server, peers, 3);
    likely("what one recv() brought is a piece, and the pieces of two senders "
           "mix: keep them for each member, until a newline has come");
    peer_say(peers[0], "one caf\xc3");
    let_read(server);
    peer_say(peers[1], "meanwhile\n");
    peer_expect(peers[2], "meanwhile\n");
    peer_say(peers[0], "\xa9\ntwo\n");
    peer_expect(peers[2], "one café\ntwo\n");
    peer_expect(peers[1], "one café\ntwo\n");
    peer_expect(peers[0], "meanwhile\n");
    likely("a line is bytes, and not a string: a zero byte does not end it");
    peer_send(peers[0], "a\0b\n", 4);
    peer_expect_bytes(peers[1], "a\0b\n", 4);
    peer_expect_bytes(peers[2], "a\0b\n", 4);
    half_a_line_goes_with_its_member(server, peers);
}

enum { LINE = 4096 };

/* Each of one letter, and each of another. */
static const char *lines(size_t count)
{
    char *text = new_text(count * LINE + 1);

    for (size_t i = 0; i < count; i++) {
        memset(text + i * LINE, 'a' + (int)(i % 26), LINE - 1);
        text[(i + 1) * LINE - 1] = '\n';
    }
    text[count * LINE] = '\0';
    return text;
}

/* Of such lines, some may not come, and the last may be broken off. */
static void expect_no_torn_lines(int peer)
{
    size_t column = 0;
    char byte, letter = '\0';
    ssize_t got;

    while ((got = recv(peer, &byte, 1, 0)) != 0) {
        if (got < 0 && !(errno == EAGAIN && wait_for(peer, POLLIN, bound())))
            break;
        if (got < 0)
            continue;
        letter = column == 0 ? byte : letter;
        check(byte == (column == LINE - 1 ? '\n' : letter), "whole lines",
              "a line of \"%c\" with a piece missing, after %zu bytes", letter,
              column);
        column = (column + 1) % LINE;
    }
}

static void who_does_not_read_holds_nobody_up(void)
{
    size_t count = in_chaos() ? 16 : 700;
    struct process *server = start_subject_server("");
    const char *some = lines(8);
    int peers[3];

    join(server, peers, 2);
    join_as(server, peers, 2, peer_connect_narrow(subject_port()));
    likely("a line has up to 4095 bytes, and comes whole");
    all_hear(peers, 3, 0, lines(1));
    likely("the server waits in send() for a member that does not read, and as "
           "it holds the lock, nobody else can go on: do not wait for a member "
           "that takes nothing, or not for long");
    for (size_t i = 0; i < count; i += 8) {
        peer_send(peers[0], some, strlen(some));
        peer_expect(peers[1], some);
    }
    all_hear(peers, 2, 1, lines(1));
    peer_finish(peers[2]);
    likely("a send() that does not wait may take a part of a line: the member "
           "gets the rest later, or nothing more");
    expect_no_torn_lines(peers[2]);
}

/* ---- the client ---- */

static struct process *start_client(int *peer)
{
    int port, listener = peer_listen(&port);
    struct process *client = start_subject(
        &(struct call){.program = "client", .port = port, .words = "ana"});

    *peer = peer_accept(listener);
    return client;
}

/* Whatever else it says: that it came, or who says it. */
static void hear_line_with(int peer, const char *text)
{
    while (!strstr(peer_line(peer), text))
        ;
}

static void client_listens_after_its_last_word(void)
{
    enum { MOST = 4096 };
    int peer;
    struct process *client = start_client(&peer);

    type_line(client, "Olá a todos");
    hear_line_with(peer, "Olá a todos");
    end_input(client);
    likely("at the end of its input the client says that this was all, with "
           "shutdown(SHUT_WR), and listens on until the server's end");
    peer_receive_all(peer, new_text(MOST), MOST);
    peer_say(peer, "bruno: até logo\n");
    peer_close(peer);
    expect_exit(client, 0);
    await_shown(client, "bruno: até logo");
}

static void client_tells_of_the_end(void)
{
    int peer;
    struct process *client = start_client(&peer);

    peer_say(peer, "bruno: oi\n");
    let_rest(client);
    peer_close(peer);
    likely("recv() returned 0 though the input has not ended: the server has "
           "gone, and that is a failure");
    expect_failure(client);

    client = start_client(&peer);
    peer_say(peer, "bruno: oi\nbruno: I was just go");
    let_rest(client);
    peer_close(peer);
    likely("the server has gone in the middle of a line: that is a failure, "
           "too");
    expect_failure(client);
}

/* What would give the terminal's window another title. */
static void client_passes_no_commands_on(void)
{
    int port, listener = peer_listen(&port);

    if (!has_terminals())
        skipped("there is no pseudo terminal here");
    struct process *client =
        start_subject(&(struct call){.program = "client",
                                     .port = port,
                                     .words = "ana",
                                     .launch = {.terminal = true}});
    int peer = peer_accept(listener);
    peer_say(peer, "before \x1b]0;mine\x07 after\n");
    likely("what the other end says must not command your terminal: show a "
           "control character as \\x1b, or leave it out");
    await_shown(client, " after"); /* it may draw its own line */
    check(!strstr(output_of(client, OUT, NULL), "\x1b]"),
          "no escape sequence of the other end's", "one");
}

const struct bare_task bare_06[] = {
    {"room.c run_length catch_up",
     {"0", "a line goes to all the others, and not back to its sender",
      a_line_goes_to_all_the_others}},
    {"server.c relay",
     {"0", "a reset takes one member out, and not the others",
      a_reset_is_one_members_affair}},
    {"server.c stream cut_lines",
     {"0", "lines stay whole, however the bytes of two senders come",
      lines_do_not_tear}},
    {"room.c judge",
     {"0", "a member that does not read does not stop the others",
      who_does_not_read_holds_nobody_up}},
    {"client.c receive_lines",
     {"0", "the client says so when the server has gone",
      client_tells_of_the_end}},
    {"client.c receive_lines",
     {"0", "the client shows what is still said after its own last word",
      client_listens_after_its_last_word}},
    {"client.c receive_lines",
     {"0", "the client lets nobody command your terminal",
      client_passes_no_commands_on}},
};
const size_t bare_06_count = sizeof bare_06 / sizeof *bare_06;
