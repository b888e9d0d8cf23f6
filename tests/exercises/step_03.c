/* step_03.c - the contract and the exercises of step 03. */
#define _POSIX_C_SOURCE 200809L

#include "../datagram.h"
#include "exercises.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Starts the server, and returns its port. */
static int server_with(const char *options)
{
    if (*options)
        option_is_new("server", options);
    start_subject_server(options);
    likely(NULL);
    return subject_port();
}

/* Has anything come that nobody has received yet? */
static bool has_mail(int peer)
{
    char byte;

    return recv(peer, &byte, 1, MSG_PEEK) >= 0;
}

/* ---- the contract ---- */

static void echoes(int peer, const void *bytes, size_t length)
{
    datagram_send(peer, NULL, bytes, length);
    datagram_expect(peer, NULL, bytes, length);
}

static void server_echoes_what_comes(void)
{
    int peer = datagram_connect(AF_INET, server_with(""));
    char all[256];

    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    echoes(peer, "Olá, servidor UDP!", strlen("Olá, servidor UDP!"));
    echoes(peer, all, sizeof all);
    likely("recv() returned 0: an empty datagram, not the end of anything");
    echoes(peer, "", 0);
    likely("it was larger than the buffer, and its first part was taken for "
           "all of it: see MSG_TRUNC");
    datagram_send(peer, NULL, filled(1025), 1025);
    echoes(peer, filled(1024), 1024);
    datagram_close(peer);
}

static void server_answers_its_sender(void)
{
    int port = server_with("");
    int one = datagram_connect(AF_INET, port);
    int other = datagram_connect(AF_INET, port);

    likely("the answer goes to the sender that came with the datagram");
    datagram_say(one, NULL, "from one");
    datagram_say(other, NULL, "from the other");
    datagram_expect_text(other, NULL, "from the other");
    datagram_expect_text(one, NULL, "from one");
    datagram_close(one);
    datagram_close(other);
}

static void client_sends_a_datagram_a_line(void)
{
    static const char *const lines[] = {"Olá", "", "the last"};
    struct place client;
    int port, peer = datagram_peer(AF_INET, &port);
    int other_port, stranger = datagram_peer(AF_INET, &other_port);
    struct process *process = start_subject_client("", port);

    for (size_t i = 0; i < COUNT(lines); i++) {
        likely("a line is a datagram, without its newline");
        type_line(process, lines[i]);
        datagram_expect_text(peer, &client, lines[i]);
        datagram_say(stranger, &client, "trust me");
        datagram_say(peer, &client, text_of("%s? %zu", lines[i], i));
    }
    type_line(process, "sair");
    expect_exit(process, 0);
    for (size_t i = 0; i < COUNT(lines); i++) {
        likely("what the server sent belongs on stdout, a line each; what a "
               "stranger sends does not");
        expect_line(process, OUT, text_of("%s? %zu", lines[i], i));
    }
    datagram_close(stranger);
    datagram_close(peer);
}

static void client_hears_that_nobody_listens(void)
{
    int port = datagram_dead_port("127.0.0.1", 0);
    struct process *process = start_subject_client("", port);

    likely("only a connected UDP socket is told that nobody listens");
    type_line(process, "hello?");
    expect_failure(process);
}

/* ---- a: the sender's address, whichever family ---- */

/* The server, with one mailbox for both families. */
static int server_for_both(const char *options)
{
    need_ipv6();
    option_is_new("server", options);
    start_subject(&(struct call){.options = options, .host = "::"});
    likely(NULL);
    return subject_port();
}

/* As the one who sends calls itself: 127.0.0.1:43762, [::1]:43762. */
static const char *own_address(int peer)
{
    struct place own = {.size = sizeof own.address};
    char host[INET6_ADDRSTRLEN];

    getsockname(peer, (struct sockaddr *)&own.address, &own.size);
    getnameinfo((struct sockaddr *)&own.address, own.size, host, sizeof host,
                NULL, 0, NI_NUMERICHOST);
    return text_of(own.address.ss_family == AF_INET6 ? "[%s]:%d" : "%s:%d",
                   host, port_of_place(&own));
}

static void name_the_mistake(const char *came, int port)
{
    const char *colon = strrchr(came, ':');
    int told = colon ? atoi(colon + 1) : 0;

    if (strncmp(came, "[::ffff:", 8) == 0)
        likely("a mailbox of IPv6 shows an IPv4 sender as ::ffff:127.0.0.1: "
               "IN6_IS_ADDR_V4MAPPED() knows such an address, and the last "
               "four of its 16 bytes are the sender's own");
    else if (told != port && told == (port >> 8 | (port & 0xff) << 8))
        likely("the port's two bytes are the wrong way round: it is in network "
               "order, ntohs() turns it");
    else if (colon && isalpha((unsigned char)colon[1]))
        likely("a port is told by its number, also where it has a name in "
               "/etc/services: getnameinfo() needs NI_NUMERICSERV");
    else if (told == subject_port())
        likely("that is the server's own port: the sender's address is what "
               "recvfrom() or recvmsg() fills in");
    else if (strncmp(came, "0.0.0.1:", 8) == 0)
        likely("::1 is not an IPv4 address in IPv6 clothes: those begin with "
               "::ffff:, and IN6_IS_ADDR_V4MAPPED() knows them");
    else if (told == port && strchr(came, '-'))
        likely("the four numbers of an address have no sign: in a char, 255 "
               "may be -1");
    else if (told == port && *came != ':')
        likely(
            "the port is right, but the host is not: not every sender is on "
            "the same host, and recvfrom() or recvmsg() fills in which, for "
            "each datagram anew: what was kept of the last one is another's");
    else
        likely("the answer begins with the address that this datagram came "
               "from, an IPv6 address in brackets, and a blank");
}

/* It is told its address, and then what it has sent, byte for byte. */
static void told_its_address(int peer, const char *bytes, size_t length)
{
    const char *head = text_of("%s ", own_address(peer));
    size_t wanted = strlen(head) + length, got;

    datagram_send(peer, NULL, bytes, length);
    const char *came =
        datagram_receive(peer, &got, NULL, quoted(head, strlen(head)));
    bool right = got >= strlen(head) && memcmp(came, head, strlen(head)) == 0;
    if (!right)
        name_the_mistake(came, atoi(strrchr(head, ':') + 1));
    check(right, text_of("%s at the beginning", quoted(head, strlen(head))),
          "%s", quoted(came, got));
    if (got > wanted)
        likely("the answer is longer than what was sent: its length follows "
               "from the one that recvmsg() has returned, and not from "
               "strlen() of an array in which something else may have been "
               "before");
    check(got == wanted && memcmp(came + strlen(head), bytes, length) == 0,
          text_of("%s, and then the %zu bytes that were sent",
                  quoted(head, strlen(head)), length),
          "%s, %zu bytes", quoted(came, got), got);
    did("peer %d was told its address, and what it had sent", peer);
}

