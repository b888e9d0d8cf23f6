/*
 * test_fernet.c - the cryptographic part of 07-encrypted-chat, function by
 * function: against published vectors (tests/vectors), against the plain
 * definitions, and against whatever a liar could send.
 *
 * Its own tools are as plain as can be, slow and not constant time: they must
 * not make the mistakes that they look for.
 */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aes128.h"
#include "base64url.h"
#include "fernet.h"
#include "keyfile.h"
#include "message.h"
#include "random_bytes.h"
#include "replay.h"
#include "sbox.h"
#include "secret.h"
#include "sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* AddressSanitizer puts zones of its own between variables on the stack, and
   ThreadSanitizer wants a larger one. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OTHER_STACK
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OTHER_STACK
#endif

#ifdef ALONE /* built without the harness, for any machine: check_crypto.sh */
jmp_buf fallback_back;

static int run_unit_tests(const char *group, const struct CMUnitTest *tests,
                          size_t count, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return _cmocka_run_group_tests(group, tests, count, NULL, NULL) > 0;
}
#else
#include "suite/suite.h"
#endif

#ifndef VECTORS
#define VECTORS "tests/vectors"
#endif

/* ---- Vector files: "name = value" lines, a blank line between cases ---- */

enum { FIELDS = 8 };

struct vector {
    char name[FIELDS][16];
    char value[FIELDS][512];
    int fields;
};

static FILE *open_vectors(const char *file)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", VECTORS, file);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("cannot open %s: %s", path, strerror(errno));
    return f;
}

static bool next_vector(FILE *f, struct vector *v)
{
    char line[600];

    v->fields = 0;
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#')
            continue;
        if (line[0] == '\n') {
            if (v->fields > 0)
                return true;
            continue;
        }
        line[strcspn(line, "\n")] = '\0';
        char *equals = strstr(line, " =");
        if (!equals || v->fields == FIELDS)
            fail_msg("cannot read vector line: %s", line);
        *equals = '\0';
        const char *value = equals + 2 + (equals[2] == ' ');
        snprintf(v->name[v->fields], sizeof v->name[0], "%.15s", line);
        snprintf(v->value[v->fields], sizeof v->value[0], "%.511s", value);
        v->fields++;
    }
    return v->fields > 0;
}

static const char *field(const struct vector *v, const char *name)
{
    for (int i = 0; i < v->fields; i++)
        if (strcmp(v->name[i], name) == 0)
            return v->value[i];
    fail_msg("vector without %s", name);
    return "";
}

/* Hexadecimal to bytes; returns how many. */
static size_t unhex(uint8_t *bytes, const char *hex)
{
    size_t count = strlen(hex) / 2;

    for (size_t i = 0; i < count; i++) {
        unsigned byte;
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
            fail_msg("not hexadecimal: %s", hex);
        bytes[i] = (uint8_t)byte;
    }
    return count;
}

/* A small generator, so that a failure can be had again. */
static uint64_t seed = 1;

static uint8_t any_byte(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint8_t)(seed >> 56);
}

static void any_bytes(uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        bytes[i] = any_byte();
}

/* ---- secret.c ---- */

