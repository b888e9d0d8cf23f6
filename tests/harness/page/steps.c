/*
 * steps.c - the steps of a run, in the order of time: an event is one, and a
 * call that was held up is two.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static const long long millisecond = 1000000;

/* ---- which calls were held up ---- */

static bool lasted(const struct event *event, long long milliseconds)
{
    return event->end - event->begin >= milliseconds * millisecond;
}

/* There was nothing for it in the buffer when it began, nor an end. */
static bool found_nothing(const struct event *event)
{
    const struct kernel *before = &event->before;
    bool open = before->tcp == 1 || before->tcp == 4 || before->tcp == 5;

    if (event->error || before->in < 0)
        return lasted(event, 1);
    if (event->datagram)
        return before->in == 0 && event->end - event->begin > millisecond / 5;
    return before->in == 0 && open;
}

static bool held_up(const struct event *event)
{
    if (event->kind != CALL || !event->may_wait)
        return false;
    if (!event->returned)
        return true;
    if (receives(event))
        return found_nothing(event);
    if (is_call(event, "accept") && event->before.queued >= 0)
        return event->before.queued == 0 && !only_later(event);
    if (is_call(event, "connect"))
        return lasted(event, 5) && !event->queued && !only_later(event);
    if (sends(event)) /* what waited for room has left none */
        return lasted(event, 5) && event->after.out != 0;
    return lasted(event, 1);
}

/* ---- steps ---- */

static struct step *add_step(struct story *story, const struct event *event,
                             enum part part, long long at)
{
    struct step *step = &story->steps[story->count++];

    step->event = event;
    step->part = part;
    step->at = at;
    step->stack = -1;
    return step;
}

static void cut_up(struct story *story)
{
    const struct run *run = story->run;

    story->steps = need((2 * run->count + 1) * sizeof *story->steps);
    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        if (!event->lane)
            continue;
        if (!held_up(event)) {
            add_step(story, event, WHOLE, effect_of(event));
            continue;
        }
        add_step(story, event, BEGINS, event->begin);
        if (event->returned)
            add_step(story, event, RETURNS, event->end);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct step *left = a, *right = b;
    bool first = goes_out(left->event), second = goes_out(right->event);

    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    if (left->event != right->event && first != second)
        return first ? -1 : 1;
    if (left->event != right->event)
        return left->event->number < right->event->number ? -1 : 1;
    return (int)left->part - (int)right->part;
}

/* By the number of their event: the two halves of a call find each other. */
static void pair_up(struct story *story)
{
    story->last_of = need((story->run->count + 1) * sizeof(struct step *));
    for (size_t i = 0; i < story->count; i++) {
        struct step *step = &story->steps[i];
        struct step **last = &story->last_of[step->event->number];
        if (step->part == RETURNS && *last) {
            step->pair = *last;
            step->pair->pair = step;
        }
        *last = step;
    }
}

/* ---- too many ---- */

enum { MANY = 110, FIRST_KEPT = 50, LAST_KEPT = 40 };

/* Bytes that come and go as they should, and what only asks. */
static bool is_dull(const struct step *step)
{
    const struct event *event = step->event;

    return event->kind == CALL && event->returned && step->part == WHOLE &&
           (!event->error || only_later(event)) &&
           (event->role == SENDS || event->role == RECEIVES ||
            event->role == NOTHING) &&
           !is_call(event, "socket") && !event->handle;
}

static bool pair_is_dull(const struct step *step)
{
    struct step whole = *step;

    whole.part = WHOLE;
    return step->part == WHOLE || step->pair ? is_dull(&whole) : false;
}

static void add_repeat(struct story *story, size_t first, size_t last,
                       size_t count)
{
    story->repeats =
        with_room(story->repeats, story->repeat_count, sizeof *story->repeats);
    story->repeats[story->repeat_count++] = (struct repeat){first, last, count};
}

/* The first call of this lane on this descriptor that has come back so: a
   reader must see it. */
static bool is_first_of_kind(const struct story *story, size_t first, size_t i)
{
    const struct event *event = story->steps[i].event;

    for (size_t j = i; j > first; j--) {
        const struct event *before = story->steps[j - 1].event;
        if (before != event && before->kind == CALL &&
            before->lane == event->lane && before->fd == event->fd &&
            is_call(before, event->call) && !before->error == !event->error)
            return false;
    }
    return true;
}

