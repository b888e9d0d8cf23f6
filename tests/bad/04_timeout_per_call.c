/* Wrong: a timeout for each call instead of a deadline for all of them. */
#include "04_client.h"

#include <sys/time.h>

int main(int argc, char **argv)
{
    struct sockaddr_in server = bad_server_address(argc, argv);
    struct timeval half = {.tv_usec = 500000};
    int port = ntohs(server.sin_port);
    int connection = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &half, sizeof half);
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &half, sizeof half);
    if (connect(connection, (struct sockaddr *)&server, sizeof server) < 0)
        return bad_failure("connect", port, strerror(errno));
    int status = bad_talk(connection, port);
    close(connection);
    return status;
}
