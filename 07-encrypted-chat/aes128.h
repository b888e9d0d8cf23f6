/*
 * aes128.h - AES with a 128-bit key, in CBC mode.
 *
 * Source: FIPS 197 (the cipher) and NIST SP 800-38A, section 6.2 (the mode).
 *
 * AES turns a block of 16 bytes into another, and equal blocks into equal
 * ones. CBC hides that: each block is XORed with the ciphertext of the one
 * before it, the first with the initialisation vector (IV), which must be new
 * and unpredictable for every message. CBC does not notice a changed
 * ciphertext: authenticate it first (fernet.c does).
 */
#ifndef AES128_H
#define AES128_H

#include <stddef.h>
#include <stdint.h>

#define AES_BLOCK 16  /* bytes in a block, and in an IV */
#define AES128_KEY 16 /* bytes in a key */

/*
 * Encrypt, or decrypt, `blocks` blocks of 16 bytes in place. `data` is the
 * caller's, and must not overlap `key` or `iv`. They cannot fail. Their
 * time does not depend on the bytes, as far as valgrind can see (C promises
 * nothing about time). What they leave on the stack is the caller's to wipe:
 * wipe_stack() in secret.h.
 */
void aes128_cbc_encrypt(const uint8_t key[AES128_KEY],
                        const uint8_t iv[AES_BLOCK], uint8_t *data,
                        size_t blocks);
void aes128_cbc_decrypt(const uint8_t key[AES128_KEY],
                        const uint8_t iv[AES_BLOCK], uint8_t *data,
                        size_t blocks);

#endif
