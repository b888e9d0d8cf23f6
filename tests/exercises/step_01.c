/* step_01.c - the contract and the exercises of step 01. */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char welcome[] = "Bem-vindo ao servidor!";
static const char greeting[] = "Olá, servidor!";

/* More clients than the server may have descriptors. */
enum { DESCRIPTORS = 64, CLIENTS = 70 };

/* MiB: more than a server needs, and less than all that the clients get. */
enum { MEMORY = 256 };

/* All that comes to the end of the stream. */
static const char *hear_all(int peer, size_t *length)
{
    enum { MOST = 4096 };
    char *words = new_text(MOST + 1);

    *length = peer_receive_all(peer, words, MOST);
    words[*length] = '\0';
    return words;
}

/* What a client gets begins with the welcome (exercise a adds to it), and has
   an end. Returns what follows, and how many bytes that is. */
static const char *after_welcome(int peer, size_t *follow)
{
    size_t length;

    usually("the end of its own half of the stream comes right after the "
            "welcome: shutdown(SHUT_WR). A server that first waits for the "
            "client's words leaves both waiting");
    const char *words = hear_all(peer, &length);
    check(strncmp(words, welcome, strlen(welcome)) == 0,
          text_of("\"%s\" at the beginning", welcome), "%s",
          quoted(words, length));
    *follow = length - strlen(welcome);
    return words + strlen(welcome);
}

static void expect_welcome(int peer)
{
    size_t follow;

    after_welcome(peer, &follow);
}

/* Each of its send()s takes one byte. */
static void start_with_short_sends(const char *options)
{
    start_subject(
        &(struct call){.options = options, .launch = {.faults = "send=short"}});
    did("cut each send() of the server to one byte, as the kernel may");
    likely("send() returns how many bytes it has taken: the rest is still to "
           "be sent");
}

/* ---- the contract: the server ---- */

static void a_silent_client_is_welcomed(void)
{
    start_subject_server("");
    expect_welcome(peer_connect(subject_port()));
}

/* More than a server may take for all that there is, and no more than it may
   print, on stderr too. Only then the end: behind one, a socket that is closed
   with unread bytes may stay silent. */
static void say_much(struct process *server, int peer)
{
    size_t length = in_chaos() ? 20 * 1000 : 5 << 18;

    peer_send(peer, letters(length), length);
    await_rest(server); /* it waits for more, or has closed */
    peer_expect_no_reset(peer);
    peer_finish(peer);
}

static void all_the_words_are_heard(void)
{
    struct process *server = start_subject_server("");
    int peer = peer_connect(subject_port());

    expect_welcome(peer);
    peer_say(peer, "Ol\xc3");
    await_rest(server); /* it has read that, and waits for more */
    likely("one recv() brought the first piece, and the program took it for "
           "all, or did not wait for the next one (SO_RCVTIMEO): to close a "
           "socket while more is coming resets the connection");
    peer_say(peer, "\xa1, servidor!");
    peer_expect_no_reset(peer);
    peer_finish(peer);
    expect_welcome(peer_connect(subject_port()));
}

static void the_next_is_served(void)
{
    start_subject_server("");
    int peer = peer_connect(subject_port());
    peer_reset(peer);
    peer = peer_connect(subject_port());
    peer_close(peer);
    likely("what one client did must not be felt by the next: an error of its "
           "connection ends that connection, and no more");
    expect_welcome(peer_connect(subject_port()));
}

static void many_are_served(void)
{
    struct process *server =
        start_subject(&(struct call){.launch = {.descriptors = DESCRIPTORS}});

    did("left the server %d descriptors", DESCRIPTORS);
    for (int i = 0; i < 2 * CLIENTS; i++) {
        if (i < CLIENTS)
            likely("after one client the loop goes back to accept(): it is the "
                   "connection that is closed, and not the listener");
        else
            likely("the connection of a client that has left is closed, also "
                   "when it was reset: else the server runs out of "
                   "descriptors");
        int peer = peer_connect(subject_port());
        expect_welcome(peer);
        (i < CLIENTS ? peer_close : peer_reset)(peer);
    }
    for (int i = 0; i < CLIENTS; i++) {
        let_it_find_a_reset(server);
        let_rest(server);
    }
    expect_welcome(peer_connect(subject_port()));
}

/* ---- the contract: the client ---- */

static void the_client_greets_unasked(void)
{
    int port, listener = peer_listen(&port);

    start_subject_client("", port);
    int peer = peer_accept(listener);
    likely("the client waits for the server's words before it says its own: "
           "were the server to do so as well, both would wait forever");
    peer_expect(peer, greeting);
    likely("after its words the client ends its half of the stream: "
           "shutdown(SHUT_WR)");
    peer_expect_end(peer);
}

