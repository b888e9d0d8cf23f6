/*
 * ctgrind - uses key and text as Fernet does, while valgrind takes them for
 * undefined. Anything that depends on them and should not is an error.
 *
 *     valgrind --error-exitcode=9 ./ctgrind WHAT
 *
 * WHAT is `product`, or `unpad`: a control, which stops at the first wrong byte
 * of the padding. Two more controls are builds with control_table.c (an S-box
 * in a table) or control_memcmp.c (the HMAC compared with it). Valgrind must
 * catch all three, or the check could not fail.
 */
#include "ctgrind.h"

#include "aes128.h"
#include "base64url.h"
#include "fernet.h"
#include "secret.h"

#include <stdio.h>
#include <string.h>

static const char spec_key[] = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

/* ---- The product ---- */

static int decrypt_all(struct fernet_key *key, const char *token, size_t length)
{
    static uint8_t text[FERNET_TEXT_MAX];
    struct fernet_clock clock = {1000, 60};
    size_t text_length;
    char changed[FERNET_TOKEN_MAX + 1];
    int failed = 0;

    failed |= fernet_decrypt(text, &text_length, key, token, length, NULL) !=
              FERNET_OK;
    failed |= fernet_decrypt(text, &text_length, key, token, length, &clock) !=
              FERNET_OK;
    memcpy(changed, token, length + 1);
    changed[30] = changed[30] == 'A' ? 'B' : 'A';
    failed |= fernet_decrypt(text, &text_length, key, changed, length, NULL) !=
              FERNET_INVALID;
    return failed;
}

/* Signed with the key, but the padding is nonsense. */
static int decrypt_unpadded(struct fernet_key *key)
{
    static uint8_t text[FERNET_TEXT_MAX];
    uint8_t raw[25 + 16 + 32] = {0x80};
    char token[FERNET_TOKEN_MAX + 1];
    size_t text_length;

    memset(raw + 25, 5, 15);
    aes128_cbc_encrypt(key->bytes + 16, raw + 9, raw + 25, 1);
    hmac_sha256(raw + 41, key->bytes, 16, raw, 41);
    base64url_encode(token, raw, sizeof raw);
    MAKE_PUBLIC(token); /* it went over the wire */
    return fernet_decrypt(text, &text_length, key, token, strlen(token),
                          NULL) != FERNET_INVALID;
}

static int product(void)
{
    static uint8_t text[FERNET_TEXT_MAX];
    static const size_t lengths[] = {0, 1, 15, 16, 17, 63, 64, 100, 3007};
    static const uint8_t iv[FERNET_IV] = {1, 2, 3};
    char key_text[FERNET_KEY_CHARS + 1], token[FERNET_TOKEN_MAX + 1];
    uint8_t fingerprint[FERNET_FINGERPRINT];
    struct fernet_key key, other;
    int failed = 0;

    memcpy(key_text, spec_key, sizeof key_text);
    MAKE_SECRET(key_text);
    failed |= !fernet_key_parse(&key, key_text, FERNET_KEY_CHARS);
    fernet_key_format(key_text, &key);
    fernet_key_fingerprint(fingerprint, &key);
    memset(key_text, '~', FERNET_KEY_CHARS);
    MAKE_SECRET(key_text);
    failed |= fernet_key_parse(&other, key_text, FERNET_KEY_CHARS);

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        MAKE_SECRET(text);
        size_t length =
            fernet_encrypt_at(token, &key, text, lengths[i], 1000, iv);
        MAKE_PUBLIC(token);
        failed |= decrypt_all(&key, token, length);
    }
    return failed | decrypt_unpadded(&key);
}

/* ---- A control ---- */

static int early_unpad(void)
{
    uint8_t block[AES_BLOCK];
    int good = 1;

    memset(block, 4, sizeof block);
    MAKE_SECRET(block);
    uint8_t missing = block[AES_BLOCK - 1];
    MAKE_PUBLIC(missing);
    for (int i = AES_BLOCK - missing; i < AES_BLOCK; i++)
        if (block[i] != missing) {
            good = 0;
            break;
        }
    MAKE_PUBLIC(good);
    return !good;
}

int main(int argc, char **argv)
{
    const char *what = argc == 2 ? argv[1] : "";

    if (strcmp(what, "product") == 0)
        return product();
    if (strcmp(what, "unpad") == 0)
        return early_unpad();
    fputs("usage: ctgrind product|unpad\n", stderr);
    return 2;
}
