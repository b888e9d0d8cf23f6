/* words.c - an event in words. */
#define _POSIX_C_SOURCE 200809L

#include "../../../01-basic-tcp/show.h"
#include "recorded_run.h"

#include <string.h>

/* How much of it is said. */
struct wording {
    const char *host; /* which goes without saying; NULL: none does */
    bool full, brief;
    size_t width;
};

/* ---- bytes ---- */

/* One character of data as it is shown; returns how many bytes it was. */
static size_t visible(const char *bytes, size_t length, char shown[8])
{
    const unsigned char *next = (const unsigned char *)bytes;
    size_t whole = utf8_length(next[0]);

    for (size_t i = 1; i < whole; i++)
        if (i >= length || !utf8_continues(next, i, next[i]))
            whole = 0;
    for (const char *pair = "\nn\tt\"\"\\\\"; *pair; pair += 2)
        if (*bytes == *pair) {
            snprintf(shown, 8, "\\%c", pair[1]);
            return 1;
        }
    if (whole == 0 || is_control(next)) {
        snprintf(shown, 8, "\\x%02x", next[0]);
        return 1;
    }
    memcpy(shown, bytes, whole);
    shown[whole] = '\0';
    return whole;
}

/* The first `length` bytes in quotes, beside `used` columns: what is left out,
   or is not known, is three dots. */
static const char *data_text(const struct wording *how,
                             const struct event *event, size_t length,
                             size_t used)
{
    size_t width = how->width > used + 8 ? how->width - used : 8;
    size_t have = event->data_length < length ? event->data_length : length;
    char *text = need(4 * have + 8), shown[8];
    size_t taken = 5, at = 1, kept = 1, i = 0;

    text[0] = '"';
    while (i < have) {
        size_t bytes = visible(event->data + i, have - i, shown);
        size_t columns = columns_of(shown);
        if (taken + columns > width + 3)
            break;
        memcpy(text + at, shown, strlen(shown));
        at += strlen(shown);
        if ((taken += columns) <= width)
            kept = at;
        i += bytes;
    }
    at = i == length ? at : kept;
    memcpy(text + at, i == length ? "\"" : "\"...", i == length ? 2 : 5);
    return text;
}

const char *visible_bytes(const char *bytes, size_t length, size_t columns,
                          bool *cut)
{
    char *text = need(8 * columns + 8), shown[8];
    size_t taken = 0, at = 0, i = 0;

    while (i < length) {
        size_t step = visible(bytes + i, length - i, shown);
        taken += columns_of(shown);
        if (taken > columns)
            break;
        memcpy(text + at, shown, strlen(shown));
        at += strlen(shown);
        i += step;
    }
    *cut = i < length;
    return text;
}

/* ---- calls ---- */

/* Without the host, where all have the same. */
static const char *short_address(const struct wording *how, const char *address)
{
    size_t length = how->host ? strlen(how->host) : 0;

    if (length && address && strncmp(address, how->host, length) == 0 &&
        address[length] == ':')
        return address + length;
    return address ? address : "?";
}

/* The arguments after the descriptor, with a comma before them. */
static const char *arguments(const struct wording *how,
                             const struct event *event)
{
    const char *args = event->args;

    if (is_call(event, "bind") || is_call(event, "connect"))
        return format(", %s", short_address(how, args));
    if (!args || (!how->full && strcmp(args, "MSG_NOSIGNAL") == 0) ||
        (!how->full && is_call(event, "accept")) ||
        (how->brief && event->asked >= 0))
        return "";
    return format(", %s", args);
}

static size_t length_without(const char *text, const char *end)
{
    size_t length = strlen(text), cut = strlen(end);

    if (length > cut && strcmp(text + length - cut, end) == 0)
        length -= cut;
    return length;
}

/* Before the opening parenthesis' content: socket and poll have no descriptor
   of their own. */
static const char *without_descriptor(const struct wording *how,
                                      const struct event *event)
{
    const char *args = event->args ? event->args : "";
    size_t length = strlen(args);

    if (!how->full && is_call(event, "socket"))
        length = length_without(args, ", 0");
    if (!how->full && strstr(event->call, "poll"))
        length = length_without(args, "; no limit");
    return format("%s(%.*s)", event->call, (int)length, args);
}

/* What comes between the data and the closing parenthesis. */
static const char *after_data(const struct wording *how,
                              const struct event *event)
{
    const char *to = "", *asked = "";

    if (event->datagram && event->peer && is_call(event, "sendto"))
        to = format(", %s", short_address(how, event->peer));
    if (event->returned && event->result != event->asked)
        asked = format(", %lld", event->asked);
    return format("%s%s%s", asked, arguments(how, event), to);
}

static const char *received(const struct wording *how,
                            const struct event *event)
{
    const char *from = "", *asked = "";

    if (how->full || event->result == event->asked)
        asked = format(", %lld", event->asked);
    if (event->datagram && event->peer && event->result >= 0 &&
        !is_call(event, "recv") && !is_call(event, "read"))
        from = format(" from %s", short_address(how, event->peer));
    const char *head = format("%s(%d%s%s)", event->call, event->fd, asked,
                              arguments(how, event));
    if (!event->returned || event->result < 0)
        return head;
    head = format("%s = %lld", head, event->result);
    if (event->result == 0)
        return format("%s%s", head, from);
    size_t used = columns_of(head) + columns_of(from) + 1;
    return format("%s %s%s", head,
                  data_text(how, event, (size_t)event->result, used), from);
}

