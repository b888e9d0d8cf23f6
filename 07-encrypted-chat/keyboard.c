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
 * nothing of what is typed: at its end, before Ctrl-Z stops it, and when a
 * signal kills it. What was typed and not yet read is thrown away then
 * (tcflush): it was meant for the chat, and the shell would take it for a
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
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define ERASE "\r\x1b[K" /* to the first column, and nothing from there on */
#define CUT "\x1b[?7l"   /* what does not fit into the row is not shown... */
#define WRAP "\x1b[?7h"  /* ...or goes on in the next one, as usual */
#define MOMENT 200       /* ms that a screen may take to show something */
#define NOW_AND_THEN 500 /* ms in the background between two looks */

enum { CTRL_D = 4, CTRL_H = 8, CTRL_U = 21, ESCAPE = 27, DELETE = 127 };

/* They kill, and nobody else here catches them. */
static const int deadly[] = {SIGABRT, SIGALRM, SIGBUS,  SIGFPE,  SIGHUP,
                             SIGILL,  SIGQUIT, SIGSEGV, SIGUSR1, SIGUSR2};

/* The thread that draws holds `screen`. */
static pthread_mutex_t screen = PTHREAD_MUTEX_INITIALIZER;
static struct line_reader *typed;   /* NULL: there is no terminal to take */
static struct termios usual;        /* the terminal as it was */
static volatile sig_atomic_t taken; /* it is not as it was */
static int changes[2];              /* a pipe: signals that main reacts to */

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
    fputs(CUT, stdout);
    show(&shown, typed->buffer + from, typed->length - from);
    fputs(WRAP, stdout);
    fflush(stdout);
}

void keyboard_hide(void)
{
    pthread_mutex_lock(&screen);
    if (taken) {
        fputs(ERASE, stdout);
        fflush(stdout); /* before anything on stderr */
    }
}

void keyboard_show(void)
{
    if (taken)
        draw();
    pthread_mutex_unlock(&screen);
}

bool keyboard_is_typing(void)
{
    return typed && typed->length > typed->taken;
}

/* ---- taking, and giving back ---- */

/* Or is the terminal the shell's, and we are in the background? */
static bool is_ours(void)
{
    pid_t front = tcgetpgrp(STDIN_FILENO);

    return front < 0 || front == getpgrp(); /* -1: there is no background */
}

/* Each key at once, and unseen; Ctrl-C and Ctrl-Z are still signals. */
static void take(void)
{
    if (!taken && tcgetattr(STDIN_FILENO, &usual) < 0)
        return;
    struct termios keys = usual;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    taken = is_ours(); /* first: a signal may come */
    if (taken && tcsetattr(STDIN_FILENO, TCSANOW, &keys) < 0)
        taken = 0;
}

static void take_and_draw(void)
{
    keyboard_hide();
    take();
    keyboard_show();
}

/* Only calls that a signal handler may make. */
static void give_back(void)
{
    if (taken && is_ours()) {
        tcflush(STDIN_FILENO, TCIFLUSH);
        tcsetattr(STDIN_FILENO, TCSANOW, &usual);
    }
    taken = 0;
}

void keyboard_die(int number)
{
    give_back();
    signal(number, SIG_DFL);
    raise(number); /* as soon as this handler has returned */
}

/* Main reacts, when it next waits for a key. */
static void on_change(int number)
{
    const unsigned char byte = (unsigned char)number;
    int saved = errno;

    if (!typed || write(changes[1], &byte, 1) < 0)
        raise(number); /* as if we had not caught it: SA_RESETHAND */
    errno = saved;
}

/* Once. What was ignored (nohup) stays so, and what others catch, theirs. */
static void catch_next(int number, void (*handler)(int))
{
    struct sigaction now,
        action = {.sa_handler = handler, .sa_flags = (int)SA_RESETHAND};

    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
        sigaction(number, &action, NULL);
}

