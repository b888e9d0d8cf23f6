/* lanes.c - who takes part in a run: a lane for each process, or thread. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

struct process *process_of(struct reader *reader, long pid)
{
    for (size_t i = 0; i < reader->process_count; i++)
        if (reader->processes[i]->pid == pid)
            return reader->processes[i];
    struct process *process = need(sizeof *process);
    process->pid = pid;
    reader->processes =
        with_room(reader->processes, reader->process_count, sizeof(void *));
    return reader->processes[reader->process_count++] = process;
}

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
        for (size_t i = 0; reader->processes[i] != process; i++)
            children += reader->processes[i]->parent == process->parent &&
                        reader->processes[i]->forked;
        name = format("%s, child %d", parent->name ? parent->name : name,
                      children);
    }
    return tid && serial > 1 ? format("%s, thread %d", name, serial) : name;
}

/* For each that was started by name or made a call, in that order. */
static void find_lanes(struct reader *reader)
{
    struct run *run = reader->run;

    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        long pid = event->pid;
        if (event->kind != CALL &&
            (event->kind != START || !process_of(reader, pid)->named))
            continue;
        long tid = has_threads(run, pid) ? event->tid : 0;
        if (find_lane(run, pid, tid))
            continue;
        const char *name = lane_name(reader, pid, tid);
        run->lanes = with_room(run->lanes, run->lane_count, sizeof *run->lanes);
        run->lanes[run->lane_count++] = (struct lane){pid, tid, .name = name};
    }
}

static size_t put_family(struct reader *reader, struct lane *sorted, size_t n,
                         long pid)
{
    struct run *run = reader->run;

    for (size_t i = 0; i < run->lane_count; i++)
        if (run->lanes[i].pid == pid)
            sorted[n++] = run->lanes[i];
    for (size_t i = 0; i < reader->process_count; i++) {
        const struct process *child = reader->processes[i];
        if (child->forked && child->parent == pid && !child->named)
            n = put_family(reader, sorted, n, child->pid);
    }
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

/* Threads and children stand behind their like. */
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
        sorted[i].place = i;
    run->lanes = sorted;
    run->lane_count = n;
}

/* An event of a process that has several lanes, but of no thread, stands in its
   first one. */
static struct lane *lane_of(struct run *run, const struct event *event)
{
    struct lane *lane = find_lane(run, event->pid, 0);

    if (!lane)
        lane = find_lane(run, event->pid, event->tid);
    for (size_t i = 0; !lane && i < run->lane_count; i++)
        if (run->lanes[i].pid == event->pid && event->kind != CALL)
            lane = &run->lanes[i];
    return lane;
}

void make_lanes(struct reader *reader)
{
    struct run *run = reader->run;

    find_lanes(reader);
    sort_lanes(reader);
    for (size_t i = 0; i < run->count; i++)
        run->events[i].lane = lane_of(run, &run->events[i]);
}

void fill_lanes(struct run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        struct lane *lane = run->events[i].lane;
        if (!lane)
            continue;
        lane->events = with_room(lane->events, lane->count, sizeof(void *));
        lane->events[lane->count++] = &run->events[i];
    }
    for (size_t i = 0; i < run->lane_count; i++)
        sort_by_effect(run->lanes[i].events, run->lanes[i].count);
}
