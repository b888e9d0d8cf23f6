/* step_02.c - the contract and the exercises of step 02. */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* More clients than the server may have descriptors. */
enum { DESCRIPTORS = 64, CLIENTS = 70 };

/* MiB: more than a server needs, and less than all that comes, which is so many
   times the longest line, or message. */
enum { MEMORY = 16, MANY = 4200 };

static int connect_to_server(const char *options)
{
    start_subject_server(options);
    return peer_connect(subject_port());
}

/* This comes, and then the end of the stream. */
static void expect_all(int peer, const char *bytes, size_t length)
{
    enum { MOST = 256 };
    char *came = new_text(MOST);
    size_t got = peer_receive_all(peer, came, MOST);

    if (strlen(bytes) == length) /* a text, and no frames */
        name_cause_of_difference(came, got, bytes);
    check(got == length && memcmp(came, bytes, length) == 0,
          text_of("%s, and then the end of the stream", quoted(bytes, length)),
          "%s", quoted(came, got));
}

/* ---- the contract: the server ---- */

static void bytes_come_back(void)
{
    static const char with_zeros[] = "a\0b\0\n\xff\xfe";
    int peer = connect_to_server("");

    likely("an echo that waits for a newline, or for a full buffer, waits "
           "forever here: what recv() returned goes back at once, and all "
           "of it");
    peer_say(peer, "half a li");
    peer_expect(peer, "half a li");
    peer_say(peer, "ne\nand two\nin one write: caf\xc3");
    peer_expect(peer, "ne\nand two\nin one write: caf\xc3");
    peer_say(peer, "\xa9\n");
    peer_expect(peer, "\xa9\n");
    likely("bytes are not text: one of them may be 0, where strlen() ends, and "
           "not all of them are characters");
    peer_send(peer, with_zeros, sizeof with_zeros);
    peer_expect_bytes(peer, with_zeros, sizeof with_zeros);
}

static void much_comes_back(void)
{
    size_t length = in_chaos() ? 20 * 1000 : 1000 * 1000;
    int peer = connect_to_server("");

    likely("send() may take fewer bytes than it was given: the rest must "
           "follow");
    peer_exchange(peer, mixed_bytes(length), length, 50 * 1000);
}

static void all_is_echoed_before_the_end(void)
{
    enum { LENGTH = 20 * 1000 - 10 }; /* the last line has no newline */
    struct process *server = start_subject_server("");
    int peer = peer_connect(subject_port());
    char *bytes = new_text(LENGTH);

    for (size_t i = 0; i < LENGTH; i++)
        bytes[i] = i % 50 == 49 ? '\n' : (char)('a' + i % 26);
    likely("the end of the client's stream is not the end of the "
           "conversation: what came before it is still to be echoed, and then "
           "the server's own end");
    send_signal(server, SIGSTOP); /* it finds all of it, and the end */
    peer_send(peer, bytes, LENGTH);
    peer_finish(peer);
    send_signal(server, SIGCONT);
    peer_expect_bytes(peer, bytes, LENGTH);
    likely("bytes come back as they are: a last line without a newline does "
           "not get one, unless an option says so");
    peer_expect_end(peer);
}

static void still_serves(void)
{
    int peer = peer_connect(subject_port());

    peer_say(peer, "still there?\n");
    peer_expect(peer, "still there?\n");
    peer_finish(peer);
    peer_expect_end(peer);
    peer_close(peer);
}

/* So many that a connection which stays open is missed. */
static void seventy_are_served(void)
{
    start_subject(&(struct call){.launch = {.descriptors = DESCRIPTORS}});
    did("left the server %d descriptors", DESCRIPTORS);
    likely("the connection of a client that has left is closed, also when it "
           "was reset: else the server runs out of descriptors");
    for (int i = 0; i < 2 * CLIENTS; i++) {
        int peer = peer_connect(subject_port());
        peer_say(peer, "hello\n");
        peer_expect(peer, "hello\n");
        (i % 2 ? peer_reset : peer_close)(peer);
    }
}

static void the_next_is_served_after_a_reset(void)
{
    int peer = connect_to_server("");

    likely("after one client the loop goes back to accept(): it is the "
           "connection that is closed, and not the listener");
    peer_say(peer, "hello\n");
    peer_expect(peer, "hello\n");
    peer_finish(peer);
    peer_expect_end(peer);
    peer_close(peer);
    still_serves();
    peer = peer_connect(subject_port());
    peer_say(peer, "hello\n");
    peer_expect(peer, "hello\n");
    peer_reset(peer);
    likely("recv() or send() has failed with ECONNRESET or EPIPE, and the "
           "program ended: an error of a connection ends that connection, and "
           "no more (and SIGPIPE is to be ignored)");
    still_serves();
    peer = peer_connect(subject_port());
    peer_close(peer);
    still_serves();
}

/* ---- the contract: the client ---- */

struct talk {
    struct process *client;
    int peer;
};

static struct talk talk_with_client(void)
{
    int port, listener = peer_listen(&port);
    struct talk talk = {.client = start_subject_client("", port)};

    talk.peer = peer_accept(listener);
    return talk;
}

