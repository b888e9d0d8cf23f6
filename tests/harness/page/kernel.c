/*
 * kernel.c - what each step changes in the kernel. What follows from the calls
 * is derived; where the kernel itself was asked, its answer counts.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- TCP ---- */

/* A FIN is with the other side as soon as all bytes before it are. */
static bool fin_arrived(const struct socket *socket)
{
    return socket->fin && socket->unsent == 0;
}

/* The state that follows for one end of a connection that was established. */
static int state_of(const struct socket *socket)
{
    const struct socket *other = socket->other;
    bool in = other && fin_arrived(other);

    if (socket->reset)
        return CLOSED;
    if (!socket->fin)
        return in ? CLOSE_WAIT : ESTABLISHED;
    if (!in)
        return socket->under_way || socket->unsent ? FIN_WAIT_1 : FIN_WAIT_2;
    if (!fin_arrived(socket))
        return LAST_ACK;
    return socket->fin < other->fin ? TIME_WAIT : CLOSED;
}

/* Can a connection still come to the second from the first? Then the kernel may
   have been asked before it did. */
static bool comes_before(int first, int second)
{
    static const int ways[][2] = {
        {ESTABLISHED, FIN_WAIT_1}, {ESTABLISHED, CLOSE_WAIT},
        {FIN_WAIT_1, FIN_WAIT_2},  {FIN_WAIT_2, TIME_WAIT},
        {CLOSE_WAIT, LAST_ACK},    {LAST_ACK, CLOSED},
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i][0] == first &&
            (ways[i][1] == second || comes_before(ways[i][1], second)))
            return true;
    return false;
}

static void set_state(struct socket *socket, int state, bool seen)
{
    socket->state = state;
    socket->state_seen = seen;
    socket->touched = true;
}

/* A state that follows counts when it is another than followed before. */
static void derive(struct socket *socket)
{
    if (!socket || socket->derived == 0)
        return;
    int state = state_of(socket);
    if (state != socket->derived && state != socket->state)
        set_state(socket, state, false);
    socket->derived = state;
    if (state == CLOSED && socket->holders == 0 && !socket->gone)
        socket->gone = socket->touched = true;
}

static void derive_both(struct socket *socket)
{
    derive(socket);
    derive(socket->other);
    if (socket->other)
        socket->other->touched = true;
    socket->touched = true;
}

static void establish(struct socket *socket)
{
    socket->derived = ESTABLISHED;
    if (socket->state != ESTABLISHED)
        set_state(socket, ESTABLISHED, false);
}

static void connect_ends(struct socket *a, struct socket *b)
{
    a->other = b;
    b->other = a;
    establish(a);
    establish(b);
}

/* It has ended its stream. NULL: nobody knows how. */
static void learn_fin(struct socket *socket, const char *how)
{
    static int fins;

    if (!socket->fin && !socket->reset)
        socket->fin = ++fins;
    if (!socket->ended)
        socket->ended = how;
}

static void send_fin(struct socket *socket, const char *how)
{
    learn_fin(socket, how);
    if (socket->other)
        socket->other->buffer_seen = false;
    derive_both(socket);
}

static void send_reset(struct socket *socket)
{
    socket->reset = true;
    if (socket->other)
        socket->other->reset = true;
    derive_both(socket);
}

/* ---- what the kernel has said ---- */

/* Does the other end of its connection do something to it, or may it? */
static bool touches(const struct event *event, const struct event *other)
{
    const struct end *end = event->at ? event->at->other : NULL;

    return other->kind == END ||
           (goes_out(other) && (!event->at || !end || other->at == end));
}

/* After a call that stands where it began, the other end may have done
   something before the kernel was asked. */
static bool is_late(const struct story *story, const struct step *step)
{
    const struct step *end = story->steps + story->count;

    if (step->part != WHOLE || step->at >= step->event->end)
        return false;
    for (const struct step *next = step + 1;
         next < end && next->at <= step->event->end; next++)
        if (next->event->lane != step->event->lane &&
            touches(step->event, next->event))
            return true;
    return false;
}

/* TCP_INFO says that the connection is over: by the ends of both streams, if
   this one has ended its own, else by a reset. */