static void says_what_comes(int peer)
{
    static const char odd[] = "a\0b \r\n\xff\xfe";
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm"
                                  "nopqrstuvwxyz0123456789-_"; /* 64 */

    likely("what has come follows behind the blank, byte for byte: one of "
           "them may be 0, where strlen() ends");
    told_its_address(peer, "Olá", strlen("Olá"));
    told_its_address(peer, odd, sizeof odd);
    likely("a datagram is not a line: a newline at its end is one of its "
           "bytes, and comes back with them");
    told_its_address(peer, "a line\r\n", 8);
    told_its_address(peer, "\n", 1);
    likely("an empty datagram is answered, too: with the address and the "
           "blank");
    told_its_address(peer, "", 0);
    likely("with the address before it, the echo of 1024 bytes needs more "
           "room than 1024 bytes");
    told_its_address(peer, repeated(letters, 64, 16), 1024);
    likely("what is too large gets no answer, here as without the option");
    datagram_send(peer, NULL, filled(1025), 1025);
    told_its_address(peer, "and on", 6);
}

static void each_is_told_its_address(void)
{
    int port = server_with("-w");
    int one = datagram_connect(AF_INET, port);
    int other = datagram_connect(AF_INET, port);

    likely("the server answers to where each datagram came from");
    told_its_address(one, "from one", 8);
    told_its_address(other, "from the other", 14);
    says_what_comes(one);
    datagram_close(other);
    datagram_close(one);
}

static void both_families_are_told(void)
{
    int port = server_for_both("-w");

    likely("a mailbox on :: takes IPv4 as well only if IPV6_V6ONLY is off: "
           "set it so before bind(), the default is not the same everywhere");
    int four = datagram_connect(AF_INET, port);
    int six = datagram_connect(AF_INET6, port);
    told_its_address(four, "from IPv4", 9);
    likely("an address of IPv6 that is no IPv4 address in IPv6 clothes stays "
           "as it is");
    told_its_address(six, "from IPv6", 9);
    says_what_comes(four);
    says_what_comes(six);
    likely("both families come in any order, and each datagram's sender is "
           "its own");
    told_its_address(four, "again", 5);
    told_its_address(six, "again", 5);
    datagram_close(six);
    datagram_close(four);
}

/* From now on the peer, which is on that host, talks with the server only. */
static int talk_with(int server, int peer, const char *host)
{
    struct place to = loopback_place(AF_INET, server);

    if (connect(peer, (struct sockaddr *)&to.address, to.size) < 0)
        skipped("%s cannot send to 127.0.0.1 here: %s", host, strerror(errno));
    return peer;
}

/* A socket on another host, 127.0.0.2 or so, which talks with that port only;
   the check is skipped where there is no such host. 0: on any port. */
static int connect_from_elsewhere(const char *host, int port, int server)
{
    return talk_with(server, datagram_peer_at(host, port), host);
}

/* From a port of 127.0.0.2 that has a name here, such as mdns, or from any. */
static int connect_from_a_named_port(int server)
{
    const char *host = "127.0.0.2";
    const struct servent *service;
    int peer = -1;

    while (peer < 0 && (service = getservent()))
        if (strcmp(service->s_proto, "udp") == 0)
            peer = datagram_try_at(host, ntohs((in_port_t)service->s_port));
    endservent();
    return peer < 0 ? connect_from_elsewhere(host, 0, server)
                    : talk_with(server, peer, host);
}

static int port_of(int peer)
{
    struct place own = {.size = sizeof own.address};

    getsockname(peer, (struct sockaddr *)&own.address, &own.size);
    return port_of_place(&own);
}

/* The port of `peer`, on another host: 127.0.0.2, or the check is skipped. */
static int namesake_of(int peer, int server)
{
    return connect_from_elsewhere("127.0.0.2", port_of(peer), server);
}

/* The same port on two hosts, one right after the other; and the longest
   address, with the longest datagram. */
static void hosts_are_told_apart_on(int port)
{
    int peer = datagram_connect(AF_INET, port);
    int namesake = namesake_of(peer, port);
    int far = connect_from_elsewhere("127.255.255.254", 0, port);

    told_its_address(peer, "here", 4);
    likely("the same port of another host is another sender: the address of "
           "each datagram is the one that came with it");
    told_its_address(namesake, "there", 5);
    told_its_address(peer, "here", 4);
    likely("an address may be as long as 255.255.255.255:65535, and 1024 bytes "
           "go behind it: both need room");
    told_its_address(far, filled(1024), 1024);
    int named = connect_from_a_named_port(port);
    told_its_address(named, "by number", 9);
    datagram_close(named);
    datagram_close(far);
    datagram_close(namesake);
    datagram_close(peer);
}

static void hosts_are_told_apart(void)
{
    hosts_are_told_apart_on(server_with("-w"));
    hosts_are_told_apart_on(server_for_both("-w"));
}

/* As a server would be that answers, too: the two would never end. */
static void one_on_the_same_port_gets_no_answer(void)
{
    int port = server_with("-w");
    int namesake = connect_from_elsewhere("127.0.0.2", port, port);
    int other = datagram_connect(AF_INET, port);

    datagram_say(namesake, NULL, "hi");
    loopback_has_delivered();
    told_its_address(other, "and on", 6);
    likely("a sender that has the server's own port gets no answer, at "
           "whichever address of this machine it is: two that answer each "
           "other never end");
    check(!has_mail(namesake), "no answer to the one on the server's port",
          "one");
    datagram_close(other);
    datagram_close(namesake);
}

/* ---- b: at most once ---- */

/* A request, and how often anything was carried out when it was. */
static void carried_out(int peer, int number, int count, const char *text)
{
    datagram_say(peer, NULL, text_of("%d %s", number, text));
    datagram_expect_text(peer, NULL, text_of("%d %d %s", number, count, text));
}

