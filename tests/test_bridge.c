/* test_bridge.c - docs/bridge: two rooms on one broker. The broker and the room
   are sockets of the test's own, but for the last checks (`make test-all`),
   which need nats-server. */
#define _XOPEN_SOURCE 700

#include "suite/suite.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define CHAT "../../06-broadcast-chat/"
#define SECRET_CHAT "../../07-encrypted-chat/"

/* A bridge, and both whom it talks to. */
struct scenery {
    int rooms, brokers; /* they listen */
    int room_port, broker_port;
    int room, broker;
    struct process *bridge;
};

static struct process *start_bridge(int room, int broker)
{
    return start("bridge", "127.0.0.1", text_of("%d", room), "127.0.0.1",
                 text_of("%d", broker), NULL);
}

/* Up to where the bridge has subscribed, and knows that the broker knows. */
static void greet(struct scenery *all)
{
    all->broker = peer_accept(all->brokers);
    peer_say(all->broker, "INFO {\"proto\":1,\"max_payload\":1048576}\r\n");
    likely("the client of a broker says CONNECT first, with \"echo\":false, "
           "then what it subscribes to");
    peer_expect(all->broker, "CONNECT {\"verbose\":false,\"echo\":false}\r\n"
                             "SUB chat 1\r\nPING\r\n");
    peer_say(all->broker, "PONG\r\n");
    expect_line(all->bridge, ERR, "connected to 127.0.0.1");
}

/* Of what the broker does not read, little fits in between. */
static struct scenery set_up(void)
{
    struct scenery all;
    int little = 4096;

