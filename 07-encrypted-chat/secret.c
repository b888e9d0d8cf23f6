/*
 * secret.c - wiping, and comparing without telling where.
 */
#include "secret.h"

#include <string.h>

/*
 * A compiler may leave out a memset() whose result nobody reads. It may not
 * leave out a call through a volatile pointer, since it cannot know which
 * function the pointer will hold; and memset() is faster than a loop over
 * volatile bytes.
 */
static void *(*const volatile memset_unseen)(void *, int, size_t) = memset;
static void *(*const volatile memcpy_unseen)(void *, const void *,
                                             size_t) = memcpy;

void wipe(void *memory, size_t length)
{
    memset_unseen(memory, 0, length);
}

static void overwrite_below(void)
{
    uint8_t below[4096];

    wipe(below, sizeof below);
}

/* The registers that memcpy() moves bytes through may still hold what it moved
   last, and the dynamic linker, or a signal, saves registers on the stack.
   Zeros go the same way, enough of them to use each. */
static void overwrite_registers(void)
{
    static const uint8_t zeros[512];
    uint8_t copy[sizeof zeros];

    memcpy_unseen(copy, zeros, sizeof zeros);
}

/* Through volatile pointers again: were these made part of their caller, their
   arrays would not lie where the other functions' were. */
static void (*const volatile overwrite_unseen)(void) = overwrite_below;
static void (*const volatile registers_unseen)(void) = overwrite_registers;

void wipe_stack(void)
{
    overwrite_unseen();
    registers_unseen();
}

bool secret_equal(const uint8_t *a, const uint8_t *b, size_t length)
{
    uint32_t difference = 0;

    for (size_t i = 0; i < length; i++)
        difference |= (uint32_t)(a[i] ^ b[i]);

    bool same = mask_equal(difference, 0) != 0;
    MAKE_PUBLIC(same); /* the verdict, and nothing else */
    return same;
}
