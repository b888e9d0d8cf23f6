/* process.c - programs, started, talked to, ended. */
#define _XOPEN_SOURCE 700 /* POSIX.1-2008 with the pseudo terminals */
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#endif

#include "harness.h"
#include "internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define MAX_PROCESSES 256
#define MAX_ARGUMENTS 32
#define USUAL_PATIENCE 5 /* seconds */

/* What a stream has brought, and how far it has been looked at. */
struct output {
    int fd; /* -1 once it has ended */
    char *bytes;
    size_t length, capacity;
    size_t expected; /* expect_line() goes on from here */
};

struct process {
    pid_t pid;
    char name[32];
    int input; /* its standard input, -1 once closed */
    struct output output[2];
    bool ended;
    int status; /* of waitpid(), once ended */
    bool count_sockets;
    bool in_chaos;
    bool own_group;
    char left_open[128]; /* where tap lists the sockets left open */
    struct effort effort;
};

static struct process *processes[MAX_PROCESSES];
static int process_count;

static char step_directory[256] = ".";
static char substituted[32], substitute_file[256];
static bool chaos;
static int patience = USUAL_PATIENCE;
static size_t output_limit;
static long memory_so_far; /* KiB */

/* What chaos is, for tap. The first rule that hits a call decides: those that
   hit every call stand last. Every second receive brings all there is: only
   then can the send after it be cut short, and its rest be forgotten. The first
   poll() is let through, or a signal that comes in the second could be lost:
   gcc 12's thread sanitizer has a place for signals only from the first wait of
   a thread on. */
static const char chaos_faults[] =
    "accept=EINTR/3 poll=EINTR@2/3 recv=EINTR/3 send=EINTR/3 "
    "recv=short@2/2 send=short";

/* A child's end writes a byte here, so that poll() wakes. It belongs to one
   process: a fork of ours makes its own. */
static int child_ended[2] = {-1, -1};
static pid_t child_ended_owner;

long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

long long scaled(long long time)
{
    const char *scale = getenv("BOUND_SCALE");

    return time * (scale ? atoi(scale) : 1);
}

long long bound(void)
{
    return now_ms() + scaled(1000LL * patience);
}

void set_patience(int seconds)
{
    patience = seconds;
}

void set_output_limit(size_t bytes)
{
    output_limit = bytes;
}

void set_step(const char *directory)
{
    snprintf(step_directory, sizeof step_directory, "%s", directory);
}

void substitute(const char *program, const char *file)
{
    snprintf(substituted, sizeof substituted, "%s", program);
    snprintf(substitute_file, sizeof substitute_file, "%s", file);
}

void set_chaos(void)
{
    chaos = true;
}

/* tap is beside the running program: tests/build/tap.so. NULL: there is none */
static const char *tap_file(void)
{
    const char *file = getenv("TAP");

    return file && access(file, R_OK) == 0 ? file : NULL;
}

void need_tap(void)
{
    if (!tap_file())
        skipped("no calls can be made to fail here: no preloaded library");
}

static const char *search_path(const char *command)
{
    const char *path = getenv("PATH");
    char copy[4096];

    snprintf(copy, sizeof copy, "%s", path ? path : "/usr/bin:/bin");
    for (char *place = strtok(copy, ":"); place; place = strtok(NULL, ":")) {
        const char *file = text_of("%s/%s", place, command);
        if (access(file, X_OK) == 0)
            return file;
    }
    return NULL;
}

const char *file_of_program(const char *program)
{
    if (*program == '/')
        return program;
    if (strchr(program, '/'))
        return text_of("%s/%s", step_directory, program);
    return search_path(program);
}

void need_command(const char *command)
{
    if (!search_path(command))
        skipped("there is no %s here", command);
}

bool has_runner(void)
{
    const char *runner = getenv("RUNNER");

    return runner && *runner;
}

void need_bare_program(void)
{
    if (has_runner() || getenv("BOUND_SCALE"))
        skipped("only a program by itself can be measured");
}

static void note_child(int number)
{
    int saved = errno;

    (void)number;
    if (write(child_ended[1], "", 1) < 0) {
        /* the pipe is full: poll() will wake anyway */
    }
    errno = saved;
}

