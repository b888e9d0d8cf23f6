/* read.c - the records of a run, read into events. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line is `KIND NAME=VALUE NAME=VALUE ...`. */
struct pair {
    const char *name;
    const char *value;
    size_t length; /* a text may contain a zero byte */
};

struct record {
    const char *kind;
    struct pair pairs[32];
    size_t count;
};

/* ---- a line ---- */

/* Undoes the escapes of a text in quotes, in place: it gets no longer. Returns
   where it goes on, NULL if the quotes are not closed. */
static char *read_quoted(char *from, struct pair *pair)
{
    char *to = from;

    pair->value = from;
    while (*from && *from != '"') {
        if (*from == '\\' && from[1] == 'x' &&
            isxdigit((unsigned char)from[2]) &&
            isxdigit((unsigned char)from[3])) {
            char digits[] = {from[2], from[3], '\0'};
            *to++ = (char)strtol(digits, NULL, 16);
            from += 4;
            continue;
        }
        if (*from == '\\' && from[1])
            from++;
        *to++ = *from++;
    }
    if (!*from)
        return NULL;
    *to = '\0';
    pair->length = (size_t)(to - pair->value);
    return from + 1;
}

/* Cuts the line up, in place. False if it is no record. */
static bool read_record(char *line, struct record *record)
{
    char *next = line + strcspn(line, " ");

    record->kind = line;
    record->count = 0;
    while (*next == ' ') {
        struct pair *pair = &record->pairs[record->count];
        *next++ = '\0';
        pair->name = next;
        next += strcspn(next, "= ");
        if (*next != '=' || record->count == 31)
            return false;
        *next++ = '\0';
        pair->value = next;
        pair->length = strcspn(next, " ");
        next = *next == '"' ? read_quoted(next + 1, pair) : next + pair->length;
        if (!next || (*next && *next != ' '))
            return false;
        record->count++;
    }
    return *line && !*next;
}

static const struct pair *pair_named(const struct record *record,
                                     const char *name)
{
    for (size_t i = 0; i < record->count; i++)
        if (strcmp(record->pairs[i].name, name) == 0)
            return &record->pairs[i];
    return NULL;
}

static const char *text_named(const struct record *record, const char *name)
{
    const struct pair *pair = pair_named(record, name);

    return pair ? pair->value : NULL;
}

static long long number_named(const struct record *record, const char *name,
                              long long otherwise)
{
    const struct pair *pair = pair_named(record, name);

    return pair ? strtoll(pair->value, NULL, 10) : otherwise;
}

/* ---- events ---- */

static struct kernel kernel_in(const struct record *record)
{
    return (struct kernel){(int)number_named(record, "tcp", -1),
                           (int)number_named(record, "queued", -1),
                           (int)number_named(record, "in", -1),
                           (int)number_named(record, "out", -1)};
}

static void set_call(struct event *event, const struct record *record)
{
    const char *type = text_named(record, "type");
    const struct pair *data = pair_named(record, "data");

    event->call = text_named(record, "call");
    if (!event->call)
        event->call = "?";
    event->fd = (int)number_named(record, "fd", -1);
    event->datagram = type && strcmp(type, "datagram") == 0;
    event->self = text_named(record, "self");
    event->peer = text_named(record, "peer");
    event->args = text_named(record, "args");
    event->answer = text_named(record, "answer");
    event->error = text_named(record, "error");
    event->asked = number_named(record, "asked", -1);
    event->result = number_named(record, "result", 0);
    event->begin = number_named(record, "begin", 0);
    event->end = number_named(record, "end", event->begin);
    event->data = data ? data->value : NULL;
    event->data_length = data ? data->length : 0;
    event->handle = number_named(record, "handle", 0);
    if (!event->frames)
        event->frames = text_named(record, "frames");
}

/* The `enter` of a call that now came back. */
static struct event *entered(struct run *run, const struct record *record)
{
    long tid = (long)number_named(record, "tid", 0);
    long long begin = number_named(record, "begin", 0);

    for (size_t i = run->count; i > 0; i--) {
        struct event *event = &run->events[i - 1];
        if (event->kind == CALL && event->tid == tid && !event->returned &&
            event->begin == begin)
            return event;
        /* Later ones can be of a signal handler, earlier ones cannot be it. */
        if (event->kind == CALL && event->tid == tid && event->begin < begin)
            return NULL;
    }
    return NULL;
}

static struct event *new_event(struct run *run, enum kind kind,
                               const struct record *record)
{
    run->events = with_room(run->events, run->count, sizeof *run->events);
    struct event *event = &run->events[run->count];
    *event = (struct event){.kind = kind, .number = run->count++};
    event->pid = (long)number_named(record, "pid", 0);
    event->tid = (long)number_named(record, "tid", event->pid);
    event->begin = event->end = number_named(record, "at", 0);
    event->asked = -1;
    event->fd = -1;
    event->before = event->after = (struct kernel){-1, -1, -1, -1};
    event->returned = true;
    return event;
}

/* The process that a record is about. */
static struct process *process_in(struct reader *reader,
                                  const struct record *record)
{
    return process_of(reader, (long)number_named(record, "pid", 0));
}

static unsigned long long address_named(const struct record *record,
                                        const char *name)
{
    return (unsigned long long)number_named(record, name, 0);
}

static void add_module(struct run *run, struct module module)
{
    run->modules =
        with_room(run->modules, run->module_count, sizeof *run->modules);
    run->modules[run->module_count++] = module;
}

