/* Wrong: the server waits for the client's greeting before its own. */
#include "bad.h"

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv);
    char text[1024];

    for (;;) {
        int connection = accept(listener, NULL, NULL);
        recv(connection, text, sizeof text, 0);
        bad_write_all(connection, "Bem-vindo ao servidor!", 22);
        close(connection);
    }
}
