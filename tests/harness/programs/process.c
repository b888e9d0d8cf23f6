/* process.c - programs: heard, talked to, ended. */
#ifdef __linux__
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#endif
#define _XOPEN_SOURCE 700

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_PROCESSES 256
#define USUAL_PATIENCE 30 /* seconds: a safety net, see standstill.c */

/* How long nothing must have come before it is asked whether anything can. */
#define FIRST_DOUBT 5 /* milliseconds, doubled each time up to the last */
#define LAST_DOUBT 100

/* How much time_in_vain() there may be while nothing comes of it. */
#define LONGEST_SPIN 500

#define A_MOMENT 200 /* milliseconds: what a report may wait for */

static struct process *processes[MAX_PROCESSES];
static int process_count;

static int patience = USUAL_PATIENCE;
/* What a program may say on one stream: far more than any should. */
static size_t output_limit = 8 << 20;
static bool too_much_came;
static bool in_vain; /* the last wait */

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

/* How many want each processor (Linux tells; elsewhere 1). */
static double look_at_load(void)
{
    FILE *file = fopen("/proc/loadavg", "r");
    double load = 0, processors = 1;

    if (file && fscanf(file, "%lf", &load) != 1)
        load = 0;
    if (file)
        fclose(file);
#ifdef _SC_NPROCESSORS_ONLN
    processors = (double)sysconf(_SC_NPROCESSORS_ONLN);
#endif
    return load > processors && processors > 0 ? load / processors : 1;
}

/* A net, and no verdict: where many want the processors, it lies deeper. That
   is looked at once a second: each wait has such a bound. */
long long bound(void)
{
    static long long look_again;
    static double crowd;

    if (now_ms() >= look_again) {
        crowd = look_at_load();
        look_again = now_ms() + 1000;
    }
    return now_ms() + (long long)((double)scaled(1000LL * patience) * crowd);
}

void set_patience(int seconds)
{
    patience = seconds;
}

void set_output_limit(size_t bytes)
{
    output_limit = bytes;
}

bool has_place(void)
{
    return process_count < MAX_PROCESSES;
}

void keep_process(struct process *process)
{
    processes[process_count++] = process;
}

struct process *process_numbered(int number)
{
    return number < process_count ? processes[number] : NULL;
}

struct process *process_on(int port)
{
    for (int i = process_count - 1; i >= 0; i--)
        if (processes[i]->port == port)
            return processes[i];
    return NULL;
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

void watch_children(void)
{
    struct sigaction action = {.sa_handler = note_child,
                               .sa_flags = SA_RESTART | SA_NOCLDSTOP};

    if (child_ended_owner == getpid())
        return;
    child_ended_owner = getpid();
    keep_descriptors_from_programs();
    signal(SIGPIPE, SIG_IGN);
    open_pipe(child_ended);
    no_blocking(child_ended[0]);
    no_blocking(child_ended[1]);
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, NULL);
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

static void check_length(const struct process *process, enum stream stream)
{
    const struct output *output = &process->output[stream];
    size_t limit = stream == ERR ? output_limit / 4 : output_limit;

    if (output_limit == 0 || output->length <= limit)
        return;
    likely("a loop that prints and does not look whether anything has come: "
           "recv() returns 0 at the end of a stream, and -1 for an error, each "
           "time it is asked");
    too_much_came = true;
    failed(text_of("%s to say what there is to say", process->name),
           "more than %zu bytes without an end: %s", limit,
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
        check_length(process, stream);
    }
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        close(output->fd);
        output->fd = -1;
    }
}

const char *how_it_ended(const struct process *process)
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

/* sh exits with 128 and the number of the signal that its command died of. */
static int status_behind_shell(int status)
{
    int number = WIFEXITED(status) ? WEXITSTATUS(status) - 128 : 0;

    return number > 0 && number <= SIGSYS ? number : status;
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
        if (waitpid(process->pid, &process->status, WNOHANG) == process->pid) {
            process->ended = true;
            if (process->by_shell)
                process->status = status_behind_shell(process->status);
            record_end(process->pid, how_it_ended(process));
            record_all_left(process->pid);
        }
    }
}

