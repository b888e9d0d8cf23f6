/*
 * scene.c - a demo.scene, played: the demo, a test, and the transcript.
 *
 * A program's lines are shown when an `expect` or `exit` of the scene reaches
 * them, not when they happen to arrive. So the same scene always looks the
 * same, though the programs run at the same time.
 */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_WORDS 24

/* ---- showing ---- */

static const char *colour_of(const struct scene *scene,
                             const struct actor *actor)
{
    static const char *const colours[] = {"36", "33", "32", "35", "34", "31"};

    return colours[(size_t)(actor - scene->actors) % 6];
}

void show_line(const struct scene *scene, const struct actor *actor, char mark,
               const char *text, size_t length)
{
    FILE *out = scene->stage->out;

    if (scene->stage->colour)
        fprintf(out, "\033[%sm%*s %c\033[0m ", colour_of(scene, actor),
                scene->width, actor->name, mark);
    else
        fprintf(out, "%*s %c ", scene->width, actor->name, mark);
    write_visible(out, text, length);
    fputc('\n', out);
    fflush(out);
}

void show_text(const struct scene *scene, const struct actor *actor, char mark,
               const char *text)
{
    show_line(scene, actor, mark, text, strlen(text));
}

/* Of a line that would fill the screen, both ends. */
enum { END = 30 };
static void show_ends(const struct scene *scene, const struct actor *actor,
                      char mark, const char *text, size_t length)
{
    show_text(scene, actor, mark,
              text_of("%.*s ... %.*s", END, text, END, text + length - END));
}

static size_t length_of_line(const char *line, size_t most)
{
    const char *newline = memchr(line, '\n', most);

    return newline ? (size_t)(newline - line) : most;
}

/* Is there a short line that does not begin as they do? */
static bool flood_ends(const char *flood, const char *next, size_t most)
{
    return length_of_line(next, most) <= 2 * END && *next != *flood;
}

/* Shows the whole lines of a stream up to `end`. Of a flood of long ones, the
   first and the last, even if that was torn and is not as long. */
static void show_up_to(const struct scene *scene, struct actor *actor,
                       enum stream stream, size_t end)
{
    enum { LONG = 400 };
    size_t length, long_ones = 0;
    const char *bytes = output_of(actor->process, stream, &length);
    char mark = stream == OUT ? '|' : '!';

    for (size_t *from = &actor->shown[stream]; *from < end;) {
        const char *line = bytes + *from;
        size_t size = length_of_line(line, end - *from);
        *from += size + 1;
        bool last =
            *from >= end || flood_ends(line, bytes + *from, end - *from);
        long_ones = size > LONG || (long_ones > 0 && size > 2 * END)
                        ? long_ones + 1
                        : 0;
        if (long_ones == 0)
            show_line(scene, actor, mark, line, size);
        else if (long_ones == 1 || last)
            show_ends(scene, actor, mark, line, size);
        else if (long_ones == 2)
            show_text(scene, actor, mark, "(and more like it)");
    }
}

/* Waits for Enter, or the end of input. */
static void pause_for_enter(const struct scene *scene)
{
    char key = 0;

    fputs("\n[Enter] ", scene->stage->out);
    fflush(scene->stage->out);
    while (key != '\n') {
        ssize_t got = read(STDIN_FILENO, &key, 1);
        if (got == 0 || (got < 0 && errno != EINTR))
            return;
    }
}

/* ---- reading the scene ---- */

_Noreturn void misread(const struct scene *scene, const char *what)
{
    failed("a scene that can be read", "%s:%d: %s", scene->file, scene->line,
           what);
}

/* Cuts `line` into words, in place; "a word" may be in quotes. Returns how
   many there are. */
static int split(struct scene *scene, char *line, char *words[MAX_WORDS])
{
    int count = 0;

    for (;;) {
        while (isspace((unsigned char)*line))
            line++;
        if (!*line || *line == '#')
            break;
        if (count == MAX_WORDS - 1)
            misread(scene, "too many words");
        char end = ' ';
        if (*line == '"') {
            end = '"';
            line++;
        }
        words[count++] = line;
        while (*line && *line != end && !(end == ' ' && *line == '\n'))
            line++;
        if (end == '"' && *line != '"')
            misread(scene, "a quote is not closed");
        if (*line)
            *line++ = '\0';
    }
    words[count] = NULL;
    return count;
}

