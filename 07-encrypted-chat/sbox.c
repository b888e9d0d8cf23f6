/*
 * sbox.c - the S-box of AES, computed.
 *
 * It is 1/x (and 0 for 0), then bits added up and a constant. How to compute
 * 1/x without a table and without a branch?
 *
 * Think of the complex numbers: pairs of real ones, where i * i is a number
 * that the real ones know (-1). Their product and their inverse need nothing
 * but the arithmetic of real numbers. Bytes can be had the same way, from bits,
 * by doing that three times:
 *
 *     f2      a bit: + is XOR, * is AND, 1/x is x
 *     f4      a pair of f2:  hi * X + lo, where X * X = X + 1
 *     f16     a pair of f4:  hi * Y + lo, where Y * Y = Y + X
 *     f256    a pair of f16: hi * Z + lo, where Z * Z = Z + X * Y
 *
 * At each level, with Z * Z = Z + c, and minus being plus (it is XOR):
 *
 *     (a Z + b)(d Z + e) = ((a + b)(d + e) + b e) Z + (b e + c a d)
 *     1 / (a Z + b)      = (a Z + (a + b)) / n, where n = b (a + b) + c a a
 *
 * Multiply the last line out to see it: (a Z + b)(a Z + (a + b)) is n, which
 * belongs to the level below, where we can divide already. If a and b are 0, so
 * is n, its "inverse", and the result: the S-box wants just that.
 */
#include "sbox.h"

/* Bit i of each member belongs to byte i. */
typedef uint64_t f2;

struct f4 {
    f2 hi, lo;
};

struct f16 {
    struct f4 hi, lo;
};

struct f256 {
    struct f16 hi, lo;
};

/* ---- f4 ---- */

static inline struct f4 f4_add(struct f4 a, struct f4 b)
{
    return (struct f4){a.hi ^ b.hi, a.lo ^ b.lo};
}

static inline struct f4 f4_multiply(struct f4 a, struct f4 b)
{
    f2 low = a.lo & b.lo;
    f2 high = a.hi & b.hi;
    f2 both = (a.hi ^ a.lo) & (b.hi ^ b.lo);

    return (struct f4){both ^ low, low ^ high};
}

/* a * a, and also 1/a: any a but 0 has a * a * a = 1. */
static inline struct f4 f4_square(struct f4 a)
{
    return (struct f4){a.hi, a.hi ^ a.lo};
}

/* X * a */
static inline struct f4 f4_times_x(struct f4 a)
{
    return (struct f4){a.hi ^ a.lo, a.hi};
}

/* ---- f16 ---- */

static inline struct f16 f16_add(struct f16 a, struct f16 b)
{
    return (struct f16){f4_add(a.hi, b.hi), f4_add(a.lo, b.lo)};
}

static inline struct f16 f16_multiply(struct f16 a, struct f16 b)
{
    struct f4 low = f4_multiply(a.lo, b.lo);
    struct f4 high = f4_multiply(a.hi, b.hi);
    struct f4 both = f4_multiply(f4_add(a.hi, a.lo), f4_add(b.hi, b.lo));

    return (struct f16){f4_add(both, low), f4_add(low, f4_times_x(high))};
}

/* The product with itself, where both - low is high. */
static inline struct f16 f16_square(struct f16 a)
{
    struct f4 high = f4_square(a.hi);

    return (struct f16){high, f4_add(f4_square(a.lo), f4_times_x(high))};
}

/* X * Y * a: Y makes (hi + lo) Y + X hi of it, and X multiplies both. */
static inline struct f16 f16_times_xy(struct f16 a)
{
    return (struct f16){f4_times_x(f4_add(a.hi, a.lo)),
                        f4_times_x(f4_times_x(a.hi))};
}

static inline struct f16 f16_invert(struct f16 a)
{
    struct f4 sum = f4_add(a.hi, a.lo);
    struct f4 n = f4_add(f4_multiply(a.lo, sum), f4_times_x(f4_square(a.hi)));
    struct f4 over_n = f4_square(n);

    return (struct f16){f4_multiply(a.hi, over_n), f4_multiply(sum, over_n)};
}

