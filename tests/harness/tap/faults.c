/*
 * tap: a library put in front of libc, which sees the socket calls of any
 * dynamically linked program, in whatever language, and makes them fail on
 * request.
 *
 *     LD_PRELOAD=/full/path/tap.so TAP_FAULTS='recv=short accept=EMFILE@2x1' \
 *         ./server
 *
 * TAP_FAULTS     rules separated by blanks: CALL=FAULT[@FIRST][xTIMES][/EVERY]
 *     CALL       one of the names in the table `calls` below. accept is also
 *                accept4; recv is also read, readv, recvfrom and recvmsg, and
 *                send is also write, writev, sendto and sendmsg, but on sockets
 *                only; poll is also ppoll, select and pselect, if there is a
 *                socket among what they wait for. read is read on what is no
 *                socket: a pipe.
 *     FAULT      the name of an errno (getaddrinfo: EAI_...), or short: one
 *                byte is received or sent, however many were asked for; hold:
 *                the thread stands before the call until the harness lets it
 *                go; SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2: the signal
 *                arrives in the thread, just before the call; itself: recvfrom
 *                and recvmsg report the socket's own address as the sender's,
 *                connect goes to the socket's own, whatever it was given;
 *                flood: recv and read bring as many bytes as were asked for,
 *                whatever they are, and nobody has sent them; send and write
 *                take all that they are given, and nobody gets it;
 *                early: pthread_cond_wait returns at once, as if it had been
 *                woken without a reason. There, hold comes later: the thread
 *                has been woken, and does not have the lock back. late: the
 *                thread that pthread_create has made is held, at its beginning;
 *                one that calls pthread_cond_wait, before it, with the lock.
 *     @FIRST     the first call to be hit, counted from 1 in each process
 *     xTIMES     how many calls are hit (without it: no end)
 *     /EVERY     only each EVERYth call from FIRST on
 *                short and EINTR hit stream sockets only, and count only the
 *                calls on those; the first rule that hits a call decides.
 * TAP_HOSTS      names for getaddrinfo, 'a.test=127.0.0.2,::1 b.test=EAI_FAIL'.
 *                When it is set, even empty, no resolver is asked: numeric
 *                addresses and localhost work, any other name is EAI_NONAME.
 * TAP_LEFT_OPEN  a file: at normal exit it gets one line for each socket that
 *                this process created and did not close.
 * TAP_PAGE       a file of struct page (tap.h): a clock that stands still, and
 *                threads that are held, at the word of who has made the file.
 * TAP_LINES      set: standard output is written line by line, as on a
 *                terminal.
 * TAP_RECORD     a file, by its full path: each socket call is appended to it.
 *                The top of record.c says in what form.
 * TAP_DETAIL     set, with TAP_RECORD: also from where each call was made, what
 *                the kernel knows of its socket, and the program's threads.
 * TAP_STORM      so many times a second SIGALRM arrives, and its handler, which
 *                does nothing, was installed without SA_RESTART. Not for
 *                programs that use SIGALRM themselves. 0: only those arrive
 *                that somebody sends.
 *
 * A setting that cannot be understood ends the program with 2, before main.
 *
 * What is not seen: static programs, system calls made without libc (Go), what
 * libc does inside itself (stdio on top of a socket, getaddrinfo's own
 * sockets), recvmmsg, sendmmsg, sendfile, kqueue. epoll_wait is recorded, but
 * not made to fail.
 *
 * AddressSanitizer: gcc's runtime wants to be the first library and must be
 * told not to insist, ASAN_OPTIONS=verify_asan_link_order=0; clang's is part
 * of the program and needs nothing.
 */
#include "internal.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* ---- the real functions -------------------------------------------------- */

struct real real;

/* Through memcpy, because ISO C knows no conversion from data to code. */
static void find_real(const char *name, void *slot)
{
    void *found = dlsym(RTLD_NEXT, name);

    memcpy(slot, &found, sizeof found);
}

/* Doing it twice is harmless: the answers are the same. */
static void find_all_real(void)
{
#define FIND(type, name, args) find_real(#name, &real.name);
    RECORDED(FIND)
    RECORDED_ON_LINUX(FIND)
    NOT_RECORDED(FIND)
}

/* ---- what can go wrong --------------------------------------------------- */

enum {
    ON_A_SOCKET = 1,
    CAN_BE_SHORT = 2,
    TAKES_EAI = 4,
    NO_PRETENCE = 8,
    MEETS_ITSELF = 16,
    CAN_BE_EARLY = 32,
    CAN_BE_LATE = 64,
    CAN_FLOOD = 128
};

#define ALL_CALLS(X)                                                     \
    X(SOCKET, socket, 0)                                                 \
    X(BIND, bind, ON_A_SOCKET)                                           \
    X(LISTEN, listen, ON_A_SOCKET)                                       \
    X(ACCEPT, accept, ON_A_SOCKET)                                       \
    X(CONNECT, connect, ON_A_SOCKET | NO_PRETENCE | MEETS_ITSELF)        \
    X(RECV, recv, ON_A_SOCKET | CAN_BE_SHORT | MEETS_ITSELF | CAN_FLOOD) \
    X(SEND, send, ON_A_SOCKET | CAN_BE_SHORT | CAN_FLOOD)                \
    X(SETSOCKOPT, setsockopt, ON_A_SOCKET)                               \
    X(GETSOCKOPT, getsockopt, ON_A_SOCKET)                               \
    X(GETSOCKNAME, getsockname, ON_A_SOCKET)                             \
    X(GETPEERNAME, getpeername, ON_A_SOCKET)                             \
    X(SHUTDOWN, shutdown, ON_A_SOCKET)                                   \
    X(CLOSE, close, ON_A_SOCKET)                                         \
    X(FCNTL, fcntl, ON_A_SOCKET)                                         \
    X(POLL, poll, 0)                                                     \
    X(GETADDRINFO, getaddrinfo, TAKES_EAI)                               \
    X(READ, read, 0)                                                     \
    X(PTHREAD_CREATE, pthread_create, CAN_BE_LATE)                       \
    X(PTHREAD_MUTEX_LOCK, pthread_mutex_lock, 0)                         \
    X(PTHREAD_MUTEX_UNLOCK, pthread_mutex_unlock, 0)                     \
    X(PTHREAD_COND_WAIT, pthread_cond_wait, CAN_BE_EARLY | CAN_BE_LATE)

