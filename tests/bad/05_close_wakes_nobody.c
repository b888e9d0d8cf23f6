/* Wrong: to wake a thread that is in recv(), its connection is closed. */
#include "05_server.h"

#define MAX 64

static int connections[MAX];
static pthread_t threads[MAX];

static void *serve(void *argument)
{
    bad_echo(*(int *)argument);
    return NULL;
}

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv), count = 0;

    stop_on_signals();
    while (!stopped && count < MAX) {
        connections[count] = accept(listener, NULL, NULL);
        if (connections[count] < 0)
            continue;
        threads[count] = start_thread(serve, &connections[count]);
        count++;
    }
    for (int i = 0; i < count; i++)
        close(connections[i]);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    close(listener);
    return 0;
}
