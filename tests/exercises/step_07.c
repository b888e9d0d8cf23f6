/*
 * step_07.c - the contract and the exercises of step 07.
 *
 * Most checks stand in the middle, where the relay is: they hold the key too,
 * and make tokens of their own with the step's fernet.c.
 */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include "fernet.h"
#include "random_bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { STEP = 256 };

/* ---- keys and tokens ---- */

/* Key number 1, 2, 3 ...: any will do, if they differ. Number 0 is nobody's: it
   stands where no key has been put. */
static struct fernet_key key_of(int number)
{
    struct fernet_key key = {{0}};

    for (size_t i = 0; number > 0 && i < sizeof key.bytes; i++)
        key.bytes[i] = (uint8_t)(31 * (size_t)number + 7 * i);
    return key;
}

/* Makes the file that clients load their keys from, or writes it anew: the
   keys with these numbers ("12"), a line each, and then `more`. */
static const char *write_keys(const char *numbers, const char *more)
{
    char text[FERNET_KEY_CHARS + 1];
    const char *content = "", *path;

    for (; *numbers; numbers++) {
        struct fernet_key key = key_of(*numbers - '0');
        fernet_key_format(text, &key);
        content = text_of("%s%s\n", content, text);
    }
    content = text_of("%s%s", content, more);
    path = scratch_with("chat.key", content, strlen(content));
    if (chmod(path, 0600) < 0)
        failed(text_of("the file %s", path), "%s", strerror(errno));
    return path;
}

static const char *fingerprint_of(int number)
{
    uint8_t bytes[FERNET_FINGERPRINT];
    struct fernet_key key = key_of(number);
    const char *text = "";

    fernet_key_fingerprint(bytes, &key);
    for (size_t i = 0; i < sizeof bytes; i++)
        text = text_of("%s%02x", text, bytes[i]);
    return text;
}

/* A token of the text, made `ago` seconds ago, with its newline. */
static const char *sealed_bytes(int number, const void *text, size_t length,
                                long ago)
{
    char token[FERNET_TOKEN_MAX + 1];
    struct fernet_key key = key_of(number);
    uint8_t iv[FERNET_IV];

    if (!random_bytes(iv, sizeof iv) ||
        fernet_encrypt_at(token, &key, text, length,
                          (uint64_t)(time(NULL) - ago), iv) == 0)
        failed("a token", "%s", strerror(errno));
    return text_of("%s\n", token);
}

static const char *sealed(int number, const char *text, long ago)
{
    return sealed_bytes(number, text, strlen(text), ago);
}

/* What eva says, in the run that is all of hers: her message COUNTER. */
static const char *eva_line(int counter, const char *words)
{
    return text_of("%016x %d %s: %s", 0xe0u, counter, "eva", words);
}

static const char *eva_says(int number, int counter, const char *words)
{
    return sealed(number, eva_line(counter, words), 0);
}

/* The text of a token, or NULL if it is none of that key. */
static const char *opened(int number, const char *token)
{
    struct fernet_key key = key_of(number);
    struct fernet_clock clock = {(uint64_t)time(NULL), 60};
    char *text = new_text(FERNET_TEXT_MAX + 1);
    size_t length;

    if (fernet_decrypt((uint8_t *)text, &length, &key, token, strlen(token),
                       &clock) != FERNET_OK)
        return NULL;
    text[length] = '\0';
    return text;
}

/* ---- in the relay's place ---- */

/* A client and our end of its connection. */
struct wire {
    struct process *client;
    int peer;
};

/* The text of the next line, which must be a token of that key. */
static const char *text_from(int peer, int number)
{
    const char *line = peer_line(peer), *text = opened(number, line);

    usually("anybody in the middle must see tokens, and nothing else");
    check(text,
          text_of("a token of the key %s, made now", fingerprint_of(number)),
          "%s", quoted(line, strlen(line)));
    usually(NULL);
    did("decrypted %s", quoted(text, strlen(text)));
    return text;
}

/* The text of the next line is "RUN COUNTER" and then this. */
static void expect_text(int peer, int number, const char *expected)
{
    const char *text = text_from(peer, number);
    const char *first = strchr(text, ' '),
               *second = first ? strchr(first + 1, ' ') : NULL;

    check(second && first == text + 16 &&
              strspn(text, "0123456789abcdef") == 16 &&
              strspn(first + 1, "0123456789") == (size_t)(second - first - 1) &&
              strcmp(second + 1, expected) == 0,
          text_of("16 hexadecimal digits, a number, %s",
                  quoted(expected, strlen(expected))),
          "%s", quoted(text, strlen(text)));
}

/* Its end tells more than that nobody has come. */
static void await_client(struct process *client, int listener)
{
    struct pollfd ready = {.fd = listener, .events = POLLIN};
    long long deadline = bound();

    while (poll(&ready, 1, 0) <= 0) { /* its end may break poll() off */
        if (has_ended(client))
            failed("the client to connect", "it ended: %s", ending_of(client));
        if (!wait_for(listener, POLLIN, deadline))
            failed("the client to connect", "it has not, in time");
    }
}

static struct process *launch_client(const struct launch *launch,
                                     const char *options, int port,
                                     const char *keyfile)
{
    return start_subject(
        &(struct call){.program = "client",
                       .options = options,
                       .port = port,
                       .words = text_of("%s %s", launch->name, keyfile),
                       .launch = *launch});
}

static struct wire start_client_with(const struct launch *launch,
                                     const char *options, const char *keyfile)
{
    int port, listener = peer_listen(&port);
    struct wire wire = {.client =
                            launch_client(launch, options, port, keyfile)};

    await_client(wire.client, listener);
    wire.peer = peer_accept(listener);
    return wire;
}

static struct wire start_client(const char *options, const char *name,
                                const char *keyfile)
{
    return start_client_with(&(struct launch){.name = name}, options, keyfile);
}

/* Bruno, who has said with key 1 that he is here. */
static struct wire start_bruno(const char *options)
{
    struct wire wire = start_client(options, "bruno", write_keys("1", ""));

    expect_text(wire.peer, 1, "* bruno joined");
    return wire;
}

/* It shows exactly this line, next. */
static void expect_shown(struct process *client, const char *expected)
{
    const char *line = expect_line(client, OUT, "");

    check(strcmp(line, expected) == 0, quoted(expected, strlen(expected)), "%s",
          quoted(line, strlen(line)));
}

/* ---- the contract ---- */

static void each_line_is_a_token(void)
{
    struct wire wire = start_bruno("");

    type_line(wire.client, "Ol\xc3\xa1 a todos");
    const char *first = peer_line(wire.peer);
    type_line(wire.client, "Ol\xc3\xa1 a todos");
    const char *second = peer_line(wire.peer);
    check(opened(1, first) && opened(1, second), "two tokens of the key", "%s",
          quoted(first, strlen(first)));
    likely("the IV must be random: with the same one, who listens sees that "
           "two texts begin alike");
    check(memcmp(first + 12, second + 12, 20) != 0,
          "two IVs for two equal lines", "the same");
}

