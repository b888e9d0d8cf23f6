/* rules.c - what every program of the course does, checked in one place. */
#define _POSIX_C_SOURCE 200809L

#include "scene/scene.h"
#include "suite.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How a program that was called wrongly behaves: 2, and usage on stderr. */
static void refuses(const char *program, const char *first, const char *second,
                    const char *third)
{
    size_t said;
    struct process *process = start(program, first, second, third, NULL);

    likely("a wrong call must not be taken for a right one");
    expect_exit(process, 2);
    expect_line(process, ERR, "usage: ./");
    output_of(process, OUT, &said);
    check(said == 0, "nothing on stdout", "%zu bytes", said);
}

static void rule_help(const char *program)
{
    size_t said;
    struct process *process = start(program, "--help", NULL);

    expect_exit(process, 0);
    expect_line(process, OUT, text_of("usage: ./%s", program));
    output_of(process, ERR, &said);
    check(said == 0, "nothing on stderr", "%zu bytes", said);
    rule_full_output(program, "--help", NULL);
}

static const char *const no_ports[] = {
    "65536", "70000", "-1", "+1", "1x", "http", " 1", "", "999999999999"};

void rule_server_arguments(const char *program)
{
    rule_help(program);
    for (size_t i = 0; i < sizeof no_ports / sizeof *no_ports; i++)
        refuses(program, no_ports[i], NULL, NULL);
    refuses(program, "0", "127.0.0.1", "more");
}

void rule_client_arguments(const char *program)
{
    rule_help(program);
    for (size_t i = 0; i < sizeof no_ports / sizeof *no_ports; i++)
        refuses(program, "127.0.0.1", no_ports[i], NULL);
    refuses(program, "127.0.0.1", "0", NULL);
}

void rule_numeric_only(const char *program, const char *first,
                       const char *second)
{
    struct process *process = start(program, first, second, NULL);

    expect_exit(process, 2);
    expect_line(process, ERR, "names come in step 04");
}

void rule_port_taken(const char *program)
{
    const char *port = text_of("%d", server_port(start(program, "0", NULL)));
    struct launch careful = {.count_sockets = true};
    struct process *second = start_with(&careful, program, port, NULL);

    likely("bind() fails when somebody else listens there already");
    expect_exit(second, 1);
    likely("a message names the call that failed, what it was about, and why: "
           "here it is bind() that fails");
    expect_line(second, ERR,
                text_of("%s: bind 127.0.0.1:%s: %s", program, port,
                        strerror(EADDRINUSE)));
}

/* Only an accepted connection survives its listener, and what the server closes
   first is what keeps the port. Three times: one bind() in a thousand was seen
   to succeed on Linux 6.18 although a connection in TIME_WAIT had the port. */
void rule_restart(const char *program)
{
    int port = 0;

    for (int i = 0; i < 3; i++) {
        struct process *server = start(program, text_of("%d", port), NULL);
        port = server_port(server);
        likely(NULL);
        int peer = peer_connect(port);
        expect_line(server, OUT, "connected");
        send_signal(server, SIGKILL);
        expect_death(server, SIGKILL);
        peer_finish(peer);
        likely("SO_REUSEADDR must be set before bind(): the dead server's "
               "connections still hold its port for up to a minute");
    }
    server_port(start(program, text_of("%d", port), NULL));
}

void rule_full_output(const char *program, const char *first,
                      const char *second)
{
    struct launch full = {.output = "/dev/full", .count_sockets = true};
    struct process *process = start_with(&full, program, first, second, NULL);

    likely("printf() failed, and nobody looked: see ferror() and fflush()");
    end_input(process);
    expect_exit(process, 1);
    expect_line(process, ERR, strerror(ENOSPC));
}

void rule_closed_output(const char *program, const char *first,
                        const char *second)
{
    struct launch closed = {.closed_output = true, .count_sockets = true};
    struct process *process = start_with(&closed, program, first, second, NULL);

    likely("writing where nobody reads raises SIGPIPE unless it is ignored, "
           "and then fails: both want an answer");
    end_input(process);
    expect_exit(process, 1);
    expect_line(process, ERR, strerror(EPIPE));
}

void rule_no_output(const char *program, const char *host, const char *port)
{
    struct launch launch = {.without = 1 << STDOUT_FILENO};
    struct process *process = start_with(&launch, program, host, port, NULL);

    likely("started without a descriptor 1, it gave that number to its socket: "
           "what it printed was sent");
    type_line(process, "some words");
    end_input(process);
    expect_exit(process, 1);
    expect_line(process, ERR, strerror(EBADF));
}

/* How often it stands in a text. */
static int count_of(const char *words, const char *text)
{
    int count = 0;

    while ((text = strstr(text, words))) {
        text += strlen(words);
        count++;
    }
    return count;
}

