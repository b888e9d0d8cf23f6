/* learned.c - what is said when an exercise has passed. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <string.h>

/* The lines below a heading, up to the next one. */
static void print_below(FILE *page, const char *heading)
{
    char line[512];
    bool ours = false;

    while (fgets(line, sizeof line, page)) {
        if (line[0] == '#')
            ours = strncmp(line, heading, strlen(heading)) == 0;
        else if (ours && line[0] != '\n')
            printf("    %s", line);
    }
}

void print_learned(const char *step, const char *exercise)
{
    FILE *page = fopen(text_of("%s/learned.txt", guide()), "r");

    if (!page)
        return;
    print_below(page, text_of("## %.2s %s\n", step, exercise));
    fclose(page);
}
