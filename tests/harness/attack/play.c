/* attack.c - plays attacks, several at a time, and judges them. */
#define _POSIX_C_SOURCE 200809L

#include "attack.h"
#include "programs/programs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT_A_TIME 8          /* most of them only wait */
#define MOST_SAID (64 << 20) /* bytes: more than anybody is told */

const char nasty[] = "\x1b[2J\x1b]0;owned\x07 \xc2\x9b"
                     "31m \x7f\x08 \xff\xfe\xc3( \0 \xe2\x80\xae ok\n";
const size_t nasty_length = sizeof nasty - 1;

const char *const kind_titles[KINDS] = {
    [STREAM_SERVER] = "Hostile clients, over TCP",
    [STREAM_CLIENT] = "Hostile servers, over TCP",
    [DATAGRAM_SERVER] = "Hostile clients, over UDP",
    [DATAGRAM_CLIENT] = "Hostile servers and networks, over UDP",
    [TOKEN_CLIENT] = "Hostile relays, between clients who share a key",
};

const struct attack *attacks_on(enum kind kind, size_t *count)
{
    switch (kind) {
    case STREAM_SERVER:
        *count = stream_server_attack_count;
        return stream_server_attacks;
    case STREAM_CLIENT:
        *count = stream_client_attack_count;
        return stream_client_attacks;
    case DATAGRAM_SERVER:
        *count = datagram_server_attack_count;
        return datagram_server_attacks;
    case TOKEN_CLIENT:
        *count = token_client_attack_count;
        return token_client_attacks;
    default:
        *count = datagram_client_attack_count;
        return datagram_client_attacks;
    }
}

bool is_among(const char *word, const char *words)
{
    size_t length = strlen(word);

    for (const char *place = words; (place = strstr(place, word)); place++)
        if ((place == words || place[-1] == ' ') &&
            (place[length] == ' ' || place[length] == '\0'))
            return true;
    return false;
}

bool is_on(const struct attack *attack, const struct target *target)
{
    return !attack->steps || is_among(target->step, attack->steps);
}

/* ---- verdicts ---- */

bool is_bad(const struct result *result)
{
    return result->verdict != SURVIVED && result->verdict != NOT_TRIED &&
           !result->admitted;
}

const char *verdict_text(const struct result *result, char text[48])
{
    static const char *const words[] = {"survived", "waits", "died",
                                        "hung",     "lost",  "not survived",
                                        "not tried"};

    snprintf(text, 48, "%s%s%s", words[result->verdict],
             result->admitted ? " " : "",
             result->admitted ? result->label : "");
    return text;
}

const struct admission *admission_of(const struct run *run)
{
    for (int i = 0; i < MAX_ADMISSIONS; i++) {
        const struct admission *one = &run->target->admitted[i];
        if (one->attacks && is_among(run->attack->name, one->attacks))
            return one;
    }
    return NULL;
}

bool may_wait(const struct run *run)
{
    const struct admission *admission = admission_of(run);

    return admission && admission->verdict == WAITS;
}

/* The answer is one line, for people: whatever it quotes is made safe. It says
   so if it took a wait that only its bound has ended. */
static void set_answer(struct result *result, const char *text)
{
    FILE *out = fmemopen(result->answer, sizeof result->answer, "w");
    char line[256];

    if (!out)
        return;
    snprintf(line, sizeof line, "%.190s%s", text,
             was_bounded() ? " (unproven: a wait came to its bound)" : "");
    for (char *each = line; *each; each++)
        if (*each == '\n')
            *each = ' ';
    write_visible(out, line, strlen(line));
    fclose(out);
    result->answer[sizeof result->answer - 1] = '\0';
}

/* What is admitted as "not survived" may be any kind of it. */
static void set_verdict(struct run *run, enum verdict verdict)
{
    const struct admission *admission = admission_of(run);
    struct result *result = run->result;

    if (admission && admission->verdict == NOT_SURVIVED && verdict != SURVIVED)
        verdict = NOT_SURVIVED;
    result->verdict = verdict;
    result->admitted = admission && admission->verdict == verdict;
    if (result->admitted)
        snprintf(result->label, sizeof result->label, "%.*s",
                 (int)strcspn(admission->label, ":"), admission->label);
}

