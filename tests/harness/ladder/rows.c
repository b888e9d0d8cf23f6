/*
 * rows.c - events in time order, as the rows of a picture.
 *
 * A send stands where it began: from then on the other side may see it. A
 * receive stands where it came back. Two calls that met share a row where
 * nothing else happened in between, in one of their lanes at least: then one
 * can be moved to the other's time without changing any lane's order.
 *
 * Connect and accept never share one: it is the kernel that a SYN reaches, and
 * accept takes from the queue what is there already.
 */
#include "internal.h"

#include <stdlib.h>

static const long long millisecond = 1000000;

/* ---- times ---- */

/* Where an event stands in the picture. */
struct spot {
    const struct event *event;
    struct spot *before, *after; /* in its lane */
    long long time;
    bool merged; /* it stands in the row of what it met */
};

/* One for each event, by its number. */
static struct spot *make_spots(const struct run *run)
{
    struct spot *spots = need((run->count + 1) * sizeof *spots);

    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        spots[i].event = event;
        spots[i].time = effect_of(event);
    }
    for (size_t i = 0; i < run->lane_count; i++)
        for (size_t j = 1; j < run->lanes[i].count; j++) {
            struct event **pair = &run->lanes[i].events[j - 1];
            struct spot *before = &spots[pair[0]->number];
            before->after = &spots[pair[1]->number];
            before->after->before = before;
        }
    return spots;
}

/* Whoever receives has said something since it was sent, or has been woken by
   it: a picture that showed the sending after that would tell another story. */
static bool reacted_since(const struct spot *from, const struct spot *to)
{
    for (const struct spot *spot = to->before; spot && spot->time >= from->time;
         spot = spot->before)
        if (goes_out(spot->event) || polls(spot->event))
            return true;
    return false;
}

/* Of two that are far apart the picture had better show it. In a small one time
   has no measure: only the order counts. */
static void merge(struct spot *from, struct spot *to, bool small)
{
    if (from->event->lane == to->event->lane ||
        (!small && to->time - from->time > 20 * millisecond))
        return;
    if ((small || to->event->begin <= from->time) &&
        (!to->before || to->before->time < from->time))
        to->time = from->time;
    else if ((!from->after || from->after->time > to->time) &&
             !reacted_since(from, to))
        from->time = to->time;
    else
        return;
    to->merged = true;
}

static void merge_all(const struct run *run, struct spot *spots, bool small)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = run->timeline[i];
        if (event->met && goes_out(event) && event->role != CONNECTS &&
            event->lane && event->met->lane)
            merge(&spots[event->number], &spots[event->met->number], small);
    }
}

/* ---- rows ---- */

static struct row *add_row(struct picture *picture, const struct event *event,
                           long long time)
{
    picture->rows =
        with_room(picture->rows, picture->row_count, sizeof *picture->rows);
    struct row *row = &picture->rows[picture->row_count++];
    *row = (struct row){.kind = HAPPENS, .event = event, .time = time};
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

static void add_event(struct picture *picture, const struct spot *spots,
                      const struct event *event)
{
    struct row *row = add_row(picture, event, spots[event->number].time);
    const struct event *met = event->met;

    if (event->kind == SAY)
        row->kind = HEADING;
    if (event->kind == CALL && !event->returned && event->role != SENDS)
        row->kind = WAITS;
    if (!goes_out(event))
        return;
    if (met && spots[met->number].merged)
        row->other = met;
    if (event->towards != event->lane) {
        row->to = event->towards;
        row->label = label_of(event);
    }
}

static int rows_by_time(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    size_t first = left->event->number, second = right->event->number;

    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    if (first != second)
        return first < second ? -1 : 1;
    return (right->kind == WAITS) - (left->kind == WAITS);
}

static void sort_rows(struct picture *picture)
{
    if (picture->row_count)
        qsort(picture->rows, picture->row_count, sizeof *picture->rows,
              rows_by_time);
}

/* ---- waiting ---- */

/* The wait of a call begins not before what its lane did before it. The row
   that begins there is one more, where something of another lane stands
   between: at row_before. */
static void add_wait(struct picture *picture, const struct spot *spot,
                     long long row_before)
{
    const struct event *event = spot->event;
    long long begins = event->begin;

    if (!event->may_wait || !event->returned)
        return;
    if (spot->before && spot->before->time >= begins)
        begins = spot->before->time + 1;
    if (row_before > begins && spot->time > begins)
        add_row(picture, event, begins)->kind = WAITS;
}

/* A send that had to wait for room: it had its effect, and comes back only
   now. */
static void add_return(struct picture *picture, size_t i)
{
    const struct event *event = picture->rows[i].event;

    if (!event->may_wait || !event->returned ||
        effect_of(event) == event->end ||
        event->end - event->begin < millisecond ||
        i + 1 == picture->row_count || picture->rows[i + 1].time > event->end)
        return;
    picture->rows[i].goes_on = true;
    struct row *row = add_row(picture, event, event->end);
    row->kind = RETURNS;
    row->text = format("%s comes back", event->call);
}

static void add_waits(struct picture *picture, const struct spot *spots)
{
    size_t count = picture->row_count;

    for (size_t i = 0; i < count; i++)
        add_return(picture, i);
    for (size_t i = 1; i < count; i++) {
        const struct row row = picture->rows[i];
        long long before = picture->rows[i - 1].time;
        if (effect_of(row.event) == row.event->end)
            add_wait(picture, &spots[row.event->number], before);
        if (row.other)
            add_wait(picture, &spots[row.other->number], before);
    }
    sort_rows(picture);
}

/* ---- all of it ---- */

void make_rows(struct picture *picture)
{
    if (picture->only)
        pick_events(picture);
    const struct run *run = picture->run;
    struct spot *spots = make_spots(run);
    merge_all(run, spots, picture->only);
    for (size_t i = 0; i < run->count; i++)
        if (!spots[i].merged &&
            (run->events[i].lane || run->events[i].kind == SAY))
            add_event(picture, spots, &run->events[i]);
    sort_rows(picture);
    if (picture->only)
        return;
    add_waits(picture, spots);
    if (!picture->everything)
        fold_rows(picture);
}

static void use(const struct lane *lane, int *columns)
{
    if (lane)
        columns[lane->place] = 0;
}

size_t section_of(const struct picture *picture, size_t first, int *columns,
                  size_t *lanes)
{
    size_t end = first;

    for (size_t i = 0; i < picture->run->lane_count; i++)
        columns[i] = -1;
    for (; end < picture->row_count; end++) {
        const struct row *row = &picture->rows[end];
        if (row->kind == HEADING && end > first)
            break;
        use(row->event->lane, columns);
        use(row->other ? row->other->lane : NULL, columns);
        use(row->to, columns);
    }
    *lanes = 0;
    for (size_t i = 0; i < picture->run->lane_count; i++)
        if (columns[i] == 0)
            columns[i] = (int)(*lanes)++;
    return end;
}

size_t most_lanes(const struct picture *picture)
{
    int *columns = need(picture->run->lane_count * sizeof *columns);
    size_t lanes, most = 0;

    for (size_t i = 0; i < picture->row_count;) {
        i = section_of(picture, i, columns, &lanes);
        most = lanes > most ? lanes : most;
    }
    return most;
}
