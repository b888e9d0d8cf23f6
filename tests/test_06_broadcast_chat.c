/* test_06_broadcast_chat.c - shared state and back-pressure. */
#define _XOPEN_SOURCE 700 /* posix_openpt() */

#include "suite/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int start_server(struct process **server)
{
    *server = start("server", "0", NULL);
    return server_port(*server);
}

/* A socket that is still open at its end fails the check. */
static int start_careful(struct process **server)
{
    struct launch careful = {.count_sockets = true};

    *server = start_with(&careful, "server", "0", NULL);
    return server_port(*server);
}

/* Whoever hears a newcomer knows that the newcomer is in the room, and hears
   all that is said from then on. */
static void join(int port, int *peers, int count)
{
    for (int i = 0; i < count; i++) {
        peers[i] = peer_connect(port);
        if (i > 0) /* the first would talk to nobody, or to the second */
            peer_say(peers[i], text_of("peer %d\n", i));
        for (int k = 0; k < i; k++)
            peer_expect(peers[k], text_of("peer %d\n", i));
    }
}

/* A stop waits for members that stay, so those leave first. (To close a socket
   of which something is unread would reset it.) */
static void all_leave(struct process *server, const int *peers, int count)
{
    for (int i = 0; i < count; i++)
        peer_finish(peers[i]);
    rule_stops(server, SIGTERM);
}

/* Everybody but the sender hears it, and the sender does not. */
static void all_hear(const int *peers, int count, int sender, const char *line)
{
    peer_say(peers[sender], line);
    for (int i = 0; i < count; i++)
        if (i != sender)
            peer_expect(peers[i], line);
}

/* A line of so many bytes, its newline not counted. */
static char *line_of(size_t length)
{
    char *line = letters(length + 1);

    line[length] = '\n';
    return line;
}

/* ---- what every server does ---- */

static void server_arguments(void)
{
    struct launch names = {.hosts = "gone.test=EAI_NONAME"};

    rule_server_arguments("server");
    expect_exit(start("server", "-x", NULL), 2);
    struct process *server =
        start_with(&names, "server", "0", "gone.test", NULL);
    expect_exit(server, 1);
    expect_line(server, ERR, "gone.test: unknown host");
}

static void server_listens_where_told(void)
{
    rule_listens_where_told("server");
}

static void client_does_not_call_itself(void)
{
    rule_does_not_call_itself("client", "ana", NULL);
}

static void client_connects_where_told(void)
{
    rule_connects_where_told("client", "ana", NULL);
}

static void server_port_taken(void)
{
    rule_port_taken("server");
}

static void server_restarts_at_once(void)
{
    struct process *server;
    int port = start_server(&server), peers[2];

    join(port, peers, 2);
    send_signal(server, SIGKILL);
    expect_death(server, SIGKILL);
    peer_finish(peers[0]);
    likely("SO_REUSEADDR must be set before bind()");
    server_port(start("server", text_of("%d", port), NULL));
}

static void server_output_cannot_be_written(void)
{
    rule_full_output("server", "0", NULL);
    rule_closed_output("server", "0", NULL);
}

static void stops_when_asked(struct process *server)
{
    int peers[2];

    join(server_port(server), peers, 2);
    all_leave(server, peers, 2);
}

static void server_misses_standard_streams(void)
{
    rule_missing_streams_of_server("server", stops_when_asked);
}

static void server_calls_that_fail_at_the_start(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EMFILE),       FAULT(setsockopt, EINVAL),
        FAULT(bind, EACCES),         FAULT(listen, EADDRINUSE),
        FAULT(getsockname, ENOBUFS), FAULT(pthread_create, EAGAIN)};

    for (size_t i = 0; i < COUNT(faults); i++)
        rule_fails(&faults[i], "server", "0", NULL);
}

/* ---- lines ---- */

static void listens_when_nothing_is_lacking(void)
{
    struct launch launch = {.faults = "pthread_create=EAGAIN"};
    struct process *server = start_with(&launch, "server", "0", NULL);

    expect_exit(server, 1);
    likely("others wait for the line with the port before they connect: it "
           "comes when nothing can fail any more");
    check(!strstr(output_of(server, OUT, NULL), "listening"),
          "no word of listening", "%s", output_of(server, OUT, NULL));
}

static void a_line_goes_to_all_the_others(void)
{
    struct process *server;

    stop_the_clock();
    int port = start_server(&server);
    int peers[4] = {peer_connect(port), peer_connect(port)};
    await_rest(server); /* both are in the room */
    likely("a line goes to all the others, as it came");
    likely_if_it_waits("a line goes to all the others with the newline that "
                       "ends it: without one nobody knows that it has ended");
    peer_say(peers[0], "hello\n");
    peer_expect(peers[1], "hello\n");
    likely("a line goes to all the others, and not to the one who said it");
    all_hear(peers, 2, 1, "hello you\n");
    for (int i = 2; i < 4; i++)
        peers[i] = peer_connect(port);
    await_rest(server);
    for (int i = 0; i < 4; i++)
        all_hear(peers, 4, i, text_of("Olá, sou %d\n", i));
    for (int i = 0; i < 4; i++) {
        peer_finish(peers[i]);
        peer_expect_end(peers[i]); /* and nothing of its own before */
    }
    rule_stops(server, SIGTERM);
}

static void empty_lines_are_ignored_and_bytes_kept(void)
{
    static const char binary[] = "\0\x01\xff\xfe\x1b[2J\r\n";
    struct process *server;
    int peers[2], port = start_server(&server);

    join(port, peers, 2);
    peer_say(peers[0], "\n\n\none\n\n\ntwo\n\r\n\n");
    peer_expect(peers[1], "one\ntwo\n\r\n");
    likely("a line may hold any byte but the newline, NUL as well");
    peer_send(peers[0], binary, sizeof binary - 1);
    peer_expect_bytes(peers[1], binary, sizeof binary - 1);
    all_leave(server, peers, 2);
}

static void a_line_is_whole_however_it_was_cut(void)
{
    struct process *server;
    int peers[3], port = start_server(&server);

    join(port, peers, 3);
    likely("a line is to be relayed when its newline has come: what one "
           "recv() brought may be half of it, and another's line would land "
           "in the middle");
    peer_say(peers[0], "one caf\xc3");
    peer_say(peers[1], "meanwhile\n");
    peer_expect(peers[2], "meanwhile\n");
    peer_say(peers[0], "\xa9\ntwo\nthr");
    peer_expect(peers[2], "one café\ntwo\n");
    peer_say(peers[1], "again\n");
    peer_expect(peers[2], "again\n");
    peer_send_cut(peers[0], "ee\n", 3, 1);
    peer_expect(peers[2], "three\n");
    all_leave(server, peers, 3);
}

/* Receives what is there, at most `size` bytes. Returns how much that was. */
static size_t hear_some(int peer, char *buffer, size_t size)
{
    ssize_t got = size ? recv(peer, buffer, size, MSG_DONTWAIT) : 0;

    if (got == 0 && size > 0)
        failed("more lines", "the end of the stream");
    if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        failed("more lines", "%s", strerror(errno));
    return got > 0 ? (size_t)got : 0;
}

/* A server that could not send all tries again a moment later. */
static bool more_comes(int peer)
{
    if (wait_for(peer, POLLIN, bound()))
        return true;
    if (clock_is_stopped())
        pass_time(5);
    return wait_for(peer, POLLIN, bound());
}

static void hear(int peer, char *buffer, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t came = hear_some(peer, buffer + done, size - done);
        done += came;
        if (came == 0 && !more_comes(peer))
            failed(text_of("%zu bytes", size), "only %zu in time", done);
    }
}

/* Lines of 61 bytes: no power of two, so that blocks end inside them. */
enum { SENDERS = 10, LINES = 25, LINE = 61, ALL_OF_ONE = LINES * LINE };

static char *lines_of_sixty_one(int sender)
{
    char *text = new_text(ALL_OF_ONE + 1);

    for (int i = 0; i < LINES; i++)
        snprintf(text + i * LINE, LINE + 1, "%02d %02d %.*s\n", sender, i,
                 LINE - 7, letters(LINE));
    return text;
}

/* Every line of all the others, each sender's in order, none torn. */
static void expect_lines_of_sixty_one(int peer, int own, char *const *sent)
{
    enum { ALL = (SENDERS - 1) * ALL_OF_ONE };
    char *came = new_text(ALL);
    int next[SENDERS] = {0};

    hear(peer, came, ALL);
    for (const char *line = came; line < came + ALL; line += LINE) {
        int who = (line[0] - '0') * 10 + line[1] - '0';
        bool right = who >= 0 && who < SENDERS && who != own &&
                     next[who] < LINES &&
                     memcmp(line, sent[who] + next[who] * LINE, LINE) == 0;
        check(right, "whole lines, each sender's in order", "%s",
              quoted(line, LINE));
        next[who]++;
    }
}

