/*
 * bench.c - measures our servers against others: the same load, in the same
 * run, in turns.
 *
 *     make bench                       all cases
 *     make bench CASE=flood            those with that in their name
 *     make bench SERVER='python3 mine.py {port}'
 *     make bench CASE=smoke            does it see what is wrong?
 *     ROUNDS=5 OUT=FILE FIGURES=DIRECTORY
 *     make bench SAVE=1                and keeps the run for the guide, which
 *                                      `make sync-docs` puts it into:
 *     bench -i FILE -f DIRECTORY       nothing is measured: the plots
 *     bench -i FILE -t CASES [-p]      or a table, in Portuguese with -p
 *
 * Each case runs ROUNDS times, and in each round every server once; the first
 * of a round is another each time. A ratio is the median of the rounds'
 * ratios. What is counted has been compared byte for byte (lines.h).
 *
 * It is called from the top of the repository. Exit status: 0, whether the
 * bounds hold or not (it says so); 1: it could not measure; 2: called wrongly.
 */
#define _XOPEN_SOURCE 700 /* getrlimit(), getopt() */

#include "bench.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define OUT "tests/build/bench/raw.txt"
#define FIGURES_DIRECTORY "tests/build/bench"
#define SPARE 64 /* descriptors beside those of the members */

struct arguments {
    int rounds;
    const char *wanted; /* cases with this in their name */
    const char *server; /* a stranger's, in the place of ours */
    const char *out;
    const char *figures;
    const char *saved; /* a run that is read, and nothing measured */
    const char *table; /* of these cases */
    enum language language;
};

static _Noreturn void usage(int status)
{
    fprintf(status ? stderr : stdout,
            "usage: bench [-r ROUNDS] [-c CASE] [-s SERVER] [-o FILE] "
            "[-f DIRECTORY]\n       bench -i FILE [-f DIRECTORY | -t CASES "
            "[-p]]\ncases:\n");
    for (size_t i = 0; i < load_count; i++)
        fprintf(status ? stderr : stdout, "  %-13s %s\n", loads[i].name,
                loads[i].about[EN]);
    exit(status);
}

static struct arguments read_arguments(int argc, char **argv)
{
    struct arguments given = {
        .rounds = 5, .wanted = "", .out = OUT, .figures = FIGURES_DIRECTORY};
    int option;

    while ((option = getopt(argc, argv, "r:c:s:o:f:i:t:ph")) != -1) {
        switch (option) {
        case 'r':
            given.rounds = atoi(optarg);
            break;
        case 'c':
            given.wanted = optarg;
            break;
        case 's':
            given.server = *optarg ? optarg : NULL;
            break;
        case 'o':
            given.out = optarg;
            break;
        case 'f':
            given.figures = optarg;
            break;
        case 'i':
            given.saved = optarg;
            break;
        case 't':
            given.table = optarg;
            break;
        case 'p':
            given.language = PT;
            break;
        default:
            usage(option == 'h' ? 0 : 2);
        }
    }
    if (optind < argc || given.rounds < 1 || given.rounds > MOST_ROUNDS)
        usage(2);
    return given;
}

/* Descriptors: as many as we may have. */
static long raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return 256;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
        getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur == RLIM_INFINITY ? 1000000 : (long)limit.rlim_cur;
}

/* A step that is not here, or not built: its program is the first word. */
static bool is_built(const char *command)
{
    char program[256];
    size_t length = command ? strcspn(command, " ") : 0;

    snprintf(program, sizeof program, "%.*s", (int)length,
             command ? command : "");
    return !strchr(program, '/') || access(program, X_OK) == 0;
}

static void find_what_is_there(void)
{
    for (size_t i = 0; i < contender_count; i++) {
        struct contender *one = &contenders[i];
        if (one->needs && !have_command(one->needs))
            printf("# skipped: %s, for want of %s\n", one->shown[EN],
                   one->needs);
        else if (!is_built(one->command))
            printf("# skipped: %s is not built\n", one->shown[EN]);
        else
            continue;
        one->skipped = true;
    }
}

/* A stranger takes the place of ours of its kind; of the others only the
   baseline stays. */
