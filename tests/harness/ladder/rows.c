/*
 * ladder_rows.c - events in time order, as the rows of a picture.
 *
 * A send stands where it began: from then on the other side may see it. A
 * receive stands where it came back. Two calls that met share a row where
 * nothing else happened in between, in one of their lanes at least: then one
 * can be moved to the other's time without changing any lane's order.
 */
#define _POSIX_C_SOURCE 200809L

#include "../recorded_run/recorded_run.h"

#include <stdlib.h>
#include <string.h>

static const long long millisecond = 1000000;

/* ---- times ---- */

static int by_effect(const void *a, const void *b)
{
    const struct event *const *left = a, *const *right = b;

    if (effect_of(*left) != effect_of(*right))
        return effect_of(*left) < effect_of(*right) ? -1 : 1;
    return (*left)->number - (*right)->number;
}

static void sort_lane(struct lane *lane)
{
    if (lane->count)
        qsort(lane->events, lane->count, sizeof(void *), by_effect);
    for (size_t i = 0; i < lane->count; i++)
        lane->events[i]->place = i;
}

static void set_times(struct run *run)
{
    for (size_t i = 0; i < run->lane_count; i++)
        sort_lane(&run->lanes[i]);
    for (size_t i = 0; i < run->count; i++)
        run->events[i].at_time = effect_of(&run->events[i]);
    for (size_t i = 0; i < run->lane_count; i++) {
        struct lane *lane = &run->lanes[i];
        for (size_t j = 0; j + 1 < lane->count; j++) {
            struct event *next = lane->events[j + 1];
            if (next->at_time < lane->events[j]->at_time)
                next->at_time = lane->events[j]->at_time;
        }
    }
}

static struct event *before_in_lane(const struct event *event)
{
    return event->place > 0 ? event->lane->events[event->place - 1] : NULL;
}

static struct event *after_in_lane(const struct event *event)
{
    return event->place + 1 < event->lane->count
               ? event->lane->events[event->place + 1]
               : NULL;
}

/* So late that the picture had better show it. */
static bool far_apart(const struct event *from, const struct event *to)
{
    return to->at_time - from->at_time > 20 * millisecond;
}

static bool goes_out(const struct event *event)
{
    return event->role == CONNECTS || event->role == SENDS ||
           event->role == FINISHES || event->kind == END;
}

static bool polls(const struct event *event)
{
    return event->kind == CALL &&
           (strstr(event->call, "poll") || strstr(event->call, "select"));
}

/* Whoever receives has said something since it was sent, or has been woken by
   it: a picture that showed the sending after that would tell another story. */
static bool reacted_since(const struct event *from, const struct event *to)
{
    for (const struct event *event = before_in_lane(to);
         event && event->at_time >= from->at_time;
         event = before_in_lane(event))
        if (goes_out(event) || polls(event))
            return true;
    return false;
}

/* In a small picture time has no measure: only the order counts. */
static void merge(const struct run *run, struct event *from, struct event *to)
{
    struct event *before = before_in_lane(to), *after = after_in_lane(from);

    if (from->lane == to->lane || (!run->only && far_apart(from, to)))
        return;
    if ((run->only || to->begin <= from->at_time) &&
        (!before || before->at_time < from->at_time))
        to->at_time = from->at_time;
    else if ((!after || after->at_time > to->at_time) &&
             !reacted_since(from, to))
        from->at_time = to->at_time;
    else
        return;
    to->merged = true;
}

static int by_time(const void *a, const void *b)
{
    const struct event *const *left = a, *const *right = b;

    if ((*left)->at_time != (*right)->at_time)
        return (*left)->at_time < (*right)->at_time ? -1 : 1;
    return (*left)->number - (*right)->number;
}

static void merge_all(struct run *run)
{
    struct event **sorted = need(run->count * sizeof *sorted);

    for (size_t i = 0; i < run->count; i++)
        sorted[i] = &run->events[i];
    qsort(sorted, run->count, sizeof *sorted, by_time);
    for (size_t i = 0; i < run->count; i++)
        if (sorted[i]->met && goes_out(sorted[i]) && sorted[i]->lane &&
            sorted[i]->met->lane)
            merge(run, sorted[i], sorted[i]->met);
}

/* ---- rows ---- */

static struct row *add_row(struct run *run)
{
    if (run->row_count % 256 == 0) {
        run->rows =
            realloc(run->rows, (run->row_count + 256) * sizeof *run->rows);
        if (!run->rows)
            abort();
    }
    struct row *row = &run->rows[run->row_count++];
    *row = (struct row){.kind = HAPPENS};
    return row;
}

