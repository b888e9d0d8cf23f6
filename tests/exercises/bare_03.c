/* bare_03.c - Exercise 0 of step 03: the bare programs, brought through this.
 */
#define _POSIX_C_SOURCE 200809L

#include "../datagram.h"
#include "exercises.h"

enum { CUT = 2000 }; /* more than a bare program has room for */

/* ---- the server ---- */

static void server_answers_its_sender(void)
{
    likely("the server waits on the port that it is given, and sin_port is "
           "htons(port): its bytes are in network order");
    start_subject_server("");
    int one = datagram_connect(AF_INET, subject_port());
    int other = datagram_connect(AF_INET, subject_port());
    likely("the answer goes to the sender that came with the datagram");
    datagram_say(one, NULL, "from one");
    datagram_say(other, NULL, "from the other");
    datagram_expect_text(other, NULL, "from the other");
    datagram_expect_text(one, NULL, "from one");
    likely("recvfrom() returned 0: an empty datagram, not the end of anything");
    datagram_say(one, NULL, "");
    datagram_expect_text(one, NULL, "");
    datagram_close(one);
    datagram_close(other);
}

static size_t words_of(struct process *process)
{
    size_t out, err;

    let_rest(process);
    output_of(process, OUT, &out);
    output_of(process, ERR, &err);
    return out + err;
}

/* It has more room, or sends nothing back and says why. */
static void server_tells_what_was_cut(void)
{
    struct process *server = start_on_terminal("server", 0);
    int peer = datagram_connect(AF_INET, subject_port());
    size_t before = words_of(server), length;

    datagram_send(peer, NULL, filled(CUT), CUT);
    size_t after = words_of(server);
    datagram_say(peer, NULL, "and now?");
    likely("the datagram was larger than its room, and its beginning was taken "
           "for all of it: recvmsg() has MSG_TRUNC in msg_flags then, or "
           "recvfrom() fills one byte more than you allow");
    const char *came =
        datagram_receive(peer, &length, NULL, "an answer to \"and now?\"");
    bool whole = length == CUT;
    check(
        whole || strcmp(came, "and now?") == 0,
        "all 2000 bytes; or none of them, and a message that it was too large",
        "%zu bytes of them", length);
    likely("report a datagram that was too large, for example on stderr");
    check(whole || after > before, "a message that the datagram was too large",
          "nothing");
    datagram_close(peer);
}

static void server_survives_a_failed_answer(void)
{
    struct call call = {.launch = {.faults = "send=EPERM@1x1"}};

    start_subject(&call);
    int peer = datagram_connect(AF_INET, subject_port());
    did("made the server's first sendto() fail");
    datagram_say(peer, NULL, "in vain");
    datagram_say(peer, NULL, "and now?");
    likely("one answer could not be sent, and the program ended: that is for "
           "stderr, and the next one is answered");
    datagram_expect_text(peer, NULL, "and now?");
    datagram_close(peer);
}

/* ---- the client ---- */

/* It may read lines, or have a text of its own. */
static struct process *start_client(int port)
{
    struct process *client = start_subject_client("", port);

    type_line(client, "Olá, servidor UDP!");
    end_input(client);
    return client;
}

static struct process *hear_client(int peer, int port, struct place *from)
{
    struct process *client = start_client(port);
    size_t length;

    likely("the client sends to the port that it is given, and sin_port is "
           "htons(port)");
    datagram_receive(peer, &length, from, "a datagram from the client");
    did("the client's datagram came");
    return client;
}

static void client_tells_that_nobody_is_there(void)
{
    int port = datagram_dead_port("127.0.0.1", 0);
    struct process *client = start_client(port);

    likely("the kernel reports that nobody is there (ECONNREFUSED), but only "
           "on a socket that connect() has been used on");
    expect_failure(client);
}

static void client_ignores_strangers(void)
{
    struct place from;
    int port, peer = datagram_peer(AF_INET, &port);
    int other_port, stranger = datagram_peer(AF_INET, &other_port);
    struct process *client = hear_client(peer, port, &from);

    datagram_say(stranger, &from, "trust me");
    let_rest(client); /* it has taken that, if it takes it at all */
    datagram_say(peer, &from, "the answer");
    expect_exit(client, 0);
    likely("anybody who knows the client's port can send to it: connect() on "
           "the socket lets only the server's datagrams in, or you compare the "
           "sender that recvfrom() tells");
    await_shown(client, "the answer");
    check(!strstr(output_of(client, OUT, NULL), "trust me"),
          "the server's answer alone", "\"trust me\" from a stranger");
    datagram_close(peer);
    datagram_close(stranger);
}

/* It has more room, or says that something is missing. */
static void client_tells_what_was_cut(void)
{
    struct place from;
    int port, peer = datagram_peer(AF_INET, &port);
    struct process *client = hear_client(peer, port, &from);
    size_t said;

    datagram_send(peer, &from, filled(CUT), CUT);
    const char *ending = ending_of(client);
    output_of(client, ERR, &said);
    likely("the answer was larger than its room, and its beginning was taken "
           "for all of it");
    check(strstr(output_of(client, OUT, NULL), filled(CUT)) || said > 0,
          "all 2000 bytes, or a message on stderr that they were cut",
          "a part of them, and %s", ending);
    datagram_close(peer);
}

const struct bare_task bare_03[] = {
    {"server.c create_mailbox",
     {"0", "the server answers the one that asked, and an empty datagram, too",
      server_answers_its_sender}},
    {"server.c receive_from",
     {"0", "of 2000 bytes the server sends all back, or none and says so",
      server_tells_what_was_cut}},
    {"server.c ACKNOWLEDGEMENT serve_datagram",
     {"0", "an answer that cannot be sent does not end the server",
      server_survives_a_failed_answer}},
    {"client.c create_mailbox",
     {"0", "the client says so when nobody is there",
      client_tells_that_nobody_is_there}},
    {"client.c create_mailbox",
     {"0", "the client does not take a stranger's datagram for the answer",
      client_ignores_strangers}},
    {"client.c send_datagram show_reply",
     {"0", "of an answer of 2000 bytes the client shows all, or says so",
      client_tells_what_was_cut}},
};
const size_t bare_03_count = sizeof bare_03 / sizeof *bare_03;
