/* Wrong: each thread gets the address of the same variable, which main writes
   the next connection to. (The pause stands for a busy machine.) */
#include "05_server.h"

#include <time.h>

static void *serve(void *argument)
{
    struct timespec a_moment = {.tv_nsec = 20 * 1000 * 1000};

    nanosleep(&a_moment, NULL);
    int connection = *(int *)argument;
    bad_echo(connection);
    close(connection);
    return NULL;
}

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv), connection;

    while ((connection = accept(listener, NULL, NULL)) >= 0)
        start_thread(serve, &connection);
    return 1;
}
