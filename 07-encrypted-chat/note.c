/*
 * note.c - the server's log, on standard error, which never makes it wait.
 */
#define _POSIX_C_SOURCE 200809L

#include "note.h"
#include "net.h"
#include "show.h"

#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* No more than PIPE_BUF (limits.h): a pipe that poll() calls writable takes so
   many at once. POSIX promises 512 bytes, Linux has 4096. */
#ifdef PIPE_BUF
#define NOTE_SIZE PIPE_BUF
#else
#define NOTE_SIZE 512
#endif

/* Between poll() and write() nobody else may fill the pipe. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long lost; /* lines, since the last one that was written */

static bool write_now(const char *text, size_t length)
{
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) &&
           write(STDERR_FILENO, text, length) == (ssize_t)length;
}

static void write_note(const char *text, size_t length)
{
    char missing[80];

    pthread_mutex_lock(&lock);
    if (lost > 0) {
        int size = snprintf(missing, sizeof missing,
                            "%s: %lu lines are missing here\n", program, lost);
        if (write_now(missing, (size_t)size))
            lost = 0;
    }
    if (lost > 0 || !write_now(text, length))
        lost++;
    pthread_mutex_unlock(&lock);
}

void note(const char *format, ...)
{
    char text[512];
    va_list values;
    int length = snprintf(text, sizeof text, "%s: ", program);

    va_start(values, format);
    vsnprintf(text + length, sizeof text - (size_t)length, format, values);
    va_end(values);
    text[sizeof text - 2] = '\0'; /* room for the newline, whatever was cut */
    length = (int)strlen(text);
    text[length] = '\n';
    write_note(text, (size_t)length + 1);
}

/* The length of the character that begins a text, if it is valid UTF-8 and no
   control character; else 0. */
static size_t harmless(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t wanted = utf8_length(bytes[0]);

    if (wanted > length)
        return 0;
    for (size_t i = 1; i < wanted; i++)
        if (!utf8_continues(bytes, i, bytes[i]))
            return 0;
    return wanted > 0 && is_control(bytes) ? 0 : wanted;
}

void note_line(const char *peer, const char *line, size_t length)
{
    static const char cut[] = "...\n";
    bool escape = isatty(STDERR_FILENO);
    char text[NOTE_SIZE];
    size_t used =
        (size_t)snprintf(text, sizeof text, "%s: %s: ", program, peer);

    for (size_t i = 0, size; i < length; i += size) {
        size_t as_it_is = escape ? harmless(line + i, length - i) : 1;
        size = as_it_is > 0 ? as_it_is : 1;
        if (used + sizeof "\\x00" + sizeof cut > sizeof text) {
            memcpy(text + used, cut, sizeof cut - 1);
            write_note(text, used + sizeof cut - 1);
            return;
        }
        if (as_it_is > 0)
            memcpy(text + used, line + i, size);
        else
            snprintf(text + used, sizeof "\\x00", "\\x%02x",
                     (unsigned char)line[i]);
        used += as_it_is > 0 ? size : strlen("\\x00");
    }
    text[used++] = '\n';
    write_note(text, used);
}