void rule_output_ends(const char *program)
{
    struct launch careful = {.count_sockets = true};
    struct process *server = start_with(&careful, program, "0", NULL);
    int port = server_port(server);

    close_output(server);
    likely("printf() failed, and nobody looked: see ferror()");
    peer_connect(port); /* and stays */
    expect_exit(server, 1);
    expect_line(
        server, ERR,
        text_of("%s: write to standard output: %s", program, strerror(EPIPE)));
    int said = count_of("standard output", output_of(server, ERR, NULL));
    check(said == 1, "that it is said once", "%d times", said);
}

enum { ALL_STREAMS = 1 << 3 };

void rule_missing_streams_of_server(const char *program,
                                    void (*talk)(struct process *server))
{
    for (int without = 1; without < ALL_STREAMS; without++) {
        struct launch launch = {.without = without};
        struct process *server = start_with(&launch, program, "0", NULL);
        likely("started without a descriptor %d, it gave that number to "
               "another: what it printed went there",
               without & 1 << STDOUT_FILENO ? STDOUT_FILENO : STDERR_FILENO);
        if (without & 1 << STDOUT_FILENO) {
            expect_exit(server, 1);
        } else {
            server_port(server);
            talk(server);
        }
    }
}

/* What it prints and complains of must not reach the server. */
static void keeps_to_itself(const struct launch *launch, const char *program,
                            const char *third, const char *fourth)
{
    char heard[4096];
    size_t length = 0;
    ssize_t got;
    int port, listener = peer_listen(&port);
    struct process *client = start_with(
        launch, program, "127.0.0.1", text_of("%d", port), third, fourth, NULL);
    int peer = peer_accept(listener);

    memset(heard, 'x', sizeof heard);
    type_bytes(client, heard, sizeof heard); /* too long: it complains */
    type_line(client, "\nsome words");
    end_input(client);
    peer_say(peer, "an answer\nand a line cut sh");
    peer_finish(peer);
    likely("started without one of its standard streams, it gave that number "
           "to its socket: what it printed was sent");
    while (wait_for(peer, POLLIN, bound()) &&
           (got = recv(peer, heard + length, sizeof heard - 1 - length, 0)) > 0)
        length += (size_t)got; /* to its end, or a reset: it may not read */
    heard[length] = '\0';
    check(!strstr(heard, "an answer") && !strstr(heard, "connected") &&
              !strstr(heard, text_of("%s: ", program)),
          "only what it has to say to a server", "%s", quoted(heard, length));
    check(strncmp(ending_of(client), "exit ", 5) == 0, "an exit status", "%s",
          ending_of(client));
}

void rule_missing_streams_of_client(const char *program, const char *third,
                                    const char *fourth)
{
    for (int without = 1; without < ALL_STREAMS; without++) {
        struct launch launch = {.without = without};
        keeps_to_itself(&launch, program, third, fourth);
    }
}

/* read() receives, too. */
static bool names_call(const char *line, const char *call)
{
    return strstr(line, call) ||
           (strcmp(call, "recv") == 0 && strstr(line, ": read "));
}

void rule_fails(const struct fault *fault, const char *program,
                const char *first, const char *second)
{
    struct launch launch = {.count_sockets = true};
    need_tap();
    launch.faults = text_of("%s=%s", fault->call, fault->name);
    struct process *process = start_with(&launch, program, first, second, NULL);

    type_line(process, "some words");
    end_input(process);
    likely("%s() returned -1 with %s, and the program did not say so and end",
           fault->call, fault->name);
    expect_exit(process, 1);
    likely("errno tells why %s() failed only until the next call: say it at "
           "once, or keep it",
           fault->call);
    const char *line = expect_line(process, ERR, strerror(fault->number));
    likely("a message names the call that failed: here that is %s()",
           fault->call);
    check(strncmp(line, program, strlen(program)) == 0 &&
              names_call(line, fault->call),
          text_of("%s: %s ...: %s", program, fault->call,
                  strerror(fault->number)),
          "%s", line);
}

void rule_server_fails_at_the_start(const char *program)
{
    static const struct fault faults[] = {
        FAULT(socket, EACCES),      FAULT(socket, EAFNOSUPPORT),
        FAULT(socket, EMFILE),      FAULT(socket, ENFILE),
        FAULT(socket, ENOBUFS),     FAULT(socket, ENOMEM),
        FAULT(setsockopt, EINVAL),  FAULT(setsockopt, ENOPROTOOPT),
        FAULT(bind, EACCES),        FAULT(bind, EADDRINUSE),
        FAULT(bind, EADDRNOTAVAIL), FAULT(listen, EADDRINUSE),
        FAULT(listen, EOPNOTSUPP),  FAULT(getsockname, ENOBUFS),
        FAULT(accept, EMFILE),      FAULT(accept, ENFILE),
        FAULT(accept, ENOBUFS),     FAULT(accept, ENOMEM),
        FAULT(accept, EPERM)};

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        rule_fails(&faults[i], program, "0", NULL);
}

