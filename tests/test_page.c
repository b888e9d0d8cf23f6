/* test_page.c - is a recorded run told step by step as it was? */
#define _POSIX_C_SOURCE 200809L

#include "suite/suite.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- what the tests are made of ---- */

/* What page makes of these records. */
static const char *document_of(const char *records)
{
    const struct launch launch = {.computes = true};

    record_to(NULL);
    set_step(".");
    struct process *page =
        start_with(&launch, built("page"), "--json", records, NULL);

    expect_exit(page, 0);
    return output_of(page, OUT, NULL);
}

static const char *told(const char *lines)
{
    const char *records = scratch_with("records", lines, strlen(lines));

    return document_of(records);
}

static void must_say(const char *text, const char *part)
{
    check(strstr(text, part), text_of("\"%s\"", part), "%s", text);
}

static void must_not_say(const char *text, const char *part)
{
    check(!strstr(text, part), text_of("no \"%s\"", part), "%s", text);
}

/* The line of the document that has the step with this text. */
static const char *step_with(const char *document, const char *text)
{
    const char *place = strstr(document, "\"steps\":[");

    must_say(document, "\"steps\":[");
    must_say(place, text);
    place = strstr(place, text);
    while (place[-1] != '\n')
        place--;
    return text_of("%.*s", (int)strcspn(place, "\n"), place);
}

/* Of a text with an array of {en, pt}, the English one with this number. */
static const char *sentence_of(const char *document, const char *step)
{
    const char *number = strstr(step, "\"sentence\":");
    const char *place = strstr(document, "\"sentences\":[");

    must_say(step, "\"sentence\":");
    for (int i = atoi(number + 11); place && i >= 0; i--)
        place = strstr(place + 1, "{\"en\":");
    check(place, "a sentence with that number", "%s", step);
    return text_of("%.*s", (int)strcspn(place, "\n"), place);
}

static void must_tell(const char *document, const char *text,
                      const char *sentence)
{
    must_say(sentence_of(document, step_with(document, text)), sentence);
}

/* ---- a connection ---- */

/* A server, 41, and a client, 42, up to their connection; what follows begins
   at 2000000. */
#define LISTENS                                                                \
    "actor pid=41 at=1000 name=\"server\" command=\"./server\"\n"              \
    "program pid=41 parent=1 at=2000 name=\"server\"\n"                        \
    "call pid=41 tid=41 name=\"server\" call=socket args=\"AF_INET, "          \
    "SOCK_STREAM, 0\" begin=3000 end=4000 result=3\n"                          \
    "call pid=41 tid=41 name=\"server\" call=bind fd=3 type=stream "           \
    "args=\"127.0.0.1:5555\" self=127.0.0.1:5555 begin=5000 tcp=7 in=0 out=0 " \
    "end=6000 result=0\n"                                                      \
    "call pid=41 tid=41 name=\"server\" call=listen fd=3 type=stream "         \
    "args=\"5\" self=127.0.0.1:5555 begin=7000 tcp=10 queued=0 end=8000 "      \
    "result=0\n"                                                               \
    "enter pid=41 tid=41 name=\"server\" call=accept fd=3 type=stream "        \
    "self=127.0.0.1:5555 begin=9000 tcp=10 queued=0\n"                         \
    "actor pid=42 at=10000 name=\"ana\" command=\"./client\"\n"                \
    "program pid=42 parent=1 at=11000 name=\"client\"\n"                       \
    "call pid=42 tid=42 name=\"client\" call=socket args=\"AF_INET, "          \
    "SOCK_STREAM, 0\" begin=12000 end=13000 result=3\n"
#define CONNECTED                                                           \
    LISTENS                                                                 \
    "call pid=42 tid=42 name=\"client\" call=connect fd=3 type=stream "     \
    "args=\"127.0.0.1:5555\" self=127.0.0.1:40000 peer=127.0.0.1:5555 "     \
    "begin=14000 tcp=1 in=0 out=0 end=15000 result=0\n"                     \
    "call pid=41 tid=41 name=\"server\" call=accept fd=3 type=stream "      \
    "self=127.0.0.1:5555 peer=127.0.0.1:40000 begin=9000 tcp=1 in=0 out=0 " \
    "end=16000 result=4\n"

/* The same, but connect takes five times as long as accept: what it returns
   follows. */