static void tokens_however_cut(void)
{
    struct wire wire = start_bruno("");
    const char *two =
        text_of("%s%s", eva_says(1, 1, "one"), eva_says(1, 2, "two"));
    const char *three = eva_says(1, 3, "three");

    likely("recv() brings bytes, not one token: a token ends at its newline");
    peer_say(wire.peer, two);
    expect_shown(wire.client, "eva: one");
    expect_shown(wire.client, "eva: two");
    peer_send_cut(wire.peer, three, strlen(three), 1);
    expect_shown(wire.client, "eva: three");
}

static void bad_lines_are_dropped(void)
{
    struct wire wire = start_bruno("");
    char *changed = (char *)text_of("%s", eva_says(1, 1, "a bit is wrong"));

    changed[40] = changed[40] == 'A' ? 'B' : 'A';
    likely("a line that is not a token of the key is dropped, and the next one "
           "goes");
    peer_say(wire.peer, changed);
    peer_say(wire.peer, eva_says(2, 2, "of another key"));
    peer_say(wire.peer, "in the clear\n\n");
    peer_say(wire.peer, sealed(1, "no message", 0));
    peer_say(wire.peer, eva_says(1, 3, "good"));
    expect_shown(wire.client, "eva: good");
    type_line(wire.client, "still here");
    expect_text(wire.peer, 1, "bruno: still here");
}

static void nothing_is_shown_twice(void)
{
    struct wire wire = start_bruno("");
    const char *first = eva_says(1, 1, "pay 10");

    peer_say(wire.peer, first);
    expect_shown(wire.client, "eva: pay 10");
    likely("a token that was recorded stays authentic: the counter in it, and "
           "its age, show that it comes again");
    peer_say(wire.peer, first);
    peer_say(wire.peer, sealed(1, "00000000000000e1 1 eva: pay 20", 70));
    peer_say(wire.peer, eva_says(1, 2, "that is all"));
    expect_shown(wire.client, "eva: that is all");
}

static void only_what_fits_is_sent(void)
{
    struct wire wire = start_bruno("");
    size_t most = 3007 - strlen("0123456789abcdef 2 bruno: ");
    char *text = new_text(most + 2);

    likely("3007 bytes make the longest token that fits a line: a longer text "
           "is refused, and the next one goes");
    memset(text, 'x', most + 1);
    text[most + 1] = '\0';
    type_line(wire.client, text);
    type_line(wire.client, text + 1);
    expect_text(wire.peer, 1, text_of("%s: %s", "bruno", text + 1));
}

static void the_end_of_input_is_a_farewell(void)
{
    struct wire wire = start_bruno("");

    type_line(wire.client, "Tchau");
    end_input(wire.client);
    expect_text(wire.peer, 1, "bruno: Tchau");
    expect_text(wire.peer, 1, "* bruno left");
    peer_expect_end(wire.peer);
    peer_finish(wire.peer);
    expect_exit(wire.client, 0);
}

/* Each has joined when the others have got a line of his. */
static void the_relay_reads_nothing(void)
{
    start_subject_server("");
    int ana = peer_connect(subject_port()),
        bruno = peer_connect(subject_port());
    const char *token = eva_says(1, 1, "a secret");

    peer_say(bruno, "here\n");
    peer_expect(ana, "here\n");
    int carla = peer_connect(subject_port());
    peer_say(carla, "here\n");
    peer_expect(ana, "here\n");
    peer_expect(bruno, "here\n");

    likely("a line goes to all but its sender, as it is");
    peer_send_cut(ana, token, strlen(token), 50);
    peer_expect(bruno, token);
    peer_expect(carla, token);
    peer_say(bruno, "next\n");
    peer_expect(ana, "next\n");
}

static void keys_of_others_are_refused(void)
{
    const char *path = write_keys("1", "");
    struct call call = {
        .program = "client", .port = dead_port(), .words = "ana /none"};

    likely("a key file is taken only if it is there, and its owner's alone");
    expect_exit(start_subject(&call), 1);
    call.words = text_of("%s %s", "ana", path);
    if (chmod(path, 0640) < 0)
        failed(text_of("the file %s", path), "%s", strerror(errno));
    struct process *client = start_subject(&call);
    expect_exit(client, 1);
    check(!strstr(output_of(client, ERR, NULL), strerror(ECONNREFUSED)),
          "no connection without a key", "%s", output_of(client, ERR, NULL));
}

static struct process *start_keygen(const char *options, const char *path)
{
    return start_subject(
        &(struct call){.program = "keygen", .options = options, .words = path});
}

/* The key in a file, which must be its owner's alone. */
static const char *key_in(const char *path)
{
    struct fernet_key key;
    struct stat info;
    size_t length;
    const char *content = content_of(path, &length);

    usually("open(2) makes the file for its owner alone if it is told so, with "
            "0600: keyfile_create() does that");
    check(stat(path, &info) == 0 && (info.st_mode & 07777) == 0600,
          "mode 0600, from the first moment on", "%o",
          (unsigned)info.st_mode & 07777);
    usually(NULL);
    check(length == FERNET_KEY_CHARS + 1 && content[FERNET_KEY_CHARS] == '\n' &&
              fernet_key_parse(&key, content, FERNET_KEY_CHARS),
          "44 characters of a key, and a newline", "%s",
          quoted(content, length));
    return text_of("%.*s", FERNET_KEY_CHARS, content);
}

static void keygen_makes_keys(void)
{
    const char *path = scratch_file("new.key");
    const char *another = scratch_file("another.key");

    expect_exit(start_keygen("", path), 0);
    const char *key = key_in(path);
    likely("a key that others use is gone for good once it is overwritten");
    expect_exit(start_keygen("", path), 1);
    check(strcmp(key_in(path), key) == 0, "the same key as before", "another");
    likely("the bytes of a key come from the kernel");
    expect_exit(start_keygen("", another), 0);
    check(strcmp(key_in(another), key) != 0, "two keys", "the same twice");
}

/* ---- exercise a: padding ---- */

/* The message with what -p puts after it. */
static const char *padded(const char *message)
{
    size_t length = strlen(message), all = (length / STEP + 1) * STEP;
    char *text = new_text(FERNET_TEXT_MAX + 1);

    all = all > FERNET_TEXT_MAX ? FERNET_TEXT_MAX : all;
    memset(text, ' ', all);
    text[all] = '\0';
    memcpy(text, message, length);
    if (length < all)
        text[length] = '\n';
    return text;
}

