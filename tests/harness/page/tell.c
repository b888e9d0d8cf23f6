/* tell.c - the sentence of each step: its saying, with what is to be filled in.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is filled in ---- */

/* Who tells it, and in which language. */
struct telling {
    const struct story *story;
    const struct step *step;
    bool portuguese;
};

static const char *who(const struct telling *telling)
{
    return telling->step->event->lane->name;
}

/* The first lane of a program: its threads are the same to the other side. */
static const struct lane *program_lane(const struct run *run,
                                       const struct lane *lane)
{
    for (size_t i = 0; i < run->lane_count; i++)
        if (run->lanes[i].pid == lane->pid)
            return &run->lanes[i];
    return lane;
}

static const char *other(const struct telling *telling)
{
    const struct event *event = telling->step->event;
    const struct socket *socket = telling->step->socket;
    const struct lane *lane = NULL;

    if (is_call(event, "pthread_join") && event->towards)
        return event->towards->name;
    if (event->met)
        lane = event->met->lane;
    else if (socket && socket->other && socket->other->owner)
        lane = socket->other->owner;
    if (lane)
        return program_lane(telling->story->run, lane)->name;
    return telling->portuguese ? "o outro lado" : "the other side";
}

static const char *count(const struct telling *telling)
{
    return format("%lld", telling->step->event->result);
}

static const char *bytes(const struct telling *telling)
{
    const struct event *event = telling->step->event;
    long long number =
        event->returned && event->result >= 0 ? event->result : event->asked;

    return number == 1 ? "1 byte" : format("%lld bytes", number);
}

static const char *asked(const struct telling *telling)
{
    return format("%lld", telling->step->event->asked);
}

static const char *error(const struct telling *telling)
{
    return telling->step->event->error ? telling->step->event->error : "?";
}

static const char *meaning(const struct telling *telling)
{
    const struct event *event = telling->step->event;
    const char *meaning =
        telling->portuguese ? meaning_in_portuguese(event) : meaning_of(event);

    return meaning               ? meaning
           : telling->portuguese ? "o manual explica esse erro"
                                 : "its manual page explains that error";
}

static const char *port_in(const char *address)
{
    const char *colon = address ? strrchr(address, ':') : NULL;

    return colon ? colon + 1 : "?";
}

/* A recvfrom() that did not ask for the address: where it came from, all the
   same. */
static const char *port(const struct telling *telling)
{
    const struct event *event = telling->step->event;

    return port_in(event->peer || !event->met ? event->peer : event->met->self);
}

static const char *own(const struct telling *telling)
{
    return port_in(telling->step->event->self);
}

static const char *fd(const struct telling *telling)
{
    return format("%d", telling->step->event->fd);
}

static const char *text(const struct telling *telling)
{
    return telling->step->event->text ? telling->step->event->text : "?";
}

static const char *call(const struct telling *telling)
{
    return telling->step->event->call ? telling->step->event->call : "?";
}

static const char *answer(const struct telling *telling)
{
    const struct event *event = telling->step->event;

    return event->answer ? event->answer : format("%lld", event->result);
}

/* `3 POLLIN; 100 ms`: how long. */
static const char *limit(const struct telling *telling)
{
    const char *args = telling->step->event->args;
    const char *end = args ? strrchr(args, ';') : NULL;

    return end ? end + 2 : args ? args : "?";
}

static const struct filler {
    const char *name;
    const char *(*fill)(const struct telling *telling);
} fillers[] = {{"who", who},         {"other", other}, {"n", count},
               {"bytes", bytes},     {"asked", asked}, {"error", error},
               {"meaning", meaning}, {"port", port},   {"own", own},
               {"fd", fd},           {"text", text},   {"call", call},
               {"answer", answer},   {"limit", limit}};

static const char *filled(const struct telling *telling, const char *name,
                          size_t length)
{
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (strlen(fillers[i].name) == length &&
            strncmp(fillers[i].name, name, length) == 0)
            return fillers[i].fill(telling);
    return "?";
}

static const char *fill_in(const struct telling *telling, const char *pattern)
{
    const char *result = "";

    while (*pattern) {
        size_t length = strcspn(pattern, "{");
        const char *name = pattern + length + 1;
        if (!pattern[length])
            return format("%s%s", result, pattern);
        size_t end = strcspn(name, "}");
        result = format("%s%.*s%s", result, (int)length, pattern,
                        filled(telling, name, end));
        pattern = name + end + 1;
    }
    return result;
}

