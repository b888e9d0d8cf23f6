/*
 * attack.c - the `attack` program behind `make attack-step N` and `make
 * attack`.
 *
 *     attack [-t] [-p PEER] DIRECTORY...
 *
 * Attacks the programs of these steps: a line for what the peer did, a line for
 * what the program did. -t: only the table of the verdicts, as Markdown. -p:
 * only this peer. Exits with 1 if a program died, hung or lost something
 * without a LIMITATION that says so, with 2 if it was called wrongly.
 */
#define _POSIX_C_SOURCE 200809L

#include "attack.h"
#include "programs/programs.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CELLS 512

static struct cell cells[MAX_CELLS];
static size_t cell_count;
static bool colour;

static void list_peers(FILE *out)
{
    for (int kind = 0; kind < KINDS; kind++) {
        size_t count;
        const struct attack *attacks = attacks_on((enum kind)kind, &count);
        fprintf(out, "%s:\n", kind_titles[kind]);
        for (size_t i = 0; i < count; i++)
            fprintf(out, "  %-14s %s\n", attacks[i].name, attacks[i].does);
    }
}

static bool is_peer(const char *name)
{
    for (int kind = 0; kind < KINDS; kind++) {
        size_t count;
        const struct attack *attacks = attacks_on((enum kind)kind, &count);
        for (size_t i = 0; i < count; i++)
            if (strcmp(attacks[i].name, name) == 0)
                return true;
    }
    return false;
}

/* ---- what is to be played ---- */

static void add_target(const char *directory, const struct target *target,
                       const char *peer)
{
    size_t count;
    const struct attack *attacks = attacks_on(target->kind, &count);

    for (size_t i = 0; i < count && cell_count < MAX_CELLS; i++)
        if (!*peer || strcmp(attacks[i].name, peer) == 0)
            cells[cell_count++] = (struct cell){.directory = directory,
                                                .target = target,
                                                .attack = &attacks[i]};
}

/* The steps as they were named, in each its servers before its clients. */
static void add_step(char *directory, const char *peer)
{
    const char *name = basename(directory);

    for (size_t i = 0; i < target_count; i++)
        if (strncmp(name, targets[i].step, strlen(targets[i].step)) == 0)
            add_target(directory, &targets[i], peer);
}

/* ---- each attack, told ---- */

static const char *colour_of(const struct result *result)
{
    return is_bad(result) ? "31" : result->verdict == SURVIVED ? "32" : "33";
}

static const char *what_it_is(const struct target *target)
{
    return target->kind == STREAM_SERVER || target->kind == DATAGRAM_SERVER
               ? "server"
               : "client";
}

static void tell(const struct cell *cell)
{
    static const struct target *last;
    char verdict[48];

    if (cell->target != last)
        printf("%s%s, %s: %s\n", last ? "\n" : "", cell->directory,
               cell->target->name, kind_titles[cell->target->kind]);
    last = cell->target;
    verdict_text(&cell->result, verdict);
    printf("\n  %-14s %s\n", cell->attack->name, cell->attack->does);
    if (cell->result.verdict == NOT_TRIED)
        printf("  %-14s %s\n", "", cell->result.answer);
    else
        printf("  %-14s the %s %s\n", "", what_it_is(cell->target),
               cell->result.answer);
    if (colour)
        printf("  %-14s \033[%sm%s\033[0m\n", "", colour_of(&cell->result),
               verdict);
    else
        printf("  %-14s %s\n", "", verdict);
    fflush(stdout);
}

/* ---- the table ---- */

static const struct cell *cell_of(const struct target *target,
                                  const struct attack *attack,
                                  const char *directory)
{
    for (size_t i = 0; i < cell_count; i++)
        if (cells[i].target == target && cells[i].attack == attack &&
            strcmp(cells[i].directory, directory) == 0)
            return &cells[i];
    return NULL;
}

/* A target is a column; the first of its cells stands for it. */
static size_t columns_of(enum kind kind, const struct cell **columns)
{
    size_t count = 0;

    for (size_t i = 0; i < cell_count; i++)
        if (cells[i].target->kind == kind &&
            (i == 0 || cells[i].target != cells[i - 1].target ||
             cells[i].directory != cells[i - 1].directory))
            columns[count++] = &cells[i];
    return count;
}

static int width_of(const struct cell *column)
{
    char verdict[48];
    size_t width = strlen(column->target->name) + 3;

    for (size_t i = 0; i < cell_count; i++)
        if (cells[i].target == column->target &&
            strlen(verdict_text(&cells[i].result, verdict)) > width)
            width = strlen(verdict);
    return (int)width;
}

