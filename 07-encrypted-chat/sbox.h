/*
 * sbox.h - the S-box of AES, on up to 64 bytes at once. For aes128.c only.
 *
 * Source: FIPS 197, sections 5.1.1 and 5.3.2.
 *
 * The bytes lie in eight planes: plane b holds bit b of each byte. So one AND
 * of two planes is 64 one-bit multiplications, and takes the same time whatever
 * the bits are. Most programs look the S-box up in a table of 256 bytes, and
 * the processor's cache then shows others which entries were read, that is, the
 * key.
 */
#ifndef SBOX_H
#define SBOX_H

#include <stdint.h>

struct planes {
    uint64_t bit[8];
};

/* Replace each byte by what the S-box makes of it, and the way back. */
void sub_bytes(struct planes *p);
void inv_sub_bytes(struct planes *p);

#endif