#define NUMBER(call, name, how) call,
enum call { ALL_CALLS(NUMBER) CALLS };

#define DESCRIPTION(call, name, how) {#name, how},
static const struct {
    const char *name;
    unsigned how;
} calls[] = {ALL_CALLS(DESCRIPTION)};

/* Names that not every system has: 0 makes them unknown there. */
#ifndef ENONET
#define ENONET 0
#endif
#ifndef ENOSR
#define ENOSR 0
#endif
#ifndef EAI_ADDRFAMILY
#define EAI_ADDRFAMILY 0
#endif
#ifndef EAI_NODATA
#define EAI_NODATA 0
#endif

/* One list makes the names and the values, in the same order. */
struct fault_names {
    const char *names;
    const int *values;
};
#define FAULT_NAMES(table, ...)                        \
    static const int table##_values[] = {__VA_ARGS__}; \
    static const struct fault_names table = {#__VA_ARGS__, table##_values}

/* What the manual pages of these calls list, on Linux and in POSIX. */
FAULT_NAMES(errnos, EACCES, EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN,
            EALREADY, EBADF, EBUSY, ECONNABORTED, ECONNREFUSED, ECONNRESET,
            EDEADLK, EDESTADDRREQ, EDOM, EDQUOT, EFAULT, EFBIG, EHOSTDOWN,
            EHOSTUNREACH, EINPROGRESS, EINTR, EINVAL, EIO, EISCONN, EISDIR,
            ELOOP, EMFILE, EMSGSIZE, ENAMETOOLONG, ENETDOWN, ENETRESET,
            ENETUNREACH, ENFILE, ENOBUFS, ENODEV, ENOENT, ENOLCK, ENOMEM,
            ENONET, ENOPROTOOPT, ENOSPC, ENOSR, ENOSYS, ENOTCONN, ENOTDIR,
            ENOTSOCK, ENXIO, EOPNOTSUPP, EOVERFLOW, EPERM, EPIPE, EPROTO,
            EPROTONOSUPPORT, EPROTOTYPE, EROFS, ESOCKTNOSUPPORT, ESRCH,
            ETIMEDOUT, EWOULDBLOCK);
FAULT_NAMES(eais, EAI_ADDRFAMILY, EAI_AGAIN, EAI_BADFLAGS, EAI_FAIL, EAI_FAMILY,
            EAI_MEMORY, EAI_NODATA, EAI_NONAME, EAI_OVERFLOW, EAI_SERVICE,
            EAI_SOCKTYPE, EAI_SYSTEM);

/* Faults that are no error; no errno and no EAI_ code has these values. A
   signal is its number, negated. */
#define SHORT INT_MAX
#define HOLD (INT_MAX - 1)
#define ITSELF (INT_MAX - 2)
#define EARLY (INT_MAX - 3)
#define LATE (INT_MAX - 4)
#define FLOOD (INT_MAX - 5)

static const struct {
    const char *name;
    int number;
} signals[] = {{"SIGINT", SIGINT},
               {"SIGTERM", SIGTERM},
               {"SIGHUP", SIGHUP},
               {"SIGUSR1", SIGUSR1},
               {"SIGUSR2", SIGUSR2}};

static bool same(const char *name, const char *text, size_t n)
{
    return strlen(name) == n && memcmp(name, text, n) == 0;
}

/* 0 where the name is unknown, which is no error's value either. */
static int value_of(const struct fault_names *table, const char *name, size_t n)
{
    const char *p = table->names;

    for (int i = 0; *p; i++) {
        size_t length = strcspn(p, ",");

        if (length == n && memcmp(p, name, n) == 0)
            return table->values[i];
        p += length + strspn(p + length, ", ");
    }
    return 0;
}

size_t name_of_error(bool eai, int value, const char **name)
{
    const struct fault_names *table = eai ? &eais : &errnos;
    const char *p = table->names;

    for (int i = 0; *p && value; i++) {
        size_t length = strcspn(p, ",");

        *name = p;
        if (table->values[i] == value)
            return length;
        p += length + strspn(p + length, ", ");
    }
    return 0;
}

/* ---- the rules ----------------------------------------------------------- */

static struct rule {
    enum call call;
    int fault;
    bool streams_only;
    long first, times, every;
} rules[64];
static size_t rule_count;

/* A bit for each call that has a rule: the others are let through at once. */
static unsigned ruled;

/* How many calls there were: on any socket, and on stream sockets. */
static struct {
    atomic_long any, stream;
} counts[CALLS];

_Noreturn void refuse(const char *setting, const char *text, const char *why)
{
    dprintf(STDERR_FILENO, "tap: %s: \"%.*s\": %s\n", setting,
            (int)strcspn(text, " \t\n"), text, why);
    _exit(2);
}

static _Noreturn void refuse_rule(const char *text, const char *why)
{
    refuse("TAP_FAULTS", text, why);
}

static enum call call_named(const char *name, size_t n)
{
    int c = 0;

    while (c < CALLS && !same(calls[c].name, name, n))
        c++;
    return (enum call)c;
}

static int fault_named(const struct rule *r, const char *name, size_t n,
                       const char *text)
{
    unsigned how = calls[r->call].how;
    int fault = value_of(how & TAKES_EAI ? &eais : &errnos, name, n);

    if (same("hold", name, n))
        return HOLD;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (same(signals[i].name, name, n))
            return -signals[i].number;
    if (same("short", name, n)) {
        if (!(how & CAN_BE_SHORT))
            refuse_rule(text, "only recv and send can be short");
        return SHORT;
    }
    if (same("itself", name, n)) {
        if (!(how & MEETS_ITSELF))
            refuse_rule(text,
                        "only connect and recv can meet the socket itself");
        return ITSELF;
    }
    if (same("early", name, n)) {
        if (!(how & CAN_BE_EARLY))
            refuse_rule(text, "only pthread_cond_wait can return early");
        return EARLY;
    }
    if (same("late", name, n)) {
        if (!(how & CAN_BE_LATE))
            refuse_rule(text, "only pthread_create and pthread_cond_wait can "
                              "be late");
        return LATE;
    }
    if (same("flood", name, n)) {
        if (!(how & CAN_FLOOD))
            refuse_rule(text, "only recv and send can be flooded");
        return FLOOD;
    }
    if (!fault)
        refuse_rule(text, how & TAKES_EAI
                              ? "getaddrinfo fails with an EAI_ name"
                              : "no such error, and not \"short\" either");
    /* The kernel would be connecting behind these; behind a fake nothing is,
     * yet poll and SO_ERROR would tell the program that it is connected. */
    if (how & NO_PRETENCE && (fault == EINTR || fault == EINPROGRESS ||
                              fault == EALREADY || fault == EISCONN))
        refuse_rule(text, "cannot be faked: the socket would look connected");
    return fault;
}

/* Reads the number after a mark, if the mark is there. */
static const char *number_after(char mark, const char *p, long *number,
                                const char *text)
{
    char *end;

    if (*p != mark)
        return p;
    errno = 0;
    *number = strtol(p + 1, &end, 10);
    if (p[1] < '0' || p[1] > '9' || *number < 1 || errno)
        refuse_rule(text, "a number from 1 up must follow @, x and /");
    return end;
}

/* Reads one rule; returns where it ends. */
static const char *read_rule(const char *text)
{
    struct rule r = {.first = 1, .times = LONG_MAX, .every = 1};
    const char *p = text + strcspn(text, "= \t\n");
    size_t n;

    r.call = call_named(text, (size_t)(p - text));
    if (*p != '=')
        refuse_rule(text, "not CALL=FAULT[@FIRST][xTIMES][/EVERY]");
    if (r.call == CALLS)
        refuse_rule(text, "no call of that name can be made to fail");
    n = strcspn(++p, "@x/ \t\n");
    r.fault = fault_named(&r, p, n, text);
    r.streams_only = (r.fault == SHORT || r.fault == EINTR) &&
                     calls[r.call].how & ON_A_SOCKET;
    p = number_after('@', p + n, &r.first, text);
    p = number_after('x', p, &r.times, text);
    p = number_after('/', p, &r.every, text);
    if (*p && !strchr(" \t\n", *p))
        refuse_rule(text, "not CALL=FAULT[@FIRST][xTIMES][/EVERY]");
    if (rule_count == sizeof rules / sizeof rules[0])
        refuse_rule(text, "too many rules");
    rules[rule_count++] = r;
    ruled |= 1u << r.call;
    return p;
}

static void read_rules(const char *p)
{
    while (*(p += strspn(p, " \t\n")))
        p = read_rule(p);
}

/* The number alone decides: nothing to remember, nothing to lock. */
static bool hits(const struct rule *r, long number)
{
    return number >= r->first && (number - r->first) % r->every == 0 &&
           (number - r->first) / r->every < r->times;
}

/* Counts one call and says what shall go wrong with it, 0 for nothing. */
static int count_call(enum call call, bool stream)
{
    long any = atomic_fetch_add(&counts[call].any, 1) + 1;
    long streams = stream ? atomic_fetch_add(&counts[call].stream, 1) + 1 : 0;

    for (size_t i = 0; i < rule_count; i++)
        if (rules[i].call == call &&
            hits(&rules[i], rules[i].streams_only ? streams : any))
            return rules[i].fault;
    return 0;
}

/* The same, but what lets the call go on is done here: a thread is held until
   the harness lets it go, or a signal arrives in it. */
static int next_fault(enum call call, bool stream)
{
    int fault = count_call(call, stream);

    if (fault == HOLD)
        hold_here();
    else if (fault < 0)
        raise(-fault);
    return fault == HOLD || fault < 0 ? 0 : fault;
}

/* ---- sockets left open --------------------------------------------------- */

static const char *left_open;

/* The process whose sockets the table holds: not a child between vfork and
 * exec, which shares our memory. */
static pid_t self;

/* The descriptors that this process got from socket, accept, socketpair, or
 * by duplicating one of those. Whether they are still open is for the kernel to
 * say in the end: fclose, for one, closes them without our seeing it. */
static atomic_bool owned[65536];

static bool in_table(int fd)
{
    return left_open && fd >= 0 && (size_t)fd < sizeof owned / sizeof *owned &&
           getpid() == self;
}

static void own(int fd, bool yes)
{
    if (in_table(fd))
        atomic_store(&owned[fd], yes);
}

static bool owns(int fd)
{
    return in_table(fd) && atomic_load(&owned[fd]);
}

/* A copy of a socket counts as one. Hands back the copy. */
static int own_copy(int from, int copy)
{
    if (copy >= 0 && copy != from) {
        own(copy, owns(from));
        record_copy(from, copy);
    }
    return copy;
}

static int open_report(void)
{
    return open(left_open, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

/* The line for one descriptor; nothing if it is no socket any more. */
static int describe(int fd, char *line, size_t room)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer, length = sizeof(int);
    int type, listening = 0;
    const char *kind = "other", *state = "";

    if (real.getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length))
        return 0;
    if (type == SOCK_DGRAM)
        kind = "datagram";
    if (type == SOCK_STREAM) {
        kind = "stream";
        length = sizeof listening;
        real.getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length);
        if (listening)
            state = ", listening";
        else if (!real.getpeername(fd, (struct sockaddr *)&peer, &size))
            state = ", connected";
    }
    return snprintf(line, room, "left open: fd %d (%s%s)\n", fd, kind, state);
}

