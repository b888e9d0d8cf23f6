/* language.c - the language in which all is said: English, or one that stands
 * in `languages`. To add one: a file of its texts, as pt.c is, and a line here.
 */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct texts {
    const struct wording *wordings;
    const size_t *count;
};

static const struct texts portuguese[] = {
    {pt, &pt_count},       {pt_01, &pt_01_count}, {pt_02, &pt_02_count},
    {pt_03, &pt_03_count}, {pt_04, &pt_04_count}, {pt_05, &pt_05_count},
    {pt_06, &pt_06_count}, {pt_07, &pt_07_count}, {NULL, NULL}};

static const struct {
    const char *name; /* as in LANG=pt_BR.UTF-8 */
    const struct texts *texts;
    const char *guide;
} languages[] = {{"pt", portuguese, "docs/pt-BR"}};

static const struct texts *chosen;
static const char *chosen_guide = "docs/en";

const char *guide(void)
{
    return chosen_guide;
}

static const char *translated(const char *english)
{
    for (const struct texts *texts = chosen; texts->wordings; texts++)
        for (size_t i = 0; i < *texts->count; i++)
            if (strcmp(texts->wordings[i].english, english) == 0)
                return texts->wordings[i].translation;
    return english;
}

/* As for any program: LC_ALL, or LC_MESSAGES, or LANG. */
void choose_language(void)
{
    const char *asked = getenv("LC_ALL");

    if (!asked || !*asked)
        asked = getenv("LC_MESSAGES");
    if (!asked || !*asked)
        asked = getenv("LANG");
    for (size_t i = 0; asked && i < sizeof languages / sizeof *languages; i++)
        if (strncmp(asked, languages[i].name, 2) == 0) {
            chosen = languages[i].texts;
            chosen_guide = languages[i].guide;
            set_translation(translated);
        }
}
