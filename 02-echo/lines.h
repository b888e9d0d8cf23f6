/*
 * lines.h - cuts a stream into lines. Each program has its own MAX_LINE, and
 * defines it first. The same file in 02, 03 and 04 (tests/copies.txt).
 */
#ifndef LINES_H
#define LINES_H

#include "program.h"

#include <ctype.h>
#include <poll.h>
#include <stdbool.h>
#include <strings.h>

/* Takes lines out of any stream, the keyboard's or the connection's. */
struct line_reader {
    int fd;
    size_t length; /* bytes in buffer */
    size_t taken;  /* of them, those of the line handed out last */
    bool ended;    /* a terminal says so only once for each Ctrl-D */
    char buffer[MAX_LINE + 1];
};

enum { LINE_ERROR = -1, LINE_TOO_LONG = -2 };

/* Returns the length of the next line with its newline, which the last line
   may lack, 0 at the end of the stream, LINE_ERROR with errno set, or
   LINE_TOO_LONG: the line does not fit, skip_line() goes past it. The line is
   at the beginning of reader->buffer, until the next call. */
static inline ssize_t read_line(struct line_reader *reader)
{
    reader->length -= reader->taken;
    memmove(reader->buffer, reader->buffer + reader->taken, reader->length);
    reader->taken = 0;

    for (;;) {
        char *newline = memchr(reader->buffer, '\n', reader->length);
        if (newline || reader->ended) {
            reader->taken = newline ? (size_t)(newline - reader->buffer) + 1
                                    : reader->length;
            return (ssize_t)reader->taken;
        }
        if (reader->length == sizeof reader->buffer)
            return LINE_TOO_LONG;
        struct pollfd more = {.fd = reader->fd, .events = POLLIN};
        ssize_t got = read(reader->fd, reader->buffer + reader->length,
                           sizeof reader->buffer - reader->length);
        if (got < 0 && errno == EAGAIN && poll(&more, 1, -1) > 0)
            continue; /* another program shares it, and does not wait */
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return LINE_ERROR;
        reader->length += (size_t)got;
        reader->ended = got == 0;
    }
}

/* Throws away the rest of a line that was too long. */
static inline void skip_line(struct line_reader *reader)
{
    do
        reader->taken = reader->length;
    while (read_line(reader) == LINE_TOO_LONG);
}

/* 'sair' or 'quit', whatever the case and the blanks around it. */
static inline bool is_farewell(const char *line, size_t length)
{
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        length--;
    while (length > 0 && isspace((unsigned char)*line)) {
        line++;
        length--;
    }
    return length == 4 && (strncasecmp(line, "sair", length) == 0 ||
                           strncasecmp(line, "quit", length) == 0);
}

/* Returns the length of the next line to send, 0 at the end of input or at a
   farewell, -1 after a complaint. Lines that are too long are refused and
   counted. */
static inline ssize_t next_line(struct line_reader *keyboard, int *refused)
{
    ssize_t length;

    while ((length = read_line(keyboard)) == LINE_TOO_LONG) {
        fprintf(stderr, "%s: not sent: a line over %d bytes\n", program,
                MAX_LINE);
        skip_line(keyboard);
        ++*refused;
    }
    if (length == LINE_ERROR)
        return complain("read", "standard input");
    return is_farewell(keyboard->buffer, (size_t)length) ? 0 : length;
}

#endif