void rule_does_without_ipv4(const char *program, int call)
{
    struct launch launch = {.faults = text_of("setsockopt=EINVAL@%dx1", call)};
    size_t said;

    need_tap();
    need_ipv6();
    likely("not every system lets IPV6_V6ONLY be switched off: :: is IPv6 "
           "alone there, which must be said, and is no reason not to serve");
    struct process *server = start_with(&launch, program, "0", "::", NULL);
    server_port(server);
    expect_line(server, ERR, text_of("%s: setsockopt IPV6_V6ONLY: ", program));
    launch.faults = "setsockopt=EINVAL@2"; /* after SO_REUSEADDR */
    server = start_with(&launch, program, "0", "::1", NULL);
    server_port(server);
    output_of(server, ERR, &said);
    check(said == 0, "nothing on stderr", "%zu bytes", said);
}

void rule_does_not_call_itself(const char *program, const char *third,
                               const char *fourth)
{
    struct launch launch = {.faults = "connect=itself", .count_sockets = true};
    int port = dead_port();

    need_tap();
    struct process *client =
        start_with(&launch, program, "127.0.0.1", text_of("%d", port), third,
                   fourth, NULL);
    type_line(client, "some words");
    end_input(client);
    likely("nobody listens on that port, so the kernel was free to give it to "
           "the client: getsockname() and getpeername() report the same "
           "address, and what is sent comes back");
    expect_exit(client, 1);
    expect_line(client, ERR, "is our own socket");
    expect_line(client, ERR,
                text_of("%s: connect 127.0.0.1:%d: ", program, port));
}

void rule_counts_no_more_than_an_echo(void)
{
    int port, listener = peer_listen(&port);
    struct process *client =
        start("client", "127.0.0.1", text_of("%d", port), NULL);
    int peer = peer_accept(listener);

    type_line(client, "oi");
    peer_expect(peer, "oi\n");
    peer_say(peer, "much more than was sent\n");
    expect_line(client, OUT, "much more than was sent");
    type_line(client, "ab");
    end_input(client);
    peer_expect(peer, "ab\n");
    peer_close(peer);
    likely("what a server says beyond an echo does not stand for one that is "
           "still to come");
    expect_exit(client, 1);
    expect_line(client, ERR, "3 bytes of echo are missing");
}

/* The second is one of the stopped clock, if the check has stopped it. */
void rule_stops(struct process *server, int number)
{
    long long time = 0;

    usually("a stop must wake each thread that waits, with shutdown(): "
            "close() does not, and then its join waits forever");
    send_signal(server, number);
    if (clock_is_stopped())
        time = time_to_end(server, 2000);
    expect_exit(server, 0);
    usually("a stop waits for whoever is slow only so long, however many are");
    check(time < 1000, "an end within a second", "%lld ms", time);
}

/* Connections keep coming, and main is held before it takes each. */
void rule_hears_a_stop_in_a_flood(const char *program)
{
    struct launch launch = {.faults = "accept=hold@2"};

    stop_the_clock();
    struct process *server = start_with(&launch, program, "0", NULL);
    int port = server_port(server);
    peer_close(peer_connect(port));
    await_held(server);
    peers_come_and_go(port, 20);
    send_signal(server, SIGTERM);
    long long begun = time_passed();
    while (!has_ended(server) && time_passed() < begun + 1000) {
        let_go();
        pass_time(50);
        peers_come_and_go(port, 1);
    }
    likely("a stop dismisses those who wait in the queue; whoever does that "
           "until nobody waits any more never ends while others keep coming");
    check(has_ended(server), "an end within a second",
          "it still runs, and accepts");
    expect_exit(server, 0);
}

void rule_scene(const char *directory)
{
    struct stage stage = {.out = fopen("/dev/null", "w")};

    if (!stage.out)
        skipped("/dev/null: %s", strerror(errno));
    play_scene(text_of("%s/demo.scene", directory), &stage);
    fclose(stage.out);
}

/* ---- what the tests of several steps ask and say ---- */

void expect_printed(struct process *client, const char *text, int status)
{
    size_t length;

    expect_exit(client, status);
    const char *printed = output_of(client, OUT, &length);
    check(length == strlen(text) && memcmp(printed, text, length) == 0,
          quoted(text, strlen(text)), "%s", quoted(printed, length));
}

int times_said(struct process *process, const char *words)
{
    int count = 0;

    for (const char *at = output_of(process, ERR, NULL);
         (at = strstr(at, words)); at++)
        count++;
    return count;
}

void waits_without_asking(struct process *server)
{
    long before = tap_calls();

    await_rest(server);
    check(tap_calls() - before < 500, "a pause between two attempts",
          "%ld calls, one after the other", tap_calls() - before);
}