static void report_left_open(void)
{
    char line[80];
    int length, out;

    if (getpid() != self)
        return;
    out = open_report();
    for (int fd = 0; (size_t)fd < sizeof owned / sizeof *owned; fd++) {
        if (!atomic_load(&owned[fd]) ||
            (length = describe(fd, line, sizeof line)) <= 0)
            continue;
        /* A program that leaked all the descriptors there are gives us this
         * one of them: its line is written already. */
        if (out < 0) {
            real.close(fd);
            out = open_report();
        }
        if (out >= 0 && real.write(out, line, (size_t)length) != length)
            break;
    }
    if (out < 0)
        dprintf(STDERR_FILENO, "tap: %s: %s\n", left_open, strerror(errno));
    else
        real.close(out);
}

/* ---- names of hosts ------------------------------------------------------ */

static const char *hosts;

/* In ai_flags of what we hand out: freeaddrinfo will be given it, and a libc
 * may only be given what it made (musl frees a whole answer at once). */
#define OURS 0x40000000

struct answer {
    struct addrinfo info;
    struct sockaddr_storage address;
};

/* What stands for a name in TAP_HOSTS; NULL if it is not there. */
static const char *answers_for(const char *name)
{
    size_t n = strlen(name);
    const char *p = hosts;

    for (; *(p += strspn(p, " \t\n")); p += strcspn(p, " \t\n"))
        if (strncasecmp(p, name, n) == 0 && p[n] == '=')
            return p + n + 1;
    return NULL;
}

