/*
 * attack.c - the `attack` program behind `make attack-step N` and `make
 * attack`.
 *
 *     attack [-t | -b] [-p PEER] DIRECTORY...
 *     attack [-p PEER] [-g GUIDE] -w DIRECTORY
 *     attack [-p PEER] [-g GUIDE] [-s SERVER] [-c CLIENT] DIRECTORY
 *
 * Attacks the programs of these steps: a line for what the peer did, a line for
 * what the program did. -t: only the tables of the verdicts, as Markdown; -b:
 * of those only what a bare program does not survive. -p: only this peer.
 * -w: the directory is a student's copy of the step. -s, -c: these commands
 * are attacked in the place of the step's server and client. What a student's
 * program does not survive is explained in GUIDE (docs/en). Exits with 1 if a
 * program died, hung or lost something without a LIMITATION that says so, with
 * 2 if it was called wrongly or nothing could be tried.
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

static struct {
    const char *peer, *guide, *server, *client;
    bool tables, gaps_only, work;
} options = {.peer = "", .guide = "docs/en"};

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

static void add_target(const char *directory, const struct target *target)
{
    size_t count;
    const struct attack *attacks = attacks_on(target->kind, &count);

    for (size_t i = 0; i < count && cell_count < MAX_CELLS; i++)
        if (is_on(&attacks[i], target) &&
            (!*options.peer || strcmp(attacks[i].name, options.peer) == 0))
            cells[cell_count++] = (struct cell){.directory = directory,
                                                .target = target,
                                                .attack = &attacks[i]};
}

static bool is_in_step(const struct target *target, char *directory)
{
    return strncmp(basename(directory), target->step, strlen(target->step)) ==
           0;
}

static bool has_bare_one(const struct target *target)
{
    for (size_t i = 0; i < target_count; i++)
        if (targets[i].bare && full_of(&targets[i]) == target)
            return true;
    return false;
}

/* The steps as they were named, in each its servers before its clients. */
static void add_step(char *directory)
{
    for (size_t i = 0; i < target_count; i++) {
        const struct target *target = &targets[i];
        if (!is_in_step(target, directory) || (options.work && target->bare) ||
            (options.gaps_only && !target->bare && !has_bare_one(target)))
            continue;
        add_target(directory, target);
    }
}

static bool is_server(const struct target *target)
{
    return target->kind == STREAM_SERVER || target->kind == DATAGRAM_SERVER;
}

/* The command in the place of the step's first full program of that kind.
   Returns false if there is none. */
static bool add_stranger(char *directory, const char *command, bool server)
{
    static struct target strangers[2];
    struct target *stranger = &strangers[server];

    for (size_t i = 0; i < target_count; i++) {
        if (targets[i].bare || is_server(&targets[i]) != server ||
            !is_in_step(&targets[i], directory))
            continue;
        *stranger = targets[i];
        stranger->name = stranger->stranger = command;
        add_target(directory, stranger);
        return true;
    }
    return false;
}

/* ---- each attack, told ---- */

static const char *colour_of(const struct result *result)
{
    return is_bad(result) ? "31" : result->verdict == SURVIVED ? "32" : "33";
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
        printf("  %-14s the %s %s\n", "",
               is_server(cell->target) ? "server" : "client",
               cell->result.answer);
    if (colour)
        printf("  %-14s \033[%sm%s\033[0m\n", "", colour_of(&cell->result),
               verdict);
    else
        printf("  %-14s %s\n", "", verdict);
    fflush(stdout);
}

/* ---- the end ---- */

static int usage(void)
{
    fputs("usage: attack [-t | -b] [-p PEER] DIRECTORY...\n"
          "       attack [-p PEER] [-g GUIDE] -w DIRECTORY\n"
          "       attack [-p PEER] [-g GUIDE] [-s SERVER] [-c CLIENT] "
          "DIRECTORY\n",
          stderr);
    return 2;
}

/* Returns 0, or 2 if it was called wrongly. */
static int read_options(int argc, char **argv)
{
    int option;

    while ((option = getopt(argc, argv, "tbwp:g:s:c:")) != -1) {
        if (option == '?')
            return usage();
        options.tables = options.tables || option == 't' || option == 'b';
        options.gaps_only = options.gaps_only || option == 'b';
        options.work = options.work || option == 'w';
        options.peer = option == 'p' ? optarg : options.peer;
        options.guide = option == 'g' ? optarg : options.guide;
        options.server = option == 's' ? optarg : options.server;
        options.client = option == 'c' ? optarg : options.client;
    }
    return optind == argc ? usage() : 0;
}

/* Returns 0, or 2 after a complaint: the command does not say where the port
   goes, or the step has nothing that it could replace. */
static int add_strangers(char *directory)
{
    const char *commands[] = {options.client, options.server};

    for (int server = 1; server >= 0; server--) {
        if (!commands[server])
            continue;
        if (!strstr(commands[server], "{port}")) {
            fprintf(stderr, "'%s' must say where the port goes: {port}\n",
                    commands[server]);
            return 2;
        }
        if (!add_stranger(directory, commands[server], server)) {
            fprintf(stderr, "No %s of that step is attacked.\n",
                    server ? "server" : "client");
            return 2;
        }
    }
    return 0;
}

static int add_all(int argc, char **argv)
{
    if (strcmp(options.peer, "help") == 0) {
        printf("The peers are\n");
        list_peers(stdout);
        exit(0);
    }
    if (*options.peer && !is_peer(options.peer)) {
        fprintf(stderr, "There is no peer '%s'. The peers are\n", options.peer);
        list_peers(stderr);
        return 2;
    }
    if (options.server || options.client)
        return add_strangers(argv[optind]);
    for (; optind < argc; optind++)
        add_step(argv[optind]);
    return 0;
}

static int sum_up(void)
{
    size_t untried = explain_untried();
    size_t bad = count_bad(!options.tables);
    size_t admitted = count_admitted();

    printf("\n%zu attacks", cell_count);
    if (bad > 0)
        printf(", %zu that ought to be survived and are not", bad);
    else if (admitted > 0)
        printf("; each failure has its LIMITATION in the source");
    else if (untried == 0)
        printf("; all are survived");
    if (untried > 0)
        printf(", %zu not tried", untried);
    printf("\n");
    return untried == cell_count ? 2 : bad > 0;
}

int main(int argc, char **argv)
{
    const char *plain = getenv("NO_COLOR");

    if (read_options(argc, argv) != 0 || add_all(argc, argv) != 0)
        return 2;
    if (cell_count == 0) {
        fprintf(stderr, "No program of that step meets such a peer. The peers "
                        "are\n");
        list_peers(stderr);
        return 2;
    }
    find_tap(argv[0]);
    colour = isatty(STDOUT_FILENO) && !(plain && *plain);
    play_cells(cells, cell_count, options.tables ? NULL : tell);
    report_on(cells, cell_count);
    if (options.tables && !options.gaps_only)
        print_tables();
    if (options.tables)
        print_gaps(!options.gaps_only);
    else
        printf(count_admitted() > 0
                   ? "\nWhat is not survived has these labels in the source\n"
                   : "\n");
    if (!options.gaps_only)
        explain_admissions();
    if (options.work || options.server || options.client)
        name_sections(options.guide);
    else if (!options.tables)
        name_repairs();
    return sum_up();
}