static void nothing_tears(int piece)
{
    struct process *server;
    int peers[SENDERS], port = start_server(&server);
    char *sent[SENDERS];

    join(port, peers, SENDERS);
    for (int i = 0; i < SENDERS; i++)
        sent[i] = lines_of_sixty_one(i);
    for (int at = 0; at < ALL_OF_ONE; at += piece)
        for (int i = 0; i < SENDERS; i++) {
            int left = ALL_OF_ONE - at;
            send(peers[i], sent[i] + at, (size_t)(left < piece ? left : piece),
                 MSG_NOSIGNAL);
        }
    did("each of %d peers said %d lines of %d bytes, %d bytes at a time",
        SENDERS, LINES, LINE, piece);
    likely("blocks that end inside a line must not be relayed as they came");
    for (int i = 0; i < SENDERS; i++)
        expect_lines_of_sixty_one(peers[i], i, sent);
    all_leave(server, peers, SENDERS);
}

static void nothing_tears_in_blocks(void)
{
    nothing_tears(512);
}

static void nothing_tears_byte_by_byte(void)
{
    nothing_tears(1);
}

static void the_longest_line(void)
{
    struct process *server;
    int peers[2], port = start_server(&server);
    char *longest = line_of(4095);

    join(port, peers, 2);
    for (int i = 0; i < 3; i++) {
        peer_send(peers[0], longest, 4096);
        peer_expect_bytes(peers[1], longest, 4096);
    }
    all_leave(server, peers, 2);
}

static void a_longer_line_ends_its_sender(void)
{
    static const size_t lengths[] = {4096, 5000, 10 * 1000 * 1000};
    struct process *server;
    int peers[2], port = start_careful(&server);

    join(port, peers, 2);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        int speaker = peer_connect(port);
        likely("what is no line of the protocol is not relayed; the lines "
               "before it are");
        peer_say(speaker, "fine\n");
        send(speaker, line_of(lengths[i]), lengths[i] + 1,
             MSG_NOSIGNAL | MSG_DONTWAIT); /* as much as is taken */
        did("and then a line of %zu bytes", lengths[i]);
        peer_expect(peers[0], "fine\n");
        peer_expect(peers[1], "fine\n");
        expect_line(server, ERR, "over 4095 bytes");
        peer_close(speaker);
        all_hear(peers, 2, 0, "still there\n");
    }
    all_leave(server, peers, 2);
}

/* ---- coming and going ---- */

static void half_a_line_is_dropped(void)
{
    struct process *server;
    int peers[2], port = start_careful(&server);

    join(port, peers, 2);
    for (int i = 0; i < 10; i++) {
        int leaving = peer_connect(port);
        peer_say(leaving, "whole\nhalf a li");
        peer_expect(peers[0], "whole\n");
        peer_expect(peers[1], "whole\n");
        if (i % 2) {
            peer_reset(leaving);
        } else {
            peer_close(leaving);
            expect_line(server, ERR, "left, with a line unfinished");
        }
        likely("what an unfinished line left behind must not stick to "
               "somebody else's");
        all_hear(peers, 2, i % 2, text_of("line %d\n", i));
    }
    all_leave(server, peers, 2);
}

/* It has said that it will say no more, and is gone before it is sent a line
   that it should have heard. */
static void a_reset_before_the_line_harms_nobody(void)
{
    struct launch launch = {.faults = "send=hold@1x1"};

    stop_the_clock();
    struct process *server = start_with(&launch, "server", "0", NULL);
    int port = server_port(server), speaker = peer_connect(port),
        leaving = peer_connect(port);
    await_rest(server);
    peer_say(speaker, "are you there?\n");
    await_held(server);
    peer_finish(leaving);
    peer_reset(leaving);
    let_go();
    await_rest(server);
    int peers[] = {speaker, peer_connect(port)};
    await_rest(server);
    all_hear(peers, 2, 0, "and you?\n");
    all_leave(server, peers, 2);
}

/* One leaves while a line is being sent to the first of those who hear it. */
static void a_line_reaches_all_who_stay(void)
{
    struct launch launch = {.faults = "send=hold@1x1"};
    int peers[4];

    stop_the_clock();
    struct process *server = start_with(&launch, "server", "0", NULL);
    int port = server_port(server);
    for (int i = 0; i < 4; i++) {
        peers[i] = peer_connect(port);
        await_rest(server);
    }
    peer_say(peers[0], "to all\n");
    await_held(server);
    peer_close(peers[1]);
    await_rest(server);
    let_go();
    likely("a member was passed over because another left while the list was "
           "walked: hold the lock, or let one thread own the list");
    peer_expect(peers[2], "to all\n");
    peer_expect(peers[3], "to all\n");
    peer_close(peers[0]);
    all_leave(server, peers + 2, 2);
}

static void leaving_members_harm_nobody(void)
{
    enum { LEAVING = 6, ALL = LEAVING + 3 };
    struct process *server;
    int peers[ALL], port = start_careful(&server);

    join(port, peers, ALL);
    likely("who leaves must not be felt by those who stay");
    for (int i = 0; i < LEAVING; i++) {
        peer_say(peers[LEAVING], text_of("line %d\n", i));
        for (int k = 0; k <= i; k++) /* it hears the last, and goes at once */
            peer_expect(peers[i], text_of("line %d\n", k));
        if (i % 2)
            peer_reset(peers[i]);
        else
            peer_close(peers[i]);
        for (int k = LEAVING + 1; k < ALL; k++)
            peer_expect(peers[k], text_of("line %d\n", i));
    }
    all_leave(server, peers + LEAVING, ALL - LEAVING);
}

static void the_rest_comes_after_a_half_close(void)
{
    enum { COUNT_OF_LINES = 100, LENGTH = 4096 };
    struct process *server;
    int peers[3], port = start_server(&server);
    char *line = line_of(LENGTH - 1), *came = new_text(LENGTH);

    join(port, peers, 3);
    for (int i = 0; i < COUNT_OF_LINES; i++) {
        peer_send(peers[0], line, LENGTH);
        peer_expect_bytes(peers[1], line, LENGTH);
    }
    likely("who says no more is still to get what the log holds, and then "
           "the end of the stream");
    peer_finish(peers[2]);
    for (int i = 0; i < COUNT_OF_LINES; i++) {
        hear(peers[2], came, LENGTH);
        check(memcmp(came, line, LENGTH) == 0, "the line", "%s",
              quoted(came, LENGTH));
    }
    peer_expect_end(peers[2]);
    expect_line(server, ERR, "left");
    all_leave(server, peers, 3);
}

static void takes_a_burst(void)
{
    enum { MEMBERS = 500 };
    need_bare_program(); /* valgrind has room for 500 threads */
    struct process *server;
    int port = start_server(&server), peers[MEMBERS];
    char *came = new_text(2 * MEMBERS);

    if (sysconf(_SC_OPEN_MAX) < 2 * MEMBERS)
        skipped("fewer than %d descriptors here", 2 * MEMBERS);
    join(port, peers, 1);
    for (int i = 1; i < MEMBERS; i++)
        peers[i] = peer_connect(port);
    for (int i = 1; i < MEMBERS; i++)
        peer_say(peers[i], "x\n");
    hear(peers[0], came, 2 * (MEMBERS - 1));
    all_leave(server, peers, MEMBERS);
}

/* main is held on its way to starting the fourth thread: the first sends, two
   read. */
static void nobody_waits_while_another_is_let_in(void)
{
    struct launch launch = {.faults = "pthread_create=hold@4x1"};

    stop_the_clock();
    struct process *server = start_with(&launch, "server", "0", NULL);
    int port = server_port(server);
    int peers[] = {peer_connect(port), peer_connect(port), -1};
    await_rest(server);
    peers[2] = peer_connect(port);
    await_held(server);
    likely("to start a thread takes long: whoever holds the room's lock "
           "meanwhile stops everybody");
    all_hear(peers, 2, 0, "shall we begin?\n");
    all_hear(peers, 2, 1, "yes\n");
    let_go();
    await_rest(server);
    all_hear(peers, 3, 2, "and me?\n");
    all_leave(server, peers, 3);
}

/* ---- back-pressure ---- */

enum { FLOOD_LINES = 4000, FLOOD = FLOOD_LINES * 4096 };

/* 16 MB: more than the kernel keeps for one who does not read. */
static char *flood_text(void)
{
    char *text = new_text(FLOOD);

    for (int i = 0; i < FLOOD_LINES; i++) {
        char *line = text + (size_t)i * 4096;
        memset(line, 'a' + i % 26, 4095);
        memcpy(line, text_of("%06d", i), 6);
        line[4095] = '\n';
    }
    return text;
}

/* Says what is taken at once. Returns how much that was. */
static size_t say_some(int peer, const char *text, size_t length)
{
    ssize_t sent = send(peer, text, length, MSG_NOSIGNAL | MSG_DONTWAIT);

    return sent > 0 ? (size_t)sent : 0;
}

