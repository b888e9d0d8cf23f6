/* echo.c - the generator's side of an echo: ping-pong, bulk; and Fernet. */
#define _GNU_SOURCE /* MSG_DONTWAIT, wherever it is */

#include "bench.h"
#include "watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define AT_ONCE 256
#define PING 64
#define BLOCK 65536
#define BULK (256L * 1024 * 1024)
#define PATIENCE 5 /* seconds */

/* ---- ping-pong ---- */

struct player {
    int fd;
    long round;
    size_t got;
    char ball[PING], back[PING];
};

static bool serve(struct player *player, int number)
{
    make_line(player->ball, PING, number, player->round);
    player->got = 0;
    return send(player->fd, player->ball, PING, MSG_DONTWAIT) == PING;
}

/* Returns 1 if the whole ball has come back, 0 if not yet, -1 if it is not the
   same, or nothing will come. */
static int catch_ball(struct player *player)
{
    ssize_t got = recv(player->fd, player->back + player->got,
                       PING - player->got, MSG_DONTWAIT);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (got <= 0)
        return -1;
    player->got += (size_t)got;
    if (player->got < PING)
        return 0;
    player->round++;
    return memcmp(player->ball, player->back, PING) == 0 ? 1 : -1;
}

/* Whoever has been served plays until the time is up. Returns how many balls
 * came back, whole. */
static long play(struct player *players, double seconds, struct result *result)
{
    struct ready ready[AT_ONCE];
    double end = now() + seconds;
    long balls = 0;

    while (now() < end) {
        int many = watch_wait(ready, AT_ONCE, 50);
        for (int i = 0; i < many; i++) {
            struct player *player = &players[ready[i].number];
            int caught = catch_ball(player);
            if (caught > 0 && serve(player, ready[i].number)) {
                balls++;
            } else if (caught != 0) {
                result->tally.lost++;
                watch_remove(player->fd, ready[i].number);
            }
        }
    }
    return balls;
}

static bool line_up(struct player *players, int count, struct server *server,
                    bool slowly)
{
    for (int i = 0; i < count; i++) {
        players[i].fd = connect_to(server->port);
        if (players[i].fd < 0)
            return false;
        watch_add(players[i].fd, i, false);
        if (slowly)
            nap(0.0015); /* as in chat.c */
    }
    return true;
}

void measure_ping_pong(const struct load *load, struct server *server,
                       const struct contender *who, struct result *result)
{
    struct player *players = calloc((size_t)load->members, sizeof *players);
    double before = server_memory(server, "VmRSS");

    if (!players) {
        perror("bench: malloc");
        exit(1);
    }
    watch_open(load->members);
    result->ran = line_up(players, load->members, server, who->short_queue);
    if (result->ran) {
        nap(0.1); /* for those that still start a thread */
        double cpu = own_seconds(), used = server_seconds(server);
        double begun = now();
        double after = server_memory(server, "VmRSS");
        if (before >= 0)
            result->memory = (after - before) / load->members;
        for (int i = 0; i < load->senders; i++)
            serve(&players[i], i);
        long balls = play(players, load->seconds, result);
        double took = now() - begun;
        result->rate = (double)balls / took;
        result->load_share = (own_seconds() - cpu) / took;
        if (used >= 0)
            result->server_share = (server_seconds(server) - used) / took;
    }
    for (int i = 0; i < load->members; i++)
        if (players[i].fd > 0)
            close(players[i].fd);
    watch_close();
    free(players);
}

/* ---- one who has come before the flood ---- */

/* Its line is sent when it is due, or when the last has come back: a server
   that is late with one is late with those behind it, too. Returns how many
   came back, whole. */
static long talk(struct player *player, const struct load *load, float *late)
{
    long lines = (long)(load->seconds * load->rate), whole = 0;
    double begun = now();

    for (long i = 0; i < lines; i++) {
        double due = begun + (double)i / load->rate;
        if (due > now())
            nap(due - now());
        make_line(player->ball, PING, 0, i);
        if (send(player->fd, player->ball, PING, 0) != PING ||
            recv(player->fd, player->back, PING, MSG_WAITALL) != PING)
            break;
        late[i] = (float)((now() - due) * 1e3);
        whole += memcmp(player->ball, player->back, PING) == 0;
    }
    return whole;
}

