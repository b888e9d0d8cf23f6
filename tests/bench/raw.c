/* raw.c - what came out of each run, as a line of NAME=VALUE; and read back. */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"

#include <stdlib.h>
#include <string.h>

const struct result NOTHING_YET = {.rate = -1,
                                   .p50 = -1,
                                   .p99 = -1,
                                   .memory = -1,
                                   .pause = -1,
                                   .time = -1,
                                   .served = -1,
                                   .load_share = -1,
                                   .server_share = -1};

/* The numbers of a line. One that is as in NOTHING_YET is left out. */
static const struct field {
    const char *name;
    int digits; /* -1: it is a long */
    size_t at;
} fields[] = {
    {"rate", 3, offsetof(struct result, rate)},
    {"p50", 3, offsetof(struct result, p50)},
    {"p99", 3, offsetof(struct result, p99)},
    {"memory", 2, offsetof(struct result, memory)},
    {"pause", 1, offsetof(struct result, pause)},
    {"time", 2, offsetof(struct result, time)},
    {"whole", -1, offsetof(struct result, tally.whole)},
    {"lost", -1, offsetof(struct result, tally.lost)},
    {"torn", -1, offsetof(struct result, tally.torn)},
    {"doubled", -1, offsetof(struct result, tally.doubled)},
    {"behind", -1, offsetof(struct result, behind)},
    {"served", -1, offsetof(struct result, served)},
    {"generator", 2, offsetof(struct result, load_share)},
    {"server_cpu", 2, offsetof(struct result, server_share)},
};

static double double_at(const struct result *result, const struct field *field)
{
    double value;

    memcpy(&value, (const char *)result + field->at, sizeof value);
    return value;
}

static long long_at(const struct result *result, const struct field *field)
{
    long value;

    memcpy(&value, (const char *)result + field->at, sizeof value);
    return value;
}

static void write_number(FILE *out, const struct result *result,
                         const struct field *field)
{
    if (field->digits < 0) {
        long value = long_at(result, field);
        if (value != long_at(&NOTHING_YET, field))
            fprintf(out, " %s=%ld", field->name, value);
    } else {
        double value = double_at(result, field);
        if (value >= 0)
            fprintf(out, " %s=%.*f", field->name,
                    value < 1000 ? field->digits : 0, value);
    }
}

static void read_number(const char *value, struct result *result,
                        const struct field *field)
{
    char *place = (char *)result + field->at;
    long whole = strtol(value, NULL, 10);
    double number = strtod(value, NULL);

    if (field->digits < 0)
        memcpy(place, &whole, sizeof whole);
    else
        memcpy(place, &number, sizeof number);
}

void write_raw(FILE *out, const struct load *load, const struct contender *who,
               int round, const struct result *result)
{
    fprintf(out, "case=%s server=%s round=%d", load->name, who->name, round);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        write_number(out, result, &fields[i]);
    if (result->trouble)
        fprintf(out, " trouble=\"%s\"", result->trouble);
    fprintf(out, "%s\n", result->ran ? "" : " failed=1");
    fflush(out);
}

/* The value of NAME in a line; NULL if it is not there. */
static const char *value_in(const char *line, const char *name)
{
    size_t length = strlen(name);

    while ((line = strstr(line, name))) {
        if (line[-1] == ' ' && line[length] == '=')
            return line + length + 1;
        line += length;
    }
    return NULL;
}

static void read_result(const char *line, struct result *result)
{
    const char *trouble = value_in(line, "trouble");

    *result = NOTHING_YET;
    result->ran = !value_in(line, "failed");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *value = value_in(line, fields[i].name);
        if (value)
            read_number(value, result, &fields[i]);
    }
    if (trouble)
        result->trouble =
            strndup(trouble + 1, strcspn(trouble + 1, "\"")); /* kept */
}

static bool read_line_of(const char *line, const char *machine,
                         struct book *book)
{
    char load[32], who[32];
    int round;

    if (sscanf(line, "case=%31s server=%31s round=%d", load, who, &round) != 3)
        return false;
    size_t i = load_index(load), j = contender_index(who);
    if (strcmp(loads[i].name, load) != 0 ||
        strcmp(contenders[j].name, who) != 0 || round < 0 ||
        round >= MOST_ROUNDS)
        return false;
    read_result(line, &book->results[i][j][round]);
    snprintf(book->machines[i], sizeof *book->machines, "%s", machine);
    if (round >= book->rounds)
        book->rounds = round + 1;
    return true;
}

bool read_raw(const char *file, struct book *book)
{
    FILE *in = fopen(file, "r");
    char line[1024], machine[256] = "";
    int number = 0;

    if (!in) {
        perror(file);
        return false;
    }
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        number++;
        if (strncmp(line, "# ", 2) == 0) {
            snprintf(machine, sizeof machine, "%.255s", line + 2);
        } else if (!read_line_of(line, machine, book)) {
            fprintf(stderr, "%s:%d: this is no run of a case\n", file, number);
            fclose(in);
            return false;
        }
    }
    fclose(in);
    return true;
}