    stop_the_clock(); /* the bridge, or it would try again and again */
    all.rooms = peer_listen(&all.room_port);
    all.brokers = peer_listen(&all.broker_port);
    setsockopt(all.brokers, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    all.bridge = start_bridge(all.room_port, all.broker_port);
    all.room = peer_accept(all.rooms);
    greet(&all);
    return all;
}

/* It stops in good order: both hear that it says no more. */
static void stops(struct scenery *all)
{
    send_signal(all->bridge, SIGTERM);
    likely("asked to stop, it says so to the room, then to the broker, and "
           "lets each of them finish");
    peer_expect_end(all->room);
    peer_finish(all->room);
    peer_expect_end(all->broker);
    peer_finish(all->broker);
    expect_exit(all->bridge, 0);
}

/* ---- what crosses ---- */

static void lines_cross_as_they_are(void)
{
    static const char binary[] = "\0\xff\x1b[2J\r";
    struct scenery all = set_up();
    const char *longest = letters(4095);

    likely("what the room says is published, with its length before it, and "
           "without its newline");
    peer_say(all.room, "ana: Olá\nana: o");
    peer_expect(all.broker, "PUB chat 9\r\nana: Olá\r\n");
    peer_say(all.room, text_of("i\n%s\n", longest));
    peer_expect(all.broker, "PUB chat 7\r\nana: oi\r\n");
    peer_expect(all.broker, text_of("PUB chat 4095\r\n%s\r\n", longest));
    likely("what others publish is said in the room: the bridge has no name, "
           "and adds nothing");
    peer_say(all.broker,
             "MSG chat 1 9\r\nbruno: Oi\r\nMSG chat 1 re.ply 2\r\n");
    peer_expect(all.room, "bruno: Oi\n");
    peer_send_cut(all.broker, "hi\r\nMSG chat 1 7\r\n", 18, 1);
    peer_expect(all.room, "hi\n");
    likely("the length decides, and no byte");
    peer_send(all.broker, binary, sizeof binary - 1);
    peer_say(all.broker, text_of("\r\nMSG chat 1 4095\r\n%s\r\n", longest));
    peer_expect_bytes(all.room, binary, sizeof binary - 1);
    peer_expect(all.room, text_of("\n%s\n", longest));
    likely("a broker that gets no PONG hangs up");
    peer_say(all.broker, "PING\r\n");
    peer_expect(all.broker, "PONG\r\n");
    stops(&all);
}

static void what_is_not_one_line_is_left_out(void)
{
    struct scenery all = set_up();

    likely("a newline among the bytes of a message ends nothing");
    peer_say(all.broker, "MSG chat 1 24\r\nx\r\nMSG chat 1 5\r\nfalse\r\n\r\n");
    expect_line(all.bridge, ERR, "left out 24 bytes");
    likely("what a line cannot hold is left out, to its end");
    peer_say(all.broker, text_of("MSG chat 1 4096\r\n%s\r\n", letters(4096)));
    expect_line(all.bridge, ERR, "left out 4096 bytes");
    peer_say(all.broker,
             text_of("MSG chat 1 100000\r\n%s\r\n", letters(100000)));
    expect_line(all.bridge, ERR, "left out 100000 bytes");
    peer_say(all.broker, "MSG chat 1 4\r\nnext\r\n");
    peer_expect(all.room, "next\n");
    stops(&all);
}

/* ---- what goes wrong ---- */

/* A broker that says it is given up, with this sentence. */
static void brokers_that_cannot_be_understood(void)
{
    static const struct {
        const char *says, *sentence;
        bool hangs_up;
    } brokers[] = {
        {"MSG chat 1 3\r\nlonger\r\n", "longer than it said", false},
        {"MSG chat 1 30\r\nshorter\r\nPING\r\n", "hung up", true},
        {"MSG chat 1 -3\r\nx\r\n", "does not speak NATS", false},
        {"MSG chat 1 9999999999\r\nx\r\n", "does not speak NATS", false},
        {"MSG chat 1 7\r\nbru", "hung up", true},
        {"MSG chat", "hung up", true},
        {"HTTP/1.1 400 Bad Request\r\n", "does not speak NATS", false},
        {"-ERR 'Authorization Violation'\r\n", "-ERR 'Authorization", false},
        {"-ERR 'Oh\x1b[2J\xc2\x9b'\r\n", "-ERR 'Oh?[2J?", false}};

    struct scenery all = set_up();
    for (size_t i = 0; i < COUNT(brokers); i++) {
        peer_say(all.broker, brokers[i].says);
        if (brokers[i].hangs_up)
            peer_finish(all.broker);
        likely("a broker that cannot be understood is left, with a sentence "
               "that says what it did");
        expect_line(all.bridge, ERR, brokers[i].sentence);
        expect_line(all.bridge, ERR, "next try in 250 ms");
        peer_close(all.broker);
        pass_time(250);
        greet(&all);
    }
    likely("of a message that did not come whole, nothing is said in the room");
    peer_say(all.broker, "MSG chat 1 5\r\nwhole\r\n");
    peer_expect(all.room, "whole\n");
    stops(&all);
}

static void others_than_brokers(void)
{
    struct scenery all;

    stop_the_clock();
    all.rooms = peer_listen(&all.room_port);
    all.brokers = peer_listen(&all.broker_port);
    all.bridge = start_bridge(all.room_port, all.broker_port);
    all.room = peer_accept(all.rooms);
    all.broker = peer_accept(all.brokers);
    peer_say(all.broker, "SSH-2.0-OpenSSH_9.2\r\n");
    expect_line(all.bridge, ERR, "does not speak NATS");
    peer_expect_end(all.broker); /* and has heard nothing */
    pass_time(250);
    all.broker = peer_accept(all.brokers);
    likely("a broker speaks first: one that says nothing for a second is none");
    pass_time(1000);
    expect_line(all.bridge, ERR, "timed out");
    peer_expect_end(all.broker);
    expect_line(all.bridge, ERR, "next try in 500 ms");
    pass_time(500);
    all.broker = peer_accept(all.brokers);
    peer_say(all.broker, letters(20000));
    expect_line(all.bridge, ERR, "a line without an end");
    peer_close(all.broker);
    pass_time(1000);
    greet(&all);
    stops(&all);
}

static void pauses_double_and_lines_are_lost(void)
{
    struct scenery all;

    stop_the_clock();
    all.rooms = peer_listen(&all.room_port);
    all.brokers = peer_reserve(&all.broker_port);
    all.bridge = start_bridge(all.room_port, all.broker_port);
    all.room = peer_accept(all.rooms);
    for (int pause = 250; pause <= 8000; pause *= 2) {
        expect_line(all.bridge, ERR, "Connection refused");
        likely("each pause is twice as long as the one before");
        expect_line(all.bridge, ERR, text_of("next try in %d ms", pause));
        await_rest(all.bridge);
        pass_time(pause - 1);
        size_t before = strlen(output_of(all.bridge, ERR, NULL));
        check(before == looked_through(all.bridge, ERR),
              text_of("a pause of %d ms", pause), "a shorter one");
        pass_time(1);
    }
    expect_line(all.bridge, ERR, "next try in 8000 ms");
    peer_say(all.room, "ana: one\nana: two\n");
    await_rest(all.bridge);
    listen(all.brokers, 5);
    pass_time(8000);
    greet(&all);
    likely("without a broker lines are lost: afterwards it says how many");
    peer_say(all.room, "ana: three\n");
    peer_expect(all.broker, "PUB chat 10\r\nana: three\r\n");
    expect_line(all.bridge, ERR, "lost without a broker: 2");
    stops(&all);
}

static void a_silent_broker_is_asked(void)
{
    struct scenery all = set_up();

    for (int i = 0; i < 2; i++) {
        await_rest(all.bridge);
        pass_time(60000);
        likely("a broker that has vanished says nothing: it has to be asked");
        peer_expect(all.broker, "PING\r\n");
        peer_say(all.broker, "PONG\r\n");
    }
    await_rest(all.bridge);
    pass_time(60000);
    peer_expect(all.broker, "PING\r\n");
    await_rest(all.bridge);
    pass_time(1000);
    expect_line(all.bridge, ERR, "timed out");
    peer_expect_end(all.broker);
    pass_time(250);
    greet(&all);
    stops(&all);
}

static void the_room_does_not_wait_for_a_stuck_broker(void)
{
    enum { LINES = 500, LINE = 2000 }; /* two of them fit in one */
    char *many = letters(LINES * LINE);

    for (size_t i = 1; i <= LINES; i++)
        many[i * LINE - 1] = '\n';
    struct scenery all = set_up();
    do /* until it stands in send() */
        await_rest(all.bridge);
    while (peer_send_some(all.room, many, LINES * LINE) > 0);
    likely("a broker that does not take a line in 100 ms is given up: the room "
           "would cut the bridge off after 200");
    pass_time(100);
    expect_line(all.bridge, ERR, "does not take what we send");
    await_rest(all.bridge);
    likely("without a broker the room is still heard");
    check(peer_send_some(all.room, many, LINES * LINE) > 0,
          "the bridge to read on", "it does not");
    send_signal(all.bridge, SIGTERM);
    peer_expect_end(all.room);
    peer_finish(all.room);
    expect_exit(all.bridge, 0);
}

static void the_room_ends(void)
{
    struct scenery all = set_up();

    peer_say(all.room, "ana: whole\nana: ha");
    peer_finish(all.room);
    likely("a line that the room did not finish is none");
    peer_expect(all.broker, "PUB chat 10\r\nana: whole\r\n");
    peer_expect_end(all.broker);
    peer_finish(all.broker);
    expect_line(all.bridge, ERR, "hung up");
    expect_exit(all.bridge, 1);

    int port = dead_port();
    struct process *bridge = start_bridge(port, port);
    expect_line(bridge, ERR, text_of("connect 127.0.0.1:%d: ", port));
    expect_exit(bridge, 1);
}

static void arguments(void)
{
    static char *const wrong[][8] = {
        {"./bridge", NULL},
        {"./bridge", "-e", "h", "1", "h", NULL},
        {"./bridge", "h", "0", "h", "1", NULL},
        {"./bridge", "h", "1", "h", "port", NULL},
        {"./bridge", "h", "1", "h", "1", "two words", NULL},
        {"./bridge", "h", "1", "h", "1", "", NULL},
        {"./bridge", "h", "1", "h", "1", "all.>", NULL},
        {"./bridge", "h", "1", "h", "1", "chat", "more", NULL}};

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct process *bridge = start_command(NULL, wrong[i]);
        expect_line(bridge, ERR, "usage: ./bridge");
        expect_exit(bridge, 2);
    }
    struct process *help = start("bridge", "--help", NULL);
    expect_line(help, OUT, "usage: ./bridge");
    expect_exit(help, 0);
}

