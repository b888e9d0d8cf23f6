/* Wrong: what one recv() returns is taken for the whole reply. */
#include "bad.h"

int main(int argc, char **argv)
{
    int connection = bad_connection(argc, argv, SOCK_STREAM);
    char line[4096];

    while (fgets(line, sizeof line, stdin)) {
        bad_write_all(connection, line, strlen(line));
        ssize_t got = recv(connection, line, sizeof line, 0);
        printf("%.*s\n", (int)got - 1, line);
    }
    close(connection);
    return 0;
}
