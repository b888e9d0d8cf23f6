/* datagrams.c - they meet by their addresses and their bytes. */
#include "internal.h"

#include <string.h>

/* The same address; one of them may be that of any host. */
static bool reaches(const char *to, const char *self)
{
    return strcmp(to, self) == 0 || (any_host(self) && same_port(to, self));
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
    return event->datagram && sends(event) && event->result >= 0 && event->peer;
}

static bool is_datagram_receive(const struct event *event)
{
    return event->datagram && receives(event) && event->returned &&
           event->result >= 0 && event->self && !peeks(event);
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
        if (event->datagram && event->self && event->lane != send->lane &&
            reaches(send->peer, event->self) &&
            !is_dead(run, event->lane, send->begin))
            return event->lane;
    }
    return NULL;
}

void match_datagrams(struct run *run)
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