/* RUN and COUNTER are as the client has them. */
static void is_padded(int peer, const char *line)
{
    const char *text = text_from(peer, 1);
    int counter = strlen(text) > 17 ? atoi(text + 17) : 0;
    const char *expected = padded(text_of("%.16s %d %s", text, counter, line));

    likely("first a newline, then blanks, to the next multiple of 256 bytes or "
           "to 3007: so a message of 256 bytes becomes one of 512, and one of "
           "3007 has no room for any");
    if (*line == '*' && !strchr(text, '\n'))
        likely("with -p each message is padded, joins and leaves too: else the "
               "relay knows them by their length");
    if (strlen(text) == strlen(expected) &&
        strcspn(text, "\n") == strcspn(expected, "\n"))
        likely("after the newline come blanks and nothing else: what is left "
               "there of a longer message must not be sent again");
    check(strcmp(text, expected) == 0,
          text_of("%zu bytes, the newline after byte %zu", strlen(expected),
                  strcspn(expected, "\n")),
          "%zu bytes, the newline after byte %zu: %s", strlen(text),
          strcspn(text, "\n"), quoted(text, strlen(text)));
    likely(NULL);
}

static struct wire start_padder(void)
{
    struct wire wire;

    likely("-p is an option: getopt(3) takes it before HOST");
    wire = start_client("-p", "bruno", write_keys("1", ""));
    likely(NULL);
    is_padded(wire.peer, "* bruno joined");
    return wire;
}

static void lengths_do_not_show(void)
{
    struct wire wire = start_padder();
    char text[151];

    memset(text, 'x', 150);
    text[150] = '\0';
    type_line(wire.client, "a");
    size_t one = strlen(peer_line(wire.peer));
    type_line(wire.client, text);
    size_t other = strlen(peer_line(wire.peer));
    likely("what is encrypted is as long as its text, but for the last 16 "
           "bytes: pad before fernet_encrypt()");
    check(one == other, "tokens of one length for texts of 1 and 150 bytes",
          "%zu and %zu characters", one, other);
}

static void padding_is_exact(void)
{
    static const size_t messages[] = {255, 256, 2816, 3006, 3007, 257};
    struct wire wire = start_padder();

    for (size_t i = 0; i < COUNT(messages); i++) {
        size_t length = messages[i] - strlen("0123456789abcdef 2 bruno: ");
        const char *text = filled(length);
        likely("padding takes nothing away from what one may say: a message of "
               "3007 bytes has no room for any, and goes as it is");
        type_line(wire.client, text);
        is_padded(wire.peer, text_of("%s: %s", "bruno", text));
    }
    end_input(wire.client);
    is_padded(wire.peer, "* bruno left");
}

/* A token that nobody made who pads as -p does, and one with a zero byte. */
static void whatever_follows_is_taken_off(struct wire *wire)
{
    static const char with_a_zero[] = "00000000000000e0 13 eva: h\0i\n   ",
                      shown[] = "eva: h\0i\n";
    const size_t length = sizeof shown - 1;
    size_t all;

    likely("everything from the newline on is taken off, whatever it is, and "
           "not only blanks");
    peer_say(wire->peer, sealed(1, eva_line(11, "hi\nX \n"), 0));
    expect_shown(wire->client, "eva: hi");
    likely("of joins and leaves, too, everything from the newline on is taken "
           "off, whatever it is");
    peer_say(wire->peer, sealed(1, "00000000000000e0 12 * eva left\nX", 0));
    expect_shown(wire->client, "* eva left");
    likely("a text is bytes, not a string: look for the newline in all of it, "
           "with memchr(), and not up to a zero byte");
    peer_say(wire->peer,
             sealed_bytes(1, with_a_zero, sizeof with_a_zero - 1, 0));
    expect_line(wire->client, OUT, "");
    const char *end = output_of(wire->client, OUT, &all) + all - length;
    check(memcmp(end, shown, length) == 0, quoted(shown, length), "%s",
          quoted(end, length));
}

/* With -p and without, from who pads and from who does not. */
static void what_is_shown_is_exact(void)
{
    static const char *const texts[] = {"Ol\xc3\xa1", "two blanks  ", "a CR\r",
                                        "  ", ""};

    for (int pads = 0; pads < 2; pads++) {
        struct wire wire = pads ? start_padder() : start_bruno("");
        likely("the receiver takes off what comes from the newline on, and "
               "nothing else: blanks before it, or without one, are the "
               "text's own");
        for (int i = 0; i < (int)COUNT(texts); i++) {
            const char *line = text_of("%s: %s", "eva", texts[i]);
            const char *plain = eva_line(2 * i + 1, texts[i]);
            const char *long_one = padded(eva_line(2 * i + 2, texts[i]));
            peer_say(wire.peer, sealed(1, plain, 0));
            expect_shown(wire.client, line);
            peer_say(wire.peer, sealed(1, long_one, 0));
            expect_shown(wire.client, line);
        }
        whatever_follows_is_taken_off(&wire);
    }
}

/* ---- exercise b: changing the key ---- */

/* The client has read its keys again when it says which is the first. */
static void reload(struct process *client, int first)
{
    likely("on SIGHUP the client reads KEYFILE again, and says the fingerprint "
           "of its first key on standard error, as at the start");
    send_signal(client, SIGHUP);
    expect_line(client, ERR, fingerprint_of(first));
    likely(NULL);
}

/* It has done so before. */
static void reload_again(struct process *client, int first)
{
    likely(
        "the client has read KEYFILE again before, and not this time: it "
        "has to forget a signal before it reads, and not afterwards, or "
        "one that comes meanwhile is lost. And a handler that reads it itself "
        "may wait forever for a lock");
    send_signal(client, SIGHUP);
    expect_line(client, ERR, fingerprint_of(first));
    likely(NULL);
}

/* With these keys. It has said which is the first, as after each reload. */
static struct wire start_with_keys(const char *name, const char *numbers)
{
    likely("KEYFILE may hold up to four keys, a line each");
    struct wire wire = start_client("", name, write_keys(numbers, ""));
    expect_text(wire.peer, numbers[0] - '0', text_of("* %s joined", name));
    likely("the fingerprint of the first key is shown on standard error");
    expect_line(wire.client, ERR, fingerprint_of(numbers[0] - '0'));
    likely(NULL);
    return wire;
}

static struct wire start_ring(const char *numbers)
{
    return start_with_keys("bruno", numbers);
}

/* Where the client is started, and no KEYFILE is given. */
static void the_usual_file_is_read_again(void)
{
    if (have_strangers()) /* who are started elsewhere */
        leave_out();
    write_keys("1", "");
    scratch_link("client", file_of_program("./client"));
    set_step(scratch_file("."));
    struct wire wire = start_client("", "bruno", "");
    expect_text(wire.peer, 1, "* bruno joined");
    expect_line(wire.client, ERR, fingerprint_of(1));
    write_keys("2", "");
    likely(
        "KEYFILE need not be given: then it is chat.key, on SIGHUP as at the "
        "start");
    send_signal(wire.client, SIGHUP);
    expect_line(wire.client, ERR, fingerprint_of(2));
}

