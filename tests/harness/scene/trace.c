/*
 * trace.c - the `trace` program behind `make trace-step N` and `make trace`.
 *
 *     trace step DIRECTORY        plays DIRECTORY/demo.scene and draws it
 *     trace pair SERVER CLIENT    runs the two commands and draws that
 *
 * {port} in a command is the port: for the server one that is free, for the
 * client the one on which the server then listens. When that is so the record
 * says, or the system's table of listeners, for a server whose calls cannot be
 * seen: no trial connection disturbs it. What is typed goes to the client; what
 * both say comes on standard error.
 *
 * SCENE=FILE plays another scene of the step's. SVG=FILE writes the picture
 * there as well, HTML=FILE a page to step through the run (page; PAGE_BUILD
 * says there how the programs were compiled), RECORDS=FILE keeps the records,
 * PROCESSES=1 draws one lane for each process, whatever its threads, THREADS=1
 * one for each thread, however many there are.
 * Exits with 1 if the programs did not do what they should, 2 if it was called
 * wrongly or the calls of one of them could not be seen.
 */
#define _XOPEN_SOURCE 700

#include "programs/programs.h"
#include "scene.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOMENT = 20, QUIET_MS = 1000, LEAVE_MS = 2000 }; /* in milliseconds */

static const char *build_directory;
static char records[2 * PATH_MAX];
static char **arguments;
static bool kept; /* the records: somebody asked for them */

/* ---- a step ---- */

static void play_step(void *unused)
{
    struct stage stage = {.out = fopen("/dev/null", "w")};

    (void)unused;
    check(stage.out, "/dev/null", "%s", strerror(errno));
    fcntl(fileno(stage.out), F_SETFD, FD_CLOEXEC);
    record_to(records);
    set_step(arguments[0]);
    play_scene(scene_to_play(arguments[0]), &stage);
    fclose(stage.out);
}

/* ---- a server and a client ---- */

static struct process *start_as(const char *name, const char *command, int port)
{
    struct launch launch = {.name = name};
    const struct mark marks[] = {{"port", text_of("%d", port)}, {0}};

    return start_stranger(&launch, command, marks);
}

/* A server's socket in a record: the port on which it can be reached now. */
static int port_in(const char *record)
{
    bool listens =
        strstr(record, " call=listen ") ||
        (strstr(record, " call=bind ") && strstr(record, " type=datagram "));
    const char *self = strstr(record, " self=");

    if (strncmp(record, "call ", 5) != 0 || !listens || !self ||
        !strstr(record, " result=0"))
        return 0;
    self += strlen(" self=");
    const char *end = strchr(self, ' ');
    while (end > self && end[-1] != ':')
        end--;
    return atoi(end);
}

/* The port on which the server is ready; `wanted` if it is among several. */
static int ready_port(int wanted)
{
    char line[4096];
    FILE *in = fopen(records, "r");
    bool known;
    int port = somebody_listens(wanted, &known) ? wanted : 0;

    while (in && fgets(line, sizeof line, in)) {
        int found = port_in(line);
        if (found && (port == 0 || found == wanted))
            port = found;
    }
    if (in)
        fclose(in);
    return port;
}

/* Shows the lines that have come since the last time. */
static void show_new(struct process *process, size_t shown[2])
{
    for (int stream = OUT; stream <= ERR; stream++) {
        size_t length;
        const char *bytes = output_of(process, (enum stream)stream, &length);
        for (const char *newline;
             shown[stream] < length &&
             ((newline = memchr(bytes + shown[stream], '\n',
                                length - shown[stream])) ||
              has_ended(process));) {
            size_t end = newline ? (size_t)(newline - bytes) : length;
            fprintf(stderr, "%s %c ", process_name(process),
                    stream == OUT ? '|' : '!');
            write_visible(stderr, bytes + shown[stream], end - shown[stream]);
            fputc('\n', stderr);
            shown[stream] = end + 1;
        }
    }
}

/* ---- what could not be seen ---- */

/* Why nobody could look into the server, and into the client. NULL: it was
   seen. What was heard is drawn all the same. */
static const char *unseen[2];
static char unseen_texts[2][512];

static void look_into(const struct process *process, int which)
{
    const char *why = unseen[which] ? NULL : why_not_seen(process);

    if (why)
        unseen[which] =
            strncpy(unseen_texts[which], why, sizeof unseen_texts[which] - 1);
}

