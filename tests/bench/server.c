/* server.c - see server.h */
#define _GNU_SOURCE /* sched_setaffinity() on Linux */

#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT "tests/build/bench/server.out"
#define MOST_WORDS 32
#define PATIENCE 5 /* seconds */

/* For the signal handler: what runs now. */
static volatile sig_atomic_t running;

double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void nap(double seconds)
{
    struct timespec time = {.tv_sec = (time_t)seconds};

    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    nanosleep(&time, NULL);
}

int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    if (fd >= 0 &&
        connect(fd, (struct sockaddr *)&address, sizeof address) == 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

void leave_at_once(int fd)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static pthread_t flood[4];
static atomic_int flooded_port; /* 0: no more */

static void *come_and_go(void *unused)
{
    int port;

    (void)unused;
    while ((port = atomic_load(&flooded_port)) > 0) {
        int fd = connect_to(port);
        if (fd >= 0)
            leave_at_once(fd);
        else
            nap(0.001);
    }
    return NULL;
}

void flood_start(int port)
{
    atomic_store(&flooded_port, port);
    for (size_t i = 0; i < sizeof flood / sizeof *flood; i++)
        if (pthread_create(&flood[i], NULL, come_and_go, NULL) != 0) {
            perror("bench: pthread_create");
            exit(1);
        }
}

void flood_stop(void)
{
    atomic_store(&flooded_port, 0);
    for (size_t i = 0; i < sizeof flood / sizeof *flood; i++)
        pthread_join(flood[i], NULL);
}

/* For a stranger that cannot tell its port. Between our close() and its bind()
   another program could take the port; then it fails, and says so. */
static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0), port = -1;

    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, size) == 0 &&
        getsockname(fd, (struct sockaddr *)&address, &size) == 0)
        port = ntohs(address.sin_port);
    if (fd >= 0)
        close(fd);
    return port;
}

/* Cuts the command, in place, into words; puts the port where it belongs. */
static void cut_words(char *command, int port, char *port_text, size_t size,
                      char **words)
{
    int count = 0;

    snprintf(port_text, size, "%d", port);
    for (char *word = strtok(command, " "); word && count < MOST_WORDS - 1;
         word = strtok(NULL, " "))
        words[count++] = strcmp(word, "{port}") == 0 ? port_text : word;
    words[count] = NULL;
}

static _Noreturn void become(char **words)
{
    int null = open("/dev/null", O_RDONLY);
    int out = open(OUTPUT, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);

    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    if (null >= 0 && out >= 0 && dup2(null, 0) >= 0 && dup2(out, 1) >= 0 &&
        dup2(out, 2) >= 0)
        execvp(words[0], words);
    _exit(127);
}

/* The port in the line that begins so and ends in ":PORT", or -1. */
static int told_port(const char *beginning)
{
    char line[256];
    FILE *file = fopen(OUTPUT, "r");
    int port = -1;

    while (file && port < 0 && fgets(line, sizeof line, file)) {
        const char *colon = strrchr(line, ':');
        if (strncmp(line, beginning, strlen(beginning)) == 0 && colon &&
            strchr(line, '\n'))
            port = atoi(colon + 1);
    }
    if (file)
        fclose(file);
    return port;
}

static bool is_there(int port)
{
    int fd = connect_to(port);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Both on one core, or wherever they like. */
static void pin(bool pinned)
{
#ifdef __linux__
    cpu_set_t cores;

    CPU_ZERO(&cores);
    for (size_t i = 0; i < CPU_SETSIZE && (i == 0 || !pinned); i++)
        CPU_SET(i, &cores);
    sched_setaffinity(0, sizeof cores, &cores);
#else
    (void)pinned;
#endif
}

static void end_it(int number)
{
    if (running > 0)
        kill((pid_t)running, SIGKILL);
    _exit(128 + number);
}

bool server_start(struct server *server, const char *command, bool pinned)
{
    char copy[1024], port_text[16], *words[MOST_WORDS];
    bool by_port = strstr(command, "{port}") != NULL;
    double deadline = now() + PATIENCE;

    signal(SIGINT, end_it);
    signal(SIGTERM, end_it);
    signal(SIGPIPE, SIG_IGN);
    snprintf(copy, sizeof copy, "%s", command);
    server->port = by_port ? free_port() : -1;
    cut_words(copy, server->port, port_text, sizeof port_text, words);
    pin(pinned);
    remove(OUTPUT); /* or the last server's port would be found in it */
    fflush(NULL);
    server->process = fork();
    if (server->process == 0)
        become(words);
    running = server->process;
    while (now() < deadline && !server_died(server)) {
        if (!by_port)
            server->port = told_port("listening on ");
        if (server->port > 0 && (!by_port || is_there(server->port))) {
            server->other_port = told_port("the other room: ");
            return true;
        }
        nap(0.002);
    }
    fprintf(stderr, "bench: '%s' does not listen: see %s\n", command, OUTPUT);
    server_stop(server);
    return false;
}

bool server_died(struct server *server)
{
    if (server->process > 0 && waitpid(server->process, NULL, WNOHANG) != 0) {
        running = 0;
        server->process = -1;
    }
    return server->process < 0;
}

void server_ask(struct server *server)
{
    if (server->process > 0)
        kill(server->process, SIGTERM);
}

double server_wait(struct server *server)
{
    double begun = now();
    int status = 0;
    pid_t ended = 0;

    if (server->process < 0)
        return -1;
    while (ended == 0 && now() < begun + PATIENCE) {
        ended = waitpid(server->process, &status, WNOHANG);
        if (ended == 0)
            nap(0.0005);
    }
    if (ended == 0) {
        kill(server->process, SIGKILL);
        waitpid(server->process, &status, 0);
    }
    running = 0;
    server->process = -1;
    bool orderly = ended != 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return orderly ? (now() - begun) * 1e3 : -1;
}

double server_stop(struct server *server)
{
    server_ask(server);
    return server_wait(server);
}

double server_memory(const struct server *server, const char *which)
{
    char name[64], line[128];
    double size = -1;

    snprintf(name, sizeof name, "/proc/%ld/status", (long)server->process);
    FILE *file = fopen(name, "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, which, strlen(which)) == 0)
            size = atof(line + strlen(which) + 1);
    if (file)
        fclose(file);
    return size;
}

double own_seconds(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

double server_seconds(const struct server *server)
{
#ifdef __linux__
    struct timespec time;
    clockid_t clock;

    if (server->process > 0 &&
        clock_getcpuclockid(server->process, &clock) == 0 &&
        clock_gettime(clock, &time) == 0)
        return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
#else
    (void)server;
#endif
    return -1;
}

bool have_command(const char *name)
{
    char line[256];

    snprintf(line, sizeof line, "command -v %s >/dev/null 2>&1", name);
    return system(line) == 0;
}
