/*
 * peers.c - where our programs are too well-behaved, the player plays an end of
 * a connection itself: a network that cuts, a peer that breaks off, somebody
 * who listens on the way and says again what was said.
 */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

static struct peer *peer_of(const struct scene *scene, struct actor *actor)
{
    if (actor->process)
        misread(scene, "that is for a `peer`, not for a program");
    return &actor->peer;
}

/* A scene's text as bytes: \n is a newline. */
static const char *as_bytes(const char *text)
{
    char *bytes = new_text(strlen(text) + 1), *end = bytes;

    for (; *text; text++) {
        bool newline = text[0] == '\\' && text[1] == 'n';
        *end++ = newline ? '\n' : *text;
        text += newline;
    }
    *end = '\0';
    return bytes;
}

void play_peer(struct scene *scene, char *words[])
{
    struct actor *actor = new_actor(scene, words[1]);
    struct peer *peer = &actor->peer;

    *peer = (struct peer){.listener = -1, .from = -1, .to = -1, .heard = ""};
    if (words[1] && words[2]) {
        const char *port = fill_in(scene, words[2]);
        show_text(scene, actor, '$',
                  text_of("(a peer) connects to port %s", port));
        bool narrow = words[3] && strcmp(words[3], "narrow") == 0;
        peer->from = peer->to =
            narrow ? peer_connect_narrow(atoi(port)) : peer_connect(atoi(port));
    } else {
        peer->listener = peer_listen(&scene->port);
        show_text(scene, actor, '$',
                  text_of("(a peer) listens on port %d", scene->port));
    }
}

/* It hears the first who connects, and talks to the last. */
static void take_clients(struct peer *peer)
{
    struct pollfd waiting = {.fd = peer->listener, .events = POLLIN};

    while (peer->from < 0 || poll(&waiting, 1, 0) > 0) {
        peer->to = peer_accept(peer->listener);
        if (peer->from < 0)
            peer->from = peer->to;
    }
}

void peer_expects(const struct scene *scene, struct actor *actor,
                  const char *text)
{
    struct peer *peer = peer_of(scene, actor);

    take_clients(peer);
    peer->heard = peer_through(peer->from, as_bytes(text));
    show_line(scene, actor, '|', peer->heard, strcspn(peer->heard, "\n"));
}

void peer_ends(const struct scene *scene, struct actor *actor)
{
    show_text(scene, actor, '>', "(end of stream)");
    peer_finish(peer_of(scene, actor)->to);
}

void play_send(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);
    struct peer *peer = peer_of(scene, actor);

    if (!words[2])
        misread(scene, "send NAME \"TEXT\"");
    take_clients(peer);
    show_text(scene, actor, '>', text_of("\"%s\"", words[2]));
    peer_say(peer->to, as_bytes(words[2]));
}

/* In one piece, however often. */
void play_repeat(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);
    struct peer *peer = peer_of(scene, actor);
    int times = words[2] ? atoi(words[2]) : 1;
    const char *all = "";

    take_clients(peer);
    for (int i = 0; i < times; i++)
        all = text_of("%s%s", all, peer->heard);
    show_text(scene, actor, '>',
              text_of(times == 1 ? "(the same bytes)"
                                 : "(the same bytes %d times, in one send)",
                      times));
    peer_say(peer->to, all);
}

void play_reset(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);

    show_text(scene, actor, '^', "RST");
    peer_reset(peer_of(scene, actor)->to);
}
