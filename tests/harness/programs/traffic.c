/*
 * traffic.c - is anything under way to a program, or from it? Linux lends us
 * its sockets for a look (pidfd_getfd(2)). It changes nothing but when TCP
 * acknowledges what was read, and no program hears of that.
 */
#define _GNU_SOURCE
#include "look.h"

#ifdef __linux__

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open (-1L)
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd (-1L)
#endif

static int open_process(pid_t pid)
{
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* Its descriptor, as one of ours. */
static int lent_by(int process, int fd)
{
    return (int)syscall(SYS_pidfd_getfd, process, fd, 0);
}

int borrow(pid_t pid, int fd)
{
    int process = open_process(pid);
    int ours = process < 0 ? -1 : lent_by(process, fd);

    if (process >= 0)
        close(process);
    return ours;
}

bool is_for_the_network(pid_t pid, int fd)
{
    int domain = AF_UNSPEC, ours = borrow(pid, fd);
    socklen_t size = sizeof domain;

    if (ours < 0)
        return errno != EBADF && errno != ESRCH; /* these say: it is gone */
    getsockopt(ours, SOL_SOCKET, SO_DOMAIN, &domain, &size);
    close(ours);
    return domain == AF_INET || domain == AF_INET6;
}

/* ---- the sockets of TCP that we and the programs have -------------------- */

struct held {
    int fd; /* of ours: it is lent */
    struct tcp_info info;
    struct sockaddr_storage own, other;
};

static struct held *held;
static size_t held_count, addressed; /* of so many the addresses are known */

/* Where it is connected to, or would be: while it asks, getpeername() does not
   know yet, and the other way wants the size of the family. */
static void ask_where_to(struct held *socket)
{
    socklen_t size = sizeof socket->other;
    socklen_t v6 = sizeof(struct sockaddr_in6), v4 = sizeof(struct sockaddr_in);

    if (getpeername(socket->fd, (struct sockaddr *)&socket->other, &size) < 0 &&
        getsockopt(socket->fd, SOL_SOCKET, SO_PEERNAME, &socket->other, &v6) <
            0)
        getsockopt(socket->fd, SOL_SOCKET, SO_PEERNAME, &socket->other, &v4);
}

/* Who has read all that came says so to the other end a moment later, up to 40
   ms; but who is told to be quick does so at once, and the next look finds
   nothing under way. */
static void make_it_acknowledge(int fd)
{
    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &(int){1}, sizeof(int));
}

/* Takes a lent descriptor over, if it is one of TCP. */
static void hold(int fd)
{
    struct held next = {.fd = fd};
    socklen_t size = sizeof next.info;

    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &next.info, &size) < 0) {
        close(fd);
        return;
    }
    make_it_acknowledge(fd);
    held = realloc(held, (held_count + 1) * sizeof *held);
    if (!held)
        abort();
    held[held_count++] = next;
}

/* False: its sockets cannot be had. */
static bool hold_sockets_of(pid_t pid)
{
    char list[64];
    snprintf(list, sizeof list, "/proc/%ld/fd", (long)pid);
    DIR *directory = opendir(list);
    int process = open_process(pid);
    struct dirent *entry;
    bool all = directory && process >= 0;

    while (all && (entry = readdir(directory))) {
        if (entry->d_name[0] == '.')
            continue;
        int fd = lent_by(process, atoi(entry->d_name));
        all = fd >= 0;
        if (all)
            hold(fd);
    }
    if (directory)
        closedir(directory);
    if (process >= 0)
        close(process);
    return all;
}

/* Only few looks want them. */
static void ask_for_addresses(void)
{
    for (; addressed < held_count; addressed++) {
        struct held *socket = &held[addressed];
        socklen_t size = sizeof socket->own;
        getsockname(socket->fd, (struct sockaddr *)&socket->own, &size);
        ask_where_to(socket);
    }
}

static void give_back(void)
{
    addressed = 0;
    while (held_count > 0)
        close(held[--held_count].fd);
}

/* (One end may call the other by an IPv6 address, ::ffff:127.0.0.1.) */
static int port_of(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET6
               ? ((const struct sockaddr_in6 *)address)->sin6_port
               : ((const struct sockaddr_in *)address)->sin_port;
}

/* Does it ask where the queue is full? The system drops what is asked, each
   time anew. Of a listener these two count who waits, and for how many is room.
 */
static bool asks_in_vain(const struct held *asking)
{
    ask_for_addresses();
    for (size_t i = 0; i < held_count; i++)
        if (held[i].info.tcpi_state == TCP_LISTEN &&
            held[i].info.tcpi_unacked > held[i].info.tcpi_sacked &&
            memcmp(&held[i].own, &asking->other, sizeof held[i].own) == 0)
            return true;
    return false;
}

/* How much of what has come to its other end was not read yet; -1: that end is
   somebody else's. */
