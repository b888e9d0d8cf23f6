/*
 * args.h - what a program is started with: numbers, and open streams.
 *
 * The same file in every step (tests/copies.txt).
 */
#ifndef ARGS_H
#define ARGS_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads a port number: digits only, from `lowest` (0 where the kernel may
   choose, 1 where somebody is to be reached) to 65535. Returns it in host byte
   order, or -1 if the text is anything else. Nobody after us checks the range:
   70000 would silently wrap round to 4464. */
static inline int parse_port(const char *text, int lowest)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 5 || text[digits] != '\0')
        return -1;
    int port = atoi(text);
    return port >= lowest && port <= 65535 ? port : -1;
}

/* A new descriptor gets the lowest free number. If we were started without a
   standard output (`./client >&-`), that number would be the connection's, and
   what we print would be sent to the server. So /dev/null takes such places
   first, the wrong way round: to read or write there fails, as it should. */
static inline void reserve_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return; /* there is none: no program can help that */
}

#endif