static void observe_end(struct socket *socket)
{
    struct socket *other = socket->other;
    bool first = socket->state == FIN_WAIT_1 || socket->state == FIN_WAIT_2;

    if (socket->fin && other) {
        other->unsent = 0;
        learn_fin(other, NULL);
        derive_both(socket);
    } else if (socket->fin) {
        set_state(socket, first ? TIME_WAIT : CLOSED, false);
        socket->derived = socket->state;
    } else {
        socket->reset = true;
        socket->derived = CLOSED;
        set_state(socket, CLOSED, true);
    }
}

/* One whose connection is over is CLOSED for TCP_INFO even in TIME_WAIT. */
static void observe_state(struct socket *socket, int state)
{
    struct socket *other = socket->other;

    if (state <= 0 || (state == CLOSED && socket->state == TIME_WAIT) ||
        comes_before(state, socket->derived))
        return;
    if (state == CLOSE_WAIT && other && !other->fin)
        learn_fin(other, NULL);
    if (state == FIN_WAIT_2) {
        socket->under_way = false;
        socket->derived = FIN_WAIT_2;
    }
    if (state == CLOSED && socket->derived && socket->derived != CLOSED) {
        observe_end(socket);
        return;
    }
    if (socket->state != state || !socket->state_seen)
        set_state(socket, state, true);
}

static void observe_buffers(struct socket *socket, const struct event *event,
                            const struct kernel *kernel)
{
    struct socket *other = socket->other;

    if (kernel->out >= 0 && sends(event)) {
        socket->unsent = kernel->out;
        if (other)
            other->buffer_seen = true;
    }
    if (kernel->in < 0 || !other || socket->reset)
        return;
    long long apart = other->sent - socket->taken - kernel->in;
    if (apart >= 0 && apart < other->unsent)
        other->unsent = apart;
    socket->buffer_seen = length_of_buffer(socket) == kernel->in;
}

static void observe(struct story *story, const struct step *step,
                    struct socket *socket)
{
    const struct event *event = step->event;
    const struct kernel *kernel =
        step->part == BEGINS ? &event->before : &event->after;

    bool begins_to_connect = step->part == BEGINS && is_call(event, "connect");

    if (!socket || socket->kind == DATAGRAM || is_call(event, "close") ||
        begins_to_connect || is_late(story, step))
        return;
    observe_state(socket, kernel->tcp);
    observe_buffers(socket, event, kernel);
    derive_both(socket);
}

/* ---- the end of a descriptor ---- */

static void drop_datagrams(struct socket *socket)
{
    socket->datagram_count = 0;
    socket->gone = true;
}

/* Those who wait in its queue are reset. */
static void end_listener(struct socket *socket)
{
    for (size_t i = 0; i < socket->queue_count; i++) {
        socket->queue[i]->gone = true;
        send_reset(socket->queue[i]);
    }
    socket->queue_count = 0;
    set_state(socket, CLOSED, false);
    socket->gone = true;
}

/* When the last descriptor goes. */
static void end_socket(struct socket *socket, const char *how)
{
    if (socket->kind == DATAGRAM)
        drop_datagrams(socket);
    else if (socket->kind == LISTENER && socket->state == LISTEN)
        end_listener(socket);
    else if (socket->derived == 0)
        socket->gone = true;
    else if (length_of_buffer(socket) > 0 || socket->lingers_not)
        send_reset(socket);
    else
        send_fin(socket, how);
}

/* What closing this descriptor will do. */
static const char *how_closed(const struct socket *socket)
{
    if (!socket)
        return NULL;
    if (socket->holders > 1)
        return "close shared";
    if (socket->kind == DATAGRAM)
        return "close udp";
    if (socket->kind == LISTENER && socket->state == LISTEN)
        return "close listener";
    if (socket->derived == 0)
        return "close unconnected";
    if (socket->reset)
        return "close dead";
    if (length_of_buffer(socket) > 0)
        return "close unread";
    if (socket->lingers_not)
        return "close lingers not";
    if (socket->unsent > 0)
        return "close full";
    if (socket->fin)
        return "close again";
    return socket->other && socket->other->fin ? "close second" : "close";
}

static void close_descriptor(long pid, int fd, const char *how)
{
    struct socket *socket = take_descriptor(pid, fd);

    if (socket && socket->holders == 0)
        end_socket(socket, how);
}

/* ---- what outlives the programs ---- */

