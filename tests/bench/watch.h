/*
 * watch.h - which of many sockets are ready: epoll where there is epoll, so
 * that neither the generator nor a baseline is slowed by 500 sockets; else
 * poll(). The baselines and the generator share it.
 */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>

struct ready {
    int number; /* as given to watch_add() */
    bool readable, writable;
};

/* A new set, for up to that many sockets. There is one at a time. Exits with a
   complaint if it cannot be had. */
void watch_open(int most);
void watch_close(void);

/* From now on the socket is watched for reading, and for writing if asked;
   `number`, from 0 to most - 1, is how its readiness will be told. */
void watch_add(int fd, int number, bool writing);
void watch_change(int fd, int number, bool writing);
void watch_remove(int fd, int number);

/* Waits that many milliseconds at most. Returns how many are ready, of those
   that found place in ready[]. */
int watch_wait(struct ready *ready, int places, int milliseconds);

#endif