/* One says a text, others hear it; who is in the room beside them does not
   read. */
struct flood {
    int speaker;
    const int *hearers;
    int count;
    const char *text;
    size_t said, heard[8];
};

/* Says and hears what can be at once. Returns how much that was. */
static size_t move_flood(struct flood *flood)
{
    static char came[65536];
    size_t all = say_some(flood->speaker, flood->text + flood->said,
                          FLOOD - flood->said);

    flood->said += all;
    for (int i = 0; i < flood->count; i++) {
        size_t *heard = &flood->heard[i], left = FLOOD - *heard;
        size_t got = hear_some(flood->hearers[i], came,
                               left < sizeof came ? left : sizeof came);
        check(memcmp(came, flood->text + *heard, got) == 0,
              "the lines as they were said", "others, after %zu bytes", *heard);
        *heard += got;
        all += got;
    }
    return all;
}

/* The first who has not yet heard all; NULL: there is none. */
static const int *who_listens(const struct flood *flood)
{
    for (int i = 0; i < flood->count; i++)
        if (flood->heard[i] < FLOOD)
            return &flood->hearers[i];
    return NULL;
}

/* False: nothing moves any more, though what was heard last has made room. */
static bool goes_on(struct flood *flood)
{
    return move_flood(flood) > 0 ||
           wait_for(*who_listens(flood), POLLIN, bound()) ||
           move_flood(flood) > 0;
}

/* Until all have heard all. Time passes when nothing moves any more. Returns
   how much, in milliseconds. */
static int let_all_hear(struct flood *flood)
{
    enum { MOMENT = 10, TOO_LONG = 500 };
    int waited = 0;

    did("one peer says %d lines while %d others listen", FLOOD_LINES,
        flood->count);
    while (who_listens(flood)) {
        if (goes_on(flood))
            continue;
        check(waited < TOO_LONG, "all lines",
              "nothing more after %zu of %d bytes", flood->heard[0], FLOOD);
        pass_time(MOMENT);
        waited += MOMENT;
    }
    return waited;
}

/* Until nothing moves any more, not even a moment later: the server may rest
   between two rounds. */
static void fill_the_room(struct flood *flood)
{
    do {
        while (goes_on(flood))
            ;
        pass_time(1);
    } while (goes_on(flood));
    did("the room is full: one peer has heard %zu bytes", flood->heard[0]);
}

static void a_stuck_member_is_cut_off(void)
{
    struct process *server;
    int peers[5];

    stop_the_clock();
    join(start_careful(&server), peers, 5);
    likely("one who does not read must not hold up the others forever: "
           "nobody may wait for him in send(), least of all with the lock");
    struct flood flood = {peers[0], peers + 2, .count = 3,
                          .text = flood_text()};
    int waited = let_all_hear(&flood); /* but peers[1] */
    expect_line(server, ERR, "cut off");
    likely("200 ms are for one who does not read, and no more");
    check(waited >= 200 && waited < 400, "a pause of 200 ms", "%d ms", waited);
    const int left[] = {peers[0], peers[2], peers[3], peers[4]};
    all_hear(left, 4, 1, "well\n");
    all_leave(server, left, 4);
}

static void many_stuck_members_cost_hardly_more_than_one(void)
{
    enum { STUCK = 20, MEMBERS = STUCK + 5 };
    struct process *server;
    int peers[MEMBERS];

    stop_the_clock();
    join(start_careful(&server), peers, MEMBERS);
    struct flood flood = {peers[0], peers + 1 + STUCK,
                          .count = MEMBERS - 1 - STUCK, .text = flood_text()};
    int waited = let_all_hear(&flood);
    likely("who holds the others up is judged by itself: one after the other "
           "they take %d times 200 ms",
           STUCK);
    check(waited < 400, "a pause hardly longer than with one", "%d ms", waited);
    for (int i = 0; i < STUCK; i++)
        expect_line(server, ERR, "cut off");
    all_leave(server, peers, MEMBERS);
}

/* The server is stopped, with Ctrl-Z say, while the room is full. Meanwhile the
   one who held it up reads all that the kernel has for it. */
static void a_pause_of_the_server_is_nobodys_fault(void)
{
    char *late = new_text(FLOOD);
    struct process *server;
    int peers[3], port;
    size_t heard = 0, got;

    stop_the_clock();
    join(port = start_server(&server), peers, 2);
    peers[2] = peer_connect_narrow(port);
    all_hear(peers, 2, 1, "begin\n");
    struct flood flood = {peers[0], peers + 1, .count = 1,
                          .text = flood_text()};
    fill_the_room(&flood);
    send_signal(server, SIGSTOP);
    await_rest(server);
    pass_time(1000);
    while ((got = hear_some(peers[2], late + heard, FLOOD - heard)) > 0)
        heard += got;
    did("the one who held the others up has heard %zu bytes", heard);
    send_signal(server, SIGCONT);
    await_rest(server);
    likely("the clock of a member that takes its share starts anew: first the "
           "time that it was late, then what it takes now");
    check(times_said(server, "cut off") == 0, "nobody cut off", "%s",
          output_of(server, ERR, NULL));
    all_leave(server, peers, 3);
}

static void a_slow_reader_loses_nothing(void)
{
    enum { LENGTH = 4096, ALL = 6 * 1000 * 1000 / LENGTH * LENGTH };
    struct process *server;
    int peers[2];
    char *text = flood_text(), *came = new_text(LENGTH);
    size_t said = 0;

    stop_the_clock(); /* or it would be cut off, were the test held up */
    join(start_server(&server), peers, 2);
    said = peer_send_some(peers[0], text, ALL);
    likely("while the log is full its sender is to be slowed, not cut short");
    for (size_t heard = 0; heard < ALL; heard += LENGTH) {
        said += say_some(peers[0], text + said, ALL - said);
        hear(peers[1], came, LENGTH);
        check(memcmp(came, text + heard, LENGTH) == 0, "each line, in order",
              "%s", quoted(came, LENGTH));
    }
    all_leave(server, peers, 2);
}

/* How many lines of a file contain this; the file is removed. */
static int lines_with(const char *file, const char *words)
{
    FILE *list = fopen(file, "r");
    char line[4096];
    int count = 0;

    if (!list)
        failed("a record of the calls", "%s", strerror(errno));
    while (fgets(line, sizeof line, list))
        count += strstr(line, words) != NULL;
    fclose(list);
    remove(file);
    return count;
}

/* With Nagle's algorithm a small line waits until the one before it has been
   acknowledged, and who has lately answered takes some 40 ms over that, in
   case there is an answer again. To see that one would have to count on the
   machine's pace: so the calls are looked at. */
static void no_line_waits_for_an_acknowledgement(void)
{
    const char *record = text_of("/tmp/test_06.%ld", (long)getpid());
    int peers[3];

    record_to(record);
    struct process *server = start("server", "0", NULL);
    join(server_port(server), peers, 3);
    all_leave(server, peers, 3);
    likely("small segments are held back without TCP_NODELAY");
    int set = lines_with(record, "TCP_NODELAY, 1");
    check(set == 3, "TCP_NODELAY set for each of 3 members", "%d times", set);
}

/* ---- the stop ---- */

static void stops_with_idle_members(void)
{
    static const int numbers[] = {SIGINT, SIGTERM};

    stop_the_clock();
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct process *server;
        int peers[3], port = start_server(&server);
        join(port, peers, 3);
        await_rest(server); /* in recv(), where it is hard to be woken */
        rule_stops(server, numbers[i]);
        for (int k = 0; k < 3; k++)
            peer_expect_end(peers[k]);
        likely("whoever ends while threads are still at work takes along what "
               "they had to say: join them first");
        for (int k = 0; k < 3; k++)
            expect_line(server, ERR, "cut off: the server stops, and it stays");
        expect_line(server, ERR, "stopped");
    }
}

static void stops_with_a_stuck_member(void)
{
    enum { SIZE = 500 * 1000 }; /* the log has room for it, the kernel not */
    struct process *server;
    int peers[2];

    stop_the_clock();
    int port = start_careful(&server);
    join(port, peers, 2);
    peer_connect_narrow(port); /* does not read */
    peer_send(peers[0], flood_text(), SIZE);
    hear(peers[1], new_text(SIZE), SIZE / 4096 * 4096);
    rule_stops(server, SIGTERM);
    expect_line(server, ERR, "cut off: the server stops");
}

/* All that comes before the end of the stream, `size` bytes at most. Time
   passes when nothing moves any more: the server tries again a moment later. */
static size_t hear_to_the_end(int peer, char *buffer, size_t size)
{
    size_t heard = 0;
    ssize_t got;

    while ((got = recv(peer, buffer + heard, size - heard, MSG_DONTWAIT))) {
        if (got > 0)
            heard += (size_t)got;
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            pass_time(10);
        else if (errno != EINTR)
            failed("the end of the stream", "%s", strerror(errno));
    }
    return heard;
}

