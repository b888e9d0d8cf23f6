/* pt.c - what is said, in Portuguese: here the harness's texts and those of
 * the report; each step's own are in step_NN_pt.c. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* The conversions (%s, %d) of a pair must be the same, in the same order. */
const struct wording pt[] = {
    /* report.c */
    {"passed", "passou"},
    {"open", "aberto"},
    {"broken", "quebrado"},
    {"skipped", "pulado"},
};
const size_t pt_count = sizeof pt / sizeof *pt;

static const struct {
    const struct wording *wordings;
    const size_t *count;
} tables[] = {{pt, &pt_count},       {pt_01, &pt_01_count},
              {pt_02, &pt_02_count}, {pt_03, &pt_03_count},
              {pt_04, &pt_04_count}, {pt_05, &pt_05_count},
              {pt_06, &pt_06_count}, {pt_07, &pt_07_count}};

static const char *in_portuguese(const char *english)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (size_t k = 0; k < *tables[i].count; k++)
            if (strcmp(tables[i].wordings[k].english, english) == 0)
                return tables[i].wordings[k].portuguese;
    return english;
}

/* As for any program: the first of these that is set. */
void choose_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *language = getenv(names[i]);
        if (!language || !*language)
            continue;
        if (strncmp(language, "pt", 2) == 0)
            set_translation(in_portuguese);
        return;
    }
}