static void said_exactly(struct process *client, const char *words)
{
    size_t length;
    const char *said = output_of(client, OUT, &length);

    check(strcmp(said, words) == 0,
          text_of("%s on stdout", quoted(words, strlen(words))), "%s",
          quoted(said, length));
}

static void the_client_is_a_filter(void)
{
    static const char words[] = "um\nOlá, dois\ntrês";
    struct talk talk = talk_with_client();

    type_bytes(talk.client, words, strlen(words));
    end_input(talk.client);
    likely("the client sends a line, whole, as soon as it has it");
    peer_expect(talk.peer, "um\n");
    peer_say(talk.peer, "um\n");
    peer_expect(talk.peer, "Olá, dois\n");
    likely("one recv() is not one line: the client must go on to read");
    peer_say(talk.peer, "Ol\xc3");
    await_rest(talk.client);
    peer_say(talk.peer, "\xa1, dois\n");
    peer_expect(talk.peer, "três");
    likely("at the end of its input the client ends its half of the stream, "
           "and still reads what is owed to it");
    peer_expect_end(talk.peer);
    peer_say(talk.peer, "três");
    peer_close(talk.peer);
    expect_exit(talk.client, 0);
    said_exactly(talk.client, words);
}

static void a_farewell_ends_the_client(void)
{
    struct talk talk = talk_with_client();

    type_line(talk.client, "um");
    peer_expect(talk.peer, "um\n");
    peer_say(talk.peer, "um\n");
    type_line(talk.client, "  SAIR ");
    likely("'sair' or 'quit', whatever the case and the blanks around it, is "
           "not sent: it ends the client as the end of its input does");
    peer_expect_end(talk.peer);
    peer_close(talk.peer);
    expect_exit(talk.client, 0);
    said_exactly(talk.client, "um\n");
}

static void the_client_tells_that_the_server_died(void)
{
    struct talk talk = talk_with_client();

    type_line(talk.client, "anybody there?");
    peer_expect(talk.peer, "anybody there?\n");
    peer_close(talk.peer);
    likely("recv() returned 0 with an echo still owed: the server has gone, "
           "and that is a failure");
    expect_failure(talk.client);

    talk = talk_with_client();
    type_line(talk.client, "and now?");
    peer_expect(talk.peer, "and now?\n");
    peer_reset(talk.peer);
    likely("recv() or send() has failed: that wants a message, and an exit "
           "status that is not 0");
    expect_failure(talk.client);
}

/* ---- of each exercise: clients that are reset ---- */

static void start_with_few_descriptors(const char *options, const char *faults)
{
    start_subject(&(struct call){
        .options = options,
        .launch = {.descriptors = DESCRIPTORS, .faults = faults}});
    did("left the server %d descriptors", DESCRIPTORS);
}

/* What the server had after a few clients will do for the rest of them. (A
   sanitizer keeps what has been freed.) */
static void watch_memory(int client)
{
    enum { FEW = 10, SLACK = 64 }; /* KiB */
    static long before;
    long now = memory_of(process_numbered(0));

    if (client == FEW)
        before = now;
    if (client < CLIENTS || have_strangers() || scaled(1) > 1)
        return;
    likely("what was allocated for a client is freed when it has gone, however "
           "it went: else each takes memory, until there is none left");
    check(now <= before + SLACK,
          text_of("%ld KiB of memory, as before", before), "%ld KiB", now);
}

/* Each of them has got that answer, and is in the middle of something. */
static void seventy_are_reset(const char *options, const char *words,
                              size_t length, const char *answer,
                              size_t answered)
{
    start_with_few_descriptors(options, NULL);
    for (int i = 0; i <= CLIENTS; i++) {
        likely("the connection of a client that has left is closed, also when "
               "it was reset: else the server runs out of descriptors");
        int peer = peer_connect(subject_port());
        peer_send(peer, words, length);
        peer_expect_bytes(peer, answer, answered);
        peer_reset(peer);
        watch_memory(i);
    }
}

/* Its connection has come to an end, also by a reset: what the server had not
   read when it closed makes one. */
static void expect_closed(int peer)
{
    char byte;
    ssize_t got;

    while ((got = recv(peer, &byte, 1, 0)) < 0 && errno != ECONNRESET)
        check(wait_for(peer, POLLIN, bound()), "the end of the connection",
              "none in time");
    check(got <= 0, "the end of the connection", "something before it");
}

static void name_the_wait_for_a_refused_one(void)
{
    likely_if_it_waits("the one that was refused is still there, and the "
                       "server goes on to read: it closes that connection at "
                       "once, even if that is a reset, and serves the next");
}

/* Each of them says what is too long. The next one is to be served. */
static void seventy_are_refused(const char *options, const char *words,
                                size_t length)
{
    start_with_few_descriptors(options, NULL);
    likely("the connection of a client that was refused is closed, too: else "
           "the server runs out of descriptors. shutdown() closes none");
    for (int i = 0; i <= CLIENTS; i++) {
        int peer = peer_connect(subject_port());
        peer_send(peer, words, length);
        expect_closed(peer);
        peer_close(peer);
        watch_memory(i);
    }
}