struct actor *actor_named(struct scene *scene, const char *name)
{
    for (int i = scene->actor_count - 1; i >= 0; i--)
        if (name && strcmp(scene->actors[i].name, name) == 0)
            return &scene->actors[i];
    misread(scene, "nobody of that name was started");
}

struct actor *new_actor(struct scene *scene, const char *name)
{
    if (!name || scene->actor_count == MAX_ACTORS)
        misread(scene, name ? "too many names" : "a name is missing");
    struct actor *actor = &scene->actors[scene->actor_count++];
    *actor = (struct actor){.name = ""};
    snprintf(actor->name, sizeof actor->name, "%s", name);
    return actor;
}

static struct actor *program_named(struct scene *scene, const char *name)
{
    struct actor *actor = actor_named(scene, name);

    if (!actor->process)
        misread(scene, "that is for a program, not for a `peer`");
    return actor;
}

/* SIGINT for "INT". 0: no such name. */
static int signal_named(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } known[] = {{"INT", SIGINT},   {"TERM", SIGTERM}, {"KILL", SIGKILL},
                 {"STOP", SIGSTOP}, {"CONT", SIGCONT}, {"USR1", SIGUSR1},
                 {"PIPE", SIGPIPE}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].number;
    return 0;
}

/* ---- the commands ---- */

static void play_say(struct scene *scene, const char *text)
{
    const struct stage *stage = scene->stage;

    record_say(text);
    if (stage->pause)
        pause_for_enter(scene);
    fprintf(stage->out, stage->colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n",
            text);
    fflush(stage->out);
}

static const char *put_port(const char *word, const char *mark, int port)
{
    const char *place = strstr(word, mark);

    return text_of("%.*s%d%s", (int)(place - word), word, port,
                   place + strlen(mark));
}

/* {port:NAME} is that of the server called NAME. */
static const char *put_named_port(struct scene *scene, const char *word)
{
    const char *place = strstr(word, "{port:");
    const char *name = text_of("%.*s", (int)strcspn(place + 6, "}"), place + 6);
    const struct actor *actor = actor_named(scene, name);

    if (actor->port == 0 && !actor->process)
        misread(scene, "that is for a program, not for a `peer`");
    int port = actor->port ? actor->port : server_port(actor->process);
    return put_port(word, text_of("{port:%s}", name), port);
}

const char *fill_in(struct scene *scene, const char *word)
{
    if (strstr(word, "{free}")) {
        scene->port = free_port();
        return put_port(word, "{free}", scene->port);
    }
    if (strstr(word, "{port:"))
        return fill_in(scene, put_named_port(scene, word));
    if (!strstr(word, "{port}"))
        return word;
    if (scene->port == 0 && !scene->server)
        misread(scene, "{port} before any server");
    if (scene->port == 0)
        scene->port = server_port(scene->server);
    return fill_in(scene, put_port(word, "{port}", scene->port));
}

/* Is a bare program among the words? It would hold its lines back into a pipe,
   and chaos is what its labels are about. */
static bool is_bare(char *const *words)
{
    while (*words && !strstr(*words, "/bare_"))
        words++;
    return *words;
}

static bool is_server(const char *program, const char *name)
{
    return strstr(program, "server") || strcmp(name, "server") == 0;
}

static struct process *start_on_record(const struct scene *scene,
                                       const struct launch *launch,
                                       char *const argv[])
{
    const char *file =
        recording_file() ? text_of("%s", recording_file()) : NULL;

    if (scene->off_record)
        record_to(NULL);
    struct process *process = start_command(launch, argv);
    record_to(file);
    return process;
}

/* As one would type it. */
static const char *typed(const char *word)
{
    return strchr(word, ' ') ? text_of("'%s'", word) : word;
}