/* Takes one answer off a list of them; false at the end. */
static bool next_answer(const char **list, char *one, size_t room)
{
    size_t n = strcspn(*list, ", \t\n");

    snprintf(one, room, "%.*s", (int)n, *list);
    *list += n + ((*list)[n] == ',');
    return n > 0;
}

static int family_of(const char *address)
{
    struct in6_addr any;

    if (inet_pton(AF_INET, address, &any) == 1)
        return AF_INET;
    return inet_pton(AF_INET6, address, &any) == 1 ? AF_INET6 : AF_UNSPEC;
}

static void check_hosts(void)
{
    const char *p = hosts;
    char one[INET6_ADDRSTRLEN + 1];

    while (*(p += strspn(p, " \t\n"))) {
        const char *entry = p;

        p += strcspn(p, "= \t\n");
        if (*p++ != '=' || p == entry + 1)
            refuse("TAP_HOSTS", entry, "not NAME=ADDRESS[,ADDRESS...]");
        do {
            if (!next_answer(&p, one, sizeof one) ||
                (!family_of(one) && !value_of(&eais, one, strlen(one))))
                refuse("TAP_HOSTS", entry,
                       "neither a numeric address nor an EAI_ name");
        } while (p[-1] == ',');
    }
}

static void free_answers(struct addrinfo *list)
{
    while (list) {
        struct addrinfo *next = list->ai_next;

        free(list->ai_canonname);
        free(list); /* where its struct answer begins */
        list = next;
    }
}

static struct addrinfo *copy_of(const struct addrinfo *from, const char *name)
{
    struct answer *copy = calloc(1, sizeof *copy);

    if (!copy)
        return NULL;
    copy->info = *from;
    copy->info.ai_flags |= OURS;
    copy->info.ai_addr = (struct sockaddr *)&copy->address;
    memcpy(&copy->address, from->ai_addr, from->ai_addrlen);
    copy->info.ai_canonname = from->ai_canonname ? strdup(name) : NULL;
    copy->info.ai_next = NULL;
    return &copy->info;
}

/* Appends to the list what the real function makes of a numeric address. */
static int add_address(struct addrinfo **list, const char *address,
                       const char *name, const char *service,
                       const struct addrinfo *hints)
{
    struct addrinfo *found, *f;
    int error = real.getaddrinfo(address, service, hints, &found);

    if (error)
        return error;
    for (; *list; list = &(*list)->ai_next)
        ;
    for (f = found; f && !error; f = f->ai_next)
        if (!(*list = copy_of(f, name)))
            error = EAI_MEMORY;
        else
            list = &(*list)->ai_next;
    real.freeaddrinfo(found);
    return error;
}

static int fail_lookup(int error)
{
    if (error == EAI_SYSTEM)
        errno = EMFILE; /* the likeliest reason not to reach a resolver */
    return error;
}

static int look_up(const char *name, const char *service,
                   const struct addrinfo *hints, struct addrinfo **result)
{
    struct addrinfo wanted = {.ai_family = AF_UNSPEC}, *list = NULL;
    const char *answers = answers_for(name);
    char one[INET6_ADDRSTRLEN + 1];
    int error = 0;

    if (hints)
        wanted = *hints;
    /* Which interfaces this machine has must not matter to a test. */
    wanted.ai_flags = (wanted.ai_flags | AI_NUMERICHOST) & ~AI_ADDRCONFIG;
    /* A numeric address, or else EAI_NONAME without asking anyone. */
    if (!answers)
        return real.getaddrinfo(name, service, &wanted, result);

    while (!error && next_answer(&answers, one, sizeof one)) {
        int family = family_of(one);

        if (!family)
            error = value_of(&eais, one, strlen(one));
        else if (!wanted.ai_family || wanted.ai_family == family)
            error = add_address(&list, one, name, service, &wanted);
        /* Only the first answer bears the name. */
        if (list)
            wanted.ai_flags &= ~AI_CANONNAME;
    }
    if (!error && !list)
        error = EAI_NONAME;
    if (error)
        free_answers(list);
    else
        *result = list;
    return fail_lookup(error);
}

/* ---- signal storm -------------------------------------------------------- */

static long storm; /* signals a second */

static void do_nothing(int signal_number)
{
    (void)signal_number;
}

