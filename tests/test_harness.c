/* test_harness.c - does the harness itself see, bound and tell? */
#define _POSIX_C_SOURCE 200809L

#include "scene/scene.h"
#include "suite/suite.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct process *shell(const char *script)
{
    return start("/bin/sh", "-c", script, NULL);
}

/* ---- the story ---- */

static void fails_with_a_story(void *unused)
{
    (void)unused;
    did("poured %d cups of tea", 2);
    likely("nobody was thirsty");
    failed("two empty cups", "%d full ones", 2);
}

static void a_failure_tells_its_story(void **state)
{
    (void)state;
    must_fail(fails_with_a_story, "1. poured 2 cups of tea",
              "expected  two empty cups", "got       2 full ones",
              "likely    nobody was thirsty");
}

static void ends_before_anything_is_tried(void *unused)
{
    (void)unused;
    likely("nobody heard it");
    did("whistled");
    server_port(shell("echo 'bind: Address already in use' >&2; exit 1"));
}

/* What was said of another action, or of one to come, is not the cause here. */
static void a_cause_does_not_cling_to_what_came_before(void **state)
{
    const char *report;

    (void)state;
    must_fail(ends_before_anything_is_tried, "sh ended: exit 1",
              "likely    nobody listens on that port, but");
    attempt(ends_before_anything_is_tried, NULL, &report);
    assert_false(strstr(report, "nobody heard it"));
}

static void ends_with(void *last_words)
{
    server_port(shell(text_of("printf '%s' >&2; exit 1", (char *)last_words)));
}

/* A thread can come between another's last words and the end. */
static void a_cause_is_read_from_the_last_words(void **state)
{
    static const char among_others[] = "bind: Address already in use\\n"
                                       "server: 127.0.0.1:1 left\\n"
                                       "server: 127.0.0.1:2 joined\\n";
    static const char earlier[] = "bind: Address already in use\\nsorry\\n";
    const char *report;

    (void)state;
    assert_int_equal(attempt(ends_with, (void *)among_others, &report), FAILED);
    assert_true(strstr(report, "likely    nobody listens on that port, but"));
    assert_int_equal(attempt(ends_with, (void *)earlier, &report), FAILED);
    assert_false(strstr(report, "nobody listens on that port, but"));
}

/* A server that has said "Broken pipe", of nobody knows whom. */
static void closes_at_once(void *visits)
{
    int port, listener = peer_listen(&port), peer = -1;

    server_port(shell(text_of("echo listening on 127.0.0.1:%d; "
                              "echo send: Broken pipe >&2; read line",
                              port)));
    for (int i = 0; i < *(int *)visits; i++) {
        peer = peer_connect(port);
        peer_close(peer_accept(listener));
    }
    peer_expect(peer, "hello");
}

static void sends_to_one_who_has_closed(void *unused)
{
    int port, listener = peer_listen(&port), peer = peer_connect(port);

    (void)unused;
    shell("read line"); /* from then on SIGPIPE is ignored */
    peer_close(peer_accept(listener));
    peer_say(peer, "hello");
    loopback_has_delivered();
    peer_say(peer, "again");
}

static void who_closes_too_early_is_told(void **state)
{
    (void)state;
    must_fail(sends_to_one_who_has_closed,
              "got       the program had closed the connection before",
              "likely    closed too early");
}

static void what_was_said_of_an_earlier_client_is_no_cause(void **state)
{
    const char *report;
    int once = 1, twice = 2;

    (void)state;
    assert_int_equal(attempt(closes_at_once, &once, &report), FAILED);
    assert_true(strstr(report, "likely    bytes go through"));
    assert_int_equal(attempt(closes_at_once, &twice, &report), FAILED);
    assert_false(strstr(report, "bytes go through"));
}

static void fails_after_an_older_cause(void *unused)
{
    (void)unused;
    likely("the tea was cold");
    did("poured %d cups of tea", 2);
    did("drank one");
    did("drank the other");
    usually("nobody washes up");
    failed("two clean cups", "two dirty ones");
}

static void a_newer_cause_goes_before_an_older_one(void **state)
{
    (void)state;
    must_fail(fails_after_an_older_cause, "likely    nobody washes up");
}

static void waits_for_whom_it_greets(void *unused)
{
    struct process *process = shell("echo no; read line");

    (void)unused;
    likely("that is the wrong word");
    likely_if_it_waits("it waits for a line");
    expect_line(process, OUT, "yes");
}

