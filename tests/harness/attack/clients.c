/* clients.c - hostile servers against a client over TCP. */
#define _POSIX_C_SOURCE 200809L

#include "attack.h"
#include "programs/programs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ENDLESS (10 * 1000 * 1000) /* bytes, and then one now and then */
#define PAUSE 1000                 /* ms of the client's time between those */
#define PAUSES 60

static const char typed[] = "Olá, servidor!";

/* ---- what the client says, and what it is told ---- */

/* Waits for what the client says first, as far as it says anything unasked. */
static void hear_client(struct run *run)
{
    const struct wire *peer = run->attacker;

    while (peer->length == 0 || peer->in[peer->length - 1] != '\n') {
        if (peer->ended || run->target->talk->until_end)
            return;
        if (!attend(peer, POLLIN))
            conclude(run, HUNG, "never said a line");
    }
}

static const char *first_reply(struct run *run)
{
    const char *reply = run->target->talk->reply;

    return reply ? reply : text_of("%s\n", typed);
}

static const char *second_reply(struct run *run)
{
    const char *more = run->target->talk->more;

    return more ? more : "e tchau\n";
}

static void tell(struct run *run, const char *text, size_t piece)
{
    wire_send(run->attacker, text, strlen(text), piece);
}

void must_show(struct run *run, const char *text)
{
    size_t said;

    if (shows(run, text, strlen(text)))
        return;
    if (is_gone(run))
        judge_end(run, true, false);
    const char *output = output_of(run->program, OUT, &said);
    conclude(run, LOST, "did not show %s, but %s", quoted(text, strlen(text)),
             quoted(output, said));
}

/* ---- its end ---- */

/* All is said: it takes its leave, and we ours. It may not fail any more. */
void part_in_peace(struct run *run)
{
    if (run->target->talk->typed) {
        if (!run->target->bare) /* it knows no farewell */
            type_line(run->program, "sair");
        end_typing(run);
    } else {
        wire_finish(run->attacker);
    }
    while (!run->attacker->ended && !is_gone(run))
        if (!attend(run->attacker, POLLIN))
            conclude(run, HUNG, "does not end, though all has been said");
    wire_close(run->attacker);
    if (!ends(run))
        conclude(run, HUNG, "does not end, though the server has hung up");
    judge_end(run, true, false);
    run->well = run->well ? run->well : "showed all of it, and ended with 0";
}

/* It must notice by itself. What a LIMITATION admits, it must at least notice
   when we hang up. */
void must_give_up(struct run *run)
{
    bool may_succeed = run->target->talk->until_end;

    if (ends(run)) {
        judge_end(run, may_succeed, true);
        return;
    }
    if (!may_wait(run))
        conclude(run, HUNG, "waits forever");
    wire_close(run->attacker);
    if (!ends(run))
        conclude(run, HUNG, "does not even end when the server hangs up");
    if (!run->target->bare) /* it has its words for no end */
        judge_end(run, may_succeed, true);
    conclude(run, WAITS, "ended only when the server hung up");
}

static void says_all_it_has(struct run *run)
{
    if (run->target->talk->typed)
        end_typing(run);
}

/* Who only waits for its turn to speak cannot notice before that; who listens
   all the time must notice without being told. */
static void must_notice(struct run *run)
{
    if (!run->target->talk->relays)
        says_all_it_has(run);
    must_give_up(run);
}

/* Nobody accepts: others have filled the queue. */
static void attack_unanswered(struct run *run)
{
    run->port = free_port();
    peer_listen_full("127.0.0.1", run->port);
    start_client(run);
    run->attack->act(run);
}

void attack_stream_client(struct run *run)
{
    run->well = NULL;
    if (run->attack->how & UNANSWERED) {
        attack_unanswered(run);
        return;
    }
    run->listener = wire_listen(&run->port);
    if (run->attack->how & DEAF)
        wire_take_little(run->listener);
    start_client(run);
    run->attacker = wire_accept(run->listener);
    if (!run->attacker) {
        if (is_gone(run))
            judge_end(run, false, false);
        conclude(run, HUNG, "never connected");
    }
    note_start();
    run->attack->act(run);
    if (!run->well)
        run->well = "ended with 0";
}

