/*
 * client.c - talks to all the others in the room who have the key.
 *
 *     ./client [HOST [PORT [NAME [KEYFILE]]]]
 *
 * Each line goes out as a Fernet token, and of what comes in only tokens of
 * this key are shown. The server relays them as it relayed plain lines: it need
 * not understand.
 *
 * It must wait for two things, the keyboard and the server, so there are two
 * threads. main sends; the other one receives, and shows what it receives. On a
 * terminal both have something to show (keyboard.c). Names are the clients'
 * affair: the server relays lines and does not look into them
 * (docs/en/protocol.md).
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "fernet.h"
#include "keyboard.h"
#include "keyfile.h"
#include "message.h"
#include "net.h"
#include "port.h"
#include "random_bytes.h"
#include "replay.h"
#include "secret.h"
#include "show.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_KEYFILE "chat.key"
#define PATIENCE 5000      /* ms to connect, to send, and for the farewell */
#define MOMENT 200         /* ms for the last lines, after a failure */
#define WARNING_PAUSE 1000 /* ms between two warnings of the same kind */

const char program[] = "client";

/* Who speaks here: what each of our tokens is made of. main's. */
struct speaker {
    char name[MAX_NAME + 1];
    struct fernet_key key;
    uint64_t run;     /* 64 random bits: which run of which client this is */
    uint64_t counter; /* how many messages this run has sent */
};

/* What can come of a token: a fernet_result, or one of these. */
enum { NO_MESSAGE = FERNET_FUTURE + 1, REPLAYED, CROWDED, VERDICTS };

/* What was said about lines that are not shown, for each verdict. */
struct dropped {
    unsigned long count; /* since it was said last */
    long long said;      /* when that was, on now_ms()'s clock; 0: never */
};

/* The receiving thread's; it is main's again when it has been joined. */
struct receiver {
    pthread_t thread;
    const struct fernet_key *key;
    uint64_t own_run; /* what we said ourselves comes back from nobody honest */
    struct replay memory;
    struct dropped dropped[VERDICTS];
    struct line_reader lines;
    bool unread; /* it has ended because nobody reads what it shows */
    ssize_t got; /* as read_line(): the last line, or why none came */
    int error;   /* errno, then */
};

/* What is secret and lives as long as the program: what is typed, who we are,
   and what stdout holds. */
static struct {
    struct line_reader keyboard;
    struct speaker speaker;
    char shown[BUFSIZ];
} secrets = {.keyboard = {.fd = STDIN_FILENO, .stop = -1, .deadline = FOREVER}};

/* A byte in wake_pipe wakes main, and says why. The end of stop_pipe wakes the
   receiver. */
static int wake_pipe[2], stop_pipe[2];
enum { SIGNAL = 's', RECEIVER_ENDED = 'r' };

/* Held by the thread that sends: a line goes out whole. */
static pthread_mutex_t sending = PTHREAD_MUTEX_INITIALIZER;

/* Signals are blocked in the receiver: this is main's. */
static volatile sig_atomic_t stop_requested;

/* What became of the sending. */
enum { SENT, REFUSED, SERVER_GONE, FAILED };

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(
        out,
        "usage: ./client [HOST [PORT [NAME [KEYFILE]]]]\n"
        "  HOST     the server's name or address (%s)\n"
        "  PORT     1 to 65535 (%s)\n"
        "  NAME     1 to %d bytes; no ':', no '*' at the beginning, no blanks\n"
        "           at the ends, nothing hidden (asked for on a terminal)\n"
        "  KEYFILE  the key that all have who talk here (%s)\n",
        DEFAULT_HOST, DEFAULT_PORT, MAX_NAME, DEFAULT_KEYFILE);
    exit(check_output() < 0 ? 1 : status);
}

/* Asks until it gets a name. Writes it to `name`. Returns 0, or -1 at the end
   of input. */
