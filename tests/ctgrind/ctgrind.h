/*
 * ctgrind.h - put before every source of a constant-time check (cc -include).
 *
 * Valgrind's memcheck complains when a branch or an address depends on memory
 * that was never written. So we tell it that of the secrets; MAKE_PUBLIC, where
 * the product marks what it reveals on purpose, takes it back.
 */
#ifndef CTGRIND_H
#define CTGRIND_H

#include <valgrind/memcheck.h>

#define MAKE_PUBLIC(variable) \
    ((void)VALGRIND_MAKE_MEM_DEFINED(&(variable), sizeof variable))
#define MAKE_SECRET(variable) \
    ((void)VALGRIND_MAKE_MEM_UNDEFINED(&(variable), sizeof variable))

#endif
