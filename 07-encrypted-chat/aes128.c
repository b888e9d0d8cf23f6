/*
 * aes128.c - AES-128-CBC, without a table, a branch or an index that depends
 * on the key or the text.
 *
 * All bytes of a block are worked on at once; see sbox.h for how they are laid
 * out. Here, bit 16 * k + i of plane b is bit b of byte i of block k.
 *
 * In FIPS 197, byte i stands in row i & 3 and column i >> 2. So in each plane a
 * block has 16 neighbouring bits, and each of its columns 4 of those.
 */
#include "aes128.h"
#include "sbox.h"
#include "secret.h"

#include <string.h>

enum { ROUNDS = 10, AT_ONCE = 4 }; /* four blocks fill the 64 bits of a plane */

struct round_keys {
    struct planes of[ROUNDS + 1];
};

/* The same bits for each of the four blocks; for each of the 16 columns. */
#define EACH_BLOCK(bits16) ((bits16)*UINT64_C(0x0001000100010001))
#define EACH_COLUMN(bits4) ((bits4)*UINT64_C(0x1111111111111111))

/* Lays out `count` bytes, at most 64; the places of the others are zero. */
static void load(struct planes *p, const uint8_t *bytes, size_t count)
{
    memset(p, 0, sizeof *p);
    for (size_t i = 0; i < count; i++)
        for (int b = 0; b < 8; b++)
            p->bit[b] |= (uint64_t)(bytes[i] >> b & 1) << i;
}

static void store(uint8_t *bytes, const struct planes *p, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t byte = 0;
        for (int b = 0; b < 8; b++)
            byte |= (p->bit[b] >> i & 1) << b;
        bytes[i] = (uint8_t)byte;
    }
}

static void add(struct planes *p, const struct planes *other)
{
    for (int b = 0; b < 8; b++)
        p->bit[b] ^= other->bit[b];
}

/* In each block, every byte comes from the one `columns` to its right. */
static uint64_t rotate_block(uint64_t plane, int columns)
{
    int n = 4 * columns;
    uint64_t stay = EACH_BLOCK(UINT64_C(0xffff) >> n);

    return (plane >> n & stay) | (plane << (16 - n) & ~stay);
}

/* In each column, every byte comes from the one `rows` below. */
static uint64_t rotate_column(uint64_t plane, int rows)
{
    uint64_t stay = EACH_COLUMN(UINT64_C(0xf) >> rows);

    return (plane >> rows & stay) | (plane << (4 - rows) & ~stay);
}

/* Row r turns left by r columns; the last argument says how far each turns. */
static void turn_rows(struct planes *p, int row1, int row2, int row3)
{
    for (int b = 0; b < 8; b++) {
        uint64_t plane = p->bit[b];
        p->bit[b] = (plane & EACH_COLUMN(1)) |
                    (rotate_block(plane, row1) & EACH_COLUMN(2)) |
                    (rotate_block(plane, row2) & EACH_COLUMN(4)) |
                    (rotate_block(plane, row3) & EACH_COLUMN(8));
    }
}

static void shift_rows(struct planes *p)
{
    turn_rows(p, 1, 2, 3);
}

static void inv_shift_rows(struct planes *p)
{
    turn_rows(p, 3, 2, 1); /* 1 + 3, 2 + 2 and 3 + 1 columns: once round */
}

/*
 * Each byte a of a column, with b, c and d below it (and round to the top),
 * becomes 2a + 3b + c + d (section 5.1.3). With s = a + b that is 2s + b + (s
 * of two rows below). Times 2 moves each plane up by one, and what was plane 7
 * comes back as x^8 = x^4 + x^3 + x + 1.
 */
static void mix_columns(struct planes *p)
{
    struct planes below, s;

    for (int b = 0; b < 8; b++) {
        below.bit[b] = rotate_column(p->bit[b], 1);
        s.bit[b] = p->bit[b] ^ below.bit[b];
    }
    for (int b = 0; b < 8; b++) {
        uint64_t twice = b > 0 ? s.bit[b - 1] : 0;
        if (0x1b >> b & 1)
            twice ^= s.bit[7];
        p->bit[b] = twice ^ below.bit[b] ^ rotate_column(s.bit[b], 2);
    }
}

/* Done four times, mix_columns() changes nothing (the fourth power of its
   polynomial is 1): so three more times undo one. */
static void inv_mix_columns(struct planes *p)
{
    for (int n = 0; n < 3; n++)
        mix_columns(p);
}