static void requests_are_counted(void)
{
    int port = server_with("-m");
    int one = datagram_connect(AF_INET, port);
    int other = datagram_connect(AF_INET, port);

    likely("to NUMBER TEXT the answer is NUMBER COUNT TEXT");
    carried_out(one, 1, 1, "first");
    likely("a text may be empty: then the blank is the last byte of the "
           "request, and of its answer");
    carried_out(one, 2, 2, "");
    likely("a number is whatever the sender makes it, in any order");
    carried_out(one, 300, 3, "any number will do");
    likely("the count is of all senders; the same number of another sender is "
           "another request");
    carried_out(other, 1, 4, "first");
    likely("a number is whatever the sender makes it: one that is lower than "
           "the last is a new request, too, if it has not been there");
    carried_out(one, 3, 5, "and on");
    likely("a number may be 0, which atoi() also returns for what is not a "
           "number");
    carried_out(one, 0, 6, "zero");
    likely("a number may be 0, and its copies are answered from memory as "
           "well: 0 is not a mark for a place that is free");
    carried_out(one, 0, 6, "zero");
    datagram_close(one);
    datagram_close(other);
}

/* A text may be any bytes, and is limited by the datagram only. */
static void texts_come_back_whole(void)
{
    static const char request[] = "1 a\0b \r\n\xff",
                      answer[] = "1 1 a\0b \r\n\xff";
    int peer = datagram_connect(AF_INET, server_with("-m"));

    likely("a text is bytes: one of them may be 0, where strlen() ends");
    datagram_send(peer, NULL, request, sizeof request - 1);
    datagram_expect(peer, NULL, answer, sizeof answer - 1);
    datagram_send(peer, NULL, request, sizeof request - 1);
    datagram_expect(peer, NULL, answer, sizeof answer - 1);
    likely("a request may have 1024 bytes, and its answer has more: NUMBER "
           "COUNT TEXT needs room of its own");
    for (int copy = 0; copy < 2; copy++)
        carried_out(peer, 2, 2, filled(1024 - 2));
    likely("what is larger than 1024 bytes is not a request, and not counted");
    datagram_say(peer, NULL, text_of("3 %s", filled(1025 - 2)));
    carried_out(peer, 4, 3, "and on");
    likely("an answer may be longer than 1024 bytes: in a place of 1024, its "
           "end runs into the next one");
    carried_out(peer, 2, 2, filled(1024 - 2));
    likely("a text that begins with a blank begins with a blank");
    carried_out(peer, 5, 4, " 5  ");
    likely("a datagram is not a line: a newline at its end is one of its "
           "bytes, and comes back with them");
    carried_out(peer, 6, 5, "a line\r\n");
    datagram_close(peer);
}

/* On :: the hosts are in another field. */
static void name_the_field(void)
{
    likely("the same port of another host is another sender: of an IPv6 "
           "address the host is in sin6_addr, 16 bytes that memcmp() "
           "compares");
}

static void a_number_is_of_one_sender_on(bool both_families)
{
    int port = both_families ? server_for_both("-m") : server_with("-m");
    int peer = datagram_connect(AF_INET, port);

    carried_out(peer, 1, 1, "here");
    int namesake = namesake_of(peer, port);
    if (both_families)
        name_the_field();
    else
        likely("the same port of another host is another sender");
    carried_out(namesake, 1, 2, "there");
    likely("a copy is answered with what its own sender was told");
    carried_out(peer, 1, 1, "here");
    carried_out(namesake, 1, 2, "there");
    datagram_close(namesake);
    datagram_close(peer);
}

static void a_number_is_of_one_sender(void)
{
    a_number_is_of_one_sender_on(false);
}

static void and_so_it_is_on_both_families(void)
{
    a_number_is_of_one_sender_on(true);
}

static void what_is_no_request_is_not_counted(void)
{
    static const char *const others[] = {"",     "?",  "x",    " ",
                                         " 5 x", " x", "-5 x", "+5 x"};
    static const char *const without_blank[] = {"5", "5x", "5x y", "5\tx",
                                                "5\n"};
    static const char *const long_ones[] = {"1234567890 x", "0000000005 x",
                                            "123456789012345678 x",
                                            "18446744073709551621 x"};
    static const char zero[] = "5\0 x";
    int peer = datagram_connect(AF_INET, server_with("-m"));

    likely("what is not NUMBER TEXT gets no answer, and does not count: a "
           "request begins with a digit");
    for (size_t i = 0; i < COUNT(others); i++)
        datagram_say(peer, NULL, others[i]);
    carried_out(peer, 4, 1, "x");
    likely("behind the digits stands a blank, and no other byte: without it "
           "it is not a request, and gets no answer, and does not count");
    for (size_t i = 0; i < COUNT(without_blank); i++)
        datagram_say(peer, NULL, without_blank[i]);
    datagram_send(peer, NULL, zero, sizeof zero - 1);
    carried_out(peer, 5, 2, "x");
    for (size_t i = 0; i < COUNT(without_blank); i++)
        datagram_say(peer, NULL, without_blank[i]); /* 5 is in memory now */
    carried_out(peer, 6, 3, "x");
    likely("a number has nine digits at most: with ten it is not a request");
    for (size_t i = 0; i < COUNT(long_ones); i++)
        datagram_say(peer, NULL, long_ones[i]);
    carried_out(peer, 7, 4, "x");
    likely("a number may have nine digits");
    carried_out(peer, 999999999, 5, "x");
    datagram_close(peer);
}

static void a_copy_is_answered_from_memory(void)
{
    int peer = datagram_connect(AF_INET, server_with("-m"));

    carried_out(peer, 7, 1, "pay");
    likely("a copy was carried out again: first see whether the request has "
           "been there");
    likely_if_it_waits("a copy is answered, too, as the request was: it comes "
                       "because the first answer may have been lost");
    carried_out(peer, 7, 1, "pay");
    carried_out(peer, 7, 1, "pay");
    likely("it is the number that makes a request the same one, whatever its "
           "text: the first answer is sent again");
    datagram_say(peer, NULL, "7 pay twice");
    datagram_expect_text(peer, NULL, "7 1 pay");
    likely("the copies were answered from memory, but they were counted");
    carried_out(peer, 8, 2, "pay again");
    likely("the same text with another number is another request");
    carried_out(peer, 9, 3, "pay");
    datagram_close(peer);
}

