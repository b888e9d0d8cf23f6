/*
 * note.c - the server's log, on standard error, which never makes it wait.
 */
#define _POSIX_C_SOURCE 200809L

#include "note.h"
#include "net.h"
#include "show.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NOTE_SIZE PIPE_BUF /* a pipe that is writable takes so much at once */

/* Between poll() and write() nobody else may fill the pipe. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long lost; /* lines, since the last one that was written */

/* On a terminal, where POLLOUT does not promise room for a whole line, one that
   does not block, and that is our own: others may share standard error. */
static int own_stderr(void)
{
    static int own = -1;
    char name[64];

    if (own < 0 && ttyname_r(STDERR_FILENO, name, sizeof name) == 0)
        own = open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    return own < 0 ? STDERR_FILENO : own;
}

static bool write_now(const char *text, size_t length)
{
    struct pollfd out = {.fd = own_stderr(), .events = POLLOUT};

    return poll(&out, 1, 0) == 1 && /* POLLNVAL: macOS, of any terminal */
           write(out.fd, text, length) == (ssize_t)length;
}

static void write_note(const char *text, size_t length)
{
    char missing[80];

    pthread_mutex_lock(&lock);
    if (lost > 0) {
        int size =
            snprintf(missing, sizeof missing,
                     "...\n%s: %lu lines are missing here\n", program, lost);
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
    bool escape = isatty(STDERR_FILENO);
    char text[NOTE_SIZE];
    size_t i = 0, used = (size_t)snprintf(text, sizeof text,
                                          "%s: %s: ", program, peer);

    while (i < length && used + sizeof "\\x00...\n" <= sizeof text) {
        size_t size = escape ? harmless(line + i, length - i) : 1;
        if (size > 0)
            memcpy(text + used, line + i, size);
        else
            snprintf(text + used, sizeof "\\x00", "\\x%02x",
                     (unsigned char)line[i]);
        used += size > 0 ? size : strlen("\\x00");
        i += size > 0 ? size : 1;
    }
    used += (size_t)snprintf(text + used, sizeof text - used, "%s\n",
                             i < length ? "..." : "");
    write_note(text, used);
}