static void the_client_hears_all(void)
{
    static const char words[] = "Bem-vindo, João! Pode entrar: é aqui mesmo.";
    int port, listener = peer_listen(&port);
    struct process *client = start_subject_client("", port);
    int peer = peer_accept(listener);

    peer_expect(peer, greeting);
    peer_send(peer, words, 1);
    await_rest(client); /* it has read that, and waits for more */
    peer_say(peer, words + 1);
    peer_close(peer);
    expect_exit(client, 0);
    likely("recv() brings what is there: only when it returns 0 was that all");
    check(strstr(output_of(client, OUT, NULL), words),
          text_of("\"%s\" on stdout", words), "%s",
          quoted(output_of(client, OUT, NULL),
                 strlen(output_of(client, OUT, NULL))));
}

static void the_client_tells_that_nobody_listens(void)
{
    struct process *client = start_subject_client("", dead_port());

    likely("connect() has returned -1: that wants a message, and an exit "
           "status that is not 0");
    expect_failure(client);
}

/* ---- a: the address that a client is seen from ---- */

/* What the client's own end of the connection is called. */
static struct sockaddr_in own_address(int peer)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;

    getsockname(peer, (struct sockaddr *)&address, &size);
    return address;
}

/* Connects from that host, 127.0.0.2 or so, and that port, if it is not 0.
   Returns -1 where the system does not have the one, or not free the other. */
static int connect_from(const char *host, int port)
{
    struct sockaddr_in own = {.sin_family = AF_INET}, server = own;
    int peer = socket(AF_INET, SOCK_STREAM, 0);

    inet_pton(AF_INET, host, &own.sin_addr);
    own.sin_port = htons((uint16_t)port);
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.sin_port = htons((uint16_t)subject_port());
    if (bind(peer, (struct sockaddr *)&own, sizeof own) < 0 ||
        connect(peer, (struct sockaddr *)&server, sizeof server) < 0) {
        close(peer);
        return -1;
    }
    fcntl(peer, F_SETFL, fcntl(peer, F_GETFL) | O_NONBLOCK);
    fcntl(peer, F_SETFD, FD_CLOEXEC); /* it is not for the next programs */
    did("connected from %s as peer %d", host, peer);
    return peer;
}

/* From a port of four digits. */
static int connect_from_a_low_port(void)
{
    int peer = -1;

    for (int port = 2000; peer < 0 && port < 10000; port++)
        peer = connect_from("127.0.0.1", port);
    return peer;
}

/* The usual ways to have the wrong port, by what they make of the right one. */
static void name_the_mistake(int told, int port, int last_port)
{
    if (told == (port >> 8 | (port & 0xff) << 8))
        likely("the port's two bytes are the wrong way round: it is in network "
               "order, ntohs() turns it");
    else if (told == subject_port())
        likely("that is the server's own end of the connection "
               "(getsockname): the client's is what accept() fills in, or "
               "getpeername()");
    else if (told == port)
        likely("a port is a number, and not always one of five digits: nothing "
               "goes before it");
    else if (told == last_port)
        likely("that is the port of the client before: each connection has a "
               "port of its own, also when it comes from the same host");
    else
        likely("accept() fills in the client's address, if it is given a place "
               "for it");
}

/* A newline and the address of that peer, in one text. */
static const char *address_of(int peer)
{
    struct sockaddr_in own = own_address(peer);

    return text_of("\n%s:%d", inet_ntoa(own.sin_addr), ntohs(own.sin_port));
}

/* The newline, the address and not a byte more. */
static void check_address(const char *told, size_t length, const char *wanted)
{
    const char *port = strrchr(wanted, ':');

    if (strstr(told, wanted + 1))
        likely("the address is right, but what stands around it is not: one "
               "newline goes before it, and nothing behind it");
    else if (strstr(told, port))
        likely("the port is right, the host or what stands around it is not: "
               "not every client comes from the same host");
    else if (length > 0 && length < strlen(wanted) &&
             strncmp(told, wanted, length) == 0)
        likely("the end of the address is missing: it may be as long as "
               "255.255.255.255:65535, and that needs room");
    name_cause_of_difference(told, length, wanted);
    check(length == strlen(wanted) && memcmp(told, wanted, length) == 0,
          text_of("%s after the welcome", quoted(wanted, strlen(wanted))), "%s",
          quoted(told, length));
}

static void expect_own_address(int peer, int last_port)
{
    size_t length;
    const char *told = after_welcome(peer, &length);
    const char *colon = strrchr(told, ':');

    name_the_mistake(colon ? atoi(colon + 1) : 0,
                     ntohs(own_address(peer).sin_port), last_port);
    if (length == 0)
        likely("nothing follows the welcome yet");
    check_address(told, length, address_of(peer));
}