/* Copies may be late: after other requests, and after others' requests. */
static void late_copies_are_answered_from_memory(void)
{
    enum { SENDERS = 4, REQUESTS = 25, APART = 1000 }; /* 100 in all, */
    enum { MORE = 100 };                               /* and as many again */
    int port = server_with("-m"), peers[SENDERS], count = 0;

    for (int i = 0; i < SENDERS; i++)
        peers[i] = datagram_connect(AF_INET, port);
    for (int number = 1; number <= REQUESTS; number++)
        for (int i = 0; i < SENDERS; i++)
            carried_out(peers[i], number * APART, ++count, "x");
    likely("a copy came late, after other requests, and was carried out again: "
           "the last 100 of all senders are wanted, no fewer of them, and "
           "copies take no place among them");
    for (int number = REQUESTS; number > 0; number--)
        for (int i = SENDERS; i-- > 0;)
            carried_out(peers[i], number * APART,
                        SENDERS * (number - 1) + i + 1, "x");
    carried_out(peers[0], 1, ++count, "x");
    likely("there were more than 100 requests, and the copy of a new one was "
           "carried out: where the array is full, the oldest answer makes room "
           "for the newest");
    for (int number = 2; number <= MORE; number++)
        for (int copy = 0; copy < 2; copy++)
            carried_out(peers[0], number, count + number - 1, "x");
    carried_out(peers[0], 2, count + 1, "x");
    for (int i = 0; i < SENDERS; i++)
        datagram_close(peers[i]);
}

/* More than there is room for in any array, and than a byte can count. Each
   time come copies of the newest and of the oldest that must be known. */
static void a_thousand_requests_are_counted(void)
{
    enum { REQUESTS = 1100 };
    int peer = datagram_connect(AF_INET, server_with("-m"));

    for (int number = 1; number <= REQUESTS; number++) {
        likely(NULL);
        if (number > UINT8_MAX)
            likely("the requests are counted in a number of one byte: it ends "
                   "at 255, and then begins anew");
        carried_out(peer, number, number, "x");
        if (number < 100)
            continue;
        likely("there were more than 100 requests, and the copy of a new one "
               "was carried out: where the array is full, the oldest answer "
               "makes room for the newest");
        carried_out(peer, number, number, "x");
        likely("where there is no more room one answer is forgotten, the "
               "oldest, and the 99 after it are not");
        carried_out(peer, number - 99, number - 99, "x");
    }
    likely("the count may have any number of digits, and an answer needs room "
           "for all of them");
    carried_out(peer, REQUESTS + 1, REQUESTS + 1, filled(1024 - 5));
    datagram_close(peer);
}

/* Hours later, and with much in between that is not a request. */
static void nothing_else_ends_memory(void)
{
    enum { OTHERS = 200 };

    stop_our_clock();
    option_is_new("server", "-m");
    struct process *server = start_subject_server("-m");
    int peer = datagram_connect(AF_INET, subject_port());
    carried_out(peer, 1, 1, "pay");
    likely("the last 100 answers are kept, however old they are");
    if (clock_is_stopped())
        let_pass(server, 5 * 3600 * 1000);
    carried_out(peer, 1, 1, "pay");
    likely("what is not a request takes no place among the last 100 answers");
    for (int i = 0; i < OTHERS; i++) {
        datagram_say(peer, NULL, "not a request");
        if (i % 20 == 0)
            let_rest(server);
    }
    carried_out(peer, 1, 1, "pay");
    datagram_close(peer);
}

/* ---- c: a file in numbered pieces ---- */

enum { NUMBER_SIZE = 4, PIECE = 1020, MANY = 260 };

/* A file's bytes: all there are, and no two pieces are the same. */
static const char *new_content(size_t length)
{
    char *bytes = new_text(length), name[32];

    for (size_t i = 0; i < length; i++) {
        size_t size =
            (size_t)snprintf(name, sizeof name, "piece %zu, ", i / PIECE);
        bytes[i] = i % PIECE < 120 ? name[i % PIECE % size] : (char)i;
    }
    return bytes;
}

/* The piece of that number, and its length. */
static const char *piece_of(const char *content, size_t size, unsigned number,
                            size_t *length)
{
    uint32_t in_network_order = htonl(number);
    size_t from = (size_t)number * PIECE;
    size_t bytes = from >= size ? 0 : size - from < PIECE ? size - from : PIECE;
    char *piece = new_text(NUMBER_SIZE + PIECE);

    memcpy(piece, &in_network_order, NUMBER_SIZE);
    memcpy(piece + NUMBER_SIZE, content + from, bytes);
    *length = NUMBER_SIZE + bytes;
    return piece;
}

static void send_number(int peer, const struct place *to, unsigned number)
{
    uint32_t in_network_order = htonl(number);

    datagram_send(peer, to, &in_network_order, sizeof in_network_order);
}

static unsigned number_of(const char *piece)
{
    uint32_t in_network_order;

    memcpy(&in_network_order, piece, sizeof in_network_order);
    return ntohl(in_network_order);
}

/* The client under check, and what its server (we) knows of it. */
struct sending {
    struct process *client;
    struct place place;
    int peer;
    const char *content;
    size_t size;
};

static void await_mail(const struct sending *sending, const char *expected)
{
    long long deadline = bound();

    while (!has_mail(sending->peer)) {
        if (has_ended(sending->client))
            failed(expected, "%s ended: %s", process_name(sending->client),
                   ending_of(sending->client));
        if (!wait_for(sending->peer, POLLIN, deadline))
            failed(expected, "no datagram in time");
    }
}

/* Waits for the piece; copies of those before it may come in between. */
static void expect_piece(struct sending *sending, unsigned number)
{
    const char *expected = text_of("piece %u", number), *piece, *came;
    size_t length, wanted;

    piece = piece_of(sending->content, sending->size, number, &wanted);
    do {
        await_mail(sending, expected);
        came =
            datagram_receive(sending->peer, &length, &sending->place, expected);
        check(length >= NUMBER_SIZE, expected, "%zu bytes: no number", length);
    } while (number_of(came) < number);
    check(number_of(came) == number, expected, "piece %u", number_of(came));
    if (wanted == NUMBER_SIZE + PIECE)
        likely("a piece is its number, and behind it 1020 bytes of the file, "
               "whatever they are: fread() takes so many, fgets() and strlen() "
               "do not");
    check(length == wanted, text_of("%s, of %zu bytes", expected, wanted),
          "%zu bytes", length);
    check(memcmp(came, piece, wanted) == 0, expected,
          "its number, and other bytes than the file's");
    did("peer %d received piece %u", sending->peer, number);
}