/* What has been said when the signal comes is still heard, by all, and nobody
   is left with half a line. */
static void stops_in_the_midst_of_a_flood(void)
{
    enum { MEMBERS = 5, SIZE = 2 * 1000 * 1000 };
    struct process *server;
    int peers[MEMBERS];
    char *heard[MEMBERS];
    size_t length[MEMBERS];

    stop_the_clock();
    join(start_careful(&server), peers, MEMBERS);
    peer_send_some(peers[0], flood_text(), SIZE / 4);
    likely("what the log holds is still to be sent, whole, and each reader to "
           "be told the end: join the threads first");
    send_signal(server, SIGTERM);
    for (int i = 1; i < MEMBERS; i++) {
        heard[i] = new_text(SIZE);
        length[i] = hear_to_the_end(peers[i], heard[i], SIZE);
        check(length[i] == 0 || heard[i][length[i] - 1] == '\n',
              "whole lines to the end", "half a line");
        check(length[i] == length[1] &&
                  memcmp(heard[i], heard[1], length[1]) == 0,
              "the same lines as peer 2 has", "others");
    }
    for (int i = 0; i < MEMBERS; i++)
        peer_close(peers[i]);
    time_to_end(server, 1000);
    expect_exit(server, 0);
}

static void a_stop_lets_the_last_lines_out(void)
{
    struct process *server;
    int peers[3];
    char *text = flood_text(), *late = new_text(FLOOD);

    stop_the_clock();
    join(start_server(&server), peers, 3);
    struct flood flood = {peers[0], peers + 1, .count = 1, .text = text};
    fill_the_room(&flood); /* peers[2] does not read */
    send_signal(server, SIGTERM);
    await_rest(server);
    peer_close(peers[0]);
    likely("whoever ends while threads are still at work takes along what "
           "they had to send: join them first");
    likely_if_it_waits("whoever takes a lock gives it back on each way out: "
                       "else the next to want it waits forever");
    size_t heard = hear_to_the_end(peers[2], late, FLOOD);
    check(heard >= flood.heard[0] && memcmp(late, text, heard) == 0,
          text_of("the same %zu bytes as the other, at least", flood.heard[0]),
          "%zu", heard);
    check(heard % 4096 == 0, "whole lines", "half a line at the end");
    heard -= hear_to_the_end(peers[1], late, FLOOD);
    check(heard == flood.heard[0], text_of("as much as the other"), "%zu",
          heard);
    peer_close(peers[1]);
    peer_close(peers[2]);
    time_to_end(server, 1000);
    expect_exit(server, 0);
}

/* Connections keep coming, and main is held before it takes each. */
static void a_stop_is_heard_in_a_flood(void)
{
    rule_hears_a_stop_in_a_flood("server");
}

static void starts_and_stops_many_times(void)
{
    for (int i = 0, times = has_runner() ? 10 : 30; i < times; i++) {
        struct process *server;
        int peer = peer_connect(start_careful(&server));
        if (i % 3)
            peer_say(peer, "x\n");
        if (i % 5 == 0)
            peer_reset(peer);
        send_signal(server, i % 2 ? SIGINT : SIGTERM);
        if (i % 5 != 0) {
            peer_expect_end(peer);
            peer_close(peer);
        }
        expect_exit(server, 0);
    }
}

/* ---- what is lacking, and the log ---- */

static void an_aborted_connection_is_no_error(void)
{
    struct launch launch = {.faults = "accept=ECONNABORTEDx1"};
    struct process *server = start_with(&launch, "server", "0", NULL);
    int peers[2];

    likely("accept() failed with ECONNABORTED, once: that one has gone again, "
           "and that is no reason to end");
    peer_connect(server_port(server));
    join(server_port(server), peers, 2);
    all_leave(server, peers, 2);
    likely("to say that something is lacking, and to pause, is for descriptors "
           "and memory");
    check(times_said(server, "accept") == 0 &&
              times_said(server, "all who waited") == 0,
          "no word about it", "%s", output_of(server, ERR, NULL));
}

static void runs_out_of_descriptors_and_recovers(void)
{
    enum { MEMBERS = 20, LEFT = 4 };
    struct launch few = {.descriptors = 16, .faults = "accept=hold@1000x1"};
    int peers[MEMBERS];

    stop_the_clock();
    struct process *server = start_with(&few, "server", "0", NULL);
    int port = server_port(server);
    for (int i = 0; i < MEMBERS; i++)
        peers[i] = peer_connect(port);
    likely("accept() fails with EMFILE as long as nobody leaves: said once, "
           "and waited for without asking again and again");
    expect_line(server, ERR, strerror(EMFILE));
    waits_without_asking(server);
    for (int i = LEFT; i < MEMBERS; i++)
        peer_close(peers[i]);
    pass_time(1000);
    peers[1] = peer_connect(port);
    peer_say(peers[1], "made it\n");
    peer_expect(peers[0], "made it\n");
    check(times_said(server, strerror(EMFILE)) == 1, "one line about it", "%d",
          times_said(server, strerror(EMFILE)));
    rule_stops(server, SIGTERM);
}

/* Nobody has given a descriptor back when the stop comes. */
static void a_stop_in_a_shortage_resets_nobody(void)
{
    enum { MEMBERS = 20 };
    struct launch few = {.descriptors = 16};
    struct process *server = start_with(&few, "server", "0", NULL);
    int peers[MEMBERS], port = server_port(server);

    for (int i = 0; i < MEMBERS; i++)
        peers[i] = peer_connect(port);
    expect_line(server, ERR, strerror(EMFILE));
    send_signal(server, SIGTERM);
    likely("whoever is still in the queue when the listener is closed is "
           "reset: it is let go before, when there are descriptors again");
    for (int i = 0; i < MEMBERS; i++)
        peer_expect_end(peers[i]);
    expect_exit(server, 0);
}

static void what_is_lacking_for_a_moment_ends_nothing(void)
{
    static const struct fault faults[] = {
        FAULT(accept, EMFILE), FAULT(accept, ENFILE), FAULT(accept, ENOMEM),
        FAULT(accept, EINTR), FAULT(accept, ENOBUFS)};

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {.faults =
                                    text_of("accept=%sx3", faults[i].name)};
        struct process *server = start_with(&launch, "server", "0", NULL);
        int peers[2];
        for (int k = 0; k < 2; k++) {
            likely("accept() failed with %s three times, and then no more: "
                   "that is no reason to end",
                   faults[i].name);
            peers[k] = peer_connect(server_port(server));
        }
        peer_say(peers[1], "well\n");
        peer_expect(peers[0], "well\n");
        all_leave(server, peers, 2);
    }
}

static void threads_that_are_refused_come_later(void)
{
    struct launch launch = {.faults = "pthread_create=EAGAIN@2x3",
                            .count_sockets = true};
    struct process *server = start_with(&launch, "server", "0", NULL);
    int peers[2];

    likely("pthread_create() was refused three times: the member is kept, and "
           "gets its thread later");
    join(server_port(server), peers, 2);
    expect_line(server, ERR, "pthread_create");
    all_leave(server, peers, 2);
    check(times_said(server, "pthread_create") == 1, "one line about it", "%d",
          times_said(server, "pthread_create"));
}

static void a_members_trouble_is_its_own(void)
{
    static const struct fault faults[] = {FAULT(recv, ECONNRESET),
                                          FAULT(recv, ETIMEDOUT)};

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {
            .faults = text_of("%s=%sx1", faults[i].call, faults[i].name),
            .count_sockets = true};
        struct process *server = start_with(&launch, "server", "0", NULL);
        int peers[2], port = server_port(server);
        likely("recv() failed with %s, once: that is one member's trouble, and "
               "no other's",
               faults[i].name);
        peer_say(peer_connect(port), "x\n");
        expect_line(server, ERR, strerror(faults[i].number));
        join(port, peers, 2);
        all_leave(server, peers, 2);
    }
}

static void logs_who_comes_and_with_v_each_line(void)
{
    struct process *server = start("server", "-v", "0", NULL);
    int peers[2];

    join(server_port(server), peers, 2);
    expect_line(server, ERR, "joined");
    expect_line(server, ERR, "joined");
    all_hear(peers, 2, 0, "Olá\n");
    expect_line(server, ERR, ": Olá");
    peer_close(peers[0]);
    expect_line(server, ERR, "left");
    rule_stops(server, SIGTERM);
    expect_line(server, ERR, "stopped");
}

/* The server's log goes to `path`, where it is more than there is room for. */
static void talks_though_its_log_is_blocked(const char *path)
{
    struct launch launch = {.name = "server"};
    char *argv[] = {"sh", "-c",
                    (char *)text_of("exec ./server -v 0 2>%s", path), NULL};
    struct process *server = start_command(&launch, argv);
    int peers[2];

    join(server_port(server), peers, 2);
    likely("to log under a lock, or where write() may block, puts the chat "
           "into the hands of whoever reads the log");
    for (int i = 0; i < 50; i++)
        all_hear(peers, 2, i % 2, line_of(2000));
    all_leave(server, peers, 2);
}

