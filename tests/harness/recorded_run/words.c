/* ladder_words.c - an event of the ladder in words. */
#define _POSIX_C_SOURCE 200809L

#include "../../../01-basic-tcp/show.h"
#include "recorded_run.h"

#include <stdlib.h>
#include <string.h>

/* ---- text and its columns ---- */

static size_t bytes_of(const char *text)
{
    const unsigned char *next = (const unsigned char *)text;
    size_t length = utf8_length(next[0]);

    for (size_t i = 1; i < length; i++)
        if (!utf8_continues(next, i, next[i]))
            return 1;
    return length ? length : 1;
}

static unsigned long code_point(const char *text, size_t length)
{
    static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    unsigned long code = (unsigned char)text[0] & masks[length];

    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3f);
    return code;
}

/* Accents that stand on the character before take no column, Asian writing and
   emoji take two. Near enough for a terminal. */
static size_t width_of(unsigned long code)
{
    static const struct {
        unsigned long first, last;
        size_t width;
    } ranges[] = {
        {0x300, 0x36f, 0},     {0x200b, 0x200f, 0},   {0xfe00, 0xfe0f, 0},
        {0x1100, 0x115f, 2},   {0x2e80, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},
        {0xf900, 0xfaff, 2},   {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},
        {0x1f300, 0x1f64f, 2}, {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2}};

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return ranges[i].width;
    return 1;
}

size_t next_character(const char *text, size_t *columns)
{
    size_t length = bytes_of(text);

    *columns = width_of(code_point(text, length));
    return length;
}

size_t columns_of(const char *text)
{
    size_t all = 0, columns;

    while (*text) {
        text += next_character(text, &columns);
        all += columns;
    }
    return all;
}

const char *cut_line(const char *text, size_t width, char *line, size_t size)
{
    size_t used = 0, columns, at = 0, before = 0;
    bool quoted = false; /* data is rather not cut */

    while (text[at]) {
        size_t length = next_character(text + at, &columns);
        if (used + columns > width || at + length >= size)
            break;
        if (text[at] == '"' && (at == 0 || text[at - 1] != '\\'))
            quoted = !quoted;
        if (text[at] == ' ' && !quoted)
            before = at;
        used += columns;
        at += length;
        if (text[at - 1] == '|' || text[at - 1] == '(')
            before = at;
    }
    if (text[at] && text[at] != ' ' && before > 0)
        at = before;
    memcpy(line, text, at);
    line[at] = '\0';
    text += at;
    text += strspn(text, " ");
    return *text ? text : NULL;
}

/* ---- bytes ---- */

