/* launch.c - how a program is started: its environment, its streams, what
   stands before its libc. */
#define _XOPEN_SOURCE 700 /* POSIX.1-2008 with the pseudo terminals */
#ifdef __linux__
#define _GNU_SOURCE /* prlimit() */
#endif
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#endif

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define MAX_ARGUMENTS 32

static char step_directory[PATH_MAX] = ".";
static char substituted[32], substitute_file[PATH_MAX];
static bool chaos;

/* What chaos is, for tap. The first rule that hits a call decides: those that
   hit every call stand last. Every second receive brings all there is: only
   then can the send after it be cut short, and its rest be forgotten. */
static const char chaos_faults[] =
    "accept=EINTR/3 poll=EINTR/3 recv=EINTR/3 send=EINTR/3 "
    "recv=short@2/2 send=short";

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

void forget_launching(void)
{
    substituted[0] = '\0';
    chaos = false;
}

void need_tap(void)
{
    if (!has_tap())
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

static bool is_bare(void)
{
    return !has_runner() && !getenv("BOUND_SCALE");
}

void need_bare_program(void)
{
    if (!is_bare())
        skipped("only a program by itself can be measured");
}

static void close_on_exec(int fd)
{
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void no_blocking(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void open_pipe(int ends[2])
{
    if (pipe(ends) < 0)
        failed("a pipe for a program", "%s", strerror(errno));
    close_on_exec(ends[0]);
    close_on_exec(ends[1]);
}

bool has_terminals(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    bool works = master >= 0 && grantpt(master) == 0 && ptsname(master);

    if (master >= 0)
        close(master);
    return works;
}

static int open_terminal(int *slave)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
        (*slave = open(ptsname(master), O_RDWR | O_NOCTTY)) < 0)
        skipped("there is no pseudo terminal here: %s", strerror(errno));
    close_on_exec(master);
    close_on_exec(*slave);
    return master;
}

/* It passes bytes on as they are, without an echo. */
static void pass_bytes_on(int slave)
{
    struct termios mode;

    if (tcgetattr(slave, &mode) < 0)
        skipped("tcgetattr: %s", strerror(errno));
    mode.c_lflag &= ~(tcflag_t)ECHO;
    mode.c_oflag &= ~(tcflag_t)OPOST;
    tcsetattr(slave, TCSANOW, &mode);
}

/* The two ends of each standard stream of a program to be: ours and its. */
struct streams {
    int ours[3], its[3];
};

/* The first `count` streams. We write to the terminal, and read it once. */
static void put_on_terminal(struct streams *streams, int count)
{
    int slave, master = open_terminal(&slave);

    for (int i = 0; i < count; i++) {
        close(streams->ours[i]);
        close(streams->its[i]);
        streams->its[i] = fcntl(slave, F_DUPFD_CLOEXEC, 0);
        streams->ours[i] = i < 2 ? fcntl(master, F_DUPFD_CLOEXEC, 0) : -1;
    }
    close(slave);
    close(master);
}

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
    if (launch->terminal || launch->columns)
        put_on_terminal(streams, launch->columns ? 3 : 2);
    if (launch->terminal)
        pass_bytes_on(streams->its[0]);
    if (launch->shared_input)
        no_blocking(streams->its[0]);
    if (launch->output) {
        close(streams->its[1]);
        streams->its[1] = open(launch->output, O_WRONLY | O_CLOEXEC);
        if (streams->its[1] < 0)
            skipped("%s: %s", launch->output, strerror(errno));
    }
    if (launch->unread_output) {
        adopt(streams->ours[1], "a pipe that is not read");
        streams->ours[1] = -1;
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

/* Whatever we were started with (a lock, a job server) is not for programs: in
   them, the first free descriptor is 3. */
void keep_descriptors_from_programs(void)
{
    enum { USUALLY_ENOUGH = 1024 };

    for (int fd = STDERR_FILENO + 1; fd < USUALLY_ENOUGH; fd++)
        close_on_exec(fd);
}

static bool is_to_be_seen(const struct launch *launch,
                          const struct process *process)
{
    return has_tap() &&
           (launch->faults || process->in_chaos || launch->hosts ||
            launch->storm || launch->interruptible || process->count_sockets ||
            launch->line_by_line || recording_file() || clock_is_stopped());
}

/* In the child: what the program finds in its environment. */
static void set_environment(const struct launch *launch,
                            const struct process *process)
{
    char number[16], sanitizer[512];
    const char *options = getenv("ASAN_OPTIONS");

    if (!process->is_to_be_seen)
        return;
    setenv(launch->by_shell ? TAP_BEHIND_SHELL : "LD_PRELOAD", tap_to_preload(),
           1);
    /* AddressSanitizer wants to be the first library, but need not be */
    snprintf(sanitizer, sizeof sanitizer, "%s:verify_asan_link_order=0",
             options ? options : "");
    setenv("ASAN_OPTIONS", sanitizer, 1);
    setenv("TAP_FAULTS", faults_for(launch, process), 1);
    if (launch->line_by_line)
        setenv("TAP_LINES", "1", 1);
    if (launch->hosts)
        setenv("TAP_HOSTS", launch->hosts, 1);
    if (launch->storm || launch->interruptible) {
        snprintf(number, sizeof number, "%d", launch->storm);
        setenv("TAP_STORM", number, 1);
    }
    if (process->count_sockets)
        setenv("TAP_LEFT_OPEN", process->left_open, 1);
    setenv("TAP_PAGE", shared_page(), 1);
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

/* A write that goes beyond file_size fails, as on a full disk, and no more. */
static void set_limits(const struct launch *launch)
{
    rlim_t descriptors = (rlim_t)launch->descriptors;
    rlim_t memory = (rlim_t)launch->memory << 20;
    struct rlimit limit;

    if (descriptors > 0)
        setrlimit(RLIMIT_NOFILE, &(struct rlimit){descriptors, descriptors});
    if (memory > 0 && is_bare())
        setrlimit(RLIMIT_AS, &(struct rlimit){memory, memory});
    if (launch->file_size == 0 || getrlimit(RLIMIT_FSIZE, &limit) < 0)
        return;
    limit.rlim_cur = (rlim_t)launch->file_size;
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, SIG_IGN);
}

bool allow_any_size(struct process *process)
{
#ifdef __linux__
    struct rlimit limit;

    if (prlimit(process->pid, RLIMIT_FSIZE, NULL, &limit) < 0)
        return false;
    limit.rlim_cur = limit.rlim_max;
    return prlimit(process->pid, RLIMIT_FSIZE, &limit, NULL) == 0;
#else
    (void)process;
    return false;
#endif
}

/* In the child: becomes the program, or reports errno to the parent. */
static _Noreturn void become(const struct streams *streams,
                             const struct launch *launch,
                             const struct process *process, char **command,
                             int trouble)
{
    reset_signals();
    if (launch->columns) {
        setsid(); /* a group of its own, too */
        ioctl(streams->its[0], TIOCSCTTY, 0);
    } else if (launch->own_group) {
        setpgid(0, 0);
    }
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* not to outlive a killed harness */
#endif
    for (int i = 0; i < 3; i++) {
        dup2(streams->its[i], i);
        if (launch->without & 1 << i)
            close(i);
    }
    set_environment(launch, process);
    if (launch->terminal || launch->columns)
        setenv("TERM", launch->columns ? "xterm" : "dumb", 1);
    set_limits(launch);
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
    char list[32];
    struct process *process = calloc(1, sizeof *process);

    if (!process || !has_place())
        failed("room for one more program", "none");
    snprintf(process->name, sizeof process->name, "%s",
             launch->name ? launch->name
             : last       ? last + 1
                          : program);
    process->by_shell = launch->by_shell;
    process->count_sockets = launch->count_sockets && has_tap();
    /* a peer may be of another libc, but not what is under check */
    process->in_chaos = chaos && !launch->fair_weather &&
                        (launch->own_group || !why_not_preloaded(program));
    process->made_to_fail = launch->faults;
    process->own_group = launch->own_group;
    process->computes = launch->computes;
    process->begun = story_length() - 1;
    process->is_to_be_seen = is_to_be_seen(launch, process);
    process->asked_before = tap_sockets() + tap_lookups();
    snprintf(list, sizeof list, "left-open-%d", ++serial);
    if (process->count_sockets)
        process->left_open = scratch_file(list);
    process->input = -1;
    process->output[OUT].fd = process->output[ERR].fd = -1;
    return process;
}

/* In one line; a command for sh as it was given. */
static const char *command_line(const struct launch *launch, char *const argv[])
{
    const char *line = launch->by_shell ? launch->by_shell : *argv;

    while (!launch->by_shell && *++argv)
        line = text_of("%s %s", line, *argv);
    return line;
}

static void tell_start(char *const argv[], const struct launch *launch)
{
    const char *line = command_line(launch, argv);

    if (launch->faults)
        did("started %s, where %s", line, faults_in_words(launch->faults));
    else if (launch->terminal || launch->columns)
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
    if (launch->faults || launch->hosts || launch->storm ||
        launch->interruptible || launch->line_by_line)
        need_tap();
    if (recording_file() || clock_is_stopped())
        need_record_of(argv[0]);
    /* it needs descriptors itself, and valgrind a standard error */
    if ((launch->descriptors || launch->without & 1 << STDERR_FILENO) &&
        has_runner())
        need_bare_program();
    watch_children();
    if (has_tap()) { /* made here, they are one for all of them */
        shared_page();
        tap_to_preload();
    }
    tell_start(argv, launch);
    snprintf(runner_words, sizeof runner_words, "%s", runner ? runner : "");
    put_runner_first(argv, command, runner_words);
    struct process *process = new_process(launch, argv[0]);
    open_streams(&streams, launch);
    open_pipe(trouble);
    process->input = streams.ours[0];
    process->output[OUT].fd = streams.ours[1];
    process->output[ERR].fd = streams.ours[2];
    if (launch->columns) /* the program may ask for its size at once */
        new_screen(process, launch->columns);

    long long now = now_ns();
    process->pid = fork();
    if (process->pid < 0)
        failed("a new process", "%s", strerror(errno));
    if (process->pid == 0)
        become(&streams, launch, process, command, trouble[1]);

    keep_process(process);
    record_actor(process->pid, now, process->name, command_line(launch, argv));
    close(trouble[1]);
    for (int i = 0; i < 3; i++) {
        close(streams.its[i]);
        if (streams.ours[i] >= 0)
            no_blocking(streams.ours[i]);
    }
    ssize_t got = read(trouble[0], &why, sizeof why);
    close(trouble[0]);
    if (got == sizeof why && !cause_is_of(process->begun))
        forget_causes();
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
