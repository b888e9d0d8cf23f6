/*
 * test_attack.c - the attacks themselves: what survives them in the steps, and
 * that wrong programs do not.
 */
#define _POSIX_C_SOURCE 200809L

#include "attack/attack.h"
#include "suite/suite.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MAX_CELLS 256

static const char *const steps[] = {"01", "02", "03", "04", "05", "06", "07"};

/* The directory of the step with that number, or NULL. */
static const char *directory_of(const char *step)
{
    static char name[256];
    DIR *here = opendir(".");
    struct dirent *entry;
    const char *found = NULL;

    while (here && !found && (entry = readdir(here)))
        if (strncmp(entry->d_name, step, 2) == 0 && entry->d_name[2] == '-')
            found = strcpy(name, entry->d_name);
    if (here)
        closedir(here);
    return found;
}

/* ---- the steps ---- */

static void tell_bad(const struct cell *cell)
{
    char verdict[48];

    if (cell->result.verdict == NOT_TRIED)
        printf("  %s, %s: not tried: %s\n", cell->target->name,
               cell->attack->name, cell->result.answer);
    if (is_bad(&cell->result))
        printf("  %s, %s: %s; the program %s: %s\n", cell->target->name,
               cell->attack->name, cell->attack->does, cell->result.answer,
               verdict_text(&cell->result, verdict));
}

/* All attacks on one program. */
static size_t add_cells(struct cell *cells, const struct target *target,
                        const char *directory)
{
    size_t count;
    const struct attack *attacks = attacks_on(target->kind, &count);

    size_t added = 0;

    for (size_t i = 0; i < count; i++)
        if (is_on(&attacks[i], target))
            cells[added++] = (struct cell){.directory = directory,
                                           .target = target,
                                           .attack = &attacks[i]};
    return added;
}

static const struct spared *spared_by(const struct target *bare,
                                      const char *attack)
{
    for (size_t i = 0; i < spared_count; i++)
        if (strcmp(spared[i].step, bare->step) == 0 &&
            strcmp(spared[i].program, bare->name) == 0 &&
            is_among(attack, spared[i].attacks))
            return &spared[i];
    return NULL;
}

static enum verdict verdict_of(const struct cell *cells, size_t count,
                               const struct target *target,
                               const struct attack *attack)
{
    for (size_t i = 0; i < count; i++)
        if (cells[i].target == target && cells[i].attack == attack)
            return cells[i].result.verdict;
    return NOT_TRIED;
}

/* What the full program was made for is what the bare one does not survive.
   NULL: so it is; or what is wrong in the source. */
static const char *what_is_unequal(const struct cell *cell, enum verdict full)
{
    const char *attack = cell->attack->name;
    const struct spared *reason = spared_by(cell->target, attack);
    bool survived = cell->result.verdict == SURVIVED;
    struct repair repair;

    if (survived && !reason)
        return "it is survived, and `spared` gives no reason";
    if (!survived && reason)
        return "it is not survived, and `spared` says so";
    if (!survived && full == SURVIVED &&
        !find_repair(cell->directory, full_of(cell->target), attack, &repair))
        return "no comment in the full program says \"Against: \" and its name";
    return NULL;
}

static size_t count_unequal(const struct cell *cells, size_t count)
{
    size_t unequal = 0;

    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &cells[i];
        if (!cell->target->bare || cell->result.verdict == NOT_TRIED)
            continue;
        enum verdict full =
            verdict_of(cells, count, full_of(cell->target), cell->attack);
        const char *why = what_is_unequal(cell, full);
        if (why)
            printf("  %s, %s: %s\n", cell->target->name, cell->attack->name,
                   why);
        unequal += why != NULL;
    }
    return unequal;
}

/* No attack on the programs of the step is bad, and each line of the full ones
   is there for one that the bare ones do not survive. */