/* ---- the attacks ---- */

static void type_first(struct run *run)
{
    if (run->target->talk->typed)
        type_line(run->program, typed);
    hear_client(run);
}

static void dribble(struct run *run)
{
    const char *reply = first_reply(run);

    type_first(run);
    for (; *reply && !is_gone(run); reply++) {
        wire_send(run->attacker, reply, 1, 1);
        let_react(run);
    }
    must_show(run, first_reply(run));
    part_in_peace(run);
}

static void cut_character(struct run *run)
{
    static const char *const halves[] = {"caf\xc3", "\xa9, ol\xc3",
                                         "\xa1, and so on\n"};

    type_first(run);
    for (int i = 0; i < 3; i++) {
        tell(run, halves[i], 64);
        let_react(run);
    }
    must_show(run, "café, olá, and so on");
    part_in_peace(run);
}

/* The second reply is there before it was asked for. */
static void glued(struct run *run)
{
    const char *two = text_of("%s%s", first_reply(run), second_reply(run));
    bool takes_one = run->target->talk->takes_one;

    type_first(run);
    if (run->target->talk->typed)
        type_line(run->program, "e tchau");
    tell(run, two, strlen(two));
    must_show(run, takes_one ? first_reply(run) : two);
    part_in_peace(run);
}

/* What it has said unasked has been read: its stream ends, without a reset. */
static void hang_up(struct run *run)
{
    settle();
    wire_close(run->attacker);
    if (run->target->talk->typed)
        type_line(run->program, typed);
    must_notice(run);
}

static void tell_half(struct run *run)
{
    const char *reply = first_reply(run);

    type_first(run);
    wire_send(run->attacker, reply, strlen(reply) / 2, strlen(reply));
}

static void half_reply(struct run *run)
{
    tell_half(run);
    wire_finish(run->attacker);
    must_notice(run);
}

/* Only once the client has read its half does it meet the reset in recv(). */
static void rst(struct run *run)
{
    tell_half(run);
    let_react(run);
    wire_reset(run->attacker);
    must_notice(run);
}

static void silent(struct run *run)
{
    type_first(run);
    says_all_it_has(run);
    must_give_up(run);
}

/* A pause of the client's time; where that is not ours, a moment of ours. */
static void pause_a_while(void)
{
    if (!clock_is_stopped()) {
        attend(NULL, 0);
        return;
    }
    come_to_rest();
    pass_time(PAUSE);
}

/* As much as the client takes, then a byte now and then. */
static void endless(struct run *run)
{
    static char endless_line[65536];
    size_t sent = 0;
    long now = 0;

    memset(endless_line, 'x', sizeof endless_line);
    type_first(run);
    if (!run->target->talk->relays)
        says_all_it_has(run);
    while (now >= 0 && sent < ENDLESS && !is_gone(run)) {
        now = wire_send_some(run->attacker, endless_line, sizeof endless_line);
        if (now == 0 && !attend(run->attacker, POLLOUT))
            break;
        sent += now > 0 ? (size_t)now : 0;
    }
    for (int i = 0; i < PAUSES && now >= 0 && !is_gone(run); i++) {
        now = wire_send_some(run->attacker, endless_line, 1);
        pause_a_while();
    }
    must_give_up(run);
}

static void escapes(struct run *run)
{
    type_first(run);
    wire_send(run->attacker, nasty, nasty_length, nasty_length);
    must_show(run, " ok");
    part_in_peace(run);
    check_terminal(run);
    run->well = "showed them as \\xHH, and ended with 0";
}

/* As long as it reads what is typed. */
static void type_much(struct run *run, const char *line, int times)
{
    struct wire input = {.fd = input_of(run->program)};
    size_t length = strlen(line), typed_now = 0;

    while (times > 0 && !is_gone(run)) {
        ssize_t took = write(input.fd, line + typed_now, length - typed_now);
        if (took < 0 && errno != EAGAIN && errno != EINTR)
            return;
        if (took < 0 && !attend(&input, POLLOUT))
            return;
        typed_now += took > 0 ? (size_t)took : 0;
        note_moved((long)took);
        if (typed_now == length) {
            typed_now = 0;
            times--;
        }
    }
}

