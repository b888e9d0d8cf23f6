/* test_03_udp.c - boundaries are kept, delivery is not promised. */
#define _POSIX_C_SOURCE 200809L

#include "datagram.h"
#include "suite/suite.h"

#include <net/if.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the server ---- */

static int start_server(struct process **server)
{
    *server = start("server", "0", NULL);
    return server_port(*server);
}

static void echoes(int peer, const void *bytes, size_t length)
{
    datagram_send(peer, NULL, bytes, length);
    datagram_expect(peer, NULL, bytes, length);
}

static void server_arguments(void)
{
    struct process *process = start("server", "-x", NULL);

    expect_exit(process, 2);
    expect_line(process, ERR, "usage: ./server");
    rule_server_arguments("server");
    rule_numeric_only("server", "0", "localhost");
}

static void server_port_taken(void)
{
    rule_port_taken("server");
}

static void server_listens_where_told(void)
{
    rule_listens_where_told("server");
}

static const char *name_of(int peer)
{
    struct place place = {.size = sizeof place.address};

    getsockname(peer, (struct sockaddr *)&place.address, &place.size);
    return text_of("127.0.0.1:%d", port_of_place(&place));
}

/* What the server says of the datagram, and then what it sends. */
static void shows_and_echoes(struct process *server, int peer,
                             const char *words)
{
    const char *length = text_of("sent %zu bytes: ", strlen(words));

    datagram_say(peer, NULL, words);
    likely_if_it_waits("each datagram is shown in a line, with its sender");
    const char *line = expect_line(server, OUT, " sent ");
    likely("of the sender's address as much is written as there is room for: "
           "msg_namelen (in recvfrom() the last argument points to it) must be "
           "the size of the address before each call");
    check(strstr(line, name_of(peer)) == line,
          text_of("%s sent ...", name_of(peer)), "%s", line);
    likely("recvmsg() returns how many bytes came: a datagram has no 0 at its "
           "end, and strlen() looks for one");
    check(strstr(line, length), length, "%s", line);
    likely_if_it_waits("the answer goes to the sender that came with the "
                       "datagram");
    datagram_expect_text(peer, NULL, words);
    likely("what is shown is what came");
    check(strstr(line, words), words, "%s", line);
    likely(NULL);
}

static void server_echoes_a_datagram(void)
{
    struct process *server;
    int peer = datagram_connect(AF_INET, start_server(&server));

    shows_and_echoes(server, peer, "Olá, servidor UDP!");
    shows_and_echoes(server, peer, "Olá");
}

/* Each must get its own back, whoever spoke last. */
static void server_answers_whoever_asked(void)
{
    struct process *server;
    int port = start_server(&server);
    int one = datagram_connect(AF_INET, port);
    int other = datagram_connect(AF_INET, port);

    likely("the answer goes to the sender that came with the datagram");
    datagram_say(one, NULL, "from one");
    datagram_say(other, NULL, "from the other");
    datagram_say(one, NULL, "one again");
    datagram_expect_text(other, NULL, "from the other");
    datagram_expect_text(one, NULL, "from one");
    datagram_expect_text(one, NULL, "one again");
}

static void server_echoes_an_empty_datagram(void)
{
    struct process *server;
    int peer = datagram_connect(AF_INET, start_server(&server));

    likely("recv() returned 0: an empty datagram, not the end of anything");
    echoes(peer, "", 0);
    expect_line(server, OUT, "sent 0 bytes");
    echoes(peer, "x", 1);
}

static void server_echoes_any_byte(void)
{
    struct process *server;
    int peer = datagram_connect(AF_INET, start_server(&server));
    char bytes[256];

    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    likely("recvmsg() returns how many bytes came: strlen() stops at one that "
           "is 0");
    echoes(peer, bytes, sizeof bytes);
}

/* The reply to the next datagram shows that there was none to this one. */
static void not_echoed(size_t length)
{
    struct process *server;
    int peer = datagram_connect(AF_INET, start_server(&server));

    likely("the datagram was larger than the buffer, and its first part was "
           "taken for all of it: see MSG_TRUNC");
    datagram_send(peer, NULL, filled(length), length);
    expect_line(server, ERR, "more than 1024 bytes");
    echoes(peer, "next", 4);
}