static void step_survives(void **state)
{
    static struct cell cells[MAX_CELLS];
    const char *step = *state, *directory = directory_of(step);
    size_t count = 0, bad = 0, tried = 0;

    for (size_t i = 0; i < target_count && directory; i++)
        if (strcmp(targets[i].step, step) == 0)
            count += add_cells(cells + count, &targets[i], directory);
    play_cells(cells, count, tell_bad);
    for (size_t i = 0; i < count; i++) {
        bad += is_bad(&cells[i].result);
        tried += cells[i].result.verdict != NOT_TRIED;
    }
    if (tried == 0) {
        printf("  skipped: %s\n", count == 0 ? "there is no such step here"
                                             : "no attack can be tried here");
        fflush(stdout);
        skip();
    }
    if (bad > 0)
        fail_msg("%zu of %zu attacks were not survived", bad, count);
    if (count_unequal(cells, count) > 0)
        fail_msg("the full programs are not what the bare ones need");
}

/* ---- the labels ---- */

/* The source of a program, whose name may be followed by options, as in
   `server -a`. Empty if there is none. */
static const char *source_of(const char *directory, const char *program)
{
    char path[512];
    static char source[128 * 1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%.*s.c", directory,
             (int)strcspn(program, " "), program);
    source[0] = '\0';
    file = fopen(path, "r");
    if (!file)
        return source;
    source[fread(source, 1, sizeof source - 1, file)] = '\0';
    fclose(file);
    return source;
}

/* Does it contain these words? "LIMITATION(05): ... and more" is a part of a
   longer label: its beginning, and further on the rest. */
static bool source_says(const char *directory, const char *program,
                        const char *words)
{
    const char *source = source_of(directory, program);
    const char *gap = strstr(words, " ... ");
    char beginning[64];

    if (!gap)
        return strstr(source, words) != NULL;
    snprintf(beginning, sizeof beginning, "%.*s", (int)(gap - words), words);
    while ((source = strstr(source, beginning))) {
        source += strlen(beginning);
        const char *end = strstr(source, "*/");
        const char *rest = strstr(source, gap + strlen(" ... "));
        if (end && rest && rest < end)
            return true;
    }
    return false;
}

static bool is_attack(const struct target *target, const char *name)
{
    size_t count;
    const struct attack *attacks = attacks_on(target->kind, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(attacks[i].name, name) == 0)
            return is_on(&attacks[i], target);
    return false;
}

static bool are_attacks(const struct target *target, const char *names)
{
    char words[256];
    bool all = true;

    snprintf(words, sizeof words, "%s", names);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        all = all && is_attack(target, word);
    return all;
}

static void labels_stand_in_the_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < target_count; i++) {
        const struct target *target = &targets[i];
        const char *directory = directory_of(target->step);
        for (int j = 0; j < MAX_ADMISSIONS && target->admitted[j].attacks;
             j++) {
            const struct admission *one = &target->admitted[j];
            if (!are_attacks(target, one->attacks))
                fail_msg("%s %s: not all of these are attacks: %s",
                         target->step, target->name, one->attacks);
            if (strncmp(one->label, "LIMITATION(", 11) != 0)
                fail_msg("%s is no label", one->label);
            if (directory && !source_says(directory, target->name, one->label))
                fail_msg("%s/%s.c does not say: %s", directory, target->name,
                         one->label);
        }
    }
}

/* ---- what is said about the repairs ---- */

static const struct target *bare_named(const struct spared *one)
{
    for (size_t i = 0; i < target_count; i++)
        if (targets[i].bare && strcmp(targets[i].step, one->step) == 0 &&
            strcmp(targets[i].name, one->program) == 0)
            return &targets[i];
    return NULL;
}

/* More, and the attacks of a step do not tell its programs apart. */
static void a_step_spares_three_at_most(void **state)
{
    (void)state;
    for (size_t i = 0; i < spared_count; i++) {
        const struct target *bare = bare_named(&spared[i]);
        int same = 0;
        if (!bare || !are_attacks(bare, spared[i].attacks))
            fail_msg("%s %s: no such program, or no such attacks: %s",
                     spared[i].step, spared[i].program, spared[i].attacks);
        for (size_t j = 0; j < spared_count; j++)
            same += strcmp(spared[i].step, spared[j].step) == 0;
        if (same > 3)
            fail_msg("%s: %d reasons", spared[i].step, same);
    }
}

