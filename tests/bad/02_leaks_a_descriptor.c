/* Wrong: the connection is never closed. */
#include "bad.h"

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv), connection;

    while ((connection = accept(listener, NULL, NULL)) >= 0)
        bad_echo(connection);
    perror("accept");
    return 1;
}
