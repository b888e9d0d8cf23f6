/*
 * bridge.c - joins a room of step 06 or 07 to the others on a NATS broker.
 *
 *     ./bridge [-e] ROOM PORT BROKER PORT [SUBJECT]
 *
 * For the room it is a member without a name, which says nothing of its own:
 * the lines say who speaks, and it does not look into them. There are two
 * threads, as in client.c: main hears the room, the other one the broker.
 */
#define _POSIX_C_SOURCE 200809L

#include "../../06-broadcast-chat/args.h"
#include "nats.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>

#define PATIENCE 1000 /* ms for the room to take a line, and to leave */
#define PAUSE 250     /* ms without a broker; then twice as long each time */
#define LONGEST_PAUSE 8000

const char program[] = "bridge";
struct bridge {
    int room; /* main hears it, the other thread talks to it */
    char where[ADDRESS_TEXT];
    const char *host, *port; /* the broker's */
    struct nats nats;
};
static int stop_pipe[2]; /* a byte in it, which nobody takes, ends both */

/* Waits so long. True as soon as both threads are to end. */
static bool asked_to_stop(int patience)
{
    return wait_for(-1, 0, stop_pipe[0], now_ms() + patience) < 0 &&
           errno == ECANCELED;
}

static void ask_to_stop(int number)
{
    int saved = errno;
    ssize_t written = write(stop_pipe[1], "s", 1);

    (void)number;
    (void)written; /* a pipe has room for these few bytes */
    errno = saved;
}

/* Says in the room what others have published, until the broker has gone. */
static void say_messages(struct bridge *bridge)
{
    char line[MAX_LINE + 1];
    long length;

    while ((length = nats_hear(&bridge->nats, line, MAX_LINE)) >= 0) {
        if (length > MAX_LINE || memchr(line, '\n', (size_t)length)) {
            fprintf(stderr, "bridge: left out %ld bytes: not one line\n",
                    length);
            continue;
        }
        line[length] = '\n';
        if (write_all(bridge->room, line, (size_t)length + 1,
                      now_ms() + PATIENCE) < 0) {
            complain("send", "to the room");
            shutdown(bridge->room, SHUT_RDWR); /* main hears it, */
            asked_to_stop(PATIENCE);           /* and ends us */
            return;
        }
    }
}

/* The other thread. It leaves the last connection open, to main. */
static void *hear_broker(void *argument)
{
    struct bridge *bridge = argument;
    int next = PAUSE;

    for (;;) {
        if (nats_connect(&bridge->nats, bridge->host, bridge->port) == 0)
            say_messages(bridge);
        if (asked_to_stop(0))
            return NULL;
        nats_close(&bridge->nats);
        next = bridge->nats.greeted ? PAUSE : next;
        fprintf(stderr, "bridge: no broker: next try in %d ms\n", next);
        if (asked_to_stop(next))
            return NULL;
        next = next < LONGEST_PAUSE ? 2 * next : next;
    }
}

/* Publishes what the room says, which never waits for a broker: without one a
   line is lost. Returns as read_line() what ended it. */
static ssize_t hear_room(struct bridge *bridge)
{
    struct line_reader room = {
        .fd = bridge->room, .stop = stop_pipe[0], .deadline = FOREVER};
    long lost = 0;
    ssize_t length;

    while ((length = read_line(&room)) > 0 && room.buffer[length - 1] == '\n') {
        if (nats_publish(&bridge->nats, room.buffer, (size_t)length - 1) < 0) {
            lost++;
        } else if (lost > 0) {
            fprintf(stderr, "bridge: lost without a broker: %ld\n", lost);
            lost = 0;
        }
    }
    return length;
}

/* Says that we say no more, and lets the other end, if there is one, finish. */
static void take_leave(int fd)
{
    char rest[MAX_LINE];
    long long deadline = now_ms() + PATIENCE;

    if (fd < 0)
        return;
    shutdown(fd, SHUT_WR);
    while (now_ms() < deadline && wait_for(fd, POLLIN, -1, deadline) == 0 &&
           read(fd, rest, sizeof rest) != 0)
        ;
    close(fd);
}

static int tell_end(const char *where, ssize_t ended)
{
    if (ended == LINE_ERROR && errno == ECANCELED)
        return 0; /* we were asked to stop */
    if (ended == LINE_ERROR)
        complain("read", where);
    else
        fprintf(stderr, "bridge: %s %s\n", where,
                ended == LINE_TOO_LONG ? "sent an endless line" : "hung up");
    return 1;
}

/* Returns the room's host and port. */
static char **read_arguments(struct bridge *bridge, int argc, char **argv)
{
    static const char usage[] =
        "usage: ./bridge [-e] ROOM PORT BROKER PORT [SUBJECT]\n"
        "  SUBJECT  what the bridges have in common: a word (chat)\n"
        "  -e       the broker sends back what we publish, for us to see\n";
    bool help = argc == 2 && strcmp(argv[1], "--help") == 0;
    bool echo = argc > 1 && strcmp(argv[1], "-e") == 0;
    char **words = argv + echo + 1;
    int count = argc - echo - 1;
    const char *subject = count == 5 ? words[4] : "chat";
    size_t letters = strcspn(subject, " \t\r\n*>");

    if (count < 4 || count > 5 || parse_port(words[1], 1) < 0 ||
        parse_port(words[3], 1) < 0 || letters == 0 || letters > 64 ||
        subject[letters]) {
        fputs(usage, help ? stdout : stderr);
        exit(help ? 0 : 2);
    }
    bridge->host = words[2];
    bridge->port = words[3];
    bridge->nats.subject = subject;
    bridge->nats.echo = echo;
    return words;
}

int main(int argc, char **argv)
{
    static struct bridge bridge = {
        .nats = {.fd = -1, .lock = PTHREAD_MUTEX_INITIALIZER}};
    struct sigaction action = {.sa_handler = ask_to_stop,
                               .sa_flags = (int)SA_RESETHAND};
    char **room = read_arguments(&bridge, argc, argv);
    pthread_t thread;

    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    reserve_standard_streams();
    bridge.room = create_connection(room[0], room[1], PATIENCE, bridge.where);
    if (bridge.room < 0)
        return 1;
    if (pipe(stop_pipe) < 0) {
        complain("pipe", "to stop by");
        return 1;
    }
    bridge.nats.stop = stop_pipe[0];
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    errno = pthread_create(&thread, NULL, hear_broker, &bridge);
    if (errno != 0) {
        complain("pthread_create", "to hear the broker");
        return 1;
    }
    int status = tell_end(bridge.where, hear_room(&bridge));
    ask_to_stop(0);
    pthread_join(thread, NULL);
    take_leave(bridge.room);
    take_leave(bridge.nats.fd);
    return status;
}
