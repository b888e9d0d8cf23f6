/*
 * streams.c - the bytes of connections, and their ends.
 *
 * What one end sends has positions in its stream, 0 and up, and so has what the
 * other end receives: where they overlap, a send met a receive.
 */
#include "internal.h"

#include <string.h>

/* ---- bytes of a stream ---- */

enum { SENT, RECEIVED };

static void add_moving(struct end *end, int way, struct event *event)
{
    append(&end->moving[way], &end->moving_count[way], event);
}

static void set_positions(struct end *end)
{
    long long sent = 0, received = 0;

    for (size_t i = 0; i < end->count; i++) {
        struct event *event = end->events[i];
        if (event->role == SENDS) {
            event->from = sent;
            sent += event->returned ? event->result : event->asked;
            event->to = sent;
            add_moving(end, SENT, event);
        } else if (event->role == RECEIVES) {
            event->from = received;
            event->to = received + event->result;
            if (peeks(event))
                continue;
            received = event->to;
            add_moving(end, RECEIVED, event);
        }
    }
}

/* The first and the last receive that have bytes of a send, or the reverse. */
struct overlap {
    struct event *first, *last;
    int count;
};

static struct overlap overlap_of(const struct event *event,
                                 const struct end *other, int way)
{
    struct overlap overlap = {NULL, NULL, 0};
    struct event **all = other->moving[way];
    size_t count = other->moving_count[way], low = 0, high = count;

    while (low < high) { /* the first that ends behind where this one begins */
        size_t middle = low + (high - low) / 2;
        if (all[middle]->to > event->from)
            high = middle;
        else
            low = middle + 1;
    }
    for (; low < count && all[low]->from < event->to; low++) {
        overlap.first = overlap.first ? overlap.first : all[low];
        overlap.last = all[low];
        overlap.count++;
    }
    return overlap;
}

/* What a receive got of the sends: all of one, part of one, several. */
static void explain_receive(struct event *event, const struct overlap *sends)
{
    long long left = sends->last->to - event->to;

    if (sends->count > 1)
        event->note = format("%d sends in one %s%s", sends->count, event->call,
                             left ? ", the last not whole" : "");
    else if (left > 0)
        event->note =
            format("%lld of %lld bytes: %lld still wait", event->result,
                   sends->last->to - sends->last->from, left);
    else if (event->from > sends->first->from)
        event->note = format("the rest of %lld bytes",
                             sends->first->to - sends->first->from);
}

static void match_receive(struct event *event)
{
    if (peeks(event)) {
        event->note = "MSG_PEEK: the bytes stay where they are";
        return;
    }
    struct overlap sends = overlap_of(event, event->at->other, SENT);
    if (sends.count == 0)
        return;
    explain_receive(event, &sends);
    struct event *send = sends.first;
    if (sends.count == 1 && send->from == event->from && send->to == event->to)
        meet(send, event);
}

/* Nobody can read there any more. */
static bool is_gone(const struct run *run, const struct end *end,
                    long long when)
{
    const struct event *last = end->events[end->count - 1];

    return (is_call(last, "close") && last->end < when) ||
           is_dead(run, end->lane, when);
}

static const char *explain_no_return(const struct run *run,
                                     const struct event *event)
{
    const struct event *death = death_of(run, event->lane);

    if (death && death->text && strstr(death->text, "signal 13"))
        return "SIGPIPE: this send killed the process";
    return "did not come back";
}

static void match_send(const struct run *run, struct event *event)
{
    const struct end *other = event->at->other;
    struct overlap receives = overlap_of(event, other, RECEIVED);

    if (!event->returned && receives.count > 0)
        came_back_after_all(event);
    if (!event->returned) {
        event->note = explain_no_return(run, event);
        return;
    }
    if (receives.count == 0 && is_gone(run, other, event->begin)) {
        event->note = "the other end is gone: a reset comes back";
        return;
    }
    event->towards = receives.first ? receives.first->lane : other->lane;
    if (event->result < event->asked)
        event->note = format("only %lld of %lld bytes were taken",
                             event->result, event->asked);
}

/* ---- the end of a stream ---- */

/* The call that ended the stream before `seen`; NULL: none did. */
static struct event *finish_before(const struct end *end, long long seen)
{
    struct event *finish = NULL;

    for (size_t i = 0; i < end->count; i++) {
        struct event *event = end->events[i];
        if (event->role != FINISHES || event->begin > seen)
            continue;
        if (is_call(event, "shutdown"))
            return event;
        finish = event; /* with forked children, the last close */
    }
    return finish;
}

/* The death of whoever has the other end, if it was that. Who noted it may
   have done so a little late. */
static struct event *death_before(const struct run *run, const struct end *end,
                                  long long seen)
{
    struct event *death = death_of(run, end->lane);

    for (size_t i = 0; death && i < run->count; i++)
        if (run->events[i].pid == death->pid && run->events[i].kind == CALL &&
            run->events[i].end > seen)
            return NULL;
    if (death && death->end > seen)
        death->begin = death->end = seen;
    return death;
}

/* Not the other side's doing: it wants to read no more itself. */
static bool stopped_reading(const struct end *end, const struct event *seen)
{
    for (size_t i = 0; i < end->count; i++) {
        const struct event *event = end->events[i];
        if (is_call(event, "shutdown") && event->args &&
            strcmp(event->args, "SHUT_WR") != 0 && event->begin < seen->end)
            return true;
    }
    return false;
}

static void match_end_of_stream(const struct run *run, struct event *event)
{
    const struct end *other = event->at->other;
    struct event *finish = finish_before(other, event->end);

    if (!finish && stopped_reading(event->at, event))
        return;
    if (!finish)
        finish = death_before(run, other, event->end);
    if (finish && !finish->met)
        meet(finish, event);
}

/* Whoever is told of a reset: the other end's close may have been it. */
static void match_reset(struct event *event)
{
    const struct end *other = event->at->other;
    struct event *close = finish_before(other, event->end);

    if (!close || close->met || !is_call(close, "close"))
        return;
    close->towards = event->lane;
    close->resets = true;
}

/* close() with bytes that nobody read resets the connection. */
static void explain_close(struct event *event)
{
    long long sent = 0, received = 0;
    const struct end *other = event->at->other;

    /* after a fork, somebody else may go on with it */
    if (event->at->events[event->at->count - 1] != event)
        return;
    for (size_t i = 0; i < other->count; i++)
        if (other->events[i]->role == SENDS &&
            other->events[i]->end < event->begin)
            sent = other->events[i]->to;
    for (size_t i = 0; i < event->at->count; i++)
        if (event->at->events[i]->role == RECEIVES)
            received = event->at->events[i]->to;
    if (sent > received)
        event->note = format("%lld bytes were not read: this resets the "
                             "connection",
                             sent - received);
}

static void match_end(const struct run *run, struct end *end)
{
    for (size_t i = 0; i < end->count; i++) {
        struct event *event = end->events[i];
        if (event->role == SENDS)
            match_send(run, event);
        if (event->error && strcmp(event->error, "ECONNRESET") == 0)
            match_reset(event);
        if (event->role == SEES_END)
            match_end_of_stream(run, event);
        if (is_call(event, "close"))
            explain_close(event);
        if (event->role == RECEIVES)
            match_receive(event);
    }
}

void match_streams(struct run *run)
{
    for (size_t i = 0; i < run->end_count; i++)
        set_positions(run->ends[i]);
    for (size_t i = 0; i < run->end_count; i++)
        if (run->ends[i]->other)
            match_end(run, run->ends[i]);
}