static void waiting_has_a_cause_of_its_own(void **state)
{
    (void)state;
    must_fail(waits_for_whom_it_greets, "likely    it waits for a line");
}

static void waits_for_one_that_calls(void *unused)
{
    (void)unused;
    expect_line(shell("while :; do : </dev/null; done"), OUT, "anything");
}

static void waits_for_one_that_computes(void *unused)
{
    (void)unused;
    expect_line(shell("while :; do :; done"), OUT, "anything");
}

static void loops_in_vain_are_told(void **state)
{
    (void)state;
    must_fail(waits_for_one_that_calls, "it runs in a loop that does not end");
    must_fail(waits_for_one_that_computes,
              "it runs in a loop that does not end");
}

static void fails_where_calls_fail(void *unused)
{
    struct launch launch = {.faults =
                                "recv=short send=EAGAIN@2x3 close=hold@4"};
    char *argv[] = {"/bin/sh", "-c", "exit 1", NULL};

    (void)unused;
    expect_exit(start_command(&launch, argv), 0);
}

static void fails_where_it_meets_itself(void *unused)
{
    struct launch launch = {.faults = "recv=itself@2x1 connect=itself"};
    char *argv[] = {"/bin/sh", "-c", "exit 1", NULL};

    (void)unused;
    expect_exit(start_command(&launch, argv), 0);
}

static void fails_where_it_is_flooded(void *unused)
{
    struct launch launch = {.faults = "recv=flood@2"};
    char *argv[] = {"/bin/sh", "-c", "exit 1", NULL};

    (void)unused;
    expect_exit(start_command(&launch, argv), 0);
}

static void what_is_done_to_calls_is_told(void **state)
{
    (void)state;
    if (!has_tap())
        skip();
    must_fail(fails_where_calls_fail,
              "where recv() moves one byte at a time, send() fails with EAGAIN "
              "(calls 2 to 4), close() is held back (from call 4 on)");
    must_fail(fails_where_it_meets_itself,
              "where recv() meets the socket itself (call 2), connect() meets "
              "the socket itself");
    must_fail(fails_where_it_is_flooded,
              "where recv() always brings something (from call 2 on)");
}

static void fails_after_much(void *unused)
{
    (void)unused;
    for (int i = 1; i <= 100; i++)
        did("action %d.", i);
    failed("an end", "none");
}

static void a_long_story_keeps_its_beginning_and_end(void **state)
{
    (void)state;
    must_fail(fails_after_much, "  1. action 1.", "(84 more)",
              "100. action 100.");
}

static void quotes_what_cannot_be_shown(void **state)
{
    (void)state;
    assert_string_equal(quoted("a\x1b[2J\xff caf\xc3\xa9\n\xc3", 14),
                        "\"a\\x1b[2J\\xff café\\n\\xc3\"");
    assert_true(strstr(quoted("0123456789012345678901234567890123456789"
                              "0123456789012345678901234567890123456789",
                              80),
                       "... (80 bytes)"));
}

/* ---- processes ---- */

static pid_t left_behind;

static void fails_with_a_child(void *unused)
{
    struct process *child = shell("echo here; exec sleep 1000");

    (void)unused;
    expect_line(child, OUT, "here");
    left_behind = process_id(child);
    failed("anything", "a failure with a child that runs on");
}

static void a_failed_check_leaves_no_process(void **state)
{
    (void)state;
    must_fail(fails_with_a_child, "anything");
    assert_int_equal(kill(left_behind, 0), -1);
    assert_int_equal(errno, ESRCH);
}

static void waits_for_a_mute(void *unused)
{
    struct process *mute = shell("echo mumble; exec sleep 1000");

    (void)unused;
    set_patience(1); /* the clock of a `sleep` is not ours */
    expect_line(mute, OUT, "clear words");
}

static void a_wait_is_bounded(void **state)
{
    (void)state;
    must_fail(waits_for_a_mute, "to say on stdout a line with \"clear words\"",
              "nothing more from sh, after");
}

static void waits_for_a_dead(void *unused)
{
    (void)unused;
    expect_line(shell("echo goodbye >&2; exit 3"), OUT, "hello");
}

static void a_death_ends_the_wait(void **state)
{
    (void)state;
    must_fail(waits_for_a_dead, "sh ended: exit 3",
              "sh said on stderr: goodbye");
}

static void waits_for_a_chatterbox(void *unused)
{
    (void)unused;
    expect_line(shell("for i in 1 2 3 4 5 6 7 8 9 a b c d e f; do "
                      "echo $i: more than anybody wants to know >&2; done"),
                OUT, "hello");
}

