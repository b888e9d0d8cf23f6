/* scratch.c - files that a check makes, or has made. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <dirent.h>
#include <errno.h>
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

    while (files && (entry = readdir(files))) {
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        unlink(path);
    }
    if (files)
        closedir(files);
    rmdir(directory);
    directory[0] = '\0';
}
