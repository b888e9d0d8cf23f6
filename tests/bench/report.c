/* report.c - what is told of the figures. */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define BUSY 0.95 /* of a core: who uses more than that has no more to give */
#define EASY 0.85 /* and who uses less waits for the other */

static const struct {
    const char *name[LANGUAGES];
    const char *unit;
} figures[FIGURES] = {
    [RATE] = {{"rate", "vazão"}, ""},
    [P99] = {{"p99", "p99"}, "ms"},
    [MEMORY] = {{"memory", "memória"}, "KiB"},
    [PAUSE] = {{"pauses", "pausas"}, "ms"},
    [TIME] = {{"time", "tempo"}, "ms"},
    [HARM] = {{"harmed lines", "linhas danificadas"}, ""},
    [TORN] = {{"torn lines", "linhas rasgadas"}, ""},
    [SERVED] = {{"served", "atendidos"}, ""},
};

static double figure_of(const struct result *result, enum figure figure)
{
    const struct tally *tally = &result->tally;
    const double values[FIGURES] = {
        [RATE] = result->rate,
        [P99] = result->p99,
        [MEMORY] = result->memory,
        [PAUSE] = result->pause,
        [TIME] = result->time,
        [HARM] = (double)(tally->lost + tally->torn + tally->doubled),
        [TORN] = (double)tally->torn,
        [SERVED] = (double)result->served,
    };

    return values[figure];
}

/* ---- over the rounds ---- */

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

