/*
 * standstill.c - the proof that nothing more will come.
 *
 * A program that each of its threads has left waiting in a call which only we
 * can end will never do anything again by itself: whoever waits for it waits
 * in vain. That is so if, between two looks at all threads,
 *
 *   - each stands in a call that waits without a limit of time, asleep, or for
 *     a time of our clock that has not come (page.h), having just found nothing
 *     there, or was stopped by a signal;
 *   - none has run meanwhile: the system counts how often each was put to work;
 *   - nothing is under way to any of them: every byte that was sent has been
 *     acknowledged, and datagrams that were sent before have been delivered;
 * who is not connected yet asks where a queue is full, and will go on asking.
 *
 * A program with children of its own is taken for one that works, and so is
 * what cannot be looked at. Linux only: it says what a thread waits in
 * (/proc/PID/task/TID/syscall), and lends us a look at a program's sockets
 * (pidfd_getfd(2)). Nothing is changed by looking.
 */
#define _GNU_SOURCE
#include "process.h"

#include "page.h"

#include <string.h>

static char where[512];

const char *where_it_stands(void)
{
    return where;
}

void forget_where_it_stands(void)
{
    where[0] = '\0';
}

void say_that_they_spin(void)
{
    snprintf(where, sizeof where, "nothing: it calls again and again in vain");
}

#ifdef __linux__

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open (-1L)
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd (-1L)
#endif

/* The calls that may wait, and which of their arguments limits that: a number
   of milliseconds (none if negative) or a pointer (none if NULL). */
enum limit { NO_LIMIT, MILLISECONDS, POINTER };

struct waiting_call {
    long number;
    const char *name;
    enum limit limit;
    int place;
    bool on_descriptor; /* the first argument is one */
};

static const struct waiting_call waiting_calls[] = {
    {SYS_read, "read", NO_LIMIT, 0, true},
    {SYS_readv, "readv", NO_LIMIT, 0, true},
    {SYS_write, "write", NO_LIMIT, 0, true},
    {SYS_writev, "writev", NO_LIMIT, 0, true},
    {SYS_recvfrom, "recv", NO_LIMIT, 0, true},
    {SYS_recvmsg, "recvmsg", NO_LIMIT, 0, true},
    {SYS_sendto, "send", NO_LIMIT, 0, true},
    {SYS_sendmsg, "sendmsg", NO_LIMIT, 0, true},
    {SYS_accept4, "accept", NO_LIMIT, 0, true},
    {SYS_connect, "connect", NO_LIMIT, 0, true},
    {SYS_rt_sigsuspend, "sigsuspend", NO_LIMIT, 0, false},
    {SYS_rt_sigtimedwait, "sigwait", POINTER, 2, false},
    {SYS_futex, "a lock, a condition or a join", POINTER, 3, false},
    {SYS_ppoll, "poll", POINTER, 2, false},
    {SYS_pselect6, "select", POINTER, 4, false},
    {SYS_epoll_pwait, "epoll_wait", MILLISECONDS, 3, false},
#ifdef SYS_accept
    {SYS_accept, "accept", NO_LIMIT, 0, true},
#endif
#ifdef SYS_pause
    {SYS_pause, "pause", NO_LIMIT, 0, false},
#endif
#ifdef SYS_poll
    {SYS_poll, "poll", MILLISECONDS, 2, false},
#endif
#ifdef SYS_select
    {SYS_select, "select", POINTER, 4, false},
#endif
#ifdef SYS_epoll_wait
    {SYS_epoll_wait, "epoll_wait", MILLISECONDS, 3, false},
#endif
#ifdef SYS_futex_time64
    {SYS_futex_time64, "a lock, a condition or a join", POINTER, 3, false},
#endif
#ifdef SYS_ppoll_time64
    {SYS_ppoll_time64, "poll", POINTER, 2, false},
#endif
#ifdef SYS_pselect6_time64
    {SYS_pselect6_time64, "select", POINTER, 4, false},
#endif
};

/* What one thread was doing at one look. */
struct stand {
    int thread;
    long runs;  /* how often it had been put to work */
    char state; /* S: asleep, T: stopped by a signal, W: waits by our clock */
    const char *call;
};

enum { MOST_THREADS = 2048 };

struct look {
    struct stand stands[MOST_THREADS];
    size_t count;
};

/* A file of /proc as a text; false: not to be read. */
static bool read_file(const char *name, char *text, size_t size)
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

/* ---- descriptors of a program ---------------------------------------------
 */

