/* Wrong: send()'s count is ignored. The socket does not block, so send() takes
   what there is room for. */
#include "bad.h"

#include <fcntl.h>
#include <poll.h>

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv);
    int connection = accept(listener, NULL, NULL);
    struct pollfd both = {.fd = connection, .events = POLLIN};
    static char piece[1 << 20];
    ssize_t got;

    fcntl(connection, F_SETFL, O_NONBLOCK);
    while (poll(&both, 1, -1) > 0 &&
           (got = recv(connection, piece, sizeof piece, 0)) > 0)
        send(connection, piece, (size_t)got, 0);
    close(connection);
    close(listener);
    return 0;
}
