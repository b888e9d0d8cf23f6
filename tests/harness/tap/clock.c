/*
 * clock.c - the page that tap.so shares with the harness (tap.h): a
 * clock that only the harness moves, and threads that it holds.
 *
 * With the clock stopped, whatever asks for the time hears ours, and a wait
 * that is to last so long ends when something comes, or when the harness has
 * moved the clock that far: never because time has passed. In the system it is
 * a row of short waits, TICK each. The kernel's own timers are not ours.
 */
#include "internal.h"

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define TICK 1000000 /* nanoseconds */

static struct page *page;

static void say_that_we_are_here(void)
{
    int place = atomic_fetch_add(&page->tapped_count, 1) % TAPPED_PLACES;

    atomic_store(&page->tapped[place].group, getpgrp());
    atomic_store(&page->tapped[place].process, getpid());
}

void map_page(const char *file)
{
    int fd = open(file, O_RDWR | O_CLOEXEC);
    void *place = fd < 0 ? MAP_FAILED
                         : mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE,
                                MAP_SHARED, fd, 0);

    if (place == MAP_FAILED)
        refuse("TAP_PAGE", file, strerror(errno));
    real.close(fd);
    page = place;
    say_that_we_are_here();
}

void count_seen(void)
{
    if (page)
        atomic_fetch_add(&page->calls, 1);
}

void count_socket(void)
{
    if (page)
        atomic_fetch_add(&page->sockets, 1);
}

void count_lookup(void)
{
    if (page)
        atomic_fetch_add(&page->lookups, 1);
}

long long time_moved(void)
{
    return page ? atomic_load(&page->moved) : 0;
}

static bool is_stopped(void)
{
    return page && page->stopped_clock;
}

/* ---- whoever waits has a place on the page ------------------------------- */

/* A handler may wait while the thread that it has interrupted waits: then only
   its place counts. */
enum { DEPTH = 8 };
static _Thread_local struct waiting *places[DEPTH];
static _Thread_local int depth;

static struct waiting *begin_wait(long long until)
{
    int thread = (int)syscall(SYS_gettid);

    for (int i = 0; i < WAITING_PLACES; i++) {
        struct waiting *place = &page->waits[i];
        int nobody = 0;
        if (!atomic_compare_exchange_strong(&place->thread, &nobody, -1))
            continue;
        atomic_store(&place->process, (int)getpid());
        atomic_store(&place->until, until);
        atomic_store(&place->looked, -1);
        atomic_fetch_add(&page->entries, 1);
        if (depth > 0) {
            atomic_store(&places[depth - 1]->thread, -1);
            atomic_fetch_add(&page->nested, 1);
        }
        if (depth < DEPTH)
            places[depth++] = place;
        atomic_store(&place->thread, thread);
        return place;
    }
    refuse("TAP_PAGE", "full", "more threads wait than there are places");
}

static void end_wait(struct waiting *place)
{
    int thread = atomic_load(&place->thread);

    atomic_store(&place->held, 0);
    if (depth > 0 && places[depth - 1] == place)
        depth--;
    if (depth > 0)
        atomic_store(&places[depth - 1]->thread, thread);
    atomic_store(&place->thread, 0);
}

/* In the system, for as long as one tick. */
static void pass_a_tick(void)
{
    const struct timespec tick = {0, TICK};
    int saved = errno;

    real.nanosleep(&tick, NULL);
    errno = saved;
}

void hold_here(void)
{
    if (!page)
        return;
    int before = atomic_load(&page->let_go);
    struct waiting *place = begin_wait(LLONG_MAX);

    atomic_store(&place->held, before + 1);
    for (;;) {
        int asked = atomic_load(&page->look);
        if (atomic_load(&page->let_go) != before &&
            atomic_load(&page->kept) != atomic_load(&place->thread))
            break; /* so whoever asked after that gets no answer */
        atomic_store(&place->looked, asked);
        pass_a_tick();
    }
    end_wait(place);
}

/* ---- what the time is ---------------------------------------------------- */

static long long now(void)
{
    return page->since_boot + atomic_load(&page->moved);
}

static long long nanoseconds(const struct timespec *time)
{
    return time->tv_sec * SECOND + time->tv_nsec;
}

static struct timespec timespec_of(long long time)
{
    return (struct timespec){.tv_sec = (time_t)(time / SECOND),
                             .tv_nsec = (long)(time % SECOND)};
}

int tap_clock_gettime(clockid_t id, struct timespec *time)
{
    tap_start();
    if (!is_stopped() || id == CLOCK_PROCESS_CPUTIME_ID ||
        id == CLOCK_THREAD_CPUTIME_ID)
        return real.clock_gettime(id, time);
    *time = timespec_of(id == CLOCK_REALTIME
                            ? page->since_1970 + atomic_load(&page->moved)
                            : now());
    return 0;
}