/* ---- f256 ---- */

static inline struct f256 f256_invert(struct f256 a)
{
    struct f16 sum = f16_add(a.hi, a.lo);
    struct f16 n =
        f16_add(f16_multiply(a.lo, sum), f16_times_xy(f16_square(a.hi)));
    struct f16 over_n = f16_invert(n);

    return (struct f256){f16_multiply(a.hi, over_n), f16_multiply(sum, over_n)};
}

/* ---- AES's bytes ---- */

/*
 * AES counts otherwise: its byte is a polynomial in a t with t^8 = t^4 + t^3 +
 * t + 1. There are eight such t among ours; t = Z * Y + Z * X needs the fewest
 * XORs. The powers of t, written in our bits, are the columns of from_aes()
 * (t itself, a[1], goes into the bits Z * Y and Z * X); to_aes() is the same
 * table solved for the other side. The test tries all 256 bytes.
 */
static inline struct f256 from_aes(const uint64_t a[8])
{
    struct f256 x;

    x.lo.lo.lo = a[0] ^ a[2] ^ a[3] ^ a[4] ^ a[6];
    x.lo.lo.hi = a[2];
    x.lo.hi.lo = a[3] ^ a[4] ^ a[5] ^ a[6] ^ a[7];
    x.lo.hi.hi = a[3] ^ a[4];
    x.hi.lo.lo = a[2] ^ a[3] ^ a[4] ^ a[6] ^ a[7];
    x.hi.lo.hi = a[1] ^ a[4] ^ a[6] ^ a[7];
    x.hi.hi.lo = a[1] ^ a[2] ^ a[3] ^ a[4] ^ a[5] ^ a[6];
    x.hi.hi.hi = a[5] ^ a[7];
    return x;
}

static inline void to_aes(uint64_t a[8], struct f256 x)
{
    f2 x0 = x.lo.lo.lo, x1 = x.lo.lo.hi, x2 = x.lo.hi.lo, x3 = x.lo.hi.hi;
    f2 x4 = x.hi.lo.lo, x5 = x.hi.lo.hi, x6 = x.hi.hi.lo, x7 = x.hi.hi.hi;

    a[0] = x0 ^ x1 ^ x2 ^ x7;
    a[1] = x4 ^ x6 ^ x7;
    a[2] = x1;
    a[3] = x1 ^ x5 ^ x6 ^ x7;
    a[4] = x1 ^ x3 ^ x5 ^ x6 ^ x7;
    a[5] = x1 ^ x2 ^ x4;
    a[6] = x2 ^ x3 ^ x7;
    a[7] = x1 ^ x2 ^ x4 ^ x7;
}

static void invert(struct planes *p)
{
    to_aes(p->bit, f256_invert(from_aes(p->bit)));
}

/* The inverse, then each bit the sum of five, then + 0x63. (The `if` looks at
   the constant alone.) */
void sub_bytes(struct planes *p)
{
    struct planes x = *p;

    invert(&x);
    for (int b = 0; b < 8; b++) {
        p->bit[b] = x.bit[b] ^ x.bit[(b + 4) & 7] ^ x.bit[(b + 5) & 7] ^
                    x.bit[(b + 6) & 7] ^ x.bit[(b + 7) & 7];
        if (0x63 >> b & 1)
            p->bit[b] = ~p->bit[b];
    }
}

/* The way back: each bit the sum of three, then + 0x05, then the inverse. */
void inv_sub_bytes(struct planes *p)
{
    struct planes x = *p;

    for (int b = 0; b < 8; b++) {
        p->bit[b] =
            x.bit[(b + 2) & 7] ^ x.bit[(b + 5) & 7] ^ x.bit[(b + 7) & 7];
        if (0x05 >> b & 1)
            p->bit[b] = ~p->bit[b];
    }
    invert(p);
}
