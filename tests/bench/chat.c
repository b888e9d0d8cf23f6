/*
 * chat.c - the generator's side of a chat: members that talk, read, do not
 * read, come and go; one thread for all that is received and counted.
 *
 * Sockets block, so that the thread that keeps the time in the paced cases can
 * just send; everything else says MSG_DONTWAIT.
 */
#define _GNU_SOURCE /* MSG_DONTWAIT, wherever it is */

#include "bench.h"
#include "watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define AT_ONCE 256
#define BUFFER 65536
#define BLOCK_LINES 64
#define QUIET 1.0   /* seconds of silence after which what lacks is lost */
#define DRAIN 1.0   /* seconds for what is on its way when sending is over */
#define LONG 0.02   /* a silence that is counted as a pause */
#define JOINING 8   /* seconds until all must be known to hear */
#define WARM_UP 0.1 /* seconds of a paced run that are not counted */

struct member {
    int fd; /* -1: none */
    bool reads;
    bool gone; /* the server has ended it */
    struct receiver in;
    char *block; /* of lines, being sent */
    size_t sent; /* bytes of it */
    long made;   /* lines so far */
    bool done;   /* it says no more */
};

struct party {
    const struct load *load;
    struct server *server;
    struct result *result;
    struct member *members;
    int count;
    long expected; /* lines, by all who read, when all is said */
    long settled;  /* of them: come, or known to be lost */
    double begun;  /* the sending */
    double last;   /* when a line last came */
    double cpu, server_cpu;
    float *late; /* ms, of each line in the paced cases */
    long late_count;
    atomic_bool all_said;
    double received_at;
};

static void *need(void *memory)
{
    if (!memory) {
        perror("bench: malloc");
        exit(1);
    }
    return memory;
}

/* ---- coming and going ---- */