static void play_start(struct scene *scene, char *words[])
{
    char *argv[MAX_WORDS] = {NULL}, line[256] = "";
    struct launch launch = {.name = words[1]};
    size_t used = 0;
    bool told = false;

    if (!words[1] || !words[2])
        misread(scene, "start NAME COMMAND [ARG...]");
    launch.fair_weather = is_bare(words + 2);
    launch.terminal = launch.fair_weather && has_terminals();
    launch.line_by_line = launch.fair_weather && !launch.terminal;
    if (is_server(words[2], words[1]))
        scene->port = 0;
    for (int i = 0; words[i + 2]; i++) {
        argv[i] = (char *)fill_in(scene, words[i + 2]);
        told = told || strstr(words[i + 2], "{free}");
        if (used < sizeof line)
            used += (size_t)snprintf(line + used, sizeof line - used, "%s%s",
                                     i ? " " : "", typed(argv[i]));
    }
    struct actor *actor = new_actor(scene, words[1]);
    show_text(scene, actor, '$', line);
    actor->terminal = launch.terminal;
    actor->port = told ? scene->port : 0;
    actor->process = start_on_record(scene, &launch, argv);
    if (is_server(argv[0], actor->name))
        scene->server = actor->process;
}

static void play_expect(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);
    enum stream stream;

    if (!words[2])
        misread(scene, "expect NAME \"TEXT\"");
    if (!actor->process) {
        peer_expects(scene, actor, words[2]);
        return;
    }
    expect_on_any(actor->process, words[2], &stream);
    show_up_to(scene, actor, stream, looked_through(actor->process, stream));
}

static void play_exit(struct scene *scene, char *words[])
{
    struct actor *actor = program_named(scene, words[1]);

    if (!words[2])
        misread(scene, "exit NAME STATUS, or exit NAME signal TERM");
    const char *ending = ending_of(actor->process);
    if (strcmp(words[2], "any") == 0) {
        show_text(scene, actor, '.', "has ended");
        return;
    }
    for (int stream = OUT; stream <= ERR; stream++) {
        size_t length;
        output_of(actor->process, (enum stream)stream, &length);
        show_up_to(scene, actor, (enum stream)stream, length);
    }
    show_text(scene, actor, '.', ending);
    if (strcmp(words[2], "signal") == 0)
        expect_death(actor->process, words[3] ? signal_named(words[3]) : 0);
    else
        expect_exit(actor->process, atoi(words[2]));
}

static void play_signal(struct scene *scene, char *words[])
{
    struct actor *actor = program_named(scene, words[1]);
    int number = words[2] ? signal_named(words[2]) : 0;

    if (number == 0)
        misread(scene, "no such signal");
    show_text(scene, actor, '^', words[2]);
    send_signal(actor->process, number);
}

static void play_type(struct scene *scene, char *words[])
{
    struct actor *actor = program_named(scene, words[1]);

    if (!words[2])
        misread(scene, "type NAME \"TEXT\"");
    show_text(scene, actor, '>', words[2]);
    type_line(actor->process, words[2]);
}

/* At a terminal the input ends with Ctrl-D. */
static void play_end(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);

    if (!actor->process) {
        peer_ends(scene, actor);
        return;
    }
    show_text(scene, actor, '>', "(end of input)");
    if (actor->terminal)
        type_bytes(actor->process, "\x04", 1);
    else
        end_input(actor->process);
}

/* Is the call one of "accept, recv or recvfrom", where each thread stands? */
static bool is_among(const char *call, const char *where)
{
    return strstr(text_of(" %s,", where), text_of(" %s,", call));
}

/* Where a queue is full, the kernel may still find a little room, later. */
static void expect_quiet(const struct process *process, const char *call)
{
    long long deadline = bound();

    do
        await_rest(NULL);
    while (!stands_still(process) && now_ms() < deadline);
    if (!is_among(call, where_it_stands()))
        failed(text_of("%s to wait in %s()", process_name(process), call),
               "it waits in: %s", where_it_stands());
}

/* Nobody does anything any more, and the program waits in that call: where it
   stands decides, not how long nothing has come. Who looks on sees it last.
   Where nobody can tell, that is said, and silence has to do. */
