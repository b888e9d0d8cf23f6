/*
 * keyboard.c - the line that is being typed stays below what arrives.
 *
 * A terminal shows what is typed by itself, and hands it over at Enter. So
 * nobody but the terminal knows what has been typed so far, and a line of the
 * chat lands in the middle of it. Here we take over both: with ICANON and ECHO
 * switched off each key comes at once, and is seen only if we show it. Then the
 * row of that line can be erased, what arrives be written in its place, and the
 * line be drawn again below.
 *
 * A program that takes a terminal must give it back, or the shell will show
 * nothing of what is typed: at its end, before Ctrl-Z stops it, and when one of
 * the usual signals kills it. What was typed and not yet read is thrown away
 * then (tcflush): it was meant for the chat, and the shell would take it for a
 * command.
 *
 * A line has one row, and of a longer one the end is shown. There is no history
 * and no way back into the line: `rlwrap -t dumb ./client` has both.
 * LIMITATION(guide): each character counts as one column. Of a line with many
 * wide ones (Chinese, emoji) the end may be hidden.
 *
 * The same file in 06 and 07 (tests/copies.txt).
 */
#define _POSIX_C_SOURCE 200809L

#include "keyboard.h"
#include "show.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define ERASE "\r\x1b[K"   /* to the first column, and nothing from there on */
#define NO_WRAP "\x1b[?7l" /* what has no room in the row is not shown... */
#define WRAP "\x1b[?7h"    /* ...or goes on in the next one, as usual */
#define MOMENT 200         /* ms that a screen may take to show something */

enum { CTRL_D = 4, CTRL_H = 8, CTRL_U = 21, ESCAPE = 27, DELETE = 127 };

/* They kill, and nobody else here catches them. */
static const int deadly[] = {SIGABRT, SIGALRM, SIGBUS,  SIGFPE,  SIGHUP,
                             SIGILL,  SIGQUIT, SIGSEGV, SIGUSR1, SIGUSR2};

/* After these the row has to be drawn again: Ctrl-Z and `fg`, `fg` alone, and
   another size of the window. */
static const int changes[] = {SIGTSTP, SIGCONT,
#ifdef SIGWINCH /* in POSIX since 2024 only */
                              SIGWINCH
#endif
};

/* The thread that draws holds `screen`. */
static pthread_mutex_t screen = PTHREAD_MUTEX_INITIALIZER;
static struct line_reader *typed;  /* NULL: there is no terminal to take */
static struct termios usual, keys; /* as it was; and as we need it */
static atomic_bool terminal_taken; /* it is not as it was */
static int change_pipe[2];         /* the numbers of such signals, for main */

/* POSIX knows the width of a window since 2024 only. */
static size_t columns(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 2)
        return 80;
    return size.ws_col;
}

/* In UTF-8 all bytes of a character but the first are 10xxxxxx. */
static bool begins_character(char byte)
{
    return (byte & 0xc0) != 0x80;
}

/* Draws the end of the line, as much as the row has columns, but the last one,
   into a row that is empty. */
static void draw(void)
{
    size_t from = typed->length, left = columns() - 1;
    struct shown shown = {0};

    while (from > typed->taken && left > 0)
        if (begins_character(typed->buffer[--from]))
            left--;
    fputs(NO_WRAP, stdout);
    show(&shown, typed->buffer + from, typed->length - from);
    fputs(WRAP, stdout);
    fflush(stdout);
}

void keyboard_hide(void)
{
    pthread_mutex_lock(&screen);
    if (terminal_taken) {
        fputs(ERASE, stdout);
        fflush(stdout); /* before anything on stderr */
    }
}

void keyboard_show(void)
{
    if (terminal_taken)
        draw();
    pthread_mutex_unlock(&screen);
}

bool keyboard_is_typing(void)
{
    return typed && typed->length > typed->taken;
}

/* ---- taking, and giving back ---- */

/* In the background this stops us until `fg`: the terminal is the shell's. */
static void take(void)
{
    terminal_taken = true;
    if (tcsetattr(STDIN_FILENO, TCSANOW, &keys) < 0)
        terminal_taken = false;
}

