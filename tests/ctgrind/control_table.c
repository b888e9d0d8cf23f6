/*
 * A control: sbox.c as most programs have it, with a table. What is looked up
 * depends on key and text, and valgrind must say so. In place of sbox.c.
 */
#include "sbox.h"

static uint8_t forward[256], back[256];

static unsigned times(unsigned a, unsigned b)
{
    unsigned product = 0;

    for (; b > 0; b >>= 1) {
        product ^= b & 1 ? a : 0;
        a = a << 1 ^ (a & 0x80 ? 0x11b : 0);
    }
    return product;
}

static void make_tables(void)
{
    for (unsigned x = 0; x < 256; x++) {
        unsigned inverse = 0;
        for (unsigned y = 0; y < 256; y++)
            if (times(x, y) == 1)
                inverse = y;
        forward[x] = (uint8_t)(0x63 ^ inverse ^ inverse << 1 ^ inverse << 2 ^
                               inverse << 3 ^ inverse << 4 ^ inverse >> 7 ^
                               inverse >> 6 ^ inverse >> 5 ^ inverse >> 4);
    }
    for (unsigned x = 0; x < 256; x++)
        back[forward[x]] = (uint8_t)x;
}

static void look_up(struct planes *p, const uint8_t table[256])
{
    struct planes result = {{0}};

    for (int i = 0; i < 64; i++) {
        unsigned byte = 0;
        for (int b = 0; b < 8; b++)
            byte |= (unsigned)(p->bit[b] >> i & 1) << b;
        byte = table[byte];
        for (int b = 0; b < 8; b++)
            result.bit[b] |= (uint64_t)(byte >> b & 1) << i;
    }
    *p = result;
}

void sub_bytes(struct planes *p)
{
    if (back[0] == 0)
        make_tables();
    look_up(p, forward);
}

void inv_sub_bytes(struct planes *p)
{
    if (back[0] == 0)
        make_tables();
    look_up(p, back);
}