void conclude(struct run *run, enum verdict verdict, const char *answer, ...)
{
    char text[400];
    va_list values;

    va_start(values, answer);
    vsnprintf(text, sizeof text, answer, values);
    va_end(values);
    set_answer(run->result, text);
    set_verdict(run, verdict);
    failed("an end of the attack", "%s", text); /* only jumps back */
}

/* ---- the program ---- */

/* Where it can be told when a program is at rest, its time is ours: it passes
   when nothing else would. */
static void take_its_time(const char *program)
{
    if (has_tap() && !why_not_preloaded(program) && can_tell_standstill())
        stop_the_clock();
}

/* In a pipe they hold their lines back. */
static bool wants_terminal(const struct run *run)
{
    return run->target->bare || run->target->stranger;
}

static bool is_on_terminal(const struct run *run)
{
    return (run->attack->how & TERMINAL) ||
           (wants_terminal(run) && has_terminals());
}

static struct process *start_stranger_of(struct run *run, struct launch *launch)
{
    const struct mark marks[] = {{"port", text_of("%d", run->port)},
                                 {"host", "127.0.0.1"},
                                 {"options", ""},
                                 {"name", "ana"},
                                 {"key", key_file()},
                                 {NULL, NULL}};
    const char *command = run->target->stranger;
    const char *program = text_of("%.*s", (int)strcspn(command, " "), command);

    if (launch->faults && why_not_preloaded(program))
        skipped("%s", why_not_preloaded(program));
    take_its_time(program);
    launch->name = run->target->name;
    return start_stranger(launch, command, marks);
}

static struct process *start_target(struct run *run)
{
    const char *scale = getenv("BOUND_SCALE");
    struct launch launch = {.terminal = is_on_terminal(run),
                            .line_by_line =
                                wants_terminal(run) && !is_on_terminal(run),
                            .faults = run->attack->faults};
    char *argv[MAX_WORDS + 1];
    int count = 0;

    if (run->attack->how & FEW_DESCRIPTORS)
        launch.descriptors = DESCRIPTORS;
    for (; count < MAX_WORDS && run->target->command[count]; count++) {
        const char *word = run->target->command[count];
        if (strcmp(word, "{port}") == 0 ||
            (strcmp(word, "0") == 0 && run->port))
            word = text_of("%d", run->port);
        if (strcmp(word, "{seconds}") == 0)
            word = text_of("%.1f", 1.5 * (scale ? atoi(scale) : 1));
        argv[count] = (char *)word;
    }
    argv[count] = NULL;
    if (run->target->stranger)
        return start_stranger_of(run, &launch);
    if (strncmp(argv[0], "./", 2) == 0 &&
        access(text_of("%s/%s", run->directory, argv[0]), X_OK) != 0)
        skipped("there is no %s in %s", argv[0] + 2, run->directory);
    if (argv[0][0] != '.' && argv[0][0] != '/')
        need_command(argv[0]);
    take_its_time(argv[0]);
    return start_command(&launch, argv);
}

/* Waits until somebody listens on its port; where nobody can tell, it does. */
static bool comes_to_listen(struct run *run)
{
    bool known = false;

    while (!somebody_listens(run->port, &known)) {
        if (!known || is_gone(run))
            return !is_gone(run);
        if (!attend(NULL, 0))
            return somebody_listens(run->port, &known);
    }
    return true;
}

/* The same command, but with this port where it had none. */
bool start_again(struct run *run)
{
    run->program = start_target(run);
    return comes_to_listen(run);
}

static bool is_told_its_port(const struct target *target)
{
    bool told = target->stranger != NULL;

    for (int i = 0; i < MAX_WORDS && target->command[i]; i++)
        told = told || strcmp(target->command[i], "{port}") == 0;
    return told;
}

void start_server(struct run *run)
{
    if (is_told_its_port(run->target))
        run->port = free_port();
    run->program = start_target(run);
    if (run->target->bare)
        expect_line(run->program, OUT, text_of(" on port %d", run->port));
    else if (!run->target->stranger)
        run->port = server_port(run->program);
    else if (!comes_to_listen(run))
        skipped("%s does not listen on the port that it is told%s%s",
                run->target->stranger, has_ended(run->program) ? ": " : "",
                has_ended(run->program) ? ending_of(run->program) : "");
    need_sight_of(run->program);
}

