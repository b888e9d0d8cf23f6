/* Wrong: to wake a thread that is in recv(), its connection is closed. */
#include "06_server.h"

static void relay(const struct member *sender, const char *line, size_t length)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; i < member_count; i++)
        if (members[i] != sender)
            bad_write_all(members[i]->connection, line, length);
    pthread_mutex_unlock(&lock);
}

int main(int argc, char **argv)
{
    accept_members(bad_server(argc, argv), serve_lines, 1);
    for (int i = 0; i < member_count; i++)
        close(members[i]->connection);
    for (int i = 0; i < member_count; i++)
        pthread_join(members[i]->thread, NULL);
    return 0;
}
