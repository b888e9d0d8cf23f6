/*
 * page.c - the `page` program: a recorded run, to step through.
 *
 *     page [OPTION...] FILE
 *
 *     --json         the document alone (document.md), not the page
 *     --title TEXT   of the run
 *     --step NAME    of a step's demo: the chapters have its title
 *     --build TEXT   how its programs were compiled, if they were for this
 *     --from DIR     where page.html, page.css and page.js are; without it
 *                    tests/harness/page
 *
 * FILE is what tap wrote with TAP_DETAIL (tap/record.c). The page goes to
 * standard output. In page.html some lines stand for what is put in their
 * place (the table in write_page).
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
    fputs("usage: page [--json] [--title TEXT | --step NAME] [--build TEXT]\n"
          "            [--from DIR] FILE\n",
          stderr);
    exit(2);
}

/* The first line of a step's chapter, without its #. */
static const char *title_in(const char *language, const char *step)
{
    char line[256] = "";
    const char *name = strrchr(step, '/') ? strrchr(step, '/') + 1 : step;
    FILE *in = fopen(format("docs/%s/%s.md", language, name), "r");

    if (in && !fgets(line, sizeof line, in))
        line[0] = '\0';
    if (in)
        fclose(in);
    line[strcspn(line, "\n")] = '\0';
    return format("%s", line[0] ? line + strspn(line, "# ") : name);
}

static struct request read_options(char **argv)
{
    struct request request = {.from = "tests/harness/page"};
    struct edition *edition = &request.edition;

    for (argv++; *argv && strncmp(*argv, "--", 2) == 0; argv++) {
        if (strcmp(*argv, "--json") == 0) {
            request.json = true;
        } else if (strcmp(*argv, "--title") == 0 && argv[1]) {
            edition->title = edition->titulo = *++argv;
        } else if (strcmp(*argv, "--step") == 0 && argv[1]) {
            edition->title = title_in("en", *++argv);
            edition->titulo = title_in("pt-BR", *argv);
        } else if (strcmp(*argv, "--build") == 0 && argv[1]) {
            edition->build = *++argv;
        } else if (strcmp(*argv, "--from") == 0 && argv[1]) {
            request.from = *++argv;
        } else {
            usage();
        }
    }
    if (!argv[0] || argv[1])
        usage();
    request.file = argv[0];
    return request;
}

/* ---- the page ---- */

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

static void put_style(const struct request *request, const struct story *story)
{
    (void)story;
    copy_part(request, "page.css");
}

static void put_script(const struct request *request, const struct story *story)
{
    (void)story;
    copy_part(request, "page.js");
}

static void put_title(const struct request *request, const struct story *story)
{
    (void)story;
    write_text(request->edition.title ? request->edition.title : "", stdout);
}

static void put_list(const struct request *request, const struct story *story)
{
    (void)request;
    write_list(story, stdout);
}

static void put_document(const struct request *request,
                         const struct story *story)
{
    fputs("<script type=\"application/json\" id=\"document\">\n", stdout);
    write_document(story, &request->edition, stdout);
    fputs("</script>\n", stdout);
}

/* Each place is one of a line at most. */
static void write_page(const struct request *request, const struct story *story)
{
    static const struct {
        const char *place;
        void (*put)(const struct request *request, const struct story *story);
    } places[] = {{"<!-- title -->", put_title},
                  {"/* style */", put_style},
                  {"/* script */", put_script},
                  {"<!-- steps -->", put_list},
                  {"<!-- document -->", put_document}};
    char line[4096];
    FILE *in = open_part(request, "page.html");

    while (fgets(line, sizeof line, in)) {
        const char *rest = line;
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            const char *at = strstr(line, places[i].place);
            if (!at)
                continue;
            fwrite(line, 1, (size_t)(at - line), stdout);
            places[i].put(request, story);
            rest = at + strlen(places[i].place);
        }
        fputs(rest, stdout);
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
    const struct story *story = story_of(run, &request.edition);
    if (request.json)
        write_document(story, &request.edition, stdout);
    else
        write_page(&request, story);
    return fflush(stdout) == 0 ? 0 : 1;
}