static void each_key_decrypts(void)
{
    struct wire wire = start_ring("1234");

    likely("a token is dropped only if it is of none of the keys");
    for (int number = 4; number >= 1; number--) {
        const char *words = text_of("%d", number);
        peer_say(wire.peer, eva_says(number, 5 - number, words));
        expect_shown(wire.client, text_of("%s: %s", "eva", words));
    }
    likely("the first key encrypts");
    type_line(wire.client, "with key 1");
    expect_text(wire.peer, 1, "bruno: with key 1");
    likely("a token that is too old is expired, and one of tomorrow from the "
           "future, whichever key it is of: the keys behind that one have no "
           "say in it");
    peer_say(wire.peer, sealed(1, eva_line(5, "late"), 100));
    expect_line(wire.client, ERR, "expired");
    if (have_strangers())
        return; /* Python's own Fernet does not tell the two apart */
    peer_say(wire.peer, sealed(1, eva_line(6, "early"), -24 * 60 * 60));
    expect_line(wire.client, ERR, "from the future");
}

/* So many keys, each with CR and newline. */
static const char *keys_for_windows(int count)
{
    char text[FERNET_KEY_CHARS + 1];
    const char *content = "";

    for (int number = 1; number <= count; number++) {
        struct fernet_key key = key_of(number);
        fernet_key_format(text, &key);
        content = text_of("%s%s\r\n", content, text);
    }
    return content;
}

/* A file may have gone through an editor on Windows, or come from Python. */
static void files_of_others_are_taken(void)
{
    char text[FERNET_KEY_CHARS + 1];
    struct fernet_key key = key_of(1);

    fernet_key_format(text, &key);
    likely("a key file is taken as the step's client takes it: a CR may come "
           "before the newline of each key");
    struct wire wire =
        start_client("", "bruno", write_keys("", keys_for_windows(4)));
    expect_text(wire.peer, 1, "* bruno joined");
    expect_line(wire.client, ERR, fingerprint_of(1));
    write_keys("2", text);
    likely("the last line of a key file need not end in a newline: what Python "
           "writes does not");
    send_signal(wire.client, SIGHUP);
    expect_line(wire.client, ERR, fingerprint_of(2));
    peer_say(wire.peer, eva_says(1, 1, "with the last key"));
    expect_shown(wire.client, "eva: with the last key");
}

/* The next token that comes meets the keys that were loaded last, though the
   client has waited for it since before. */
static void keys_are_taken_at_once(void)
{
    struct wire wire = start_ring("1");

    let_rest(wire.client);
    write_keys("2", "");
    reload(wire.client, 2);
    likely("a token is decrypted with the keys that there are when it comes, "
           "not with a copy that was made before the wait for it");
    peer_say(wire.peer, eva_says(1, 1, "with the old key"));
    peer_say(wire.peer, eva_says(2, 2, "with the new key"));
    expect_shown(wire.client, "eva: with the new key");
    likely("only a key of the file decrypts: a place for one in which there is "
           "none holds 32 zero bytes, which anybody can guess");
    peer_say(wire.peer, eva_says(0, 3, "with no key"));
    peer_say(wire.peer, eva_says(2, 4, "with a key"));
    expect_shown(wire.client, "eva: with a key");
}

/* Key 1 stays in the file at first; then it goes, and comes back. */
static void what_was_shown_stays_shown(void)
{
    struct wire wire = start_ring("1");
    const char *token = eva_says(1, 1, "pay 10");

    peer_say(wire.peer, token);
    expect_shown(wire.client, "eva: pay 10");
    write_keys("12", "");
    reload(wire.client, 1);
    likely("what has been seen stays seen: with new keys the client must not "
           "forget which messages it has shown, or the relay can have them "
           "shown again");
    peer_say(wire.peer, token);
    peer_say(wire.peer, eva_says(1, 2, "that is all"));
    expect_shown(wire.client, "eva: that is all");
    write_keys("2", "");
    reload_again(wire.client, 2);
    write_keys("21", "");
    reload_again(wire.client, 2);
    likely("what has been seen stays seen, also if its key goes and comes "
           "back: remember senders and their counters, whichever key it was");
    peer_say(wire.peer, token);
    peer_say(wire.peer, eva_says(1, 3, "nothing more"));
    expect_shown(wire.client, "eva: nothing more");
}

/* What it says before the signal and after it is sent back to it. */
static void ones_own_is_not_shown(void)
{
    struct wire wire = start_ring("1");

    type_line(wire.client, "before");
    const char *before = peer_line(wire.peer);
    write_keys("12", "");
    reload(wire.client, 1);
    type_line(wire.client, "after");
    const char *after = peer_line(wire.peer);
    likely("what a client has said itself is not shown to it, should it come "
           "back: SIGHUP changes keys, and RUN stays what it has been since "
           "the start");
    peer_say(wire.peer, text_of("%s\n%s\n", before, after));
    peer_say(wire.peer, eva_says(1, 1, "from another"));
    expect_shown(wire.client, "eva: from another");
}

/* What the one says goes through the relay, which is us, to the other. */
static void hears(struct wire *from, struct wire *to, const char *words)
{
    type_line(from->client, words);
    const char *token = peer_line(from->peer);
    peer_say(to->peer, text_of("%s\n", token));
    expect_shown(to->client,
                 text_of("%s: %s", process_name(from->client), words));
}

static void both_hear(struct wire *ana, struct wire *bruno, const char *words)
{
    likely("a key that others encrypt with must be among those that one "
           "decrypts with, after SIGHUP as before");
    hears(ana, bruno, words);
    hears(bruno, ana, words);
    likely(NULL);
}

static void no_line_is_lost(void)
{
    static const struct {
        const char *keys;
        int first;
    } moves[] = {{"12", 1}, {"21", 2}, {"2", 2}};
    struct wire ana = start_with_keys("ana", "1");
    struct wire bruno = start_with_keys("bruno", "1");

    both_hear(&ana, &bruno, "the old key");
    for (size_t i = 0; i < COUNT(moves); i++) {
        write_keys(moves[i].keys, "");
        both_hear(&ana, &bruno, "neither has looked");
        (i == 0 ? reload : reload_again)(ana.client, moves[i].first);
        both_hear(&ana, &bruno, "one has looked");
        (i == 0 ? reload : reload_again)(bruno.client, moves[i].first);
        both_hear(&ana, &bruno, "both have looked");
    }
    likely("a key that is no longer in the file decrypts no longer");
    peer_say(ana.peer, eva_says(1, 1, "with the old key"));
    peer_say(ana.peer, eva_says(2, 1, "with the new key"));
    expect_shown(ana.client, "eva: with the new key");
}

