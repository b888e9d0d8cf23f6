/* streams.c - hostile clients against a server over TCP. */
#define _POSIX_C_SOURCE 200809L

#include "attack.h"
#include "programs/programs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define LINES 2500
#define OVERSIZE (10 * 1000 * 1000)
#define FLOOD (8 * 1024 * 1024) /* more than kernels keep for a connection */
#define BURST 40

static const char message[] = "attacker: Olá, this is one whole line\n";
static const char first_half[] = "bystander: this is one half, ";
static const char second_half[] = "and this the other\n";
static const char in_flight[] =
    "bystander: this is one half, and this the other\n";

/* ---- the others ---- */

/* Somebody new comes, talks, and goes. In a room: two of them, each of whom
   must hear the other. */
static bool newcomer_is_served(struct run *run)
{
    const char *words =
        text_of("newcomer %d: is anybody there?\n", ++run->newcomers);
    struct wire *before = run->witness, *hearer = NULL;
    bool served;

    if (run->target->talk->relays && !(hearer = wire_connect(run->port)))
        return amiss(run, "a newcomer could not connect");
    struct wire *newcomer = wire_connect(run->port);
    if (!newcomer)
        return amiss(run, "a newcomer could not connect");
    if (hearer)
        settle(); /* both have joined */
    run->witness = hearer;
    served = wire_send(newcomer, words, strlen(words), strlen(words)) &&
             run->target->talk->heard(run, newcomer, words, strlen(words));
    if (served && hearer)
        served = wire_send(hearer, words, strlen(words), strlen(words)) &&
                 reaches(run, newcomer, words, strlen(words));
    run->witness = before;
    if (hearer)
        settle(); /* who leaves with something unread resets the connection */
    wire_close(newcomer);
    wire_close(hearer);
    return served;
}

static void bystander_says_the_rest(struct run *run)
{
    if (!run->bystander_said)
        wire_send(run->bystander, second_half, strlen(second_half),
                  strlen(second_half));
    run->bystander_said = true;
}

/* It goes once all it said has arrived. */
static bool bystander_is_served(struct run *run)
{
    bystander_says_the_rest(run);
    if (!run->bystander_heard) {
        if (!run->target->talk->heard(run, run->bystander, in_flight,
                                      strlen(in_flight)))
            return false;
        run->bystander_heard = true;
        wire_close(run->bystander);
        if (run->witness)
            settle(); /* what others say now is not sent to it any more */
    }
    return true;
}

/* A server that serves one client has talked to it, and owes nobody more. */
static bool has_had_its_client(const struct run *run)
{
    return run->target->talk->serves_one && run->has_spoken;
}

static bool others_are_served(struct run *run)
{
    if (run->target->talk->serves_one)
        return run->has_spoken || newcomer_is_served(run);
    return bystander_is_served(run) && newcomer_is_served(run);
}

/* After all have gone it must come to rest: a thread that has not noticed would
   go on and on. */
static void must_come_to_rest(struct run *run, const char *more)
{
    wire_close(run->attacker);
    wire_close(run->bystander);
    wire_close(run->witness);
    if (clock_is_stopped() && !come_to_rest())
        conclude(run, HUNG, "%s: it goes on though all have left%s",
                 spins() ? "spins" : "does not come to rest", more);
}

static bool ends_well(struct run *run)
{
    return ends(run) && strcmp(ending_of(run->program), "exit 0") == 0;
}

/* Something did not arrive. Dead, stuck, or was it lost? */
static _Noreturn void diagnose(struct run *run)
{
    const char *trouble = run->trouble;
    bool served = false, over = has_had_its_client(run);

    if (!(run->attack->how & STAYS))
        wire_close(run->attacker);
    wire_close(run->bystander);
    settle(); /* it has seen them leave before anybody comes */
    if (!over && !is_gone(run))
        served = newcomer_is_served(run);
    if (!served && ends(run) && !(over && ends_well(run))) {
        const char *ending = ending_of(run->program);
        const char *complaint = last_words_of(run);
        conclude(run, DIED, "ended: %s%s%s", ending, complaint ? ", " : "",
                 complaint ? complaint : "");
    }
    must_come_to_rest(run, text_of("; %s", trouble));
    if (!served && !over)
        conclude(run, HUNG, "runs on, and serves nobody any more: %s", trouble);
    conclude(run, LOST, "%s, but %s", over ? "ended with 0" : "went on",
             trouble);
}

static void diagnose_unless(struct run *run, bool well, const char *trouble)
{
    if (well)
        return;
    if (trouble)
        run->trouble = trouble;
    diagnose(run);
}