static void survive_alarms(void)
{
    struct sigaction now, quiet = {.sa_handler = do_nothing};

    if (sigaction(SIGALRM, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
        sigaction(SIGALRM, &quiet, NULL);
}

/*
 * On Linux by a timer that exec takes away: one of setitimer would survive it,
 * the handler would not, and a signal that came before we are loaded again
 * would kill the program.
 */
static void start_storm(void)
{
    long gap = 1000000000 / storm;

#ifdef __linux__
    struct sigevent how = {.sigev_notify = SIGEV_SIGNAL,
                           .sigev_signo = SIGALRM};
    struct itimerspec when = {{gap / 1000000000, gap % 1000000000},
                              {gap / 1000000000, gap % 1000000000}};
    timer_t timer;
    int failed = timer_create(CLOCK_MONOTONIC, &how, &timer) ||
                 timer_settime(timer, 0, &when, NULL);
#else
    struct itimerval when = {{gap / 1000000000, gap / 1000 % 1000000},
                             {gap / 1000000000, gap / 1000 % 1000000}};
    int failed = setitimer(ITIMER_REAL, &when, NULL);
#endif
    if (failed)
        refuse("TAP_STORM", "SIGALRM", strerror(errno));
}

static void read_storm(const char *text)
{
    char *end;

    storm = strtol(text, &end, 10);
    if (*end || storm < 0 || storm > 1000)
        refuse("TAP_STORM", text,
               "not a number of signals a second from 0 to 1000");
    survive_alarms();
    if (storm)
        start_storm();
}

/* ---- settings ------------------------------------------------------------ */

/* After fork: each process counts its own calls, answers for its own sockets,
 * and has a storm of its own. */
static void forget_parent(void)
{
    self = getpid();
    for (int c = 0; c < CALLS; c++) {
        atomic_store(&counts[c].any, 0);
        atomic_store(&counts[c].stream, 0);
    }
    if (left_open)
        for (size_t fd = 0; fd < sizeof owned / sizeof *owned; fd++)
            atomic_store(&owned[fd], false);
    if (storm)
        start_storm();
    record_fork();
}

/* NULL for what is empty: the same as not set. */
static const char *setting(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

/* The program may change its environment: what is needed later is copied. */
static const char *kept(const char *value)
{
    return value ? strdup(value) : NULL;
}

static void read_settings(void)
{
    const char *faults = setting("TAP_FAULTS");
    const char *alarms = setting("TAP_STORM");
    const char *record = setting("TAP_RECORD");

    const char *page = setting("TAP_PAGE");

    self = getpid();
    /* Another user's: then we are not here, and the harness says so. */
    if (page && access(page, R_OK | W_OK) && errno == EACCES)
        return;
    if (page)
        map_page(page);
    left_open = kept(setting("TAP_LEFT_OPEN"));
    hosts = kept(getenv("TAP_HOSTS")); /* empty: no names at all */
    if (faults)
        read_rules(faults);
    if (hosts)
        check_hosts();
    if (alarms)
        read_storm(alarms);
    if (record)
        start_recording(record);
    /* Not by a destructor: a sanitizer that has found something ends the
     * process in its exit handler, which was registered before ours and so
     * comes after it, but before all destructors. */
    if (left_open)
        atexit(report_left_open);
    if (faults || left_open || alarms || record)
        pthread_atfork(NULL, NULL, forget_parent);
}

/*
 * A library that is initialised before us may call us already, and so may a
 * sanitizer that is starting. Whoever comes first reads the settings; a call
 * made meanwhile finds the real functions, no rules, and passes.
 */
static atomic_int state;
enum { ASLEEP, STARTING, READY };

static void wake(void)
{
    int was = ASLEEP, saved = errno;

    find_all_real();
    if (atomic_compare_exchange_strong(&state, &was, STARTING)) {
        read_settings();
        atomic_store(&state, READY);
    }
    errno = saved;
}

static inline void start(void)
{
    if (atomic_load_explicit(&state, memory_order_acquire) != READY)
        wake();
}

void tap_start(void)
{
    start();
}

/*
 * gcc 12's ThreadSanitizer makes a thread's place for signals in the first call
 * that could wait, and loses a signal that arrives meanwhile: the program would
 * seem not to stop. This call of main's thread is over before main.
 */
__attribute__((constructor)) static void at_load(void)
{
    start();
    poll(NULL, 0, 0);
    if (getenv("TAP_LINES"))
        setvbuf(stdout, NULL, _IOLBF, 0);
}

/* ---- a call about to fail ------------------------------------------------ */

int socket_type(int fd)
{
    int type, saved = errno;
    socklen_t size = sizeof type;

    if (real.getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size))
        type = -1;
    errno = saved;
    return type;
}

/* The fault for a call that has no descriptor. */
static int fault_of(enum call call)
{
    start();
    count_seen();
    return ruled & 1u << call ? next_fault(call, false) : 0;
}

/* The fault for a call on a descriptor: none where that is no socket. */
static int fault_on(enum call call, int fd)
{
    int type;

    start();
    count_seen();
    if (!(ruled & 1u << call) || (type = socket_type(fd)) < 0)
        return 0;
    return next_fault(call, type == SOCK_STREAM);
}

/* The same for read() where it is not recv(). */
static int fault_of_read(int fd)
{
    start();
    return ruled & 1u << READ && socket_type(fd) < 0 ? next_fault(READ, false)
                                                     : 0;
}

static bool fail_with(int fault)
{
    if (fault)
        errno = fault;
    return fault != 0;
}

/* For the calls that fail or are let through, and nothing between. */
static bool fails(enum call call, int fd)
{
    return fail_with(fault_on(call, fd));
}

/* Lowers *length where one byte is to be received and no more. Looking ahead is
 * never cut: whoever waits for more to look at would wait forever. */
static bool recv_fails_by(int fault, int fd, int flags, size_t *length)
{
    if (fault != SHORT && fault != ITSELF && fault != FLOOD && fail_with(fault))
        return true;
    if (fault == SHORT && *length > 1 && !(flags & MSG_PEEK))
        *length = 1;
    return !wait_for_socket(fd, flags, false);
}

static bool recv_fails(int fd, int flags, size_t *length)
{
    return recv_fails_by(fault_on(RECV, fd), fd, flags, length);
}

/* Writes the socket's own address where the sender's was: somebody has forged
 * it. One that is bound to all addresses is reached at that of loopback. */
static void forge_sender(int fd, void *peer, socklen_t room, socklen_t *size)
{
    struct sockaddr_storage own = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&own;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&own;

    *size = sizeof own;
    real.getsockname(fd, (struct sockaddr *)&own, size);
    if (own.ss_family == AF_INET && v4->sin_addr.s_addr == htonl(INADDR_ANY))
        v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (own.ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr))
        v6->sin6_addr = in6addr_loopback;
    memcpy(peer, &own, *size < room ? *size : room);
}

/* Lowers *length where one byte is to be sent. With EPIPE comes the signal, as
 * from the kernel: a program that does not ignore it must die of it. */
static bool send_fails_by(int fault, int fd, int flags, size_t *length)
{
    if (fault == EPIPE && !(flags & MSG_NOSIGNAL) &&
        socket_type(fd) == SOCK_STREAM)
        raise(SIGPIPE);
    if (fault != SHORT)
        return fail_with(fault) || !wait_for_socket(fd, flags, true);
    if (*length > 1)
        *length = 1;
    return !wait_for_socket(fd, flags, true);
}

static bool send_fails(int fd, int flags, size_t *length)
{
    return send_fails_by(fault_on(SEND, fd), fd, flags, length);
}

/* The first byte of several pieces; false if they are all empty. */
static bool first_byte(const struct iovec *pieces, size_t n, struct iovec *one)
{
    for (size_t i = 0; i < n; i++)
        if (pieces[i].iov_len > 0) {
            *one = (struct iovec){pieces[i].iov_base, 1};
            return true;
        }
    return false;
}

/* ---- the calls ----------------------------------------------------------- */

int tap_socket(int domain, int type, int protocol)
{
    int fd;

    if (fail_with(fault_of(SOCKET)))
        return -1;
    count_socket();
    fd = real.socket(domain, type, protocol);
    own(fd, true);
    return fd;
}

int tap_socketpair(int domain, int type, int protocol, int *pair)
{
    start();
    if (real.socketpair(domain, type, protocol, pair))
        return -1;
    own(pair[0], true);
    own(pair[1], true);
    return 0;
}

int tap_bind(int fd, const struct sockaddr *address, socklen_t size)
{
    return fails(BIND, fd) ? -1 : real.bind(fd, address, size);
}

int tap_listen(int fd, int backlog)
{
    return fails(LISTEN, fd) ? -1 : real.listen(fd, backlog);
}

/* As if the kernel had given the socket the very port that it goes to: here it
 * goes to the one that the kernel gives. */
static int connect_to_itself(int fd, const struct sockaddr *address,
                             socklen_t size)
{
    struct sockaddr_storage own = {0};

    memcpy(&own, address, size < sizeof own ? size : sizeof own);
    if (own.ss_family == AF_INET6)
        ((struct sockaddr_in6 *)&own)->sin6_port = 0;
    else
        ((struct sockaddr_in *)&own)->sin_port = 0;
    if (real.bind(fd, (struct sockaddr *)&own, size) ||
        real.getsockname(fd, (struct sockaddr *)&own, &size))
        return -1;
    return connect_by_clock(fd, (struct sockaddr *)&own, size);
}

int tap_connect(int fd, const struct sockaddr *address, socklen_t size)
{
    int fault = fault_on(CONNECT, fd);

    if (fault == ITSELF)
        return connect_to_itself(fd, address, size);
    return fail_with(fault) ? -1 : connect_by_clock(fd, address, size);
}

/* An aborted connection is one that the kernel takes off the queue; all other
 * errors leave it there. */
static bool accept_fails(int listener)
{
    int fault = fault_on(ACCEPT, listener);
    int fd;

    if (fault != ECONNABORTED)
        return fail_with(fault);
    if ((fd = real.accept(listener, NULL, NULL)) < 0)
        return true;
    real.close(fd);
    return fail_with(fault);
}

int tap_accept(int listener, struct sockaddr *peer, socklen_t *size)
{
    int fd;

    if (accept_fails(listener) || !wait_for_socket(listener, 0, false))
        return -1;
    fd = real.accept(listener, peer, size);
    own(fd, true);
    return fd;
}

int tap_accept4(int listener, struct sockaddr *peer, socklen_t *size, int flags)
{
    int fd;

    if (accept_fails(listener))
        return -1;
    fd = real.accept4(listener, peer, size, flags);
    own(fd, true);
    return fd;
}

ssize_t tap_read(int fd, void *buffer, size_t length)
{
    if (fail_with(fault_of_read(fd)))
        return -1;
    int fault = fault_on(RECV, fd);
    if (fault == FLOOD)
        return (ssize_t)length;
    if (recv_fails_by(fault, fd, 0, &length))
        return -1;
    return real.read(fd, buffer, length);
}

ssize_t tap_recv(int fd, void *buffer, size_t length, int flags)
{
    int fault = fault_on(RECV, fd);

    if (fault == FLOOD)
        return (ssize_t)length;
    return recv_fails_by(fault, fd, flags, &length)
               ? -1
               : real.recv(fd, buffer, length, flags);
}

ssize_t tap_recvfrom(int fd, void *buffer, size_t length, int flags,
                     struct sockaddr *peer, socklen_t *size)
{
    int fault = fault_on(RECV, fd);
    socklen_t room = size ? *size : 0;

    if (recv_fails_by(fault, fd, flags, &length))
        return -1;
    ssize_t got = real.recvfrom(fd, buffer, length, flags, peer, size);
    if (fault == ITSELF && got >= 0 && peer)
        forge_sender(fd, peer, room, size);
    return got;
}

ssize_t tap_readv(int fd, const struct iovec *pieces, int n)
{
    struct iovec one;
    size_t length = SIZE_MAX;

    if (recv_fails(fd, 0, &length))
        return -1;
    if (length == 1 && n > 0 && first_byte(pieces, (size_t)n, &one))
        return real.readv(fd, &one, 1);
    return real.readv(fd, pieces, n);
}

ssize_t tap_recvmsg(int fd, struct msghdr *message, int flags)
{
    struct msghdr copy = *message;
    struct iovec one;
    size_t length = SIZE_MAX;
    int fault = fault_on(RECV, fd);

    if (recv_fails_by(fault, fd, flags, &length))
        return -1;
    if (length == 1 &&
        first_byte(copy.msg_iov, (size_t)copy.msg_iovlen, &one)) {
        message->msg_iov = &one;
        message->msg_iovlen = 1;
    }
    ssize_t got = real.recvmsg(fd, message, flags);
    message->msg_iov = copy.msg_iov;
    message->msg_iovlen = copy.msg_iovlen;
    if (fault == ITSELF && got >= 0 && message->msg_name)
        forge_sender(fd, message->msg_name, copy.msg_namelen,
                     &message->msg_namelen);
    return got;
}

ssize_t tap_write(int fd, const void *data, size_t length)
{
    int fault = fault_on(SEND, fd);

    if (fault == FLOOD)
        return (ssize_t)length;
    if (send_fails_by(fault, fd, 0, &length))
        return -1;
    return sending_flags(fd, 0) ? real.send(fd, data, length, MSG_DONTWAIT)
                                : real.write(fd, data, length);
}

ssize_t tap_send(int fd, const void *data, size_t length, int flags)
{
    int fault = fault_on(SEND, fd);

    if (fault == FLOOD)
        return (ssize_t)length;
    return send_fails_by(fault, fd, flags, &length)
               ? -1
               : real.send(fd, data, length, sending_flags(fd, flags));
}

ssize_t tap_sendto(int fd, const void *data, size_t length, int flags,
                   const struct sockaddr *peer, socklen_t size)
{
    return send_fails(fd, flags, &length)
               ? -1
               : real.sendto(fd, data, length, flags, peer, size);
}

ssize_t tap_writev(int fd, const struct iovec *pieces, int n)
{
    struct iovec one;
    size_t length = SIZE_MAX;

    if (send_fails(fd, 0, &length))
        return -1;
    if (length == 1 && n > 0 && first_byte(pieces, (size_t)n, &one))
        return real.writev(fd, &one, 1);
    return real.writev(fd, pieces, n);
}

ssize_t tap_sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct msghdr copy;
    struct iovec one;
    size_t length = SIZE_MAX;

    if (send_fails(fd, flags, &length))
        return -1;
    if (length != 1 ||
        !first_byte(message->msg_iov, (size_t)message->msg_iovlen, &one))
        return real.sendmsg(fd, message, flags);
    copy = *message;
    copy.msg_iov = &one;
    copy.msg_iovlen = 1;
    return real.sendmsg(fd, &copy, flags);
}

