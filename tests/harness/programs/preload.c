/*
 * preload.c - can tap be put before this program's libc?
 *
 * The dynamic linker does it, which the program's file names (PT_INTERP). A
 * static program names none, and one of another libc (musl, glibc) names
 * another than we have.
 */
#define _XOPEN_SOURCE 700

#include "process.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__

#include <elf.h>
#include <link.h>

/* What kind of file a program is; linker: its dynamic linker's name. */
enum file_kind { UNKNOWN, SCRIPT, STATIC, DYNAMIC };

static bool read_at(FILE *in, long offset, void *to, size_t size)
{
    return fseek(in, offset, SEEK_SET) == 0 && fread(to, size, 1, in) == 1;
}

static enum file_kind kind_of_elf(FILE *in, const char **linker)
{
    ElfW(Ehdr) header;
    ElfW(Phdr) part;
    char name[256];

    if (!read_at(in, 0, &header, sizeof header) ||
        header.e_phentsize != sizeof part)
        return UNKNOWN; /* of another kind of machine */
    for (int i = 0; i < header.e_phnum; i++) {
        if (!read_at(in, (long)header.e_phoff + i * (long)sizeof part, &part,
                     sizeof part))
            return UNKNOWN;
        if (part.p_type != PT_INTERP || part.p_filesz > sizeof name)
            continue;
        if (!read_at(in, (long)part.p_offset, name, part.p_filesz))
            return UNKNOWN;
        *linker = text_of("%.*s", (int)part.p_filesz, name);
        return DYNAMIC;
    }
    return STATIC;
}

/* The program behind `#!`, or behind `#!/usr/bin/env`. */
static const char *interpreter_in(const char *line)
{
    char first[256] = "", second[256] = "";

    if (sscanf(line + 2, " %255s %255s", first, second) < 1)
        return NULL;
    const char *last = strrchr(first, '/');
    return text_of(
        "%s", last && strcmp(last, "/env") == 0 && second[0] ? second : first);
}

static enum file_kind kind_of_file(const char *file, const char **name)
{
    char line[512] = "";
    FILE *in = fopen(file, "r");
    enum file_kind kind = UNKNOWN;

    if (!in)
        return UNKNOWN;
    size_t got = fread(line, 1, sizeof line - 1, in);
    if (got > 4 && memcmp(line, ELFMAG, SELFMAG) == 0)
        kind = kind_of_elf(in, name);
    else if (strncmp(line, "#!", 2) == 0 && (*name = interpreter_in(line)))
        kind = SCRIPT;
    fclose(in);
    return kind;
}

const char *why_not_preloaded(const char *program)
{
    const char *file = file_of_program(program), *linker = NULL, *ours = NULL;
    enum file_kind kind = file ? kind_of_file(file, &linker) : UNKNOWN;
    struct stat status;

    for (int scripts = 0; kind == SCRIPT && scripts < 4; scripts++) {
        file = file_of_program(linker);
        kind = file ? kind_of_file(file, &linker) : UNKNOWN;
    }
    if (kind == STATIC)
        return text_of("%s is linked statically: nothing can be put between "
                       "it and its libc, so its calls cannot be seen",
                       program);
    if (kind == DYNAMIC && stat(file, &status) == 0 &&
        status.st_mode & (S_ISUID | S_ISGID))
        return text_of("%s runs with another user's rights: nothing may be "
                       "put before its libc, so its calls cannot be seen",
                       program);
    if (kind == DYNAMIC && kind_of_file("/proc/self/exe", &ours) == DYNAMIC &&
        strcmp(linker, ours) != 0)
        return text_of("%s uses %s, but tap.so was built for %s: build both "
                       "with the same CC, or its calls cannot be seen",
                       program, linker, ours);
    return NULL;
}

#else

const char *why_not_preloaded(const char *program)
{
    (void)program;
    return NULL;
}

#endif

const char *find_tap(const char *program)
{
    static char directory[PATH_MAX];
    char path[PATH_MAX], tap[PATH_MAX + 8], *absolute;

    snprintf(path, sizeof path, "%s", program);
    absolute = realpath(dirname(path), NULL);
    snprintf(directory, sizeof directory, "%s", absolute ? absolute : ".");
    free(absolute);
    snprintf(tap, sizeof tap, "%s/tap.so", directory);
    setenv("TAP", tap, 0);
    return directory;
}

/* ---- a name that LD_PRELOAD and a command can hold ---- */

/* LD_PRELOAD is a list: a blank or a colon ends a name, and there is no way to
   quote one. */
static bool is_plain(const char *path)
{
    return strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789/._+,@-") == strlen(path);
}

enum { LONGEST_PLAIN = 80 };

const char *plain_directory(void)
{
    const char *wanted = getenv("TMPDIR");

    return wanted && *wanted == '/' && is_plain(wanted) &&
                   strlen(wanted) <= LONGEST_PLAIN
               ? wanted
               : "/tmp";
}

const char *tap_to_preload(void)
{
    const char *tap = getenv("TAP"), *name = "tap.so";

    if (is_plain(tap))
        return tap;
    if (access(scratch_file(name), F_OK) < 0)
        scratch_link(name, tap);
    return scratch_file(name);
}

bool has_tap(void)
{
    const char *file = getenv("TAP");

    return file && access(file, R_OK) == 0;
}

void need_record_of(const char *program)
{
    const char *why;

    if (!has_tap())
        skipped("there is no library here to put before a program's libc "
                "(tests/build/tap.log may say why), so no calls can be seen");
    if ((why = why_not_preloaded(program)))
        skipped("%s", why);
}
