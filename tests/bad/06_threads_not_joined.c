/* Wrong: main ends without the threads, which still have something to send.
   (The pause, at lines that begin with a digit, stands for a slow network.) */
#include "06_server.h"

#include <time.h>

static void relay(const struct member *sender, const char *line, size_t length)
{
    const struct timespec pause = {.tv_nsec = 200 * 1000 * 1000};

    pthread_mutex_lock(&lock);
    for (int i = 0; i < member_count; i++) {
        if (members[i] == sender)
            continue;
        bad_write_all(members[i]->connection, line, length);
        if (*line == '0')
            nanosleep(&pause, NULL);
    }
    pthread_mutex_unlock(&lock);
}

int main(int argc, char **argv)
{
    accept_members(bad_server(argc, argv), serve_lines, 1);
    return 0;
}
