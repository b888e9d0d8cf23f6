/* write.c - the document: document.md says what is in it. */
#define _POSIX_C_SOURCE 200809L

#include "../../../01-basic-tcp/show.h"
#include "internal.h"

#include <string.h>
#include <sys/utsname.h>
#include <time.h>

/* ---- JSON ---- */

/* One character, or a byte that is none, as JSON has it. */
static size_t put_character(char *to, const unsigned char *next, size_t length)
{
    size_t whole = utf8_length(next[0]);

    for (size_t i = 1; i < whole; i++)
        if (i >= length || !utf8_continues(next, i, next[i]))
            whole = 0;
    if (next[0] == '"' || next[0] == '\\')
        sprintf(to, "\\%c", next[0]);
    else if (next[0] == '<' || next[0] < ' ')
        sprintf(to, "\\u%04x", next[0]);
    else if (whole == 0)
        sprintf(to, "\\\\x%02x", next[0]);
    else
        sprintf(to, "%.*s", (int)whole, (const char *)next);
    return whole ? whole : 1;
}

const char *in_json(const char *text)
{
    size_t length = strlen(text);
    char *quoted = need(6 * length + 3), *end = quoted;

    *end++ = '"';
    for (size_t i = 0; i < length; end += strlen(end))
        i += put_character(end, (const unsigned char *)text + i, length - i);
    strcpy(end, "\"");
    return quoted;
}

static const char *text_json(struct text text)
{
    return format("{\"en\":%s,\"pt\":%s}", in_json(text.en), in_json(text.pt));
}

void add_note(struct story *story, const char *en, const char *pt)
{
    for (size_t i = 0; i < story->note_count; i++)
        if (strcmp(story->notes[i].en, en) == 0)
            return;
    story->notes =
        with_room(story->notes, story->note_count, sizeof *story->notes);
    story->notes[story->note_count++] = (struct text){en, pt};
}

static void begin_list(FILE *out, const char *name)
{
    fprintf(out, ",\n\"%s\":[", name);
}

static const char *comma(size_t i)
{
    return i ? ",\n" : "\n";
}

static void put_texts(FILE *out, const char *name, const struct text *texts,
                      size_t count)
{
    begin_list(out, name);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%s", comma(i), text_json(texts[i]));
    fputs("]", out);
}

/* ---- sources ---- */

static void put_source(FILE *out, const struct source *source)
{
    const char *next = source->text;

    fprintf(out, "{\"path\":%s,\"lines\":[", in_json(source->name));
    for (size_t i = 0; *next; i++) {
        int length = (int)strcspn(next, "\n");
        fprintf(out, "%s%s", i ? "," : "",
                in_json(format("%.*s", length, next)));
        next += length + (next[length] == '\n');
    }
    fputs("]}", out);
}

static void put_stack(FILE *out, const struct stack *stack)
{
    fputs("[", out);
    for (size_t i = 0; i < stack->count; i++)
        fprintf(out, "%s{\"function\":%s,\"source\":%ld,\"line\":%ld}",
                i ? "," : "", in_json(stack->all[i].function),
                stack->all[i].source, stack->all[i].line);
    fputs("]", out);
}

static void put_sources(FILE *out, const struct story *story)
{
    begin_list(out, "sources");
    for (size_t i = 0; i < story->source_count; i++) {
        fputs(comma(i), out);
        put_source(out, &story->sources[i]);
    }
    fputs("]", out);
    begin_list(out, "stacks");
    for (size_t i = 0; i < story->stack_count; i++) {
        fputs(comma(i), out);
        put_stack(out, &story->stacks[i]);
    }
    fputs("]", out);
}

/* ---- who takes part ---- */

static const struct event *start_of(const struct run *run, long pid)
{
    for (size_t i = 0; i < run->count; i++)
        if (run->events[i].kind == START && run->events[i].pid == pid)
            return &run->events[i];
    return NULL;
}

bool is_played(const struct run *run, const struct lane *lane)
{
    const struct event *start = start_of(run, lane->pid);

    return start && start->played;
}

