/* Wrong: what the network sends goes to the terminal as it is. */
#include "bad.h"

int main(int argc, char **argv)
{
    int connection = bad_connection(argc, argv, SOCK_STREAM);
    char text[1024];
    ssize_t got;

    printf("server says: ");
    while ((got = recv(connection, text, sizeof text, 0)) > 0)
        fwrite(text, 1, (size_t)got, stdout);
    putchar('\n');
    close(connection);
    return 0;
}