int tap_setsockopt(int fd, int level, int name, const void *value,
                   socklen_t size)
{
    if (fails(SETSOCKOPT, fd))
        return -1;
    return set_patience(fd, level, name, value)
               ? 0
               : real.setsockopt(fd, level, name, value, size);
}

int tap_getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
    if (fails(GETSOCKOPT, fd))
        return -1;
    return get_patience(fd, level, name, value, size)
               ? 0
               : real.getsockopt(fd, level, name, value, size);
}

int tap_getsockname(int fd, struct sockaddr *address, socklen_t *size)
{
    return fails(GETSOCKNAME, fd) ? -1 : real.getsockname(fd, address, size);
}

int tap_getpeername(int fd, struct sockaddr *address, socklen_t *size)
{
    return fails(GETPEERNAME, fd) ? -1 : real.getpeername(fd, address, size);
}

int tap_shutdown(int fd, int how)
{
    return fails(SHUTDOWN, fd) ? -1 : real.shutdown(fd, how);
}

/* The descriptor goes whatever is returned, as on Linux. It leaves the table
 * first: once it is closed, another thread may get its number. */
int tap_close(int fd)
{
    int fault = fault_on(CLOSE, fd);

    own(fd, false);
    forget_patience(fd);
    if (real.close(fd))
        return -1;
    return fail_with(fault) ? -1 : 0;
}