/* Each of them ends its stream in the middle of something. */
static void seventy_end(const char *options, const char *words, size_t length,
                        const char *answer)
{
    start_with_few_descriptors(options, NULL);
    for (int i = 0; i <= CLIENTS; i++) {
        likely("the connection is closed also where the stream ended in the "
               "middle of something: else the server runs out of descriptors. "
               "shutdown() closes none");
        int peer = peer_connect(subject_port());
        peer_send(peer, words, length);
        peer_finish(peer);
        expect_all(peer, answer, strlen(answer));
        peer_close(peer);
        watch_memory(i);
    }
}

/* All of it together needs more memory than the server has. */
static void much_is_answered(const char *options, const char *words,
                             size_t length, const char *answer, size_t answered)
{
    const size_t times = in_chaos() ? 8 : MANY;

    start_subject(
        &(struct call){.options = options, .launch = {.memory = MEMORY}});
    did("left the server %d MB of memory", MEMORY);
    int peer = peer_connect(subject_port());
    likely("what was allocated for an answer is freed once that has been sent: "
           "else each takes memory, until there is none left");
    peer_converse(peer, repeated(words, length, times), times * length, 50000,
                  repeated(answer, answered, times), times * answered);
}

/* Its first answer cannot be sent, and there would be more. The next one is to
   be served. */
static void one_cannot_be_answered(const char *options, const char *words,
                                   size_t length)
{
    struct process *server = start_subject(&(struct call){
        .options = options, .launch = {.faults = "send=ECONNRESETx1"}});
    int peer = peer_connect(subject_port());
    peer_send(peer, words, length);
    let_rest(server);
    peer_reset(peer);
    likely("what is left of a client whose send() has failed reaches the next: "
           "each connection begins with nothing received, however the last one "
           "ended");
}

/* ---- a: each line, with its length before it ---- */

enum { LONGEST = 4095 }; /* bytes of a line without its newline; of a message */

/* The line, of so many bytes without its newline, is answered by itself. */
static void line_comes_back(int peer, const char *line, size_t length)
{
    const char *head = text_of("%zu ", length);
    char *answer = new_text(strlen(head) + length + 1);

    memcpy(answer, head, strlen(head));
    memcpy(answer + strlen(head), line, length);
    answer[strlen(head) + length] = '\n';
    peer_expect_bytes(peer, answer, strlen(head) + length + 1);
}

static void lines_come_back_with_their_length(void)
{
    option_is_new("server", "-n");
    struct process *server = start_subject_server("-n");
    int peer = peer_connect(subject_port());

    likely("before each line belong the number of its bytes, the newline not "
           "counted, and a blank");
    peer_say(peer, "Sockets\n");
    peer_expect(peer, "7 Sockets\n");
    likely("bytes are counted, and not characters: á has two of them");
    peer_say(peer, "olá\n");
    peer_expect(peer, "4 olá\n");
    likely("an empty line is a line: 0 bytes, and its newline");
    peer_say(peer, "\n");
    peer_expect(peer, "0 \n");
    likely("one recv() is not one line: it may bring a piece of one, or more "
           "than one. What has come of a line is kept until its newline has");
    peer_say(peer, "piece ");
    await_rest(server);
    peer_say(peer, "by piece\n");
    peer_expect(peer, "14 piece by piece\n");
    likely_if_it_waits("a line is answered as soon as its newline has come, "
                       "whatever stands behind it, such as the beginning of "
                       "the next one: that alone is kept");
    peer_say(peer, "two lines\nin one write\n\nand the beginning");
    peer_expect(peer, "9 two lines\n12 in one write\n0 \n");
    likely("one recv() is not one line: it may bring a piece of one, or more "
           "than one. What has come of a line is kept until its newline has");
    peer_say(peer, " of ol\xc3");
    await_rest(server);
    peer_say(peer, "\xa1\n");
    peer_expect(peer, "25 and the beginning of olá\n");
}

static void any_byte_may_be_in_a_line(void)
{
    static const char odd[] = "  a\0b\xc3 \r\n\0\n\r\n\xff\n";
    int peer = connect_to_server("-n");

    likely("bytes are not text: one of them may be 0, where strlen() ends, and "
           "blanks and a carriage return belong to the line. 0xff is not the "
           "end of anything, either: in a char it is -1");
    peer_send(peer, odd, sizeof odd - 1);
    line_comes_back(peer, "  a\0b\xc3 \r", 8);
    line_comes_back(peer, "\0", 1);
    line_comes_back(peer, "\r", 1);
    line_comes_back(peer, "\xff", 1);
    likely("to the server 'sair' is a line like any other: it is the client "
           "that takes it for its end");
    peer_say(peer, "sair\nquit\n SAIR \n");
    peer_expect(peer, "4 sair\n4 quit\n6  SAIR \n");
    peer_finish(peer);
    peer_expect_end(peer);
}

static void the_last_line_is_answered(void)
{
    int peer = connect_to_server("-n");

    peer_say(peer, "one\nhalf a li");
    peer_finish(peer);
    likely("what comes before the end of the stream is a line, too, with or "
           "without a newline: its answer has one");
    expect_all(peer, "3 one\n9 half a li\n", 18);
    peer = peer_connect(subject_port());
    peer_say(peer, "one\n");
    peer_finish(peer);
    likely("a newline ends a line, and begins none: nothing follows it");
    expect_all(peer, "3 one\n", 6);
    peer = peer_connect(subject_port());
    peer_finish(peer);
    likely("a stream without a byte has no line, and so no answer");
    expect_all(peer, "", 0);
}