/* Why there are no lines of a program. */
static struct text why_no_lines(bool played)
{
    return played
               ? (struct text){"The demo, or the check, plays this end itself: "
                               "its calls are listed.",
                               "Esta ponta é encenada pela própria "
                               "demonstração, ou pela verificação: as chamadas "
                               "dela são listadas."}
               : (struct text){"No line of its source is known (it has no "
                               "debug information, or is not written in C): "
                               "its calls are listed instead.",
                               "Não se conhece nenhuma linha do seu "
                               "código-fonte (não há informação de "
                               "depuração, ou não é em C): em vez disso, as "
                               "chamadas são listadas."};
}

/* A program has several lanes if it has threads: its first one stands for it.
 */
static bool is_first_lane(const struct run *run, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (run->lanes[j].pid == run->lanes[i].pid)
            return false;
    return true;
}

static size_t program_of(const struct run *run, const struct lane *lane)
{
    size_t program = 0;

    for (size_t i = 0; i < run->lane_count; i++) {
        if (!is_first_lane(run, i))
            continue;
        if (run->lanes[i].pid == lane->pid)
            return program;
        program++;
    }
    return program;
}

static void put_program(FILE *out, const struct story *story,
                        const struct lane *lane)
{
    const struct event *start = start_of(story->run, lane->pid);
    const char *command = start && !start->parent ? start->text : lane->name;
    bool known = has_sources(story, lane->pid);
    bool played = is_played(story->run, lane);

    fprintf(out, "{\"name\":%s,\"pid\":%ld,\"command\":%s,\"debug\":%s",
            in_json(lane->name), lane->pid, in_json(command ? command : ""),
            known ? "true" : "false");
    if (!known)
        fprintf(out, ",\"why\":%s", text_json(why_no_lines(played)));
    if (played)
        fputs(",\"peer\":true", out);
    fputs("}", out);
}

/* The event that a lane begins with: of a thread, or of its process. */
static const struct event *beginning_of(const struct run *run,
                                        const struct lane *lane)
{
    for (size_t i = 0; i < lane->count; i++)
        if (lane->events[i]->kind == THREAD)
            return lane->events[i];
    return is_first_lane(run, lane->place) ? start_of(run, lane->pid) : NULL;
}

static const struct event *join_of(const struct run *run,
                                   const struct lane *lane)
{
    for (size_t i = 0; i < run->count; i++)
        if (is_call(&run->events[i], "pthread_join") &&
            run->events[i].towards == lane)
            return &run->events[i];
    return NULL;
}

static void put_place(FILE *out, const char *name, long place)
{
    if (place >= 0)
        fprintf(out, ",\"%s\":%ld", name, place);
}

static void put_lane(FILE *out, const struct story *story, size_t i)
{
    const struct run *run = story->run;
    const struct lane *lane = &run->lanes[i];
    const struct event *begins = beginning_of(run, lane);
    size_t thread = 0;

    for (size_t j = 0; j < i; j++)
        thread += run->lanes[j].pid == lane->pid;
    fprintf(out, "{\"program\":%zu,\"name\":%s,\"thread\":%zu",
            program_of(run, lane), in_json(lane->name), thread);
    put_place(out, "starts", place_of(story, begins));
    if (begins && begins->met)
        put_place(out, "by", place_of(story, begins->met));
    put_place(out, "joined", place_of(story, join_of(run, lane)));
    fputs("}", out);
}

static void put_actors(FILE *out, const struct story *story)
{
    const struct run *run = story->run;
    size_t programs = 0;

    begin_list(out, "programs");
    for (size_t i = 0; i < run->lane_count; i++)
        if (is_first_lane(run, i)) {
            fputs(comma(programs++), out);
            put_program(out, story, &run->lanes[i]);
        }
    fputs("]", out);
    begin_list(out, "lanes");
    for (size_t i = 0; i < run->lane_count; i++) {
        fputs(comma(i), out);
        put_lane(out, story, i);
    }
    fputs("]", out);
}