/* Is that stream open, and not held back from us? */
static bool is_read(const struct process *process, enum stream stream)
{
    return process->output[stream].fd >= 0 &&
           !(stream == OUT && process->is_unread);
}

bool output_is_read(const struct process *only)
{
    for (int i = 0; i < 2 * process_count; i++) {
        const struct process *process = processes[i / 2];
        struct pollfd polled = {.fd = process->output[i % 2].fd,
                                .events = POLLIN};
        if ((!only || process == only) &&
            is_read(process, (enum stream)(i % 2)) &&
            poll(&polled, 1, 0) == 1 && polled.revents & POLLIN)
            return false;
    }
    return true;
}

/* Waits so long for events on fd and for all that programs say and do. */
static bool wait_a_while(int fd, short events, long long time)
{
    struct pollfd polled[2 + 2 * MAX_PROCESSES];
    int streams[2 * MAX_PROCESSES]; /* whose: two for each process */
    nfds_t count = 2;

    watch_children();
    polled[0] = (struct pollfd){.fd = fd, .events = events};
    polled[1] = (struct pollfd){.fd = child_ended[0], .events = POLLIN};
    for (int i = 0; i < 2 * process_count; i++) {
        struct output *output = &processes[i / 2]->output[i % 2];
        if (!is_read(processes[i / 2], (enum stream)(i % 2)))
            continue;
        streams[count - 2] = i;
        polled[count++] = (struct pollfd){.fd = output->fd, .events = POLLIN};
    }
    if (poll(polled, count, (int)time) == 0)
        return false;
    for (nfds_t i = 2; i < count; i++)
        if (polled[i].revents)
            drain(processes[streams[i - 2] / 2],
                  (enum stream)(streams[i - 2] % 2));
    if (polled[1].revents)
        reap();
    return true;
}

/* Since the first look, have they made calls without an end, by their own time?
   Each wait is worth a millisecond. Fewer waits than before: a program or a
   thread that has ended is not counted any more, and so it is from now on. What
   one look finds is never enough: a machine that stood still for a while has
   that on the account of whoever ran. */
static bool they_spin(struct effort *last)
{
    const long long limit = scaled(LONGEST_SPIN);
    struct effort now = effort_so_far();
    long long more = now.time - last->time - (now.waits - last->waits);

    if (now.waits >= last->waits)
        now.vain = last->vain + (more < limit / 2 ? more : limit / 2);
    *last = now;
    if (now.vain > limit)
        say_that_they_spin();
    return now.vain > limit;
}

/* How long to wait until the next look, after one that has begun at `began`: to
   look at many threads takes its time, and most of the time is the programs'.
 */
static long long next_doubt(long long doubt, long long began)
{
    long long took = now_ms() - began;

    doubt = doubt < LAST_DOUBT ? 2 * doubt : LAST_DOUBT;
    return doubt > 4 * took ? doubt : 4 * took;
}

bool wait_for(int fd, short events, long long deadline)
{
    struct effort before = {.waits = -1};
    long long left, doubt = FIRST_DOUBT;
    bool proven = false;

    in_vain = false;
    forget_where_it_stands();
    while ((left = deadline - now_ms()) > LAST_DOUBT && !proven) {
        if (wait_a_while(fd, events, doubt))
            return true;
        if (before.waits < 0)
            before = effort_so_far();
        long long now = now_ms();
        proven = stands_still(NULL) || they_spin(&before);
        doubt = next_doubt(doubt, now);
        if (proven && time_goes_on()) {
            proven = false;
            doubt = 1;
        }
    }
    /* What has come before it was proven is there. */
    in_vain = !wait_a_while(fd, events, left > 0 && !proven ? left : 0);
    if (!in_vain)
        forget_where_it_stands();
    return !in_vain;
}

void forget_waits(void)
{
    in_vain = false;
}

