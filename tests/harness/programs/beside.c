/* beside.c - a program of the harness that runs another one of it. */
#define _POSIX_C_SOURCE 200809L

#include "programs.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int run_beside(const char *directory, const char *const words[],
               const char *file)
{
    char program[PATH_MAX + 64];
    int status;
    pid_t child;

    snprintf(program, sizeof program, "%s/%s", directory, words[0]);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        if (file && !freopen(file, "w", stdout)) {
            perror(file);
            _exit(1);
        }
        execv(program, (char *const *)words);
        perror(program);
        _exit(1);
    }
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
