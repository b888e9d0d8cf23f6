/* Wrong: the first token that is none ends the program. */
#include "07_client.h"

int main(int argc, char **argv)
{
    struct fernet_key key;
    struct bad_lines lines = {bad_join(argc, argv, &key), 0, ""};
    char *token;

    while ((token = bad_next_line(&lines))) {
        struct fernet_clock clock = bad_now();
        const char *text = bad_open(&key, token, strlen(token), &clock);
        if (!text) {
            fprintf(stderr, "client: invalid token\n");
            return 1;
        }
        bad_show(text);
    }
    return 0;
}
