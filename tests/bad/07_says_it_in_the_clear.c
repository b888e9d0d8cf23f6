/* Wrong: it decrypts what comes, and forgets to encrypt what goes. */
#include "07_client.h"

int main(int argc, char **argv)
{
    struct fernet_key key;
    int connection = bad_join(argc, argv, &key);
    char line[4000], said[4096];

    while (fgets(line, sizeof line, stdin)) {
        int length = snprintf(said, sizeof said, "%s: %s", argv[3], line);
        bad_write_all(connection, said, (size_t)length);
    }
    return 0;
}