/* The signal comes when half a line has been read. */
static void half_a_line_is_kept(void)
{
    struct wire wire = start_ring("1");

    type_bytes(wire.client, "first half, ", strlen("first half, "));
    let_rest(wire.client);
    write_keys("21", "");
    reload(wire.client, 2);
    likely("what has been read of a line when the signal comes is still part "
           "of it");
    type_line(wire.client, "second half");
    expect_text(wire.peer, 2, "bruno: first half, second half");
}

/* As much of it as there is room for has been read, and there is more to come.
 */
static void a_long_line_is_refused_to_its_end(void)
{
    enum { TOO_LONG = 5000 };
    struct wire wire = start_ring("1");

    type_bytes(wire.client, filled(TOO_LONG), TOO_LONG);
    let_rest(wire.client);
    write_keys("21", "");
    reload(wire.client, 2);
    reload_again(wire.client, 2);
    likely("a line that is too long is refused to its end, also when the "
           "signal comes in the middle of it, once or twice: what is still to "
           "come of it is not a line of its own");
    type_line(wire.client, "the end of it");
    type_line(wire.client, "another");
    expect_text(wire.peer, 2, "bruno: another");
    reload_again(wire.client, 2);
    end_input(wire.client);
    expect_text(wire.peer, 2, "* bruno left");
    peer_finish(wire.peer);
    likely("a line was refused, so not everything went: the exit status is "
           "1, also if the signal came after it");
    expect_failure(wire.client);
}

/* Both have come before the client can do anything. */
static void hangup_and_end_at_once(void)
{
    struct wire wire = start_ring("1");

    pause_subject(wire.client);
    send_signal(wire.client, SIGHUP);
    send_signal(wire.client, SIGTERM);
    send_signal(wire.client, SIGCONT);
    likely("SIGTERM is still a farewell when SIGHUP comes with it: who takes "
           "bytes out of a pipe that wakes must look at each of them, for "
           "they do not all say the same");
    expect_text(wire.peer, 1, "* bruno left");
    peer_expect_end(wire.peer);
}

/* Each thread is held before it gives a lock back: the signal finds main with
   the lock, if it takes one to encrypt. */
static void interrupt_at_each_step(struct process *client, int peer)
{
    type_line(client, "in the middle");
    for (int i = 0; i < 8; i++) {
        let_rest(client);
        send_signal(client, SIGHUP);
        take_steps(client, 1);
    }
    take_steps(client, 60);
    likely("a signal comes at any moment, here to a thread that holds a lock: "
           "a handler that takes it waits forever. Let the handler write a "
           "byte into a pipe, and load the keys elsewhere");
    check(waits_in_handlers() == 0, "a handler that takes no lock",
          "one that does");
    expect_text(peer, 1, "bruno: in the middle");
}

/* The file is written anew, and the signal comes, while the keys of the one
   before are taken over. */
static void change_keys_while_they_are_loaded(struct process *client)
{
    write_keys("21", "");
    send_signal(client, SIGHUP);
    let_rest(client);
    write_keys("31", "");
    send_signal(client, SIGHUP);
    take_steps(client, 60);
    likely("the signal may come while the file is being read. A handler that "
           "reads it itself may wait forever for a lock that the thread it "
           "interrupts holds; and who notes the signal has to forget it before "
           "reading, and not afterwards, or the newer file is never read");
    expect_line(client, ERR, fingerprint_of(3));
}

static void signals_come_at_any_moment(void)
{
    static const struct launch launch = {.name = "bruno",
                                         .faults = "pthread_mutex_unlock=hold"};
    int port, listener = peer_listen(&port);

    if (have_strangers()) /* who knows where they lock, and what for */
        leave_out();
    struct process *client =
        launch_client(&launch, "", port, write_keys("1", ""));
    take_steps(client, 20);
    int peer = peer_accept(listener);
    take_steps(client, 20);
    expect_text(peer, 1, "* bruno joined");
    interrupt_at_each_step(client, peer);
    change_keys_while_they_are_loaded(client);
}

/* Key 2, but in every third file something else, too; and one is not for its
   owner alone. */
static bool write_sound_or_not(int number)
{
    const char *path = write_keys("2", number % 3 == 1 ? "not a key\n" : "");

    if (number % 3 == 2 && chmod(path, 0644) < 0)
        failed(text_of("the file %s", path), "%s", strerror(errno));
    return number % 3 == 0;
}

/* More often than the client may have files open. */
static void each_file_is_closed(void)
{
    enum { DESCRIPTORS = 32, SIGNALS = 3 * DESCRIPTORS };
    static const struct launch launch = {.name = "bruno",
                                         .descriptors = DESCRIPTORS};
    struct wire wire = start_client_with(&launch, "", write_keys("1", ""));

    expect_text(wire.peer, 1, "* bruno joined");
    expect_line(wire.client, ERR, fingerprint_of(1));
    likely("a file that was opened is closed, whatever was found in it: here "
           "the client has no more descriptors");
    for (int i = 0; i < SIGNALS; i++) {
        bool sound = write_sound_or_not(i);
        send_signal(wire.client, SIGHUP);
        expect_line(wire.client, ERR, sound ? fingerprint_of(2) : "");
        let_rest(wire.client); /* no signal comes while it reads */
    }
    write_keys("3", "");
    send_signal(wire.client, SIGHUP);
    expect_line(wire.client, ERR, fingerprint_of(3));
}

/* The signal comes, and the file is not sound. Then both go on with key 1. */
static void is_told_and_nothing_else(struct wire *wire, int counter)
{
    likely("on SIGHUP the client says on standard error that the file is not "
           "sound, and why: one line that is not a key is enough, be it empty "
           "or a fifth one, and so is a mode that lets others read it");
    if (counter > 1)
        likely_if_it_waits("the client has read KEYFILE again before, and not "
                           "this time: it has to forget a signal before it "
                           "reads, and not afterwards, or one that comes "
                           "meanwhile is lost. And a handler that reads it "
                           "itself may wait forever for a lock");
    send_signal(wire->client, SIGHUP);
    const char *line = expect_line(wire->client, ERR, "");
    for (int number = 1; number <= 5; number++)
        check(!strstr(line, fingerprint_of(number)),
              "why the file is not sound", "%s", line);

    likely("a file that is not sound must not cost the keys in use: read it "
           "into another place, and take them from there if all is well");
    const char *words = text_of("%d", counter);
    type_line(wire->client, words);
    expect_text(wire->peer, 1, text_of("%s: %s", "bruno", words));
    peer_say(wire->peer, eva_says(1, counter, words));
    expect_shown(wire->client, text_of("%s: %s", "eva", words));
}

