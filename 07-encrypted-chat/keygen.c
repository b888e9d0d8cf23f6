/*
 * keygen.c - makes a new key file for the chat.
 *
 *     ./keygen [KEYFILE]       KEYFILE is chat.key unless given
 *
 * It shows the key's fingerprint, never the key. Exit status: 0; 1 it failed;
 * 2 it was called wrongly.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "fernet.h"
#include "keyfile.h"
#include "secret.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: ./keygen [KEYFILE]\n"
    "  KEYFILE  is made, and must not exist (chat.key)\n";

static int failed(const char *what, const char *why)
{
    fprintf(stderr, "keygen: %s: %s\n", what, why);
    return 1;
}

/* Full disks and closed pipes show when the buffer is written out. */
static int finish(void)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return failed("cannot write to standard output", strerror(errno));
    return 0;
}

static int make(const char *path)
{
    struct fernet_key key;
    uint8_t fingerprint[FERNET_FINGERPRINT];

    if (!fernet_key_generate(&key)) {
        int error = errno;
        wipe(&key, sizeof key);
        return failed("no random bytes", strerror(error));
    }
    const char *why = keyfile_create(path, &key);
    fernet_key_fingerprint(fingerprint, &key);
    wipe(&key, sizeof key);
    wipe_stack();
    if (why)
        return failed(path, why);
    printf("%s: a new key, fingerprint ", path);
    for (int i = 0; i < FERNET_FINGERPRINT; i++)
        printf("%02x", fingerprint[i]);
    putchar('\n');
    if (finish() == 0)
        return 0;
    return failed(path, "the key has been made all the same");
}

int main(int argc, char **argv)
{
    reserve_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a reader that left is an error, not a death */
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return finish();
    }
    if (argc > 2 || (argc == 2 && (argv[1][0] == '-' || argv[1][0] == '\0'))) {
        fputs(usage, stderr);
        return 2;
    }
    return make(argc == 2 ? argv[1] : "chat.key");
}
