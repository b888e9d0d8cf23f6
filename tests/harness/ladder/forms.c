/* forms.c - what a row shows, in whichever form it is drawn. */

#include "internal.h"

struct side actor_of(const struct row *row)
{
    return (struct side){row->event->lane, row->event, NULL,
                         row->kind == WAITS};
}

struct side other_of(const struct row *row)
{
    return (struct side){row->to, row->other, row->event, false};
}

const char *words_on(const struct picture *picture, const struct side *side,
                     size_t width)
{
    if (!side->event)
        return arrival_of(side->from);
    struct event shown = *side->event;
    if (!side->waits)
        return words_of(picture->run, &shown, picture->only, width);
    shown.returned = false;
    shown.error = NULL;
    return format("%s %s",
                  words_of(picture->run, &shown, picture->only, width - 4),
                  picture->ascii ? "..." : "…");
}

enum ink ink_on(const struct side *side)
{
    const struct event *event = side->event;

    if (!event || side->waits)
        return FAINT;
    if (event->error && !only_later(event))
        return BAD;
    return event->kind == CALL ? PLAIN : BOLD;
}

const char *note_on(const struct side *side)
{
    const struct event *event = side->event;

    if (!event || side->waits)
        return NULL;
    return event->error ? meaning_of(event) : event->note;
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
