/*
 * effort.c - how long a program takes over its end, by its own doing.
 *
 * By the clock, a machine that is busy with other things makes everything take
 * longer, and no bound that means something holds. So what counts is what the
 * program itself decides: how long it asked to wait, where nothing came before
 * (tap lists that), and how long it computed (the system tells). Waits that
 * something ended do not count: at an end that is one of its own threads, whose
 * effort counts already.
 */
#define _XOPEN_SOURCE 700

#include "harness.h"
#include "internal.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* What another process has computed, in microseconds; -1: nobody tells here. */
static long long cpu_of(pid_t pid)
{
#if defined _POSIX_CPUTIME && _POSIX_CPUTIME >= 0
    struct timespec time;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) == 0 &&
        clock_gettime(clock, &time) == 0)
        return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
#else
    (void)pid;
#endif
    return -1;
}

/* What all the children have computed that were reaped. */
static long long cpu_of_children(void)
{
    struct rusage usage;

    getrusage(RUSAGE_CHILDREN, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

void effort_from_now(struct effort *effort, pid_t pid)
{
    effort->since = now_ns();
    effort->cpu_then = cpu_of(pid);
}

/* The difference between the two is what this one has computed in its life. */
void effort_before_reaping(struct effort *effort)
{
    effort->cpu_after = -cpu_of_children();
}

void effort_after_reaping(struct effort *effort)
{
    effort->cpu_after += cpu_of_children() - effort->cpu_then;
    if (effort->cpu_then < 0)
        effort->cpu_after = 0;
}

/* In microseconds. */
static long long waits_since(const char *file, long long since)
{
    char line[128];
    long long sum = 0, at, time;
    FILE *list = fopen(file, "r");

    while (list && fgets(line, sizeof line, list))
        if (sscanf(line, "at=%lld us=%lld", &at, &time) == 2 && at >= since)
            sum += time;
    if (list)
        fclose(list);
    return sum;
}

long long effort_in_all(const struct effort *effort)
{
    return (waits_since(effort->waits, effort->since) + effort->cpu_after) /
           1000;
}