/* ---- with nats-server ---- */

static struct process *start_broker(int port)
{
    struct process *broker =
        start_command(&(struct launch){.fair_weather = true},
                      (char *[]){"nats-server", "-a", "127.0.0.1", "-p",
                                 (char *)text_of("%d", port), NULL});
    expect_line(broker, ERR, "Server is ready");
    return broker;
}

/* A room, its bridge and somebody in it. */
struct site {
    struct process *server, *bridge, *client;
};

/* With a key it is a room of step 07. */
static struct site open_site(int broker, const char *name, const char *key)
{
    const char *step = key ? SECRET_CHAT : CHAT;
    struct site site = {.server =
                            start(text_of("%sserver", step), "-v", "0", NULL)};
    int port = server_port(site.server);

    site.bridge = start_bridge(port, broker);
    expect_line(site.bridge, ERR, "connected to");
    site.client = start(text_of("%sclient", step), "127.0.0.1",
                        text_of("%d", port), name, key, NULL);
    expect_line(site.server, ERR,
                key ? ": gAAAA" : text_of("* %s joined", name));
    return site;
}

static void close_site(struct site *site)
{
    type_line(site->client, "sair");
    expect_exit(site->client, 0);
    send_signal(site->bridge, SIGTERM);
    expect_exit(site->bridge, 0);
    send_signal(site->server, SIGTERM);
    expect_exit(site->server, 0);
}

