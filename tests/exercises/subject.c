/* subject.c - starts the programs under check: ours or a stranger's. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"
#include "programs/programs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static int port_of_server;

int subject_port(void)
{
    return port_of_server;
}

bool in_chaos(void)
{
    const char *chaos = getenv("CHAOS");

    return chaos && *chaos && strcmp(chaos, "0") != 0;
}

/* The variable that has a stranger's command for it: SERVER for server. */
static const char *variable_of(const char *program)
{
    char *name = new_text(strlen(program) + 1);
    size_t length = 0;

    for (; program[length]; length++)
        name[length] = (char)toupper((unsigned char)program[length]);
    name[length] = '\0';
    return name;
}

static const char *command_of(const char *variable)
{
    const char *command = getenv(variable);

    return command && *command ? command : NULL;
}

static const char *const variables[] = {"SERVER", "CLIENT", "UDP_CLIENT",
                                        "KEYGEN"};
enum { VARIABLES = sizeof variables / sizeof *variables };

bool have_strangers(void)
{
    for (size_t i = 0; i < VARIABLES; i++)
        if (command_of(variables[i]))
            return true;
    return false;
}

const char *strangers(void)
{
    static char text[1024];
    size_t used = 0;

    for (size_t i = 0; i < VARIABLES && used < sizeof text; i++)
        if (command_of(variables[i]))
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%s%s",
                                 used ? ", " : "", command_of(variables[i]));
    return text;
}

static const char *or_nothing(const char *text)
{
    return text ? text : "";
}

/* A server is given its address where it has options: behind them, as the text
   has it, and not in their place. */
static const char *address_of(const struct call *call)
{
    return call->host                        ? call->host
           : call->options && *call->options ? "127.0.0.1"
                                             : "";
}

/* ./server OPTIONS PORT HOST, ./client OPTIONS HOST PORT WORDS, or another
   program with its OPTIONS and WORDS. */
static struct process *start_ours(const struct call *call, const char *program,
                                  bool serves, bool connects)
{
    const char *command =
        text_of("./%s {options} {first} {second} {words}", program);
    const char *host = call->host ? call->host : "127.0.0.1";
    const char *port = text_of("%d", call->port);
    const struct mark marks[] = {{"options", or_nothing(call->options)},
                                 {"first", serves     ? port
                                           : connects ? host
                                                      : ""},
                                 {"second", serves     ? address_of(call)
                                            : connects ? port
                                                       : ""},
                                 {"words", or_nothing(call->words)},
                                 {0}};
    struct process *process = start_stranger(&call->launch, command, marks);

    if (serves && !call->in_vain)
        port_of_server = server_port(process);
    return process;
}

/* An option that has a value must reach the program: it cannot guess it. */
static void need_place_for(const char *options, const char *variable,
                           const char *command)
{
    if (options && strchr(options, ' ') && !strstr(command, "{options}"))
        failed(text_of("{options} in the command, in place of which %s would "
                       "stand",
                       options),
               "%s='%s'", variable, command);
}

static struct process *start_theirs(const struct call *call,
                                    const char *program, bool serves)
{
    const char *variable = variable_of(program);
    const char *command = command_of(variable);
    int port = serves && call->port == 0 ? free_port() : call->port;
    const struct mark marks[] = {
        {"options", or_nothing(call->options)},
        {"host", call->host ? call->host : "127.0.0.1"},
        {"port", text_of("%d", port)},
        {"words", or_nothing(call->words)},
        {0}};
    struct launch launch = call->launch;

    if (!command)
        skipped("no %s='...' was given", variable);
    need_place_for(call->options, variable, command);
    launch.name = launch.name ? launch.name : program;
    launch.memory = 0; /* some languages ask for much, and use little of it */
    struct process *process = start_stranger(&launch, command, marks);
    if (serves && !call->in_vain) {
        usually("the command's {port} must be the port that it listens on");
        await_listener(process, port);
        usually(NULL);
        port_of_server = port;
    }
    return process;
}

struct process *start_subject(const struct call *call)
{
    const char *program = call->program ? call->program : "server";
    bool serves = strstr(program, "server"),
         connects = strstr(program, "client");

    return have_strangers() ? start_theirs(call, program, serves)
                            : start_ours(call, program, serves, connects);
}

struct process *start_subject_server(const char *options)
{
    return start_subject(&(struct call){.options = options});
}

struct process *start_subject_client(const char *options, int port)
{
    return start_subject(
        &(struct call){.program = "client", .options = options, .port = port});
}

/* Without anything else. */
static struct process *start_server_with(const char *option)
{
    const struct mark marks[] = {{"option", option}, {0}};

    return start_stranger(&(struct launch){.name = "server"},
                          "./server {option}", marks);
}