static void a_long_line_is_refused(void)
{
    const char *bytes = memset(new_text(LONGEST + 1), 'x', LONGEST + 1);
    struct process *server = start_subject_server("-n");
    int peer = peer_connect(subject_port());

    likely("a line may have 4095 bytes, and its newline besides, however "
           "many pieces they come in");
    peer_send_cut(peer, bytes, LONGEST, 1000);
    await_rest(server); /* it has read that, and waits for the newline */
    peer_say(peer, "\n");
    line_comes_back(peer, bytes, LONGEST);
    likely("with 4096 bytes and no newline among them it is certain that the "
           "line is too long: the connection ends, without an answer");
    peer_send(peer, bytes, LONGEST + 1);
    expect_all(peer, "", 0);
    likely("a line that is too long ends its own connection, and no more; and "
           "what is left of it is not for the next client");
    name_the_wait_for_a_refused_one();
    peer = peer_connect(subject_port()); /* the other one stays */
    peer_say(peer, "next\n");
    peer_expect(peer, "4 next\n");
}

/* The server is stopped meanwhile, and so finds all of it at once. */
static void send_at_once(struct process *server, int peer, const char *before,
                         const char *behind)
{
    size_t before_it = strlen(before), length = before_it + LONGEST + 1;
    char *bytes = memset(new_text(length + strlen(behind)), 'x', length);

    memcpy(bytes, before, before_it);
    memcpy(bytes + length, behind, strlen(behind));
    pause_subject(server);
    peer_send(peer, bytes, length + strlen(behind));
    send_signal(server, SIGCONT);
}

static void the_last_line_may_be_as_long(void)
{
    int peer = connect_to_server("-n");

    peer_send(peer, filled(LONGEST), LONGEST);
    peer_finish(peer);
    likely("what comes before the end of the stream is a line, too, with or "
           "without a newline: its answer has one");
    line_comes_back(peer, filled(LONGEST), LONGEST);
    peer_expect_end(peer);
}

static void what_is_around_a_long_line(void)
{
    struct process *server = start_subject_server("-n");
    int peer = peer_connect(subject_port());

    likely("a line that is too long ends the connection, but those before it "
           "are answered");
    send_at_once(server, peer, "one\n", "");
    peer_expect(peer, "3 one\n");
    peer_expect_end(peer);
    peer_close(peer);
    peer = peer_connect(subject_port());
    likely("a line of 4096 bytes is too long, also where its newline has come "
           "with it: it is the line that is limited, and not the room for it");
    send_at_once(server, peer, "", "\n");
    expect_closed(peer);
}

static void nothing_is_left_for_the_next(void)
{
    int peer = connect_to_server("-n");

    likely("each connection begins with an empty place for its pieces: what a "
           "client left behind does not reach the next");
    peer_say(peer, "one\nhalf a li");
    peer_expect(peer, "3 one\n");
    peer_reset(peer);
    peer = peer_connect(subject_port());
    peer_say(peer, "ne\n");
    peer_expect(peer, "2 ne\n");
    peer_finish(peer);
    peer_expect_end(peer);
    one_cannot_be_answered("-n", "one\ntwo\nhalf", 12);
    peer = peer_connect(subject_port());
    peer_say(peer, "hi\n");
    peer_expect(peer, "2 hi\n");
}

/* More than fit in any array that a line has room in: the server finds them
   all at once. */
static void many_lines_at_once(void)
{
    enum { LINES = 400, LINE = 50 };
    struct process *server = start_subject_server("-n");
    int peer = peer_connect(subject_port());
    char *bytes = memset(new_text(LINES * LINE), 'x', LINES * LINE);

    for (size_t i = LINE - 1; i < LINES * LINE; i += LINE)
        bytes[i] = '\n';
    likely("one recv() ends where its array does: what stands there behind the "
           "last newline is the beginning of a line, and goes to the front "
           "before more is received");
    pause_subject(server);
    peer_send(peer, bytes, LINES * LINE);
    peer_finish(peer);
    send_signal(server, SIGCONT);
    for (size_t i = 0; i < LINES; i++)
        line_comes_back(peer, bytes, LINE - 1);
    peer_expect_end(peer);
}

static void seventy_lines_are_refused(void)
{
    seventy_are_refused("-n", letters(LONGEST + 1), LONGEST + 1);
    int peer = peer_connect(subject_port());
    peer_say(peer, "next\n");
    peer_expect(peer, "4 next\n");
}

static void seventy_are_reset_in_a_line(void)
{
    static const char words[] = "one\nhalf a li", answer[] = "3 one\n";

    seventy_are_reset("-n", words, strlen(words), answer, strlen(answer));
}

static void seventy_end_in_a_line(void)
{
    seventy_end("-n", "half a li", 9, "9 half a li\n");
}

static void much_is_answered_by_the_line(void)
{
    const char *line = text_of("%s\n", letters(LONGEST));
    const char *answer = text_of("%d %s", LONGEST, line);

    much_is_answered("-n", line, strlen(line), answer, strlen(answer));
}

