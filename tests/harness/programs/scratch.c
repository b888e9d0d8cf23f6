/* scratch.c - files that a check makes, or has made. */
#define _XOPEN_SOURCE 700

#include "internal.h"
#include "programs.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[512];

const char *scratch_file(const char *name)
{
    if (!directory[0]) {
        snprintf(directory, sizeof directory, "%s/check-XXXXXX",
                 plain_directory());
        if (!mkdtemp(directory)) {
            directory[0] = '\0';
            failed("a directory for the check's files", "%s", strerror(errno));
        }
    }
    return text_of("%s/%s", directory, name);
}

const char *scratch_with(const char *name, const void *bytes, size_t length)
{
    const char *path = scratch_file(name);
    FILE *out = fopen(path, "w");

    if (!out || fwrite(bytes, 1, length, out) != length || fclose(out) != 0)
        failed(text_of("the file %s", path), "%s", strerror(errno));
    did("made the file %s of %zu bytes", path, length);
    return path;
}

void scratch_link(const char *name, const char *file)
{
    char path[PATH_MAX];

    if (!realpath(file, path) || symlink(path, scratch_file(name)) < 0)
        failed(text_of("a link to the file %s", file), "%s", strerror(errno));
}

const char *content_of(const char *path, size_t *length)
{
    FILE *in = fopen(path, "r");
    long size = -1;

    if (in && fseek(in, 0, SEEK_END) == 0)
        size = ftell(in);
    if (size < 0)
        failed(text_of("the file %s", path), "%s", strerror(errno));
    rewind(in);
    char *bytes = new_text((size_t)size + 1);
    *length = fread(bytes, 1, (size_t)size, in);
    bytes[*length] = '\0';
    fclose(in);
    return bytes;
}

void release_scratch(void)
{
    struct dirent *entry;
    DIR *files = directory[0] ? opendir(directory) : NULL;
    char path[1024];

    if (!files)
        return;
    while ((entry = readdir(files))) {
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        remove(path);
    }
    closedir(files);
    rmdir(directory);
    directory[0] = '\0';
}