static void close_on_exec(int fd)
{
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void no_blocking(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static void open_pipe(int ends[2])
{
    if (pipe(ends) < 0)
        failed("a pipe for a program", "%s", strerror(errno));
    close_on_exec(ends[0]);
    close_on_exec(ends[1]);
}

static void watch_children(void)
{
    struct sigaction action = {.sa_handler = note_child,
                               .sa_flags = SA_RESTART | SA_NOCLDSTOP};

    if (child_ended_owner == getpid())
        return;
    child_ended_owner = getpid();
    signal(SIGPIPE, SIG_IGN);
    open_pipe(child_ended);
    no_blocking(child_ended[0]);
    no_blocking(child_ended[1]);
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, NULL);
}

/* A terminal that passes bytes on as they are, without an echo. */
static int open_terminal(int *slave)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    struct termios mode;

    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
        failed("a pseudo terminal", "%s", strerror(errno));
    *slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    if (*slave < 0 || tcgetattr(*slave, &mode) < 0)
        failed("a pseudo terminal", "%s", strerror(errno));
    mode.c_lflag &= ~(tcflag_t)ECHO;
    mode.c_oflag &= ~(tcflag_t)OPOST;
    tcsetattr(*slave, TCSANOW, &mode);
    close_on_exec(master);
    close_on_exec(*slave);
    return master;
}

/* The two ends of each standard stream of a program to be: ours and its. */
struct streams {
    int ours[3], its[3];
};

static void open_streams(struct streams *streams, const struct launch *launch)
{
    int ends[2];

    open_pipe(ends);
    streams->its[0] = ends[0];
    streams->ours[0] = ends[1];
    for (int i = 1; i < 3; i++) {
        open_pipe(ends);
        streams->ours[i] = ends[0];
        streams->its[i] = ends[1];
    }
    if (launch->terminal) {
        for (int i = 0; i < 2; i++) {
            close(streams->ours[i]);
            close(streams->its[i]);
        }
        streams->ours[0] = open_terminal(&streams->its[0]);
        streams->ours[1] = fcntl(streams->ours[0], F_DUPFD_CLOEXEC, 0);
        streams->its[1] = fcntl(streams->its[0], F_DUPFD_CLOEXEC, 0);
    }
    if (launch->output) {
        close(streams->its[1]);
        streams->its[1] = open(launch->output, O_WRONLY | O_CLOEXEC);
        if (streams->its[1] < 0)
            skipped("%s: %s", launch->output, strerror(errno));
    }
    if (launch->closed_output) {
        close(streams->ours[1]);
        streams->ours[1] = -1;
    }
}

/* The program's own come first: so they decide, if they and chaos hit. */
static const char *faults_for(const struct launch *launch,
                              const struct process *process)
{
    return text_of("%s %s", launch->faults ? launch->faults : "",
                   process->in_chaos ? chaos_faults : "");
}

/* In the child: what the program finds in its environment. */
static void set_environment(const struct launch *launch,
                            const struct process *process)
{
    char number[16], sanitizer[512];
    const char *tap = tap_file(), *options = getenv("ASAN_OPTIONS");

    if (!tap || !(launch->faults || process->in_chaos || launch->hosts ||
                  launch->storm || process->count_sockets || recording_file()))
        return;
    setenv("LD_PRELOAD", tap, 1);
    /* AddressSanitizer wants to be the first library, but need not be */
    snprintf(sanitizer, sizeof sanitizer, "%s:verify_asan_link_order=0",
             options ? options : "");
    setenv("ASAN_OPTIONS", sanitizer, 1);
    setenv("TAP_FAULTS", faults_for(launch, process), 1);
    if (launch->hosts)
        setenv("TAP_HOSTS", launch->hosts, 1);
    if (launch->storm > 0) {
        snprintf(number, sizeof number, "%d", launch->storm);
        setenv("TAP_STORM", number, 1);
    }
    if (process->count_sockets)
        setenv("TAP_LEFT_OPEN", process->left_open, 1);
    setenv("TAP_WAITS", process->effort.waits, 1);
    if (recording_file())
        setenv("TAP_RECORD", recording_file(), 1);
}