/* ---- all attacks begin and end alike ---- */

/* Whoever waits for its turn has said all; where all are served at the same
   time, the rest is said when the attack is over, and the program must have
   taken the first half before it begins. */
static void bystander_begins(struct run *run)
{
    const char *words = first_half;

    if (run->target->talk->serves_one)
        return;
    run->bystander = wire_connect(run->port);
    diagnose_unless(run, run->bystander != NULL,
                    "a bystander could not connect");
    if (run->witness)
        settle(); /* all have joined */
    if (run->target->talk->one_at_a_time) {
        words = in_flight;
        run->bystander_said = true;
    }
    wire_send(run->bystander, words, strlen(words), strlen(words));
    settle();
}

/* Of a server that serves one client, that one was it. */
static bool goes_on_without_the_attacker(struct run *run)
{
    return run->target->talk->serves_one ? ends_well(run)
                                         : others_are_served(run);
}

/* While the peer stays, the others must be served, or a LIMITATION must say
   why not; then they are as soon as it has gone. */
static void others_beside_the_attacker(struct run *run)
{
    if (others_are_served(run))
        return;
    settle();
    if (is_gone(run))
        diagnose(run);
    wire_close(run->attacker);
    if (!may_wait(run)) {
        must_come_to_rest(run, text_of("; %s", run->trouble));
        conclude(run, HUNG,
                 "did not serve the others while the peer stayed: %s",
                 run->trouble);
    }
    diagnose_unless(run, goes_on_without_the_attacker(run), NULL);
    conclude(run, WAITS, "%s only when the peer had gone",
             run->target->talk->serves_one ? "went on" : "served the others");
}

static const char *all_went_well(struct run *run)
{
    const char *complaint = complaint_about(run, run->attacker->port);

    return text_of(
        "%s%s%s%s%s", run->well ? run->well : "", run->well ? "; " : "",
        complaint ? text_of("said \"%s\"; ", complaint) : "",
        has_had_its_client(run) ? "ended with 0" : "served the others",
        clock_is_stopped() ? ""
                           : "; whether it rests now, nobody can tell here");
}

void attack_stream_server(struct run *run)
{
    run->well = NULL;
    start_server(run);
    note_start();
    if (run->target->talk->relays)
        run->witness = wire_connect(run->port);
    run->attacker = run->attack->how & DEAF ? wire_connect_deaf(run->port)
                                            : wire_connect(run->port);
    if (!run->attacker)
        conclude(run, HUNG, "took no connection");
    bystander_begins(run);
    run->attack->act(run);
    if (run->attack->how & STAYS)
        others_beside_the_attacker(run);
    wire_close(run->attacker);
    diagnose_unless(run, others_are_served(run), NULL);
    must_come_to_rest(run, "");
    if (has_had_its_client(run) ? !ends_well(run) : is_gone(run))
        diagnose(run);
    if (run->attack->how & TERMINAL)
        check_terminal(run);
    run->well = all_went_well(run);
}

/* ---- the attacks ---- */

static void say(struct run *run, const char *bytes, size_t length, size_t piece)
{
    if (!wire_send(run->attacker, bytes, length, piece))
        run->trouble = "it did not take all that was said";
}

static void must_hear(struct run *run, const char *bytes, size_t length)
{
    run->has_spoken = true;
    diagnose_unless(
        run, run->target->talk->heard(run, run->attacker, bytes, length), NULL);
    run->well = run->target->talk->well;
}

/* Each byte is taken by itself. */
static void dribble(struct run *run)
{
    for (size_t i = 0; i < strlen(message) && !is_gone(run); i++) {
        say(run, message + i, 1, 1);
        let_react(run);
    }
    must_hear(run, message, strlen(message));
}

static void glued(struct run *run)
{
    static const char two[] = "attacker: one\nattacker: and two\n";

    say(run, two, strlen(two), strlen(two));
    must_hear(run, two, strlen(two));
}

static void cut_character(struct run *run)
{
    size_t half = (size_t)(strchr(message, '\xc3') - message) + 1;

    say(run, message, half, half);
    let_react(run);
    say(run, message + half, strlen(message) - half, strlen(message));
    must_hear(run, message, strlen(message));
}

/* Stopped, the program cannot have answered all before the end comes. */
static void half_close(struct run *run)
{
    char *lines = new_text(LINES * 40 + 1);
    size_t length = 0;

    for (int i = 0; i < LINES; i++)
        length += (size_t)snprintf(lines + length, 40,
                                   "attacker: line %d of %d\n", i + 1, LINES);
    send_signal(run->program, SIGSTOP);
    say(run, lines, length, length);
    wire_finish(run->attacker);
    send_signal(run->program, SIGCONT);
    must_hear(run, lines, length);
    diagnose_unless(run, await_end(run->attacker),
                    "the end of its stream never came");
}

