/*
 * secret.h - what every function that handles a secret needs.
 *
 * A program can give a secret away without printing it. How long it takes
 * shows which way its branches went, and which part of a table was read shows
 * in the processor's cache. Hence the rule of the encryption (fernet, aes128,
 * sbox, sha256, base64url, and what is here): no `if`, no loop bound, no array
 * index, no `/` and no `%` depends on a key or on a text. Choices are made with
 * masks instead: all ones to keep, all zeros to drop.
 *
 * The rule ends where a text is read: message.c looks for the ':' in it, show.h
 * at each character, keyboard.c as it is typed. How long that takes depends on
 * the text, where its name ends for one, and on no key: there is none.
 */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Marks the place where something computed from a secret is made public on
 * purpose: the program may branch on the variable from here on. It does
 * nothing; tests/ctgrind puts a meaning in its place, and then valgrind names
 * every branch and index that depends on a secret and carries no such mark.
 */
#ifndef MAKE_PUBLIC
#define MAKE_PUBLIC(variable) ((void)0)
#endif

/* All ones if a < b, else 0. In 64 bits, a difference of two 32-bit numbers
   has ones in its upper half exactly when it went below zero. */
static inline uint32_t mask_less(uint32_t a, uint32_t b)
{
    return (uint32_t)(((uint64_t)a - b) >> 32);
}

/* All ones if a == b, else 0: taking 1 from a ^ b goes below zero only if they
   have no bit in which they differ. */
static inline uint32_t mask_equal(uint32_t a, uint32_t b)
{
    return (uint32_t)(((uint64_t)(a ^ b) - 1) >> 32);
}

/*
 * Are the `length` bytes at a and at b the same? All are looked at, wherever
 * the first difference is: memcmp() stops there, and its duration tells a
 * forger how many bytes of a guess were right.
 */
bool secret_equal(const uint8_t *a, const uint8_t *b, size_t length);

/* Overwrites `length` bytes with zeros, whatever the optimiser thinks of it. */
void wipe(void *memory, size_t length);

/*
 * Overwrites what functions that have returned left below the caller on the
 * stack, 4096 bytes of it, more than any function here needs, and in memcpy()'s
 * registers. Call it last, from the function that called those. (C promises
 * nothing about that memory; stacks grow down on every machine that this runs
 * on.)
 */
void wipe_stack(void);

#endif
