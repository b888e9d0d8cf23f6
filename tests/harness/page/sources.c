/*
 * sources.c - which lines a call came from: return addresses are looked up in
 * the debug information of their module, by one addr2line for each.
 */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- addresses ---- */

/* One that is looked up: what it leads to, inlined functions first. */
struct place {
    const struct module *module;
    unsigned long long address; /* in the file */
    struct frame *frames;
    size_t count;
};

static struct place *places;
static size_t place_count;

static const struct module *module_of(const struct run *run, long pid,
                                      unsigned long long address)
{
    for (size_t i = run->module_count; i > 0; i--) {
        const struct module *module = &run->modules[i - 1];
        if (module->pid == pid && address >= module->first &&
            address < module->last)
            return module;
    }
    return NULL;
}

static bool same_file(const struct module *a, const struct module *b)
{
    return strcmp(a->path, b->path) == 0;
}

/* A return address is behind the call. */
static struct place *place_for(const struct run *run, long pid,
                               unsigned long long address)
{
    const struct module *module = module_of(run, pid, address);

    if (!module)
        return NULL;
    unsigned long long inside = address - module->base - 1;
    for (size_t i = 0; i < place_count; i++)
        if (places[i].address == inside && same_file(places[i].module, module))
            return &places[i];
    places = with_room(places, place_count, sizeof *places);
    places[place_count] = (struct place){module, inside, NULL, 0};
    return &places[place_count++];
}

/* ---- addr2line ---- */

/* Its arguments for one file: options, then all addresses there. */
static char **arguments_for(const struct module *module, bool *any)
{
    char **words = need((place_count + 6) * sizeof(char *));
    const char *const first[] = {"addr2line", "-a", "-i",
                                 "-f",        "-e", module->path};
    size_t count = 0;

    for (; count < sizeof first / sizeof *first; count++)
        words[count] = strdup(first[count]);
    for (size_t i = 0; i < place_count; i++)
        if (same_file(places[i].module, module) && !places[i].frames) {
            words = with_room(words, count + 1, sizeof(char *));
            words[count++] = strdup(format("0x%llx", places[i].address));
            *any = true;
        }
    return words;
}

static struct place *place_at(const struct module *module,
                              unsigned long long address)
{
    for (size_t i = 0; i < place_count; i++)
        if (places[i].address == address && same_file(places[i].module, module))
            return &places[i];
    return NULL;
}

/* FILE:LINE, perhaps with a remark in parentheses. */
static void add_frame(struct place *place, const char *function, char *where)
{
    char *colon = strrchr(where, ':');

    if (!colon || where[0] == '?' || atol(colon + 1) == 0)
        return;
    *colon = '\0';
    place->frames =
        with_room(place->frames, place->count, sizeof *place->frames);
    place->frames[place->count++] = (struct frame){
        format("%s", function), format("%s", where), atol(colon + 1), -1};
}

/* An address, then pairs of lines: a function, and where in it. */
static void read_answers(const struct module *module, FILE *in)
{
    char line[4096], function[512] = "";
    struct place *place = NULL;

    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "0x", 2) == 0) {
            place = place_at(module, strtoull(line, NULL, 16));
            function[0] = '\0';
        } else if (!function[0]) {
            snprintf(function, sizeof function, "%.500s", line);
        } else {
            if (place)
                add_frame(place, function, line);
            function[0] = '\0';
        }
    }
}

/* False: there is no addr2line here. */
static bool look_up(const struct module *module)
{
    int ends[2], status;
    bool any = false;
    char **words = arguments_for(module, &any);
    pid_t child;

    if (!any || pipe(ends) < 0)
        return true;
    fflush(NULL);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        if (!freopen("/dev/null", "w", stderr))
            _exit(127);
        execvp(words[0], words);
        _exit(127);
    }
    close(ends[1]);
    FILE *in = fdopen(ends[0], "r");
    if (in) {
        read_answers(module, in);
        fclose(in);
    }
    return child > 0 && waitpid(child, &status, 0) == child &&
           !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

/* ---- files ---- */