#define CONNECTS_FOR_LONG                                                   \
    "enter pid=42 tid=42 name=\"client\" call=connect fd=3 type=stream "    \
    "args=\"127.0.0.1:5555\" peer=127.0.0.1:5555 begin=14000 tcp=7\n"       \
    "call pid=41 tid=41 name=\"server\" call=accept fd=3 type=stream "      \
    "self=127.0.0.1:5555 peer=127.0.0.1:40000 begin=9000 tcp=1 in=0 out=0 " \
    "end=16000 result=4\n"                                                  \
    "call pid=42 tid=42 name=\"client\" call=connect fd=3 type=stream "     \
    "args=\"127.0.0.1:5555\" self=127.0.0.1:40000 peer=127.0.0.1:5555 "     \
    "begin=14000 end=90000000 tcp=1 in=0 out=0"

#define BY_SERVER                                                          \
    " pid=41 tid=41 name=\"server\" fd=4 type=stream self=127.0.0.1:5555 " \
    "peer=127.0.0.1:40000 "
#define BY_CLIENT                                                           \
    " pid=42 tid=42 name=\"client\" fd=3 type=stream self=127.0.0.1:40000 " \
    "peer=127.0.0.1:5555 "

static void a_call_that_waits_is_two_steps(void)
{
    const char *document = told(CONNECTED);

    must_tell(document, "accept(3) …", "There is none: the call waits");
    must_say(step_with(document, "accept(3) …"),
             "\"waits\":{\"lane\":0,\"call\":\"accept\"}");
    must_tell(document, "accept(3) = 4", "returns a second descriptor, 4");
    must_say(step_with(document, "accept(3) = 4"), "\"goes\":{\"lane\":0}");
    must_say(document, "devolve um segundo descritor, 4");
}

static void a_connection_waits_in_the_queue(void)
{
    const char *document = told(CONNECTED);

    must_say(step_with(document, "connect(3"), "\"socket\":0,\"queue\":[2]");
    must_say(step_with(document, "connect(3"),
             "\"socket\":2,\"state\":\"ESTABLISHED\",\"derived\":true");
    must_say(step_with(document, "accept(3) = 4"), "\"queue\":[]");
    must_say(step_with(document, "accept(3) = 4"), "\"socket\":2,\"fd\":4");
}

/* The kernels have agreed, and accept is done, before the client runs again. */
static void a_slow_connect_makes_one_connection(void)
{
    static const char *const ends[] = {"result=0",
                                       "result=-1 error=EINPROGRESS"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *document =
            told(text_of("%s%s %s\n", LISTENS, CONNECTS_FOR_LONG, ends[i]));
        must_say(step_with(document, "accept(3) = 4"), "\"fd\":4");
        must_say(document, "\"kind\":\"stream\",\"program\":1,\"self\":"
                           "\"127.0.0.1:40000\",\"peer\":\"127.0.0.1:5555\","
                           "\"other\":2");
        must_not_say(document, "\"socket\":3");
    }
}

static void bytes_wait_until_they_are_read(void)
{
    const char *document = told(
        CONNECTED
        "call" BY_CLIENT "call=send asked=6 begin=2000000 tcp=1 in=0 out=0 "
        "end=2001000 result=6 data=\"Ol\\xc3\\xa1!\\x0a\"\n"
        "call" BY_SERVER "call=recv asked=4 begin=3000000 tcp=1 in=2 out=0 "
        "end=3001000 result=4 data=\"Ol\\xc3\\xa1\"\n");

    must_say(step_with(document, "send(3"),
             "\"buffer\":{\"length\":6,\"text\":\"Olá!\\\\n\"}");
    must_say(step_with(document, "recv(4"),
             "\"buffer\":{\"length\":2,\"text\":\"!\\\\n\"}");
    must_tell(document, "recv(4", "only a part of what ana has sent");
}

