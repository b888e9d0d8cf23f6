/*
 * base64url.c - bytes as text, and back, with masks for branches.
 */
#include "base64url.h"
#include "secret.h"

/* The five stretches of the alphabet: A-Z is 0 to 25, a-z 26 to 51, 0-9 52 to
   61, '-' 62, '_' 63. One mask is all ones, the other four are 0. */
static char encode_char(uint32_t value)
{
    uint32_t upper = mask_less(value, 26);
    uint32_t lower = mask_less(value, 52) & ~upper;
    uint32_t digit = mask_less(value, 62) & ~upper & ~lower;
    uint32_t minus = mask_equal(value, 62);
    uint32_t underscore = mask_equal(value, 63);
    uint32_t c = (upper & (value + 'A')) | (lower & (value - 26 + 'a')) |
                 (digit & (value - 52 + '0')) | (minus & '-') |
                 (underscore & '_');

    return (char)c;
}

static uint32_t mask_between(uint32_t c, uint32_t first, uint32_t last)
{
    return ~mask_less(c, first) & mask_less(c, last + 1);
}

/* The value of a character; one that has none is 0, and sets bits in *bad. */
static uint32_t decode_char(char character, uint32_t *bad)
{
    uint32_t c = (unsigned char)character;
    uint32_t upper = mask_between(c, 'A', 'Z');
    uint32_t lower = mask_between(c, 'a', 'z');
    uint32_t digit = mask_between(c, '0', '9');
    uint32_t minus = mask_equal(c, '-');
    uint32_t underscore = mask_equal(c, '_');

    *bad |= ~(upper | lower | digit | minus | underscore);
    return (upper & (c - 'A')) | (lower & (c - 'a' + 26)) |
           (digit & (c - '0' + 52)) | (minus & 62) | (underscore & 63);
}

void base64url_encode(char *text, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i += 3) {
        size_t here = length - i < 3 ? length - i : 3;
        uint32_t group = (uint32_t)bytes[i] << 16;
        if (here > 1)
            group |= (uint32_t)bytes[i + 1] << 8;
        if (here > 2)
            group |= bytes[i + 2];
        *text++ = encode_char(group >> 18);
        *text++ = encode_char(group >> 12 & 63);
        *text++ = here > 1 ? encode_char(group >> 6 & 63) : '=';
        *text++ = here > 2 ? encode_char(group & 63) : '=';
    }
    *text = '\0';
}

/* How many of the last two characters are '=' that belong there. */
static size_t count_padding(const char *text, size_t length)
{
    uint32_t last = mask_equal((unsigned char)text[length - 1], '=');
    uint32_t before = mask_equal((unsigned char)text[length - 2], '=');
    size_t padding = (last & 1) + (last & before & 1);

    MAKE_PUBLIC(padding); /* it only says how many bytes there are */
    return padding;
}

bool base64url_decode(uint8_t *bytes, size_t *count, const char *text,
                      size_t length)
{
    uint32_t bad = 0; /* not 0 as soon as anything was wrong */

    if (length == 0 || length % 4 != 0)
        return false;
    size_t padding = count_padding(text, length);
    size_t due = BASE64URL_BYTES(length) - padding;

    for (size_t i = 0, done = 0; i < length; i += 4) {
        uint32_t group = 0;
        for (size_t j = i; j < i + 4; j++) {
            group <<= 6;
            if (j < length - padding)
                group |= decode_char(text[j], &bad);
        }
        for (int shift = 16; shift >= 0; shift -= 8) {
            uint32_t byte = group >> shift & 0xff;
            if (done < due)
                bytes[done++] = (uint8_t)byte;
            else
                bad |= byte; /* bits that no byte is made of */
        }
    }
    *count = due;

    bool good = mask_equal(bad, 0) != 0;
    MAKE_PUBLIC(good); /* this is a key or a token, or it is not */
    return good;
}