/* Standard error is a pipe that is full, and nobody reads it. */
static void a_blocked_log_stops_nobody(void)
{
    const char *fifo = scratch_file("fifo");

    if (mkfifo(fifo, 0600) < 0)
        skipped("mkfifo: %s", strerror(errno));
    int held = open(fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    talks_though_its_log_is_blocked(fifo);
    close(held);
}

/* It is a terminal whose window shows nothing more, as after Ctrl-S. */
static void a_held_terminal_stops_nobody(void)
{
    int window = posix_openpt(O_RDWR | O_NOCTTY);

    if (window < 0 || grantpt(window) < 0 || unlockpt(window) < 0)
        skipped("posix_openpt: %s", strerror(errno));
    talks_though_its_log_is_blocked(ptsname(window));
    close(window);
}

static void memory_is_bounded(void)
{
    struct process *server;
    char line[256];
    long peak = -1;
    int peers[3];

    need_bare_program();
    stop_the_clock();
    join(start_server(&server), peers, 3);
    struct flood flood = {peers[0], peers + 2, .count = 1,
                          .text = flood_text()};
    let_all_hear(&flood); /* but peers[1] */
    FILE *status =
        fopen(text_of("/proc/%ld/status", (long)process_id(server)), "r");
    if (!status)
        skipped("no /proc here to look into");
    while (fgets(line, sizeof line, status))
        if (strncmp(line, "VmHWM:", 6) == 0)
            peak = atol(line + 6);
    fclose(status);
    check(peak < 6 * 1024, "less than 6 MiB at any time", "%ld KiB", peak);
    all_leave(server, peers, 3);
}

/* ---- the client ---- */

static struct process *start_client(const struct launch *launch, int *peer)
{
    int port, listener = peer_listen(&port);

    keep_patient();
    struct process *client = start_with(launch, "client", "127.0.0.1",
                                        text_of("%d", port), "ana", NULL);
    *peer = peer_accept(listener);
    peer_expect(*peer, "* ana joined\n");
    return client;
}

static void says_farewell(struct process *client, int peer)
{
    likely("the others are told: \"* ana left\"; then the end of the stream");
    peer_expect(peer, "* ana left\n");
    peer_expect_end(peer);
    peer_close(peer);
    expect_exit(client, 0);
}

static void client_misses_standard_streams(void)
{
    rule_missing_streams_of_client("client", "ana", NULL);
}

static void client_arguments(void)
{
    static const char *const names[] = {"",
                                        "a:b",
                                        "*ana",
                                        " ana",
                                        "ana ",
                                        "a\tb",
                                        "a\nb",
                                        "a\x1b[2J",
                                        "\xff",
                                        "caf\xc3",
                                        "\xc2\x85",
                                        "123456789012345678901234567890123",
                                        "ana\xc2\xa0",
                                        "a\xc2\xadna",
                                        "ana\xe1\x9a\x80",
                                        "\xd8\x9c"
                                        "ana",
                                        "ana\xe2\x80\x8b",
                                        "\xe2\x80\xae"
                                        "ana",
                                        "a\xe2\x80\x80na",
                                        "ana\xe2\x81\x9f",
                                        "\xe2\x81\xa6"
                                        "ana",
                                        "ana\xe3\x80\x80",
                                        "\xef\xbb\xbf"
                                        "ana"};
    static const char *const seen[] = {"caf\xc3\xa9",
                                       "\xd8\x9b\xe1\x9a\x81",
                                       "d\xe2\x80\x99\xc3\x81vila",
                                       "\xe2\x80\xb0",
                                       "\xe2\x81\x9e\xe2\x81\xb0",
                                       "\xe3\x80\x81\xe6\x97\xa5",
                                       "\xf0\x9f\x98\x80"};
    const char *nobody = text_of("%d", dead_port());

    rule_client_arguments("client");
    for (size_t i = 0; i < COUNT(names); i++) {
        struct process *client =
            start("client", "127.0.0.1", "1", names[i], NULL);
        likely("\"%s\" is no name by the protocol", names[i]);
        expect_exit(client, 2);
        expect_line(client, ERR, "usage: ./client");
    }
    for (size_t i = 0; i < COUNT(seen); i++)
        expect_exit(start("client", "127.0.0.1", nobody, seen[i], NULL), 1);
    struct process *nameless = start("client", "127.0.0.1", "1", NULL);
    end_input(nameless);
    expect_exit(nameless, 2);
    expect_exit(start("client", "a", "1", "b", "c", NULL), 2);
}

static void client_nobody_listens(void)
{
    struct process *client =
        start("client", "127.0.0.1", text_of("%d", dead_port()), "ana", NULL);

    expect_exit(client, 1);
    expect_line(client, ERR, strerror(ECONNREFUSED));
}

static void client_says_and_hears(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);

    type_line(client, "Olá");
    peer_expect(peer, "ana: Olá\n");
    type_line(client, ""); /* says nothing */
    likely("a line is heard while nobody types, and typed while nobody speaks");
    peer_say(peer, "* bia joined\nbia: oi\nbia: caf");
    expect_line(client, OUT, "bia: oi");
    peer_say(peer, "\xc3\xa9\n");
    expect_line(client, OUT, "bia: café");
    type_bytes(client, "the last", 8);
    end_input(client);
    peer_expect(peer, "ana: the last\n");
    says_farewell(client, peer);
    size_t length;
    const char *shown = output_of(client, OUT, &length);
    check(strcmp(shown, "* bia joined\nbia: oi\nbia: café\n") == 0,
          "the others' lines and nothing else", "%s", quoted(shown, length));
}

static void client_takes_leave(void)
{
    static const char *const words[] = {"sair", " QUIT "};
    static const int numbers[] = {SIGINT, SIGTERM};
    int peer;

    for (size_t i = 0; i < COUNT(words); i++) {
        struct process *client = start_client(NULL, &peer);
        type_line(client, words[i]);
        says_farewell(client, peer);
    }
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct process *client = start_client(NULL, &peer);
        send_signal(client, numbers[i]);
        says_farewell(client, peer);
    }
}

static void client_hears_the_rest_after_its_farewell(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);

    end_input(client);
    peer_expect(peer, "* ana left\n");
    peer_expect_end(peer);
    likely("who has said farewell still hears what was said before");
    peer_say(peer, "bia: wait\n");
    peer_close(peer);
    expect_exit(client, 0);
    expect_line(client, OUT, "bia: wait");
}

static void client_may_find_the_server_gone_at_the_end(void)
{
    struct launch launch = {.faults = "shutdown=ENOTCONN"};
    int peer;

    need_tap();
    struct process *client = start_client(&launch, &peer);
    likely("a connection that is no more cannot be shut down (ENOTCONN): how "
           "it ended is what recv() tells");
    end_input(client);
    peer_expect(peer, "* ana left\n");
    peer_finish(peer);
    expect_exit(client, 0);
}

static void client_does_not_wait_for_ever(void)
{
    int peer;

    stop_the_clock();
    struct process *client = start_client(NULL, &peer);
    end_input(client);
    peer_expect(peer, "* ana left\n");
    likely("after its farewell the client waits for the server's end of "
           "stream, but not forever: 5 seconds");
    long long time = time_to_end(client, 10000);
    check(time == 5000, "an end after 5000 ms", "%lld ms", time);
    expect_exit(client, 1);
    expect_line(client, ERR, "does not hang up");
}

static void client_says_that_a_line_was_not_finished(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);

    end_input(client);
    peer_expect(peer, "* ana left\n");
    peer_expect_end(peer);
    likely("half a line, then the end: something was lost, and 0 would say "
           "that all came");
    peer_say(peer, "bia: wait\nhalf a li");
    peer_close(peer);
    expect_exit(client, 1);
    expect_line(client, OUT, "bia: wait");
    expect_line(client, ERR, "hung up in the middle of a line");
}

static void client_refuses_what_does_not_fit(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);
    char *longest = line_of(4090);

    type_bytes(client, line_of(4091), 4092);
    type_bytes(client, line_of(9000), 9001);
    type_bytes(client, longest, 4091);
    end_input(client);
    peer_expect(peer, "ana: ");
    peer_expect_bytes(peer, longest, 4091);
    peer_expect(peer, "* ana left\n");
    peer_close(peer);
    expect_exit(client, 1);
    check(times_said(client, "not sent: a line over 4090 bytes") == 2,
          "two lines refused", "%s", output_of(client, ERR, NULL));
}

static void client_hears_that_the_server_has_gone(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);

    likely("read(0) waits for the keyboard and for nothing else: somebody "
           "must wake it when the server goes");
    peer_say(peer, "bia: oi\nhalf a li");
    peer_close(peer);
    expect_exit(client, 1);
    expect_line(client, OUT, "bia: oi");
    expect_line(client, ERR, "hung up");
    client = start_client(NULL, &peer);
    peer_reset(peer);
    expect_exit(client, 1);
    expect_line(client, ERR, strerror(ECONNRESET));
}