/* A comment names no attack that there is not, or that the bare program
   survives as well. */
static void comments_name_what_they_are_against(void **state)
{
    struct repair repair;

    (void)state;
    for (size_t i = 0; i < target_count; i++) {
        const struct target *bare = &targets[i];
        const char *directory = directory_of(bare->step);
        size_t count;
        const struct attack *attacks = attacks_on(bare->kind, &count);
        for (size_t j = 0; j < count && bare->bare && directory; j++)
            if (spared_by(bare, attacks[j].name) &&
                find_repair(directory, full_of(bare), attacks[j].name,
                            &repair) &&
                strncmp(repair.file, full_of(bare)->name,
                        strlen(full_of(bare)->name)) == 0)
                fail_msg("%s/%s:%d: the bare program survives %s", directory,
                         repair.file, repair.line, attacks[j].name);
    }
}

/* Does tests/docs/links.awk know that place, FILE#NAME? */
static bool is_anchor(const char *place)
{
    char command[512], line[512], wanted[512];
    int length = (int)strcspn(place, "#");
    bool found = false;

    snprintf(command, sizeof command, "awk -f tests/docs/links.awk %.*s",
             length, place);
    snprintf(wanted, sizeof wanted, "%.*s anchor %s\n", length, place,
             place + length + 1);
    FILE *anchors = popen(command, "r");
    while (anchors && fgets(line, sizeof line, anchors))
        found = found || strcmp(line, wanted) == 0;
    if (anchors)
        pclose(anchors);
    return found;
}

/* For each attack on each program, repaired here or not. */
static void the_guide_explains_each_attack(void **state)
{
    static const char *const guides[] = {"docs/en", "docs/pt-BR"};
    struct repair repair;
    char place[256], last[256] = "";

    (void)state;
    for (size_t i = 0; i < COUNT(guides) * target_count; i++) {
        const char *guide = guides[i / target_count];
        const struct target *target = &targets[i % target_count];
        const char *directory = directory_of(target->step);
        size_t count;
        const struct attack *attacks = attacks_on(target->kind, &count);
        for (size_t j = 0; j < count && !target->bare && directory; j++) {
            bool found =
                find_repair(directory, target, attacks[j].name, &repair);
            if (!find_section(guide, directory, found ? &repair : NULL, place))
                fail_msg("%s/%s.md does not explain %s", guide, directory,
                         attacks[j].name);
            if (strcmp(place, last) != 0 && !is_anchor(place))
                fail_msg("there is no %s", place);
            strcpy(last, place);
        }
    }
}

/* ---- wrong programs ---- */

/* Here the current directory is the program's: {bad} is where the wrong
   programs are. */
struct wrong_one {
    const char *name;
    const char *attack;
    enum kind kind;
    const struct talk *talk;
    const char *command[MAX_WORDS];
    enum verdict verdict;
    const char *answer; /* a part of it */
};

#define BAD_SERVER(file)   \
    {                      \
        "{bad}/" file, "0" \
    }
#define BAD_CLIENT(file)                     \
    {                                        \
        "{bad}/" file, "127.0.0.1", "{port}" \
    }
#define PYTHON(file)                          \
    {                                         \
        "python3", "tests/interop/" file, "0" \
    }

