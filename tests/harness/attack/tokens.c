/*
 * tokens.c - hostile relays, between clients who share a key.
 *
 * The relay cannot make a token. It can only do something with those that
 * another client, the speaker, has sent: keep, cut, repeat and damage them.
 */
#define _XOPEN_SOURCE 700

#include "attack.h"
#include "programs/programs.h"

#include <string.h>
#include <unistd.h>

#define AGE 3600000 /* ms: no token is good for an hour */

struct token {
    const char *bytes;
    size_t length;
};

static struct process *speaker;
static struct wire *spoken; /* its connection */

/* ---- a directory with a key, from which the programs are started ---- */

const char *key_file(void)
{
    return scratch_file("chat.key");
}

static void make_key(const char *directory)
{
    static const char *const programs[] = {"bare_client", "client", "keygen"};

    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        const char *file = text_of("%s/%s", directory, programs[i]);
        if (access(file, F_OK) == 0)
            scratch_link(programs[i], file);
    }
    set_step(scratch_file("."));
    expect_exit(start("keygen", NULL), 0);
}

/* ---- the speaker ---- */

/* Its own program says it as the target understands it: a bare one ends no
   token with a newline. */
static void start_speaker(struct run *run)
{
    const char *port = text_of("%d", run->port);

    set_step(scratch_file("."));
    speaker = run->target->bare
                  ? start("bare_client", port, NULL)
                  : start("client", "127.0.0.1", port, "bruno", NULL);
    spoken = wire_accept(run->listener);
    if (!spoken)
        failed("a client that makes tokens", "it did not connect");
}

/* What it sends when this is typed to it, as one token. */
static struct token token_of(const char *text)
{
    come_to_rest();
    size_t before = spoken->length;

    type_line(speaker, text);
    while (spoken->length == before)
        if (spoken->ended || !attend(spoken, POLLIN))
            failed("a token", "none came");
    come_to_rest();
    size_t length = spoken->length - before;
    char *bytes = memcpy(new_text(length), spoken->in + before, length);
    return (struct token){bytes, length};
}

void attack_token_client(struct run *run)
{
    if (!has_tap() || !can_tell_standstill())
        skipped("nobody can tell here when a token has been taken");
    run->well = NULL;
    run->listener = wire_listen(&run->port);
    make_key(run->directory);
    if (run->target->stranger)
        set_step(".");
    start_client(run);
    run->attacker = wire_accept(run->listener);
    if (!run->attacker)
        conclude(run, HUNG, "never connected");
    start_speaker(run);
    note_start();
    run->attack->act(run);
}

/* ---- the attacks ---- */

static const char first[] = "um recado", second[] = "outro recado",
                  last[] = "até logo";

static void pass_on(struct run *run, struct token token)
{
    wire_send(run->attacker, token.bytes, token.length, token.length);
    come_to_rest();
}

/* Something unsuspicious comes at the end, and must be shown: then all that
   came before it has been judged. */
static void end_politely(struct run *run)
{
    pass_on(run, token_of(last));
    must_show(run, last);
    part_in_peace(run);
}

static int times_shown(struct run *run, const char *text)
{
    size_t length, where = 0;
    const char *output = output_of(run->program, OUT, &length);
    int times = 0;

    while (find_bytes(output, length, where, text, strlen(text), &where)) {
        times++;
        where++;
    }
    return times;
}

static void glued(struct run *run)
{
    struct token one = token_of(first), two = token_of(second);
    char *both = new_text(one.length + two.length);

    memcpy(both, one.bytes, one.length);
    memcpy(both + one.length, two.bytes, two.length);
    pass_on(run, (struct token){both, one.length + two.length});
    must_show(run, first);
    must_show(run, second);
    end_politely(run);
}

static void halves(struct run *run)
{
    struct token token = token_of(first);
    size_t half = token.length / 2;

    pass_on(run, (struct token){token.bytes, half});
    pass_on(run, (struct token){token.bytes + half, token.length - half});
    must_show(run, first);
    end_politely(run);
}

static void replay(struct run *run)
{
    struct token token = token_of(first);

    pass_on(run, token);
    pass_on(run, token_of(second));
    pass_on(run, token);
    if (times_shown(run, first) > 1)
        conclude(run, LOST, "showed %s %d times", quoted(first, strlen(first)),
                 times_shown(run, first));
    end_politely(run);
    run->well = "showed it once";
}

static void late(struct run *run)
{
    struct token token = token_of(first);

    pass_time(AGE);
    pass_on(run, token);
    if (times_shown(run, first) > 0)
        conclude(run, LOST, "showed it, an hour later");
    end_politely(run);
    run->well = "did not show it";
}

static void damaged(struct run *run)
{
    struct token token = token_of(first);
    char *bytes = memcpy(new_text(token.length), token.bytes, token.length);

    bytes[token.length / 2] = bytes[token.length / 2] == 'A' ? 'B' : 'A';
    pass_on(run, (struct token){bytes, token.length});
    if (times_shown(run, first) > 0)
        conclude(run, LOST, "showed it");
    end_politely(run);
    run->well = "did not show it";
}

static void escapes(struct run *run)
{
    pass_on(run, token_of("\x1b[2J\x1b]0;owned\x07 ok"));
    must_show(run, " ok");
    end_politely(run);
    check_terminal(run);
    run->well = "showed them as \\xHH, and ended with 0";
}

static void hang_up(struct run *run)
{
    settle();
    wire_close(run->attacker);
    must_give_up(run);
}

const struct attack token_client_attacks[] = {
    {"glued", "the relay passed on two tokens in one write", glued, 0, NULL,
     NULL},
    {"halves", "the relay passed on a token in two pieces", halves, 0, NULL,
     NULL},
    {"replay", "the relay passed on a token once more, after the next", replay,
     0, NULL, NULL},
    {"late", "the relay passed on a token an hour later", late, 0, NULL, NULL},
    {"damaged", "the relay changed a letter of a token", damaged, 0, NULL,
     NULL},
    {"escapes", "somebody who has the key sent orders to the terminal", escapes,
     TERMINAL, NULL, NULL},
    {"hang-up", "the relay hung up", hang_up, 0, NULL, NULL},
};
const size_t token_client_attack_count =
    sizeof token_client_attacks / sizeof *token_client_attacks;
