/*
 * svg.c - the picture for the guide.
 *
 * The same rows as on a terminal. Colours follow the reader's choice of light
 * or dark, and the picture brings its own ground, so that it can be read
 * wherever it is put. Text is text; no font has to be fetched.
 */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINE = 19,         /* from one line of text to the next */
    TIME_COLUMNS = 9,  /* the time, at the left */
    LANE_COLUMNS = 44, /* a lane */
    ARROW_COLUMNS = 6, /* what words leave free for an arrow */
    MARGIN = 16
};

/* Of a small picture: its lanes together, better not more; one lane. */
enum { SMALL_COLUMNS = 110, LEAST_COLUMNS = 28, MOST_COLUMNS = 41 };

/* A character of a 13 px monospaced font is 0.6 em wide, a little less in
   some. */
static const double character = 7.85;

/* A lane, as it is drawn. */
struct track {
    int width;  /* in characters */
    int offset; /* and from the left to its line */
    bool alive, waiting;
    double since; /* where its line's present piece began */
};

struct drawing {
    const struct picture *picture;
    const struct run *run;
    FILE *out;
    struct track *tracks;
    int *columns; /* of each lane, in this section */
    int left;     /* room for the time */
    int most;     /* words have in a lane of a small picture */
    int all;      /* what the widest section takes */
    double y;
};

/* ---- pieces ---- */

/* What XML must not have is left out. */
static void put_escaped(FILE *out, const char *text)
{
    size_t columns;

    while (*text) {
        size_t length = next_character(text, &columns);
        unsigned char first = (unsigned char)*text;
        if (first == '&' || first == '<' || first == '>' || first == '"')
            fprintf(out, "&#%d;", first);
        else if (first >= ' ' && (first < 0x7f || length > 1))
            fwrite(text, 1, length, out);
        text += length;
    }
}

static void put_text(const struct drawing *drawing, double x, double y,
                     const char *class, const char *text)
{
    fprintf(drawing->out, "<text x=\"%.1f\" y=\"%.1f\"", x, y);
    if (*class)
        fprintf(drawing->out, " class=\"%s\"", class);
    fputs(" xml:space=\"preserve\">", drawing->out);
    put_escaped(drawing->out, text);
    fputs("</text>\n", drawing->out);
}

static size_t width_of(const struct drawing *drawing, const struct lane *lane)
{
    return (size_t)drawing->tracks[lane->place].width - 3;
}

static double x_of(const struct drawing *drawing, const struct lane *lane)
{
    return MARGIN + character * drawing->tracks[lane->place].offset;
}

/* Words in lines; returns the y after them. *end is the x after the first. */
static double put_words(const struct drawing *drawing, const struct lane *lane,
                        double y, const char *words, size_t width,
                        const char *class, double *end)
{
    char line[1024];
    double x = x_of(drawing, lane) + character * 1.5;
    bool first = true;

    while (words) {
        size_t indent = first ? 0 : 2;
        words = cut_line(words, width - indent, line, sizeof line);
        put_text(drawing, x + character * (double)indent, y, class, line);
        if (first)
            *end = x + character * ((double)columns_of(line) + 0.5);
        first = false;
        y += LINE;
    }
    return y;
}

/* ---- lifelines ---- */

static void end_line(const struct drawing *drawing, const struct lane *lane)
{
    const struct track *track = &drawing->tracks[lane->place];
    double x = x_of(drawing, lane);

    if (!track->alive || drawing->columns[lane->place] < 0 ||
        drawing->y <= track->since)
        return;
    fprintf(drawing->out,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
            "class=\"life c%zu%s\"/>\n",
            x, track->since, x, drawing->y, lane->place % 6,
            track->waiting ? " waits" : "");
}

/* Ends the line's present piece, and begins another. */
static void begin_line(const struct drawing *drawing, const struct lane *lane,
                       bool alive, bool waiting)
{
    struct track *track = &drawing->tracks[lane->place];

    end_line(drawing, lane);
    track->alive = alive;
    track->waiting = waiting;
    track->since = drawing->y;
}

static void set_line(const struct drawing *drawing, const struct lane *lane,
                     bool alive, bool waiting)
{
    const struct track *track = &drawing->tracks[lane->place];

    if (track->alive != alive || track->waiting != waiting)
        begin_line(drawing, lane, alive, waiting);
}

/* Did a call have to wait for what it brought? */
static bool has_waited(const struct event *event)
{
    if (!event->may_wait || !event->returned || event->role == SENDS ||
        event->role == CONNECTS)
        return false;
    return event->met ? event->met->begin > event->begin
                      : event->end - event->begin > 1000000;
}

