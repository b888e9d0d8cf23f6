/* report.c - what is told of a step's checks. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What has become of the tasks of a part: the contract, or an exercise. */
struct part {
    const char *exercise;
    int outcomes[3]; /* of enum outcome: how many */
    bool told;       /* it has the first that is open */
};

static bool brief, first_open_first;
static bool told_one; /* of those that are open */
static struct {
    const char *exercise;
    enum outcome outcome;
} ended[4]; /* the parts, but the contract */
static int ended_count;
static FILE *kept; /* NULL: nowhere */
static const char *step;
static struct part part;
static enum outcome contract = SKIPPED;
static int passed_count, open_count, skipped_count; /* exercises */

void report_briefly(void)
{
    brief = true;
}

void report_first_open_first(void)
{
    first_open_first = true;
}

void report_to_file(const char *path)
{
    kept = fopen(path, "w");
    if (!kept) {
        perror(path);
        exit(2);
    }
}

/* Prints, translated and at once, unless it is to be brief. */
static void say(const char *format, ...)
{
    va_list values;

    if (brief)
        return;
    va_start(values, format);
    vprintf(in_words(format), values);
    va_end(values);
    fflush(stdout);
}

static bool is_contract(void)
{
    return !*part.exercise;
}

/* An exercise of which something could not be checked has not passed; what
   could be checked of the contract counts. */
static enum outcome verdict(void)
{
    if (part.outcomes[FAILED])
        return FAILED;
    if (part.outcomes[SKIPPED] && (!is_contract() || !part.outcomes[PASSED]))
        return SKIPPED;
    return PASSED;
}

/* Programs know the English words. */
static const char *english_for(enum outcome outcome)
{
    if (outcome == PASSED)
        return TOLD("passed");
    if (outcome == SKIPPED)
        return TOLD("skipped");
    return is_contract() ? TOLD("broken") : TOLD("open");
}

static const char *word_for(enum outcome outcome)
{
    return brief ? english_for(outcome) : in_words(english_for(outcome));
}

static const char *name_of_part(void)
{
    return is_contract() ? "contract" : part.exercise;
}

static void keep(enum outcome outcome)
{
    if (kept) {
        fprintf(kept, "%s %s\n", name_of_part(), english_for(outcome));
        fflush(kept);
    }
}

void report_step(const char *name, const char *where)
{
    step = name;
    if (first_open_first)
        say("%s: %s\n", step, where);
    else
        say("%s: %s\nAn exercise that is open is not a mistake: it is the "
            "work to do.\n",
            step, where);
}

static void tell_what_next(enum outcome outcome)
{
    if (is_contract() && outcome == FAILED)
        say("  Repair this first: an exercise adds to what the step does, and "
            "breaks nothing of it.\n");
    if (!is_contract() && outcome == FAILED)
        say("  next hint: make hint-step %d EX=%s\n", atoi(step),
            part.exercise);
    if (!is_contract() && outcome == PASSED && !brief)
        print_learned(step, part.exercise);
}

static void end_part(void)
{
    enum outcome outcome = verdict();

    if (!part.exercise)
        return;
    keep(outcome);
    if (is_contract())
        contract = outcome;
    else
        ++*(outcome == PASSED   ? &passed_count
            : outcome == FAILED ? &open_count
                                : &skipped_count);
    if (!first_open_first || part.told)
        tell_what_next(outcome);
    if (!is_contract()) {
        ended[ended_count].exercise = part.exercise;
        ended[ended_count++].outcome = outcome;
    }
    if (brief)
        printf("%s %s\nmemory %ld\n", name_of_part(), word_for(outcome),
               most_memory());
    fflush(stdout);
}

static void name_part(void)
{
    if (is_contract())
        say("\nThe contract: what the step's programs do, and go on doing\n");
    else
        say("\nExercise %s\n", part.exercise);
}

void report_part(const char *exercise)
{
    if (part.exercise)
        end_part();
    part = (struct part){.exercise = exercise};
    if (!first_open_first)
        name_part();
}

/* How much of the text fits into so many columns, up to a blank. A word that is
   longer is not parted. */
static size_t fitting(const char *text, size_t length, int columns)
{
    size_t fits = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == ' ' && i > 0 && text[i - 1] != ' ')
            fits = i;
        if ((text[i] & 0xc0) != 0x80 && columns-- == 0 && fits > 0)
            return fits;
    }
    return length;
}

/* On a terminal, a long line goes on below where its text begins. */
static void tell_line(const char *line, size_t length)
{
    enum { COLUMNS = 79, LABEL = 12, FIRST = COLUMNS - 4 };
    size_t label = length < LABEL ? length : LABEL;
    size_t fits =
        isatty(STDOUT_FILENO)
            ? label + fitting(line + label, length - label, FIRST - (int)label)
            : length;

    say("    %.*s\n", (int)fits, line);
    while (fits < length) {
        line += fits + 1; /* the blank */
        length -= fits + 1;
        fits = fitting(line, length, FIRST - LABEL);
        say("    %*s%.*s\n", LABEL, "", (int)fits, line);
    }
}

