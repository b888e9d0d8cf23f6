/*
 * fernet.h - text in, token out: encrypted, authenticated and dated.
 *
 * Source: the Fernet specification (https://github.com/fernet/spec). Python's
 * cryptography.fernet reads our tokens and keys, and we read its, if the text
 * has FERNET_TEXT_MAX bytes at most.
 *
 *     token = base64url(0x80, time, IV, ciphertext, HMAC)
 *             bytes        1     8  16     16 * n    32
 *
 * The time is in seconds since 1970, big-endian, and anyone can read it; the
 * ciphertext is AES-128-CBC of the text, padded as PKCS #7 says; the HMAC is
 * HMAC-SHA256 of all that comes before it.
 *
 * We take less than Python does: a token with anything in it that should not
 * be there, or written in another way, is not a token. So the same text never
 * comes twice under two spellings.
 */
#ifndef FERNET_H
#define FERNET_H

#include "base64url.h"
#include "sha256.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text of 3007 bytes is the longest whose token fits a line of the chat. */
#define FERNET_TEXT_MAX 3007
#define FERNET_TOKEN_MAX 4088 /* characters */

#define FERNET_KEY_CHARS 44  /* characters of a key when written down */
#define FERNET_IV 16         /* bytes */
#define FERNET_SKEW 60       /* seconds another's clock may be ahead */
#define FERNET_FINGERPRINT 8 /* bytes */

/* One key, two uses: the first half signs, the second encrypts. (The
   fingerprint is an HMAC under both halves together.) The caller owns it, and
   wipes it when done.
   LIMITATION(guide): a thief who gets it, even years later, can read each token
   that was recorded. */
struct fernet_key {
    uint8_t bytes[32];
};

/* When a token is opened, and for how long it was good: seconds, both. */
struct fernet_clock {
    uint64_t now; /* since 1970 */
    uint64_t ttl; /* time to live: a token this old is still good */
};

enum fernet_result {
    FERNET_OK,
    FERNET_INVALID, /* malformed, forged, damaged, of another key: all one */
    FERNET_EXPIRED, /* authentic, but older than the clock's ttl */
    FERNET_FUTURE   /* authentic, but more than FERNET_SKEW ahead */
};

/* A sentence for a result, without a full stop; static storage. */
const char *fernet_sentence(enum fernet_result result);

/* A key as it is written down: `length` characters of it, which must be 44.
   False if they are not a key; then *key is all zeros. */
bool fernet_key_parse(struct fernet_key *key, const char *text, size_t length);

/* Writes a key down: 44 characters and a '\0'. Wipe them when done. */
void fernet_key_format(char text[FERNET_KEY_CHARS + 1],
                       const struct fernet_key *key);

/* A new key. False, with errno set, if the kernel gave no random bytes; then it
   is not to be used. */
bool fernet_key_generate(struct fernet_key *key);

/* Eight bytes that tell nothing about the key: to be shown, so that two people
   can see whether they have the same. LIMITATION(guide): who has made both keys
   can have found two with the same eight bytes, in some hours. */
void fernet_key_fingerprint(uint8_t fingerprint[FERNET_FINGERPRINT],
                            const struct fernet_key *key);

/*
 * Encrypts `length` bytes to a token and its '\0'; `token` has room for
 * FERNET_TOKEN_MAX + 1 characters. Returns the characters before the '\0'; 0,
 * with errno EMSGSIZE, if there are more than FERNET_TEXT_MAX bytes; 0, with
 * what open() or read() say, if the kernel gave no random bytes.
 */
size_t fernet_encrypt(char *token, const struct fernet_key *key,
                      const uint8_t *text, size_t length);

/* The same, with a time (seconds since 1970) and an IV that the caller chooses:
   for test vectors only. An IV used twice shows which texts begin alike. */
size_t fernet_encrypt_at(char *token, const struct fernet_key *key,
                         const uint8_t *text, size_t length, uint64_t time,
                         const uint8_t iv[FERNET_IV]);

/*
 * Decrypts a token of `length` characters to `text`, which has room for
 * FERNET_TEXT_MAX bytes, and stores their number in *text_length. With `clock`
 * NULL the time is not looked at. Anything but FERNET_OK leaves `text` as it
 * was and *text_length 0.
 */
enum fernet_result fernet_decrypt(uint8_t *text, size_t *text_length,
                                  const struct fernet_key *key,
                                  const char *token, size_t length,
                                  const struct fernet_clock *clock);

#endif
