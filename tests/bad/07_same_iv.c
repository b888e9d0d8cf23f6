/* Wrong: the IV is zeros for each line, so that equal lines look alike. */
#include "07_client.h"

int main(int argc, char **argv)
{
    static const uint8_t iv[FERNET_IV];
    struct fernet_key key;
    int connection = bad_join(argc, argv, &key);
    char line[4000], text[FERNET_TEXT_MAX], token[FERNET_TOKEN_MAX + 1];

    for (int counter = 2; fgets(line, sizeof line, stdin); counter++) {
        line[strcspn(line, "\n")] = '\0';
        size_t length =
            (size_t)snprintf(text, sizeof text, "%016lx %d %s: %s",
                             (long)getpid(), counter, argv[3], line);
        length = fernet_encrypt_at(token, &key, (uint8_t *)text, length,
                                   (uint64_t)time(NULL), iv);
        token[length] = '\n';
        bad_write_all(connection, token, length + 1);
    }
    return 0;
}
