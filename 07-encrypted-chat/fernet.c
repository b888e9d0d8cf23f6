/*
 * fernet.c - keys and tokens: AES, HMAC and base64url, put together.
 */
#include "fernet.h"
#include "aes128.h"
#include "random_bytes.h"
#include "secret.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum {
    VERSION = 0x80,
    TIME_AT = 1, /* where each part of a token begins */
    IV_AT = 9,
    CIPHERTEXT_AT = 25,
    AROUND = CIPHERTEXT_AT + SHA256_BYTES, /* all but the ciphertext */
    RAW_MAX = BASE64URL_BYTES(FERNET_TOKEN_MAX),
    HALF_KEY = 16
};

static const uint8_t *signing_half(const struct fernet_key *key)
{
    return key->bytes;
}

static const uint8_t *encryption_half(const struct fernet_key *key)
{
    return key->bytes + HALF_KEY;
}

const char *fernet_sentence(enum fernet_result result)
{
    switch (result) {
    case FERNET_OK:
        return "authentic";
    case FERNET_INVALID:
        return "not a token of this key, or damaged";
    case FERNET_EXPIRED:
        return "expired";
    case FERNET_FUTURE:
        return "from the future: the clocks differ by more than 60 seconds";
    }
    return "unknown result";
}

/* ---- Keys ---- */

bool fernet_key_parse(struct fernet_key *key, const char *text, size_t length)
{
    uint8_t bytes[BASE64URL_BYTES(FERNET_KEY_CHARS)];
    size_t count = 0;

    memset(key, 0, sizeof *key);
    if (length != FERNET_KEY_CHARS)
        return false;
    bool good =
        base64url_decode(bytes, &count, text, length) && count == sizeof *key;
    if (good)
        memcpy(key->bytes, bytes, sizeof key->bytes);
    wipe(bytes, sizeof bytes);
    wipe_stack();
    return good;
}

void fernet_key_format(char text[FERNET_KEY_CHARS + 1],
                       const struct fernet_key *key)
{
    base64url_encode(text, key->bytes, sizeof key->bytes);
    wipe_stack();
}

bool fernet_key_generate(struct fernet_key *key)
{
    return random_bytes(key->bytes, sizeof key->bytes);
}

/* Under both halves, so that either of them shows when it differs. The text
   can be no token, which begins with 0x80. */
void fernet_key_fingerprint(uint8_t fingerprint[FERNET_FINGERPRINT],
                            const struct fernet_key *key)
{
    static const char label[] = "Sockets Step by Step: key fingerprint";
    uint8_t mac[SHA256_BYTES];

    hmac_sha256(mac, key->bytes, sizeof key->bytes, (const uint8_t *)label,
                strlen(label));
    memcpy(fingerprint, mac, FERNET_FINGERPRINT);
    wipe(mac, sizeof mac);
    wipe_stack();
}

/* ---- Encrypting ---- */

static void store_time(uint8_t bytes[8], uint64_t time)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(time >> (56 - 8 * i));
}

/* PKCS #7: as many bytes as are missing in the last block, each saying how
   many; a whole block if none is missing, so that there is always one to read.
   Returns the padded length. */
static size_t pad(uint8_t *text, size_t length)
{
    size_t missing = AES_BLOCK - length % AES_BLOCK;

    memset(text + length, (int)missing, missing);
    return length + missing;
}

/* Fills `raw` and returns how many bytes it holds. First encrypt, then sign:
   so a forged token is found out before anything of it is decrypted. */
static size_t build(uint8_t raw[RAW_MAX], const struct fernet_key *key,
                    const uint8_t *text, size_t length, uint64_t time,
                    const uint8_t iv[FERNET_IV])
{
    raw[0] = VERSION;
    store_time(raw + TIME_AT, time);
    memcpy(raw + IV_AT, iv, FERNET_IV);
    if (length > 0) /* memcpy() must not be given NULL, not even for nothing */
        memcpy(raw + CIPHERTEXT_AT, text, length);
    size_t padded = pad(raw + CIPHERTEXT_AT, length);
    aes128_cbc_encrypt(encryption_half(key), iv, raw + CIPHERTEXT_AT,
                       padded / AES_BLOCK);
    size_t signed_length = CIPHERTEXT_AT + padded;
    hmac_sha256(raw + signed_length, signing_half(key), HALF_KEY, raw,
                signed_length);
    return signed_length + SHA256_BYTES;
}