static void server_echoes_1024_bytes(void)
{
    struct process *server;
    int peer = datagram_connect(AF_INET, start_server(&server));

    likely("1024 bytes must fit into the buffer, and no more need to: a "
           "datagram has no 0 at its end for which to leave room");
    echoes(peer, filled(1024), 1024);
}

static void server_reports_more_than_1024_bytes(void)
{
    not_echoed(1025);
    not_echoed(65507);
}

static void server_acknowledges(void)
{
    struct process *server = start("server", "-a", "0", NULL);
    int peer = datagram_connect(AF_INET, server_port(server));

    datagram_say(peer, NULL, "Olá");
    datagram_expect_text(peer, NULL, "Mensagem recebida!");
    datagram_send(peer, NULL, "", 0);
    datagram_expect_text(peer, NULL, "Mensagem recebida!");
    expect_line(server, OUT, "sent 4 bytes: Olá");
}

static void server_speaks_ipv6(void)
{
    need_ipv6();
    struct process *server = start("server", "0", "::1", NULL);
    expect_line(server, OUT, "listening on [::1]:");
    int peer = datagram_connect(AF_INET6, server_port(server));
    echoes(peer, "Olá", 4);
    expect_line(server, OUT, "[::1]:");
}

static void server_takes_both_families(void)
{
    need_ipv6();
    struct process *server = start("server", "0", "::", NULL);
    likely("IPV6_V6ONLY must be switched off: some systems have it on");
    echoes(datagram_connect(AF_INET6, server_port(server)), "six", 3);
    echoes(datagram_connect(AF_INET, server_port(server)), "four", 4);
    expect_line(server, OUT, "[::1]:");
    expect_line(server, OUT, "[::ffff:127.0.0.1]:");
}

/* ---- a datagram that says it is from the server itself ---- */

/* The forged one has been taken by the time that the next is answered. Had the
   server answered it, it would have come back, and been shown. */
static void is_not_answered(struct process *server, int peer)
{
    size_t length;

    likely("the answer to its own address comes back to the server, and is "
           "answered, forever: one datagram with a forged sender is enough");
    echoes(peer, "next", 4);
    const char *shown = output_of(server, OUT, &length);
    check(!strstr(shown, "forged"), "no answer to itself", "%s",
          quoted(shown, length));
    expect_line(server, ERR, "has our port on this machine: no answer");
}

/* Where forging takes no rights: tap reports the server's address. */
static void refuses_itself_at(const char *host, int family)
{
    struct launch launch = {.faults = "recv=itself@1x1"};
    struct process *server = start_with(&launch, "server", "0", host, NULL);
    int peer = datagram_connect(family, server_port(server));

    datagram_say(peer, NULL, "forged");
    is_not_answered(server, peer);
}

static void server_does_not_answer_itself(void)
{
    need_tap();
    refuses_itself_at("127.0.0.1", AF_INET);
    refuses_itself_at("0.0.0.0", AF_INET);
}

static void server_does_not_answer_itself_over_ipv6(void)
{
    need_tap();
    need_ipv6();
    refuses_itself_at("::1", AF_INET6);
    refuses_itself_at("::", AF_INET6);
}

/* Sends "forged" from and to that port: a raw socket writes the UDP header
   itself, and asks nobody whose port that is. */
static void forge_datagram(const char *from, int port)
{
    const uint16_t number = htons((uint16_t)port);
    struct {
        uint16_t from, to, length, checksum; /* 0: none */
        char words[6];
    } datagram = {number, number, htons(sizeof datagram), 0, "forged"};
    struct place source = loopback_place(AF_INET, 0);
    struct place target = loopback_place(AF_INET, 0);
    int raw = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);

    if (raw < 0)
        skipped("a raw socket: %s", strerror(errno));
    inet_pton(AF_INET, from,
              &((struct sockaddr_in *)&source.address)->sin_addr);
    if (bind(raw, (struct sockaddr *)&source.address, source.size) < 0 ||
        sendto(raw, &datagram, sizeof datagram, 0,
               (struct sockaddr *)&target.address, target.size) < 0)
        skipped("a forged datagram from %s: %s", from, strerror(errno));
    close(raw);
    did("sent a datagram from port %d of %s to itself", port, from);
}

