/* test_bare.c - the bare programs do what they are there for, say so when a
   call fails, and stay on this machine. What they do not survive is their
   labels' and the attacks' affair. */
#define _XOPEN_SOURCE 700

#include "suite/suite.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define END_OF_INPUT "\x04" /* Ctrl-D, on a terminal */

/* They print through stdio, which holds lines back, but not on a terminal. */
static struct process *start_bare(const char *step, const char *program,
                                  int port)
{
    struct launch launch = {.terminal = has_terminals(),
                            .line_by_line = !has_terminals()};

    set_step(step);
    return start_with(&launch, program, text_of("%d", port), NULL);
}

static struct process *start_bare_server(const char *step, int *port)
{
    *port = free_port();
    struct process *server = start_bare(step, "bare_server", *port);
    expect_line(server, OUT, text_of(" on port %d", *port));
    return server;
}

static struct process *start_bare_client(const char *step, int port)
{
    struct process *client = start_bare(step, "bare_client", port);

    expect_line(client, OUT, text_of(" to port %d", port));
    return client;
}

static void type_end(struct process *client)
{
    if (has_terminals())
        type_bytes(client, END_OF_INPUT, 1);
    else
        end_input(client);
}

/* A text that no newline ends. */
static void expect_text(struct process *process, const char *text)
{
    size_t before = looked_through(process, OUT), length = strlen(text);
    const char *all = expect_bytes(process, OUT, before + length);

    check(strncmp(all + before, text, length) == 0, text, "%s", all + before);
}

/* A Python server says where it listens, like the full ones. */
static struct process *start_python_server(const char *file, int *port)
{
    set_step("01-basic-tcp"); /* or any: its peers are beside all of them */
    struct process *server = start_python(file, "0", NULL);
    *port = server_port(server);
    return server;
}

static struct process *start_python_client(const char *file, int port,
                                           const char *argument)
{
    set_step("01-basic-tcp");
    return start_python(file, text_of("%d", port), argument, NULL);
}

/* ---- 01 ---- */

static void step_01_exchanges_a_text_each_way(void)
{
    int port;
    struct process *server = start_bare_server("01-basic-tcp", &port);
    struct process *client = start_bare_client("01-basic-tcp", port);

    expect_line(server, OUT, "descriptor 4 is connected");
    expect_line(client, OUT, "the server says: Olá!");
    expect_line(server, OUT, "the client says: Olá também!");
    expect_exit(client, 0);
    expect_exit(server, 0);
}

static void step_01_with_python(void)
{
    int port;
    struct process *server = start_bare_server("01-basic-tcp", &port);
    struct process *client = start_python_client("003_client.py", port, NULL);

    expect_line(client, OUT, "data: Olá!");
    expect_line(server, OUT, "the client says: Olá também!");
    expect_exit(server, 0);

    server = start_python_server("003_server.py", &port);
    client = start_bare_client("01-basic-tcp", port);
    expect_line(client, OUT, "the server says: Olá!");
    expect_line(server, OUT, "data: Olá também!");
    expect_exit(client, 0);

    start_python_server("003_bare_server.py", &port); /* says nothing */
    client = start_bare_client("01-basic-tcp", port);
    expect_line(client, OUT, "the server says: ");
    expect_exit(client, 0);

    server = start_python_server("001_server.py", &port);
    client = start_bare_client("01-basic-tcp", port);
    expect_line(client, OUT, "the server says: Bem-vindo ao servidor!");
    expect_line(server, OUT, "message: Olá também!");
    expect_exit(client, 0);
}

/* ---- 02 ---- */

static void echoes(struct process *client, const char *line)
{
    type_line(client, line);
    expect_line(client, OUT, line);
}

static void step_02_echoes_each_line(void)
{
    int port;
    struct process *server = start_bare_server("02-echo", &port);

    for (int i = 0; i < 2; i++) { /* the second finds the server there */
        struct process *client = start_bare_client("02-echo", port);
        echoes(client, "Olá!");
        expect_line(server, OUT, "6 bytes");
        echoes(client, "tudo bem?");
        type_end(client);
        expect_exit(client, 0);
    }
}