static const struct wrong_one wrong_ones[] = {
    {"02_dies_of_sigpipe", "gone", STREAM_SERVER, &echo_by_turns,
     BAD_SERVER("02_dies_of_sigpipe"), DIED, "signal 13"},
    {"02_forgets_the_half_close", "half-close", STREAM_SERVER, &echo_by_turns,
     BAD_SERVER("02_forgets_the_half_close"), LOST, "came back"},
    {"02_leaks_a_descriptor", "half-close", STREAM_SERVER, &echo_by_turns,
     BAD_SERVER("02_leaks_a_descriptor"), LOST, "end of its stream"},
    {"02_tells_the_end_for_ever", "gone", STREAM_SERVER, &echo_by_turns,
     BAD_SERVER("02_tells_the_end_for_ever"), HUNG, "spins"},
    {"02_one_recv_is_the_reply", "glued", STREAM_CLIENT, &echo,
     BAD_CLIENT("02_one_recv_is_the_reply"), HUNG, "does not end"},
    {"02_one_recv_is_the_reply", "dribble", STREAM_CLIENT, &echo,
     BAD_CLIENT("02_one_recv_is_the_reply"), LOST, "did not show"},
    {"02_one_recv_is_the_reply", "silent", STREAM_CLIENT, &echo,
     BAD_CLIENT("02_one_recv_is_the_reply"), HUNG, "waits forever"},
    {"01_raw_on_the_terminal", "escapes", STREAM_CLIENT, &greeting,
     BAD_CLIENT("01_raw_on_the_terminal"), LOST, "to the terminal as it came"},
    {"01_waits_to_be_greeted", "stall", STREAM_SERVER, &greeting,
     BAD_SERVER("01_waits_to_be_greeted"), HUNG, "while the peer stayed"},
    {"03_empty_is_the_end", "empty", DATAGRAM_SERVER, NULL,
     BAD_SERVER("03_empty_is_the_end"), DIED, "exit 0"},
    {"03_half_a_datagram", "oversize", DATAGRAM_SERVER, NULL,
     BAD_SERVER("03_half_a_datagram"), LOST, "1025 bytes with 1024"},
    {"03_half_a_datagram", "itself", DATAGRAM_SERVER, NULL,
     BAD_SERVER("03_half_a_datagram"), HUNG, "answers itself"},
    {"03_takes_anybodys_datagram", "stranger", DATAGRAM_CLIENT, NULL,
     BAD_CLIENT("03_takes_anybodys_datagram"), LOST, "showed"},
    {"03_takes_anybodys_datagram", "lost", DATAGRAM_CLIENT, NULL,
     BAD_CLIENT("03_takes_anybodys_datagram"), HUNG, "waits forever"},
    {"04_resends_without_matching", "doubled", DATAGRAM_CLIENT, NULL,
     BAD_CLIENT("04_resends_without_matching"), LOST, "showed"},
    {"04_takes_anybodys_reply", "stranger", DATAGRAM_CLIENT, NULL,
     BAD_CLIENT("04_takes_anybodys_reply"), LOST, "showed"},
    {"05_admits_all_who_come", "flood", STREAM_SERVER, &echo,
     BAD_SERVER("05_admits_all_who_come"), HUNG, "while more came"},

    /* The seeds' own servers: each fault of theirs under its name. */
    {"seed_000_tears_messages", "dribble", STREAM_SERVER, &relayed,
     PYTHON("000_server.py"), LOST, "never got it whole"},
    {"seed_000_puts_out_who_sends_half_a_character", "cut-character",
     STREAM_SERVER, &relayed, PYTHON("000_server.py"), LOST,
     "never got it whole"},
    {"seed_000_is_blocked_by_who_does_not_read", "deaf", STREAM_SERVER,
     &relayed, PYTHON("000_server.py"), HUNG, "took no more"},
    {"seed_001_is_blocked_by_who_says_nothing", "stall", STREAM_SERVER,
     &greeting, PYTHON("001_server.py"), HUNG, "while the peer stayed"},
    {"seed_001_dies_inside_a_character", "cut-character", STREAM_SERVER,
     &greeting, PYTHON("001_server.py"), DIED, "UnicodeDecodeError"},
    {"seed_001_takes_a_piece_for_the_message", "dribble", STREAM_SERVER,
     &greeting, PYTHON("001_server.py"), LOST, ""},
    {"seed_001_dies_of_who_left", "gone", STREAM_SERVER, &greeting,
     PYTHON("001_server.py"), DIED, "ended: exit 1"},
    {"seed_001_cuts_datagrams_without_a_word", "oversize", DATAGRAM_SERVER,
     &acknowledged, PYTHON("001_udp_server.py"), LOST, "as if it had got all"},
    {"seed_001_dies_of_a_datagram_that_is_no_text", "binary", DATAGRAM_SERVER,
     &acknowledged, PYTHON("001_udp_server.py"), DIED, "UnicodeDecodeError"},
    {"seed_002_dies_of_a_reset", "rst", STREAM_SERVER, &echo_by_turns,
     PYTHON("002_echo_server.py"), DIED, "ConnectionResetError"},
    {"seed_004_spins_when_somebody_has_left", "stall", STREAM_SERVER, &relayed,
     PYTHON("004_server.py"), HUNG, "spins: it goes on though all have left"},
    {"seed_004_tears_messages", "glued", STREAM_SERVER, &relayed,
     PYTHON("004_server.py"), HUNG, "in the middle of a line"},
};