static void short_sends_lose_nothing(void)
{
    start_subject(
        &(struct call){.options = "-n", .launch = {.faults = "send=short"}});
    int peer = peer_connect(subject_port());

    did("cut each send() of the server to one byte, as the kernel may");
    likely("send() returns how many bytes it has taken: the rest is still to "
           "be sent");
    peer_say(peer, "Olá, tudo bem?\ntudo\n");
    peer_expect(peer, "15 Olá, tudo bem?\n4 tudo\n");
}

/* ---- b: a length before each message ---- */

enum { HEADER = 4 };

/* The four bytes of a length, in network order, and the message. */
static char *frame_of(const char *message, size_t length)
{
    char *frame = new_text(HEADER + length);

    for (size_t i = 0; i < HEADER; i++)
        frame[i] = (char)(length >> 8 * (HEADER - 1 - i));
    if (message)
        memcpy(frame + HEADER, message, length);
    return frame;
}

static void exchange_frame(int peer, const char *message, size_t length)
{
    char *frame = frame_of(message, length);

    peer_send(peer, frame, HEADER + length);
    peer_expect_bytes(peer, frame, HEADER + length);
}

/* Cut within the length and within the message: each piece is read by itself.
 */
static void exchange_cut_frame(struct process *server, int peer,
                               const char *message, size_t length)
{
    char *frame = frame_of(message, length);

    peer_send(peer, frame, HEADER - 2);
    await_rest(server);
    peer_send(peer, frame + HEADER - 2, 3);
    await_rest(server);
    peer_send(peer, frame + HEADER + 1, length - 1);
    peer_expect_bytes(peer, frame, HEADER + length);
}

static void frames_come_back(void)
{
    likely(
        "-l is an option: it comes before the port, which is at argv[optind] "
        "once getopt() has returned -1");
    struct process *server = start_subject_server("-l");
    int peer = peer_connect(subject_port());

    likely("four bytes of length, the highest first (ntohl), and then so many "
           "bytes, whatever they are");
    exchange_frame(peer, "Olá\n\0\nsockets", 14);
    likely("one recv() may bring a part of the length, or of the message: it "
           "must be called until there is enough");
    exchange_cut_frame(server, peer, "piece by piece", 14);
    likely("a message of no bytes is one as well, and comes back as one");
    exchange_frame(peer, "", 0);
    likely("the bytes of a length have no sign: in a char, 200 may be -56");
    exchange_frame(peer, mixed_bytes(200), 200);
    likely("a message may have up to 4095 bytes");
    exchange_frame(peer, mixed_bytes(LONGEST), LONGEST);
}

static void frames_in_one_write_come_back(void)
{
    char three[3 * HEADER + 3 + 5 + 2] = "";
    int peer = connect_to_server("-l");

    memcpy(three, frame_of("one", 3), HEADER + 3);
    memcpy(three + HEADER + 3, frame_of("", 0), HEADER);
    memcpy(three + 2 * HEADER + 3, frame_of("three", 5), HEADER + 5);
    likely("one recv() may bring more than one message: what is left of it "
           "belongs to the next");
    likely_if_it_waits("a message is answered as soon as it is whole, whatever "
                       "stands behind it, such as the beginning of the next "
                       "one: that alone is kept");
    peer_send(peer, three, sizeof three);
    peer_expect_bytes(peer, three, sizeof three - 2);
    likely("one recv() may bring more than one message: what is left of it "
           "belongs to the next");
    peer_send(peer, frame_of("and on", 6) + 2, HEADER + 6 - 2);
    peer_expect_bytes(peer, frame_of("and on", 6), HEADER + 6);
    peer_finish(peer);
    peer_expect_end(peer);
}

static void many_frames_at_once(void)
{
    enum { FRAMES = 20, LENGTH = 997, FRAME = HEADER + LENGTH };
    struct process *server = start_subject_server("-l");
    int peer = peer_connect(subject_port());
    char *frames = new_text(FRAMES * FRAME);

    for (size_t i = 0; i < FRAMES; i++)
        memcpy(frames + i * FRAME, frame_of(mixed_bytes(LENGTH), LENGTH),
               FRAME);
    likely("one recv() ends where its array does, in the middle of a message "
           "or of a length: the rest comes with the next one");
    pause_subject(server);
    peer_send(peer, frames, FRAMES * FRAME);
    peer_finish(peer);
    send_signal(server, SIGCONT);
    peer_expect_bytes(peer, frames, FRAMES * FRAME);
    peer_expect_end(peer);
}

static void a_length_is_refused(size_t length)
{
    int peer = peer_connect(subject_port());

    exchange_frame(peer, "before", 6);
    likely("a length over 4095 is refused at once, before any byte of such a "
           "message is waited for");
    if (length > 0xffff)
        likely("a length has four bytes, and each of them counts");
    if (length > 0x7fffffff)
        likely("a length has no sign: kept in an int, 0xffffffff is -1, and "
               "less than any bound");
    peer_send(peer, frame_of(NULL, length), HEADER);
    expect_all(peer, "", 0);
    likely("a refused message ends its own connection, and no more");
    name_the_wait_for_a_refused_one();
    int next = peer_connect(subject_port()); /* while the other one stays */
    exchange_frame(next, "next", 4);
    peer_close(next);
}

