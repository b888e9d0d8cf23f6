/*
 * sockets.c - what there is in the kernel: sockets, the descriptors that stand
 * for them, and what of them a reader has not been told yet.
 */
#include "internal.h"

#include <string.h>

const char *state_name(int state)
{
    static const char *const names[] = {
        NULL,         "ESTABLISHED", "SYN_SENT",  "SYN_RECV",
        "FIN_WAIT_1", "FIN_WAIT_2",  "TIME_WAIT", "CLOSED",
        "CLOSE_WAIT", "LAST_ACK",    "LISTEN",    "CLOSING"};

    return state > 0 && (size_t)state < sizeof names / sizeof *names
               ? names[state]
               : NULL;
}

struct socket *new_socket(struct story *story, enum socket_kind kind,
                          const struct lane *owner)
{
    struct socket *socket = need(sizeof *socket);

    socket->id = story->socket_count;
    socket->kind = kind;
    socket->owner = owner;
    socket->fd = -1;
    socket->there = socket->touched = true;
    story->sockets =
        with_room(story->sockets, story->socket_count, sizeof(struct socket *));
    return story->sockets[story->socket_count++] = socket;
}

/* ---- descriptors ---- */

static struct descriptor {
    long pid;
    int fd;
    struct socket *socket; /* NULL: closed */
} * descriptors;
static size_t descriptor_count;

static struct descriptor *find_descriptor(long pid, int fd)
{
    for (size_t i = descriptor_count; i > 0; i--)
        if (descriptors[i - 1].pid == pid && descriptors[i - 1].fd == fd)
            return &descriptors[i - 1];
    return NULL;
}

void put_descriptor(long pid, int fd, struct socket *socket)
{
    struct descriptor *descriptor = find_descriptor(pid, fd);

    if (descriptor && descriptor->socket)
        take_descriptor(pid, fd); /* its close was not seen */
    if (!descriptor) {
        descriptors =
            with_room(descriptors, descriptor_count, sizeof *descriptors);
        descriptor = &descriptors[descriptor_count++];
    }
    *descriptor = (struct descriptor){pid, fd, socket};
    if (socket->holders++ == 0)
        socket->fd = fd;
    socket->touched = true;
}

struct socket *take_descriptor(long pid, int fd)
{
    struct descriptor *descriptor = find_descriptor(pid, fd);
    struct socket *socket = descriptor ? descriptor->socket : NULL;

    if (!socket)
        return NULL;
    descriptor->socket = NULL;
    if (--socket->holders == 0)
        socket->fd = -1;
    socket->touched = true;
    return socket;
}

struct socket *next_descriptor(long pid, size_t *at, int *fd)
{
    for (; *at < descriptor_count; ++*at)
        if (descriptors[*at].pid == pid && descriptors[*at].socket) {
            *fd = descriptors[*at].fd;
            return descriptors[(*at)++].socket;
        }
    return NULL;
}

struct socket *socket_at(struct story *story, const struct event *event, int fd)
{
    struct descriptor *descriptor = find_descriptor(event->pid, fd);

    if (descriptor)
        return descriptor->socket;
    if (fd < 0 || (!event->self && !event->peer))
        return NULL;
    enum socket_kind kind = event->datagram            ? DATAGRAM
                            : is_call(event, "accept") ? LISTENER
                                                       : STREAM;
    struct socket *socket = new_socket(story, kind, event->lane);
    put_descriptor(event->pid, fd, socket);
    return socket;
}

/* ---- what a reader sees of one ---- */

enum { SHOWN = 40 }; /* columns of bytes that wait */

long long length_of_buffer(const struct socket *socket)
{
    const struct socket *other = socket->other;
    long long length = other ? other->sent - other->unsent - socket->taken : 0;

    return length > 0 ? length : 0;
}

