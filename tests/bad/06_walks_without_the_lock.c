/* Wrong: the list of members is walked without the lock, while others leave. */
#include "bad.h"

#include <pthread.h>

#define MAX 64

struct member {
    int connection;
    pthread_t thread;
};

static struct member *members[MAX];
static int member_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile sig_atomic_t stopped;

static void relay(const struct member *sender, const char *line, size_t length)
{
    int count = member_count;

    for (int i = 0; i < count && i < member_count; i++)
        if (members[i] != sender)
            bad_write_all(members[i]->connection, line, length);
}

/* The last takes the place of the one who goes. */
static void leave(struct member *member)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; i < member_count; i++)
        if (members[i] == member)
            members[i] = members[--member_count];
    pthread_mutex_unlock(&lock);
    shutdown(member->connection, SHUT_WR);
}

static void *serve(void *argument)
{
    struct member *member = argument;
    char line[4096];
    size_t have = 0;

    while (recv(member->connection, line + have, 1, 0) > 0)
        if (line[have++] == '\n') {
            relay(member, line, have);
            have = 0;
        }
    leave(member);
    return NULL;
}

static void on_stop(int number)
{
    (void)number;
    stopped = 1;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_stop};
    int listener = bad_server(argc, argv);

    sigaction(SIGTERM, &action, NULL);
    while (!stopped) {
        struct member *member = calloc(1, sizeof *member);
        member->connection = accept(listener, NULL, NULL);
        if (member->connection < 0)
            continue;
        pthread_mutex_lock(&lock);
        members[member_count++] = member;
        pthread_create(&member->thread, NULL, serve, member);
        pthread_mutex_unlock(&lock);
    }
    return 0;
}
