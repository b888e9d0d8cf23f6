/*
 * ladder_match.c - which call met which.
 *
 * A connection has two ends, known by their pair of addresses. What one end
 * sends has positions in its stream, 0 and up, and so has what the other end
 * receives: where they overlap, a send met a receive. Datagrams meet by their
 * addresses and their bytes.
 */
#define _POSIX_C_SOURCE 200809L

#include "recorded_run.h"

#include <stdlib.h>
#include <string.h>

static bool is_call(const struct event *event, const char *name)
{
    return strcmp(event->call, name) == 0;
}

static bool any_of(const struct event *event, const char *const *names)
{
    for (; *names; names++)
        if (is_call(event, *names))
            return true;
    return false;
}

static bool sends(const struct event *event)
{
    static const char *const names[] = {"send",  "sendto", "sendmsg",
                                        "write", "writev", NULL};
    return any_of(event, names);
}

static bool receives(const struct event *event)
{
    static const char *const names[] = {"recv", "recvfrom", "recvmsg",
                                        "read", "readv",    NULL};
    return any_of(event, names);
}

static bool peeks(const struct event *event)
{
    return event->args && strstr(event->args, "MSG_PEEK");
}

/* ---- the ends that a call does not tell ---- */

/* What is known of the descriptors of a process. */
struct descriptor {
    long pid;
    int fd;
    const char *self, *peer;
};

struct descriptors {
    struct descriptor *all;
    size_t count, room;
};

static struct descriptor *descriptor_of(struct descriptors *known, long pid,
                                        int fd)
{
    for (size_t i = known->count; i > 0; i--)
        if (known->all[i - 1].pid == pid && known->all[i - 1].fd == fd)
            return &known->all[i - 1];
    if (known->count == known->room) {
        struct descriptor *old = known->all;
        known->room = 2 * known->room + 64;
        known->all = need(known->room * sizeof *known->all);
        if (known->count)
            memcpy(known->all, old, known->count * sizeof *old);
    }
    known->all[known->count] = (struct descriptor){.pid = pid, .fd = fd};
    return &known->all[known->count++];
}

/* A forked child has all that its parent has. */
static void inherit(struct descriptors *known, long parent, long child)
{
    size_t count = known->count;

    for (size_t i = 0; i < count; i++) {
        struct descriptor from = known->all[i];
        if (from.pid != parent)
            continue;
        struct descriptor *to = descriptor_of(known, child, from.fd);
        to->self = from.self;
        to->peer = from.peer;
    }
}

static void set_descriptor(struct descriptors *known, long pid, int fd,
                           const char *self, const char *peer)
{
    struct descriptor *descriptor = descriptor_of(known, pid, fd);

    descriptor->self = self;
    descriptor->peer = peer;
}

/* After a reset, or when both sides have ended, the kernel forgets who the
   peer was. We do not. */
static void complete(struct descriptors *known, struct event *event)
{
    if (event->fd < 0 || !event->call || is_call(event, "epoll_wait"))
        return;
    struct descriptor *before = descriptor_of(known, event->pid, event->fd);

    if (!event->self)
        event->self = before->self;
    if (!event->peer && !event->datagram && !is_call(event, "accept"))
        event->peer = before->peer;
    if (is_call(event, "accept") || is_call(event, "dup")) {
        if (event->returned && event->result >= 0)
            set_descriptor(known, event->pid, (int)event->result, event->self,
                           event->peer);
    } else if (is_call(event, "close")) {
        set_descriptor(known, event->pid, event->fd, NULL, NULL);
    } else if (!event->datagram) {
        set_descriptor(known, event->pid, event->fd, event->self, event->peer);
    } else {
        set_descriptor(known, event->pid, event->fd, event->self, before->peer);
    }
}

static void complete_all(struct run *run)
{
    struct descriptors known = {.count = 0};

    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        if (event->kind == CALL)
            complete(&known, event);
        else if (event->kind == START && event->parent)
            inherit(&known, event->parent, event->pid);
    }
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
    if (run->end_count % 64 == 0) {
        run->ends = realloc(run->ends, (run->end_count + 64) * sizeof(void *));
        if (!run->ends)
            abort();
    }
    end = need(sizeof *end);
    end->self = self;
    end->peer = peer;
    end->other = find_end(run, peer, self);
    if (end->other)
        end->other->other = end;
    run->ends[run->end_count++] = end;
    return end;
}

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

long long effect_of(const struct event *event)
{
    switch (event->role) {
    case CONNECTS:
    case SENDS:
    case FINISHES:
        return event->begin;
    default:
        return event->end;
    }
}

static int by_effect(const void *a, const void *b)
{
    const struct event *const *left = a, *const *right = b;

    if (effect_of(*left) != effect_of(*right))
        return effect_of(*left) < effect_of(*right) ? -1 : 1;
    return (*left)->number - (*right)->number;
}

