/* Wrong: what was decrypted is trusted, and goes to the terminal as it is. */
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
            puts(text);
    }
    return 0;
}
