/*
 * batching_baseline.c - the baseline that first receives from all who have said
 * something, and then sends it to each in as few calls as can be. No lines, no
 * fairness, no patience, as baseline.c.
 */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"
#include "watch.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 19000
#define AT_ONCE 64
#define BATCH (1024 * 1024)
#define PIECE 65536

/* What one member said in this round. */
struct said {
    int owner;
    size_t end;
};

static int list[MOST];
static int count;
static char batch[BATCH];
static struct said said[AT_ONCE];
static int said_count;

static void take_in(int listener)
{
    int fd = peer_accept(listener);

    if (fd >= MOST || count == MOST) {
        close(fd);
    } else if (fd >= 0) {
        list[count++] = fd;
        watch_add(fd, fd, false);
    }
}

static void let_go(int fd)
{
    int place = 0;

    while (place < count && list[place] != fd)
        place++;
    list[place] = list[--count];
    watch_remove(fd, fd);
    close(fd);
}

/* Returns how much there is in the batch now. */
static size_t hear(int fd, size_t length)
{
    size_t room = BATCH - length < PIECE ? BATCH - length : PIECE;

    if (room == 0)
        return length; /* it is heard in the next round */
    ssize_t got = recv(fd, batch + length, room, 0);
    if (got <= 0) {
        let_go(fd);
        return length;
    }
    length += (size_t)got;
    said[said_count++] = (struct said){.owner = fd, .end = length};
    return length;
}

/* All but what it said itself: what is before that, and what is after. */
static void tell(int fd)
{
    size_t begin = 0, end = 0;

    for (int i = 0; i < said_count; i++) {
        if (said[i].owner == fd) {
            peer_send(fd, batch + begin, end - begin);
            begin = said[i].end;
        }
        end = said[i].end;
    }
    peer_send(fd, batch + begin, end - begin);
}

int main(void)
{
    struct ready ready[AT_ONCE];
    int listener = peer_listener();

    watch_open(MOST);
    watch_add(listener, listener, false);
    for (;;) {
        size_t length = 0;
        int many = watch_wait(ready, AT_ONCE, -1);
        said_count = 0;
        for (int i = 0; i < many; i++)
            if (ready[i].number == listener)
                take_in(listener);
            else
                length = hear(ready[i].number, length);
        for (int i = 0; i < count && length > 0; i++)
            tell(list[i]);
    }
}