static void the_end_of_a_stream_says_who_ended_it(void)
{
    const char *document =
        told(CONNECTED
             "call" BY_CLIENT "call=shutdown args=\"SHUT_WR\" begin=2000000 "
             "tcp=5 in=0 out=0 end=2001000 result=0\n"
             "call" BY_SERVER "call=recv asked=100 begin=3000000 tcp=8 in=0 "
             "out=0 end=3001000 result=0\n"
             "call" BY_SERVER "call=close begin=4000000 tcp=8 in=0 out=0 "
             "end=4001000 result=0\n"
             "end pid=42 at=5000000 how=\"exit 0\"\n"
             "left pid=42\n"
             "left pid=42 self=127.0.0.1:40000 peer=127.0.0.1:5555 tcp=6 in=0 "
             "out=0\n");

    must_say(step_with(document, "shutdown("), "\"state\":\"FIN_WAIT_2\"");
    must_say(step_with(document, "shutdown("), "\"fin\":true");
    must_tell(document, "recv(4) = 0", "ana has said with shutdown() that");
    must_tell(document, "close(4)", "ana has ended its stream before");
    must_say(step_with(document, "close(4)"), "\"state\":\"TIME_WAIT\"");
    /* and the kernel has said so */
    must_say(step_with(document, "\"exit 0\""),
             "\"socket\":1,\"fd\":null,\"state\":\"TIME_WAIT\"}");
}

static void unread_bytes_reset_a_connection(void)
{
    const char *document =
        told(CONNECTED "call" BY_CLIENT
                       "call=send asked=2 begin=2000000 tcp=1 in=0 out=0 "
                       "end=2001000 result=2 data=\"ab\"\n"
                       "call" BY_SERVER "call=close begin=3000000 tcp=1 in=2 "
                       "out=0 end=3001000 result=0\n");

    must_tell(document, "close(4)", "bytes wait that nobody has read");
    must_say(step_with(document, "close(4)"),
             "\"state\":\"CLOSED\",\"reset\":true");
}

static void a_full_member_is_seen(void)
{
    const char *document =
        told(CONNECTED
             "call" BY_SERVER "call=send args=\"MSG_DONTWAIT\" asked=900000 "
             "begin=2000000 tcp=1 in=0 out=300000 end=2001000 "
             "result=700000 data=\"aaaa\"\n"
             "call" BY_SERVER "call=send args=\"MSG_DONTWAIT\" asked=200000 "
             "begin=3000000 tcp=1 in=0 out=300000 end=3001000 "
             "result=-1 error=EAGAIN data=\"aaaa\"\n");

    must_say(step_with(document, "= 700000"), "\"unsent\":300000");
    must_say(step_with(document, "= 700000"), "\"length\":400000");
    must_tell(document, "EAGAIN", "the buffers on the way to ana are full");
}

static void bytes_cannot_end_the_script(void)
{
    const char *document =
        told(CONNECTED "call" BY_CLIENT
                       "call=send asked=23 begin=2000000 tcp=1 in=0 out=0 "
                       "end=2001000 result=23 "
                       "data=\"</script><img onerror=1\"\n");

    must_not_say(document, "</script>");
    must_say(document, "\\u003c/script>\\u003cimg onerror=1");
}

/* ---- datagrams ---- */

#define ASKS                                                             \
    "actor pid=42 at=1000 name=\"ana\" command=\"./client\"\n"           \
    "program pid=42 parent=1 at=2000 name=\"client\"\n"                  \
    "call pid=42 tid=42 name=\"client\" call=socket args=\"AF_INET, "    \
    "SOCK_DGRAM, 0\" begin=3000 end=4000 result=3\n"                     \
    "call pid=42 tid=42 name=\"client\" call=sendto fd=3 type=datagram " \
    "asked=3 self=127.0.0.1:40000 peer=127.0.0.1:5555 begin=5000 "       \
    "end=6000 result=3 data=\"one\"\n"

static void a_lost_datagram_is_sent_again(void)
{
    const char *document =
        told(ASKS "call pid=42 tid=42 name=\"client\" call=sendto fd=3 "
                  "type=datagram args=\"MSG_NOSIGNAL\" asked=3 "
                  "self=127.0.0.1:40000 peer=127.0.0.1:5555 begin=20000000 "
                  "end=20001000 result=3 data=\"one\"\n");
    const char *second = strstr(strstr(document, "sendto(3"), "\n") + 1;

    must_tell(document, "sendto(3", "nobody on this record ever receives it");
    must_say(step_with(document, "sendto(3"), "\"lost\":[{\"to\":");
    must_say(sentence_of(document, second), "the same datagram once more");
}