static void play_quiet(struct scene *scene, char *words[])
{
    struct actor *actor = program_named(scene, words[1]);

    if (!words[2] || !words[3])
        misread(scene, "quiet NAME CALL SECONDS");
    int seconds = atoi(words[3]);
    if (!can_tell_standstill()) {
        show_text(scene, actor, '=', "(nobody can tell here where it waits)");
        while (wait_for(-1, 0, now_ms() + 1000 * seconds))
            ;
        return;
    }
    expect_quiet(actor->process, words[2]);
    show_text(scene, actor, '=',
              text_of("waits in %s(), and all is quiet", words[2]));
    if (scene->stage->real_time) {
        poll(NULL, 0, 1000 * seconds);
        expect_quiet(actor->process, words[2]);
    }
}

/* What is started from here on is not drawn: a flood would fill the ladder. The
   acts are counted all the same. */
static void play_off_record(struct scene *scene, char *words[])
{
    (void)words;
    scene->off_record = true;
}

static void play_on_record(struct scene *scene, char *words[])
{
    (void)words;
    scene->off_record = false;
}

/* From here on, time passes for the programs only when nothing else happens
   (clock.c): none is ever too slow. Where that cannot be, it passes by itself,
   and for people who look on, too. */
static void play_own_time(struct scene *scene, char *words[])
{
    (void)words;
    if (scene->stage->real_time || has_runner() || !has_tap() ||
        !can_tell_standstill())
        return;
    stop_the_clock();
    let_time_run();
}

static void play_line(struct scene *scene, char *line)
{
    static const struct {
        const char *word;
        void (*play)(struct scene *scene, char *words[]);
    } commands[] = {
        {"start", play_start},         {"expect", play_expect},
        {"type", play_type},           {"end", play_end},
        {"signal", play_signal},       {"exit", play_exit},
        {"quiet", play_quiet},         {"peer", play_peer},
        {"send", play_send},           {"repeat", play_repeat},
        {"reset", play_reset},         {"off-record", play_off_record},
        {"on-record", play_on_record}, {"own-time", play_own_time}};
    char *words[MAX_WORDS];

    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "say ", 4) == 0) {
        play_say(scene, line + 4 + strspn(line + 4, " "));
        return;
    }
    if (split(scene, line, words) == 0)
        return;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(words[0], commands[i].word) == 0) {
            commands[i].play(scene, words);
            return;
        }
    }
    misread(scene, text_of("no such command: %s", words[0]));
}

/* Whoever still runs at the end was forgotten, and its end not looked at. */
static void check_all_ended(struct scene *scene)
{
    for (int i = 0; i < scene->actor_count; i++)
        if (scene->actors[i].process && !has_ended(scene->actors[i].process))
            misread(scene, text_of("%s still runs: add an `exit`",
                                   scene->actors[i].name));
}

/* Names stand right-aligned: how much room do they need? */
static int longest_name(FILE *file)
{
    char line[512], name[32];
    int longest = 0;

    while (fgets(line, sizeof line, file))
        if ((sscanf(line, " start %31s", name) == 1 ||
             sscanf(line, " peer %31s", name) == 1) &&
            (int)strlen(name) > longest)
            longest = (int)strlen(name);
    rewind(file);
    return longest;
}

const char *scene_to_play(const char *directory)
{
    const char *scene = getenv("SCENE");

    return scene && *scene ? scene : text_of("%s/demo.scene", directory);
}

void play_scene(const char *file, const struct stage *stage)
{
    struct scene scene = {.stage = stage, .file = file};
    char line[512];
    FILE *script = fopen(file, "r");

    if (!script)
        failed("a scene to play", "%s: %s", file, strerror(errno));
    fcntl(fileno(script), F_SETFD, FD_CLOEXEC); /* ours, not the actors' */
    scene.width = longest_name(script);
    set_output_limit(1 << 28); /* a flood is heard by all others */
    if (stage->pause)
        fputs("PAUSE: Enter goes on to the next beat.\n", stage->out);
    while (fgets(line, sizeof line, script)) {
        scene.line++;
        play_line(&scene, line);
    }
    fclose(script);
    check_all_ended(&scene);
}