static int ask_name(struct line_reader *keyboard, char *name)
{
    for (;;) {
        fprintf(stderr, "your name: ");
        ssize_t length = read_line(keyboard);
        if (length == LINE_TOO_LONG && skip_line(keyboard) == 0) {
            fprintf(stderr, "client: that is not a valid name\n");
            continue;
        }
        if (length <= 0)
            return -1;
        if (keyboard->buffer[length - 1] == '\n')
            length--;
        if (is_name(keyboard->buffer, (size_t)length)) {
            memcpy(name, keyboard->buffer, (size_t)length);
            name[length] = '\0';
            return 0;
        }
        fprintf(stderr, "client: that is not a valid name\n");
    }
}

/* Writes the name, given or asked for, to `name` (MAX_NAME + 1 bytes). */
static void read_arguments(int argc, char **argv, const char **host,
                           const char **port, char *name, const char **keyfile,
                           struct line_reader *keyboard)
{
    *host = argc > 1 ? argv[1] : DEFAULT_HOST;
    *port = argc > 2 ? argv[2] : DEFAULT_PORT;
    *keyfile = argc > 4 ? argv[4] : DEFAULT_KEYFILE;
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    if (argc > 5)
        usage(stderr, 2);
    if (parse_port(*port, 1) < 0) {
        fprintf(stderr, "client: '%s' is not a valid port\n", *port);
        usage(stderr, 2);
    }
    if (argc > 3 && !is_name(argv[3], strlen(argv[3]))) {
        fprintf(stderr, "client: that is not a valid name\n");
        usage(stderr, 2);
    }
    if (argc > 3) {
        strcpy(name, argv[3]);
    } else if (!isatty(STDIN_FILENO) || ask_name(keyboard, name) < 0) {
        fprintf(stderr, "client: a name is needed\n");
        usage(stderr, 2);
    }
}

/* Loads the key and shows its fingerprint: those who see another one cannot
   read what we say. Returns 0, or -1 after a complaint. */
static int prepare_speaker(struct speaker *speaker, const char *keyfile)
{
    uint8_t fingerprint[FERNET_FINGERPRINT], run[sizeof speaker->run];
    const char *why = keyfile_load(&speaker->key, keyfile);

    if (why) {
        fprintf(stderr, "client: %s: %s\n", keyfile, why);
        return -1;
    }
    if (!random_bytes(run, sizeof run)) {
        complain("read", "/dev/urandom");
        return -1;
    }
    memcpy(&speaker->run, run, sizeof run);
    fernet_key_fingerprint(fingerprint, &speaker->key);
    fprintf(stderr, "client: %s has the fingerprint ", keyfile);
    for (int i = 0; i < FERNET_FINGERPRINT; i++)
        fprintf(stderr, "%02x", fingerprint[i]);
    fputc('\n', stderr);
    return 0;
}

/* 'sair' or 'quit', whatever the case and the blanks around it. */
static bool is_farewell(const char *line, size_t length)
{
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        length--;
    while (length > 0 && isspace((unsigned char)*line)) {
        line++;
        length--;
    }
    return length == 4 && (strncasecmp(line, "sair", length) == 0 ||
                           strncasecmp(line, "quit", length) == 0);
}

static void wipe_all(void)
{
    wipe(&secrets, sizeof secrets);
    wipe_stack();
}

static void wake_main(char why)
{
    ssize_t written = write(wake_pipe[1], &why, 1);

    (void)written; /* a pipe has room for these few bytes */
}

/* ---- receiving ---- */

static const char *why_dropped(int verdict)
{
    switch (verdict) {
    case FERNET_INVALID:
        return "not a token of this key (compare the fingerprints), or damaged";
    case NO_MESSAGE:
        return "no message of this chat";
    case REPLAYED:
        return "replayed";
    case CROWDED:
        return "there are too many speakers to remember them all";
    default:
        return fernet_sentence((enum fernet_result)verdict);
    }
}

/* If standard error would make us wait, what we have to say waits, and not we:
   we hold the screen, and main would wait for that. */
static bool can_tell(void)
{
    return wait_for(STDERR_FILENO, POLLOUT, -1, now_ms()) == 0;
}

static void tell_dropped(struct dropped *dropped, int verdict)
{
    if (dropped->count == 0 || !can_tell())
        return;
    keyboard_hide();
    if (dropped->count == 1)
        fprintf(stderr, "client: a line was dropped: %s\n",
                why_dropped(verdict));
    else
        fprintf(stderr, "client: %lu lines were dropped: %s\n", dropped->count,
                why_dropped(verdict));
    keyboard_show();
    dropped->count = 0;
    dropped->said = now_ms();
}

