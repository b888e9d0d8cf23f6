/*
 * text.h - a text, sent whole, and shown and counted piece by piece: in bytes,
 * as the network counts, and in characters, as people do.
 */
#ifndef TEXT_H
#define TEXT_H

#include "show.h"

#include <errno.h>
#include <sys/socket.h>

/* What has come of a text. Start with {0}. */
struct text {
    struct shown shown;
    size_t bytes, characters;
};

/* Sends all `length` bytes: one send() may take fewer than it was given.
   Returns 0, or -1 with errno set. */
static inline int write_all(int connection, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(connection, bytes, length, 0);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return -1;
        bytes += sent;
        length -= (size_t)sent;
    }
    return 0;
}

/* Shows the next piece, and counts it. In UTF-8 every byte of a character but
   its first is 10xxxxxx. */
static inline void show_piece(struct text *text, const char *piece,
                              size_t length)
{
    show(&text->shown, piece, length);
    fflush(stdout);
    text->bytes += length;
    for (size_t i = 0; i < length; i++)
        text->characters += ((unsigned char)piece[i] & 0xc0) != 0x80;
}

/* There is no more of it: says how much it was. */
static inline void show_count(struct text *text)
{
    show_end(&text->shown);
    printf("\n(%zu bytes, %zu characters)\n", text->bytes, text->characters);
}

#endif
