/*
 * wrong.c - a chat server that does, on purpose, what the generator must see.
 *
 *     wrong none|drop|tear|double|swap|alter|return|late
 *
 * It relays whole lines, and to the second member that joined it does wrong
 * by each hundredth: leaves it out, cuts it in two with another line between,
 * sends it twice, sends it after the next, changes a letter, or returns it to
 * its sender. `none` does no wrong; `late` holds every line back for 20 ms.
 */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"
#include "watch.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 1024
#define AT_ONCE 16
#define LONGEST 4096
#define VICTIM 1
#define EACH 100

struct member {
    int fd;
    size_t length;
    char buffer[2 * LONGEST];
};

static struct member members[MOST];
static int count;
static const char *fault;

static bool fault_is(const char *name)
{
    return strcmp(fault, name) == 0;
}

/* Is the victim to be wronged by single lines? */
static bool does_wrong(void)
{
    return !fault_is("none") && !fault_is("late");
}

/* The wrong that is done to one line of the victim's. */
static void mistreat(int from, const char *line, size_t length)
{
    static char kept[LONGEST];
    int fd = members[VICTIM].fd;

    memcpy(kept, line, length);
    if (fault_is("double")) {
        peer_send(fd, line, length);
        peer_send(fd, line, length);
    } else if (fault_is("tear")) {
        peer_send(fd, line, length / 2);
        peer_send(fd, line, length);
        peer_send(fd, line + length / 2, length - length / 2);
    } else if (fault_is("alter")) {
        kept[length / 2] ^= 1;
        peer_send(fd, kept, length);
    } else if (fault_is("return")) {
        peer_send(fd, line, length);
        peer_send(members[from].fd, line, length);
    }
}

static void tell_victim(int from, const char *line, size_t length)
{
    static char held[LONGEST];
    static size_t held_length;
    static long told;

    told++;
    if (fault_is("swap") && told % EACH == 0) {
        memcpy(held, line, length);
        held_length = length;
        return;
    }
    if (told % EACH == 0 && does_wrong())
        mistreat(from, line, length);
    else
        peer_send(members[VICTIM].fd, line, length);
    if (held_length > 0)
        peer_send(members[VICTIM].fd, held, held_length);
    held_length = 0;
}

static void relay(int from, const char *line, size_t length)
{
    if (fault_is("late"))
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    for (int i = 0; i < count; i++) {
        if (i == from || members[i].fd < 0)
            continue;
        if (i == VICTIM)
            tell_victim(from, line, length);
        else
            peer_send(members[i].fd, line, length);
    }
}

static void hear(int number)
{
    struct member *member = &members[number];
    char *line = member->buffer, *newline;
    ssize_t got = recv(member->fd, line + member->length, LONGEST, 0);

    if (got <= 0 || member->length > LONGEST) {
        watch_remove(member->fd, number);
        close(member->fd);
        member->fd = -1;
        return;
    }
    char *end = line + member->length + got;
    while ((newline = memchr(line, '\n', (size_t)(end - line)))) {
        relay(number, line, (size_t)(newline + 1 - line));
        line = newline + 1;
    }
    member->length = (size_t)(end - line);
    memmove(member->buffer, line, member->length);
}

int main(int argc, char **argv)
{
    struct ready ready[AT_ONCE];
    int listener = peer_listener();

    fault = argc > 1 ? argv[1] : "drop";
    watch_open(MOST + 1);
    watch_add(listener, MOST, false);
    for (;;) {
        int many = watch_wait(ready, AT_ONCE, -1);
        for (int i = 0; i < many; i++) {
            if (ready[i].number != MOST) {
                hear(ready[i].number);
            } else if (count < MOST) {
                members[count].fd = peer_accept(listener);
                watch_add(members[count].fd, count, false);
                count++;
            }
        }
    }
}