static void told_its_address(int peer, int *last_port)
{
    if (peer < 0)
        return;
    expect_own_address(peer, *last_port);
    *last_port = ntohs(own_address(peer).sin_port);
    peer_close(peer);
}

static void each_is_told_its_address(void)
{
    int last_port = 0;

    start_subject_server("");
    for (int i = 0; i < 3; i++)
        told_its_address(peer_connect(subject_port()), &last_port);
    told_its_address(connect_from_a_low_port(), &last_port);
    told_its_address(connect_from("127.0.0.2", 0), &last_port);
    told_its_address(connect_from("127.255.255.254", 0), &last_port);
}

static void one_who_says_much_is_heard(void)
{
    size_t length;

    struct process *server = start_subject_server("");
    int peer = peer_connect(subject_port());
    after_welcome(peer, &length);
    likely("a client is heard to its end, however much it says: only recv() "
           "says where that is, by returning 0, and to close a socket while "
           "more is coming resets the connection");
    say_much(server, peer);
    expect_something(peer_connect(subject_port())); /* the first is through */
}

static void short_sends_cut_no_address(void)
{
    start_with_short_sends("");
    int peer = peer_connect(subject_port());
    peer_expect(peer, text_of("%s%s", welcome, address_of(peer)));
    peer_expect_end(peer);
}

static void one_that_was_reset_is_not_felt(void)
{
    struct process *server = start_subject_server("");

    let_it_find_a_reset(server);
    likely("one that was reset before its turn must not be felt by the next: "
           "getpeername() fails then, as does send(), and that ends this "
           "connection, and no more");
    int peer = peer_connect(subject_port());
    expect_something(peer);
    expect_own_address(peer, 0);
}

/* How much has come of a peer's stream, which stays there. */
static size_t has_come(int peer)
{
    char bytes[64];
    ssize_t got = recv(peer, bytes, sizeof bytes, MSG_PEEK);

    return got > 0 ? (size_t)got : 0;
}

/* Lets the server, which is held before each send(), make one after the other,
   until the peer has got so much: a byte at a time, in chaos. */
static void let_send(struct process *server, int peer, size_t length)
{
    enum { MOST = 100 };

    for (int i = 0; i < MOST && has_come(peer) < length; i++) {
        let_rest(server);
        let_go();
        let_rest(server);
    }
}

/* It is gone before its address can be sent: where the welcome and the address
   are sent together, before the end. */
static void one_reset_behind_its_welcome_is_not_felt(void)
{
    struct process *server =
        start_subject(&(struct call){.launch = {.faults = "send=hold"}});
    int peer = peer_connect(subject_port());

    let_send(server, peer, strlen(welcome));
    let_rest(server);
    peer_reset(peer);
    likely("send() has failed for one that was reset, and that is felt by the "
           "next: an error of a connection ends that connection, and no more");
    peer = peer_connect(subject_port());
    let_send(server, peer, strlen(welcome) + strlen(address_of(peer)));
    likely("the address of one that was reset is told to the next: what could "
           "not be sent is not kept");
    peer_expect(peer, text_of("%s%s", welcome, address_of(peer)));
}

/* ---- b: the one who came next ---- */

/* The welcome, and for now nothing else: the stream has no end yet. */
static void expect_welcome_alone(int peer)
{
    likely("another client is still open, and the newcomer must be welcomed "
           "all the same: accept() needs the listener only, so call it again "
           "before you wait for anything that a client says");
    peer_expect(peer, welcome);
}