/* In the child: signals as a shell would leave them. An ignored SIGPIPE would
   survive exec, and a program that should have died of it would not. */
static void reset_signals(void)
{
    sigset_t none;

    for (int number = 1; number < 32; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: becomes the program, or reports errno to the parent. */
static _Noreturn void become(const struct streams *streams,
                             const struct launch *launch,
                             const struct process *process, char **command,
                             int trouble)
{
    reset_signals();
    if (launch->own_group)
        setpgid(0, 0);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* not to outlive a killed harness */
#endif
    for (int i = 0; i < 3; i++)
        dup2(streams->its[i], i);
    set_environment(launch, process);
    if (launch->descriptors > 0) {
        struct rlimit limit = {(rlim_t)launch->descriptors,
                               (rlim_t)launch->descriptors};
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (chdir(step_directory) == 0)
        execvp(command[0], command);
    int why = errno;
    if (write(trouble, &why, sizeof why) < 0)
        _exit(126);
    _exit(127);
}

/* RUNNER's words (valgrind, qemu), then the program's. Only the step's own
   programs run under it, not a wrong one, nor a shell or a Python. */
static void put_runner_first(char *const argv[], char **command, char *runner)
{
    int count = 0;

    if (strncmp(argv[0], "./", 2) != 0)
        runner[0] = '\0';
    for (char *word = strtok(runner, " "); word && count < MAX_ARGUMENTS / 2;
         word = strtok(NULL, " "))
        command[count++] = word;
    while (*argv && count < MAX_ARGUMENTS - 1)
        command[count++] = *argv++;
    command[count] = NULL;
}

static struct process *new_process(const struct launch *launch,
                                   const char *program)
{
    static int serial;
    const char *last = strrchr(program, '/');
    const char *directory = getenv("TMPDIR");
    struct process *process = calloc(1, sizeof *process);

    if (!process || process_count == MAX_PROCESSES)
        failed("room for one more program", "none");
    snprintf(process->name, sizeof process->name, "%s",
             launch->name ? launch->name
             : last       ? last + 1
                          : program);
    process->count_sockets = launch->count_sockets && tap_file();
    process->in_chaos = chaos && !why_not_preloaded(program);
    process->own_group = launch->own_group;
    directory = directory ? directory : "/tmp";
    snprintf(process->left_open, sizeof process->left_open,
             "%s/left-open-%ld-%d", directory, (long)getpid(), ++serial);
    snprintf(process->effort.waits, sizeof process->effort.waits,
             "%s/waits-%ld-%d", directory, (long)getpid(), serial);
    process->input = -1;
    process->output[OUT].fd = process->output[ERR].fd = -1;
    return process;
}

static void tell_start(char *const argv[], const struct launch *launch)
{
    char line[256] = "";

    for (size_t used = 0; *argv && used < sizeof line; argv++)
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s",
                                 used ? " " : "", *argv);
    if (launch->faults)
        did("started %s with %s", line, launch->faults);
    else if (launch->terminal)
        did("started %s on a terminal", line);
    else
        did("started %s", line);
}

struct process *start_command(const struct launch *launch, char *const argv[])
{
    static const struct launch usual;
    const char *runner = getenv("RUNNER");
    char runner_words[512], *command[MAX_ARGUMENTS];
    struct streams streams;
    int trouble[2], why;

    launch = launch ? launch : &usual;
    if (launch->faults || launch->hosts || launch->storm)
        need_tap();
    if (recording_file())
        need_record_of(argv[0]);
    if (launch->descriptors && has_runner())
        need_bare_program();
    watch_children();
    tell_start(argv, launch);
    snprintf(runner_words, sizeof runner_words, "%s", runner ? runner : "");
    put_runner_first(argv, command, runner_words);
    struct process *process = new_process(launch, argv[0]);
    open_streams(&streams, launch);
    open_pipe(trouble);

    long long now = now_ns();
    process->pid = fork();
    if (process->pid < 0)
        failed("a new process", "%s", strerror(errno));
    if (process->pid == 0)
        become(&streams, launch, process, command, trouble[1]);

    processes[process_count++] = process;
    record_actor(process->pid, now, process->name, argv);
    close(trouble[1]);
    for (int i = 0; i < 3; i++) {
        close(streams.its[i]);
        if (streams.ours[i] >= 0)
            no_blocking(streams.ours[i]);
    }
    process->input = streams.ours[0];
    process->output[OUT].fd = streams.ours[1];
    process->output[ERR].fd = streams.ours[2];
    ssize_t got = read(trouble[0], &why, sizeof why);
    close(trouble[0]);
    if (got == sizeof why)
        failed("the program to start", "%s: %s", command[0], strerror(why));
    return process;
}

/* ./program of the step, its substitute, or the file itself. */
static const char *program_file(const char *program)
{
    if (strcmp(program, substituted) == 0)
        return substitute_file;
    return strchr(program, '/') ? program : text_of("./%s", program);
}

static struct process *start_list(const struct launch *launch,
                                  const char *program, va_list arguments)
{
    char *argv[MAX_ARGUMENTS / 2] = {(char *)program_file(program)};
    int count = 1;

    while (count < MAX_ARGUMENTS / 2 - 1 &&
           (argv[count] = va_arg(arguments, char *)))
        count++;
    argv[count] = NULL;
    return start_command(launch, argv);
}

struct process *start_python(const char *file, ...)
{
    char *argv[MAX_ARGUMENTS / 2] = {(char *)"python3"};
    int count = 2;
    va_list arguments;

    need_command("python3");
    argv[1] = (char *)text_of("../tests/interop/%s", file);
    va_start(arguments, file);
    while (count < MAX_ARGUMENTS / 2 - 1 &&
           (argv[count] = va_arg(arguments, char *)))
        count++;
    va_end(arguments);
    argv[count] = NULL;
    return start_command(NULL, argv);
}

struct process *start(const char *program, ...)
{
    va_list arguments;

    va_start(arguments, program);
    struct process *process = start_list(NULL, program, arguments);
    va_end(arguments);
    return process;
}

struct process *start_with(const struct launch *launch, const char *program,
                           ...)
{
    va_list arguments;

    va_start(arguments, program);
    struct process *process = start_list(launch, program, arguments);
    va_end(arguments);
    return process;
}

/* ---- waiting ---- */

static void append(struct output *output, const char *bytes, size_t length)
{
    if (output->length + length + 1 > output->capacity) {
        output->capacity = 2 * (output->length + length + 1);
        output->bytes = realloc(output->bytes, output->capacity);
        if (!output->bytes)
            abort();
    }
    memcpy(output->bytes + output->length, bytes, length);
    output->length += length;
    output->bytes[output->length] = '\0';
}

static void check_length(const struct process *process,
                         const struct output *output)
{
    if (output_limit == 0 || output->length <= output_limit)
        return;
    likely("a loop that prints and does not look whether anything has come: "
           "recv() returns 0 at the end of a stream, and -1 for an error, each "
           "time it is asked");
    failed(text_of("%s to say what there is to say", process->name),
           "more than %zu bytes without an end: %s", output_limit,
           quoted(output->bytes, output->length));
}

/* Reads what is there. A terminal whose program has gone says EIO. */
static void drain(struct process *process, enum stream stream)
{
    struct output *output = &process->output[stream];
    char piece[65536];
    ssize_t got;

    while ((got = read(output->fd, piece, sizeof piece)) > 0) {
        append(output, piece, (size_t)got);
        check_length(process, output);
    }
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        close(output->fd);
        output->fd = -1;
    }
}

static const char *how_it_ended(const struct process *process)
{
    if (WIFSIGNALED(process->status))
        return text_of("signal %d (%s)", WTERMSIG(process->status),
                       strsignal(WTERMSIG(process->status)));
    return text_of("exit %d", WEXITSTATUS(process->status));
}

/* What a process leaves behind in its own group. Not yet reaped, it keeps its
   number, and the group its name. */
static void kill_leftovers(const struct process *process)
{
    siginfo_t ended = {0};

    if (process->own_group &&
        waitid(P_PID, (id_t)process->pid, &ended,
               WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid == process->pid)
        kill(-process->pid, SIGKILL);
}

static void reap(void)
{
    char bytes[64];

    while (read(child_ended[0], bytes, sizeof bytes) > 0)
        ;
    for (int i = 0; i < process_count; i++) {
        struct process *process = processes[i];
        if (process->ended)
            continue;
        kill_leftovers(process);
        effort_before_reaping(&process->effort);
        if (waitpid(process->pid, &process->status, WNOHANG) == process->pid) {
            process->ended = true;
            effort_after_reaping(&process->effort);
            record_end(process->pid, how_it_ended(process));
        }
    }
}

bool wait_for(int fd, short events, long long deadline)
{
    struct pollfd polled[2 + 2 * MAX_PROCESSES];
    int streams[2 * MAX_PROCESSES]; /* whose: two for each process */
    nfds_t count = 2;

    watch_children();
    polled[0] = (struct pollfd){.fd = fd, .events = events};
    polled[1] = (struct pollfd){.fd = child_ended[0], .events = POLLIN};
    for (int i = 0; i < 2 * process_count; i++) {
        struct output *output = &processes[i / 2]->output[i % 2];
        if (output->fd < 0)
            continue;
        streams[count - 2] = i;
        polled[count++] = (struct pollfd){.fd = output->fd, .events = POLLIN};
    }
    long long left = deadline - now_ms();
    if (poll(polled, count, left > 0 ? (int)left : 0) == 0)
        return false;
    for (nfds_t i = 2; i < count; i++)
        if (polled[i].revents)
            drain(processes[streams[i - 2] / 2],
                  (enum stream)(streams[i - 2] % 2));
    if (polled[1].revents)
        reap();
    return true;
}

static bool all_read(const struct process *process)
{
    return process->ended && process->output[OUT].fd < 0 &&
           process->output[ERR].fd < 0;
}

static const char *last_words(const struct output *output)
{
    size_t length = output->length < 50 ? output->length : 50;

    return length ? quoted(output->bytes + output->length - length, length)
                  : in_words("nothing");
}

/* Waits for something of this process; fails if nothing more can come. */
static void wait_for_process(struct process *process, const char *expected,
                             long long deadline)
{
    if (all_read(process))
        failed(expected, "%s ended: %s", process->name, ending_of(process));
    if (!wait_for(-1, 0, deadline))
        failed(expected, "nothing more from %s in time, after: %s",
               process->name, last_words(&process->output[OUT]));
}

/* The next whole line from `from`, or at the program's end what is left. */
static const char *next_line(struct process *process, enum stream stream,
                             size_t from, size_t *length)
{
    struct output *output = &process->output[stream];
    if (from >= output->length)
        return NULL;

    const char *line = output->bytes + from;
    const char *newline = memchr(line, '\n', output->length - from);
    if (!newline && output->fd >= 0)
        return NULL;
    *length = newline ? (size_t)(newline - line) : output->length - from;
    return line;
}

static const char *keep_line(const char *line, size_t length)
{
    char *kept = new_text(length + 1);

    memcpy(kept, line, length);
    kept[length] = '\0';
    return kept;
}

/* Looks through the lines that are there. NULL: it has not come yet. */
static const char *find_line(struct process *process, enum stream stream,
                             const char *part)
{
    size_t *from = &process->output[stream].expected;
    const char *line;
    size_t length;

    while ((line = next_line(process, stream, *from, &length))) {
        *from += length + 1;
        line = keep_line(line, length);
        if (strstr(line, part))
            return line;
    }
    return NULL;
}

const char *expect_line(struct process *process, enum stream stream,
                        const char *part)
{
    long long deadline = bound();
    const char *line;
    const char *expected = text_of("%s to say on %s: %s", process->name,
                                   stream == OUT ? "stdout" : "stderr", part);

    while (!(line = find_line(process, stream, part)))
        wait_for_process(process, expected, deadline);
    did("%s said: %s", process->name, line);
    return line;
}

/* A line with `part` among those of the stream that nobody asked for yet.
   Unlike find_line() it leaves them where they are if it is not there. */
static const char *peek_line(struct process *process, enum stream stream,
                             const char *part)
{
    size_t before = process->output[stream].expected;
    const char *line = find_line(process, stream, part);

    if (!line)
        process->output[stream].expected = before;
    return line;
}

const char *expect_on_any(struct process *process, const char *part,
                          enum stream *stream)
{
    long long deadline = bound();
    const char *expected = text_of("%s to say: %s", process->name, part);
    const char *line;

    for (;;) {
        if ((line = peek_line(process, OUT, part))) {
            *stream = OUT;
            return line;
        }
        if ((line = peek_line(process, ERR, part))) {
            *stream = ERR;
            return line;
        }
        wait_for_process(process, expected, deadline);
    }
}

size_t looked_through(const struct process *process, enum stream stream)
{
    const struct output *output = &process->output[stream];

    return output->expected < output->length ? output->expected
                                             : output->length;
}

int server_port(struct process *process)
{
    long long deadline = bound();
    const char *line, *colon;
    size_t length;

    usually("its first line must be `listening on ADDRESS:PORT`, and reach a "
            "pipe at once: stdout line-buffered, or flushed");
    while (!(line = next_line(process, OUT, 0, &length)))
        wait_for_process(process, "`listening on ADDRESS:PORT`", deadline);
    line = keep_line(line, length);
    colon = strrchr(line, ':');
    check(strncmp(line, "listening on ", 13) == 0 && colon,
          "`listening on ADDRESS:PORT`", "%s", line);
    usually(NULL);
    return atoi(colon + 1);
}

const char *expect_bytes(struct process *process, enum stream stream,
                         size_t length)
{
    long long deadline = bound();
    const char *expected = text_of("%zu bytes from %s", length, process->name);

    while (process->output[stream].length < length)
        wait_for_process(process, expected, deadline);
    return process->output[stream].bytes;
}

const char *output_of(struct process *process, enum stream stream,
                      size_t *length)
{
    if (length)
        *length = process->output[stream].length;
    return process->output[stream].length ? process->output[stream].bytes : "";
}

/* ---- talking ---- */

void type_bytes(struct process *process, const void *bytes, size_t length)
{
    const char *next = bytes;
    long long deadline = bound();

    did("typed to %s: %s", process->name, quoted(bytes, length));
    while (length > 0) {
        ssize_t wrote = write(process->input, next, length);
        if (wrote < 0 && errno == EPIPE)
            return; /* it has ended; what is expected next will tell of it */
        if (wrote < 0 && errno != EAGAIN && errno != EINTR)
            failed(text_of("%s to read its input", process->name), "%s",
                   strerror(errno));
        next += wrote > 0 ? wrote : 0;
        length -= wrote > 0 ? (size_t)wrote : 0;
        if (length > 0 && !wait_for(process->input, POLLOUT, deadline))
            failed(text_of("%s to read its input", process->name),
                   "%zu bytes are still waiting", length);
    }
}

void type_line(struct process *process, const char *line)
{
    size_t length = strlen(line);
    char *whole = malloc(length + 2);

    if (!whole)
        abort();
    memcpy(whole, line, length);
    memcpy(whole + length, "\n", 2);
    type_bytes(process, whole, length + 1);
    free(whole);
}

long most_memory(void)
{
    return memory_so_far;
}

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
            const char *name_ends =
                strrchr(line, ')'); /* and its state comes */
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
}

/* What the kernel keeps for the program that runs now: in the usage of a
   process there is also what it had from us before exec. */
static void note_memory(const struct process *process)
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

void end_input(struct process *process)
{
    note_memory(process);
    did("ended the input of %s", process->name);
    if (process->input >= 0)
        close(process->input);
    process->input = -1;
}

/* For kill(2): the process, or its whole group. */
static pid_t target_of(const struct process *process)
{
    return process->own_group ? -process->pid : process->pid;
}

void send_signal(struct process *process, int number)
{
    note_memory(process);
    did("sent signal %d to %s", number, process->name);
    if (process->ended)
        return;
    record_signal(process->pid, number);
    effort_from_now(&process->effort, process->pid);
    kill(target_of(process), number);
}

long long own_time(const struct process *process)
{
    return effort_in_all(&process->effort);
}

/* ---- ends ---- */

static void wait_for_end(struct process *process)
{
    long long deadline = bound();

    while (!all_read(process)) {
        if (!wait_for(-1, 0, deadline))
            failed(text_of("%s to end", process->name), "it still runs");
    }
}

const char *ending_of(struct process *process)
{
    wait_for_end(process);
    return how_it_ended(process);
}

/* What tap wrote at the program's end: a line for each socket left open. */
static void check_sockets(struct process *process)
{
    char line[256] = "";
    FILE *list = fopen(process->left_open, "r");

    if (!list)
        failed("tap's list of open sockets", "%s", strerror(errno));
    if (fgets(line, sizeof line, list))
        line[strcspn(line, "\n")] = '\0';
    fclose(list);
    if (line[0])
        likely("close() is missing on the way that it took to its end");
    check(!line[0], "every socket to be closed before the end", "%s", line);
}

void expect_exit(struct process *process, int status)
{
    const char *ending = ending_of(process);

    check(WIFEXITED(process->status) && WEXITSTATUS(process->status) == status,
          text_of("%s to exit with %d", process->name, status), "%s", ending);
    did("%s ended: %s", process->name, ending);
    if (process->count_sockets)
        check_sockets(process);
}

void expect_death(struct process *process, int number)
{
    const char *ending = ending_of(process);

    check(WIFSIGNALED(process->status) && WTERMSIG(process->status) == number,
          text_of("%s to die of signal %d", process->name, number), "%s",
          ending);
    did("%s ended: %s", process->name, ending);
}

void expect_alive(struct process *process)
{
    while (wait_for(-1, 0, now_ms()))
        ;
    check(!process->ended, text_of("%s to go on", process->name), "%s",
          ending_of(process));
}

bool has_ended(const struct process *process)
{
    return process->ended;
}

static void kill_now(const struct process *process)
{
    if (!process->ended)
        kill(target_of(process), SIGKILL);
}

void kill_all(void)
{
    for (int i = 0; i < process_count; i++)
        kill_now(processes[i]);
}

pid_t process_id(const struct process *process)
{
    return process->pid;
}

const char *process_name(const struct process *process)
{
    return process->name;
}

/* Several lines stand below each other. */
static void write_lines(FILE *out, const char *bytes, size_t length)
{
    const char *newline;

    while ((newline = memchr(bytes, '\n', length))) {
        size_t line = (size_t)(newline - bytes) + 1;
        write_visible(out, bytes, line);
        fputs("    ", out);
        bytes += line;
        length -= line;
    }
    write_visible(out, bytes, length);
    fputc('\n', out);
}

void tell_last_words(FILE *out)
{
    enum { LAST = 4 }; /* of many programs, only the last are of interest */
    int first = process_count > LAST ? process_count - LAST : 0;

    for (int i = first; i < process_count; i++) {
        const struct output *errors = &processes[i]->output[ERR];
        size_t length = errors->length > 400 ? 400 : errors->length;
        if (length == 0)
            continue;
        const char *from = errors->bytes + errors->length - length;
        if (from[length - 1] == '\n')
            length--;
        fprintf(out, "  %s",
                text_of("%s said on stderr: ", processes[i]->name));
        write_lines(out, from, length);
    }
}

static void release(struct process *process)
{
    if (!process->ended) {
        note_memory(process);
        kill_now(process);
        while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (process->input >= 0)
        close(process->input);
    for (int i = 0; i < 2; i++) {
        if (process->output[i].fd >= 0)
            close(process->output[i].fd);
        free(process->output[i].bytes);
    }
    if (process->count_sockets)
        remove(process->left_open);
    remove(process->effort.waits);
    free(process);
}

void release_processes(void)
{
    for (int i = 0; i < process_count; i++)
        release(processes[i]);
    process_count = 0;
    substituted[0] = '\0';
    chaos = false;
    patience = USUAL_PATIENCE;
    record_to(NULL);
}