static void client_refuses_an_endless_line(void)
{
    int peer;
    struct process *client = start_client(NULL, &peer);

    peer_send_some(peer, letters(5000), 5000);
    expect_exit(client, 1);
    expect_line(client, ERR, "over 4095 bytes");
}

static void client_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    int port, listener = peer_listen(&port);
    struct process *client =
        start_with(&terminal, "client", "127.0.0.1", text_of("%d", port), NULL);

    type_line(client, "a:b");
    expect_line(client, ERR, "that is not a valid name");
    type_line(client, "ana");
    int peer = peer_accept(listener);
    peer_expect(peer, "* ana joined\n");
    likely("bytes from the network must not drive the reader's screen");
    peer_say(peer, "\x1b[2J\x07 caf\xc3\xa9 \xff\n");
    expect_line(client, OUT, "\\x1b[2J\\x07 café \\xff");
    type_line(client, "sair");
    says_farewell(client, peer);
}

/* What a telnet client sends: an answer about its options (IAC), which is no
   text, and lines that end with a CR and a newline. */
static void a_line_from_telnet_is_shown(void)
{
    static const char line[] = "\xff\xfb\x18"
                               "bia: oi\r\n";
    struct launch terminal = {.terminal = true};
    int port, listener = peer_listen(&port);

    for (int i = 0; i < 2; i++) {
        struct process *client =
            start_with(i == 0 ? &terminal : NULL, "client", "127.0.0.1",
                       text_of("%d", port), "ana", NULL);
        int peer = peer_accept(listener);
        peer_expect(peer, "* ana joined\n");
        likely("the CR before a newline is telnet's, and no character to be "
               "seen; but a pipe gets each byte as it came");
        peer_say(peer, line);
        expect_line(client, OUT, "bia: oi");
        const char *shown = output_of(client, OUT, NULL);
        check(strstr(shown, i == 0 ? "\\xff\\xfb\\x18"
                                     "bia: oi\n"
                                   : line),
              "the line, and no CR on a terminal", "%s",
              quoted(shown, strlen(shown)));
        type_line(client, "sair");
        says_farewell(client, peer);
    }
}

static void client_ends_in_the_middle_of_a_line_on_a_terminal(void)
{
    struct launch terminal = {.terminal = true};
    int peer;
    struct process *client = start_client(&terminal, &peer);

    likely_if_it_waits("on a terminal the second Ctrl-D is read() returning 0, "
                       "once: if that is forgotten when the last line has been "
                       "handed out, the next read() waits for a third");
    type_bytes(client, "abc\x04\x04", 5);
    peer_expect(peer, "ana: abc\n");
    says_farewell(client, peer);
}

static void client_output_cannot_be_written(void)
{
    const char *outputs[] = {"/dev/full", NULL};

    for (int i = 0; i < 2; i++) {
        struct launch launch = {.output = outputs[i],
                                .closed_output = !outputs[i],
                                .count_sockets = true};
        int peer;
        struct process *client = start_client(&launch, &peer);
        likely("printf() failed, and nobody looked: see ferror()");
        peer_say(peer, "bia: oi\n");
        expect_exit(client, 1);
        expect_line(client, ERR, "standard output");
    }
}

/* On a screen that somebody looks at: "|" is the cursor. */
static struct process *start_on_screen(int *peer)
{
    struct launch screen = {.columns = 40};
    struct process *client = start_client(&screen, peer);

    await_rest(client);
    return client;
}

static void type_text(struct process *process, const char *text)
{
    type_bytes(process, text, strlen(text));
}

static void client_keeps_the_line_that_is_being_typed(void)
{
    int peer;
    struct process *client = start_on_screen(&peer);

    likely("what arrives goes above the line that is being typed: that one is "
           "erased first, and drawn again afterwards");
    type_text(client, "I was just going to wri");
    expect_screen(client, "\nI was just going to wri|");
    peer_say(peer, "bia: Olá\nbia: E a\xc3\xad?\n");
    expect_screen(client, "\nbia: Olá\nbia: E aí?\nI was just going to wri|");
    likely("Enter sends the line, and leaves it on the screen");
    type_text(client, "te\n");
    peer_expect(peer, "ana: I was just going to write\n");
    expect_screen(client, "\nbia: E aí?\nI was just going to write\n|");
    type_text(client, "quit\n");
    says_farewell(client, peer);
}

static void client_lets_a_line_be_changed(void)
{
    int peer;
    struct process *client = start_on_screen(&peer);

    likely("backspace takes the whole character away, however many bytes it "
           "has: the others begin with the bits 10");
    type_text(client, "a\xc3\xa9\xe2\x82\xac\x7f");
    expect_screen(client, "\na\xc3\xa9|");
    type_text(client, "\x08\x08\x7f\x7f"
                      "b");
    expect_screen(client, "\nb|");
    likely("Ctrl-U takes the line away");
    type_text(client, "cd\x15"
                      "e");
    expect_screen(client, "\ne|");
    likely("keys that mean nothing here, arrows for one, leave nothing");
    type_text(client, "\x1b[A\x1b[1;5C\x1bOP\x01\x1b"
                      "f\n");
    peer_expect(peer, "ana: ef\n");
    likely("several lines that are pasted are several lines");
    type_text(client, "one\ntwo\nthr");
    peer_expect(peer, "ana: one\nana: two\n");
    expect_screen(client, "\nef\none\ntwo\nthr|");
    likely("Ctrl-D ends the conversation, but not while a line is begun");
    type_text(client, "\x04"
                      "ee\n\x04");
    peer_expect(peer, "ana: three\n");
    says_farewell(client, peer);
}

static void client_shows_the_end_of_a_long_line(void)
{
    int peer;
    struct process *client = start_on_screen(&peer);
    const char *text = "0123456789 0123456789 0123456789 0123456789";

    likely("of a line that is longer than the screen the end is shown");
    type_text(client, text);
    expect_screen(client, text_of("\n%s|", text + strlen(text) - 39));
    peer_say(peer, "bia: Olá\n");
    expect_screen(client, text_of("\nbia: Olá\n%s|", text + strlen(text) - 39));
    likely("another window has another width: it is to be asked again");
    resize_screen(client, 30);
    expect_screen(client, text_of("\nbia: Olá\n%s|", text + strlen(text) - 29));
    resize_screen(client, 60);
    expect_screen(client, text_of("\nbia: Olá\n%s|", text));
    likely("once sent, it is to be seen as a whole");
    resize_screen(client, 40);
    type_text(client, "\n");
    expect_screen(client, text_of("\nbia: Olá\n%.40s\n%s\n|", text, text + 40));
    peer_expect(peer, text_of("ana: %s\n", text));
    likely("what is too long to be sent is refused, above the line");
    resize_screen(client, 100); /* 4095 bytes would need too many rows */
    type_text(client, letters(4200));
    type_text(client, "\n");
    expect_screen(client, "\nclient: not sent: a line over 4090 bytes\n|");
    type_text(client, "quit\n");
    peer_expect(peer, "* ana left\n");
    peer_close(peer);
    expect_exit(client, 1);
}

static void client_obeys_nobody_on_a_screen(void)
{
    int peer;
    struct process *client = start_on_screen(&peer);

    likely("bytes from the network must not drive the reader's screen");
    type_text(client, "half");
    peer_say(peer, "bia: \x1b[2J\x07 \xff\n");
    expect_screen(client, "\nbia: \\x1b[2J\\x07 \\xff\nhalf|");
    type_text(client, " a \xc2\x9b\xff\n");
    expect_screen(client, "\nhalf a \\xc2\\x9b\\xff\n|");
    peer_expect(peer, "ana: half a \xc2\x9b\xff\n");
    type_text(client, "quit\n");
    says_farewell(client, peer);
}

/* Does it show by itself again what is typed, and hand over lines? */
static void check_given_back(const struct process *process)
{
    struct termios mode;

    likely("who has taken a terminal must give it back, however it ends: the "
           "shell would show nothing of what is typed");
    if (tcgetattr(input_of(process), &mode) < 0)
        skipped("tcgetattr: %s", strerror(errno));
    check((mode.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO),
          "the terminal as it was, with ECHO and ICANON", "%s%s",
          mode.c_lflag & ECHO ? "" : "no ECHO ",
          mode.c_lflag & ICANON ? "" : "no ICANON");
}

static void client_gives_its_terminal_back(void)
{
    static const int numbers[] = {SIGHUP, SIGQUIT, SIGUSR1, SIGALRM, SIGABRT};
    int peer;
    struct process *client = start_on_screen(&peer);

    type_text(client, "half\x03"); /* Ctrl-C */
    says_farewell(client, peer);
    check_given_back(client);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        client = start_on_screen(&peer);
        send_signal(client, numbers[i]);
        expect_death(client, numbers[i]);
        check_given_back(client);
    }
    client = start_on_screen(&peer);
    type_text(client, "\x03");
    peer_expect(peer, "* ana left\n");
    type_text(client, "\x03");
    expect_death(client, SIGINT);
    check_given_back(client);
    client = start_on_screen(&peer);
    peer_close(peer); /* the server goes */
    expect_exit(client, 1);
    check_given_back(client);
    expect_screen(client, "hung up\n|");
}

