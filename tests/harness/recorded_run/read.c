/* ladder_read.c - the records of a run, read into events and lanes. */
#define _POSIX_C_SOURCE 200809L

#include "recorded_run.h"

#include <errno.h>
#include <stdarg.h>
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

void *need(size_t size)
{
    /* kept in a list: a tool that looks for leaks shall find no false ones */
    static struct block {
        struct block *next;
        max_align_t memory[];
    } * blocks;
    struct block *block = calloc(1, sizeof *block + size);

    if (!block) {
        fputs("ladder: out of memory\n", stderr);
        exit(1);
    }
    block->next = blocks;
    blocks = block;
    return block->memory;
}

const char *format(const char *pattern, ...)
{
    va_list values;

    va_start(values, pattern);
    size_t size = (size_t)vsnprintf(NULL, 0, pattern, values) + 1;
    va_end(values);
    char *text = need(size);
    va_start(values, pattern);
    vsnprintf(text, size, pattern, values);
    va_end(values);
    return text;
}

/* ---- a line ---- */

static int hex_digit(char c)
{
    const char digits[] = "0123456789abcdef";
    const char *place = c ? strchr(digits, c) : NULL;

    return place ? (int)(place - digits) : -1;
}

/* Undoes the escapes of a text in quotes, in place: it gets no longer. Returns
   where it goes on, NULL if the quotes are not closed. */
