/* peer.h - the small things that the servers to compare with have in common. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>

/* A listener on a port of 127.0.0.1 that the kernel chooses; says so as our
   servers do. Exits with a complaint if it cannot be had. */
int peer_listener(void);

/* The next connection, without Nagle's delay, or -1. */
int peer_accept(int listener);

/* Sends all of it, and waits as long as that takes: no promises. Returns -1
   if the connection is lost. */
int peer_send(int fd, const char *bytes, size_t length);

#endif
