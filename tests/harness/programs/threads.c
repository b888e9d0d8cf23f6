/*
 * threads.c - what each thread of a program is doing at this moment, as Linux
 * tells it: /proc/PID/task/TID/status and /syscall.
 */
#define _GNU_SOURCE
#include "look.h"

void find_programs(const struct process *only, struct family *family)
{
    struct process *process;

    family->count = 0;
    for (int i = 0; (process = process_numbered(i)); i++)
        if (!process->ended && (!only || process == only))
            family->pids[family->count++] = process->pid;
}

#ifdef __linux__

#include "tap/tap.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The calls that may wait, and which of their arguments limits that: a number
   of milliseconds (none if negative) or a pointer (none if NULL). */
enum limit { NO_LIMIT, MILLISECONDS, POINTER };

struct waiting_call {
    long number;
    const char *name;
    enum limit limit;
    int place;
    int patience; /* if it is on a descriptor, the first argument: the option
                     of a socket that limits the wait; else 0 */
};

static const struct waiting_call waiting_calls[] = {
    {SYS_read, "read", NO_LIMIT, 0, SO_RCVTIMEO},
    {SYS_readv, "readv", NO_LIMIT, 0, SO_RCVTIMEO},
    {SYS_write, "write", NO_LIMIT, 0, SO_SNDTIMEO},
    {SYS_writev, "writev", NO_LIMIT, 0, SO_SNDTIMEO},
    {SYS_recvfrom, "recv", NO_LIMIT, 0, SO_RCVTIMEO},
    {SYS_recvmsg, "recvmsg", NO_LIMIT, 0, SO_RCVTIMEO},
    {SYS_sendto, "send", NO_LIMIT, 0, SO_SNDTIMEO},
    {SYS_sendmsg, "sendmsg", NO_LIMIT, 0, SO_SNDTIMEO},
    {SYS_accept4, "accept", NO_LIMIT, 0, SO_RCVTIMEO},
    {SYS_connect, "connect", NO_LIMIT, 0, SO_SNDTIMEO},
    {SYS_rt_sigsuspend, "sigsuspend", NO_LIMIT, 0, 0},
    {SYS_rt_sigtimedwait, "sigwait", POINTER, 2, 0},
    {SYS_wait4, TOLD("the end of what it has started"), NO_LIMIT, 0, 0},
    {SYS_futex, TOLD("a lock, a condition or a join"), POINTER, 3, 0},
    {SYS_ppoll, "poll", POINTER, 2, 0},
    {SYS_pselect6, "select", POINTER, 4, 0},
    {SYS_epoll_pwait, "epoll_wait", MILLISECONDS, 3, 0},
#ifdef SYS_accept
    {SYS_accept, "accept", NO_LIMIT, 0, SO_RCVTIMEO},
#endif
#ifdef SYS_pause
    {SYS_pause, "pause", NO_LIMIT, 0, 0},
#endif
#ifdef SYS_poll
    {SYS_poll, "poll", MILLISECONDS, 2, 0},
#endif
#ifdef SYS_select
    {SYS_select, "select", POINTER, 4, 0},
#endif
#ifdef SYS_epoll_wait
    {SYS_epoll_wait, "epoll_wait", MILLISECONDS, 3, 0},
#endif
#ifdef SYS_futex_time64
    {SYS_futex_time64, TOLD("a lock, a condition or a join"), POINTER, 3, 0},
#endif
#ifdef SYS_ppoll_time64
    {SYS_ppoll_time64, "poll", POINTER, 2, 0},
#endif
#ifdef SYS_pselect6_time64
    {SYS_pselect6_time64, "select", POINTER, 4, 0},
#endif
};

bool read_file(const char *name, char *text, size_t size)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, size - 1);

    if (fd >= 0)
        close(fd);
    text[got > 0 ? got : 0] = '\0';
    return got > 0;
}

/* The same of one thread: /proc/PID/task/TID/NAME. */
static bool read_of_thread(pid_t pid, int thread, const char *file, char *text,
                           size_t size)
{
    char name[64];

    snprintf(name, sizeof name, "/proc/%ld/task/%d/%s", (long)pid, thread,
             file);
    return read_file(name, text, size);
}