bool waited_in_vain(void)
{
    return in_vain;
}

static bool somebody_runs(void)
{
    bool runs = false;

    for (int i = 0; i < process_count; i++)
        runs = runs || !processes[i]->ended;
    return runs;
}

void await_rest(const struct process *process)
{
    struct effort before = effort_so_far();
    long long deadline = bound(), began = now_ms(), doubt = 1;

    if (!can_tell_standstill())
        skipped("nothing here shows what a program waits for");
    wait_a_while(-1, 0, 1); /* a look takes longer than most of what they do */
    while (!stands_still(process)) {
        if (process ? has_ended(process) : !somebody_runs())
            break;
        check(!they_spin(&before), "an end of all that is at work",
              "calls without an end");
        check(now_ms() < deadline, "an end of all that is at work",
              "none in time");
        doubt = next_doubt(doubt / 2, began);
        wait_a_while(-1, 0, doubt);
        began = now_ms();
    }
    while (wait_a_while(-1, 0, 0))
        ;                     /* what it has said comes, too */
    forget_where_it_stands(); /* that is nobody's fault */
}

void let_programs_settle(void)
{
    long long deadline = now_ms() + A_MOMENT;
    bool stood = where_it_stands()[0] != '\0';

    while (!too_much_came && somebody_runs() && !stands_still(NULL) &&
           now_ms() < deadline)
        wait_a_while(-1, 0, 1);
    while (!too_much_came && wait_a_while(-1, 0, 0))
        ;
    if (!stood)
        forget_where_it_stands();
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
    if (all_read(process)) {
        name_cause_of_failure(process);
        failed(expected, "%s ended: %s", process->name, ending_of(process));
    }
    if (!wait_for(-1, 0, deadline))
        failed(expected, "nothing more from %s, after: %s", process->name,
               last_words(&process->output[OUT]));
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

bool find_bytes(const char *bytes, size_t length, size_t from,
                const void *wanted, size_t wanted_length, size_t *where)
{
    for (; from + wanted_length <= length; from++) {
        const char *next = bytes + from;
        if (wanted_length > 0 && /* memchr() is much faster */
            !(next = memchr(next, *(const char *)wanted,
                            length - wanted_length - from + 1)))
            return false;
        from = (size_t)(next - bytes);
        if (memcmp(next, wanted, wanted_length) == 0) {
            *where = from;
            return true;
        }
    }
    return false;
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
    size_t length, where;

    while ((line = next_line(process, stream, *from, &length))) {
        *from += length + 1;
        if (find_bytes(line, length, 0, part, strlen(part), &where))
            return keep_line(line, length);
    }
    return NULL;
}

const char *expect_line(struct process *process, enum stream stream,
                        const char *part)
{
    long long deadline = bound();
    const char *line;
    const char *expected = text_of(
        "%s to say on %s a line with %s", process->name,
        stream == OUT ? "stdout" : "stderr", quoted(part, strlen(part)));

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

    while (!(line = next_line(process, OUT, 0, &length)))
        if (all_read(process) || !wait_for(-1, 0, deadline))
            fail_without_first_line(process);
    line = keep_line(line, length);
    colon = strrchr(line, ':');
    check(strncmp(line, "listening on ", 13) == 0 && colon,
          "`listening on ADDRESS:PORT`", "%s", line);
    process->port = atoi(colon + 1);
    return process->port;
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

void end_input(struct process *process)
{
    note_memory(process);
    did("ended the input of %s", process->name);
    if (process->input >= 0)
        close(process->input);
    process->input = -1;
}

void close_output(struct process *process)
{
    did("nobody reads what %s prints any more", process->name);
    close(process->output[OUT].fd);
    process->output[OUT].fd = -1;
}

void hold_output(struct process *process)
{
    did("nobody reads what %s prints for a while", process->name);
#ifdef F_SETPIPE_SZ
    fcntl(process->output[OUT].fd, F_SETPIPE_SZ, 4096);
#endif
    process->is_unread = true;
}

void read_output(struct process *process)
{
    did("what %s prints is read again", process->name);
    process->is_unread = false;
}

/* For kill(2): the process, or its whole group; of what a shell runs, the
   program that has the sockets: the shell would die, and not tell its end. */
static pid_t target_of(const struct process *process, int number)
{
    bool for_all = number == SIGKILL || number == SIGSTOP || number == SIGCONT;
    pid_t owner = process->by_shell && !for_all ? owner_of_sockets(process) : 0;

    return owner ? owner : process->own_group ? -process->pid : process->pid;
}

static const char *signal_in_words(int number)
{
    return number == SIGSTOP   ? in_words("SIGSTOP (like Ctrl-Z)")
           : number == SIGCONT ? in_words("SIGCONT (like fg)")
                               : signal_name(number);
}

void send_signal(struct process *process, int number)
{
    note_memory(process);
    did("sent %s to %s", signal_in_words(number), process->name);
    if (process->ended)
        return;
    record_signal(process->pid, number);
    process->sent |= 1ul << number;
    kill(target_of(process, number), number);
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
    process->ending_told = true;
    return how_it_ended(process);
}

/* What tap wrote at the program's end: a line for each socket left open. */
static void check_sockets(struct process *process)
{
    char line[256] = "";
    FILE *list = fopen(process->left_open, "r");

    if (!list)
        skipped(
            "nobody can see which sockets %s had open: it ended by _exit(), "
            "or in a way of its own, and not by exit() or a return from "
            "main()",
            process->name);
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

    if (status == 0)
        name_cause_of_failure(process);
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

int input_of(const struct process *process)
{
    return process->input;
}

bool has_ended(const struct process *process)
{
    return process->ended;
}

static void kill_now(const struct process *process)
{
    if (!process->ended)
        kill(process->own_group ? -process->pid : process->pid, SIGKILL);
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

/* The last lines, as many as there is room for: whole, but for one that is
   longer than that. Without the last newline. */
static const char *last_lines(const struct output *output, size_t *length)
{
    enum { ROOM = 400 };
    const char *from = output->bytes, *newline;

    *length = output->length;
    if (*length > 0 && from[*length - 1] == '\n')
        --*length;
    if (*length <= ROOM)
        return from;
    from += *length - ROOM;
    *length = ROOM;
    if (from[-1] != '\n' && (newline = memchr(from, '\n', ROOM))) {
        *length -= (size_t)(newline + 1 - from);
        from = newline + 1;
    }
    return from;
}

void tell_last_words(FILE *out)
{
    enum { LAST = 4 }; /* of many programs, only the last are of interest */
    size_t length;
    int first = process_count > LAST ? process_count - LAST : 0;

    for (int i = first; i < process_count; i++) {
        const struct output *errors = &processes[i]->output[ERR];
        if (processes[i]->ended && !processes[i]->ending_told)
            fprintf(out, "  %s\n",
                    text_of("%s ended: %s", processes[i]->name,
                            how_it_ended(processes[i])));
        const char *from = last_lines(errors, &length);
        if (length == 0)
            continue;
        fprintf(out, "  %s",
                text_of("%s said on stderr: ", processes[i]->name));
        write_lines(out, from, length);
    }
}

static void end_now(struct process *process)
{
    if (process->ended)
        return;
    note_memory(process);
    kill_now(process);
    while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    process->ended = true;
}

static void release(struct process *process)
{
    if (process->input >= 0)
        close(process->input);
    for (int i = 0; i < 2; i++) {
        if (process->output[i].fd >= 0)
            close(process->output[i].fd);
        free(process->output[i].bytes);
    }
    free(process->screen);
    free(process);
}

void release_processes(void)
{
    for (int i = 0; i < process_count; i++)
        end_now(processes[i]); /* it looks at the others */
    for (int i = 0; i < process_count; i++)
        release(processes[i]);
    process_count = 0;
    too_much_came = false;
    forget_launching();
    release_clock();
    release_scratch();
    patience = USUAL_PATIENCE;
    record_to(NULL);
}