static void step_02_with_python(void)
{
    int port;
    struct process *server = start_bare_server("02-echo", &port);
    struct process *client =
        start_python_client("002_echo_client.py", port, "Olá!");

    expect_line(client, OUT, "echo: Olá!");
    expect_line(server, OUT, "5 bytes");

    start_python_server("002_echo_server.py", &port);
    client = start_bare_client("02-echo", port);
    echoes(client, "Olá!");
    type_end(client);
    expect_exit(client, 0);

    server = start_python_server("001_talk_server.py", &port);
    client = start_bare_client("02-echo", port);
    type_line(client, "Olá!");
    expect_line(server, OUT, "client: Olá!");
    type_end(client);
    expect_text(client, "Mensagem recebida!"); /* exit() brings it out */
    expect_exit(server, 0);
}

/* ---- 03 ---- */

static void step_03_answers_whoever_asks(void)
{
    int port;
    struct process *server = start_bare_server("03-udp", &port);

    for (int i = 0; i < 2; i++) {
        struct process *client = start_bare_client("03-udp", port);
        expect_line(server, OUT, "19 bytes from port ");
        expect_line(client, OUT, "the server says: Olá, servidor UDP!");
        expect_exit(client, 0);
    }
}

static void step_03_with_python(void)
{
    int port;
    struct process *server = start_bare_server("03-udp", &port);
    struct process *client =
        start_python_client("001_udp_client.py", port, NULL);

    expect_line(client, OUT, "answer: Olá, servidor UDP!");

    server = start_python_server("001_udp_server.py", &port);
    client = start_bare_client("03-udp", port);
    expect_line(server, OUT, "Olá, servidor UDP!");
    expect_line(client, OUT, "the server says: Mensagem recebida!");
    expect_exit(client, 0);
}

/* ---- 04 ---- */

static void step_04_gets_its_answer(void)
{
    set_step("04-timeouts");
    stop_the_clock(); /* its patience is not to be tried by a busy machine */
    struct process *server = start("server", "0", NULL);
    struct process *client =
        start_bare_client("04-timeouts", server_port(server));

    expect_line(server, OUT, "says: Teste de timeout");
    expect_line(client, OUT, "Mensagem recebida!");
    expect_exit(client, 0);
}

/* The line may come in pieces: each of them has its own five seconds. */
static void step_04_reads_on_until_the_newline(void)
{
    int port, listener = peer_listen(&port);
    stop_the_clock();
    struct process *client = start_bare_client("04-timeouts", port);
    int peer = peer_accept(listener);

    peer_expect(peer, "Teste de timeout\n");
    peer_send_cut(peer, "Mensagem recebida!\n", 19, 1);
    expect_line(client, OUT, "Mensagem recebida!");
    expect_exit(client, 0);
}

/* That is how the kernel says that the five seconds are over. */
static void step_04_gives_up(void)
{
    struct launch launch = {.faults = "recv=EAGAIN"};
    int port;

    peer_listen(&port);
    set_step("04-timeouts");
    stop_the_clock(); /* its patience is not to be tried by a busy machine */
    struct process *client =
        start_with(&launch, "bare_client", text_of("%d", port), NULL);
    expect_line(client, ERR, text_of("recv: %s", strerror(EAGAIN)));
    expect_exit(client, 1);
}

static void step_04_with_python(void)
{
    int port;
    struct process *server = start_python_server("001_server.py", &port);
    stop_the_clock();
    struct process *client = start_bare_client("04-timeouts", port);

    expect_line(server, OUT, "message: Teste de timeout");
    expect_exit(client, 0);
    expect_text(client, "Bem-vindo ao servidor!");
}

/* ---- 05 ---- */

static void step_05_serves_many_at_once(void)
{
    int port;

    start_bare_server("05-threaded-server", &port);
    struct process *silent = start_bare_client("02-echo", port);
    struct process *second = start_bare_client("02-echo", port);
    likely("one client a thread: none waits for another");
    echoes(second, "Olá!");
    echoes(silent, "tudo bem?");
    type_end(second);
    expect_exit(second, 0);
}

static void step_05_with_python(void)
{
    int port;

    start_bare_server("05-threaded-server", &port);
    peer_connect(port); /* and says nothing */
    expect_line(start_python_client("002_echo_client.py", port, "Olá!"), OUT,
                "echo: Olá!");
    expect_line(start_python_client("001_timeout_client.py", port, NULL), OUT,
                "answer: Teste de timeout");
}

/* ---- 06 ---- */

/* Only who has joined hears what is said. */
static struct process *join(struct process *server, const char *step, int port)
{
    struct process *client = start_bare_client(step, port);

