/* proc.c - what Linux tells of a running program in /proc. Elsewhere nobody is
   ever at work, and the memory is not known. */
#define _POSIX_C_SOURCE 200809L

#include "process.h"

#include <dirent.h>
#include <string.h>

static long memory_so_far; /* KiB */

bool is_at_work(const struct process *process)
{
    const char *tasks = text_of("/proc/%ld/task", (long)process->pid);
    DIR *list = opendir(tasks);
    struct dirent *entry;
    bool works = false;

    while (list && !works && (entry = readdir(list))) {
        char line[256] = "";
        FILE *stat = fopen(text_of("%s/%s/stat", tasks, entry->d_name), "r");
        if (stat && fgets(line, sizeof line, stat)) {
            const char *name_ends = strrchr(line, ')'); /* its state follows */
            works = name_ends && strncmp(name_ends, ") R", 3) == 0;
        }
        if (stat)
            fclose(stat);
    }
    if (list)
        closedir(list);
    return works;
}

void await_rest(const struct process *process)
{
    long long deadline = bound();

    while (is_at_work(process) && now_ms() < deadline)
        wait_for(-1, 0, now_ms() + 1);
    wait_for(-1, 0, now_ms()); /* what it has said comes, too */
}

long most_memory(void)
{
    return memory_so_far;
}

/* What the kernel keeps for the program that runs now: in the usage of a
   process there is also what it had from us before exec. */
void note_memory(const struct process *process)
{
    char line[128];
    long most;

    if (!process->own_group || process->ended)
        return;
    snprintf(line, sizeof line, "/proc/%ld/status", (long)process->pid);
    FILE *status = fopen(line, "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld", &most) == 1 && most > memory_so_far)
            memory_so_far = most;
    if (status)
        fclose(status);
}
