/* proc.c - what Linux tells of a running program in /proc. Elsewhere it
   is not known. */
#define _POSIX_C_SOURCE 200809L

#include "process.h"

#include <string.h>

static long memory_so_far; /* KiB */

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
    pid_t owner = process->by_shell ? owner_of_sockets(process) : 0;
    snprintf(line, sizeof line, "/proc/%ld/status",
             (long)(owner ? owner : process->pid));
    FILE *status = fopen(line, "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld", &most) == 1 && most > memory_so_far)
            memory_so_far = most;
    if (status)
        fclose(status);
}