static void a_stranger_who_answers_is_named(void)
{
    const char *document =
        told(ASKS "call pid=42 tid=42 name=\"client\" call=recvfrom fd=3 "
                  "type=datagram asked=100 self=127.0.0.1:40000 "
                  "peer=127.0.0.1:6666 begin=7000 end=8000 result=3 "
                  "data=\"two\"\n"
                  "call pid=42 tid=42 name=\"client\" call=recvfrom fd=3 "
                  "type=datagram asked=100 self=127.0.0.1:40000 "
                  "peer=127.0.0.1:5555 begin=9000 end=9500 result=4 "
                  "data=\"four\"\n");

    must_tell(document, "= 3 \\\"two", "from a stranger");
    must_tell(document, "= 4 \\\"four", "one whole datagram of 4 bytes");
}

/* ---- lines, threads, sizes ---- */

/* The number of the line of a file that has these words. */
static int line_of(const char *file, const char *words)
{
    char line[512];
    FILE *in = fopen(file, "r");
    int number = 0;

    while (in && fgets(line, sizeof line, in)) {
        number++;
        if (strstr(line, words)) {
            fclose(in);
            return number;
        }
    }
    if (in)
        fclose(in);
    return 0;
}

static void need_addr2line(void)
{
    const char *path = getenv("PATH");

    for (const char *next = path; next && *next; next += strspn(next, ":")) {
        size_t length = strcspn(next, ":");
        if (access(text_of("%.*s/addr2line", (int)length, next), X_OK) == 0)
            return;
        next += length;
    }
    skipped("there is no addr2line here");
}

/* A course that was built and then copied or moved: what its programs say of
   their sources is where those were. */
static void need_built_here(const char *program)
{
    char here[PATH_MAX];
    size_t length, i = 0;
    const char *bytes = content_of(program, &length);

    check(getcwd(here, sizeof here), "a current directory", "%s",
          strerror(errno));
    while (i + strlen(here) <= length &&
           memcmp(bytes + i, here, strlen(here)) != 0)
        i++;
    if (i + strlen(here) > length)
        skipped("%s was built in another directory, and copied: make clean",
                program);
}

static void record_in_detail(void)
{
    need_tap();
    record_to(scratch_with("records", "", 0));
    setenv("TAP_DETAIL", "1", 1);
}

static void a_call_is_found_in_its_source(void)
{
    need_addr2line();
    record_in_detail();
    set_step("01-basic-tcp");
    struct process *client =
        start("bare_client", text_of("%d", dead_port()), NULL);
    expect_exit(client, 1);
    const char *document = document_of(scratch_file("records"));
    int line = line_of("01-basic-tcp/bare_client.c", "if (connect(");
    if (!strstr(document, "{\"path\":\"01-basic-tcp/bare_client.c\""))
        need_built_here("01-basic-tcp/bare_client");
    must_tell(document, "ECONNREFUSED", "nobody listens on port");
    must_say(document, "The programs were not compiled for this page");
    must_say(document, "{\"path\":\"01-basic-tcp/bare_client.c\"");
    must_say(document, text_of("{\"function\":\"main\",\"source\":0,"
                               "\"line\":%d}",
                               line));
}

static void what_outlives_a_program_is_on_record(void)
{
    bool known;

    somebody_listens(1, &known);
    if (!known)
        skipped("there is no table of connections here");
    record_in_detail();
    set_step("01-basic-tcp");
    const char *port = text_of("%d", free_port());
    struct process *server = start("bare_server", port, NULL);
    await_listener(server, atoi(port));
    expect_exit(start("bare_client", port, NULL), 0);
    expect_exit(server, 0);
    const char *document = document_of(scratch_file("records"));
    /* the kernel has said so: else it would be derived */
    must_say(document, "\"state\":\"TIME_WAIT\"}");
    must_not_say(document, "Nobody could look up what outlives");
}

static void our_own_peer_has_a_lane(void)
{
    record_in_detail();
    record_peers_as("check");
    set_step("02-echo");
    struct process *server = start("server", "0", NULL);
    int peer = peer_connect(server_port(server));
    peer_say(peer, "one\n");
    peer_expect(peer, "one\n");
    peer_reset(peer);
    expect_line(server, ERR, "reset");
    const char *document = document_of(scratch_file("records"));
    must_say(document, "\"name\":\"check\"");
    must_say(document, "\"peer\":true");
    must_say(document, "receive buffer of check");
    must_say(document, "check has thrown the connection away (RST)");
}

static void nobody_asks_for_details_in_vain(void)
{
    need_tap();
    unsetenv("TAP_DETAIL");
    record_to(scratch_with("records", "", 0));
    set_step("01-basic-tcp");
    struct process *client =
        start("bare_client", text_of("%d", dead_port()), NULL);
    expect_exit(client, 1);
    const char *document = document_of(scratch_file("records"));
    must_say(document, "No line of its source is known");
    must_say(document, "The kernel could not be asked");
}

