/*
 * plot.c - two figures for the guide, each in both languages: deliveries a
 * second, and p99, over the number of members. Both axes are logarithmic. SVG
 * with text as text; the colours follow the reader's light or dark.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#include <math.h>
#include <string.h>

#define WIDTH 720
#define HEIGHT 420
#define LEFT 70
#define RIGHT 570
#define TOP 56
#define BOTTOM 360
#define POINTS 3
#define LABEL_HEIGHT 17.0

static const char *const suffix[LANGUAGES] = {"en", "pt-BR"};

/* One figure: which cases are its points, and what it says. */
struct plot {
    const char *file;
    const char *points[POINTS];
    enum figure figure;
    double scale;     /* from the figure to the axis */
    double low, high; /* the axis: powers of ten */
    const char *title[LANGUAGES];
    const char *text[LANGUAGES];
};

static const struct plot plots[] = {
    {"bench-deliveries",
     {"flood-10x10", "flood-100x10", "flood-500x10"},
     RATE,
     1e-6,
     0.01,
     100,
     {"Deliveries a second (millions)", "Entregas por segundo (milhões)"},
     {"10 members say 64-byte lines as fast as they can; more is better.",
      "10 membros dizem linhas de 64 bytes o mais rápido que podem; mais é "
      "melhor."}},
    {"bench-p99",
     {"paced-10", "paced-50", "paced-500"},
     P99,
     1,
     0.1,
     1000,
     {"Delay of the slowest 1 % (p99, ms)",
      "Atraso do 1 % mais lento (p99, ms)"},
     {"200 lines a second in all, from the moment each was due; less is "
      "better.",
      "200 linhas por segundo ao todo, desde o momento em que cada uma devia "
      "sair; menos é melhor."}},
};

static const struct {
    const char *who;
    const char *name[LANGUAGES];
    const char *light, *dark;
} lines[] = {
    {"06", {"step 06", "passo 06"}, "#b3261e", "#ff8a80"},
    {"baseline", {"baseline", "referência"}, "#555555", "#bbbbbb"},
    {"asyncio", {"asyncio", "asyncio"}, "#1a56a8", "#82b1ff"},
    {"node", {"Node", "Node"}, "#1b6e2d", "#8bd49c"},
    {"000", {"guide 000", "guia 000"}, "#7a4b00", "#ffca6b"},
    {"004", {"guide 004", "guia 004"}, "#6a2c91", "#d8a6f5"},
};
#define LINES (sizeof lines / sizeof *lines)

/* One server's line on the page. */
struct trace {
    size_t line;
    int count;
    double x[POINTS], y[POINTS];
    double label;
};

static const char *const members[LANGUAGES] = {"members", "membros"};

static double place_x(const struct plot *plot, int point)
{
    double first = log10(loads[load_index(plot->points[0])].members);
    double last = log10(loads[load_index(plot->points[POINTS - 1])].members);
    double here = log10(loads[load_index(plot->points[point])].members);

    return LEFT + (RIGHT - LEFT - 20) * (here - first) / (last - first);
}

static double place_y(const struct plot *plot, double value)
{
    double share = log10(value / plot->low) / log10(plot->high / plot->low);

    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return BOTTOM - (BOTTOM - TOP) * share;
}

static struct trace trace_of(const struct book *book, const struct plot *plot,
                             size_t line)
{
    struct trace trace = {.line = line};
    size_t who = contender_index(lines[line].who);

    for (int i = 0; i < POINTS; i++) {
        double value =
            summary_of(book, load_index(plot->points[i]), who, plot->figure);
        if (value <= 0)
            continue;
        trace.x[trace.count] = place_x(plot, i);
        trace.y[trace.count++] = place_y(plot, value * plot->scale);
    }
    if (trace.count > 0)
        trace.label = trace.y[trace.count - 1];
    return trace;
}

/* Labels stand beside the last point, but not on each other: from the top
   down, each below the one before; then as many as stick out, up again. */
static void spread_labels(struct trace *traces, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && traces[j].label < traces[j - 1].label;
             j--) {
            struct trace other = traces[j];
            traces[j] = traces[j - 1];
            traces[j - 1] = other;
        }
    for (size_t i = 1; i < count; i++)
        if (traces[i].label < traces[i - 1].label + LABEL_HEIGHT)
            traces[i].label = traces[i - 1].label + LABEL_HEIGHT;
    double room = BOTTOM;
    for (size_t i = count; i-- > 0 && traces[i].label > room;) {
        traces[i].label = room;
        room -= LABEL_HEIGHT;
    }
}

