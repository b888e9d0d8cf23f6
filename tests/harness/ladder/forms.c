/* forms.c - what a row shows, in whichever form it is drawn. */
#include "internal.h"

struct side actor_of(const struct row *row)
{
    const struct lane *lane = row->event->lane;

    return (struct side){row, lane, row->event,
                         row->to && lane->place < row->to->place};
}

struct side other_of(const struct row *row)
{
    return (struct side){row, row->to, row->other, !actor_of(row).left};
}

/* The call only begins. */
static bool waits(const struct side *side)
{
    return side->row->kind == WAITS && side->event == side->row->event;
}

const char *words_on(const struct picture *picture, const struct side *side,
                     size_t width)
{
    const struct row *row = side->row;

    if (row->text)
        return row->kind == RETURNS
                   ? row->text
                   : format("%s %s", picture->ascii ? ":" : "⋮", row->text);
    if (!side->event)
        return arrival_of(row->event);
    if (!waits(side))
        return words_of(picture->run, side->event, picture->only, width);
    struct event begun = *side->event;
    begun.returned = false;
    begun.error = NULL;
    return format("%s %s",
                  words_of(picture->run, &begun, picture->only, width - 4),
                  picture->ascii ? "..." : "…");
}

enum ink ink_on(const struct side *side)
{
    const struct event *event = side->event;

    if (side->row->text || !event || waits(side))
        return FAINT;
    if (event->error && !only_later(event))
        return BAD;
    return event->kind == CALL ? PLAIN : BOLD;
}

const char *note_on(const struct side *side)
{
    if (ink_on(side) == FAINT)
        return NULL;
    return side->event->error ? meaning_of(side->event) : side->event->note;
}

const char *time_of(const struct picture *picture, const struct row *row)
{
    return format("%7.1f", (double)(row->time - picture->rows[0].time) / 1e6);
}

const char *about_addresses(const struct run *run)
{
    return run->host
               ? format("All addresses are on %s: :1234 is its port 1234.",
                        run->host)
               : NULL;
}
