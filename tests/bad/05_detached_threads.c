/* Wrong: the threads are detached, and main ends without them. (The pause
   stands for work.) */
#include "05_server.h"

#include <time.h>

static void *serve(void *argument)
{
    int connection = *(int *)argument;
    char piece[4096];
    ssize_t got;

    free(argument);
    while ((got = recv(connection, piece, sizeof piece, 0)) > 0) {
        struct timespec work = {.tv_nsec = 100 * 1000 * 1000};
        nanosleep(&work, NULL);
        bad_write_all(connection, piece, (size_t)got);
    }
    close(connection);
    return NULL;
}

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv), connection;

    stop_on_signals();
    while (!stopped && (connection = accept(listener, NULL, NULL)) >= 0) {
        int *own = malloc(sizeof *own);
        *own = connection;
        pthread_detach(start_thread(serve, own));
    }
    close(listener);
    return 0;
}
