/*
 * datagram.h - the tests' own UDP sockets, and a bad network between a client
 * and its server.
 *
 * Sockets of loopback that never block. Waiting is the harness's: bounded, and
 * draining the programs' output meanwhile.
 */
#ifndef DATAGRAM_H
#define DATAGRAM_H

#include "programs/programs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LARGEST_DATAGRAM 65536 /* more than any UDP datagram has */

struct place {
    struct sockaddr_storage address;
    socklen_t size;
};

static inline struct place loopback_place(int family, int port)
{
    struct place place = {.size = sizeof(struct sockaddr_in)};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&place.address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&place.address;

    place.address.ss_family = (sa_family_t)family;
    if (family == AF_INET6) {
        place.size = sizeof *v6;
        v6->sin6_addr = in6addr_loopback;
        v6->sin6_port = htons((in_port_t)port);
    } else {
        v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        v4->sin_port = htons((in_port_t)port);
    }
    return place;
}

/* sin_port and sin6_port are in the same place. */
static inline int port_of_place(const struct place *place)
{
    return ntohs(((const struct sockaddr_in *)&place->address)->sin_port);
}

/* A socket on a port of its own. Skips the check where there is no IPv6. */
static inline int datagram_peer(int family, int *port)
{
    struct place place = loopback_place(family, 0);
    int peer = socket(family, SOCK_DGRAM, 0);

    if (peer < 0 ||
        bind(peer, (struct sockaddr *)&place.address, place.size) < 0) {
        if (family == AF_INET6)
            skipped("there is no IPv6 here: %s", strerror(errno));
        failed("a UDP socket", "%s", strerror(errno));
    }
    fcntl(peer, F_SETFD, FD_CLOEXEC);
    fcntl(peer, F_SETFL, fcntl(peer, F_GETFL) | O_NONBLOCK);
    getsockname(peer, (struct sockaddr *)&place.address, &place.size);
    *port = port_of_place(&place);
    did("opened UDP port %d as peer %d", *port, peer);
    return peer;
}

/* One that exchanges datagrams with that port only. */
static inline int datagram_connect(int family, int port)
{
    struct place place = loopback_place(family, port);
    int own, peer = datagram_peer(family, &own);

    if (connect(peer, (struct sockaddr *)&place.address, place.size) < 0)
        failed("a connected UDP socket", "%s", strerror(errno));
    return peer;
}

/* A socket on that port (0: any, which is then there) of a host of this
   machine, or -1 with errno set. */
static inline int bound_at(const char *host, int *port)
{
    struct place place = loopback_place(AF_INET, *port);
    struct sockaddr_in *v4 = (struct sockaddr_in *)&place.address;
    int peer = socket(AF_INET, SOCK_DGRAM, 0);

    inet_pton(AF_INET, host, &v4->sin_addr);
    if (peer >= 0 &&
        bind(peer, (struct sockaddr *)&place.address, place.size) < 0) {
        close(peer);
        peer = -1;
    }
    if (peer < 0)
        return -1;
    fcntl(peer, F_SETFD, FD_CLOEXEC);
    fcntl(peer, F_SETFL, fcntl(peer, F_GETFL) | O_NONBLOCK);
    getsockname(peer, (struct sockaddr *)&place.address, &place.size);
    *port = port_of_place(&place);
    return peer;
}

/* One on that port (0: any) of a host of this machine, or -1 with errno set:
   not every system has 127.0.0.2. */
static inline int datagram_try_at(const char *host, int port)
{
    int peer = bound_at(host, &port);

    if (peer >= 0)
        did("opened UDP port %d of %s as peer %d", port, host, peer);
    return peer;
}

static inline _Noreturn void skip_without_port(const char *host, int port)
{
    skipped("UDP port %d of %s cannot be had: %s", port, host, strerror(errno));
}

/* The same, or the check is skipped. */
static inline int datagram_peer_at(const char *host, int port)
{
    int peer = datagram_try_at(host, port);

    if (peer < 0)
        skip_without_port(host, port);
    return peer;
}

/* Such a port which refuses: nobody else gets it, and the socket on it hears
   only itself. Returns it. */
static inline int datagram_dead_port(const char *host, int port)
{
    struct place place = {.size = sizeof place.address};
    struct sockaddr *address = (struct sockaddr *)&place.address;
    int peer = bound_at(host, &port);

    if (peer < 0)
        skip_without_port(host, port);
    if (getsockname(peer, address, &place.size) < 0 ||
        connect(peer, address, place.size) < 0)
        failed("a UDP socket that talks with itself", "%s", strerror(errno));
    did("took UDP port %d of %s, and let the kernel refuse whatever comes to "
        "it, as if nobody had it",
        port, host);
    return port;
}

static inline void datagram_close(int peer)
{
    did("peer %d closed its socket", peer);
    close(peer);
}

