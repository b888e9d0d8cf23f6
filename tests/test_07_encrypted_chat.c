/* test_07_encrypted_chat.c - the relay need not understand. */
#define _POSIX_C_SOURCE 200809L

#include "suite/suite.h"

#include "fernet.h"
#include "message.h"
#include "random_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The key in key_file, written down and not. */
static const char key_text[] = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
static struct fernet_key key;

/* Such a file: a user's own, so nobody else may read it. */
static const char *key_file_with(const char *name, const void *bytes,
                                 size_t length, mode_t mode)
{
    const char *path = scratch_with(name, bytes, length);

    chmod(path, mode);
    return path;
}

static const char *key_file(void)
{
    const char *content = text_of("%s\n", key_text);

    return key_file_with("chat.key", content, strlen(content), 0600);
}

/* ---- a relay of ours: the test stands in the middle ---- */

/* The client `bruno`, and our end of its connection. */
struct wire {
    struct process *client;
    int peer;
};

enum { LINE = 4096 }; /* no line of ours is longer */

/* What a line of the client's says, if it is a fresh token of our key. */
static const char *text_in(const char *line)
{
    struct fernet_clock clock = {(uint64_t)time_of_day(), 60};
    char *text = new_text(FERNET_TEXT_MAX + 1);
    size_t length;
    enum fernet_result result = fernet_decrypt((uint8_t *)text, &length, &key,
                                               line, strlen(line), &clock);

    likely("whoever stands in the middle must see tokens, and nothing else");
    check(result == FERNET_OK, "a token of this key, made now", "%s: %s",
          fernet_sentence(result), quoted(line, strlen(line)));
    likely(NULL);
    text[length] = '\0';
    did("decrypted: %s", text);
    return text;
}

/* The text must be "RUN COUNTER LINE". Returns the run. */
static const char *is_message(const char *text, int counter, const char *line)
{
    char *run = new_text(17);

    memcpy(run, text, strlen(text) < 16 ? strlen(text) : 16);
    run[16] = '\0';
    const char *expected = text_of("%s %d %s", run, counter, line);
    check(strspn(run, "0123456789abcdef") == 16 && strcmp(text, expected) == 0,
          text_of("16 hexadecimal digits, then \" %d %s\"", counter, line),
          "%s", quoted(text, strlen(text)));
    return run;
}

static struct wire start_wire(const struct launch *launch)
{
    int port, listener = peer_listen(&port);

    keep_patient();
    struct wire wire = {.client = start_with(launch, "client", "127.0.0.1",
                                             text_of("%d", port), "bruno",
                                             key_file(), NULL)};
    wire.peer = peer_accept(listener);
    likely_if_it_waits("each token is a line: it ends with a newline");
    is_message(text_in(peer_line(wire.peer)), 1, "* bruno joined");
    return wire;
}

/* A token of any text, made `ago` seconds ago, with its newline. */
static const char *sealed(const struct fernet_key *with, const char *text,
                          long ago)
{
    char token[FERNET_TOKEN_MAX + 1];
    uint8_t iv[FERNET_IV];

    if (!random_bytes(iv, sizeof iv) ||
        fernet_encrypt_at(token, with, (const uint8_t *)text, strlen(text),
                          (uint64_t)(time_of_day() - ago), iv) == 0)
        failed("a token", "%s", strerror(errno));
    return text_of("%s\n", token);
}

/* What eva, in her run 00000000000000e0 + run, says there. */
static const char *message_of(int run, int counter, const char *words, long ago)
{
    return sealed(
        &key,
        text_of("%016x %d eva: %s", 0xe0u + (unsigned)run, counter, words),
        ago);
}

static const char *eva_says(int counter, const char *words)
{
    return message_of(0, counter, words, 0);
}

/* The conversation goes on, in both directions. */
static void goes_on(struct wire *wire, int run)
{
    usually("one bad line is one bad line: the next one may be good");
    peer_say(wire->peer, message_of(run, 1, "still there?", 0));
    expect_line(wire->client, OUT, "eva: still there?");
    type_line(wire->client, "yes");
    const char *text = text_in(peer_line(wire->peer));
    check(strstr(text, " bruno: yes") != NULL, "\"... bruno: yes\"", "%s",
          text);
}

/* The client shows this, and nothing but this, before `last`. */
static void shows_only(struct wire *wire, const char *expected)
{
    size_t length;
    const char *shown = output_of(wire->client, OUT, &length);

    check(length == strlen(expected) && memcmp(shown, expected, length) == 0,
          quoted(expected, strlen(expected)), "%s", quoted(shown, length));
}

static void leaves(struct wire *wire)
{
    end_input(wire->client);
    const char *text = text_in(peer_line(wire->peer));
    check(strstr(text, " * bruno left") != NULL, "\"... * bruno left\"", "%s",
          text);
    peer_expect_end(wire->peer);
    peer_finish(wire->peer);
    expect_exit(wire->client, 0);
}

static void each_line_is_a_token(void)
{
    struct wire wire = start_wire(NULL);

    type_line(wire.client, "Olá a todos");
    const char *first = peer_line(wire.peer);
    type_line(wire.client, "Olá a todos");
    const char *second = peer_line(wire.peer);
    const char *texts[] = {text_in(first), text_in(second)};
    likely("a run counts its messages: by the number in it whoever hears one "
           "knows that it comes again, or that others are missing");
    const char *run = is_message(texts[0], 2, "bruno: Olá a todos");
    const char *again = is_message(texts[1], 3, "bruno: Olá a todos");
    check(strcmp(run, again) == 0, "the same run in all messages of a run",
          "two");
    /* version and time, 12 characters; then the IV */
    likely("the IV must be random: with the same one, who listens sees that "
           "two texts begin alike");
    check(memcmp(first + 12, second + 12, 20) != 0,
          "two IVs for two equal lines", "the same");
    likely(NULL);
    type_bytes(wire.client, "\xff\x1b \r", 4);
    end_input(wire.client);
    is_message(text_in(peer_line(wire.peer)), 4, "bruno: \xff\x1b \r");
    is_message(text_in(peer_line(wire.peer)), 5, "* bruno left");
    peer_expect_end(wire.peer);
    peer_finish(wire.peer);
    expect_exit(wire.client, 0);
}

static void each_run_is_another(void)
{
    const char *runs[2];

    for (int i = 0; i < 2; i++) {
        struct wire wire = start_wire(NULL);
        type_line(wire.client, "x");
        runs[i] = is_message(text_in(peer_line(wire.peer)), 2, "bruno: x");
        leaves(&wire);
    }
    check(strcmp(runs[0], runs[1]) != 0, "two runs", "%s twice", runs[0]);
}

