/*
 * bounded.c - runs a command that must not take forever, nor leave anybody
 * behind.
 *
 *     bounded [-l MIB] SECONDS COMMAND [ARGUMENT...]
 *
 * Exits as the command does (128 + N for signal N), or with 124 when the time
 * is up. Either way, what the command started is killed as well: its process
 * group, and on Linux all descendants, wherever they went. POSIX has no
 * timeout(1), and a shell without a terminal no groups of processes.
 *
 * -l: also limits what it may use. It exits with 123 if all of them together
 * have more memory than that (on Linux, looked at ten times a second) or one of
 * them had at any time, and with 122 if they have said more than OUTPUT; a
 * file's size and the number of descriptors have a limit, too. That keeps a bad
 * program from spoiling the next one's turn. It is not a prison.
 */
#define _XOPEN_SOURCE 700

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define OUTPUT (1L << 20)

enum { TIME_IS_UP = 124, TOO_MUCH_MEMORY = 123, TOO_MUCH_OUTPUT = 122 };
enum { MOMENT = 100 }; /* ms between two looks */

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
    caught = number;
}

/* It breaks off poll(), and ends nothing. */
static void ignore(int number)
{
    (void)number;
}

static long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* ---- descendants ---- */

struct process {
    pid_t id, parent;
    long pages; /* of memory that it has */
    bool ours;
};

#ifdef __linux__

/* A process that loses its parent becomes our child, not init's. */
static void adopt_orphans(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* A name in parentheses, of any bytes; then the state, the parent, and as the
   22nd number from there the pages in memory: proc(5). */
static bool read_process(const char *id, struct process *process)
{
    char path[64], line[1024] = "", *after;

    snprintf(path, sizeof path, "/proc/%.20s/stat", id);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[length] = '\0';
    after = strrchr(line, ')');
    int parent;
    if (!after ||
        sscanf(after,
               ") %*c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
               "%*s %*s %*s %*s %*s %*s %ld",
               &parent, &process->pages) != 2)
        return false;
    process->id = (pid_t)atoi(id);
    process->parent = parent;
    process->ours = parent == getpid();
    return true;
}

/* All processes of the machine, in a list that the caller frees. */
static size_t list_processes(struct process **list)
{
    size_t count = 0, room = 0;
    struct dirent *entry;
    DIR *proc = opendir("/proc");

    *list = NULL;
    while (proc && (entry = readdir(proc))) {
        if (count == room) {
            room = room ? 2 * room : 256;
            struct process *more = realloc(*list, room * sizeof *more);
            if (!more)
                break;
            *list = more;
        }
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9' &&
            read_process(entry->d_name, &(*list)[count]))
            count++;
    }
    if (proc)
        closedir(proc);
    return count;
}

/* The children of ours are ours, to the last generation. */
static void mark_descendants(struct process *list, size_t count)
{
    bool found;

    do {
        found = false;
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; !list[i].ours && k < count; k++)
                if (list[k].ours && list[k].id == list[i].parent)
                    list[i].ours = found = true;
    } while (found);
}

/* Returns how many bytes they have in memory. Sends them a signal, if it is
   not 0. */
static long long look_at_descendants(int number)
{
    struct process *list;
    size_t count = list_processes(&list);
    long long memory = 0;

    mark_descendants(list, count);
    for (size_t i = 0; i < count; i++) {
        if (!list[i].ours)
            continue;
        memory += (long long)list[i].pages * sysconf(_SC_PAGESIZE);
        if (number)
            kill(list[i].id, number);
    }
    free(list);
    return memory;
}

/* The most that any of those who have ended ever had. */
static long long most_memory(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_CHILDREN, &usage) == 0 ? usage.ru_maxrss * 1024LL
                                                   : 0;
}

#else

static long long most_memory(void)
{
    return 0;
}

static void adopt_orphans(void)
{
}

static long long look_at_descendants(int number)
{
    (void)number;
    return 0;
}

#endif

/* Ends all of them, and returns the status of the command itself. It is not
   reaped before: so it keeps its number, and its group that name. A look may
   miss one whose parent goes at that moment; but it becomes our child then, so
   all have ended when there are no more to wait for. */
static int end_family(pid_t id)
{
    int status = 0, one;
    pid_t ended;

    kill(-id, SIGKILL);
    do {
        look_at_descendants(SIGKILL);
        ended = waitpid(-1, &one, 0);
        for (; ended > 0; ended = waitpid(-1, &one, WNOHANG))
            if (ended == id)
                status = one;
    } while (ended == 0 || errno == EINTR);
    return status;
}