/* A small picture has no row where a wait begins: from its lane's row before,
   the line is that of one who waits. */
static void wait_until_here(const struct drawing *drawing,
                            const struct event *event)
{
    struct track *track;

    if (!drawing->picture->only || !event)
        return;
    track = &drawing->tracks[event->lane->place];
    track->waiting = track->waiting || has_waited(event);
    begin_line(drawing, event->lane, track->alive, false);
}

/* Nor one where a program ends, or a thread begins with a call that waits. */
static void come_and_go(const struct drawing *drawing, long long time)
{
    for (size_t i = 0; i < drawing->run->lane_count && drawing->picture->only;
         i++) {
        const struct lane *lane = &drawing->run->lanes[i];
        long long ends = drawing->picture->lives[i].ends;
        if (ends && ends < time)
            set_line(drawing, lane, false, false);
        else if (lane->count > 0 && lane->events[0]->begin < time)
            set_line(drawing, lane, true, drawing->tracks[i].waiting);
    }
}

/* Up to here, below the words of a row, nobody waits. */
static void begin_anew(const struct drawing *drawing, const struct event *event)
{
    const struct track *track;

    if (!drawing->picture->only || !event)
        return;
    track = &drawing->tracks[event->lane->place];
    if (!track->waiting)
        begin_line(drawing, event->lane, track->alive, false);
}

/* ---- rows ---- */

/* What a lane shows; returns the y after it. *end is the x after its first
   line. */
static double put_side(const struct drawing *drawing, const struct side *side,
                       double *end)
{
    size_t full = width_of(drawing, side->lane);
    size_t width = full - (side->left ? ARROW_COLUMNS : 0);
    static const char *const classes[] = {
        [PLAIN] = "", [BOLD] = "strong", [FAINT] = "faint", [BAD] = "bad"};
    enum ink ink = ink_on(side);
    const char *words = words_on(drawing->picture, side, width);
    const char *note = note_on(side);
    double y = drawing->y + LINE - 5, ignored;

    y = put_words(drawing, side->lane, y, words, width, classes[ink], end);
    if (note)
        y = put_words(drawing, side->lane, y,
                      format("%s %s", ink == BAD ? "✗" : "└", note), full,
                      classes[ink == BAD ? BAD : FAINT], &ignored);
    return y;
}

/* A word in the middle of an arrow, on a piece of paper. */
static void put_label(const struct drawing *drawing, double middle, double y,
                      const char *label)
{
    double width = character * (double)strlen(label);

    fprintf(drawing->out,
            "<rect class=\"paper\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
            "height=\"12\"/>\n",
            middle - width / 2 - 2, y - 6, width + 2);
    put_text(drawing, middle - width / 2, y + 4, "label", label);
}

static void put_arrow(const struct drawing *drawing, const struct row *row,
                      double left_end)
{
    bool rightwards = row->event->lane->place < row->to->place;
    double right = x_of(drawing, rightwards ? row->to : row->event->lane);
    double y = drawing->y + LINE - 9;
    double tip = rightwards ? right : left_end;
    double back = rightwards ? -8 : 8;
    size_t colour = row->event->lane->place % 6;

    fprintf(drawing->out,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
            "class=\"arrow c%zu\"/>\n",
            left_end, y, right, y, colour);
    fprintf(drawing->out,
            "<path d=\"M%.1f %.1f l%.1f -4 v8 z\" class=\"tip f%zu\"/>\n", tip,
            y, back, colour);
    if (row->label && right - left_end > character * 6)
        put_label(drawing, (left_end + right) / 2, y, row->label);
}

/* Returns where the row ends. */
static double put_sides(const struct drawing *drawing, const struct row *row)
{
    const struct side actor = actor_of(row), other = other_of(row);
    double end, other_end, below = put_side(drawing, &actor, &end), other_below;

    if (!row->to)
        return below;
    other_below = put_side(drawing, &other, &other_end);
    put_arrow(drawing, row, actor.left ? end : other_end);
    return below > other_below ? below : other_below;
}

static void put_row(struct drawing *drawing, const struct row *row)
{
    const struct run *run = drawing->run;
    const struct lane *lane = row->event->lane;

    come_and_go(drawing, row->time);
    wait_until_here(drawing, row->event);
    wait_until_here(drawing, row->other);
    set_line(drawing, lane, true, row->kind == WAITS || row->goes_on);
    if (row->other)
        set_line(drawing, row->other->lane, true, false);
    if (drawing->left)
        put_text(drawing, MARGIN, drawing->y + LINE - 5, "faint",
                 time_of(drawing->picture, row));
    drawing->y = put_sides(drawing, row) - LINE + 5 + 2;
    begin_anew(drawing, row->event);
    begin_anew(drawing, row->other);
    if (row->event->kind == END)
        for (size_t i = 0; i < run->lane_count; i++)
            if (run->lanes[i].pid == lane->pid)
                set_line(drawing, &run->lanes[i], false, false);
}