static void add_to_end(struct run *run, struct event *event)
{
    if (event->kind != CALL || event->datagram || !event->self || !event->peer)
        return;
    event->at = end_of(run, event->self, event->peer);
    event->at->count++;
    event->at->lane = event->lane;
}

static void find_ends(struct run *run)
{
    for (size_t i = 0; i < run->count; i++)
        add_to_end(run, &run->events[i]);
    for (size_t i = 0; i < run->end_count; i++) {
        run->ends[i]->events = need(run->ends[i]->count * sizeof(void *));
        run->ends[i]->count = 0;
    }
    for (size_t i = 0; i < run->count; i++) {
        struct end *end = run->events[i].at;
        if (end)
            end->events[end->count++] = &run->events[i];
    }
    for (size_t i = 0; i < run->end_count; i++)
        qsort(run->ends[i]->events, run->ends[i]->count, sizeof(void *),
              by_effect);
}

static struct event *first_on(const struct end *end, enum role role)
{
    for (size_t i = 0; i < end->count; i++)
        if (end->events[i]->role == role)
            return end->events[i];
    return NULL;
}

static void meet(struct event *from, struct event *to)
{
    from->met = to;
    to->met = from;
    from->towards = to->lane;
}

static struct event *death_of(const struct run *run, const struct lane *lane)
{
    for (size_t i = run->count; i > 0; i--)
        if (run->events[i - 1].kind == END &&
            run->events[i - 1].pid == lane->pid)
            return &run->events[i - 1];
    return NULL;
}

static bool is_dead(const struct run *run, const struct lane *lane,
                    long long when)
{
    const struct event *death = death_of(run, lane);

    return death && death->begin < when;
}

/* Whose queue a connection waits in that is not accepted yet: whoever listens
   at that port. */
static struct lane *listener_at(const struct run *run, const char *address,
                                long long when)
{
    const char *port = strrchr(address, ':');

    for (size_t i = 0; port && i < run->count; i++) {
        const struct event *event = &run->events[i];
        if (event->kind == CALL && is_call(event, "listen") && event->self &&
            strcmp(strrchr(event->self, ':'), port) == 0 &&
            !is_dead(run, event->lane, when))
            return event->lane;
    }
    return NULL;
}

static void match_connection(const struct run *run, struct end *end)
{
    struct event *connect = first_on(end, CONNECTS), *accept = NULL;

    if (!connect)
        return;
    connect->towards = listener_at(run, connect->peer, connect->begin);
    if (end->other)
        accept = first_on(end->other, ACCEPTS);
    if (accept)
        meet(connect, accept);
}

/* ---- bytes of a stream ---- */

static void set_positions(struct end *end)
{
    long long sent = 0, received = 0;

    for (size_t i = 0; i < end->count; i++) {
        struct event *event = end->events[i];
        if (event->role == SENDS) {
            event->from = sent;
            sent += event->returned ? event->result : event->asked;
            event->to = sent;
        } else if (event->role == RECEIVES) {
            event->from = received;
            event->to = received + event->result;
            if (!peeks(event))
                received = event->to;
        }
    }
}

/* The first and the last receive that have bytes of a send, or the reverse. */
struct overlap {
    struct event *first, *last;
    int count;
};