static void encrypt_planes(struct planes *p, const struct round_keys *keys)
{
    add(p, &keys->of[0]);
    for (int round = 1; round < ROUNDS; round++) {
        sub_bytes(p);
        shift_rows(p);
        mix_columns(p);
        add(p, &keys->of[round]);
    }
    sub_bytes(p);
    shift_rows(p);
    add(p, &keys->of[ROUNDS]);
}

/* The same steps undone, last first. */
static void decrypt_planes(struct planes *p, const struct round_keys *keys)
{
    add(p, &keys->of[ROUNDS]);
    inv_shift_rows(p);
    inv_sub_bytes(p);
    for (int round = ROUNDS - 1; round > 0; round--) {
        add(p, &keys->of[round]);
        inv_mix_columns(p);
        inv_shift_rows(p);
        inv_sub_bytes(p);
    }
    add(p, &keys->of[0]);
}

/* `key` becomes the next round's. `constant` is that round's (section 5.2). */
static void next_key(uint8_t key[AES128_KEY], uint8_t constant)
{
    struct planes p;
    uint8_t word[4] = {key[13], key[14], key[15], key[12]};

    load(&p, word, sizeof word);
    sub_bytes(&p);
    store(word, &p, sizeof word);
    word[0] ^= constant;
    for (int i = 0; i < 4; i++)
        key[i] ^= word[i];
    for (int i = 4; i < AES128_KEY; i++)
        key[i] ^= key[i - 4];
}

/* Copies the first block's bits to the other three. (Shifts, not EACH_BLOCK():
   there are processors whose multiplication is faster on small numbers.) */
static void for_each_block(struct planes *p)
{
    for (int b = 0; b < 8; b++) {
        p->bit[b] |= p->bit[b] << 16;
        p->bit[b] |= p->bit[b] << 32;
    }
}

static void expand_key(struct round_keys *keys, const uint8_t key[AES128_KEY])
{
    static const uint8_t constants[ROUNDS] = {0x01, 0x02, 0x04, 0x08, 0x10,
                                              0x20, 0x40, 0x80, 0x1b, 0x36};
    uint8_t current[AES128_KEY];

    memcpy(current, key, sizeof current);
    for (int round = 0; round <= ROUNDS; round++) {
        if (round > 0)
            next_key(current, constants[round - 1]);
        load(&keys->of[round], current, sizeof current);
        for_each_block(&keys->of[round]);
    }
    wipe(current, sizeof current);
}

/* One block after the other: each needs the ciphertext of the one before. */
void aes128_cbc_encrypt(const uint8_t key[AES128_KEY],
                        const uint8_t iv[AES_BLOCK], uint8_t *data,
                        size_t blocks)
{
    struct round_keys keys;
    struct planes p;
    const uint8_t *previous = iv;

    expand_key(&keys, key);
    for (size_t n = 0; n < blocks; n++) {
        for (int i = 0; i < AES_BLOCK; i++)
            data[i] ^= previous[i];
        load(&p, data, AES_BLOCK);
        encrypt_planes(&p, &keys);
        store(data, &p, AES_BLOCK);
        previous = data;
        data += AES_BLOCK;
    }
    wipe(&keys, sizeof keys);
    wipe(&p, sizeof p);
}

/* Four blocks at once: all the ciphertext is there from the start. `chain`
   keeps it, since `data` is overwritten, after the block that came before. */
void aes128_cbc_decrypt(const uint8_t key[AES128_KEY],
                        const uint8_t iv[AES_BLOCK], uint8_t *data,
                        size_t blocks)
{
    struct round_keys keys;
    struct planes p;
    uint8_t chain[AES_BLOCK + AT_ONCE * AES_BLOCK];

    expand_key(&keys, key);
    memcpy(chain, iv, AES_BLOCK);
    while (blocks > 0) {
        size_t now = blocks < AT_ONCE ? blocks : AT_ONCE;
        size_t bytes = now * AES_BLOCK;
        memcpy(chain + AES_BLOCK, data, bytes);
        load(&p, data, bytes);
        decrypt_planes(&p, &keys);
        store(data, &p, bytes);
        for (size_t i = 0; i < bytes; i++)
            data[i] ^= chain[i];
        memcpy(chain, chain + bytes, AES_BLOCK); /* its last block */
        data += bytes;
        blocks -= now;
    }
    wipe(&keys, sizeof keys);
    wipe(&p, sizeof p);
}