static void tell(enum outcome outcome, const char *story)
{
    while (outcome != PASSED && *story) {
        size_t length = strcspn(story, "\n");
        tell_line(story, length);
        story += length + (story[length] == '\n');
    }
}

/* The line of a story that begins with a label, without it; "" if none does. */
static const char *labelled(const char *story, const char *label)
{
    const char *line = strstr(story, text_of("  %s  ", in_words(label)));

    if (!line)
        return "";
    line += strlen(in_words(label)) + 4;
    return text_of("%.*s", (int)strcspn(line, "\n"), line);
}

/* What a story comes down to: the cause if that is known, or else what was
   missed. */
static const char *in_a_sentence(enum outcome outcome, const char *story)
{
    const char *cause = labelled(story, "likely  ");

    if (outcome != FAILED)
        return text_of("%.*s", (int)strcspn(story, "\n"), story);
    return *cause ? cause
                  : text_of("%s %s; %s %s", in_words("expected"),
                            labelled(story, "expected"), in_words("got"),
                            labelled(story, "got     "));
}

static void report_check(const char *name, enum outcome outcome,
                         const char *sentence)
{
    if (brief)
        printf("check\t%s\t%s\t%s\t%s\n", name_of_part(), word_for(outcome),
               in_words(name), sentence);
}

/* Is it passed over, since only the first that is open is told of? */
static bool is_untold(enum outcome outcome)
{
    if (!first_open_first)
        return false;
    if (outcome != FAILED || told_one)
        return true;
    told_one = part.told = true;
    return false;
}

void report_task(const char *name, enum outcome outcome, const char *story)
{
    part.outcomes[outcome]++;
    if (!is_untold(outcome)) {
        if (first_open_first)
            name_part();
        say("  %-8s  %s\n", word_for(outcome), in_words(name));
        tell(outcome, story);
    }
    report_check(name, outcome, in_a_sentence(outcome, story));
}

void report_untried(const char *name)
{
    report_check(name, FAILED, in_words("not tried: repair what comes before"));
}

static void list_exercises(void)
{
    say("\n");
    for (int i = 0; i < ended_count; i++) {
        say("  %-8s  exercise %s\n", word_for(ended[i].outcome),
            ended[i].exercise);
        if (ended[i].outcome == PASSED)
            print_learned(step, ended[i].exercise);
    }
}

void report_end(void)
{
    end_part();
    if (first_open_first)
        list_exercises();
    if (contract == PASSED)
        say("\nThe contract is kept; ");
    else if (contract == FAILED)
        say("\nThe contract is broken; ");
    else
        say("\nThe contract was skipped; ");
    say("exercises: %d passed, %d open, %d skipped\n", passed_count, open_count,
        skipped_count);
}

void report_exercise_0(const char *name, const char *where)
{
    step = name;
    part = (struct part){.exercise = "0"};
    say("%s: %s\n\nExercise 0: the bare program, made to stand\n", step, where);
}

/* Where to read on. */
static void name_section(const char *inserted)
{
    const char *page = text_of("%s/%s.md", guide(), step);
    const char *heading = section_with(page, inserted);

    if (heading)
        say("      %s  \"%s\", %s\n", in_words("read    "), heading, page);
}

void report_numbered(int number, const struct bare_task *task,
                     enum outcome outcome, const char *story)
{
    if (brief)
        printf("%d %s\n", number, word_for(outcome));
    if (is_untold(outcome)) {
        part.outcomes[outcome]++;
        return;
    }
    say("  %-8s  %d. %s\n", word_for(outcome), number,
        in_words(task->task.name));
    if (outcome != FAILED || part.outcomes[FAILED] == 0)
        tell(outcome, story);
    if (outcome == FAILED && part.outcomes[FAILED] == 0)
        name_section(task->inserted);
    part.outcomes[outcome]++;
}

void report_end_of_0(void)
{
    keep(verdict());
    open_count = part.outcomes[FAILED];
    passed_count = part.outcomes[PASSED];
    if (open_count > 1)
        say("  another in full: make check-step %d BARE=1 EX=NUMBER\n",
            atoi(step));
    say("\nExercise 0: %d passed, %d open, %d skipped. It counts for no "
        "mark.\n",
        part.outcomes[PASSED], open_count, part.outcomes[SKIPPED]);
}

int exit_status(void)
{
    bool any = contract != SKIPPED || passed_count + open_count > 0;

    return !any ? 2 : contract == FAILED || open_count > 0;
}