static void only_whole_lines_are_told(void **state)
{
    (void)state;
    must_fail(waits_for_a_chatterbox, "sh said on stderr: 5: more than",
              "f: more than anybody wants to know\n");
}

static void starts_what_is_not_there(void *unused)
{
    (void)unused;
    start("/no/such/program", NULL);
}

static void a_missing_program_is_named(void **state)
{
    (void)state;
    must_fail(starts_what_is_not_there, "/no/such/program", "No such file");
}

/* Of memory, as a shell tells it in KiB; and of a file. */
static void limits_are_kept(void *unused)
{
    struct launch launch = {.memory = 64, .file_size = 512};
    const char *file = scratch_file("file");
    size_t length;

    (void)unused;
    need_bare_program();
    struct process *process =
        start_with(&launch, "/bin/sh", "-c",
                   "ulimit -v; read line; printf %600s a >\"$0\"; echo $?; "
                   "read line; printf %600s a >\"$0\"; echo $?",
                   file, NULL);
    expect_line(process, OUT, "65536");
    type_line(process, "go on");
    check(strcmp(expect_line(process, OUT, ""), "0") != 0, "a write to fail",
          "none");
    check(content_of(file, &length) && length == 512, "512 bytes", "%zu",
          length);
    if (!allow_any_size(process))
        skipped("no limit can be lifted here");
    type_line(process, "go on");
    expect_line(process, OUT, "0");
    check(content_of(file, &length) && length == 600, "600 bytes", "%zu",
          length);
}

static void a_program_has_limits(void **state)
{
    (void)state;
    must_pass(limits_are_kept);
}

static void dies_of_sigpipe(void *unused)
{
    (void)unused;
    expect_death(shell("kill -PIPE $$; exit 0"), SIGPIPE);
}

static void an_ignored_sigpipe_is_not_handed_down(void **state)
{
    (void)state;
    must_pass(dies_of_sigpipe); /* the harness itself ignores it */
}

static void tells_exits_apart(void *unused)
{
    (void)unused;
    expect_exit(shell("exit 7"), 7);
    check(strstr(ending_of(shell("kill -TERM $$")), "signal 15"), "signal 15",
          "something else");
    expect_exit(shell("exit 1"), 0);
}

static void a_wrong_exit_status_fails(void **state)
{
    (void)state;
    must_fail(tells_exits_apart, "sh to exit with 0", "got       exit 1");
}

static void no_pipe_fills_up(void)
{
    struct process *cat = start("/bin/cat", NULL);
    size_t length;

    for (int i = 0; i < 2000; i++)
        type_bytes(cat, text_of("%0999d\n", i), 1000);
    end_input(cat);
    expect_exit(cat, 0);
    output_of(cat, OUT, &length);
    check(length == 2000 * 1000, "2000000 bytes", "%zu", length);
}

static void lines_are_found_in_order_on_each_stream(void)
{
    struct process *child = shell("echo one; echo two >&2; echo three; "
                                  "printf four");

    expect_line(child, ERR, "two");
    expect_line(child, OUT, "one");
    expect_line(child, OUT, "four");
}

/* ---- scenes ---- */

static const char *scene_text, *screen = "/dev/null";

static void plays_scene_text(void *unused)
{
    struct stage stage = {.out = fopen(screen, "w")};
    const char *scene = scratch_with("scene", scene_text, strlen(scene_text));

    (void)unused;
    check(stage.out, "a screen to write to", "%s", strerror(errno));
    play_scene(scene, &stage);
    fclose(stage.out);
}

static void scene_fails(const char *text, const char *word)
{
    scene_text = text;
    must_fail(plays_scene_text, word);
}

static void a_scene_that_is_right_passes(void **state)
{
    (void)state;
    scene_text = "# a comment\n"
                 "say Somebody talks.\n"
                 "start cat /bin/cat\n"
                 "type cat \"two words\"\n"
                 "expect cat \"two words\"\n"
                 "end cat\n"
                 "exit cat 0\n"
                 "start other /bin/cat\n"
                 "signal other TERM\n"
                 "exit other signal TERM\n";
    must_pass(plays_scene_text);
}

/* A server that tells its port, one that was told a port, and what goes to
   them: sh tells, since no server of a step is here. */