static const char *text_of_file(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = NULL;

    if (!in)
        return NULL;
    if (fseek(in, 0, SEEK_END) == 0 && ftell(in) > 0 && ftell(in) < 1000000) {
        size_t size = (size_t)ftell(in);
        rewind(in);
        text = need(size + 1);
        text[fread(text, 1, size, in)] = '\0';
    }
    fclose(in);
    return text;
}

/* Without the directories that say nothing: where the page's own build was
   made, and where we are. */
static const char *short_path(const char *path)
{
    static const char *const build = "tests/build/pages/";
    char here[PATH_MAX];
    const char *built = strstr(path, build);

    if (built)
        return built + strlen(build);
    if (getcwd(here, sizeof here) && strncmp(path, here, strlen(here)) == 0 &&
        path[strlen(here)] == '/')
        return path + strlen(here) + 1;
    return path;
}

/* The number of a file among the sources; -1: it cannot be read. */
static long source_of(struct story *story, const char *path)
{
    for (size_t i = 0; i < story->source_count; i++)
        if (strcmp(story->sources[i].path, path) == 0)
            return story->sources[i].text ? (long)i : -1;
    story->sources =
        with_room(story->sources, story->source_count, sizeof *story->sources);
    const char *text = text_of_file(path);
    if (!text)
        return -1;
    story->sources[story->source_count] =
        (struct source){path, short_path(path), text};
    return (long)story->source_count++;
}

/* ---- stacks ---- */

static size_t stack_of(struct story *story, const struct event *event)
{
    for (size_t i = 0; i < story->stack_count; i++)
        if (story->stacks[i].pid == event->pid &&
            strcmp(story->stacks[i].frames, event->frames) == 0)
            return i;
    story->stacks =
        with_room(story->stacks, story->stack_count, sizeof *story->stacks);
    story->stacks[story->stack_count] =
        (struct stack){event->frames, event->pid, NULL, 0};
    return story->stack_count++;
}

/* The next address of a list; 0: no more. */
static unsigned long long next_address(const char **list)
{
    char *end;
    unsigned long long address = strtoull(*list, &end, 10);

    *list = *end == ',' ? end + 1 : end;
    return address;
}

static void collect_places(struct story *story)
{
    for (size_t i = 0; i < story->stack_count; i++) {
        const char *list = story->stacks[i].frames;
        unsigned long long address;
        while ((address = next_address(&list)))
            place_for(story->run, story->stacks[i].pid, address);
    }
}

/* What has no source, such as libc's own functions, is left out. */
static void fill_stack(struct story *story, struct stack *stack)
{
    const char *list = stack->frames;
    unsigned long long address;

    while ((address = next_address(&list))) {
        const struct place *place = place_for(story->run, stack->pid, address);
        for (size_t i = 0; place && i < place->count; i++) {
            struct frame frame = place->frames[i];
            frame.source = source_of(story, frame.path);
            if (frame.source < 0)
                continue;
            stack->all =
                with_room(stack->all, stack->count, sizeof *stack->all);
            stack->all[stack->count++] = frame;
        }
    }
}

bool has_sources(const struct story *story, long pid)
{
    for (size_t i = 0; i < story->stack_count; i++)
        if (story->stacks[i].pid == pid && story->stacks[i].count > 0)
            return true;
    return false;
}

void find_sources(struct story *story)
{
    bool found = true;

    for (size_t i = 0; i < story->count; i++) {
        struct step *step = &story->steps[i];
        if (step->event->frames && !step->left_out)
            step->stack = (long)stack_of(story, step->event);
    }
    collect_places(story);
    for (size_t i = 0; i < story->run->module_count && found; i++)
        found = look_up(&story->run->modules[i]);
    for (size_t i = 0; i < story->stack_count; i++)
        fill_stack(story, &story->stacks[i]);
    if (!found)
        add_note(story,
                 "There is no addr2line on this machine: which line makes "
                 "a call cannot be told.",
                 "Não há addr2line nesta máquina: não se sabe que linha faz "
                 "cada chamada.");
}