static char *read_quoted(char *from, struct pair *pair)
{
    char *to = from;

    pair->value = from;
    while (*from && *from != '"') {
        if (*from == '\\' && from[1] == 'x' && hex_digit(from[2]) >= 0 &&
            hex_digit(from[3]) >= 0) {
            *to++ = (char)(hex_digit(from[2]) * 16 + hex_digit(from[3]));
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

static char *read_word(char *from, struct pair *pair)
{
    pair->value = from;
    pair->length = strcspn(from, " ");
    return from + pair->length;
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
        next =
            *next == '"' ? read_quoted(next + 1, pair) : read_word(next, pair);
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

    return pair ? format("%s", pair->value) : NULL;
}

static long long number_named(const struct record *record, const char *name,
                              long long otherwise)
{
    const struct pair *pair = pair_named(record, name);

    return pair ? strtoll(pair->value, NULL, 10) : otherwise;
}

/* ---- events ---- */

static void set_data(struct event *event, const struct record *record)
{
    const struct pair *pair = pair_named(record, "data");

    if (!pair)
        return;
    char *copy = need(pair->length + 1);
    memcpy(copy, pair->value, pair->length);
    event->data = copy;
    event->data_length = pair->length;
}

static void set_call(struct event *event, const struct record *record)
{
    const char *type = text_named(record, "type");

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
    set_data(event, record);
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
    struct event *event = &run->events[run->count];

    *event = (struct event){.kind = kind, .number = (int)run->count};
    run->count++;
    event->pid = (long)number_named(record, "pid", 0);
    event->tid = (long)number_named(record, "tid", event->pid);
    event->begin = event->end = number_named(record, "at", 0);
    event->asked = -1;
    event->fd = -1;
    event->returned = true;
    return event;
}

/* Processes: who they are, whose children, under which name. */
struct process {
    long pid, parent;
    const char *name;
    bool named, forked;
};

struct reader {
    struct run *run;
    struct process processes[1024];
    size_t process_count;
};

static struct process *process_of(struct reader *reader, long pid)
{
    for (size_t i = 0; i < reader->process_count; i++)
        if (reader->processes[i].pid == pid)
            return &reader->processes[i];
    if (reader->process_count == 1024)
        return &reader->processes[1023];
    struct process *process = &reader->processes[reader->process_count++];
    *process = (struct process){.pid = pid};
    return process;
}

/* The name that was given to it, or to the nearest ancestor that has one. */
static void take_birth(struct reader *reader, const struct record *record,
                       bool forked)
{
    struct process *process =
        process_of(reader, (long)number_named(record, "pid", 0));

    process->parent = (long)number_named(record, "parent", 0);
    process->forked = process->forked || forked;
    if (!process->named)
        process->name = text_named(record, "name");
    if (forked) {
        struct event *event = new_event(reader->run, START, record);
        event->text = "forked";
        event->parent = process->parent;
    }
}

static void take_actor(struct reader *reader, const struct record *record)
{
    struct process *process =
        process_of(reader, (long)number_named(record, "pid", 0));

    process->name = text_named(record, "name");
    process->named = true;
    new_event(reader->run, START, record)->text = text_named(record, "command");
}

static void take_call(struct reader *reader, const struct record *record,
                      bool returned)
{
    struct event *event = returned ? entered(reader->run, record) : NULL;
    struct process *process =
        process_of(reader, (long)number_named(record, "pid", 0));

    if (!process->name)
        process->name = text_named(record, "name");
    if (!event)
        event = new_event(reader->run, CALL, record);
    set_call(event, record);
    event->returned = returned;
    event->may_wait = event->may_wait || !returned;
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
}

/* ---- lanes ---- */

static bool has_threads(const struct run *run, long pid)
{
    long tid = 0;

    for (size_t i = 0; i < run->count && !run->no_threads; i++) {
        const struct event *event = &run->events[i];
        if (event->pid != pid || event->kind != CALL)
            continue;
        if (tid && event->tid != tid)
            return true;
        tid = event->tid;
    }
    return false;
}

static struct lane *find_lane(struct run *run, long pid, long tid)
{
    for (size_t i = 0; i < run->lane_count; i++)
        if (run->lanes[i].pid == pid && run->lanes[i].tid == tid)
            return &run->lanes[i];
    return NULL;
}

/* A forked child's is that of its parent, with a number. */
static const char *lane_name(struct reader *reader, long pid, long tid)
{
    struct run *run = reader->run;
    struct process *process = process_of(reader, pid);
    int serial = 1;

    for (size_t i = 0; i < run->lane_count; i++)
        serial += run->lanes[i].pid == pid;
    const char *name = process->name ? process->name : format("%ld", pid);
    if (process->forked && !process->named) {
        struct process *parent = process_of(reader, process->parent);
        int children = 1;
        for (size_t i = 0; &reader->processes[i] != process; i++)
            children += reader->processes[i].parent == process->parent &&
                        reader->processes[i].forked;
        name = format("%s, child %d", parent->name ? parent->name : name,
                      children);
    }
    return tid && serial > 1 ? format("%s, thread %d", name, serial) : name;
}

static void add_lane(struct reader *reader, const struct event *event,
                     bool threads)
{
    struct run *run = reader->run;
    long tid = threads ? event->tid : 0;
    const char *name = lane_name(reader, event->pid, tid);
    struct lane *lane = &run->lanes[run->lane_count++];

    *lane = (struct lane){.pid = event->pid, .tid = tid, .name = name};
    lane->named = process_of(reader, event->pid)->named;
}

/* A lane for each that was started by name or made a call, in that order;
   threads and children stand behind their like. */
static void make_lanes(struct reader *reader)
{
    struct run *run = reader->run;

    run->lanes = need((run->count + 1) * sizeof *run->lanes);
    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        bool named =
            event->kind == START && process_of(reader, event->pid)->named;
        if (event->kind != CALL && !named)
            continue;
        bool threads = has_threads(run, event->pid);
        if (!find_lane(run, event->pid, threads ? event->tid : 0))
            add_lane(reader, event, threads);
    }
}

static size_t put_family(struct reader *reader, struct lane *sorted, size_t n,
                         long pid)
{
    struct run *run = reader->run;

    for (size_t i = 0; i < run->lane_count; i++)
        if (run->lanes[i].pid == pid)
            sorted[n++] = run->lanes[i];
    for (size_t i = 0; i < reader->process_count; i++)
        if (reader->processes[i].forked && reader->processes[i].parent == pid &&
            !reader->processes[i].named)
            n = put_family(reader, sorted, n, reader->processes[i].pid);
    return n;
}

/* It stands for itself: behind nobody. */
static bool is_root(struct reader *reader, const struct lane *lane)
{
    struct process *process = process_of(reader, lane->pid);

    for (size_t i = 0; i < reader->run->lane_count; i++)
        if (reader->run->lanes[i].pid == process->parent)
            return process->named || !process->forked;
    return true;
}

static void sort_lanes(struct reader *reader)
{
    struct run *run = reader->run;
    struct lane *sorted = need((run->lane_count + 1) * sizeof *sorted);
    size_t n = 0;

    for (size_t i = 0; i < run->lane_count; i++) {
        bool there = false;
        for (size_t j = 0; j < n; j++)
            there = there || sorted[j].pid == run->lanes[i].pid;
        if (!there && is_root(reader, &run->lanes[i]))
            n = put_family(reader, sorted, n, run->lanes[i].pid);
    }
    for (size_t i = 0; i < n; i++)
        sorted[i].place = (int)i;
    run->lanes = sorted;
    run->lane_count = n;
}

/* Events of a process that has several lanes, but of no thread, stand in its
   first one. */
static void fill_lanes(struct run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        event->lane = find_lane(run, event->pid, 0);
        if (!event->lane)
            event->lane = find_lane(run, event->pid, event->tid);
        for (size_t j = 0; !event->lane && j < run->lane_count; j++)
            if (run->lanes[j].pid == event->pid && event->kind != CALL)
                event->lane = &run->lanes[j];
        if (event->lane)
            event->lane->count++;
    }
    for (size_t j = 0; j < run->lane_count; j++) {
        run->lanes[j].events = need(run->lanes[j].count * sizeof(void *));
        run->lanes[j].count = 0;
    }
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        if (event->lane)
            event->lane->events[event->lane->count++] = event;
    }
}

/* ---- the file ---- */

static bool read_lines(struct reader *reader, FILE *in, const char *file)
{
    char *line = NULL;
    size_t size = 0, room = 0, number = 0;
    struct record record;
    struct run *run = reader->run;

    for (ssize_t got; (got = getline(&line, &size, in)) > 0;) {
        number++;
        if (run->count + 1 >= room) {
            room = 2 * room + 256;
            run->events = realloc(run->events, room * sizeof *run->events);
            if (!run->events)
                return false;
        }
        line[strcspn(line, "\n")] = '\0';
        if (!read_record(line, &record)) {
            fprintf(stderr, "ladder: %s:%zu: not a record\n", file, number);
            return false;
        }
        take(reader, &record);
    }
    free(line);
    return true;
}

bool read_run(struct run *run, const char *file)
{
    struct reader *reader = need(sizeof *reader);
    FILE *in = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");

    reader->run = run;
    if (!in) {
        fprintf(stderr, "ladder: %s: %s\n", file, strerror(errno));
        return false;
    }
    if (!read_lines(reader, in, file))
        return false;
    make_lanes(reader);
    sort_lanes(reader);
    fill_lanes(run);
    return true;
}