void expect_the_rest_as_before(const char *options)
{
    int port = free_port();
    const char *wanted = text_of("listening on 0.0.0.0:%d", port);

    if (have_strangers())
        leave_out();
    likely("PORT and ADDRESS come behind the options: they are argv[optind] "
           "and the one after it");
    struct process *server = start_subject(
        &(struct call){.options = options, .host = "0.0.0.0", .port = port});
    const char *said = output_of(server, OUT, NULL);
    check(strncmp(said, wanted, strlen(wanted)) == 0, wanted, "%s",
          quoted(said, strcspn(said, "\n")));
    likely("--help still says how the program is called, on standard output, "
           "and ends with 0: look at the options behind that");
    server = start_server_with("--help");
    expect_line(server, OUT, "usage: ");
    expect_exit(server, 0);
    likely("getopt() returns '?' for an option that there is not: say so, and "
           "end with a status that is not 0, before the program listens");
    expect_failure(start_server_with("-Z"));
}

void expect_failure(struct process *process)
{
    const char *ending = ending_of(process);

    check(strncmp(ending, "exit ", 5) == 0 && strcmp(ending, "exit 0") != 0,
          "an exit status that is not 0", "%s", ending);
}

void name_cause_of_difference(const char *came, size_t got, const char *wanted)
{
    size_t length = strlen(wanted);

    name_cause_of_repetition(came, wanted, got < length ? got : length);
    if (length > 0 && got > length && !came[length] &&
        memcmp(came, wanted, length) == 0)
        likely("the text is right, but more was sent than the text: strlen() "
               "counts its bytes without the zero byte behind them, sizeof "
               "the whole array");
}

void option_is_new(const char *program, const char *option)
{
    likely("the %s has to take the option %.2s: it comes first. Call getopt(3) "
           "as soon as --help was looked at; the others begin at argv[optind]",
           program, option);
}

void stop_our_clock(void)
{
    if (!have_strangers())
        stop_the_clock();
}

/* A clock that stands still is nothing to a program that makes its calls past
   libc; and what a program's children wait for, nobody looks at. */
static void need_rest(struct process *process)
{
    long long deadline = now_ms() + scaled(10000);

    while (have_strangers() && !has_ended(process) &&
           (tap_sockets() == 0 || !stands_still(process))) {
        if (now_ms() > deadline)
            skipped("nobody can see what %s waits for, so what it promises in "
                    "time cannot be checked",
                    process_name(process));
        wait_for(-1, 0, now_ms() + 1);
    }
}

void let_rest(struct process *process)
{
    long long deadline = now_ms() + scaled(10000);

    while (have_strangers() && !has_ended(process) && !stands_still(process)) {
        if (now_ms() > deadline)
            skipped(
                "nobody can see what %s waits for, nor what it has taken by "
                "now",
                process_name(process));
        wait_for(-1, 0, now_ms() + 1);
    }
    await_rest(process);
}

void take_steps(struct process *process, int most)
{
    for (int i = 0; i < most; i++) {
        let_rest(process);
        if (!held_thread(process, false))
            return;
        let_go();
    }
}

void pause_subject(struct process *process)
{
    siginfo_t how = {0};

    send_signal(process, SIGSTOP);
    /* A thread that is about to stop gives no answer when it is looked at, and
       to wait for one would take seconds. */
    waitid(P_PID, (id_t)process_id(process), &how,
           WSTOPPED | WEXITED | WNOWAIT);
    let_rest(process);
}

void let_pass(struct process *process, long long milliseconds)
{
    need_rest(process);
    pass_time(milliseconds);
}

void stop_subject(struct process *server)
{
    if (clock_is_stopped())
        need_rest(server);
    send_signal(server, SIGTERM);
    expect_stop(server);
}

void expect_stop(struct process *server)
{
    long long time = 0;

    usually("a stop must wake each thread that waits, with shutdown(): "
            "close() does not, and then its join waits forever");
    if (clock_is_stopped())
        time = time_to_end(server, 2000);
    const char *ending = ending_of(server);
    usually("without a handler SIGTERM ends a program at once, whatever it has "
            "still to say");
    check(strcmp(ending, "exit 0") == 0, "exit 0", "%s", ending);
    check(time < 1000, "an end within a second", "%lld ms", time);
    usually(NULL);
}

void be_deaf_to(struct process *server)
{
    enum { LENGTH = 1000 * 1000 };
    int deaf = peer_connect_narrow(subject_port());
    const char *much = filled(LENGTH);

    while (peer_send_some(deaf, much, LENGTH) > 0)
        let_rest(server);
    did("much was said by one that does not read its echo");
}

int stop_before_an_echo(struct process *server)
{
    int peer = peer_connect(subject_port());

    peer_say(peer, "hello\n");
    await_held(server);
    send_signal(server, SIGTERM);
    let_rest(server);
    let_go();
    return peer;
}
