/*
 * talks.c - what our programs say to each other, and what it means that
 * it has arrived.
 */
#define _POSIX_C_SOURCE 200809L

#include "attack.h"
#include "programs/programs.h"

#include <string.h>

bool amiss(struct run *run, const char *trouble)
{
    run->trouble = trouble;
    return false;
}

/* Waits until so many bytes more than those checked have come to the peer. */
static size_t await_bytes(struct wire *peer, size_t length)
{
    while (peer->length - peer->checked < length && !peer->ended)
        if (!attend(peer, POLLIN))
            break;
    size_t came = peer->length - peer->checked;
    return came < length ? came : length;
}

bool await_end(struct wire *peer)
{
    while (!peer->ended)
        if (!attend(peer, POLLIN))
            return false;
    return true;
}

static const char *how_it_ended(const struct wire *peer)
{
    return !peer->ended      ? "and no more"
           : peer->error > 0 ? strerror(peer->error)
                             : "then the end of the stream";
}

static bool came_back(struct run *run, struct wire *peer, const char *bytes,
                      size_t length)
{
    size_t came = await_bytes(peer, length);

    if (came > 0 && memcmp(peer->in + peer->checked, bytes, came) != 0)
        return amiss(run, text_of("other bytes came back: %s",
                                  quoted(peer->in + peer->checked, came)));
    if (came < length)
        return amiss(run, text_of("%zu of %zu bytes came back, %s", came,
                                  length, how_it_ended(peer)));
    peer->checked += length;
    return true;
}

const struct talk echo = {
    .heard = came_back, .well = "sent all of it back", .typed = true};
const struct talk echo_by_turns = {.heard = came_back,
                                   .well = "sent all of it back",
                                   .one_at_a_time = true,
                                   .typed = true};

/* Is it among what the server has shown? On a terminal it may look different,
   and it is enough that it was taken. */
static bool is_shown(struct run *run, const char *bytes, size_t length)
{
    if ((run->attack->how & TERMINAL) || shows(run, bytes, length))
        return true;
    return amiss(run, text_of("it never showed %s", quoted(bytes, length)));
}

static const char welcome[] = "Bem-vindo ao servidor!", hello[] = "Olá!";

/* Somebody's own server may have another welcome than ours. */
static bool is_welcome(const struct run *run, const struct wire *peer)
{
    const char *first = run->target->talk->serves_one ? hello : welcome;

    if (run->target->stranger)
        return peer->length > 0;
    return peer->length == strlen(first) &&
           memcmp(peer->in, first, peer->length) == 0;
}

static bool is_greeted(struct run *run, struct wire *peer, const char *bytes,
                       size_t length)
{
    wire_finish(peer);
    if (!await_end(peer))
        return amiss(run, "the end of its stream never came");
    if (!is_welcome(run, peer))
        return amiss(run, text_of("its welcome was %s, %s",
                                  quoted(peer->in, peer->length),
                                  how_it_ended(peer)));
    return is_shown(run, bytes, length);
}

const struct talk greeting = {.heard = is_greeted,
                              .well = "showed all of it",
                              .one_at_a_time = true,
                              .reply = welcome,
                              .more = welcome,
                              .until_end = true};

const struct talk greeting_once = {
    .heard = is_greeted, .well = "showed all of it", .serves_one = true};

const struct talk tokens = {.relays = true, .typed = true};

static const char reply[] = "Mensagem recebida!\n";

static bool is_answered(struct run *run, struct wire *peer, const char *bytes,
                        size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '\n' && !came_back(run, peer, reply, strlen(reply)))
            return false;
    return true;
}

const struct talk answers = {.heard = is_answered,
                             .well = "answered each line",
                             .one_at_a_time = true,
                             .refuses_length = true,
                             .needs_newline = true,
                             .reply = reply,
                             .more = "and this was not asked for\n",
                             .takes_one = true};

/* Each line is shown for itself: the last one, if it was all. */
static bool is_only_shown(struct run *run, struct wire *peer, const char *bytes,
                          size_t length)
{
    size_t last = length > 0 ? length - 1 : 0;

    while (last > 0 && bytes[last - 1] != '\n')
        last--;
    wire_finish(peer);
    if (!await_end(peer))
        return amiss(run, "the end of its stream never came");
    return is_shown(run, bytes + last, length - last);
}

const struct talk silence = {
    .heard = is_only_shown, .well = "showed all of it", .one_at_a_time = true};

/* Among whole lines: what came before it ended with a newline. */
bool reaches(struct run *run, struct wire *hearer, const char *bytes,
             size_t length)
{
    size_t where = 0;

    while (!find_bytes(hearer->in, hearer->length, 0, bytes, length, &where))
        if (hearer->ended || !attend(hearer, POLLIN))
            return amiss(run, text_of("another member never got it whole, but: "
                                      "%s",
                                      quoted(hearer->in, hearer->length)));
    if (where > 0 && hearer->in[where - 1] != '\n')
        return amiss(run, "another member got it in the middle of a line");
    return true;
}

bool is_relayed(struct run *run, struct wire *peer, const char *bytes,
                size_t length)
{
    (void)peer;
    return reaches(run, run->witness, bytes, length);
}

const struct talk relayed = {.heard = is_relayed,
                             .well = "relayed all of it",
                             .relays = true,
                             .refuses_length = true,
                             .needs_newline = true,
                             .typed = true,
                             .reply = "bruno: Olá a todos\n",
                             .more = "carla: e eu?\n"};