    expect_line(server, OUT, " joined");
    return client;
}

static void step_06_relays_to_all_others(void)
{
    int port;
    struct process *server = start_bare_server("06-broadcast-chat", &port);
    struct process *ana = join(server, "06-broadcast-chat", port);
    struct process *bruno = join(server, "06-broadcast-chat", port);
    struct process *carla = join(server, "06-broadcast-chat", port);

    type_line(ana, "Olá a todos");
    expect_line(bruno, OUT, "Olá a todos");
    expect_line(carla, OUT, "Olá a todos");
    type_end(carla);
    expect_exit(carla, 0);
    expect_line(server, OUT, " left");
    type_line(bruno, "e eu?");
    expect_line(ana, OUT, "e eu?");
    type_line(ana, "você também");
    expect_line(bruno, OUT, "você também"); /* all before it has come, too */
    likely("what one says goes to all the others, not to himself");
    size_t length;
    check(!strstr(output_of(bruno, OUT, &length), "e eu?"), "no echo", "%s",
          output_of(bruno, OUT, &length));
}

static void step_06_client_ends_with_the_server(void)
{
    int port;
    struct process *server = start_bare_server("06-broadcast-chat", &port);
    struct process *ana = join(server, "06-broadcast-chat", port);

    likely("main sits in read(): it is the other thread that must end it");
    send_signal(server, SIGTERM);
    expect_exit(ana, 0);
}

/* Into a pipe as well, where stdio keeps what it has until the end. */
static void says_at_once_that_it_is_connected(const char *step)
{
    int port;

    set_step(step);
    peer_listen(&port);
    likely("printf() keeps a line for itself unless its output is a terminal");
    expect_line(start("bare_client", text_of("%d", port), NULL), OUT,
                text_of(" to port %d", port));
}

static void step_06_says_at_once_that_it_is_connected(void)
{
    says_at_once_that_it_is_connected("06-broadcast-chat");
}

static void step_06_with_python(void)
{
    int port;
    struct process *server = start_bare_server("06-broadcast-chat", &port);
    struct process *python = start_python_client("000_client.py", port, NULL);

    expect_line(server, OUT, " joined");
    struct process *ana = join(server, "06-broadcast-chat", port);
    type_line(ana, "Olá a todos");
    expect_line(python, OUT, "message: Olá a todos");
    type_line(python, "e eu?");
    expect_line(ana, OUT, "e eu?");

    start_python_server("000_server.py", &port); /* accepts them in turn */
    struct process *bruno = start_bare_client("06-broadcast-chat", port);
    ana = start_bare_client("06-broadcast-chat", port);
    type_line(ana, "Olá a todos");
    expect_line(bruno, OUT, "Olá a todos");
}

/* ---- 07 ---- */

/* A directory with a key of its own, from which the clients are started:
   chat.key is looked for there. */
static const char *make_room(void)
{
    scratch_link("bare_client", "07-encrypted-chat/bare_client");
    scratch_link("keygen", "07-encrypted-chat/keygen");
    const char *room = scratch_file(".");
    set_step(room);
    expect_exit(start("keygen", NULL), 0);
    return room;
}

static void step_07_passes_tokens_through_a_relay(void)
{
    int port;

    const char *room = make_room();
    struct process *server = start_bare_server("06-broadcast-chat", &port);
    int relay = peer_connect(port); /* sees what the relay sees */
    expect_line(server, OUT, " joined");
    struct process *ana = join(server, room, port);
    struct process *bruno = join(server, room, port);
    type_line(ana, "Olá a todos");
    expect_line(bruno, OUT, "Olá a todos");
    peer_expect(relay, "gAAAAA");
}

static void step_07_says_what_is_no_token(void)
{
    int port, listener = peer_listen(&port);

    const char *room = make_room();
    struct process *ana = start_bare_client(room, port);
    int peer = peer_accept(listener);
    peer_say(peer, "Olá a todos\n");
    expect_line(ana, ERR, "not a token of this key");
    expect_alive(ana);
}

static void step_07_needs_a_key(void)
{
    int port;

    make_room();
    unlink(scratch_file("chat.key"));
    peer_listen(&port);
    struct process *ana = start("bare_client", text_of("%d", port), NULL);
    expect_line(ana, ERR, "chat.key: there is no such file");
    expect_exit(ana, 1);
}