static int unread_beyond(const struct held *socket)
{
    int unread;

    ask_for_addresses();
    for (size_t i = 0; i < held_count; i++)
        if (port_of(&held[i].own) == port_of(&socket->other) &&
            port_of(&held[i].other) == port_of(&socket->own) &&
            ioctl(held[i].fd, FIONREAD, &unread) == 0)
            return unread;
    return -1;
}

/* Has it bytes that it could not send for want of room, and there is room again
   because all before them was read? The system finds out sooner or later. */
static bool could_send(const struct held *socket)
{
    int unsent = 0;

    return ioctl(socket->fd, TIOCOUTQ, &unsent) == 0 && unsent > 0 &&
           unread_beyond(socket) == 0;
}

/* Does it send again what was dropped for want of room, which there will not be
   before somebody reads? It does so less and less often, without an end. */
static bool sends_in_vain(const struct held *socket)
{
    return (socket->info.tcpi_lost > 0 || socket->info.tcpi_backoff > 0) &&
           unread_beyond(socket) > 0;
}

static bool is_under_way(const struct held *socket)
{
    if (socket->info.tcpi_state == TCP_LISTEN)
        return false; /* (its counters mean something else) */
    if (socket->info.tcpi_state == TCP_SYN_SENT)
        return !asks_in_vain(socket);
    return socket->info.tcpi_state == TCP_SYN_RECV ||
           (socket->info.tcpi_unacked > 0 && !sends_in_vain(socket)) ||
           could_send(socket);
}

/* A terminal hands on what is typed a moment later; but whoever asks it whether
   anything is there makes it do so at once. Ours is asked by wait_for(). */
static void make_terminal_deliver(int master)
{
    const char *name = master >= 0 && isatty(master) ? ptsname(master) : NULL;
    struct pollfd typed = {.fd = name ? open(name, O_RDWR | O_NOCTTY) : -1,
                           .events = POLLIN};

    if (typed.fd < 0)
        return;
    poll(&typed, 1, 0);
    close(typed.fd);
}

bool nothing_under_way(void)
{
    static struct family family;
    struct process *process;
    bool known = find_family(NULL, &family) && hold_sockets_of(getpid());
    bool still = true;

    for (int i = 0; (process = process_numbered(i)); i++)
        if (!process->ended)
            make_terminal_deliver(process->output[OUT].fd);
    for (size_t i = 0; known && i < family.count; i++)
        known = hold_sockets_of(family.pids[i]);
    for (size_t i = 0; known && still && i < held_count; i++)
        still = !is_under_way(&held[i]);
    give_back();
    return known && still;
}

/* What programs that have ended left to the kernel is sent by sockets of
   nobody: they have no inode. */
static bool sockets_of_nobody_send(const char *table)
{
    char line[512];
    unsigned unsent;
    unsigned long inode;
    bool found = false;
    FILE *file = fopen(table, "r");

    while (file && !found && fgets(line, sizeof line, file))
        found = sscanf(line, " %*[0-9]: %*s %*s %*x %x:%*x %*s %*s %*s %*s %lu",
                       &unsent, &inode) == 2 &&
                inode == 0 && unsent > 0;
    if (file)
        fclose(file);
    return found;
}

bool nobody_left_anything(void)
{
    return !sockets_of_nobody_send("/proc/net/tcp") &&
           !sockets_of_nobody_send("/proc/net/tcp6");
}

/* ---- what is delivered a moment later ------------------------------------ */

/* A datagram that we send to ourselves, and wait for. */
static bool echo_to_self(void)
{
    static int self = -1;
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    char byte = 0;

    if (self < 0) {
        self = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (bind(self, (struct sockaddr *)&address, size) < 0 ||
            getsockname(self, (struct sockaddr *)&address, &size) < 0 ||
            connect(self, (struct sockaddr *)&address, size) < 0)
            return false;
    }
    struct pollfd comes = {.fd = self, .events = POLLIN};
    return send(self, &byte, 1, 0) == 1 && poll(&comes, 1, 1000) == 1 &&
           recv(self, &byte, 1, 0) == 1;
}

/* Each processor delivers what was sent over loopback in the order in which it
   was sent: when a datagram of ours has come through each, all earlier ones
   have. */
bool loopback_has_delivered(void)
{
    cpu_set_t usual, one;
    bool came = sched_getaffinity(0, sizeof usual, &usual) == 0;

    for (size_t cpu = 0; came && cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &usual))
            continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        came = sched_setaffinity(0, sizeof one, &one) == 0 && echo_to_self();
    }
    sched_setaffinity(0, sizeof usual, &usual);
    return came;
}

#else

bool is_for_the_network(pid_t pid, int fd)
{
    (void)pid;
    (void)fd;
    return true;
}

bool loopback_has_delivered(void)
{
    return false;
}

#endif
