/* classify.c - what sort of thing a step is: sayings.c has words for each. */
#include "internal.h"

#include <string.h>

static bool has_error(const struct event *event, const char *name)
{
    return event->error && strcmp(event->error, name) == 0;
}

static bool noted(const struct event *event, const char *words)
{
    return event->note && strstr(event->note, words);
}

/* For all calls: it was interrupted, or has failed in no special way. */
static const char *failure(const struct event *event)
{
    return has_error(event, "EINTR") ? "interrupted" : "fails";
}

/* ---- connections ---- */

static const char *sort_socket(const struct step *step)
{
    const struct event *event = step->event;

    if (event->error)
        return failure(event);
    return strstr(event->args ? event->args : "", "SOCK_DGRAM") ? "socket udp"
                                                                : "socket tcp";
}

static const char *sort_bind(const struct step *step)
{
    if (has_error(step->event, "EADDRINUSE"))
        return "bind taken";
    return step->event->error ? failure(step->event) : "bind";
}

static const char *sort_connect(const struct step *step)
{
    const struct event *event = step->event;

    if (event->datagram)
        return event->error ? failure(event) : "connect udp";
    if (step->part == BEGINS)
        return "connect waits";
    if (has_error(event, "ECONNREFUSED"))
        return "connect refused";
    if (has_error(event, "EINPROGRESS"))
        return event->after.tcp == ESTABLISHED ? "connect soon"
                                               : "connect asks";
    if (event->error)
        return failure(event);
    return step->socket && step->socket->other ? "connect" : "connect unseen";
}

static const char *sort_accept(const struct step *step)
{
    const struct event *event = step->event;

    if (step->part == BEGINS)
        return "accept waits";
    if (has_error(event, "EAGAIN"))
        return "accept none";
    if (has_error(event, "EMFILE") || has_error(event, "ENFILE"))
        return "accept full";
    if (event->error)
        return failure(event);
    return step->part == RETURNS ? "accept returns" : "accept";
}

static const char *sort_shutdown(const struct step *step)
{
    const struct event *event = step->event;

    if (event->error)
        return failure(event);
    return event->role == FINISHES ? "shutdown" : "shutdown reading";
}

static const char *sort_close(const struct step *step)
{
    return step->how ? step->how : "close unconnected";
}

/* ---- bytes ---- */

static bool is_token(const struct event *event)
{
    return event->data_length > 5 && memcmp(event->data, "gAAAA", 5) == 0;
}

/* Who ended the stream, and how. */
static const char *sort_end(const struct step *step)
{
    const struct event *met = step->event->met;

    if (step->how)
        return step->how;
    if (met && met->kind == END)
        return "recv end by death";
    if (met && is_call(met, "close"))
        return "recv end by close";
    return met ? "recv end by shutdown" : "recv end";
}

static const char *sort_error_of_recv(const struct step *step)
{
    const struct event *event = step->event;

    if (has_error(event, "ECONNRESET"))
        return "recv reset";
    if (has_error(event, "EAGAIN"))
        return step->part == RETURNS ? "recv late" : "recv none";
    return failure(event);
}

static const char *sort_bytes_received(const struct step *step)
{
    const struct event *event = step->event;

    if (event->args && strstr(event->args, "MSG_PEEK"))
        return "recv peek";
    if (is_token(event))
        return step->socket && step->socket->listener ? "recv token at relay"
                                                      : "recv token";
    if (noted(event, "sends in one"))
        return "recv several";
    if (noted(event, "still wait"))
        return "recv part";
    if (noted(event, "the rest of"))
        return "recv rest";
    return step->part == RETURNS ? "recv returns" : "recv";
}

static const char *sort_recv(const struct step *step)
{
    const struct event *event = step->event;

    if (step->part == BEGINS)
        return event->returned ? "recv waits" : "recv waits forever";
    if (event->error)
        return sort_error_of_recv(step);
    return event->result > 0 ? sort_bytes_received(step) : sort_end(step);
}

