/* Wrong: what one recv() returned is taken for one token. */
#include "07_client.h"

int main(int argc, char **argv)
{
    struct fernet_key key;
    int connection = bad_join(argc, argv, &key);
    char token[8192];
    ssize_t got;

    while ((got = recv(connection, token, sizeof token, 0)) > 0) {
        struct fernet_clock clock = bad_now();
        const char *text = bad_open(&key, token, (size_t)got - 1, &clock);
        if (text)
            bad_show(text);
        else
            fprintf(stderr, "client: a line was dropped: not a token\n");
    }
    return 0;
}