/* Waits until anything comes, be it the end, and leaves it there. */
static bool brings_anything(int peer)
{
    long long deadline = bound();
    char byte;

    while (recv(peer, &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN)
        if (!wait_for(peer, POLLIN, deadline))
            return false;
    return true;
}

/* What the one who waited hears once `next` has come: that address, the end. */
static void expect_who_came(int waiting, int next)
{
    const char *wanted = address_of(next);
    size_t length;

    likely("when the next client has come, the one who waited gets its "
           "address and then the end of the stream: the server must still "
           "have the descriptor of the one who waited");
    if (brings_anything(waiting))
        likely("right behind the address comes the end of the stream, "
               "shutdown(SHUT_WR): the client may read to the end before it "
               "goes on to speak");
    const char *told = hear_all(waiting, &length);
    if (length == 0)
        likely("the one who waited got its end, but no address: it goes to the "
               "descriptor that accept() returned before, and not to the "
               "newcomer's, also where that client has ended its own half: it "
               "still listens");
    else if (strcmp(told, address_of(waiting)) == 0)
        likely("that is the address of the one who waited itself: it is told "
               "who came next, so the address must be the one that the last "
               "accept() has filled in");
    else
        likely("each client waits in a variable of its own until the next one "
               "has come: whose address is it that goes out, and to whom?");
    check_address(told, length, wanted);
}

/* The next one, who greets as the step's client does, and at once. */
static int come_next(int waiting)
{
    int next = peer_connect(subject_port());

    peer_say(next, greeting);
    peer_finish(next);
    expect_welcome_alone(next);
    expect_who_came(waiting, next);
    peer_close(waiting);
    return next;
}

/* It waits for the next one. */
static void expect_nothing_more(struct process *server, int peer)
{
    char byte;

    await_rest(server);
    check(recv(peer, &byte, 1, MSG_PEEK) < 0, "nothing more for now",
          "more, or the end of the stream");
}

static void each_is_told_who_came_next(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject_server("-n");
    likely("a client is welcomed as soon as it has come, not only when there "
           "is another");
    int peer = peer_connect(subject_port());
    peer_expect(peer, welcome);
    likely("a client that waits has had the welcome and nothing more: the "
           "address and the end of the stream come with the next client");
    expect_nothing_more(server, peer);
    int next = peer_connect(subject_port());
    expect_welcome_alone(next); /* the first is silent, and still open */
    expect_who_came(peer, next);
    peer_finish(peer);
    for (int i = 0; i < 3; i++)
        next = come_next(next);
}

/* Each send() is held, so that it can be seen which comes first. */
static void the_newcomer_is_welcomed_first(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject(
        &(struct call){.options = "-n", .launch = {.faults = "send=hold"}});
    did("held the server before each send()");
    int peer = peer_connect(subject_port());
    let_send(server, peer, strlen(welcome));
    peer_expect(peer, welcome);
    int next = peer_connect(subject_port());
    likely("the newcomer is welcomed first, and only then is the one who "
           "waited told of it: the welcome must not wait for anybody");
    let_send(server, next, strlen(welcome));
    peer_expect(next, welcome);
    check(has_come(peer) == 0, "nothing for the one who waited until then",
          "something");
}

static void a_client_from_elsewhere_is_told_of(void)
{
    option_is_new("server", "-n");
    start_subject_server("-n");
    int peer = peer_connect(subject_port());
    peer_expect(peer, welcome);
    int next = connect_from("127.0.0.2", 0);
    if (next < 0)
        skipped("there is no 127.0.0.2 here");
    expect_welcome_alone(next);
    expect_who_came(peer, next);
    peer_finish(peer);
    peer = peer_connect(subject_port());
    expect_welcome_alone(peer);
    expect_who_came(next, peer);
    close(next);
}

static void name_the_reset(void)
{
    likely("the one who waited is heard to its end before its connection is "
           "closed, however much it says and however long it is silent "
           "meanwhile: to close a socket while more is coming resets the "
           "connection");
}

static void the_one_who_waited_is_heard(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject_server("-n");
    int peer = peer_connect(subject_port());
    peer_expect(peer, welcome);
    peer_say(peer, "Ol\xc3");
    int next = peer_connect(subject_port());
    expect_welcome_alone(next);
    expect_who_came(peer, next);
    name_the_reset();
    await_rest(server); /* it has read that, and waits for more */
    peer_say(peer, "\xa1, servidor!");
    peer_expect_no_reset(peer);
    say_much(server, peer);
    next = come_next(next);
    name_the_reset();
    peer_expect_no_reset(peer);
}

static void one_that_left_while_it_waited_is_not_felt(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject_server("-n");
    int peer = peer_connect(subject_port());
    peer_expect(peer, welcome);
    for (int reset = 0; reset < 2; reset++) {
        await_rest(server);
        (reset ? peer_reset : peer_close)(peer);
        int next = peer_connect(subject_port());
        likely("one that left while it waited must not be felt by the next: "
               "an error of its connection, or SIGPIPE, ends that connection, "
               "and no more");
        peer_expect(next, welcome);
        peer_finish(next);
        peer = come_next(next);
    }
}

/* As above, where one that was reset before its welcome may count as the next
   one, or not: some systems do not even let accept() see it. */
static void expect_one_of_them_came(int waiting, const char *gone, int next)
{
    size_t length;

    likely("a newcomer was reset before its welcome, and the one who waited "
           "feels it: it gets an address all the same, that one's or the next "
           "one's, and its end. accept() has filled in the newcomer's, where "
           "getpeername() fails");
    const char *told = hear_all(waiting, &length);
    if (strcmp(told, gone) != 0)
        check_address(told, length, address_of(next));
}

static void one_that_left_at_once_is_not_felt(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject_server("-n");
    int peer = peer_connect(subject_port());
    peer_expect(peer, welcome);
    peer_finish(peer);
    pause_subject(server);
    int gone = peer_connect(subject_port());
    const char *its_address = address_of(gone);
    peer_reset(gone);
    send_signal(server, SIGCONT);
    likely("one that has left before its welcome must not be felt by the next: "
           "an error of its connection, or SIGPIPE, ends that connection, and "
           "no more");
    int next = peer_connect(subject_port());
    peer_expect(next, welcome);
    peer_finish(next);
    expect_one_of_them_came(peer, its_address, next);
    come_next(next);
}

static void who_has_ended_its_half_is_welcomed(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject_server("-n");
    pause_subject(server);
    int quiet = peer_connect(subject_port());
    peer_finish(quiet);
    send_signal(server, SIGCONT);
    likely("a newcomer that has only ended its half has not left: it is "
           "welcomed, and waits for the next one");
    peer_expect(quiet, welcome);
    int next = peer_connect(subject_port());
    peer_expect(next, welcome);
    expect_who_came(quiet, next);
}

/* The first one to be welcomed is the one that waits. */
static void expect_to_wait_behind_gone_ones(struct process *server)
{
    int peer = peer_connect(subject_port());

    likely("a client that was gone before its welcome does not wait: its "
           "descriptor is closed, and accept() gives the same number to the "
           "one after it, who is then told of itself");
    peer_expect(peer, welcome);
    expect_nothing_more(server, peer);
    peer_finish(peer);
    peer_close(come_next(peer));
}

/* The very first client; and two in a row. */
static void those_that_left_first_are_not_felt(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject_server("-n");
    for (int gone = 1; gone <= 2; gone++) {
        for (int i = 0; i < gone; i++) {
            let_it_find_a_reset(server);
            let_rest(server);
        }
        expect_to_wait_behind_gone_ones(server);
    }
}

static void short_sends_cut_no_next_address(void)
{
    option_is_new("server", "-n");
    start_with_short_sends("-n");
    int peer = peer_connect(subject_port());
    peer_expect(peer, welcome);
    int next = peer_connect(subject_port());
    peer_expect(next, welcome);
    peer_expect(peer, address_of(next));
    peer_expect_end(peer);
}

static struct process *start_with_few_descriptors(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject(&(struct call){
        .options = "-n", .launch = {.descriptors = DESCRIPTORS}});
    did("left the server %d descriptors", DESCRIPTORS);
    return server;
}

static void seventy_are_told_who_came_next(void)
{
    start_with_few_descriptors();
    likely("a client is welcomed as soon as it has come");
    int peer = peer_connect(subject_port());
    peer_expect(peer, welcome);
    peer_finish(peer);
    for (int i = 0; i < CLIENTS; i++) {
        int next = peer_connect(subject_port());
        likely("the connection of the one who has been told is closed, and no "
               "other: else the server runs out of descriptors");
        peer_expect(next, welcome);
        peer_finish(next);
        expect_who_came(peer, next);
        peer_close(peer);
        peer = next;
    }
}

static void seventy_leave_while_they_wait(void)
{
    start_with_few_descriptors();
    for (int i = 0; i < CLIENTS; i++) {
        likely("where the one who waited cannot be told, because it was reset, "
               "its connection is closed all the same: else the server runs "
               "out of descriptors");
        int peer = peer_connect(subject_port());
        peer_expect(peer, welcome);
        peer_reset(peer);
        loopback_has_delivered();
    }
    peer_expect(peer_connect(subject_port()), welcome);
}

static void seventy_leave_before_their_welcome(void)
{
    struct process *server = start_with_few_descriptors();

    for (int i = 0; i < CLIENTS; i++) {
        likely("where the welcome cannot be sent, because the newcomer was "
               "reset, its connection is closed all the same: else the server "
               "runs out of descriptors");
        let_it_find_a_reset(server);
        int peer = peer_connect(subject_port());
        peer_expect(peer, welcome);
        peer_close(peer);
    }
}

/* ---- c: a file, then the end ---- */

/* With room for a little of the file: send() must wait. */
static int connect_with_little_room(void)
{
    int peer = peer_connect(subject_port());
    const int little = 65536;

    setsockopt(peer, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    return peer;
}

static void expect_file_at(int peer, const char *bytes, size_t length)
{
    peer_expect_bytes(peer, bytes, length);
    likely("behind the last byte of the file comes the end of the stream, and "
           "nothing else");
    peer_expect_end(peer);
    peer_close(peer);
}

static void expect_file(const char *bytes, size_t length)
{
    expect_file_at(connect_with_little_room(), bytes, length);
}

static void name_what_cuts_a_file(const char *bytes, size_t length)
{
    if (length > 1000 * 1000)
        likely("a file may be larger than any array: read a piece of it, send "
               "that piece, and so on to its end; and send() may take fewer "
               "bytes than it was given");
    else if (memchr(bytes, 0xff, length))
        likely("a byte may have any value, 0xff as well: fgetc() returns an "
               "int, in which EOF is different from all of them, and in a char "
               "it is not");
    else
        likely("the file goes out in place of the welcome, and it is bytes: "
               "one of them may be 0, and strlen() ends there; and send() may "
               "take fewer than it was given");
}

static void serve_file(const char *name, const char *bytes, size_t length)
{
    const char *path = scratch_with(name, bytes, length);

    likely("-f FILE comes before the port, which is at argv[optind] once "
           "getopt() has returned -1");
    struct process *server = start_subject_server(text_of("-f '%s'", path));
    name_what_cuts_a_file(bytes, length);
    likely_if_it_waits("the file goes out as soon as a client has come, and "
                       "all of it, and then the end of our half: nothing that "
                       "the client says is waited for before");
    expect_file(bytes, length);
    likely("the next client gets the file from its beginning: what was read "
           "for one client is not there to be read again, so open the file "
           "anew for each");
    expect_file(bytes, length);
    likely("a client that has ended its half has not left: it says nothing "
           "more, and still gets all of the file");
    int quiet = connect_with_little_room();
    peer_finish(quiet);
    expect_file_at(quiet, bytes, length);
    send_signal(server, SIGKILL);
    expect_death(server, SIGKILL);
}

static void name_what_follows(size_t length)
{
    if (length > 0)
        likely("behind the file everything goes on as behind the welcome: the "
               "end of our half, and then the client is heard to its end");
    else
        likely("an empty file is a file as well: behind it comes the end of "
               "our half, and then the client is heard to its end");
}

/* It speaks before the file has come, and after it: what is not read when the
   server closes would turn the end of the file into a reset. */
static void speaks_and_gets(const char *bytes, size_t length)
{
    const char *path = scratch_with("file", bytes, length);

    likely("-f FILE comes before the port, which is at argv[optind] once "
           "getopt() has returned -1");
    struct process *server = start_subject_server(text_of("-f '%s'", path));
    name_what_follows(length);
    int peer = peer_connect(subject_port());
    peer_say(peer, "Ol\xc3");
    peer_expect_bytes(peer, bytes, length);
    peer_expect_end(peer);
    await_rest(server); /* it has read that, and waits for more */
    peer_say(peer, "\xa1, servidor!");
    peer_expect_no_reset(peer);
    say_much(server, peer);
    expect_file(bytes, length);
    name_what_follows(length);
    peer_expect_no_reset(peer);
}

static void one_who_speaks_gets_the_file(void)
{
    size_t length = in_chaos() ? 2000 : 300 * 1000;

    speaks_and_gets(memset(new_text(length), 'x', length), length);
    speaks_and_gets("", 0);
}

static void the_file_is_sent(void)
{
    static const char small[] = "Olá!\nUma linha, e mais uma\nsem fim de linha";
    static const char zeros[] = "before\0after\0\0\nend";
    char all[256];

    serve_file("small.txt", small, strlen(small));
    serve_file("zeros", zeros, sizeof zeros - 1);
    for (int i = 0; i < 256; i++)
        all[i] = (char)(255 - i);
    serve_file("all", all, sizeof all);
    serve_file("empty", "", 0);
}

static void expect_changed_file(const char *bytes, size_t length)
{
    likely("the file has changed since the server was started, and each client "
           "gets it as it is: open it when a client has come, for each anew, "
           "and read() says where it ends, by returning 0, and not a size that "
           "was asked for before");
    expect_file(bytes, length);
}

/* The sizes of the usual arrays, too: nothing is left over for the last piece,
   or a single byte. And other bytes, but as many as before; and other files of
   the same name, which the server was told by a symbolic link: the two are of
   one size and one time. */
static void each_gets_the_file_as_it_is(void)
{
    static const size_t lengths[] = {
        512, 1000, 513, 1460, 1025, 4096, 64000, 4097, 65536, 65537, 10, 10, 1};
    const char *path = scratch_with("file", "Olá!", strlen("Olá!"));
    const char *by_link = scratch_file("a link");

    if (symlink(path, by_link) < 0)
        skipped("no symbolic link can be made here: %s", strerror(errno));
    did("made '%s' a symbolic link to '%s'", "a link", "file");
    likely("-f FILE comes before the port, which is at argv[optind] once "
           "getopt() has returned -1");
    struct process *server = start_subject_server(text_of("-f '%s'", by_link));
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char *bytes = mixed_bytes(lengths[i]);
        bytes[0] = (char)i;
        if (in_chaos() && lengths[i] > 5000)
            continue;
        let_rest(server); /* whatever it does before a client comes is done */
        scratch_with("file", bytes, lengths[i]);
        expect_changed_file(bytes, lengths[i]);
    }
    let_rest(server);
    for (int i = 0; i < 2; i++) {
        const char *other = i == 0 ? "another file" : "and one more";
        const char *from = scratch_with("other", other, strlen(other));
        utimensat(AT_FDCWD, from, (struct timespec[2]){{0}}, 0);
        rename(from, i == 0 ? path : by_link);
        did("renamed another file to '%s'", i == 0 ? "file" : "a link");
        expect_changed_file(other, strlen(other));
    }
}

/* Makes it one of 4 GB and a byte, which is nothing but a hole and has no place
   on the disk: cut to four bytes, its size is 1. False: not here, where files
   are limited (make grade). */
static bool make_huge(const char *path)
{
    const off_t size = ((off_t)1 << 16 << 16) + 1;
    struct rlimit limit;

    if (getrlimit(RLIMIT_FSIZE, &limit) < 0 || limit.rlim_cur < (rlim_t)size ||
        size == 1 || truncate(path, size) < 0)
        return false;
    did("made it one of 4 GB");
    return true;
}

static void a_huge_file_is_begun(void)
{
    const size_t some = in_chaos() ? 20 * 1000 : 300 * 1000;
    const char *path = scratch_with("huge", "", 0);

    if (!make_huge(path))
        return;
    start_subject(&(struct call){.options = text_of("-f '%s'", path),
                                 .launch = {.memory = MEMORY}});
    likely("a file may be larger than an int can say, and larger than the "
           "memory: a size is an off_t, but read() needs none, a piece at a "
           "time");
    int peer = connect_with_little_room();
    peer_expect_bytes(peer, memset(new_text(some), 0, some), some);
}

/* Larger than any array that a student makes for it. */
static void a_large_file_is_sent(void)
{
    size_t length = in_chaos() ? 20 * 1000 : 33 * 1000 * 1000;
    char *bytes = new_text(length);

    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    serve_file("large", bytes, length);
}

/* A minute of the server's time, in the middle of the file. */
static void one_who_makes_a_pause_gets_the_rest(void)
{
    size_t length = in_chaos() ? 20 * 1000 : 8 * 1000 * 1000;
    const char *bytes = mixed_bytes(length);
    const char *path = scratch_with("file", bytes, length);

    stop_the_clock();
    likely("-f FILE comes before the port, which is at argv[optind] once "
           "getopt() has returned -1");
    struct process *server = start_subject_server(text_of("-f '%s'", path));
    int peer = connect_with_little_room();
    expect_something(peer);
    let_pass(server, 60 * 1000);
    likely("one that has stopped reading for a minute goes on, and the rest of "
           "the file is missing: send() waits until there is room, unless "
           "SO_SNDTIMEO ends that");
    expect_file_at(peer, bytes, length);
}

static void serve_file_with_few_descriptors(const char *bytes, size_t length)
{
    const char *path = scratch_with("file", bytes, length);

    likely("-f FILE comes before the port, which is at argv[optind] once "
           "getopt() has returned -1");
    start_subject(&(struct call){
        .options = text_of("-f '%s'", path),
        .launch = {.descriptors = DESCRIPTORS, .memory = MEMORY}});
    did("left the server %d descriptors", DESCRIPTORS);
    did("left it %d MB of memory", MEMORY);
}

/* While it is empty, and afterwards. */
static void seventy_get_the_file(void)
{
    serve_file_with_few_descriptors("", 0);
    for (int i = 0; i < 2 * CLIENTS; i++) {
        const char *bytes = i < CLIENTS ? "" : "Olá!";
        if (i == CLIENTS)
            scratch_with("file", bytes, strlen(bytes));
        likely("what is opened for a client is closed for it, the file as well "
               "as the connection, and an empty file, too: else the server "
               "runs out of descriptors");
        expect_file(bytes, strlen(bytes));
    }
}

static void seventy_are_reset_behind_the_file(void)
{
    serve_file_with_few_descriptors("Olá!", strlen("Olá!"));
    for (int i = 0; i < CLIENTS; i++) {
        likely("where recv() has failed behind the file, what was opened for "
               "the client is closed, too: else the server runs out of "
               "descriptors");
        int peer = peer_connect(subject_port());
        peer_expect(peer, "Olá!");
        peer_expect_end(peer);
        peer_reset(peer);
    }
    expect_file("Olá!", strlen("Olá!"));
}

static void seventy_leave_in_the_middle(void)
{
    size_t length = in_chaos() ? 20 * 1000 : 8 * 1000 * 1000;

    const char *bytes = mixed_bytes(length);

    serve_file_with_few_descriptors(bytes, length);
    likely("where send() has failed the file is closed, too, and what was "
           "allocated is freed, and the next client is served: else the server "
           "runs out of descriptors, or of memory");
    for (int i = 0; i < CLIENTS; i++) {
        int peer = peer_connect_narrow(subject_port());

        expect_something(peer);
        peer_reset(peer);
    }
    expect_file(bytes, length);
}

static void short_sends_cut_no_file(void)
{
    static const char words[] = "Uma linha\ne mais uma\n";
    const char *path = scratch_with("file", words, strlen(words));

    likely("-f FILE comes before the port, which is at argv[optind] once "
           "getopt() has returned -1");
    start_with_short_sends(text_of("-f '%s'", path));
    expect_file(words, strlen(words));
}

static void the_rest_is_as_before_b(void)
{
    expect_the_rest_as_before("-n");
}

static void the_rest_is_as_before_c(void)
{
    expect_the_rest_as_before(text_of("-f %s", scratch_with("place", "x", 1)));
}

const struct task step_01[] = {
    {"", "a client that says nothing is welcomed, and told the end",
     a_silent_client_is_welcomed},
    {"", "a greeting in pieces is heard to its end", all_the_words_are_heard},
    {"", "the next is served after one that vanished", the_next_is_served},
    {"", "seventy clients are served, and seventy that are reset",
     many_are_served},
    {"", "the client greets unasked, and says that this was all",
     the_client_greets_unasked},
    {"", "the client shows all that the server says, however it comes",
     the_client_hears_all},
    {"", "the client fails where nobody listens",
     the_client_tells_that_nobody_listens},

    {"a", "each client is told the address it is seen from",
     each_is_told_its_address},
    {"a", "one that was reset before its turn is not felt",
     one_that_was_reset_is_not_felt},
    {"a", "nor is one that was reset behind its welcome",
     one_reset_behind_its_welcome_is_not_felt},
    {"a", "one that says much is heard to its end", one_who_says_much_is_heard},
    {"a", "the address is whole, though each send() takes one byte",
     short_sends_cut_no_address},

    {"b", "`server -n` welcomes each client, and says who came next",
     each_is_told_who_came_next},
    {"b", "the newcomer is welcomed first", the_newcomer_is_welcomed_first},
    {"b", "a client from another host is told of, and told",
     a_client_from_elsewhere_is_told_of},
    {"b", "the one who waited is heard to its end",
     the_one_who_waited_is_heard},
    {"b", "one that left while it waited is not felt",
     one_that_left_while_it_waited_is_not_felt},
    {"b", "nor is one that left before its welcome",
     one_that_left_at_once_is_not_felt},
    {"b", "one that has only ended its half is welcomed",
     who_has_ended_its_half_is_welcomed},
    {"b", "nor are those that left when nobody waited yet",
     those_that_left_first_are_not_felt},
    {"b", "the address is whole, though each send() takes one byte",
     short_sends_cut_no_next_address},
    {"b", "seventy are told it by a server with 64 descriptors",
     seventy_are_told_who_came_next},
    {"b", "seventy that are reset while they wait are not felt",
     seventy_leave_while_they_wait},
    {"b", "nor are seventy that are reset before their welcome",
     seventy_leave_before_their_welcome},
    {"b", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_b},

    {"c", "`server -f FILE` sends the file, whatever bytes it has",
     the_file_is_sent},
    {"c", "each client gets the file as it is when it comes",
     each_gets_the_file_as_it_is},
    {"c", "a client that speaks meanwhile gets all of it",
     one_who_speaks_gets_the_file},
    {"c", "a file of many megabytes arrives whole at one who reads slowly",
     a_large_file_is_sent},
    {"c", "a client that makes a pause gets the rest",
     one_who_makes_a_pause_gets_the_rest},
    {"c", "the file is sent whole, though each send() takes one byte",
     short_sends_cut_no_file},
    {"c", "seventy clients get it from a server with 64 descriptors",
     seventy_get_the_file},
    {"c", "seventy clients that are reset behind it are not felt",
     seventy_are_reset_behind_the_file},
    {"c", "seventy clients that leave in the middle of it are not felt",
     seventy_leave_in_the_middle},
    {"c", "a file of more than 4 GB is sent, too", a_huge_file_is_begun},
    {"c", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_c},
};
const size_t step_01_count = sizeof step_01 / sizeof *step_01;