/* The first bytes that wait, as far as the record has them. */
static const char *waiting_text(const struct socket *socket, long long length,
                                bool *cut)
{
    const struct socket *other = socket->other;
    char *bytes = need(4 * SHOWN);
    size_t have = 0, all = 4 * SHOWN < length ? 4 * SHOWN : (size_t)length;
    size_t i = other->piece_count;

    while (i > 0 && other->positions[i - 1] > socket->taken)
        i--;
    for (i = i ? i - 1 : 0; i < other->piece_count && have < all; i++) {
        long long from = socket->taken + (long long)have - other->positions[i];
        const struct event *piece = other->pieces[i];
        if (from < 0 || from >= (long long)piece->data_length)
            break;
        size_t count = piece->data_length - (size_t)from;
        count = count < all - have ? count : all - have;
        memcpy(bytes + have, piece->data + from, count);
        have += count;
    }
    const char *text = visible_bytes(bytes, have, SHOWN, cut);
    *cut = *cut || (long long)have < length;
    return text;
}

static const char *show_there(const struct socket *socket)
{
    return socket->there ? "true" : NULL;
}

static const char *show_gone(const struct socket *socket)
{
    return socket->gone ? "true" : NULL;
}

static const char *show_fd(const struct socket *socket)
{
    return socket->fd < 0 ? "null" : format("%d", socket->fd);
}

static const char *show_self(const struct socket *socket)
{
    return socket->self ? in_json(socket->self) : NULL;
}

static const char *show_peer(const struct socket *socket)
{
    return socket->peer ? in_json(socket->peer) : NULL;
}

static const char *show_state(const struct socket *socket)
{
    const char *name = state_name(socket->state);

    return name && socket->kind != DATAGRAM ? format("\"%s\"", name) : NULL;
}

static const char *show_reset(const struct socket *socket)
{
    return socket->reset ? "true" : NULL;
}

static const char *show_queue(const struct socket *socket)
{
    const char *list = "";

    if (socket->kind != LISTENER || socket->state != LISTEN)
        return NULL;
    for (size_t i = 0; i < socket->queue_count; i++)
        list = format("%s%s%zu", list, i ? "," : "", socket->queue[i]->id);
    return format("[%s]", list);
}

static const char *show_buffer(const struct socket *socket)
{
    long long length = length_of_buffer(socket);
    const struct socket *other = socket->other;
    bool cut = false;
    bool fin = other && other->fin && other->unsent == 0 && !socket->reset;

    if (socket->kind != STREAM || !other || socket->gone ||
        (length == 0 && !fin && !socket->told[8]))
        return NULL;
    const char *text = length ? waiting_text(socket, length, &cut) : "";
    return format("{\"length\":%lld,\"text\":%s%s%s}", length, in_json(text),
                  cut ? ",\"cut\":true" : "", fin ? ",\"fin\":true" : "");
}

static const char *show_unsent(const struct socket *socket)
{
    return socket->unsent || socket->told[9] ? format("%lld", socket->unsent)
                                             : NULL;
}

static const char *datagram_json(const struct event *event, const char *who,
                                 const char *address)
{
    bool cut;
    size_t have = event->data_length;
    const char *text = visible_bytes(event->data, have, SHOWN, &cut);

    cut = cut || event->asked > (long long)have;
    return format("{\"%s\":%s,\"text\":%s,\"length\":%lld%s}", who,
                  in_json(address ? address : "?"), in_json(text), event->asked,
                  cut ? ",\"cut\":true" : "");
}

static const char *show_datagrams(const struct socket *socket)
{
    const char *list = "";

    if (socket->kind != DATAGRAM ||
        (socket->datagram_count == 0 && !socket->told[10]))
        return NULL;
    for (size_t i = 0; i < socket->datagram_count; i++)
        list = format("%s%s%s", list, i ? "," : "",
                      datagram_json(socket->datagrams[i], "from",
                                    socket->datagrams[i]->self));
    return format("[%s]", list);
}

static const char *show_lost(const struct socket *socket)
{
    return socket->lost ? format("[%s]", datagram_json(socket->lost, "to",
                                                       socket->lost->peer))
                        : NULL;
}

