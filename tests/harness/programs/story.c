/* story.c - what was done, and how a failure is told. */
#define _POSIX_C_SOURCE 200809L

#include "../../../01-basic-tcp/show.h"
#include "process.h"
#include "programs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ACTIONS 16 /* of a longer story, the beginning and the end */
#define FIRST_ACTIONS 4
#define ACTION_TEXT 400 /* what quoted() makes at most, and words around it */
#define REPORT_TEXT 16384

static char actions[MAX_ACTIONS][ACTION_TEXT];
static int action_count;
static char cause[512], usual_cause[512], cause_of_waiting[512];
/* How many actions there were when they were named. */
static int cause_place, usual_place;
static char report_text[REPORT_TEXT];
static jmp_buf back;
static const char *(*translate)(const char *english);

void set_translation(const char *(*other)(const char *english))
{
    translate = other;
}

const char *in_words(const char *english)
{
    return translate ? translate(english) : english;
}

void did(const char *format, ...)
{
    int place = action_count++;
    va_list values;

    if (place >= MAX_ACTIONS) { /* the oldest after the first few goes */
        memmove(actions[FIRST_ACTIONS], actions[FIRST_ACTIONS + 1],
                (size_t)(MAX_ACTIONS - FIRST_ACTIONS - 1) * ACTION_TEXT);
        place = MAX_ACTIONS - 1;
    }
    va_start(values, format);
    vsnprintf(actions[place], ACTION_TEXT, in_words(format), values);
    va_end(values);
}

static void set_text(char text[512], const char *format, va_list values)
{
    text[0] = '\0';
    if (format)
        vsnprintf(text, 512, in_words(format), values);
}

void likely(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    set_text(cause, format, values);
    va_end(values);
    cause_of_waiting[0] = '\0';
    cause_place = action_count;
    forget_waits();
}

void likely_if_it_waits(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    set_text(cause_of_waiting, format, values);
    va_end(values);
    cause_place = action_count;
}

void usually(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    set_text(usual_cause, format, values);
    va_end(values);
    usual_place = action_count;
}

int story_length(void)
{
    return action_count;
}

bool cause_is_named(void)
{
    return cause[0] || cause_of_waiting[0];
}

bool cause_is_of(int action)
{
    return cause_is_named() && cause_place == action;
}

void forget_causes(void)
{
    cause[0] = usual_cause[0] = cause_of_waiting[0] = '\0';
}

/* Texts that live until the attempt ends. */
struct text {
    struct text *next;
    char bytes[];
};
static struct text *texts;

char *new_text(size_t size)
{
    struct text *text = malloc(sizeof *text + size);

    if (!text)
        abort();
    text->next = texts;
    texts = text;
    return text->bytes;
}

char *letters(size_t length)
{
    char *bytes = new_text(length + 1);

    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)('a' + i * 7 % 26);
    bytes[length] = '\0';
    return bytes;
}

char *filled(size_t length)
{
    char *bytes = memset(new_text(length + 1), 'x', length);

    bytes[length] = '\0';
    return bytes;
}

char *repeated(const char *bytes, size_t length, size_t times)
{
    char *all = new_text(length * times + 1);

    for (size_t i = 0; i < times; i++)
        memcpy(all + i * length, bytes, length);
    all[length * times] = '\0';
    return all;
}

char *mixed_bytes(size_t length)
{
    char *bytes = new_text(length + 1);
    unsigned state = 1;

    for (size_t i = 0; i < length; i++) {
        state = state * 1103515245u + 12345u;
        bytes[i] = (char)(state >> 16);
    }
    bytes[length] = '\0';
    return bytes;
}

static void release_texts(void)
{
    while (texts) {
        struct text *next = texts->next;
        free(texts);
        texts = next;
    }
}

const char *text_of(const char *format, ...)
{
    va_list values;

    format = in_words(format);
    va_start(values, format);
    size_t size = (size_t)vsnprintf(NULL, 0, format, values) + 1;
    va_end(values);
    char *text = new_text(size);
    va_start(values, format);
    vsnprintf(text, size, format, values);
    va_end(values);
    return text;
}

/* The length of the printable UTF-8 character at the beginning of bytes; 0 if
   there is none. */