/* It is in the middle of its work when a second signal comes. */
static void client_dies_of_a_second_signal(void)
{
    struct launch screen = {.columns = 40, .faults = "send=hold@2"};
    int peer;
    struct process *client = start_client(&screen, &peer);

    type_text(client, "half\nanother half");
    await_held(client);
    send_signal(client, SIGTERM);
    await_rest(client);
    send_signal(client, SIGTERM);
    expect_death(client, SIGTERM);
    check_given_back(client);
}

static void client_waits_for_the_end_of_a_line(void)
{
    int peer;
    struct process *client = start_on_screen(&peer);

    type_text(client, "how I clean up: ");
    expect_screen(client, "\nhow I clean up: |");
    likely("the server goes while somebody types: were the client to end, the "
           "other half of the line would be a command of the shell's");
    peer_close(peer);
    expect_screen(client, "Enter ends\nhow I clean up: |");
    type_text(client, "rm -rf *");
    expect_screen(client, "Enter ends\nhow I clean up: rm -rf *|");
    type_text(client, "\n");
    expect_exit(client, 1);
    expect_screen(client, "hung up\n|");
    check_given_back(client);
    client = start_on_screen(&peer);
    type_text(client, "half");
    expect_screen(client, "half|");
    peer_close(peer);
    expect_screen(client, "Enter ends\nhalf|");
    likely("while it waits for Enter, signals end it, too");
    send_signal(client, SIGTERM);
    expect_exit(client, 1);
    check_given_back(client);
}

/* A shell on a screen, which starts the client as `command` says: "$@". */
static struct process *start_shell(const char *command, int *peer)
{
    struct launch screen = {.name = "sh", .columns = 40, .own_group = true};
    int port, listener = peer_listen(&port);
    struct process *shell =
        start_with(&screen, "/bin/sh", "-c", command, "sh", "./client",
                   "127.0.0.1", text_of("%d", port), "ana", NULL);

    *peer = peer_accept(listener);
    peer_expect(*peer, "* ana joined\n");
    await_rest(shell);
    return shell;
}

static void client_stops_and_goes_on(void)
{
    int peer;
    struct process *shell = start_shell(
        "set -m; \"$@\"; stty -a | grep -o '[-]*icanon'; read x; fg; echo bye",
        &peer);

    type_text(shell, "half");
    expect_screen(shell, "\nhalf|");
    likely("before Ctrl-Z stops the program, the shell must have its terminal "
           "back, and after `fg` the program takes it again");
    type_text(shell, "\x1a");
    expect_screen(shell, "icanon\n|");
    check(!strstr(screen_of(shell), "-icanon"), "a terminal as it was",
          "-icanon");
    peer_say(peer, "bia: Olá\n");
    type_text(shell, "\n");
    expect_screen(shell, "\nbia: Olá\nhalf|");
    type_text(shell, " and half\n");
    peer_expect(peer, "ana: half and half\n");
    type_text(shell, "quit\n");
    peer_expect(peer, "* ana left\n");
    peer_close(peer);
    expect_screen(shell, "\nbye\n|");
    expect_exit(shell, 0);
    check_given_back(shell);
}

/* Ctrl-Z where there is no shell: nobody could let it go on. */
static void client_does_not_stop_for_good(void)
{
    int peer;
    struct process *client = start_on_screen(&peer);

    type_text(client, "half");
    expect_screen(client, "\nhalf|");
    type_text(client, "\x1a");
    await_rest(client);
    expect_screen(client, "\nhalf|");
    type_text(client, " and half\n");
    peer_expect(peer, "ana: half and half\n");
    type_text(client, "quit\n");
    says_farewell(client, peer);
}

/* There the terminal is the shell's. */
static void client_waits_in_the_background(void)
{
    int peer;
    struct process *shell = start_shell(
        "set -m; \"$@\" & read x; stty -a | grep -o '[-]*icanon'; fg; echo bye",
        &peer);

    likely("in the background tcsetattr() stops the program until `fg`: what "
           "is typed is the shell's");
    type_text(shell, "x\n");
    await_rest(shell);
    check(strstr(screen_of(shell), "\nicanon"), "a terminal as it was", "%s",
          screen_of(shell));
    peer_say(peer, "bia: Olá\n");
    expect_screen(shell, "bia: Olá\n|");
    type_text(shell, "half");
    expect_screen(shell, "bia: Olá\nhalf|");
    type_text(shell, "\x15quit\n");
    peer_expect(peer, "* ana left\n");
    peer_close(peer);
    expect_screen(shell, "bye\n|");
    expect_exit(shell, 0);
}

/* Bash's `kill %1` lets a job that is stopped go on, too; not every shell's. */
static void client_can_be_ended_where_it_is_stopped(void)
{
    static const char *const jobs[] = {
        "set -m; \"$@\"; read x; kill %1; kill -CONT %1; wait; read x",
        "set -m; \"$@\" & read x; kill %1; kill -CONT %1; wait; read x",
        "set -m; \"$@\" & read x; kill -HUP %1; kill -CONT %1; wait; read x"};

    for (int i = 0; i < 3; i++) {
        int peer;
        struct process *shell = start_shell(jobs[i], &peer);
        if (i == 0)
            type_text(shell, "\x1a");
        await_rest(shell);
        likely(
            "a signal has ended the wait, and not `fg`: where the terminal is "
            "the shell's, tcsetattr() and tcflush() stop the program again");
        type_text(shell, "x\n");
        if (i < 2) /* nobody catches SIGHUP to say so */
            peer_expect(peer, "* ana left\n");
        peer_expect_end(peer);
        peer_close(peer);
        type_text(shell, "x\n"); /* the shell's end would let it go on, too */
        expect_exit(shell, 0);
    }
}

static void client_leaves_nothing_to_the_shell(void)
{
    int peer;
    struct process *shell =
        start_shell("trap : TERM; \"$@\"; stty -icanon -echo min 0 time 0; "
                    "dd bs=100 count=1 2>/dev/null | wc -c",
                    &peer);

    send_signal(shell, SIGSTOP); /* both */
    await_rest(shell);
    type_text(shell, "touch x\n");
    likely("what was typed and not yet read was meant for the chat, and the "
           "shell would take it for a command: tcflush()");
    send_signal(shell, SIGTERM);
    send_signal(shell, SIGCONT);
    peer_expect(peer, "* ana left\n");
    peer_close(peer);
    expect_screen(shell, "\n0\n|");
    expect_exit(shell, 0);
}

/* Of what it shows nobody reads anything, and more comes than there is room
   for. */
static struct process *flood_client(const struct launch *launch, int *peer)
{
    enum { LENGTH = 51, ALL = 4000 * LENGTH };
    char *text = new_text(ALL + 1);

    stop_the_clock();
    struct process *client = start_client(launch, peer);
    for (int i = 0; i < ALL; i += LENGTH)
        memcpy(text + i, line_of(LENGTH - 1), LENGTH);
    peer_send_some(*peer, text, ALL);
    await_rest(client);
    return client;
}

static void ends_unread(struct process *client)
{
    time_to_end(client, 20000);
    expect_exit(client, 1);
    expect_line(client, ERR, "nobody reads standard output");
}

/* ./client | less */
static void client_ends_though_nobody_reads_it(void)
{
    struct launch unread = {.unread_output = true};
    int peer;
    struct process *client = flood_client(&unread, &peer);

    likely("the thread that writes waits until somebody reads, and main waits "
           "for that thread");
    send_signal(client, SIGTERM);
    ends_unread(client);
    client = flood_client(&unread, &peer);
    likely("whoever waits for standard output hears nothing of the connection");
    peer_reset(peer);
    ends_unread(client);
    client = flood_client(&unread, &peer);
    likely("the server's end of stream comes after all of its lines: whoever "
           "takes none of them must find out in another way");
    peer_close(peer);
    ends_unread(client);
}

/* On a terminal, where poll() does not promise that a whole line fits. */
static void client_ends_though_its_terminal_is_held(void)
{
    int peer, window = posix_openpt(O_RDWR | O_NOCTTY);

    need_bare_program(); /* a sanitizer writes out stdout, even at _exit() */
    if (window < 0 || grantpt(window) < 0 || unlockpt(window) < 0)
        skipped("there is no pseudo terminal here: %s", strerror(errno));
    struct launch held = {.output = ptsname(window)};
    struct process *client = flood_client(&held, &peer);
    likely("the thread that writes waits in write(), and main waits for that "
           "thread");
    send_signal(client, SIGTERM);
    ends_unread(client);
    close(window);
}