int tap_dup(int fd)
{
    start();
    return own_copy(fd, real.dup(fd));
}

int tap_dup2(int fd, int copy)
{
    start();
    return own_copy(fd, real.dup2(fd, copy));
}

int tap_dup3(int fd, int copy, int flags)
{
    start();
    return own_copy(fd, real.dup3(fd, copy, flags));
}

/* The third argument, if there is one, is an int or a pointer: whoever reads
 * a pointer passes on both. */
static int any_fcntl(int (*real_one)(int, int, ...), int fd, int what,
                     void *argument)
{
    int result;

    if (fails(FCNTL, fd))
        return -1;
    result = real_one(fd, what, argument);
    if (what == F_DUPFD || what == F_DUPFD_CLOEXEC)
        own_copy(fd, result);
    else
        record_fcntl(fd, what, (long)argument, result);
    return result;
}

int tap_fcntl(int fd, int what, ...)
{
    void *argument;
    va_list rest;

    start();
    va_start(rest, what);
    argument = va_arg(rest, void *);
    va_end(rest);
    return any_fcntl(real.fcntl, fd, what, argument);
}

int tap_fcntl64(int fd, int what, ...)
{
    void *argument;
    va_list rest;

    start();
    va_start(rest, what);
    argument = va_arg(rest, void *);
    va_end(rest);
    return any_fcntl(real.fcntl64, fd, what, argument);
}

/* A wait counts if a socket is among what it waits for. */
static bool poll_fails(const struct pollfd *set, nfds_t n)
{
    start();
    for (nfds_t i = 0; ruled & 1u << POLL && i < n; i++)
        if (socket_type(set[i].fd) >= 0)
            return fail_with(fault_of(POLL));
    return false;
}

static bool is_in(int fd, const fd_set *set)
{
    return set && FD_ISSET((unsigned)fd, set);
}