static void what_is_not_sound_changes_nothing(void)
{
    const struct {
        const char *keys, *more;
        mode_t mode;
    } files[] = {
        {"2", "not a key\n", 0600},
        {"2", "44 characters of something that is no key...\n", 0600},
        {"2", "\n", 0600},
        {"23451", "", 0600},
        {"", keys_for_windows(5), 0600},
        {"", "", 0600},
        {"2", "", 0644},
    };
    struct wire wire = start_ring("1");

    for (int i = 0; i < (int)COUNT(files); i++) {
        const char *path = write_keys(files[i].keys, files[i].more);
        if (chmod(path, files[i].mode) < 0)
            failed(text_of("the file %s", path), "%s", strerror(errno));
        is_told_and_nothing_else(&wire, i + 1);
    }
    write_keys("21", "");
    reload(wire.client, 2);
    type_line(wire.client, "at last");
    expect_text(wire.peer, 2, "bruno: at last");
}

/* ---- exercise c: a key from a passphrase ---- */

/* The key that keygen makes of a passphrase, in a file of that name. */
static const char *derived(const char *options, const char *input,
                           const char *name)
{
    const char *path = scratch_file(name);

    unlink(path);
    struct process *keygen = start_keygen(options, path);
    set_patience(120); /* 600,000 rounds on a slow machine that is busy */
    usually("keygen -p SALT [-r ROUNDS] KEYFILE reads the passphrase from "
            "standard input, and makes the file");
    type_bytes(keygen, input, strlen(input));
    end_input(keygen);
    expect_exit(keygen, 0);
    usually(NULL);
    return key_in(path);
}

