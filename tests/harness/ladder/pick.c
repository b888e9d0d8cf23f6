/*
 * ladder_pick.c - of a run, what a small picture shows: the calls that are
 * asked for (run->only), in one act (run->act). All that went before has been
 * matched already, so the connections are known.
 */
#define _POSIX_C_SOURCE 200809L

#include "../recorded_run/recorded_run.h"

#include <limits.h>
#include <string.h>

/* From the act's heading to the next one. */
struct window {
    long long from, until;
};

static struct window window_of(const struct run *run)
{
    struct window window = {0, LLONG_MAX};
    int says = 0;

    for (size_t i = 0; i < run->count && run->act > 0; i++) {
        if (run->events[i].kind != SAY)
            continue;
        says++;
        if (says == run->act)
            window.from = effect_of(&run->events[i]);
        else if (says == run->act + 1)
            window.until = effect_of(&run->events[i]);
    }
    if (says < run->act)
        window.from = LLONG_MAX;
    return window;
}

static const char *word_for(const struct event *event)
{
    return event->kind == SIGNAL ? "signal"
           : event->kind == END  ? "end"
           : event->kind == CALL ? event->call
                                 : "";
}

/* Is `item` the event's call, as in "send", or in "ana:send" for one program
   alone? */
static bool means(const char *item, size_t length, const struct event *event)
{
    const char *colon = memchr(item, ':', length);
    const char *word = word_for(event);
    size_t name = strcspn(event->lane->name, ",");

    if (colon) {
        if ((size_t)(colon - item) != name ||
            strncmp(item, event->lane->name, name) != 0)
            return false;
        length -= name + 1;
        item = colon + 1;
    }
    return strlen(word) == length && strncmp(item, word, length) == 0;
}

static bool is_asked_for(const char *list, const struct event *event)
{
    while (*list) {
        size_t length = strcspn(list, ",");
        if (means(list, length, event))
            return true;
        list += length + (list[length] == ',');
    }
    return false;
}

/* "Not now": what it asked for is brought by a later call. */
static bool brought_nothing(const struct event *event)
{
    return only_later(event) && event->role != CONNECTS;
}

/* A call that comes back after the act is shown as waiting; but of a process
   with several threads in one lane nobody could say that it waits. */
static bool is_picked(const struct run *run, struct event *event,
                      const struct window *window)
{
    long long effect = event->returned ? effect_of(event) : LLONG_MAX;

    if (event->kind != CALL)
        effect = effect_of(event);
    if (!is_asked_for(run->only, event) || event->begin >= window->until ||
        effect < window->from || brought_nothing(event))
        return false;
    if (effect < window->until)
        return true;
    event->returned = false;
    event->end = event->begin;
    event->met = NULL;
    return event->may_wait && event->begin >= window->from && !run->no_threads;
}

static void drop_hidden(struct lane *lane)
{
    size_t kept = 0;

    for (size_t i = 0; i < lane->count; i++)
        if (!lane->events[i]->hidden)
            lane->events[kept++] = lane->events[i];
    lane->count = kept;
}

/* A connect that goes on by itself is drawn as any other: how it ended shows.
 */
static void simplify(struct event *event)
{
    if (event->role != CONNECTS || !only_later(event))
        return;
    event->error = NULL;
    event->result = 0;
}

void pick_events(struct run *run)
{
    struct window window = window_of(run);

    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        if (event->lane && event->begin < window.from)
            event->lane->lives = true;
        if (event->lane && event->kind == END)
            event->lane->ends = effect_of(event);
        event->hidden = !event->lane || !is_picked(run, event, &window);
        simplify(event);
    }
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        if (event->hidden || (event->met && event->met->hidden))
            event->met = NULL;
    }
    for (size_t i = 0; i < run->lane_count; i++)
        drop_hidden(&run->lanes[i]);
}
