/*
 * client.c - talks to all the others in the room.
 *
 *     ./client [HOST [PORT [NAME]]]
 *
 * It must wait for two things, the keyboard and the server, so there are two
 * threads. main sends; the other one receives, and shows what it receives. On a
 * terminal both have something to show (keyboard.c). Names are the clients'
 * affair: the server relays lines and does not look into them
 * (docs/en/protocol.md).
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "keyboard.h"
#include "net.h"
#include "port.h"
#include "show.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_HOST "127.0.0.1"
#define MAX_NAME 32   /* bytes */
#define PATIENCE 5000 /* ms to connect, to send, and for the farewell */
#define MOMENT 200    /* ms for the last lines, after a failure */

const char program[] = "client";

/* The receiving thread's; it is main's again when it has been joined. */
struct receiver {
    pthread_t thread;
    struct line_reader lines;
    bool unread; /* it has ended because nobody reads what it shows */
    ssize_t got; /* as read_line(): the last line, or why none came */
    int error;   /* errno, then */
};

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
        "usage: ./client [HOST [PORT [NAME]]]\n"
        "  HOST  the server's name or address (%s)\n"
        "  PORT  1 to 65535 (%s)\n"
        "  NAME  1 to %d bytes; no ':', no '*' at the beginning, no blanks\n"
        "        at the ends, nothing hidden (asked for on a terminal)\n",
        DEFAULT_HOST, DEFAULT_PORT, MAX_NAME);
    exit(check_output() < 0 ? 1 : status);
}

/* Blanks but the one of ASCII (U+00A0, 1680, 2000 to 200A, 202F, 205F, 3000),
   and what nobody sees: U+00AD, 2028, 2029, 2060 to 206F. More cannot be told
   from their neighbours, but that takes Unicode's tables, not a list. */
static bool is_blank(const unsigned char *c)
{
    if (c[0] == 0xc2)
        return c[1] == 0xa0 || c[1] == 0xad;
    if (c[0] == 0xe1)
        return c[1] == 0x9a && c[2] == 0x80;
    if (c[0] == 0xe2 && c[1] == 0x80)
        return c[2] <= 0x8f || (c[2] >= 0xa8 && c[2] <= 0xaf);
    if (c[0] == 0xe2 && c[1] == 0x81)
        return c[2] >= 0x9f && c[2] <= 0xaf;
    return c[0] == 0xe3 && c[1] == 0x80 && c[2] == 0x80;
}

/* Is it UTF-8, and without control characters and what is_blank() lists? */
static bool is_clean(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t i = 0, size; i < length; i += size) {
        size = utf8_length(bytes[i]);
        if (size == 0 || size > length - i)
            return false;
        for (size_t have = 1; have < size; have++)
            if (!utf8_continues(bytes + i, have, bytes[i + have]))
                return false;
        if (is_control(bytes + i) || bytes[i] == '\t' || bytes[i] == '\n' ||
            is_blank(bytes + i))
            return false;
    }
    return true;
}

