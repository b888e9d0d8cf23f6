/*
 * cause.c - what most likely is the matter, by what was observed.
 *
 * A check names the cause of what it is about. But where a program has not even
 * started, has ended, or was never reached, that says nothing: here the report
 * gets what was seen instead, in the field's words.
 */
#define _POSIX_C_SOURCE 200809L

#include "process.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

/* Ends of a program's own making. */
static const struct death {
    int number;
    const char *cause;
} deaths[] = {
    {SIGPIPE, TOLD("writing to a connection that was reset raises SIGPIPE, "
                   "which kills a program that does not ignore it")},
    {SIGSEGV, TOLD("it used memory that is not its own: built with CFLAGS='-g "
                   "-fsanitize=address' it says where")},
    {SIGBUS, TOLD("it used memory that is not its own: built with CFLAGS='-g "
                  "-fsanitize=address' it says where")},
    {SIGABRT, TOLD("the library found its memory damaged: built with "
                   "CFLAGS='-g -fsanitize=address' it says where")},
};

/* What a call that failed mostly means, where a program has ended of it. The
   first that fits what it said on stderr is taken. */
static const struct meaning {
    const char *call; /* "": any */
    int error;
    const char *cause;
} meanings[] = {
    {"accept", EINVAL,
     TOLD("accept() takes clients from a socket that listens: listen() must "
          "come before it")},
    {"accept", EBADF,
     TOLD("accept() was given a closed descriptor: after each client the "
          "connection must be closed, not the listener")},
    {"accept", EMFILE,
     TOLD("close() is missing where a connection ends, perhaps only where it "
          "is reset: a descriptor is lost with each client, until there are "
          "none left")},
    {"accept", EINTR,
     TOLD("a signal that arrives during accept() is not a failure: call it "
          "again")},
    {"accept", ECONNABORTED,
     TOLD("a client that left before its turn is not a failure: call accept() "
          "again")},
    {"bind", EADDRINUSE,
     TOLD("nobody listens on that port, but it was used a moment ago, or is "
          "kept: SO_REUSEADDR must be set before bind()")},
    {"bind", EINVAL,
     TOLD("bind() must be given an address of the socket's family, and the "
          "size of that address: the size of a pointer to it is another")},
    {"connect", EINVAL,
     TOLD("connect() must be given an address of the socket's family, and the "
          "size of that address: the size of a pointer to it is another")},
    {"connect", ECONNREFUSED,
     TOLD("nobody listens where it tried to connect: sin_port is htons(port), "
          "and sin_addr what inet_pton() makes of HOST")},
    {"getpeername", ENOTCONN,
     TOLD("a client that has left has no address any more, but accept() has "
          "filled it in: an error of one client's connection ends that "
          "connection, not the server")},
    {"", EAFNOSUPPORT,
     TOLD("sin_family must be the family that socket() was called with: "
          "AF_INET for an IPv4 address")},
    {"", EADDRNOTAVAIL,
     TOLD("that is not an address of this machine: sin_addr is in network "
          "byte order, as inet_pton() stores it")},
    {"", ENOTSOCK,
     TOLD("that number is not a socket: in `fd = socket(...) < 0` the "
          "comparison is made first, so the assignment needs parentheses")},
    {"", EBADF,
     TOLD("a descriptor is used after close(): shutdown() ends one half, and "
          "keeps the descriptor")},
    {"", ENOTCONN,
     TOLD("bytes go through the descriptor that accept() returned, not "
          "through the listener")},
    {"", EDESTADDRREQ,
     TOLD(
         "a UDP socket that is not connected must be told for whom: sendto()")},
    {"", ECONNRESET,
     TOLD("an error of one client's connection ends that connection, not the "
          "server: it must go back to accept()")},
    {"", EPIPE,
     TOLD("an error of one client's connection ends that connection, not the "
          "server: it must go back to accept()")},
};

/* Copies the line that ends at END, long ones cut; returns where it begins. */
static const char *line_before(const char *end, const char *said,
                               char line[256])
{
    const char *begin = end -= end[-1] == '\n';

    while (begin > said && begin[-1] != '\n')
        begin--;
    snprintf(line, 256, "%.*s", (int)(end - begin), begin);
    return begin;
}

static const char *meaning_of(const char *line)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strstr(line, strerror(meanings[i].error)) &&
            strstr(line, meanings[i].call))
            return in_words(meanings[i].cause);
    return NULL;
}

/* What a program said last on stderr; what other threads log of their clients
   may come between that and the end. */
