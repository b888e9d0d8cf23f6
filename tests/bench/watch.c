/* watch.c - see watch.h */
#define _POSIX_C_SOURCE 200809L

#include "watch.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void give_up(const char *call)
{
    perror(call);
    exit(1);
}

#if defined __linux__ && !defined WITHOUT_EPOLL
#include <sys/epoll.h>

#define AT_ONCE 256

static int set = -1;

void watch_open(int most)
{
    (void)most;
    set = epoll_create1(EPOLL_CLOEXEC);
    if (set < 0)
        give_up("epoll_create1");
}

void watch_close(void)
{
    close(set);
}

static void control(int what, int fd, int number, bool writing)
{
    struct epoll_event event = {.events = EPOLLIN,
                                .data.u32 = (uint32_t)number};

    if (writing)
        event.events |= EPOLLOUT;
    if (epoll_ctl(set, what, fd, &event) < 0)
        give_up("epoll_ctl");
}

void watch_add(int fd, int number, bool writing)
{
    control(EPOLL_CTL_ADD, fd, number, writing);
}

void watch_change(int fd, int number, bool writing)
{
    control(EPOLL_CTL_MOD, fd, number, writing);
}

void watch_remove(int fd, int number)
{
    control(EPOLL_CTL_DEL, fd, number, false);
}

int watch_wait(struct ready *ready, int places, int milliseconds)
{
    struct epoll_event events[AT_ONCE];
    int most = places < AT_ONCE ? places : AT_ONCE;
    int count = epoll_wait(set, events, most, milliseconds);

    if (count < 0 && errno != EINTR)
        give_up("epoll_wait");
    for (int i = 0; i < count; i++) {
        ready[i].number = (int)events[i].data.u32;
        ready[i].readable =
            (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0;
        ready[i].writable = (events[i].events & EPOLLOUT) != 0;
    }
    return count < 0 ? 0 : count;
}

#else
#include <poll.h>

static struct pollfd *polled; /* polled[number] */
static int polled_count, turn;

void watch_open(int most)
{
    polled_count = most;
    turn = 0;
    polled = calloc((size_t)most, sizeof *polled);
    if (!polled)
        give_up("calloc");
    for (int i = 0; i < most; i++)
        polled[i].fd = -1;
}

void watch_close(void)
{
    free(polled);
}

void watch_add(int fd, int number, bool writing)
{
    polled[number].fd = fd;
    polled[number].events = (short)(writing ? POLLIN | POLLOUT : POLLIN);
}

void watch_change(int fd, int number, bool writing)
{
    watch_add(fd, number, writing);
}

void watch_remove(int fd, int number)
{
    (void)fd;
    polled[number].fd = -1;
}

/* Each call goes on where the last one stopped, or with few places the first
   sockets would always win. */
int watch_wait(struct ready *ready, int places, int milliseconds)
{
    int found = 0;

    if (poll(polled, (nfds_t)polled_count, milliseconds) <= 0)
        return 0;
    for (int i = 0; i < polled_count && found < places; i++) {
        turn = (turn + 1) % polled_count;
        short events = polled[turn].revents;
        if (polled[turn].fd < 0 || events == 0)
            continue;
        ready[found++] = (struct ready){
            .number = turn,
            .readable = (events & (POLLIN | POLLERR | POLLHUP)) != 0,
            .writable = (events & POLLOUT) != 0};
    }
    return found;
}
#endif