/* What Portuguese draws together. */
static const char *drawn_together(const char *sentence)
{
    static const char *const pairs[][2] = {{" de o outro", " do outro"},
                                           {" a o outro", " ao outro"}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (const char *at; (at = strstr(sentence, pairs[i][0]));)
            sentence = format("%.*s%s%s", (int)(at - sentence), sentence,
                              pairs[i][1], at + strlen(pairs[i][0]));
    return sentence;
}

/* ---- sentences ---- */

/* Its number among the sentences; said before, it is not said twice. */
static size_t sentence_of(struct story *story, struct text sentence)
{
    for (size_t i = story->sentence_count; i > 0; i--)
        if (strcmp(story->sentences[i - 1].en, sentence.en) == 0)
            return i - 1;
    story->sentences = with_room(story->sentences, story->sentence_count,
                                 sizeof *story->sentences);
    story->sentences[story->sentence_count] = sentence;
    return story->sentence_count++;
}

/* What was said at length already. */
static const struct saying *said[256];
static size_t said_count;

static bool is_said(const struct saying *saying)
{
    for (size_t i = 0; i < said_count; i++)
        if (said[i] == saying)
            return true;
    if (said_count < sizeof said / sizeof *said)
        said[said_count++] = saying;
    return false;
}

static void tell(struct story *story, struct step *step)
{
    const struct saying *saying = saying_for(sort_of(step));
    /* a reader is here for the programs, not for our own peers */
    bool known = is_played(story->run, step->event->lane) || is_said(saying);
    bool brief = known && saying->brief.en;
    const struct text *pattern = brief ? &saying->brief : &saying->full;
    struct telling english = {story, step, false},
                   portuguese = {story, step, true};

    step->sentence = sentence_of(
        story,
        (struct text){fill_in(&english, pattern->en),
                      drawn_together(fill_in(&portuguese, pattern->pt))});
}

/* ---- what could not be seen ---- */

static void note_what_is_unseen(struct story *story)
{
    bool asked = false, ended = false, looked = false, left_out = false;

    for (size_t i = 0; i < story->count; i++) {
        const struct event *event = story->steps[i].event;
        asked = asked || event->after.tcp > 0 || event->after.in >= 0;
        ended = ended || event->kind == END;
        looked = looked || event->looked;
        left_out = left_out || story->steps[i].left_out;
    }
    if (!asked)
        add_note(story,
                 "The kernel could not be asked for states and lengths: all "
                 "that is shown of it follows from the calls.",
                 "Não foi possível consultar o kernel sobre estados e "
                 "tamanhos: tudo o que se mostra dele decorre das chamadas.");
    if (ended && !looked)
        add_note(story,
                 "Nobody could look up what outlives the programs: that takes "
                 "/proc/net/tcp.",
                 "Não foi possível consultar o que sobrevive aos programas: "
                 "para isso é preciso /proc/net/tcp.");
    if (left_out)
        add_note(story,
                 "There are too many steps for one page: of long stretches in "
                 "which bytes only come and go, the middle is left out.",
                 "Há passos demais para uma página: dos longos trechos em que "
                 "bytes só vão e vêm, o meio ficou de fora.");
}

static void note_silence(struct story *story)
{
    const struct run *run = story->run;

    for (size_t i = 0; i < run->count; i++) {
        const struct event *event = &run->events[i];
        if (event->kind == START && event->note && event->lane)
            add_note(
                story,
                format("No socket call of %s was seen: it makes none, or "
                       "it is a static program, or calls the system past "
                       "libc.",
                       event->lane->name),
                format("Nenhuma chamada de socket de %s foi vista: não faz "
                       "nenhuma, ou é um programa estático, ou chama o "
                       "sistema sem passar pela libc.",
                       event->lane->name));
    }
}

void tell_story(struct story *story)
{
    for (size_t i = 0; i < story->count; i++)
        if (!story->steps[i].left_out)
            tell(story, &story->steps[i]);
    note_what_is_unseen(story);
    note_silence(story);
}