static void test_masks(void **state)
{
    static const uint32_t n[] = {
        0, 1, 2, 16, 255, 256, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
    (void)state;

    for (size_t i = 0; i < sizeof n / sizeof n[0]; i++)
        for (size_t j = 0; j < sizeof n / sizeof n[0]; j++) {
            uint32_t less = n[i] < n[j] ? 0xffffffff : 0;
            uint32_t equal = n[i] == n[j] ? 0xffffffff : 0;
            assert_int_equal(mask_less(n[i], n[j]), less);
            assert_int_equal(mask_equal(n[i], n[j]), equal);
        }
}

static void test_secret_equal(void **state)
{
    uint8_t a[32], b[32];
    (void)state;

    any_bytes(a, sizeof a);
    memcpy(b, a, sizeof b);
    assert_true(secret_equal(a, b, sizeof a));
    for (int bit = 0; bit < 256; bit++) {
        b[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(secret_equal(a, b, sizeof a));
        b[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void test_wipe(void **state)
{
    uint8_t bytes[40], zeros[40] = {0};
    (void)state;

    memset(bytes, 7, sizeof bytes);
    wipe(bytes + 1, 38);
    assert_memory_equal(bytes + 1, zeros, 38);
    assert_int_equal(bytes[0], 7);
    assert_int_equal(bytes[39], 7);
}

static void test_random_bytes(void **state)
{
    uint8_t a[32], b[32];
    (void)state;

    assert_true(random_bytes(a, sizeof a));
    assert_true(random_bytes(b, sizeof b));
    assert_true(memcmp(a, b, sizeof a) != 0);
    assert_true(random_bytes(a, 0));
}

/* ---- sbox.c, against FIPS 197 read literally ---- */

static unsigned times(unsigned a, unsigned b)
{
    unsigned product = 0;

    for (; b > 0; b >>= 1) {
        if (b & 1)
            product ^= a;
        a <<= 1;
        if (a & 0x100)
            a ^= 0x11b;
    }
    return product;
}

static uint8_t plain_sbox(unsigned x)
{
    unsigned inverse = 0, result = 0;

    for (unsigned y = 0; y < 256; y++)
        if (times(x, y) == 1)
            inverse = y;
    for (int i = 0; i < 8; i++) {
        unsigned bit = inverse >> i ^ inverse >> ((i + 4) % 8) ^
                       inverse >> ((i + 5) % 8) ^ inverse >> ((i + 6) % 8) ^
                       inverse >> ((i + 7) % 8) ^ 0x63 >> i;
        result |= (bit & 1) << i;
    }
    return (uint8_t)result;
}

static void set_byte(struct planes *p, int place, unsigned byte)
{
    for (int b = 0; b < 8; b++) {
        p->bit[b] &= ~(UINT64_C(1) << place);
        p->bit[b] |= (uint64_t)(byte >> b & 1) << place;
    }
}

static unsigned get_byte(const struct planes *p, int place)
{
    unsigned byte = 0;

    for (int b = 0; b < 8; b++)
        byte |= (unsigned)(p->bit[b] >> place & 1) << b;
    return byte;
}

/* Each byte in each of the 64 places, with others around it. */
static void test_sbox(void **state)
{
    struct planes p;
    (void)state;

    assert_int_equal(plain_sbox(0x00), 0x63);
    assert_int_equal(plain_sbox(0x53), 0xed); /* FIPS 197, section 5.1.1 */
    for (int first = 0; first < 256; first++) {
        for (int i = 0; i < 64; i++)
            set_byte(&p, i, (unsigned)(first + 37 * i) & 255);
        sub_bytes(&p);
        for (int i = 0; i < 64; i++)
            assert_int_equal(get_byte(&p, i),
                             plain_sbox((unsigned)(first + 37 * i) & 255));
        inv_sub_bytes(&p);
        for (int i = 0; i < 64; i++)
            assert_int_equal(get_byte(&p, i), (first + 37 * i) & 255);
    }
}

/* ---- aes128.c ---- */

static void check_cbc(const struct vector *v, const uint8_t iv[16])
{
    uint8_t key[256], plain[256], cipher[256], data[256];
    size_t bytes = unhex(plain, field(v, "plaintext"));

    assert_int_equal(unhex(key, field(v, "key")), AES128_KEY);
    assert_int_equal(unhex(cipher, field(v, "ciphertext")), bytes);
    assert_int_equal(bytes % AES_BLOCK, 0);
    memcpy(data, plain, bytes);
    aes128_cbc_encrypt(key, iv, data, bytes / AES_BLOCK);
    assert_memory_equal(data, cipher, bytes);
    aes128_cbc_decrypt(key, iv, data, bytes / AES_BLOCK);
    assert_memory_equal(data, plain, bytes);
}

/* CBC of one block with an IV of zeros is the bare cipher. */
static void test_aes_blocks(void **state)
{
    FILE *f = open_vectors("aes128_ecb.txt");
    struct vector v;
    uint8_t zeros[16] = {0};
    int count = 0;
    (void)state;

    for (; next_vector(f, &v); count++)
        check_cbc(&v, zeros);
    fclose(f);
    assert_int_equal(count, 16);
}

static void test_aes_cbc(void **state)
{
    FILE *f = open_vectors("aes128_cbc.txt");
    struct vector v;
    uint8_t iv[256];
    int count = 0;
    (void)state;

    for (; next_vector(f, &v); count++) {
        assert_int_equal(unhex(iv, field(&v, "iv")), AES_BLOCK);
        check_cbc(&v, iv);
    }
    fclose(f);
    assert_int_equal(count, 21);
}

/* 0 to 20 blocks at once are what they are one at a time, and nothing beyond
   them is touched. */
static void test_aes_any_number_of_blocks(void **state)
{
    enum { MOST = 20 };
    uint8_t key[16], iv[16], plain[MOST * 16], data[MOST * 16 + 16];
    uint8_t guard[16];
    (void)state;

    memset(guard, 0xa5, sizeof guard);
    for (size_t blocks = 0; blocks <= MOST; blocks++) {
        uint8_t chain[16], one[16];
        any_bytes(key, 16);
        any_bytes(iv, 16);
        any_bytes(plain, sizeof plain);
        memcpy(data, plain, blocks * 16);
        memcpy(data + blocks * 16, guard, 16);
        aes128_cbc_encrypt(key, iv, data, blocks);
        assert_memory_equal(data + blocks * 16, guard, 16);
        memcpy(chain, iv, 16);
        for (size_t n = 0; n < blocks; n++) {
            memcpy(one, plain + n * 16, 16);
            aes128_cbc_encrypt(key, chain, one, 1);
            assert_memory_equal(one, data + n * 16, 16);
            memcpy(chain, one, 16);
        }
        aes128_cbc_decrypt(key, iv, data, blocks);
        assert_memory_equal(data + blocks * 16, guard, 16);
        assert_true(memcmp(data, plain, blocks * 16) == 0);
    }
}

/* ---- sha256.c ---- */

static void hash_in_two(uint8_t result[32], const uint8_t *bytes, size_t length,
                        size_t cut)
{
    struct sha256 hash;

    sha256_init(&hash);
    sha256_update(&hash, bytes, cut);
    sha256_update(&hash, bytes + cut, length - cut);
    sha256_final(&hash, result);
}

static void test_sha256(void **state)
{
    FILE *f = open_vectors("sha256.txt");
    struct vector v;
    uint8_t message[256], expected[256], result[32];
    int count = 0;
    (void)state;

    for (; next_vector(f, &v); count++) {
        size_t length = unhex(message, field(&v, "message"));
        assert_int_equal(unhex(expected, field(&v, "hash")), 32);
        for (size_t cut = 0; cut <= length; cut++) {
            hash_in_two(result, message, length, cut);
            assert_memory_equal(result, expected, 32);
        }
    }
    fclose(f);
    assert_int_equal(count, 15);
}

/* FIPS 180-4's third example: a million times "a". */
static void test_sha256_million(void **state)
{
    static const uint8_t expected[32] = {
        0xcd, 0xc7, 0x6e, 0x5c, 0x99, 0x14, 0xfb, 0x92, 0x81, 0xa1, 0xc7,
        0xe2, 0x84, 0xd7, 0x3e, 0x67, 0xf1, 0x80, 0x9a, 0x48, 0xa4, 0x97,
        0x20, 0x0e, 0x04, 0x6d, 0x39, 0xcc, 0xc7, 0x11, 0x2c, 0xd0};
    struct sha256 hash;
    uint8_t piece[1000], result[32];
    (void)state;

    memset(piece, 'a', sizeof piece);
    sha256_init(&hash);
    for (int i = 0; i < 1000; i++)
        sha256_update(&hash, piece, sizeof piece);
    sha256_final(&hash, result);
    assert_memory_equal(result, expected, 32);
}

static void test_hmac(void **state)
{
    FILE *f = open_vectors("hmac_sha256.txt");
    struct vector v;
    uint8_t key[256], message[256], expected[256], result[32];
    int count = 0;
    (void)state;

    for (; next_vector(f, &v); count++) {
        size_t key_length = unhex(key, field(&v, "key"));
        size_t length = unhex(message, field(&v, "message"));
        assert_int_equal(unhex(expected, field(&v, "hmac")), 32);
        hmac_sha256(result, key, key_length, message, length);
        assert_memory_equal(result, expected, 32);
    }
    fclose(f);
    assert_int_equal(count, 6);
}

/* A key of 64 bytes is used as it is, of 65 hashed. */
static void test_hmac_key_lengths(void **state)
{
    uint8_t key[65], hashed[32], a[32], b[32];
    (void)state;

    any_bytes(key, sizeof key);
    hash_in_two(hashed, key, 65, 0);
    hmac_sha256(a, key, 65, key, 5);
    hmac_sha256(b, hashed, 32, key, 5);
    assert_memory_equal(a, b, 32);
    hash_in_two(hashed, key, 64, 0);
    hmac_sha256(a, key, 64, key, 5);
    hmac_sha256(b, hashed, 32, key, 5);
    assert_true(memcmp(a, b, 32) != 0);
}

/* ---- base64url.c ---- */

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static bool decodes(const char *text, size_t length)
{
    uint8_t bytes[512];
    size_t count;

    return base64url_decode(bytes, &count, text, length);
}

static void test_base64url_vectors(void **state)
{
    static const char *const text[] = {
        "",         "Zg==",     "Zm8=",    "Zm9v",
        "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"}; /* RFC 4648, section 10 */
    char out[16];
    uint8_t back[16];
    size_t count;
    (void)state;

    for (size_t n = 0; n <= 6; n++) {
        base64url_encode(out, (const uint8_t *)"foobar", n);
        assert_string_equal(out, text[n]);
        assert_int_equal(strlen(out), BASE64URL_CHARS(n));
        if (n == 0)
            continue;
        assert_true(base64url_decode(back, &count, out, strlen(out)));
        assert_int_equal(count, n);
        assert_memory_equal(back, "foobar", n);
    }
}

static void test_base64url_round_trip(void **state)
{
    uint8_t bytes[300], back[303];
    char text[401];
    size_t count;
    (void)state;

    for (size_t n = 1; n <= sizeof bytes; n++) {
        any_bytes(bytes, n);
        memset(back, 0xa5, sizeof back);
        base64url_encode(text, bytes, n);
        assert_true(base64url_decode(back, &count, text, strlen(text)));
        assert_int_equal(count, n);
        assert_memory_equal(back, bytes, n);
        assert_int_equal(back[n], 0xa5); /* not a byte too many */
    }
}

/* Each of the 256 characters in each place of "AAAA": 0 to 63 for the alphabet,
   and no other will do, but '=' at the end. */
static void test_base64url_alphabet(void **state)
{
    uint8_t bytes[3];
    size_t count;
    (void)state;

    for (int place = 0; place < 4; place++)
        for (int c = 0; c < 256; c++) {
            char text[5] = "AAAA";
            text[place] = (char)c;
            const char *found = c ? strchr(alphabet, c) : NULL;
            bool good = base64url_decode(bytes, &count, text, 4);
            assert_int_equal(good, found || (c == '=' && place == 3));
            if (!found)
                continue;
            unsigned value =
                (unsigned)(bytes[0] << 16 | bytes[1] << 8 | bytes[2]);
            assert_int_equal(value, (found - alphabet) << (18 - 6 * place));
        }
}

/* Of all four-character texts that end in '=', exactly those that encode one
   or two bytes: of the unused bits only zeros. */
static void test_base64url_canonical(void **state)
{
    int one = 0, two = 0;
    (void)state;

    for (int i = 0; i < 64; i++)
        for (int j = 0; j < 64; j++) {
            char text[5] = {alphabet[i], alphabet[j], '=', '=', '\0'};
            one += decodes(text, 4);
            for (int k = 0; k < 64; k++) {
                text[2] = alphabet[k];
                two += decodes(text, 4);
            }
        }
    assert_int_equal(one, 256);
    assert_int_equal(two, 65536);
}

static void test_base64url_refuses(void **state)
{
    static const char *const bad[] = {
        "",         "A",        "AA",        "AAA",      "AAAAA",    "AA=",
        "====",     "=AAA",     "A===",      "AA=A",     "AAA=AAAA", "AA==AAAA",
        "AAAAA===", "AAAA====", "AAAA=AAA",  "AA\nAA",   "AAA\n",    " AAA",
        "AAAA\r\n", "AA+A",     "AA/A",      "AAAA    ", "AB==",     "AAB=",
        "Zg==Zg==", "AA.=",     "\xc3\xa1_A"};
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (decodes(bad[i], strlen(bad[i])))
            fail_msg("\"%s\" was decoded", bad[i]);
    assert_false(decodes("AAA\0", 4));
    assert_true(decodes("AAAA", 4));
}

/* ---- fernet.c: keys ---- */

static const char spec_key[] = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

static struct fernet_key parse_key(const char *text)
{
    struct fernet_key key;

    assert_true(fernet_key_parse(&key, text, strlen(text)));
    return key;
}

static void test_key_round_trip(void **state)
{
    struct fernet_key key, back;
    char text[FERNET_KEY_CHARS + 1];
    (void)state;

    key = parse_key(spec_key);
    assert_int_equal(key.bytes[0], 0x73); /* the signing half comes first */
    assert_int_equal(key.bytes[31], 0xee);
    fernet_key_format(text, &key);
    assert_string_equal(text, spec_key);
    assert_true(fernet_key_generate(&key));
    fernet_key_format(text, &key);
    back = parse_key(text);
    assert_memory_equal(&back, &key, sizeof key);
    assert_true(fernet_key_generate(&back));
    assert_true(memcmp(back.bytes, key.bytes, 16) != 0);
    assert_true(memcmp(back.bytes + 16, key.bytes + 16, 16) != 0);
}

static void test_key_refuses(void **state)
{
    static const char *const bad[] = {
        "",
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4",
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n",
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4==",
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e5=", /* unused bits */
        "cw/0x689RpI+jtRR7oE8h/eQsKImvJapLeSbXpwF4e4=", /* not base64url */
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e==", /* 31 bytes */
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e44", /* 33 bytes */
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSb XpwF4e=",
    };
    struct fernet_key key, zeros;
    (void)state;

    memset(&zeros, 0, sizeof zeros);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        memset(&key, 7, sizeof key);
        if (fernet_key_parse(&key, bad[i], strlen(bad[i])))
            fail_msg("\"%s\" was taken for a key", bad[i]);
        assert_memory_equal(&key, &zeros, sizeof key);
    }
}

/* The expected value was computed with Python's hmac module. */
static void test_fingerprint(void **state)
{
    static const uint8_t expected[8] = {0x18, 0x73, 0x31, 0xda,
                                        0x11, 0x4c, 0x10, 0x5f};
    struct fernet_key key = parse_key(spec_key);
    uint8_t a[8], b[8];
    (void)state;

    fernet_key_fingerprint(a, &key);
    assert_memory_equal(a, expected, 8);
    key.bytes[0] ^= 1;
    fernet_key_fingerprint(b, &key);
    assert_true(memcmp(a, b, 8) != 0);
    key.bytes[0] ^= 1;
    key.bytes[31] ^= 0x80;
    fernet_key_fingerprint(b, &key);
    assert_true(memcmp(a, b, 8) != 0);
}

/* ---- fernet.c: tokens ---- */

/* Opens a token; what comes out must be `text`, or nothing at all. */
static enum fernet_result open_token(const struct fernet_key *key,
                                     const char *token, size_t length,
                                     const struct fernet_clock *clock,
                                     const uint8_t *text, size_t text_length)
{
    static uint8_t out[FERNET_TEXT_MAX + 1], before[FERNET_TEXT_MAX + 1];
    size_t out_length = 99;

    memset(out, 0xa5, sizeof out);
    memset(before, 0xa5, sizeof before);
    enum fernet_result result =
        fernet_decrypt(out, &out_length, key, token, length, clock);
    if (result == FERNET_OK) {
        assert_int_equal(out_length, text_length);
        assert_true(memcmp(out, text, text_length) == 0);
    } else {
        assert_int_equal(out_length, 0);
    }
    assert_memory_equal(out + out_length, before, sizeof out - out_length);
    return result;
}

static void check_fernet_vector(const struct vector *v)
{
    struct fernet_key key = parse_key(field(v, "key"));
    const char *token = field(v, "token");
    const char *kind = field(v, "kind");
    struct fernet_clock clock = {strtoull(field(v, "now"), NULL, 10), 60};
    uint8_t text[256] = {0}, iv[256];
    char made[FERNET_TOKEN_MAX + 1];
    enum fernet_result due = FERNET_OK;
    size_t length = 0;

    if (strcmp(kind, "invalid") == 0) {
        const char *result = field(v, "result");
        due = strcmp(result, "expired") == 0  ? FERNET_EXPIRED
              : strcmp(result, "future") == 0 ? FERNET_FUTURE
                                              : FERNET_INVALID;
    } else {
        length = unhex(text, field(v, "text"));
    }
    if (strcmp(kind, "generate") == 0) {
        assert_int_equal(unhex(iv, field(v, "iv")), FERNET_IV);
        fernet_encrypt_at(made, &key, text, length, clock.now, iv);
        assert_string_equal(made, token);
    } else {
        assert_int_equal(strtoull(field(v, "ttl"), NULL, 10), 60);
    }
    assert_int_equal(
        open_token(&key, token, strlen(token), &clock, text, length), due);
}

static void test_fernet_vectors(void **state)
{
    FILE *f = open_vectors("fernet.txt");
    struct vector v;
    int count = 0;
    (void)state;

    for (; next_vector(f, &v); count++)
        check_fernet_vector(&v);
    fclose(f);
    assert_int_equal(count, 10);
}

static void test_token_round_trip(void **state)
{
    static uint8_t text[FERNET_TEXT_MAX + 1];
    struct fernet_key key = parse_key(spec_key);
    char token[FERNET_TOKEN_MAX + 1];
    (void)state;

    any_bytes(text, sizeof text);
    for (size_t n = 0; n <= FERNET_TEXT_MAX; n += n < 70 || n > 2940 ? 1 : 73) {
        size_t length = fernet_encrypt(token, &key, text, n);
        assert_int_equal(length, BASE64URL_CHARS(57 + (n / 16 + 1) * 16));
        assert_int_equal(strlen(token), length);
        assert_int_equal(open_token(&key, token, length, NULL, text, n),
                         FERNET_OK);
    }
    assert_int_equal(strlen(token), FERNET_TOKEN_MAX);
    errno = 0;
    assert_int_equal(fernet_encrypt(token, &key, text, sizeof text), 0);
    assert_int_equal(errno, EMSGSIZE);
    assert_true(fernet_encrypt(token, &key, NULL, 0) > 0);
}

/* A new IV each time, and the time it is. */
static void test_token_is_fresh(void **state)
{
    struct fernet_key key = parse_key(spec_key);
    char a[FERNET_TOKEN_MAX + 1], b[FERNET_TOKEN_MAX + 1];
    const uint8_t text[] = "abc";
    (void)state;

    const uint64_t before = (uint64_t)time(NULL);
    size_t length = fernet_encrypt(a, &key, text, 3);
    const uint64_t after = (uint64_t)time(NULL);
    struct fernet_clock clock = {after, after - before};
    fernet_encrypt(b, &key, text, 3);
    assert_true(memcmp(a + 12, b + 12, 22) != 0); /* IV: bytes 9 to 24 */
    assert_int_equal(open_token(&key, a, length, &clock, text, 3), FERNET_OK);
}

static enum fernet_result at_times(uint64_t made, uint64_t now, uint64_t ttl)
{
    struct fernet_key key = parse_key(spec_key);
    struct fernet_clock clock = {now, ttl};
    char token[FERNET_TOKEN_MAX + 1];
    static const uint8_t iv[16], text[] = "abc";

    size_t length = fernet_encrypt_at(token, &key, text, 3, made, iv);
    assert_int_equal(open_token(&key, token, length, NULL, text, 3), FERNET_OK);
    return open_token(&key, token, length, &clock, text, 3);
}

static void test_time_edges(void **state)
{
    const uint64_t most = UINT64_MAX;
    (void)state;

    assert_int_equal(at_times(1000, 1000, 0), FERNET_OK);
    assert_int_equal(at_times(1000, 1001, 0), FERNET_EXPIRED);
    assert_int_equal(at_times(1000, 1060, 60), FERNET_OK);
    assert_int_equal(at_times(1000, 1061, 60), FERNET_EXPIRED);
    assert_int_equal(at_times(1060, 1000, 60), FERNET_OK);
    assert_int_equal(at_times(1061, 1000, 60), FERNET_FUTURE);
    assert_int_equal(at_times(1061, 1000, most), FERNET_FUTURE);
    assert_int_equal(at_times(most, 1000, 60), FERNET_FUTURE);
    assert_int_equal(at_times(most, 1000, most), FERNET_FUTURE);
    assert_int_equal(at_times(most, most, 0), FERNET_OK);
    assert_int_equal(at_times(most, most - 60, 0), FERNET_OK);
    assert_int_equal(at_times(most, most - 61, 0), FERNET_FUTURE);
    assert_int_equal(at_times(most - 60, most, 60), FERNET_OK);
    assert_int_equal(at_times(most - 61, most, 60), FERNET_EXPIRED);
    assert_int_equal(at_times(0, most, 60), FERNET_EXPIRED);
    assert_int_equal(at_times(0, most, most), FERNET_OK);
    assert_int_equal(at_times(1000, 2000, most), FERNET_OK);
    assert_int_equal(at_times(0, 0, 0), FERNET_OK);
    assert_int_equal(at_times(60, 0, 0), FERNET_OK);
    assert_int_equal(at_times(61, 0, 0), FERNET_FUTURE);
    assert_int_equal(at_times(UINT64_C(1) << 32, 5, 60), FERNET_FUTURE);
}

/* ---- fernet.c: what must be refused ---- */

static void must_refuse(const char *what, const char *token, size_t length)
{
    struct fernet_key key = parse_key(spec_key);

    if (open_token(&key, token, length, NULL, NULL, 0) != FERNET_INVALID)
        fail_msg("taken for a token: %s", what);
}

/* A token of 21 bytes: two blocks, 89 bytes, and one '='. */
static size_t some_token(char *token)
{
    struct fernet_key key = parse_key(spec_key);
    static const uint8_t iv[16] = {9, 8, 7};

    return fernet_encrypt_at(token, &key,
                             (const uint8_t *)"abcdefghijklmno"
                                              "pqrstu",
                             21, 1000, iv);
}

static void test_every_bit_of_the_characters(void **state)
{
    char token[FERNET_TOKEN_MAX + 1];
    size_t length = some_token(token);
    (void)state;

    for (size_t bit = 0; bit < length * 8; bit++) {
        char flip = (char)(1 << bit % 8);
        token[bit / 8] = (char)(token[bit / 8] ^ flip);
        must_refuse("a character with a bit flipped", token, length);
        token[bit / 8] = (char)(token[bit / 8] ^ flip);
    }
}

static void test_every_bit_of_the_bytes(void **state)
{
    char token[FERNET_TOKEN_MAX + 1];
    uint8_t raw[FERNET_TOKEN_MAX];
    size_t count, length = some_token(token);
    (void)state;

    assert_true(base64url_decode(raw, &count, token, length));
    for (size_t bit = 0; bit < count * 8; bit++) {
        raw[bit / 8] ^= (uint8_t)(1 << bit % 8);
        base64url_encode(token, raw, count);
        must_refuse("a byte with a bit flipped", token, length);
        raw[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void test_cut_and_joined(void **state)
{
    char token[2 * FERNET_TOKEN_MAX];
    size_t length = some_token(token);
    (void)state;

    for (size_t n = 0; n < length; n++) {
        must_refuse("the first part", token, n);
        must_refuse("the last part", token + length - n, n);
    }
    memcpy(token + length, token, length);
    must_refuse("two tokens in one", token, 2 * length);
    must_refuse("a token and a half", token, length + 60);
    must_refuse("one '=' too many", token, length + 1);
    token[length] = '\n';
    must_refuse("a newline after it", token, length + 1);
    memset(token + length, '=', 4);
    must_refuse("four '=' too many", token, length + 4);
    token[length] = '\0';
    must_refuse("the final zero", token, length + 1);
}

static void test_spelled_otherwise(void **state)
{
    char token[FERNET_TOKEN_MAX + 4];
    size_t length = some_token(token);
    (void)state;

    assert_int_equal(token[length - 1], '=');
    const char *last = strchr(alphabet, token[length - 2]);
    for (int unused = 1; unused < 4; unused++) { /* two bits are unused */
        char other[FERNET_TOKEN_MAX + 1];
        memcpy(other, token, length);
        other[length - 2] = alphabet[(last - alphabet) + unused];
        must_refuse("unused bits that are not zero", other, length);
    }
    for (size_t at = 0; at <= length; at += 7) { /* four, so that it divides */
        char other[FERNET_TOKEN_MAX + 4];
        memcpy(other, token, at);
        memcpy(other + at, "\r\n !", 4);
        memcpy(other + at + 4, token + at, length - at);
        must_refuse("junk inside", other, length + 4);
    }
}

static void test_too_long(void **state)
{
    static char token[2 * FERNET_TOKEN_MAX];
    (void)state;

    memset(token, 'A', sizeof token);
    must_refuse("4088 characters", token, FERNET_TOKEN_MAX);
    must_refuse("4092 characters", token, FERNET_TOKEN_MAX + 4);
    must_refuse("8176 characters", token, sizeof token);
}

static void test_other_key(void **state)
{
    struct fernet_key key = parse_key(spec_key), other = key;
    char token[FERNET_TOKEN_MAX + 1];
    size_t length = some_token(token);
    (void)state;

    other.bytes[15] ^= 1;
    assert_int_equal(open_token(&other, token, length, NULL, NULL, 0),
                     FERNET_INVALID);
}

/* Signs `raw`, of `length` bytes before the HMAC, as a holder of the key can,
   and opens it. */
static enum fernet_result sign_and_open(uint8_t *raw, size_t length,
                                        const uint8_t *text, size_t text_length)
{
    struct fernet_key key = parse_key(spec_key);
    char token[FERNET_TOKEN_MAX + 1];

    hmac_sha256(raw + length, key.bytes, 16, raw, length);
    base64url_encode(token, raw, length + 32);
    return open_token(&key, token, strlen(token), NULL, text, text_length);
}

/* Authentic, but without a block, or with a piece of one. What is there instead
   would pass for a padding of 1 or of 16 bytes. */
static void test_signed_lengths(void **state)
{
    uint8_t raw[512];
    (void)state;

    for (int padding = 1; padding <= 16; padding += 15) {
        for (size_t length = 0; length < 200; length++) {
            if (length >= 41 && (length - 25) % 16 == 0)
                continue;
            memset(raw, padding, sizeof raw);
            raw[0] = 0x80;
            assert_int_equal(sign_and_open(raw, length, NULL, 0),
                             FERNET_INVALID);
        }
    }
}

static void test_signed_versions(void **state)
{
    uint8_t raw[512];
    char token[FERNET_TOKEN_MAX + 1];
    size_t count;
    (void)state;

    some_token(token);
    for (int version = 0; version < 256; version++) {
        base64url_decode(raw, &count, token, strlen(token));
        raw[0] = (uint8_t)version;
        enum fernet_result result = sign_and_open(
            raw, count - 32, (const uint8_t *)"abcdefghijklmnopqrstu", 21);
        assert_int_equal(result, version == 0x80 ? FERNET_OK : FERNET_INVALID);
    }
}

/* Encrypts two blocks as they are, without padding them, and signs them. */
static enum fernet_result open_blocks(const uint8_t blocks[32],
                                      size_t text_length)
{
    struct fernet_key key = parse_key(spec_key);
    uint8_t raw[25 + 32 + 32] = {0x80};

    memcpy(raw + 25, blocks, 32);
    aes128_cbc_encrypt(key.bytes + 16, raw + 9, raw + 25, 2);
    return sign_and_open(raw, 25 + 32, blocks, text_length);
}

/* Each last byte, and of each padding each byte wrong in turn. */
static void test_padding(void **state)
{
    uint8_t blocks[32];
    (void)state;

    for (unsigned last = 0; last < 256; last++) {
        memset(blocks, 0x7e, sizeof blocks);
        bool good = last >= 1 && last <= 16;
        for (unsigned i = 0; i < (good ? last : 32); i++)
            blocks[31 - i] = (uint8_t)last;
        assert_int_equal(open_blocks(blocks, 32 - last),
                         good ? FERNET_OK : FERNET_INVALID);
        for (unsigned i = 1; good && i < last; i++)
            for (unsigned bit = 0; bit < 8; bit++) {
                blocks[31 - i] ^= (uint8_t)(1 << bit);
                assert_int_equal(open_blocks(blocks, 0), FERNET_INVALID);
                blocks[31 - i] ^= (uint8_t)(1 << bit);
            }
    }
}

/* ---- Nothing secret stays behind ---- */

/*
 * Each function runs twice on a thread's stack of ours, with different secrets.
 * If nothing that depends on them stays behind, what it leaves there is the
 * same, byte for byte. The thread copies that before it ends: what its end
 * leaves depends on whether it had to wait for a lock.
 */
enum { STACK = 1 << 18, WAYS = 8 };

static struct {
    struct fernet_key key;
    uint8_t text[100];
    char key_text[FERNET_KEY_CHARS + 1], token[FERNET_TOKEN_MAX + 1];
    char forged[FERNET_TOKEN_MAX + 1], unpadded[FERNET_TOKEN_MAX + 1];
    char made[FERNET_TOKEN_MAX + 1];
    uint8_t out[FERNET_TEXT_MAX], iv[16], fingerprint[FERNET_FINGERPRINT];
    const uint8_t *stack;
    size_t below; /* of the stack: the functions' frames */
    uint8_t left[STACK];
} used;

static void *use_secrets(void *argument)
{
    static const struct fernet_clock late = {UINT64_MAX, 60};
    static size_t length;
    int which = *(int *)argument;

    used.below = (size_t)((uintptr_t)&which - (uintptr_t)used.stack);
    if (which == 0)
        fernet_key_parse(&used.key, used.key_text, FERNET_KEY_CHARS);
    else if (which == 1)
        fernet_key_format(used.key_text, &used.key);
    else if (which == 2)
        fernet_key_fingerprint(used.fingerprint, &used.key);
    else if (which == 3)
        fernet_encrypt_at(used.made, &used.key, used.text, sizeof used.text, 9,
                          used.iv);
    else if (which == 4)
        fernet_decrypt(used.out, &length, &used.key, used.token,
                       strlen(used.token), NULL);
    else if (which == 5)
        fernet_decrypt(used.out, &length, &used.key, used.token,
                       strlen(used.token), &late);
    else if (which == 6)
        fernet_decrypt(used.out, &length, &used.key, used.forged,
                       strlen(used.forged), NULL);
    else
        fernet_decrypt(used.out, &length, &used.key, used.unpadded,
                       strlen(used.unpadded), NULL);
    memcpy(used.left, used.stack, used.below);
    return NULL;
}

/* A good token, a forged one, and one that is authentic but not padded. */
static void new_secrets(void)
{
    uint8_t raw[512] = {0x80};
    size_t count;

    any_bytes(used.text, sizeof used.text);
    any_bytes((uint8_t *)&used.key, sizeof used.key);
    any_bytes(used.iv, sizeof used.iv);
    fernet_key_format(used.key_text, &used.key);
    fernet_encrypt_at(
        used.token, &used.key, used.text, sizeof used.text, 9,
        used.iv); /* the time is no secret, so it stays the same */
    base64url_decode(raw, &count, used.token, strlen(used.token));
    raw[30] ^= 1;
    base64url_encode(used.forged, raw, count);
    memcpy(raw + 25, used.text, 48);
    raw[25 + 47] = 0; /* no padding ends so */
    aes128_cbc_encrypt(used.key.bytes + 16, raw + 9, raw + 25, 3);
    hmac_sha256(raw + 73, used.key.bytes, 16, raw, 73);
    base64url_encode(used.unpadded, raw, 73 + 32);
}

static void run_on(uint8_t *stack, int which)
{
    pthread_attr_t attributes;
    pthread_t thread;

    new_secrets();
    memset(stack, 0, STACK);
    used.stack = stack;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK), 0);
    assert_int_equal(pthread_create(&thread, &attributes, use_secrets, &which),
                     0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
}

static void test_nothing_stays_on_the_stack(void **state)
{
    static uint8_t first[STACK];
    void *stack;
    (void)state;

#ifdef OTHER_STACK
    skip();
#endif
    const char *preload = getenv("LD_PRELOAD"); /* valgrind minds, too */
    if (preload && strstr(preload, "vgpreload"))
        skip();
    if (posix_memalign(&stack, 1 << 16, STACK) != 0)
        fail_msg("no memory");
    for (int which = 0; which < WAYS; which++) {
        run_on(stack, which); /* this one warms up the linker */
        run_on(stack, which);
        memcpy(first, used.left, used.below);
        run_on(stack, which);
        size_t different = 0, lowest = 0;
        for (size_t i = used.below; i-- > 0;)
            if (first[i] != used.left[i]) {
                different++;
                lowest = used.below - i;
            }
        if (which == 2 && different <= FERNET_FINGERPRINT)
            continue; /* the fingerprint itself, and that is public */
        if (different > 0)
            fail_msg("way %d: %zu bytes on the stack depend on a secret, as "
                     "far as %zu below",
                     which, different, lowest);
    }
    free(stack);
}

/* ---- keyfile.c ---- */

static char directory[] = "/tmp/test_fernet.XXXXXX"; /* made by main() */

static const char *in_directory(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

/* Loads a file that must be refused with a sentence in which `word` is. */
static void must_not_load(const char *path, const char *word)
{
    struct fernet_key key, zeros;

    memset(&zeros, 0, sizeof zeros);
    memset(&key, 7, sizeof key);
    const char *why = keyfile_load(&key, path);
    if (!why)
        fail_msg("loaded, though: %s", word);
    else if (strstr(why, word) == NULL)
        fail_msg("expected \"%s\", got \"%s\"", word, why);
    assert_memory_equal(&key, &zeros, sizeof key);
}

static void write_file(const char *path, const char *content, size_t length,
                       mode_t mode)
{
    FILE *f = fopen(path, "w");

    assert_true(f);
    assert_int_equal(fwrite(content, 1, length, f), length);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static void test_keyfile_create(void **state)
{
    struct fernet_key key = parse_key(spec_key), back;
    const char *path = in_directory("chat.key");
    char content[64] = {0};
    struct stat info;
    (void)state;

    mode_t mask = umask(0);
    assert_true(keyfile_create(path, &key) == NULL);
    umask(mask);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    FILE *f = fopen(path, "r");
    assert_int_equal(fread(content, 1, sizeof content, f), 45);
    fclose(f);
    assert_int_equal(content[44], '\n');
    assert_memory_equal(content, spec_key, 44);
    assert_true(keyfile_load(&back, path) == NULL);
    assert_memory_equal(&back, &key, sizeof key);

    key.bytes[0] ^= 1; /* never overwritten */
    assert_string_equal(keyfile_create(path, &key),
                        "it exists, and a key is never overwritten");
    assert_true(keyfile_load(&key, path) == NULL);
    assert_memory_equal(&back, &key, sizeof key);
    unlink(path);
}

/* Not through a link either, be it one that leads nowhere. */
static void test_keyfile_create_refuses(void **state)
{
    struct fernet_key key = parse_key(spec_key);
    char target[128];
    struct stat info;
    (void)state;

    snprintf(target, sizeof target, "%s", in_directory("elsewhere"));
    const char *path = in_directory("chat.key");
    assert_int_equal(symlink(target, path), 0);
    assert_true(keyfile_create(path, &key));
    assert_int_equal(stat(target, &info), -1);
    unlink(path);
    assert_true(keyfile_create(in_directory("no/such/place"), &key) != NULL);
}

/* A file system that is full: nothing half written is left. */
static void test_keyfile_create_full(void **state)
{
    struct fernet_key key = parse_key(spec_key);
    struct rlimit old, small;
    struct stat info;
    (void)state;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const char *why = keyfile_create(in_directory("chat.key"), &key);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_DFL);
    if (!why) { /* qemu-user lets the limit be, but not work */
        unlink(in_directory("chat.key"));
        skip();
    }
    assert_string_equal(why, strerror(EFBIG));
    assert_int_equal(stat(in_directory("chat.key"), &info), -1);
}

static void test_keyfile_content(void **state)
{
    static const struct {
        const char *content;
        size_t length;
        const char *word;
    } bad[] = {
        {"", 0, "less than the 44"},
        {"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n\n", 46, "more than"},
        {"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\r\r", 46, "more than"},
        {"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\r\nx", 47, "more than"},
        {"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4= ", 45, "a blank"},
        {"cw_0x689RpI-jtRR7 E8h_eQsKImvJapLeSbXpwF4e4=\n", 45, "a blank"},
        {"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4\n", 44, "less than"},
        {"cw+0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n", 45, "- and _"},
        {"cw_0x689RpI/jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=", 44, "- and _"},
        {"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e5=\n", 45, "base64url"},
        {"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e==\n", 45, "base64url"},
        {"\xff\xfe\x63\x00\x77\x00", 6, "byte order mark"},
        {"\x80\x04\x95\x30\x00\x00\x00\x00\x00\x00\x00\x8c", 12, "pickle"},
    };
    char path[128];
    (void)state;

    snprintf(path, sizeof path, "%s", in_directory("chat.key"));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_file(path, bad[i].content, bad[i].length, 0600);
        must_not_load(path, bad[i].word);
    }
    unlink(path);
}

/* As keygen, Python and an editor on Windows end a line. */
static void test_keyfile_ends(void **state)
{
    static const char *const ends[] = {"\n", "", "\r\n"};
    struct fernet_key key, due = parse_key(spec_key);
    char content[64];
    (void)state;

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(content, sizeof content, "%s%s", spec_key, ends[i]);
        const char *path = in_directory("chat.key");
        write_file(path, content, strlen(content), 0600);
        assert_true(keyfile_load(&key, path) == NULL);
        assert_memory_equal(&key, &due, sizeof key);
        write_file(path, content, strlen(content), 0777);
        must_not_load(path, "/mnt/c");
    }
    unlink(in_directory("chat.key"));
}

static void test_keyfile_permissions(void **state)
{
    struct fernet_key key;
    char path[128], content[46];
    (void)state;

    snprintf(path, sizeof path, "%s", in_directory("chat.key"));
    snprintf(content, sizeof content, "%s\n", spec_key);
    for (mode_t bit = 1; bit < 0100; bit <<= 1) {
        write_file(path, content, 45, 0600 | bit);
        must_not_load(path, "chmod 600");
    }
    write_file(path, content, 45, 0400);
    assert_true(keyfile_load(&key, path) == NULL);
    if (geteuid() == 0) { /* only root can give a file away */
        assert_int_equal(chown(path, 12345, (gid_t)-1), 0);
        must_not_load(path, "another user");
    } else {
        must_not_load("/etc/passwd", "another user");
    }
    unlink(path);
}

/* The FIFO must not keep us waiting: the alarm would end the test. */
static void test_keyfile_not_regular(void **state)
{
    struct fernet_key key;
    char path[128], real[128], content[46];
    (void)state;

    snprintf(path, sizeof path, "%s", in_directory("chat.key"));
    snprintf(real, sizeof real, "%s", in_directory("real"));
    must_not_load(path, "no such file");
    must_not_load(directory, "not a regular file");
    must_not_load("/dev/null", "not a regular file");
    assert_int_equal(mkfifo(path, 0600), 0);
    alarm(3);
    must_not_load(path, "not a regular file");
    alarm(0);
    unlink(path);
    snprintf(content, sizeof content, "%s\n", spec_key);
    write_file(real, content, 45, 0600);
    assert_int_equal(symlink(real, path), 0);
    assert_true(keyfile_load(&key, path) == NULL); /* a link is followed */
    unlink(path);
    unlink(real);
}

/* ---- names, and the characters in them (show.h) ---- */

/* The length of the next character if the bytes are one in RFC 3629's table,
   and its number; else 0. */
static size_t plain_utf8(const uint8_t *s, size_t length, uint32_t *number)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = s[0] < 0x80             ? 1
                  : (s[0] & 0xe0) == 0xc0 ? 2
                  : (s[0] & 0xf0) == 0xe0 ? 3
                  : (s[0] & 0xf8) == 0xf0 ? 4
                                          : 0;
    uint32_t code = size == 1 ? s[0] : s[0] & (0x7fu >> size);

    if (size == 0 || size > length)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3fu);
    }
    if (code < least[size] || code > 0x10ffff ||
        (code >= 0xd800 && code <= 0xdfff))
        return 0;
    *number = code;
    return size;
}

/* Control characters, blanks but the one of ASCII, what has no width, and what
   turns a line around: by protocol.md. */
static bool is_refused(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad || c == 0x61c ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) ||
           c == 0x3000 || c == 0xfeff;
}

/* UTF-8, by the table of RFC 3629, and nothing that is refused. */
static bool plain_clean(const uint8_t *s, size_t length)
{
    uint32_t number;

    for (size_t i = 0, size; i < length; i += size) {
        size = plain_utf8(s + i, length - i, &number);
        if (size == 0 || is_refused(number))
            return false;
    }
    return true;
}

/* All pairs of bytes, then each kind of ending. ("x" before them, so that only
   what is no character can be wrong.) */
static void test_utf8(void **state)
{
    uint8_t s[6] = {'x'};
    (void)state;

    for (unsigned n = 0; n < 0x10000; n++)
        for (unsigned end = 0; end < 4; end++) {
            s[1] = (uint8_t)(n >> 8);
            s[2] = (uint8_t)n;
            s[3] = end & 1 ? 0x80 : 0xc0;
            s[4] = end & 2 ? 0xbf : 0x7f;
            for (size_t length = 2; length <= 5; length++) {
                bool due = plain_clean(s, length) && !memchr(s, ':', length) &&
                           s[length - 1] != ' ';
                if (is_name((const char *)s, length) != due)
                    fail_msg("%02x %02x %02x %02x, %zu bytes", s[1], s[2], s[3],
                             s[4], length);
            }
        }
}

/* Every character of one, two and three bytes. */
static void test_characters(void **state)
{
    char s[4] = "x";
    (void)state;

    for (int c = 1; c < 0x80; c++) {
        s[1] = (char)c;
        assert_int_equal(is_name(s, 2),
                         c >= 32 && c != 127 && c != ':' && c != ' ');
    }
    for (int c = 0x80; c < 0x800; c++) {
        s[0] = (char)(0xc0 | c >> 6);
        s[1] = (char)(0x80 | (c & 63));
        assert_int_equal(is_name(s, 2), !is_refused((uint32_t)c));
    }
    for (int c = 0x800; c < 0x10000; c++) {
        s[0] = (char)(0xe0 | c >> 12);
        s[1] = (char)(0x80 | (c >> 6 & 63));
        s[2] = (char)(0x80 | (c & 63));
        if (is_name(s, 3) !=
            (!is_refused((uint32_t)c) && (c < 0xd800 || c > 0xdfff)))
            fail_msg("U+%04X", (unsigned)c);
    }
}

/* ---- message.c ---- */

static struct message said(const char *name, const char *text)
{
    return (struct message){.run = 0x1f9c0a7be2d34c55,
                            .counter = 7,
                            .kind = MESSAGE_SAID,
                            .name = (const uint8_t *)name,
                            .name_length = strlen(name),
                            .text = (const uint8_t *)text,
                            .text_length = strlen(text)};
}

static void builds(const struct message *m, const char *expected)
{
    static uint8_t out[MESSAGE_MAX];
    struct message back;

    size_t length = message_build(out, m);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(out, expected, length);
    assert_true(message_parse(&back, out, length));
    assert_true(back.run == m->run);
    assert_true(back.counter == m->counter);
    assert_int_equal(back.kind, m->kind);
    const char *line = strchr(strchr(expected, ' ') + 1, ' ') + 1;
    assert_int_equal(back.line_length, strlen(line));
    assert_memory_equal(back.line, line, strlen(line));
    assert_int_equal(back.name_length, m->name_length);
    assert_memory_equal(back.name, m->name, m->name_length);
    if (m->kind == MESSAGE_SAID) {
        assert_int_equal(back.text_length, m->text_length);
        assert_true(m->text_length == 0 ||
                    memcmp(back.text, m->text, m->text_length) == 0);
    } else {
        assert_int_equal(back.text_length, 0);
    }
}

static void test_message(void **state)
{
    struct message m = said("ana", "Ol\xc3\xa1 a todos");
    (void)state;

    builds(&m, "1f9c0a7be2d34c55 7 ana: Ol\xc3\xa1 a todos");
    m = said("jos\xc3\xa9 da silva", "");
    m.run = 0;
    m.counter = UINT64_MAX;
    builds(&m, "0000000000000000 18446744073709551615 jos\xc3\xa9 da silva: ");
    m = said("ana", ": * x: \xff\r\t ");
    builds(&m, "1f9c0a7be2d34c55 7 ana: : * x: \xff\r\t ");
    m.kind = MESSAGE_JOINED;
    builds(&m, "1f9c0a7be2d34c55 7 * ana joined");
    m.kind = MESSAGE_LEFT;
    builds(&m, "1f9c0a7be2d34c55 7 * ana left");
    m = said("joined left", "x");
    m.kind = MESSAGE_LEFT;
    builds(&m, "1f9c0a7be2d34c55 7 * joined left left");
}

static void test_message_will_not_build(void **state)
{
    static uint8_t out[MESSAGE_MAX + 1], text[MESSAGE_MAX + 1];
    struct message m = said("ana", "x");
    (void)state;

    memset(text, 'x', sizeof text);
    m.text = text;
    m.text_length = MESSAGE_MAX - 24; /* 16 + 1 + 1 + 1 + 3 + 2 before it */
    out[MESSAGE_MAX] = 0xa5;
    assert_int_equal(message_build(out, &m), MESSAGE_MAX);
    assert_true(message_parse(&m, out, MESSAGE_MAX));
    assert_int_equal(out[MESSAGE_MAX], 0xa5);
    m.text_length++;
    assert_int_equal(message_build(out, &m), 0);
    assert_int_equal(message_room(&m), MESSAGE_MAX - 24);
    m.counter = UINT64_MAX;
    assert_int_equal(message_room(&m), MESSAGE_MAX - 24 - 19);
    m.kind = MESSAGE_JOINED;
    assert_int_equal(message_room(&m), MESSAGE_MAX - 24 - 19 - 7);
    m.kind = MESSAGE_SAID;
    m.text_length = SIZE_MAX;
    assert_int_equal(message_build(out, &m), 0);
    m = said("ana", "two\nlines");
    assert_int_equal(message_build(out, &m), 0);
    m = said("a:b", "x");
    assert_int_equal(message_build(out, &m), 0);
    m = said("ana", "x");
    m.counter = 0;
    assert_int_equal(message_build(out, &m), 0);
}

static void test_names(void **state)
{
    static const char *const bad[] = {
        "",         "*ana",
        " ana",     "ana ",
        "a:b",      "a\nb",
        "a\tb",     "a\x1b[0m",
        "a\x7f",    "a\xc2\x85",
        "\xff",     "a\xc3",
        "\xc0\xaf", "\xed\xa0\x80",
        ":",        " ",
        "*",        "123456789012345678901234567890123"};
    static const char *const good[] = {"a",
                                       "a b",
                                       "a*",
                                       "\xe6\x97\xa5\xe6\x9c\xac",
                                       "\xf0\x9f\x98\x80",
                                       "12345678901234567890123456789012"};
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (is_name(bad[i], strlen(bad[i])))
            fail_msg("\"%s\" was taken for a name", bad[i]);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!is_name(good[i], strlen(good[i])))
            fail_msg("\"%s\" was not taken for a name", good[i]);
    assert_false(is_name("a\0b", 3));
}

