/* fold.c - fewer rows, where they repeat or are too many. */
#include "internal.h"

#include <string.h>

/* ---- what repeats ---- */

enum { LONGEST_PATTERN = 6, KEPT_BEFORE = 2, ENOUGH = 5 };

static bool same_error(const struct event *a, const struct event *b)
{
    return a->error && b->error ? strcmp(a->error, b->error) == 0
                                : a->error == b->error;
}

static bool alike(const struct row *a, const struct row *b)
{
    if (a->kind != b->kind || a->event->kind != CALL ||
        !is_call(b->event, a->event->call))
        return false;
    if (a->event->lane != b->event->lane || a->to != b->to ||
        !same_error(a->event, b->event))
        return false;
    if (!a->other || !b->other)
        return a->other == b->other;
    return is_call(b->other, a->other->call);
}

/* How often the `length` rows at `first` come, one time after the other. */
static size_t times(const struct picture *picture, size_t first, size_t length)
{
    size_t i = first + length;

    while (i < picture->row_count &&
           alike(&picture->rows[i], &picture->rows[i - length]))
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
static struct row sum_of(const struct picture *picture, size_t first,
                         size_t end)
{
    struct row sum = {.kind = MORE};

    sum.event = picture->rows[first].event;
    sum.time = picture->rows[first].time;
    for (size_t i = first; i < end; i++) {
        const struct row *row = &picture->rows[i];
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
static void fold(struct picture *picture)
{
    struct row *rows = picture->rows;
    size_t to = 0;

    for (size_t i = 0; i < picture->row_count;) {
        size_t length = 1, count = 0;
        for (; length <= LONGEST_PATTERN; length++)
            if ((count = times(picture, i, length)) >= ENOUGH &&
                count * length >= 2 * LONGEST_PATTERN)
                break;
        if (length > LONGEST_PATTERN) {
            rows[to++] = rows[i++];
            continue;
        }
        size_t first = i + KEPT_BEFORE * length, end = i + (count - 1) * length;
        struct row folded = sum_of(picture, first, end);
        folded.text =
            format("the same %zu times more%s", (end - first) / length,
                   folded.sent ? format(", %lld bytes", folded.sent) : "");
        while (i < first)
            rows[to++] = rows[i++];
        rows[to++] = folded;
        for (i = end; i < end + length; i++)
            rows[to++] = rows[i];
    }
    picture->row_count = to;
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
static size_t thin_section(struct picture *picture, size_t first, size_t end,
                           size_t to)
{
    struct row *rows = picture->rows;
    size_t from = first + FIRST_ROWS, until = end - LAST_ROWS;

    for (size_t i = first; i < end;) {
        size_t last = i;
        while (end - first > MANY_ROWS && i >= from && last < until &&
               is_dull(&rows[last]))
            last++;
        if (last - i < 4) {
            rows[to++] = rows[i++];
            continue;
        }
        struct row sum = sum_of(picture, i, last);
        sum.text = format("%zu rows left out: %lld bytes sent, %lld received",
                          sum.stands_for, sum.sent, sum.received);
        rows[to++] = sum;
        i = last;
    }
    return to;
}

void fold_rows(struct picture *picture)
{
    size_t to = 0, end;

    fold(picture);
    for (size_t first = 0; first < picture->row_count; first = end) {
        end = first + 1;
        while (end < picture->row_count && picture->rows[end].kind != HEADING)
            end++;
        to = thin_section(picture, first, end, to);
    }
    picture->row_count = to;
}
