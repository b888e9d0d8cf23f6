/*
 * sha256.c - SHA-256 in the words of FIPS 180-4, and HMAC on top of it.
 */
#include "sha256.h"
#include "secret.h"

#include <string.h>

/* The first 32 bits of the fractional parts of the cube roots of the first 64
   primes: numbers that nobody could have chosen to hide a trap in. */
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate_right(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

/* Byte by byte: so it is right on machines of either byte order. */
static uint32_t load_big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
           (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3];
}

static void store_big_endian(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
}

/* 16 words from the block, the other 48 from earlier ones (FIPS 180-4, section
   6.2.2, step 1). */
static void expand_block(uint32_t w[64], const uint8_t block[SHA256_BLOCK])
{
    for (int t = 0; t < 16; t++)
        w[t] = load_big_endian(block + 4 * t);
    for (int t = 16; t < 64; t++) {
        uint32_t x = w[t - 15], y = w[t - 2];
        uint32_t s0 = rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3;
        uint32_t s1 = rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10;
        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
}

/* Works one block into the state (steps 2 to 4). The names are the standard's;
   as eight variables, not an array, they stay in registers. */
static void compress(uint32_t state[8], const uint8_t block[SHA256_BLOCK])
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    uint32_t w[64];

    expand_block(w, block);
    for (int t = 0; t < 64; t++) {
        uint32_t s1 =
            rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
        uint32_t choice = (e & f) ^ (~e & g);
        uint32_t t1 = h + s1 + choice + K[t] + w[t];
        uint32_t s0 =
            rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
        uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
        uint32_t t2 = s0 + majority;
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

/* The square roots of the first eight primes, taken likewise. */
void sha256_init(struct sha256 *hash)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                      0xa54ff53a, 0x510e527f, 0x9b05688c,
                                      0x1f83d9ab, 0x5be0cd19};

    memcpy(hash->state, start, sizeof start);
    hash->length = 0;
}

void sha256_update(struct sha256 *hash, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        size_t used = hash->length % SHA256_BLOCK;
        size_t piece = SHA256_BLOCK - used;
        if (piece > length)
            piece = length;
        memcpy(hash->block + used, bytes, piece);
        if (used + piece == SHA256_BLOCK)
            compress(hash->state, hash->block);
        hash->length += piece;
        bytes += piece;
        length -= piece;
    }
}

/* Pads with a one bit, zeros, and the length in bits in the last 8 bytes of a
   block (section 5.1.1). */
void sha256_final(struct sha256 *hash, uint8_t result[SHA256_BYTES])
{
    static const uint8_t padding[SHA256_BLOCK] = {0x80};
    uint64_t bits = hash->length * 8;
    uint8_t bits_bytes[8];
    size_t used = hash->length % SHA256_BLOCK;
    size_t full = SHA256_BLOCK - sizeof bits_bytes;

    store_big_endian(bits_bytes, (uint32_t)(bits >> 32));
    store_big_endian(bits_bytes + 4, (uint32_t)bits);
    sha256_update(hash, padding,
                  used < full ? full - used : full + SHA256_BLOCK - used);
    sha256_update(hash, bits_bytes, sizeof bits_bytes);
    for (int i = 0; i < 8; i++)
        store_big_endian(result + 4 * i, hash->state[i]);
}

/* The key as HMAC uses it: a block long, filled up with zeros; a longer one is
   hashed first. */
static void key_block(uint8_t block[SHA256_BLOCK], const uint8_t *key,
                      size_t key_length)
{
    memset(block, 0, SHA256_BLOCK);
    if (key_length <= SHA256_BLOCK) {
        memcpy(block, key, key_length);
    } else {
        struct sha256 hash;
        sha256_init(&hash);
        sha256_update(&hash, key, key_length);
        sha256_final(&hash, block);
        wipe(&hash, sizeof hash);
    }
}

/* hash(key ^ 5c5c... followed by hash(key ^ 3636... followed by the message)).
   Twice, or one who knows a plain hash(key, message) could go on hashing
   from there, and so prove a longer message. */
void hmac_sha256(uint8_t result[SHA256_BYTES], const uint8_t *key,
                 size_t key_length, const uint8_t *bytes, size_t length)
{
    struct sha256 hash;
    uint8_t block[SHA256_BLOCK];

    key_block(block, key, key_length);
    for (int i = 0; i < SHA256_BLOCK; i++)
        block[i] ^= 0x36;
    sha256_init(&hash);
    sha256_update(&hash, block, sizeof block);
    sha256_update(&hash, bytes, length);
    sha256_final(&hash, result);

    for (int i = 0; i < SHA256_BLOCK; i++)
        block[i] ^= 0x36 ^ 0x5c;
    sha256_init(&hash);
    sha256_update(&hash, block, sizeof block);
    sha256_update(&hash, result, SHA256_BYTES);
    sha256_final(&hash, result);
    wipe(block, sizeof block);
    wipe(&hash, sizeof hash);
}