static void test_message_will_not_parse(void **state)
{
    static const char *const bad[] = {
        "",
        "ana: hi",
        "1f9c0a7be2d34c5 7 ana: hi",
        "1f9c0a7be2d34c555 7 ana: hi",
        "1F9C0A7BE2D34C55 7 ana: hi",
        "1f9c0a7be2d34c5g 7 ana: hi",
        " 1f9c0a7be2d34c55 7 ana: hi",
        "1f9c0a7be2d34c55  7 ana: hi",
        "1f9c0a7be2d34c55 7  ana: hi",
        "1f9c0a7be2d34c55\t7 ana: hi",
        "1f9c0a7be2d34c55 0 ana: hi",
        "1f9c0a7be2d34c55 07 ana: hi",
        "1f9c0a7be2d34c55 +7 ana: hi",
        "1f9c0a7be2d34c55 -7 ana: hi",
        "1f9c0a7be2d34c55 7x ana: hi",
        "1f9c0a7be2d34c55  ana: hi",
        "1f9c0a7be2d34c55 18446744073709551616 ana: hi",
        "1f9c0a7be2d34c55 18446744073709551619 ana: hi",
        "1f9c0a7be2d34c55 99999999999999999999 ana: hi",
        "1f9c0a7be2d34c55 184467440737095516150 ana: hi",
        "1f9c0a7be2d34c55 7 ana hi",
        "1f9c0a7be2d34c55 7 ana:hi",
        "1f9c0a7be2d34c55 7 ana:",
        "1f9c0a7be2d34c55 7 : hi",
        "1f9c0a7be2d34c55 7 ana : hi",
        "1f9c0a7be2d34c55 7 *ana: hi",
        "1f9c0a7be2d34c55 7 ana: hi\n",
        "1f9c0a7be2d34c55 7 ana: h\ni",
        "1f9c0a7be2d34c55 7 * ana",
        "1f9c0a7be2d34c55 7 * joined",
        "1f9c0a7be2d34c55 7 *  joined",
        "1f9c0a7be2d34c55 7 * ana joined ",
        "1f9c0a7be2d34c55 7 * ana: hi",
        "1f9c0a7be2d34c55 7 * a:b left",
        "1f9c0a7be2d34c55 7 ",
        "1f9c0a7be2d34c55 7",
        "1f9c0a7be2d34c55 ",
        "1f9c0a7be2d34c55",
    };
    static uint8_t long_one[MESSAGE_MAX + 1];
    struct message m;
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (message_parse(&m, (const uint8_t *)bad[i], strlen(bad[i])))
            fail_msg("\"%s\" was parsed", bad[i]);
    memset(long_one, 'x', sizeof long_one);
    memcpy(long_one, "1f9c0a7be2d34c55 7 ana: ", 24);
    assert_true(message_parse(&m, long_one, MESSAGE_MAX));
    assert_false(message_parse(&m, long_one, MESSAGE_MAX + 1));
}