static void those_before_are_answered(struct process *server)
{
    int peer = peer_connect(subject_port());
    char *frames = new_text(2 * HEADER + 6);

    memcpy(frames, frame_of("before", 6), HEADER + 6);
    memcpy(frames + HEADER + 6, frame_of(NULL, LONGEST + 1), HEADER);
    likely("a length that is refused ends the connection, but the messages "
           "before it are answered");
    pause_subject(server); /* it finds all of it at once */
    peer_send(peer, frames, 2 * HEADER + 6);
    send_signal(server, SIGCONT);
    expect_all(peer, frames, HEADER + 6);
    peer_close(peer);
}

static void long_frames_are_refused(void)
{
    static const size_t lengths[] = {LONGEST + 1, 0x2000, 0x10005, 0x1000005,
                                     0xffffffff};

    struct process *server = start_subject_server("-l");

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        a_length_is_refused(lengths[i]);
    those_before_are_answered(server);
}

/* The beginning of a message, and the end of the stream; then the next. */
static void ends_inside(const char *frame, size_t length)
{
    int peer = peer_connect(subject_port());

    peer_send(peer, frame, length);
    peer_finish(peer);
    expect_all(peer, "", 0);
    peer_close(peer);
    likely("what a client left behind does not reach the next");
    peer = peer_connect(subject_port());
    exchange_frame(peer, "next", 4);
    peer_close(peer);
}

static void an_end_inside_a_message_is_an_end(void)
{
    start_subject_server("-l");
    likely("recv() has returned 0 in the middle of a message: that is the end "
           "of the connection. What has come of the message is not answered");
    ends_inside(frame_of("never whole", 11), HEADER + 7);
    likely("recv() has returned 0 behind a length: what it announced has not "
           "come, and so nothing is answered");
    ends_inside(frame_of(NULL, 5), HEADER);
    likely("recv() has returned 0 in the middle of a length: that is the end "
           "of the connection, and not of a number");
    ends_inside(frame_of(NULL, 5), HEADER - 1);
    int peer = peer_connect(subject_port());
    exchange_frame(peer, "", 0);
    likely("recv() has returned 0 in the middle of a length, and the rest was "
           "taken from the length before: it is the end of the connection");
    peer_send(peer, frame_of(NULL, 0), HEADER - 2);
    peer_finish(peer);
    expect_all(peer, "", 0);
    peer_close(peer);
    peer = peer_connect(subject_port());
    peer_send(peer, frame_of("never whole", 11), HEADER + 7);
    peer_reset(peer);
    likely("what a client left behind does not reach the next");
    exchange_frame(peer_connect(subject_port()), "next", 4);
}

static void one_message_cannot_be_answered(void)
{
    one_cannot_be_answered("-l", "\0\0\0\3one\0\0\0\3two\0\0", 16);
    exchange_frame(peer_connect(subject_port()), "next", 4);
}

static void seventy_lengths_are_refused(void)
{
    seventy_are_refused("-l", frame_of(NULL, LONGEST + 1), HEADER);
    exchange_frame(peer_connect(subject_port()), "next", 4);
}

static void seventy_are_reset_in_a_message(void)
{
    static const char words[] = "\0\0\0\3one\0\0\0\13never w";

    seventy_are_reset("-l", words, sizeof words - 1, words, HEADER + 3);
}

static void seventy_end_in_a_message(void)
{
    seventy_end("-l", frame_of("never whole", 11), HEADER + 2, "");
    seventy_end("-l", frame_of(NULL, 11), HEADER - 1, "");
}

static void much_is_answered_by_the_message(void)
{
    const char *frame = frame_of(mixed_bytes(LONGEST), LONGEST);

    much_is_answered("-l", frame, HEADER + LONGEST, frame, HEADER + LONGEST);
}

static void short_sends_cut_no_message(void)
{
    start_subject(
        &(struct call){.options = "-l", .launch = {.faults = "send=short"}});
    did("cut each send() of the server to one byte, as the kernel may");
    likely("send() returns how many bytes it has taken: the rest is still to "
           "be sent");
    int peer = peer_connect(subject_port());
    exchange_frame(peer, "Olá\n", 5);
    exchange_frame(peer, "dois", 4);
}

/* ---- c: a report before the end ---- */

static void reports(const char *words, const char *answer)
{
    int peer = peer_connect(subject_port());

    peer_say(peer, words);
    peer_finish(peer);
    expect_all(peer, answer, strlen(answer));
    peer_close(peer);
}

static void reports_of_bytes(const char *bytes, size_t length,
                             const char *report)
{
    int peer = peer_connect(subject_port());

    peer_send(peer, bytes, length);
    peer_finish(peer);
    peer_expect_bytes(peer, bytes, length);
    expect_all(peer, report, strlen(report));
    peer_close(peer);
}

static void any_byte_is_counted(void)
{
    static const char zeros[] = "um\0dois\n\0\n";
    static const char odd[] = "a\r\n \xc3\n\xff\xfe\r\n";
    static const char returns[] = "a\rb\r\nc\r";

    start_subject_server("-r");
    likely("bytes are not text: one of them may be 0, where strlen() and "
           "strchr() end, and the bytes behind it count as well");
    reports_of_bytes(zeros, sizeof zeros - 1, "10 bytes, 2 lines\n");
    likely("bytes are counted, not characters; a carriage return is one of "
           "them, and only a newline ends a line");
    reports_of_bytes(odd, strlen(odd), "10 bytes, 3 lines\n");
    reports_of_bytes(returns, strlen(returns), "\n7 bytes, 2 lines\n");
    likely("a zero byte that is the last one is a line without a newline, too");
    reports_of_bytes("\n\0", 2, "\n2 bytes, 2 lines\n");
}

