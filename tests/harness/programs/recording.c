/*
 * recording.c - a run on record: tap writes the programs' calls, and we what
 * happens to them, into the same file and in the same form (tap/record.c):
 *
 *     say at=812000 text="The server is started."
 *     actor pid=41 at=812090 name="ana" command="./client 127.0.0.1 5555"
 *     signal pid=41 at=812400 name="SIGTERM"
 *     end pid=41 at=812500 how="exit 0"
 */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"
#include "programs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char record_file[PATH_MAX];

void record_to(const char *file)
{
    snprintf(record_file, sizeof record_file, "%s", file ? file : "");
}

const char *recording_file(void)
{
    return record_file[0] ? record_file : NULL;
}

long long now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec + time_moved();
}

/* Text in quotes, as tap writes it. */
static const char *in_quotes(const char *text)
{
    char *quoted = new_text(4 * strlen(text) + 3);
    size_t at = 0;

    quoted[at++] = '"';
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            quoted[at++] = '\\';
        if (byte >= ' ' && byte <= '~')
            quoted[at++] = *text;
        else
            at += (size_t)sprintf(quoted + at, "\\x%02x", byte);
    }
    quoted[at++] = '"';
    quoted[at] = '\0';
    return quoted;
}

/* One write to the end of the file, as tap does it. */
static void append_line(const char *line)
{
    int fd = open(record_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    ssize_t length = (ssize_t)strlen(line);

    if (fd < 0 || write(fd, line, (size_t)length) != length)
        failed("a file for the records", "%s: %s", record_file,
               strerror(errno));
    close(fd);
}

void record_say(const char *text)
{
    if (record_file[0])
        append_line(
            text_of("say at=%lld text=%s\n", now_ns(), in_quotes(text)));
}

void record_actor(pid_t pid, long long at, const char *name,
                  const char *command)
{
    if (record_file[0])
        append_line(text_of("actor pid=%ld at=%lld name=%s command=%s\n",
                            (long)pid, at, in_quotes(name),
                            in_quotes(command)));
}

const char *signal_name(int number)
{
    static const struct {
        int number;
        const char *name;
    } known[] = {{SIGINT, "SIGINT"},   {SIGTERM, "SIGTERM"},
                 {SIGKILL, "SIGKILL"}, {SIGSTOP, "SIGSTOP"},
                 {SIGCONT, "SIGCONT"}, {SIGUSR1, "SIGUSR1"},
                 {SIGPIPE, "SIGPIPE"}, {SIGHUP, "SIGHUP"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].number == number)
            return known[i].name;
    return text_of("signal %d", number);
}

void record_signal(pid_t pid, int number)
{
    if (record_file[0])
        append_line(text_of("signal pid=%ld at=%lld name=%s\n", (long)pid,
                            now_ns(), in_quotes(signal_name(number))));
}

void record_end(pid_t pid, const char *how)
{
    if (record_file[0])
        append_line(text_of("end pid=%ld at=%lld how=%s\n", (long)pid, now_ns(),
                            in_quotes(how)));
}

void record_left(pid_t pid, const char *what)
{
    if (record_file[0])
        append_line(text_of("left pid=%ld%s\n", (long)pid, what));
}
