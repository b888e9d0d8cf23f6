/* told_faults.c - what we make of a program's calls, as its reader is told. */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"
#include "programs.h"

#include <limits.h>
#include <signal.h>
#include <string.h>

/* A rule of TAP_FAULTS: CALL=FAULT[@FIRST][xTIMES][/EVERY]. */
struct rule {
    char call[32], fault[32];
    int first, times, every;
};

static bool read_rule(const char *text, struct rule *rule)
{
    int used = 0;

    *rule = (struct rule){.first = 1, .times = INT_MAX, .every = 1};
    if (sscanf(text, "%31[^=]=%31[^@x/]%n", rule->call, rule->fault, &used) !=
        2)
        return false;
    for (text += used; *text; text += used)
        if (sscanf(text, "@%d%n", &rule->first, &used) != 1 &&
            sscanf(text, "x%d%n", &rule->times, &used) != 1 &&
            sscanf(text, "/%d%n", &rule->every, &used) != 1)
            return false;
    return true;
}

static const char *which_calls(const struct rule *rule)
{
    if (rule->times == 1)
        return text_of(" (call %d)", rule->first);
    if (rule->times < INT_MAX)
        return text_of(" (calls %d to %d)", rule->first,
                       rule->first + rule->times - 1);
    if (rule->every > 1)
        return text_of(" (one call in %d)", rule->every);
    return rule->first > 1 ? text_of(" (from call %d on)", rule->first) : "";
}

static const char *what_happens(const struct rule *rule)
{
    if (strcmp(rule->fault, "short") == 0)
        return text_of("%s() moves one byte at a time", rule->call);
    if (strcmp(rule->fault, "hold") == 0)
        return text_of("%s() is held back", rule->call);
    if (strcmp(rule->fault, "early") == 0)
        return text_of("%s() returns without a reason", rule->call);
    if (strcmp(rule->fault, "late") == 0 &&
        strcmp(rule->call, "pthread_create") != 0)
        return text_of("%s() begins late", rule->call);
    if (strcmp(rule->fault, "late") == 0)
        return text_of("what %s() makes begins late", rule->call);
    if (strcmp(rule->fault, "flood") == 0)
        return text_of("%s() always brings something", rule->call);
    if (strcmp(rule->fault, "itself") == 0)
        return text_of("%s() meets the socket itself", rule->call);
    if (strncmp(rule->fault, "SIG", 3) == 0)
        return text_of("%s arrives at %s()", rule->fault, rule->call);
    return text_of("%s() fails with %s", rule->call, rule->fault);
}

const char *faults_in_words(const char *faults)
{
    const char *told = "";
    char rule_text[96];
    struct rule rule;

    while (*(faults += strspn(faults, " "))) {
        size_t length = strcspn(faults, " ");
        snprintf(rule_text, sizeof rule_text, "%.*s", (int)length, faults);
        if (!read_rule(rule_text, &rule))
            return faults;
        told = text_of("%s%s%s%s", told, *told ? ", " : "", what_happens(&rule),
                       which_calls(&rule));
        faults += length;
    }
    return told;
}
