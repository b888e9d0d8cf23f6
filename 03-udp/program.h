/*
 * program.h - how a program is called, how it complains, and how it writes an
 * address: what each of them needs, and what is not its subject. The same file
 * in 01 to 04 (tests/copies.txt).
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "args.h"

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>

#define HOST_TEXT (INET6_ADDRSTRLEN + IF_NAMESIZE) /* fe80::1%eth0 */
#define ADDRESS_TEXT (HOST_TEXT + sizeof "[]:65535")

/* The name that we were called by, and what may follow it. */
static const char *program, *synopsis;

/* Says which call failed, on what, and why. Call it before errno changes.
   Returns -1, so that a function can end with it. */
static inline int complain(const char *call, const char *what)
{
    fprintf(stderr, "%s: %s %s: %s\n", program, call, what, strerror(errno));
    return -1;
}

/* Returns 0, or -1 after a complaint if not all of our output was written. */
static inline int check_output(void)
{
    if (!ferror(stdout))
        return 0;
    errno = EIO;  /* by now it may be that of another call: */
    printf("\n"); /* this fails again and sets it, or the cause has passed */
    return complain("write to", "standard output");
}

static inline _Noreturn void show_usage(FILE *out, int status)
{
    fprintf(out, "usage: ./%s %s", program, synopsis);
    exit(check_output() < 0 ? 1 : status);
}

/* What each program does first. It has `most` arguments at most: argc of them
   if there are options, since only getopt() knows which are options. */
static inline void begin(int argc, char **argv, int most, const char *usage)
{
    const char *slash = strrchr(argv[0], '/');

    program = slash ? slash + 1 : argv[0];
    synopsis = usage;
    /* LIMITATION(06): while nobody reads what we print, printf() waits */
    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        show_usage(stdout, 0);
    if (argc - 1 > most)
        show_usage(stderr, 2);
}

/* Ends a program that was called wrongly: what is wrong with which argument? */
static inline _Noreturn void refuse(const char *argument, const char *why)
{
    fprintf(stderr, "%s: '%s' %s\n", program, argument, why);
    show_usage(stderr, 2);
}

/* Returns the port, in host byte order, or refuses the text. */
static inline in_port_t read_port(const char *text, int lowest)
{
    int port = parse_port(text, lowest);

    if (port < 0)
        refuse(text, "is not a valid port");
    return (in_port_t)port;
}

/* Writes "127.0.0.1:12345" or "[::1]:12345" into text (ADDRESS_TEXT bytes),
   which it returns: what inet_pton() and htons() have done, undone. */
static inline const char *address_text(const struct sockaddr *address,
                                       socklen_t size, char *text)
{
    char host[HOST_TEXT], port[sizeof "65535"];

    if (getnameinfo(address, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        snprintf(text, ADDRESS_TEXT, "an unknown address");
    else if (address->sa_family == AF_INET6)
        snprintf(text, ADDRESS_TEXT, "[%s]:%s", host, port);
    else
        snprintf(text, ADDRESS_TEXT, "%s:%s", host, port);
    return text;
}

/* Has connect() called ourselves? It can, if the port is on this machine and
   nobody has it: the kernel gives us that very port, and what we send comes
   back. Says so, and sets errno to what it should have been. */
static inline bool is_itself(int fd)
{
    struct sockaddr_storage here, there;
    socklen_t size = sizeof here, other = sizeof there;
    char ours[ADDRESS_TEXT], theirs[ADDRESS_TEXT];

    if (getsockname(fd, (struct sockaddr *)&here, &size) < 0 ||
        getpeername(fd, (struct sockaddr *)&there, &other) < 0 ||
        strcmp(address_text((struct sockaddr *)&here, size, ours),
               address_text((struct sockaddr *)&there, other, theirs)) != 0)
        return false;
    fprintf(stderr, "%s: %s is our own socket: nobody listens there\n", program,
            ours);
    errno = ECONNREFUSED;
    return true;
}

#endif
