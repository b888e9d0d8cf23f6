/*
 * pick.c - of a run, what a small picture shows: the calls that are asked for,
 * in one act. All that went before has been matched already, so the connections
 * are known.
 */
#include "internal.h"

#include <limits.h>
#include <string.h>

/* From the act's heading to the next one. */
struct window {
    long long from, until;
};

static struct window window_of(const struct picture *picture)
{
    const struct run *run = picture->run;
    struct window window = {0, LLONG_MAX};
    int says = 0;

    for (size_t i = 0; i < run->count && picture->act > 0; i++) {
        if (run->events[i].kind != SAY)
            continue;
        says++;
        if (says == picture->act)
            window.from = effect_of(&run->events[i]);
        else if (says == picture->act + 1)
            window.until = effect_of(&run->events[i]);
    }
    if (says < picture->act)
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
    const char *name = event->lane->name, *said = word_for(event);

    if (memchr(item, ':', length))
        said = format("%.*s:%s", (int)strcspn(name, ","), name, said);
    return strlen(said) == length && strncmp(item, said, length) == 0;
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

/* What a call that says "not now" asked for is brought by a later one. A call
   that comes back after the act is shown as waiting; but of a process with
   several threads in one lane nobody could say that it waits. */
static bool is_picked(const struct picture *picture, struct event *event,
                      const struct window *window)
{
    long long effect = event->returned ? effect_of(event) : LLONG_MAX;

    if (event->kind != CALL)
        effect = effect_of(event);
    if (!is_asked_for(picture->only, event) || event->begin >= window->until ||
        effect < window->from || (only_later(event) && event->role != CONNECTS))
        return false;
    if (effect < window->until)
        return true;
    event->returned = false;
    event->end = event->begin;
    event->met = NULL;
    return event->may_wait && event->begin >= window->from &&
           !picture->run->no_threads;
}

/* What is still to be seen of a lane, although its events are not picked. */
static void note_life(struct life *lives, const struct event *event,
                      long long from)
{
    struct life *life = &lives[event->lane->place];

    life->already = life->already || event->begin < from;
    if (event->kind == END)
        life->ends = effect_of(event);
}

/* From the whole run's events and lanes to those of the small one. */
static void link_events(struct run *small, const struct run *run,
                        struct event *const *picked)
{
    small->lanes = need((run->lane_count + 1) * sizeof *small->lanes);
    for (size_t i = 0; i < run->lane_count; i++) {
        small->lanes[i] = run->lanes[i];
        small->lanes[i].events = NULL;
        small->lanes[i].count = 0;
    }
    for (size_t i = 0; i < small->count; i++) {
        struct event *event = &small->events[i];
        event->lane = &small->lanes[event->lane->place];
        if (event->towards)
            event->towards = &small->lanes[event->towards->place];
        if (event->met)
            event->met = picked[event->met->number];
    }
    order_events(small);
}

void pick_events(struct picture *picture)
{
    const struct run *run = picture->run;
    struct window window = window_of(picture);
    struct run *small = need(sizeof *small);
    struct event **picked = need((run->count + 1) * sizeof *picked);

    *small = *run;
    small->events = need((run->count + 1) * sizeof *small->events);
    small->count = 0;
    picture->lives = need((run->lane_count + 1) * sizeof *picture->lives);
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &small->events[small->count];
        *event = run->events[i];
        if (!event->lane)
            continue;
        note_life(picture->lives, event, window.from);
        if (!is_picked(picture, event, &window))
            continue;
        /* A connect that goes on by itself is drawn as any other. */
        if (event->role == CONNECTS && only_later(event)) {
            event->error = NULL;
            event->result = 0;
        }
        event->number = small->count++;
        picked[i] = event;
    }
    link_events(small, run, picked);
    picture->run = small;
}
