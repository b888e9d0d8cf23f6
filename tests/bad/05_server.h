/* 05_server.h - a threaded echo server's frame, for those of tests/bad whose
   one mistake is elsewhere. */
#ifndef BAD_05_SERVER_H
#define BAD_05_SERVER_H

#include "bad.h"

#include <pthread.h>

static volatile sig_atomic_t stopped;

static void on_stop(int number)
{
    (void)number;
    stopped = 1;
}

/* Without SA_RESTART: accept() is to return. */
static inline void stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = on_stop};

    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

/* Signals are to reach main alone. */
static inline pthread_t start_thread(void *(*serve)(void *), void *argument)
{
    pthread_t thread;
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_create(&thread, NULL, serve, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return thread;
}

#endif