/* Says it at once, and then, of the same kind, at most once a second: a
   flood must not fill the screen. */
static void drop(struct dropped *dropped, int verdict)
{
    dropped->count++;
    if (dropped->said == 0 || now_ms() - dropped->said >= WARNING_PAUSE)
        tell_dropped(dropped, verdict);
}

/* Decrypts a token to `text`, and judges it by its time and its counter. A
   fresh message is in *message, which leads into `text`. Stores how many of its
   sender's messages are missing before it. Against: replay, late. */
static int open_token(struct receiver *receiver, const char *token,
                      size_t length, uint8_t *text, struct message *message,
                      uint64_t *missing)
{
    struct fernet_clock clock = {(uint64_t)time(NULL), REPLAY_TTL};
    size_t text_length;
    enum fernet_result result = fernet_decrypt(
        text, &text_length, receiver->key, token, length, &clock);

    if (result != FERNET_OK)
        return (int)result;
    if (!message_parse(message, text, text_length))
        return NO_MESSAGE;
    if (message->run == receiver->own_run)
        return REPLAYED;
    switch (replay_check(&receiver->memory, message->run, message->counter,
                         clock.now, missing)) {
    case REPLAY_REPEATED:
        return REPLAYED;
    case REPLAY_FULL:
        return CROWDED;
    default:
        return FERNET_OK;
    }
}

/* What stdout holds has been written, and is not needed any more. */
static void forget_shown(void)
{
    if (fflush(stdout) == 0)
        wipe(secrets.shown, sizeof secrets.shown);
}

/* A name holds no control characters, so it may be shown anywhere. */
static void show_message(const struct message *message, uint64_t missing)
{
    struct shown shown = {0};

    keyboard_hide();
    if (missing > 0 && can_tell())
        fprintf(stderr, "client: %" PRIu64 " message%s missing from %.*s\n",
                missing, missing == 1 ? "" : "s", (int)message->name_length,
                (const char *)message->name);
    show(&shown, (const char *)message->line, message->line_length);
    show_end(&shown);
    putchar('\n');
    wipe(&shown, sizeof shown);
    forget_shown();
    keyboard_show();
}

/* A token that cannot be shown is dropped, and the next one goes. */
static void receive_token(struct receiver *receiver, const char *token,
                          size_t length)
{
    uint8_t text[FERNET_TEXT_MAX];
    struct message message;
    uint64_t missing = 0;
    int verdict = open_token(receiver, token, length, text, &message, &missing);

    if (verdict == FERNET_OK)
        show_message(&message, missing);
    else
        drop(&receiver->dropped[verdict], verdict);
    wipe(text, sizeof text);
    wipe_stack(); /* showing it has left traces there, too */
}

/* As read_line(), but a line that is too long for a token is skipped.
   Against: glued, halves. */
static ssize_t next_token(struct receiver *receiver)
{
    ssize_t length;

    while ((length = read_line(&receiver->lines)) == LINE_TOO_LONG) {
        drop(&receiver->dropped[FERNET_INVALID], FERNET_INVALID);
        if (skip_line(&receiver->lines) < 0)
            return LINE_ERROR;
    }
    return length;
}

/* Of a server that has closed we hear nothing as long as we take none of its
   lines: its end comes after them. An empty line says nothing (protocol.md),
   but where nobody has the connection any more it is answered with a reset,
   which poll() tells of. Not within a line that main is sending. */
static void ask_whether_it_is_there(int connection)
{
    if (pthread_mutex_trylock(&sending) != 0)
        return;
    ssize_t sent = send(connection, "\n", 1, 0);
    (void)sent; /* an error is poll()'s to tell */
    pthread_mutex_unlock(&sending);
}

/* Waits until what we show can be written. Returns 0; or -1 if we are to end,
   or the connection has been reset and still nobody reads. */
