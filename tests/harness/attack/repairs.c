/*
 * repairs.c - where a full program survives what the bare one does not, and
 * where the guide explains it.
 *
 * A comment in the source says it, "Against: rst, gone.", in the function or
 * above it. Looked through are the program's own file, and then the headers
 * that it includes, with their .c files. The guide's section is the one that
 * shows that function.
 */
#define _POSIX_C_SOURCE 200809L

#include "attack.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MARK "Against: "
#define MAX_HEADERS 32
#define LINE 1024

/* ---- the source ---- */

/* Is the attack among those that this line names? */
static bool names_attack(const char *line, const char *attack)
{
    const char *names = strstr(line, MARK);
    size_t length = strlen(attack);

    if (!names)
        return false;
    for (names += strlen(MARK);; names += 2) {
        size_t name = strspn(names, "abcdefghijklmnopqrstuvwxyz-");
        if (name == length && strncmp(names, attack, length) == 0)
            return true;
        names += name;
        if (strncmp(names, ", ", 2) != 0)
            return false;
    }
}

/* The head of a function begins in the first column and has its name before the
   first parenthesis. */
static bool function_named(const char *line, char name[64])
{
    const char *end = strchr(line, '(');
    const char *begin = end;

    if (!isalpha((unsigned char)line[0]) || !end)
        return false;
    while (begin > line &&
           (isalnum((unsigned char)begin[-1]) || begin[-1] == '_'))
        begin--;
    snprintf(name, 64, "%.*s", (int)(end - begin), begin);
    return end > begin;
}

/* In a function the mark is that function's; between two, the next one's. */
static bool find_in_file(FILE *file, const char *attack, struct repair *repair)
{
    char line[LINE];
    bool inside = false, found = false;

    for (int number = 1; fgets(line, sizeof line, file); number++) {
        bool named = function_named(line, repair->function);
        if (found && (named || inside))
            return true;
        if (line[0] == '{' || line[0] == '}')
            inside = line[0] == '{';
        if (!found && names_attack(line, attack)) {
            repair->line = number;
            found = true;
            if (inside)
                return true;
        }
    }
    return false;
}

static bool find_in(const char *directory, const char *name, const char *attack,
                    struct repair *repair)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    bool found = find_in_file(file, attack, repair);
    fclose(file);
    snprintf(repair->file, sizeof repair->file, "%s", name);
    return found;
}

/* The headers of its own that a program includes, "net.h". Returns how many. */
static int included_by(const char *directory, const char *program,
                       char headers[MAX_HEADERS][64])
{
    char path[512], line[LINE];
    int count = 0;

    snprintf(path, sizeof path, "%s/%s", directory, program);
    FILE *file = fopen(path, "r");
    while (file && count < MAX_HEADERS && fgets(line, sizeof line, file))
        count += sscanf(line, "#include \"%63[^\"]", headers[count]) == 1;
    if (file)
        fclose(file);
    return count;
}

/* In a file, or else in what it includes. The last header is of what is most
   the program's own: 06's server includes room.h after net.h. */
static bool find_from(const char *directory, const char *file,
                      const char *attack, struct repair *repair)
{
    char headers[MAX_HEADERS][64];

    if (find_in(directory, file, attack, repair))
        return true;
    for (int i = included_by(directory, file, headers); i > 0; i--) {
        char source[64], *header = headers[i - 1];
        snprintf(source, sizeof source, "%.*sc", (int)strlen(header) - 1,
                 header);
        if (find_in(directory, source, attack, repair) ||
            find_from(directory, header, attack, repair))
            return true;
    }
    return false;
}

bool find_repair(const char *directory, const struct target *full,
                 const char *attack, struct repair *repair)
{
    char own[64];

    snprintf(own, sizeof own, "%.*s.c", (int)strcspn(full->name, " "),
             full->name);
    return find_from(directory, own, attack, repair);
}

/* ---- the guide ---- */

/* A heading's name in a link, as GitHub and tests/docs/links.awk make it. */
static void make_anchor(const char *heading, char anchor[128])
{
    static const char dropped[] = "!\"#$%&'()*+,./:;<=>?@[\\]^`{|}~\n";
    size_t length = 0;

    heading += strspn(heading, "#");
    heading += strspn(heading, " ");
    for (; *heading && length < 127; heading++) {
        unsigned char letter = (unsigned char)*heading;
        bool after_c3 = length > 0 && anchor[length - 1] == '\xc3';
        if (strchr(dropped, letter))
            continue;
        if (after_c3 && letter >= 0x80 && letter <= 0x9e)
            letter += 0x20; /* a capital: À is now à */
        anchor[length++] = letter == ' ' ? '-' : (char)tolower(letter);
    }
    anchor[length] = '\0';
}

/* Does this line insert what the repair is in? Without one: the attacks? */
static bool shows_repair(const char *line, const char *step,
                         const struct repair *repair)
{
    char file[256], words[LINE];
    int length = 0;

    if (!repair)
        return strncmp(line, "<!-- insert: survival", 21) == 0;
    if (sscanf(line, "<!-- insert: excerpt %255s %n", file, &length) != 1)
        return false;
    snprintf(words, sizeof words, "%s/%s", step, repair->file);
    return strcmp(file, words) == 0 &&
           is_among(repair->function, line + length);
}

const char *find_section(const char *guide, const char *step,
                         const struct repair *repair, char text[256])
{
    char line[LINE], heading[LINE] = "", anchor[128];
    bool code = false, found = false;

    snprintf(text, 256, "%s/%s.md", guide, step);
    FILE *file = fopen(text, "r");
    while (file && !found && fgets(line, sizeof line, file)) {
        if (strncmp(line, "```", 3) == 0)
            code = !code;
        if (!code && line[0] == '#')
            strcpy(heading, line);
        found = shows_repair(line, step, repair);
    }
    if (file)
        fclose(file);
    if (!found)
        return repair ? find_section(guide, step, NULL, text) : NULL;
    make_anchor(heading, anchor);
    snprintf(text, 256, "%s/%s.md#%s", guide, step, anchor);
    return text;
}
