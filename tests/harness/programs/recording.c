/*
 * recording.c - a run on record: tap writes the programs' calls, and we what
 * happens to them, into the same file and in the same form (tap/record.c):
 *
 *     say at=812000 text="The server is started."
 *     actor pid=41 at=812090 name="ana" command="./client 127.0.0.1 5555"
 *     signal pid=41 at=812400 name="SIGTERM"
 *     end pid=41 at=812500 how="exit 0"
 *
 * With TAP_DETAIL also what our own peers do (call+ and actor+, as tap's call).
 */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"
#include "programs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char record_file[PATH_MAX];

/* Our own peers: they are announced once in each file. */
static const char *peers_name = "peer";
static bool peers_seen;

void record_to(const char *file)
{
    if (file && strcmp(record_file, file) != 0)
        peers_seen = false;
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

/* Bytes in quotes, as tap writes them. */
static const char *bytes_in_quotes(const char *bytes, size_t length)
{
    char *quoted = new_text(4 * length + 3);
    size_t at = 0;

    quoted[at++] = '"';
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '"' || byte == '\\')
            quoted[at++] = '\\';
        if (byte >= ' ' && byte <= '~')
            quoted[at++] = bytes[i];
        else
            at += (size_t)sprintf(quoted + at, "\\x%02x", byte);
    }
    quoted[at++] = '"';
    quoted[at] = '\0';
    return quoted;
}

static const char *in_quotes(const char *text)
{
    return bytes_in_quotes(text, strlen(text));
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

/* ---- our own peers ---- */

void record_peers_as(const char *name)
{
    peers_name = name;
}

bool records_peers(void)
{
    const char *wanted = getenv("TAP_DETAIL");

    return record_file[0] && wanted && *wanted;
}

/* ` self=127.0.0.1:5555`; "" for an end that has no port. */
static const char *end_in_words(const char *name,
                                const struct sockaddr_storage *address)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
    bool is_v6 = address->ss_family == AF_INET6;
    char host[INET6_ADDRSTRLEN] = "?";
    int port = ntohs(is_v6 ? v6->sin6_port : v4->sin_port);

    inet_ntop(is_v6 ? AF_INET6 : AF_INET,
              is_v6 ? (const void *)&v6->sin6_addr
                    : (const void *)&v4->sin_addr,
              host, sizeof host);
    return port ? text_of(is_v6 ? " %s=[%s]:%d" : " %s=%s:%d", name, host, port)
                : "";
}

static const char *ends_in_words(int fd)
{
    struct sockaddr_storage self = {.ss_family = AF_INET}, peer = self;
    socklen_t size = sizeof self;

    if (getsockname(fd, (struct sockaddr *)&self, &size) < 0)
        self.ss_family = AF_INET;
    size = sizeof peer;
    if (getpeername(fd, (struct sockaddr *)&peer, &size) < 0)
        peer.ss_family = AF_INET;
    return text_of("%s%s", end_in_words("self", &self),
                   end_in_words("peer", &peer));
}

void record_deed(const struct deed *deed)
{
    enum { SHOWN = 128 };
    long pid = (long)getpid();
    size_t length = deed->data_length < SHOWN ? deed->data_length : SHOWN;
    const char *ends = deed->ends_of < 0 ? "" : ends_in_words(deed->ends_of);

    if (!peers_seen)
        append_line(text_of("actor+ pid=%ld at=%lld name=%s "
                            "command=\"(a peer)\"\n",
                            pid, deed->begin, in_quotes(peers_name)));
    peers_seen = true;
    const char *line = text_of(
        "call+ pid=%ld tid=%ld name=%s call=%s type=stream%s begin=%lld "
        "end=%lld result=%ld",
        pid, pid, in_quotes(peers_name), deed->call, ends, deed->begin,
        now_ns(), deed->result);
    if (deed->fd >= 0)
        line = text_of("%s fd=%d", line, deed->fd);
    if (deed->args)
        line = text_of("%s args=%s", line, in_quotes(deed->args));
    if (deed->data)
        line = text_of("%s asked=%zu data=%s", line, deed->asked,
                       bytes_in_quotes(deed->data, length));
    if (deed->error)
        line = text_of("%s error=%s", line, deed->error);
    append_line(text_of("%s\n", line));
}
