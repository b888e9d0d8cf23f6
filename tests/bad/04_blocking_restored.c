/* Wrong: the socket is made to block again before connecting has ended, and
   the second connect(), which was to tell how it ended, waits for ever. */
#include "04_client.h"

int main(int argc, char **argv)
{
    struct sockaddr_in server = bad_server_address(argc, argv);
    int port = ntohs(server.sin_port);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    struct pollfd wait = {.fd = connection, .events = POLLOUT};

    fcntl(connection, F_SETFL, O_NONBLOCK);
    connect(connection, (struct sockaddr *)&server, sizeof server);
    fcntl(connection, F_SETFL, 0);
    poll(&wait, 1, 500);
    if (connect(connection, (struct sockaddr *)&server, sizeof server) < 0 &&
        errno != EISCONN)
        return bad_failure("connect", port, "timed out");
    int status = bad_talk(connection, port);
    close(connection);
    return status;
}
