/* step_03.c - the contract and the exercises of step 03. */
#define _POSIX_C_SOURCE 200809L

#include "../datagram.h"
#include "exercises.h"

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

static char *filled(size_t length)
{
    char *bytes = new_text(length + 1);

    memset(bytes, 'x', length);
    bytes[length] = '\0';
    return bytes;
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

/* ---- a: a number for each client's datagrams ---- */

static void numbered(int peer, int number, const char *text)
{
    datagram_say(peer, NULL, text);
    datagram_expect_text(peer, NULL, text_of("%d %s", number, text));
}

static void each_echo_has_its_number(void)
{
    int peer = datagram_connect(AF_INET, server_with("-n"));

    likely("before the echo belong its number, from 1 on, and a blank");
    numbered(peer, 1, "first");
    numbered(peer, 2, "second");
    likely("an empty datagram counts, too: its answer is the number and the "
           "blank");
    numbered(peer, 3, "");
    likely("with its number before it, the echo of 1024 bytes needs more room "
           "than 1024 bytes");
    numbered(peer, 4, filled(1024));
    likely("what is too large is not answered, and so has no number");
    datagram_say(peer, NULL, filled(1025));
    numbered(peer, 5, "and on");
    datagram_close(peer);
}

static void senders_are_told_apart(void)
{
    int port = server_with("-n"), peers[4];

    for (size_t i = 0; i < COUNT(peers); i++)
        peers[i] = datagram_connect(AF_INET, port);
    likely("two sockets of one host are two senders: an address is a host and "
           "a port");
    for (size_t i = 0; i < COUNT(peers); i++)
        numbered(peers[i], 1, i % 2 ? "" : "Olá");
    likely("a sender that comes again after others goes on where it was");
    for (int round = 2; round <= 3; round++)
        for (size_t i = 0; i < COUNT(peers); i++)
            numbered(peers[i], round, i % 2 ? "Olá" : "");
    numbered(peers[3], 4, "x");
    numbered(peers[3], 5, "x");
    numbered(peers[0], 4, "x");
    for (size_t i = 0; i < COUNT(peers); i++)
        datagram_close(peers[i]);
}

/* The port of `peer`, on another host: 127.0.0.2, which not every system has.
   Returns -1 there. */
static int namesake_of(int peer, int server)
{
    struct place place = {.size = sizeof place.address};
    struct place to = loopback_place(AF_INET, server);
    struct sockaddr_in *address = (struct sockaddr_in *)&place.address;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    getsockname(peer, (struct sockaddr *)address, &place.size);
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    if (bind(fd, (struct sockaddr *)address, place.size) < 0 ||
        connect(fd, (struct sockaddr *)&to.address, to.size) < 0) {
        close(fd);
        return -1;
    }
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    did("opened UDP port %d of 127.0.0.2 as peer %d", port_of_place(&place),
        fd);
    return fd;
}

static void hosts_are_told_apart(void)
{
    int port = server_with("-n");
    int peer = datagram_connect(AF_INET, port);
    int namesake = namesake_of(peer, port);

    numbered(peer, 1, "here");
    if (namesake >= 0) {
        likely("the same port of another host is another sender");
        numbered(namesake, 1, "there");
        numbered(peer, 2, "here");
        datagram_close(namesake);
    }
    datagram_close(peer);
}

static void two_hundred_senders_are_remembered(void)
{
    int port = server_with("-n"), peers[200];

    for (size_t i = 0; i < COUNT(peers); i++)
        peers[i] = datagram_connect(AF_INET, port);
    likely("its table has no room for 200 senders");
    for (int round = 1; round <= 2; round++)
        for (size_t i = 0; i < COUNT(peers); i++)
            numbered(peers[i], round, "x");
    for (size_t i = 0; i < COUNT(peers); i++)
        datagram_close(peers[i]);
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
    carried_out(one, 2, 2, "");
    carried_out(one, 300, 3, "any number will do");
    likely("the count is of all senders; the same number of another sender is "
           "another request");
    carried_out(other, 1, 4, "first");
    carried_out(one, 3, 5, "and on");
    datagram_close(one);
    datagram_close(other);
}

static void what_is_no_request_is_not_counted(void)
{
    static const char *const others[] = {"",     "?",    "5",  " 5 x", "-5 x",
                                         "+5 x", "x",    " ",  " x",   "5x",
                                         "5x y", "5\tx", "5\n"};
    static const char *const long_ones[] = {"1234567890 x", "0000000005 x",
                                            "123456789012345678 x",
                                            "18446744073709551621 x"};
    static const char zero[] = "5\0 x";
    int peer = datagram_connect(AF_INET, server_with("-m"));

    likely("what is not NUMBER TEXT gets no answer, and does not count");
    for (size_t i = 0; i < COUNT(others); i++)
        datagram_say(peer, NULL, others[i]);
    datagram_send(peer, NULL, zero, sizeof zero - 1);
    carried_out(peer, 5, 1, "x");
    likely("a number has nine digits at most: with ten it is not a request");
    for (size_t i = 0; i < COUNT(long_ones); i++)
        datagram_say(peer, NULL, long_ones[i]);
    carried_out(peer, 6, 2, "x");
    likely("a number may have nine digits");
    carried_out(peer, 999999999, 3, "x");
    datagram_close(peer);
}

static void a_copy_is_answered_from_memory(void)
{
    int peer = datagram_connect(AF_INET, server_with("-m"));

    carried_out(peer, 7, 1, "pay");
    likely("a copy was carried out again: first see whether the request has "
           "been there");
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
    enum { SENDERS = 4, REQUESTS = 25 }; /* 100: all are remembered */
    int port = server_with("-m"), peers[SENDERS], count = 0;

    for (int i = 0; i < SENDERS; i++)
        peers[i] = datagram_connect(AF_INET, port);
    for (int number = 1; number <= REQUESTS; number++)
        for (int i = 0; i < SENDERS; i++)
            carried_out(peers[i], number, ++count, "x");
    likely("a copy came late, after other requests, and was carried out again: "
           "to remember each sender's last request is not enough, the last "
           "100 of all senders are wanted");
    for (int number = REQUESTS; number > 0; number--)
        for (int i = SENDERS; i-- > 0;)
            carried_out(peers[i], number, SENDERS * (number - 1) + i + 1, "x");
    carried_out(peers[0], REQUESTS + 1, count + 1, "x");
    for (int i = 0; i < SENDERS; i++)
        datagram_close(peers[i]);
}

/* ---- c: a file in numbered pieces ---- */

enum { NUMBER_SIZE = 4, PIECE = 1020 };

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
    likely("the last piece has what is left of the file, and no more");
    send_number(sending.peer, &sending.place, 1);
    expect_piece(&sending, 2);
    send_number(sending.peer, &sending.place, 2);
    likely("the end is a piece without bytes, which is answered, too");
    expect_piece(&sending, 3);
    send_number(sending.peer, &sending.place, 3);
    expect_exit(sending.client, 0);
    datagram_close(sending.peer);
}