static void a_scene_knows_each_servers_port(void **state)
{
    (void)state;
    scene_text =
        "start one_server sh -c \"echo listening on 127.0.0.1:11; cat\"\n"
        "start two_server sh -c \"echo got $0; cat\" {free}\n"
        "start client sh -c \"echo $0 $1; test $1 = $2\" {port:one_server} "
        "{port:two_server} {port}\n"
        "expect client \"11 \"\n"
        "exit client 0\n"
        "end one_server\nexit one_server 0\n"
        "end two_server\nexit two_server 0\n";
    must_pass(plays_scene_text);
}

static void plays_a_day(void *unused)
{
    need_tap();
    await_rest(NULL); /* skips where nobody can tell */
    scene_text = "own-time\nstart bed sleep 86400\nexit bed 0\n";
    plays_scene_text(unused);
}

static void a_scene_can_have_its_own_time(void **state)
{
    (void)state;
    must_pass(plays_a_day);
}

static void plays_quiet(void *unused)
{
    await_rest(NULL); /* skips where nobody can tell */
    scene_text = "start cat /bin/cat\n"
                 "quiet cat read 0\n"
                 "end cat\n"
                 "exit cat 0\n";
    plays_scene_text(unused);
}

/* A cat that waits for its input does not wait in send(). */
static void plays_quiet_in_vain(void *unused)
{
    await_rest(NULL);
    scene_text = "start cat /bin/cat\nquiet cat send 0\n";
    plays_scene_text(unused);
}

static void only_who_waits_there_is_quiet(void **state)
{
    (void)state;
    must_pass(plays_quiet);
    must_fail(plays_quiet_in_vain, "cat to wait in send()",
              "it waits in: read");
}

static void plays_both_ends(void *unused)
{
    scene_text = "peer server\n"
                 "peer ana {port}\n"
                 "peer bruno {port} narrow\n"
                 "send ana \"one\\ntwo\"\n"
                 "expect server \"\\n\"\n"
                 "repeat server 2\n"
                 "expect bruno \"one\\none\\n\"\n"
                 "expect server \"two\"\n"
                 "end server\n"
                 "reset ana\n";
    plays_scene_text(unused);
}

static void a_scene_has_peers_of_its_own(void **state)
{
    (void)state;
    must_pass(plays_both_ends);
}

/* Of a flood, both ends of the first line and of the last, or all of it if it
   was torn and is short; what came between is not passed over in silence. */
static void shows_of_a_flood(const char *ending, const char *shown)
{
    size_t length;

    screen = scratch_file("screen");
    scene_text = text_of("start sh /bin/sh -c \"for i in 1 2 3 4; do "
                         "printf %%0900d,$i\\\\n 0; done; echo %s; echo end\"\n"
                         "expect sh \"end\"\n"
                         "exit sh 0\n",
                         ending);
    plays_scene_text(NULL);
    const char *text = content_of(screen, &length);
    screen = "/dev/null";
    check(length > 0 && strstr(text, shown) &&
              strstr(text, "0,1\nsh | (and more like it)\nsh | 0"),
          "a short screen", "%s", text);
}

static void shows_floods(void *unused)
{
    (void)unused;
    shows_of_a_flood("over", "0,4\nsh | over\nsh | end\n");
    shows_of_a_flood("00over", "(and more like it)\nsh | 00over\nsh | end\n");
}

static void a_scene_shows_a_flood_in_short(void **state)
{
    (void)state;
    must_pass(shows_floods);
}

static void a_scene_that_goes_otherwise_fails(void **state)
{
    (void)state;
    scene_fails("start cat /bin/cat\nexpect cat \"never said\"\n",
                "cat to say: never said");
    scene_fails("start sh /bin/sh -c \"exit 3\"\nexit sh 0\n",
                "sh to exit with 0");
    scene_fails("start sh /bin/sh -c \"exit 0\"\nexit sh signal TERM\n",
                "sh to die of signal 15");
    scene_fails("start cat /bin/cat\n", "cat still runs: add an `exit`");
}

static void a_scene_that_cannot_be_read_fails(void **state)
{
    (void)state;
    scene_fails("say Well.\nwhistle\n", ":2: no such command: whistle");
    scene_fails("expect nobody \"x\"\n", ":1: nobody of that name");
    scene_fails("start cat \"/bin/cat\n", ":1: a quote is not closed");
    scene_fails("start c ./client {port}\n", ":1: {port} before any server");
    scene_fails("start cat /bin/cat\nsignal cat FOO\n", ":2: no such signal");
    scene_fails("start cat /bin/cat\nquiet cat read\n", ":2: quiet NAME CALL");
    scene_fails("start cat /bin/cat\nreset cat\n", ":2: that is for a `peer`");
    scene_fails("peer ana\ntype ana x\n", ":2: that is for a program");
    scene_fails("peer ana\nstart c ./client {port:ana}\n",
                ":2: that is for a program");
}