static void refuses_a_forged_one(const char *host, const char *from)
{
    struct process *server = start("server", "0", host, NULL);
    int port = server_port(server), peer = datagram_connect(AF_INET, port);

    forge_datagram(from, port);
    is_not_answered(server, peer);
}

static void server_does_not_answer_a_forged_datagram(void)
{
    refuses_a_forged_one("127.0.0.1", "127.0.0.1");
    refuses_a_forged_one("0.0.0.0", "127.0.0.2");
}

/* A peer's ICMP error, on systems that report it; or a moment's want. */
static void server_goes_on_after_one_failure(void)
{
    static const struct fault faults[] = {
        FAULT(recv, ECONNREFUSED), FAULT(recv, ECONNRESET),
        FAULT(recv, ENOMEM),       FAULT(send, ECONNREFUSED),
        FAULT(send, EHOSTUNREACH), FAULT(send, ENOBUFS),
        FAULT(send, EPERM)};

    need_tap();
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {
            .faults = text_of("%s=%sx1", faults[i].call, faults[i].name)};
        struct process *server = start_with(&launch, "server", "0", NULL);
        int peer = datagram_connect(AF_INET, server_port(server));
        likely("%s() failed with %s once: one datagram's trouble, no more",
               faults[i].call, faults[i].name);
        datagram_say(peer, NULL, "one");
        expect_line(server, ERR, strerror(faults[i].number));
        if (strcmp(faults[i].call, "recv") == 0)
            datagram_expect_text(peer, NULL, "one");
        echoes(peer, "two", 3);
        datagram_close(peer);
    }
}

/* But it does not complain forever at full speed. */
static void server_gives_up_when_nothing_comes_any_more(void)
{
    struct launch launch = {.faults = "recv=ENOTSOCK", .count_sockets = true};

    need_tap();
    struct process *server = start_with(&launch, "server", "0", NULL);
    likely("each receive fails, and always will");
    expect_exit(server, 1);
    expect_line(server, ERR, strerror(ENOTSOCK));
}

static void server_minds_no_signals(void)
{
    struct launch launch = {.interruptible = true};
    struct process *server = start_with(&launch, "server", "0", NULL);
    int peer = datagram_connect(AF_INET, server_port(server));
    size_t said;

    likely("a signal interrupts recvmsg() with EINTR: that is no failure");
    for (int i = 0; i < 3; i++) {
        await_rest(server);
        send_signal(server, SIGALRM);
        echoes(peer, "x", 1);
    }
    expect_alive(server);
    output_of(server, ERR, &said);
    check(said == 0, "nothing on stderr", "%zu bytes", said);
}

static void server_shows_no_escape_sequence_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct process *server = start_with(&terminal, "server", "0", NULL);
    int peer = datagram_connect(AF_INET, server_port(server));

    likely("a peer must not be able to drive the reader's screen");
    datagram_say(peer, NULL, "\x1b[2J\xc2\x9b caf\xc3\xa9 \xff\xc3");
    expect_line(server, OUT, "\\x1b[2J\\xc2\\x9b café \\xff\\xc3");
}

/* An address that holds for one network card has the card's name behind it.
   Nobody has this one. */
static const char *address_of_a_card(void)
{
    struct if_nameindex *cards = if_nameindex();

    if (!cards || !cards->if_name)
        skipped("no network card has a name");
    const char *address = text_of("fe80::1%%%s", cards->if_name);
    if_freenameindex(cards);
    return address;
}