static bool is_left(const struct event *end, struct socket *socket)
{
    for (size_t i = 0; i < end->left_count; i++) {
        const struct left *left = &end->left[i];
        if (!socket->self || !socket->peer ||
            strcmp(left->self, socket->self) != 0 ||
            strcmp(left->peer, socket->peer) != 0)
            continue;
        observe_state(socket, left->kernel.tcp);
        return true;
    }
    return false;
}

static void look_what_is_left(struct story *story, const struct event *end)
{
    for (size_t i = 0; end->looked && i < story->socket_count; i++) {
        struct socket *socket = story->sockets[i];
        if (socket->kind == STREAM && socket->holders == 0 && !socket->gone &&
            socket->fin && !is_left(end, socket))
            socket->gone = socket->touched = true;
    }
}

/* ---- calls ---- */

static void on_socket(struct story *story, struct step *step)
{
    const struct event *event = step->event;
    bool datagram = event->args && strstr(event->args, "SOCK_DGRAM");

    if (event->error)
        return;
    step->socket = new_socket(story, datagram ? DATAGRAM : STREAM, event->lane);
    step->socket->state = CLOSED;
    step->socket->state_seen = true;
    put_descriptor(event->pid, (int)event->result, step->socket);
}

static void on_bind(struct story *story, struct step *step)
{
    (void)story;
    if (!step->event->error)
        step->socket->self = step->event->self;
}

static void on_listen(struct story *story, struct step *step)
{
    (void)story;
    if (step->event->error)
        return;
    step->socket->kind = LISTENER;
    step->socket->self = step->event->self;
    set_state(step->socket, LISTEN, false);
}

const char *port_of(const char *address)
{
    const char *port = address ? strrchr(address, ':') : NULL;

    return port ? port : "?";
}

static struct socket *listener_at(const struct story *story,
                                  const char *address)
{
    for (size_t i = story->socket_count; i > 0; i--) {
        struct socket *socket = story->sockets[i - 1];
        if (socket->kind == LISTENER && socket->state == LISTEN &&
            !socket->gone &&
            strcmp(port_of(socket->self), port_of(address)) == 0)
            return socket;
    }
    return NULL;
}

static void queue_up(struct socket *listener, struct socket *socket)
{
    socket->listener = listener;
    listener->queue = with_room(listener->queue, listener->queue_count,
                                sizeof(struct socket *));
    listener->queue[listener->queue_count++] = socket;
    listener->touched = true;
}

static bool leave_queue(struct socket *listener, const struct socket *socket)
{
    for (size_t i = 0; i < listener->queue_count; i++)
        if (listener->queue[i] == socket) {
            memmove(&listener->queue[i], &listener->queue[i + 1],
                    (--listener->queue_count - i) * sizeof(struct socket *));
            return listener->touched = true;
        }
    return false;
}

static struct socket *end_between(const struct story *story, const char *self,
                                  const char *peer)
{
    for (size_t i = story->socket_count; self && peer && i > 0; i--) {
        struct socket *socket = story->sockets[i - 1];
        if (socket->kind == STREAM && !socket->gone && socket->self &&
            socket->peer && strcmp(socket->self, self) == 0 &&
            strcmp(socket->peer, peer) == 0)
            return socket;
    }
    return NULL;
}

/* The server's end is there as soon as the kernels have agreed: in the queue,
   unless accept was faster than this connect came back. */
static void make_other_end(struct story *story, struct step *step)
{
    struct socket *socket = step->socket;
    struct socket *listener = listener_at(story, socket->peer);
    struct socket *accepted = end_between(story, socket->peer, socket->self);

    if (socket->other)
        return;
    if (accepted) {
        connect_ends(socket, accepted);
        return;
    }
    if (!listener)
        return;
    struct socket *other = new_socket(story, STREAM, listener->owner);
    other->self = socket->peer;
    other->peer = socket->self;
    connect_ends(socket, other);
    queue_up(listener, other);
}

static void on_connect(struct story *story, struct step *step)
{
    const struct event *event = step->event;
    struct socket *socket = step->socket;
    bool there = event->after.tcp == ESTABLISHED ||
                 (event->after.tcp < 0 && (!event->error || event->queued));

    socket->peer = event->peer;
    if (event->self && (!event->error || only_later(event)))
        socket->self = event->self;
    if (socket->kind == DATAGRAM)
        return;
    if (step->part == BEGINS || (!there && only_later(event))) {
        set_state(socket, SYN_SENT, false);
    } else if (event->after.tcp > CLOSED || there ||
               (event->met && !event->error)) {
        establish(socket);
        make_other_end(story, step);
    } else if (event->error) {
        set_state(socket, CLOSED, false);
    }
}