/* ---- tap ---- */

static void a_wrong_rule_for_tap_is_refused(void)
{
    struct launch wrong = {.faults = "recv=ENOSUCHERROR"};

    set_step("01-basic-tcp");
    struct process *child = start_with(&wrong, "bare_server", "0", NULL);
    expect_exit(child, 2);
    expect_line(child, ERR, "ENOSUCHERROR");
}

/* ---- strangers ---- */

static void parts_a_command(void *unused)
{
    const struct mark marks[] = {{"port", "7"}, {"options", "-a -b"}, {0}};

    (void)unused;
    struct process *child = start_stranger(
        NULL,
        "sh -c 'for word; do echo \"<$word>\"; done' sh  {options}\t"
        "\"two words\" {port}{port} '' {other}",
        marks);
    expect_exit(child, 0);
    check(strcmp(output_of(child, OUT, NULL),
                 "<-a>\n<-b>\n<two words>\n<77>\n<>\n<{other}>\n") == 0,
          "the words of the command", "%s", output_of(child, OUT, NULL));
}

/* It has sockets, and has made no call that asks for one. */
static void has_a_pair(void *unused)
{
    (void)unused;
    need_command("python3");
    need_tap();
    stop_the_clock();
    struct process *python =
        start_stranger(NULL,
                       "python3 -c 'import socket; pair = socket.socketpair(); "
                       "print(\"here\", flush=True); input()'",
                       &(struct mark){0});
    expect_line(python, OUT, "here");
    need_sight_of(python);
}

static void a_pair_is_not_for_the_network(void **state)
{
    const char *report;

    (void)state;
    if (attempt(has_a_pair, NULL, &report) == SKIPPED &&
        strstr(report, "it calls the system past libc"))
        fail_msg("%s", report);
    must_pass(has_a_pair); /* skipped for another reason, maybe */
}

static void starts_an_open_quote(void *unused)
{
    (void)unused;
    expect_exit(start_stranger(NULL, "echo 'one", &(struct mark){0}), 0);
}

static void starts_nothing(void *unused)
{
    (void)unused;
    start_stranger(NULL, "  ", &(struct mark){0});
}

static void a_command_is_run_by_a_shell(void **state)
{
    (void)state;
    must_pass(parts_a_command);
    must_fail(starts_an_open_quote, "started echo 'one", "sh to exit with 0",
              "sh said on stderr");
    must_fail(starts_nothing, "expected  a command", "none");
}

/* One that the system has given away may be in use at another address. */
static void listens_beside_the_systems_ports(void *unused)
{
    FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "r");
    int first, port;

    (void)unused;
    if (!file || fscanf(file, "%d", &first) != 1)
        skipped("nothing here shows which ports the system gives away");
    fclose(file);
    peer_listen(&port);
    check(port < first, "a port of ours below those", "%d", port);
    peer_reserve(&port);
    check(port < first, "a port of ours below those", "%d", port);
}

static void a_listener_has_a_port_of_ours(void **state)
{
    (void)state;
    must_pass(listens_beside_the_systems_ports);
}

/* Nobody has come to the first one yet. */
static void offers_a_port_once(void *unused)
{
    int first = free_port(), second = free_port();

    (void)unused;
    check(second != first, text_of("another port than %d", first), "%d",
          second);
}

static void a_port_that_was_offered_is_not_offered_again(void **state)
{
    (void)state;
    must_pass(offers_a_port_once);
}

/* A shell stays between us and the server: it has more to do behind it. */
static struct process *start_behind_a_shell(const char *step)
{
    int port = free_port();
    const struct mark marks[] = {
        {"step", step}, {"port", text_of("%d", port)}, {0}};

    set_step(".");
    struct process *server = start_stranger(
        NULL, "cd {step} && ./server {port} && exit 0; exit $?", marks);
    await_listener(server, port);
    return server;
}

static void the_server_behind_a_shell_is_meant(void)
{
    struct process *server = start_behind_a_shell("05-threaded-server");
    send_signal(server, SIGTERM);
    expect_exit(server, 0);
    server = start_behind_a_shell("01-basic-tcp");
    send_signal(server, SIGTERM);
    expect_death(server, SIGTERM);
}