static bool read_state(pid_t pid, struct stand *stand)
{
    char text[4096];
    long willing, unwilling;

    if (!read_of_thread(pid, stand->thread, "status", text, sizeof text))
        return false;
    const char *state = strstr(text, "\nState:");
    const char *willingly = strstr(text, "\nvoluntary_ctxt_switches:");
    const char *unwillingly = strstr(text, "\nnonvoluntary_ctxt_switches:");
    if (!state || !willingly || !unwillingly ||
        sscanf(state, " State: %c", &stand->state) != 1 ||
        sscanf(willingly, " voluntary_ctxt_switches: %ld", &willing) != 1 ||
        sscanf(unwillingly, " nonvoluntary_ctxt_switches: %ld", &unwilling) !=
            1)
        return false;
    stand->runs = willing + unwilling;
    return true;
}

/* A pipe without a name, which no program has when we start it: it is between
   the program's own threads, and those stand, or are looked at by themselves. A
   descriptor of signals is of that kind, too. */
static bool is_its_own_affair(pid_t pid, int fd)
{
    char name[64], target[64] = "";

    snprintf(name, sizeof name, "/proc/%ld/fd/%d", (long)pid, fd);
    ssize_t length = readlink(name, target, sizeof target - 1);
    return length > 0 && (strncmp(target, "pipe:", strlen("pipe:")) == 0 ||
                          strcmp(target, "anon_inode:[signalfd]") == 0);
}

/* A socket may have a limit for how long its calls wait, one to receive and
   another to send; what is neither that nor a terminal nor a standard stream of
   ours, nor between the program's own threads, may come from anywhere. One that
   was closed while a thread waits there cannot be asked: but with the clock
   stopped the system hears of no limits (tap/clock.c). */
static bool waits_without_limit(pid_t pid, int fd, int patience)
{
    struct timeval limit = {0, 0};
    socklen_t size = sizeof limit;

    if (fd <= STDERR_FILENO || is_its_own_affair(pid, fd))
        return true;
    int socket = borrow(pid, fd);
    if (socket < 0 && errno == EBADF && clock_is_stopped())
        return true;
    bool known = isatty(socket) ||
                 getsockopt(socket, SOL_SOCKET, patience, &limit, &size) == 0;
    if (socket >= 0)
        close(socket);
    return known && limit.tv_sec == 0 && limit.tv_usec == 0;
}

static const struct waiting_call *call_numbered(long number)
{
    size_t count = sizeof waiting_calls / sizeof *waiting_calls;

    for (size_t i = 0; i < count; i++)
        if (waiting_calls[i].number == number)
            return &waiting_calls[i];
    return NULL;
}

static bool has_datagrams(pid_t pid, int fd)
{
    int type = SOCK_STREAM, socket = borrow(pid, fd);
    socklen_t size = sizeof type;

    getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size);
    if (socket >= 0)
        close(socket);
    return type == SOCK_DGRAM;
}

/* For the system recv() is a recvfrom() without a place for the sender's
   address, and send() a sendto() without an address. */
static const char *name_of(pid_t pid, const struct waiting_call *call,
                           const unsigned long *arguments)
{
    if (call->number == SYS_recvfrom && arguments[4])
        return "recvfrom";
    if (call->number == SYS_recvfrom && has_datagrams(pid, (int)arguments[0]))
        return in_words("recv or recvfrom");
    if (call->number == SYS_sendto && arguments[4])
        return "sendto";
    return in_words(call->name);
}

/* After SIGSTOP and SIGCONT a poll() goes on as another call, which has all
   that it needs in the system; in the registers stands what poll() was called
   with. (A sleep's second argument is an address or NULL, and so no small
   number.) */
static bool is_poll_again(long number, const unsigned long *arguments)
{
    return number == SYS_restart_syscall && arguments[1] > 0 &&
           arguments[1] < 65536 && (int)arguments[2] == -1;
}

/* The call that the thread waits in, if nothing but an event can end it; else
   NULL. */