static void tokens_however_cut(void)
{
    struct wire wire = start_wire(NULL);
    const char *three = text_of("%s%s%s", eva_says(1, "one"),
                                eva_says(2, "two"), eva_says(3, "three"));

    likely("recv() brings bytes, not one token: a token ends at its newline");
    peer_say(wire.peer, three);
    expect_line(wire.client, OUT, "eva: one");
    expect_line(wire.client, OUT, "eva: two");
    expect_line(wire.client, OUT, "eva: three");
    const char *next = text_of("%s%s", eva_says(4, "four"), eva_says(5, "Olá"));
    peer_send_cut(wire.peer, next, strlen(next), 1);
    expect_line(wire.client, OUT, "eva: four");
    expect_line(wire.client, OUT, "eva: Olá");
    peer_say(wire.peer, text_of("%s%.60s", eva_says(6, "six"), three));
    expect_line(wire.client, OUT, "eva: six");
    shows_only(&wire, "eva: one\neva: two\neva: three\neva: four\n"
                      "eva: Olá\neva: six\n");
    check(times_said(wire.client, "dropped") == 0, "nothing dropped",
          "something");
}

/* Each bit of each character, its newline included. */
static void every_flipped_bit_is_noticed(void)
{
    struct wire wire = start_wire(NULL);
    const char *token = eva_says(7, "Olá");
    size_t length = strlen(token);

    likely("anybody can send a line that is no token: it is dropped, and the "
           "program goes on");
    for (size_t bit = 0; bit < 8 * length; bit++) {
        char *other = new_text(length);
        memcpy(other, token, length);
        other[bit / 8] = (char)(other[bit / 8] ^ 1 << bit % 8);
        peer_send(wire.peer, other, length);
        if (bit / 8 == length - 1)
            peer_say(wire.peer, "\n");
    }
    expect_line(wire.client, ERR, "a line was dropped: not a token");
    goes_on(&wire, 1234); /* no bit away from hers */
    likely("a token that was changed is not shown: its HMAC, all 32 bytes, is "
           "compared before anything else is done with it");
    shows_only(&wire, "eva: still there?\n");
    peer_say(wire.peer, token);
    expect_line(wire.client, OUT, "eva: Olá");
    shows_only(&wire, "eva: still there?\neva: Olá\n");
    leaves(&wire);
}

static void other_lines_are_dropped(void)
{
    if (has_tap())
        stop_the_clock(); /* or a token is too old by the time it is sent */
    const char *good = eva_says(1, "x");
    size_t length = strlen(good) - 1;
    char *long_one = new_text(3 * LINE);
    memset(long_one, 'A', 3 * LINE);
    struct fernet_key other = key;
    other.bytes[0] ^= 1; /* of the half that signs */
    const struct {
        const char *line, *why;
    } bad[] = {
        {"\n", "not a token"},
        {"hello\n", "not a token"},
        {"\x1b[2J\n", "not a token"},
        {text_of("%.*s\r\n", (int)length, good), "not a token"},
        {text_of(" %s", good), "not a token"},
        {text_of("%.*s%s", (int)length, good, good), "not a token"},
        {text_of("%.*s\n", (int)length - 4, good), "not a token"},
        {text_of("%.*s\n", 3 * LINE, long_one), "not a token"},
        {sealed(&other, "00000000000000e0 1 eva: x", 0), "not a token"},
        {sealed(&key, "", 0), "no message"},
        {sealed(&key, "hello", 0), "no message"},
        {sealed(&key, "00000000000000e0 1 eva: two\neva: lines", 0),
         "no message"},
        {sealed(&key, "00000000000000e0 1 e\x1b[2Jva: x", 0), "no message"},
        {sealed(&key, "00000000000000e0 0 eva: x", 0), "no message"},
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct wire wire = start_wire(NULL);
        peer_say(wire.peer, bad[i].line);
        expect_line(wire.client, ERR,
                    text_of("client: a line was dropped: %s", bad[i].why));
        goes_on(&wire, 1);
        shows_only(&wire, "eva: still there?\n");
        leaves(&wire);
        check(times_said(wire.client, "\x1b") == 0,
              "no escape sequence on stderr", "one");
    }
}

static void replayed_tokens_are_dropped(void)
{
    struct wire wire = start_wire(NULL);
    const char *first = eva_says(1, "pay 10"), *second = eva_says(2, "twice");

    likely("a token that was recorded stays authentic: the counter inside it "
           "tells that it has been seen");
    peer_say(wire.peer, first);
    expect_line(wire.client, OUT, "eva: pay 10");
    peer_say(wire.peer, first);
    expect_line(wire.client, ERR, "replayed");
    peer_say(wire.peer, second);
    expect_line(wire.client, OUT, "eva: twice");
    peer_say(wire.peer, first);
    peer_say(wire.peer, eva_says(2, "another text, the same counter"));
    goes_on(&wire, 1);
    shows_only(&wire, "eva: pay 10\neva: twice\neva: still there?\n");
    leaves(&wire);
}

/* What we said ourselves, sent back to us. */
static void reflected_tokens_are_dropped(void)
{
    struct wire wire = start_wire(NULL);

    type_line(wire.client, "mirror");
    const char *own = peer_line(wire.peer);
    peer_say(wire.peer, text_of("%s\n", own));
    expect_line(wire.client, ERR, "replayed");
    peer_say(wire.peer, eva_says(1, "x"));
    expect_line(wire.client, OUT, "eva: x");
    shows_only(&wire, "eva: x\n");
    leaves(&wire);
}

static void lost_and_reordered_tokens_are_told(void)
{
    struct wire wire = start_wire(NULL);

    peer_say(wire.peer, eva_says(4, "the first that we hear"));
    expect_line(wire.client, OUT, "the first that we hear");
    peer_say(wire.peer, eva_says(8, "after a gap"));
    expect_line(wire.client, ERR, "3 messages missing from eva");
    expect_line(wire.client, OUT, "after a gap");
    peer_say(wire.peer, eva_says(6, "too late"));
    expect_line(wire.client, ERR, "replayed");
    peer_say(wire.peer, eva_says(10, "one is lost"));
    expect_line(wire.client, ERR, "1 message missing from eva");
    peer_say(wire.peer, message_of(1, 3, "another run", 0));
    expect_line(wire.client, OUT, "another run");
    check(times_said(wire.client, "missing") == 2, "two gaps", "%d",
          times_said(wire.client, "missing"));
    shows_only(&wire, "eva: the first that we hear\neva: after a gap\n"
                      "eva: one is lost\neva: another run\n");
    leaves(&wire);
}

static void old_tokens_are_dropped(void)
{
    stop_the_clock();
    struct wire wire = start_wire(NULL);

    likely("a token says when it was made: over 60 seconds ago is too long");
    const char *token = message_of(4, 1, "heard late", 0);
    peer_say(wire.peer, message_of(0, 1, "a minute old", 60));
    expect_line(wire.client, OUT, "a minute old");
    peer_say(wire.peer, message_of(0, 2, "old", 61));
    expect_line(wire.client, ERR, "a line was dropped: expired");
    peer_say(wire.peer, message_of(1, 1, "a clock ahead of ours", -60));
    expect_line(wire.client, OUT, "a clock ahead of ours");
    peer_say(wire.peer, message_of(2, 1, "early", -61));
    expect_line(wire.client, ERR, "a line was dropped: from the future");
    peer_say(wire.peer, message_of(2, 1, "very early", -2000000000));
    peer_say(wire.peer, message_of(2, 1, "very old", 1600000000));
    pass_time(61 * 1000);
    peer_say(wire.peer, token);
    goes_on(&wire, 3);
    shows_only(&wire, "eva: a minute old\neva: a clock ahead of ours\n"
                      "eva: still there?\n");
    leaves(&wire);
}

