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

/* Those that are kept have a half of their own: who has only seen that a port
   was free may come to it late. */
enum half { LOOKED_AT, KEPT };

/* Offers one port after the other until one is taken. Each is another with its
   bytes swapped, and both are open to everybody. */
static int offer_ports(enum half half, bool (*take)(int port))
{
    long span = (end_of_ports() - FIRST_PORT) / 2;
    int first = FIRST_PORT + (half == KEPT ? (int)span : 0);

    for (long i = 0; i < span; i++) {
        int port = first + (int)((getpid() * 97L + i) % span);
        int other = with_bytes_swapped(port);
        if (other != port && other >= FIRST_PORT && take(port))
            return port;
    }
    skipped("no port is free here");
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
    return offer_ports(LOOKED_AT, is_free);
}

/* The socket that is kept is the sign for our other tests; the other one has
   only shown that nobody has the port, and no old connection holds it. One of
   UDP that is connected to itself waits for nobody: no table takes it for the
   server. */
static bool keep_as(int sign, int service, int port)
{
    int kept = socket_on(sign, port), tried = socket_on(service, port);
    struct sockaddr_in own = {0};
    socklen_t size = sizeof own;

    if (tried >= 0)
        disown(tried);
    else if (kept >= 0)
        disown(kept);
    if (kept < 0 || tried < 0)
        return false;
    return sign != SOCK_DGRAM ||
           (getsockname(kept, (struct sockaddr *)&own, &size) == 0 &&
            connect(kept, (struct sockaddr *)&own, size) == 0);
}

static bool keep_for_tcp(int port)
{
    return keep_as(SOCK_DGRAM, SOCK_STREAM, port);
}

static bool keep_for_udp(int port)
{
    return keep_as(SOCK_STREAM, SOCK_DGRAM, port);
}

int keep_port(int kind)
{
    return offer_ports(KEPT, kind == SOCK_DGRAM ? keep_for_udp : keep_for_tcp);
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

/* For a server of UDP that is the lock among our own tests. */
static bool reserve_both(int port)
{
    int udp = socket_on(SOCK_DGRAM, port);

    if (udp >= 0)
        disown(udp);
    return udp >= 0 && reserve(port) && reserve(with_bytes_swapped(port));
}

void rule_listens_where_told(const char *program)
{
    int told = offer_ports(LOOKED_AT, reserve_both);
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
    int told = offer_ports(LOOKED_AT, open_doors), door;
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