static void client_sends_until_it_is_answered(void)
{
    struct sending sending = {.content = new_content(2500), .size = 2500};
    int port;

    stop_our_clock(); /* its waits take no time of ours */
    if (clock_is_stopped())
        let_time_run();
    sending.peer = datagram_peer(AF_INET, &port);
    option_is_new("client", "-f");
    sending.client = start_subject_client(
        text_of("-f %s", scratch_with("file", sending.content, 2500)), port);
    expect_piece(&sending, 0);
    likely("a lost datagram is nobody's affair but the program's: if the "
           "answer does not come in time, send the piece again");
    expect_piece(&sending, 0);
    send_number(sending.peer, &sending.place, 0);
    send_number(sending.peer, &sending.place, 0);
    likely("when a piece is answered, the next one follows, with the next "
           "number in network order: see htonl()");
    expect_piece(&sending, 1);
    likely("the answer to piece 0 came twice, and was taken for the answer to "
           "piece 1: compare the numbers");
    expect_piece(&sending, 1);
    likely("an answer has four bytes: what is shorter or longer is not an "
           "answer, and "
           "an empty datagram is not the end of anything");
    datagram_send(sending.peer, &sending.place, "", 0);
    datagram_send(sending.peer, &sending.place, "\0\0\0\1.", NUMBER_SIZE + 1);
    expect_piece(&sending, 1);
    likely("the last piece has what is left of the file, and no more");
    send_number(sending.peer, &sending.place, 1);
    expect_piece(&sending, 2);
    likely("that was an answer to another piece than the one under way: "
           "compare the numbers");
    send_number(sending.peer, &sending.place, 3);
    expect_piece(&sending, 2);
    send_number(sending.peer, &sending.place, 2);
    likely("the end is a piece without bytes, which is answered, too");
    expect_piece(&sending, 3);
    likely("the end can be lost as well: it is sent until it is answered");
    expect_piece(&sending, 3);
    send_number(sending.peer, &sending.place, 3);
    expect_exit(sending.client, 0);
    datagram_close(sending.peer);
}

/* Starts the client, by the clock that only we move, with a file of that size;
   it has received nothing yet. */
static struct sending client_by_our_clock(size_t size)
{
    struct sending sending = {.content = new_content(size), .size = size};
    const char *file = scratch_with("file", sending.content, size);
    int port;

    stop_the_clock();
    sending.peer = datagram_peer(AF_INET, &port);
    option_is_new("client", "-f");
    sending.client = start_subject_client(text_of("-f %s", file), port);
    return sending;
}

/* By the clock that only we move: a copy of the piece comes with each wait. */
static void client_sends_again_in_time(void)
{
    enum { TIME = 200, LATE = 50, COPIES = 10 };
    struct sending sending = client_by_our_clock(100);
    char piece[NUMBER_SIZE + PIECE];

    expect_piece(&sending, 0);
    likely("a piece that is not answered is sent again after 200 ms or sooner, "
           "each time: see how long recv() waits (tv_usec has millionths of a "
           "second)");
    for (int copy = 1; copy <= COPIES; copy++) {
        while (recv(sending.peer, piece, sizeof piece, 0) >= 0)
            ; /* those that were sent sooner */
        let_pass(sending.client, TIME + LATE);
        if (has_ended(sending.client))
            likely("the client has given up: it sends a piece until it is "
                   "answered, for five seconds at least");
        check(has_mail(sending.peer),
              text_of("piece 0 again, after %d ms", TIME), "nothing");
    }
    datagram_close(sending.peer);
}

/* Lets so much time pass, and takes what the client sends meanwhile. */
static void send_in_vain(const struct sending *sending, int milliseconds)
{
    enum { STEP = 1000 };
    char piece[NUMBER_SIZE + PIECE];

    for (int left = milliseconds; left > 0 && !has_ended(sending->client);
         left -= STEP) {
        let_pass(sending->client, left < STEP ? left : STEP);
        while (recv(sending->peer, piece, sizeof piece, 0) >= 0)
            ;
    }
}

/* Answers to a piece that has been answered, and no time passes. */
static void answer_in_vain(const struct sending *sending, unsigned number)
{
    /* in chaos, a wait that a signal has broken off may count as a try */
    const int copies = in_chaos() ? 10 : 100;

    for (int i = 0; i < copies; i++)
        send_number(sending->peer, &sending->place, number);
    let_rest(sending->client);
}

/* Each answer comes late, and all of them together take more than the time
   after which it may give up. The last piece has a single byte. */
static void client_goes_on_while_answers_come(void)
{
    enum { LATE = 2000 };
    struct sending sending = client_by_our_clock(2 * PIECE + 1);

    for (unsigned number = 0; number <= 3; number++) {
        likely("the client may give up when no answer has come for five "
               "seconds: with each answer they begin anew");
        if (number == 3)
            likely("the end is a piece without bytes, which is answered, too");
        expect_piece(&sending, number);
        if (number == 1) {
            likely("what is not the answer to the piece under way is ignored, "
                   "however often it comes: it is time that makes the client "
                   "give up, and not the number of tries");
            answer_in_vain(&sending, 0);
        }
        send_in_vain(&sending, LATE);
        check(!has_ended(sending.client), "the client to go on", "%s",
              ending_of(sending.client));
        send_number(sending.peer, &sending.place, number);
    }
    expect_exit(sending.client, 0);
    datagram_close(sending.peer);
}

/* Nobody answers the end any more. */
static void client_that_gives_up_has_failed(void)
{
    enum { PATIENCE = 5000, LONG = 10000 };
    struct sending sending = client_by_our_clock(100);

    expect_piece(&sending, 0);
    send_number(sending.peer, &sending.place, 0);
    expect_piece(&sending, 1);
    likely("the client has given up: it sends a piece until it is answered, "
           "for five seconds at least");
    /* in chaos, a wait that a signal has broken off may count as one */
    send_in_vain(&sending, (in_chaos() ? PATIENCE / 2 : PATIENCE) - 100);
    check(!has_ended(sending.client), "the client to go on for five seconds",
          "%s", ending_of(sending.client));
    likely("the client gave up, and its exit status says that the file is "
           "whole, which nobody has answered: to give up is to fail");
    send_in_vain(&sending, LONG);
    if (has_ended(sending.client))
        expect_failure(sending.client);
    datagram_close(sending.peer);
}