int tap_gettimeofday(struct timeval *time, void *zone)
{
    struct timespec precise;

    tap_start();
    if (!is_stopped())
        return real.gettimeofday(time, zone);
    tap_clock_gettime(CLOCK_REALTIME, &precise);
    *time =
        (struct timeval){precise.tv_sec, (suseconds_t)(precise.tv_nsec / 1000)};
    return 0;
}

time_t tap_time(time_t *place)
{
    struct timespec precise;

    tap_start();
    if (!is_stopped())
        return real.time(place);
    tap_clock_gettime(CLOCK_REALTIME, &precise);
    if (place)
        *place = precise.tv_sec;
    return precise.tv_sec;
}

/* An alarm is the system's, and so not moved; the harness is told of it. */
static void note_alarm(void)
{
    tap_start();
    if (page)
        atomic_fetch_add(&page->alarms, 1);
}

unsigned tap_alarm(unsigned seconds)
{
    note_alarm();
    return real.alarm(seconds);
}

int tap_setitimer(which_timer which, const struct itimerval *next,
                  struct itimerval *before)
{
    note_alarm();
    return real.setitimer(which, next, before);
}

/* ---- waits --------------------------------------------------------------- */

/* How one kind of wait is tried for so long, with these signals blocked. */
typedef int attempt_to(void *wanted, const struct timespec *longest,
                       const sigset_t *blocked);

/* Until the attempt brings something, or the clock comes to `until`: then 0.
   Between two attempts signals are blocked, or one could come where it ends
   nothing. */
static int wait_until(long long until, attempt_to *attempt, void *wanted,
                      const sigset_t *mask)
{
    static const struct timespec at_once = {0, 0}, tick = {0, TICK};
    struct waiting *place = begin_wait(until);
    sigset_t all, usual;
    int result, saved;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &usual);
    do {
        int look = atomic_load(&page->look);
        bool over = now() >= until;
        result = attempt(wanted, &at_once, mask ? mask : &usual);
        if (result != 0 || over)
            break;
        atomic_store(&place->looked, look);
        result = attempt(wanted, &tick, mask ? mask : &usual);
    } while (result == 0);
    saved = errno;
    pthread_sigmask(SIG_SETMASK, &usual, NULL);
    end_wait(place);
    errno = saved;
    return result;
}

struct polled {
    struct pollfd *set;
    nfds_t count;
};

static int try_poll(void *wanted, const struct timespec *longest,
                    const sigset_t *blocked)
{
    struct polled *polled = wanted;

    return real.ppoll(polled->set, polled->count, longest, blocked);
}

/* With `wait` NULL there is no limit to keep. */
int poll_by_clock(struct pollfd *set, nfds_t n, const struct timespec *wait,
                  const sigset_t *mask)
{
    struct polled polled = {set, n};

    if (!is_stopped() || !wait || nanoseconds(wait) <= 0)
        return real.ppoll(set, n, wait, mask);
    return wait_until(now() + nanoseconds(wait), try_poll, &polled, mask);
}

struct selected {
    int n;
    fd_set *sets[3], wanted[3];
};

static int try_select(void *wanted, const struct timespec *longest,
                      const sigset_t *blocked)
{
    struct selected *selected = wanted;

    for (int i = 0; i < 3; i++)
        if (selected->sets[i])
            *selected->sets[i] = selected->wanted[i];
    return real.pselect(selected->n, selected->sets[0], selected->sets[1],
                        selected->sets[2], longest, blocked);
}

int select_by_clock(int n, fd_set *in, fd_set *out, fd_set *other,
                    const struct timespec *wait, const sigset_t *mask)
{
    struct selected selected = {.n = n, .sets = {in, out, other}};

    if (!is_stopped() || !wait || nanoseconds(wait) <= 0)
        return real.pselect(n, in, out, other, wait, mask);
    for (int i = 0; i < 3; i++)
        if (selected.sets[i])
            selected.wanted[i] = *selected.sets[i];
    return wait_until(now() + nanoseconds(wait), try_select, &selected, mask);
}

#ifdef __linux__
struct epolled {
    int fd, n;
    struct epoll_event *ready;
};

static int try_epoll(void *wanted, const struct timespec *longest,
                     const sigset_t *blocked)
{
    struct epolled *epolled = wanted;

    return real.epoll_pwait(epolled->fd, epolled->ready, epolled->n,
                            (int)(longest->tv_nsec / 1000000), blocked);
}

