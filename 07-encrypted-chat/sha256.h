/*
 * sha256.h - SHA-256, and HMAC with it.
 *
 * Source: FIPS 180-4 (the hash) and RFC 2104 (HMAC).
 *
 * A hash is a fingerprint of any number of bytes. HMAC is one that only who
 * has the key can make or check: the proof that a message comes from a holder
 * of the key, and is whole.
 */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32 /* bytes in a hash, and in an HMAC */
#define SHA256_BLOCK 64 /* bytes that are hashed at a time */

/* A hash on its way. The caller owns it, and wipes it if it hashed a secret. */
struct sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    uint8_t block[SHA256_BLOCK];
};

/* sha256_init(), then sha256_update() as often as there are pieces (`bytes` may
   be NULL if `length` is 0), then sha256_final(), once. They cannot fail; the
   whole must be shorter than 2^61 bytes. */
void sha256_init(struct sha256 *hash);
void sha256_update(struct sha256 *hash, const uint8_t *bytes, size_t length);
void sha256_final(struct sha256 *hash, uint8_t result[SHA256_BYTES]);

/* The HMAC of `length` bytes under a key of `key_length` bytes, any number. It
   cannot fail. What it leaves on the stack is the caller's to wipe. */
void hmac_sha256(uint8_t result[SHA256_BYTES], const uint8_t *key,
                 size_t key_length, const uint8_t *bytes, size_t length);

#endif
