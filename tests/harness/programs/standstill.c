/*
 * standstill.c - the proof that nothing more will come.
 *
 * A program that each of its threads has left waiting in a call which only we
 * can end will never do anything again by itself: whoever waits for it waits
 * in vain. That is so if, between two looks at all threads,
 *
 *   - each stands in a call that waits without a limit of time, asleep, or for
 *     a time of our clock that has not come (tap/tap.h), having just found
 * nothing there, or was stopped by a signal;
 *   - none has run meanwhile: the system counts how often each was put to work;
 *   - nothing that one of them has printed is still to be read by us;
 *   - nothing is under way to any of them: every byte that was sent has been
 *     acknowledged, and datagrams that were sent before have been delivered;
 *     who is not connected yet asks where a queue is full, and will go on
 *     asking.
 *
 * What a program has started belongs to it. What cannot be looked at is taken
 * for a program that works. Linux only (threads.c, traffic.c).
 */
#define _GNU_SOURCE
#include "look.h"

#include "tap/tap.h"

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
    snprintf(where, sizeof where, "%s",
             in_words("no call: it runs in a loop that does not end"));
}

#ifdef __linux__

#include <poll.h>
#include <unistd.h>

/* Of who works nobody needs to know what it has started. */
static bool look_around(const struct process *only, struct family *family,
                        struct look *look)
{
    look->count = 0;
    find_programs(only, family);
    for (size_t i = 0; i < family->count; i++)
        if (!look_at_process(family->pids[i], NULL, look) ||
            has_timers(family->pids[i]) ||
            !add_started(family->pids[i], family))
            return false;
    return true;
}

/* Are they as they were? Who has not run has not started anything. */
static bool is_unchanged(const struct family *family, const struct look *before)
{
    static struct look after;

    after.count = 0;
    for (size_t i = 0; i < family->count; i++)
        if (!look_at_process(family->pids[i], before, &after))
            return false;
    for (size_t i = 0; i < after.count && i < before->count; i++)
        if (!is_same_stand(&before->stands[i], &after.stands[i]))
            return false;
    return after.count == before->count;
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

/* "recv, accept": each call once. */
static void remember_where(const struct look *look)
{
    where[0] = '\0';
    for (size_t i = 0; i < look->count; i++) {
        const char *call = call_of(&look->stands[i]);
        size_t used = strlen(where);
        if (!strstr(where, call))
            snprintf(where + used, sizeof where - used, "%s%s",
                     used ? ", " : "", call);
    }
}

/* What it had started was killed with it, and still has its streams open. */
static bool somebody_is_dying(void)
{
    const struct process *process;
    bool dying = false;

    for (int i = 0; (process = process_numbered(i)) && !dying; i++)
        dying = process->ended && process->own_group &&
                (process->output[OUT].fd >= 0 || process->output[ERR].fd >= 0);
    return dying;
}

bool stands_still(const struct process *only)
{
    static struct family family;
    static struct look look;
    int entries = clock_entries();

    where[0] = '\0';
    if (somebody_is_dying() || !look_around(only, &family, &look) ||
        !output_is_read(only) || !nothing_under_way() ||
        !loopback_has_delivered() || !waits_find_nothing(&look) ||
        !is_unchanged(&family, &look) || entries != clock_entries())
        return false;
    if (look.count == 0 && !(process_numbered(0) && nobody_left_anything()))
        return false; /* all have ended, or there never was anybody */
    remember_where(&look);
    return true;
}

bool can_tell_standstill(void)
{
    char text[16];
    int fd = borrow(getpid(), STDERR_FILENO);

    if (fd >= 0)
        close(fd);
    return fd >= 0 && read_file("/proc/self/syscall", text, sizeof text) &&
           access("/proc/thread-self/children", R_OK) == 0;
}

#else

bool stands_still(const struct process *only)
{
    (void)only;
    return false;
}

bool can_tell_standstill(void)
{
    return false;
}

#endif
