/*
 * report.c - the verdicts, as tables and lists.
 */
#define _POSIX_C_SOURCE 200809L

#include "attack.h"

#include <libgen.h>
#include <stdio.h>
#include <string.h>

#define MAX_COLUMNS 64

static const struct cell *cells;
static size_t cell_count;

void report_on(const struct cell *all, size_t count)
{
    cells = all;
    cell_count = count;
}

/* ---- all verdicts ---- */

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

static bool is_tried(const struct attack *attack)
{
    for (size_t i = 0; i < cell_count; i++)
        if (cells[i].attack == attack)
            return true;
    return false;
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

void print_tables(void)
{
    const struct cell *columns[MAX_COLUMNS];

    for (int kind = 0; kind < KINDS; kind++) {
        size_t attack_count, count = columns_of((enum kind)kind, columns);
        const struct attack *attacks =
            attacks_on((enum kind)kind, &attack_count);
        if (count == 0)
            continue;
        printf("%s\n\n", kind_titles[kind]);
        print_head(columns, count);
        for (size_t i = 0; i < attack_count; i++)
            if (is_tried(&attacks[i]))
                print_row(&attacks[i], columns, count);
        printf("\n");
    }
}

/* ---- what the bare programs do not survive ---- */

static bool is_survived(const struct cell *cell)
{
    return cell->result.verdict == SURVIVED ||
           cell->result.verdict == NOT_TRIED;
}

/* Where the full program repairs it: "server.c: serve_client, line 131". What a
   later step repairs, this one's has a label for. */
static const char *repair_text(const struct cell *cell, bool with_line)
{
    static char text[192];
    const struct cell *full =
        cell_of(full_of(cell->target), cell->attack, cell->directory);
    struct repair repair;

    if (full && full->result.admitted)
        snprintf(text, sizeof text, "step %.2s",
                 strchr(full->result.label, '(') + 1);
    else if (!find_repair(cell->directory, full_of(cell->target),
                          cell->attack->name, &repair))
        snprintf(text, sizeof text, "no comment says where");
    else if (with_line)
        snprintf(text, sizeof text, "%s: %s, line %d", repair.file,
                 repair.function, repair.line);
    else
        snprintf(text, sizeof text, "%s: %s", repair.file, repair.function);
    return text;
}

static void print_gaps_of(const struct cell *column, bool with_lines)
{
    const struct target *bare = column->target, *full = full_of(bare);
    char verdict[48], its[48];

    printf("| peer | %s %s | %s %s | repaired in |\n|---|---|---|---|\n",
           bare->step, bare->name, full->step, full->name);
    for (const struct cell *cell = column;
         cell < cells + cell_count && cell->target == bare; cell++) {
        const struct cell *other = cell_of(full, cell->attack, cell->directory);
        if (is_survived(cell))
            continue;
        printf("| %s | %s | %s | %s |\n", cell->attack->name,
               verdict_text(&cell->result, verdict),
               other ? verdict_text(&other->result, its) : "",
               repair_text(cell, with_lines));
    }
    printf("\n");
}

void print_gaps(bool with_lines)
{
    for (size_t i = 0; i < cell_count; i++) {
        const struct cell *cell = &cells[i];
        if (!cell->target->bare ||
            (i > 0 && cells[i - 1].target == cell->target))
            continue;
        printf("%s\n\n", kind_titles[cell->target->kind]);
        print_gaps_of(cell, with_lines);
    }
}

void name_repairs(void)
{
    bool any = false;

    for (size_t i = 0; i < cell_count; i++) {
        if (!cells[i].target->bare || is_survived(&cells[i]))
            continue;
        if (!any)
            printf("\nWhat a bare program does not survive is repaired in\n");
        any = true;
        printf("  %-14s %s: %s\n", cells[i].attack->name,
               full_of(cells[i].target)->name, repair_text(&cells[i], true));
    }
}

/* A stranger's cell has the name of its own, and the step's full program. */
void name_sections(const char *guide)
{
    char step[256], text[256];
    struct repair repair;
    bool any = false;

    for (size_t i = 0; i < cell_count; i++) {
        const struct cell *cell = &cells[i];
        if (is_survived(cell))
            continue;
        snprintf(step, sizeof step, "%s", cell->directory);
        const char *name = basename(step);
        bool found = find_repair(name, original_of(cell->target),
                                 cell->attack->name, &repair);
        if (!any)
            printf("\nWhat yours does not survive is explained in\n");
        any = true;
        if (find_section(guide, name, found ? &repair : NULL, text))
            printf("  %-14s %s\n", cell->attack->name, text);
    }
}

/* ---- the end ---- */

static const char *label_of(const struct cell *cell)
{
    for (int i = 0; i < MAX_ADMISSIONS && cell->result.admitted; i++) {
        const struct admission *one = &cell->target->admitted[i];
        if (one->attacks && is_among(cell->attack->name, one->attacks))
            return one->label;
    }
    return "";
}

size_t count_admitted(void)
{
    size_t admitted = 0;

    for (size_t i = 0; i < cell_count; i++)
        admitted += cells[i].result.admitted;
    return admitted;
}

void explain_admissions(void)
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

size_t explain_untried(void)
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

size_t count_bad(bool told)
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