/* The program's descriptor, lent to us; -1: it is not to be had. */
static int borrow(pid_t pid, int fd)
{
    int process = (int)syscall(SYS_pidfd_open, pid, 0);
    int ours = process < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, process, fd, 0);

    if (process >= 0)
        close(process);
    return ours;
}

/* A socket may have a limit for how long its calls wait; what is neither that
   nor a standard stream of ours may come from anywhere. One that was closed
   while a thread waits there cannot be asked: but with the clock stopped the
   system hears of no limits (tap_clock.c). */
static bool waits_without_limit(pid_t pid, int fd)
{
    struct timeval times[2] = {{0, 0}, {0, 0}};
    socklen_t size = sizeof *times;

    if (fd <= STDERR_FILENO)
        return true;
    int socket = borrow(pid, fd);
    if (socket < 0 && errno == EBADF && clock_is_stopped())
        return true;
    bool known =
        socket >= 0 &&
        !getsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &times[0], &size) &&
        !getsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &times[1], &size);
    if (socket >= 0)
        close(socket);
    return known && !times[0].tv_sec && !times[0].tv_usec && !times[1].tv_sec &&
           !times[1].tv_usec;
}

/* The system's table of connections tells what each has not read yet. */
static bool has_unread(int port, int other_port, const char *table)
{
    FILE *in = fopen(table, "r");
    char line[512];
    unsigned local, remote, unread = 0;
    bool found = false;

    while (in && !found && fgets(line, sizeof line, in))
        found = sscanf(line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%x %*x %*x:%x",
                       &local, &remote, &unread) == 3 &&
                (int)local == port && (int)remote == other_port && unread > 0;
    if (in)
        fclose(in);
    return found;
}

static int port_of(const struct sockaddr_storage *address)
{
    return ntohs(address->ss_family == AF_INET6
                     ? ((const struct sockaddr_in6 *)address)->sin6_port
                     : ((const struct sockaddr_in *)address)->sin_port);
}

/* Has it bytes that it could not send for want of room, and there is room again
   because all before them was read? The system finds out sooner or later. */
static bool could_send(int socket)
{
    struct sockaddr_storage own = {0}, other = {0};
    socklen_t size = sizeof own, other_size = sizeof other;
    int queued = 0;

    if (ioctl(socket, TIOCOUTQ, &queued) < 0 || queued == 0 ||
        getsockname(socket, (struct sockaddr *)&own, &size) < 0 ||
        getpeername(socket, (struct sockaddr *)&other, &other_size) < 0)
        return false;
    return !has_unread(port_of(&other), port_of(&own), "/proc/net/tcp") &&
           !has_unread(port_of(&other), port_of(&own), "/proc/net/tcp6");
}

static bool ask_tcp(int socket, struct tcp_info *info)
{
    socklen_t size = sizeof *info;

    *info = (struct tcp_info){0};
    return getsockopt(socket, IPPROTO_TCP, TCP_INFO, info, &size) == 0;
}

/* Does it listen at that address, and has no room for one more? Of a listener
   these two count those who wait, and for how many there is room. */
static bool is_full_at(int socket, const struct sockaddr_storage *address)
{
    struct sockaddr_storage own = {0};
    socklen_t size = sizeof own;
    struct tcp_info info;

    return ask_tcp(socket, &info) && info.tcpi_state == TCP_LISTEN &&
           info.tcpi_unacked > info.tcpi_sacked &&
           getsockname(socket, (struct sockaddr *)&own, &size) == 0 &&
           memcmp(&own, address, sizeof own) == 0;
}

/* Something on its way, or nobody can tell. */
static bool sends(int socket, const struct sockaddr_storage *address)
{
    (void)address;
    return socket < 0 || is_under_way(socket);
}

typedef bool test_of(int socket, const struct sockaddr_storage *address);

/* Is any socket of the program of that kind? */
static bool has_socket(pid_t pid, test_of *is_it,
                       const struct sockaddr_storage *address)
{
    char list[64], name[512];
    snprintf(list, sizeof list, "/proc/%ld/fd", (long)pid);
    DIR *directory = opendir(list);
    struct dirent *entry;
    bool found = !directory && is_it(-1, address);

    while (directory && !found && (entry = readdir(directory))) {
        char target[64] = "";
        snprintf(name, sizeof name, "%s/%s", list, entry->d_name);
        ssize_t length = readlink(name, target, sizeof target - 1);
        if (length < 0 || strncmp(target, "socket:", 7) != 0)
            continue;
        int socket = borrow(pid, atoi(entry->d_name));
        found = is_it(socket, address);
        if (socket >= 0)
            close(socket);
    }
    if (directory)
        closedir(directory);
    return found;
}

