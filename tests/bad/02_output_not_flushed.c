/* Wrong: stdout is held back until 4096 bytes have come, as most libraries do
   with a pipe unless told otherwise. */
#include "bad.h"

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOFBF, 4096);
    int listener = bad_listener(argc, argv, SOCK_STREAM, true);

    for (;;) {
        int connection = accept(listener, NULL, NULL);
        bad_echo(connection);
        close(connection);
    }
}