/* A target like those of the steps, but with the wrong program. */
static struct target target_for(const struct wrong_one *wrong)
{
    static char file[1024];
    struct target target = {.step = "",
                            .name = wrong->name,
                            .kind = wrong->kind,
                            .talk = wrong->talk};
    char here[512];

    memcpy(target.command, wrong->command, sizeof target.command);
    if (strncmp(wrong->command[0], "{bad}", 5) == 0) {
        assert_true(getcwd(here, sizeof here) != NULL);
        snprintf(file, sizeof file, "%s/tests/build/bad%s", here,
                 wrong->command[0] + 5);
        target.command[0] = file;
    }
    return target;
}

static const struct attack *attack_named(enum kind kind, const char *name)
{
    size_t count;
    const struct attack *attacks = attacks_on(kind, &count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(attacks[i].name, name) == 0)
            return &attacks[i];
    fail_msg("there is no attack %s", name);
    return NULL;
}

static void wrong_one_is_caught(void **state)
{
    const struct wrong_one *wrong = *state;
    const struct target target = target_for(wrong);
    const struct result wanted = {.verdict = wrong->verdict};
    struct cell cell = {.directory = ".",
                        .target = &target,
                        .attack = attack_named(wrong->kind, wrong->attack)};
    const struct result *result = &cell.result;
    char is[48], should[48];

    play_cells(&cell, 1, NULL);
    if (result->verdict == NOT_TRIED ||
        strstr(result->answer, "nobody can tell here")) {
        printf("  skipped: %s\n", result->answer);
        fflush(stdout);
        skip();
    }
    if (result->verdict != wrong->verdict ||
        !strstr(result->answer, wrong->answer))
        fail_msg("%s under %s: %s (%s), not %s (%s)", wrong->name,
                 wrong->attack, verdict_text(result, is), result->answer,
                 verdict_text(&wanted, should), wrong->answer);
}

/* ---- the program `attack` ---- */

/* Where nothing can be proven, it waits as long as we do, and longer. */
static struct process *start_attack(const char *first, const char *second,
                                    const char *third, const char *fourth)
{
    set_step(".");
    set_patience(120);
    return start("tests/build/attack", first, second, third, fourth, NULL);
}

static void an_unknown_peer_is_told(void)
{
    struct process *attack =
        start_attack("-p", "nobody", directory_of("02"), NULL);

    expect_exit(attack, 2);
    expect_line(attack, ERR, "There is no peer 'nobody'");
    expect_line(attack, ERR, "  dribble ");
    expect_line(attack, ERR, "  endless ");
    expect_line(attack, ERR, "  stranger ");
}

static void a_peer_that_the_step_does_not_meet_is_told(void)
{
    struct process *attack =
        start_attack("-p", "stranger", directory_of("02"), NULL);

    expect_exit(attack, 2);
    expect_line(attack, ERR, "No program of that step");
}

static void an_attack_is_told_in_words(void)
{
    struct process *attack =
        start_attack("-p", "stall", directory_of("02"), NULL);

    expect_exit(attack, 0);
    expect_line(attack, OUT, "02-echo, bare_server: Hostile clients, over TCP");
    expect_line(attack, OUT, "02-echo, server: Hostile clients, over TCP");
    expect_line(attack, OUT, "the peer connected, and said nothing");
    expect_line(attack, OUT, "the server served the others only when");
    expect_line(attack, OUT, "waits LIMITATION(05)");
    expect_line(attack, OUT, "What is not survived has these labels in the");
    expect_line(attack, OUT,
                "2 attacks; each failure has its LIMITATION in the source");
}