/* ---- what has changed ---- */

static bool never(const struct socket *socket)
{
    (void)socket;
    return false;
}

static bool always(const struct socket *socket)
{
    (void)socket;
    return true;
}

static bool state_is_derived(const struct socket *socket)
{
    return !socket->state_seen;
}

static bool buffer_is_derived(const struct socket *socket)
{
    return !socket->buffer_seen;
}

/* In this order in `told`: show_buffer and others know their places. */
static const struct field {
    const char *name;
    const char *(*show)(const struct socket *socket);
    bool (*is_derived)(const struct socket *socket);
} fields[] = {
    {"appears", show_there, never},
    {"gone", show_gone, state_is_derived},
    {"fd", show_fd, never},
    {"self", show_self, never},
    {"peer", show_peer, never},
    {"state", show_state, state_is_derived},
    {"reset", show_reset, state_is_derived},
    {"queue", show_queue, always},
    {"buffer", show_buffer, buffer_is_derived},
    {"unsent", show_unsent, buffer_is_derived},
    {"datagrams", show_datagrams, always},
    {"lost", show_lost, always},
};
enum { FIELDS = sizeof fields / sizeof *fields };

/* Those fields that are derived, or those that are not. */
static const char *fields_changed(struct socket *socket, bool derived)
{
    const char *list = "";

    for (size_t i = 0; i < FIELDS; i++) {
        const char *now = fields[i].show(socket);
        const char *mark = now && fields[i].is_derived(socket) ? "~" : "=";
        if (fields[i].is_derived(socket) != derived)
            continue;
        const char *told = now ? format("%s%s", mark, now) : NULL;
        if (now && (!socket->told[i] || strcmp(told, socket->told[i]) != 0))
            list = format("%s,\"%s\":%s", list, fields[i].name, now);
        socket->told[i] = told ? told : socket->told[i];
    }
    return *list ? format("{\"socket\":%zu%s%s}", socket->id, list,
                          derived ? ",\"derived\":true" : "")
                 : NULL;
}

static const char *append_json(const char *list, const char *json)
{
    return json && *json ? format("%s%s%s", list, *list ? "," : "", json)
                         : list;
}

/* A call waits at these sockets now, or no longer. */
static const char *waiting(const struct step *step, bool now)
{
    const char *list = "";
    size_t lane = step->event->lane->place;

    for (size_t i = 0; i < step->wait_count; i++)
        list = append_json(
            list, now ? format("{\"socket\":%zu,\"waits\":{\"lane\":%zu,"
                               "\"call\":\"%s\"}}",
                               step->waits[i]->id, lane, step->event->call)
                      : format("{\"socket\":%zu,\"goes\":{\"lane\":%zu}}",
                               step->waits[i]->id, lane));
    return list;
}

/* With its process, whatever stood in a call is gone. */
static const char *waits_ended(const struct story *story,
                               const struct step *end)
{
    const char *list = "";

    for (const struct step *step = story->steps; step < end; step++)
        if (step->part == BEGINS && !step->pair && step->wait_count &&
            step->event->pid == end->event->pid)
            list = append_json(list, waiting(step, false));
    return list;
}

static const char *waits_changed(const struct story *story,
                                 const struct step *step)
{
    if (step->part == BEGINS)
        return waiting(step, true);
    if (step->part == RETURNS)
        return waiting(step->pair, false);
    return step->event->kind == END ? waits_ended(story, step) : "";
}

const char *changes_of(struct story *story, const struct step *step)
{
    const char *list = "";

    for (size_t i = 0; i < story->socket_count; i++) {
        struct socket *socket = story->sockets[i];
        if (!socket->touched)
            continue;
        list = append_json(list, fields_changed(socket, false));
        list = append_json(list, fields_changed(socket, true));
        socket->touched = socket->lost != NULL;
        socket->lost = NULL;
        socket->told[11] = NULL;
    }
    return append_json(list, waits_changed(story, step));
}