static void put_in_our_place(const char *command)
{
    bool echo = is_echo(command);

    for (size_t i = 0; i < contender_count; i++) {
        struct contender *one = &contenders[i];
        one->skipped = strcmp(one->name, echo ? "echo" : "baseline") != 0;
        if (strcmp(one->name, echo ? "05" : "06") == 0) {
            one->shown[EN] = "your server";
            one->command = command;
            one->short_queue = true;
            one->skipped = false;
        }
    }
    printf("# it is taken for %s server\n", echo ? "an echo" : "a chat");
}

void run_once(const struct load *load, const struct contender *who,
              struct result *result)
{
    struct server server = {.process = -1};

    *result = NOTHING_YET;
    if (who->command && !server_start(&server, who->command, load->pinned)) {
        result->trouble = "it does not listen";
        return;
    }
    load->how(load, &server, who, result);
    if (server.process > 0)
        server_stop(&server);
}

/* Ours is among those who can take part: else there is nothing to compare. */
static bool can_run(const struct load *load, long descriptors)
{
    bool ours = false;

    for (size_t i = 0; i < contender_count; i++)
        if (takes_part(load, contenders[i].name) && !contenders[i].skipped &&
            i != baseline_of(load))
            ours = true;
    if (ours && load->members + SPARE > descriptors)
        printf("# skipped: %s needs %d descriptors, and %ld may be had "
               "(ulimit -Hn)\n",
               load->name, load->members + SPARE, descriptors);
    if (load->how == measure_fernet &&
        access("tests/build/bench/bench_fernet", X_OK) != 0)
        return false;
    return ours && load->members + SPARE <= descriptors;
}

static void run_round(const struct book *book, size_t load, int round,
                      FILE *raw)
{
    for (size_t i = 0; i < contender_count; i++) {
        size_t who = (i + (size_t)round) % contender_count;
        struct result *result = &book->results[load][who][round];
        if (contenders[who].skipped ||
            !takes_part(&loads[load], contenders[who].name))
            continue;
        run_once(&loads[load], &contenders[who], result);
        write_raw(raw, &loads[load], &contenders[who], round, result);
    }
}

static void run_all(const struct book *book, const char *wanted, FILE *raw,
                    long descriptors)
{
    for (size_t load = 0; load < load_count; load++) {
        if (!strstr(loads[load].name, wanted) ||
            !can_run(&loads[load], descriptors))
            continue;
        for (int round = 0; round < book->rounds; round++)
            run_round(book, load, round, raw);
        print_case(book, load);
    }
}

static bool is_wanted(const char *wanted)
{
    for (size_t i = 0; i < load_count; i++)
        if (strstr(loads[i].name, wanted))
            return true;
    return false;
}

/* Returns main's status. */
static int show_saved(const struct arguments *given, struct book *book)
{
    book->rounds = 0;
    if (!read_raw(given->saved, book))
        return 1;
    if (given->table)
        return print_for_guide(book, given->table, given->language) ? 0 : 1;
    draw_plots(book, given->figures);
    return 0;
}

int main(int argc, char **argv)
{
    struct arguments given = read_arguments(argc, argv);
    long descriptors = raise_limit();
    struct book book = {.rounds = given.rounds,
                        .results = calloc(load_count, sizeof *book.results),
                        .machines = calloc(load_count, sizeof *book.machines)};

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!book.results || !book.machines) {
        perror("bench: malloc");
        return 1;
    }
    if (given.saved)
        return show_saved(&given, &book);
    if (strcmp(given.wanted, "smoke") == 0)
        return smoke();
    if (!is_wanted(given.wanted))
        usage(2);
    FILE *raw = fopen(given.out, "w");
    if (!raw) {
        perror(given.out);
        return 1;
    }
    print_machine(stdout);
    print_machine(raw);
    find_what_is_there();
    if (given.server)
        put_in_our_place(given.server);
    printf("# medians of %d; first the ratio to the baseline\n", book.rounds);
    run_all(&book, given.wanted, raw, descriptors);
    print_table(&book);
    print_bounds(&book);
    draw_plots(&book, given.figures);
    printf("each run is in %s\n", given.out);
    free(book.results);
    free(book.machines);
    return fclose(raw) != 0;
}
