/* Wrong: the first recv() is taken for all that the server has to say. */
#include "bad.h"

int main(int argc, char **argv)
{
    int connection = bad_connection(argc, argv, SOCK_STREAM);
    char text[1024];

    bad_write_all(connection, "Olá, servidor!", 15);
    shutdown(connection, SHUT_WR);
    ssize_t got = recv(connection, text, sizeof text, 0);
    printf("server says: %.*s\n", (int)got, text);
    close(connection);
    return 0;
}
