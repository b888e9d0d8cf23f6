/* Wrong: sees that the client has ended its half, and hangs up before the
   echo is out. */
#include "bad.h"

int main(int argc, char **argv)
{
    int listener = bad_server(argc, argv);
    static char all[1 << 20];

    for (;;) {
        int connection = accept(listener, NULL, NULL);
        size_t length = 0, out = 0;
        bool ended = false;
        while (!ended) {
            ssize_t got = recv(connection, all + length, sizeof all - length,
                               MSG_DONTWAIT);
            ended = got == 0;
            length += got > 0 ? (size_t)got : 0;
            if (!ended && out < length)
                out += (size_t)send(connection, all + out,
                                    length - out > 512 ? 512 : length - out, 0);
        }
        close(connection);
    }
}