void start_client(struct run *run)
{
    run->program = start_target(run);
}

/* A terminal stays open; Ctrl-D is its end. Who reads nothing more will not
   read that either. */
void end_typing(struct run *run)
{
    if (!is_on_terminal(run))
        end_input(run->program);
    else if (write(input_of(run->program), "\x04", 1) == 1)
        note_moved(1);
}

void let_react(struct run *run)
{
    if (!clock_is_stopped())
        skipped("nobody can tell here when the program has taken what it is "
                "sent");
    if (!come_to_rest() && !spins())
        run->trouble = "it did not come to rest";
}

void settle(void)
{
    if (clock_is_stopped())
        come_to_rest();
}

bool is_gone(struct run *run)
{
    while (!spins() && look() && !has_ended(run->program))
        ;
    return has_ended(run->program);
}

bool ends(struct run *run)
{
    while (!has_ended(run->program))
        if (!attend(NULL, 0))
            return false;
    return true;
}

bool shows(struct run *run, const void *bytes, size_t length)
{
    size_t said, where;

    for (;;) {
        bool gone = has_ended(run->program);
        const char *output = output_of(run->program, OUT, &said);
        if (find_bytes(output, said, 0, bytes, length, &where))
            return true;
        if (gone || !attend(NULL, 0))
            return false;
    }
}

static const char *last_line(struct run *run, const char *part)
{
    size_t length;
    const char *errors = output_of(run->program, ERR, &length);
    const char *last = NULL, *end = errors + length;

    for (const char *line = errors, *next; line < end; line = next + 1) {
        next = memchr(line, '\n', (size_t)(end - line));
        if (!next)
            next = end;
        const char *text = text_of("%.*s", (int)(next - line), line);
        if (*text && (!part || strstr(text, part)))
            last = text;
    }
    return last;
}

const char *complaint_about(struct run *run, int port)
{
    return last_line(run, text_of("127.0.0.1:%d", port));
}

const char *last_words_of(struct run *run)
{
    return last_line(run, NULL);
}

static bool is_traceback(struct run *run)
{
    return last_line(run, "Traceback (most recent call last)") != NULL;
}

void judge_end(struct run *run, bool may_succeed, bool may_fail)
{
    const char *ending = ending_of(run->program);
    const char *complaint = complaint_about(run, run->port);
    bool success = strcmp(ending, "exit 0") == 0;

    if (!complaint || is_traceback(run))
        complaint = last_words_of(run);
    if (!success && (strcmp(ending, "exit 1") != 0 || is_traceback(run)))
        conclude(run, DIED, "ended with %s%s%s", ending, complaint ? ": " : "",
                 complaint ? complaint : "");
    if (!success && !complaint)
        conclude(run, DIED, "ended with 1, and did not say why");
    if (success && !may_succeed)
        conclude(run, LOST, "took it for a success: exit 0");
    if (!success && !may_fail)
        conclude(run, LOST, "gave up: %s", complaint);
    if (!success)
        run->well = text_of("said \"%s\", and ended with 1", complaint);
}

void check_terminal(struct run *run)
{
    static const char obeyed[] = "\x1b\x07\x08\x7f\xff\xfe";
    size_t length, where;
    const char *output = output_of(run->program, OUT, &length);
    const char *raw = memchr(output, '\0', length);

    for (const char *each = obeyed; *each && !raw; each++)
        raw = memchr(output, *each, length);
    if (!raw && (find_bytes(output, length, 0, "\xc2\x9b", 2, &where) ||
                 find_bytes(output, length, 0, "\xe2\x80\xae", 3, &where)))
        raw = output + where;
    if (raw)
        conclude(run, LOST, "sent \\x%02x to the terminal as it came",
                 (unsigned char)*raw);
}

/* ---- one attack ---- */

static void play(void *argument)
{
    struct run *run = argument;

    switch (run->target->kind) {
    case STREAM_SERVER:
        attack_stream_server(run);
        break;
    case STREAM_CLIENT:
        attack_stream_client(run);
        break;
    case DATAGRAM_SERVER:
        attack_datagram_server(run);
        break;
    case DATAGRAM_CLIENT:
        attack_datagram_client(run);
        break;
    case TOKEN_CLIENT:
        attack_token_client(run);
        break;
    }
    conclude(run, SURVIVED, "%s", run->well);
}