static void server_takes_the_address_of_a_card(void)
{
    need_ipv6();
    const char *address = address_of_a_card();
    struct process *server = start("server", "0", address, NULL);
    likely("fe80::1%%eth0 is an address, too: inet_pton() does not know the "
           "name of the card");
    expect_exit(server, 1);
    expect_line(server, ERR, text_of("server: bind [%s]:0: ", address));
    server = start("server", "0", "fe80::1%none.such", NULL);
    expect_exit(server, 2);
}

static void server_output_is_a_full_disk(void)
{
    rule_full_output("server", "0", NULL);
    rule_closed_output("server", "0", NULL);
}

static void server_output_ends(void)
{
    struct process *server;
    int peer = datagram_connect(AF_INET, start_server(&server));

    close_output(server);
    likely("printf() failed, and nobody looked: see ferror()");
    datagram_say(peer, NULL, "anybody there?");
    expect_exit(server, 1);
    expect_line(server, ERR, "server: write to standard output: ");
}

static void still_echoes(struct process *server)
{
    echoes(datagram_connect(AF_INET, server_port(server)), "x", 1);
}

static void server_misses_standard_streams(void)
{
    rule_missing_streams_of_server("server", still_echoes);
}

static void server_calls_that_fail_at_the_start(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EACCES),      FAULT(socket, EAFNOSUPPORT),
        FAULT(socket, EMFILE),      FAULT(socket, ENOBUFS),
        FAULT(bind, EACCES),        FAULT(bind, EADDRINUSE),
        FAULT(bind, EADDRNOTAVAIL), FAULT(getsockname, ENOBUFS)};
    for (size_t i = 0; i < COUNT(faults); i++)
        rule_fails(&faults[i], "server", "0", NULL);
}

static void server_does_without_ipv4(void)
{
    rule_does_without_ipv4("server", 1);
}

/* ---- the client ---- */

/* A client, its server (a socket of ours), and from where it asks. */
struct talk {
    struct process *client;
    int peer;
    struct place place;
};

static void client_does_not_call_itself(void)
{
    rule_does_not_call_itself("client", NULL, NULL);
}

static void client_connects_where_told(void)
{
    rule_connects_where_told("client", NULL, NULL);
}

/* Types the line and takes the datagram. */
static void ask(struct talk *talk, const char *line)
{
    type_line(talk->client, line);
    datagram_expect_text(talk->peer, &talk->place, line);
}

static void answer(const struct talk *talk, const char *text)
{
    datagram_say(talk->peer, &talk->place, text);
}

static struct talk start_client(const struct launch *launch, int family)
{
    int port;
    struct talk talk = {.peer = datagram_peer(family, &port)};
    const char *host = family == AF_INET6 ? "::1" : "127.0.0.1";

    talk.client = start_with(launch, "client", host, text_of("%d", port), NULL);
    return talk;
}

static void client_arguments(void)
{
    rule_client_arguments("client");
    rule_numeric_only("client", "localhost", "1");
}

static void client_hears_that_nobody_listens(void)
{
    struct launch careful = {.count_sockets = true};
    int port = datagram_dead_port("127.0.0.1", 0);
    struct process *client =
        start_with(&careful, "client", "127.0.0.1", text_of("%d", port), NULL);

    likely("only a connected UDP socket is told that nobody listens");
    type_line(client, "hello?");
    expect_exit(client, 1);
    expect_line(
        client, ERR,
        text_of("client: recv 127.0.0.1:%d: %s", port, strerror(ECONNREFUSED)));
}

static void client_is_a_filter(void)
{
    struct talk talk = start_client(NULL, AF_INET);

    likely("a datagram a line, without its newline; on stdout stands what the "
           "server sent, a line each, and nothing else");
    ask(&talk, "Olá");
    answer(&talk, "Olá");
    type_bytes(talk.client, "the last", 8);
    end_input(talk.client);
    datagram_expect_text(talk.peer, NULL, "the last");
    answer(&talk, "another");
    expect_printed(talk.client, "Olá\nanother\n", 0);
}

static void client_sends_and_shows_empty_datagrams(void)
{
    struct talk talk = start_client(NULL, AF_INET);

    likely("an empty line is an empty datagram, and so the answer may be: that "
           "recv() returns 0 is not the end of anything");
    ask(&talk, "");
    answer(&talk, "");
    ask(&talk, "next");
    answer(&talk, "next");
    end_input(talk.client);
    expect_printed(talk.client, "\nnext\n", 0);
}

