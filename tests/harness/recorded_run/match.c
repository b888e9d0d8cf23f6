/*
 * match.c - which call met which: connections here, then streams.c and
 * datagrams.c.
 */
#include "internal.h"

#include <string.h>

/* ---- for all that match ---- */

struct event *first_on(const struct end *end, enum role role)
{
    for (size_t i = 0; i < end->count; i++)
        if (end->events[i]->role == role)
            return end->events[i];
    return NULL;
}

void meet(struct event *from, struct event *to)
{
    from->met = to;
    to->met = from;
    from->towards = to->lane;
}

struct event *death_of(const struct run *run, const struct lane *lane)
{
    for (size_t i = run->count; i > 0; i--)
        if (run->events[i - 1].kind == END &&
            run->events[i - 1].pid == lane->pid)
            return &run->events[i - 1];
    return NULL;
}

bool is_dead(const struct run *run, const struct lane *lane, long long when)
{
    const struct event *death = death_of(run, lane);

    return death && death->begin < when;
}

void came_back_after_all(struct event *event)
{
    event->returned = true;
    event->result = event->asked;
}

/* ---- connections ---- */

static struct end *find_end(struct run *run, const char *self, const char *peer)
{
    for (size_t i = run->end_count; i > 0; i--)
        if (strcmp(run->ends[i - 1]->self, self) == 0 &&
            strcmp(run->ends[i - 1]->peer, peer) == 0)
            return run->ends[i - 1];
    return NULL;
}

static struct end *end_of(struct run *run, const char *self, const char *peer)
{
    struct end *end = find_end(run, self, peer);

    if (end)
        return end;
    run->ends = with_room(run->ends, run->end_count, sizeof(void *));
    end = need(sizeof *end);
    end->self = self;
    end->peer = peer;
    end->other = find_end(run, peer, self);
    if (end->other)
        end->other->other = end;
    run->ends[run->end_count++] = end;
    return end;
}

static void find_ends(struct run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        if (event->kind != CALL || event->datagram || !event->self ||
            !event->peer)
            continue;
        struct end *end = end_of(run, event->self, event->peer);
        append(&end->events, &end->count, event);
        end->lane = event->lane;
        event->at = end;
    }
    for (size_t i = 0; i < run->end_count; i++)
        sort_by_effect(run->ends[i]->events, run->ends[i]->count);
}

/* In whose queue a connection waits for accept(): that of the last one to
   listen at its port. */
static struct lane *listener_at(const struct run *run,
                                const struct event *connect)
{
    for (size_t i = run->count; i > 0; i--) {
        const struct event *event = &run->events[i - 1];
        if (is_call(event, "listen") && event->self &&
            event->begin <= connect->begin &&
            same_port(event->self, connect->peer) &&
            !is_dead(run, event->lane, connect->begin))
            return event->lane;
    }
    return NULL;
}

/* The call that shows that the connection is there; NULL: none does. One that
   came back with EINPROGRESS does not. */
static const struct event *first_proof(const struct end *end,
                                       const struct event *connect,
                                       const struct event *accept)
{
    if (connect->returned && !connect->error)
        return connect;
    for (size_t i = 0; i < end->count; i++) {
        const struct event *event = end->events[i];
        if ((event->role == SENDS || event->role == RECEIVES) &&
            event->returned && (!accept || event->end < accept->end))
            return event;
    }
    return accept;
}

/* Was another connection taken from the queue between the two? Then it may have
   been full until that moment. */
static bool queue_moved(const struct run *run, const struct event *connect,
                        const struct event *proof, const struct event *accept)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        if (event->role == ACCEPTS && event != accept && event->self &&
            same_port(event->self, connect->peer) &&
            event->end > connect->begin && event->end < proof->end &&
            (!accept || event->end < accept->end))
            return true;
    }
    return false;
}

/* The kernel of the listening side answers a SYN and keeps the connection for
   accept(), even if the program sleeps: but only where the queue has room. */