static void take_module(struct reader *reader, const struct record *record)
{
    add_module(reader->run,
               (struct module){(long)number_named(record, "pid", 0),
                               address_named(record, "base"),
                               address_named(record, "first"),
                               address_named(record, "last"),
                               text_named(record, "path")});
}

/* A forked child has all that its parent has. */
static void inherit_modules(struct run *run, long parent, long child)
{
    for (size_t i = 0, count = run->module_count; i < count; i++)
        if (run->modules[i].pid == parent) {
            struct module module = run->modules[i];
            module.pid = child;
            add_module(run, module);
        }
}

/* The name is that which was given to it, or to the nearest ancestor that has
   one. */
static void take_birth(struct reader *reader, const struct record *record,
                       bool forked)
{
    struct process *process = process_in(reader, record);

    process->parent = (long)number_named(record, "parent", 0);
    if (!process->named)
        process->name = text_named(record, "name");
    process->born = true;
    if (!forked)
        return;
    if (!process->forked)
        process->child = ++process_of(reader, process->parent)->children;
    process->forked = true;
    struct event *event = new_event(reader->run, START, record);
    event->text = "forked";
    event->parent = process->parent;
    inherit_modules(reader->run, process->parent, event->pid);
}

static struct event *take_actor(struct reader *reader,
                                const struct record *record)
{
    struct process *process = process_in(reader, record);
    struct event *event = new_event(reader->run, START, record);

    process->name = text_named(record, "name");
    process->named = true;
    event->text = text_named(record, "command");
    return event;
}

static void take_call(struct reader *reader, const struct record *record,
                      bool returned)
{
    struct event *event = returned ? entered(reader->run, record) : NULL;
    struct process *process = process_in(reader, record);

    if (!process->name)
        process->name = text_named(record, "name");
    if (!event)
        event = new_event(reader->run, CALL, record);
    set_call(event, record);
    *(returned ? &event->after : &event->before) = kernel_in(record);
    event->returned = returned;
    event->may_wait = event->may_wait || !returned;
    process->calls = true;
    if (process->tid && process->tid != event->tid)
        process->threads = true;
    process->tid = event->tid;
}

/* ---- what TAP_DETAIL adds ---- */

static void take_thread(struct reader *reader, const struct record *record)
{
    struct event *event = new_event(reader->run, THREAD, record);

    event->handle = number_named(record, "handle", 0);
    event->text = "a thread begins";
    process_in(reader, record)->threads = true;
}

/* After the end of a program: what it has left, or only that one has looked. */
static void take_left(struct reader *reader, const struct record *record)
{
    struct run *run = reader->run;
    struct left left = {text_named(record, "self"), text_named(record, "peer"),
                        kernel_in(record)};

    for (size_t i = run->count; i > 0; i--) {
        struct event *end = &run->events[i - 1];
        if (end->kind != END)
            continue;
        end->looked = true;
        if (!left.self || !left.peer)
            return;
        end->left = with_room(end->left, end->left_count, sizeof *end->left);
        end->left[end->left_count++] = left;
        return;
    }
}

static void take_closely(struct reader *reader, const struct record *record)
{
    const char *kind = record->kind;

    if (strcmp(kind, "actor+") == 0)
        take_actor(reader, record)->played = true;
    else if (strcmp(kind, "call+") == 0)
        take_call(reader, record, true);
    else if (strcmp(kind, "enter+") == 0)
        take_call(reader, record, false);
    else if (strcmp(kind, "thread") == 0)
        take_thread(reader, record);
    else if (strcmp(kind, "module") == 0)
        take_module(reader, record);
    else if (strcmp(kind, "left") == 0)
        take_left(reader, record);
}

static void take(struct reader *reader, const struct record *record)
{
    const char *kind = record->kind;

    if (strcmp(kind, "call") == 0)
        take_call(reader, record, true);
    else if (strcmp(kind, "enter") == 0)
        take_call(reader, record, false);
    else if (strcmp(kind, "program") == 0)
        take_birth(reader, record, false);
    else if (strcmp(kind, "fork") == 0)
        take_birth(reader, record, true);
    else if (strcmp(kind, "actor") == 0)
        take_actor(reader, record);
    else if (strcmp(kind, "say") == 0)
        new_event(reader->run, SAY, record)->text = text_named(record, "text");
    else if (strcmp(kind, "signal") == 0)
        new_event(reader->run, SIGNAL, record)->text =
            text_named(record, "name");
    else if (strcmp(kind, "end") == 0)
        new_event(reader->run, END, record)->text = text_named(record, "how");
    else if (reader->run->closely)
        take_closely(reader, record);
}

/* ---- the file ---- */

/* Each line is kept: the events' texts lie in it. */
static const char *read_lines(struct reader *reader, FILE *in, const char *file)
{
    char *line = NULL;
    size_t size = 0, number = 0;
    struct record record;
    const char *wrong = NULL;

    while (!wrong && getline(&line, &size, in) > 0) {
        char *kept = strcpy(need(strlen(line) + 1), line);
        kept[strcspn(kept, "\n")] = '\0';
        number++;
        if (read_record(kept, &record))
            take(reader, &record);
        else
            wrong = format("%s:%zu: not a record", file, number);
    }
    free(line);
    return wrong;
}

const char *read_run(struct run *run, const char *file)
{
    struct reader reader = {.run = run};
    bool standard = strcmp(file, "-") == 0;
    FILE *in = standard ? stdin : fopen(file, "r");

    if (!in)
        return format("%s: %s", file, strerror(errno));
    const char *wrong = read_lines(&reader, in, file);
    if (!standard)
        fclose(in);
    if (wrong)
        return wrong;
    make_lanes(&reader);
    match_run(run);
    return NULL;
}