/* What comes out of the vectors if one thing is wrong, and which. */
static void name_the_slip(const char *key)
{
    if (strcmp(key, "JrrXW87BbZsK9BtyJcmy8oMElNMkBnX1mXbS8nTgBVg=") == 0)
        likely("the newline that ends the line is not part of the passphrase");
    if (strcmp(key, "h9GsfzcICnbrrRmjwL7ISKg0TQKiRkw8iqAZv1KE514=") == 0)
        likely("in U_1 the number of the block follows the salt: 0 0 0 1");
    if (strcmp(key, "6eLRfEWu45m8cqirJWBPMMr1z1jg9LbrM8I_v4yg_3Y=") == 0)
        likely("the blocks are numbered from 1, not from 0");
    if (strcmp(key, "gl7HNm2SpbMAZx-4QXIW-SOdvNi9H4qvvlpzP3birMQ=") == 0)
        likely("the number of the block is big-endian: 0 0 0 1");
    if (strcmp(key, "i2J6oSPKsEy_A9MdY7Gcsv272gvu5ppX3fNZRvI9wog=") == 0)
        likely("the passphrase is the key of each HMAC, the salt its first "
               "text");
    if (strcmp(key, "LUEviW52aF4w31afCnQGNOMfAx90nWB9nkQhC_-5Gmo=") == 0)
        likely("one round too many: U_1 is the first of ROUNDS");
    if (strcmp(key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") == 0)
        likely("one round too few: U_1 is the first of ROUNDS");
    if (strcmp(key, "zkPwi2XjQPtk102GajL-xvcQ3hGzEJD9VQhLm4fUSW8=") == 0)
        likely("the key is the XOR of all U, not the last of them");
}

static void is_vector(const char *options, const char *passphrase,
                      const char *expected)
{
    const char *key = derived(options, passphrase, "vector.key");

    likely("RFC 8018, section 5.2: U_1 = HMAC(passphrase, salt 0 0 0 1), U_2 = "
           "HMAC(passphrase, U_1), ...; the key is the XOR of all");
    name_the_slip(key);
    check(strcmp(key, expected) == 0, text_of("the key %s", expected), "%s",
          key);
    likely(NULL);
}

static void the_published_vectors_come_out(void)
{
    is_vector("-p salt -r 1", "passwd\n",
              "VawEblbjCJ_sFpHCJUS2BflBhSFt3gRl5oudV8INrLw=");
    is_vector("-p NaCl -r 80000", "Password\nwhat follows is not read\n",
              "TdzY9guYviGDDO5e8icB-WQaRBjQTAQUrv8Ih2s0q1Y=");
}

static void the_same_words_make_the_same_key(void)
{
    const char *salt = "-p a-salt-of-sixteen -r 1000";
    const char *other = "-p another-salt-of-16 -r 1000";

    const char *first = derived(salt, "correct horse\n", "first.key");
    const char *again = derived(salt, "correct horse\n", "again.key");
    check(strcmp(first, again) == 0, "the same key again", "another");
    const char *salted = derived(other, "correct horse\n", "salted.key");
    check(strcmp(first, salted) != 0, "another key with another salt",
          "the same");
    const char *longer = "-p another-salt-of-16-and-more -r 1000";
    const char *more = derived(longer, "correct horse\n", "longer.key");
    likely("the salt counts to its end, and not its first 16 bytes alone");
    check(strcmp(salted, more) != 0, "another key with a longer salt",
          "the same");
}

/* What hashlib made of "correct horse" and so many times s. */
static void a_salt_has_any_length(void)
{
    static const struct {
        int length;
        const char *key;
    } salts[] = {{1000, "9FcoIYfDq-LbFRgC4ex9-oc-zqawE2vJXTtma2RWvQ0="},
                 {5000, "qyFdDMuvxtTk0ytrrJEKUIyrPrt---brTFiV38w0FEo="},
                 {100000, "7moPRr6VHgO3KM6iH2eYoIYrh2WJ7ev9rL86n13wFEI="},
                 {0, "HcgqBfFsiPqcvNuDshce6pePkLI1xSh10RieuMcF060="}};

    for (size_t i = 0; i < COUNT(salts); i++) {
        likely(salts[i].length > 0
                   ? "a salt may be long, and counts to its end"
                   : "with -r any salt will do, an empty one too");
        const char *key = derived(
            text_of("-p \"$(head -c %d /dev/zero | tr '\\0' s)\" -r 1000",
                    salts[i].length),
            "correct horse\n", "salted.key");
        check(strcmp(key, salts[i].key) == 0,
              text_of("what hashlib.pbkdf2_hmac makes: %s", salts[i].key), "%s",
              key);
    }
}

/* The second piece comes when the first has been read. */
static void a_line_may_come_in_pieces(void)
{
    const char *path = scratch_file("pieces.key");
    struct process *keygen = start_keygen("-p a-salt-of-sixteen -r 1000", path);

    likely("read() brings what is there, and that may be a piece of the line: "
           "read on until its newline, or the end");
    type_bytes(keygen, "ab\0", 3);
    let_rest(keygen);
    type_bytes(keygen, "cd\n", 3);
    end_input(keygen);
    expect_exit(keygen, 0);
    check(strcmp(key_in(path),
                 "Uu-ZIIjVWj_1WW3EZx68x6FQzP1FAuA9XuFDW2lxcxw=") == 0,
          "the key of the whole line", "%s", key_in(path));
}

static bool python_is_here(void)
{
    return system("python3 -c 'import hashlib' >/dev/null 2>&1") == 0;
}

/* On standard output, and on standard error. */
static const char *shown_by(struct process *process)
{
    return text_of("%s%s", output_of(process, OUT, NULL),
                   output_of(process, ERR, NULL));
}

/* What hashlib made of the same, elsewhere: this takes its time. */
static void there_are_enough_rounds(void)
{
    const char *path = scratch_file("slow.key");
    struct process *keygen = start_keygen("-p salt-of-16-bytes", path);

    set_patience(120);
    type_line(keygen, "correct horse");
    end_input(keygen);
    likely("a salt of 16 bytes is long enough");
    expect_exit(keygen, 0);
    likely("without -r there are 600000 rounds");
    const char *key = key_in(path);
    check(strcmp(key, "Nzzc2_1v4inbD7-47iZN411fWq_QStnfKpX2SQP5FoQ=") == 0,
          "what hashlib.pbkdf2_hmac makes with 600000 rounds", "%s", key);
    const char *shown = shown_by(keygen);
    likely("neither the passphrase nor the key is shown");
    check(!strstr(shown, "correct horse") && !strstr(shown, key), "no secret",
          "%s", shown);
}

/* The passphrase's key, as Python makes it. */
static const char *made_by_python(const char *passphrase, const char *salt)
{
    static const char program[] =
        "import sys, hashlib, base64\n"
        "words = sys.stdin.buffer.read()\n"
        "key = hashlib.pbkdf2_hmac('sha256', words, sys.argv[1].encode(), "
        "1000)\n"
        "print(base64.urlsafe_b64encode(key).decode())";
    char *command[] = {"python3", "-c", (char *)program, (char *)salt, NULL};
    struct process *python = start_command(NULL, command);

    type_bytes(python, passphrase, strlen(passphrase));
    end_input(python);
    return expect_line(python, OUT, "");
}

/* What hashlib made of the same with this salt, elsewhere. */
static void is_made_of(const char *bytes, size_t length, const char *expected)
{
    const char *path = scratch_file("line.key");

    unlink(path);
    struct process *keygen = start_keygen("-p a-salt-of-sixteen -r 1000", path);
    type_bytes(keygen, bytes, length);
    if (bytes[length - 1] != '\n')
        end_input(keygen);
    likely_if_it_waits("a newline ends the passphrase, though the input goes "
                       "on: who types it at a terminal has said it all");
    expect_exit(keygen, 0);
    check(strcmp(key_in(path), expected) == 0,
          text_of("what hashlib.pbkdf2_hmac makes: %s", expected), "%s",
          key_in(path));
}

static void a_line_is_bytes(void)
{
    static const char with_a_zero[] = "ab\0cd\n", latin[] = "Ol\xe1\r\n";

    likely(
        "a zero byte is part of the passphrase like any other: it is a line, "
        "and not a string");
    is_made_of(with_a_zero, sizeof with_a_zero - 1,
               "Uu-ZIIjVWj_1WW3EZx68x6FQzP1FAuA9XuFDW2lxcxw=");
    is_made_of("\0ab\n", 4, "RDgTPzqnTXfzo5ThlhrJVW6NClQsgoHZIo4yAtjMzxU=");
    likely("only the newline is taken off: a CR before it counts, and what is "
           "not UTF-8");
    is_made_of(latin, sizeof latin - 1,
               "XaTCv59EiIGE2pv4UG0Ibi2HIgw0l8MiEPsQ3QGkTSk=");
    likely("byte 255 is part of the passphrase like any other. In C, what "
           "getchar() returns has to go into an int: in a char, that byte "
           "looks like EOF");
    is_made_of("caf\xff\xe9\n", 6,
               "WrpFeJH74i_jjvaILy9pBt6Zv1Eh9yvhH4X8hahYjgg=");
    likely("a last line need not end in a newline: then the end of the input "
           "ends it");
    is_made_of("abcd", 4, "yZL2JvBZtI8gVZWQWYkrh3eeRT5nrpqnr51gZHwlO30=");
    likely("a zero byte counts in a last line without a newline, too: its "
           "length is what was read, and not where a string would end");
    is_made_of("ab\0cd", 5, "Uu-ZIIjVWj_1WW3EZx68x6FQzP1FAuA9XuFDW2lxcxw=");
    is_made_of(" ", 1, "QDPYWdvJCYL4_I9D0na8uT2mhncO6ux5_YxpMgKXFS0=");
}

static void a_long_line_counts_to_its_end(void)
{
    char line[4096];

    memset(line, 'p', sizeof line - 1);
    line[sizeof line - 2] = 'q';
    line[sizeof line - 1] = '\n';
    likely("a passphrase may have up to 4095 bytes, and each of them counts");
    is_made_of(line, sizeof line,
               "uFng6plZqks1uV891ZRDVrteyZn7rGcPm0oY0dcGrEU=");
    likely("the end of the input ends a passphrase of 4095 bytes, too: it is "
           "not too long");
    is_made_of(line, sizeof line - 1,
               "uFng6plZqks1uV891ZRDVrteyZn7rGcPm0oY0dcGrEU=");
}

/* Nobody can say what the passphrase is. */
static void no_key_is_made(const char *input, const char *from)
{
    const char *path = scratch_file("none.key");
    struct process *keygen = start_keygen("-p a-salt-of-sixteen -r 1000",
                                          text_of("%s %s", path, from));

    type_line(keygen, input);
    end_input(keygen);
    expect_failure(keygen);
    check(access(path, F_OK) < 0, "no key file", "one");
    likely("no secret is shown, and a passphrase that is refused is one, too: "
           "not even a part of it belongs in the complaint");
    const char *shown = shown_by(keygen);
    check(!strstr(shown, "xxxxxxxx"), "no secret", "%s", shown);
}

static void what_is_not_a_passphrase_makes_no_key(void)
{
    likely("a passphrase of over 4095 bytes is refused: if its rest were "
           "dropped, two passphrases would make one key");
    no_key_is_made(filled(4096), "");
    likely("read() fails where standard input is a directory: that is not the "
           "end of the input, and no key is made of it");
    no_key_is_made("", "</");
}

/* Standard input is a socket, and it is reset when a part of the line has been
   read. */
static void a_broken_line_makes_no_key(void)
{
    static const char program[] =
        "import os, socket, sys\n"
        "peer = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
        "os.dup2(peer.fileno(), 0)\n"
        "os.execv(sys.argv[2], sys.argv[2:])";
    const char *path = scratch_file("broken.key");
    int port;

    if (have_strangers() || !python_is_here())
        leave_out();
    int listener = peer_listen(&port);
    char *command[] = {"python3",
                       "-c",
                       (char *)program,
                       (char *)text_of("%d", port),
                       "./keygen",
                       "-p",
                       "a-salt-of-sixteen",
                       "-r",
                       "1000",
                       (char *)path,
                       NULL};
    struct process *keygen = start_command(NULL, command);
    int peer = peer_accept(listener);
    peer_say(peer, "corr");
    let_rest(keygen);
    likely("read() may also fail when a part of the line has come: that is not "
           "the end of the input, and no key is made of the part");
    peer_reset(peer);
    expect_failure(keygen);
    check(access(path, F_OK) < 0, "no key file", "one");
}

static struct process *start_where_a_file_is(const char *path,
                                             const char *passphrase)
{
    struct process *keygen = start_keygen("-p a-salt-of-sixteen -r 1", path);

    likely("a file that is there stays as it is, with -p as without");
    type_line(keygen, passphrase);
    end_input(keygen);
    return keygen;
}

static void what_is_there_stays(void)
{
    const char *path = scratch_with("there.key", "mine\n", 5);
    size_t length;

    expect_exit(start_where_a_file_is(path, "correct horse"), 1);
    expect_failure(start_where_a_file_is(path, filled(4096)));
    check(strcmp(content_of(path, &length), "mine\n") == 0,
          "the file as it was", "another");
}

/* Where there is no Python, with what its hashlib made of them elsewhere. */
static void hashlib_makes_the_same(void)
{
    static const struct {
        const char *passphrase, *key;
    } known[] = {
        {" blanks at both ends ",
         "AbWE3Qp5LoiZe10gC1sn4LLeqhq8895m19dUt0aTpls="},
        {"Ol\xc3\xa1, mundo \t",
         "_toY5zJKBWM4WEExnSKDjOgYz1hxp6s_nMsGXsvE_NQ="},
        {"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
         "v3H_yO005NWG3UlGNRB1D0Mt-A7u31tIPEtC7DrICP4="},
        {"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
         "a6Z39hgDWjqt1Y26qDJXNQG_Ozj7vbp4xI0RQFmtsvs="},
    };
    const char *salt = "a-salt-of-sixteen";
    bool python = python_is_here();

    if (!python)
        did("found no python3 here: the keys are those that hashlib made "
            "elsewhere");
    for (size_t i = 0; i < COUNT(known); i++) {
        const char *words = known[i].passphrase;
        const char *key = derived(text_of("-p %s -r 1000", salt),
                                  text_of("%s\n", words), "python.key");
        const char *expected =
            python ? made_by_python(words, salt) : known[i].key;
        likely("each byte of the line counts, blanks and tabs too, and a "
               "passphrase of over 64 bytes is hashed first, as HMAC does; one "
               "of 64 is not");
        check(strcmp(key, expected) == 0,
              text_of("what hashlib.pbkdf2_hmac makes: %s", expected), "%s",
              key);
    }
}

static void short_salts_are_refused(void)
{
    const char *path = scratch_file("short.key");

    struct process *keygen = start_keygen("-p only-15-bytes.. ", path);
    likely("a salt of under 16 bytes is refused, unless -r says that it is for "
           "a test");
    type_line(keygen, "correct horse");
    expect_exit(keygen, 2);
    check(access(path, F_OK) < 0, "no key file", "one");
    keygen = start_keygen("-p NaCl -r 600000", path);
    set_patience(120);
    likely("with -r a salt may be short, whatever number of rounds it says");
    type_line(keygen, "correct horse");
    expect_exit(keygen, 0);
}

const struct task step_07[] = {
    {"", "each line goes out as a token of the key", each_line_is_a_token},
    {"", "tokens are taken however they are cut", tokens_however_cut},
    {"", "a bad line is dropped, and the next one goes", bad_lines_are_dropped},
    {"", "what comes again is not shown again", nothing_is_shown_twice},
    {"", "a text that makes too long a token is refused",
     only_what_fits_is_sent},
    {"", "the end of input is a farewell", the_end_of_input_is_a_farewell},
    {"", "the relay hands lines on as they are", the_relay_reads_nothing},
    {"", "a key file that others may use is refused",
     keys_of_others_are_refused},
    {"", "keygen makes a key for its owner alone", keygen_makes_keys},
    {"a", "a short text and a long one have tokens of one length",
     lengths_do_not_show},
    {"a", "messages of each length are padded as they should be",
     padding_is_exact},
    {"a", "what is shown is exact, padded or not", what_is_shown_is_exact},
    {"b", "each of four keys decrypts, and the first encrypts",
     each_key_decrypts},
    {"b", "in three moves to a new key, no line is lost", no_line_is_lost},
    {"b", "the keys that were loaded last are taken at once, and no other",
     keys_are_taken_at_once},
    {"b", "a file of Windows or Python is taken", files_of_others_are_taken},
    {"b", "chat.key is the usual one", the_usual_file_is_read_again},
    {"b", "what was shown stays shown", what_was_shown_stays_shown},
    {"b", "what one has said oneself is not shown", ones_own_is_not_shown},
    {"b", "SIGHUP does not swallow a farewell", hangup_and_end_at_once},
    {"b", "a line that is half typed survives the signal", half_a_line_is_kept},
    {"b", "a line that is too long is refused to its end",
     a_long_line_is_refused_to_its_end},
    {"b", "a file that is not sound changes nothing",
     what_is_not_sound_changes_nothing},
    {"b", "each file that was opened is closed", each_file_is_closed},
    {"b", "the signal may come at any moment", signals_come_at_any_moment},
    {"c", "RFC 7914's vectors come out", the_published_vectors_come_out},
    {"c", "the same words and salt make the same key",
     the_same_words_make_the_same_key},
    {"c", "a salt may be of any length", a_salt_has_any_length},
    {"c", "hashlib makes the same of the same words", hashlib_makes_the_same},
    {"c", "a line is bytes, up to its newline or the end", a_line_is_bytes},
    {"c", "a line counts though it comes in pieces", a_line_may_come_in_pieces},
    {"c", "a long line counts to its end", a_long_line_counts_to_its_end},
    {"c", "what is not a passphrase makes no key",
     what_is_not_a_passphrase_makes_no_key},
    {"c", "a line that breaks off makes no key", a_broken_line_makes_no_key},
    {"c", "a file that is there stays as it is", what_is_there_stays},
    {"c", "a short salt is refused", short_salts_are_refused},
    {"c", "without -r there are 600000 rounds", there_are_enough_rounds},
};
const size_t step_07_count = COUNT(step_07);