static void client_ends_in_the_middle_of_a_line_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct talk talk = start_client(&terminal, AF_INET);

    likely_if_it_waits("on a terminal the second Ctrl-D is read() returning 0, "
                       "once: if that is forgotten when the last line has been "
                       "handed out, the next read() waits for a third");
    type_bytes(talk.client, "abc\x04\x04", 5);
    datagram_expect_text(talk.peer, &talk.place, "abc");
    answer(&talk, "abc");
    expect_printed(talk.client, "abc\n", 0);
}

static void client_speaks_ipv6(void)
{
    struct talk talk = start_client(NULL, AF_INET6);

    ask(&talk, "six");
    answer(&talk, "seis");
    end_input(talk.client);
    expect_printed(talk.client, "seis\n", 0);
}

static void client_takes_the_address_of_a_card(void)
{
    need_ipv6();
    const char *address = address_of_a_card();
    struct process *client = start("client", address, "7", NULL);
    type_line(client, "is anybody there?");
    expect_exit(client, 1);
    expect_line(client, ERR, text_of("[%s]:7: ", address));
}

static void client_ends_at_a_farewell(void)
{
    static const char *const farewells[] = {"sair", "quit", "SAIR", "  Quit\t"};

    for (size_t i = 0; i < COUNT(farewells); i++) {
        struct talk talk = start_client(NULL, AF_INET);
        type_line(talk.client, farewells[i]);
        type_line(talk.client, "never sent");
        expect_printed(talk.client, "", 0);
        datagram_close(talk.peer);
    }
}

/* The stranger's datagrams are there before the answer is. */
static void client_ignores_strangers(void)
{
    struct talk talk = start_client(NULL, AF_INET);
    int port, stranger = datagram_peer(AF_INET, &port);

    likely("anybody can send to an unconnected UDP socket, and a stranger's "
           "datagram was taken for the reply: connect() keeps them out");
    ask(&talk, "who is there?");
    datagram_say(stranger, &talk.place, "trust me");
    datagram_send(stranger, &talk.place, "", 0);
    answer(&talk, "the server");
    ask(&talk, "and now?");
    answer(&talk, "still the server");
    end_input(talk.client);
    expect_printed(talk.client, "the server\nstill the server\n", 0);
}

/* The largest goes whole; with one byte more, the reason is told and the next
   line goes. */
static void sends_up_to(int family, size_t largest)
{
    struct talk talk = start_client(NULL, family);
    int port, probe = datagram_peer(family, &port);
    struct place itself = loopback_place(family, port);

    datagram_send(probe, &itself, filled(largest), largest); /* or skipped */
    datagram_close(probe);
    ask(&talk, filled(largest));
    answer(&talk, "whole");
    likely("no UDP datagram is larger: the line is refused, the next one goes");
    type_line(talk.client, filled(largest + 1));
    expect_line(talk.client, ERR, strerror(EMSGSIZE));
    type_line(talk.client, filled(100 * 1000));
    expect_line(talk.client, ERR, "not sent: a line over 65535 bytes");
    ask(&talk, "next");
    answer(&talk, "next");
    end_input(talk.client);
    expect_printed(talk.client, "whole\nnext\n", 1); /* not all was sent */
}

static void client_sends_the_largest_datagram(void)
{
    sends_up_to(AF_INET, 65507);
}

static void client_sends_the_largest_datagram_of_ipv6(void)
{
    sends_up_to(AF_INET6, 65527);
}

static void client_passes_any_byte(void)
{
    static const char bytes[] = "\0\x01\x1b[2J\x7f\x80\xff\r";
    struct talk talk = start_client(NULL, AF_INET);

    type_bytes(talk.client, bytes, sizeof bytes - 1);
    type_line(talk.client, "");
    datagram_expect(talk.peer, &talk.place, bytes, sizeof bytes - 1);
    datagram_send(talk.peer, &talk.place, bytes, sizeof bytes - 1);
    end_input(talk.client);
    expect_exit(talk.client, 0);
    size_t length;
    const char *printed = output_of(talk.client, OUT, &length);
    check(length == sizeof bytes && memcmp(printed, bytes, length - 1) == 0,
          quoted(bytes, sizeof bytes - 1), "%s", quoted(printed, length));
}

