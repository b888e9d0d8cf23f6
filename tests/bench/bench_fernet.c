/*
 * bench_fernet - how long one call takes. fernet_bench.py runs it; by hand:
 *
 *     bench_fernet CALLS BYTES      prints the nanoseconds that one encryption
 *                                   and one decryption take
 */
#define _POSIX_C_SOURCE 200809L

#include "fernet.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    static uint8_t text[FERNET_TEXT_MAX], back[FERNET_TEXT_MAX];
    char token[FERNET_TOKEN_MAX + 1];
    struct fernet_key key;
    size_t token_length = 0, length;

    if (argc != 3 || !fernet_key_generate(&key))
        return 2;
    long calls = atol(argv[1]);
    size_t bytes = (size_t)atol(argv[2]);

    double start = now();
    for (long i = 0; i < calls; i++)
        token_length = fernet_encrypt(token, &key, text, bytes);
    double middle = now();
    for (long i = 0; i < calls; i++)
        if (fernet_decrypt(back, &length, &key, token, token_length, NULL) !=
            FERNET_OK)
            return 1;
    double end = now();
    printf("%.0f %.0f\n", (middle - start) / (double)calls,
           (end - middle) / (double)calls);
    return 0;
}