static int wait_for_reader(const struct line_reader *lines)
{
    struct pollfd waiting[] = {
        {.fd = STDOUT_FILENO, .events = POLLOUT},
        {.fd = lines->fd}, /* a reset, which comes unasked */
        {.fd = lines->stop, .events = POLLIN}};
    int ready;

    while ((ready = poll(waiting, 3, PATIENCE)) <= 0) {
        if (ready == 0)
            ask_whether_it_is_there(lines->fd);
        else if (errno != EINTR)
            return -1;
    }
    if (waiting[0].revents)
        return 0;
    if (waiting[2].revents)
        return -1;
    return wait_for(STDOUT_FILENO, POLLOUT, lines->stop, now_ms() + PATIENCE);
}

/* The receiving thread: shows each line, until there are no more or they
   cannot be shown. A line that the server did not finish is none. */
static void *receive_lines(void *argument)
{
    struct receiver *receiver = argument;
    struct line_reader *lines = &receiver->lines;

    while ((receiver->got = next_token(receiver)) > 0 &&
           lines->buffer[receiver->got - 1] == '\n') {
        receiver->unread = wait_for_reader(lines) < 0;
        if (receiver->unread)
            break;
        receive_token(receiver, lines->buffer, (size_t)receiver->got - 1);
        if (ferror(stdout))
            break;
    }
    receiver->error = errno;
    for (int verdict = 0; verdict < VERDICTS; verdict++)
        tell_dropped(&receiver->dropped[verdict], verdict);
    wake_main(RECEIVER_ENDED);
    wipe_stack();
    return NULL;
}

/* ---- sending ---- */

/* Encrypts what we say now and sends the token. Returns SENT, or FAILED after a
   complaint. */
static int send_message(int connection, const struct speaker *speaker,
                        const struct message *message)
{
    uint8_t text[MESSAGE_MAX];
    char token[FERNET_TOKEN_MAX + 1];
    size_t length = message_build(text, message);

    if (length > 0)
        length = fernet_encrypt(token, &speaker->key, text, length);
    else
        errno = EMSGSIZE;
    wipe(text, sizeof text);
    wipe_stack();
    if (length == 0) {
        complain("encrypt", "a line");
        return FAILED;
    }
    token[length] = '\n'; /* where its '\0' was */
    pthread_mutex_lock(&sending);
    int sent = write_all(connection, token, length + 1, now_ms() + PATIENCE);
    pthread_mutex_unlock(&sending);
    if (sent == 0)
        return SENT;
    complain("send", "to the server");
    return FAILED;
}

/* What we say next, without its text. */
static struct message next_message(const struct speaker *speaker,
                                   enum message_kind kind)
{
    return (struct message){.run = speaker->run,
                            .counter = speaker->counter + 1,
                            .kind = kind,
                            .name = (const uint8_t *)speaker->name,
                            .name_length = strlen(speaker->name)};
}

/* Tells the others: "* NAME joined". Returns SENT or FAILED.
   LIMITATION(guide): nobody checks that a name is one's own: anybody who has
   the key can speak as any other, or silence it. */
static int announce(int connection, struct speaker *speaker,
                    enum message_kind what)
{
    struct message message = next_message(speaker, what);

    speaker->counter++;
    return send_message(connection, speaker, &message);
}

static void refuse(const struct speaker *speaker)
{
    struct message message = next_message(speaker, MESSAGE_SAID);

    keyboard_hide();
    fprintf(stderr, "client: not sent: a line over %zu bytes\n",
            message_room(&message));
    keyboard_show();
}

/* Says "NAME: text". Returns SENT, REFUSED if it breaks the protocol,
   or FAILED. */
static int say(int connection, struct speaker *speaker, const char *text,
               size_t length)
{
    struct message message = next_message(speaker, MESSAGE_SAID);

    if (length == 0)
        return SENT; /* there is nothing to say */
    if (length > message_room(&message)) {
        refuse(speaker);
        return REFUSED;
    }
    message.text = (const uint8_t *)text;
    message.text_length = length;
    speaker->counter++;
    return send_message(connection, speaker, &message);
}

/* As keyboard_line(), but a line that is too long is refused and skipped. */
static ssize_t next_line(struct line_reader *keyboard,
                         const struct speaker *speaker, int *outcome)
{
    ssize_t length;

    while ((length = keyboard_line(keyboard)) == LINE_TOO_LONG) {
        refuse(speaker);
        *outcome = REFUSED;
        if (skip_line(keyboard) < 0)
            return LINE_ERROR;
    }
    return length;
}