static void client_shows_no_escape_sequence_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct talk talk = start_client(&terminal, AF_INET);

    ask(&talk, "x");
    answer(&talk, "\x1b[2J\x07\xc2\x9b caf\xc3\xa9 \xff\xc3");
    expect_line(talk.client, OUT, "\\x1b[2J\\x07\\xc2\\x9b café \\xff\\xc3");
}

static void client_minds_no_signals(void)
{
    struct launch launch = {.interruptible = true};
    struct talk talk = start_client(&launch, AF_INET);

    likely("a signal interrupts read() and recv() with EINTR: that is no "
           "failure");
    for (int i = 0; i < 3; i++) {
        await_rest(talk.client);
        send_signal(talk.client, SIGALRM);
        ask(&talk, "x");
        await_rest(talk.client);
        send_signal(talk.client, SIGALRM);
        answer(&talk, "y");
    }
    end_input(talk.client);
    expect_printed(talk.client, "y\ny\ny\n", 0);
}

static void client_output_cannot_be_written(void)
{
    const char *outputs[] = {"/dev/full", NULL};

    for (int i = 0; i < 2; i++) {
        struct launch launch = {.output = outputs[i],
                                .closed_output = !outputs[i],
                                .count_sockets = true};
        struct talk talk = start_client(&launch, AF_INET);
        likely("printf() failed, and nobody looked: see ferror()");
        ask(&talk, "hello?");
        answer(&talk, "hello!");
        expect_exit(talk.client, 1);
        expect_line(talk.client, ERR, "standard output");
    }
}

static void client_has_no_output(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server(&server));

    rule_no_output("client", "127.0.0.1", port);
}

/* What it prints and complains of must not reach the server. */
static void client_misses_standard_streams(void)
{
    for (int without = 1; without < 8; without++) {
        struct launch launch = {.without = without};
        struct talk talk = start_client(&launch, AF_INET);

        if (!(without & 1 << STDIN_FILENO)) {
            type_line(talk.client, filled(65535)); /* it complains */
            ask(&talk, "hello?");
            end_input(talk.client);
            answer(&talk, "hello!");
        }
        expect_exit(talk.client, 1);
        datagram_expect_none(talk.peer, "no datagram but the line's");
    }
}

static void client_shares_its_input(void)
{
    struct launch launch = {.shared_input = true};
    struct talk talk = start_client(&launch, AF_INET);

    likely("another program has made standard input not wait: read() returns "
           "-1 with EAGAIN while nothing is there, and poll() waits");
    await_rest(talk.client);
    ask(&talk, "hello?");
}

static void client_calls_that_fail(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EMFILE),     FAULT(socket, ENOBUFS),
        FAULT(socket, EACCES),     FAULT(connect, ENETUNREACH),
        FAULT(connect, EACCES),    FAULT(connect, EADDRNOTAVAIL),
        FAULT(send, ECONNREFUSED), FAULT(send, ENOBUFS),
        FAULT(send, EPERM),        FAULT(recv, ECONNREFUSED),
        FAULT(recv, EHOSTUNREACH), FAULT(recv, ENOMEM)};
    struct process *server;
    const char *port = text_of("%d", start_server(&server));

    for (size_t i = 0; i < COUNT(faults); i++)
        rule_fails(&faults[i], "client", "127.0.0.1", port);
}

/* ---- both ---- */

static void client_and_server_together(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server(&server));
    struct process *client = start("client", "127.0.0.1", port, NULL);

    for (int i = 0; i < 10; i++)
        type_line(client, text_of("line %d", i));
    type_line(client, "");
    type_bytes(client, "the last", 8);
    end_input(client);
    expect_exit(client, 0);
    expect_line(client, OUT, "line 9");
    expect_line(client, OUT, "the last");
    expect_line(server, OUT, "sent 0 bytes");
}

