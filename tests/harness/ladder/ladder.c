/*
 * ladder.c - the `ladder` program: draws the records of a run.
 *
 *     ladder [OPTION...] FILE
 *
 *     --width N     as wide as that; without it 100 columns, or more where
 *                   there are more than three lanes
 *     --ascii       no other characters in the drawing
 *     --processes   one lane for each process, whatever its threads
 *     --threads     one for each thread, however many that makes. Without
 *                   either: for each thread, unless a section of the picture
 *                   for a terminal would have more than MOST_LANES
 *     --all         every row: else those of long repetitions, and of long
 *                   sections in which all goes well, are counted
 *     --title TEXT  a line at the top
 *     --text        the picture for a terminal, which it makes anyway
 *     --svg         a picture for the guide
 *     --only CALLS  a small one: no times, and these calls alone, as in
 *                   accept,send,ana:poll,signal
 *     --act N       and of them those in the Nth section
 *     --normalize   each lane's calls, with names for ports and without times,
 *                   so that two runs can be compared
 *     --events      what each connection carried and how it ended: for
 *                   programs whose threads race
 *
 * FILE is what tap wrote (TAP_RECORD, see tap_record.c); - is standard input.
 * In colour on a terminal, unless NO_COLOR is set.
 */
#define _POSIX_C_SOURCE 200809L

#include "../recorded_run/recorded_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum form { TEXT, SVG, CALLS, EVENTS };
enum { MOST_LANES = 8 };

struct options {
    enum form form;
    struct style style;
    const char *title, *file;
    const char *only;
    int act;
    bool processes, threads, all;
};

static _Noreturn void usage(void)
{
    fputs("usage: ladder [--width N] [--ascii] [--processes | --threads] "
          "[--all]\n"
          "              [--title TEXT]\n"
          "              [--only CALLS [--act N]]\n"
          "              [--text | --svg | --normalize | --events] FILE\n",
          stderr);
    exit(2);
}

static void read_options(struct options *options, char **argv)
{
    for (argv++; *argv && strncmp(*argv, "--", 2) == 0; argv++) {
        if (strcmp(*argv, "--text") == 0)
            options->form = TEXT;
        else if (strcmp(*argv, "--svg") == 0)
            options->form = SVG;
        else if (strcmp(*argv, "--normalize") == 0)
            options->form = CALLS;
        else if (strcmp(*argv, "--events") == 0)
            options->form = EVENTS;
        else if (strcmp(*argv, "--ascii") == 0)
            options->style.ascii = true;
        else if (strcmp(*argv, "--processes") == 0)
            options->processes = true;
        else if (strcmp(*argv, "--threads") == 0)
            options->threads = true;
        else if (strcmp(*argv, "--all") == 0)
            options->all = true;
        else if (strcmp(*argv, "--width") == 0 && argv[1])
            options->style.width = (size_t)strtoul(*++argv, NULL, 10);
        else if (strcmp(*argv, "--title") == 0 && argv[1])
            options->title = *++argv;
        else if (strcmp(*argv, "--only") == 0 && argv[1])
            options->only = *++argv;
        else if (strcmp(*argv, "--act") == 0 && argv[1])
            options->act = atoi(*++argv);
        else
            usage();
    }
    if (!argv[0] || argv[1] ||
        (options->style.width && options->style.width < 40))
        usage();
    options->file = argv[0];
}

/* Reads the file and makes rows of it. Returns false with a sentence on
   stderr. */
static bool prepare(struct run *run, const struct options *options)
{
    *run = (struct run){.title = options->title,
                        .no_threads = options->processes,
                        .everything = options->all,
                        .only = options->only,
                        .act = options->act};
    if (!read_run(run, options->file))
        return false;
    match_run(run);
    if (run->only)
        pick_events(run);
    make_rows(run);
    return true;
}

static bool has_too_many_lanes(const struct run *run)
{
    int *columns = need(run->lane_count * sizeof *columns), lanes = 0;

    for (size_t i = 0; i < run->row_count && lanes <= MOST_LANES;)
        i = section_of(run, i, columns, &lanes);
    return lanes > MOST_LANES;
}

/* May the threads of a process share a lane? (What came on standard input
   cannot be read again.) */
static bool may_share(const struct options *options)
{
    return options->form == TEXT && !options->threads && !options->processes &&
           strcmp(options->file, "-") != 0;
}

int main(int argc, char **argv)
{
    const char *plain = getenv("NO_COLOR");
    struct options options = {.form = TEXT};
    static struct run with_threads, folded;
    struct run *run = &with_threads;

    (void)argc;
    read_options(&options, argv);
    options.style.colour = isatty(STDOUT_FILENO) && !(plain && *plain);
    if (!prepare(run, &options))
        return 1;
    if (may_share(&options) && has_too_many_lanes(run)) {
        run = &folded;
        options.processes = true;
        options.style.threads_share = true;
        if (!prepare(run, &options))
            return 1;
    }
    switch (options.form) {
    case TEXT:
        draw_text(run, &options.style, stdout);
        break;
    case SVG:
        draw_svg(run, stdout);
        break;
    case CALLS:
        list_calls(run, stdout);
        break;
    case EVENTS:
        list_events(run, stdout);
        break;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