/* Whatever parses is what building makes of it. The bytes are allocated to
   measure, so that the sanitizers and valgrind see a read too far. */
static void test_message_damaged(void **state)
{
    static const char *const from[] = {"1f9c0a7be2d34c55 10 ana: hi",
                                       "1f9c0a7be2d34c55 9 * ana joined"};
    uint8_t out[MESSAGE_MAX];
    struct message m;
    (void)state;

    for (int n = 0; n < 20000; n++) {
        size_t length = strlen(from[n & 1]);
        size_t cut = any_byte() < 40 ? any_byte() % length : 0;
        uint8_t *bytes = malloc(length - cut);
        assert_true(bytes);
        memcpy(bytes, from[n & 1], length - cut);
        for (int i = any_byte() & 3; i > 0; i--)
            bytes[any_byte() % (length - cut)] = any_byte() & 0x7f;
        if (message_parse(&m, bytes, length - cut)) {
            assert_int_equal(message_build(out, &m), length - cut);
            assert_memory_equal(out, bytes, length - cut);
        }
        free(bytes);
    }
}

/* ---- replay.c ---- */

static struct replay memory; /* emptied by each test */

static void judge(uint64_t run, uint64_t counter, uint64_t now,
                  enum replay_verdict verdict, uint64_t missing)
{
    uint64_t found = 99;

