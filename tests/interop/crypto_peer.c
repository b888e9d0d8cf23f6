/*
 * crypto_peer - the cryptographic functions of 07-encrypted-chat, one call a
 * line, for the Python scripts beside it. Bytes are hexadecimal, none are "-":
 *
 *     cbc-encrypt KEY IV BYTES        the ciphertext
 *     cbc-decrypt KEY IV BYTES        the plaintext
 *     sha256 BYTES                    the hash
 *     monte SEED                      NIST's Monte Carlo test: 1000 hashes on
 *     hmac KEY BYTES                  the HMAC
 *     fingerprint FERNETKEY           the fingerprint
 *     encrypt FERNETKEY BYTES         a token, now
 *     encrypt-at FERNETKEY BYTES TIME IV       a token
 *     decrypt FERNETKEY TOKEN         "ok BYTES" or "no SENTENCE"
 *     decrypt-at FERNETKEY TOKEN NOW TTL       the same, with the time
 *
 * (FERNETKEY is as written down; TOKEN is hexadecimal too, so that anything at
 * all can be sent for one.)
 */
#include "aes128.h"
#include "fernet.h"
#include "sha256.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 16, WORDS = 5 };

static char line[4 * MOST];
static uint8_t bytes[WORDS][MOST];
static size_t lengths[WORDS];
static char *words[WORDS];

static void fail(const char *why)
{
    fprintf(stderr, "crypto_peer: %s\n", why);
    exit(1);
}

/* Each word as bytes, where it is hexadecimal. */
static void split(void)
{
    size_t n = 0;

    for (char *w = strtok(line, " \n"); w; w = strtok(NULL, " \n")) {
        if (n == WORDS || strlen(w) > 2 * MOST)
            fail("line too long");
        words[n] = w;
        lengths[n] = 0;
        unsigned byte;
        while (sscanf(w, "%2x", &byte) == 1 && w[1] != '\0') {
            bytes[n][lengths[n]++] = (uint8_t)byte;
            w += 2;
        }
        n++;
    }
    while (n < WORDS)
        words[n++] = NULL;
}

static void print_hex(const uint8_t *b, size_t length)
{
    if (length == 0)
        putchar('-');
    for (size_t i = 0; i < length; i++)
        printf("%02x", b[i]);
    putchar('\n');
}

static void hash(uint8_t result[32], const uint8_t *b, size_t length)
{
    struct sha256 state;

    sha256_init(&state);
    sha256_update(&state, b, length);
    sha256_final(&state, result);
}

static void monte(void)
{
    uint8_t last[4][32]; /* the last three hashes, and the new one */

    for (int i = 0; i < 3; i++)
        memcpy(last[i], bytes[1], 32);
    for (int i = 0; i < 1000; i++) {
        hash(last[3], last[0], 96);
        memmove(last[0], last[1], 96);
    }
    print_hex(last[2], 32);
}

static struct fernet_key key_of(const char *text)
{
    struct fernet_key key;

    if (!fernet_key_parse(&key, text, strlen(text)))
        fail("bad key");
    return key;
}

static void encrypt(bool at)
{
    static char token[FERNET_TOKEN_MAX + 1];
    struct fernet_key key = key_of(words[1]);

    if ((at ? fernet_encrypt_at(token, &key, bytes[2], lengths[2],
                                strtoull(words[3], NULL, 10), bytes[4])
            : fernet_encrypt(token, &key, bytes[2], lengths[2])) == 0)
        fail("cannot encrypt");
    puts(token);
}

static void decrypt(bool at)
{
    static uint8_t text[FERNET_TEXT_MAX];
    struct fernet_key key = key_of(words[1]);
    struct fernet_clock clock = {0, 0};
    size_t length;

    if (at) {
        clock.now = strtoull(words[3], NULL, 10);
        clock.ttl = strtoull(words[4], NULL, 10);
    }
    enum fernet_result result =
        fernet_decrypt(text, &length, &key, (const char *)bytes[2], lengths[2],
                       at ? &clock : NULL);
    if (result != FERNET_OK) {
        printf("no %s\n", fernet_sentence(result));
    } else {
        printf("ok ");
        print_hex(text, length);
    }
}

static void answer(const char *what)
{
    uint8_t result[32];

    if (strcmp(what, "cbc-encrypt") == 0) {
        aes128_cbc_encrypt(bytes[1], bytes[2], bytes[3], lengths[3] / 16);
        print_hex(bytes[3], lengths[3]);
    } else if (strcmp(what, "cbc-decrypt") == 0) {
        aes128_cbc_decrypt(bytes[1], bytes[2], bytes[3], lengths[3] / 16);
        print_hex(bytes[3], lengths[3]);
    } else if (strcmp(what, "sha256") == 0) {
        hash(result, bytes[1], lengths[1]);
        print_hex(result, 32);
    } else if (strcmp(what, "monte") == 0) {
        monte();
    } else if (strcmp(what, "hmac") == 0) {
        hmac_sha256(result, bytes[1], lengths[1], bytes[2], lengths[2]);
        print_hex(result, 32);
    } else if (strcmp(what, "fingerprint") == 0) {
        struct fernet_key key = key_of(words[1]);
        fernet_key_fingerprint(result, &key);
        print_hex(result, FERNET_FINGERPRINT);
    } else if (strncmp(what, "encrypt", 7) == 0) {
        encrypt(strcmp(what, "encrypt-at") == 0);
    } else if (strncmp(what, "decrypt", 7) == 0) {
        decrypt(strcmp(what, "decrypt-at") == 0);
    } else {
        fail("unknown command");
    }
}

int main(void)
{
    while (fgets(line, sizeof line, stdin)) {
        split();
        answer(words[0] != NULL ? words[0] : "");
        fflush(stdout);
    }
    return 0;
}