/* One character of data as it is shown; returns how many bytes it was. */
static size_t visible(const char *bytes, size_t length, char shown[8])
{
    const unsigned char *next = (const unsigned char *)bytes;
    size_t whole = utf8_length(next[0]);

    for (size_t i = 1; i < whole; i++)
        if (i >= length || !utf8_continues(next, i, next[i]))
            whole = 0;
    if (next[0] == '\n' || next[0] == '\t') {
        snprintf(shown, 8, next[0] == '\n' ? "\\n" : "\\t");
        return 1;
    }
    if (next[0] == '"' || next[0] == '\\') {
        snprintf(shown, 8, "\\%c", next[0]);
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

/* The data in quotes, in at most `width` columns: what is left out, or is not
   known, is three dots. */
static const char *data_text(const struct event *event, size_t length,
                             size_t width)
{
    size_t have = event->data_length < length ? event->data_length : length;
    char *text = need(4 * have + 8), shown[8];
    size_t used = 5, at = 1, kept = 1, i = 0;

    text[0] = '"';
    while (i < have) {
        size_t taken = visible(event->data + i, have - i, shown);
        size_t columns = columns_of(shown);
        if (used + columns > width + 3)
            break;
        memcpy(text + at, shown, strlen(shown));
        at += strlen(shown);
        if ((used += columns) <= width)
            kept = at;
        i += taken;
    }
    at = i == length ? at : kept;
    memcpy(text + at, i == length ? "\"" : "\"...", i == length ? 2 : 5);
    return text;
}

/* ---- calls ---- */

static bool is_call(const struct event *event, const char *name)
{
    return strcmp(event->call, name) == 0;
}

static bool sends(const struct event *event)
{
    return event->asked >= 0 && (strncmp(event->call, "send", 4) == 0 ||
                                 strncmp(event->call, "write", 5) == 0);
}

/* Without the host, where all have the same. */
static const char *short_address(const struct run *run, const char *address)
{
    size_t length = run && run->host ? strlen(run->host) : 0;

    if (length && address && strncmp(address, run->host, length) == 0 &&
        address[length] == ':')
        return address + length;
    return address ? address : "?";
}

/* The arguments after the descriptor, with a comma before them. */
static const char *arguments(const struct run *run, const struct event *event)
{
    const char *args = event->args;

    if (is_call(event, "bind") || is_call(event, "connect"))
        return format(", %s", short_address(run, args));
    if (!args || (run && strcmp(args, "MSG_NOSIGNAL") == 0) ||
        (run && is_call(event, "accept")) ||
        (run && run->only && event->asked >= 0))
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
static const char *without_descriptor(const struct run *run,
                                      const struct event *event)
{
    const char *args = event->args ? event->args : "";
    size_t length = strlen(args);

    if (run && is_call(event, "socket"))
        length = length_without(args, ", 0");
    if (run && strstr(event->call, "poll"))
        length = length_without(args, "; no limit");
    return format("%s(%.*s)", event->call, (int)length, args);
}

/* What comes between the data and the closing parenthesis. */
static const char *after_data(const struct run *run, const struct event *event)
{
    const char *to = "", *asked = "";

    if (event->datagram && event->peer && is_call(event, "sendto"))
        to = format(", %s", short_address(run, event->peer));
    if (event->returned && event->result != event->asked)
        asked = format(", %lld", event->asked);
    return format("%s%s%s", asked, arguments(run, event), to);
}

static const char *received(const struct run *run, const struct event *event,
                            size_t width)
{
    const char *from = "", *asked = "";

    if (!run || event->result == event->asked)
        asked = format(", %lld", event->asked);
    if (event->datagram && event->peer && event->result >= 0 &&
        strcmp(event->call, "recv") != 0 && strcmp(event->call, "read") != 0)
        from = format(" from %s", short_address(run, event->peer));
    const char *head = format("%s(%d%s%s)", event->call, event->fd, asked,
                              arguments(run, event));
    if (!event->returned || event->result < 0)
        return head;
    head = format("%s = %lld", head, event->result);
    if (event->result == 0)
        return format("%s%s", head, from);
    size_t used = columns_of(head) + columns_of(from) + 1;
    return format("%s %s%s", head,
                  data_text(event, (size_t)event->result,
                            width > used + 8 ? width - used : 8),
                  from);
}

static const char *sent(const struct run *run, const struct event *event,
                        size_t width)
{
    const char *head = format("%s(%d, ", event->call, event->fd);
    const char *tail = format("%s)", after_data(run, event));
    size_t length = (size_t)event->asked;

    if (event->returned && event->result >= 0 &&
        !(run && run->only && event->result == event->asked))
        tail = format("%s = %lld", tail, event->result);
    size_t used = columns_of(head) + columns_of(tail);
    if (event->error)
        used += 4 + strlen(event->error);
    return format("%s%s%s", head,
                  data_text(event, length, width > used + 8 ? width - used : 8),
                  tail);
}

static const char *without_result(const struct run *run,
                                  const struct event *event, size_t width)
{
    if (sends(event))
        return sent(run, event, width);
    if (event->asked >= 0)
        return received(run, event, width);
    if (event->fd < 0)
        return without_descriptor(run, event);
    return format("%s(%d%s)", event->call, event->fd, arguments(run, event));
}

/* Addresses found, options read, what is ready: each is its call's result. */
static const char *answer_of(const struct run *run, const struct event *event)
{
    const char *answer = event->answer;

    if (is_call(event, "getsockname"))
        return short_address(run, event->self);
    if (is_call(event, "getpeername"))
        return short_address(run, event->peer);
    if (is_call(event, "getaddrinfo") && run && answer && !strchr(answer, ','))
        return short_address(run, answer);
    return answer;
}

static const char *result_of(const struct run *run, const struct event *event)
{
    bool waits = event->asked < 0 &&
                 (strstr(event->call, "poll") || strstr(event->call, "select"));
    const char *answer = answer_of(run, event);

    if (event->error)
        return format(
            " = %s%s",
            event->result < 0 && !is_call(event, "getaddrinfo") ? "-1 " : "",
            event->error);
    if (event->asked >= 0)
        return "";
    if (answer)
        return format(" = %s", answer);
    if (waits)
        return event->result == 0 ? " = 0 (time is up)"
                                  : format(" = %lld", event->result);
    return event->result > 0 ? format(" = %lld", event->result) : "";
}

static const char *words(const struct run *run, const struct event *event,
                         size_t width)
{
    switch (event->kind) {
    case START:
        return event->parent ? event->text
                             : format("$ %s", event->text ? event->text : "");
    case END:
    case SAY:
        return event->text ? event->text : "";
    case SIGNAL:
        return format("%s arrives", event->text ? event->text : "a signal");
    default:
        return format("%s%s", without_result(run, event, width),
                      event->returned ? result_of(run, event) : "");
    }
}

const char *words_of(const struct run *run, const struct event *event,
                     size_t width)
{
    return words(run, event, width);
}

const char *full_words_of(const struct event *event)
{
    return words(NULL, event, 1000);
}

/* ---- errors ---- */

bool only_later(const struct event *event)
{
    static const char *const names[] = {
        "EAGAIN", "EWOULDBLOCK", "EINPROGRESS", "EALREADY", "EINTR", NULL};

    for (int i = 0; event->error && names[i]; i++)
        if (strcmp(event->error, names[i]) == 0)
            return true;
    return false;
}

const char *meaning_of(const struct event *event)
{
    static const struct {
        const char *error, *call, *meaning; /* call NULL: any */
    } known[] = {
        {"ECONNREFUSED", "connect", "nobody listens on that port"},
        {"ECONNREFUSED", NULL, "nobody has that port: so said its host"},
        {"ECONNRESET", NULL, "the other end dropped the connection"},
        {"ECONNABORTED", "accept", "the peer had gone before it was accepted"},
        {"EPIPE", NULL, "this connection takes no more bytes"},
        {"ENOTCONN", NULL, "not connected (any more)"},
        {"EISCONN", NULL, "connected already"},
        {"EADDRINUSE", NULL, "somebody has that port"},
        {"EADDRNOTAVAIL", NULL, "no such address on this machine"},
        {"EACCES", "bind", "ports below 1024 are the system's"},
        {"EBADF", NULL, "no such descriptor: closed already?"},
        {"ENOTSOCK", NULL, "that descriptor is no socket"},
        {"EINVAL", "accept", "not listening"},
        {"EAGAIN", "accept", "nobody waits now"},
        {"EAGAIN", "send", "no room now"},
        {"EAGAIN", "write", "no room now"},
        {"EAGAIN", NULL, "nothing there now, or in the time given"},
        {"EINPROGRESS", NULL, "under way: POLLOUT will tell"},
        {"EALREADY", NULL, "still under way"},
        {"EINTR", NULL, "a signal came: call it again"},
        {"ETIMEDOUT", NULL, "no answer in time"},
        {"ENETUNREACH", NULL, "no way to that network"},
        {"EHOSTUNREACH", NULL, "no way to that host"},
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
        return "waits in the queue";
    if (event->role == SENDS && event->datagram)
        return event->met ? "the datagram waits" : "";
    if (event->role == SENDS)
        return event->to - event->from == 1
                   ? "1 byte waits"
                   : format("%lld bytes wait", event->to - event->from);
    return event->resets ? "the connection is reset" : "end of stream waits";
}