void measure_bystander(const struct load *load, struct server *server,
                       const struct contender *who, struct result *result)
{
    struct timeval patience = {.tv_sec = PATIENCE};
    long lines = (long)(load->seconds * load->rate);
    float *late = calloc((size_t)lines, sizeof *late);
    struct player player = {.fd = connect_to(server->port)};

    (void)who;
    if (!late) {
        perror("bench: malloc");
        exit(1);
    }
    if (player.fd >= 0) {
        setsockopt(player.fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
                   sizeof patience);
        flood_start(server->port);
        long whole = talk(&player, load, late);
        flood_stop();
        close(player.fd);
        result->memory = server_memory(server, "VmHWM");
        result->tally.whole = whole;
        result->tally.lost = lines - whole;
        summarize_lateness(result, late, whole);
        result->ran = true;
    }
    free(late);
}

/* ---- bulk ---- */

/* A block of lines, again and again: what comes must go on where it was. */
static char pattern[BLOCK];

static void make_pattern(void)
{
    for (int i = 0; i < BLOCK / PING; i++)
        make_line(pattern + i * PING, PING, 0, i);
}

static void *send_bulk(void *argument)
{
    int fd = *(int *)argument;

    for (long left = BULK; left > 0;) {
        size_t place = (size_t)(BULK - left) % BLOCK;
        ssize_t sent = send(fd, pattern + place, BLOCK - place, 0);
        if (sent <= 0)
            break;
        left -= sent;
    }
    shutdown(fd, SHUT_WR);
    return NULL;
}

/* Returns how many bytes came back as they were sent. */
static long receive_bulk(int fd)
{
    static char bytes[BLOCK];
    long total = 0;

    while (total < BULK) {
        size_t place = (size_t)total % BLOCK;
        ssize_t got = recv(fd, bytes, BLOCK - place, 0);
        if (got <= 0 || memcmp(bytes, pattern + place, (size_t)got) != 0)
            break;
        total += got;
    }
    return total;
}

void measure_bulk(const struct load *load, struct server *server,
                  const struct contender *who, struct result *result)
{
    struct timeval patience = {.tv_sec = PATIENCE};
    pthread_t thread;
    int fd = connect_to(server->port);

    (void)load;
    (void)who;
    make_pattern();
    if (fd < 0)
        return;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    double cpu = own_seconds(), used = server_seconds(server);
    double begun = now();
    if (pthread_create(&thread, NULL, send_bulk, &fd) != 0) {
        perror("bench: pthread_create");
        exit(1);
    }
    long came = receive_bulk(fd);
    double took = now() - begun;
    result->rate = (double)came / took;
    result->load_share = (own_seconds() - cpu) / took;
    if (used >= 0)
        result->server_share = (server_seconds(server) - used) / took;
    result->tally.lost = BULK - came;
    shutdown(fd, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(fd);
    result->ran = true;
}

/* ---- which kind of server is it? ---- */

/* An echo server gives back what it gets; a chat server does not. */
bool is_echo(const char *command)
{
    struct timeval patience = {.tv_usec = 300 * 1000};
    struct server server;
    char bytes[16];
    bool echoes = false;

    if (!server_start(&server, command, false))
        exit(1);
    int fd = connect_to(server.port);
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        echoes = send(fd, "hello\n", 6, 0) == 6 &&
                 recv(fd, bytes, sizeof bytes, 0) > 0;
        close(fd);
    }
    server_stop(&server);
    return echoes;
}

/* ---- Fernet ---- */

/* The one case without a server: a program of tests/bench prints a line a
   size, with how many times Python's time ours is. */
void measure_fernet(const struct load *load, struct server *server,
                    const struct contender *who, struct result *result)
{
    char line[256];
    double size, ours, theirs, encrypt, our_way_back, their_way_back, decrypt;
    FILE *out = popen("python3 tests/bench/fernet_bench.py "
                      "tests/build/bench/bench_fernet 3",
                      "r");

    (void)load;
    (void)server;
    (void)who;
    while (out && fgets(line, sizeof line, out))
        if (sscanf(line, "%lf %lf us %lf us %lf %lf us %lf us %lf", &size,
                   &ours, &theirs, &encrypt, &our_way_back, &their_way_back,
                   &decrypt) == 7 &&
            size == 100) {
            result->rate = encrypt < decrypt ? encrypt : decrypt;
            result->ran = true;
        }
    if (out)
        pclose(out);
}
