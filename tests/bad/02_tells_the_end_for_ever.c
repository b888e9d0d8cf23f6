/* Wrong: takes the 0 of recv() for a message, and says so without an end. */
#include "bad.h"

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv);
    char buffer[1024];

    for (;;) {
        int connection = accept(listener, NULL, NULL);
        ssize_t got;
        while ((got = recv(connection, buffer, sizeof buffer, 0)) >= 0) {
            printf("got %zd bytes\n", got);
            fflush(stdout);
            send(connection, buffer, (size_t)got, 0);
        }
        close(connection);
    }
}