int epoll_by_clock(int fd, struct epoll_event *ready, int n, int milliseconds,
                   const sigset_t *mask)
{
    struct epolled epolled = {fd, n, ready};

    tap_start();
    if (!is_stopped() || milliseconds <= 0)
        return real.epoll_pwait(fd, ready, n, milliseconds, mask);
    return wait_until(now() + milliseconds * 1000000LL, try_epoll, &epolled,
                      mask);
}
#endif

/* *left: what a signal has left of it. */
static int sleep_until(long long until, struct timespec *left)
{
    struct polled nothing = {NULL, 0};
    int result = wait_until(until, try_poll, &nothing, NULL);

    if (result < 0 && left)
        *left = timespec_of(until > now() ? until - now() : 0);
    return result;
}

int tap_nanosleep(const struct timespec *wait, struct timespec *left)
{
    tap_start();
    return is_stopped() ? sleep_until(now() + nanoseconds(wait), left)
                        : real.nanosleep(wait, left);
}

/* Returns its error. */
int tap_clock_nanosleep(clockid_t id, int flags, const struct timespec *wait,
                        struct timespec *left)
{
    struct timespec time;
    long long until = nanoseconds(wait);

    tap_start();
    if (!is_stopped())
        return real.clock_nanosleep(id, flags, wait, left);
    if (flags & TIMER_ABSTIME) {
        tap_clock_gettime(id, &time);
        until -= nanoseconds(&time);
    }
    return sleep_until(now() + until, flags & TIMER_ABSTIME ? NULL : left)
               ? errno
               : 0;
}

unsigned tap_sleep(unsigned seconds)
{
    const struct timespec wait = {.tv_sec = (time_t)seconds};
    struct timespec left = {0, 0};

    tap_start();
    if (!is_stopped())
        return real.sleep(seconds);
    sleep_until(now() + nanoseconds(&wait), &left);
    return (unsigned)left.tv_sec;
}

int tap_usleep(useconds_t microseconds)
{
    tap_start();
    return is_stopped() ? sleep_until(now() + microseconds * 1000LL, NULL)
                        : real.usleep(microseconds);
}

/* ---- conditions and semaphores ------------------------------------------- */

/* A limit of that clock, on ours. */
static long long limit_by(clockid_t id, const struct timespec *limit)
{
    return nanoseconds(limit) -
           (id == CLOCK_REALTIME ? page->since_1970 - page->since_boot : 0);
}

/* A semaphore remembers that it was raised: nothing is lost between two looks.
 */
static int try_semaphore(void *wanted, const struct timespec *longest,
                         const sigset_t *blocked)
{
    if (sem_trywait(wanted) == 0)
        return 1;
    return real.ppoll(NULL, 0, longest, blocked);
}

static int semaphore_by_clock(sem_t *semaphore, clockid_t id,
                              const struct timespec *limit)
{
    int result =
        wait_until(limit_by(id, limit), try_semaphore, semaphore, NULL);

    if (result == 0)
        errno = ETIMEDOUT;
    return result > 0 ? 0 : -1;
}

int tap_sem_timedwait(sem_t *semaphore, const struct timespec *limit)
{
    tap_start();
    return is_stopped() ? semaphore_by_clock(semaphore, CLOCK_REALTIME, limit)
                        : real.sem_timedwait(semaphore, limit);
}

int tap_sem_clockwait(sem_t *semaphore, clockid_t id,
                      const struct timespec *limit)
{
    tap_start();
    return is_stopped() ? semaphore_by_clock(semaphore, id, limit)
                        : real.sem_clockwait(semaphore, id, limit);
}

/* How often anybody was told that something may have changed. */
static atomic_int announced;

int tap_pthread_cond_signal(pthread_cond_t *condition)
{
    tap_start();
    atomic_fetch_add(&announced, 1);
    return real.pthread_cond_signal(condition);
}

int tap_pthread_cond_broadcast(pthread_cond_t *condition)
{
    tap_start();
    atomic_fetch_add(&announced, 1);
    return real.pthread_cond_broadcast(condition);
}

/* One tick of the clock that the time belongs to. `named`: by the call, and not
   when the condition was made. */
static int wait_a_tick(pthread_cond_t *condition, pthread_mutex_t *mutex,
                       clockid_t id, bool named)
{
    struct timespec soon;

    real.clock_gettime(id, &soon);
    soon = timespec_of(nanoseconds(&soon) + TICK);
    return named ? real.pthread_cond_clockwait(condition, mutex, id, &soon)
                 : real.pthread_cond_timedwait(condition, mutex, &soon);
}

/* Between two ticks somebody may announce something that nobody hears: then
   this returns as if woken without a reason, which POSIX allows. */
