/* Wrong: while there is anybody to accept, nobody else is served. */
#include "bad.h"

#include <fcntl.h>
#include <poll.h>

#define MAX 512

static struct pollfd polled[MAX];
static nfds_t count;

static void admit_all(int listener)
{
    int connection;

    while (count < MAX && (connection = accept(listener, NULL, NULL)) >= 0)
        polled[count++] = (struct pollfd){.fd = connection, .events = POLLIN};
}

static void serve(struct pollfd *client)
{
    char piece[4096];
    ssize_t got = recv(client->fd, piece, sizeof piece, 0);

    if (got > 0 && bad_write_all(client->fd, piece, (size_t)got))
        return;
    close(client->fd);
    *client = polled[--count];
}

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv);

    fcntl(listener, F_SETFL, O_NONBLOCK);
    polled[count++] = (struct pollfd){.fd = listener, .events = POLLIN};
    while (poll(polled, count, -1) > 0) {
        for (nfds_t i = count; i-- > 1;)
            if (polled[i].revents)
                serve(&polled[i]);
        if (polled[0].revents)
            admit_all(listener);
    }
    return 1;
}