/* to NULL: to whom it is connected. */
static inline void datagram_send(int peer, const struct place *to,
                                 const void *bytes, size_t length)
{
    ssize_t sent = sendto(peer, bytes, length, 0,
                          to ? (const struct sockaddr *)&to->address : NULL,
                          to ? to->size : 0);

    if (sent < 0 && errno == EMSGSIZE)
        skipped("a datagram of %zu bytes cannot be sent here", length);
    check(sent == (ssize_t)length, "the datagram to be sent", "%s",
          strerror(errno));
    if (length)
        did("peer %d sent the datagram %s", peer, quoted(bytes, length));
    else
        did("peer %d sent an empty datagram", peer);
}

static inline void datagram_say(int peer, const struct place *to,
                                const char *text)
{
    datagram_send(peer, to, text, strlen(text));
}

/* Waits for a datagram. Its sender goes to *from, if that is not NULL. */
static inline const char *datagram_receive(int peer, size_t *length,
                                           struct place *from,
                                           const char *expected)
{
    struct place sender = {.size = sizeof sender.address};
    char *bytes = new_text(LARGEST_DATAGRAM + 1);
    long long deadline = bound();
    ssize_t got;

    while ((got = recvfrom(peer, bytes, LARGEST_DATAGRAM, 0,
                           (struct sockaddr *)&sender.address, &sender.size)) <
           0) {
        if (errno != EAGAIN && errno != EINTR)
            failed(expected, "%s", strerror(errno));
        if (!wait_for(peer, POLLIN, deadline))
            failed(expected, "no datagram in time");
        sender.size = sizeof sender.address;
    }
    bytes[got] = '\0';
    *length = (size_t)got;
    if (from)
        *from = sender;
    return bytes;
}

/* Waits for exactly this datagram. */
static inline void datagram_expect(int peer, struct place *from,
                                   const void *bytes, size_t length)
{
    const char *wanted =
        length ? quoted(bytes, length) : in_words("an empty datagram");
    size_t got;
    const char *came = datagram_receive(peer, &got, from, wanted);

    check(got == length && memcmp(came, bytes, length) == 0,
          text_of("%s, %zu bytes", wanted, length), "%s, %zu bytes",
          quoted(came, got), got);
    if (length)
        did("peer %d received the datagram %s", peer, wanted);
    else
        did("peer %d received an empty datagram", peer);
}

static inline void datagram_expect_text(int peer, struct place *from,
                                        const char *text)
{
    datagram_expect(peer, from, text, strlen(text));
}

/* Nothing has come that was not received. For programs that are at rest. */
static inline void datagram_expect_none(int peer, const char *expected)
{
    char bytes[128];
    ssize_t got = recv(peer, bytes, sizeof bytes, MSG_PEEK);

    check(got < 0, expected, "the datagram %s",
          quoted(bytes, got < 0 ? 0 : (size_t)got));
}

/* ---- the bad network ---- */

#define MAX_CALLERS 64
#define MAX_LATE 256
#define LATEST 2             /* so many others may go before one that is late */
#define LONGEST_SILENCE 5000 /* ms: whoever asks again does so sooner */
#define LARGEST_LATE 1100    /* bytes: a larger one is never late */
#define MAX_SEEN 16384

/* Clients send to `port`, and the server gets it, or not, from a socket for
   each client. What becomes of a datagram depends on the seed, its direction,
   its bytes and how often they came before, and on nothing else: the same seed
   has the same losses, however fast the programs are. */
struct network {
    unsigned seed, loss, doubles, late; /* of 100 datagrams each way */
    int front, port, server_port;
    struct caller {
        struct place place;
        int back;
        unsigned long carried;
    } callers[MAX_CALLERS];
    int caller_count;
    struct {
        struct caller *caller;
        char direction;
        unsigned long due; /* when so many of the caller's have been carried */
        size_t length;
        char bytes[LARGEST_LATE];
    } waiting[MAX_LATE];
    int waiting_count;
    struct {
        uint64_t what;
        unsigned times;
    } seen[MAX_SEEN];
    unsigned long carried, lost, doubled, delayed;
    long long last;        /* when by the stopped clock anything was carried */
    uint64_t first_losses; /* which of those that came once were lost */
};

static inline uint64_t mix(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *next = bytes;

    while (length-- > 0)
        hash = (hash ^ *next++) * 1099511628211u;
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    return hash ^ hash >> 33;
}

static inline void open_network(struct network *network, int server_port)
{
    network->front = datagram_peer(AF_INET, &network->port);
    network->server_port = server_port;
    did("put a network between: of 100, %u lost, %u doubled, %u late, seed %u",
        network->loss, network->doubles, network->late, network->seed);
}

static inline void close_network(struct network *network)
{
    for (int i = 0; i < network->caller_count; i++)
        close(network->callers[i].back);
    close(network->front);
}

/* To the server, '>', or to the caller, '<'. */
static inline void deliver(struct network *network, const struct caller *caller,
                           char direction, const char *bytes, size_t length)
{
    const struct place *to = &caller->place;

    /* What finds no room is lost: a network may do that, too. */
    if (direction == '>'
            ? send(caller->back, bytes, length, 0) < 0
            : sendto(network->front, bytes, length, 0,
                     (const struct sockaddr *)&to->address, to->size) < 0)
        return;
}

