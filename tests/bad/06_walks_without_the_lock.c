/* Wrong: the list of members is walked without the lock, while others leave. */
#include "06_server.h"

static void relay(const struct member *sender, const char *line, size_t length)
{
    int count = member_count;

    for (int i = 0; i < count && i < member_count; i++)
        if (members[i] != sender)
            bad_write_all(members[i]->connection, line, length);
}

int main(int argc, char **argv)
{
    accept_members(bad_server(argc, argv), serve_lines, 1);
    stop_members(SHUT_RD);
    return 0;
}