static void looks_into(void *command)
{
    int port = free_port();
    const struct mark marks[] = {{"port", text_of("%d", port)}, {0}};

    set_step("02-echo");
    stop_the_clock();
    await_listener(start_stranger(NULL, command, marks), port);
}

/* Or else whatever is said of it would be no more than a guess. */
static void a_program_that_did_not_load_tap_is_named(void **state)
{
    static const char blind[] = "env -i ./server {port}";
    static const char behind[] = "cd . && env LD_PRELOAD= ./server {port}";
    static const char seen[] = "cd . && ./server {port}";
    const char *report;

    (void)state;
    if (attempt(looks_into, (void *)seen, &report) == SKIPPED) {
        printf("  skipped: %s\n", report);
        skip();
    }
    assert_string_equal(report, "");
    assert_int_equal(attempt(looks_into, (void *)blind, &report), SKIPPED);
    assert_true(strstr(report, "could not look into env: tap.so was not") !=
                NULL);
    assert_int_equal(attempt(looks_into, (void *)behind, &report), SKIPPED);
    assert_true(strstr(report, "could not look into sh: tap.so was not") !=
                NULL);
}

/* Starts it so that it does not listen at once. Returns its port. */
static int start_late(const char *step, struct process **server)
{
    int port = free_port();
    const struct mark marks[] = {{"port", text_of("%d", port)}, {0}};

    set_step(step);
    *server = start_stranger(
        NULL,
        "sh -c 'i=0; while [ $i -lt 9999 ]; do i=$((i+1)); done; "
        "exec ./server {port}'",
        marks);
    return port;
}

static void awaits_a_listener(void *unused)
{
    struct process *server;
    int port = start_late("02-echo", &server);

    (void)unused;
    await_listener(server, port);
    peer_connect(port);
    port = start_late("03-udp", &server);
    await_listener(server, port);
}

static void awaits_a_dead_one(void *unused)
{
    (void)unused;
    await_listener(shell("exit 3"), free_port());
}

static void awaits_a_mute(void *unused)
{
    (void)unused;
    set_patience(1);
    await_listener(shell("read line"), free_port());
}

static void a_listener_is_seen_in_the_systems_table(void **state)
{
    (void)state;
    must_pass(awaits_a_listener);
    must_fail(awaits_a_dead_one, "sh to listen on port", "it ended: exit 3");
    must_fail(awaits_a_mute, "it runs, but nobody listens there");
}

static void connects_late(void *unused)
{
    struct process *server;
    int port = start_late("02-echo", &server);

    (void)unused;
    await_listener(server, port);
    peer_say(peer_connect(port), "one");
}

static void without_the_table_the_connection_waits(void **state)
{
    (void)state;
    setenv("PROC_NET", "/nowhere", 1);
    must_pass(connects_late);
    unsetenv("PROC_NET");
}

/* The end of its output is seen only when nobody has it open any more. */
static void what_a_command_has_started_ends_with_it(void)
{
    expect_exit(
        start_stranger(NULL, "sh -c 'sleep 1000 & exit 0'", &(struct mark){0}),
        0);
}

/* Killed, it still takes its time to end; as does one that got away. */
static void a_command_ends_with_whoever_has_its_streams(void)
{
    if (system("setsid true 2>/dev/null") != 0)
        skipped("there is no setsid here");
    expect_exit(start_stranger(NULL,
                               "setsid sh -c 'i=0; while [ $i -lt 99999 ]; do "
                               "i=$((i+1)); done' & exit 0",
                               &(struct mark){0}),
                0);
}

static void prints_without_end(void *unused)
{
    (void)unused;
    set_output_limit(100 * 1000);
    expect_exit(shell("while :; do echo again and again; done"), 0);
}

static void endless_output_is_told(void **state)
{
    (void)state;
    must_fail(prints_without_end, "sh to say what there is to say",
              "more than 100000 bytes without an end", "again and again",
              "a loop that prints");
    set_output_limit(0);
}

/* ---- another language ---- */

static const char *in_latin(const char *english)
{
    static const char *const pairs[][2] = {
        {"poured %d cups of tea", "%d pocula theae infudi"},
        {"two empty cups", "duo pocula vacua"},
        {"%d full ones", "%d plena"},
        {"nobody was thirsty", "nemo sitiebat"},
        {"expected", "speratum"}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i][0], english) == 0)
            return pairs[i][1];
    return english;
}

static void a_story_can_be_translated(void **state)
{
    (void)state;
    set_translation(in_latin);
    must_fail(fails_with_a_story, "1. 2 pocula theae infudi",
              "speratum  duo pocula vacua", "got       2 plena",
              "likely    nemo sitiebat");
    set_translation(NULL);
}