static void the_report_follows(void)
{
    likely(
        "-r is an option: it comes before the port, which is at argv[optind] "
        "once getopt() has returned -1");
    start_subject_server("-r");
    likely("recv() has returned 0, so the client says no more; but our own "
           "half of the stream is still open, and the report goes out on it");
    reports("a\nb\n", "a\nb\n4 bytes, 2 lines\n");
    likely("the numbers are of one connection: what came in the last one does "
           "not count in the next");
    reports("a\nb\n", "a\nb\n4 bytes, 2 lines\n");
    likely("bytes are counted, and not characters; and the words stay as they "
           "are, also for 1 lines");
    reports("Olá\ndois\n", "Olá\ndois\n10 bytes, 2 lines\n");
    reports("um\n", "um\n3 bytes, 1 lines\n");
    likely("where nothing came, that is reported: there is no line then, and "
           "no newline before the report");
    reports("", "0 bytes, 0 lines\n");
    likely("a last line without a newline is a line as well: it counts, and "
           "gets one, so that the report stands on a line of its own");
    reports("um\ndois", "um\ndois\n7 bytes, 2 lines\n");
    reports("\n\nx", "\n\nx\n3 bytes, 3 lines\n");
    likely("whether a newline is missing at the end is known of this "
           "connection only: where nothing came none is missing, however the "
           "last client ended");
    reports("", "0 bytes, 0 lines\n");
}

static void it_echoes_until_the_end(void)
{
    int peer = connect_to_server("-r");

    likely("until the client's end, bytes are echoed as ever: at once, and not "
           "only when a line is whole or everything has come");
    peer_say(peer, "half a li");
    peer_expect(peer, "half a li");
    peer_say(peer, "ne\n");
    peer_expect(peer, "ne\n");
    peer_reset(peer);
    likely("the numbers are of one connection: what came in one that was reset "
           "does not count in the next, and its half line is not ended there");
    reports("um\n", "um\n3 bytes, 1 lines\n");
    peer = peer_connect(subject_port());
    peer_say(peer, "half a li");
    peer_expect(peer, "half a li");
    peer_reset(peer);
    reports("", "0 bytes, 0 lines\n");
}

/* What is not read comes back no further than into the server's send(), which
   then fails. */
static void one_that_does_not_read_is_not_counted(void)
{
    enum { LENGTH = 100 * 1000 };
    struct process *server = start_subject_server("-r");
    int peer = peer_connect_narrow(subject_port());

    while (peer_send_some(peer, letters(LENGTH), LENGTH) > 0)
        let_rest(server);
    peer_reset(peer);
    likely("the numbers are of one connection: what came in one where send() "
           "has failed does not count in the next");
    reports("a\n", "a\n2 bytes, 1 lines\n");
}

static void seventy_end_in_their_last_line(void)
{
    seventy_end("-r", "half a li", 9, "half a li\n9 bytes, 1 lines\n");
}

static void seventy_are_reset_before_the_report(void)
{
    static const char words[] = "half a li";

    seventy_are_reset("-r", words, strlen(words), words, strlen(words));
}

/* What they have sent is echoed, but for them there is no report. */
static void seventy_cannot_be_told(void)
{
    start_with_few_descriptors("-r", "send=ECONNRESETx70");
    likely("the connection is closed also where the report could not be sent: "
           "else the server runs out of descriptors");
    for (int i = 0; i < CLIENTS; i++) {
        int peer = peer_connect(subject_port());
        peer_finish(peer);
        expect_closed(peer);
        peer_close(peer);
    }
    reports("um\n", "um\n3 bytes, 1 lines\n");
    if (in_chaos()) /* which makes several calls of one */
        return;
    start_subject(&(struct call){.options = "-r",
                                 .launch = {.faults = "send=ECONNRESET@2x1"}});
    int peer = peer_connect(subject_port());
    peer_say(peer, "um\n");
    peer_expect(peer, "um\n");
    peer_finish(peer);
    expect_closed(peer);
    likely("the numbers are of one connection: where the report could not be "
           "sent, they do not count in the next");
    reports("dois\n", "dois\n5 bytes, 1 lines\n");
}

static void short_sends_cut_no_report(void)
{
    start_subject(
        &(struct call){.options = "-r", .launch = {.faults = "send=short"}});
    did("cut each send() of the server to one byte, as the kernel may");
    likely("send() returns how many bytes it has taken: the rest is still to "
           "be sent");
    reports("um\ndois", "um\ndois\n7 bytes, 2 lines\n");
}

