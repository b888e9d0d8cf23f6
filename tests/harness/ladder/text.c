/*
 * text.c - the picture for a terminal.
 *
 * Each row is drawn on a small sheet of squares, one per column, first the
 * words, then the arrow, then the lanes' lines where there is room, and then
 * printed.
 *
 * Up to three lanes are so wide that words keep to their own. More of them, as
 * where each thread has one, stand close together: the words go on over the
 * lanes to the right, and where an arrow leaves no room beside them, above it.
 */
#include "internal.h"

#include <string.h>

enum {
    TIME_WIDTH = 9,
    NARROWEST = 30, /* a lane: three of them and the time are 99 */
    THINNEST = 16,  /* the same, where a width was asked for */
    CLOSEST = 12,   /* from lane to lane, where words go on over others */
    LAST = 40,      /* the last one then, which has nobody to go on over */
    WIDEST = 46,
    ARROW = 5,      /* what words leave free for one */
    MOST_LINES = 8, /* of a row */
    LINE_SIZE = 1024
};

enum { LANE = BAD + 1 }; /* the ink of the first lane */

struct square {
    char text[5]; /* one character; "" right of a wide one */
    char ink;     /* enum ink, or LANE + n */
    bool words;   /* part of a text, even if it is a blank */
};

struct sheet {
    const struct picture *picture;
    const struct run *run;
    FILE *out;
    int *columns; /* of each lane, in this section */
    struct track {
        bool alive;   /* between its first row and its end */
        bool waiting; /* in a call */
    } * tracks;       /* by lane */
    size_t lanes;     /* in this section */
    size_t lane_width, width;
    bool close;             /* the lanes: words go on over others */
    struct square *squares; /* MOST_LINES lines of `width` */
    size_t lines;           /* used of them */
};

/* A mark, in UTF-8 or ASCII. */
static const char *mark(const struct sheet *sheet, const char *fine,
                        const char *plain)
{
    return sheet->picture->ascii ? plain : fine;
}

/* ---- squares ---- */

static struct square *square_at(struct sheet *sheet, size_t line, size_t column)
{
    return &sheet->squares[line * sheet->width + column];
}

static void put(struct sheet *sheet, size_t line, size_t column,
                const char *character, size_t length, int ink)
{
    if (line >= MOST_LINES || column >= sheet->width)
        return;
    struct square *square = square_at(sheet, line, column);
    memcpy(square->text, character, length);
    square->text[length] = '\0';
    square->ink = (char)ink;
    square->words = false;
}

/* Returns the column after it. */
static size_t put_text(struct sheet *sheet, size_t line, size_t column,
                       const char *text, int ink)
{
    size_t width;

    while (*text && column < sheet->width) {
        size_t length = next_character(text, &width);
        if (width > 0) {
            put(sheet, line, column, text, length, ink);
            for (size_t i = 1; i < width; i++)
                put(sheet, line, column + i, "", 0, ink);
            if (line < MOST_LINES)
                square_at(sheet, line, column)->words = true;
        }
        column += width;
        text += length;
    }
    if (line >= sheet->lines && line < MOST_LINES)
        sheet->lines = line + 1;
    return column;
}

static void wipe(struct sheet *sheet)
{
    for (size_t line = 0; line < MOST_LINES; line++)
        for (size_t column = 0; column < sheet->width; column++)
            put(sheet, line, column, " ", 1, PLAIN);
    sheet->lines = 1;
}

static void print_ink(const struct sheet *sheet, int ink)
{
    static const char *const lanes[] = {"36", "33", "32", "35", "34", "31"};
    static const char *const others[] = {"0", "0;1", "0;2", "0;1;31"};

    if (!sheet->picture->colour)
        return;
    if (ink >= LANE)
        fprintf(sheet->out, "\033[0;%sm", lanes[(ink - LANE) % 6]);
    else
        fprintf(sheet->out, "\033[%sm", others[ink]);
}

static void print_line(struct sheet *sheet, size_t line)
{
    size_t end = sheet->width;
    int ink = PLAIN;

    while (end > 0 && strcmp(square_at(sheet, line, end - 1)->text, " ") == 0)
        end--;
    for (size_t column = 0; column < end; column++) {
        struct square *square = square_at(sheet, line, column);
        if (square->ink != ink)
            print_ink(sheet, ink = square->ink);
        fputs(square->text, sheet->out);
    }
    if (ink != PLAIN)
        print_ink(sheet, PLAIN);
    fputc('\n', sheet->out);
}

/* ---- lanes ---- */

static size_t place_of(const struct sheet *sheet, const struct lane *lane)
{
    return TIME_WIDTH + (size_t)sheet->columns[lane->place] * sheet->lane_width;
}

