/* test_ladder.c - are all calls on record, and does the picture tell them? */
#define _POSIX_C_SOURCE 200809L

#include "scene/scene.h"
#include "suite/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- what the tests are made of ---- */

/* An empty file for the records, which is in use from now on. */
static const char *new_records(void)
{
    need_tap();
    const char *file = scratch_with("records", "", 0);
    record_to(file);
    return file;
}

static const char *all_of(const char *file)
{
    size_t length;

    return content_of(file, &length);
}

/* What ladder draws of a file. */
static const char *drawn(const char *form, const char *file)
{
    const struct launch launch = {.computes = true};

    record_to(NULL);
    struct process *ladder =
        start_with(&launch, built("ladder"), form, file, NULL);

    expect_exit(ladder, 0);
    return output_of(ladder, OUT, NULL);
}

static void must_say(const char *text, const char *part)
{
    check(strstr(text, part), text_of("\"%s\"", part), "%s", text);
}

static void must_not_say(const char *text, const char *part)
{
    check(!strstr(text, part), text_of("no \"%s\"", part), "%s", text);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

/* The line of the text that contains it; fails if there is none. */
static const char *line_with(const char *text, const char *part)
{
    const char *place = strstr(text, part);

    must_say(text, part);
    while (place > text && place[-1] != '\n')
        place--;
    return text_of("%.*s", (int)strcspn(place, "\n"), place);
}

/* Plays a task of subject.c; returns the file of the records. */
static const char *record_of(const char *task)
{
    const char *records = new_records();
    struct process *subject = start(built("subject"), task, NULL);

    ending_of(subject);
    return records;
}

/* A file of these records. */
static const char *recorded(const char *lines)
{
    const char *records = scratch_with("records", lines, strlen(lines));

    return records;
}

/* ---- the records ---- */

/* A server says that it listens, and only then begins to wait. */
static void wait_for_record(const char *records, const char *part)
{
    long long deadline = bound();

    while (!strstr(all_of(records), part)) {
        check(now_ms() < deadline, text_of("a record of %s", part), "%s",
              all_of(records));
        wait_for(-1, 0, now_ms() + 5);
    }
}

/* One echo through step 02; the file of the records. */
static const char *echo_one_line(void)
{
    const char *records = new_records();

    set_step("02-echo");
    struct process *server = start("server", "0", NULL);
    const char *port = text_of("%d", server_port(server));
    wait_for_record(records, "call=accept");
    struct process *client = start("client", "127.0.0.1", port, NULL);
    type_line(client, "Olá \"a\" & <b>\x7f");
    expect_line(client, OUT, "Olá");
    end_input(client);
    expect_exit(client, 0);
    send_signal(server, SIGTERM);
    expect_death(server, SIGTERM);
    return records;
}

static long long number_after(const char *line, const char *name)
{
    const char *place = strstr(line, name);

    check(place, name, "%s", line);
    return atoll(place + strlen(name));
}

static void a_record_tells_the_call(void)
{
    const char *all = all_of(echo_one_line());
    const char *line = line_with(all, "call=connect");

    must_say(line, "name=\"client\"");
    must_say(line, " fd=3 type=stream args=\"127.0.0.1:");
    line = line_with(strstr(all, "\ncall ") + 1, "call=send");
    must_say(line, "data=\"Ol\\xc3\\xa1 \\\"a\\\" & <b>\\x7f\\x0a\"");
    must_say(line, " asked=16 ");
    must_say(line, " self=127.0.0.1:");
    must_say(line, " peer=127.0.0.1:");
    line = line_with(all, "call pid");
    must_say(line, " call=socket args=\"AF_INET, SOCK_STREAM, 0\"");
    must_say(line, " result=3");
    check(number_after(line, " pid=") == number_after(line, " tid="),
          "the only thread", "%s", line);
    check(number_after(line, " begin=") <= number_after(line, " end="),
          "an end after the beginning", "%s", line);
}

/* What a record has of a call that came back, and how often. */
static size_t times_called(const char *all, const char *call, const char *how)
{
    size_t count = 0;

    for (const char *line = all; (line = strstr(line, "\ncall ")); line++) {
        const char *whole = line_with(line, "call pid");
        count += strstr(whole, call) && strstr(whole, how);
    }
    return count;
}

static void chaos_breaks_off_and_cuts_short(void)
{
    static const char *const calls[] = {" call=accept ", " call=recv ",
                                        " call=send "};
    enum { BYTES = 16 }; /* of the line in echo_one_line() */
    set_chaos();
    const char *all = all_of(echo_one_line());
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        check(times_called(all, calls[i], " error=EINTR") > 0,
              text_of("EINTR from%s", calls[i]), "none in:\n%s", all);
    check(times_called(all, " call=recv ", " result=1 ") > 0,
          "a byte by itself: call=recv", "%s", all);
    check(times_called(all, " call=send ", " result=1 ") >= BYTES,
          "each byte by itself: call=send", "%s", all);
}

static void a_record_tells_the_error(void)
{
    const char *records = new_records();

    set_step("01-basic-tcp");
    expect_exit(start("client", "127.0.0.1", text_of("%d", dead_port()), NULL),
                1);
    const char *all = all_of(records);
    must_say(all, "program pid=");
    must_say(line_with(all, " result=-1 error=ECONNREFUSED"), "call=connect");
}

static void a_program_does_not_see_that_it_is_recorded(void)
{
    const char *bare, *recorded;
    struct process *subject;

    need_tap();
    subject = start(built("subject"), "look-around-narrowly", NULL);
    expect_exit(subject, 0);
    bare = output_of(subject, OUT, NULL);
    new_records();
    subject = start(built("subject"), "look-around-narrowly", NULL);
    expect_exit(subject, 0);
    recorded = output_of(subject, OUT, NULL);
    check(strcmp(bare, recorded) == 0, bare, "%s", recorded);
}

static void who_takes_its_descriptor_stops_no_record(void)
{
    const char *all = all_of(record_of("take-numbers"));

    must_say(all, "call=bind");
    must_say(all, "call=getsockname");
}

static void children_have_lanes_and_their_parents_sockets(void)
{
    const char *text = drawn("--text", record_of("child-serves"));

    must_say(text, "subject, child 1");
    must_say(text, "subject, child 2");
    /* the connection was the parent's: the child has it from there */
    must_say(line_with(text, "= 13 ─"), "▶");
    must_say(text, "read(4) = 13 \"for");
}

static void another_program_goes_on_with_the_record(void)
{
    const char *all = all_of(record_of("exec"));

    check(count_of(all, "\nprogram ") + (strncmp(all, "program ", 8) == 0) == 2,
          "two programs in one process", "%s", all);
    must_say(all, "call=accept");
    must_say(all, "data=\"one\\x0atwo\\x0a\"");
}

/* 8 threads, in each socket, bind, getsockname, close, and 100 times a sendto
   and a recv. ladder refuses a line that is torn. */
static void threads_write_whole_records(void)
{
    const char *records = record_of("threads"), *all = all_of(records);

    check(count_of(all, "\ncall ") == 8 * (4 + 200), "1632 calls", "%zu",
          count_of(all, "\ncall "));
    all = drawn("--events", records);
    check(count_of(all, "100 datagrams of 800 bytes sent, 100 received") == 8,
          "8 threads of 100 datagrams", "%s", all);
}

static void python_is_recorded(void)
{
    const char *records = new_records();

    set_step("01-basic-tcp");
    struct process *server = start_python("001_server.py", "0", NULL);
    const char *port = text_of("%d", server_port(server));
    struct process *client = start("client", "127.0.0.1", port, NULL);
    expect_exit(client, 0);
    send_signal(server, SIGTERM);
    expect_death(server, SIGTERM);
    client = start_python("001_client.py", port, NULL);
    expect_exit(client, 1);
    const char *calls = drawn("--normalize", records);
    must_say(calls, "accept(3, SOCK_CLOEXEC) = 4");
    must_say(calls, "send(4, \"Bem-vindo ao servidor!\") = 22");
    must_say(calls, "recv(4, 1024) = 15 \"Olá, servidor!\"");
    must_say(calls, "= -1 ECONNREFUSED");
}

/* ---- what the picture shows ---- */

static void two_sends_in_one_recv_are_seen(void)
{
    const char *text = drawn("--text", record_of("two-sends"));

    must_say(line_with(text, "send(4, \"one"), "4 bytes wait ◀──");
    must_say(line_with(text, "send(4, \"two"), "4 bytes wait ◀──");
    must_say(text, "recv(4) = 8 \"one\\ntwo\\n\"");
    must_say(text, "└ 2 sends in one recv");
}

static void a_short_recv_is_seen(void)
{
    const char *text = drawn("--text", record_of("short-recv"));

    must_say(text, "recv(4, 4) = 4 \"0123\"");
    must_say(text, "└ 4 of 10 bytes: 6 still wait");
    must_say(text, "└ the rest of 10 bytes");
}

static void a_close_with_unread_bytes_is_explained(void)
{
    must_say(drawn("--text", record_of("unread")),
             "17 bytes were not read: this resets");
}

static void a_send_that_kills_is_seen(void)
{
    const char *text = drawn("--text", record_of("sigpipe"));

    must_say(text, "└ the other end is gone: a reset comes back");
    must_say(text, "└ SIGPIPE: this send killed the process");
    must_say(text, "signal 13");
}

/* A server waits, a client comes, one line goes there and back. */
static void waiting_and_arrows_are_seen(void)
{
    const char *text = drawn("--text", echo_one_line());
    const char *waits, *connect;

    waits = strstr(text, "┆ accept(3) …");
    connect = strstr(text, "connect(3, :");
    check(waits && connect && waits < connect, "the server to be seen waiting",
          "%s", text);
    must_say(line_with(text, "connect(3, :"), "SYN");
    must_say(line_with(text, "shutdown(3, SHUT_WR)"), "FIN");
    must_say(text, "\"Olá \\\"a\\\" & <b>");
    must_say(text, "\\x7f");
    must_say(text, "All addresses are on 127.0.0.1");
    must_not_say(text, "\033");
}

/* The place of a part in a text; fails if there is none. */
static const char *place_of(const char *text, const char *part)
{
    must_say(text, part);
    return strstr(text, part);
}

/* The server has two clients, and serves bruno when ana has gone. */
static void a_connection_waits_in_the_queue(void)
{
    const char *records = new_records(), *text;

    set_step("02-echo");
    struct process *server = start("server", "0", NULL);
    const char *port = text_of("%d", server_port(server));
    struct process *ana = start("client", "127.0.0.1", port, NULL);
    type_line(ana, "first");
    expect_line(ana, OUT, "first");
    struct process *bruno = start("client", "127.0.0.1", port, NULL);
    type_line(bruno, "second");
    wait_for_record(records, "data=\"second");
    end_input(ana);
    expect_line(bruno, OUT, "second");
    text = drawn("--text", records);
    check(count_of(text, "the kernel queues it ◀") == 2, "two in the queue",
          "%s", text);
    must_not_say(line_with(text, "SYN"), "accept");
    check(place_of(text, "send(3, \"second") < place_of(text, "recv(4) = 0"),
          "bruno's connect() to come back while ana is served", "%s", text);
    check(place_of(text, "recv(4) = 0") <
              strstr(place_of(text, "from the queue: ") + 1, "from the queue:"),
          "accept() to take it when ana has gone", "%s", text);
}

#define LISTENS                                                      \
    "call pid=1 tid=1 name=\"parent\" call=listen fd=3 type=stream " \
    "args=\"1\" "                                                    \
    "self=127.0.0.1:11 begin=1 end=2 result=0\n"
#define ACCEPTS \
    " tid=2 name=\"child\" call=accept fd=3 type=stream self=127.0.0.1:11 "
#define CONNECTS                                                            \
    " name=\"client\" call=connect fd=3 type=stream args=\"127.0.0.1:11\" " \
    "peer=127.0.0.1:11 "

/* Whoever listens has the queue, whoever accepts takes from it. */
static void a_syn_goes_to_whoever_listens(void)
{
    const char *text =
        drawn("--text",
              recorded(LISTENS "enter pid=2" ACCEPTS "begin=3\n"
                               "call pid=4 tid=4" CONNECTS
                               "self=127.0.0.1:44 begin=5 end=6 result=0\n"
                               "call pid=2" ACCEPTS
                               "peer=127.0.0.1:44 begin=3 end=7 result=4\n"));

    must_say(text, "│ the kernel queues it ◀──────┼──");
    must_say(text, "└ from the queue: client");
}

/* The first is not accepted before the second has sent its SYN, so that may
   have found no room. */
static void a_connect_waits_for_room_in_the_queue(void)
{
    const char *text =
        drawn("--text",
              recorded(LISTENS "call pid=4 tid=4" CONNECTS
                               "self=127.0.0.1:44 begin=5 end=6 result=0\n"
                               "enter pid=5 tid=5" CONNECTS
                               "self=127.0.0.1:55 begin=7\n"
                               "call pid=2" ACCEPTS
                               "peer=127.0.0.1:44 begin=8 end=9 result=4\n"
                               "call pid=5 tid=5" CONNECTS
                               "self=127.0.0.1:55 begin=7 end=11 result=0\n"
                               "call pid=2" ACCEPTS
                               "peer=127.0.0.1:55 begin=10 end=12 result=5\n"));

    check(place_of(text, "┆ connect(3, :11) …") <
              place_of(text, "accept(3) = 4"),
          "the second connect() to be seen waiting", "%s", text);
    check(place_of(text, "accept(3) = 4") <
              strstr(place_of(text, "the kernel queues it") + 1,
                     "the kernel queues it"),
          "its connection to come into the queue when there is room", "%s",
          text);
}

/* The SYN is all that is known of it. */
static void a_connect_without_an_answer_is_in_no_queue(void)
{
    const char *text = drawn(
        "--text", recorded(LISTENS "call pid=4 tid=4" CONNECTS
                                   "self=127.0.0.1:44 begin=5 end=6 result=-1 "
                                   "error=EINPROGRESS\n"));

    must_say(line_with(text, "connect(3, :"), "◀─");
    must_not_say(text, "the kernel queues it");
}

static void an_error_and_its_meaning_are_seen(void)
{
    const char *records = new_records(), *text;

    set_step("01-basic-tcp");
    expect_exit(start("client", "127.0.0.1", text_of("%d", dead_port()), NULL),
                1);
    text = drawn("--text", records);
    must_say(line_with(text, "connect(3, :"), "= -1 ECONNREFUSED");
    must_say(text, "✗ nobody listens on that port");
}

static size_t characters_in(const char *line)
{
    size_t count = 0;

    for (; *line && *line != '\n'; line++)
        count += ((unsigned char)*line & 0xc0) != 0x80;
    return count;
}

/* No line of the picture is longer. */
static void must_fit(const char *text, size_t columns)
{
    while (text && *text) {
        check(characters_in(text) <= columns, text_of("%zu columns", columns),
              "%zu: %.*s", characters_in(text), (int)strcspn(text, "\n"), text);
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
}

static void three_lanes_fit_in_100_columns(void)
{
    const char *text = drawn("--text", record_of("child-serves"));

    must_say(text, "subject, child 2");
    must_fit(text, 100);
}

static void ascii_can_be_had(void)
{
    const char *records = record_of("two-sends");

    record_to(NULL);
    struct process *ladder = start(built("ladder"), "--ascii", records, NULL);
    expect_exit(ladder, 0);
    /* the command may be in a directory with an accent */
    const char *calls = strstr(output_of(ladder, OUT, NULL), "socket");
    check(calls, "a call", "%s", output_of(ladder, OUT, NULL));
    for (const char *c = calls; *c; c++)
        check((unsigned char)*c < 0x80, "ASCII", "%s", calls);
    expect_line(ladder, OUT, "4 bytes wait <---");
}

/* The kernel has forgotten who the peer was; it is known from the parent. */
static void an_inherited_socket_keeps_its_peer(void)
{
    const char *records = recorded(
        "call pid=1 tid=1 name=\"a\" call=accept fd=3 type=stream "
        "self=127.0.0.1:11 peer=127.0.0.1:22 begin=1 end=2 result=4\n"
        "fork pid=2 parent=1 at=3 name=\"a\"\n"
        "call pid=3 tid=3 name=\"b\" call=close fd=3 type=stream "
        "self=127.0.0.1:22 peer=127.0.0.1:11 begin=4 end=5 result=0\n"
        "call pid=2 tid=2 name=\"a\" call=recv fd=4 type=stream asked=9 "
        "self=127.0.0.1:11 begin=3 end=6 result=0\n");

    must_say(line_with(drawn("--text", records), "recv(4) = 0"), "FIN");
}

/* A send that was killed before it came back, and yet was received. */
static void what_was_received_was_sent(void)
{
    const char *records = recorded(
        "enter pid=1 tid=1 name=\"a\" call=sendto fd=3 type=datagram asked=2 "
        "self=127.0.0.1:1111 peer=127.0.0.1:2222 begin=10 data=\"hi\"\n"
        "end pid=1 at=12 how=\"signal 15 (Terminated)\"\n"
        "call pid=2 tid=2 name=\"b\" call=recv fd=3 type=datagram asked=9 "
        "self=127.0.0.1:2222 begin=11 end=13 result=2 data=\"hi\"\n");

    must_say(drawn("--normalize", records),
             "sendto(3, \"hi\", 127.0.0.1:PORT1) "
             "= 2\n  signal 15");
}

static void what_repeats_is_folded(void)
{
    const char *records = scratch_file("records");
    FILE *out = fopen(records, "w");

    check(out, "a file", "%s", strerror(errno));
    for (int i = 0; i < 100; i++)
        fprintf(out,
                "call pid=1 tid=1 name=\"a\" call=send fd=3 type=stream "
                "asked=5 self=127.0.0.1:1111 peer=127.0.0.1:2222 begin=%d "
                "end=%d result=5 data=\"hello\"\n",
                2 * i, 2 * i + 1);
    fclose(out);
    must_say(drawn("--text", records), "the same 97 times more, 485 bytes");
}

/* Each error is a text of its own, and says the same. */
static void errors_that_repeat_are_folded(void)
{
    const char *records = scratch_file("records"), *text;
    FILE *out = fopen(records, "w");

    check(out, "a file", "%s", strerror(errno));
    for (int i = 0; i < 100; i++)
        fprintf(out,
                "call pid=1 tid=1 name=\"a\" call=recv fd=3 type=stream "
                "asked=5 begin=%d end=%d result=-1 error=%s\n",
                2 * i, 2 * i + 1, i < 50 ? "EAGAIN" : "EINTR");
    fclose(out);
    text = drawn("--text", records);
    check(count_of(text, "the same 47 times more") == 2, "two storms", "%s",
          text);
}

/* Two that are not alike in turn, and much of it. */
static void what_is_too_much_is_left_out(void)
{
    const char *records = scratch_file("records"), *text;
    FILE *out = fopen(records, "w");

    check(out, "a file", "%s", strerror(errno));
    for (int i = 0; i < 500; i++)
        fprintf(out,
                "call pid=%d tid=%d name=\"a\" call=%s fd=3 type=stream "
                "asked=5 self=127.0.0.1:1111 peer=127.0.0.1:2222 begin=%d "
                "end=%d result=5 data=\"hello\"\n",
                1 + i * i % 7 % 2, 1 + i * i % 7 % 2, i % 3 ? "send" : "write",
                2 * i, 2 * i + 1);
    fprintf(out, "call pid=1 tid=1 name=\"a\" call=send fd=3 type=stream "
                 "asked=5 begin=400 end=401 result=-1 error=EPIPE\n");
    fclose(out);
    text = drawn("--text", records);
    must_say(text, "rows left out: ");
    must_say(text, "= -1 EPIPE");
    check(count_of(text, "\n") < 150, "a short picture", "%zu lines",
          count_of(text, "\n"));
}

static void threads_can_share_a_lane(void)
{
    const char *records = record_of("threads");

    must_say(drawn("--threads", records), "thread 2");
    must_not_say(drawn("--processes", records), "thread 2");
}

/* Four lanes: a name is just too long for its own. */
static void a_thread_and_its_number_stay_together(void)
{
    const char *records = scratch_file("records");
    FILE *out = fopen(records, "w");

    check(out, "a file", "%s", strerror(errno));
    for (int tid = 1; tid <= 4; tid++)
        fprintf(out,
                "call pid=1 tid=%d name=\"subject\" call=send fd=3 type=stream "
                "asked=5 self=127.0.0.1:1111 peer=127.0.0.1:2222 begin=%d "
                "end=%d result=5 data=\"hello\"\n",
                tid, 2 * tid, 2 * tid + 1);
    fclose(out);
    must_say(drawn("--threads", records), "thread 2");
}

static void a_command_of_several_lines_is_one(void)
{
    must_say(
        drawn("--text", recorded("actor pid=1 at=1 name=\"a\" "
                                 "command=\"sh -c \\x0a  (one;\\x0atwo)\"\n")),
        "│ $ sh -c (one; two)\n");
}

static void a_line_that_is_no_record_is_named(void)
{
    const char *records =
        recorded("program pid=1 parent=0 at=5 name=\"a\"\nunknown x=1\n"
                 "call pid=1 args=\"never closed\n");

    struct process *ladder = start(built("ladder"), records, NULL);
    expect_exit(ladder, 1);
    expect_line(ladder, ERR, "/records:3: not a record");
}

/* ---- SVG ---- */

static void svg_is_well_formed(void)
{
    const char *text = drawn("--svg", echo_one_line());
    const char *picture = scratch_with("picture.svg", text, strlen(text));

    must_say(text, "<title id=\"ladder-title\">");
    must_say(text, "From left to right: server, client");
    must_say(text, "prefers-color-scheme:dark");
    must_say(text, ">connect(3, :");
    must_not_say(text, "href");
    must_not_say(text, "url(");
    if (access("/usr/bin/xmllint", X_OK) == 0) {
        expect_exit(start("/usr/bin/xmllint", "--noout", picture, NULL), 0);
        return;
    }
    need_command("python3");
    char *argv[] = {(char *)"python3", (char *)"-c",
                    (char *)"import sys, xml.etree.ElementTree as tree;"
                            "tree.parse(sys.argv[1])",
                    (char *)picture, NULL};
    expect_exit(start_command(NULL, argv), 0);
}

/* ---- the steps ---- */

/* The next line of a text, and where it goes on; NULL at its end. */
static const char *take_line(const char **text)
{
    const char *line = *text;
    size_t length = strcspn(line, "\n");

    if (!*line)
        return NULL;
    *text = line + length + (line[length] == '\n');
    return text_of("%.*s", (int)length, line);
}

static bool is_lane(const char *line)
{
    return *line != ' ' && *line != '?' && *line != '#';
}

/* The list of one lane: its lines up to the next lane's name. */
static const char *lane_in(const char *list, const char *name)
{
    const char *lane = text_of("\n%s\n", name);
    const char *place = strstr(text_of("\n%s", list), lane);
    const char *line, *calls = "";

    if (!place)
        return NULL;
    place += strlen(lane);
    while ((line = take_line(&place)) && !is_lane(line))
        if (*line != '#')
            calls = text_of("%s%s\n", calls, line);
    return calls;
}

/* Which port of this run is meant by PORT1, PORT2 and so on; 0: none was yet.
 */
struct ports {
    long meant[64];
};

static bool same_port(struct ports *ports, const char **wanted,
                      const char **got)
{
    char *after_wanted, *after_got;
    long name = strtol(*wanted, &after_wanted, 10);
    long port = strtol(*got, &after_got, 10);

    *wanted = after_wanted;
    *got = after_got;
    if (!ports->meant[name])
        ports->meant[name] = port;
    return ports->meant[name] == port;
}

/* One port may have two names: the system has given it again to another
   program, when the first had ended. */
static bool same_call(struct ports *ports, const char *wanted, const char *got)
{
    static const char port[] = "PORT";
    size_t length = strlen(port);
    struct ports now = *ports;

    while (*wanted && *wanted == *got) {
        if (strncmp(wanted, port, length) != 0 ||
            strncmp(got, port, length) != 0) {
            wanted++;
            got++;
            continue;
        }
        wanted += length;
        got += length;
        if (!same_port(&now, &wanted, &got))
            return false;
    }
    if (*wanted != *got)
        return false;
    *ports = now;
    return true;
}

/* Call for call. A line that begins with ? may be missing: whether it still
   happens before a signal is chance. */
static void compare_lane(struct ports *ports, const char *name,
                         const char *wanted, const char *got)
{
    const char *line = take_line(&got), *call;
    const char *before = "its beginning";

    while ((call = take_line(&wanted))) {
        if (line && same_call(ports, call + 1, line + 1)) {
            before = line;
            line = take_line(&got);
        } else if (*call != '?') {
            failed(
                text_of("in the lane of %s, after %s:%s", name, before, call),
                "%s", line ? line : "its end");
        }
    }
    check(!line, text_of("the end of the lane of %s", name), "%s", line);
}

static void compare_lanes(const char *wanted, const char *got)
{
    const char *rest = wanted, *line;
    struct ports ports = {{0}};

    while ((line = take_line(&rest))) {
        if (!is_lane(line))
            continue;
        const char *lane = lane_in(got, line);
        check(lane, text_of("a lane of %s", line), "%s", got);
        compare_lane(&ports, line, lane_in(wanted, line), lane);
    }
}

/* The same, where a * stands for any number, and ... for any rest. */
static bool same_but_numbers(const char *wanted, const char *got)
{
    while (*wanted && *got) {
        if (strcmp(wanted, "...") == 0)
            return true;
        if (*wanted == '*' && *got >= '0' && *got <= '9') {
            wanted++;
            got += strspn(got, "0123456789");
        } else if (*wanted++ != *got++) {
            return false;
        }
    }
    return *wanted == *got;
}

static void compare_events(const char *wanted, const char *got)
{
    const char *line, *other;

    while ((line = take_line(&wanted))) {
        if (*line == '#')
            continue;
        other = take_line(&got);
        check(other && same_but_numbers(line, other), line, "%s",
              other ? other : "the end");
    }
    check(!*got, "the end", "%s", got);
}

/* Plays the demo of a step; the file of the records. */
static const char *played(const char *step)
{
    struct stage stage = {.out = fopen("/dev/null", "w")};
    const char *records = new_records();

    check(stage.out, "/dev/null", "%s", strerror(errno));
    fcntl(fileno(stage.out), F_SETFD, FD_CLOEXEC);
    set_step(step);
    play_scene(text_of("%s/demo.scene", step), &stage);
    fclose(stage.out);
    set_step(".");
    return records;
}

/* Plays the demo of a step and compares it with tests/ladders. */
static void plays_step(const char *step)
{
    const char *wanted, *records;

    if (access(text_of("%s/demo.scene", step), R_OK) != 0)
        skipped("there is no %s here", step);
    if (has_runner())
        skipped("the calls would be those of %s as well", getenv("RUNNER"));
    wanted = all_of(text_of("tests/ladders/%s.txt", step));
    records = played(step);
    if (strstr(wanted, "--events"))
        compare_events(wanted, drawn("--events", records));
    else
        compare_lanes(wanted, drawn("--normalize", records));
    must_fit(drawn("--text", records), 133); /* what eight lanes take */
}

static void step_01_calls_what_it_should(void)
{
    plays_step("01-basic-tcp");
}

static void step_02_calls_what_it_should(void)
{
    plays_step("02-echo");
}

static void step_03_calls_what_it_should(void)
{
    plays_step("03-udp");
}

static void step_04_calls_what_it_should(void)
{
    plays_step("04-timeouts");
}

static void step_05_carries_what_it_should(void)
{
    plays_step("05-threaded-server");
}

static void step_06_carries_what_it_should(void)
{
    plays_step("06-broadcast-chat");
}

static void step_07_carries_what_it_should(void)
{
    plays_step("07-encrypted-chat");
}

/* ---- small pictures ---- */

/* Of the demo of 02, ana's talk: she is the client of the fifth act. */
static void a_small_picture_has_what_is_asked_for(void)
{
    const char *records = played("02-echo");
    struct process *ladder =
        start(built("ladder"), "--svg", "--act", "5", "--only",
              "bind,accept,connect,server:recv,ana:send", records, NULL);

    expect_exit(ladder, 0);
    const char *text = output_of(ladder, OUT, NULL);
    must_say(text, ">accept(3) = 4<");
    must_say(text, ">recv(4) = 13 ");
    must_say(text, ">send(3, &#34;Olá a todos\\n&#34;)<");
    must_say(text, "class=\"tip ");
    must_not_say(text, ">socket(");  /* not asked for */
    must_not_say(text, ">send(4, "); /* the server's */
    must_not_say(text, ">read(");
    must_not_say(text, ">bind("); /* the act before */
    must_not_say(text, "tchau");  /* and one after */
    must_not_say(text, ">bruno<");
    must_not_say(text, ">     ms<");
    must_not_say(text, "What if the server");
}

/* ---- trace ---- */

/* A program of the step, as a command for trace. */
static const char *ours(const char *program, const char *arguments)
{
    return text_of("%s %s", program, arguments);
}

/* What trace says of the two, by its end. The line is typed to the client. */
static struct process *traced(const char *server, const char *client,
                              const char *line)
{
    need_tap();
    set_step(".");
    struct process *trace = start(built("trace"), "pair", server, client, NULL);
    type_line(trace, line);
    end_input(trace);
    if (strcmp(ending_of(trace), "exit 2") == 0)
        skipped("%s", output_of(trace, ERR, NULL));
    expect_exit(trace, 0);
    return trace;
}

static void any_pair_can_be_traced(void)
{
    struct process *trace =
        traced(ours("02-echo/server", "{port}"),
               ours("02-echo/client", "127.0.0.1 {port}"), "typed here");
    expect_line(trace, OUT, "server");
    expect_line(trace, OUT, "listen(3, 5)");
    /* whichever comes first: what is sent is kept for who is not accepted yet
     */
    must_say(output_of(trace, OUT, NULL), "accept(3) = 4");
    must_say(output_of(trace, OUT, NULL), "send(3, \"typed here\\n\") = 11");
    expect_line(trace, ERR, "client | typed here");
}

/* Nothing is printed that would tell when it is ready, and it is slow. */
static void readiness_is_seen_without_a_word(void)
{
    need_command("python3");
    struct process *trace =
        traced("python3 -c 'import socket, sys; s = socket.socket(); "
               "s.bind((\"127.0.0.1\", int(sys.argv[1]))); "
               "s.listen(); c, a = s.accept(); c.recv(9)' {port}",
               ours("01-basic-tcp/client", "127.0.0.1 {port}"), "");
    expect_line(trace, OUT, "listen(");
    expect_line(trace, OUT, "accept(3) = 4");
    expect_line(trace, OUT, "recv(4, 9) = 9 \"Ol");
    expect_line(trace, OUT, "9 of 15 bytes");
}

static void python_can_be_the_client(void)
{
    need_command("python3");
    struct process *trace =
        traced(ours("02-echo/server", "{port}"),
               "python3 -c 'import socket; "
               "s = socket.create_connection((\"127.0.0.1\", {port})); "
               "s.sendall(input().encode()); print(s.recv(9).decode())'",
               "snake");
    expect_line(trace, OUT, "send(3, \"snake\") = 5");
    expect_line(trace, ERR, "client | snake");
}

/* There are several programs of this name, with other options. */
static void need_openbsd_nc(void)
{
    need_command("nc");
    struct process *help =
        start("/bin/sh", "-c", "nc -h 2>&1 | head -n 1", NULL);
    ending_of(help);
    if (!strstr(output_of(help, OUT, NULL), "OpenBSD"))
        skipped("the nc here is not OpenBSD's");
}

static void nc_can_be_the_client(void)
{
    need_openbsd_nc();
    struct process *trace = traced(ours("02-echo/server", "{port}"),
                                   "nc -N 127.0.0.1 {port}", "over nc");
    expect_line(trace, OUT, "write(3, \"over nc\\n\") = 8");
    expect_line(trace, OUT, "read(3) = 8 \"over nc\\n\"");
    expect_line(trace, ERR, "client | over nc");
}

static void nc_can_be_the_server(void)
{
    need_openbsd_nc();
    struct process *trace =
        traced("nc -l 127.0.0.1 {port}",
               ours("01-basic-tcp/client", "127.0.0.1 {port}"), "");
    expect_line(trace, OUT, "listen(3, ");
    expect_line(trace, OUT, "accept(3) = 4");
    expect_line(trace, OUT, "read(4) = 15 \"Olá, servidor!\"");
    expect_line(trace, ERR, "client | (0 bytes, 0 characters)");
}

/* The shell could be looked into; what it becomes cannot. */
static void readiness_is_seen_without_a_call(void)
{
    bool known = false;

    somebody_listens(dead_port(), &known);
    if (!known)
        skipped("the system does not tell here who listens");
    if (access(built("static"), X_OK) != 0)
        skipped("no static program can be built here");
    need_tap();
    set_step(".");
    struct process *trace =
        start(built("trace"), "pair",
              text_of("PORT={port} exec '%s' greets", built("static")),
              ours("01-basic-tcp/client", "127.0.0.1 {port}"), NULL);
    end_input(trace);
    expect_exit(trace, 2);
    must_not_say(output_of(trace, OUT, NULL), "listen(");
    expect_line(trace, OUT, "connect(3, :");
    expect_line(trace, ERR, "client | server says: hello");
    expect_line(trace, ERR, "could not look into server");
    must_say(output_of(trace, ERR, NULL), "is linked statically");
}

static void a_static_program_is_refused(void)
{
    struct process *trace;

    need_tap();
    if (access(built("static"), X_OK) != 0)
        skipped("no static program can be built here");
    set_step(".");
    trace =
        start(built("trace"), "pair", "tests/build/static listens", "x", NULL);
    expect_exit(trace, 2);
    expect_line(trace, ERR, "is linked statically");
}

/* LD_PRELOAD is a list: neither a blank nor a colon can stand in a name. */
static void a_tap_in_a_place_with_blanks_is_loaded(void)
{
    const char *place = built("a b:c (\xc3\xa1)");

    need_tap();
    set_step(".");
    expect_exit(start("/bin/sh", "-c",
                      "rm -rf \"$1\" && mkdir \"$1\" && cd \"$1\" && "
                      "ln -s ../trace ../ladder ../tap.so .",
                      "sh", place, NULL),
                0);
    struct process *trace = start(
        "/bin/sh", "-c", "unset TAP; exec \"$@\"", "sh",
        text_of("%s/trace", place), "pair", ours("02-echo/server", "{port}"),
        ours("02-echo/client", "127.0.0.1 {port}"), NULL);
    end_input(trace);
    expect_exit(trace, 0);
    expect_line(trace, OUT, "listen(3, 5)");
    expect_line(trace, OUT, "connect(3, ");
    expect_exit(start("/bin/rm", "-r", place, NULL), 0);
}

/* A lane that says nothing would say that the program did nothing. */
static void a_program_that_cannot_be_seen_is_named(void)
{
    need_tap();
    set_step(".");
    const char *server = ours("02-echo/server", "{port}");
    const char *client = ours("02-echo/client", "127.0.0.1 {port}");
    struct process *trace = start(built("trace"), "pair",
                                  text_of("env -i %s", server), client, NULL);
    end_input(trace);
    expect_exit(trace, 2);
    expect_line(trace, OUT, "no socket call of it was seen");
    expect_line(trace, ERR, "could not look into server");
    trace = start(built("trace"), "pair", server, text_of("env -i %s", client),
                  NULL);
    end_input(trace);
    expect_exit(trace, 2);
    expect_line(trace, OUT, "accept(3) = 4");
    expect_line(trace, ERR, "could not look into client");
}

static void a_program_without_sockets_has_a_lane(void)
{
    struct process *trace =
        traced(ours("02-echo/server", "{port}"), "echo {port}", "");
    expect_line(trace, OUT, "no socket call of it was seen");
    expect_line(trace, OUT, "exit 0");
}

/* The shell and what it starts share a lane; its status is a signal's. */
static void a_command_for_a_shell_can_be_traced(void)
{
    struct process *trace =
        traced("cd 02-echo && ./server {port}; exit $?",
               "read -r line; cd 02-echo && echo \"$line\" | ./client "
               "127.0.0.1 {port}; kill -9 $$",
               "two words");
    expect_line(trace, OUT, "$ cd 02-echo && ./server");
    expect_line(trace, OUT, "listen(3, 5)");
    expect_line(trace, OUT, "SIGTERM arrives");
    expect_line(trace, OUT, "signal 15");
    expect_line(trace, ERR, "client | two words");
}

static void a_server_that_does_not_listen_is_told(void)
{
    struct process *trace;

    need_tap();
    set_step(".");
    trace =
        start(built("trace"), "pair",
              text_of("'%s' \"no such task\"", built("subject")), "x", NULL);
    expect_exit(trace, 1);
    expect_line(trace, ERR, "the server to listen");
    expect_line(trace, ERR, "it ended: exit 2");
    expect_exit(start(built("trace"), "pair", "x", "", NULL), 2);
    expect_exit(start(built("trace"), NULL), 2);
}

static void a_server_that_waits_for_something_else_is_told(void)
{
    need_tap();
    await_rest(NULL); /* skips where nobody can tell */
    set_step(".");
    struct process *trace = start(built("trace"), "pair", "cat", "x", NULL);
    expect_exit(trace, 1);
    expect_line(trace, ERR, "the server to listen");
    expect_line(trace, ERR, "it waits: read");
}

static const struct CMUnitTest tests[] = {
    MUST_PASS(a_record_tells_the_call),
    MUST_PASS(a_record_tells_the_error),
    MUST_PASS(chaos_breaks_off_and_cuts_short),
    MUST_PASS(a_program_does_not_see_that_it_is_recorded),
    MUST_PASS(who_takes_its_descriptor_stops_no_record),
    MUST_PASS(children_have_lanes_and_their_parents_sockets),
    MUST_PASS(another_program_goes_on_with_the_record),
    MUST_PASS(threads_write_whole_records),
    MUST_PASS(python_is_recorded),
    MUST_PASS(two_sends_in_one_recv_are_seen),
    MUST_PASS(a_short_recv_is_seen),
    MUST_PASS(a_close_with_unread_bytes_is_explained),
    MUST_PASS(a_send_that_kills_is_seen),
    MUST_PASS(waiting_and_arrows_are_seen),
    MUST_PASS(a_connection_waits_in_the_queue),
    MUST_PASS(a_syn_goes_to_whoever_listens),
    MUST_PASS(a_connect_waits_for_room_in_the_queue),
    MUST_PASS(a_connect_without_an_answer_is_in_no_queue),
    MUST_PASS(an_error_and_its_meaning_are_seen),
    MUST_PASS(three_lanes_fit_in_100_columns),
    MUST_PASS(ascii_can_be_had),
    MUST_PASS(an_inherited_socket_keeps_its_peer),
    MUST_PASS(what_was_received_was_sent),
    MUST_PASS(what_repeats_is_folded),
    MUST_PASS(errors_that_repeat_are_folded),
    MUST_PASS(what_is_too_much_is_left_out),
    MUST_PASS(threads_can_share_a_lane),
    MUST_PASS(a_thread_and_its_number_stay_together),
    MUST_PASS(a_command_of_several_lines_is_one),
    MUST_PASS(a_line_that_is_no_record_is_named),
    MUST_PASS(svg_is_well_formed),
    MUST_PASS(step_01_calls_what_it_should),
    MUST_PASS(step_02_calls_what_it_should),
    MUST_PASS(step_03_calls_what_it_should),
    MUST_PASS(step_04_calls_what_it_should),
    MUST_PASS(step_05_carries_what_it_should),
    MUST_PASS_LONG(step_06_carries_what_it_should),
    MUST_PASS(step_07_carries_what_it_should),
    MUST_PASS(a_small_picture_has_what_is_asked_for),
    MUST_PASS(any_pair_can_be_traced),
    MUST_PASS(readiness_is_seen_without_a_word),
    MUST_PASS(readiness_is_seen_without_a_call),
    MUST_PASS(python_can_be_the_client),
    MUST_PASS(nc_can_be_the_client),
    MUST_PASS(nc_can_be_the_server),
    MUST_PASS(a_static_program_is_refused),
    MUST_PASS(a_tap_in_a_place_with_blanks_is_loaded),
    MUST_PASS(a_program_that_cannot_be_seen_is_named),
    MUST_PASS(a_program_without_sockets_has_a_lane),
    MUST_PASS(a_command_for_a_shell_can_be_traced),
    MUST_PASS(a_server_that_does_not_listen_is_told),
    MUST_PASS(a_server_that_waits_for_something_else_is_told),
};

int main(int argc, char **argv)
{
    return run_unit_tests("ladder", tests, sizeof tests / sizeof *tests, argc,
                          argv);
}