/* When the server goes in the middle of a line, its other half is still to come
   out of somebody's fingers. The shell would take that for a command: so we
   stay until Enter. */
static void await_enter(struct line_reader *keyboard)
{
    char why; /* the receiver's; after it only a signal can wake us */

    if (!keyboard_is_typing() || read(wake_pipe[0], &why, 1) != 1)
        return;
    keyboard_hide();
    fprintf(stderr, "client: the server has gone; Enter ends\n");
    keyboard_show();
    keyboard_line(keyboard);
}

/* A line that has been sent is not kept: not itself, not where it stood before
   the line ahead of it was taken out, and not where it was shown from. */
static void forget_line(struct line_reader *keyboard)
{
    keyboard_hide();
    wipe(keyboard->buffer, keyboard->taken);
    wipe(keyboard->buffer + keyboard->length,
         sizeof keyboard->buffer - keyboard->length);
    forget_shown();
    keyboard_show();
}

/* Sends what is typed, until a farewell, the end of input or Ctrl-C: returns
   SENT, or REFUSED if a line was. Or until the server has gone or something
   fails. */
static int send_lines(int connection, struct speaker *speaker,
                      struct line_reader *keyboard)
{
    int outcome = SENT;
    ssize_t length;

    while ((length = next_line(keyboard, speaker, &outcome)) > 0 &&
           !is_farewell(keyboard->buffer, (size_t)length)) {
        if (keyboard->buffer[length - 1] == '\n')
            length--;
        int said = say(connection, speaker, keyboard->buffer, (size_t)length);
        forget_line(keyboard);
        if (said == FAILED)
            return FAILED;
        if (said == REFUSED)
            outcome = REFUSED;
    }
    if (length >= 0 || (errno == ECANCELED && stop_requested))
        return outcome;
    if (errno == ECANCELED) {
        await_enter(keyboard);
        return SERVER_GONE;
    }
    complain("read", "standard input");
    return FAILED;
}

/* Tells the others and the server that we go. The server then sends what it
   still has for us, and its end of stream. Returns SENT or FAILED. */
static int take_leave(int connection, struct speaker *speaker)
{
    if (announce(connection, speaker, MESSAGE_LEFT) == FAILED)
        return FAILED;
    /* ENOTCONN: the connection is gone already, and recv() will show how */
    if (shutdown(connection, SHUT_WR) == 0 || errno == ENOTCONN)
        return SENT;
    complain("shutdown", "the connection");
    return FAILED;
}

static bool receiver_ends(long long deadline)
{
    char why;

    do
        if (wait_for(wake_pipe[0], POLLIN, -1, deadline) < 0)
            return false;
    while (read(wake_pipe[0], &why, 1) == 1 && why != RECEIVER_ENDED);
    return true;
}

static void tell_unread(void)
{
    fprintf(stderr, "client: nobody reads standard output\n");
}

/* Says why the receiver ended, unless it was to. Returns 0 if all lines went
   and came, or -1. Against: hang-up. */
static int tell_end(const struct receiver *receiver, const char *server,
                    int outcome)
{
    errno = receiver->error;
    if (ferror(stdout))
        complain("write to", "standard output");
    else if (receiver->unread)
        tell_unread();
    else if (receiver->got == LINE_ERROR)
        complain("recv", server);
    else if (receiver->got > 0) /* the line that it did not finish */
        fprintf(stderr, "client: %s hung up in the middle of a line\n", server);
    else if (outcome == SERVER_GONE)
        fprintf(stderr, "client: %s hung up\n", server);
    else
        return outcome == SENT ? 0 : -1;
    return -1;
}

/* Returns 0, or the error. Signals are main's: they are blocked there. */
static int start_receiver(struct receiver *receiver)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error =
        pthread_create(&receiver->thread, NULL, receive_lines, receiver);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

