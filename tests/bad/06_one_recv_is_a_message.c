/* Wrong: what one recv() has brought is relayed as one message. */
#include "06_server.h"

static void relay(const struct member *sender, const char *line, size_t length)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; i < member_count; i++)
        if (members[i] != sender)
            bad_write_all(members[i]->connection, line, length);
    pthread_mutex_unlock(&lock);
}

static void *serve_pieces(void *argument)
{
    struct member *member = argument;
    char piece[4096];
    ssize_t got;

    while ((got = recv(member->connection, piece, sizeof piece, 0)) > 0)
        relay(member, piece, (size_t)got);
    leave(member);
    return NULL;
}

int main(int argc, char **argv)
{
    accept_members(bad_server(argc, argv), serve_pieces, 1);
    stop_members(SHUT_RD);
    return 0;
}