static void put_sockets(FILE *out, const struct story *story)
{
    static const char *const kinds[] = {"stream", "listener", "datagram"};

    begin_list(out, "sockets");
    for (size_t i = 0; i < story->socket_count; i++) {
        const struct socket *socket = story->sockets[i];
        fprintf(out, "%s{\"kind\":\"%s\"", comma(i), kinds[socket->kind]);
        if (socket->owner)
            fprintf(out, ",\"program\":%zu",
                    program_of(story->run, socket->owner));
        if (socket->self)
            fprintf(out, ",\"self\":%s", in_json(socket->self));
        if (socket->peer)
            fprintf(out, ",\"peer\":%s", in_json(socket->peer));
        put_place(out, "other", socket->other ? (long)socket->other->id : -1);
        put_place(out, "listener",
                  socket->listener ? (long)socket->listener->id : -1);
        fputs("}", out);
    }
    fputs("]", out);
}

/* ---- what happens ---- */

/* The first step that is not before this moment. */
static size_t step_from(const struct story *story, long long when)
{
    size_t place = 0;

    for (size_t i = 0; i < story->count && story->steps[i].at < when; i++)
        place += !story->steps[i].left_out;
    return place;
}

static void put_acts(FILE *out, const struct story *story)
{
    const struct run *run = story->run;
    size_t count = 0;

    begin_list(out, "acts");
    for (size_t i = 0; i < run->count; i++)
        if (run->events[i].kind == SAY)
            fprintf(out, "%s{\"title\":%s,\"first\":%zu}", comma(count++),
                    in_json(run->events[i].text ? run->events[i].text : ""),
                    step_from(story, run->events[i].begin));
    fputs("]", out);
}

static const char *kind_of(const struct step *step)
{
    switch (step->event->kind) {
    case START:
        return step->event->parent ? "fork" : "start";
    case THREAD:
        return "thread";
    case SIGNAL:
        return "signal";
    case END:
        return "end";
    default:
        return step->part == RETURNS ? "return" : "call";
    }
}

static const char *words_for(const struct story *story, const struct step *step)
{
    enum { WIDTH = 90 };
    struct event begun = *step->event;

    if (step->part != BEGINS)
        return words_of(story->run, step->event, false, WIDTH);
    begun.returned = false;
    begun.error = NULL;
    return format("%s …", words_of(story->run, &begun, false, WIDTH - 2));
}

static void put_call(FILE *out, const struct step *step)
{
    const struct event *event = step->event;

    fprintf(out, ",\"call\":%s", in_json(event->call));
    put_place(out, "socket", step->socket ? (long)step->socket->id : -1);
    if (step->part == BEGINS)
        fputs(",\"waits\":true", out);
    if (step->pair)
        put_place(out, "pair", (long)step->pair->place);
    if (step->part == BEGINS || !event->returned)
        return;
    fprintf(out, ",\"result\":\"%lld\"", event->result);
    if (event->error)
        fprintf(out, ",\"error\":%s", in_json(event->error));
}

static void put_step(FILE *out, const struct story *story,
                     const struct step *step, long long start)
{
    const struct event *event = step->event;

    fprintf(out, "{\"lane\":%zu,\"at\":%lld,\"kind\":\"%s\"",
            event->lane->place, (step->at - start) / 1000, kind_of(step));
    if (event->kind == CALL)
        put_call(out, step);
    if (step->part != BEGINS || goes_out(event))
        put_place(out, "met", place_of(story, event->met));
    fprintf(out, ",\"text\":%s,\"sentence\":%zu",
            in_json(words_for(story, step)), step->sentence);
    if (step->stack >= 0 && story->stacks[step->stack].count > 0)
        put_place(out, "stack", step->stack);
    if (step->changes && *step->changes)
        fprintf(out, ",\"changes\":[%s]", step->changes);
    fputs("}", out);
}