static void print_row(const struct attack *attack,
                      const struct cell *const *columns, size_t count)
{
    printf("| %-13s |", attack->name);
    for (size_t i = 0; i < count; i++) {
        char verdict[48] = "";
        const struct cell *cell =
            cell_of(columns[i]->target, attack, columns[i]->directory);
        if (cell)
            verdict_text(&cell->result, verdict);
        printf(" %-*s |", width_of(columns[i]), verdict);
    }
    printf("\n");
}

static void print_head(const struct cell *const *columns, size_t count)
{
    printf("| %-13s |", "peer");
    for (size_t i = 0; i < count; i++)
        printf(" %s %-*s |", columns[i]->target->step, width_of(columns[i]) - 3,
               columns[i]->target->name);
    printf("\n|---------------|");
    for (size_t i = 0; i < count; i++) {
        for (int dashes = width_of(columns[i]) + 2; dashes > 0; dashes--)
            putchar('-');
        putchar('|');
    }
    printf("\n");
}

static void print_tables(const char *peer)
{
    static const struct cell *columns[MAX_CELLS];

    for (int kind = 0; kind < KINDS; kind++) {
        size_t attack_count, count = columns_of((enum kind)kind, columns);
        const struct attack *attacks =
            attacks_on((enum kind)kind, &attack_count);
        if (count == 0)
            continue;
        printf("%s\n\n", kind_titles[kind]);
        print_head(columns, count);
        for (size_t i = 0; i < attack_count; i++)
            if (!*peer || strcmp(attacks[i].name, peer) == 0)
                print_row(&attacks[i], columns, count);
        printf("\n");
    }
}

/* ---- the end ---- */

static const char *label_of(const struct cell *cell)
{
    for (int i = 0; i < MAX_ADMISSIONS && cell->result.admitted; i++) {
        const struct admission *one = &cell->target->admitted[i];
        if (one->attack && strcmp(one->attack, cell->attack->name) == 0)
            return one->label;
    }
    return "";
}

/* Each LIMITATION that excuses a verdict, in the words of the source, once for
   each program. */
static void explain_admissions(void)
{
    for (size_t i = 0; i < cell_count; i++) {
        const char *label = label_of(&cells[i]);
        bool told = !*label;
        for (size_t j = 0; j < i && !told; j++)
            told = cells[j].target == cells[i].target &&
                   strcmp(label_of(&cells[j]), label) == 0;
        if (!told)
            printf("- %s %s: `%s`\n", cells[i].target->step,
                   cells[i].target->name, label);
    }
}

/* Each reason why something was not tried, once. */
static size_t explain_untried(void)
{
    size_t untried = 0;

    for (size_t i = 0; i < cell_count; i++) {
        bool told = cells[i].result.verdict != NOT_TRIED;
        untried += !told;
        for (size_t j = 0; j < i && !told; j++)
            told = cells[j].result.verdict == NOT_TRIED &&
                   strcmp(cells[j].result.answer, cells[i].result.answer) == 0;
        if (!told)
            printf("- not tried: %s\n", cells[i].result.answer);
    }
    return untried;
}

static size_t count_bad(bool told)
{
    size_t bad = 0;
    char verdict[48];

    for (size_t i = 0; i < cell_count; i++) {
        if (!is_bad(&cells[i].result))
            continue;
        bad++;
        if (!told)
            fprintf(stderr, "%s, %s, %s: %s: it %s\n", cells[i].directory,
                    cells[i].target->name, cells[i].attack->name,
                    verdict_text(&cells[i].result, verdict),
                    cells[i].result.answer);
    }
    return bad;
}

static int usage(void)
{
    fputs("usage: attack [-t] [-p PEER] DIRECTORY...\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    const char *peer = "", *plain = getenv("NO_COLOR");
    bool table = false;
    int option;

    while ((option = getopt(argc, argv, "tp:")) != -1) {
        if (option != 't' && option != 'p')
            return usage();
        table = table || option == 't';
        peer = option == 'p' ? optarg : peer;
    }
    if (optind == argc)
        return usage();
    if (*peer && !is_peer(peer)) {
        fprintf(stderr, "There is no peer '%s'. The peers are\n", peer);
        list_peers(stderr);
        return 2;
    }
    for (; optind < argc; optind++)
        add_step(argv[optind], peer);
    if (cell_count == 0) {
        fprintf(stderr, "No program of that step meets such a peer. The peers "
                        "are\n");
        list_peers(stderr);
        return 2;
    }
    find_tap(argv[0]);
    colour = isatty(STDOUT_FILENO) && !(plain && *plain);
    play_cells(cells, cell_count, table ? NULL : tell);
    if (table)
        print_tables(peer);
    else
        printf("\n");
    explain_admissions();
    size_t untried = explain_untried(), bad = count_bad(!table);
    printf("\n%zu attacks, %zu of them bad", cell_count, bad);
    if (untried > 0)
        printf(", %zu not tried", untried);
    printf("\n");
    return bad > 0;
}
