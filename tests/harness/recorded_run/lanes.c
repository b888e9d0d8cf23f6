/* lanes.c - who takes part in a run: a lane for each process, or thread. */
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

enum { ANY = -1 };

static struct lane *find_lane(struct run *run, long pid, long tid)
{
    for (size_t i = 0; i < run->lane_count; i++)
        if (run->lanes[i].pid == pid &&
            (run->lanes[i].tid == tid || tid == ANY))
            return &run->lanes[i];
    return NULL;
}

/* Whose lane it is: 0 is that of all threads. */
static long tid_of(const struct run *run, const struct process *process,
                   const struct event *event)
{
    return process->threads && !run->no_threads ? event->tid : 0;
}

/* A forked child's is that of its parent, with a number. */
static const char *lane_name(struct reader *reader,
                             const struct process *process)
{
    const char *name = process->name;

    if (!name)
        name = format("%ld", process->pid);
    if (process->forked && !process->named) {
        const char *parent = process_of(reader, process->parent)->name;
        name = format("%s, child %d", parent ? parent : name, process->child);
    }
    return process->lanes > 1 ? format("%s, thread %d", name, process->lanes)
                              : name;
}

/* For each that was started by name or made a call, in that order. */
static void find_lanes(struct reader *reader)
{
    struct run *run = reader->run;

    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        struct process *process = process_of(reader, event->pid);
        struct lane lane = {event->pid, tid_of(run, process, event),
                            .place = 0};
        if (event->kind != CALL && event->kind != THREAD &&
            (event->kind != START || !process->named))
            continue;
        if (find_lane(run, lane.pid, lane.tid))
            continue;
        process->lanes++;
        lane.name = lane_name(reader, process);
        run->lanes = with_room(run->lanes, run->lane_count, sizeof *run->lanes);
        run->lanes[run->lane_count++] = lane;
    }
}

/* Puts the lanes of a process, and behind them those of its children, from the
   nth place on; returns how many there are then. */
static size_t put_family(struct reader *reader, struct lane *sorted, size_t n,
                         struct process *process)
{
    const struct run *run = reader->run;

    for (size_t i = 0; i < run->lane_count; i++)
        if (run->lanes[i].pid == process->pid) {
            sorted[n] = run->lanes[i];
            sorted[n].place = n;
            n++;
        }
    for (size_t i = 0; i < reader->process_count; i++) {
        struct process *child = reader->processes[i];
        if (child->forked && !child->named && child->parent == process->pid)
            n = put_family(reader, sorted, n, child);
    }
    process->placed = true;
    return n;
}

/* Threads and children stand behind their like. */
static void sort_lanes(struct reader *reader)
{
    struct run *run = reader->run;
    struct lane *sorted = need((run->lane_count + 1) * sizeof *sorted);
    size_t n = 0;

    for (size_t i = 0; i < run->lane_count; i++) {
        struct process *process = process_of(reader, run->lanes[i].pid);
        bool child = process->forked && !process->named &&
                     process_of(reader, process->parent)->lanes > 0;
        if (!child && !process->placed)
            n = put_family(reader, sorted, n, process);
    }
    run->lanes = sorted;
    run->lane_count = n;
}

/* A command that a shell runs: the shell, which is not tapped, was started by
   name, and the first that it started and that makes calls is meant. */
static void let_shells_inherit(struct reader *reader)
{
    for (size_t i = 0; i < reader->run->count; i++) {
        struct event *event = &reader->run->events[i];
        const struct process *process = process_of(reader, event->pid);
        struct process *shell = process_of(reader, process->parent);
        if ((event->kind != CALL && event->kind != THREAD) || process->named ||
            !shell->named || shell->born ||
            (shell->heir && shell->heir != event->pid))
            continue;
        shell->heir = event->pid;
        shell->calls = true;
        shell->threads = process->threads;
        event->pid = shell->pid;
    }
    for (size_t i = 0; i < reader->run->module_count; i++) {
        struct module *module = &reader->run->modules[i];
        struct process *shell =
            process_of(reader, process_of(reader, module->pid)->parent);
        if (shell->heir == module->pid)
            module->pid = shell->pid;
    }
}

/* No lane is empty without a word. */
static void note_silence(struct reader *reader)
{
    for (size_t i = 0; i < reader->run->count; i++) {
        struct event *event = &reader->run->events[i];
        const struct process *process = process_of(reader, event->pid);
        if (event->kind == START && process->named && !process->calls)
            event->note = "no socket call of it was seen";
    }
}

/* An event of a process that has several lanes, but of no thread, stands in its
   first one. */
void make_lanes(struct reader *reader)
{
    struct run *run = reader->run;

    let_shells_inherit(reader);
    note_silence(reader);
    find_lanes(reader);
    sort_lanes(reader);
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        const struct process *process = process_of(reader, event->pid);
        event->lane = find_lane(run, event->pid, tid_of(run, process, event));
        if (!event->lane)
            event->lane = find_lane(run, event->pid, ANY);
    }
}
