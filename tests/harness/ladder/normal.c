/*
 * normal.c - a run without what differs from run to run.
 *
 * list_calls: each lane's calls in their order. Ports are called PORT1, PORT2
 * and so on, in the order in which the list mentions them; times are left out.
 * So are calls that never came back: whether a process that is killed has
 * begun the next one is chance.
 *
 * list_events: what each connection carried and how it ended, by process. For
 * threads that race, and for bytes that come in other pieces each time.
 */
#include "ladder.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- ports and times ---- */

struct ports {
    bool known[65536];
    size_t names[65536]; /* 0: not mentioned yet */
    size_t named;
};

static void note_port(struct ports *ports, const char *address)
{
    const char *colon = address ? strrchr(address, ':') : NULL;
    long port = colon ? strtol(colon + 1, NULL, 10) : 0;

    if (port > 0 && port < 65536)
        ports->known[port] = true;
}

static size_t name_of_port(struct ports *ports, long port)
{
    if (!ports->names[port])
        ports->names[port] = ++ports->named;
    return ports->names[port];
}

/* Writes a line; numbers that are ports of this run under their names, and
   milliseconds as TIME. */
static void write_line(struct ports *ports, const char *line, FILE *out)
{
    while (*line) {
        if (!isdigit((unsigned char)*line)) {
            fputc(*line++, out);
            continue;
        }
        char *end;
        long number = strtol(line, &end, 10);
        if (end - line <= 5 && number < 65536 && ports->known[number])
            fprintf(out, "PORT%zu", name_of_port(ports, number));
        else if (strncmp(end, " ms", 3) == 0)
            fputs("TIME", out);
        else
            fprintf(out, "%.*s", (int)(end - line), line);
        line = end + (strncmp(end, " ms", 3) == 0 ? 3 : 0);
    }
    fputc('\n', out);
}

void list_calls(const struct picture *picture, FILE *out)
{
    const struct run *run = picture->run;
    struct ports *ports = need(sizeof *ports);

    for (size_t i = 0; i < run->count; i++) {
        note_port(ports, run->events[i].self);
        note_port(ports, run->events[i].peer);
    }
    for (size_t i = 0; i < run->lane_count; i++) {
        const struct lane *lane = &run->lanes[i];
        fprintf(out, "%s\n", lane->name);
        for (size_t j = 0; j < lane->count; j++)
            if (lane->events[j]->returned)
                write_line(ports,
                           format("  %s", full_words_of(lane->events[j])), out);
    }
}

/* ---- connections ---- */

/* The lane of a thread or a child bears its process' name first. */
static const char *process_name(const struct lane *lane)
{
    return format("%.*s", (int)strcspn(lane->name, ","), lane->name);
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Did a call on it end so? Call and args NULL: any; error NULL: none. */
static bool did(const struct end *end, const char *call, const char *args,
                const char *error)
{
    for (size_t i = 0; i < end->count; i++) {
        const struct event *event = end->events[i];
        if ((!call || is_call(event, call)) &&
            (!args || same(event->args, args)) && same(event->error, error))
            return true;
    }
    return false;
}

/* All bytes of a role that crossed: where the last of them ends. */
static long long total(const struct end *end, enum role role)
{
    long long bytes = 0;

    for (size_t i = 0; i < end->count; i++)
        if (end->events[i]->role == role && end->events[i]->returned &&
            end->events[i]->to > bytes)
            bytes = end->events[i]->to;
    return bytes;
}

static void list_end(const struct end *end, FILE *out)
{
    static const char *const errors[] = {"ECONNRESET", "EPIPE", "ETIMEDOUT",
                                         "ECONNREFUSED"};

    fprintf(out, "  %s: sent %lld, received %lld", process_name(end->lane),
            total(end, SENDS), total(end, RECEIVES));
    if (first_on(end, SEES_END))
        fputs(", saw the end", out);
    if (did(end, "shutdown", "SHUT_WR", NULL))
        fputs(", shutdown", out);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (did(end, NULL, NULL, errors[i]))
            fprintf(out, ", %s", errors[i]);
    if (did(end, "close", NULL, NULL))
        fputs(", close", out);
    fputc('\n', out);
}

static void list_connection(const struct end *end, FILE *out)
{
    fprintf(out, "%s -> %s\n", process_name(end->lane),
            end->other ? process_name(end->other->lane) : "nobody");
    list_end(end, out);
    if (end->other)
        list_end(end->other, out);
}

/* ---- datagrams ---- */

static void list_datagrams(const struct lane *lane, FILE *out)
{
    long long bytes = 0;
    int sent = 0, received = 0;

    for (size_t i = 0; i < lane->count; i++) {
        const struct event *event = lane->events[i];
        if (!event->datagram || event->role != SENDS)
            continue;
        sent++;
        bytes += event->result;
        received += event->met != NULL;
    }
    if (sent > 0)
        fprintf(out, "%s: %d datagrams of %lld bytes sent, %d received\n",
                lane->name, sent, bytes, received);
}

/* ---- all of it ---- */

static void list_endings(const struct lane *lane, FILE *out)
{
    for (size_t i = 0; i < lane->count; i++)
        if (lane->events[i]->kind == SIGNAL || lane->events[i]->kind == END)
            fprintf(out, "%s: %s\n", process_name(lane),
                    full_words_of(lane->events[i]));
}

void list_events(const struct picture *picture, FILE *out)
{
    const struct run *run = picture->run;

    for (size_t i = 0; i < run->lane_count; i++)
        for (size_t j = 0; j < run->end_count; j++)
            if (run->ends[j]->lane == &run->lanes[i] &&
                first_on(run->ends[j], CONNECTS))
                list_connection(run->ends[j], out);
    for (size_t i = 0; i < run->lane_count; i++)
        list_datagrams(&run->lanes[i], out);
    for (size_t i = 0; i < run->lane_count; i++)
        list_endings(&run->lanes[i], out);
}