/* Whatever it sends first, it is answered. */
static void expect_failure_of(struct process *client, int peer)
{
    long long deadline = bound();
    struct place place;
    size_t length;

    while (!has_ended(client) && !has_mail(peer) &&
           wait_for(peer, POLLIN, deadline))
        ;
    if (has_mail(peer)) {
        datagram_receive(peer, &length, &place, "a piece");
        send_number(peer, &place, 0);
    }
    expect_failure(client);
}

static void client_without_a_file_has_failed(void)
{
    int port, peer = datagram_peer(AF_INET, &port);

    option_is_new("client", "-f");
    struct process *client =
        start_subject_client(text_of("-f %s", scratch_file("none")), port);
    likely("there is no such file, so nothing can be whole: that wants an exit "
           "status that is not 0");
    expect_failure_of(client, peer);
    client = start_subject_client("-f .", port);
    likely(
        "a directory can be opened, but not read: fread() returns 0 there as "
        "at the end of a file, and ferror() tells the two apart");
    expect_failure_of(client, peer);
    if (access("/proc/self/mem", R_OK) == 0) {
        client = start_subject_client("-f /proc/self/mem", port);
        likely("reading may also fail in what is not a directory: whatever "
               "ferror() tells of, or a read() that returns -1");
        expect_failure_of(client, peer);
    }
    datagram_close(peer);
}

static void expect_answer(int peer, unsigned number)
{
    const char *expected = text_of("the answer %u, of four bytes", number);
    size_t length;
    const char *came = datagram_receive(peer, &length, NULL, expected);

    check(length == NUMBER_SIZE, expected, "%zu bytes", length);
    check(number_of(came) == number, expected, "%u", number_of(came));
    did("peer %d received the answer %u", peer, number);
}

/* Sends the piece, and takes its answer. */
static void give(int peer, const char *content, size_t size, unsigned number)
{
    size_t length;
    const char *piece = piece_of(content, size, number, &length);

    datagram_send(peer, NULL, piece, length);
    expect_answer(peer, number);
}

static void expect_content(const char *path, const char *content, size_t size)
{
    size_t length;
    const char *written = content_of(path, &length);

    if (length < size)
        likely("what has been answered is to be in the file, and not in a "
               "buffer of stdio: see setvbuf(), fflush()");
    check(length == size, text_of("a file of %zu bytes", size), "%zu bytes",
          length);
    for (size_t i = 0; i < size; i += PIECE)
        check(memcmp(written + i, content + i,
                     size - i < PIECE ? size - i : PIECE) == 0,
              "the file to be the same byte for byte",
              "other bytes in piece %zu", i / PIECE);
}

static void server_writes_each_piece_once(void)
{
    static const char before[5000] = "what was there before";
    const char *copy = scratch_with("copy", before, sizeof before);
    int peer = datagram_connect(AF_INET, server_with(text_of("-o %s", copy)));
    const size_t size = 2 * PIECE + 400;
    const char *content = new_content(size);

    likely("each piece is answered with its number");
    give(peer, content, size, 0);
    likely("what the file had in it before does not stay");
    expect_content(copy, content, PIECE);
    likely("an answer may be lost: each copy of a piece is answered, too");
    give(peer, content, size, 0);
    give(peer, content, size, 1);
    give(peer, content, size, 2);
    give(peer, content, size, 2);
    give(peer, content, size, 0);
    give(peer, content, size, 3);
    give(peer, content, size, 3);
    likely("a copy of a piece was answered, as it should be, but written "
           "again, too");
    expect_content(copy, content, size);
    datagram_close(peer);
}

/* Of the same piece, with that number. */
static const char *in_place_of_number(const char *piece, unsigned number)
{
    uint32_t in_network_order = htonl(number);
    char *other = new_text(NUMBER_SIZE + PIECE);

    memcpy(other, piece, NUMBER_SIZE + PIECE);
    memcpy(other, &in_network_order, NUMBER_SIZE);
    return other;
}

/* From a socket that is not connected: where the server's is, to the sender of
   piece 0, one that were would be told that nobody is there. */
static void send_strange_piece(int stranger, int port, unsigned number)
{
    const struct place server = loopback_place(AF_INET, port);
    size_t size = (size_t)(number + 1) * PIECE, length;
    const char *piece = piece_of(filled(size), size, number, &length);

    datagram_send(stranger, &server, piece, length);
    loopback_has_delivered(); /* before what others send next */
}

/* One byte more than a piece has, and a number that is cut off. */
static void send_what_is_no_piece(int stranger, int port)
{
    enum { MORE = NUMBER_SIZE + PIECE + 1 };
    const struct place server = loopback_place(AF_INET, port);
    const char *zeros = memset(new_text(MORE), 0, MORE);

    datagram_send(stranger, &server, zeros, MORE);
    datagram_send(stranger, &server, zeros, NUMBER_SIZE - 1);
    loopback_has_delivered();
}

static void server_takes_only_what_is_due(void)
{
    static const unsigned far_ahead[] = {0x10002, 0x10000, 0x1000001,
                                         0x80000000, 0xffffffff};
    const char *copy = scratch_file("copy");
    int port = server_with(text_of("-o %s", copy)), own;
    int peer = datagram_connect(AF_INET, port);
    int stranger = datagram_peer(AF_INET, &own);
    const size_t size = 2 * PIECE;
    const char *content = new_content(size), *piece;
    size_t length;

    likely("whose file it is is settled by the first piece 0, and not by a "
           "stranger's piece that came too early, or was none");
    send_strange_piece(stranger, port, 5);
    send_what_is_no_piece(stranger, port);
    give(peer, content, size, 0);
    likely("whose file it is was settled by piece 0: a stranger's pieces get "
           "no answer, be it another piece 0, and change nothing");
    for (unsigned number = 0; number < 2; number++)
        send_strange_piece(stranger, port, number);
    give(peer, content, size, 1);
    check(!has_mail(stranger), "no answer to the stranger", "one");
    likely("a piece whose turn it is not yet gets no answer: the one before it "
           "would be missing");
    piece = piece_of(filled(size * 2), size * 2, 3, &length);
    datagram_send(peer, NULL, piece, length);
    likely("a number has four bytes, and each of them counts: 65536 is not "
           "0, and its turn is not yet. And it has no sign: in an int, "
           "0x80000000 is less than 0");
    for (size_t i = 0; i < COUNT(far_ahead); i++) {
        datagram_send(peer, NULL, in_place_of_number(piece, far_ahead[i]),
                      length);
    }
    give(peer, content, size, 2);
    likely("a piece was written that was a stranger's, or whose turn it was "
           "not");
    expect_content(copy, content, size);
    likely("the server takes one file: behind its end nobody begins another");
    send_strange_piece(stranger, port, 0);
    give(peer, content, size, 2);
    check(!has_mail(stranger), "no answer to the stranger", "one");
    expect_content(copy, content, size);
    datagram_close(stranger);
    datagram_close(peer);
}