static bool select_fails(int n, const fd_set *in, const fd_set *out,
                         const fd_set *other)
{
    start();
    for (int fd = 0; ruled & 1u << POLL && fd < n && fd < FD_SETSIZE; fd++)
        if ((is_in(fd, in) || is_in(fd, out) || is_in(fd, other)) &&
            socket_type(fd) >= 0)
            return fail_with(fault_of(POLL));
    return false;
}

/* Where there is no limit there is nothing to keep by the clock. */
static const struct timespec *limit_in(struct timespec *wait, long long ns)
{
    wait->tv_sec = (time_t)(ns / 1000000000);
    wait->tv_nsec = (long)(ns % 1000000000);
    return ns < 0 ? NULL : wait;
}

int tap_poll(struct pollfd *set, nfds_t n, int milliseconds)
{
    struct timespec wait;

    return poll_fails(set, n)
               ? -1
               : poll_by_clock(set, n,
                               limit_in(&wait, milliseconds * 1000000LL), NULL);
}

int tap_ppoll(struct pollfd *set, nfds_t n, const struct timespec *wait,
              const sigset_t *mask)
{
    return poll_fails(set, n) ? -1 : poll_by_clock(set, n, wait, mask);
}

int tap_select(int n, fd_set *in, fd_set *out, fd_set *other,
               struct timeval *wait)
{
    struct timespec limit;
    long long ns =
        wait ? wait->tv_sec * 1000000000LL + wait->tv_usec * 1000LL : -1;

    return select_fails(n, in, out, other)
               ? -1
               : select_by_clock(n, in, out, other, limit_in(&limit, ns), NULL);
}

int tap_pselect(int n, fd_set *in, fd_set *out, fd_set *other,
                const struct timespec *wait, const sigset_t *mask)
{
    return select_fails(n, in, out, other)
               ? -1
               : select_by_clock(n, in, out, other, wait, mask);
}

int tap_getaddrinfo(const char *host, const char *service,
                    const struct addrinfo *hints, struct addrinfo **result)
{
    int fault = fault_of(GETADDRINFO);

    if (fault)
        return fail_lookup(fault);
    count_lookup();
    if (!hosts || !host || strcasecmp(host, "localhost") == 0)
        return real.getaddrinfo(host, service, hints, result);
    return look_up(host, service, hints, result);
}

void tap_freeaddrinfo(struct addrinfo *list)
{
    start();
    if (list && list->ai_flags & OURS)
        free_answers(list);
    else
        real.freeaddrinfo(list);
}

/* What a thread is to do that begins late. */
struct task {
    void *(*run)(void *);
    void *argument;
};

static void *begin_late(void *given)
{
    struct task task = *(struct task *)given;

    free(given);
    hold_here();
    return task.run(task.argument);
}

static int create_late(pthread_t *thread, const pthread_attr_t *attributes,
                       void *(*run)(void *), void *argument)
{
    struct task *task = malloc(sizeof *task);

    if (!task)
        return ENOMEM;
    *task = (struct task){run, argument};
    int error = create_on_record(thread, attributes, begin_late, task);
    if (error)
        free(task);
    return error;
}

/* Returns its error, and leaves errno alone. */
int tap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                       void *(*run)(void *), void *argument)
{
    int fault = fault_of(PTHREAD_CREATE);

    if (fault == LATE)
        return create_late(thread, attributes, run, argument);
    return fault ? fault : create_on_record(thread, attributes, run, argument);
}

int tap_pthread_join(pthread_t thread, void **result)
{
    start();
    return join_on_record(thread, result);
}

/* These two may be called before anything of ours is ready. */
int tap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    int fault = fault_of(PTHREAD_MUTEX_LOCK);

    return fault ? fault : real.pthread_mutex_lock(mutex);
}

int tap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    int fault = fault_of(PTHREAD_MUTEX_UNLOCK);

    return fault ? fault : real.pthread_mutex_unlock(mutex);
}

/* POSIX lets it return without a reason, and a thread that was woken may have
   to wait for the lock for as long as others want it. */
int tap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    start();
    count_seen();
    int fault = count_call(PTHREAD_COND_WAIT, false);

    if (fault == EARLY)
        return 0;
    if (fault == LATE)
        hold_here();
    else if (fault < 0)
        raise(-fault);
    else if (fault != 0 && fault != HOLD)
        return fault;
    int error = real.pthread_cond_wait(condition, mutex);
    if (fault == HOLD) {
        real.pthread_mutex_unlock(mutex);
        hold_here();
        real.pthread_mutex_lock(mutex);
    }
    return error;
}

/* Where the buffer is too small the real function is called to end the program,
 * which is what it is for; else these are the plain calls. */

ssize_t tap___read_chk(int fd, void *buffer, size_t length, size_t room)
{
    start();
    return length > room ? real.__read_chk(fd, buffer, length, room)
                         : seen_read(fd, buffer, length);
}

ssize_t tap___recv_chk(int fd, void *buffer, size_t length, size_t room,
                       int flags)
{
    start();
    return length > room ? real.__recv_chk(fd, buffer, length, room, flags)
                         : seen_recv(fd, buffer, length, flags);
}

ssize_t tap___recvfrom_chk(int fd, void *buffer, size_t length, size_t room,
                           int flags, struct sockaddr *peer, socklen_t *size)
{
    start();
    return length > room ? real.__recvfrom_chk(fd, buffer, length, room, flags,
                                               peer, size)
                         : seen_recvfrom(fd, buffer, length, flags, peer, size);
}

int tap___poll_chk(struct pollfd *set, nfds_t n, int milliseconds, size_t room)
{
    start();
    return n > room / sizeof *set ? real.__poll_chk(set, n, milliseconds, room)
                                  : seen_poll(set, n, milliseconds);
}

int tap___ppoll_chk(struct pollfd *set, nfds_t n, const struct timespec *wait,
                    const sigset_t *mask, size_t room)
{
    start();
    return n > room / sizeof *set ? real.__ppoll_chk(set, n, wait, mask, room)
                                  : seen_ppoll(set, n, wait, mask);
}
