/*
 * screen.c - what a person sees of a program that runs on a terminal.
 *
 * The bytes that it wrote are put where a terminal would put them. Only what
 * our programs use is known here: CR, newline, backspace, tab, ESC [ K (erase
 * to the end of the row), and ESC [ ? 7 l and h (what is too long for the row
 * is cut there, or goes on in the next one). Anything else fails the check: it
 * is an order to the terminal, and somebody else has given it. Rows are never
 * scrolled away, and each character has one column.
 */
#define _XOPEN_SOURCE 700

#include "../../../01-basic-tcp/show.h"
#include "process.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

enum { MOST_ROWS = 100, MOST_COLUMNS = 100 };

struct screen {
    size_t columns;
    size_t seen; /* bytes of the program's output that are on it */
    size_t row, column;
    bool cuts; /* a row ends at its last column */
    char cells[MOST_ROWS][MOST_COLUMNS][5];
};

/* The terminal has another size. Whoever runs in its foreground hears of it. */
static void tell_size(const struct process *process)
{
    struct winsize size = {.ws_row = 24,
                           .ws_col = (unsigned short)process->screen->columns};

    ioctl(process->input, TIOCSWINSZ, &size);
}

void new_screen(struct process *process, int columns)
{
    process->screen = calloc(1, sizeof *process->screen);
    if (!process->screen || columns > MOST_COLUMNS)
        failed("room for a screen", "none");
    process->screen->columns = (size_t)columns;
    tell_size(process);
}

static void next_row(struct screen *screen)
{
    if (++screen->row == MOST_ROWS)
        failed(text_of("at most %d rows", MOST_ROWS), "more");
}

static void put(struct screen *screen, const char *bytes, size_t length)
{
    if (screen->column == screen->columns && screen->cuts)
        screen->column--;
    if (screen->column == screen->columns) {
        screen->column = 0;
        next_row(screen);
    }
    char *cell = screen->cells[screen->row][screen->column++];
    memcpy(cell, bytes, length);
    cell[length] = '\0';
}

static void erase_to_end(struct screen *screen)
{
    for (size_t i = screen->column; i < MOST_COLUMNS; i++)
        screen->cells[screen->row][i][0] = '\0';
}

/* Returns how many bytes of a sequence it has obeyed; 0: it is not whole yet.
 */
static size_t obey(struct screen *screen, const char *bytes, size_t length)
{
    static const char *const known[] = {"\x1b[K", "\x1b[?7l", "\x1b[?7h"};

    for (size_t i = 0; i < 3; i++) {
        size_t size = strlen(known[i]);
        size_t there = length < size ? length : size;
        if (memcmp(bytes, known[i], there) != 0)
            continue;
        if (there < size)
            return 0;
        if (i == 0)
            erase_to_end(screen);
        else
            screen->cuts = i == 1;
        return size;
    }
    failed("no orders to the terminal but those of the program", "%s",
           quoted(bytes, length < 20 ? length : 20));
}

static void move(struct screen *screen, char control)
{
    switch (control) {
    case '\r':
        screen->column = 0;
        break;
    case '\n':
        next_row(screen);
        break;
    case '\b':
        screen->column -= screen->column > 0;
        break;
    case '\t':
        screen->column += 8 - screen->column % 8;
        if (screen->column >= screen->columns)
            screen->column = screen->columns - 1;
        break;
    default:
        break; /* the bell */
    }
}

/* Shows the next character, or obeys. Returns its bytes; 0: it is not whole. */
static size_t show_next(struct screen *screen, const char *bytes, size_t length)
{
    size_t size = utf8_length((unsigned char)*bytes);

    if (*bytes == '\x1b')
        return obey(screen, bytes, length);
    if ((unsigned char)*bytes < ' ' || size == 0) {
        move(screen, *bytes);
        return 1;
    }
    if (size > length)
        return 0;
    put(screen, bytes, size);
    return size;
}

/* All that has come is on the screen from here on. */
static void look(struct process *process)
{
    struct screen *screen = process->screen;
    size_t length, size;
    const char *bytes = output_of(process, OUT, &length);

    while (screen->seen < length &&
           (size = show_next(screen, bytes + screen->seen,
                             length - screen->seen)) > 0)
        screen->seen += size;
}

/* A row, as far as anything is in it, and where it is, the cursor: "|". */
static void read_row(const struct screen *screen, size_t row, char *text)
{
    size_t end = row == screen->row ? screen->column : 0;

    for (size_t i = end; i < MOST_COLUMNS; i++)
        if (screen->cells[row][i][0] != '\0')
            end = i + 1;
    for (size_t i = 0; i < end || (row == screen->row && i == end); i++) {
        const char *cell = screen->cells[row][i];
        if (row == screen->row && i == screen->column)
            strcat(text, "|");
        if (i < end)
            strcat(text, *cell ? cell : " ");
    }
}

const char *screen_of(struct process *process)
{
    const struct screen *screen = process->screen;

    look(process);
    char *text = new_text((screen->row + 1) * (MOST_COLUMNS * 4 + 2) + 1);
    text[0] = '\0';
    for (size_t row = 0; row <= screen->row; row++) {
        if (row > 0)
            strcat(text, "\n");
        read_row(screen, row, text);
    }
    return text;
}

static bool ends_with(const char *text, const char *end)
{
    size_t all = strlen(text), last = strlen(end);

    return all >= last && strcmp(text + all - last, end) == 0;
}

void expect_screen(struct process *process, const char *end)
{
    long long deadline = bound();
    const char *expected =
        text_of("a screen that ends with %s", quoted(end, strlen(end)));

    while (!ends_with(screen_of(process), end))
        if (!wait_for(-1, 0, deadline))
            failed(expected, "%s",
                   quoted(screen_of(process), strlen(screen_of(process))));
    did("%s has on its screen: %s", process->name, quoted(end, strlen(end)));
}

void resize_screen(struct process *process, int columns)
{
    did("made the screen %d columns wide", columns);
    look(process);
    process->screen->columns = (size_t)columns;
    tell_size(process);
}