/* What was dropped unseen still counts as missing. */
static void nothing_is_shown_raw(void)
{
    struct launch terminal = {.terminal = true};
    struct wire wire = start_wire(&terminal);

    likely("that it was encrypted makes a text no safer to look at: whoever "
           "has the key can send escape sequences");
    peer_say(wire.peer, eva_says(1, "clear \x1b[2J, \xc2\x9b, \xff!"));
    expect_line(wire.client, OUT, "eva: clear \\x1b[2J, \\xc2\\x9b, \\xff!");
    peer_say(wire.peer, "\x1b[2J\n");
    expect_line(wire.client, ERR, "dropped");
    likely(NULL);
    check(times_said(wire.client, "\x1b") == 0, "no escape sequence on stderr",
          "one");
    type_line(wire.client, "quit");
    is_message(text_in(peer_line(wire.peer)), 2, "* bruno left");
    peer_expect_end(wire.peer);
    peer_close(wire.peer);
    expect_exit(wire.client, 0);
}

static void ends_in_the_middle_of_a_line_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    struct wire wire = start_wire(&terminal);

    likely_if_it_waits("on a terminal the second Ctrl-D is read() returning 0, "
                       "once: if that is forgotten when the last line has been "
                       "handed out, the next read() waits for a third");
    type_bytes(wire.client, "abc\x04\x04", 5);
    is_message(text_in(peer_line(wire.peer)), 2, "bruno: abc");
    is_message(text_in(peer_line(wire.peer)), 3, "* bruno left");
    peer_expect_end(wire.peer);
    peer_close(wire.peer);
    expect_exit(wire.client, 0);
}

/* A thousand bad lines: one warning, and a second later one that counts. */
static void warnings_do_not_flood(void)
{
    stop_the_clock();
    struct wire wire = start_wire(NULL);

    for (int i = 0; i < 1000; i++)
        peer_say(wire.peer, "AAAA\n");
    goes_on(&wire, 1);
    pass_time(999);
    peer_say(wire.peer, "AAAA\n");
    goes_on(&wire, 2);
    check(times_said(wire.client, "not a token") == 1,
          "one warning within a second", "%d",
          times_said(wire.client, "not a token"));
    pass_time(1);
    peer_say(wire.peer, "AAAA\n");
    expect_line(wire.client, ERR, "1001 lines were dropped: not a token");
    leaves(&wire);
}

static void a_crowd_is_bounded(void)
{
    enum { REMEMBERED = 256 };
    struct wire wire = start_wire(NULL);
    size_t size = 0;
    char *all = new_text(310 * 200);

    for (int run = 0; run < REMEMBERED; run++)
        size += (size_t)sprintf(all + size, "%s", message_of(run, 1, "me", 0));
    peer_send(wire.peer, all, size);
    expect_bytes(wire.client, OUT, REMEMBERED * strlen("eva: me\n"));
    peer_say(wire.peer, message_of(REMEMBERED, 1, "one too many", 0));
    expect_line(wire.client, ERR, "too many speakers");
    likely("who is remembered must not be forgotten for a newcomer: else "
           "enough newcomers make a replay look fresh");
    peer_say(wire.peer, message_of(0, 1, "me", 0));
    expect_line(wire.client, ERR, "replayed");
    peer_say(wire.peer, message_of(0, 2, "I was here before", 0));
    expect_line(wire.client, OUT, "I was here before");
    leaves(&wire);
}

/* ---- what the client refuses to send, and how it ends ---- */

static void too_long_lines_are_refused(void)
{
    struct wire wire = start_wire(NULL);
    /* 16 digits, a blank, "2", a blank, "bruno: " */
    size_t most = 3007 - 16 - 1 - 1 - 1 - 7;
    char *text = new_text(most + 2);

    memset(text, 'x', most);
    text[most] = '\0';
    likely("a plaintext of 3007 bytes makes the longest token that fits a "
           "line: longer ones are refused, and the next line goes");
    type_line(wire.client, text);
    is_message(text_in(peer_line(wire.peer)), 2, text_of("bruno: %s", text));
    type_line(wire.client, text_of("%sx", text));
    expect_line(wire.client, ERR,
                text_of("not sent: a line over %zu bytes", most));
    char *longer = new_text(9001);
    memset(longer, 'y', 9000);
    longer[9000] = '\0';
    type_line(wire.client, longer);
    expect_line(wire.client, ERR, "not sent: a line over ");
    type_line(wire.client, "");
    type_line(wire.client, "short");
    is_message(text_in(peer_line(wire.peer)), 3, "bruno: short");
    end_input(wire.client);
    is_message(text_in(peer_line(wire.peer)), 4, "* bruno left");
    peer_expect_end(wire.peer);
    peer_finish(wire.peer);
    expect_exit(wire.client, 1);
}

static void a_signal_is_a_farewell(void)
{
    static const int numbers[] = {SIGINT, SIGTERM};

    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct wire wire = start_wire(NULL);
        send_signal(wire.client, numbers[i]);
        is_message(text_in(peer_line(wire.peer)), 2, "* bruno left");
        peer_expect_end(wire.peer);
        peer_finish(wire.peer);
        expect_exit(wire.client, 0);
    }
}

static void hears_that_the_relay_hung_up(void)
{
    struct wire wire = start_wire(NULL);

    peer_close(wire.peer);
    expect_exit(wire.client, 1);
    expect_line(wire.client, ERR, "hung up");
}

static void may_find_the_relay_gone_at_the_end(void)
{
    struct launch launch = {.faults = "shutdown=ENOTCONN"};

    need_tap();
    struct wire wire = start_wire(&launch);
    end_input(wire.client);
    is_message(text_in(peer_line(wire.peer)), 2, "* bruno left");
    likely("a connection that is no more cannot be shut down (ENOTCONN): how "
           "it ended is what recv() tells");
    peer_finish(wire.peer);
    expect_exit(wire.client, 0);
}

static void the_relay_may_never_hang_up(void)
{
    stop_the_clock();
    struct wire wire = start_wire(NULL);

    end_input(wire.client);
    is_message(text_in(peer_line(wire.peer)), 2, "* bruno left");
    likely("after its farewell the client waits for the relay's end of "
           "stream, but not forever: 5 seconds");
    long long time = time_to_end(wire.client, 10000);
    check(time == 5000, "an end after 5000 ms", "%lld ms", time);
    expect_exit(wire.client, 1);
    expect_line(wire.client, ERR, "does not hang up");
}

