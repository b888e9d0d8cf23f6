/* server.h - the servers that are measured: started, watched, ended. */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct server {
    pid_t process;
    int port;
    int other_port; /* every second member goes there; -1: there is none */
};

/* Starts the command: words with blanks between. "{port}" in it becomes a free
   port; otherwise its first line must tell its port, as our servers' do (before
   that, it may tell the port of another room: rooms.sh). With
   `pinned`, on the same core as the generator, which is pinned too. Returns
   false, and says why, if nobody listens within five seconds. */
bool server_start(struct server *server, const char *command, bool pinned);

/* Has it ended by itself? */
bool server_died(struct server *server);

/* Asks it to stop, and waits; after five seconds it is killed. Returns how
   many milliseconds that took, or -1 if its end was not orderly. */
double server_stop(struct server *server);

/* In KiB, "VmRSS" (now) or "VmHWM" (the most so far); -1: not known here. */
double server_memory(const struct server *server, const char *which);

/* Seconds of processor time it has used; -1: not known here. */
double server_seconds(const struct server *server);

/* Our own. */
double own_seconds(void);

/* Asks it to stop; the rest is for server_wait(), which is as server_stop(). */
void server_ask(struct server *server);
double server_wait(struct server *server);

/* Whether there is such a command. */
bool have_command(const char *name);

double now(void); /* seconds on the monotonic clock */
void nap(double seconds);

/* A connection to the port of 127.0.0.1 without Nagle's delay, or -1. */
int connect_to(int port);

/* Closes it with a reset, and leaves no TIME_WAIT behind. */
void leave_at_once(int fd);

/* Four connect and leave at once, again and again, as fast as that can be done,
   until they are stopped. */
void flood_start(int port);
void flood_stop(void);

#endif
