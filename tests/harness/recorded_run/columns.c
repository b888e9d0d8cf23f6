/* columns.c - text, as wide as a terminal shows it. */
#define _POSIX_C_SOURCE 200809L

#include "../../../01-basic-tcp/show.h"
#include "recorded_run.h"

#include <string.h>

static size_t bytes_of(const char *text)
{
    const unsigned char *next = (const unsigned char *)text;
    size_t length = utf8_length(next[0]);

    for (size_t i = 1; i < length; i++)
        if (!utf8_continues(next, i, next[i]))
            return 1;
    return length ? length : 1;
}

static unsigned long code_point(const char *text, size_t length)
{
    static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    unsigned long code = (unsigned char)text[0] & masks[length];

    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3f);
    return code;
}

/* Accents that stand on the character before take no column, Asian writing and
   emoji take two. Near enough for a terminal. */
static size_t width_of(unsigned long code)
{
    static const struct {
        unsigned long first, last;
        size_t width;
    } ranges[] = {
        {0x300, 0x36f, 0},     {0x200b, 0x200f, 0},   {0xfe00, 0xfe0f, 0},
        {0x1100, 0x115f, 2},   {0x2e80, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},
        {0xf900, 0xfaff, 2},   {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},
        {0x1f300, 0x1f64f, 2}, {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2}};

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return ranges[i].width;
    return 1;
}

size_t next_character(const char *text, size_t *columns)
{
    size_t length = bytes_of(text);

    *columns = width_of(code_point(text, length));
    return length;
}

size_t columns_of(const char *text)
{
    size_t all = 0, columns;

    while (*text) {
        text += next_character(text, &columns);
        all += columns;
    }
    return all;
}

const char *cut_line(const char *text, size_t width, char *line, size_t size)
{
    size_t used = 0, columns, at = 0, before = 0;
    bool quoted = false; /* data is rather not cut */

    while (text[at]) {
        size_t length = next_character(text + at, &columns);
        if (used + columns > width || at + length >= size)
            break;
        if (text[at] == '"' && (at == 0 || text[at - 1] != '\\'))
            quoted = !quoted;
        if (text[at] == ' ' && !quoted)
            before = at;
        used += columns;
        at += length;
        if (text[at - 1] == '|' || text[at - 1] == '(')
            before = at;
    }
    if (text[at] && text[at] != ' ' && before > 0)
        at = before;
    memcpy(line, text, at);
    line[at] = '\0';
    text += at;
    text += strspn(text, " ");
    return *text ? text : NULL;
}