static void says_that_a_token_was_not_finished(void)
{
    struct wire wire = start_wire(NULL);

    end_input(wire.client);
    is_message(text_in(peer_line(wire.peer)), 2, "* bruno left");
    peer_expect_end(wire.peer);
    likely("half a token, then the end: something was lost, and 0 would say "
           "that all came");
    peer_say(wire.peer, "gAAAAAB");
    peer_finish(wire.peer);
    expect_exit(wire.client, 1);
    expect_line(wire.client, ERR, "hung up in the middle of a line");
}

static void output_cannot_be_written(void)
{
    struct launch launches[] = {{.output = "/dev/full", .count_sockets = true},
                                {.closed_output = true, .count_sockets = true}};
    const int errors[] = {ENOSPC, EPIPE};

    for (size_t i = 0; i < COUNT(launches); i++) {
        struct wire wire = start_wire(&launches[i]);
        likely("printf() failed, and nobody looked: see ferror()");
        peer_say(wire.peer, eva_says(1, "can you hear me?"));
        expect_exit(wire.client, 1);
        expect_line(wire.client, ERR, strerror(errors[i]));
    }
}

/* How often it stands in what a running program can write to. */
static int times_in_memory(const struct process *process, const char *words)
{
    const char *place = text_of("/proc/%ld", (long)process_id(process));
    FILE *maps = fopen(text_of("%s/maps", place), "r");
    FILE *memory = fopen(text_of("%s/mem", place), "r");
    size_t length = strlen(words);
    unsigned long from, to;
    char line[512];
    int times = 0;

    if (!maps || !memory)
        skipped("no /proc here to look into");
    while (fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx rw", &from, &to) != 2 || !strstr(line, "rw"))
            continue;
        char *bytes = malloc(to - from);
        if (!bytes || fseek(memory, (long)from, SEEK_SET) != 0)
            skipped("its memory cannot be read: %s", strerror(errno));
        size_t there = fread(bytes, 1, to - from, memory);
        for (size_t i = 0; i + length <= there; i++)
            times += memcmp(bytes + i, words, length) == 0;
        free(bytes);
    }
    fclose(maps);
    fclose(memory);
    return times;
}

static void check_forgotten(const struct process *process, const char *words)
{
    int times = times_in_memory(process, words);

    likely("what has been sent or shown is wiped then, not at the end: a "
           "client waits for days");
    check(times == 0, text_of("no '%s' in its memory any more", words),
          "%d times", times);
}

/* What is typed on this terminal, or into this pipe, and what is shown. */
static void forgets(const struct launch *launch)
{
    struct wire wire = start_wire(launch);

    peer_say(wire.peer, eva_says(1, "some trumpets"));
    await_rest(wire.client);
    check_forgotten(wire.client, "trumpets");
    type_bytes(wire.client, "xylophone\na long line: mandolin\n", 32);
    for (int i = 2; i < 4; i++)
        text_in(peer_line(wire.peer));
    await_rest(wire.client);
    check_forgotten(wire.client, "xylophone");
    check_forgotten(wire.client, "mandolin");
    type_bytes(wire.client, "half", 4);
    await_rest(wire.client);
    likely(NULL);
    check(times_in_memory(wire.client, "half") > 0,
          "what is half typed, to see that it would be found", "nothing");
}

static void what_is_over_is_not_kept(void)
{
    struct launch screen = {.columns = 40};

    need_bare_program();
    forgets(NULL);
    forgets(&screen);
}

static void the_line_that_is_being_typed_is_kept(void)
{
    struct launch screen = {.columns = 60};
    struct wire wire = start_wire(&screen);

    await_rest(wire.client);
    likely("whatever is shown, warnings too, goes above the line that is being "
           "typed");
    type_bytes(wire.client, "half", 4);
    expect_screen(wire.client, "\nhalf|");
    peer_say(wire.peer, eva_says(1, "Ol\xc3\xa1"));
    peer_say(wire.peer, eva_says(3, "again"));
    expect_screen(wire.client, "\neva: Olá\nclient: 1 message missing from "
                               "eva\neva: again\nhalf|");
    peer_say(wire.peer, eva_says(3, "again"));
    expect_screen(wire.client, "dropped: replayed\nhalf|");
    type_bytes(wire.client, " and half\n", 10);
    is_message(text_in(peer_line(wire.peer)), 2, "bruno: half and half");
    type_bytes(wire.client, "quit\n", 5);
    is_message(text_in(peer_line(wire.peer)), 3, "* bruno left");
    peer_expect_end(wire.peer);
    peer_close(wire.peer);
    expect_exit(wire.client, 0);
}

/* Of what it shows nobody reads anything, and more comes than there is room
   for. */
static struct wire flood_unread(void)
{
    struct launch unread = {.unread_output = true};
    struct wire wire = start_wire(&unread);
    char *words = new_text(2001);

    memset(words, 'x', 2000);
    words[2000] = '\0';
    for (int i = 1; i <= 60; i++)
        peer_say(wire.peer, eva_says(i, words));
    await_rest(wire.client);
    return wire;
}

static void ends_though_nobody_reads_it(void)
{
    stop_the_clock();
    for (int gone = 0; gone < 2; gone++) {
        struct wire wire = flood_unread();
        likely("the thread that writes waits until somebody reads, and main "
               "waits for that thread");
        if (gone)
            peer_close(wire.peer);
        else
            send_signal(wire.client, SIGTERM);
        time_to_end(wire.client, 20000);
        expect_exit(wire.client, 1);
        expect_line(wire.client, ERR, "nobody reads standard output");
    }
}

/* Standard error is a pipe that is full. */
static void goes_on_though_nobody_reads_its_errors(void)
{
    const char *fifo = scratch_file("fifo");
    int port, listener = peer_listen(&port);

    if (mkfifo(fifo, 0600) < 0)
        skipped("mkfifo: %s", strerror(errno));
    int held = open(fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    struct launch launch = {.name = "client"};
    char *argv[] = {"sh", "-c",
                    (char *)text_of("exec ./client 127.0.0.1 %d bruno %s 2>%s",
                                    port, key_file(), fifo),
                    NULL};
    struct wire wire = {.client = start_command(&launch, argv),
                        .peer = peer_accept(listener)};
    is_message(text_in(peer_line(wire.peer)), 1, "* bruno joined");
    while (write(held, "", 1) == 1)
        ;
    likely("to write where nobody reads, and with the screen held, stops main "
           "as well");
    peer_say(wire.peer, "AAAA\n");
    peer_say(wire.peer, eva_says(1, "one"));
    peer_say(wire.peer, eva_says(3, "and three"));
    expect_line(wire.client, OUT, "eva: and three");
    goes_on(&wire, 1);
    leaves(&wire);
    close(held);
}

static void has_no_output(void)
{
    int port, listener = peer_listen(&port);
    struct process *client =
        start("/bin/sh", "-c", "exec ./client 127.0.0.1 $0 bruno \"$1\" >&-",
              text_of("%d", port), key_file(), NULL);
    int peer = peer_accept(listener);

    is_message(text_in(peer_line(peer)), 1, "* bruno joined");
    peer_say(peer, eva_says(1, "for your eyes only"));
    likely("started without a descriptor 1, it gave that number to its socket: "
           "what it decrypted was sent, in the clear");
    peer_expect_end(peer);
    expect_exit(client, 1);
    expect_line(client, ERR, "standard output");
}

static void client_misses_standard_streams(void)
{
    rule_missing_streams_of_client("client", "bruno", key_file());
}

static void calls_that_fail(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EMFILE),       FAULT(connect, ECONNREFUSED),
        FAULT(connect, ENETUNREACH), FAULT(setsockopt, EINVAL),
        FAULT(send, EPIPE),          FAULT(recv, ECONNRESET),
        FAULT(shutdown, ENOBUFS)};
    const char *file = key_file();

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {
            .faults = text_of("%s=%s", faults[i].call, faults[i].name),
            .count_sockets = true};
        struct process *server = start("server", "0", NULL);
        struct process *client =
            start_with(&launch, "client", "127.0.0.1",
                       text_of("%d", server_port(server)), "bruno", file, NULL);
        likely("%s() returned -1 with %s, and the program did not say so and "
               "end",
               faults[i].call, faults[i].name);
        type_line(client, "some words");
        end_input(client);
        expect_exit(client, 1);
        const char *line = expect_line(client, ERR, strerror(faults[i].number));
        check(strncmp(line, "client: ", 8) == 0 && strstr(line, faults[i].call),
              text_of("client: %s ...: %s", faults[i].call,
                      strerror(faults[i].number)),
              "%s", line);
    }
}