/* Does this socket ask for a connection where we or a program of ours listen,
   and the queue is full? The system drops what is asked, each time anew. */
static bool asks_in_vain(int socket)
{
    struct sockaddr_storage asked = {0};
    socklen_t v6 = sizeof(struct sockaddr_in6), v4 = sizeof(struct sockaddr_in);
    struct process *process;

    /* For getpeername() it is too early. This wants the family's size. */
    if (getsockopt(socket, SOL_SOCKET, SO_PEERNAME, &asked, &v6) < 0 &&
        getsockopt(socket, SOL_SOCKET, SO_PEERNAME, &asked, &v4) < 0)
        return false;
    if (has_socket(getpid(), is_full_at, &asked))
        return true;
    for (int i = 0; (process = process_numbered(i)); i++)
        if (!process->ended && has_socket(process->pid, is_full_at, &asked))
            return true;
    return false;
}

bool is_under_way(int socket)
{
    struct tcp_info info;

    if (!ask_tcp(socket, &info))
        return false; /* no TCP */
    if (info.tcpi_state == TCP_LISTEN)
        return false; /* (its counters mean something else) */
    if (info.tcpi_state == TCP_SYN_SENT)
        return !asks_in_vain(socket);
    return info.tcpi_state == TCP_SYN_RECV || info.tcpi_unacked > 0 ||
           could_send(socket);
}

/* ---- threads --------------------------------------------------------------
 */

static const struct waiting_call *call_numbered(long number)
{
    size_t count = sizeof waiting_calls / sizeof *waiting_calls;

    for (size_t i = 0; i < count; i++)
        if (waiting_calls[i].number == number)
            return &waiting_calls[i];
    return NULL;
}

/* The name of the call that the thread waits in, if nothing but an event can
   end it; else NULL. */
static const char *call_without_end(pid_t pid, int thread)
{
    char text[256];
    unsigned long arguments[6];
    long number;

    if (!read_of_thread(pid, thread, "syscall", text, sizeof text) ||
        sscanf(text, "%ld %lx %lx %lx %lx %lx %lx", &number, &arguments[0],
               &arguments[1], &arguments[2], &arguments[3], &arguments[4],
               &arguments[5]) != 7)
        return NULL;
    const struct waiting_call *call = call_numbered(number);
    if (!call || (call->limit == POINTER && arguments[call->place] != 0) ||
        (call->limit == MILLISECONDS && (int)arguments[call->place] >= 0) ||
        (call->on_descriptor && !waits_without_limit(pid, (int)arguments[0])))
        return NULL;
    return call->name;
}

/* Does it sleep for a while in the system? tap sees every sleep of a program:
   that is then a thread of a sanitizer, and none of the program's. */
static bool sleeps_below(pid_t pid, int thread)
{
    char text[256];

    return read_of_thread(pid, thread, "syscall", text, sizeof text) &&
           (atol(text) == SYS_clock_nanosleep
#ifdef SYS_nanosleep
            || atol(text) == SYS_nanosleep
#endif
           );
}

/* One thread, at this moment. False: it works, or nobody can tell. */
static bool look_at_thread(pid_t pid, struct stand *stand)
{
    const struct waiting *place = waiting_place(stand->thread);

    if (!read_state(pid, stand))
        return false;
    stand->call = "";
    if (stand->state == 'T')
        return true;
    if (!place && clock_is_stopped() && sleeps_below(pid, stand->thread)) {
        stand->runs = 0;
        return true;
    }
    if (place) {
        stand->state = 'W';
        stand->runs = 0; /* it looks again each millisecond */
        stand->call = atomic_load(&place->held) ? "a call that is held back"
                                                : "a call with a limit of time";
        return atomic_load(&place->until) > clock_now();
    }
    stand->call =
        stand->state == 'S' ? call_without_end(pid, stand->thread) : NULL;
    return stand->call;
}

static bool look_at_process(pid_t pid, struct look *look)
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
        stand->thread = atoi(entry->d_name);
        stands = ++look->count < MOST_THREADS && look_at_thread(pid, stand);
    }
    if (directory)
        closedir(directory);
    return stands;
}

/* Timers of the program's own would end its waits. */
static bool has_timers(pid_t pid)
{
    char name[64], text[16];

    snprintf(name, sizeof name, "/proc/%ld/timers", (long)pid);
    return clock_alarms() > 0 || read_file(name, text, sizeof text);
}

