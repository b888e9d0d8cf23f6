/*
 * baseline.c - the least that a chat server does: one thread that forwards, to
 * everybody else, whatever a recv() of 64 KiB brought. No lines, no fairness,
 * no patience: it tears lines, and waits forever for who does not read.
 */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"
#include "watch.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 19000
#define AT_ONCE 64
#define BUFFER 65536

static int members[MOST]; /* by descriptor: its place in the list, plus one */
static int list[MOST];    /* the descriptors */
static int count;

static void take_in(int listener)
{
    int fd = peer_accept(listener);

    if (fd >= MOST) {
        close(fd);
    } else if (fd >= 0) {
        list[count++] = fd;
        members[fd] = count;
        watch_add(fd, fd, false);
    }
}

static void let_go(int fd)
{
    int place = members[fd] - 1;

    watch_remove(fd, fd);
    close(fd);
    list[place] = list[--count];
    members[list[place]] = place + 1;
    members[fd] = 0;
}

static void forward(int from)
{
    static char buffer[BUFFER];
    ssize_t got = recv(from, buffer, sizeof buffer, 0);

    if (got <= 0) {
        let_go(from);
        return;
    }
    for (int i = 0; i < count; i++)
        if (list[i] != from)
            peer_send(list[i], buffer, (size_t)got); /* the lost are let go */
}

int main(void)
{
    struct ready ready[AT_ONCE];
    int listener = peer_listener();

    watch_open(MOST);
    watch_add(listener, listener, false);
    for (;;) {
        int many = watch_wait(ready, AT_ONCE, -1);
        for (int i = 0; i < many; i++)
            if (ready[i].number == listener)
                take_in(listener);
            else if (members[ready[i].number])
                forward(ready[i].number);
    }
}