static bool join(struct party *party, int number, bool slowly)
{
    struct member *member = &party->members[number];
    struct timeval patience = {.tv_sec = 2};

    bool elsewhere = number % 2 == 1 && party->server->other_port > 0;
    member->fd =
        connect_to(elsewhere ? party->server->other_port : party->server->port);
    if (member->fd < 0) {
        party->result->trouble = "it does not take all members";
        return false;
    }
    setsockopt(member->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    member->reads = number < party->count - party->load->stuck;
    if (slowly)
        nap(0.0015); /* where the queue overflows, a connect() takes 1 s */
    return true;
}

/* Has something come for the member? Takes it. */
static bool has_heard(struct member *member)
{
    char bytes[4096];

    return recv(member->fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0;
}

/* One of them says hello until all the others have heard it: then all are
   members, and not just connected. */
static bool roll_call(struct party *party, int speaker, int first, int last)
{
    double deadline = now() + JOINING;
    int lacking = last - first;
    bool *heard = need(calloc((size_t)party->count, sizeof *heard));

    while (lacking > 0 && now() < deadline) {
        double next = now() + 0.1;
        send(party->members[speaker].fd, "hello\n", 6, 0);
        while (lacking > 0 && now() < next) {
            for (int i = first; i < last; i++)
                if (!heard[i] && has_heard(&party->members[i])) {
                    heard[i] = true;
                    lacking--;
                }
            if (lacking > 0)
                nap(0.001);
        }
    }
    free(heard);
    if (lacking > 0)
        party->result->trouble = "not all members hear";
    return lacking == 0;
}

static bool gather(struct party *party, int count, bool slowly)
{
    for (int i = 0; i < count; i++)
        if (!join(party, i, slowly))
            return false;
    return roll_call(party, 0, 1, count) && roll_call(party, 1, 0, 1);
}

static void open_party(struct party *party, const struct load *load,
                       struct server *server, struct result *result)
{
    *party = (struct party){.load = load, .server = server, .result = result};
    result->pause = 0;
    party->count = load->members;
    party->members = need(calloc((size_t)party->count, sizeof *party->members));
    for (int i = 0; i < party->count; i++) {
        struct member *member = &party->members[i];
        int self = i < load->senders ? i : -1;
        member->fd = -1;
        receiver_open(&member->in, self, load->senders);
        if (self >= 0)
            member->block = need(malloc(BLOCK_LINES * load->line));
    }
}

/* Everybody's tally is added to the result's. */
static void close_party(struct party *party)
{
    struct tally *sum = &party->result->tally;

    for (int i = 0; i < party->count; i++) {
        struct member *member = &party->members[i];
        sum->whole += member->in.tally.whole;
        sum->torn += member->in.tally.torn;
        sum->lost += member->in.tally.lost;
        sum->doubled += member->in.tally.doubled;
        if (member->fd >= 0)
            leave_at_once(member->fd);
        receiver_close(&member->in);
        free(member->block);
    }
    free(party->members);
    free(party->late);
}

/* ---- receiving ---- */

static void lose(struct party *party, struct member *member, int number)
{
    watch_remove(member->fd, number);
    member->gone = true; /* closed later: another thread may send to it */
    party->result->trouble = "it ended a member that reads";
}

static long settled_of(const struct member *member)
{
    return member->in.tally.whole + member->in.tally.lost;
}

/* The time of a line that has come, against when it was due. */
static void note_lateness(void *context, int sender, long number)
{
    struct party *party = context;
    double place = (double)(number * party->load->senders + sender);
    double due = party->begun + place / party->load->rate;

    if (due >= party->begun + WARM_UP)
        party->late[party->late_count++] =
            (float)((party->received_at - due) * 1e3);
}

static void receive(struct party *party, int number)
{
    static char room[LONGEST_LINE + BUFFER];
    struct member *member = &party->members[number];
    char *bytes = room + LONGEST_LINE;
    long before = settled_of(member);
    ssize_t got = recv(member->fd, bytes, BUFFER, MSG_DONTWAIT);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        lose(party, member, number);
        return;
    }
    party->received_at = now();
    if (party->received_at - party->last > LONG)
        party->result->pause += (party->received_at - party->last) * 1e3;
    party->last = party->received_at;
    receiver_check(&member->in, party->load->line, bytes, (size_t)got,
                   party->late ? note_lateness : NULL, party);
    party->settled += settled_of(member) - before;
}

/* ---- as fast as they can ---- */

static void fill_block(struct member *member, const struct load *load)
{
    for (int i = 0; i < BLOCK_LINES; i++)
        make_line(member->block + (size_t)i * load->line, load->line,
                  member->in.self, member->made++);
    member->sent = 0;
}

static void say_more(struct party *party, int number)
{
    struct member *member = &party->members[number];
    const struct load *load = party->load;
    size_t size = BLOCK_LINES * load->line;

    if (member->sent == size) {
        bool enough = load->lines > 0 && member->made >= load->lines;
        member->done = enough || now() >= party->begun + load->seconds;
        if (member->done) {
            watch_change(member->fd, number, false);
            return;
        }
        fill_block(member, load);
    }
    size_t left = size - member->sent;
    ssize_t sent = send(member->fd, member->block + member->sent,
                        left < load->chunk ? left : load->chunk, MSG_DONTWAIT);
    if (sent > 0)
        member->sent += (size_t)sent;
}

/* How many lines should come in all, once everybody has said all; else -1. */
static long expected_lines(const struct party *party)
{
    long readers = 0, said = 0, own = 0;

    for (int i = 0; i < party->count; i++) {
        const struct member *member = &party->members[i];
        bool talks = i < party->load->senders;
        if (talks && !member->done && !member->gone)
            return -1;
        said += member->made;
        readers += member->reads;
        own += member->reads ? member->made : 0;
    }
    return said * readers - own;
}

/* Whose lines have not come? Silence or an end means lost; else it is on the
   way still. */
static void count_missing(struct party *party, bool lost)
{
    for (int i = 0; i < party->count; i++) {
        struct member *member = &party->members[i];
        for (int s = 0; s < party->load->senders && member->reads; s++) {
            long misses =
                receiver_misses(&member->in, s, party->members[s].made);
            if (lost || member->gone)
                party->result->tally.lost += misses;
            else
                party->result->behind += misses;
        }
    }
}

static void start_clock(struct party *party)
{
    party->cpu = own_seconds();
    party->server_cpu = server_seconds(party->server);
    party->begun = party->last = now();
}

static void stop_clock(struct party *party)
{
    double wall = now() - party->begun;
    double server = server_seconds(party->server);

    party->result->load_share = (own_seconds() - party->cpu) / wall;
    if (server >= 0)
        party->result->server_share = (server - party->server_cpu) / wall;
    party->result->memory = server_memory(party->server, "VmHWM");
    party->result->served = 0;
    for (int i = 0; i < party->count; i++)
        party->result->served += !party->members[i].gone;
    if (server_died(party->server))
        party->result->trouble = "it died";
}

/* Receives, and sends, what can be, once. */
static void turn(struct party *party)
{
    struct ready ready[AT_ONCE];
    int many = watch_wait(ready, AT_ONCE, 50);

    for (int i = 0; i < many; i++) {
        int number = ready[i].number;
        if (ready[i].writable && !party->members[number].gone)
            say_more(party, number);
        if (ready[i].readable && !party->members[number].gone)
            receive(party, number);
    }
}

/* Until all has come, or nothing comes any more, or it takes too long. Returns
   whether it ended in silence: then what lacks is lost. */
static bool receive_all(struct party *party)
{
    double end = party->begun + party->load->seconds + DRAIN;
    bool quiet = false;

    do {
        turn(party);
        if (party->load->rate == 0)
            party->expected = expected_lines(party);
        else
            party->expected =
                atomic_load(&party->all_said) ? expected_lines(party) : -1;
        quiet = now() > party->last + QUIET && now() > party->begun + QUIET;
    } while (party->settled != party->expected && !quiet && now() < end);
    return quiet;
}

static void watch_party(struct party *party, bool talk)
{
    watch_open(party->count);
    for (int i = 0; i < party->count; i++)
        if (party->members[i].reads)
            watch_add(party->members[i].fd, i,
                      talk && i < party->load->senders);
}

void measure_flood(const struct load *load, struct server *server,
                   const struct contender *who, struct result *result)
{
    struct party party;

    open_party(&party, load, server, result);
    if (gather(&party, party.count, who->short_queue)) {
        for (int i = 0; i < load->senders; i++)
            fill_block(&party.members[i], load);
        start_clock(&party);
        watch_party(&party, true);
        bool quiet = receive_all(&party);
        result->rate = (double)party.settled / (party.last - party.begun);
        stop_clock(&party);
        count_missing(&party, quiet);
        watch_close();
        result->ran = true;
    }
    close_party(&party);
}

/* ---- at a pace ---- */

/* Comes, says half a line every other time, and is gone. */
static void come_and_reset(int port, long number)
{
    int fd = connect_to(port);

    if (fd < 0)
        return;
    if (number % 2 == 0)
        send(fd, "half a line", 11, MSG_DONTWAIT);
    leave_at_once(fd);
}

static void wait_until(double moment)
{
    double left = moment - now();

    if (left > 0)
        nap(left);
}

/* Says each line when it is due, whatever became of those before. Resets come
   half way between two lines. */
static void *keep_pace(void *argument)
{
    struct party *party = argument;
    const struct load *load = party->load;
    long lines = (long)(load->seconds * load->rate), resets = 0;
    char line[LONGEST_LINE];

    for (long i = 0; i < lines; i++) {
        struct member *member = &party->members[i % load->senders];
        make_line(line, load->line, member->in.self, member->made++);
        wait_until(party->begun + (double)i / load->rate);
        if (send(member->fd, line, load->line, 0) < 0)
            break; /* what it said is missed; the rest is not said */
        double half_way = ((double)i + 0.5) / load->rate;
        if (load->resets > 0 && half_way * load->resets >= (double)resets) {
            wait_until(party->begun + half_way);
            come_and_reset(party->server->port, resets++);
        }
    }
    for (int i = 0; i < load->senders; i++)
        party->members[i].done = true;
    atomic_store(&party->all_said, true);
    return NULL;
}

static int by_size(const void *one, const void *other)
{
    float a = *(const float *)one, b = *(const float *)other;

    return (a > b) - (a < b);
}

void summarize_lateness(struct result *result, float *late, long count)
{
    if (count == 0)
        return;
    qsort(late, (size_t)count, sizeof *late, by_size);
    result->p50 = (double)late[count / 2];
    result->p99 = (double)late[count * 99 / 100];
}

void measure_paced(const struct load *load, struct server *server,
                   const struct contender *who, struct result *result)
{
    struct party party;
    pthread_t pacer;
    size_t most = (size_t)(load->rate * load->seconds) * (size_t)load->members;

    open_party(&party, load, server, result);
    party.late = need(malloc(most * sizeof *party.late));
    memset(party.late, 0, most * sizeof *party.late); /* not while it counts */
    if (gather(&party, party.count, who->short_queue)) {
        watch_party(&party, false);
        start_clock(&party);
        if (pthread_create(&pacer, NULL, keep_pace, &party) != 0) {
            perror("bench: pthread_create");
            exit(1);
        }
        if (load->besieged)
            flood_start(server->port);
        bool quiet = receive_all(&party);
        stop_clock(&party);
        pthread_join(pacer, NULL);
        if (load->besieged)
            flood_stop();
        count_missing(&party, quiet);
        result->rate = (double)party.settled / (party.last - party.begun);
        summarize_lateness(result, party.late, party.late_count);
        watch_close();
        result->ran = true;
    }
    close_party(&party);
}

/* ---- who says nothing ---- */

/* Waits for everybody's end of stream. Returns how many it came to. */
static int hear_the_end(struct party *party)
{
    struct timeval patience = {.tv_sec = 5};
    int ended = 0;
    char bytes[256];

    for (int i = 0; i < party->count; i++) {
        struct member *member = &party->members[i];
        ssize_t got;
        setsockopt(member->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
                   sizeof patience);
        while ((got = recv(member->fd, bytes, sizeof bytes, 0)) > 0)
            ;
        ended += got == 0;
        close(member->fd);
        member->fd = -1;
    }
    return ended;
}

void measure_idle(const struct load *load, struct server *server,
                  const struct contender *who, struct result *result)
{
    struct party party;
    double before = server_memory(server, "VmRSS");

    open_party(&party, load, server, result);
    if (gather(&party, party.count, who->short_queue)) {
        double after = server_memory(server, "VmRSS");
        double begun = now();
        if (before >= 0)
            result->memory = (after - before) / load->members;
        server_ask(server);
        result->served = hear_the_end(&party);
        double waited = server_wait(server);
        if (waited >= 0) /* the baselines just die */
            result->time = (now() - begun) * 1e3;
        result->ran = true;
    }
    close_party(&party);
}

/* ---- all at once ---- */

static int begin_to_connect(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd >= 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
        (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 ||
         errno == EINPROGRESS))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* A connected one says its one line; the first member, who was there before,
   must hear it. */
static void introduce(struct party *party, int number)
{
    struct member *member = &party->members[number];
    char line[LONGEST_LINE];

    make_line(line, party->load->line, number, 0);
    if (send(member->fd, line, party->load->line, MSG_DONTWAIT) > 0) {
        member->made = 1;
        watch_remove(member->fd, number);
    }
}

void measure_burst(const struct load *load, struct server *server,
                   const struct contender *who, struct result *result)
{
    struct ready ready[AT_ONCE];
    struct party party;
    struct member *first;

    (void)who;
    open_party(&party, load, server, result);
    first = &party.members[0];
    if (gather(&party, 2, false)) {
        watch_open(party.count);
        start_clock(&party);
        watch_add(first->fd, 0, false);
        for (int i = 2; i < party.count; i++) {
            party.members[i].fd = begin_to_connect(server->port);
            if (party.members[i].fd >= 0)
                watch_add(party.members[i].fd, i, true);
        }
        while (party.settled < load->members - 2 && !first->gone &&
               now() < party.begun + load->seconds) {
            int many = watch_wait(ready, AT_ONCE, 50);
            for (int i = 0; i < many; i++)
                if (ready[i].number == 0)
                    receive(&party, 0);
                else if (ready[i].writable)
                    introduce(&party, ready[i].number);
        }
        result->time = (party.last - party.begun) * 1e3;
        stop_clock(&party);
        result->served = party.settled;
        watch_close();
        result->ran = true;
    }
    close_party(&party);
}