static void put_steps(FILE *out, const struct story *story)
{
    size_t count = 0;

    begin_list(out, "steps");
    for (size_t i = 0; i < story->count; i++)
        if (!story->steps[i].left_out) {
            fputs(comma(count++), out);
            put_step(out, story, &story->steps[i], story->steps[0].at);
        }
    fputs("]", out);
    begin_list(out, "repeats");
    for (size_t i = 0; i < story->repeat_count; i++)
        fprintf(out, "%s{\"first\":%zu,\"last\":%zu,\"count\":%zu}", comma(i),
                story->repeats[i].first, story->repeats[i].last,
                story->repeats[i].count);
    fputs("]", out);
}

/* ---- all of it ---- */

static void put_head(FILE *out, const struct edition *edition)
{
    struct utsname system;
    char when[32] = "";
    time_t now = time(NULL);
    const struct tm *parts = localtime(&now);
    struct text title = {edition->title ? edition->title : "",
                         edition->titulo ? edition->titulo : ""};

    if (parts)
        strftime(when, sizeof when, "%Y-%m-%d %H:%M", parts);
    if (uname(&system) < 0)
        memset(&system, 0, sizeof system);
    fprintf(out,
            "{\"format\":1,\n\"title\":%s,\n\"made\":{\"system\":%s,"
            "\"when\":\"%s\"",
            text_json(title),
            in_json(format("%s %s %s", system.sysname, system.release,
                           system.machine)),
            when);
    if (edition->build)
        fprintf(out, ",\"build\":%s", in_json(edition->build));
    fputs("}", out);
}

struct story *story_of(struct run *run, const struct edition *edition)
{
    struct story *story = need(sizeof *story);

    story->run = run;
    make_steps(story);
    follow_kernel(story);
    find_sources(story);
    tell_story(story);
    if (story->source_count > 0 && !edition->build)
        add_note(story,
                 "The programs were not compiled for this page: where the "
                 "compiler has optimized, a line can be off.",
                 "Os programas não foram compilados para esta página: onde o "
                 "compilador otimizou, a linha pode não ser bem essa.");
    return story;
}

void write_document(const struct story *story, const struct edition *edition,
                    FILE *out)
{
    put_head(out, edition);
    put_texts(out, "notes", story->notes, story->note_count);
    put_sources(out, story);
    put_texts(out, "sentences", story->sentences, story->sentence_count);
    put_actors(out, story);
    put_acts(out, story);
    put_sockets(out, story);
    put_steps(out, story);
    fputs("}\n", out);
}

/* ---- the list ---- */

void write_text(const char *text, FILE *out)
{
    for (; *text; text++)
        if (strchr("&<>\"", *text))
            fprintf(out, "&#%d;", *text);
        else
            fputc(*text, out);
}

static void put_paragraphs(FILE *out, struct text text)
{
    fputs("<p lang=\"en\">", out);
    write_text(text.en, out);
    fputs("</p><p lang=\"pt-BR\">", out);
    write_text(text.pt, out);
    fputs("</p></li>\n", out);
}

static void put_item(FILE *out, const struct story *story,
                     const struct step *step)
{
    fprintf(out, "<li id=\"s%zu\"><b>", step->place + 1);
    write_text(step->event->lane->name, out);
    fputs("</b> <code>", out);
    write_text(words_for(story, step), out);
    fputs("</code>", out);
    put_paragraphs(out, story->sentences[step->sentence]);
}

void write_list(const struct story *story, FILE *out)
{
    enum { ENOUGH = 500 };
    size_t count = 0;

    for (size_t i = 0; i < story->count; i++) {
        const struct step *step = &story->steps[i];
        if (!step->left_out && count++ < ENOUGH)
            put_item(out, story, step);
    }
    if (count <= ENOUGH)
        return;
    fputs("<li class=\"more\">", out);
    put_paragraphs(
        out, (struct text){
                 format("These are the first %d of %zu steps: with JavaScript "
                        "the page shows all of them.",
                        ENOUGH, count),
                 format("Estes são os primeiros %d de %zu passos: com "
                        "JavaScript a página mostra todos.",
                        ENOUGH, count)});
}
