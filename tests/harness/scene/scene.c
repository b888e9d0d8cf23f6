/*
 * scene.c - a demo.scene, played: the demo, a test, and the transcript.
 *
 * A program's lines are shown when an `expect` or `exit` of the scene reaches
 * them, not when they happen to arrive. So the same scene always looks the
 * same, though the programs run at the same time.
 */
#define _POSIX_C_SOURCE 200809L

#include "scene.h"
#include "programs/programs.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_ACTORS 32
#define MAX_WORDS 24

struct actor {
    char name[32];
    struct process *process;
    size_t shown[2]; /* bytes of stdout and stderr that were shown */
};

struct scene {
    const struct stage *stage;
    const char *file;
    int line;
    int width; /* of the longest name */
    struct actor actors[MAX_ACTORS];
    int actor_count;
    struct process *server; /* the last one that was started as one */
    int port;               /* the one found free for it; 0: it says its own */
};

/* ---- showing ---- */

static const char *colour_of(const struct scene *scene,
                             const struct actor *actor)
{
    static const char *const colours[] = {"36", "33", "32", "35", "34", "31"};

    return colours[(size_t)(actor - scene->actors) % 6];
}

/* `name mark text`, the name in its speaker's colour. */
static void show_line(const struct scene *scene, const struct actor *actor,
                      char mark, const char *text, size_t length)
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

/* Shows the whole lines of a stream up to `end`. */
static void show_up_to(const struct scene *scene, struct actor *actor,
                       enum stream stream, size_t end)
{
    size_t length;
    const char *bytes = output_of(actor->process, stream, &length);

    for (size_t *from = &actor->shown[stream]; *from < end;) {
        const char *line = bytes + *from;
        const char *newline = memchr(line, '\n', end - *from);
        size_t size = newline ? (size_t)(newline - line) : end - *from;
        show_line(scene, actor, stream == OUT ? '|' : '!', line, size);
        *from += size + 1;
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

static _Noreturn void misread(const struct scene *scene, const char *what)
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

static struct actor *actor_named(struct scene *scene, const char *name)
{
    for (int i = scene->actor_count - 1; i >= 0; i--)
        if (name && strcmp(scene->actors[i].name, name) == 0)
            return &scene->actors[i];
    misread(scene, "nobody of that name was started");
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

/* Puts the last server's port for {port}, and for {free} one that is free. */
static const char *fill_in(struct scene *scene, const char *word)
{
    if (strstr(word, "{free}")) {
        scene->port = free_port();
        return put_port(word, "{free}", scene->port);
    }
    if (!strstr(word, "{port}"))
        return word;
    if (!scene->server)
        misread(scene, "{port} before any server");
    if (scene->port == 0)
        scene->port = server_port(scene->server);
    return put_port(word, "{port}", scene->port);
}

/* A bare program would hold its lines back into a pipe, and chaos is what its
   labels are about. */
static bool is_bare(const char *program)
{
    return strstr(program, "/bare_") != NULL;
}

static bool is_server(const char *program, const char *name)
{
    return strstr(program, "server") || strcmp(name, "server") == 0;
}

static void play_start(struct scene *scene, char *words[])
{
    char *argv[MAX_WORDS] = {NULL}, line[256] = "";
    struct launch launch = {.name = words[1]};
    size_t used = 0;

    if (!words[1] || !words[2] || scene->actor_count == MAX_ACTORS)
        misread(scene, "start NAME COMMAND [ARG...]");
    launch.terminal = launch.fair_weather = is_bare(words[2]);
    if (is_server(words[2], words[1]))
        scene->port = 0;
    for (int i = 0; words[i + 2]; i++) {
        argv[i] = (char *)fill_in(scene, words[i + 2]);
        if (used < sizeof line)
            used += (size_t)snprintf(line + used, sizeof line - used, "%s%s",
                                     i ? " " : "", argv[i]);
    }
    struct actor *actor = &scene->actors[scene->actor_count++];
    *actor = (struct actor){.name = ""};
    snprintf(actor->name, sizeof actor->name, "%s", words[1]);
    show_line(scene, actor, '$', line, strlen(line));
    actor->process = start_command(&launch, argv);
    if (is_server(argv[0], actor->name))
        scene->server = actor->process;
}

static void play_expect(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);
    enum stream stream;

    if (!words[2])
        misread(scene, "expect NAME \"TEXT\"");
    expect_on_any(actor->process, words[2], &stream);
    show_up_to(scene, actor, stream, looked_through(actor->process, stream));
}

static void play_exit(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);

    if (!words[2])
        misread(scene, "exit NAME STATUS, or exit NAME signal TERM");
    const char *ending = ending_of(actor->process);
    for (int stream = OUT; stream <= ERR; stream++) {
        size_t length;
        output_of(actor->process, (enum stream)stream, &length);
        show_up_to(scene, actor, (enum stream)stream, length);
    }
    show_line(scene, actor, '.', ending, strlen(ending));
    if (strcmp(words[2], "signal") == 0)
        expect_death(actor->process, words[3] ? signal_named(words[3]) : 0);
    else
        expect_exit(actor->process, atoi(words[2]));
}

static void play_signal(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);
    int number = words[2] ? signal_named(words[2]) : 0;

    if (number == 0)
        misread(scene, "no such signal");
    show_line(scene, actor, '^', words[2], strlen(words[2]));
    send_signal(actor->process, number);
}

static void play_type(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);

    if (!words[2])
        misread(scene, "type NAME \"TEXT\"");
    show_line(scene, actor, '>', words[2], strlen(words[2]));
    type_line(actor->process, words[2]);
}

static void play_end(struct scene *scene, char *words[])
{
    struct actor *actor = actor_named(scene, words[1]);

    show_line(scene, actor, '>', "(end of input)", strlen("(end of input)"));
    end_input(actor->process);
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
    } commands[] = {{"start", play_start},      {"expect", play_expect},
                    {"type", play_type},        {"end", play_end},
                    {"signal", play_signal},    {"exit", play_exit},
                    {"own-time", play_own_time}};
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
        if (!has_ended(scene->actors[i].process))
            misread(scene, text_of("%s still runs: add an `exit`",
                                   scene->actors[i].name));
}

/* Names stand right-aligned: how much room do they need? */
static int longest_name(FILE *file)
{
    char line[512], name[32];
    int longest = 0;

    while (fgets(line, sizeof line, file))
        if (sscanf(line, " start %31s", name) == 1 &&
            (int)strlen(name) > longest)
            longest = (int)strlen(name);
    rewind(file);
    return longest;
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
    if (stage->pause)
        fputs("PAUSE: Enter goes on to the next beat.\n", stage->out);
    while (fgets(line, sizeof line, script)) {
        scene.line++;
        play_line(&scene, line);
    }
    fclose(script);
    check_all_ended(&scene);
}