/* The short word on an arrow; bytes need none, the calls show them. */
static const char *label_of(const struct event *event)
{
    if (event->role == CONNECTS)
        return "SYN";
    if (event->resets)
        return "RST";
    if (event->role == FINISHES || event->kind == END)
        return "FIN";
    return NULL;
}

static void set_arrow(struct row *row, const struct event *event)
{
    if (!goes_out(event) || !event->towards || event->towards == event->lane)
        return;
    row->from = event->lane;
    row->to = event->towards;
    row->label = label_of(event);
}

static void add_event(struct run *run, struct event *event)
{
    struct row *row = add_row(run);

    row->kind = event->kind == SAY ? HEADING : HAPPENS;
    row->time = event->at_time;
    row->event = event;
    if (event->kind == CALL && !event->returned && event->role != SENDS)
        row->kind = WAITS;
    if (event->met && event->met->merged && goes_out(event))
        row->other = event->met;
    set_arrow(row, event);
}

static int rows_by_time(const void *a, const void *b)
{
    const struct row *left = a, *right = b;

    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    if (left->event != right->event)
        return left->event->number - right->event->number;
    return (right->kind == WAITS) - (left->kind == WAITS);
}

static void sort_rows(struct run *run)
{
    if (run->row_count)
        qsort(run->rows, run->row_count, sizeof *run->rows, rows_by_time);
}

/* ---- waiting ---- */

/* Where the wait of a call can be shown to begin: not before what its lane did
   before it. */
static long long wait_begins(const struct event *event)
{
    const struct event *before = before_in_lane(event);

    if (before && before->at_time >= event->begin)
        return before->at_time + 1;
    return event->begin;
}

static void add_wait(struct run *run, struct event *event, long long row_before)
{
    long long begins;

    if (!event || !event->may_wait || !event->returned)
        return;
    begins = wait_begins(event);
    /* whatever stands between is another lane's */
    if (row_before <= begins || event->at_time <= begins)
        return;
    struct row *row = add_row(run);
    row->kind = WAITS;
    row->event = event;
    row->time = begins;
}

/* A send that had to wait for room: it had its effect, and comes back only
   now. */
static void add_return(struct run *run, size_t i)
{
    struct event *event = run->rows[i].event;
    long long took = event->end - event->begin;

    if (!event->may_wait || !event->returned ||
        effect_of(event) == event->end || took < millisecond ||
        i + 1 == run->row_count || run->rows[i + 1].time > event->end)
        return;
    run->rows[i].goes_on = true;
    struct row *row = add_row(run);
    row->kind = RETURNS;
    row->event = event;
    row->time = event->end;
    row->text = format("%s comes back", event->call);
}

static void add_waits(struct run *run)
{
    size_t count = run->row_count;

    for (size_t i = 0; i < count; i++)
        add_return(run, i);

    for (size_t i = 1; i < count; i++) {
        long long before = run->rows[i - 1].time;
        struct event *event = run->rows[i].event;
        if (effect_of(event) == event->end)
            add_wait(run, event, before);
        add_wait(run, run->rows[i].other, before);
    }
    sort_rows(run);
}

/* ---- what repeats ---- */

enum { LONGEST_PATTERN = 6, KEPT_BEFORE = 2, ENOUGH = 5 };

static bool alike(const struct row *a, const struct row *b)
{
    if (a->kind != b->kind || a->kind == HEADING || a->event->kind != CALL ||
        b->event->kind != CALL)
        return false;
    if (a->event->lane != b->event->lane || a->to != b->to ||
        strcmp(a->event->call, b->event->call) != 0 ||
        a->event->error != b->event->error)
        return false;
    if (!a->other || !b->other)
        return a->other == b->other;
    return strcmp(a->other->call, b->other->call) == 0;
}

/* How often the `length` rows at `first` come, one time after the other. */
static size_t times(const struct run *run, size_t first, size_t length)
{
    size_t i = first + length;

    while (i < run->row_count && alike(&run->rows[i], &run->rows[i - length]))
        i++;
    return (i - first) / length;
}

static void count_bytes(struct row *sum, const struct event *event)
{
    if (!event || !event->returned)
        return;
    if (event->role == SENDS)
        sum->sent += event->result;
    if (event->role == RECEIVES)
        sum->received += event->result;
}

