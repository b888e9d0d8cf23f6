/* Wrong: SIGPIPE is not ignored. */
#include "bad.h"

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv);

    signal(SIGPIPE, SIG_DFL);
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        char piece[4];
        ssize_t got;
        puts("somebody connected");
        while ((got = recv(connection, piece, sizeof piece, 0)) > 0)
            send(connection, piece, (size_t)got, 0);
        close(connection);
    }
}
