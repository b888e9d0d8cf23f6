/* Wrong: one client's error ends the whole program. */
#include "05_server.h"

static void *serve(void *argument)
{
    int connection = *(int *)argument;
    char piece[4096];
    ssize_t got;

    free(argument);
    while ((got = recv(connection, piece, sizeof piece, 0)) > 0)
        bad_write_all(connection, piece, (size_t)got);
    if (got < 0) {
        perror("recv");
        exit(1);
    }
    close(connection);
    return NULL;
}

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv), connection;

    while ((connection = accept(listener, NULL, NULL)) >= 0) {
        int *own = malloc(sizeof *own);
        *own = connection;
        pthread_detach(start_thread(serve, own));
    }
    return 1;
}
