/* Wrong: no SO_REUSEADDR, so it cannot start again at once. */
#include "bad.h"

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    int listener = bad_listener(argc, argv, SOCK_STREAM, false);

    for (;;) {
        int connection = accept(listener, NULL, NULL);
        puts("somebody connected");
        bad_echo(connection);
        close(connection);
    }
}