static double median(double *values, int count)
{
    if (count == 0)
        return -1;
    qsort(values, (size_t)count, sizeof *values, by_size);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

double summary_of(const struct book *book, size_t load, size_t who,
                  enum figure figure)
{
    double values[MOST_ROUNDS], sum = 0;
    int count = 0;

    for (int i = 0; i < book->rounds; i++) {
        const struct result *result = &book->results[load][who][i];
        double value = figure_of(result, figure);
        if (result->ran && value >= 0) {
            values[count++] = value;
            sum += value;
        }
    }
    double middle = median(values, count);
    if (count > 0 && (figure == HARM || figure == TORN))
        return sum;
    return count > 0 && figure == SERVED ? values[0] : middle;
}

/* The median of the rounds' ratios: what ran one after the other is compared.
   -1 if it was not measured. */
static double ratio_of(const struct book *book, size_t load, size_t who,
                       size_t of_load, size_t of, enum figure figure)
{
    double values[MOST_ROUNDS];
    int count = 0;

    for (int i = 0; i < book->rounds; i++) {
        const struct result *one = &book->results[load][who][i];
        const struct result *other = &book->results[of_load][of][i];
        double above = figure_of(one, figure);
        double below = figure_of(other, figure);
        if (one->ran && other->ran && above >= 0 && below > 0)
            values[count++] = above / below;
    }
    return median(values, count);
}

size_t load_index(const char *name)
{
    size_t i = 0;

    while (i + 1 < load_count && strcmp(loads[i].name, name) != 0)
        i++;
    return i;
}

size_t contender_index(const char *name)
{
    size_t i = 0;

    while (i + 1 < contender_count && strcmp(contenders[i].name, name) != 0)
        i++;
    return i;
}

/* Is the name among the words of the load's servers? */
bool takes_part(const struct load *load, const char *name)
{
    size_t length = strlen(name);

    for (const char *word = load->servers; word; word = strchr(word, ' ')) {
        word += *word == ' ';
        if (strncmp(word, name, length) == 0 &&
            (word[length] == ' ' || word[length] == '\0'))
            return true;
    }
    return false;
}

static bool echoes(const struct load *load)
{
    return load->how == measure_ping_pong || load->how == measure_bulk;
}

size_t baseline_of(const struct load *load)
{
    return contender_index(echoes(load) ? "echo" : "baseline");
}

enum figure main_figure(const struct load *load)
{
    if (load->how == measure_paced)
        return P99;
    if (load->how == measure_idle)
        return MEMORY;
    if (load->how == measure_burst)
        return TIME;
    return RATE;
}

/* ---- in words ---- */

/* With the comma of the language. */
static char *with_comma(char *text, enum language language)
{
    char *point = language == PT ? strchr(text, '.') : NULL;

    if (point)
        *point = ',';
    return text;
}

/* "38.1 million/s" */
static void put_rate(char *text, size_t size, double rate,
                     enum language language)
{
    static const char *const words[LANGUAGES][3] = {
        [EN] = {"", " thousand", " million"}, [PT] = {"", " mil", " milhões"}};
    int thousands = rate >= 1e6 ? 2 : rate >= 1e3 ? 1 : 0;
    const double scales[] = {1, 1e3, 1e6};

    snprintf(text, size, "%.3g%s/s", rate / scales[thousands],
             words[language][thousands]);
}

const char *value_text(const struct load *load, enum figure figure,
                       double value, enum language language)
{
    static const char *const times[LANGUAGES] = {
        "%.2f times Python's speed", "%.2f vezes a velocidade do Python"};
    static char text[64];

    if (value < 0)
        return language == EN ? "not measured" : "não medido";
    if (figure == RATE && load->how == measure_fernet)
        snprintf(text, sizeof text, times[language], value);
    else if (figure == RATE && load->how == measure_bulk)
        snprintf(text, sizeof text, "%.0f MB/s", value / 1e6);
    else if (figure == RATE)
        put_rate(text, sizeof text, value, language);
    else if (figure == MEMORY && value >= 1024)
        snprintf(text, sizeof text, "%.2f MiB", value / 1024);
    else if (figure == P99)
        snprintf(text, sizeof text, "%.3g ms", value);
    else
        snprintf(text, sizeof text, "%.*f%s%s",
                 (figure == MEMORY || figure == TIME) && value < 100, value,
                 *figures[figure].unit ? " " : "", figures[figure].unit);
    return with_comma(text, language);
}

const char *number_text(double value, enum language language)
{
    static char text[32];

    snprintf(text, sizeof text,
             value >= 100 ? "%.0f"
             : value >= 1 ? "%.3g"
                          : "%.2g",
             value);
    return with_comma(text, language);
}

const char *name_of(enum figure figure, enum language language)
{
    return figures[figure].name[language];
}

/* Of all rounds of one server: the tallies, what lagged behind, who waited for
   whom, what went wrong. */
static void print_notes(const struct result *results, int rounds)
{
    struct tally sum = {0};
    long behind = 0;
    int generator = 0, ran = 0;
    const char *trouble = NULL;

    for (int i = 0; i < rounds; i++) {
        sum.lost += results[i].tally.lost;
        sum.torn += results[i].tally.torn;
        sum.doubled += results[i].tally.doubled;
        behind += results[i].behind > 0 ? results[i].behind : 0;
        generator += results[i].load_share > BUSY &&
                     results[i].server_share >= 0 &&
                     results[i].server_share < EASY;
        ran += results[i].ran;
        trouble = results[i].trouble ? results[i].trouble : trouble;
    }
    printf("%ld lost, %ld torn, %ld doubled", sum.lost, sum.torn, sum.doubled);
    if (behind > 0)
        printf("; too slow: %ld on their way when time was up", behind);
    if (generator * 2 > ran)
        printf("; the generator is the bottleneck");
    if (trouble)
        printf("; %s", trouble);
}

/* The other figures that a case is about, where it is about more than one: up
   to two, and FIGURES after them. */
void more_figures(const struct load *load, enum figure more[3])
{
    int count = 0;

    if (load->stuck > 0)
        more[count++] = PAUSE;
    if (load->stuck > 0 || (echoes(load) && load->senders < load->members))
        more[count++] = MEMORY;
    if (load->how == measure_idle)
        more[count++] = TIME;
    if (load->how == measure_burst)
        more[count++] = SERVED;
    more[count] = FIGURES;
}

static void print_more(const struct book *book, size_t load, size_t who)
{
    enum figure more[3];

    more_figures(&loads[load], more);
    for (int i = 0; more[i] != FIGURES; i++) {
        double value = summary_of(book, load, who, more[i]);
        if (value >= 0)
            printf("; %s %s", name_of(more[i], EN),
                   value_text(&loads[load], more[i], value, EN));
    }
}

/* Of the memory there is no ratio: the baseline takes none. */
double ratio_to_baseline(const struct book *book, size_t load, size_t who)
{
    enum figure figure = main_figure(&loads[load]);

    if (figure == MEMORY)
        return -1;
    return ratio_of(book, load, who, load, baseline_of(&loads[load]), figure);
}

static void print_server(const struct book *book, size_t load, size_t who)
{
    enum figure figure = main_figure(&loads[load]);
    double ratio = ratio_to_baseline(book, load, who);
    char share[16] = "";

    if (ratio >= 0)
        snprintf(share, sizeof share, "%.2f", ratio);
    printf("%-12s %-15s %6s  %-18s", loads[load].name,
           contenders[who].shown[EN], share,
           value_text(&loads[load], figure, summary_of(book, load, who, figure),
                      EN));
    print_notes(book->results[load][who], book->rounds);
    print_more(book, load, who);
    printf("\n");
}

/* The line of a case and server: ratio to the baseline, figure, harm. */
void print_case(const struct book *book, size_t load)
{
    printf("# %s\n", loads[load].about[EN]);
    for (size_t i = 0; i < contender_count; i++)
        if (takes_part(&loads[load], contenders[i].name) &&
            !contenders[i].skipped)
            print_server(book, load, i);
    fflush(stdout);
}

/* ---- the table ---- */

/* Has the server been measured against that baseline? */
static bool has_column(const struct book *book, size_t who, size_t baseline)
{
    for (size_t load = 0; load < load_count; load++)
        if (who != baseline && baseline_of(&loads[load]) == baseline &&
            ratio_to_baseline(book, load, who) >= 0)
            return true;
    return false;
}

static void print_row(const struct book *book, size_t load, size_t baseline)
{
    enum figure figure = main_figure(&loads[load]);
    double least = summary_of(book, load, baseline, figure);

    if (baseline_of(&loads[load]) != baseline ||
        ratio_to_baseline(book, load, baseline) < 0)
        return;
    printf("%-13s", loads[load].name);
    for (size_t i = 0; i < contender_count; i++) {
        double ratio = ratio_to_baseline(book, load, i);
        if (!has_column(book, i, baseline))
            continue;
        if (ratio >= 0)
            printf("%16.2f", ratio);
        else
            printf("%16s", "-");
    }
    printf("   %s of %s\n", name_of(figure, EN),
           value_text(&loads[load], figure, least, EN));
}

/* Ratios to one baseline: a row a case, a column a server, and last what the
   baseline's own figure is. */
static void print_grid(const struct book *book, size_t baseline)
{
    bool any = false;

    for (size_t i = 0; i < contender_count; i++)
        any = any || has_column(book, i, baseline);
    if (!any)
        return;
    printf("\n%-13s", "");
    for (size_t i = 0; i < contender_count; i++)
        if (has_column(book, i, baseline))
            printf("%16s", contenders[i].shown[EN]);
    printf("   times the %s's\n", contenders[baseline].shown[EN]);
    for (size_t load = 0; load < load_count; load++)
        print_row(book, load, baseline);
}

void print_table(const struct book *book)
{
    print_grid(book, contender_index("baseline"));
    print_grid(book, contender_index("echo"));
}

/* ---- the bounds ---- */

/* What the bound is about, or -1 if that was not measured. */
double reached(const struct book *book, const struct bound *bound)
{
    size_t load = load_index(bound->load), who = contender_index(bound->who);

    if (!bound->of)
        return summary_of(book, load, who, bound->figure);
    size_t of_load = bound->of_in ? load_index(bound->of_in) : load;
    return ratio_of(book, load, who, of_load, contender_index(bound->of),
                    bound->figure);
}

static bool print_bound(const struct bound *bound, double value)
{
    bool holds = bound->at_most ? value <= bound->limit : value >= bound->limit;

    printf("%-7s %-13s %-15s %-12s %9.4g, at %s %g %s%s%s%s\n",
           holds ? "holds" : "MISSED", bound->load,
           contenders[contender_index(bound->who)].shown[EN],
           name_of(bound->figure, EN), value, bound->at_most ? "most" : "least",
           bound->limit, bound->of ? "of the " : figures[bound->figure].unit,
           bound->of ? contenders[contender_index(bound->of)].shown[EN] : "",
           bound->of_in ? "'s in " : "", bound->of_in ? bound->of_in : "");
    return holds;
}

int print_bounds(const struct book *book)
{
    int missed = 0, judged = 0;

    printf("\n");
    for (size_t i = 0; i < bound_count; i++) {
        double value = reached(book, &bounds[i]);
        if (value < 0)
            continue; /* not measured this time */
        judged++;
        missed += !print_bound(&bounds[i], value);
    }
    if (judged > 0)
        printf("%d of %d bounds hold\n", judged - missed, judged);
    return missed;
}

/* ---- the machine ---- */

/* The processor's name, where the system tells it. */
static void print_processor(FILE *out)
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");
    bool found = false;

    while (file && !found && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        found = colon && strncmp(line, "model name", 10) == 0;
        if (found)
            fprintf(out, ", %.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
    }
    if (file)
        fclose(file);
}

void print_machine(FILE *out)
{
    struct utsname system;
    time_t seconds = time(NULL);
    char date[32] = "";

    strftime(date, sizeof date, "%Y-%m-%d %H:%M UTC", gmtime(&seconds));
    fprintf(out, "# %s", date);
    if (uname(&system) == 0) /* the version; not who has built it */
        fprintf(out, ", %s %.*s %s", system.sysname,
                (int)strcspn(system.release, "-"), system.release,
                system.machine);
    fprintf(out, ", %ld cores", sysconf(_SC_NPROCESSORS_ONLN));
    print_processor(out);
#ifdef __clang__
    fprintf(out, ", %s\n", __VERSION__);
#elif defined __GNUC__
    fprintf(out, ", gcc %s\n", __VERSION__);
#else
    fprintf(out, "\n");
#endif
    fflush(out);
}