/* Of an act that is too long, the dull ones in its middle are left out; both
   halves of a call, or none. */
static void thin_act(struct story *story, size_t first, size_t end)
{
    if (end - first <= MANY)
        return;
    for (size_t i = first + FIRST_KEPT; i < end - LAST_KEPT; i++) {
        struct step *step = &story->steps[i];
        bool both =
            !step->pair || (step->pair >= story->steps + first + FIRST_KEPT &&
                            step->pair < story->steps + end - LAST_KEPT);
        step->left_out =
            both && pair_is_dull(step) && !is_first_of_kind(story, first, i);
    }
}

static void thin(struct story *story)
{
    const struct run *run = story->run;
    size_t first = 0;

    for (size_t i = 0; i < run->count; i++) {
        size_t end = first;
        if (run->events[i].kind != SAY)
            continue;
        while (end < story->count &&
               story->steps[end].at < run->events[i].begin)
            end++;
        thin_act(story, first, end);
        first = end;
    }
    thin_act(story, first, story->count);
}

/* Each gets its place in the document; a gap is part of a repeat, between the
   step before it and the one behind it. */
static void number_steps(struct story *story)
{
    size_t place = 0, gap = 0;

    for (size_t i = 0; i < story->count; i++) {
        struct step *step = &story->steps[i];
        step->place = place;
        if (step->left_out) {
            gap++;
            continue;
        }
        if (gap > 0 && place > 0)
            add_repeat(story, place - 1, place - 1, gap + 1);
        gap = 0;
        place++;
    }
}

/* ---- what repeats ---- */

static bool alike(const struct step *a, const struct step *b)
{
    return a->part == b->part && a->event->kind == CALL &&
           b->event->kind == CALL && a->event->lane == b->event->lane &&
           strcmp(a->event->call, b->event->call) == 0 &&
           a->event->fd == b->event->fd && !a->event->error == !b->event->error;
}

enum { LONGEST_PATTERN = 6, ENOUGH = 5, KEPT_BEFORE = 2 };

static size_t times(const struct story *story, size_t first, size_t length)
{
    size_t i = first + length;

    while (i < story->count &&
           alike(&story->steps[i], &story->steps[i - length]))
        i++;
    return (i - first) / length;
}

/* Of a long repetition in what is left, the first two and the last stand. */
static void fold(struct story *story)
{
    for (size_t i = 0; i < story->count;) {
        size_t length = 1, count = 0;
        for (; length <= LONGEST_PATTERN; length++)
            if ((count = times(story, i, length)) >= ENOUGH &&
                count * length >= 2 * LONGEST_PATTERN)
                break;
        size_t first = i + KEPT_BEFORE * length, end = i + (count - 1) * length;
        if (length > LONGEST_PATTERN) {
            i++;
            continue;
        }
        if (!story->steps[first].left_out && !story->steps[end - 1].left_out &&
            story->steps[end - 1].place - story->steps[first].place ==
                end - 1 - first)
            add_repeat(story, story->steps[first].place,
                       story->steps[end - 1].place, end - first);
        i = end + length;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct repeat *left = a, *right = b;

    return (left->first > right->first) - (left->first < right->first);
}

/* They do not overlap: of two that do, the gap counts. */
static void sort_repeats(struct story *story)
{
    size_t to = 0;

    if (story->repeat_count)
        qsort(story->repeats, story->repeat_count, sizeof *story->repeats,
              by_place);
    for (size_t i = 0; i < story->repeat_count; i++)
        if (to == 0 || story->repeats[i].first > story->repeats[to - 1].last)
            story->repeats[to++] = story->repeats[i];
    story->repeat_count = to;
}

/* ---- all of it ---- */

long place_of(const struct story *story, const struct event *event)
{
    const struct step *step = event ? story->last_of[event->number] : NULL;

    return step && !step->left_out ? (long)step->place : -1;
}

void make_steps(struct story *story)
{
    cut_up(story);
    if (story->count)
        qsort(story->steps, story->count, sizeof *story->steps, by_time);
    pair_up(story);
    thin(story);
    number_steps(story);
    fold(story);
    sort_repeats(story);
}
