/*
 * ladder.c - the `ladder` program: draws the records of a run.
 *
 *     ladder [OPTION...] FILE
 *
 *     --width N     as wide as that; without it 100 columns, or more where
 *                   there are more than three lanes
 *     --ascii       no other characters in the drawing
 *     --processes   one lane for each process, whatever its threads
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

#include "ladder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum form { TEXT, SVG, CALLS, EVENTS };

struct options {
    enum form form;
    struct style style;
    const char *title, *file;
    const char *only;
    int act;
    bool processes, all;
};

static _Noreturn void usage(void)
{
    fputs("usage: ladder [--width N] [--ascii] [--processes] [--all] "
          "[--title TEXT]\n"
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

int main(int argc, char **argv)
{
    const char *plain = getenv("NO_COLOR");
    struct options options = {.form = TEXT};
    static struct run run;

    (void)argc;
    read_options(&options, argv);
    options.style.colour = isatty(STDOUT_FILENO) && !(plain && *plain);
    run.title = options.title;
    run.no_threads = options.processes;
    run.everything = options.all;
    run.only = options.only;
    run.act = options.act;
    if (!read_run(&run, options.file))
        return 1;
    match_run(&run);
    if (run.only)
        pick_events(&run);
    make_rows(&run);
    switch (options.form) {
    case TEXT:
        draw_text(&run, &options.style, stdout);
        break;
    case SVG:
        draw_svg(&run, stdout);
        break;
    case CALLS:
        list_calls(&run, stdout);
        break;
    case EVENTS:
        list_events(&run, stdout);
        break;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