/* The value of ` name=` in a record, with the blanks around it. */
static const char *value_of(const char *record, const char *name)
{
    const char *place = strstr(record, text_of(" %s=", name));

    if (!place)
        return NULL;
    place = strchr(place, '=') + 1;
    return text_of("%.*s", (int)strcspn(place, " \n"), place);
}

/* The first who was accepted: is its own end on record? */
static bool accepted_a_stranger(void)
{
    static char line[4096];
    const char *peer = NULL;
    bool known = false;
    FILE *in = fopen(records, "r");

    while (in && !peer && fgets(line, sizeof line, in))
        if (strstr(line, "call ") == line && strstr(line, " call=accept "))
            peer = value_of(line, "peer");
    if (in)
        rewind(in);
    while (in && peer && !known && fgets(line, sizeof line, in))
        known = strstr(line, text_of(" self=%s ", peer));
    if (in)
        fclose(in);
    return peer && !known;
}

/* One that ended so at once was not found by the shell, which has said so. */
static bool was_not_found(struct process *process)
{
    const char *ending = ending_of(process);

    return strcmp(ending, "exit 126") == 0 || strcmp(ending, "exit 127") == 0;
}

static void look_back_at(struct process *client)
{
    look_into(client, 1);
    if (!unseen[1] && !unseen[0] && accepted_a_stranger())
        unseen[1] = "could not look into client: it connected, and made no "
                    "call for that (was its environment cleared, or does it "
                    "call the system past libc?)";
}

static int wait_until_ready(struct process *server, int wanted)
{
    long long deadline = bound();
    size_t shown[2] = {0};
    bool stands = false;
    int port;

    while ((port = ready_port(wanted)) == 0) {
        if (has_ended(server)) {
            show_new(server, shown);
            failed("the server to listen", "it ended: %s", ending_of(server));
        }
        if (stands || now_ms() > deadline)
            failed(text_of("the server to listen on port %d", wanted),
                   "nobody did, nor was any listen() of it seen; it waits: %s",
                   stands ? where_it_stands() : "nobody can tell for what");
        wait_for(-1, 0, now_ms() + 10);
        stands = stands_still(server);
    }
    return port;
}

/* What is typed here is typed there. */
static bool hand_on_input(struct process *client)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char bytes[4096];

    if (poll(&input, 1, 0) <= 0)
        return true;
    ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got > 0)
        type_bytes(client, bytes, (size_t)got);
    else
        end_input(client);
    return got > 0;
}

static void run_client(struct process *server, struct process *client)
{
    long long deadline = bound();
    size_t shown[2][2] = {{0}};
    bool typing = true;

    while (!has_ended(client)) {
        bool came =
            wait_for(typing ? STDIN_FILENO : -1, POLLIN, now_ms() + MOMENT);
        bool stands = !came && !typing && stands_still(NULL);
        if (stands || (!isatty(STDIN_FILENO) && now_ms() > deadline)) {
            fprintf(stderr, "The client still %s: it is ended.\n",
                    stands ? text_of("waits (%s), and nothing will end that",
                                     where_it_stands())
                           : "runs");
            send_signal(client, SIGTERM);
            break;
        }
        look_into(client, 1);
        if (typing)
            typing = hand_on_input(client);
        show_new(server, shown[0]);
        show_new(client, shown[1]);
    }
    const char *ending = ending_of(client);
    show_new(server, shown[0]);
    show_new(client, shown[1]);
    fprintf(stderr, "%s . %s\n", process_name(client), ending);
}

/* The server may still be busy with what the client left: until it waits for
   the next one, or, where nobody can tell, until nothing more has been recorded
   for a while. */
static void wait_until_quiet(struct process *server)
{
    long long since = now_ms();
    struct stat before = {.st_size = -1}, now;

    while (!has_ended(server) && !stands_still(server) &&
           stat(records, &now) == 0) {
        if (now.st_size != before.st_size)
            since = now_ms();
        else if (now_ms() - since >= QUIET_MS)
            return;
        before = now;
        wait_for(-1, 0, now_ms() + MOMENT);
    }
}

/* One that goes on after SIGTERM is ended all the same. */
static void end_server(struct process *server)
{
    long long deadline = now_ms() + LEAVE_MS;

    if (!has_ended(server))
        send_signal(server, SIGTERM);
    while (!has_ended(server) && !stands_still(server) && now_ms() < deadline)
        wait_for(-1, 0, now_ms() + MOMENT);
    if (!has_ended(server))
        send_signal(server, SIGKILL);
    ending_of(server);
}