    assert_int_equal(replay_check(&memory, run, counter, now, &found), verdict);
    assert_true(found == missing);
}

static void test_replay(void **state)
{
    (void)state;
    memset(&memory, 0, sizeof memory);
    judge(5, 1, 1000, REPLAY_FRESH, 0);
    judge(5, 1, 1000, REPLAY_REPEATED, 0);
    judge(5, 2, 1000, REPLAY_FRESH, 0);
    judge(5, 6, 1001, REPLAY_FRESH, 3);
    judge(5, 4, 1001, REPLAY_REPEATED, 0); /* too late: it counts as missing */
    judge(5, 6, 9999, REPLAY_REPEATED, 0);
    judge(0, 40, 1001, REPLAY_FRESH, 0); /* run 0 is as good as any */
    judge(0, 1, 1001, REPLAY_REPEATED, 0);
    judge(5, 7, 1001, REPLAY_FRESH, 0);
    judge(5, UINT64_MAX, 1001, REPLAY_FRESH, UINT64_MAX - 8);
    judge(5, UINT64_MAX, 1001, REPLAY_REPEATED, 0);
    judge(6, UINT64_MAX, 1001, REPLAY_FRESH, 0);
    assert_int_equal(memory.count, 3);
}

static void test_replay_full(void **state)
{
    (void)state;
    memset(&memory, 0, sizeof memory);
    for (uint64_t run = 0; run < REPLAY_SENDERS; run++)
        judge(run, 1, 1000 + run, REPLAY_FRESH, 0);
    judge(900, 1, 1000 + REPLAY_FORGET, REPLAY_FULL, 0);
    judge(900, 1, 0, REPLAY_FULL, 0); /* the clock was set back */
    judge(0, 2, 1000 + REPLAY_FORGET, REPLAY_FRESH, 0);
    judge(900, 1, 1001 + REPLAY_FORGET, REPLAY_FULL, 0);
    judge(900, 1, 1002 + REPLAY_FORGET, REPLAY_FRESH, 0); /* 1 is forgotten */
    judge(901, 1, 1002 + REPLAY_FORGET, REPLAY_FULL, 0);
    judge(0, 2, 1002 + REPLAY_FORGET, REPLAY_REPEATED, 0);
    judge(2, 1, 1002 + REPLAY_FORGET, REPLAY_REPEATED, 0);
    judge(900, 1, 1002 + REPLAY_FORGET, REPLAY_REPEATED, 0);
    judge(1, 9, 1003 + REPLAY_FORGET, REPLAY_FRESH, 0); /* takes 2's place */
    assert_int_equal(memory.count, REPLAY_SENDERS);
}