static void draw_lines(struct sheet *sheet)
{
    const struct run *run = sheet->run;

    for (size_t i = 0; i < run->lane_count; i++) {
        if (sheet->columns[i] < 0 || !sheet->tracks[i].alive)
            continue;
        const char *line = sheet->tracks[i].waiting ? mark(sheet, "┆", ":")
                                                    : mark(sheet, "│", "|");
        for (size_t j = 0; j < sheet->lines; j++) {
            size_t column = place_of(sheet, &run->lanes[i]);
            const struct square *there = square_at(sheet, j, column);
            const char *here = line;
            if (there->words || !*there->text)
                continue; /* words that go on over other lanes */
            if (strcmp(there->text, mark(sheet, "─", "-")) == 0)
                here = mark(sheet, "┼", "+");
            put(sheet, j, column, here, strlen(here), LANE + (int)i);
        }
    }
}

/* Words in a lane, from `line` on, in lines of at most `width`. Returns the
   line after them. *end is the column after the first. */
static size_t draw_words(struct sheet *sheet, const struct lane *lane,
                         size_t line, const char *words, size_t width, int ink,
                         size_t *end)
{
    char piece[LINE_SIZE];
    size_t column = place_of(sheet, lane) + 2;
    bool first = true;

    while (words && line < MOST_LINES) {
        size_t indent = first ? 0 : 2;
        words = cut_line(words, width - indent, piece, sizeof piece);
        size_t after = put_text(sheet, line++, column + indent, piece, ink);
        if (first)
            *end = after;
        first = false;
    }
    return line;
}

/* Draws it from `line` on, its notes as wide as `room`. *end is the column
   after its first line. */
static void draw_side(struct sheet *sheet, const struct side *side, size_t line,
                      size_t width, size_t room, size_t *end)
{
    int ink = (int)ink_on(side);
    const char *note = note_on(side);
    const char *before =
        mark(sheet, ink == BAD ? "✗" : "└", ink == BAD ? "!" : "'");
    size_t ignored;

    line = draw_words(sheet, side->lane, line,
                      words_on(sheet->picture, side, width), width, ink, end);
    if (note)
        draw_words(sheet, side->lane, line, format("%s %s", before, note), room,
                   ink == BAD ? BAD : FAINT, &ignored);
}

/* ---- arrows ---- */

static void draw_arrow(struct sheet *sheet, const struct row *row, size_t line,
                       size_t left_end)
{
    bool rightwards = row->event->lane->place < row->to->place;
    const struct lane *right = rightwards ? row->to : row->event->lane;
    size_t from = left_end + 1, to = place_of(sheet, right);
    size_t label = row->label ? strlen(row->label) : 0;
    int ink = LANE + (int)row->event->lane->place;
    const char *stroke = mark(sheet, "─", "-");

    for (size_t column = from; column < to; column++)
        put(sheet, line, column, stroke, strlen(stroke), ink);
    if (label && to - from > label + 3)
        put_text(sheet, line, from + (to - from - label) / 2, row->label, ink);
    if (rightwards)
        put_text(sheet, line, to - 1, mark(sheet, "▶", ">"), ink);
    else
        put_text(sheet, line, from, mark(sheet, "◀", "<"), ink);
}

/* ---- rows ---- */

/* How wide the words of a lane may be. */
static size_t room_in(const struct sheet *sheet, const struct lane *lane)
{
    size_t room = sheet->width - place_of(sheet, lane) - 3;

    if (!sheet->close)
        return sheet->lane_width - 3;
    return room > WIDEST ? WIDEST : room;
}

/* Both ends of an arrow. */
static void draw_sides(struct sheet *sheet, const struct row *row,
                       const struct side *left, const struct side *right)
{
    size_t span = sheet->close ? place_of(sheet, right->lane) -
                                     place_of(sheet, left->lane)
                               : sheet->lane_width;
    size_t beside = span - 3 > ARROW ? span - 3 - ARROW : 0;
    size_t line = 0, end, left_end;
    size_t room = room_in(sheet, left->lane);

    if (sheet->close &&
        columns_of(words_on(sheet->picture, left, room)) > beside) {
        draw_side(sheet, left, 0, room, room, &end);
        line = sheet->lines;
        left_end = place_of(sheet, left->lane) + 1;
    } else {
        draw_side(sheet, left, 0, beside, span - 3, &left_end);
    }
    room = room_in(sheet, right->lane);
    draw_side(sheet, right, line, room, room, &end);
    draw_arrow(sheet, row, line, left_end);
}

/* Who does something in this row, and who only sees it come. What stands for
   several rows may go on over other lanes. */