/* What programs that have ended left to the kernel is sent by sockets of
   nobody: they have no inode. */
static bool sockets_of_nobody_send(const char *table)
{
    char line[512];
    unsigned unsent;
    unsigned long inode;
    bool found = false;
    FILE *file = fopen(table, "r");

    while (file && !found && fgets(line, sizeof line, file))
        found = sscanf(line, " %*[0-9]: %*s %*s %*x %x:%*x %*s %*s %*s %*s %lu",
                       &unsent, &inode) == 2 &&
                inode == 0 && unsent > 0;
    if (file)
        fclose(file);
    return found;
}

/* A terminal hands on what is typed a moment later; but whoever asks it whether
   anything is there makes it do so at once. Ours is asked by wait_for(). */
static void make_terminal_deliver(int master)
{
    const char *name = master >= 0 && isatty(master) ? ptsname(master) : NULL;
    struct pollfd typed = {.fd = name ? open(name, O_RDWR | O_NOCTTY) : -1,
                           .events = POLLIN};

    if (typed.fd < 0)
        return;
    poll(&typed, 1, 0);
    close(typed.fd);
}

/* Each process asked for: that one, or all that run. */
static bool look_around(const struct process *only, struct look *look)
{
    struct process *process;

    look->count = 0;
    for (int i = 0; (process = process_numbered(i)); i++)
        if (!process->ended && (!only || process == only) &&
            !look_at_process(process->pid, look))
            return false;
    return look->count > 0 ||
           (process_numbered(0) && !sockets_of_nobody_send("/proc/net/tcp") &&
            !sockets_of_nobody_send("/proc/net/tcp6"));
}

static bool nothing_under_way(const struct process *only)
{
    struct process *process;

    for (int i = 0; (process = process_numbered(i)); i++) {
        if (process->ended || (only && process != only))
            continue;
        make_terminal_deliver(process->output[OUT].fd);
        if (has_socket(process->pid, sends, NULL) || has_timers(process->pid))
            return false;
    }
    return !has_socket(getpid(), sends, NULL);
}

/* A datagram that we send to ourselves, and wait for. */
static bool echo_to_self(void)
{
    static int self = -1;
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    char byte = 0;

    if (self < 0) {
        self = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (bind(self, (struct sockaddr *)&address, size) < 0 ||
            getsockname(self, (struct sockaddr *)&address, &size) < 0 ||
            connect(self, (struct sockaddr *)&address, size) < 0)
            return false;
    }
    struct pollfd comes = {.fd = self, .events = POLLIN};
    return send(self, &byte, 1, 0) == 1 && poll(&comes, 1, 1000) == 1 &&
           recv(self, &byte, 1, 0) == 1;
}

/* Each processor delivers what was sent over loopback in the order in which it
   was sent: when a datagram of ours has come through each, all earlier ones
   have. */
bool loopback_has_delivered(void)
{
    cpu_set_t usual, one;
    bool came = sched_getaffinity(0, sizeof usual, &usual) == 0;

    for (size_t cpu = 0; came && cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &usual))
            continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        came = sched_setaffinity(0, sizeof one, &one) == 0 && echo_to_self();
    }
    sched_setaffinity(0, sizeof usual, &usual);
    return came;
}

/* Whoever waits by our clock looks whether anything is there, once more. */
static bool waits_find_nothing(const struct look *look)
{
    int number = ask_to_look();
    long long deadline = now_ms() + 1000;

    for (size_t i = 0; i < look->count; i++) {
        const struct waiting *place;
        if (look->stands[i].state != 'W')
            continue;
        do {
            place = waiting_place(look->stands[i].thread);
        } while (place && atomic_load(&place->looked) != number &&
                 now_ms() < deadline && poll(NULL, 0, 1) == 0);
        if (!place || atomic_load(&place->looked) != number)
            return false;
    }
    return true;
}

/* 0: nobody's, or not to be read. */
static pid_t parent_of(const char *pid)
{
    char name[288], text[512];
    long parent = 0;

    snprintf(name, sizeof name, "/proc/%s/stat", pid);
    const char *rest =
        read_file(name, text, sizeof text) ? strrchr(text, ')') : NULL;
    return rest && sscanf(rest, ") %*c %ld", &parent) == 1 ? (pid_t)parent : 0;
}

static bool is_one_of(const struct process *only, pid_t pid)
{
    struct process *process;

    for (int i = 0; (process = process_numbered(i)); i++)
        if (!process->ended && (!only || process == only) &&
            process->pid == pid)
            return true;
    return false;
}

