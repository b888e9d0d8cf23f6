/*
 * random_bytes.h - bytes that nobody can guess.
 *
 * Source: the kernel's generator, /dev/urandom. getentropy() would do as well,
 * and waits in the first moments of a machine, when Linux's file does not; but
 * where it is declared differs from system to system, and the file is on all.
 * Never rand(): anybody who sees a few of its numbers can compute the next.
 */
#ifndef RANDOM_BYTES_H
#define RANDOM_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fills `length` bytes. False, with errno set, if the kernel gave too few;
   then nothing in `bytes` may be used. */
bool random_bytes(uint8_t *bytes, size_t length);

#endif