static void the_table_is_markdown(void)
{
    struct process *attack =
        start_attack("-t", "-p", "glued", directory_of("02"));

    expect_exit(attack, 0);
    expect_line(attack, OUT, "Hostile clients, over TCP");
    expect_line(attack, OUT, "| peer          | 02 bare_server | 02 server |");
    expect_line(attack, OUT, "|---------------|----------------|-----------|");
    expect_line(attack, OUT, "| glued         | survived       | survived  |");
    expect_line(attack, OUT, "Hostile servers, over TCP");
    expect_line(attack, OUT, "| glued         | hung LIMITATION(client) |");
}

/* Any program on a port that it is told: here a bare one. What it does not
   survive is explained in the guide, in the student's language. */
static void a_strangers_server_is_attacked(void)
{
    const char *step = directory_of("02");

    set_step(".");
    set_patience(120);
    struct process *attack =
        start("tests/build/attack", "-p", "rst", "-g", "docs/pt-BR", "-s",
              text_of("%s/bare_server {port}", step), step, NULL);
    expect_exit(attack, 1);
    expect_line(attack, OUT, "bare_server {port}: Hostile clients, over TCP");
    expect_line(attack, OUT, "the server ended: exit 1, recv: ");
    expect_line(attack, OUT, "died");
    expect_line(attack, OUT, text_of("docs/pt-BR/%s.md#", step));
    expect_line(attack, OUT,
                "1 attacks, 1 that ought to be survived and are not");
}

static void a_strangers_client_is_attacked(void)
{
    const char *step = directory_of("02");

    set_step(".");
    set_patience(120);
    struct process *attack =
        start("tests/build/attack", "-p", "hang-up", "-c",
              text_of("%s/client {host} {port}", step), step, NULL);
    expect_exit(attack, 0);
    expect_line(attack, OUT, "client {host} {port}: Hostile servers, over TCP");
    expect_line(attack, OUT, "1 attacks; all are survived");
}

static void a_command_says_where_the_port_goes(void)
{
    set_step(".");
    struct process *attack =
        start("tests/build/attack", "-s", "./mine", directory_of("02"), NULL);

    expect_exit(attack, 2);
    expect_line(attack, ERR, "'./mine' must say where the port goes: {port}");
}

/* That says nothing about how it stands attacks. */
static void a_command_that_does_not_serve_is_told(void)
{
    struct process *attack;

    set_step(".");
    set_patience(120);
    attack = start("tests/build/attack", "-p", "rst", "-s", "false {port}",
                   directory_of("02"), NULL);
    expect_exit(attack, 2);
    expect_line(attack, OUT, "false {port} does not listen on the port");
    expect_line(attack, OUT, "1 attacks, 1 not tried");
}

/* A student's copy has no bare programs. */
static void a_copy_is_attacked_without_the_bare_ones(void)
{
    struct process *attack =
        start_attack("-wp", "stall", directory_of("02"), NULL);

    expect_exit(attack, 0);
    expect_line(attack, OUT, "What yours does not survive is explained in");
    expect_line(attack, OUT, "  stall          docs/en/");
    expect_line(attack, OUT,
                "1 attacks; each failure has its LIMITATION in the source");
}

/* As in a chapter: only what the bare program does not survive. */
static void gaps_are_told_with_their_repair(void)
{
    struct process *attack =
        start_attack("-bp", "deaf", directory_of("05"), NULL);

    expect_exit(attack, 0);
    expect_line(attack, OUT,
                "| peer | 05 bare_server | 05 server | repaired in |");
    expect_line(
        attack, OUT,
        "| deaf | died LIMITATION(server) | survived | server.c: echo |");
    attack = start_attack("-p", "deaf", directory_of("05"), NULL);
    expect_exit(attack, 0);
    expect_line(attack, OUT,
                "What a bare program does not survive is repaired in");
    expect_line(attack, OUT, "  deaf           server: server.c: echo, line ");
}