static void scene_plays(void)
{
    rule_scene("03-udp");
}

/* A datagram comes whole, or not at all: there is nothing to be cut short. */
#define CHECK_UDP(body) CHECK_IN_FAIR_WEATHER(body, "over UDP")

#define CHECK_UDP_FIRST(body)                  \
    {                                          \
#body, body, "first", NULL, "over UDP" \
    }

/* The most basic first. */
static const struct check checks[] = {
    CHECK_UDP_FIRST(server_listens_where_told),
    CHECK_UDP_FIRST(client_connects_where_told),
    CHECK_UDP(server_echoes_a_datagram),
    CHECK_UDP(server_answers_whoever_asked),
    CHECK_UDP(server_echoes_an_empty_datagram),
    CHECK_UDP(server_echoes_any_byte),
    CHECK_UDP(server_echoes_1024_bytes),
    CHECK_UDP(server_reports_more_than_1024_bytes),
    CHECK_UDP(server_acknowledges),
    CHECK_UDP(client_is_a_filter),
    CHECK_UDP(client_sends_and_shows_empty_datagrams),
    CHECK_UDP(client_ends_in_the_middle_of_a_line_on_a_terminal),
    CHECK_UDP(client_ignores_strangers),
    CHECK_UDP(client_hears_that_nobody_listens),
    CHECK_UDP(client_does_not_call_itself),
    CHECK_UDP(client_ends_at_a_farewell),
    CHECK_UDP(client_passes_any_byte),
    CHECK_UDP(client_sends_the_largest_datagram),
    CHECK_UDP(client_and_server_together),
    CHECK_UDP(server_arguments),
    CHECK_UDP(client_arguments),
    CHECK_UDP(server_port_taken),
    CHECK_UDP(server_speaks_ipv6),
    CHECK_UDP(server_takes_both_families),
    CHECK_UDP(client_speaks_ipv6),
    CHECK_UDP(client_sends_the_largest_datagram_of_ipv6),
    CHECK_UDP(server_does_without_ipv4),
    CHECK_UDP(server_takes_the_address_of_a_card),
    CHECK_UDP(client_takes_the_address_of_a_card),
    CHECK_UDP(server_does_not_answer_itself),
    CHECK_UDP(server_does_not_answer_itself_over_ipv6),
    CHECK_UDP(server_does_not_answer_a_forged_datagram),
    CHECK_UDP(server_goes_on_after_one_failure),
    CHECK_UDP(server_gives_up_when_nothing_comes_any_more),
    CHECK_UDP(server_minds_no_signals),
    CHECK_UDP(client_minds_no_signals),
    CHECK_UDP(server_shows_no_escape_sequence_on_a_terminal),
    CHECK_UDP(client_shows_no_escape_sequence_on_a_terminal),
    CHECK_UDP(server_output_is_a_full_disk),
    CHECK_UDP(server_output_ends),
    CHECK_UDP(server_misses_standard_streams),
    CHECK_UDP(server_calls_that_fail_at_the_start),
    CHECK_UDP(client_output_cannot_be_written),
    CHECK_UDP(client_has_no_output),
    CHECK_UDP(client_misses_standard_streams),
    CHECK_UDP(client_shares_its_input),
    CHECK_UDP(client_calls_that_fail),
    CHECK_UDP(scene_plays),
};

static const struct wrong wrongs[] = {
    {"03_empty_is_the_end", "server", server_echoes_an_empty_datagram,
     "an empty datagram, not the end of anything"},
    {"03_half_a_datagram", "server", server_reports_more_than_1024_bytes,
     "MSG_TRUNC"},
    {"03_takes_anybodys_datagram", "client", client_ignores_strangers,
     "a stranger's datagram was taken for the reply"},
};

int main(int argc, char **argv)
{
    return run_suite("03-udp", checks, COUNT(checks), wrongs, COUNT(wrongs),
                     argc, argv);
}