static void step_07_says_at_once_that_it_is_connected(void)
{
    says_at_once_that_it_is_connected(make_room());
}

static void step_07_with_python(void)
{
    int port;

    const char *room = make_room();
    struct process *server = start_bare_server("06-broadcast-chat", &port);
    struct process *python =
        start_python_client("004_client.py", port, scratch_file("chat.key"));
    const char *first = expect_line(python, OUT, "");
    if (strncmp(first, "skipped: ", 9) == 0)
        skipped("%s", first + 9);
    expect_line(server, OUT, " joined");
    struct process *ana = join(server, room, port);
    type_line(ana, "Olá a todos");
    expect_line(python, OUT, "message: Olá a todos");
    type_line(python, "e eu?");
    expect_text(ana, "e eu?"); /* the seed's leave the newline out */

    start_python_server("004_server.py", &port); /* accepts them in turn */
    struct process *bruno = start_bare_client(room, port);
    ana = start_bare_client(room, port);
    type_line(ana, "Olá a todos");
    expect_line(bruno, OUT, "Olá a todos");
}

/* ---- all of them ---- */

static const char *const servers[] = {"01-basic-tcp", "02-echo", "03-udp",
                                      "05-threaded-server",
                                      "06-broadcast-chat"};
static const char *const clients[] = {"01-basic-tcp", "02-echo", "03-udp",
                                      "04-timeouts", "06-broadcast-chat"};

/* make test-step N: this one alone is built. */
static bool is_asked_for(const char *step)
{
    const char *asked = getenv("ONLY_STEP");

    return !asked || strstr(asked, step);
}

static bool is_udp(const char *step)
{
    return strcmp(step, "03-udp") == 0;
}

/* It says which call failed, and why, and ends. (tap calls a recvfrom "recv"
   and a sendto "send".) */
static void fails(const char *step, const char *program, int port,
                  const char *faults, const char *call, int error)
{
    struct launch launch = {.faults = faults};

    set_step(step);
    struct process *process =
        start_with(&launch, program, text_of("%d", port), NULL);
    likely("%s() returned -1, and the program did not say so and end", call);
    type_line(process, "some words");
    expect_line(process, ERR, text_of("%s: %s", call, strerror(error)));
    expect_exit(process, 1);
}

static void servers_say_which_call_failed(void)
{
    for (size_t i = 0; i < COUNT(servers); i++) {
        const char *step = servers[i], *server = "bare_server";
        if (!is_asked_for(step))
            continue;
        int port = free_port();
        fails(step, server, port, "socket=EMFILE", "socket", EMFILE);
        fails(step, server, port, "bind=EACCES", "bind", EACCES);
        if (is_udp(step)) {
            fails(step, server, port, "recv=ENOMEM", "recvfrom", ENOMEM);
            continue;
        }
        fails(step, server, port, "listen=EADDRINUSE", "listen", EADDRINUSE);
        fails(step, server, port, "accept=EMFILE", "accept", EMFILE);
        if (i > 0) /* not 01 */
            fails(step, server, port, "setsockopt=EINVAL", "setsockopt",
                  EINVAL);
    }
}

static void clients_say_which_call_failed(void)
{
    for (size_t i = 0; i < COUNT(clients); i++) {
        const char *step = clients[i], *client = "bare_client";
        int port;
        if (!is_asked_for(step))
            continue;
        peer_listen(&port);
        fails(step, client, port, "socket=EMFILE", "socket", EMFILE);
        if (is_udp(step)) {
            fails(step, client, port, "send=EPERM", "sendto", EPERM);
            fails(step, client, port, "recv=ENOMEM", "recvfrom", ENOMEM);
            continue;
        }
        fails(step, client, port, "connect=ECONNREFUSED", "connect",
              ECONNREFUSED);
        fails(step, client, port, "recv=ECONNRESET", "recv", ECONNRESET);
        if (i > 0) /* 01's is greeted first: see below */
            fails(step, client, port, "send=EPERM", "send", EPERM);
    }
}

static void step_01_client_says_that_it_cannot_send(void)
{
    struct launch launch = {.faults = "send=ECONNRESET", .terminal = true};
    int port, listener = peer_listen(&port);

    set_step("01-basic-tcp");
    struct process *client =
        start_with(&launch, "bare_client", text_of("%d", port), NULL);
    peer_say(peer_accept(listener), "Olá!");
    expect_line(client, ERR, text_of("send: %s", strerror(ECONNRESET)));
    expect_exit(client, 1);
}

