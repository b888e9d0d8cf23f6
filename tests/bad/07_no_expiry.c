/* Wrong: a token's time is not looked at. */
#include "07_client.h"

int main(int argc, char **argv)
{
    struct fernet_key key;
    struct bad_lines lines = {bad_join(argc, argv, &key), 0, ""};
    char *token;

    while ((token = bad_next_line(&lines))) {
        const char *text = bad_open(&key, token, strlen(token), NULL);
        if (text)
            bad_show(text);
    }
    return 0;
}