static void draw_head(FILE *out, const struct plot *plot,
                      enum language language)
{
    fprintf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
        "height=\"%d\" viewBox=\"0 0 %d %d\" "
        "role=\"img\" aria-labelledby=\"title desc\" lang=\"%s\">\n"
        "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n"
        "<style>\nsvg { background: #ffffff; }\n"
        "text { font-family: sans-serif; font-size: 14px; fill: #1a1a1a; }\n"
        ".grid { stroke: #dddddd; }\n",
        WIDTH, HEIGHT, WIDTH, HEIGHT, suffix[language], plot->title[language],
        plot->text[language]);
    for (size_t i = 0; i < LINES; i++)
        fprintf(out, "#l%zu { stroke: %s; fill: %s; }\n#t%zu { fill: %s; }\n",
                i, lines[i].light, lines[i].light, i, lines[i].light);
    fprintf(out, "@media (prefers-color-scheme: dark) {\n"
                 "svg { background: #16181c; }\ntext { fill: #eeeeee; }\n"
                 ".grid { stroke: #3a3d42; }\n");
    for (size_t i = 0; i < LINES; i++)
        fprintf(out, "#l%zu { stroke: %s; fill: %s; }\n#t%zu { fill: %s; }\n",
                i, lines[i].dark, lines[i].dark, i, lines[i].dark);
    fprintf(out,
            "}\n</style>\n<text x=\"16\" y=\"24\" font-weight=\"bold\">%s"
            "</text>\n<text x=\"16\" y=\"%d\">%s</text>\n",
            plot->title[language], HEIGHT - 12, plot->text[language]);
}

static void draw_axes(FILE *out, const struct plot *plot,
                      enum language language)
{
    for (double value = plot->low; value <= plot->high * 1.01; value *= 10)
        fprintf(out,
                "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.0f\" "
                "y2=\"%.0f\"/><text x=\"%d\" y=\"%.0f\" "
                "text-anchor=\"end\">%s</text>\n",
                LEFT, RIGHT, place_y(plot, value), place_y(plot, value),
                LEFT - 8, place_y(plot, value) + 5,
                number_text(value, language));
    for (int i = 0; i < POINTS; i++)
        fprintf(out,
                "<line class=\"grid\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%d\" "
                "y2=\"%d\"/><text x=\"%.0f\" y=\"%d\" "
                "text-anchor=\"middle\">%d</text>\n",
                place_x(plot, i), place_x(plot, i), TOP, BOTTOM,
                place_x(plot, i), BOTTOM + 18,
                loads[load_index(plot->points[i])].members);
    fprintf(out, "<text x=\"%d\" y=\"%d\">%s</text>\n", RIGHT, BOTTOM + 18,
            members[language]);
}

static void draw_trace(FILE *out, const struct trace *trace,
                       enum language language)
{
    fprintf(out,
            "<g id=\"l%zu\"><polyline fill=\"none\" stroke-width=\"%d\" "
            "points=\"",
            trace->line, trace->line == 0 ? 3 : 2);
    for (int i = 0; i < trace->count; i++)
        fprintf(out, "%.1f,%.1f ", trace->x[i], trace->y[i]);
    fprintf(out, "\"/>");
    for (int i = 0; i < trace->count; i++)
        fprintf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", trace->x[i],
                trace->y[i]);
    fprintf(out, "</g>\n<text id=\"t%zu\" x=\"%d\" y=\"%.1f\"%s>%s</text>\n",
            trace->line, RIGHT + 8, trace->label + 5,
            trace->line == 0 ? " font-weight=\"bold\"" : "",
            lines[trace->line].name[language]);
}

/* Has ours been measured at each point? */
static bool is_whole(const struct book *book, const struct plot *plot)
{
    return trace_of(book, plot, 0).count == POINTS;
}

static void draw_plot(const struct book *book, const struct plot *plot,
                      const char *directory, enum language language)
{
    struct trace traces[LINES];
    char name[512];
    size_t count = 0;

    for (size_t i = 0; i < LINES; i++) {
        traces[count] = trace_of(book, plot, i);
        count += traces[count].count > 0;
    }
    if (!is_whole(book, plot))
        return; /* half a figure would only replace a whole one */
    spread_labels(traces, count);
    snprintf(name, sizeof name, "%s/%s.%s.svg", directory, plot->file,
             suffix[language]);
    FILE *out = fopen(name, "w");
    if (!out) {
        perror(name);
        return;
    }
    draw_head(out, plot, language);
    draw_axes(out, plot, language);
    for (size_t i = 0; i < count; i++)
        draw_trace(out, &traces[i], language);
    fprintf(out, "</svg>\n");
    if (fclose(out) == 0)
        printf("drawn: %s\n", name);
}

void draw_plots(const struct book *book, const char *directory)
{
    for (size_t i = 0; i < sizeof plots / sizeof *plots; i++) {
        draw_plot(book, &plots[i], directory, EN);
        draw_plot(book, &plots[i], directory, PT);
    }
}