/* Whoever waits for its replies stops at the first. Whoever does not goes on
   until nothing more is taken. */
static void deaf(struct run *run)
{
    enum { LINES = 2500, LINE = 4000 };
    bool awaits = !run->target->talk->relays;
    char *line = new_text(LINE + 2);

    memset(line, 'x', LINE);
    memcpy(line + LINE, "\n", 2);
    run->attacker->deaf = true;
    if (run->target->talk->typed)
        type_much(run, line, awaits ? 10 : LINES);
    says_all_it_has(run);
    must_give_up(run);
}

/* See its faults: what is typed must arrive in any number of pieces. */
static void short_sends(struct run *run)
{
    const struct wire *peer = run->attacker;
    size_t length = strlen(typed), where;

    type_line(run->program, typed);
    while (!find_bytes(peer->in, peer->length, 0, typed, length, &where))
        if (peer->ended || !attend(peer, POLLIN))
            conclude(run, LOST, "of %zu bytes that were typed, sent %s", length,
                     quoted(peer->in, peer->length));
    tell(run, first_reply(run), 64);
    must_show(run, first_reply(run));
    part_in_peace(run);
}

/* A byte in each while: less than the patience that a call has. */
static void drip(struct run *run)
{
    enum { WHILE = 2000, BYTES = 30 };

    type_first(run);
    for (int i = 0; i < BYTES && !is_gone(run); i++) {
        wire_send_some(run->attacker, "x", 1);
        if (!clock_is_stopped())
            skipped("nobody can let time pass for the program here");
        come_to_rest();
        pass_time(WHILE);
    }
    if (!is_gone(run))
        conclude(run, may_wait(run) ? WAITS : HUNG,
                 "waited a whole minute, for %d bytes", BYTES);
    judge_end(run, false, true);
}

/* See its faults. The answer comes all the same. */
static void interrupted(struct run *run)
{
    type_first(run);
    tell(run, first_reply(run), 64);
    if (!shows(run, first_reply(run), strlen(first_reply(run))) && ends(run))
        conclude(run, DIED, "ended: %s, %s", ending_of(run->program),
                 last_words_of(run));
    must_show(run, first_reply(run));
    part_in_peace(run);
}

/* Its connection stays in the queue, and no answer to connect() comes. */
static void full_queue(struct run *run)
{
    if (ends(run)) {
        judge_end(run, false, true);
        return;
    }
    conclude(run, may_wait(run) ? WAITS : HUNG, "waits forever");
}

const struct attack stream_client_attacks[] = {
    {"dribble", "the peer answered one byte at a time", dribble, 0, NULL, NULL},
    {"glued", "the peer sent two answers in one write", glued, 0, NULL, NULL},
    {"cut-character",
     "the peer paused in the middle of a character of two bytes", cut_character,
     0, NULL, NULL},
    {"escapes",
     "the peer answered with NUL, no UTF-8, and orders to the terminal",
     escapes, TERMINAL, NULL, NULL},
    {"hang-up", "the peer hung up at once", hang_up, 0, NULL, NULL},
    {"half-reply", "the peer hung up in the middle of its answer", half_reply,
     0, NULL, NULL},
    {"rst", "the peer reset the connection in the middle of its answer", rst, 0,
     NULL, NULL},
    {"silent", "the peer never answered, and never hung up", silent, 0, NULL,
     NULL},
    {"endless", "the peer answered with a line without end", endless, 0, NULL,
     NULL},
    {"deaf", "the peer never read, and never answered", deaf, DEAF, NULL, NULL},
    {"short", "the kernel took one byte of what was typed at a time",
     short_sends, 0, "02 06", "send=short"},
    {"drip", "the peer answered with a byte every two seconds", drip, 0, "04",
     NULL},
    {"full", "the peer's queue was full: connect() heard nothing", full_queue,
     UNANSWERED, "04", NULL},
    {"ctrl-z", "Ctrl-Z, and then fg, broke off the first recv()", interrupted,
     0, "04", "recv=EINTR@1x1"},
};
const size_t stream_client_attack_count =
    sizeof stream_client_attacks / sizeof *stream_client_attacks;
