/*
 * stranger.c - programs that are not the course's own: given as a command, on
 * a port that they are told, and with a first line of their own liking.
 */
#define _POSIX_C_SOURCE 200809L

#include "look.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORDS 32

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

/* Would sh do no more with it than part its words and start them? Then we do
   that ourselves: the process is the program, and no shell. */
static bool is_plain_command(const char *command)
{
    const char *first = command + strspn(command, " \t");
    const char *program = text_of("%.*s", (int)strcspn(first, " \t"), first);

    return !strpbrk(command, "|&;<>()$`\\\"'*?[]#~=%!{}\n") &&
           (strchr(program, '/') || file_of_program(program));
}

static void split_words(const char *command, char *argv[MAX_WORDS])
{
    char *word = strcpy(new_text(strlen(command) + 1), command);
    int count = 0;

    for (word = strtok(word, " \t"); word; word = strtok(NULL, " \t")) {
        check(count < MAX_WORDS - 1, "a shorter command", "%s", command);
        argv[count++] = word;
    }
    argv[count] = NULL;
}

/* sh itself is not tapped, what it starts is. */
static const char for_shell[] =
    "${" TAP_BEHIND_SHELL ":+export LD_PRELOAD=\"$" TAP_BEHIND_SHELL "\"}\n";

struct process *start_stranger(const struct launch *launch, const char *command,
                               const struct mark *marks)
{
    struct launch group = launch ? *launch : (struct launch){0};
    char *argv[MAX_WORDS] = {(char *)"sh", (char *)"-c", NULL, NULL};

    for (; marks->name; marks++)
        command = fill_in(command, marks);
    check(command[strspn(command, " \t\n")], "a command", "none");
    group.own_group = true;
    if (is_plain_command(command)) {
        split_words(command, argv);
    } else {
        group.by_shell = command;
        argv[2] = (char *)text_of("%s%s", for_shell, command);
    }
    return start_command(&group, argv);
}

/* ---- its readiness ---- */

/* The tables of /proc/net, and how a socket stands in each that waits for
   clients: it listens, or has no peer. Those that listen come first, and are
   read alone: all the others are thousands. */
static const struct table {
    const char *name;
    unsigned state;
    bool comes_first;
} tables[] = {{"tcp", 0x0a, true},
              {"tcp6", 0x0a, true},
              {"udp", 0x07, false},
              {"udp6", 0x07, false}};

/* PROC_NET is where else they are, for the tests. */
static FILE *open_table(const struct table *table)
{
    const char *directory = getenv("PROC_NET");

    return fopen(
        text_of("%s/%s", directory ? directory : "/proc/net", table->name),
        "r");
}

/* The next socket that waits for clients: its port, or 0 at the end. */
static int next_waiting(FILE *file, const struct table *table,
                        unsigned long *inode)
{
    char line[512];
    unsigned port, state;

    while (fgets(line, sizeof line, file)) {
        if (sscanf(line,
                   " %*[0-9]: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*s "
                   "%*s %lu",
                   &port, &state, inode) < 2)
            continue;
        if (state == table->state)
            return (int)port;
        if (table->comes_first)
            break;
    }
    return 0;
}

/* Has that process a socket whose name begins so: "socket:["? */
static bool has_descriptor(pid_t pid, const char *wanted)
{
    enum { USUALLY_ENOUGH = 64 };
    char name[64], target[64];

    for (int fd = 0; fd < USUALLY_ENOUGH; fd++) {
        snprintf(name, sizeof name, "/proc/%ld/fd/%d", (long)pid, fd);
        ssize_t length = readlink(name, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        if (strncmp(target, wanted, strlen(wanted)) == 0 &&
            is_for_the_network(pid, fd))
            return true;
    }
    return false;
}

/* Which of the program and what it has started has it; 0: none. */
static pid_t owner_of(const struct process *process, const char *wanted)
{
    static struct family family;

    find_family(process, &family);
    for (size_t i = 0; i < family.count; i++)
        if (has_descriptor(family.pids[i], wanted))
            return family.pids[i];
    return 0;
}

pid_t owner_of_sockets(const struct process *process)
{
    return owner_of(process, "socket:[");
}

/* Is that socket one of the program's? */
static bool has_socket(const struct process *process, unsigned long inode)
{
    char wanted[64];

    snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    return owner_of(process, wanted) != 0;
}

/* The port of a socket that waits for clients: this one (0: any), of this
   program (NULL: any), as one reading of the tables has it. 0: none. */
static int read_tables(int port, const struct process *process, bool *known)
{
    unsigned long inode = 0;
    int found = 0;

    for (size_t i = 0; i < sizeof tables / sizeof *tables && !found; i++) {
        FILE *file = open_table(&tables[i]);
        if (!file)
            continue;
        *known = true;
        do {
            found = next_waiting(file, &tables[i], &inode);
        } while (found && ((port && found != port) ||
                           (process && !has_socket(process, inode))));
        fclose(file);
    }
    return found;
}

/* The kernel hands the tables of UDP out page by page, and counts from the head
   where the next page begins: when anybody's socket has gone meanwhile, another
   is passed over. So what one reading lacks is missing only if the next ones
   lack it, too. */
static int find_waiting(int port, const struct process *process, bool *known)
{
    enum { READINGS = 5 };
    int found = 0;

    for (int i = 0; i < READINGS && !found; i++)
        found = read_tables(port, process, known);
    return found;
}

bool somebody_listens(int port, bool *known)
{
    return find_waiting(port, NULL, known) != 0;
}

int listening_port(const struct process *process)
{
    bool known = false;
    int port = find_waiting(0, process, &known);

    return known ? port : -1;
}

void await_listener(struct process *process, int port)
{
    long long deadline = bound();
    const char *expected =
        text_of("%s to listen on port %d", process_name(process), port);
    bool known = false, stands = false;

    while (!somebody_listens(port, &known)) {
        if (!known) {
            retry_first_connect(port);
            return;
        }
        if (has_ended(process)) {
            name_cause_of_interruption();
            failed(expected, "it ended: %s", ending_of(process));
        }
        if (stands || now_ms() > deadline)
            failed(expected, "it runs, but nobody listens there");
        wait_for(-1, 0, now_ms() + 10);
        stands = stands_still(process) &&
                 !(clock_is_stopped() && pass_to_next_time(60000));
    }
    process->port = port;
    need_sight_of(process);
    did("%s listens on port %d", process_name(process), port);
}
