/* Wrong: any error of accept() ends the server. */
#include "05_server.h"

static void *serve(void *argument)
{
    int connection = *(int *)argument;

    free(argument);
    bad_echo(connection);
    close(connection);
    return NULL;
}

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv);

    for (;;) {
        int *own = malloc(sizeof *own);
        *own = accept(listener, NULL, NULL);
        if (*own < 0) {
            perror("accept");
            return 1;
        }
        pthread_detach(start_thread(serve, own));
    }
}