static void play_pair(void *unused)
{
    int wanted = free_port();

    (void)unused;
    record_to(records);
    struct process *server = start_as("server", arguments[0], wanted);
    int port = wait_until_ready(server, wanted);
    look_into(server, 0);
    struct process *client = start_as("client", arguments[1], port);
    run_client(server, client);
    wait_until_quiet(server);
    end_server(server);
    check(!was_not_found(client), "the client to start", "%s",
          ending_of(client));
    look_back_at(client);
}

/* ---- the picture ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

/* Draws the records. */
static int draw(const char *form, const char *title, const char *file)
{
    const char *lanes = is_set("PROCESSES") ? "--processes"
                        : is_set("THREADS") ? "--threads"
                                            : form;
    const char *const words[] = {"ladder", form,    "--title", title,
                                 lanes,    records, NULL};

    return run_beside(build_directory, words, file);
}

/* `kind` is --step or --title: where the page has its title from. */
static int make_page(const char *kind, const char *title, const char *file)
{
    const char *words[8] = {"page", kind, title}, **next = words + 3;

    if (strcmp(kind, "--step") == 0 && is_set("PAGE_BUILD")) {
        *next++ = "--build";
        *next++ = getenv("PAGE_BUILD");
    }
    *next = records;
    return run_beside(build_directory, words, file);
}

static int draw_all(bool step)
{
    const char *title = step ? base_name(arguments[0]) : "";
    int status = draw("--text", title, NULL);

    if (is_set("SVG") && draw("--svg", title, getenv("SVG")) != 0)
        status = 1;
    if (!is_set("HTML"))
        return status;
    if (make_page(step ? "--step" : "--title",
                  step ? title : text_of("%s, %s", arguments[0], arguments[1]),
                  getenv("HTML")) != 0)
        return 1;
    printf("wrote %s: open it in a browser\n", getenv("HTML"));
    return status;
}

/* ---- main ---- */

static void find_files(const char *program)
{
    char path[PATH_MAX];
    const char *wanted = getenv("RECORDS");

    build_directory = find_tap(program);
    kept = wanted && *wanted;
    if (kept && *wanted == '/')
        snprintf(records, sizeof records, "%s", wanted);
    else if (kept && getcwd(path, sizeof path))
        snprintf(records, sizeof records, "%s/%s", path, wanted);
    else
        snprintf(records, sizeof records, "%s/trace-%ld.records",
                 build_directory, (long)getpid());
    remove(records);
}

/* Ctrl-C: the programs must not outlive us. */
static void interrupted(int number)
{
    kill_all();
    if (!kept)
        unlink(records);
    _exit(128 + number);
}

static _Noreturn void usage(void)
{
    fputs("usage: trace step DIRECTORY\n"
          "       trace pair SERVER CLIENT\n"
          "make trace-step N, or\n"
          "make trace SERVER='python3 mine.py {port}' "
          "CLIENT='nc 127.0.0.1 {port}'\n",
          stderr);
    exit(2);
}

int main(int argc, char **argv)
{
    bool step = argc == 3 && strcmp(argv[1], "step") == 0;
    bool pair =
        argc == 4 && strcmp(argv[1], "pair") == 0 && *argv[2] && *argv[3];
    const char *report;

    if (!step && !pair)
        usage();
    find_files(argv[0]);
    arguments = argv + 2;
    if (is_set("HTML"))
        setenv("TAP_DETAIL", "1", 1);
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    enum outcome outcome = attempt(step ? play_step : play_pair, NULL, &report);
    if (outcome == SKIPPED && !unseen[0] && !unseen[1]) {
        fprintf(stderr, "%s\n", report);
        if (!kept)
            remove(records);
        return 2;
    }
    int status = access(records, R_OK) == 0 ? draw_all(step) : 1;
    if (!kept)
        remove(records);
    if (outcome == FAILED) {
        fprintf(stderr, "\nIt did not go as it should:\n%s", report);
        return 1;
    }
    for (int i = 0; i < 2; i++)
        if (unseen[i])
            fprintf(stderr, "\n%s\n", unseen[i]);
    return unseen[0] || unseen[1] ? 2 : status;
}