static const char *sort_error_of_send(const struct step *step)
{
    const struct event *event = step->event;

    if (has_error(event, "EPIPE"))
        return "send pipe";
    if (has_error(event, "ECONNRESET"))
        return "send reset";
    if (has_error(event, "EAGAIN"))
        return "send full";
    return failure(event);
}

static const char *sort_send(const struct step *step)
{
    const struct event *event = step->event;

    if (!event->returned && noted(event, "SIGPIPE"))
        return "send kills";
    if (step->part == BEGINS)
        return "send waits";
    if (event->error)
        return sort_error_of_send(step);
    if (step->part == RETURNS)
        return "send returns";
    if (noted(event, "the other end is gone"))
        return "send to nobody";
    if (event->result < event->asked)
        return "send short";
    return is_token(event) ? "send token" : "send";
}

/* ---- datagrams ---- */

static bool same_datagram(const struct event *a, const struct event *b)
{
    return a->asked == b->asked && a->data_length == b->data_length &&
           a->peer && b->peer && strcmp(a->peer, b->peer) == 0 &&
           a->data_length > 0 && memcmp(a->data, b->data, a->data_length) == 0;
}

/* The last datagram that its lane sent was the same, and is not answered yet.
 */
static bool is_sent_again(const struct step *step)
{
    const struct lane *lane = step->event->lane;
    const struct event *last = NULL;

    for (size_t i = 0; i < lane->count && lane->events[i] != step->event; i++) {
        const struct event *event = lane->events[i];
        if (event->datagram && sends(event))
            last = event;
        else if (event->datagram && receives(event) && event->result > 0)
            last = NULL;
    }
    return last && same_datagram(last, step->event);
}

/* It comes from where this lane has never sent anything, though it was the
   first to speak: a client's question is answered by somebody else. */
static bool is_from_stranger(const struct step *step)
{
    const struct event *sent = step->event->met;
    const struct lane *lane = step->event->lane;
    const char *from = step->event->peer;
    bool spoke_first = false, heard = false;

    if (!from && sent) /* recvfrom() was not asked for it */
        from = sent->self;
    if (!from)
        return false;
    for (size_t i = 0; i < lane->count && lane->events[i] != step->event; i++) {
        const struct event *event = lane->events[i];
        if (!event->datagram || event->fd != step->event->fd)
            continue;
        if (receives(event) && event->result >= 0)
            heard = true;
        spoke_first = spoke_first || (sends(event) && !heard);
        if (sends(event) && event->peer &&
            strcmp(port_of(event->peer), port_of(from)) == 0)
            return false;
    }
    return spoke_first;
}

static const char *sort_datagram_sent(const struct step *step)
{
    const struct event *event = step->event;

    if (has_error(event, "ECONNREFUSED"))
        return "sendto refused";
    if (event->error)
        return failure(event);
    if (is_sent_again(step))
        return "sendto again";
    if (event->asked == 0)
        return "sendto empty";
    return event->met ? "sendto" : "sendto nobody";
}

static const char *sort_datagram_received(const struct step *step)
{
    const struct event *event = step->event;

    if (step->part == BEGINS)
        return event->returned ? "recvfrom waits" : "recvfrom waits forever";
    if (has_error(event, "ECONNREFUSED"))
        return "recvfrom refused";
    if (has_error(event, "EAGAIN"))
        return step->part == RETURNS ? "recv late" : "recv none";
    if (event->error)
        return failure(event);
    if (is_from_stranger(step))
        return "recvfrom stranger";
    if (noted(event, "the rest is lost"))
        return "recvfrom cut";
    return event->result == 0 ? "recvfrom empty" : "recvfrom";
}

/* ---- waiting for several ---- */

static const char *sort_poll(const struct step *step)
{
    const struct event *event = step->event;
    bool limited = event->args && !strstr(event->args, "no limit");

    if (step->part == BEGINS)
        return limited ? "poll waits so long" : "poll waits";
    if (event->error)
        return failure(event);
    if (event->result == 0)
        return step->part == RETURNS ? "poll late" : "poll none";
    return step->part == RETURNS ? "poll returns" : "poll";
}

