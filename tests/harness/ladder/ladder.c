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
 * FILE is what tap wrote (TAP_RECORD, see tap/record.c); - is standard input.
 * In colour on a terminal, unless NO_COLOR is set.
 */
#define _POSIX_C_SOURCE 200809L

#include "ladder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_LANES = 8 };

struct options {
    void (*form)(const struct picture *picture, FILE *out);
    const char *file;
    bool processes, threads;
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

static void read_options(struct options *options, struct picture *picture,
                         char **argv)
{
    for (argv++; *argv && strncmp(*argv, "--", 2) == 0; argv++) {
        if (strcmp(*argv, "--text") == 0)
            options->form = draw_text;
        else if (strcmp(*argv, "--svg") == 0)
            options->form = draw_svg;
        else if (strcmp(*argv, "--normalize") == 0)
            options->form = list_calls;
        else if (strcmp(*argv, "--events") == 0)
            options->form = list_events;
        else if (strcmp(*argv, "--ascii") == 0)
            picture->ascii = true;
        else if (strcmp(*argv, "--processes") == 0)
            options->processes = true;
        else if (strcmp(*argv, "--threads") == 0)
            options->threads = true;
        else if (strcmp(*argv, "--all") == 0)
            picture->everything = true;
        else if (strcmp(*argv, "--width") == 0 && argv[1])
            picture->width = (size_t)strtoul(*++argv, NULL, 10);
        else if (strcmp(*argv, "--title") == 0 && argv[1])
            picture->title = *++argv;
        else if (strcmp(*argv, "--only") == 0 && argv[1])
            picture->only = *++argv;
        else if (strcmp(*argv, "--act") == 0 && argv[1])
            picture->act = atoi(*++argv);
        else
            usage();
    }
    if (!argv[0] || argv[1] || (picture->width && picture->width < 40))
        usage();
    options->file = argv[0];
}

/* Reads the file and makes rows of it; ends with a sentence if it cannot. */
static void prepare(struct picture *picture, const char *file, bool no_threads)
{
    struct run *run = need(sizeof *run);
    const char *wrong;

    run->no_threads = no_threads;
    if ((wrong = read_run(run, file))) {
        fprintf(stderr, "ladder: %s\n", wrong);
        exit(1);
    }
    picture->run = run;
    make_rows(picture);
}

int main(int argc, char **argv)
{
    const char *plain = getenv("NO_COLOR");
    struct options options = {.form = draw_text};
    struct picture asked = {0}, picture;

    (void)argc;
    read_options(&options, &asked, argv);
    asked.colour = isatty(STDOUT_FILENO) && !(plain && *plain);
    picture = asked;
    prepare(&picture, options.file, options.processes);
    /* What came on standard input cannot be read again. */
    if (options.form == draw_text && !options.threads && !options.processes &&
        strcmp(options.file, "-") != 0 && most_lanes(&picture) > MOST_LANES) {
        picture = asked;
        picture.threads_share = true;
        prepare(&picture, options.file, true);
    }
    options.form(&picture, stdout);
    return fflush(stdout) == 0 ? 0 : 1;
}
