/* section.c - where the chapter explains something. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <string.h>

/* The heading above the place where the page inserts it, or NULL. */
static const char *heading_above(FILE *page, const char *inserted)
{
    static char heading[256];
    char line[512];

    rewind(page);
    while (fgets(line, sizeof line, page)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "##", 2) == 0)
            snprintf(heading, sizeof heading, "%s", line + strspn(line, "# "));
        if (strncmp(line, "<!-- insert:", 12) == 0 && strstr(line, inserted))
            return heading;
    }
    return NULL;
}

const char *section_with(const char *path, const char *inserted)
{
    FILE *page = fopen(path, "r");

    if (!page)
        return NULL;
    const char *heading = heading_above(page, inserted);
    fclose(page);
    return heading;
}