/* After Ctrl-Z, `fg`, or another size of the window. */
static void react(void)
{
    unsigned char number = 0;

    if (read(changes[0], &number, 1) != 1)
        return;
    if (number == SIGTSTP) {
        keyboard_hide();
        give_back();
        raise(SIGTSTP); /* here we stop, and from here we go on */
        keyboard_show();
    }
    catch_next(number, on_change);
    take_and_draw();
}

void keyboard_take(struct line_reader *line)
{
    const char *screen_type = getenv("TERM");

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !screen_type ||
        strcmp(screen_type, "dumb") == 0 || pipe(changes) < 0)
        return;
    pthread_mutex_lock(&screen);
    typed = line;
    pthread_mutex_unlock(&screen);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        catch_next(deadly[i], keyboard_die);
    catch_next(SIGTSTP, on_change);
    catch_next(SIGCONT, on_change);
#ifdef SIGWINCH /* in POSIX since 2024 only */
    catch_next(SIGWINCH, on_change);
#endif
    take_and_draw();
}

/* Where the screen takes nothing, as after Ctrl-S, somebody may stand in
   write() and have `screen`: then the row stays as it is. */
void keyboard_give_back(void)
{
    if (!typed)
        return;
    bool shows = wait_for(STDOUT_FILENO, POLLOUT, -1, now_ms() + MOMENT) == 0;
    if (shows)
        keyboard_hide();
    give_back();
    typed = NULL;
    if (shows)
        keyboard_show();
    close(changes[0]);
    close(changes[1]);
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
static void finish(struct line_reader *line, bool at_end)
{
    struct shown shown = {0};

    show(&shown, line->buffer, line->length);
    show_end(&shown);
    puts("");
    if (!at_end)
        line->buffer[line->length++] = '\n';
    line->ended = at_end;
    line->taken = line->length;
}

/* Returns true if the line is finished. Ctrl-D is the end of all lines: on an
   empty one, or the second time, as without us. What has no room is dropped;
   the caller finds this line too long to send. */
static bool press(struct line_reader *line, unsigned char key)
{
    static unsigned char last;
    bool again = key == last;

    last = key;
    if (line->taken > 0) /* the one before */
        line->length = line->taken = 0;
    if (in_sequence(key))
        return false;
    if (key == '\n' || (key == CTRL_D && (again || line->length == 0))) {
        finish(line, key == CTRL_D);
        return true;
    }
    if (key == CTRL_U)
        line->length = 0;
    else if (key == DELETE || key == CTRL_H)
        while (line->length > 0 &&
               !begins_character(line->buffer[--line->length]))
            ;
    else if ((key >= ' ' || key == '\t') && line->length < MAX_LINE)
        line->buffer[line->length++] = (char)key;
    return false;
}

/* Waits until there is a key, and a screen to show it on. Returns as
   wait_for(). In the background a read() would stop us, so we look now and then
   whether we are still there: not every `fg` sends SIGCONT. */
static int wait_for_key(const struct line_reader *line)
{
    struct pollfd waiting[] = {{.fd = changes[0], .events = POLLIN},
                               {.fd = line->stop, .events = POLLIN},
                               {.fd = line->fd, .events = POLLIN}};

    for (;;) {
        int ready = poll(waiting, taken ? 3 : 2, taken ? -1 : NOW_AND_THEN);
        if (ready < 0 && errno != EINTR)
            return -1;
        if (ready == 0)
            take_and_draw();
        else if (ready > 0 && waiting[0].revents)
            react();
        else if (ready > 0)
            return wait_for(STDOUT_FILENO, POLLOUT, line->stop, FOREVER);
    }
}

ssize_t keyboard_line(struct line_reader *line)
{
    bool finished = false;
    unsigned char key;

    if (!typed || line->ended)
        return read_line(line);
    while (!finished) {
        ssize_t got = wait_for_key(line) < 0 ? -1 : read(line->fd, &key, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return got;
        keyboard_hide();
        finished = press(line, key);
        keyboard_show();
    }
    return (ssize_t)line->taken;
}