static void client_arguments(void)
{
    const char *port = text_of("%d", dead_port()), *file = key_file();
    static const char *const names[] = {"",
                                        " ana",
                                        "a:b",
                                        "*ana",
                                        "a\x1b",
                                        "\xff",
                                        "a name of more than thirty-two bytes"};
    struct launch hosts = {.hosts = "gone.test=EAI_NONAME"};

    rule_client_arguments("client");
    for (size_t i = 0; i < COUNT(names); i++)
        expect_exit(start("client", "127.0.0.1", port, names[i], file, NULL),
                    2);
    struct process *client =
        start("client", "127.0.0.1", port, "ana", file, "more", NULL);
    expect_exit(client, 2);
    expect_line(client, ERR, "usage: ./client");
    client = start("client", "127.0.0.1", port, NULL);
    expect_exit(client, 2);
    expect_line(client, ERR, "a name is needed");
    client = start("client", "127.0.0.1", port, "ana", file, NULL);
    expect_exit(client, 1);
    expect_line(client, ERR, strerror(ECONNREFUSED));
    client = start_with(&hosts, "client", "gone.test", port, "ana", file, NULL);
    expect_exit(client, 1);
    expect_line(client, ERR, "gone.test: unknown host");
}

static void relay_listens_where_told(void)
{
    rule_listens_where_told("server");
}

static void client_does_not_call_itself(void)
{
    rule_does_not_call_itself("client", "ana", key_file());
}

static void client_connects_where_told(void)
{
    rule_connects_where_told("client", "ana", key_file());
}

static void default_port_is_the_seeds(void)
{
    struct process *help = start("client", "--help", NULL);

    expect_exit(help, 0);
    expect_line(help, OUT, "(10101)");
    help = start("server", "--help", NULL);
    expect_exit(help, 0);
    expect_line(help, OUT, "(10101)");
    rule_server_arguments("server");
}

/* ---- through the real relay ---- */

static struct process *join_as(struct process *server, const char *name,
                               const char *file)
{
    struct process *client =
        start("client", "127.0.0.1", text_of("%d", server_port(server)), name,
              file, NULL);

    expect_line(client, ERR, "has the fingerprint");
    expect_line(server, ERR, "joined");
    return client;
}

/* -v shows all that the relay sees. */
static struct process *start_relay(void)
{
    struct process *server = start("server", "-v", "0", NULL);

    server_port(server);
    return server;
}

static void three_talk_and_the_relay_sees_nothing(void)
{
    struct process *server = start_relay();
    const char *file = key_file();
    struct process *ana = join_as(server, "ana", file);
    struct process *bruno = join_as(server, "bruno", file);
    expect_line(ana, OUT, "* bruno joined");
    struct process *carla = join_as(server, "carla", file);
    expect_line(ana, OUT, "* carla joined");
    expect_line(bruno, OUT, "* carla joined");

    type_line(ana, "Olá a todos");
    expect_line(bruno, OUT, "ana: Olá a todos");
    expect_line(carla, OUT, "ana: Olá a todos");
    type_line(carla, "segredo");
    expect_line(ana, OUT, "carla: segredo");
    expect_line(bruno, OUT, "carla: segredo");
    end_input(bruno);
    expect_exit(bruno, 0);
    expect_line(ana, OUT, "* bruno left");
    expect_line(carla, OUT, "* bruno left");
    send_signal(server, SIGTERM);
    expect_exit(server, 0);

    /* "ana" alone is in one token of two thousand, by chance */
    static const char *const words[] = {"ana:",       "ana joined", "bruno",
                                        "carla",      "segredo",    "todos",
                                        "fingerprint"};
    likely("what the relay sees must be tokens, and nothing else");
    for (size_t i = 0; i < COUNT(words); i++)
        check(times_said(server, words[i]) == 0, "no plain words in its log",
              "%s", words[i]);
    check(times_said(server, ": gAAAA") == 6, "six tokens in its log", "%d",
          times_said(server, ": gAAAA"));
}

/* Whoever has another key hears nothing, and sees why. */
static void another_key_hears_nothing(void)
{
    struct process *server = start_relay();
    struct process *keygen = start("keygen", scratch_file("other.key"), NULL);
    expect_exit(keygen, 0);
    struct process *ana = join_as(server, "ana", key_file());
    struct process *davi = join_as(server, "davi", scratch_file("other.key"));

    expect_line(ana, ERR, "a line was dropped: not a token of this key");
    type_line(ana, "who is there?");
    expect_line(davi, ERR, "a line was dropped: not a token of this key");
    type_line(davi, "quit");
    expect_exit(davi, 0);
    type_line(ana, "quit");
    expect_exit(ana, 0);
    size_t length;
    output_of(davi, OUT, &length);
    check(length == 0, "nothing shown without the key", "%zu bytes", length);
}