/* ---- how long a stop takes ---- */

static const char *subject_file(void)
{
    const char *tap = getenv("TAP"); /* it lies beside it */

    return text_of("%.*ssubject", (int)strlen(tap) - 6, tap);
}

static struct process *subject_that(const char *stops)
{
    struct launch seen = {.count_sockets = true};

    need_tap();
    struct process *subject = start_with(&seen, subject_file(), stops, NULL);
    expect_line(subject, OUT, "ready");
    return subject;
}

static void cuts_a_client_off(void *stop)
{
    struct launch launch = {.faults = "recv=hold@1x1 send=EPIPE"};

    set_step("05-threaded-server");
    struct process *server = start_with(&launch, "server", "0", NULL);
    int peer = peer_connect(server_port(server));
    peer_say(peer, "hello\n");
    await_held(server);
    if (stop)
        send_signal(server, SIGTERM);
    let_go();
    likely("what has been heard is sent back");
    peer_expect(peer, "hello\n");
}

/* The descriptor was right, if it is the stop that has shut it down. */
static void a_stop_explains_a_broken_pipe(void **state)
{
    int stop = 1;
    const char *report;

    (void)state;
    must_fail(cuts_a_client_off, "not through the listener");
    assert_int_equal(attempt(cuts_a_client_off, &stop, &report), FAILED);
    assert_true(strstr(report, "what has been heard is sent back") != NULL);
}

/* Its shell stands in wait4(), or does not wait for it. The same is so for a
   moment wherever a program of several threads ends. */
static void a_child_whose_first_thread_has_ended_works(void)
{
    need_tap();
    expect_line(shell(text_of("'%s' main-ends-first; :", subject_file())), OUT,
                "computed");
    expect_line(shell(text_of("'%s' main-ends-first & read x", subject_file())),
                OUT, "computed");
}

/* Each of its threads stands in read() at most looks; but in between it has
   run. */
static void threads_that_play_ball_work(void)
{
    struct process *process = subject_that("play-ball");

    for (int looks = 0; looks < 3000; looks++)
        check(!stands_still(process), "threads that play ball to work",
              "it stands: %s", where_it_stands());
}

static void leaves_without_a_word(void *unused)
{
    (void)unused;
    expect_exit(subject_that("leaves-at-once"), 0);
}

static void who_leaves_by_underscore_exit_is_no_mistake(void **state)
{
    const char *report;

    (void)state;
    assert_int_equal(attempt(leaves_without_a_word, NULL, &report), SKIPPED);
    assert_true(!has_tap() || strstr(report, "it ended by _exit()"));
}

static void hears_more_than_it_should(void *unused)
{
    char room[3];
    struct process *server;

    (void)unused;
    set_step("02-echo");
    server = start("./server", "0", NULL);
    int peer = peer_connect(server_port(server));
    peer_say(peer, "one\ntwo\n");
    peer_finish(peer);
    peer_receive_all(peer, room, sizeof room);
}

static void what_came_too_much_is_shown(void **state)
{
    (void)state;
    must_fail(hears_more_than_it_should, "expected  no more than 3 bytes",
              "got       more: \"\\ntwo\\n\"");
}

static void stops_too_late(void *unused)
{
    (void)unused;
    stop_the_clock();
    rule_stops(subject_that("stops-late"), SIGTERM);
}

static void a_stop_that_takes_too_long_fails(void **state)
{
    (void)state;
    must_fail(stops_too_late, "an end within a second", "got       1100 ms");
}

static struct process *shell_on_screen(const char *script)
{
    struct launch launch = {.columns = 10};
    char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};

    return start_command(&launch, argv);
}

static void a_screen_shows_what_a_terminal_would(void)
{
    expect_screen(shell_on_screen("printf 'abc\\rX\\nOl\\303\\241\\b-\\tz'"),
                  "Xbc\nOl-     z|");
    expect_screen(shell_on_screen("printf 'abc\\r\\033[Kd'"), "d|");
    expect_screen(shell_on_screen("printf '0123456789ab'"), "0123456789\nab|");
    expect_screen(shell_on_screen("printf '\\033[?7l0123456789ab\\033[?7h'"),
                  "012345678b|");
    struct process *shell = shell_on_screen("stty size; read x; stty size");
    expect_screen(shell, "24 10\n|");
    resize_screen(shell, 20);
    type_bytes(shell, "\n", 1);
    expect_screen(shell, "24 20\n|");
    shell = shell_on_screen("read x");
    await_rest(shell);
    type_bytes(shell, "\x03", 1); /* Ctrl-C, since it is its terminal */
    expect_death(shell, SIGINT);
}

