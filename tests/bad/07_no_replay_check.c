/* Wrong: nobody remembers which counters have been seen. */
#include "07_client.h"

int main(int argc, char **argv)
{
    struct fernet_key key;
    struct bad_lines lines = {bad_join(argc, argv, &key), 0, ""};
    char *token;

    while ((token = bad_next_line(&lines))) {
        struct fernet_clock clock = bad_now();
        const char *text = bad_open(&key, token, strlen(token), &clock);
        if (text)
            bad_show(text);
        else
            fprintf(stderr, "client: a line was dropped: not a token\n");
    }
    return 0;
}
