/* table.c - the figures of a saved run as the guide shows them: Markdown. */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#include <stdlib.h>
#include <string.h>

static const char *in(enum language language, const char *english,
                      const char *portuguese)
{
    return language == EN ? english : portuguese;
}

static const char *trouble_text(const char *trouble, enum language language)
{
    static const char *const words[][LANGUAGES] = {
        {"it does not listen", "não escuta"},
        {"it does not take all members", "não recebe todos os membros"},
        {"not all members hear", "nem todos ouvem"},
        {"it ended a member that reads", "desconectou um membro que lê"},
        {"it died", "morreu"},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(trouble, words[i][EN]) == 0)
            return words[i][language];
    return trouble;
}

/* ---- which cases ---- */

/* Fills in the cases whose names are in `what`; returns how many, or 0 if one
   of them is none. */
static size_t find_cases(const char *what, size_t cases[], size_t most)
{
    char names[512], *name, *rest = names;
    size_t count = 0;

    snprintf(names, sizeof names, "%s", what);
    while ((name = strtok_r(rest, " ", &rest)) && count < most) {
        cases[count] = load_index(name);
        if (strcmp(loads[cases[count]].name, name) != 0) {
            fprintf(stderr, "there is no case '%s'\n", name);
            return 0;
        }
        count++;
    }
    return count;
}

static bool was_measured(const struct book *book, size_t load, size_t who)
{
    for (int i = 0; i < book->rounds; i++)
        if (book->results[load][who][i].ran ||
            book->results[load][who][i].trouble)
            return true;
    return false;
}

static bool has_row(const struct book *book, const size_t cases[], size_t count,
                    size_t who)
{
    for (size_t i = 0; i < count; i++)
        if (was_measured(book, cases[i], who))
            return true;
    return false;
}

/* ---- a cell ---- */

/* What went wrong, of all rounds together. */
static void put_harm(const struct result *results, int rounds,
                     enum language language)
{
    struct tally sum = {0};
    const char *trouble = NULL;

    for (int i = 0; i < rounds; i++) {
        sum.lost += results[i].tally.lost;
        sum.torn += results[i].tally.torn;
        sum.doubled += results[i].tally.doubled;
        trouble = results[i].trouble ? results[i].trouble : trouble;
    }
    if (sum.lost > 0)
        printf("; %ld %s", sum.lost, in(language, "lost", "perdidas"));
    if (sum.torn > 0)
        printf("; %ld %s", sum.torn, in(language, "torn", "rasgadas"));
    if (sum.doubled > 0)
        printf("; %ld %s", sum.doubled, in(language, "doubled", "repetidas"));
    if (trouble)
        printf("; %s", trouble_text(trouble, language));
}

static void put_cell(const struct book *book, size_t load, size_t who,
                     enum language language)
{
    enum figure figure = main_figure(&loads[load]), more[3];
    double ratio = ratio_to_baseline(book, load, who);

    if (!was_measured(book, load, who)) {
        printf(" |");
        return;
    }
    printf(" %s", value_text(&loads[load], figure,
                             summary_of(book, load, who, figure), language));
    if (ratio >= 0 && who != baseline_of(&loads[load]))
        printf(" (%s)", number_text(ratio, language));
    more_figures(&loads[load], more);
    for (int i = 0; more[i] != FIGURES; i++) {
        double value = summary_of(book, load, who, more[i]);
        if (value >= 0)
            printf("; %s %s", name_of(more[i], language),
                   value_text(&loads[load], more[i], value, language));
    }
    put_harm(book->results[load][who], book->rounds, language);
    printf(" |");
}

/* ---- the tables ---- */

/* The machine's line; only what it calls its cores is a word. */
static void put_machine(const struct book *book, size_t load,
                        enum language language)
{
    const char *machine = book->machines[load];
    const char *cores = strstr(machine, " cores");

    printf("\n*");
    if (book->rounds == 1)
        printf("%s", in(language, "A single round", "Uma rodada só"));
    else
        printf(in(language, "Medians of %d rounds", "Medianas de %d rodadas"),
               book->rounds);
    if (language == EN || !cores)
        printf("; %s*\n", machine);
    else
        printf("; %.*s núcleos%s*\n", (int)(cores - machine), machine,
               cores + strlen(" cores"));
}

static bool print_cases(const struct book *book, const char *what,
                        enum language language)
{
    size_t cases[16], count = find_cases(what, cases, 16);
    bool baselines = false;

    if (count == 0)
        return false;
    printf("| |");
    for (size_t i = 0; i < count; i++)
        printf(" %s |", loads[cases[i]].about[language]);
    printf("\n|---|");
    for (size_t i = 0; i < count; i++)
        printf("---|");
    printf("\n");
    for (size_t who = 0; who < contender_count; who++) {
        if (!has_row(book, cases, count, who))
            continue;
        printf("| %s |", contenders[who].shown[language]);
        for (size_t i = 0; i < count; i++) {
            put_cell(book, cases[i], who, language);
            baselines =
                baselines || (who != baseline_of(&loads[cases[i]]) &&
                              ratio_to_baseline(book, cases[i], who) >= 0);
        }
        printf("\n");
    }
    if (baselines)
        printf("\n%s\n", in(language,
                            "In brackets: the value divided by the baseline's "
                            "of the same round; of these the median, which is "
                            "not the quotient of the medians shown.",
                            "Entre parênteses: o valor dividido pelo da "
                            "referência na mesma rodada; destes a mediana, que "
                            "não é o quociente das medianas mostradas."));
    put_machine(book, cases[0], language);
    return true;
}

static void put_bound(const struct book *book, const struct bound *bound,
                      enum language language)
{
    double value = reached(book, bound);
    bool holds = bound->at_most ? value <= bound->limit : value >= bound->limit;

    printf("| %s | %s | %s | %s %s", bound->load,
           contenders[contender_index(bound->who)].shown[language],
           name_of(bound->figure, language), bound->at_most ? "≤" : "≥",
           bound->of ? number_text(bound->limit, language)
                     : value_text(&loads[load_index(bound->load)],
                                  bound->figure, bound->limit, language));
    if (bound->of)
        printf(" × %s", contenders[contender_index(bound->of)].shown[language]);
    if (bound->of_in)
        printf(in(language, " in %s", " em %s"), bound->of_in);
    printf(" | %s | %s |\n",
           bound->of ? number_text(value, language)
                     : value_text(&loads[load_index(bound->load)],
                                  bound->figure, value, language),
           holds ? in(language, "holds", "vale")
                 : in(language, "**missed**", "**não vale**"));
}

static bool print_bound_table(const struct book *book, enum language language)
{
    size_t measured = 0;

    printf("%s\n|---|---|---|---|---|---|\n",
           in(language, "| case | server | figure | bound | measured | |",
              "| caso | servidor | medida | limite | medido | |"));
    for (size_t i = 0; i < bound_count; i++)
        if (reached(book, &bounds[i]) >= 0) {
            put_bound(book, &bounds[i], language);
            measured = load_index(bounds[i].load);
        }
    put_machine(book, measured, language);
    return true;
}

bool print_for_guide(const struct book *book, const char *what,
                     enum language language)
{
    return strcmp(what, "bounds") == 0 ? print_bound_table(book, language)
                                       : print_cases(book, what, language);
}
