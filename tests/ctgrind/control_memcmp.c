/*
 * A control: secret.c with a secret_equal() that calls memcmp(), which stops at
 * the first difference. In place of secret.c. (Through a volatile pointer, so
 * that it is libc's, and not what a compiler makes of it.)
 */
#define secret_equal secret_equal_of_the_product
#include "secret.c"
#undef secret_equal

bool secret_equal(const uint8_t *a, const uint8_t *b, size_t length);

static int (*const volatile libc_memcmp)(const void *, const void *,
                                         size_t) = memcmp;

bool secret_equal(const uint8_t *a, const uint8_t *b, size_t length)
{
    bool same = libc_memcmp(a, b, length) == 0;

    MAKE_PUBLIC(same);
    return same;
}
