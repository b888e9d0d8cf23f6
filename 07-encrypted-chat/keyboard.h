/*
 * keyboard.h - the line that is being typed stays below what arrives.
 *
 * Where input and output are not a terminal, nothing here does anything, and
 * keyboard_line() is read_line(). The same file in 07 (tests/copies.txt).
 */
#ifndef KEYBOARD_H
#define KEYBOARD_H

#include "net.h"

/* Takes over the terminal, and gives it back as it was. */
void keyboard_take(struct line_reader *line);
void keyboard_give_back(void);

/* As read_line(). What is typed so far stays where it is if `line->stop` ends
   the wait, and the next call goes on with it. */
ssize_t keyboard_line(struct line_reader *line);

/* Is a line begun, and not yet finished? */
bool keyboard_is_typing(void);

/* Whatever is shown meanwhile is shown between these two, in whole lines, on
   whichever stream and by whichever thread. */
void keyboard_hide(void);
void keyboard_show(void);

/* A signal handler: gives the terminal back and dies of the signal. */
void keyboard_die(int number);

#endif