static const struct waiting_call *call_without_end(pid_t pid, int thread,
                                                   unsigned long arguments[6])
{
    char text[256];
    long number;

    if (!read_of_thread(pid, thread, "syscall", text, sizeof text) ||
        sscanf(text, "%ld %lx %lx %lx %lx %lx %lx", &number, &arguments[0],
               &arguments[1], &arguments[2], &arguments[3], &arguments[4],
               &arguments[5]) != 7)
        return NULL;
    if (is_poll_again(number, arguments))
        return call_numbered(SYS_ppoll);
    const struct waiting_call *call = call_numbered(number);
    if (!call || (call->limit == POINTER && arguments[call->place] != 0) ||
        (call->limit == MILLISECONDS && (int)arguments[call->place] >= 0) ||
        (call->patience &&
         !waits_without_limit(pid, (int)arguments[0], call->patience)))
        return NULL;
    return call;
}

const char *call_of(const struct stand *stand)
{
    const struct waiting *place = waiting_place(stand->thread);
    unsigned long arguments[6];

    if (stand->state == 'T')
        return "nothing: a signal has stopped it";
    if (place && stand->state == 'W')
        return atomic_load(&place->held)
                   ? in_words("a call that is held back")
                   : in_words("a call with a limit of time");
    const struct waiting_call *call =
        call_without_end(stand->process, stand->thread, arguments);
    return call ? name_of(stand->process, call, arguments) : "";
}

/* A sanitizer's own thread sleeps over and over, with every signal blocked, and
   beside the C library, which leaves such sleeps to clock_nanosleep(). */
static bool is_a_sanitizers(pid_t pid, int thread)
{
#ifdef SYS_nanosleep
    char call[256], status[4096];
    unsigned long long blocked;

    if (!getenv("BOUND_SCALE")) /* (musl's nanosleep() is that call, too) */
        return false;
    if (!read_of_thread(pid, thread, "syscall", call, sizeof call) ||
        atol(call) != SYS_nanosleep ||
        !read_of_thread(pid, thread, "status", status, sizeof status))
        return false;
    const char *mask = strstr(status, "\nSigBlk:");
    return mask && sscanf(mask, " SigBlk: %llx", &blocked) == 1 &&
           (blocked & 1ULL << (SIGSEGV - 1));
#else
    (void)pid, (void)thread;
    return false;
#endif
}

bool is_same_stand(const struct stand *a, const struct stand *b)
{
    return a->thread == b->thread && a->runs == b->runs && a->state == b->state;
}

/* One thread, at this moment. False: it works, or nobody can tell. */
static bool look_at_thread(struct stand *stand, const struct stand *before)
{
    const struct waiting *place = waiting_place(stand->thread);
    unsigned long arguments[6];

    if (!read_state(stand->process, stand))
        return false;
    if (stand->state == 'T' || (before && is_same_stand(before, stand)))
        return true;
    if (!place && is_a_sanitizers(stand->process, stand->thread)) {
        stand->runs = 0;
        return true;
    }
    bool waits = stand->state == 'S' &&
                 call_without_end(stand->process, stand->thread, arguments);
    if (place && !waits) { /* else a signal's handler waits there, on top */
        stand->state = 'W';
        stand->runs = 0; /* it looks again each millisecond */
        return atomic_load(&place->until) > clock_now();
    }
    return waits;
}

bool look_at_process(pid_t pid, const struct look *before, struct look *look)
{
    char tasks[64];
    snprintf(tasks, sizeof tasks, "/proc/%ld/task", (long)pid);
    DIR *directory = opendir(tasks);
    struct dirent *entry;
    bool stands = directory;

    while (stands && (entry = readdir(directory))) {
        struct stand *stand = &look->stands[look->count];
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        stand->process = pid;
        stand->thread = atoi(entry->d_name);
        stands =
            look_at_thread(stand, before ? &before->stands[look->count] : NULL);
        stands = ++look->count < MOST_THREADS && stands;
    }
    if (directory)
        closedir(directory);
    return stands;
}

/* Timers of the program's own would end its waits. */
bool has_timers(pid_t pid)
{
    char name[64], text[16];

    snprintf(name, sizeof name, "/proc/%ld/timers", (long)pid);
    return clock_alarms() > 0 || read_file(name, text, sizeof text);
}

