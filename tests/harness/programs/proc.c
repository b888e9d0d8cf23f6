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

/* A number that the kernel tells of the program: "VmData: %ld". 0 if it does
   not. */
static long number_in_status(const struct process *process, const char *field)
{
    pid_t owner = process->by_shell ? owner_of_sockets(process) : 0;
    char line[128];
    long number = 0;

    snprintf(line, sizeof line, "/proc/%ld/status",
             (long)(owner ? owner : process->pid));
    FILE *status = fopen(line, "r");
    while (status && fgets(line, sizeof line, status))
        sscanf(line, field, &number);
    if (status)
        fclose(status);
    return number;
}

long memory_of(const struct process *process)
{
    return number_in_status(process, "VmData: %ld");
}

/* What the kernel keeps for the program that runs now: in the usage of a
   process there is also what it had from us before exec. */
void note_memory(const struct process *process)
{
    if (!process->own_group || process->ended)
        return;
    long most = number_in_status(process, "VmHWM: %ld");
    if (most > memory_so_far)
        memory_so_far = most;
}