/* A step 02 whose server is a wrong program. */
static void attacks_a_wrong_step(void *directory)
{
    char here[512];

    check(getcwd(here, sizeof here), "a current directory", "%s",
          strerror(errno));
    check(symlink(text_of("%s/tests/build/bad/02_dies_of_sigpipe", here),
                  text_of("%s/server", (char *)directory)) == 0,
          "a link", "%s", strerror(errno));
    check(symlink(text_of("%s/%s/client", here, directory_of("02")),
                  text_of("%s/client", (char *)directory)) == 0,
          "a link", "%s", strerror(errno));
    struct process *attack = start_attack("-p", "gone", directory, NULL);
    expect_exit(attack, 1);
    expect_line(attack, OUT, "there is no bare_server in ");
    expect_line(attack, OUT, "the server ended: signal 13");
    expect_line(attack, OUT, "died");
    expect_line(
        attack, OUT,
        "2 attacks, 1 that ought to be survived and are not, 1 not tried");
}

static void a_death_makes_it_fail(void **state)
{
    char place[] = "/tmp/attack-XXXXXX", directory[64], file[80];

    (void)state;
    assert_true(mkdtemp(place) != NULL);
    snprintf(directory, sizeof directory, "%s/02-wrong", place);
    assert_int_equal(mkdir(directory, 0700), 0);
    const char *report;
    enum outcome outcome = attempt(attacks_a_wrong_step, directory, &report);
    snprintf(file, sizeof file, "%s/server", directory);
    unlink(file);
    snprintf(file, sizeof file, "%s/client", directory);
    unlink(file);
    rmdir(directory);
    rmdir(place);
    if (outcome != PASSED)
        fail_msg("%s", report);
}

/* ---- all of it ---- */

static const struct CMUnitTest own_tests[] = {
    cmocka_unit_test(labels_stand_in_the_steps),
    cmocka_unit_test(a_step_spares_three_at_most),
    cmocka_unit_test(comments_name_what_they_are_against),
    cmocka_unit_test_setup(the_guide_explains_each_attack, is_long),
    MUST_PASS(an_unknown_peer_is_told),
    MUST_PASS(a_peer_that_the_step_does_not_meet_is_told),
    MUST_PASS(an_attack_is_told_in_words),
    MUST_PASS(the_table_is_markdown),
    MUST_PASS(a_strangers_server_is_attacked),
    MUST_PASS(a_strangers_client_is_attacked),
    MUST_PASS(a_command_says_where_the_port_goes),
    MUST_PASS(a_command_that_does_not_serve_is_told),
    MUST_PASS(a_copy_is_attacked_without_the_bare_ones),
    MUST_PASS(gaps_are_told_with_their_repair),
    cmocka_unit_test(a_death_makes_it_fail),
};

int main(int argc, char **argv)
{
    static struct CMUnitTest
        tests[COUNT(own_tests) + COUNT(steps) + COUNT(wrong_ones)];
    static char names[COUNT(steps) + COUNT(wrong_ones)][96];
    size_t n = COUNT(own_tests), named = 0;

    memcpy(tests, own_tests, sizeof own_tests);
    for (size_t i = 0; i < COUNT(steps); i++, named++) {
        snprintf(names[named], sizeof *names, "step_%s_survives", steps[i]);
        tests[n].name = names[named];
        tests[n].test_func = step_survives;
        tests[n].setup_func = is_long;
        tests[n++].initial_state = (void *)steps[i];
    }
    for (size_t i = 0; i < COUNT(wrong_ones); i++, named++) {
        snprintf(names[named], sizeof *names, "%s_catches_%s",
                 wrong_ones[i].attack, wrong_ones[i].name);
        tests[n].name = names[named];
        tests[n].test_func = wrong_one_is_caught;
        tests[n++].initial_state = (void *)&wrong_ones[i];
    }
    return run_unit_tests("attack", tests, n, argc, argv);
}
