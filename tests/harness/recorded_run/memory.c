/* memory.c - memory that is never given back. */
#include "recorded_run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *need(size_t size)
{
    /* kept in a list: a tool that looks for leaks shall find no false ones */
    static struct block {
        struct block *next;
        max_align_t memory[];
    } * blocks;
    struct block *block = calloc(1, sizeof *block + size);

    if (!block) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    block->next = blocks;
    blocks = block;
    return block->memory;
}

const char *format(const char *pattern, ...)
{
    va_list values;

    va_start(values, pattern);
    size_t size = (size_t)vsnprintf(NULL, 0, pattern, values) + 1;
    va_end(values);
    char *text = need(size);
    va_start(values, pattern);
    vsnprintf(text, size, pattern, values);
    va_end(values);
    return text;
}

/* There is room for 16 at first, then for twice as many each time. */
void *with_room(void *array, size_t count, size_t size)
{
    bool full = count == 0 || (count >= 16 && (count & (count - 1)) == 0);

    if (!full)
        return array;
    void *wider = need((count ? 2 * count : 16) * size);
    if (count)
        memcpy(wider, array, count * size);
    return wider;
}