/* With all its threads: as long as one is there, its sockets are open. */
static bool has_ended_already(pid_t pid)
{
    char name[64], text[4096];

    snprintf(name, sizeof name, "/proc/%ld/status", (long)pid);
    return !read_file(name, text, sizeof text) ||
           (strstr(text, "\nState:\tZ") && strstr(text, "\nThreads:\t1\n"));
}

static bool waits_for_an_end(pid_t pid, int thread)
{
    char text[256];

    return read_of_thread(pid, thread, "syscall", text, sizeof text) &&
           atol(text) == SYS_wait4;
}

/* Who has ended is gone, though nobody has asked for its status; who waits for
   it is about to hear of it. */
static bool add_started_by_thread(pid_t pid, int thread, struct family *family)
{
    char text[4096];
    long child;
    int used;
    bool all = true;

    read_of_thread(pid, thread, "children", text, sizeof text);
    for (const char *next = text;
         all && sscanf(next, "%ld%n", &child, &used) == 1; next += used)
        if (has_ended_already((pid_t)child))
            all = !waits_for_an_end(pid, thread);
        else if ((all = family->count < MOST_PROGRAMS))
            family->pids[family->count++] = (pid_t)child;
    return all;
}

bool add_started(pid_t pid, struct family *family)
{
    char tasks[64];
    snprintf(tasks, sizeof tasks, "/proc/%ld/task", (long)pid);
    DIR *directory = opendir(tasks);
    struct dirent *entry;
    bool all = true;

    while (directory && all && (entry = readdir(directory)))
        if (isdigit((unsigned char)entry->d_name[0]))
            all = add_started_by_thread(pid, atoi(entry->d_name), family);
    if (directory)
        closedir(directory);
    return all;
}

bool find_family(const struct process *only, struct family *family)
{
    bool all = true;

    find_programs(only, family);
    for (size_t i = 0; all && i < family->count; i++)
        all = add_started(family->pids[i], family);
    return all;
}

/* How often the threads of a program have waited for something in the system.
 */
static long times_waited(pid_t pid)
{
    char name[64], text[4096];
    snprintf(name, sizeof name, "/proc/%ld/task", (long)pid);
    DIR *directory = opendir(name);
    struct dirent *entry;
    long all = 0, times;

    while (directory && (entry = readdir(directory))) {
        const char *line;
        if (isdigit((unsigned char)entry->d_name[0]) &&
            read_of_thread(pid, atoi(entry->d_name), "status", text,
                           sizeof text) &&
            (line = strstr(text, "\nvoluntary_ctxt_switches:")) &&
            sscanf(line, " voluntary_ctxt_switches: %ld", &times) == 1)
            all += times;
    }
    if (directory)
        closedir(directory);
    return all;
}

/* Ticks of the clock that a program has spent: in the system all of them, of
   its own computing a quarter. */
static unsigned long ticks_of(pid_t pid, bool stranger)
{
    unsigned long user, ticks;
    char name[64], text[512];

    snprintf(name, sizeof name, "/proc/%ld/stat", (long)pid);
    const char *after_name =
        read_file(name, text, sizeof text) ? strrchr(text, ')') : NULL;
    if (!after_name || sscanf(after_name,
                              ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                              "%*s %lu %lu",
                              &user, &ticks) != 2)
        return 0;
    return ticks + (stranger ? 0 : user / 4);
}

struct effort effort_so_far(void)
{
    static struct family family;
    unsigned long all = 0;
    long waits = 0;
    struct process *process;

    for (int i = 0; (process = process_numbered(i)); i++) {
        if (process->computes)
            continue;
        family.pids[0] = process->pid;
        family.count = 1;
        if (process->by_shell) /* it is not the shell that is meant */
            find_family(process, &family);
        for (size_t j = 0; !process->ended && j < family.count; j++) {
            all += ticks_of(family.pids[j], process->own_group);
            waits += times_waited(family.pids[j]);
        }
    }
    return (struct effort){
        .time = (long long)(all * 1000 / (unsigned long)sysconf(_SC_CLK_TCK)),
        .waits = waits};
}

#else

bool find_family(const struct process *only, struct family *family)
{
    find_programs(only, family);
    return true;
}

struct effort effort_so_far(void)
{
    return (struct effort){0};
}

#endif
