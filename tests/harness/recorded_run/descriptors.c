/* descriptors.c - the ends that a call does not tell. */
#include "internal.h"

/* What is known of the descriptors of a process. */
struct descriptor {
    long pid;
    int fd;
    const char *self, *peer;
};

struct descriptors {
    struct descriptor *all;
    size_t count;
};

static struct descriptor *descriptor_of(struct descriptors *known, long pid,
                                        int fd)
{
    for (size_t i = known->count; i > 0; i--)
        if (known->all[i - 1].pid == pid && known->all[i - 1].fd == fd)
            return &known->all[i - 1];
    known->all = with_room(known->all, known->count, sizeof *known->all);
    known->all[known->count] = (struct descriptor){.pid = pid, .fd = fd};
    return &known->all[known->count++];
}

static void set_descriptor(struct descriptors *known, long pid, int fd,
                           const char *self, const char *peer)
{
    struct descriptor *descriptor = descriptor_of(known, pid, fd);

    descriptor->self = self;
    descriptor->peer = peer;
}

/* A forked child has all that its parent has. */
static void inherit(struct descriptors *known, long parent, long child)
{
    for (size_t i = 0, count = known->count; i < count; i++) {
        struct descriptor from = known->all[i];
        if (from.pid == parent)
            set_descriptor(known, child, from.fd, from.self, from.peer);
    }
}

/* After a reset, or when both sides have ended, the kernel forgets who the
   peer was. We do not. */
static void complete(struct descriptors *known, struct event *event)
{
    if (event->fd < 0 || is_call(event, "epoll_wait"))
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
    } else {
        set_descriptor(known, event->pid, event->fd, event->self,
                       event->datagram ? before->peer : event->peer);
    }
}

void complete_calls(struct run *run)
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
