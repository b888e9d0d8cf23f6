/*
 * stranger.c - programs that are not the course's own: given as a command, on
 * a port that they are told, and with a first line of their own liking.
 */
#define _POSIX_C_SOURCE 200809L

#include "harness.h"
#include "internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_WORDS 32

int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) < 0)
        failed("a free port", "%s", strerror(errno));
    close(fd);
    return ntohs(address.sin_port);
}

/* ---- its command ---- */

/* The text with the value in place of each {name}. */
static const char *fill_in(const char *text, const struct mark *mark)
{
    const char *name = text_of("{%s}", mark->name);
    const char *place = text;
    size_t at;

    while ((place = strstr(place, name))) {
        at = (size_t)(place - text) + strlen(mark->value);
        text = text_of("%.*s%s%s", (int)(place - text), text, mark->value,
                       place + strlen(name));
        place = text + at;
    }
    return text;
}

/* Parts the command at its blanks; a word with blanks stands in quotes, of
   either kind. */
static void split_words(const char *command, char *argv[MAX_WORDS])
{
    char *next = strcpy(new_text(strlen(command) + 1), command);
    int count = 0;

    while (*(next += strspn(next, " \t\n"))) {
        char end = *next == '"' || *next == '\'' ? *next++ : '\0';
        char *word = next;
        check(count < MAX_WORDS - 1, "a shorter command", "%s", command);
        next +=
            end ? strcspn(next, (char[]){end, '\0'}) : strcspn(next, " \t\n");
        check(!end || *next, "a command whose quotes are closed", "%s",
              command);
        if (*next)
            *next++ = '\0';
        argv[count++] = word;
    }
    argv[count] = NULL;
    check(count > 0, "a command", "none");
}

struct process *start_stranger(const struct launch *launch, const char *command,
                               const struct mark *marks)
{
    struct launch group = launch ? *launch : (struct launch){0};
    char *argv[MAX_WORDS];

    for (; marks->name; marks++)
        command = fill_in(command, marks);
    split_words(command, argv);
    group.own_group = true;
    return start_command(&group, argv);
}

/* ---- its readiness ---- */

enum { LISTENS = 0x0a, UNCONNECTED = 0x07 }; /* states in the tables */

/* A table of /proc/net; PROC_NET is where else it is, for the tests. */
static FILE *open_table(const char *name)
{
    const char *directory = getenv("PROC_NET");

    return fopen(text_of("%s/%s", directory ? directory : "/proc/net", name),
                 "r");
}

/* Has the table a socket on that port in that state? *known: there is one. */
static bool is_in_table(const char *name, int port, unsigned state, bool *known)
{
    char line[512];
    unsigned its_port, its_state;
    bool found = false;
    FILE *table = open_table(name);

    if (!table)
        return false;
    *known = true;
    while (!found && fgets(line, sizeof line, table))
        found = sscanf(line, " %*[0-9]: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x",
                       &its_port, &its_state) == 2 &&
                (int)its_port == port && its_state == state;
    fclose(table);
    return found;
}

bool somebody_listens(int port, bool *known)
{
    return is_in_table("tcp", port, LISTENS, known) ||
           is_in_table("tcp6", port, LISTENS, known) ||
           is_in_table("udp", port, UNCONNECTED, known) ||
           is_in_table("udp6", port, UNCONNECTED, known);
}

void await_listener(struct process *process, int port)
{
    long long deadline = bound();
    const char *expected =
        text_of("%s to listen on port %d", process_name(process), port);
    bool known = false;

    while (!somebody_listens(port, &known)) {
        if (!known) {
            retry_first_connect(port);
            return;
        }
        if (has_ended(process))
            failed(expected, "it ended: %s", ending_of(process));
        if (now_ms() > deadline)
            failed(expected, "it runs, but nobody listens there");
        wait_for(-1, 0, now_ms() + 10);
    }
    did("%s listens on port %d", process_name(process), port);
}