static inline void deliver_late(struct network *network, struct caller *caller,
                                char direction, unsigned others,
                                const char *bytes, size_t length)
{
    int i = network->waiting_count;

    if (i == MAX_LATE || length > sizeof network->waiting[i].bytes) {
        deliver(network, caller, direction, bytes, length);
        return;
    }
    network->waiting_count++;
    network->waiting[i].caller = caller;
    network->waiting[i].direction = direction;
    network->waiting[i].due = caller->carried + others;
    network->waiting[i].length = length;
    memcpy(network->waiting[i].bytes, bytes, length);
}

/* How often this was carried in this direction before. */
static inline unsigned times_seen(struct network *network, uint64_t what)
{
    size_t i = what % MAX_SEEN;

    while (network->seen[i].what != 0 && network->seen[i].what != what)
        i = (i + 1) % MAX_SEEN;
    network->seen[i].what = what;
    return network->seen[i].times++;
}

static inline void carry(struct network *network, struct caller *caller,
                         char direction, const char *bytes, size_t length)
{
    uint64_t what = mix(mix(1, &direction, 1), bytes, length) | 1;
    unsigned times = times_seen(network, what);
    uint64_t dice =
        mix(mix(network->seed, &what, sizeof what), &times, sizeof times);
    unsigned fate = (unsigned)(dice % 100);
    unsigned others = (unsigned)(dice >> 40) % LATEST + 1;

    network->carried++;
    caller->carried++;
    if (fate < network->loss) {
        network->lost++;
        if (times == 0)
            network->first_losses += what;
        return;
    }
    fate -= network->loss;
    if (fate < network->late) {
        network->delayed++;
        deliver_late(network, caller, direction, others, bytes, length);
        return;
    }
    fate -= network->late;
    deliver(network, caller, direction, bytes, length);
    if (fate < network->doubles) {
        network->doubled++;
        deliver_late(network, caller, direction, others, bytes, length);
    }
}

/* The one who calls from there, with a socket that stands for him before the
   server. */
static inline struct caller *caller_at(struct network *network,
                                       const struct place *place)
{
    struct place server = loopback_place(AF_INET, network->server_port);
    struct caller *caller = network->callers;
    int i = 0, port;

    while (i < network->caller_count &&
           port_of_place(&caller[i].place) != port_of_place(place))
        i++;
    if (i == MAX_CALLERS)
        failed("fewer clients", "%d", i + 1);
    if (i == network->caller_count) {
        network->caller_count++;
        caller[i].place = *place;
        caller[i].back = datagram_peer(AF_INET, &port);
        if (connect(caller[i].back, (struct sockaddr *)&server.address,
                    server.size) < 0)
            failed("a connected UDP socket", "%s", strerror(errno));
    }
    return &caller[i];
}

static inline void deliver_what_is_due(struct network *network)
{
    for (int i = 0; i < network->waiting_count; i++) {
        if (network->waiting[i].due > network->waiting[i].caller->carried)
            continue;
        deliver(network, network->waiting[i].caller,
                network->waiting[i].direction, network->waiting[i].bytes,
                network->waiting[i].length);
        network->waiting[i--] = network->waiting[--network->waiting_count];
    }
}

/* Carries what has come, both ways, and what is due. Returns whether anything
   had come. */
static inline bool carry_all(struct network *network)
{
    struct place from = {.size = sizeof from.address};
    unsigned long before = network->carried;
    char bytes[2048];
    ssize_t got;

    while ((got = recvfrom(network->front, bytes, sizeof bytes, 0,
                           (struct sockaddr *)&from.address, &from.size)) >= 0)
        carry(network, caller_at(network, &from), '>', bytes, (size_t)got);
    for (int i = 0; i < network->caller_count; i++)
        while ((got = recv(network->callers[i].back, bytes, sizeof bytes, 0)) >=
               0)
            carry(network, &network->callers[i], '<', bytes, (size_t)got);
    deliver_what_is_due(network);
    if (network->carried > before)
        network->last = time_passed();
    return network->carried > before;
}

/* By the stopped clock time passes when the programs are at rest, and nothing
   is to be carried. Returns false if nobody sends any more. */
static inline bool await_datagrams(struct network *network)
{
    if (!clock_is_stopped())
        return wait_for(network->front, POLLIN, now_ms() + 3) || true;
    await_rest(NULL);
    return carry_all(network) ||
           pass_to_next_time(network->last + LONGEST_SILENCE);
}

/* Carries datagrams until all these programs have ended. */
static inline void carry_until_ended(struct network *network,
                                     struct process *const *programs, int count)
{
    long long deadline = bound();

    for (int ended = 0; ended < count;) {
        unsigned long before = network->carried;
        bool goes_on = carry_all(network) || await_datagrams(network);
        if (network->carried > before)
            deadline = bound();
        for (ended = 0; ended < count && has_ended(programs[ended]);)
            ended++;
        check(ended == count || (goes_on && now_ms() < deadline),
              "all programs to end",
              "%s still runs, after %lu datagrams, %lu of them lost",
              process_name(programs[ended]), network->carried, network->lost);
    }
    did("carried %lu datagrams, lost %lu, doubled %lu, delayed %lu",
        network->carried, network->lost, network->doubled, network->delayed);
}

#endif