/* The stranger's piece lies behind piece 0 already when that is read. */
static void what_lay_in_the_queue_is_a_strangers(void)
{
    const char *copy = scratch_file("copy");
    option_is_new("server", "-o");
    struct process *server = start_subject_server(text_of("-o %s", copy));
    int port = subject_port(), own;
    int peer = datagram_connect(AF_INET, port);
    int stranger = datagram_peer(AF_INET, &own);
    const size_t size = 2 * PIECE;
    const char *content = new_content(size);
    size_t length;

    pause_subject(server);
    datagram_send(peer, NULL, piece_of(content, size, 0, &length),
                  NUMBER_SIZE + PIECE);
    loopback_has_delivered();
    send_strange_piece(stranger, port, 1);
    send_signal(server, SIGCONT);
    likely("a stranger's piece that lay in the queue when piece 0 was read was "
           "taken: connect() keeps away only what comes after it, so compare "
           "the sender of each piece");
    expect_answer(peer, 0);
    give(peer, content, size, 1);
    expect_content(copy, content, size);
    datagram_close(stranger);
    datagram_close(peer);
}

/* Neither too short nor too long for a piece: these have no answer. */
static void server_takes_only_pieces(void)
{
    const char *copy = scratch_file("copy");
    int peer = datagram_connect(AF_INET, server_with(text_of("-o %s", copy)));
    const char *content = new_content(PIECE);
    char piece[NUMBER_SIZE + PIECE + 1] = {0};

    likely("a piece has up to 1020 bytes behind its number: what is longer is "
           "not a piece, and gets no answer");
    datagram_send(peer, NULL, piece, sizeof piece);
    give(peer, content, PIECE, 0);
    expect_content(copy, content, PIECE);
    likely("a piece has a number, of four bytes: what is shorter is not a "
           "piece, and gets no answer");
    datagram_send(peer, NULL, "", 0);
    datagram_send(peer, NULL, piece, NUMBER_SIZE - 1);
    give(peer, content, PIECE, 1);
    likely("behind the end only copies are answered: nothing more is due");
    piece[NUMBER_SIZE - 1] = 2;
    datagram_send(peer, NULL, piece, NUMBER_SIZE + 5);
    give(peer, content, PIECE, 1);
    expect_content(copy, content, PIECE);
    datagram_close(peer);
}

/* Waits until there is an answer; false: it is certain that there will not be
   one, whatever the program says meanwhile. */
static bool brings_mail(int peer)
{
    long long deadline = bound();

    while (!has_mail(peer) && wait_for(peer, POLLIN, deadline))
        ;
    return has_mail(peer);
}

/* Where nothing can be written. */
static void what_is_not_written_is_not_answered(void)
{
    size_t length;
    const char *piece = piece_of(new_content(PIECE), PIECE, 0, &length);

    if (access("/dev/full", W_OK) < 0)
        skipped("there is no /dev/full here");
    int peer = datagram_connect(AF_INET, server_with("-o /dev/full"));
    likely("an answer says that the piece is in the file, but the disk was "
           "full: see what fwrite() and fflush(), or write(), return");
    datagram_send(peer, NULL, piece, length);
    check(!brings_mail(peer), "no answer", "one");
    datagram_close(peer);
}

/* The disk is full in the middle of piece 1, and later there is room again. By
   then, the server may have given up for good. */
static void what_is_written_later_is_written_once(void)
{
    enum { ROOM = PIECE + 500 };
    const char *copy = scratch_file("copy");
    const char *content = new_content(2 * PIECE), *piece;
    size_t length;

    option_is_new("server", "-o");
    struct process *server = start_subject(&(struct call){
        .options = text_of("-o %s", copy), .launch = {.file_size = ROOM}});
    int peer = datagram_connect(AF_INET, subject_port());
    give(peer, content, 2 * PIECE, 0);
    did("let the server's file have %d bytes and no more", ROOM);
    likely("an answer says that the piece is in the file, but the disk was "
           "full: see what fwrite() and fflush(), or write(), return");
    piece = piece_of(content, 2 * PIECE, 1, &length);
    datagram_send(peer, NULL, piece, length);
    check(!brings_mail(peer), "no answer", "one");
    if (!allow_any_size(server))
        return;
    did("let it have any size again");
    likely(
        "a part of the piece is in the file twice: it was written before the "
        "disk was full, and the copy goes to the same place (fseek(), "
        "pwrite()), not behind it; or the server answers no more");
    datagram_send(peer, NULL, piece, length);
    if (brings_mail(peer)) {
        expect_answer(peer, 1);
        give(peer, content, 2 * PIECE, 2);
        expect_content(copy, content, 2 * PIECE);
    }
    datagram_close(peer);
}

/* The same port of another host is another sender. */
static void only_its_sender_on(bool both_families)
{
    const char *copy = scratch_file("copy");
    const char *options = text_of("-o %s", copy);
    int port = both_families ? server_for_both(options) : server_with(options);
    int peer = datagram_connect(AF_INET, port);
    const char *content = new_content(2 * PIECE);

    give(peer, content, 2 * PIECE, 0);
    int namesake = datagram_peer_at("127.0.0.2", port_of(peer));
    send_strange_piece(namesake, port, 1);
    give(peer, content, 2 * PIECE, 1);
    likely("a sender is a host and a port: the same port of another host is a "
           "stranger, whose pieces get no answer");
    if (both_families)
        name_the_field();
    check(!has_mail(namesake), "no answer to the stranger", "one");
    expect_content(copy, content, 2 * PIECE);
    datagram_close(namesake);
    datagram_close(peer);
}