/* Half a megabyte of lines, to two: all, once, in order. */
static void many_lines_arrive_whole(void)
{
    enum { LINES = 2000 };
    stop_the_clock(); /* or on a busy machine somebody would be cut off */
    struct process *server = start("server", "0", NULL);
    const char *file = key_file();
    server_port(server);
    struct process *ana = join_as(server, "ana", file);
    struct process *bruno = join_as(server, "bruno", file);
    expect_line(ana, OUT, "* bruno joined");
    struct process *carla = join_as(server, "carla", file);
    char *all = new_text(LINES * 100), *expected = new_text(LINES * 120);
    size_t length = 0, due = 0;

    expect_line(bruno, OUT, "* carla joined");
    expect_line(ana, OUT, "* carla joined");
    for (int i = 0; i < LINES; i++) {
        const char *line = text_of("line %d %.*s", i, i % 60,
                                   "abcdefghijklmnopqrstuvwxyzabcdefghijklmno"
                                   "pqrstuvwxyzabcdefghi");
        length += (size_t)sprintf(all + length, "%s\n", line);
        due += (size_t)sprintf(expected + due, "ana: %s\n", line);
    }
    type_bytes(ana, all, length);
    end_input(ana);
    expect_exit(ana, 0);
    expect_line(bruno, OUT, "* ana left");
    expect_line(carla, OUT, "* ana left");
    size_t shown;
    const char *carlas = output_of(carla, OUT, &shown);
    const char *first = strstr(carlas, "ana: "); /* a late "joined" before it */
    shown -= first ? (size_t)(first - carlas) : 0;
    check(first && shown == due + strlen("* ana left\n") &&
              memcmp(first, expected, due) == 0,
          "all lines, in order", "%zu of %zu bytes, or others", shown, due);
    check(times_said(bruno, "client: ") == 1,
          "nothing dropped, nothing missing", "%s",
          output_of(bruno, ERR, NULL));
}

static struct process *join_in_python(struct process *server, const char *file)
{
    struct process *python =
        start_python("chat_client.py", text_of("%d", server_port(server)),
                     "python", file, NULL);
    const char *line = expect_line(python, OUT, "");

    if (strncmp(line, "skipped: ", 9) == 0)
        skipped("%s", line + 9);
    return python;
}

static void talks_with_python(void)
{
    struct process *server = start_relay();
    const char *file = key_file();
    struct process *ana = join_as(server, "ana", file);
    struct process *python = join_in_python(server, file);

    expect_line(ana, OUT, "* python joined");
    type_line(python, "Olá de Python");
    expect_line(ana, OUT, "python: Olá de Python");
    type_line(ana, "Olá de C");
    expect_line(python, OUT, "ana: Olá de C");
    for (int i = 0; i < 50; i++) {
        const char *text = text_of("%.*s", i,
                                   "Olá, Olá, Olá, Olá, Olá, Olá, "
                                   "Olá, Olá, Olá, Olá, Olá, Olá");
        type_line(ana, text_of("%d %s", i, text));
        type_line(python, text_of("%d %s", i, text));
        expect_line(python, OUT, text_of("ana: %d ", i));
        expect_line(ana, OUT, text_of("python: %d %s", i, text));
    }
    end_input(ana);
    expect_exit(ana, 0);
    expect_line(python, OUT, "* ana left");
    end_input(python);
    expect_exit(python, 0);
    check(times_said(ana, "dropped") == 0, "nothing dropped", "%s",
          output_of(ana, ERR, NULL));
}

/* ---- key files ---- */

struct key_trouble {
    const char *name, *content;
    size_t length;
    mode_t mode;
    const char *says;
};

static const struct key_trouble troubles[] = {
    {"group", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n", 45, 0640,
     "chmod 600"},
    {"others", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n", 45, 0604,
     "chmod 600"},
    {"empty", "", 0, 0600, "less than the 44 characters"},
    {"short", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4\n", 44, 0600,
     "less than the 44 characters"},
    {"long", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n\n", 46, 0600,
     "more than the 44 characters"},
    {"blank", "cw_0x689RpI-jtRR7oE8h_ QsKImvJapLeSbXpwF4e4=\n", 45, 0600,
     "a blank"},
    {"plus", "cw+0x689RpI-jtRR7oE8h/eQsKImvJapLeSbXpwF4e4=\n", 45, 0600,
     "base64url, which has - and _"},
    {"bits", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e5=\n", 45, 0600,
     "not a key"},
    {"bits-no-newline", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e5=", 44,
     0600, "not a key"},
    {"bits-crlf", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e5=\r\n", 46, 0600,
     "not a key"},
    {"pickle",
     "\x80\x04\x95\x1e\x00\x00\x00\x00\x00\x00\x00\x8c\x13"
     "cryptography.fernet\x94.",
     34, 0600, "pickle"},
};

/* client and fernet load key files: both refuse this one, and say why. */
static void is_refused(const char *path, const char *says)
{
    struct process *fernet = start("fernet", "encrypt", path, NULL);
    struct process *client = start(
        "client", "127.0.0.1", text_of("%d", dead_port()), "ana", path, NULL);

    likely("a key file is taken only if it is a regular file of ours that "
           "nobody else may use, and holds a key and nothing else");
    end_input(fernet);
    expect_exit(fernet, 1);
    const char *line = expect_line(fernet, ERR, says);
    check(strncmp(line, "fernet: ", 8) == 0 && strstr(line, path),
          text_of("fernet: %s: ...", path), "%s", line);
    expect_exit(client, 1);
    expect_line(client, ERR, says);
    check(times_said(client, "connect") == 0, "no connection without a key",
          "%s", output_of(client, ERR, NULL));
}

static void bad_key_files_are_refused(void)
{
    for (size_t i = 0; i < COUNT(troubles); i++) {
        const char *path = key_file_with(troubles[i].name, troubles[i].content,
                                         troubles[i].length, troubles[i].mode);
        is_refused(path, troubles[i].says);
    }
    is_refused(scratch_file("missing"), "there is no such file");
    is_refused(scratch_file("."), "not a regular file");
    is_refused("/dev/null", "not a regular file");
    is_refused("", "no such file");
}

/* Opening a FIFO waits for the other end, unless one asks not to. */
static void a_fifo_is_no_key_file(void)
{
    const char *path = scratch_file("fifo");

    if (mkfifo(path, 0600) < 0)
        skipped("no FIFO here: %s", strerror(errno));
    is_refused(path, "not a regular file");
}

/* ---- keygen ---- */

static void keygen_makes_a_key(void)
{
    const char *path = scratch_file("new.key");
    char content[64];
    struct stat info;
    struct fernet_key made;
    uint8_t fingerprint[FERNET_FINGERPRINT];

    mode_t mask = umask(0);
    struct process *keygen = start("keygen", path, NULL);
    umask(mask);
    expect_exit(keygen, 0);
    const char *line = expect_line(keygen, OUT, "fingerprint");
    FILE *file = fopen(path, "r");
    check(file, "a key file", "%s", strerror(errno));
    size_t length = fread(content, 1, sizeof content, file);
    fclose(file);
    check(stat(path, &info) == 0 && (info.st_mode & 07777) == 0600,
          "mode 0600, whatever the umask", "%o",
          (unsigned)info.st_mode & 07777);
    check(length == 45 && content[44] == '\n' &&
              fernet_key_parse(&made, content, 44),
          "44 characters of a key, and a newline", "%zu bytes", length);
    fernet_key_fingerprint(fingerprint, &made);
    for (int i = 0; i < FERNET_FINGERPRINT; i++)
        check(strstr(line, text_of("%02x", fingerprint[i])),
              "its fingerprint on stdout", "%s", line);
    content[44] = '\0';
    check(!strstr(line, content), "the key itself on no screen", "%s", line);

    keygen = start("keygen", path, NULL);
    likely("a key that others use is gone for good once it is overwritten");
    expect_exit(keygen, 1);
    expect_line(keygen, ERR, "never overwritten");
    file = fopen(path, "r");
    char again[64];
    check(file && fread(again, 1, sizeof again, file) == 45 &&
              memcmp(again, content, 44) == 0,
          "the same key as before", "another");
    fclose(file);

    struct process *server = start("server", "0", NULL);
    struct process *client =
        start("client", "127.0.0.1", text_of("%d", server_port(server)), "ana",
              path, NULL);
    const char *hex = strstr(line, "fingerprint ");
    expect_line(client, ERR, hex);
}