static void on_accept(struct story *story, struct step *step)
{
    const struct event *event = step->event;
    struct socket *socket;

    if (step->part == BEGINS || event->result < 0)
        return;
    socket = end_between(story, event->self, event->peer);
    if (!socket || socket->holders > 0) {
        socket = new_socket(story, STREAM, event->lane);
        socket->self = event->self;
        socket->peer = event->peer;
        struct socket *other = end_between(story, event->peer, event->self);
        if (other)
            connect_ends(other, socket);
        else
            establish(socket);
        socket->listener = step->socket;
    }
    if (step->socket)
        leave_queue(step->socket, socket);
    socket->owner = event->lane;
    put_descriptor(event->pid, (int)event->result, socket);
    observe_state(socket, event->after.tcp);
}

static void on_shutdown(struct story *story, struct step *step)
{
    (void)story;
    const char *args = step->event->args;

    if (args && !step->event->error && strcmp(args, "SHUT_WR") != 0)
        step->socket->reads_no_more = true;
    step->socket->under_way = step->event->after.tcp == FIN_WAIT_1;
    if (step->event->role == FINISHES)
        send_fin(step->socket, "recv end by shutdown");
}

static void on_close(struct story *story, struct step *step)
{
    (void)story;
    step->how = how_closed(step->socket);
    close_descriptor(step->event->pid, step->event->fd, "recv end by close");
}

static void on_dup(struct story *story, struct step *step)
{
    (void)story;
    if (step->event->result >= 0)
        put_descriptor(step->event->pid, (int)step->event->result,
                       step->socket);
}

static void on_setsockopt(struct story *story, struct step *step)
{
    const char *args = step->event->args;

    (void)story;
    if (args && strstr(args, "SO_LINGER, {1, 0}"))
        step->socket->lingers_not = true;
}

/* ---- bytes ---- */

static void add_piece(struct socket *socket, const struct event *event)
{
    socket->pieces =
        with_room(socket->pieces, socket->piece_count, sizeof *socket->pieces);
    socket->positions = with_room(socket->positions, socket->piece_count,
                                  sizeof *socket->positions);
    socket->positions[socket->piece_count] = socket->sent;
    socket->pieces[socket->piece_count++] = event;
}

/* A call that is held up still has the bytes itself. */
static void send_bytes(struct step *step)
{
    const struct event *event = step->event;
    struct socket *socket = step->socket;
    struct socket *other = socket->other;

    if (step->part == RETURNS) {
        socket->unsent = 0;
    } else if (event->role == SENDS) {
        long long count = event->returned ? event->result : event->asked;
        add_piece(socket, event);
        socket->sent += count;
        if (step->part == BEGINS)
            socket->unsent += count;
    }
    if (!other)
        return;
    other->buffer_seen = false;
    if (event->role == SENDS && other->holders == 0 && other->fin)
        send_reset(socket); /* nobody is there any more to read it */
    derive_both(socket);
}

/* All that was sent before it has come. */
static void see_end(struct step *step)
{
    struct socket *socket = step->socket, *other = socket->other;

    step->how = other ? other->ended : NULL;
    if (!step->how && socket->reads_no_more)
        step->how = "recv end by itself";
    if (other && step->part != BEGINS && !socket->reads_no_more)
        other->unsent = 0;
}

static void receive_bytes(struct step *step)
{
    const struct event *event = step->event;
    struct socket *socket = step->socket;

    if (event->role == SEES_END)
        see_end(step);
    if (step->part == BEGINS || event->role != RECEIVES ||
        (event->args && strstr(event->args, "MSG_PEEK")))
        return;
    socket->taken += event->result;
    struct socket *other = socket->other;
    if (other && socket->taken > other->sent - other->unsent)
        other->unsent =
            socket->taken < other->sent ? other->sent - socket->taken : 0;
    derive_both(socket);
}

/* ---- datagrams ---- */

static struct socket *datagram_socket_at(const struct story *story,
                                         const char *address)
{
    for (size_t i = story->socket_count; i > 0; i--) {
        struct socket *socket = story->sockets[i - 1];
        if (socket->kind == DATAGRAM && !socket->gone && socket->self &&
            strcmp(port_of(socket->self), port_of(address)) == 0)
            return socket;
    }
    return NULL;
}