static const char *meaning_of_last_words(const struct process *process)
{
    const char *said = process->output[ERR].bytes;
    const char *end = said ? said + strlen(said) : NULL;
    const char *meaning = NULL;
    char line[256] = " joined";

    while (!meaning && end > said &&
           (strstr(line, " joined") || strstr(line, " left"))) {
        end = line_before(end, said, line);
        meaning = meaning_of(line);
    }
    return meaning;
}

/* Whoever has served somebody and then says what failed: that is the cause, and
   not what the check is about. (Where a check makes calls fail, it knows better
   what the server should have made of that.) */
static void name_cause_of_end(const struct process *process)
{
    const char *meaning = meaning_of_last_words(process);

    if (meaning && process->visits > 0 && !process->made_to_fail)
        forget_causes();
    if (meaning)
        usually("%s", meaning);
    else if (process->visits > 0)
        usually("a server takes one client after the other: accept() stands in "
                "a loop that only a signal, or an error of the listener, ends");
}

static void name_cause_of_death(const struct process *process)
{
    for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++)
        if (deaths[i].number == WTERMSIG(process->status) &&
            !(process->sent & 1ul << deaths[i].number))
            likely("%s", in_words(deaths[i].cause));
}

/* Whoever has said that a descriptor is closed has nothing else to say: it
   waits, or goes on, only after that. (Not so of a standard output, which may
   be closed from the beginning, and of sockets that are still to connect.) */
void name_cause_of_closed(void)
{
    const struct process *process;

    for (int i = 0; (process = process_numbered(i)); i++) {
        const char *said = process->output[ERR].bytes;
        const char *place = said ? strstr(said, strerror(EBADF)) : NULL;
        char line[256];
        if (!place)
            continue;
        line_before(place + strlen(strerror(EBADF)), said, line);
        const char *meaning = meaning_of(line);
        if (meaning && !strstr(line, "output") && !strstr(line, "connect "))
            likely("%s", meaning);
    }
}

/* A server was asked to end, and has failed just before: if it said why, then
   that is the cause, and not what the check is about. */
void name_cause_of_failure(const struct process *server)
{
    const char *meaning = meaning_of_last_words(server);

    if (server->visits == 0 || server->made_to_fail || !meaning ||
        !WIFEXITED(server->status) || WEXITSTATUS(server->status) == 0)
        return;
    forget_causes();
    usually("%s", meaning);
}

/* Nobody has asked a server to end. (Where a check makes calls fail, it knows
   better what the server should have made of that.) */
void name_cause_of_deaths(void)
{
    const struct process *process;

    for (int i = 0; (process = process_numbered(i)); i++) {
        if (!process->ended)
            continue;
        if (WIFSIGNALED(process->status))
            name_cause_of_death(process);
        else if (WEXITSTATUS(process->status) != 0 && process->visits > 0 &&
                 !process->ending_told && !process->made_to_fail) {
            forget_causes();
            name_cause_of_end(process);
        }
    }
}

_Noreturn void fail_without_first_line(struct process *server)
{
    if (!cause_is_of(server->begun))
        forget_causes();
    if (has_ended(server)) {
        name_cause_of_end(server);
        failed("`listening on ADDRESS:PORT`", "%s ended: %s", server->name,
               ending_of(server));
    }
    if (listening_port(server) != 0)
        usually("its first line must be `listening on ADDRESS:PORT`, and reach "
                "a pipe at once: stdout line-buffered, or flushed");
    failed("`listening on ADDRESS:PORT`", "nothing more from %s", server->name);
}

int with_bytes_swapped(int port)
{
    return (port & 0xff) << 8 | port >> 8;
}

/* It is one port, and should be another. */
void name_cause_of_port(int port, int wanted)
{
    if (port == with_bytes_swapped(wanted))
        usually("in sin_port the high byte comes first (network byte order): "
                "htons() on the way in, ntohs() on the way out");
    else if (wanted == 0)
        usually("the kernel has chosen a port: getsockname() says which");
    else
        usually("bind() was given port 0, and the kernel chose one: sin_port "
                "was left out, or is htonl(port), which leaves 0 in the two "
                "bytes of sin_port: write htons(port)");
}

const char *port_in_words(int port, int wanted)
{
    return port == with_bytes_swapped(wanted)
               ? text_of("port %d: that is %d with its two bytes swapped", port,
                         wanted)
               : text_of("port %d", port);
}

_Noreturn void fail_to_find(struct process *server, int wanted,
                            const char *expected)
{
    let_programs_settle();
    if (has_ended(server)) {
        name_cause_of_end(server);
        failed(expected, "nobody listens there: %s ended: %s", server->name,
               ending_of(server));
    }
    int port = listening_port(server);
    if (port > 0) {
        name_cause_of_port(port, wanted);
        failed(expected, "nobody listens there: %s listens on %s", server->name,
               port_in_words(port, wanted));
    }
    if (port == 0)
        usually(server->visits > 0
                    ? "after each client the connection must be closed, not "
                      "the listener"
                    : "accept() takes clients from a socket that listens: "
                      "listen() must come before it");
    failed(expected, "nobody listens there, though %s still runs",
           server->name);
}