static void keygen_follows_no_link(void)
{
    const char *path = scratch_file("link.key"),
               *target = scratch_file("target");
    struct stat info;

    if (symlink(target, path) < 0)
        skipped("no links here: %s", strerror(errno));
    struct process *keygen = start("keygen", path, NULL);
    likely("O_EXCL makes a new file, or nothing: a link that somebody else "
           "has put there would make it in his place");
    expect_exit(keygen, 1);
    check(stat(target, &info) < 0, "no file where the link leads", "one");
    keygen = start("keygen", scratch_file("no/such/place"), NULL);
    expect_exit(keygen, 1);
    expect_line(keygen, ERR, strerror(ENOENT));
}

static void keygen_arguments(void)
{
    static const char *const wrong[] = {"-x", "", "--help=1"};
    struct process *keygen = start("keygen", "--help", NULL);

    expect_exit(keygen, 0);
    expect_line(keygen, OUT, "usage: ./keygen");
    for (size_t i = 0; i < COUNT(wrong); i++) {
        keygen = start("keygen", wrong[i], NULL);
        expect_exit(keygen, 2);
        expect_line(keygen, ERR, "usage: ./keygen");
    }
    expect_exit(start("keygen", scratch_file("a"), scratch_file("b"), NULL), 2);
    /* in a directory of its own, since the name is that of the user's key */
    const char *elsewhere = scratch_file("elsewhere");
    mkdir(elsewhere, 0700);
    keygen = start("/bin/sh", "-c",
                   "step=$PWD; cd \"$0\" && \"$step/keygen\" && "
                   "rm chat.key && cd .. && rmdir elsewhere",
                   elsewhere, NULL);
    expect_exit(keygen, 0);
    expect_line(keygen, OUT, "chat.key: a new key, fingerprint");
}

static void keygen_output_cannot_be_written(void)
{
    unlink(scratch_file("a"));
    rule_full_output("keygen", scratch_file("a"), NULL);
    struct process *keygen = start_with(&(struct launch){.output = "/dev/full"},
                                        "keygen", scratch_file("made"), NULL);
    likely("the key is there, and a second try would be refused: so say it");
    expect_line(keygen, ERR, "the key has been made");
    expect_exit(keygen, 1);
    unlink(scratch_file("a"));
    rule_closed_output("keygen", scratch_file("a"), NULL);
    unlink(scratch_file("a"));
    rule_full_output("keygen", "--help", NULL);
}

static void keygen_misses_standard_streams(void)
{
    for (int without = 1; without < 8; without++) {
        struct launch launch = {.without = without};
        unlink(scratch_file("a"));
        expect_exit(start_with(&launch, "keygen", scratch_file("a"), NULL),
                    without & 1 << STDOUT_FILENO ? 1 : 0);
        likely("what it printed went into the key file");
        struct process *fernet =
            start("fernet", "encrypt", scratch_file("a"), NULL);
        end_input(fernet);
        expect_exit(fernet, 0);
    }
}

/* ---- fernet ---- */

/* One run of it: lines in, lines out, exit status. */
static const char *fernet_makes(const char *how, const char *lines, int status)
{
    struct process *fernet = start("fernet", how, key_file(), NULL);

    type_bytes(fernet, lines, strlen(lines));
    end_input(fernet);
    expect_exit(fernet, status);
    return output_of(fernet, OUT, NULL);
}

static void fernet_there_and_back(void)
{
    static const char lines[] = "a\n\nOl\xc3\xa1\n\xff\x1b[0m \r\nno newline";

    const char *tokens = fernet_makes("encrypt", lines, 0);
    const char *back = fernet_makes("decrypt", tokens, 0);
    check(strcmp(back, text_of("%s\n", lines)) == 0,
          quoted(lines, sizeof lines - 1), "%s", quoted(back, strlen(back)));
    check(*fernet_makes("encrypt", "", 0) == '\0', "nothing from nothing",
          "something");
}

static void fernet_names_bad_lines(void)
{
    const char *good = sealed(&key, "good", 0);
    char *most = new_text(3009);

    memset(most, 'x', 3008);
    most[3008] = '\0';
    struct process *fernet = start("fernet", "decrypt", key_file(), NULL);
    type_bytes(fernet, good, strlen(good));
    type_line(fernet, "junk");
    type_line(fernet, text_of("%s%s%s", most, most, most));
    type_bytes(fernet, good, strlen(good));
    end_input(fernet);
    expect_exit(fernet, 1);
    expect_line(fernet, ERR, "fernet: line 2: not a token");
    expect_line(fernet, ERR, "fernet: line 3: over 4095 bytes");
    check(strcmp(output_of(fernet, OUT, NULL), "good\ngood\n") == 0,
          "both good lines", "%s", output_of(fernet, OUT, NULL));

    fernet = start("fernet", "encrypt", key_file(), NULL);
    type_line(fernet, most);
    type_line(fernet, most + 1);
    end_input(fernet);
    expect_exit(fernet, 1);
    expect_line(fernet, ERR, "fernet: line 1: over 3007 bytes");
    size_t length;
    output_of(fernet, OUT, &length);
    check(length == 4089, "one token of 4088 characters, and a newline",
          "%zu bytes", length);
}

static void fernet_looks_at_the_time_if_asked(void)
{
    const char *tokens =
        text_of("%s%s%s", sealed(&key, "now", 0), sealed(&key, "old", 100),
                sealed(&key, "early", -100));
    const char *all = fernet_makes("decrypt", tokens, 0);

    check(strcmp(all, "now\nold\nearly\n") == 0, "all three without -t", "%s",
          all);
    struct process *fernet =
        start("fernet", "decrypt", "-t", "60", key_file(), NULL);
    type_bytes(fernet, tokens, strlen(tokens));
    end_input(fernet);
    expect_exit(fernet, 1);
    expect_line(fernet, ERR, "fernet: line 2: expired");
    expect_line(fernet, ERR, "fernet: line 3: from the future");
    check(strcmp(output_of(fernet, OUT, NULL), "now\n") == 0, "one line", "%s",
          output_of(fernet, OUT, NULL));
    expect_exit(fernet, 1);
}

