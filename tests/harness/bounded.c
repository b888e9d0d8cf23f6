/*
 * bounded.c - runs a command that must not take for ever, nor leave anybody
 * behind.
 *
 *     bounded SECONDS COMMAND [ARGUMENT...]
 *
 * Exits as the command does (128 + N for signal N), or with 124 when the time
 * is up. Either way, what the command started is killed as well. POSIX has no
 * timeout(1), and a shell without a terminal no groups of processes.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t child, caught;

static void end_all(int number)
{
    caught = number;
    if (child > 0)
        kill(-(pid_t)child, SIGKILL);
}

static _Noreturn void become(char **command)
{
    int nothing = open("/dev/null", O_RDONLY);

    setpgid(0, 0);
    if (nothing >= 0)
        dup2(nothing, STDIN_FILENO);
    execvp(command[0], command);
    fprintf(stderr, "bounded: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = end_all};
    int seconds = argc > 2 ? atoi(argv[1]) : 0, status;
    siginfo_t ended;

    if (seconds <= 0) {
        fputs("usage: bounded SECONDS COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    pid_t id = fork();
    if (id < 0) {
        fprintf(stderr, "bounded: fork: %s\n", strerror(errno));
        return 1;
    }
    if (id == 0)
        become(argv + 2);
    setpgid(id, id); /* whoever of the two comes first */
    child = id;
    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    alarm((unsigned)seconds);

    /* Not yet reaped, it keeps its number, and its group that name. */
    while (waitid(P_PID, (id_t)id, &ended, WEXITED | WNOWAIT) < 0)
        if (errno != EINTR)
            return 1;
    kill(-id, SIGKILL);
    while (waitpid(id, &status, 0) < 0)
        if (errno != EINTR)
            return 1;
    if (caught == SIGALRM)
        return 124;
    if (caught)
        return 128 + caught;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
