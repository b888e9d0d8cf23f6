/*
 * show.h - bytes from the network, made safe to look at.
 *
 * A peer may send anything, also the escape sequences that repaint a screen or
 * rename a window. So on a terminal, control characters, some hidden ones, and
 * bytes that are no UTF-8 (RFC 3629) appear as \xHH. Into a pipe or a file all
 * passes unchanged.
 *
 * The same file in every step (tests/copies.txt).
 */
#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* A stream may be cut inside a character: what has come of it waits here.
   Start with {0}. */
struct shown {
    unsigned char part[4];
    size_t have; /* bytes in part */
};

/* The length of the UTF-8 character that begins with `first`; 0: none does. */
static inline size_t utf8_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* May `byte` come next, after the `have` bytes in part? The second byte has
   narrower limits after some first ones: they keep out overlong forms,
   surrogates and what lies beyond U+10FFFF. */
static inline bool utf8_continues(const unsigned char *part, size_t have,
                                  unsigned char byte)
{
    unsigned char lowest = 0x80, highest = 0xbf;

    if (have == 1 && part[0] == 0xe0)
        lowest = 0xa0;
    if (have == 1 && part[0] == 0xed)
        highest = 0x9f;
    if (have == 1 && part[0] == 0xf0)
        lowest = 0x90;
    if (have == 1 && part[0] == 0xf4)
        highest = 0x8f;
    return byte >= lowest && byte <= highest;
}

/* C0 but tab and newline, DEL, and C1 (U+0080 to U+009F). And what can make one
   text look like another: some without a width (U+200B to 200F, FEFF), and
   those that turn the line around (U+061C, 202A to 202E, 2066 to 2069). */
static inline bool is_control(const unsigned char *c)
{
    if (c[0] < 0x80)
        return (c[0] < 0x20 && c[0] != '\t' && c[0] != '\n') || c[0] == 0x7f;
    if (c[0] == 0xe2 && c[1] == 0x80)
        return (c[2] >= 0x8b && c[2] <= 0x8f) || (c[2] >= 0xaa && c[2] <= 0xae);
    if (c[0] == 0xe2 && c[1] == 0x81)
        return c[2] >= 0xa6 && c[2] <= 0xa9;
    return (c[0] == 0xc2 && c[1] < 0xa0) || (c[0] == 0xd8 && c[1] == 0x9c) ||
           (c[0] == 0xef && c[1] == 0xbb && c[2] == 0xbf);
}

/* Nothing follows: what is left of an unfinished character is shown as
   bytes. Call it at the end of each text. */
static inline void show_end(struct shown *shown)
{
    for (size_t i = 0; i < shown->have; i++)
        printf("\\x%02x", shown->part[i]);
    shown->have = 0;
}

static inline void show_byte(struct shown *shown, unsigned char byte)
{
    if (shown->have > 0 && !utf8_continues(shown->part, shown->have, byte))
        show_end(shown);
    shown->part[shown->have++] = byte;

    size_t length = utf8_length(shown->part[0]);
    if (shown->have < length)
        return;
    if (length == 0 || is_control(shown->part)) { /* Against: escapes, binary */
        show_end(shown);
    } else {
        fwrite(shown->part, 1, length, stdout);
        shown->have = 0;
    }
}

/* Writes `length` bytes to stdout, safe to look at if that is a terminal. The
   text may come in pieces, cut anywhere: one struct shown for all of them. */
static inline void show(struct shown *shown, const char *bytes, size_t length)
{
    if (!isatty(STDOUT_FILENO)) {
        fwrite(bytes, 1, length, stdout);
        return;
    }
    for (size_t i = 0; i < length; i++)
        show_byte(shown, (unsigned char)bytes[i]);
}

#endif
