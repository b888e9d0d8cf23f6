/*
 * note.h - the server's log, on standard error, which never makes it wait.
 */
#ifndef NOTE_H
#define NOTE_H

#include <stddef.h>

/* Writes one line, as printf(3). If it cannot be written at once (nobody reads
   our standard error, a terminal is held with Ctrl-S), it is lost, and the
   next one that can be says how many were. */
void note(const char *format, ...);

/* The same for a line that a member said: its bytes are made safe to look at
   if standard error is a terminal. */
void note_line(const char *peer, const char *line, size_t length);

#endif