/* ---- sections ---- */

static void widen(struct drawing *drawing, const struct lane *lane,
                  const char *words, int more)
{
    int columns = (int)columns_of(words) + 3;
    int *width = &drawing->tracks[lane->place].width;

    columns = (columns < drawing->most ? columns : drawing->most) + more;
    if (columns > *width)
        *width = columns;
}

/* What words may take in a lane of a small picture. */
static int most_columns(size_t lanes)
{
    int most = lanes > 0 ? SMALL_COLUMNS / (int)lanes : MOST_COLUMNS;

    return most > MOST_COLUMNS    ? MOST_COLUMNS
           : most < LEAST_COLUMNS ? LEAST_COLUMNS
                                  : most;
}

/* The lane at the left of an arrow needs room for it. */
static void widen_for(struct drawing *drawing, const struct row *row)
{
    const struct side actor = actor_of(row), other = other_of(row);
    const struct picture *picture = drawing->picture;

    widen(drawing, actor.lane, words_on(picture, &actor, MOST_COLUMNS),
          actor.left ? ARROW_COLUMNS : 0);
    if (row->event->note)
        widen(drawing, actor.lane, format("└ %s", row->event->note), 0);
    if (row->to)
        widen(drawing, other.lane, words_on(picture, &other, MOST_COLUMNS),
              other.left ? ARROW_COLUMNS : 0);
}

/* The lanes of a small picture are as narrow as their words allow. */
static void set_places(struct drawing *drawing, size_t first, size_t end,
                       size_t lanes)
{
    const struct run *run = drawing->run;
    bool small = drawing->picture->only;
    int offset = drawing->left;

    drawing->most = most_columns(lanes);
    for (size_t i = 0; i < run->lane_count; i++)
        drawing->tracks[i].width =
            small ? (int)columns_of(run->lanes[i].name) + 4 : LANE_COLUMNS;
    for (size_t i = first; i < end && small; i++)
        widen_for(drawing, &drawing->picture->rows[i]);
    for (size_t i = 0; i < run->lane_count; i++) {
        drawing->tracks[i].offset = offset;
        if (drawing->columns[i] >= 0)
            offset += drawing->tracks[i].width;
    }
    drawing->all = offset > drawing->all ? offset : drawing->all;
}

/* The names of the lanes, whose lines begin below. */
static void put_names(struct drawing *drawing)
{
    const struct run *run = drawing->run;
    double ignored;

    if (drawing->left)
        put_text(drawing, MARGIN, drawing->y + LINE, "faint", "     ms");
    for (size_t i = 0; i < run->lane_count; i++)
        if (drawing->columns[i] >= 0)
            put_words(drawing, &run->lanes[i], drawing->y + LINE,
                      run->lanes[i].name, width_of(drawing, &run->lanes[i]),
                      format("name f%zu", i % 6), &ignored);
    drawing->y += 1.5 * LINE;
    for (size_t i = 0; i < run->lane_count; i++)
        drawing->tracks[i].since = drawing->y;
}

static size_t put_section(struct drawing *drawing, size_t first)
{
    const struct run *run = drawing->run;
    const struct row *rows = drawing->picture->rows;
    size_t lanes;
    size_t end = section_of(drawing->picture, first, drawing->columns, &lanes);

    set_places(drawing, first, end, lanes);
    if (rows[first].kind == HEADING) {
        drawing->y += LINE;
        put_text(drawing, MARGIN, drawing->y + LINE, "heading",
                 rows[first++].event->text);
        drawing->y += 1.5 * LINE;
    }
    if (lanes == 0)
        return end;
    put_names(drawing);
    for (size_t i = first; i < end; i++)
        put_row(drawing, &rows[i]);
    for (size_t i = 0; i < run->lane_count; i++)
        end_line(drawing, &run->lanes[i]);
    return end;
}

/* ---- all of it ---- */