static struct overlap overlap_of(const struct event *event,
                                 const struct end *other, enum role role)
{
    struct overlap overlap = {NULL, NULL, 0};

    for (size_t i = 0; i < other->count; i++) {
        struct event *candidate = other->events[i];
        if (candidate->role != role || candidate->to <= event->from ||
            candidate->from >= event->to || peeks(candidate))
            continue;
        overlap.first = overlap.first ? overlap.first : candidate;
        overlap.last = candidate;
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
    struct overlap sends = overlap_of(event, event->at->other, SENDS);
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

    return (strcmp(last->call, "close") == 0 && last->end < when) ||
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

/* A process was killed before it could say so, but the bytes were received. */
static void came_back_after_all(struct event *event)
{
    event->returned = true;
    event->result = event->asked;
}

static void match_send(const struct run *run, struct event *event)
{
    const struct end *other = event->at->other;
    struct overlap receives = overlap_of(event, other, RECEIVES);

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
    if (event->returned && event->result < event->asked)
        event->note = format("only %lld of %lld bytes were taken",
                             event->result, event->asked);
}

/* ---- the end of a stream ---- */

/* The call that ended the stream before `seen`; the process' death if none. */
static struct event *finish_before(const struct end *end, long long seen)
{
    struct event *finish = NULL;

    for (size_t i = 0; i < end->count; i++) {
        struct event *event = end->events[i];
        if (event->role != FINISHES || event->begin > seen)
            continue;
        if (strcmp(event->call, "shutdown") == 0)
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
        if (strcmp(event->call, "shutdown") == 0 && event->args &&
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

    if (!close || close->met || strcmp(close->call, "close") != 0)
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
    match_connection(run, end);
    if (!end->other)
        return;
    for (size_t i = 0; i < end->count; i++) {
        struct event *event = end->events[i];
        if (event->role == SENDS)
            match_send(run, event);
        if (event->error && strcmp(event->error, "ECONNRESET") == 0)
            match_reset(event);
        if (event->role == SEES_END)
            match_end_of_stream(run, event);
        if (event->role == FINISHES && strcmp(event->call, "close") == 0)
            explain_close(event);
    }
    for (size_t i = 0; i < end->count; i++)
        if (end->events[i]->role == RECEIVES)
            match_receive(end->events[i]);
}

/* ---- datagrams ---- */

static bool any_host(const char *address)
{
    return strncmp(address, "0.0.0.0:", 8) == 0 ||
           strncmp(address, "[::]:", 5) == 0;
}

/* The same address; one of them may be that of any host. */
static bool reaches(const char *to, const char *self)
{
    const char *port = strrchr(self, ':');

    if (strcmp(to, self) == 0)
        return true;
    return any_host(self) && strcmp(strrchr(to, ':'), port) == 0;
}

static bool same_bytes(const struct event *send, const struct event *receive)
{
    size_t length = send->data_length < receive->data_length
                        ? send->data_length
                        : receive->data_length;

    long long sent = send->returned ? send->result : send->asked;

    if (receive->result > sent ||
        (receive->result < sent && receive->result < receive->asked))
        return false;
    return length == 0 || memcmp(send->data, receive->data, length) == 0;
}

static bool is_datagram_send(const struct event *event)
{
    return event->kind == CALL && event->datagram && sends(event) &&
           event->result >= 0 && event->peer;
}

static bool is_datagram_receive(const struct event *event)
{
    return event->kind == CALL && event->datagram && receives(event) &&
           event->returned && event->result >= 0 && event->self &&
           !peeks(event);
}

static bool datagram_meets(const struct event *send,
                           const struct event *receive)
{
    return !send->met && send->begin <= receive->end &&
           reaches(send->peer, receive->self) &&
           (!receive->peer || !send->self ||
            reaches(receive->peer, send->self)) &&
           same_bytes(send, receive);
}

static void match_datagram(const struct run *run, struct event *receive)
{
    for (size_t i = 0; i < run->count; i++) {
        struct event *send = &run->events[i];
        if (!is_datagram_send(send) || !datagram_meets(send, receive))
            continue;
        meet(send, receive);
        if (!send->returned)
            came_back_after_all(send);
        if (receive->result < send->result)
            receive->note =
                format("%lld bytes were sent: the rest is lost", send->result);
        return;
    }
}

/* Who would have got it: whoever has a socket at that address. */
static struct lane *owner_of(const struct run *run, const struct event *send)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        if (event->kind == CALL && event->datagram && event->self &&
            event->lane != send->lane && reaches(send->peer, event->self) &&
            !is_dead(run, event->lane, send->begin))
            return event->lane;
    }
    return NULL;
}

static void match_datagrams(struct run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        if (is_datagram_send(event))
            event->role = SENDS;
        if (is_datagram_receive(event)) {
            event->role = RECEIVES;
            match_datagram(run, event);
        }
    }
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        if (is_datagram_send(event) && !event->met) {
            event->towards = owner_of(run, event);
            event->note = "never received";
        }
    }
}

/* ---- all of it ---- */

/* The host of an address, without its port. */
static bool same_host(const char *a, const char *b)
{
    size_t length = (size_t)(strrchr(a, ':') - a);

    return (size_t)(strrchr(b, ':') - b) == length && !strncmp(a, b, length);
}

/* Where all addresses are of one host, the ports say enough. */
static void find_host(struct run *run)
{
    const char *first = NULL;

    for (size_t i = 0; i < run->count; i++) {
        const char *both[2] = {run->events[i].self, run->events[i].peer};
        for (int j = 0; j < 2; j++) {
            if (!both[j] || !strrchr(both[j], ':') || any_host(both[j]))
                continue;
            first = first ? first : both[j];
            if (!same_host(first, both[j]))
                return;
        }
    }
    if (first)
        run->host = format("%.*s", (int)(strrchr(first, ':') - first), first);
}

void match_run(struct run *run)
{
    complete_all(run);
    for (size_t i = 0; i < run->count; i++)
        if (run->events[i].kind == CALL && !run->events[i].datagram)
            run->events[i].role = role_of(&run->events[i]);
    find_ends(run);
    for (size_t i = 0; i < run->end_count; i++)
        set_positions(run->ends[i]);
    for (size_t i = 0; i < run->end_count; i++)
        match_end(run, run->ends[i]);
    match_datagrams(run);
    find_host(run);
}