/* See its faults: what is said must come back in any number of pieces. */
static void short_sends(struct run *run)
{
    say(run, message, strlen(message), strlen(message));
    if (!run->target->talk->heard(run, run->attacker, message, strlen(message)))
        conclude(run, LOST, "went on, but %s", run->trouble);
    run->well = run->target->talk->well;
}

static void rst(struct run *run)
{
    say(run, message, strlen(message) / 2, strlen(message));
    let_react(run);
    wire_reset(run->attacker);
}

/* Stopped, the program cannot see that they have left before it answers. */
static void gone(struct run *run)
{
    struct wire *second = NULL;

    send_signal(run->program, SIGSTOP);
    for (int i = 0; i < 200; i++)
        say(run, message, strlen(message), strlen(message));
    wire_close(run->attacker);
    if ((second = wire_connect(run->port))) {
        wire_send(second, message, strlen(message), strlen(message));
        wire_reset(second);
    }
    if (run->witness)
        for (int i = 0; i < 3; i++)
            wire_send(run->witness, message, strlen(message), strlen(message));
    send_signal(run->program, SIGCONT);
}

static void stall(struct run *run)
{
    (void)run; /* says nothing, does nothing */
}

/* Sends to a deaf one all that the kernels take. */
static void send_in_vain(struct run *run)
{
    char lines[4096];
    size_t sent = 0;
    long now;

    for (size_t i = 0; i < sizeof lines; i++)
        lines[i] = i % 64 == 63 ? '\n' : 'x';
    while (sent < 2 * FLOOD &&
           (now = wire_send_some(run->attacker, lines, sizeof lines)) >= 0) {
        sent += (size_t)now;
        if (now == 0 && !attend(run->attacker, POLLOUT))
            return;
    }
}

/* In a room: somebody talks more than can be kept for one who does not read.
   The bystander must get all of it. */
static void flood_the_room(struct run *run)
{
    char *flood = new_text(FLOOD + 64);
    size_t length = 0;

    while (length < FLOOD)
        length += (size_t)snprintf(flood + length, 64,
                                   "witness: this is line %zu\n", length);
    bystander_says_the_rest(run);
    diagnose_unless(
        run, is_relayed(run, run->bystander, in_flight, strlen(in_flight)),
        NULL);
    say(run, message, strlen(message), strlen(message));
    must_hear(run, message, strlen(message));
    run->well = NULL;
    if (!wire_send(run->witness, flood, length, 65536) && !is_gone(run))
        conclude(run, HUNG,
                 "took no more of what others said, while the peer "
                 "stayed");
    diagnose_unless(run, reaches(run, run->bystander, flood, length), NULL);
}

static void deaf(struct run *run)
{
    if (run->target->talk->relays)
        flood_the_room(run);
    else
        send_in_vain(run);
}

static void oversize(struct run *run)
{
    char *line = new_text(OVERSIZE);

    memset(line, 'x', OVERSIZE);
    bool taken = wire_send(run->attacker, line, OVERSIZE, 65536);
    if (!run->target->talk->refuses_length)
        must_hear(run, line, OVERSIZE);
    else
        run->well = taken ? "took it" : "hung up";
}

static void no_newline(struct run *run)
{
    static const char words[] = "attacker: no newline";

    say(run, words, strlen(words), strlen(words));
    wire_finish(run->attacker);
    if (!run->target->talk->needs_newline)
        must_hear(run, words, strlen(words));
    diagnose_unless(run, await_end(run->attacker),
                    "the end of its stream never came");
}

static void binary(struct run *run)
{
    say(run, nasty, nasty_length, nasty_length);
    must_hear(run, nasty, nasty_length);
}

static void burst(struct run *run)
{
    struct wire *crowd[BURST];

    for (int i = 0; i < BURST; i++) {
        crowd[i] = wire_adopt(socket(AF_INET, SOCK_STREAM, 0));
        wire_begin(crowd[i], run->port);
    }
    for (int i = 0; i < BURST; i += 2)
        wire_reset(crowd[i]);
    for (int i = 1; i < BURST; i += 2)
        wire_close(crowd[i]);
}

static void come_and_go(int port, int times)
{
    for (int i = 0; i < times; i++) {
        struct wire *one = wire_adopt(socket(AF_INET, SOCK_STREAM, 0));
        wire_begin(one, port);
        wire_close(one);
    }
}