static const char style_sheet[] =
    "<style>\n"
    "svg{color:#1f2328}\n"
    ".paper{fill:#ffffff}\n"
    "text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"
    "'DejaVu Sans Mono',monospace;font-size:13px;fill:currentColor}\n"
    ".faint{opacity:.7}\n"
    ".bad{fill:#b42318;font-weight:bold}\n"
    ".strong,.name,.heading{font-weight:bold}\n"
    ".heading{font-size:15px}\n"
    ".label{font-size:11px}\n"
    ".life{stroke-width:2}\n"
    ".waits{stroke-dasharray:2 5}\n"
    ".arrow{stroke-width:1.5}\n"
    ".c0{stroke:#0b7285}.c1{stroke:#9a5b00}.c2{stroke:#2b7a1f}\n"
    ".c3{stroke:#8a3ab0}.c4{stroke:#2559c4}.c5{stroke:#b42318}\n"
    ".f0{fill:#0b7285}.f1{fill:#9a5b00}.f2{fill:#2b7a1f}\n"
    ".f3{fill:#8a3ab0}.f4{fill:#2559c4}.f5{fill:#b42318}\n"
    "@media (prefers-color-scheme:dark){\n"
    "svg{color:#e6edf3}\n"
    ".paper{fill:#0d1117}\n"
    ".bad{fill:#ff7b72}\n"
    ".c0{stroke:#56c8d8}.c1{stroke:#e3a94f}.c2{stroke:#7ccf6b}\n"
    ".c3{stroke:#d2a8ff}.c4{stroke:#79b0ff}.c5{stroke:#ff9a8f}\n"
    ".f0{fill:#56c8d8}.f1{fill:#e3a94f}.f2{fill:#7ccf6b}\n"
    ".f3{fill:#d2a8ff}.f4{fill:#79b0ff}.f5{fill:#ff9a8f}\n"
    "}\n"
    "</style>\n";

/* For who cannot see it: what it is, and all its calls that went wrong. */
static void put_description(const struct picture *picture, FILE *out)
{
    const struct run *run = picture->run;
    const char *before = " ";

    fputs(
        "<desc id=\"ladder-desc\">Socket calls in the order of time, from top "
        "to bottom, each in the lane of its process. From left to right:",
        out);
    for (size_t i = 0; i < run->lane_count; i++) {
        if (picture->only && run->lanes[i].count == 0)
            continue;
        fputs(before, out);
        put_escaped(out, run->lanes[i].name);
        before = ", ";
    }
    fputs(". Arrows show what crossed from one lane to another; a dotted line "
          "is a process that waits.",
          out);
    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        if (event->kind != CALL || !event->error || only_later(event) ||
            !event->lane)
            continue;
        fputs(" In the lane ", out);
        put_escaped(out, format("%s: %s.", event->lane->name,
                                words_of(run, event, picture->only, 80)));
    }
    fputs("</desc>\n", out);
}

static const char *title_of(const struct picture *picture)
{
    const struct run *run = picture->run;

    if (picture->title && *picture->title)
        return format("The socket calls of %s", picture->title);
    if (run->lane_count < 2)
        return "Socket calls";
    return format("The socket calls of %s and %s", run->lanes[0].name,
                  run->lanes[1].name);
}

static void put_head(const struct picture *picture, int width, double height,
                     FILE *out)
{
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
            "height=\"%.0f\" viewBox=\"0 0 %d %.0f\" role=\"img\" "
            "aria-labelledby=\"ladder-title ladder-desc\">\n"
            "<title id=\"ladder-title\">",
            width, height, width, height);
    put_escaped(out, title_of(picture));
    fputs("</title>\n", out);
    put_description(picture, out);
    fputs(style_sheet, out);
    fputs("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n", out);
}

/* How large it is, is known only after it has been drawn. */
void draw_svg(const struct picture *picture, FILE *out)
{
    const struct run *run = picture->run;
    const char *addresses = picture->only ? NULL : about_addresses(run);
    struct drawing drawing = {.picture = picture, .run = run, .y = MARGIN};
    char *body;
    size_t size;

    drawing.out = open_memstream(&body, &size);
    if (!drawing.out)
        abort();
    drawing.left = picture->only ? 0 : TIME_COLUMNS;
    drawing.columns = need(run->lane_count * sizeof *drawing.columns);
    drawing.tracks = need(run->lane_count * sizeof *drawing.tracks);
    for (size_t i = 0; i < run->lane_count && picture->only; i++)
        drawing.tracks[i].alive = picture->lives[i].already;
    if (addresses) {
        put_text(&drawing, MARGIN, drawing.y + LINE / 2, "faint", addresses);
        drawing.y += LINE;
    }
    for (size_t i = 0; i < picture->row_count;)
        i = put_section(&drawing, i);
    fclose(drawing.out);
    put_head(picture, (int)(2 * MARGIN + character * drawing.all),
             drawing.y + MARGIN, out);
    fwrite(body, 1, size, out);
    fputs("</svg>\n", out);
    free(body);
}