static void server_takes_only_its_sender(void)
{
    only_its_sender_on(false);
}

static void and_so_does_one_for_both_families(void)
{
    only_its_sender_on(true);
}

/* Piece 0 may be the end. */
static void an_empty_file_is_taken(void)
{
    const char *copy = scratch_with("copy", "before", 6);
    int peer = datagram_connect(AF_INET, server_with(text_of("-o %s", copy)));

    likely("a file may be empty: then piece 0 is the end, and the file is "
           "there all the same, without what it had in it before");
    give(peer, "", 0, 0);
    give(peer, "", 0, 0);
    expect_content(copy, "", 0);
    datagram_close(peer);
}

/* More than fit in a number of one byte. */
static void server_takes_many_pieces(void)
{
    const char *copy = scratch_file("copy");
    int peer = datagram_connect(AF_INET, server_with(text_of("-o %s", copy)));
    const char *content = new_content(MANY * PIECE);

    likely("a number has four bytes, in network order (ntohl): it goes on "
           "behind 255");
    for (unsigned number = 0; number <= MANY; number++)
        give(peer, content, MANY * PIECE, number);
    expect_content(copy, content, MANY * PIECE);
    datagram_close(peer);
}

static void client_sends_many_pieces(void)
{
    struct sending sending = {.content = new_content(MANY * PIECE),
                              .size = MANY * PIECE};
    const char *file = scratch_with("file", sending.content, sending.size);
    int port;

    sending.peer = datagram_peer(AF_INET, &port);
    option_is_new("client", "-f");
    sending.client = start_subject_client(text_of("-f %s", file), port);
    for (unsigned number = 0; number <= MANY; number++) {
        expect_piece(&sending, number);
        likely("a number has four bytes, in network order (htonl): it goes on "
               "behind 255");
        send_number(sending.peer, &sending.place, number);
    }
    expect_exit(sending.client, 0);
    datagram_close(sending.peer);
}

static struct network network; /* large */

/* The bytes of the file, through a network that loses, doubles and delays. */
static void send_through(size_t size)
{
    const char *content = new_content(size), *copy = scratch_file("copy");
    const char *file = scratch_with("file", content, size);
    struct process *client;

    stop_our_clock();
    memset(&network, 0, sizeof network);
    network.seed = 3;
    network.loss = 20;
    network.doubles = 20;
    network.late = 20;
    open_network(&network, server_with(text_of("-o %s", copy)));
    client = start_subject_client(text_of("-f %s", file), network.port);
    likely("what is lost must be sent again, be it a piece or its answer; what "
           "comes again or late must be known by its number");
    carry_until_ended(&network, &client, 1);
    expect_exit(client, 0);
    expect_content(copy, content, size);
    close_network(&network);
}

static void a_file_goes_through_a_bad_network(void)
{
    send_through(40 * PIECE);
    send_through(0);
}

static void the_rest_is_as_before_a(void)
{
    expect_the_rest_as_before("-w");
}

static void the_rest_is_as_before_b(void)
{
    expect_the_rest_as_before("-m");
}

static void the_rest_is_as_before_c(void)
{
    expect_the_rest_as_before(text_of("-o %s", scratch_file("place")));
}

const struct task step_03[] = {
    {"", "the server echoes what comes, up to 1024 bytes",
     server_echoes_what_comes},
    {"", "the server answers the one that asked", server_answers_its_sender},
    {"", "the client sends a datagram a line, and ignores strangers",
     client_sends_a_datagram_a_line},
    {"", "the client hears that nobody listens",
     client_hears_that_nobody_listens},
    {"a", "`server -w` tells each sender its address",
     each_is_told_its_address},
    {"a", "on `::` it tells both families theirs", both_families_are_told},
    {"a", "a sender on another host is told that one", hosts_are_told_apart},
    {"a", "one that has the server's own port gets no answer",
     one_on_the_same_port_gets_no_answer},
    {"a", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_a},
    {"b", "requests are carried out and counted", requests_are_counted},
    {"b", "what is not a request is not counted",
     what_is_no_request_is_not_counted},
    {"b", "a copy is answered from memory", a_copy_is_answered_from_memory},
    {"b", "late copies, too", late_copies_are_answered_from_memory},
    {"b", "a text may be any bytes, up to 1024 with its number",
     texts_come_back_whole},
    {"b", "a thousand requests are counted", a_thousand_requests_are_counted},
    {"b", "neither time nor junk ends memory", nothing_else_ends_memory},
    {"b", "a number is of one sender, a host and a port",
     a_number_is_of_one_sender},
    {"b", "and so it is on `::`", and_so_it_is_on_both_families},
    {"b", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_b},
    {"c", "the client sends each piece until it is answered",
     client_sends_until_it_is_answered},
    {"c", "the client sends a piece again every 200 ms, or sooner",
     client_sends_again_in_time},
    {"c", "the client goes on as long as answers come",
     client_goes_on_while_answers_come},
    {"c", "a client that gives up has failed", client_that_gives_up_has_failed},
    {"c", "so has one that finds no file", client_without_a_file_has_failed},
    {"c", "the client sends more than 256 pieces", client_sends_many_pieces},
    {"c", "the server writes each piece once, and answers each copy",
     server_writes_each_piece_once},
    {"c", "the server takes only the piece that is due, from one sender",
     server_takes_only_what_is_due},
    {"c", "what lay in the queue before is a stranger's, too",
     what_lay_in_the_queue_is_a_strangers},
    {"c", "the server takes only what is a piece", server_takes_only_pieces},
    {"c", "the same port of another host is a stranger",
     server_takes_only_its_sender},
    {"c", "and so it is on `::`", and_so_does_one_for_both_families},
    {"c", "what cannot be written is not answered",
     what_is_not_written_is_not_answered},
    {"c", "what is written later is written once",
     what_is_written_later_is_written_once},
    {"c", "the server takes more than 256 pieces", server_takes_many_pieces},
    {"c", "the server takes an empty file", an_empty_file_is_taken},
    {"c", "a file goes through a bad network",
     a_file_goes_through_a_bad_network},
    {"c", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_c},
};
const size_t step_03_count = COUNT(step_03);