static void draw_happening(struct sheet *sheet, const struct row *row)
{
    const struct side actor = actor_of(row), other = other_of(row);
    size_t room = row->text ? sheet->width - place_of(sheet, actor.lane) - 2
                            : room_in(sheet, actor.lane);
    size_t end;

    if (!row->to)
        draw_side(sheet, &actor, 0, room, room, &end);
    else if (actor.left)
        draw_sides(sheet, row, &actor, &other);
    else
        draw_sides(sheet, row, &other, &actor);
}

static void draw_row(struct sheet *sheet, const struct row *row)
{
    const struct lane *lane = row->event->lane;

    wipe(sheet);
    sheet->tracks[lane->place] =
        (struct track){true, row->kind == WAITS || row->goes_on};
    if (row->other)
        sheet->tracks[row->other->lane->place] = (struct track){true, false};
    draw_happening(sheet, row);
    put_text(sheet, 0, 0, time_of(sheet->picture, row), FAINT);
    draw_lines(sheet);
    for (size_t i = 0; i < sheet->lines; i++)
        print_line(sheet, i);
    if (row->event->kind == END)
        for (size_t i = 0; i < sheet->run->lane_count; i++)
            if (sheet->run->lanes[i].pid == lane->pid)
                sheet->tracks[i].alive = false;
}

/* ---- sections ---- */

/* As wide as was asked for, or else as it takes. */
static void set_widths(struct sheet *sheet)
{
    size_t wanted = sheet->picture->width ? sheet->picture->width : 100;
    size_t width = (wanted - TIME_WIDTH) / sheet->lanes, last;

    sheet->close = !sheet->picture->width && width < NARROWEST;
    if (sheet->close) {
        width = (wanted - TIME_WIDTH - LAST) / (sheet->lanes - 1);
        width = width < CLOSEST ? CLOSEST : width;
    }
    if (width < THINNEST && !sheet->close)
        width = THINNEST;
    if (width > WIDEST)
        width = WIDEST;
    last = sheet->close ? LAST : width;
    sheet->lane_width = width;
    sheet->width = TIME_WIDTH + (sheet->lanes - 1) * width + last;
}

/* "thread 2" stays together: if it does not fit beside the program's name, it
   stands below that. */
static void draw_name(struct sheet *sheet, const struct lane *lane)
{
    size_t width = sheet->lane_width - 2, line = 0, end;
    const char *name = lane->name, *thread = strstr(name, ", thread ");

    if (thread && columns_of(name) > width) {
        line = draw_words(sheet, lane, line,
                          format("%.*s,", (int)(thread - name), name), width,
                          BOLD, &end);
        name = format("  %s", thread + 2);
    }
    draw_words(sheet, lane, line, name, width, BOLD, &end);
}

static void draw_names(struct sheet *sheet)
{
    const struct run *run = sheet->run;

    wipe(sheet);
    put_text(sheet, 0, 0, "     ms", FAINT);
    for (size_t i = 0; i < run->lane_count; i++)
        if (sheet->columns[i] >= 0)
            draw_name(sheet, &run->lanes[i]);
    for (size_t i = 0; i < sheet->lines; i++)
        print_line(sheet, i);
}

static void draw_heading(const struct sheet *sheet, const struct row *row)
{
    fputc('\n', sheet->out);
    print_ink(sheet, BOLD);
    fputs(row->event->text ? row->event->text : "", sheet->out);
    print_ink(sheet, PLAIN);
    fputs("\n\n", sheet->out);
}

static size_t draw_section(struct sheet *sheet, size_t first)
{
    const struct row *rows = sheet->picture->rows;
    size_t end =
        section_of(sheet->picture, first, sheet->columns, &sheet->lanes);

    if (rows[first].kind == HEADING)
        draw_heading(sheet, &rows[first++]);
    if (sheet->lanes == 0)
        return end;
    set_widths(sheet);
    sheet->squares = need(MOST_LINES * sheet->width * sizeof *sheet->squares);
    draw_names(sheet);
    for (size_t i = first; i < end; i++)
        draw_row(sheet, &rows[i]);
    return end;
}

/* What is the same everywhere, once. */
static void draw_top(const struct picture *picture, FILE *out)
{
    const char *addresses = about_addresses(picture->run);

    if (picture->title && *picture->title)
        fprintf(out, "%s\n", picture->title);
    if (addresses)
        fprintf(out, "%s\n", addresses);
    if (picture->threads_share)
        fputs("All threads of a program are in one lane; THREADS=1 draws one "
              "for each.\n",
              out);
}

void draw_text(const struct picture *picture, FILE *out)
{
    size_t lanes = picture->run->lane_count;
    struct sheet sheet = {.picture = picture, .run = picture->run, .out = out};

    sheet.columns = need(lanes * sizeof *sheet.columns);
    sheet.tracks = need(lanes * sizeof *sheet.tracks);
    draw_top(picture, out);
    for (size_t i = 0; i < picture->row_count;)
        i = draw_section(&sheet, i);
}
