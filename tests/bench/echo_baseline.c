/*
 * echo_baseline.c - the least that an echo server does: one thread, a recv()
 * and a send(). It waits forever for a client that does not read.
 */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"
#include "watch.h"

#include <sys/socket.h>
#include <unistd.h>

#define MOST 19000
#define AT_ONCE 64
#define BUFFER 65536

static void echo(int fd)
{
    static char buffer[BUFFER];
    ssize_t got = recv(fd, buffer, sizeof buffer, 0);

    if (got <= 0 || peer_send(fd, buffer, (size_t)got) < 0) {
        watch_remove(fd, fd);
        close(fd);
    }
}

int main(void)
{
    struct ready ready[AT_ONCE];
    int listener = peer_listener();

    watch_open(MOST);
    watch_add(listener, listener, false);
    for (;;) {
        int many = watch_wait(ready, AT_ONCE, -1);
        for (int i = 0; i < many; i++) {
            if (ready[i].number != listener) {
                echo(ready[i].number);
                continue;
            }
            int fd = peer_accept(listener);
            if (fd >= 0)
                watch_add(fd, fd, false);
        }
    }
}