/* One row in the place of those from `first` to `end`. */
static struct row sum_of(const struct run *run, size_t first, size_t end)
{
    struct row sum = {.kind = MORE};

    sum.event = run->rows[first].event;
    sum.time = run->rows[first].time;
    for (size_t i = first; i < end; i++) {
        const struct row *row = &run->rows[i];
        sum.stands_for += row->kind == MORE ? row->stands_for : 1;
        sum.sent += row->sent;
        sum.received += row->received;
        if (row->kind == HAPPENS) {
            count_bytes(&sum, row->event);
            count_bytes(&sum, row->other);
        }
    }
    return sum;
}

/* Of a long repetition, the first two and the last are enough. */
static void fold(struct run *run)
{
    size_t to = 0;

    for (size_t i = 0; i < run->row_count;) {
        size_t length = 1, count = 0;
        for (; length <= LONGEST_PATTERN; length++)
            if ((count = times(run, i, length)) >= ENOUGH &&
                count * length >= 2 * LONGEST_PATTERN)
                break;
        if (length > LONGEST_PATTERN) {
            run->rows[to++] = run->rows[i++];
            continue;
        }
        size_t first = i + KEPT_BEFORE * length, end = i + (count - 1) * length;
        struct row folded = sum_of(run, first, end);
        folded.text =
            format("the same %zu times more%s", (end - first) / length,
                   folded.sent ? format(", %lld bytes", folded.sent) : "");
        while (i < first)
            run->rows[to++] = run->rows[i++];
        run->rows[to++] = folded;
        for (i = end; i < end + length; i++)
            run->rows[to] = run->rows[i], to++;
    }
    run->row_count = to;
}

/* ---- what is too much ---- */

enum { MANY_ROWS = 120, FIRST_ROWS = 60, LAST_ROWS = 30 };

/* Bytes that come and go as they should. */
static bool is_dull(const struct row *row)
{
    const struct event *event = row->event;

    return row->kind != HEADING && event->kind == CALL &&
           (!event->error || only_later(event)) &&
           (event->role == SENDS || event->role == RECEIVES ||
            event->role == NOTHING);
}

/* Copies the rows of a section to `to`, of a long one without its dull middle.
   Returns where they end. */
static size_t thin_section(struct run *run, size_t first, size_t end, size_t to)
{
    size_t from = first + FIRST_ROWS, until = end - LAST_ROWS;

    for (size_t i = first; i < end;) {
        size_t last = i;
        while (end - first > MANY_ROWS && i >= from && last < until &&
               is_dull(&run->rows[last]))
            last++;
        if (last - i < 4) {
            run->rows[to++] = run->rows[i++];
            continue;
        }
        struct row sum = sum_of(run, i, last);
        sum.text = format("%zu rows left out: %lld bytes sent, %lld received",
                          sum.stands_for, sum.sent, sum.received);
        run->rows[to++] = sum;
        i = last;
    }
    return to;
}

static void thin(struct run *run)
{
    size_t to = 0, end;

    for (size_t first = 0; first < run->row_count; first = end) {
        end = first + 1;
        while (end < run->row_count && run->rows[end].kind != HEADING)
            end++;
        to = thin_section(run, first, end, to);
    }
    run->row_count = to;
}

void make_rows(struct run *run)
{
    set_times(run);
    merge_all(run);
    for (size_t i = 0; i < run->count; i++) {
        struct event *event = &run->events[i];
        if (!event->merged && !event->hidden &&
            (event->lane || event->kind == SAY))
            add_event(run, event);
    }
    sort_rows(run);
    if (run->only)
        return;
    add_waits(run);
    if (run->everything)
        return;
    fold(run);
    thin(run);
}

static void use(const struct lane *lane, int *columns)
{
    if (lane)
        columns[lane->place] = 0;
}

size_t section_of(const struct run *run, size_t first, int *columns, int *lanes)
{
    size_t end = first;

    for (size_t i = 0; i < run->lane_count; i++)
        columns[i] = -1;
    for (; end < run->row_count; end++) {
        const struct row *row = &run->rows[end];
        if (row->kind == HEADING && end > first)
            break;
        use(row->event->lane, columns);
        use(row->other ? row->other->lane : NULL, columns);
        use(row->to, columns);
    }
    *lanes = 0;
    for (size_t i = 0; i < run->lane_count; i++)
        if (columns[i] == 0)
            columns[i] = (*lanes)++;
    return end;
}