/* What ends otherwise than by conclude() is a wait of the harness that was in
   vain: the report says for what. */
static void play_cell(struct cell *cell)
{
    struct run run = {.directory = cell->directory,
                      .target = cell->target,
                      .attack = cell->attack,
                      .well = "went on",
                      .trouble = "what was said did not arrive",
                      .result = &cell->result};
    const char *report;

    cell->result = (struct result){.verdict = NOT_TRIED};
    set_step(cell->target->stranger ? "." : cell->directory);
    set_output_limit(MOST_SAID);
    enum outcome outcome = attempt(play, &run, &report);
    if (outcome == SKIPPED) /* even if there was a verdict: nobody saw it */
        cell->result = (struct result){.verdict = NOT_TRIED};
    if (cell->result.verdict == NOT_TRIED) {
        const char *expected = strstr(report, "  expected  ");
        if (outcome != SKIPPED && run.program) /* or it was never started */
            set_verdict(&run, HUNG);
        set_answer(&cell->result, expected ? expected + 2 : report);
    }
    release_wires();
}

/* ---- many ---- */

/* A process of its own for each cell: a program that is stuck in one of them
   does not keep the others waiting. */
struct player {
    struct cell *cell; /* NULL: none */
    pid_t pid;
    int results; /* a pipe */
};
static struct player players[AT_A_TIME];

/* SIGKILL to a player would leave its programs behind: it ends them itself. */
static void interrupted(int number)
{
    for (int i = 0; i < AT_A_TIME; i++)
        if (players[i].cell)
            kill(players[i].pid, SIGTERM);
    kill_all();
    _exit(128 + number);
}

static void start_player(struct player *player, struct cell *cell)
{
    int ends[2];

    fflush(NULL);
    if (pipe(ends) < 0 || (player->pid = fork()) < 0) {
        perror("attack");
        exit(1);
    }
    if (player->pid == 0) {
        memset(players, 0, sizeof players);
        close(ends[0]);
        fcntl(ends[1], F_SETFD, FD_CLOEXEC);
        play_cell(cell);
        ssize_t written = write(ends[1], &cell->result, sizeof cell->result);
        _exit(written == (ssize_t)sizeof cell->result ? 0 : 1);
    }
    close(ends[1]);
    player->results = ends[0];
    player->cell = cell;
}

/* Its result is smaller than a pipe's PIPE_BUF, so it comes in one piece. */
static void end_player(struct player *player)
{
    struct result *result = &player->cell->result;
    ssize_t got;

    do
        got = read(player->results, result, sizeof *result);
    while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof *result)
        *result =
            (struct result){.verdict = HUNG, .answer = "the attack broke off"};
    while (waitpid(player->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close(player->results);
    player->cell = NULL;
}

/* Waits for a player's result and takes it. */
static void await_players(void)
{
    struct pollfd polled[AT_A_TIME];

    for (int i = 0; i < AT_A_TIME; i++)
        polled[i] = (struct pollfd){
            .fd = players[i].cell ? players[i].results : -1, .events = POLLIN};
    if (poll(polled, AT_A_TIME, -1) < 0)
        return; /* a signal */
    for (int i = 0; i < AT_A_TIME; i++)
        if (polled[i].fd >= 0 && polled[i].revents)
            end_player(&players[i]);
}

static struct player *free_player(void)
{
    for (int i = 0; i < AT_A_TIME; i++)
        if (!players[i].cell)
            return &players[i];
    return NULL;
}

static bool is_being_played(const struct cell *cell)
{
    for (int i = 0; i < AT_A_TIME; i++)
        if (players[i].cell == cell)
            return true;
    return false;
}

void play_cells(struct cell *cells, size_t count,
                void (*tell)(const struct cell *cell))
{
    const struct sigaction action = {.sa_handler = interrupted};
    struct player *player;

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    for (size_t begun = 0, told = 0; told < count;) {
        while (begun < count && (player = free_player()))
            start_player(player, &cells[begun++]);
        await_players();
        for (; told < begun && !is_being_played(&cells[told]); told++)
            if (tell)
                tell(&cells[told]);
    }
}