size_t fernet_encrypt_at(char *token, const struct fernet_key *key,
                         const uint8_t *text, size_t length, uint64_t time,
                         const uint8_t iv[FERNET_IV])
{
    uint8_t raw[RAW_MAX];

    if (length > FERNET_TEXT_MAX) {
        errno = EMSGSIZE;
        return 0;
    }
    size_t raw_length = build(raw, key, text, length, time, iv);
    base64url_encode(token, raw, raw_length);
    wipe(raw, sizeof raw); /* the text was in it, until it was encrypted */
    wipe_stack();
    return BASE64URL_CHARS(raw_length);
}

size_t fernet_encrypt(char *token, const struct fernet_key *key,
                      const uint8_t *text, size_t length)
{
    uint8_t iv[FERNET_IV];

    if (!random_bytes(iv, sizeof iv))
        return 0;
    return fernet_encrypt_at(token, key, text, length, (uint64_t)time(NULL),
                             iv);
}

/* ---- Decrypting ---- */

static uint64_t load_time(const uint8_t bytes[8])
{
    uint64_t time = 0;

    for (int i = 0; i < 8; i++)
        time = time << 8 | bytes[i];
    return time;
}

/* A version that we know, and at least one whole block. */
static bool well_formed(const uint8_t *raw, size_t length)
{
    return length >= AROUND + AES_BLOCK && (length - AROUND) % AES_BLOCK == 0 &&
           raw[0] == VERSION;
}

static bool authentic(const uint8_t *raw, size_t length,
                      const struct fernet_key *key)
{
    size_t signed_length = length - SHA256_BYTES;
    uint8_t mac[SHA256_BYTES];

    hmac_sha256(mac, signing_half(key), HALF_KEY, raw, signed_length);
    bool same = secret_equal(mac, raw + signed_length, sizeof mac);
    wipe(mac, sizeof mac); /* the right HMAC: a forged token lacks it */
    return same;
}

/* Only ever the smaller from the larger: time + ttl could run over 2^64. */
static enum fernet_result check_time(uint64_t time,
                                     const struct fernet_clock *clock)
{
    if (time > clock->now)
        return time - clock->now > FERNET_SKEW ? FERNET_FUTURE : FERNET_OK;
    return clock->now - time > clock->ttl ? FERNET_EXPIRED : FERNET_OK;
}

/*
 * Takes the padding off: stores how long the text is, or returns false if that
 * is not padding. All 16 bytes that could be padding are looked at, so that the
 * time does not show which of them was wrong.
 */
static bool unpad(const uint8_t *text, size_t padded, size_t *text_length)
{
    const uint8_t *block = text + padded - AES_BLOCK;
    uint32_t missing = block[AES_BLOCK - 1];
    uint32_t first = AES_BLOCK - missing; /* where the padding begins */
    uint32_t bad = mask_equal(missing, 0) | mask_less(AES_BLOCK, missing);
    uint32_t begun = 0;

    for (uint32_t i = 0; i < AES_BLOCK; i++) {
        begun |= mask_equal(i, first);
        bad |= begun & (block[i] ^ missing);
    }
    bool good = mask_equal(bad, 0) != 0;
    MAKE_PUBLIC(good); /* the token is authentic: only a friend sees this */
    if (good) {
        *text_length = padded - missing;
        MAKE_PUBLIC(*text_length); /* the caller needs it */
    }
    return good;
}

/* Opens the token that was decoded to `raw`, and decrypts it there. */
static enum fernet_result open_raw(uint8_t *text, size_t *text_length,
                                   const struct fernet_key *key, uint8_t *raw,
                                   size_t length,
                                   const struct fernet_clock *clock)
{
    if (!well_formed(raw, length) || !authentic(raw, length, key))
        return FERNET_INVALID;
    if (clock) {
        enum fernet_result result = check_time(load_time(raw + TIME_AT), clock);
        if (result != FERNET_OK)
            return result;
    }
    uint8_t *inside = raw + CIPHERTEXT_AT;
    size_t padded = length - AROUND;
    aes128_cbc_decrypt(encryption_half(key), raw + IV_AT, inside,
                       padded / AES_BLOCK);
    if (!unpad(inside, padded, text_length))
        return FERNET_INVALID;
    memcpy(text, inside, *text_length);
    return FERNET_OK;
}

enum fernet_result fernet_decrypt(uint8_t *text, size_t *text_length,
                                  const struct fernet_key *key,
                                  const char *token, size_t length,
                                  const struct fernet_clock *clock)
{
    uint8_t raw[RAW_MAX];
    size_t raw_length = 0;
    enum fernet_result result = FERNET_INVALID;

    *text_length = 0;
    if (length <= FERNET_TOKEN_MAX &&
        base64url_decode(raw, &raw_length, token, length))
        result = open_raw(text, text_length, key, raw, raw_length, clock);
    wipe(raw, sizeof raw); /* the text is in it, whatever came of it */
    wipe_stack();
    return result;
}