/* So many lines, of so many bytes each. */
static void reports_of_lines(size_t lines, size_t line)
{
    const char *report = text_of("%zu bytes, %zu lines\n", lines * line, lines);
    char *words = memset(new_text(lines * line), 'x', lines * line);
    char came[64] = "";
    size_t told = 0;
    int peer = peer_connect(subject_port());

    for (size_t end = line; end <= lines * line; end += line)
        words[end - 1] = '\n';
    likely("the numbers are of all that came in the connection, and not of the "
           "last recv()");
    if (lines > UINT16_MAX)
        likely("a number of two bytes ends at 65535, and then begins anew: "
               "count in a size_t, and leave room for its twenty digits");
    peer_exchange(peer, words, lines * line, 997);
    peer_finish(peer);
    peer_receive_all(peer, came, sizeof came - 1);
    if (sscanf(came, "%*d bytes, %zu lines", &told) == 1 && told > lines)
        likely("a line ends where its newline is, and not where a recv() does: "
               "a last line without one is known only at the end of the "
               "stream");
    check(strcmp(came, report) == 0,
          text_of("%s, and then the end of the stream",
                  quoted(report, strlen(report))),
          "%s", quoted(came, strlen(came)));
}

/* Fewer than 65536 lines, where a number of two bytes ends, and more; and more
   digits than one thinks of. */
static void the_report_counts_all(void)
{
    start_subject_server("-r");
    reports_of_lines(2000, 50);
    if (!in_chaos())
        reports_of_lines(100 * 1000, 100);
}

static void the_rest_is_as_before_a(void)
{
    expect_the_rest_as_before("-n");
}

static void the_rest_is_as_before_b(void)
{
    expect_the_rest_as_before("-l");
}

static void the_rest_is_as_before_c(void)
{
    expect_the_rest_as_before("-r");
}

const struct task step_02[] = {
    {"", "bytes come back as they are, however they are cut", bytes_come_back},
    {"", "much comes back while more is sent", much_comes_back},
    {"", "all is echoed that came before the client's end",
     all_is_echoed_before_the_end},
    {"", "the next is served, also after a client that was reset",
     the_next_is_served_after_a_reset},
    {"", "seventy clients are served, and seventy that are reset",
     seventy_are_served},
    {"", "the client is a filter: a line out, its echo in",
     the_client_is_a_filter},
    {"", "'sair' ends the client", a_farewell_ends_the_client},
    {"", "the client fails, and ends, when the server dies",
     the_client_tells_that_the_server_died},

    {"a", "`server -n` answers each line with its length before it",
     lines_come_back_with_their_length},
    {"a", "any byte may be in a line", any_byte_may_be_in_a_line},
    {"a", "a last line without a newline is answered as well",
     the_last_line_is_answered},
    {"a", "a line over 4095 bytes is refused", a_long_line_is_refused},
    {"a", "the last line may have 4095, too", the_last_line_may_be_as_long},
    {"a", "it is refused alone, also where its newline has come",
     what_is_around_a_long_line},
    {"a", "many lines at once are many", many_lines_at_once},
    {"a", "nothing is left for the next client", nothing_is_left_for_the_next},
    {"a", "answers are whole, though each send() takes one byte",
     short_sends_lose_nothing},
    {"a", "thousands of long lines cost no more memory than one",
     much_is_answered_by_the_line},
    {"a", "seventy clients that are refused are not felt",
     seventy_lines_are_refused},
    {"a", "nor are seventy whose last line has no newline",
     seventy_end_in_a_line},
    {"a", "seventy clients that are reset are not felt",
     seventy_are_reset_in_a_line},
    {"a", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_a},

    {"b", "`server -l` sends each message back with its length before it",
     frames_come_back},
    {"b", "several messages in one write are several",
     frames_in_one_write_come_back},
    {"b", "many messages at once are many", many_frames_at_once},
    {"b", "a length over 4095 is refused", long_frames_are_refused},
    {"b", "an end inside a message is an end, and not felt by the next",
     an_end_inside_a_message_is_an_end},
    {"b", "one that cannot be answered is not felt by the next",
     one_message_cannot_be_answered},
    {"b", "messages are whole, though each send() takes one byte",
     short_sends_cut_no_message},
    {"b", "thousands of long messages cost no more memory than one",
     much_is_answered_by_the_message},
    {"b", "seventy clients that are refused are not felt",
     seventy_lengths_are_refused},
    {"b", "nor are seventy that end inside a message or a length",
     seventy_end_in_a_message},
    {"b", "seventy clients that are reset are not felt",
     seventy_are_reset_in_a_message},
    {"b", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_b},

    {"c", "`server -r` reports what came, in a last line", the_report_follows},
    {"c", "the report counts all that came", the_report_counts_all},
    {"c", "the report counts bytes, whatever they are", any_byte_is_counted},
    {"c", "bytes are echoed at once, and each connection counts by itself",
     it_echoes_until_the_end},
    {"c", "one that does not read its echo is not felt by the next",
     one_that_does_not_read_is_not_counted},
    {"c", "the report is whole, though each send() takes one byte",
     short_sends_cut_no_report},
    {"c", "seventy clients that are reset are not felt",
     seventy_are_reset_before_the_report},
    {"c", "nor are seventy that cannot be told", seventy_cannot_be_told},
    {"c", "nor are seventy whose last line has no newline",
     seventy_end_in_their_last_line},
    {"c", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_c},
};
const size_t step_02_count = sizeof step_02 / sizeof *step_02;