static void send_datagram(struct story *story, struct step *step)
{
    const struct event *event = step->event;
    struct socket *to = datagram_socket_at(story, event->peer);

    if (event->self)
        step->socket->self = event->self;
    if (step->part == RETURNS || event->error)
        return;
    if (!to) {
        step->socket->lost = event;
        return;
    }
    to->datagrams =
        with_room(to->datagrams, to->datagram_count, sizeof *to->datagrams);
    to->datagrams[to->datagram_count++] = event;
    to->touched = true;
}

static void receive_datagram(struct step *step)
{
    struct socket *socket = step->socket;

    if (step->event->self)
        socket->self = step->event->self;
    for (size_t i = 0;
         step->part != BEGINS && step->event->met && i < socket->datagram_count;
         i++)
        if (socket->datagrams[i] == step->event->met) {
            memmove(&socket->datagrams[i], &socket->datagrams[i + 1],
                    (--socket->datagram_count - i) * sizeof(void *));
            return;
        }
}

/* ---- each step ---- */

static void apply_data(struct story *story, struct step *step)
{
    bool datagram = step->socket->kind == DATAGRAM;

    if (sends(step->event) && datagram)
        send_datagram(story, step);
    else if (sends(step->event))
        send_bytes(step);
    else if (receives(step->event) && datagram)
        receive_datagram(step);
    else if (receives(step->event))
        receive_bytes(step);
}

static void apply_call(struct story *story, struct step *step)
{
    static const struct {
        const char *call;
        void (*apply)(struct story *story, struct step *step);
    } calls[] = {
        {"bind", on_bind},         {"listen", on_listen},
        {"connect", on_connect},   {"accept", on_accept},
        {"shutdown", on_shutdown}, {"close", on_close},
        {"dup", on_dup},           {"setsockopt", on_setsockopt},
    };
    const struct event *event = step->event;

    if (is_call(event, "socket")) {
        on_socket(story, step);
        return;
    }
    step->socket = socket_at(story, event, event->fd);
    if (!step->socket || is_call(event, "epoll_wait"))
        return;
    step->socket->touched = true;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (is_call(event, calls[i].call))
            calls[i].apply(story, step);
    apply_data(story, step);
    if (!is_call(event, "accept"))
        observe(story, step, step->socket);
}

static void copy_descriptors(long parent, long child)
{
    size_t at = 0, count = 0;
    struct socket *sockets[1024], *socket;
    int fds[1024], fd;

    while (count < 1024 && (socket = next_descriptor(parent, &at, &fd))) {
        fds[count] = fd;
        sockets[count++] = socket;
    }
    for (size_t i = 0; i < count; i++)
        put_descriptor(child, fds[i], sockets[i]);
}

static void end_process(struct story *story, const struct event *event)
{
    struct socket *socket;
    size_t at = 0;
    int fd;

    while ((socket = next_descriptor(event->pid, &at, &fd)))
        close_descriptor(event->pid, fd, "recv end by death");
    look_what_is_left(story, event);
}

static void wait_at(struct step *step, struct socket *socket)
{
    if (!socket)
        return;
    for (size_t i = 0; i < step->wait_count; i++)
        if (step->waits[i] == socket)
            return;
    step->waits = with_room(step->waits, step->wait_count, sizeof(void *));
    step->waits[step->wait_count++] = socket;
}

/* Where a call is held up: poll at all of its sockets. */
static void find_waits(struct story *story, struct step *step)
{
    const char *next = step->event->args;

    if (step->part != BEGINS)
        return;
    wait_at(step, step->socket);
    if (!polls(step->event) || is_call(step->event, "epoll_wait"))
        return;
    for (; next && *next && *next != ';'; next += strspn(next, ", ")) {
        wait_at(step, socket_at(story, step->event, atoi(next)));
        next += strcspn(next, ",;");
    }
}

void follow_kernel(struct story *story)
{
    for (size_t i = 0; i < story->count; i++) {
        struct step *step = &story->steps[i];
        const struct event *event = step->event;
        if (event->kind == CALL)
            apply_call(story, step);
        find_waits(story, step);
        if (event->kind == START && event->parent)
            copy_descriptors(event->parent, event->pid);
        else if (event->kind == END)
            end_process(story, event);
        if (!step->left_out)
            step->changes = changes_of(story, step);
    }
}