/* Bound to all addresses, they would answer at 127.0.0.2 as well (Linux). */
static void servers_listen_on_loopback_only(void)
{
    for (size_t i = 0; i < COUNT(servers); i++) {
        int port, type = is_udp(servers[i]) ? SOCK_DGRAM : SOCK_STREAM;
        if (!is_asked_for(servers[i]))
            continue;
        start_bare_server(servers[i], &port);
        struct sockaddr_in other = {.sin_family = AF_INET,
                                    .sin_port = htons((in_port_t)port)};
        other.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
        socklen_t size = sizeof other;
        int fd = socket(AF_INET, type, 0);
        likely("INADDR_ANY offers the service to the whole network");
        bool reached = connect(fd, (struct sockaddr *)&other, size) == 0;
        if (reached && is_udp(servers[i])) /* what is sent there is refused */
            reached =
                send(fd, "x", 1, 0) == 1 &&
                (!wait_for(fd, POLLIN, bound()) || send(fd, "x", 1, 0) == 1);
        close(fd);
        check(!reached, "nobody at 127.0.0.2", "%s answers", servers[i]);
    }
}

/* As rule_restart(): what the server closes first keeps its port taken. */
static void starts_again_at_once(const char *step)
{
    int port;
    struct process *server = start_bare_server(step, &port);

    for (int i = 0; i < 3; i++) {
        int peer = peer_connect(port);
        if (strcmp(step, "06-broadcast-chat") == 0) {
            expect_line(server, OUT, " joined");
        } else {
            peer_say(peer, "x");
            peer_expect(peer, "x"); /* it has accepted, and left nothing */
        }
        send_signal(server, SIGKILL);
        expect_death(server, SIGKILL);
        peer_finish(peer);
        likely("SO_REUSEADDR must be set before bind(): the dead server's "
               "connections still hold its port for up to a minute");
        server = start_bare(step, "bare_server", port);
        expect_line(server, OUT, " on port ");
    }
}

static void servers_start_again_at_once(void)
{
    static const char *const steps[] = {"02-echo", "05-threaded-server",
                                        "06-broadcast-chat"};

    for (size_t i = 0; i < COUNT(steps); i++)
        if (is_asked_for(steps[i]))
            starts_again_at_once(steps[i]);
}

/* What chaos does to calls is what most of their labels are about. */
#define BARE(body) CHECK_IN_FAIR_WEATHER(body, "a bare program takes no chaos")

static const struct check checks[] = {
    BARE(step_01_exchanges_a_text_each_way),
    BARE(step_01_with_python),
    BARE(step_01_client_says_that_it_cannot_send),
    BARE(step_02_echoes_each_line),
    BARE(step_02_with_python),
    BARE(step_03_answers_whoever_asks),
    BARE(step_03_with_python),
    BARE(step_04_gets_its_answer),
    BARE(step_04_reads_on_until_the_newline),
    BARE(step_04_gives_up),
    BARE(step_04_with_python),
    BARE(step_05_serves_many_at_once),
    BARE(step_05_with_python),
    BARE(step_06_relays_to_all_others),
    BARE(step_06_client_ends_with_the_server),
    BARE(step_06_says_at_once_that_it_is_connected),
    BARE(step_06_with_python),
    BARE(step_07_passes_tokens_through_a_relay),
    BARE(step_07_says_what_is_no_token),
    BARE(step_07_needs_a_key),
    BARE(step_07_says_at_once_that_it_is_connected),
    BARE(step_07_with_python),
    BARE(servers_say_which_call_failed),
    BARE(clients_say_which_call_failed),
    BARE(servers_listen_on_loopback_only),
    BARE(servers_start_again_at_once),
};

/* step_05_serves_many_at_once is of step 05; all others ask by themselves. */
static bool is_of_asked_step(const struct check *check)
{
    char number[4] = "";

    return sscanf(check->name, "step_%2[0-9]", number) != 1 ||
           is_asked_for(strcat(number, "-"));
}

int main(int argc, char **argv)
{
    struct check asked[COUNT(checks)];
    size_t count = 0;

    for (size_t i = 0; i < COUNT(checks); i++)
        if (is_of_asked_step(&checks[i]))
            asked[count++] = checks[i];
    return run_suite(".", asked, count, NULL, 0, argc, argv);
}