static void explain_connect(const struct run *run, const struct end *end,
                            struct event *connect, const struct event *accept)
{
    const struct event *proof = first_proof(end, connect, accept);
    bool moved = proof && queue_moved(run, connect, proof, accept);

    connect->queued = proof && (proof == connect || !moved);
    connect->late = proof == connect && moved;
    if (connect->late && accept && accept->end <= connect->end)
        connect->end = accept->end - 1; /* it was woken late */
}

static void match_connection(const struct run *run, struct end *end)
{
    struct event *connect = first_on(end, CONNECTS), *accept = NULL;

    if (!connect)
        return;
    if (end->other)
        accept = first_on(end->other, ACCEPTS);
    if (accept) {
        meet(connect, accept);
        accept->note = format("from the queue: %s", connect->lane->name);
    }
    struct lane *listener = listener_at(run, connect);
    if (listener)
        connect->towards = listener;
    explain_connect(run, end, connect, accept);
}

/* ---- threads ---- */

/* The thread with this handle that began last, or, before `create` came back,
   is not met yet. Handles are given out again. */
static struct event *thread_of(struct run *run, const struct event *event)
{
    bool creates = is_call(event, "pthread_create");
    struct event *found = NULL;

    for (size_t i = 0; i < run->count; i++) {
        struct event *thread = &run->events[i];
        if (thread->kind != THREAD || thread->pid != event->pid ||
            thread->handle != event->handle)
            continue;
        if (creates && !thread->met && thread->begin >= event->begin)
            return thread;
        if (!creates && thread->begin <= event->begin)
            found = thread;
    }
    return found;
}

/* pthread_create meets the thread; pthread_join is towards its lane. */
void match_threads(struct run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        bool creates = is_call(event, "pthread_create");
        if (!creates && !is_call(event, "pthread_join"))
            continue;
        struct event *thread = thread_of(run, event);
        if (thread && creates)
            meet(event, thread);
        else if (thread)
            event->towards = thread->lane;
    }
}

/* ---- addresses ---- */

bool any_host(const char *address)
{
    return strncmp(address, "0.0.0.0:", 8) == 0 ||
           strncmp(address, "[::]:", 5) == 0;
}

bool same_port(const char *a, const char *b)
{
    a = strrchr(a, ':');
    b = strrchr(b, ':');
    return a && b && strcmp(a, b) == 0;
}

/* Where all addresses are of one host, the ports say enough. */
static void find_host(struct run *run)
{
    const char *host = NULL;

    for (size_t i = 0; i < 2 * run->count; i++) {
        const struct event *event = &run->events[i / 2];
        const char *address = i % 2 ? event->peer : event->self;
        const char *port = address ? strrchr(address, ':') : NULL;
        if (!port || any_host(address))
            continue;
        const char *here = format("%.*s", (int)(port - address), address);
        if (host && strcmp(host, here) != 0)
            return;
        host = here;
    }
    run->host = host;
}

/* ---- all of it ---- */

static enum role role_of(const struct event *event)
{
    if (is_call(event, "connect") &&
        (!event->error || strcmp(event->error, "EINPROGRESS") == 0))
        return CONNECTS;
    if (is_call(event, "accept") && event->returned && event->result >= 0)
        return ACCEPTS;
    if (sends(event) && (event->result > 0 || !event->returned))
        return SENDS;
    if (receives(event) && event->result > 0)
        return RECEIVES;
    if (receives(event) && event->returned && event->result == 0 &&
        event->asked > 0)
        return SEES_END;
    if (is_call(event, "close") ||
        (is_call(event, "shutdown") && !event->error && event->args &&
         strcmp(event->args, "SHUT_RD") != 0))
        return FINISHES;
    return NOTHING;
}

void match_run(struct run *run)
{
    complete_calls(run);
    for (size_t i = 0; i < run->count; i++)
        if (!run->events[i].datagram)
            run->events[i].role = role_of(&run->events[i]);
    find_ends(run);
    match_streams(run);
    for (size_t i = 0; i < run->end_count; i++)
        match_connection(run, run->ends[i]);
    match_datagrams(run);
    match_threads(run);
    find_host(run);
    order_events(run);
}