/* The others must be able to tell a name from what is said. */
static bool is_name(const char *text, size_t length)
{
    return length >= 1 && length <= MAX_NAME && is_clean(text, length) &&
           !memchr(text, ':', length) && text[0] != '*' && text[0] != ' ' &&
           text[length - 1] != ' ';
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
                           const char **port, char *name,
                           struct line_reader *keyboard)
{
    *host = argc > 1 ? argv[1] : DEFAULT_HOST;
    *port = argc > 2 ? argv[2] : DEFAULT_PORT;
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    if (argc > 4)
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

/* Of the line that came. telnet ends a line with a CR and a newline: on a
   terminal the CR need not be seen; into a pipe all passes as it came. */
static size_t length_to_show(struct receiver *receiver)
{
    char *newline = receiver->lines.buffer + receiver->got - 1;

    if (receiver->got < 2 || newline[-1] != '\r' || !isatty(STDOUT_FILENO))
        return (size_t)receiver->got;
    newline[-1] = '\n';
    return (size_t)receiver->got - 1;
}

static void wake_main(char why)
{
    ssize_t written = write(wake_pipe[1], &why, 1);

    (void)written; /* a pipe has room for these few bytes */
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

    while ((receiver->got = read_line(lines)) > 0 &&
           lines->buffer[receiver->got - 1] == '\n') {
        struct shown shown = {0};
        receiver->unread = wait_for_reader(lines) < 0;
        if (receiver->unread)
            break;
        keyboard_hide();
        show(&shown, lines->buffer, length_to_show(receiver));
        show_end(&shown);
        keyboard_show();
        if (ferror(stdout))
            break;
    }
    receiver->error = errno;
    wake_main(RECEIVER_ENDED);
    return NULL;
}

/* Returns SENT, or FAILED after a complaint: also about a server that takes no
   more. Against: deaf.
   LIMITATION(07): anybody on the way can read it and change it, and so can
   the server. */
static int send_line(int connection, const char *line, size_t length)
{
    pthread_mutex_lock(&sending);
    int sent = write_all(connection, line, length, now_ms() + PATIENCE);
    pthread_mutex_unlock(&sending);
    if (sent == 0)
        return SENT;
    complain("send", "to the server");
    return FAILED;
}

/* Tells the others: "* NAME joined". Returns SENT or FAILED.
   LIMITATION(guide): nobody checks that a name is one's own. */
static int announce(int connection, const char *name, const char *what)
{
    char line[MAX_LINE + 1];
    int length = snprintf(line, sizeof line, "* %s %s\n", name, what);

    return send_line(connection, line, (size_t)length);
}

/* How much of a line is left for the text after "NAME: ". */
static size_t longest_text(const char *name)
{
    return MAX_LINE - strlen(name) - strlen(": ");
}

static void refuse(const char *name)
{
    keyboard_hide();
    fprintf(stderr, "client: not sent: a line over %zu bytes\n",
            longest_text(name));
    keyboard_show();
}

/* Says "NAME: text". Returns SENT, REFUSED if it breaks the protocol,
   or FAILED. */
static int say(int connection, const char *name, const char *text,
               size_t length)
{
    char line[MAX_LINE + 1];

    if (length == 0)
        return SENT; /* there is nothing to say */
    if (length > longest_text(name)) {
        refuse(name);
        return REFUSED;
    }
    size_t prefix = (size_t)snprintf(line, sizeof line, "%s: ", name);
    memcpy(line + prefix, text, length);
    line[prefix + length] = '\n';
    return send_line(connection, line, prefix + length + 1);
}

/* As keyboard_line(), but a line that is too long is refused and skipped. */
static ssize_t next_line(struct line_reader *keyboard, const char *name,
                         int *outcome)
{
    ssize_t length;

    while ((length = keyboard_line(keyboard)) == LINE_TOO_LONG) {
        refuse(name);
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

/* Sends what is typed, until a farewell, the end of input or Ctrl-C: returns
   SENT, or REFUSED if a line was. Or until the server has gone or something
   fails. */
static int send_lines(int connection, const char *name,
                      struct line_reader *keyboard)
{
    int outcome = SENT;
    ssize_t length;

    while ((length = next_line(keyboard, name, &outcome)) > 0 &&
           !is_farewell(keyboard->buffer, (size_t)length)) {
        if (keyboard->buffer[length - 1] == '\n')
            length--;
        int said = say(connection, name, keyboard->buffer, (size_t)length);
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
static int take_leave(int connection, const char *name)
{
    if (announce(connection, name, "left") == FAILED)
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
   and came, or -1. Against: hang-up, half-reply. */
static int tell_end(const struct receiver *receiver, const char *server,
                    int outcome)
{
    errno = receiver->error;
    if (ferror(stdout))
        complain("write to", "standard output");
    else if (receiver->unread)
        tell_unread();
    else if (receiver->got == LINE_TOO_LONG)
        fprintf(stderr, "client: a line from %s has over %d bytes\n", server,
                MAX_LINE);
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
static int converse(int connection, const char *name,
                    struct line_reader *keyboard)
{
    if (announce(connection, name, "joined") == FAILED)
        return FAILED;
    keyboard_take(keyboard);
    int outcome = send_lines(connection, name, keyboard);
    keyboard_give_back();
    if (outcome == FAILED || outcome == SERVER_GONE)
        return outcome;
    return take_leave(connection, name) == FAILED ? FAILED : outcome;
}

/* The receiver stands in a write() that nobody takes. It holds stdout's lock,
   so exit() would wait for it: only the end of the process ends both. */
static _Noreturn void abandon_receiver(void)
{
    if (wait_for(STDERR_FILENO, POLLOUT, -1, now_ms()) == 0)
        tell_unread();
    _exit(1);
}

/* What is on its way to us is still shown, if nobody dawdles. Returns whether
   the receiver has ended by itself. Against: silent. */
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
static int talk(int connection, const char *server, const char *name,
                struct line_reader *keyboard)
{
    struct receiver receiver = {
        .lines = {.fd = connection, .stop = stop_pipe[0], .deadline = FOREVER}};

    errno = start_receiver(&receiver);
    if (errno != 0) {
        complain("pthread_create", "to receive");
        close(stop_pipe[1]);
        return -1;
    }
    int outcome = converse(connection, name, keyboard);
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

int main(int argc, char **argv)
{
    static struct line_reader keyboard = {
        .fd = STDIN_FILENO, .stop = -1, .deadline = FOREVER};
    const char *host, *port;
    char name[MAX_NAME + 1], server[ADDRESS_TEXT];
    int status = 1;

    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    read_arguments(argc, argv, &host, &port, name, &keyboard);
    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    int connection = create_connection(host, port, PATIENCE, server);
    if (connection < 0)
        return 1;

    if (isatty(STDIN_FILENO))
        fprintf(stderr, "connected to %s; 'sair' or 'quit' ends\n", server);
    if (create_pipes() == 0) {
        prepare_signals();
        keyboard.stop = wake_pipe[0];
        status = talk(connection, server, name, &keyboard) < 0;
        close(wake_pipe[0]);
        close(wake_pipe[1]);
        close(stop_pipe[0]);
    }
    close(connection);
    return status;
}