static int condition_by_clock(pthread_cond_t *condition, pthread_mutex_t *mutex,
                              clockid_t id, bool named,
                              const struct timespec *limit)
{
    long long until = limit_by(id, limit);
    struct waiting *place = begin_wait(until);
    int before = atomic_load(&announced), result = ETIMEDOUT;

    while (result == ETIMEDOUT && now() < until) {
        int look = atomic_load(&page->look);
        if (atomic_load(&announced) != before) {
            result = 0;
            break;
        }
        atomic_store(&place->looked, look);
        result = wait_a_tick(condition, mutex, id, named);
    }
    end_wait(place);
    return result;
}

int tap_pthread_cond_timedwait(pthread_cond_t *condition,
                               pthread_mutex_t *mutex,
                               const struct timespec *limit)
{
    tap_start();
    if (!is_stopped())
        return real.pthread_cond_timedwait(condition, mutex, limit);

    clockid_t id = nanoseconds(limit) > page->since_1970 / 2 ? CLOCK_REALTIME
                                                             : CLOCK_MONOTONIC;
    return condition_by_clock(condition, mutex, id, false, limit);
}

int tap_pthread_cond_clockwait(pthread_cond_t *condition,
                               pthread_mutex_t *mutex, clockid_t id,
                               const struct timespec *limit)
{
    tap_start();
    return is_stopped()
               ? condition_by_clock(condition, mutex, id, true, limit)
               : real.pthread_cond_clockwait(condition, mutex, id, limit);
}

/* ---- SO_RCVTIMEO and SO_SNDTIMEO ----------------------------------------- */

/* How long a call on a descriptor may wait: [0] to receive, [1] to send. Zero:
   without a limit. Kept here, the system never hears of it. */
static atomic_llong patience[65536][2];

static atomic_llong *patience_of(int fd, int which)
{
    return fd >= 0 && (size_t)fd < sizeof patience / sizeof *patience
               ? &patience[fd][which]
               : NULL;
}

static bool is_patience(int fd, int level, int name)
{
    return is_stopped() && level == SOL_SOCKET && patience_of(fd, 0) &&
           (name == SO_RCVTIMEO || name == SO_SNDTIMEO);
}

bool set_patience(int fd, int level, int name, const void *value)
{
    struct timeval time;

    if (!is_patience(fd, level, name))
        return false;
    memcpy(&time, value, sizeof time);
    atomic_store(patience_of(fd, name == SO_SNDTIMEO),
                 time.tv_sec * SECOND + time.tv_usec * 1000LL);
    return true;
}

bool get_patience(int fd, int level, int name, void *value, socklen_t *size)
{
    if (!is_patience(fd, level, name))
        return false;
    long long time = atomic_load(patience_of(fd, name == SO_SNDTIMEO));
    struct timeval answer = {(time_t)(time / SECOND),
                             (suseconds_t)(time % SECOND / 1000)};

    memcpy(value, &answer, sizeof answer);
    *size = sizeof answer;
    return true;
}

void forget_patience(int fd)
{
    for (int which = 0; which < 2; which++)
        if (patience_of(fd, which))
            atomic_store(patience_of(fd, which), 0);
}

/* The limit of a call that may wait on this descriptor; 0: none. */
static long long limit_of(int fd, int flags, int which)
{
    if (!is_stopped() || flags & MSG_DONTWAIT || !patience_of(fd, which) ||
        atomic_load(patience_of(fd, which)) == 0)
        return 0;
    return real.fcntl(fd, F_GETFL) & O_NONBLOCK
               ? 0
               : atomic_load(patience_of(fd, which));
}

/* True when the call may be made; false: its time is up, and errno is set. */
bool wait_for_socket(int fd, int flags, bool to_send)
{
    struct pollfd one = {.fd = fd, .events = to_send ? POLLOUT : POLLIN};
    struct polled polled = {&one, 1};
    long long limit = limit_of(fd, flags, to_send);
    int result =
        limit > 0 ? wait_until(now() + limit, try_poll, &polled, NULL) : 1;

    if (result == 0)
        errno = EAGAIN;
    return result > 0;
}

/* Whether a send must not wait inside the system, because its time is ours. */
int sending_flags(int fd, int flags)
{
    return limit_of(fd, flags, 1) > 0 ? flags | MSG_DONTWAIT : flags;
}

/* As long as SO_SNDTIMEO allows; afterwards connecting goes on by itself. */
int connect_by_clock(int fd, const struct sockaddr *address, socklen_t size)
{
    int error = 0;
    socklen_t room = sizeof error;

    if (limit_of(fd, 0, 1) == 0)
        return real.connect(fd, address, size);
    int flags = real.fcntl(fd, F_GETFL);
    real.fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    int result = real.connect(fd, address, size);
    error = result < 0 ? errno : 0;
    real.fcntl(fd, F_SETFL, flags);
    if (error == EINPROGRESS && wait_for_socket(fd, 0, true))
        real.getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &room);
    errno = error;
    return error ? -1 : 0;
}
