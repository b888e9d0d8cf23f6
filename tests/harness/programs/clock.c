/*
 * clock.c - a clock that only the test moves, and threads that it holds.
 *
 * A promise in time ("it gives up after five seconds") is tested without
 * waiting, and without a machine's pace in the verdict: programs that are
 * started after stop_the_clock() find that no time passes, until the test says
 * so. tap/tap.h is what the harness shares with tap, which does the rest.
 */
#define _XOPEN_SOURCE 700

#include "process.h"
#include "tap/tap.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MILLISECOND 1000000LL /* in nanoseconds */
#define A_YEAR \
    (365 * 86400000LL) /* in milliseconds: no program waits so long */

static struct page *page;
static char page_file[256];
static bool runs; /* by itself */

static long long nanoseconds_by(clockid_t id)
{
    struct timespec time;

    clock_gettime(id, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void make_page(void)
{
    snprintf(page_file, sizeof page_file, "%s/page-XXXXXX", plain_directory());
    int fd = mkstemp(page_file);
    if (fd < 0 || ftruncate(fd, (off_t)sizeof *page) < 0)
        failed("a file to share with tap", "%s: %s", page_file,
               strerror(errno));
    void *place =
        mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (place == MAP_FAILED)
        failed("a file to share with tap", "%s", strerror(errno));
    close(fd);
    page = place;
    page->since_boot = nanoseconds_by(CLOCK_MONOTONIC);
    page->since_1970 = nanoseconds_by(CLOCK_REALTIME);
}

const char *shared_page(void)
{
    if (!page)
        make_page();
    return page_file;
}

const struct page *page_of_tap(void)
{
    return page;
}

void release_clock(void)
{
    if (!page)
        return;
    munmap(page, sizeof *page);
    unlink(page_file);
    page = NULL;
    runs = false;
}

void stop_the_clock(void)
{
    need_tap();
    shared_page();
    page->stopped_clock = 1;
}

void keep_patient(void)
{
    if (has_tap())
        stop_the_clock();
}

bool clock_is_stopped(void)
{
    return page && page->stopped_clock;
}

long long clock_now(void)
{
    return page ? page->since_boot + atomic_load(&page->moved) : 0;
}

long long time_of_day(void)
{
    if (!clock_is_stopped())
        return time(NULL);
    return (page->since_1970 + atomic_load(&page->moved)) / 1000000000LL;
}

long long time_moved(void)
{
    return page ? atomic_load(&page->moved) : 0;
}

long long time_passed(void)
{
    return time_moved() / MILLISECOND;
}

int clock_entries(void)
{
    return page ? atomic_load(&page->entries) : 0;
}

int clock_alarms(void)
{
    return page ? atomic_load(&page->alarms) : 0;
}

int tap_sockets(void)
{
    return page ? atomic_load(&page->sockets) : 0;
}

int tap_lookups(void)
{
    return page ? atomic_load(&page->lookups) : 0;
}

long tap_calls(void)
{
    return page ? atomic_load(&page->calls) : 0;
}

const struct waiting *waiting_place(int thread)
{
    for (int i = 0; page && i < WAITING_PLACES; i++)
        if (atomic_load(&page->waits[i].thread) == thread)
            return &page->waits[i];
    return NULL;
}

int ask_to_look(void)
{
    return page ? atomic_fetch_add(&page->look, 1) + 1 : 0;
}

/* ---- for the tests --------------------------------------------------------
 */

/* The next time that somebody waits for; LLONG_MAX: nobody waits for any. What
   has come already was waited for by somebody who has been killed or stopped.
 */
static long long next_time(void)
{
    long long next = LLONG_MAX, now = clock_now();

    for (int i = 0; i < WAITING_PLACES; i++) {
        long long until = atomic_load(&page->waits[i].until);
        if (atomic_load(&page->waits[i].thread) > 0 && until > now &&
            until < next)
            next = until;
    }
    return next;
}

static void move_clock_to(long long time)
{
    atomic_store(&page->moved, time - page->since_boot);
}

/* To let each of a program's naps pass takes long, and it is wrong anyway. */
static void refuse_naps(long long naps, long long milliseconds)
{
    if (naps < 200 + milliseconds / 4)
        return;
    likely("it naps and looks, again and again: that is work for nothing, and "
           "it hears late. Wait in a call that ends when something comes, such "
           "as poll() or pthread_cond_wait()");
    failed(text_of("few calls that end within these %lld ms", milliseconds),
           "%lld already", naps);
}

void pass_time(long long milliseconds)
{
    long long until = clock_now() + milliseconds * MILLISECOND, next, ends = 0;

    if (milliseconds > 0)
        did("let %lld ms pass", milliseconds);
    await_rest(NULL);
    while ((next = next_time()) <= until) {
        refuse_naps(ends++, milliseconds);
        move_clock_to(next);
        await_rest(NULL);
    }
    move_clock_to(until);
    await_rest(NULL);
}

bool pass_to_next_time(long long most)
{
    long long next = next_time();

    if (next > page->since_boot + most * MILLISECOND)
        return false;
    move_clock_to(next);
    return true;
}

void let_time_run(void)
{
    runs = true;
}

bool time_goes_on(void)
{
    return runs && pass_to_next_time(A_YEAR);
}

long long time_to_end(struct process *process, long long most)
{
    long long before = clock_now(), deadline = bound();

    while (!has_ended(process)) {
        wait_for(-1, 0, now_ms() + 1);
        if (has_ended(process) || !stands_still(NULL))
            check(now_ms() < deadline,
                  text_of("%s to end", process_name(process)), "it still runs");
        else if (next_time() == LLONG_MAX)
            failed(text_of("%s to end", process_name(process)),
                   "it waits, and nothing will end that: %s",
                   where_it_stands());
        else if (next_time() > before + most * MILLISECOND)
            failed(text_of("%s to end", process_name(process)),
                   "it still runs after %lld ms", most);
        else
            move_clock_to(next_time());
    }
    return (clock_now() - before) / MILLISECOND;
}

/* Not one that was let go, and has not run since. */
static bool is_held(const struct waiting *place, const struct process *process)
{
    int thread = atomic_load(&place->thread);

    return thread > 0 &&
           (atomic_load(&place->held) == atomic_load(&page->let_go) + 1 ||
            atomic_load(&page->kept) == thread) &&
           atomic_load(&place->process) == (int)process_id(process);
}

int held_thread(const struct process *process, bool newest)
{
    int found = 0;

    for (int i = 0; page && i < WAITING_PLACES; i++) {
        int thread = atomic_load(&page->waits[i].thread);
        if (is_held(&page->waits[i], process) &&
            (found == 0 || (newest ? thread > found : thread < found)))
            found = thread;
    }
    return found;
}

void await_held(struct process *process)
{
    long long deadline = bound();
    const char *expected =
        text_of("%s to come to where it is held", process_name(process));

    while (!held_thread(process, false)) {
        check(!has_ended(process), expected, "its end: %s", ending_of(process));
        if (stands_still(process) && !held_thread(process, false))
            failed(expected, "it waits: %s", where_it_stands());
        check(now_ms() < deadline, expected, "it still runs");
        wait_for(-1, 0, now_ms() + 1);
    }
    did("%s stands there, held back", process_name(process));
}

int waits_in_handlers(void)
{
    return page ? atomic_load(&page->nested) : 0;
}

void let_go_but(int thread)
{
    if (page) {
        atomic_store(&page->kept, thread);
        atomic_fetch_add(&page->let_go, 1);
    }
}

void let_go(void)
{
    did("let it go on");
    let_go_but(0);
}