/* Joins, talks, takes leave. Returns what became of it. */
static int converse(int connection, struct speaker *speaker,
                    struct line_reader *keyboard)
{
    if (announce(connection, speaker, MESSAGE_JOINED) == FAILED)
        return FAILED;
    keyboard_take(keyboard);
    int outcome = send_lines(connection, speaker, keyboard);
    keyboard_give_back();
    if (outcome == FAILED || outcome == SERVER_GONE)
        return outcome;
    return take_leave(connection, speaker) == FAILED ? FAILED : outcome;
}

/* The receiver stands in a write() that nobody takes. It holds stdout's lock,
   so exit() would wait for it: only the end of the process ends both. */
static _Noreturn void abandon_receiver(void)
{
    if (can_tell())
        tell_unread();
    wipe_all();
    _exit(1);
}

/* What is on its way to us is still shown, if nobody dawdles. Returns whether
   the receiver has ended by itself. */
static bool end_receiver(const struct receiver *receiver, int outcome)
{
    int time = outcome == FAILED ? MOMENT : PATIENCE;
    bool ended = outcome == SERVER_GONE || receiver_ends(now_ms() + time);

    close(stop_pipe[1]); /* now it ends, wherever it waits */
    if (!ended && !receiver_ends(now_ms() + MOMENT))
        abandon_receiver();
    pthread_join(receiver->thread, NULL);
    return ended;
}

/* Returns 0 if all went well, or -1 after a complaint. */
static int talk(int connection, const char *server, struct speaker *speaker,
                struct line_reader *keyboard)
{
    struct receiver receiver = {
        .key = &speaker->key,
        .own_run = speaker->run,
        .lines = {.fd = connection, .stop = stop_pipe[0], .deadline = FOREVER}};

    errno = start_receiver(&receiver);
    if (errno != 0) {
        complain("pthread_create", "to receive");
        close(stop_pipe[1]);
        return -1;
    }
    int outcome = converse(connection, speaker, keyboard);
    bool ended = end_receiver(&receiver, outcome);
    if (outcome == FAILED)
        return -1;
    if (ended || receiver.unread)
        return tell_end(&receiver, server, outcome);
    fprintf(stderr, "client: %s does not hang up\n", server);
    return -1;
}

static void on_signal(int number)
{
    int saved = errno;

    if (stop_requested)
        keyboard_die(number);
    stop_requested = 1;
    wake_main(SIGNAL);
    errno = saved;
}

/* Ctrl-C says farewell. A second one ends us at once. */
static void prepare_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* Returns 0, or -1 after a complaint. */
static int create_pipes(void)
{
    if (pipe(wake_pipe) < 0) {
        complain("pipe", "to wake main");
        return -1;
    }
    if (pipe(stop_pipe) < 0) {
        complain("pipe", "to wake the receiver");
        close(wake_pipe[0]);
        close(wake_pipe[1]);
        return -1;
    }
    return 0;
}

/* Returns 0, or -1 after a complaint. */
static int chat(const char *host, const char *port, struct speaker *speaker,
                struct line_reader *keyboard)
{
    char server[ADDRESS_TEXT];
    int status = -1;

    int connection = create_connection(host, port, PATIENCE, server);
    if (connection < 0)
        return -1;

    if (isatty(STDIN_FILENO))
        fprintf(stderr, "connected to %s; 'sair' or 'quit' ends\n", server);
    if (create_pipes() == 0) {
        prepare_signals();
        keyboard->stop = wake_pipe[0];
        status = talk(connection, server, speaker, keyboard);
        close(wake_pipe[0]);
        close(wake_pipe[1]);
        close(stop_pipe[0]);
    }
    close(connection);
    return status;
}

int main(int argc, char **argv)
{
    struct line_reader *keyboard = &secrets.keyboard;
    struct speaker *speaker = &secrets.speaker;
    const char *host, *port, *keyfile;
    int status = -1;

    /* whole lines at once, into a pipe too; the buffer is ours, to be wiped */
    setvbuf(stdout, secrets.shown, _IOLBF, sizeof secrets.shown);
    reserve_standard_streams();
    read_arguments(argc, argv, &host, &port, speaker->name, &keyfile, keyboard);
    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    if (prepare_speaker(speaker, keyfile) == 0)
        status = chat(host, port, speaker, keyboard);
    fclose(stdout); /* each line has been written, or its error been told */
    wipe_all();
    return status < 0;
}