/* With a word, only the tests with that in their name. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_masks),
        cmocka_unit_test(test_secret_equal),
        cmocka_unit_test(test_wipe),
        cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_sbox),
        cmocka_unit_test(test_aes_blocks),
        cmocka_unit_test(test_aes_cbc),
        cmocka_unit_test(test_aes_any_number_of_blocks),
        cmocka_unit_test(test_sha256),
        cmocka_unit_test(test_sha256_million),
        cmocka_unit_test(test_hmac),
        cmocka_unit_test(test_hmac_key_lengths),
        cmocka_unit_test(test_base64url_vectors),
        cmocka_unit_test(test_base64url_round_trip),
        cmocka_unit_test(test_base64url_alphabet),
        cmocka_unit_test(test_base64url_canonical),
        cmocka_unit_test(test_base64url_refuses),
        cmocka_unit_test(test_key_round_trip),
        cmocka_unit_test(test_key_refuses),
        cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_fernet_vectors),
        cmocka_unit_test(test_token_round_trip),
        cmocka_unit_test(test_token_is_fresh),
        cmocka_unit_test(test_time_edges),
        cmocka_unit_test(test_every_bit_of_the_characters),
        cmocka_unit_test(test_every_bit_of_the_bytes),
        cmocka_unit_test(test_cut_and_joined),
        cmocka_unit_test(test_spelled_otherwise),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_other_key),
        cmocka_unit_test(test_signed_lengths),
        cmocka_unit_test(test_signed_versions),
        cmocka_unit_test(test_padding),
        cmocka_unit_test(test_nothing_stays_on_the_stack),
        cmocka_unit_test(test_keyfile_create),
        cmocka_unit_test(test_keyfile_create_refuses),
        cmocka_unit_test(test_keyfile_create_full),
        cmocka_unit_test(test_keyfile_content),
        cmocka_unit_test(test_keyfile_ends),
        cmocka_unit_test(test_keyfile_permissions),
        cmocka_unit_test(test_keyfile_not_regular),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_message),
        cmocka_unit_test(test_message_will_not_build),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_message_will_not_parse),
        cmocka_unit_test(test_message_damaged),
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_replay_full),
    };

    if (!mkdtemp(directory)) {
        perror("mkdtemp");
        return 1;
    }
    int status = run_unit_tests("fernet", tests, sizeof tests / sizeof *tests,
                                argc, argv);
    rmdir(directory);
    return status;
}
