/*
 * page.c - the `page` program: a recorded run, to step through.
 *
 *     page [OPTION...] FILE
 *
 *     --json         the document alone (document.md), not the page
 *     --title TEXT   of the run
 *     --build TEXT   how its programs were compiled, if they were for this
 *     --from DIR     where page.html, page.css and page.js are; without it
 *                    tests/harness/page
 *
 * FILE is what tap wrote with TAP_DETAIL (tap/record.c). The page goes to
 * standard output. In page.html three lines stand for what is put in their
 * place: the style, the script, and the document.
 */
#include "page.h"

#include <stdlib.h>
#include <string.h>

struct request {
    struct edition edition;
    bool json;
    const char *from, *file;
};

static _Noreturn void usage(void)
{
    fputs("usage: page [--json] [--title TEXT] [--build TEXT] [--from DIR] "
          "FILE\n",
          stderr);
    exit(2);
}

static struct request read_options(char **argv)
{
    struct request request = {.from = "tests/harness/page"};

    for (argv++; *argv && strncmp(*argv, "--", 2) == 0; argv++) {
        if (strcmp(*argv, "--json") == 0)
            request.json = true;
        else if (strcmp(*argv, "--title") == 0 && argv[1])
            request.edition.title = *++argv;
        else if (strcmp(*argv, "--build") == 0 && argv[1])
            request.edition.build = *++argv;
        else if (strcmp(*argv, "--from") == 0 && argv[1])
            request.from = *++argv;
        else
            usage();
    }
    if (!argv[0] || argv[1])
        usage();
    request.file = argv[0];
    return request;
}

static FILE *open_part(const struct request *request, const char *name)
{
    const char *path = format("%s/%s", request->from, name);
    FILE *in = fopen(path, "r");

    if (!in) {
        perror(path);
        exit(1);
    }
    return in;
}

static void copy_part(const struct request *request, const char *name)
{
    char line[4096];
    FILE *in = open_part(request, name);

    while (fgets(line, sizeof line, in))
        fputs(line, stdout);
    fclose(in);
}

/* A line of the template that consists of this, blanks aside. */
static bool is_place(const char *line, const char *place)
{
    const char *at = line + strspn(line, " ");

    return strncmp(at, place, strlen(place)) == 0 &&
           at[strlen(place) + strspn(at + strlen(place), " \n")] == '\0';
}

static void write_page(const struct request *request, struct run *run)
{
    char line[4096];
    FILE *in = open_part(request, "page.html");

    while (fgets(line, sizeof line, in)) {
        if (is_place(line, "/* style */"))
            copy_part(request, "page.css");
        else if (is_place(line, "/* script */"))
            copy_part(request, "page.js");
        else if (is_place(line, "<!-- document -->"))
            write_document(run, &request->edition, stdout);
        else
            fputs(line, stdout);
    }
    fclose(in);
}

int main(int argc, char **argv)
{
    struct request request = read_options(argv);
    struct run *run = need(sizeof *run);
    const char *wrong;

    (void)argc;
    run->closely = true;
    if ((wrong = read_run(run, request.file))) {
        fprintf(stderr, "page: %s\n", wrong);
        return 1;
    }
    if (request.json)
        write_document(run, &request.edition, stdout);
    else
        write_page(&request, run);
    return fflush(stdout) == 0 ? 0 : 1;
}
