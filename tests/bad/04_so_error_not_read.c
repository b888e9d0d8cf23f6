/* Wrong: poll() says that connecting has ended, and that is taken for having
   succeeded. */
#include "04_client.h"

int main(int argc, char **argv)
{
    struct sockaddr_in server = bad_server_address(argc, argv);
    int port = ntohs(server.sin_port);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    struct pollfd wait = {.fd = connection, .events = POLLOUT};

    fcntl(connection, F_SETFL, O_NONBLOCK);
    connect(connection, (struct sockaddr *)&server, sizeof server);
    if (poll(&wait, 1, 1000) == 0)
        return bad_failure("connect", port, "timed out");
    fcntl(connection, F_SETFL, 0);
    int status = bad_talk(connection, port);
    close(connection);
    return status;
}
