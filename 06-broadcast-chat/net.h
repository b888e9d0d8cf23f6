/*
 * net.h - sockets that know addresses, deadlines and lines.
 *
 * create_server() and create_connection() are Python's, in C: any host name,
 * IPv4 or IPv6. 06 and 07 use the same files (tests/copies.txt).
 */
#ifndef NET_H
#define NET_H

#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/types.h>

#define MAX_LINE 4095     /* bytes, the newline not counted */
#define FOREVER LLONG_MAX /* a deadline that never comes */
#define HOST_TEXT (INET6_ADDRSTRLEN + IF_NAMESIZE) /* fe80::1%eth0 */
#define ADDRESS_TEXT (HOST_TEXT + sizeof "[]:65535")

/* The name that complaints begin with: each program defines its own. */
extern const char program[];

/* Says which call failed, on what, and why. Call it before errno changes. */
void complain(const char *call, const char *what);

/* Returns 0, or -1 after a complaint if not all of our output was written. */
int check_output(void);

/* What strerror() says. That is for one thread alone; this is for all. */
const char *error_text(int error);

/* Milliseconds on the monotonic clock: what deadlines are made of. */
long long now_ms(void);

/* Waits until `fd` is ready for `events`. Returns 0, or -1 with errno set:
   ETIMEDOUT at the deadline, ECANCELED if `stop` (-1: none) can be read. */
int wait_for(int fd, short events, int stop, long long deadline);

/* Returns 0, or -1 with errno set. */
int set_blocking(int fd, bool blocking);

/* Returns a socket that listens on the address (a name or a number) and does
   not block, or -1 after a complaint. Writes to `where` (ADDRESS_TEXT bytes)
   the address that it got, with the kernel's choice where the port was 0. */
int create_server(const char *host, const char *port, char *where);

/* Takes the next connection, which blocks, out of a server's queue; `peer`
   (ADDRESS_TEXT bytes) says whose it is. Returns -1 with errno set: EAGAIN if
   nobody waits, or those who did have gone again. */
int accept_connection(int listener, char *peer);

/* Ends the streams of those who are still in the queue: closed with the
   listener, they would be reset. More may keep coming, so it takes its time and
   no more. */
void dismiss_waiting(int listener);

/* Returns a connected socket, which does not block, or -1 after a complaint.
   All of the host's addresses together get `patience` milliseconds. Writes to
   `where` (ADDRESS_TEXT bytes) the one that answered. */
int create_connection(const char *host, const char *port, int patience,
                      char *where);

/* Sends all `length` bytes by the deadline, whether the socket blocks or not
   (one that does knows no deadline). Returns 0, or -1 with errno set. */
int write_all(int connection, const char *bytes, size_t length,
              long long deadline);

/* Takes lines out of any stream, the keyboard's or the connection's. */
struct line_reader {
    int fd;
    int stop;           /* ends the wait when it can be read; -1: none */
    long long deadline; /* of the line that is read next */
    size_t length;      /* bytes in buffer */
    size_t taken;       /* of them, those of the line handed out last */
    bool ended;         /* a terminal says so only once for each Ctrl-D */
    char buffer[MAX_LINE + 1];
};

enum { LINE_ERROR = -1, LINE_TOO_LONG = -2 };

/* Returns the length of the next line with its newline, which the last line
   may lack, 0 at the end of the stream, LINE_ERROR with errno set (also as
   wait_for() does), or LINE_TOO_LONG: the line does not fit, skip_line() goes
   past it. The line is at the beginning of reader->buffer, until the next
   call. */
ssize_t read_line(struct line_reader *reader);

/* Throws away the rest of a line that was too long. Returns 0, or -1 with
   errno set. */
int skip_line(struct line_reader *reader);

#endif
