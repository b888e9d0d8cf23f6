/* calls.c - what kind of call an event is, and when it has its effect. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

bool is_call(const struct event *event, const char *name)
{
    return event->kind == CALL && strcmp(event->call, name) == 0;
}

static bool begins_with(const struct event *event, const char *word)
{
    return event->kind == CALL && strncmp(event->call, word, strlen(word)) == 0;
}

bool sends(const struct event *event)
{
    return begins_with(event, "send") || begins_with(event, "write");
}

bool receives(const struct event *event)
{
    return begins_with(event, "recv") || begins_with(event, "read");
}

bool peeks(const struct event *event)
{
    return event->args && strstr(event->args, "MSG_PEEK");
}

bool polls(const struct event *event)
{
    return event->kind == CALL &&
           (strstr(event->call, "poll") || strstr(event->call, "select"));
}

bool only_later(const struct event *event)
{
    static const char *const names[] = {
        "EAGAIN", "EWOULDBLOCK", "EINPROGRESS", "EALREADY", "EINTR", NULL};

    for (int i = 0; event->error && names[i]; i++)
        if (strcmp(event->error, names[i]) == 0)
            return true;
    return false;
}

bool goes_out(const struct event *event)
{
    return event->role == CONNECTS || event->role == SENDS ||
           event->role == FINISHES || event->kind == END;
}

long long effect_of(const struct event *event)
{
    return goes_out(event) && !event->late ? event->begin : event->end;
}

static int by_effect(const void *a, const void *b)
{
    const struct event *const *left = a, *const *right = b;

    if (effect_of(*left) != effect_of(*right))
        return effect_of(*left) < effect_of(*right) ? -1 : 1;
    return ((*left)->number > (*right)->number) -
           ((*left)->number < (*right)->number);
}

void sort_by_effect(struct event **events, size_t count)
{
    if (count)
        qsort(events, count, sizeof(void *), by_effect);
}

void append(struct event ***events, size_t *count, struct event *event)
{
    *events = with_room(*events, *count, sizeof **events);
    (*events)[(*count)++] = event;
}

void order_events(struct run *run)
{
    run->timeline = need((run->count + 1) * sizeof *run->timeline);
    for (size_t i = 0; i < run->count; i++)
        run->timeline[i] = &run->events[i];
    sort_by_effect(run->timeline, run->count);
    for (size_t i = 0; i < run->count; i++) {
        struct lane *lane = run->timeline[i]->lane;
        if (lane)
            append(&lane->events, &lane->count, run->timeline[i]);
    }
}