static void two_rooms_and_a_broker_that_comes_back(void)
{
    need_command("nats-server");
    int port = free_port();
    struct process *broker = start_broker(port);
    struct site here = open_site(port, "ana", NULL),
                there = open_site(port, "bruno", NULL);

    expect_line(here.client, OUT, "* bruno joined");
    type_line(here.client, "Olá");
    expect_line(there.client, OUT, "ana: Olá");
    type_line(there.client, "Oi");
    expect_line(here.client, OUT, "bruno: Oi");
    likely("what a bridge has published does not come back to it");
    check(!strstr(output_of(here.client, OUT, NULL), "ana:"), "no echo", "%s",
          output_of(here.client, OUT, NULL));
    send_signal(broker, SIGKILL);
    expect_death(broker, SIGKILL);
    expect_line(here.bridge, ERR, "no broker");
    expect_line(there.bridge, ERR, "no broker");
    type_line(here.client, "anybody?");
    expect_line(here.server, ERR, "anybody?");
    start_broker(port);
    expect_line(here.bridge, ERR, "connected to");
    expect_line(there.bridge, ERR, "connected to");
    type_line(here.client, "again");
    expect_line(there.client, OUT, "ana: again");
    expect_line(here.bridge, ERR, "lost without a broker: 1");
    check(!strstr(output_of(there.client, OUT, NULL), "anybody?"),
          "what was said without a broker to be lost", "it came");
    close_site(&here);
    close_site(&there);
}

/* Whoever listens at the broker hears what the rooms say: tokens. */
static void of_step_07_the_broker_sees_tokens(void)
{
    need_command("nats-server");
    const char *key = text_of("../../tests/build/bridge-%d.key", (int)getpid());
    int port = free_port();
    start_broker(port);
    expect_exit(start(SECRET_CHAT "keygen", key, NULL), 0);
    struct site here = open_site(port, "ana", key),
                there = open_site(port, "bruno", key);
    remove(key + strlen("../../"));
    int listener = peer_connect(port);

    peer_say(listener, "CONNECT {\"verbose\":false}\r\nSUB chat 1\r\nPING\r\n");
    peer_through(listener, "PONG\r\n");
    type_line(here.client, "Olá");
    expect_line(there.client, OUT, "ana: Olá");
    likely("the broker gets what the room says, and that is a token");
    peer_through(listener, "MSG chat 1 ");
    peer_through(listener, "\r\n");
    peer_expect(listener, "gAAAA");
    close_site(&here);
    close_site(&there);
}

static void scene_plays(void)
{
    need_command("nats-server");
    rule_scene("docs/bridge");
}

#define CHECK_LONG(body)                            \
    {                                               \
#body, body, "long", NULL, "it is as it is" \
    }

static const struct check checks[] = {
    CHECK(lines_cross_as_they_are),
    CHECK_CALM(what_is_not_one_line_is_left_out),
    CHECK_CALM(brokers_that_cannot_be_understood),
    CHECK_CALM(others_than_brokers),
    CHECK_CALM(pauses_double_and_lines_are_lost),
    CHECK_CALM(a_silent_broker_is_asked),
    CHECK_IN_FAIR_WEATHER(the_room_does_not_wait_for_a_stuck_broker,
                          "megabytes, a byte a call, are only slow"),
    CHECK_CALM(the_room_ends),
    CHECK_IN_FAIR_WEATHER(arguments, "no socket is used"),
    CHECK_LONG(two_rooms_and_a_broker_that_comes_back),
    CHECK_LONG(of_step_07_the_broker_sees_tokens),
    CHECK_LONG(scene_plays),
};

int main(int argc, char **argv)
{
    const char *path = getenv("PATH");

    /* Debian has nats-server where only root looks. */
    setenv("PATH", text_of("%s:/usr/sbin", path ? path : "/usr/bin:/bin"), 1);
    return run_suite("docs/bridge", checks, COUNT(checks), NULL, 0, argc, argv);
}