static void client_has_no_output(void)
{
    int port, listener = peer_listen(&port);
    struct process *client =
        start("/bin/sh", "-c", "exec ./client 127.0.0.1 $0 ana >&-",
              text_of("%d", port), NULL);
    int peer = peer_accept(listener);

    peer_expect(peer, "* ana joined\n");
    peer_say(peer, "bia: oi\n");
    likely("started without a descriptor 1, it gave that number to its socket: "
           "what it showed was sent");
    peer_expect_end(peer);
    expect_exit(client, 1);
    expect_line(client, ERR, "standard output");
}

static void client_calls_that_fail(void)
{
    static const struct fault faults[] = {
        FAULT(socket, EMFILE),       FAULT(connect, ECONNREFUSED),
        FAULT(connect, ENETUNREACH), FAULT(setsockopt, EINVAL),
        FAULT(send, EPIPE),          FAULT(recv, ECONNRESET),
        FAULT(shutdown, ENOBUFS),    FAULT(pthread_create, EAGAIN)};
    struct process *server;
    const char *port = text_of("%d", start_server(&server));

    need_tap();
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct launch launch = {
            .faults = text_of("%s=%s", faults[i].call, faults[i].name),
            .count_sockets = true};
        struct process *client =
            start_with(&launch, "client", "127.0.0.1", port, "ana", NULL);
        likely("%s() failed with %s, and the program did not say so and end",
               faults[i].call, faults[i].name);
        type_line(client, "some words");
        end_input(client);
        expect_exit(client, 1);
        expect_line(client, ERR, text_of("client: %s", faults[i].call));
    }
}

/* ---- all together ---- */

static void clients_talk_to_each_other(void)
{
    struct process *server;
    const char *port = text_of("%d", start_server(&server));
    struct process *ana = start("client", "127.0.0.1", port, "ana", NULL);

    expect_line(server, ERR, "joined");
    struct process *bia = start("client", "127.0.0.1", port, "bia", NULL);
    expect_line(ana, OUT, "* bia joined");
    type_line(ana, "Olá, Bia");
    expect_line(bia, OUT, "ana: Olá, Bia");
    type_line(bia, "Oi");
    expect_line(ana, OUT, "bia: Oi");
    send_signal(bia, SIGINT);
    expect_exit(bia, 0);
    expect_line(ana, OUT, "* bia left");
    rule_stops(server, SIGTERM);
    expect_exit(ana, 1);
    expect_line(ana, ERR, "hung up");
}

static void scene_plays(void)
{
    rule_scene("06-broadcast-chat");
}

static const struct check checks[] = {
    CHECK_FIRST(server_listens_where_told),
    CHECK_FIRST(client_connects_where_told),
    CHECK(a_line_goes_to_all_the_others),
    CHECK(a_line_is_whole_however_it_was_cut),
    CHECK(empty_lines_are_ignored_and_bytes_kept),
    CHECK(nothing_tears_in_blocks),
    CHECK_IN_FAIR_WEATHER(nothing_tears_byte_by_byte,
                          "in chaos it is the same as nothing_tears_in_blocks"),
    CHECK(the_longest_line),
    CHECK(stops_with_idle_members),
    CHECK_IN_FAIR_WEATHER(a_stop_lets_the_last_lines_out,
                          "megabytes, a byte a call, are only slow"),
    CHECK(half_a_line_is_dropped),
    CHECK(a_longer_line_ends_its_sender),
    CHECK(leaving_members_harm_nobody),
    CHECK(a_line_reaches_all_who_stay),
    CHECK(a_reset_before_the_line_harms_nobody),
    CHECK(a_members_trouble_is_its_own),
    CHECK_IN_FAIR_WEATHER(the_rest_comes_after_a_half_close,
                          "megabytes, a byte a call, are only slow"),
    CHECK_IN_FAIR_WEATHER(a_stuck_member_is_cut_off,
                          "megabytes, a byte a call, are only slow"),
    CHECK_IN_FAIR_WEATHER(stops_in_the_midst_of_a_flood,
                          "megabytes, a byte a call, are only slow"),
    CHECK(a_stop_is_heard_in_a_flood),
    CHECK(nobody_waits_while_another_is_let_in),
    CHECK(starts_and_stops_many_times),
    CHECK(an_aborted_connection_is_no_error),
    CHECK(what_is_lacking_for_a_moment_ends_nothing),
    CHECK(runs_out_of_descriptors_and_recovers),
    CHECK(a_stop_in_a_shortage_resets_nobody),
    CHECK(threads_that_are_refused_come_later),
    CHECK(logs_who_comes_and_with_v_each_line),
    CHECK(a_blocked_log_stops_nobody),
    CHECK(a_held_terminal_stops_nobody),
    CHECK_IN_FAIR_WEATHER(no_line_waits_for_an_acknowledgement,
                          "what is looked at is which calls are made"),
    CHECK_IN_FAIR_WEATHER(server_calls_that_fail_at_the_start,
                          "it ends before anything is received or sent"),
    CHECK_IN_FAIR_WEATHER(listens_when_nothing_is_lacking,
                          "it ends before anything is received or sent"),
    CHECK_IN_FAIR_WEATHER(server_arguments, "no socket is used"),
    CHECK_CALM(server_port_taken),
    CHECK(server_restarts_at_once),
    CHECK_CALM(server_output_cannot_be_written),
    CHECK_IN_FAIR_WEATHER(server_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK(client_says_and_hears),
    CHECK(client_takes_leave),
    CHECK(client_hears_the_rest_after_its_farewell),
    CHECK(client_may_find_the_server_gone_at_the_end),
    CHECK(client_does_not_wait_for_ever),
    CHECK(client_says_that_a_line_was_not_finished),
    CHECK(client_refuses_what_does_not_fit),
    CHECK(client_hears_that_the_server_has_gone),
    CHECK(client_refuses_an_endless_line),
    CHECK(client_on_a_terminal),
    CHECK(a_line_from_telnet_is_shown),
    CHECK(client_keeps_the_line_that_is_being_typed),
    CHECK(client_lets_a_line_be_changed),
    CHECK(client_shows_the_end_of_a_long_line),
    CHECK(client_obeys_nobody_on_a_screen),
    CHECK_CALM(client_gives_its_terminal_back),
    CHECK_IN_FAIR_WEATHER(client_dies_of_a_second_signal,
                          "its calls are counted"),
    CHECK(client_waits_for_the_end_of_a_line),
    CHECK_CALM(client_stops_and_goes_on),
    CHECK_CALM(client_does_not_stop_for_good),
    CHECK_CALM(client_waits_in_the_background),
    CHECK_CALM(client_can_be_ended_where_it_is_stopped),
    CHECK_CALM(client_leaves_nothing_to_the_shell),
    CHECK(client_ends_in_the_middle_of_a_line_on_a_terminal),
    CHECK(client_output_cannot_be_written),
    CHECK_IN_FAIR_WEATHER(client_ends_though_nobody_reads_it,
                          "megabytes, a byte a call, are only slow"),
    CHECK_IN_FAIR_WEATHER(client_ends_though_its_terminal_is_held,
                          "megabytes, a byte a call, are only slow"),
    CHECK(client_has_no_output),
    CHECK_IN_FAIR_WEATHER(client_misses_standard_streams,
                          "which numbers descriptors get is all it asks"),
    CHECK_IN_FAIR_WEATHER(client_arguments, "no socket is used"),
    CHECK_CALM(client_nobody_listens),
    CHECK_CALM(client_does_not_call_itself),
    CHECK(client_calls_that_fail),
    CHECK(clients_talk_to_each_other),
    /* what takes longest: the first failure is then told sooner */
    CHECK_IN_FAIR_WEATHER(many_stuck_members_cost_hardly_more_than_one,
                          "megabytes, a byte a call, are only slow"),
    CHECK_IN_FAIR_WEATHER(a_pause_of_the_server_is_nobodys_fault,
                          "megabytes, a byte a call, are only slow"),
    CHECK_IN_FAIR_WEATHER(a_slow_reader_loses_nothing,
                          "megabytes, a byte a call, are only slow"),
    CHECK_IN_FAIR_WEATHER(stops_with_a_stuck_member,
                          "megabytes, a byte a call, are only slow"),
    CHECK_IN_FAIR_WEATHER(memory_is_bounded,
                          "megabytes, a byte a call, are only slow"),
    CHECK_IN_FAIR_WEATHER(takes_a_burst,
                          "its calls are those of other checks, only more"),
    CHECK_IN_FAIR_WEATHER(scene_plays,
                          "megabytes, a byte a call, are only slow"),
};

static const struct wrong wrongs[] = {
    {"06_walks_without_the_lock", "server", a_line_reaches_all_who_stay,
     "hold the lock"},
};

int main(int argc, char **argv)
{
    return run_suite("06-broadcast-chat", checks, COUNT(checks), wrongs,
                     COUNT(wrongs), argc, argv);
}
