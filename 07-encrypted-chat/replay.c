/*
 * replay.c - how far each sender had come.
 */
#include "replay.h"

#include <stdbool.h>

static struct replay_sender *find(struct replay *memory, uint64_t run)
{
    for (size_t i = 0; i < memory->count; i++)
        if (memory->senders[i].run == run)
            return &memory->senders[i];
    return NULL;
}

static struct replay_sender *longest_silent(struct replay *memory)
{
    struct replay_sender *oldest = &memory->senders[0];

    for (size_t i = 1; i < memory->count; i++)
        if (memory->senders[i].heard < oldest->heard)
            oldest = &memory->senders[i];
    return oldest;
}

/* A clock that was set back makes the difference negative: then the sender
   counts as heard just now. */
static bool may_forget(const struct replay_sender *sender, uint64_t now)
{
    return now > sender->heard && now - sender->heard > REPLAY_FORGET;
}

/* A place for one more sender; NULL if none can be had. */
static struct replay_sender *make_room(struct replay *memory, uint64_t now)
{
    if (memory->count < REPLAY_SENDERS)
        return &memory->senders[memory->count++];
    struct replay_sender *oldest = longest_silent(memory);
    return may_forget(oldest, now) ? oldest : NULL;
}

enum replay_verdict replay_check(struct replay *memory, uint64_t run,
                                 uint64_t counter, uint64_t now,
                                 uint64_t *missing)
{
    struct replay_sender *sender = find(memory, run);

    *missing = 0;
    if (sender && counter <= sender->counter)
        return REPLAY_REPEATED;
    if (sender)
        *missing = counter - sender->counter - 1;
    else
        sender = make_room(memory, now);
    if (!sender)
        return REPLAY_FULL;
    *sender = (struct replay_sender){run, counter, now};
    return REPLAY_FRESH;
}