/* Else the terminal is the shell's, and who changes it is stopped. */
static bool in_foreground(void)
{
    return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* Only calls that a signal handler may make. */
static void give_back(void)
{
    if (terminal_taken && in_foreground()) {
        tcflush(STDIN_FILENO, TCIFLUSH);
        tcsetattr(STDIN_FILENO, TCSANOW, &usual);
    }
    terminal_taken = false;
}

/* signal() is not for a program with several threads (POSIX). */
static void set_handler(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

void keyboard_die(int number)
{
    give_back();
    set_handler(number, SIG_DFL);
    raise(number); /* now, or as soon as this handler has returned */
}

/* What was ignored (nohup) stays so, and what others catch, theirs. */
static void catch_signal(int number, void (*handler)(int))
{
    struct sigaction now;

    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
        set_handler(number, handler);
}

static void on_change(int number)
{
    const unsigned char byte = (unsigned char)number;
    int saved = errno;

    /* EAGAIN: the pipe is full, so main has enough to do */
    if (!typed || (write(change_pipe[1], &byte, 1) < 0 && errno != EAGAIN)) {
        set_handler(number, SIG_DFL); /* as if we had not caught it */
        raise(number);
    }
    errno = saved;
}

/* As Ctrl-Z stops a program that does not catch it. */
static void stop_until_fg(void)
{
    give_back();
    set_handler(SIGTSTP, SIG_DFL);
    raise(SIGTSTP); /* here we stop, and from here we go on */
    set_handler(SIGTSTP, on_change);
}

/* Main's, when it next waits for a key. After Ctrl-Z it was not always `fg`
   that let us go on: who ends us from the shell does so, too. */
static void react(void)
{
    unsigned char number = 0;

    if (read(change_pipe[0], &number, 1) != 1)
        return;
    keyboard_hide();
    if (number == SIGTSTP)
        stop_until_fg();
    if (number != SIGTSTP || in_foreground())
        take();
    keyboard_show();
}

/* ---- the same, for the client ---- */

/* Each key at once, and unseen; Ctrl-C and Ctrl-Z are still signals. */
static void choose_settings(void)
{
    keys = usual;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
}

void keyboard_take(struct line_reader *line)
{
    const char *screen_type = getenv("TERM");

    if (!isatty(STDOUT_FILENO) || !screen_type ||
        strcmp(screen_type, "dumb") == 0 ||
        tcgetattr(STDIN_FILENO, &usual) < 0 || pipe(change_pipe) < 0)
        return;
    set_blocking(change_pipe[1], false); /* a handler must not wait */
    choose_settings();
    keyboard_hide();
    typed = line;
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        catch_signal(deadly[i], keyboard_die);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        catch_signal(changes[i], on_change);
    take();
    keyboard_show();
}

/* Where the screen takes nothing, as after Ctrl-S, somebody may stand in
   write() and have `screen`: then row and line stay as they are. */
void keyboard_give_back(void)
{
    if (!typed)
        return;
    bool shows = wait_for(STDOUT_FILENO, POLLOUT, -1, now_ms() + MOMENT) == 0;
    if (shows)
        keyboard_hide();
    give_back();
    if (shows) {
        typed = NULL;
        keyboard_show();
    }
    close(change_pipe[0]);
    close(change_pipe[1]);
}

/* ---- keys ---- */

/* Is this byte part of an arrow key or its like? They send ESC, '[' or 'O', and
   end with a letter or '~'. */
static bool in_sequence(unsigned char key)
{
    static unsigned char place; /* 0: outside; ESCAPE; and '[' after that */
    bool second = place == ESCAPE && (key == '[' || key == 'O');
    bool later = place == '[' && key >= ' ';

    place = second || (later && key < '@') ? '[' : 0;
    if (key == ESCAPE)
        place = ESCAPE;
    return second || later || key == ESCAPE;
}

/* The line stays to be seen, whole. */
static void finish(struct line_reader *line)
{
    struct shown shown = {0};

    show(&shown, line->buffer, line->length);
    show_end(&shown);
    puts("");
    line->buffer[line->length++] = '\n';
    line->taken = line->length;
}

/* What has no room is dropped: the caller finds this line too long to send. */
static void press(struct line_reader *line, unsigned char key)
{
    if (line->taken > 0) /* the line before */
        line->length = line->taken = 0;
    if (in_sequence(key))
        return;
    if (key == '\n')
        finish(line);
    else if (key == CTRL_U)
        line->length = 0;
    else if (key == DELETE || key == CTRL_H)
        while (line->length > 0 &&
               !begins_character(line->buffer[--line->length]))
            ;
    else if ((key >= ' ' || key == '\t') && line->length < MAX_LINE)
        line->buffer[line->length++] = (char)key;
}

/* Waits until there is a key, and a screen to show it on. Returns as
   wait_for(): a stop goes first. */
static int wait_for_key(const struct line_reader *line)
{
    struct pollfd waiting[] = {{.fd = change_pipe[0], .events = POLLIN},
                               {.fd = line->stop, .events = POLLIN},
                               {.fd = line->fd, .events = POLLIN}};

    for (;;) {
        int ready = poll(waiting, 3, -1);
        if (ready < 0 && errno != EINTR)
            return -1;
        if (ready > 0 && (waiting[1].revents || !waiting[0].revents))
            return wait_for(STDOUT_FILENO, POLLOUT, line->stop, FOREVER);
        if (ready > 0)
            react();
    }
}

/* As on any terminal, Ctrl-D on an empty line is the end of all lines. */
ssize_t keyboard_line(struct line_reader *line)
{
    unsigned char key = 0;

    if (!typed)
        return read_line(line);
    while (key != '\n') {
        ssize_t got = wait_for_key(line) < 0 ? -1 : read(line->fd, &key, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return got;
        if (key == CTRL_D && !keyboard_is_typing())
            return 0;
        keyboard_hide();
        press(line, key);
        keyboard_show();
    }
    return (ssize_t)line->taken;
}