/* By the clock that only we move: a copy of the piece comes with each wait. */
static void client_sends_again_in_time(void)
{
    enum { TIME = 200, LATE = 50 };
    struct sending sending = {.content = new_content(100), .size = 100};
    char piece[NUMBER_SIZE + PIECE];
    int port;

    stop_the_clock();
    sending.peer = datagram_peer(AF_INET, &port);
    option_is_new("client", "-f");
    sending.client = start_subject_client(
        text_of("-f %s", scratch_with("file", sending.content, 100)), port);
    expect_piece(&sending, 0);
    likely("a piece that is not answered is sent again after 200 ms or sooner, "
           "each time: see how long recv() waits (tv_usec has millionths of a "
           "second)");
    for (int copy = 1; copy <= 3; copy++) {
        while (recv(sending.peer, piece, sizeof piece, 0) >= 0)
            ; /* those that were sent sooner */
        let_pass(sending.client, TIME + LATE);
        check(has_mail(sending.peer),
              text_of("piece 0 again, after %d ms", TIME), "nothing");
    }
    datagram_close(sending.peer);
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
    const char *copy = scratch_file("copy");
    int peer = datagram_connect(AF_INET, server_with(text_of("-o %s", copy)));
    const size_t size = 2 * PIECE + 400;
    const char *content = new_content(size);

    likely("each piece is answered with its number");
    give(peer, content, size, 0);
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

static void server_takes_only_what_is_due(void)
{
    const char *copy = scratch_file("copy");
    int port = server_with(text_of("-o %s", copy));
    int peer = datagram_connect(AF_INET, port);
    int stranger = datagram_connect(AF_INET, port);
    const size_t size = 2 * PIECE;
    const char *content = new_content(size), *piece;
    size_t length;

    give(peer, content, size, 0);
    piece = piece_of(filled(size), size, 1, &length);
    datagram_send(stranger, NULL, piece, length);
    likely("a piece whose turn it is not yet gets no answer: the one before it "
           "would be missing");
    piece = piece_of(filled(size * 2), size * 2, 3, &length);
    datagram_send(peer, NULL, piece, length);
    give(peer, content, size, 1);
    likely("whose file it is was settled by piece 0: a stranger's pieces get "
           "no answer");
    check(!has_mail(stranger), "no answer to the stranger", "one");
    give(peer, content, size, 2);
    likely("a piece was written that was a stranger's, or whose turn it was "
           "not");
    expect_content(copy, content, size);
    datagram_close(stranger);
    datagram_close(peer);
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

const struct task step_03[] = {
    {"", "the server echoes what comes, up to 1024 bytes",
     server_echoes_what_comes},
    {"", "the server answers the one that asked", server_answers_its_sender},
    {"", "the client sends a datagram a line, and ignores strangers",
     client_sends_a_datagram_a_line},
    {"", "the client hears that nobody listens",
     client_hears_that_nobody_listens},
    {"a", "each echo has its number before it", each_echo_has_its_number},
    {"a", "each sender is counted by itself", senders_are_told_apart},
    {"a", "the same port of another host is another sender",
     hosts_are_told_apart},
    {"a", "200 senders are remembered", two_hundred_senders_are_remembered},
    {"b", "requests are carried out and counted", requests_are_counted},
    {"b", "what is not a request is not counted",
     what_is_no_request_is_not_counted},
    {"b", "a copy is answered from memory", a_copy_is_answered_from_memory},
    {"b", "late copies, too", late_copies_are_answered_from_memory},
    {"c", "the client sends each piece until it is answered",
     client_sends_until_it_is_answered},
    {"c", "the client sends a piece again every 200 ms, or sooner",
     client_sends_again_in_time},
    {"c", "the server writes each piece once, and answers each copy",
     server_writes_each_piece_once},
    {"c", "the server takes only the piece that is due, from one sender",
     server_takes_only_what_is_due},
    {"c", "a file goes through a bad network",
     a_file_goes_through_a_bad_network},
};
const size_t step_03_count = COUNT(step_03);
