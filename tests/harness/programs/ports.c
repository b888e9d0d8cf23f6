/*
 * ports.c - ports that are told to programs, and whether they use them.
 *
 * With port 0 the kernel chooses, and a missing htons() cannot be seen. So one
 * check a program tells it a port of ours, and looks where it goes.
 */
#define _POSIX_C_SOURCE 200809L

#include "process.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_PORT = 10000, USUAL_END = 32768 };

/* From there on, the system gives ports to whoever asks for any. */
static int end_of_ports(void)
{
    FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "r");
    int end = 0;

    if (file && fscanf(file, "%d", &end) != 1)
        end = 0;
    if (file)
        fclose(file);
    return end > FIRST_PORT + 1000 ? end : USUAL_END;
}

/* A socket of that kind on that port of 127.0.0.1; -1: somebody has it. */
static int socket_on(int kind, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)port)};
    int fd = socket(AF_INET, kind, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return adopt(fd, "a socket");
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Offers the ports of the lower half one after the other until one is taken.
   With its bytes swapped, each is one that is never offered. A server that is
   told its port may come to it late: a socket on the twin of the port, in the
   upper half, is the sign for our other tests, and stays to the end of the
   attempt. */
static int offer_ports(bool (*take)(int port))
{
    int end = end_of_ports(), half = (end - FIRST_PORT) / 2;

    for (long i = 0; i < half; i++) {
        int port = FIRST_PORT + (int)((getpid() * 97L + i) % half), sign;
        if (with_bytes_swapped(port) < end ||
            (sign = socket_on(SOCK_STREAM, port + half)) < 0)
            continue;
        if (take(port))
            return port;
        disown(sign);
    }
    skipped("no port is free here");
}

/* ---- a port for a server that chooses none ---- */

static bool is_free(int port)
{
    int stream = socket_on(SOCK_STREAM, port);
    int datagram = socket_on(SOCK_DGRAM, port);

    if (stream >= 0)
        disown(stream);
    if (datagram >= 0)
        disown(datagram);
    return stream >= 0 && datagram >= 0;
}

int free_port(void)
{
    return offer_ports(is_free);
}

/* ---- a server ---- */

/* A server that sets SO_REUSEADDR can have the port, and nobody else: it was
   ours alone before it was open to those. */
static bool reserve(int port)
{
    const int on = 1;
    int fd = socket_on(SOCK_STREAM, port);

    return fd >= 0 &&
           setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;
}

static bool reserve_both(int port)
{
    int udp = socket_on(SOCK_DGRAM, port);

    if (udp >= 0)
        disown(udp);
    return udp >= 0 && reserve(port) && reserve(with_bytes_swapped(port));
}

void rule_listens_where_told(const char *program)
{
    int told = offer_ports(reserve_both);
    const char *expected = text_of("%s to listen on port %d", program, told);
    struct process *server = start(program, text_of("%d", told), NULL);
    int said = server_port(server), port = listening_port(server);

    if (port < 0)
        skipped("nothing here shows who listens on which port");
    if (port != told)
        fail_to_find(server, told, expected);
    if (said != told)
        name_cause_of_port(said, told);
    check(said == told, text_of("`listening on 127.0.0.1:%d`", told), "%s",
          port_in_words(said, told));
}

/* ---- a client ---- */

/* A place for TCP and one for UDP on the port, and two on the other. */
enum { DOORS = 4 };
static int doors[DOORS];

static bool open_doors(int port)
{
    for (int i = 0; i < DOORS; i++) {
        int kind = i % 2 ? SOCK_DGRAM : SOCK_STREAM;
        doors[i] = socket_on(kind, i < 2 ? port : with_bytes_swapped(port));
        if (doors[i] < 0 || (kind == SOCK_STREAM && listen(doors[i], 1) < 0))
            return false;
    }
    return true;
}

/* At which of them is somebody? -1: at none. */
static int visited_door(void)
{
    for (int i = 0; i < DOORS; i++) {
        struct pollfd door = {.fd = doors[i], .events = POLLIN};
        if (poll(&door, 1, 0) == 1)
            return i;
    }
    return -1;
}

void rule_connects_where_told(const char *program, const char *third,
                              const char *fourth)
{
    int told = offer_ports(open_doors), door;
    const char *expected = text_of("%s to come to port %d", program, told);
    struct process *client =
        start(program, "127.0.0.1", text_of("%d", told), third, fourth, NULL);
    long long deadline = bound();

    type_line(client, "some words"); /* one of UDP has nothing else to send */
    while ((door = visited_door()) < 0)
        if (!wait_for(doors[0], POLLIN, deadline) && visited_door() < 0)
            fail_to_be_connected(expected);
    if (door < 2)
        return;
    name_cause_of_port(with_bytes_swapped(told), told);
    failed(expected, "it came to %s",
           port_in_words(with_bytes_swapped(told), told));
}