static void fernet_arguments(void)
{
    static const char *const wrong[][4] = {
        {NULL},
        {"encrypt", NULL},
        {"decrypt", NULL},
        {"other", "chat.key", NULL},
        {"encrypt", "a", "b", NULL},
        {"decrypt", "-t", "5", NULL},
        {"decrypt", "-t", "5x", "a"},
        {"decrypt", "-t", "", "a"},
        {"decrypt", "-t", "-1", "a"},
        {"decrypt", "-t", "18446744073709551616", "a"},
        {"decrypt", "-x", "a", NULL},
        {"encrypt", "-t", "5", "a"},
        {"--help", "x", NULL},
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct process *fernet = start("fernet", wrong[i][0], wrong[i][1],
                                       wrong[i][2], wrong[i][3], NULL);
        expect_exit(fernet, 2);
        expect_line(fernet, ERR, "usage: ./fernet");
    }
    struct process *fernet = start("fernet", "--help", NULL);
    expect_exit(fernet, 0);
    expect_line(fernet, OUT, "usage: ./fernet");
    rule_full_output("fernet", "--help", NULL);
}

static void fernet_output_cannot_be_written(void)
{
    struct launch launches[] = {{.output = "/dev/full"},
                                {.closed_output = true}};
    const int errors[] = {ENOSPC, EPIPE};

    for (size_t i = 0; i < COUNT(launches); i++)
        for (int decrypt = 0; decrypt < 2; decrypt++) {
            const char *line = decrypt ? sealed(&key, "x", 0) : "x\n";
            struct process *fernet =
                start_with(&launches[i], "fernet",
                           decrypt ? "decrypt" : "encrypt", key_file(), NULL);
            type_bytes(fernet, line, strlen(line));
            end_input(fernet);
            expect_exit(fernet, 1);
            expect_line(fernet, ERR, strerror(errors[i]));
        }
}

/* As Python does; inside a token they are no part of it. */
static void fernet_takes_blanks_around_a_token(void)
{
    struct process *fernet = start("fernet", "decrypt", key_file(), NULL);
    const char *token = sealed(&key, "Olá", 0);
    int length = (int)strcspn(token, "\n");

    likely("a file from Windows has a CR before each newline, and a mail has "
           "blanks around the token");
    type_line(fernet, text_of("%.*s\r", length, token));
    type_line(fernet, text_of(" \t%.*s  ", length, token));
    type_line(fernet, text_of("%.20s %s", token, token + 20));
    end_input(fernet);
    expect_exit(fernet, 1);
    check(strcmp(output_of(fernet, OUT, NULL), "Olá\nOlá\n") == 0, "both texts",
          "%s", output_of(fernet, OUT, NULL));
    expect_line(fernet, ERR, "line 3: not a token of this key");
}

/* What could not be read, or written, has not been done. */
static void fernet_misses_standard_streams(void)
{
    const int needed = 1 << STDIN_FILENO | 1 << STDOUT_FILENO;

    for (int without = 1; without < 8; without++) {
        struct launch launch = {.without = without};
        struct process *fernet =
            start_with(&launch, "fernet", "encrypt", key_file(), NULL);
        type_line(fernet, "x");
        end_input(fernet);
        expect_exit(fernet, without & needed ? 1 : 0);
    }
}

static void fernet_shows_nothing_raw(void)
{
    struct launch terminal = {.terminal = true};
    struct process *fernet =
        start_with(&terminal, "fernet", "decrypt", key_file(), NULL);
    const char *token = sealed(&key, "\x1b[2J \xff Olá", 0);

    type_bytes(fernet, token, strlen(token));
    expect_line(fernet, OUT, "\\x1b[2J \\xff Olá");
    likely_if_it_waits("on a terminal the second Ctrl-D is read() returning 0, "
                       "once: the line before it must not swallow that");
    type_bytes(fernet, token, strlen(token) - 1);
    type_bytes(fernet, "\x04\x04", 2);
    expect_exit(fernet, 0);
}

static void scene_plays(void)
{
    rule_scene("07-encrypted-chat");
}

static const struct check checks[] = {
    CHECK_FIRST(relay_listens_where_told),
    CHECK_FIRST(client_connects_where_told),
    CHECK(each_line_is_a_token),
    CHECK(each_run_is_another),
    CHECK(tokens_however_cut),
    CHECK(every_flipped_bit_is_noticed),
    CHECK(other_lines_are_dropped),
    CHECK(replayed_tokens_are_dropped),
    CHECK(reflected_tokens_are_dropped),
    CHECK(lost_and_reordered_tokens_are_told),
    CHECK(old_tokens_are_dropped),
    CHECK(nothing_is_shown_raw),
    CHECK(the_line_that_is_being_typed_is_kept),
    CHECK_CALM(what_is_over_is_not_kept),
    CHECK(ends_in_the_middle_of_a_line_on_a_terminal),
    CHECK(warnings_do_not_flood),
    CHECK(a_crowd_is_bounded),
    CHECK(too_long_lines_are_refused),
    CHECK(a_signal_is_a_farewell),
    CHECK(hears_that_the_relay_hung_up),
    CHECK_CALM(client_does_not_call_itself),
    CHECK(may_find_the_relay_gone_at_the_end),
    CHECK(the_relay_may_never_hang_up),
    CHECK(says_that_a_token_was_not_finished),
    CHECK(output_cannot_be_written),
    CHECK_IN_FAIR_WEATHER(ends_though_nobody_reads_it,
                          "what it waits for is no socket"),
    CHECK_CALM(goes_on_though_nobody_reads_its_errors),
    CHECK(has_no_output),
    CHECK_IN_FAIR_WEATHER(client_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK(calls_that_fail),
    CHECK_CALM(client_arguments),
    CHECK_IN_FAIR_WEATHER(default_port_is_the_seeds, "no socket is used"),
    CHECK(three_talk_and_the_relay_sees_nothing),
    CHECK(another_key_hears_nothing),
    CHECK_IN_FAIR_WEATHER(many_lines_arrive_whole,
                          "megabytes, a byte a call, are only slow"),
    CHECK(talks_with_python),
    CHECK_IN_FAIR_WEATHER(bad_key_files_are_refused, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(a_fifo_is_no_key_file, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(keygen_makes_a_key, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(keygen_follows_no_link, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(keygen_arguments, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(keygen_output_cannot_be_written, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(keygen_misses_standard_streams, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(fernet_there_and_back, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(fernet_names_bad_lines, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(fernet_looks_at_the_time_if_asked,
                          "no socket is used"),
    CHECK_IN_FAIR_WEATHER(fernet_arguments, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(fernet_output_cannot_be_written, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(fernet_takes_blanks_around_a_token,
                          "no socket is used"),
    CHECK_IN_FAIR_WEATHER(fernet_misses_standard_streams, "no socket is used"),
    CHECK_IN_FAIR_WEATHER(fernet_shows_nothing_raw, "no socket is used"),
    CHECK(scene_plays),
};

int main(int argc, char **argv)
{
    fernet_key_parse(&key, key_text, strlen(key_text));
    return run_suite("07-encrypted-chat", checks, COUNT(checks), NULL, 0, argc,
                     argv);
}