static void threads_know_who_started_them(void)
{
    record_in_detail();
    set_step(".");
    ending_of(start(built("subject"), "threads", NULL));
    const char *document = document_of(scratch_file("records"));
    must_say(document, "\"name\":\"subject, thread 9\",\"thread\":8,");
    must_say(document, "\"by\":");
    must_say(document, "\"joined\":");
    must_say(document, "\"call\":\"pthread_join\"");
    must_say(document, "has ended");
}

/* Of calls that fail, each connection's first is no part of the dull middle. */
static void full_for(FILE *out, int fd, int begin, int asked)
{
    fprintf(out,
            "call pid=41 tid=41 name=\"server\" fd=%d type=stream "
            "self=127.0.0.1:5555 peer=127.0.0.1:4000%d call=send asked=%d "
            "begin=%d end=%d result=-1 error=EAGAIN\n",
            fd, fd, asked, begin, begin + 1);
}

/* 20,000 calls: a send and a receive, and again. */
static void a_long_run_makes_no_long_page(void)
{
    enum { TIMES = 10000, MOST = 5 * 1000 * 1000 };
    const char *records = scratch_file("records");
    FILE *out = fopen(records, "w");
    size_t length;

    check(out, "a file", "%s", strerror(errno));
    fputs(CONNECTED, out);
    for (int i = 0; i < TIMES; i++) {
        fprintf(out,
                "call" BY_CLIENT "call=send asked=5 begin=%d end=%d result=5 "
                "data=\"%05d\"\n"
                "call" BY_SERVER "call=recv asked=5 begin=%d end=%d result=5 "
                "data=\"%05d\"\n",
                2000000 + 10 * i, 2000001 + 10 * i, i, 2000002 + 10 * i,
                2000003 + 10 * i, i);
        if (i % 1000 == 500)
            full_for(out, i < TIMES / 2 ? 7 : 8, 2000005 + 10 * i, i);
    }
    fclose(out);
    record_to(NULL);
    set_step(".");
    struct process *page = start(built("page"), "--json", records, NULL);
    expect_exit(page, 0);
    const char *document = output_of(page, OUT, &length);
    check(length < MOST, "5 MB at most", "%zu", length);
    must_say(document, "the middle is left out");
    must_say(document, "..., 500) = -1 EAGAIN");
    must_say(document, "..., 5500) = -1 EAGAIN");
    must_say(document, "09999");
}

static void page_refuses_what_is_no_record(void)
{
    const char *records = scratch_file("records");
    FILE *out = fopen(records, "w");

    check(out, "a file", "%s", strerror(errno));
    fputs("nothing=\"to be read\n", out);
    fclose(out);
    set_step(".");
    struct process *page = start(built("page"), "--json", records, NULL);
    expect_exit(page, 1);
    expect_line(page, ERR, "not a record");
    expect_exit(start(built("page"), NULL), 2);
}

static const struct CMUnitTest tests[] = {
    MUST_PASS(a_call_that_waits_is_two_steps),
    MUST_PASS(a_connection_waits_in_the_queue),
    MUST_PASS(a_slow_connect_makes_one_connection),
    MUST_PASS(bytes_wait_until_they_are_read),
    MUST_PASS(the_end_of_a_stream_says_who_ended_it),
    MUST_PASS(unread_bytes_reset_a_connection),
    MUST_PASS(a_full_member_is_seen),
    MUST_PASS(bytes_cannot_end_the_script),
    MUST_PASS(a_lost_datagram_is_sent_again),
    MUST_PASS(a_stranger_who_answers_is_named),
    MUST_PASS(a_call_is_found_in_its_source),
    MUST_PASS(what_outlives_a_program_is_on_record),
    MUST_PASS(our_own_peer_has_a_lane),
    MUST_PASS(nobody_asks_for_details_in_vain),
    MUST_PASS(threads_know_who_started_them),
    MUST_PASS(a_long_run_makes_no_long_page),
    MUST_PASS(page_refuses_what_is_no_record),
};

int main(int argc, char **argv)
{
    unsetenv("TAP_DETAIL");
    return run_unit_tests("page", tests, sizeof tests / sizeof *tests, argc,
                          argv);
}