/* ---- options, names, threads ---- */

static const char *sort_setsockopt(const struct step *step)
{
    static const char *const known[] = {"SO_REUSEADDR", "SO_RCVTIMEO",
                                        "SO_SNDTIMEO", "SO_LINGER",
                                        "IPV6_V6ONLY"};
    const char *args = step->event->args;

    if (step->event->error)
        return failure(step->event);
    for (size_t i = 0; args && i < sizeof known / sizeof *known; i++)
        if (strstr(args, known[i]))
            return known[i];
    return "setsockopt";
}

static const char *sort_getsockopt(const struct step *step)
{
    const struct event *event = step->event;
    bool error = event->args && strstr(event->args, "SO_ERROR");

    if (!error || event->error)
        return event->error ? failure(event) : "getsockopt";
    return event->answer && strcmp(event->answer, "0") == 0
               ? "connected at last"
               : "not connected";
}

static const char *sort_getaddrinfo(const struct step *step)
{
    if (step->part == BEGINS)
        return "getaddrinfo waits";
    return step->event->error ? "fails" : "getaddrinfo";
}

static const char *sort_fcntl(const struct step *step)
{
    const char *args = step->event->args;

    return args && strstr(args, "O_NONBLOCK") ? "O_NONBLOCK" : "fcntl";
}

static const char *sort_create(const struct step *step)
{
    return step->event->error ? "create fails" : "create";
}

static const char *sort_join(const struct step *step)
{
    if (step->event->error)
        return "fails";
    return step->part == BEGINS    ? "join waits"
           : step->part == RETURNS ? "join returns"
                                   : "join";
}

/* ---- all of it ---- */

static const char *sort_data(const struct step *step)
{
    const struct event *event = step->event;

    if (sends(event))
        return event->datagram ? sort_datagram_sent(step) : sort_send(step);
    if (receives(event))
        return event->datagram ? sort_datagram_received(step) : sort_recv(step);
    return polls(event) ? sort_poll(step) : NULL;
}

static const char *sort_call(const struct step *step)
{
    static const struct {
        const char *call;
        const char *(*sort)(const struct step *step);
    } calls[] = {
        {"socket", sort_socket},           {"bind", sort_bind},
        {"connect", sort_connect},         {"accept", sort_accept},
        {"shutdown", sort_shutdown},       {"close", sort_close},
        {"setsockopt", sort_setsockopt},   {"getsockopt", sort_getsockopt},
        {"getaddrinfo", sort_getaddrinfo}, {"fcntl", sort_fcntl},
        {"pthread_create", sort_create},   {"pthread_join", sort_join}};
    const char *sort = sort_data(step);

    for (size_t i = 0; !sort && i < sizeof calls / sizeof *calls; i++)
        if (is_call(step->event, calls[i].call))
            sort = calls[i].sort(step);
    if (!sort && step->event->error)
        sort = failure(step->event);
    return sort ? sort : step->event->call;
}

static const char *sort_of_end(const struct event *event)
{
    const char *how = event->text ? event->text : "";

    if (strcmp(how, "exit 0") == 0)
        return "ends well";
    return strncmp(how, "exit", 4) == 0 ? "ends badly" : "ends by a signal";
}

static const char *sort_of_signal(const struct event *event)
{
    const char *name = event->text ? event->text : "";

    if (strcmp(name, "SIGSTOP") == 0)
        return "stops";
    return strcmp(name, "SIGCONT") == 0 ? "goes on" : "signal";
}

const char *sort_of(const struct step *step)
{
    const struct event *event = step->event;

    switch (event->kind) {
    case START:
        return event->parent ? "fork" : event->played ? "played" : "start";
    case THREAD:
        return "thread";
    case SIGNAL:
        return sort_of_signal(event);
    case END:
        return sort_of_end(event);
    default:
        return sort_call(step);
    }
}