/* A program that has children waits for more than us. */
static bool somebody_is_parent(const struct process *only)
{
    DIR *all = opendir("/proc");
    struct dirent *entry;
    bool found = !all;

    while (!found && (entry = readdir(all)))
        found = isdigit((unsigned char)entry->d_name[0]) &&
                is_one_of(only, parent_of(entry->d_name));
    if (all)
        closedir(all);
    return found;
}

static bool is_same(const struct look *a, const struct look *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->stands[i].thread != b->stands[i].thread ||
            a->stands[i].runs != b->stands[i].runs ||
            a->stands[i].state != b->stands[i].state)
            return false;
    return true;
}

/* "recv, accept": each call once. */
static void remember_where(const struct look *look)
{
    where[0] = '\0';
    for (size_t i = 0; i < look->count; i++) {
        const char *call = look->stands[i].state == 'T'
                               ? "nothing: a signal has stopped it"
                               : look->stands[i].call;
        size_t used = strlen(where);
        if (!strstr(where, call))
            snprintf(where + used, sizeof where - used, "%s%s",
                     used ? ", " : "", call);
    }
}

bool stands_still(const struct process *only)
{
    static struct look before, after;
    int entries = clock_entries();

    where[0] = '\0';
    if (!look_around(only, &before) || !nothing_under_way(only) ||
        !loopback_has_delivered() || !waits_find_nothing(&before) ||
        !look_around(only, &after) || !is_same(&before, &after) ||
        entries != clock_entries() || somebody_is_parent(only))
        return false;
    remember_where(&after);
    return true;
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

long long time_in_calls(void)
{
    unsigned long ticks, all = 0;
    long waited = 0;
    struct process *process;
    char name[64], text[512];

    for (int i = 0; (process = process_numbered(i)); i++) {
        snprintf(name, sizeof name, "/proc/%ld/stat", (long)process->pid);
        if (process->ended || !read_file(name, text, sizeof text))
            continue;
        const char *after_name = strrchr(text, ')');
        if (after_name && sscanf(after_name,
                                 ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                                 "%*s %*s %lu",
                                 &ticks) == 1)
            all += ticks;
        waited += times_waited(process->pid);
    }
    return (long long)(all * 1000 / (unsigned long)sysconf(_SC_CLK_TCK)) -
           waited;
}

bool can_tell_standstill(void)
{
    char text[16];
    int fd = borrow(getpid(), STDERR_FILENO);

    if (fd >= 0)
        close(fd);
    return fd >= 0 && read_file("/proc/self/syscall", text, sizeof text);
}

#else

bool loopback_has_delivered(void)
{
    return false;
}

/* The system's table of connections tells what each has not read yet. */
static bool has_unread(int port, int other_port, const char *table)
{
    FILE *in = fopen(table, "r");
    char line[512];
    unsigned local, remote, unread = 0;
    bool found = false;

    while (in && !found && fgets(line, sizeof line, in))
        found = sscanf(line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%x %*x %*x:%x",
                       &local, &remote, &unread) == 3 &&
                (int)local == port && (int)remote == other_port && unread > 0;
    if (in)
        fclose(in);
    return found;
}

static int port_of(const struct sockaddr_storage *address)
{
    return ntohs(address->ss_family == AF_INET6
                     ? ((const struct sockaddr_in6 *)address)->sin6_port
                     : ((const struct sockaddr_in *)address)->sin_port);
}

/* Has it bytes that it could not send for want of room, and there is room again
   because all before them was read? The system finds out sooner or later. */
static bool could_send(int socket)
{
    struct sockaddr_storage own = {0}, other = {0};
    socklen_t size = sizeof own, other_size = sizeof other;
    int queued = 0;

    if (ioctl(socket, TIOCOUTQ, &queued) < 0 || queued == 0 ||
        getsockname(socket, (struct sockaddr *)&own, &size) < 0 ||
        getpeername(socket, (struct sockaddr *)&other, &other_size) < 0)
        return false;
    return !has_unread(port_of(&other), port_of(&own), "/proc/net/tcp") &&
           !has_unread(port_of(&other), port_of(&own), "/proc/net/tcp6");
}

bool is_under_way(int socket)
{
    (void)socket;
    return true;
}

bool stands_still(const struct process *only)
{
    (void)only;
    return false;
}

long long time_in_calls(void)
{
    return 0;
}

bool can_tell_standstill(void)
{
    return false;
}

#endif
