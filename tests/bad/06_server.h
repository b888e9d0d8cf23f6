/* 06_server.h - a chat server's frame, for those of tests/bad whose one mistake
   is elsewhere: a thread per member, whole lines, each sent to all the others
   by whoever has received it. */
#ifndef BAD_06_SERVER_H
#define BAD_06_SERVER_H

#include "05_server.h"

#include <netinet/tcp.h>

#define MAX 64

struct member {
    int connection;
    pthread_t thread;
};

static struct member *members[MAX];
static int member_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void relay(const struct member *sender, const char *line, size_t length);

/* The last takes the place of the one who goes. */
static inline void leave(struct member *member)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; i < member_count; i++)
        if (members[i] == member)
            members[i] = members[--member_count];
    pthread_mutex_unlock(&lock);
    shutdown(member->connection, SHUT_WR);
}

static inline void *serve_lines(void *argument)
{
    struct member *member = argument;
    char buffer[65536];
    size_t have = 0;
    ssize_t got;

    while ((got = recv(member->connection, buffer + have, sizeof buffer - have,
                       0)) > 0) {
        char *line = buffer, *newline;
        have += (size_t)got;
        while ((newline = memchr(line, '\n', have))) {
            size_t length = (size_t)(newline - line) + 1;
            relay(member, line, length);
            line += length;
            have -= length;
        }
        memmove(buffer, line, have);
    }
    leave(member);
    return NULL;
}

/* Accepts until it is stopped. */
static inline void accept_members(int listener, void *(*serve)(void *),
                                  int nodelay)
{
    stop_on_signals();
    while (!stopped) {
        struct member *member = calloc(1, sizeof *member);
        member->connection = accept(listener, NULL, NULL);
        if (member->connection < 0 || member_count == MAX) {
            free(member);
            continue;
        }
        setsockopt(member->connection, IPPROTO_TCP, TCP_NODELAY, &nodelay,
                   sizeof nodelay);
        fprintf(stderr, "member joined\n");
        pthread_mutex_lock(&lock);
        members[member_count++] = member;
        member->thread = start_thread(serve, member);
        pthread_mutex_unlock(&lock);
    }
    close(listener);
}

/* The right way to stop. */
static inline void stop_members(int how)
{
    pthread_t threads[MAX];
    int count;

    pthread_mutex_lock(&lock);
    count = member_count;
    for (int i = 0; i < count; i++) {
        threads[i] = members[i]->thread;
        shutdown(members[i]->connection, how);
    }
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    fprintf(stderr, "stopped\n");
}

#endif
