/*
 * threads.c - two tasks that wait at the same time.
 *
 *     ./threads [-f FACTOR]
 *
 * pthread_create() starts a function beside us, pthread_join() waits for its
 * end. In between its argument is in use, and its owner must keep it alive.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_FACTOR 1000

struct task {
    int number;
    double wait; /* seconds */
};

/* Returns 0, or -1 after a complaint if not all of our output was written. */
static int check_output(void)
{
    if (!ferror(stdout))
        return 0;
    perror("threads: write to standard output");
    return -1;
}

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./threads [-f FACTOR]\n"
            "  -f FACTOR  all waits take so much longer: 0 to %d (1)\n",
            MAX_FACTOR);
    exit(check_output() < 0 ? 1 : status);
}

static double read_arguments(int argc, char **argv)
{
    double factor = 1;
    int option;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    while ((option = getopt(argc, argv, "f:")) != -1) {
        char *end;
        if (option != 'f')
            usage(stderr, 2);
        factor = strtod(optarg, &end);
        if (end == optarg || *end != '\0' ||
            !(factor >= 0 && factor <= MAX_FACTOR)) {
            fprintf(stderr, "threads: '%s' is not a valid factor\n", optarg);
            usage(stderr, 2);
        }
    }
    if (optind < argc)
        usage(stderr, 2);
    return factor;
}

/* pthread functions return the error; errno says nothing of it. */
static void complain(const char *call, int error)
{
    fprintf(stderr, "threads: %s: %s\n", call, strerror(error));
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void sleep_for(double seconds)
{
    struct timespec left = {.tv_sec = (time_t)seconds};

    left.tv_nsec = (long)((seconds - (double)left.tv_sec) * 1e9);
    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        ; /* a signal came: wait for what is left */
}

static void *run_task(void *argument)
{
    const struct task *task = argument; /* main's: it lives until we end */

    printf("Thread %d: starts.\n", task->number);
    sleep_for(task->wait);
    printf("Thread %d: has finished, after %.2f s.\n", task->number,
           task->wait);
    return NULL;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a reader that left is an error, not a death */
    double factor = read_arguments(argc, argv);
    struct task tasks[] = {{1, 2 * factor}, {2, 1.5 * factor}};
    pthread_t threads[2];
    int started = 0, error = 0;

    double begin = now();
    while (started < 2 && error == 0) {
        error =
            pthread_create(&threads[started], NULL, run_task, &tasks[started]);
        started += error == 0;
    }
    if (error)
        complain("pthread_create", error);
    printf("Main program: waits for the threads.\n");
    for (int i = 0; i < started; i++) {
        int join_error = pthread_join(threads[i], NULL);
        if (join_error) {
            complain("pthread_join", join_error);
            exit(1); /* to return would take the tasks away from a thread */
        }
    }
    printf("Main program: all have finished; %.2f s of waiting took %.2f s.\n",
           3.5 * factor, now() - begin);
    return check_output() < 0 || error != 0;
}
