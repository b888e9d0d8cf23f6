/*
 * race.c - threads count together, without a mutex and with one.
 *
 *     ./race [TIMES]
 *
 * To add one is three steps: read, add, write. If another thread writes in
 * between, its count is overwritten, and lost. How many are lost is chance: it
 * may be none. A mutex lets one thread at a time through all three.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define THREADS 4
#define DEFAULT_TIMES 1000000
#define YIELD_EVERY 10000
#define MAX_TIMES 100000000

static struct {
    pthread_mutex_t lock; /* only its holder may touch `guarded` */
    long guarded;
    atomic_long unguarded;
    long times;
} count = {.lock = PTHREAD_MUTEX_INITIALIZER, .times = DEFAULT_TIMES};

/* Returns 0, or -1 after a complaint if not all of our output was written. */
static int check_output(void)
{
    if (!ferror(stdout))
        return 0;
    perror("race: write to standard output");
    return -1;
}

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./race [TIMES]\n"
            "  TIMES  how far each thread counts: 1 to %d (%d)\n",
            MAX_TIMES, DEFAULT_TIMES);
    exit(check_output() < 0 ? 1 : status);
}

static long read_arguments(int argc, char **argv)
{
    char *end;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    if (argc > 2)
        usage(stderr, 2);
    if (argc == 1)
        return DEFAULT_TIMES;
    long times = strtol(argv[1], &end, 10);
    if (*end != '\0' || times < 1 || times > MAX_TIMES) {
        fprintf(stderr, "race: '%s' is not a valid number of times\n", argv[1]);
        usage(stderr, 2);
    }
    return times;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Both kinds of threads begin with this: main holds the lock until all have
   been created. */
static void wait_for_start(void)
{
    pthread_mutex_lock(&count.lock);
    pthread_mutex_unlock(&count.lock);
}

/* What the processor makes of `++` on a plain long, written out. (In C that
   plain form is undefined here, a data race: the compiler may assume that
   nobody else writes, and add all at once. On an atomic_long `++` would be one
   step, and lose nothing.) On two cores counts get lost all the time; with a
   single one you might wait long to see it, so the turn is given away now and
   then, between the read and the write. */
static void *count_unguarded(void *unused)
{
    (void)unused;
    wait_for_start();
    for (long i = 0; i < count.times; i++) {
        long seen =
            atomic_load_explicit(&count.unguarded, memory_order_relaxed);
        if (i % YIELD_EVERY == 0)
            sched_yield();
        atomic_store_explicit(&count.unguarded, seen + 1, memory_order_relaxed);
    }
    return NULL;
}

static void *count_guarded(void *unused)
{
    (void)unused;
    wait_for_start();
    for (long i = 0; i < count.times; i++) {
        pthread_mutex_lock(&count.lock);
        count.guarded++;
        pthread_mutex_unlock(&count.lock);
    }
    return NULL;
}

/* Runs `function` in all threads at once. Returns the seconds that it took, or
   -1 after a complaint. pthread functions return the error. */
static double run(void *(*function)(void *))
{
    pthread_t threads[THREADS];
    int started = 0, error = 0;

    pthread_mutex_lock(&count.lock);
    while (started < THREADS && error == 0) {
        error = pthread_create(&threads[started], NULL, function, NULL);
        started += error == 0;
    }
    double begin = now();
    pthread_mutex_unlock(&count.lock);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (error)
        fprintf(stderr, "race: pthread_create: %s\n", strerror(error));
    return error ? -1 : now() - begin;
}

static void show_count(const char *how, long got, double seconds)
{
    printf("%s: %ld (%ld lost), %.3f s\n", how, got,
           THREADS * count.times - got, seconds);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a reader that left is an error, not a death */
    count.times = read_arguments(argc, argv);
    printf("%d threads count to %ld each: %ld together.\n", THREADS,
           count.times, THREADS * count.times);
    double seconds = run(count_unguarded);
    if (seconds < 0)
        return 1;
    show_count("without the mutex", atomic_load(&count.unguarded), seconds);
    seconds = run(count_guarded);
    if (seconds < 0)
        return 1;
    show_count("with the mutex", count.guarded, seconds);
    if (check_output() < 0)
        return 1;
    return count.guarded != THREADS * count.times;
}