static const char *sent(const struct wording *how, const struct event *event)
{
    const char *head = format("%s(%d, ", event->call, event->fd);
    const char *tail = format("%s)", after_data(how, event));

    if (event->returned && event->result >= 0 &&
        !(how->brief && event->result == event->asked))
        tail = format("%s = %lld", tail, event->result);
    size_t used = columns_of(head) + columns_of(tail);
    if (event->error)
        used += 4 + strlen(event->error);
    return format("%s%s%s", head,
                  data_text(how, event, (size_t)event->asked, used), tail);
}

static const char *without_result(const struct wording *how,
                                  const struct event *event)
{
    if (event->asked >= 0)
        return sends(event) ? sent(how, event) : received(how, event);
    if (event->fd < 0)
        return without_descriptor(how, event);
    return format("%s(%d%s)", event->call, event->fd, arguments(how, event));
}

/* Addresses found, options read, what is ready: each is its call's result. */
static const char *answer_of(const struct wording *how,
                             const struct event *event)
{
    const char *answer = event->answer;

    if (is_call(event, "getsockname"))
        return short_address(how, event->self);
    if (is_call(event, "getpeername"))
        return short_address(how, event->peer);
    if (is_call(event, "getaddrinfo") && !how->full && answer &&
        !strchr(answer, ','))
        return short_address(how, answer);
    return answer;
}

static const char *result_of(const struct wording *how,
                             const struct event *event)
{
    const char *answer = answer_of(how, event);

    if (event->error)
        return format(
            " = %s%s",
            event->result < 0 && !is_call(event, "getaddrinfo") ? "-1 " : "",
            event->error);
    if (event->asked >= 0)
        return "";
    if (answer)
        return format(" = %s", answer);
    if (polls(event))
        return event->result == 0 ? " = 0 (time is up)"
                                  : format(" = %lld", event->result);
    return event->result > 0 ? format(" = %lld", event->result) : "";
}

/* A command can have several lines; its blanks say nothing. */
static const char *command_of(const struct event *event)
{
    const char *text = event->text ? event->text : "";
    char *line = need(strlen(text) + 3), *end = line;

    for (*end++ = '$'; *(text += strspn(text, " \t\n"));) {
        size_t length = strcspn(text, " \t\n");
        *end++ = ' ';
        memcpy(end, text, length);
        end += length;
        text += length;
    }
    return line;
}

static const char *words(const struct wording *how, const struct event *event)
{
    switch (event->kind) {
    case START:
        return event->parent || event->played ? event->text : command_of(event);
    case THREAD:
    case END:
    case SAY:
        return event->text ? event->text : "";
    case SIGNAL:
        return format("%s arrives", event->text ? event->text : "a signal");
    default:
        return format("%s%s", without_result(how, event),
                      event->returned ? result_of(how, event) : "");
    }
}

const char *words_of(const struct run *run, const struct event *event,
                     bool brief, size_t width)
{
    return words(&(struct wording){run->host, false, brief, width}, event);
}

const char *full_words_of(const struct event *event)
{
    return words(&(struct wording){.full = true, .width = 1000}, event);
}

/* ---- errors, and what comes ---- */

const char *meaning_of(const struct event *event)
{
    static const struct {
        const char *error, *call, *meaning; /* call NULL: any */
    } known[] = {
        {"ECONNREFUSED", "connect", "nobody listens on that port"},
        {"ECONNREFUSED", NULL, "nobody has that port: its host says so"},
        {"ECONNRESET", NULL, "the other end dropped the connection"},
        {"ECONNABORTED", "accept", "the peer had gone before it was accepted"},
        {"EPIPE", NULL, "this connection takes no more bytes"},
        {"ENOTCONN", NULL, "not connected (any more)"},
        {"EISCONN", NULL, "connected already"},
        {"EADDRINUSE", NULL, "somebody has that port"},
        {"EADDRNOTAVAIL", NULL, "no such address on this machine"},
        {"EACCES", "bind", "ports below 1024 are the system's"},
        {"EBADF", NULL, "no such descriptor: closed already?"},
        {"ENOTSOCK", NULL, "that descriptor is not a socket"},
        {"EINVAL", "accept", "not listening"},
        {"EAGAIN", "accept", "the queue is empty now"},
        {"EAGAIN", "send", "no room now"},
        {"EAGAIN", "write", "no room now"},
        {"EAGAIN", NULL, "nothing there now, or in the time given"},
        {"EINPROGRESS", NULL, "under way: wait for POLLOUT"},
        {"EALREADY", NULL, "still under way"},
        {"EINTR", NULL, "a signal came: call it again"},
        {"ETIMEDOUT", NULL, "no answer in time"},
        {"ENETUNREACH", NULL, "no way to that network"},
        {"EHOSTUNREACH", NULL, "that host cannot be reached"},
        {"EMFILE", NULL, "this process has too many descriptors"},
        {"ENFILE", NULL, "the system has too many open files"},
        {"EMSGSIZE", NULL, "too long for one datagram"},
        {"EDESTADDRREQ", NULL, "to whom? there is no address"},
        {"EAI_NONAME", NULL, "no such name"},
        {"EAI_AGAIN", NULL, "the name server does not answer now"},
        {"EAI_SERVICE", NULL, "no such service"},
        {"EAI_FAIL", NULL, "the name server failed"},
    };

    for (size_t i = 0; event->error && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].error, event->error) == 0 &&
            (!known[i].call || is_call(event, known[i].call)))
            return known[i].meaning;
    return NULL;
}

const char *arrival_of(const struct event *event)
{
    if (event->role == CONNECTS)
        return event->queued ? "the kernel queues it" : "";
    if (event->role == SENDS && event->datagram)
        return event->met ? "the datagram waits" : "";
    if (event->role == SENDS)
        return event->to - event->from == 1
                   ? "1 byte waits"
                   : format("%lld bytes wait", event->to - event->from);
    return event->resets ? "the connection is reset" : "end of stream waits";
}
