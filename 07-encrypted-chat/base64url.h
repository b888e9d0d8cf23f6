/*
 * base64url.h - bytes as text that survives anywhere: four characters for
 * three bytes, '=' to fill up the last four.
 *
 * Source: RFC 4648, section 5: base64 with '-' and '_' for '+' and '/'.
 *
 * A key goes through both directions, so their time does not depend on the
 * bytes, as far as valgrind can see (C promises nothing about time). There is
 * no table: which entry is read would show.
 */
#ifndef BASE64URL_H
#define BASE64URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The characters for `bytes` bytes; the most bytes in `chars` characters. */
#define BASE64URL_CHARS(bytes) (((bytes) + 2) / 3 * 4)
#define BASE64URL_BYTES(chars) ((chars) / 4 * 3)

/* Writes BASE64URL_CHARS(length) characters and a '\0' to `text`, which must
   not overlap `bytes`. Cannot fail. */
void base64url_encode(char *text, const uint8_t *bytes, size_t length);

/*
 * Decodes `length` characters to `bytes`, which has room for
 * BASE64URL_BYTES(length), and stores how many there are in *count.
 *
 * True only for what base64url_encode() writes: a length that is a multiple of
 * 4 and not 0, nothing but the alphabet, '=' only where it is due, and zeros
 * for the bits that the last character has too many. So no two texts decode to
 * the same bytes. On false, `bytes` and *count mean nothing.
 */
bool base64url_decode(uint8_t *bytes, size_t *count, const char *text,
                      size_t length);

#endif