_Noreturn void fail_to_connect(int port, int error)
{
    const char *expected = text_of("a connection to port %d", port);
    struct process *server = process_on(port);

    let_programs_settle();
    if (!cause_is_of(story_length()))
        forget_causes();
    if (server && (has_ended(server) || listening_port(server) != port))
        fail_to_find(server, port, expected);
    failed(expected, "%s", strerror(error));
}

/* Of a client: the program that was started last. */
_Noreturn void fail_to_be_connected(const char *expected)
{
    struct process *client = NULL, *next;

    for (int i = 0; (next = process_numbered(i)); i++)
        client = next;
    let_programs_settle();
    if (client && !cause_is_of(client->begun) && !cause_is_of(story_length()))
        forget_causes();
    if (client && has_ended(client)) {
        name_cause_of_end(client);
        failed(expected, "nobody came: %s ended: %s", client->name,
               ending_of(client));
    }
    failed(expected, "nobody came in time");
}

/* Has any program said on stderr why a call failed? */
static bool somebody_said(int error)
{
    const struct process *process;

    let_programs_settle();
    for (int i = 0; (process = process_numbered(i)); i++)
        if (process->output[ERR].length > 0 &&
            strstr(process->output[ERR].bytes, strerror(error)))
            return true;
    return false;
}

void name_cause_of_lengths(void)
{
    if (somebody_said(EFAULT))
        likely("a call was told of more bytes than there are: sizeof of a "
               "pointer is the size of the pointer, and a length that falls "
               "below 0 becomes enormous");
}

bool name_cause_of_interruption(void)
{
    bool said = somebody_said(EINTR);

    if (said)
        likely("a signal that arrives during a call is not a failure: after "
               "EINTR it is called again");
    return said;
}

/* A server that stops may shut down what it still sends to. */
static bool somebody_was_told_to_stop(void)
{
    const struct process *process;

    for (int i = 0; (process = process_numbered(i)); i++)
        if (process->sent & (1ul << SIGTERM | 1ul << SIGINT))
            return true;
    return false;
}

/* A server may have said something about a client that has left. */
static bool somebody_may_have_left(void)
{
    const struct process *process;

    for (int i = 0; (process = process_numbered(i)); i++)
        if (process->visits > 1)
            return true;
    return false;
}

void name_cause_of_early_end(size_t came, size_t wanted)
{
    if (came == sizeof(char *) && wanted > came)
        likely("sizeof of a pointer is the size of the pointer, however long "
               "the text is to which it points: strlen() counts that");
    else if (came > 0 && came + 1 == wanted)
        likely("a length is one too small: the last byte is missing");
    else if (!name_cause_of_interruption() && came == 0 &&
             !somebody_was_told_to_stop() && !somebody_may_have_left() &&
             (somebody_said(EPIPE) || somebody_said(ENOTCONN)))
        likely("bytes go through the descriptor that accept() returned, not "
               "through the listener");
}

void name_cause_of_no_end(void)
{
    if (strcmp(where_it_stands(), "accept") == 0)
        likely("close() is missing where a connection ends: the server waits "
               "for the next client already");
}

void name_cause_of_reset(int port)
{
    const struct process *server = process_on(port);
    bool has_gone;

    let_programs_settle();
    has_gone = server && has_ended(server);
    if ((!has_gone && name_cause_of_interruption()) || cause_is_named())
        return; /* the check knows better */
    if (has_gone)
        name_cause_of_end(server);
    else
        usually("to close a socket of which something is unread resets the "
                "connection: read to the end of the stream first");
}

void name_cause_of_more(char byte)
{
    if (byte == '\0')
        likely("the 0 that ends a text in C is not part of it: strlen() does "
               "not count it, but sizeof does");
}

/* A send loop that counts on, but goes on sending from where it began. */
void name_cause_of_repetition(const char *got, const char *wanted,
                              size_t length)
{
    size_t from = 0, same;

    while (from < length && got[from] == wanted[from])
        from++;
    for (same = from; same < length && from > 0 && got[same] == got[from - 1];)
        same++;
    if (same == length && same > from + 1 && got[from - 1] != '\0')
        likely("the same byte comes again and again: in a loop of send() the "
               "rest begins behind what was taken, so move the pointer on, "
               "too");
}