/* See its faults: it is held while it lets the first of them in, so that all
   the others wait when it goes on, and again before it takes the last. By then
   it must have had time for the bystander. */
static void flood(struct run *run)
{
    come_and_go(run->port, 20);
    settle();
    come_and_go(run->port, 60);
    bystander_says_the_rest(run);
    let_go();
    bool served = bystander_is_served(run);
    settle();
    let_go();
    if (!served)
        conclude(run, HUNG, "did not serve the others while more came: %s",
                 run->trouble);
}

/* More than it has descriptors for, and all of them stay for a while. */
static void crowd(struct run *run)
{
    struct wire *crowd[DESCRIPTORS];

    for (int i = 0; i < DESCRIPTORS; i++)
        crowd[i] = wire_connect(run->port);
    settle();
    for (int i = 0; i < DESCRIPTORS; i++)
        wire_close(crowd[i]);
}

/* It was killed while a client was there, and is started again at once: the
   kernel still keeps the end of that connection. (Three times: see
   rule_restart().) */
static void restart(struct run *run)
{
    for (int i = 0; i < 3; i++) {
        let_react(run);
        send_signal(run->program, SIGKILL);
        ending_of(run->program);
        wire_close(run->attacker);
        wire_close(run->bystander);
        run->bystander = NULL;
        if (!start_again(run))
            conclude(run, DIED, "could not start again: %s",
                     last_words_of(run));
        run->attacker = wire_connect(run->port);
        bystander_begins(run);
    }
    run->well = "started again on its port";
}

/* Its second send(), the first to this peer, is held back (see its faults)
   until it has been told to stop. */
static void stop(struct run *run)
{
    enum { LENGTH = 40000 };
    char *lines = new_text(LENGTH);

    for (size_t i = 0; i < LENGTH; i++)
        lines[i] = i % 64 == 63 ? '\n' : 'x';
    say(run, lines, LENGTH, LENGTH);
    await_held(run->program);
    send_signal(run->program, SIGTERM);
    settle();
    let_go();
    if (!echo.heard(run, run->attacker, lines, LENGTH))
        conclude(run, ends(run) ? DIED : HUNG, "ended: %s; %s",
                 ends(run) ? ending_of(run->program) : "not at all",
                 run->trouble);
    if (!await_end(run->attacker) || run->attacker->error)
        conclude(run, LOST, "did not end its stream in good order");
    if (!ends_well(run))
        conclude(run, HUNG, "did not end with 0");
    conclude(run, SURVIVED, "sent all of it back, and ended with 0");
}

const struct attack stream_server_attacks[] = {
    {"dribble", "the peer said a line one byte at a time", dribble, 0, NULL,
     NULL},
    {"glued", "the peer said two lines in one write", glued, 0, NULL, NULL},
    {"cut-character",
     "the peer paused in the middle of a character of two bytes", cut_character,
     0, NULL, NULL},
    {"half-close", "the peer said 2500 lines, ended its half, and read on",
     half_close, 0, NULL, NULL},
    {"no-newline", "the peer said half a line, and ended the stream",
     no_newline, 0, NULL, NULL},
    {"oversize", "the peer sent a line without end, 10 MB", oversize, 0, NULL,
     NULL},
    {"binary", "the peer sent NUL, no UTF-8, and orders to the terminal",
     binary, TERMINAL, NULL, NULL},
    {"rst", "the peer reset the connection in the middle of a line", rst, 0,
     NULL, NULL},
    {"gone", "the peer left before it was answered", gone, 0, NULL, NULL},
    {"stall", "the peer connected, and said nothing", stall, STAYS, NULL, NULL},
    {"deaf", "the peer sent, and never read", deaf, STAYS | DEAF, NULL, NULL},
    {"burst", "the peer connected 40 times at once, and reset half of them",
     burst, 0, NULL, NULL},
    {"short", "the kernel took one byte of what was sent back at a time",
     short_sends, 0, "02 05 06", "send=short"},
    {"restart", "the program was killed, and started again on the same port",
     restart, 0, "01", NULL},
    {"flood", "peers connected and left, 80 times, faster than they are let in",
     flood, 0, "05 06", "accept=hold@8x1 accept=hold@60x1"},
    {"crowd", "more peers came than the program may have descriptors", crowd,
     FEW_DESCRIPTORS, "05 06", NULL},
    {"stop", "the program was told to stop in the middle of an answer", stop, 0,
     "05", "send=hold@2x1"},
};
const size_t stream_server_attack_count =
    sizeof stream_server_attacks / sizeof *stream_server_attacks;