static size_t printable(const unsigned char *bytes, size_t length)
{
    size_t wanted = utf8_length(bytes[0]);

    if (wanted == 0 || wanted > length)
        return 0;
    for (size_t i = 1; i < wanted; i++)
        if (!utf8_continues(bytes, i, bytes[i]))
            return 0;
    return is_control(bytes) ? 0 : wanted;
}

void write_visible(FILE *out, const char *bytes, size_t length)
{
    const unsigned char *next = (const unsigned char *)bytes;

    while (length > 0) {
        size_t whole = printable(next, length);
        if (whole > 0)
            fwrite(next, 1, whole, out);
        else
            fprintf(out, "\\x%02x", *next);
        next += whole ? whole : 1;
        length -= whole ? whole : 1;
    }
}

const char *quoted(const void *bytes, size_t length)
{
    enum { LONGEST = 60 };
    enum { SIZE = 4 * LONGEST + 64 }; /* all of it escaped, and its length */
    size_t shown = length > LONGEST ? LONGEST : length;
    char *place = new_text(SIZE);
    FILE *out = fmemopen(place, SIZE, "w");
    const char *text = bytes;

    if (!out)
        return "(no memory)";
    fputc('"', out);
    for (size_t i = 0, run; i < shown; i += run) {
        for (run = 0; i + run < shown && text[i + run] != '\n'; run++)
            ;
        write_visible(out, text + i, run);
        if (i + run < shown) {
            fputs("\\n", out);
            run++;
        }
    }
    fputs(shown < length ? "\"..." : "\"", out);
    if (shown < length)
        fprintf(out, " (%zu bytes)", length);
    fclose(out);
    return place;
}

static void tell_story(FILE *out)
{
    int kept = action_count < MAX_ACTIONS ? action_count : MAX_ACTIONS;
    int left_out = action_count - kept;

    for (int i = 0; i < kept; i++) {
        int number = i < FIRST_ACTIONS ? i : i + left_out;
        if (i == FIRST_ACTIONS && left_out > 0)
            fprintf(out, "      %s\n", text_of("(%d more)", left_out));
        fprintf(out, "  %3d. %s\n", number + 1, actions[i]);
    }
}

/* What a check has named goes before what is usual; but if that was of what
   came before, then it is true of that. */
static const char *likely_cause(void)
{
    enum { AN_EXCHANGE = 2 }; /* actions that a cause is named for, as a rule */
    bool is_old = usual_cause[0] && usual_place - cause_place > AN_EXCHANGE;

    if (!is_old && waited_in_vain() && cause_of_waiting[0])
        return cause_of_waiting;
    return !is_old && cause[0] ? cause : usual_cause;
}

void failed(const char *expected, const char *got, ...)
{
    char came[1024];
    va_list values;
    const char *stands = text_of("%s", where_it_stands());

    va_start(values, got);
    vsnprintf(came, sizeof came, in_words(got), values);
    va_end(values);
    let_programs_settle();
    name_cause_of_deaths();
    name_cause_of_lengths();
    name_cause_of_closed();
    FILE *out = fmemopen(report_text, sizeof report_text, "w");
    if (out) {
        tell_story(out);
        fprintf(out, "  %s  %s\n", in_words("expected"), in_words(expected));
        fprintf(out, "  %s  %s\n", in_words("got     "), came);
        const char *why = likely_cause();
        if (why[0])
            fprintf(out, "  %s  %s\n", in_words("likely  "), why);
        if (stands[0])
            fprintf(out, "  %s  %s\n", in_words("waits in"), stands);
        tell_last_words(out);
        fclose(out);
    }
    longjmp(back, FAILED);
}

void skipped(const char *why, ...)
{
    va_list values;

    va_start(values, why);
    vsnprintf(report_text, sizeof report_text, in_words(why), values);
    va_end(values);
    longjmp(back, SKIPPED);
}

enum outcome attempt(void (*body)(void *), void *argument, const char **report)
{
    action_count = cause_place = usual_place = 0;
    forget_causes();
    report_text[0] = '\0';
    int outcome = setjmp(back);
    if (outcome == PASSED)
        body(argument);
    const char *why = outcome == SKIPPED ? NULL : who_was_not_seen();
    if (why) { /* what it did is no result */
        snprintf(report_text, sizeof report_text, "%s", why);
        outcome = SKIPPED;
    }
    release_peers();
    release_processes();
    release_texts();
    *report = report_text;
    return (enum outcome)outcome;
}