/* ---- the command ---- */

static void limit(int what, rlim_t most)
{
    struct rlimit now;

    if (getrlimit(what, &now) == 0 && now.rlim_max > most) {
        now.rlim_cur = now.rlim_max = most;
        setrlimit(what, &now);
    }
}

static _Noreturn void become(char **command, int output)
{
    int nothing = open("/dev/null", O_RDONLY);

    setpgid(0, 0);
    if (nothing >= 0)
        dup2(nothing, STDIN_FILENO);
    if (output >= 0) {
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
        limit(RLIMIT_CORE, 0);
        limit(RLIMIT_FSIZE, 64 << 20);
        limit(RLIMIT_NOFILE, 4096);
    }
    execvp(command[0], command);
    fprintf(stderr, "bounded: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

static bool has_ended(pid_t id)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)id, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == id;
}

/* Hands on what has come. Returns how much that was, 0 if nothing is there. */
static long hand_on(int output)
{
    char bytes[4096];
    ssize_t got = output < 0 ? 0 : read(output, bytes, sizeof bytes);

    for (ssize_t done = 0, wrote; done < got; done += wrote) {
        wrote = write(STDOUT_FILENO, bytes + done, (size_t)(got - done));
        if (wrote < 0 && errno != EINTR)
            return got;
        wrote = wrote < 0 ? 0 : wrote;
    }
    return got > 0 ? got : 0;
}

/* Waits for the command's end. Returns 0, or why it is to be ended. `output`
   is -1 if there are no limits but time. */
static int attend(pid_t id, int output, long long deadline, long long memory)
{
    struct pollfd speaks = {.fd = output, .events = POLLIN};
    long long next_look = 0;
    long said = 0, piece;

    for (;;) {
        bool ended = has_ended(id); /* what it said is there by then */
        while ((piece = hand_on(output)) > 0)
            if ((said += piece) > OUTPUT)
                return TOO_MUCH_OUTPUT;
        if (ended)
            return 0;
        if (caught)
            return 128 + caught;
        long long now = now_ms();
        if (now >= deadline)
            return TIME_IS_UP;
        if (output >= 0 && now >= next_look) {
            next_look = now + MOMENT;
            if (look_at_descendants(0) > memory)
                return TOO_MUCH_MEMORY;
        }
        poll(&speaks, 1, MOMENT);
    }
}

/* A pipe for what the command says; its end does not block us. */
static int open_output(int ends[2])
{
    if (pipe(ends) < 0)
        return -1;
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

/* Whatever happens, we must live to end the others: SIGPIPE comes when nobody
   reads what we hand on. */
static void prepare_signals(void)
{
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_signal};

    for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++)
        sigaction(stopping[i], &action, NULL);
    action.sa_handler = ignore;
    sigaction(SIGCHLD, &action, NULL);
    sigaction(SIGPIPE, &action, NULL);
}

int main(int argc, char **argv)
{
    int ends[2] = {-1, -1}, memory = 0;
    bool limited = argc > 2 && strcmp(argv[1], "-l") == 0;

    if (limited) {
        memory = atoi(argv[2]);
        argv += 2;
        argc -= 2;
    }
    int seconds = argc > 2 ? atoi(argv[1]) : 0;
    if (seconds <= 0 || (limited && memory <= 0)) {
        fputs("usage: bounded [-l MIB] SECONDS COMMAND [ARGUMENT...]\n",
              stderr);
        return 2;
    }
    prepare_signals();
    adopt_orphans();
    if (limited && open_output(ends) < 0) {
        fprintf(stderr, "bounded: pipe: %s\n", strerror(errno));
        return 1;
    }
    pid_t id = fork();
    if (id < 0) {
        fprintf(stderr, "bounded: fork: %s\n", strerror(errno));
        return 1;
    }
    if (id == 0)
        become(argv + 2, ends[1]);
    setpgid(id, id); /* the one of the two that comes first */
    if (limited)
        close(ends[1]);
    int why = attend(id, ends[0], now_ms() + 1000LL * seconds,
                     (long long)memory << 20);
    int status = end_family(id);
    if (why)
        return why;
    if (limited && most_memory() > (long long)memory << 20)
        return TOO_MUCH_MEMORY;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