static void looks_for_something_else(void *unused)
{
    (void)unused;
    expect_screen(shell_on_screen("printf 'abc\\ndef'; read x"), "abc|");
}

static void gives_the_terminal_an_order(void *unused)
{
    (void)unused;
    expect_screen(shell_on_screen("printf '\\033[2J'"), "abc|");
}

static void a_screen_that_shows_something_else_fails(void **state)
{
    (void)state;
    if (!has_terminals())
        skip();
    must_fail(looks_for_something_else, "a screen that ends with \"abc|\"",
              "\"abc\\ndef|\"");
    must_fail(gives_the_terminal_an_order, "no orders to the terminal");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_failure_tells_its_story),
    cmocka_unit_test(a_cause_does_not_cling_to_what_came_before),
    cmocka_unit_test(a_cause_is_read_from_the_last_words),
    cmocka_unit_test(who_closes_too_early_is_told),
    cmocka_unit_test(what_was_said_of_an_earlier_client_is_no_cause),
    cmocka_unit_test(a_newer_cause_goes_before_an_older_one),
    cmocka_unit_test(waiting_has_a_cause_of_its_own),
    cmocka_unit_test_setup(loops_in_vain_are_told, is_long),
    cmocka_unit_test(what_is_done_to_calls_is_told),
    cmocka_unit_test(a_long_story_keeps_its_beginning_and_end),
    cmocka_unit_test(quotes_what_cannot_be_shown),
    cmocka_unit_test(a_failed_check_leaves_no_process),
    cmocka_unit_test(a_wait_is_bounded),
    cmocka_unit_test(a_death_ends_the_wait),
    cmocka_unit_test(only_whole_lines_are_told),
    cmocka_unit_test(a_missing_program_is_named),
    cmocka_unit_test(an_ignored_sigpipe_is_not_handed_down),
    cmocka_unit_test(a_program_has_limits),
    cmocka_unit_test(a_wrong_exit_status_fails),
    cmocka_unit_test(a_pair_is_not_for_the_network),
    MUST_PASS(no_pipe_fills_up),
    MUST_PASS(lines_are_found_in_order_on_each_stream),
    cmocka_unit_test(a_scene_that_is_right_passes),
    cmocka_unit_test(a_scene_knows_each_servers_port),
    cmocka_unit_test(a_scene_can_have_its_own_time),
    cmocka_unit_test(only_who_waits_there_is_quiet),
    cmocka_unit_test(a_scene_has_peers_of_its_own),
    cmocka_unit_test(a_scene_shows_a_flood_in_short),
    cmocka_unit_test(a_scene_that_goes_otherwise_fails),
    cmocka_unit_test(a_scene_that_cannot_be_read_fails),
    MUST_PASS(a_wrong_rule_for_tap_is_refused),
    cmocka_unit_test(a_command_is_run_by_a_shell),
    cmocka_unit_test(a_listener_is_seen_in_the_systems_table),
    cmocka_unit_test(without_the_table_the_connection_waits),
    MUST_PASS(what_a_command_has_started_ends_with_it),
    MUST_PASS(a_command_ends_with_whoever_has_its_streams),
    MUST_PASS(the_server_behind_a_shell_is_meant),
    cmocka_unit_test(a_program_that_did_not_load_tap_is_named),
    MUST_PASS(a_screen_shows_what_a_terminal_would),
    cmocka_unit_test(a_screen_that_shows_something_else_fails),
    cmocka_unit_test(endless_output_is_told),
    cmocka_unit_test(a_listener_has_a_port_of_ours),
    cmocka_unit_test(a_port_that_was_offered_is_not_offered_again),
    cmocka_unit_test(a_story_can_be_translated),
    MUST_PASS(a_child_whose_first_thread_has_ended_works),
    MUST_PASS(threads_that_play_ball_work),
    cmocka_unit_test(a_stop_explains_a_broken_pipe),
    cmocka_unit_test(who_leaves_by_underscore_exit_is_no_mistake),
    cmocka_unit_test(what_came_too_much_is_shown),
    cmocka_unit_test(a_stop_that_takes_too_long_fails),
};

int main(int argc, char **argv)
{
    return run_unit_tests("harness", tests, sizeof tests / sizeof *tests, argc,
                          argv);
}
