/* step_06.c - the contract and the exercises of step 06. */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { LONGEST = 4095 }; /* bytes of a line, its newline not counted */

/* A member that hears a newcomer knows that the newcomer is in the room, and
   hears all that is said from then on. */
static void join_as(int *peers, int number, int newcomer)
{
    const char *line = text_of("peer %d\n", number);

    peers[number] = newcomer;
    if (number > 0) /* the first would talk to nobody, or to the second */
        peer_say(newcomer, line);
    for (int i = 0; i < number; i++)
        peer_expect(peers[i], line);
}

static void join(int *peers, int count)
{
    for (int i = 0; i < count; i++)
        join_as(peers, i, peer_connect(subject_port()));
}

/* Two who read, and a third who will not: hardly anything of what is said to
   it fits between it and the server. */
static void join_two_and_a_narrow_one(int peers[3])
{
    join(peers, 2);
    join_as(peers, 2, peer_connect_narrow(subject_port()));
}

/* Everybody but the sender hears it, and nothing else before. */
static void all_hear(const int *peers, int count, int sender, const char *line)
{
    peer_say(peers[sender], line);
    for (int i = 0; i < count; i++)
        if (i != sender)
            peer_expect(peers[i], line);
}

/* Does anything come, or the end? */
static bool hears(int peer)
{
    char byte;

    while (recv(peer, &byte, 1, MSG_PEEK) < 0)
        if (!wait_for(peer, POLLIN, bound()))
            return false;
    return true;
}

/* The next line, with its newline, which must come. */
static const char *hear_line(int peer, const char *expected)
{
    char *line = new_text(LONGEST + 2);
    size_t length = 0;

    while (length == 0 || line[length - 1] != '\n') {
        check(hears(peer), expected, "nothing more in time after %s",
              quoted(line, length));
        check(length <= LONGEST, expected, "a line over 4095 bytes: %s",
              quoted(line, length));
        check(recv(peer, line + length, 1, 0) == 1, expected,
              "the end of the stream after %s", quoted(line, length));
        length++;
    }
    line[length] = '\0';
    did("a peer received %s", quoted(line, length));
    return line;
}

/* It leaves, and hears that the server has noticed. */
static void leave(int peer)
{
    peer_finish(peer);
    peer_expect_end(peer);
    peer_close(peer);
}

/* Long lines, each with its number. */
static char *long_lines(size_t count)
{
    char *text = new_text(count * (LONGEST + 1) + 1);

    for (size_t i = 0; i < count; i++) {
        char *line = text + i * (LONGEST + 1);
        memset(line, 'x', LONGEST);
        line[sprintf(line, "%zu", i)] = 'x'; /* in place of the NUL */
        line[LONGEST] = '\n';
    }
    text[count * (LONGEST + 1)] = '\0';
    return text;
}

/* ---- the contract ---- */

static void a_line_goes_to_all_the_others(void)
{
    int peers[4];

    start_subject_server("");
    join(peers, 4);
    for (int i = 0; i < 4; i++)
        all_hear(peers, 4, i, text_of("Olá, sou %d\n", i));
    for (int i = 0; i < 4; i++) {
        peer_finish(peers[i]);
        peer_expect_end(peers[i]); /* and nothing of its own before */
    }
}

static void lines_stay_whole(void)
{
    int peers[3];

    start_subject_server("");
    join(peers, 3);
    likely("a line is to be relayed when its newline has come: what one "
           "recv() brought may be half of it, or several, and an empty one is "
           "none");
    peer_say(peers[0], "one caf\xc3");
    all_hear(peers + 1, 2, 0, "meanwhile\n");
    peer_expect(peers[0], "meanwhile\n");
    peer_send_cut(peers[0], "\xa9\n\n\ntwo\nthree\n", 14, 1);
    peer_expect(peers[1], "one café\ntwo\nthree\n");
    peer_expect(peers[2], "one café\ntwo\nthree\n");
    all_hear(peers, 3, 1, long_lines(1));
}

static void unfit_lines_harm_nobody(void)
{
    enum { TOO_LONG = LONGEST + 1 };
    int peers[2];

    start_subject_server("");
    join(peers, 2);
    for (int i = 0; i < 4; i++) {
        int leaving = peer_connect(subject_port());
        likely("what is not a line is not relayed; the lines before it are");
        peer_say(leaving, "whole\n");
        if (i % 2)
            peer_send(leaving, memset(new_text(TOO_LONG), 'x', TOO_LONG),
                      TOO_LONG);
        else
            peer_say(leaving, "half a li");
        peer_expect(peers[0], "whole\n");
        peer_expect(peers[1], "whole\n");
        if (i / 2)
            peer_reset(leaving);
        else
            peer_close(leaving);
        all_hear(peers, 2, i % 2, text_of("line %d\n", i));
    }
}

/* In slices, so that who reads has read before there is more. */
static void all_say(int speaker, const int *hearers, int count,
                    const char *text)
{
    enum { SLICE = 65536 };

    for (size_t left = strlen(text), size; left > 0; left -= size) {
        size = left < SLICE ? left : SLICE;
        peer_send(speaker, text, size);
        for (int i = 0; i < count; i++)
            peer_expect_bytes(hearers[i], text, size);
        text += size;
    }
}

static void who_does_not_read_holds_nobody_up(void)
{
    int peers[3];

    stop_our_clock(); /* what is done after a time is done when all stand */
    let_time_run();
    start_subject_server("");
    join_two_and_a_narrow_one(peers);
    likely("one who does not read must not hold up the others forever: "
           "nobody may wait for him in send(), least of all with the lock");
    all_say(peers[0], peers + 1, 1, long_lines(in_chaos() ? 16 : 700));
    all_hear(peers, 2, 1, "well\n");
}

static void stops_in_good_order(void)
{
    stop_our_clock();
    struct process *server = start_subject_server("");
    int peers[3];

    join(peers, 3);
    let_rest(server);
    stop_subject(server);
    for (int i = 0; i < 3; i++)
        peer_expect_end(peers[i]);
}

static void client_talks_and_listens(void)
{
    int port, listener = peer_listen(&port);
    struct process *client = start_subject(
        &(struct call){.program = "client", .port = port, .words = "ana"});
    int peer = peer_accept(listener);

    peer_expect(peer, "* ana joined\n");
    type_line(client, "Olá");
    peer_expect(peer, "ana: Olá\n");
    peer_say(peer, "bruno: oi, ana\n");
    expect_line(client, OUT, "bruno: oi, ana");
    type_line(client, "quit");
    peer_expect(peer, "* ana left\n");
    peer_expect_end(peer);
    peer_close(peer);
    expect_exit(client, 0);
}

/* One counts aloud, in lines of so many bytes. */
enum { COUNTED = 8 };

static char *count_aloud(int first, int last)
{
    char *text = new_text((size_t)(last - first + 1) * COUNTED + 1);
    char *end = text;

    for (int i = first; i <= last; i++)
        end += sprintf(end, "%0*d\n", COUNTED - 1, i);
    return text;
}

/* ---- a: names of one's own ---- */

static void claim(int peer, const char *name)
{
    peer_say(peer, text_of("/nick %s\n", name));
    peer_expect(peer, text_of("* you are %s\n", name));
}

static void claim_in_vain(int peer, const char *name, const char *answer)
{
    peer_say(peer, text_of("/nick %s\n", name));
    peer_expect(peer, answer);
}

/* When the server has noticed that another has left. */
static void claim_after_another(struct process *server, int peer,
                                const char *name)
{
    let_rest(server);
    claim(peer, name);
}

static const char mine[] = "* you are ana\n", taken[] = "* ana is taken\n";

/* Returns which of them got it. */
static int claim_at_once(struct process *server, const int *peers, int count)
{
    const char *either =
        text_of("\"%s\", or \"%s\"", "* you are ana", "* ana is taken");
    int winner = -1;

    pause_subject(server);
    for (int i = 0; i < count; i++)
        peer_say(peers[i], "/nick ana\n");
    let_rest(server);
    send_signal(server, SIGCONT);
    for (int i = 0; i < count; i++) {
        likely("what begins with /nick is for the server: it is answered, and "
               "not relayed");
        const char *answer = hear_line(peers[i], either);
        bool won = strcmp(answer, mine) == 0;
        check(won || strcmp(answer, taken) == 0, either, "%s",
              quoted(answer, strlen(answer)));
        likely("to look whether the name is free and to take it is one act, "
               "under one lock");
        check(!won || winner < 0, "one who is ana", "two");
        winner = won ? i : winner;
    }
    check(winner >= 0, "one who is ana", "none");
    return winner;
}

static void one_of_twenty_gets_it(void)
{
    enum { CLAIMANTS = 20 };
    struct process *server = start_subject_server("");
    int peers[CLAIMANTS];

    join(peers, CLAIMANTS);
    int winner = claim_at_once(server, peers, CLAIMANTS);
    likely("an answer goes to the one who asked alone");
    all_hear(peers, CLAIMANTS, winner, "hello, I am the one\n");
    leave(peers[winner]);
    likely("a member that leaves gives its name back");
    claim_after_another(server, peers[(winner + 1) % CLAIMANTS], "ana");
}

static void there_is_a_name_for_each(void)
{
    enum { MEMBERS = 300, RENAMED = 1000 };
    char *claims = new_text(RENAMED * 32), *claim_end = claims;
    char *answers = new_text(RENAMED * 32), *answer_end = answers;
    int peers[MEMBERS];

    start_subject_server("");
    for (int i = 0; i < MEMBERS; i++)
        peers[i] = peer_connect(subject_port());
    likely("only a name that somebody else has is taken: there are as many as "
           "there are members");
    for (int i = 0; i < MEMBERS; i++)
        claim(peers[i], text_of("member%d", i));
    for (int i = 0; i < RENAMED; i++) {
        claim_end += sprintf(claim_end, "/nick again%d\n", i);
        answer_end += sprintf(answer_end, "* you are again%d\n", i);
    }
    likely("a member that takes another name gives the first one back, however "
           "often");
    likely_if_it_waits("each command has its answer: none is lost, however "
                       "many are waiting, and even if the member has ended its "
                       "sending");
    peer_say(peers[0], claims);
    peer_expect(peers[0], answers);
}

static void names_are_told_apart(void)
{
    struct process *server = start_subject_server("");
    int peers[3];

    join(peers, 3);
    likely("lines and commands are taken in the order in which they came");
    peer_say(peers[0], "before\n/nick ana\nafter\n");
    peer_expect(peers[0], "* you are ana\n");
    peer_expect(peers[1], "before\nafter\n");
    peer_expect(peers[2], "before\nafter\n");
    likely("a name is another if it differs in anything, as in its length");
    claim_in_vain(peers[1], "ana", "* ana is taken\n");
    claim(peers[1], "anabela");
    claim(peers[2], "an");
    likely("to ask for the name that one has changes nothing; to take another "
           "gives the first one back");
    claim(peers[0], "ana");
    claim(peers[1], "bruno");
    claim(peers[2], "anabela");
    likely("a name that is not to be had costs nobody the one he has");
    claim_in_vain(peers[2], "bruno", "* bruno is taken\n");
    claim_in_vain(peers[0], "anabela", "* anabela is taken\n");
    likely("a name has 1 to 32 bytes, and no blank");
    claim_in_vain(peers[0], "two words", "* that is not a valid name\n");
    claim_in_vain(peers[0], "a-name-that-has-one-byte-too-many",
                  "* that is not a valid name\n");
    claim(peers[0], "n");
    claim(peers[0], "ana");
    claim(peers[1], "a-name-that-has-32-bytes-exactly");
    likely("all 32 bytes of a name count: two may differ in the last one");
    claim(peers[2], "a-name-that-has-32-bytes-exactlz");
    likely("what is not a valid name costs nobody the one he has, either");
    claim_in_vain(peers[1], "ana", "* ana is taken\n");
    likely("a member that leaves gives its name back, also by a reset");
    peer_reset(peers[0]);
    claim_after_another(server, peers[2], "ana");
    all_hear(peers + 1, 2, 0, "nothing else was said\n");
}

/* By a clock that is counted: see hears_within(). */
static struct process *start_beside_a_narrow_one(int peers[3])
{
    stop_our_clock();
    let_time_run();
    struct process *server = start_subject_server("");
    join_two_and_a_narrow_one(peers);
    return server;
}

/* However it goes: in the middle of a line, or put out for one that is too
   long, also while lines are waiting for it. */
static void names_come_back(void)
{
    enum { WAYS = 3, TOO_LONG = LONGEST + 1 };
    const char *text = long_lines(in_chaos() ? 16 : 64);
    int peers[3];
    struct process *server = start_beside_a_narrow_one(peers);

    for (int way = 0; way < WAYS; way++) {
        int leaving = way < 2 ? peer_connect(subject_port()) : peers[2];
        const char *name = text_of("ana%d", way);
        claim(leaving, name);
        if (way == 2) {
            all_say(peers[0], peers + 1, 1, text);
            did("peer 3 has read nothing so far");
        }
        peer_send(leaving, filled(TOO_LONG), way == 0 ? 9 : TOO_LONG);
        if (way == 0)
            peer_finish(leaving);
        likely("a member that leaves gives its name back, however it goes: in "
               "the middle of a line, or put out for one that is too long");
        claim_after_another(server, peers[0], name);
    }
}

/* A name of 32 of them, one after the other. */
static const char *bytes_from(int first)
{
    char *name = new_text(32 + 1);

    for (int i = 0; i < 32; i++)
        name[i] = (char)(first + i);
    name[32] = '\0';
    return name;
}

static void names_are_bytes(void)
{
    static const char *const wrong[] = {"tab\tbed", "\x01", "ana\r", "ana\x7f",
                                        " ana",     "ana ", ""};
    static const char with_a_zero[] = "/nick ana\0bela\n";
    int peers[2];

    start_subject_server("");
    join(peers, 2);
    likely("a name has no blanks and no control characters: from 0 to 31, and "
           "127");
    for (size_t i = 0; i < COUNT(wrong); i++)
        claim_in_vain(peers[0], wrong[i], "* that is not a valid name\n");
    likely("a zero byte is a control character, too: a name ends where its "
           "line ends");
    peer_send(peers[0], with_a_zero, sizeof with_a_zero - 1);
    peer_expect(peers[0], "* that is not a valid name\n");
    likely("bytes of UTF-8 are not control characters");
    for (int first = 0x80; first <= 0xff; first += 32)
        claim(peers[0], bytes_from(first));
    claim(peers[0], "In\xc3\xaas");
    likely("names differ if any byte does: a small letter and a capital are "
           "two bytes");
    claim(peers[1], "in\xc3\xaas");
    likely("names are the same if all their bytes are: two that differ may "
           "have one hash");
    claim(peers[0], "Ez");
    claim(peers[1], "FY");
    claim(peers[1], "F[");
    likely("only /nick and a blank after it make a command: another line is "
           "relayed as it is");
    all_hear(peers, 2, 0, "/nickX\n");
    all_hear(peers, 2, 1, " /nick ana\n");
}

/* Each thread is held before each lock (in_vain: it may lock before it
   listens), until all have come to one. */
static struct process *start_step_by_step(const char *options)
{
    return start_subject(
        &(struct call){.options = options,
                       .in_vain = true,
                       .launch = {.faults = "pthread_mutex_lock=hold"}});
}

static struct process *start_two_step_by_step(int peers[2])
{
    struct process *server = start_step_by_step("");

    take_steps(server, 5);
    for (int i = 0; i < 2; i++) {
        peers[i] = peer_connect(server_port(server));
        take_steps(server, 10);
    }
    return server;
}

/* What a line takes, and more. */
static int most_steps(void)
{
    return in_chaos() ? 30 : 8;
}

static void check_one_winner(int winners)
{
    likely("two threads looked before either took the name: to look whether it "
           "is free and to take it is one act, under one lock that is held all "
           "the time");
    check(winners == 1, "one who is ana", "%d", winners);
    likely(NULL);
}

/* So two who claim at once go in step: if the lock is given back between
   looking and taking, both look before either takes. */
static void they_go_in_step(void)
{
    int peers[2], winners = 0;
    struct process *server = start_two_step_by_step(peers);
    for (int i = 0; i < 2; i++)
        peer_say(peers[i], "/nick ana\n");
    take_steps(server, 30);
    for (int i = 0; i < 2; i++)
        winners += strcmp(hear_line(peers[i], "an answer"), mine) == 0;
    check_one_winner(winners);
}

/* What they say; the one stands at its lock number `at`, if it has so many,
   while the other's line is taken from the beginning to the end. */
static void say_while_one_stands(struct process *server, const int peers[2],
                                 int at, const char *one, const char *other)
{
    const int steps = most_steps();

    peer_say(peers[0], one);
    take_steps(server, at);
    let_rest(server);
    int standing = held_thread(server, true);
    peer_say(peers[1], other);
    for (int i = 0; i < steps; i++) {
        let_rest(server);
        if (held_thread(server, true) == held_thread(server, false))
            break; /* the other one waits for it, or is done */
        let_go_but(standing);
    }
    take_steps(server, 2 * steps);
}

static void one_stands_while_the_other_goes(struct process *server,
                                            const int peers[2])
{
    for (int step = 0; step < most_steps(); step++) {
        const char *claim = text_of("/nick ana%d\n", step);
        int winners = 0;
        say_while_one_stands(server, peers, step, claim, claim);
        for (int i = 0; i < 2; i++)
            winners += strncmp(hear_line(peers[i], "an answer"), "* you are ",
                               strlen("* you are ")) == 0;
        check_one_winner(winners);
    }
}

static void take_their_names(struct process *server, const int peers[2])
{
    say_while_one_stands(server, peers, 0, "/nick ana\n", "/nick bruno\n");
    peer_expect(peers[0], "* you are ana\n");
    peer_expect(peers[1], "* you are bruno\n");
}

/* The one asks in vain for the other's name, and the other for that of the
   one. */
static void nobody_slips_into_a_name(struct process *server, const int peers[2])
{
    take_their_names(server, peers);
    likely("a name that is not to be had costs nobody the one he has, not even "
           "for a moment: give the old one back when the new one is taken, "
           "under the same lock");
    for (int step = 0; step < most_steps() / 2; step++) {
        say_while_one_stands(server, peers, step, "/nick bruno\n",
                             "/nick ana\n");
        peer_expect(peers[0], "* bruno is taken\n");
        peer_expect(peers[1], "* ana is taken\n");
    }
}

static void nothing_comes_between(void)
{
    int peers[2];

    if (have_strangers()) /* who knows where they lock, and what for */
        leave_out();
    they_go_in_step();
    struct process *server = start_two_step_by_step(peers);
    one_stands_while_the_other_goes(server, peers);
    nobody_slips_into_a_name(server, peers);
}

/* While somebody is blocked the sender looks again and again whether there is
   room: it never comes to stand, but time can be counted. */
static bool hears_within(struct process *server, int peer, int milliseconds)
{
    for (int passed = 0; clock_is_stopped() && passed < milliseconds;
         passed += 100) {
        if (wait_for(peer, POLLIN, now_ms()))
            return true;
        let_pass(server, 100);
    }
    return !clock_is_stopped();
}

static const char *repeated_line(int times, const char *line)
{
    return repeated(line, strlen(line), (size_t)times);
}

/* It says no more, and the server has noticed, while lines are waiting. */
static void leave_unread(struct process *server, int peer)
{
    peer_finish(peer);
    let_rest(server);
}

static void suspect_a_second_sender(void)
{
    likely("one thread sends a member its lines, and another one the answer: "
           "that one waits as long as the member does not read, or lands in "
           "the middle of a line. Let the answer go through the log");
}

/* To the narrow one, whose connection is full, in the middle of a line. */
static void an_answer_is_a_line(void)
{
    enum { CLAIMS = 200 };
    char *text = long_lines(in_chaos() ? 16 : 64);
    int peers[3];
    struct process *server = start_beside_a_narrow_one(peers);
    all_say(peers[0], peers + 1, 1, text);
    did("peer 3 has read nothing so far");
    peer_say(peers[2],
             text_of("%sstill here\n", repeated_line(CLAIMS, "/nick ana\n")));
    suspect_a_second_sender();
    check(hears_within(server, peers[0], 2000), "still here",
          "nothing within two seconds");
    peer_expect(peers[0], "still here\n");
    peer_expect(peers[1], "still here\n");
    likely("a member that has ended its sending has left, and given its name "
           "back, even while lines are waiting for it");
    leave_unread(server, peers[2]);
    claim(peers[0], "ana");
    suspect_a_second_sender();
    peer_expect(peers[2], text);
    likely("each command has its answer: none is lost, however many are "
           "waiting, and even if the member has ended its sending");
    peer_expect(peers[2], repeated_line(CLAIMS, "* you are ana\n"));
    peer_expect_end(peers[2]);
}

/* Ana, one who will leave, a narrow one, and one who says much. */
enum { ANA, LEAVER, DEAF, SPEAKER };

static struct process *start_beside_a_speaker(int peers[4])
{
    struct process *server = start_beside_a_narrow_one(peers);

    join_as(peers, SPEAKER, peer_connect(subject_port()));
    return server;
}

static void let_a_moment_pass(struct process *server)
{
    let_pass(server, 10); /* it looks again, and cuts nobody off */
}

/* What has come for it is of no interest. Was there anything? */
static bool hears_away(int peer)
{
    char bytes[4096];
    bool any = false;

    while (recv(peer, bytes, sizeof bytes, 0) > 0)
        any = true;
    return any;
}

/* Nobody hears any more what the speaker says: as much of it as the server
   keeps is waiting for the narrow one. It counts; returns how far. */
enum { FILLING = 4096 * 1024 }; /* bytes: more than it keeps */

static int fill_the_log(struct process *server, const int peers[4])
{
    enum { PART = 512 * 1024 };
    const char *text = count_aloud(1, FILLING / COUNTED);
    size_t sent = 0;
    bool heard = true;

    while (heard && sent < FILLING) {
        size_t most = PART - sent % PART;
        sent += peer_send_some(peers[SPEAKER], text + sent, most);
        let_a_moment_pass(server);
        heard = hears_away(peers[ANA]);
        hears_away(peers[LEAVER]);
    }
    did("the server relays no more: peer 3 does not read");
    return (int)(sent / COUNTED);
}

/* Ana's thread, too: she says it until she has no answer. */
static void wait_for_space(struct process *server, const int peers[4],
                           const char *command)
{
    enum { TIMES = 1500 }; /* more than there is room for */

    peer_say(peers[ANA],
             text_of("%sstill here\n", repeated_line(TIMES, command)));
    let_a_moment_pass(server);
    hears_away(peers[ANA]);
    hears_away(peers[LEAVER]);
}

/* One leaves while another waits for an answer that the log has no room for. */
static void an_answer_waits_for_space(void)
{
    int peers[4];

    if (have_strangers() || in_chaos()) /* who knows how much that is */
        leave_out();
    struct process *server = start_beside_a_speaker(peers);
    fill_the_log(server, peers);
    wait_for_space(server, peers, "/nick ana\n");
    leave_unread(server, peers[LEAVER]);
    let_a_moment_pass(server);
    likely(
        "an answer may have to wait for space in the log: a thread that waits "
        "holds no other lock meanwhile. A member that leaves needs it to "
        "give its name back, the sender waits for that member's thread, and "
        "nobody makes space");
    peer_reset(peers[DEAF]);
    peer_expect(peers[SPEAKER], "still here\n");
    stop_subject(server);
}

/* The answer, after what others have said. */
static bool has_got_it(int peer)
{
    const char *line;

    do
        line = hear_line(peer, in_words("the answer to /nick"));
    while (strncmp(line, "* ", 2) != 0);
    return strcmp(line, "* you are eva\n") == 0;
}

/* Both answers have to wait for space. */
static void one_of_two_who_wait_gets_it(void)
{
    int peers[4];

    if (have_strangers() || in_chaos()) /* who knows how much that is */
        leave_out();
    struct process *server = start_beside_a_speaker(peers);
    fill_the_log(server, peers);
    int newcomer = peer_connect(subject_port());
    wait_for_space(server, peers, "/nick ana\n");
    peer_say(newcomer, "/nick eva\n");
    peer_say(peers[LEAVER], "/nick eva\n");
    let_a_moment_pass(server);
    peer_reset(peers[DEAF]);
    int winners = has_got_it(newcomer) + has_got_it(peers[LEAVER]);
    likely("to wait for space in the log gives its lock back, and meanwhile "
           "another may take the name: look whether it is free when there is "
           "space");
    check(winners == 1, "one who is eva", "%d", winners);
}

/* Each part of it within two seconds. */
static void hears_all_within(struct process *server, int peer, const char *text)
{
    char bytes[4096];

    for (ssize_t got; *text; text += got) {
        check(hears_within(server, peer, 2000) && hears(peer),
              quoted(text, strlen(text)), "nothing within two seconds");
        got = recv(peer, bytes, sizeof bytes, 0);
        check(got > 0 && strncmp(text, bytes, (size_t)got) == 0,
              quoted(text, strlen(text)), "%s",
              quoted(bytes, got > 0 ? (size_t)got : 0));
    }
}

/* ---- b: the last lines ---- */

static struct process *start_with_last_lines(int count)
{
    option_is_new("server", "-l");
    struct process *server = start_subject_server(text_of("-l %d", count));
    likely(NULL);
    return server;
}

static const char *numbers(int first, int last)
{
    char *text = new_text((size_t)(last - first + 1) * 12 + 1);
    char *end = text;

    for (int i = first; i <= last; i++)
        end += sprintf(end, "%d\n", i);
    return text;
}

static int newcomer_gets(const char *lines)
{
    int peer = peer_connect(subject_port());

    peer_expect(peer, lines);
    return peer;
}

static void last_ten_lines(void)
{
    int peers[3];
    struct process *server = start_with_last_lines(10);

    join(peers, 2);
    likely("if fewer lines were said, a newcomer gets those");
    peer_close(newcomer_gets("peer 1\n"));
    for (int i = 1; i <= 15; i++)
        all_hear(peers, 2, 0, numbers(i, i));
    likely("a newcomer begins with the tenth line from the end");
    peers[2] = newcomer_gets(numbers(6, 15));
    let_rest(server); /* what is said while it comes is another check's */
    likely("after the old lines come the new ones");
    all_hear(peers, 3, 1, "16\n");
    all_hear(peers, 3, 2, "17\n");
    likely("what was said is kept, though who said it has left");
    leave(peers[2]);
    leave(peers[1]);
    newcomer_gets(numbers(8, 17));
}

/* As many as that in one piece, and in pieces of lines. */
static void lines_are_counted(void)
{
    int peers[2];

    start_with_last_lines(3);
    join(peers, 2);
    likely("it is lines that are counted: one recv() may bring many, or a "
           "part of one");
    peer_say(peers[0], numbers(1, 15));
    peer_expect(peers[1], numbers(1, 15));
    peer_close(newcomer_gets(numbers(13, 15)));
    peer_send_cut(peers[0], numbers(16, 30), strlen(numbers(16, 30)), 1);
    peer_expect(peers[1], numbers(16, 30));
    peer_close(newcomer_gets(numbers(28, 30)));
    all_say(peers[0], peers + 1, 1, long_lines(in_chaos() ? 6 : 400));
    all_hear(peers, 2, 0, long_lines(3));
    int third = newcomer_gets(long_lines(3));
    likely("whole lines that come together with one that is too long are "
           "relayed: they count as said, and are kept");
    peer_say(third, text_of("one\ntwo\nthree\n%s", filled(LONGEST + 1)));
    for (int i = 0; i < 2; i++)
        peer_expect(peers[i], "one\ntwo\nthree\n");
    newcomer_gets("one\ntwo\nthree\n");
}

/* All numbers from whichever it hears first. */
static void hears_each_once(int newcomer, int last)
{
    const char *expected = in_words("a number, and then each one more");
    likely("a line that is said while a newcomer is taken in is among the old "
           "lines or among the new ones, and neither in both nor in none: to "
           "copy the old lines, or to look where they begin, and to take the "
           "newcomer in is one act, under one lock; and what it is to get is "
           "kept until it has been sent, whatever is said meanwhile");
    const char *first = hear_line(newcomer, expected);
    int number = atoi(first);

    check(number > 0 && number <= last && strlen(first) == COUNTED, expected,
          "%s", quoted(first, strlen(first)));
    check(number <= last - 9,
          text_of("ten old lines at least, from %d on", last - 9), "%s",
          quoted(first, strlen(first)));
    if (number < last)
        peer_expect(newcomer, count_aloud(number + 1, last));
}

/* They stay, however long they are and though nobody is there to hear. */
static void a_hundred_at_most(void)
{
    enum { LINES = 100 };
    int peers[2];

    start_with_last_lines(LINES);
    join(peers, 2);
    peer_say(peers[0], numbers(1, LINES + 1));
    peer_expect(peers[1], numbers(1, LINES + 1));
    likely("with -l 100 it is the last hundred lines that a newcomer gets");
    peer_close(newcomer_gets(numbers(2, LINES + 1)));
    likely("a line has up to 4095 bytes, and none may be cut");
    all_say(peers[0], peers + 1, 1, long_lines(in_chaos() ? 6 : LINES));
    leave(peers[0]);
    leave(peers[1]);
    likely("what was said is kept, though the room is empty");
    const char *before = in_chaos() ? numbers(8, LINES + 1) : "";
    newcomer_gets(text_of("%s%s", before, long_lines(in_chaos() ? 6 : LINES)));
}

static void the_last_line_alone(void)
{
    int peers[2];

    start_with_last_lines(1);
    join(peers, 2);
    likely("with -l 1 a newcomer gets one line, the last one");
    peer_close(newcomer_gets("peer 1\n"));
    all_hear(peers, 2, 0, "one\n");
    all_hear(peers, 2, 1, "two\n");
    newcomer_gets("two\n");
}

static void none_without_the_option(void)
{
    static const char *const options[] = {"", "-l 0"};

    for (size_t i = 0; i < COUNT(options); i++) {
        int peers[3];
        option_is_new("server", "-l");
        start_subject_server(options[i]);
        join(peers, 2);
        likely("without -l, or with -l 0, a newcomer gets only what is new");
        peers[2] = peer_connect(subject_port());
        peer_say(peers[2], "here\n");
        for (int member = 0; member < 2; member++)
            peer_expect(peers[member], "here\n");
        all_hear(peers, 3, 0, "new\n");
    }
}

/* Bytes are kept as they are. Where the server answers /nick (exercise a), that
   line and its answer were not said to all, and count for nothing. */
static void only_what_was_said_to_all(void)
{
    static const char odd[] = " \0 \xff\r\n";
    int peers[2];

    start_with_last_lines(2);
    join(peers, 2);
    likely("only /nick and a blank, or /msg and a blank, make a command: "
           "another line that begins with / is said to all, and kept");
    all_hear(peers, 2, 0, "zero\n/nickX\n");
    peer_close(newcomer_gets("zero\n/nickX\n"));
    peer_say(peers[0], "one\n");
    peer_send(peers[0], odd, sizeof odd - 1);
    peer_say(peers[0], "\n/nick ana\n\ntwo\n");
    peer_expect(peers[1], "one\n");
    peer_expect_bytes(peers[1], odd, sizeof odd - 1);
    const char *next = hear_line(peers[1], "/nick ana, or two");
    bool relayed = strcmp(next, "/nick ana\n") == 0;
    peer_expect(peers[1], relayed ? "two\n" : "");
    likely("only what was said to all is kept, byte by byte: no empty line, "
           "no answer, and nothing that was for the server");
    int newcomer = newcomer_gets(relayed ? "/nick ana\n" : "");
    if (!relayed)
        peer_expect_bytes(newcomer, odd, sizeof odd - 1);
    peer_expect(newcomer, "two\n");
}

static void lines_are_kept_as_they_came(void)
{
    static const char odd[] = "\0b\xff\r\n";
    int peers[2];

    start_with_last_lines(2);
    join(peers, 2);
    peer_send(peers[0], odd, sizeof odd - 1);
    peer_expect_bytes(peers[1], odd, sizeof odd - 1);
    likely("a line is bytes, and not a string: a zero byte does not end it");
    int newcomer = newcomer_gets("peer 1\n");
    peer_expect_bytes(newcomer, odd, sizeof odd - 1);
}

static void other_numbers_are_refused(void)
{
    static const char *const wrong[] = {"101", "-1", "x", "10x", "4294967297"};

    for (size_t i = 0; i < COUNT(wrong); i++) {
        likely("LINES is a number from 0 to 100: any other is refused, with an "
               "exit status that is not 0");
        expect_failure(start_subject(&(struct call){
            .options = text_of("-l %s", wrong[i]), .in_vain = true}));
    }
}

static void nothing_is_missing_where_they_meet(void)
{
    enum { NEWCOMERS = 20 };
    const int each = in_chaos() ? 200 : 20 * 1000;

    start_with_last_lines(10);
    int speaker = peer_connect(subject_port());
    for (int i = 0; i < NEWCOMERS; i++) {
        int last = (i + 1) * each;
        peer_say(speaker, count_aloud(i * each + 1, last));
        int newcomer = peer_connect(subject_port());
        hears_each_once(newcomer, last);
        peer_close(newcomer);
    }
}

/* One joins while the log is full, and the last that were said wait for
   space. */
static void nothing_comes_twice_from_a_full_log(void)
{
    int peers[4];

    if (have_strangers() || in_chaos()) /* who knows how much that is */
        leave_out();
    stop_our_clock();
    let_time_run();
    struct process *server = start_with_last_lines(10);
    for (int i = 0; i < 4; i++)
        peers[i] = i == DEAF ? peer_connect_narrow(subject_port())
                             : peer_connect(subject_port());
    int last = fill_the_log(server, peers);
    int newcomer = peer_connect(subject_port());
    let_a_moment_pass(server);
    peer_reset(peers[DEAF]);
    hears_each_once(newcomer, last);
}

/* Before each lock that is taken for the newcomer, by main or by a thread that
   is new, somebody says a line. */
static void a_line_falls_into_each_gap(bool newest)
{
    struct process *server = start_step_by_step("-l 10");
    int number = 10;

    take_steps(server, 5);
    int speaker = peer_connect(server_port(server));
    take_steps(server, 10);
    peer_say(speaker, count_aloud(1, number));
    take_steps(server, 10);
    int newcomer = peer_connect(server_port(server));
    for (int i = 0; i < 12; i++) {
        let_rest(server);
        int joining = held_thread(server, newest);
        number++;
        peer_say(speaker, count_aloud(number, number));
        for (int others = 0; others < 6; others++) {
            let_rest(server);
            let_go_but(joining);
        }
        take_steps(server, 1);
    }
    take_steps(server, 30);
    hears_each_once(newcomer, number);
}

static void nothing_falls_between_old_and_new(void)
{
    if (have_strangers())
        leave_out();
    a_line_falls_into_each_gap(false);
    a_line_falls_into_each_gap(true);
}

/* Nor do the old lines: it gets them all when it reads. Nor does one that
   leaves at once: it gets them, too. */
static void who_joins_and_does_not_read(void)
{
    const char *text = long_lines(in_chaos() ? 16 : 97);
    int peers[4];

    stop_our_clock();
    let_time_run();
    option_is_new("server", "-l");
    struct process *server = start_subject_server("-l 100");
    likely(NULL);
    join(peers, 2);
    all_say(peers[0], peers + 1, 1, text);
    peers[2] = peer_connect_narrow(subject_port());
    check(hears(peers[2]), "the first of the old lines", "nothing in time");
    did("peer 3 has read nothing so far");
    peer_say(peers[0], "and for all\n");
    likely("a newcomer may read nothing for a while: nobody may wait for him "
           "in send(), least of all with the lock, so the old lines go as the "
           "new ones do");
    check(hears_within(server, peers[1], 2000), "and for all",
          "nothing within two seconds");
    peer_expect(peers[1], "and for all\n");
    peer_say(peers[2], "hello\n");
    likely("a newcomer may speak before it reads: its own thread must not wait "
           "in send() with the old lines, so these go as the new ones do");
    check(hears_within(server, peers[1], 2000), "hello",
          "nothing within two seconds");
    peer_expect(peers[1], "hello\n");
    likely("a send() that does not wait takes a part of the old lines: the "
           "newcomer gets the rest later, when there is room");
    peer_expect(peers[2], "peer 1\n");
    peer_expect(peers[2], text);
    peer_expect(peers[2], "and for all\n");
    peers[3] = peer_connect_narrow(subject_port());
    check(hears(peers[3]), "the first of the old lines", "nothing in time");
    leave_unread(server, peers[3]);
    likely("a newcomer that ends its sending at once gets all old lines, too, "
           "and then the end of the stream");
    peer_expect(peers[3], "peer 1\n");
    peer_expect(peers[3], text);
    peer_expect(peers[3], "and for all\nhello\n");
    peer_expect_end(peers[3]);
}

/* A newcomer for whom old lines are waiting, and who reads nothing. Returns
   what it is to hear. */
static const char *keep_much_for(int peers[3])
{
    const char *text = long_lines(in_chaos() ? 16 : 98);

    stop_our_clock();
    let_time_run();
    start_with_last_lines(100);
    join(peers, 2);
    all_say(peers[0], peers + 1, 1, text);
    peers[2] = peer_connect_narrow(subject_port());
    check(hears(peers[2]), "the first of the old lines", "nothing in time");
    did("peer 3 has read nothing so far");
    return text_of("peer 1\n%s", text);
}

/* It hears this up to the end, or up to where it was cut off. */
static void hears_all_or_is_cut_off(int peer, const char *text)
{
    const char *expected = in_words("all that was said, or a reset");
    char bytes[4096];

    for (ssize_t got; *text; text += got) {
        check(wait_for(peer, POLLIN, bound()), expected,
              "nothing more in time");
        got = recv(peer, bytes, sizeof bytes, 0);
        if (got < 0 && errno == ECONNRESET)
            return;
        check(got > 0, expected, "the end of the stream");
        check(strncmp(text, bytes, (size_t)got) == 0,
              quoted(text, strlen(text)), "%s", quoted(bytes, (size_t)got));
    }
}

static void much_is_said_meanwhile(size_t lines)
{
    int peers[3];
    const char *old = keep_much_for(peers), *text = long_lines(lines);

    likely("a newcomer that reads nothing holds the others up no longer than "
           "any other member: then it is cut off");
    all_say(peers[0], peers + 1, 1, text);
    likely("what a newcomer is to get stays where it is until it has been "
           "sent: the old lines, and what is said meanwhile. As long as it "
           "reads nothing the tail stays behind it, or it is cut off");
    hears_all_or_is_cut_off(peers[2], text_of("%s%s", old, text));
}

/* More than is kept, and more than the log has room for, while old lines are
   waiting. */
static void a_promise_is_kept(void)
{
    if (in_chaos())
        leave_out();
    much_is_said_meanwhile(120);
    much_is_said_meanwhile(300);
}

/* While others wait for it, and for longer than one who does not read may stay:
   8 KiB at most each time, so 64 KiB in some 100 ms. */
static void takes_bit_by_bit(struct process *server, int peer, const char *text)
{
    enum { WHILE = 260, MOMENT = 10, TWICE = 2 };
    const char *expected = in_words("the rest of the old lines");
    char bytes[4096];

    for (int i = 0; i < TWICE * WHILE / MOMENT; i++) {
        ssize_t got = recv(peer, bytes, sizeof bytes, 0);
        check(got > 0 || (got < 0 && errno == EAGAIN), expected,
              got < 0 ? "a reset" : "the end of the stream");
        if (got > 0) {
            check(strncmp(text, bytes, (size_t)got) == 0, expected, "%s",
                  quoted(bytes, (size_t)got));
            text += got;
        }
        if (i % TWICE == 0)
            let_pass(server, MOMENT);
    }
}

static void who_takes_its_old_lines_stays(void)
{
    int peers[3];

    if (have_strangers() || in_chaos()) /* who knows how much that is */
        leave_out();
    const char *old = keep_much_for(peers);
    struct process *server = process_numbered(0);
    fill_the_log(server, (int[]){peers[1], peers[1], peers[2], peers[0]});
    likely(
        "a newcomer that reads is not cut off, however many old lines it has "
        "before it: 64 KiB of them that it has taken are 64 KiB");
    takes_bit_by_bit(server, peers[2], old);
}

/* Nor does main, while it takes in one after the other: what is kept for them
   all would not fit into the log side by side. */
static void the_stop_waits_for_no_newcomer(void)
{
    enum { NEWCOMERS = 4 };
    int peers[3], newcomers[NEWCOMERS];

    const char *old = keep_much_for(peers);
    struct process *server = process_numbered(0);
    for (int i = 0; i < NEWCOMERS; i++) {
        newcomers[i] = peer_connect_narrow(subject_port());
        likely("a newcomer is taken in, however much is waiting for others: "
               "main must not wait for space in the log");
        check(hears_within(server, newcomers[i], 2000),
              "the first of the old lines", "nothing within two seconds");
    }
    likely("a newcomer that has not taken its old lines is cut off at the "
           "stop, as any other member is that does not read: 600 ms after it");
    stop_subject(server);
    for (int i = 0; i < NEWCOMERS; i++)
        hears_all_or_is_cut_off(newcomers[i], old);
}

/* ---- c: to one alone ---- */

static void tell(int peer, const char *name, const char *text)
{
    peer_say(peer, text_of("/msg %s %s\n", name, text));
}

static void only_the_named_one_hears(void)
{
    int peers[3];

    start_subject_server("");
    join(peers, 3);
    likely("this exercise stands on a: first /nick has to give a name");
    claim(peers[1], "bruno");
    likely("what begins with /msg is for the server, as with /nick: who has "
           "no name yet is told so");
    tell(peers[0], "bruno", "hello");
    peer_expect(peers[0], "* you have no name\n");
    claim(peers[0], "ana");
    likely("what is not a valid name costs nobody the one he has");
    claim_in_vain(peers[0], "an a", "* that is not a valid name\n");
    tell(peers[1], "ana", "are you still there?");
    peer_expect(peers[0], "* bruno to you: are you still there?\n");
    likely("the text is all that follows the blank after the name, as it is");
    if (in_chaos())
        likely_if_it_waits("a send() of the speaker's own thread may be cut "
                           "short or broken off: what goes through the log is "
                           "sent to its end");
    tell(peers[0], "bruno", "one  two\tthree: /nick x");
    peer_expect(peers[1], "* ana to you: one  two\tthree: /nick x\n");
    tell(peers[1], "ana", "yes");
    peer_expect(peers[0], "* bruno to you: yes\n");
    likely("one may send oneself a note");
    tell(peers[0], "ana", "buy bread");
    peer_expect(peers[0], "* ana to you: buy bread\n");
    likely("nobody has that name: a part of one is another");
    tell(peers[0], "bru", "hello");
    peer_expect(peers[0], "* nobody is called bru\n");
    tell(peers[0], "brunos", "hello");
    peer_expect(peers[0], "* nobody is called brunos\n");
    likely("a small letter and a capital are two bytes, and two names");
    tell(peers[0], "BRUNO", "hello");
    peer_expect(peers[0], "* nobody is called BRUNO\n");
    likely("only /msg and a blank after it make a command");
    all_hear(peers, 3, 1, "/msgs are fun\n");
    likely("lines and commands are taken in the order in which they came. If "
           "the speaker's thread sends the line for her alone, that one lands "
           "in the middle of another, or before it");
    peer_say(peers[0], "before\n/msg bruno for you\nafter\n");
    peer_expect(peers[1], "before\n* ana to you: for you\nafter\n");
    likely("what is sent in one go may begin with a line for the member, and "
           "hold one for another: ask of each line whom it is for");
    peer_expect(peers[2], "before\nafter\n");
    likely("the third has nothing to hear of all that");
    all_hear(peers, 3, 0, "hello, all of you\n");
}

/* Zero bytes, blanks at both ends, and what is not UTF-8. */
static void its_text_is_bytes(void)
{
    static const char said[] = "/msg bruno  a\0b\xff \r\n",
                      heard[] = "* ana to you:  a\0b\xff \r\n";
    int peers[2];

    start_subject_server("");
    join(peers, 2);
    claim(peers[0], "ana");
    claim(peers[1], "bruno");
    likely("the text is bytes, not a string: what follows the blank after the "
           "name goes as it is, up to the newline");
    peer_send(peers[0], said, sizeof said - 1);
    peer_expect_bytes(peers[1], heard, sizeof heard - 1);
}

/* Carla, the third, has read nothing of much, and is in the middle of a line,
   when one is said to her, and then one to all. */
static struct process *tell_one_who_does_not_read(int peers[3],
                                                  const char *text)
{
    struct process *server = start_beside_a_narrow_one(peers);

    claim(peers[0], "ana");
    peer_say(peers[2], "/nick carla\n");
    peer_expect(peers[2], "* you are carla\n");
    all_say(peers[0], peers + 1, 1, text);
    did("peer 3 has read nothing so far");
    peer_say(peers[0], "/msg carla for you\nand for all\n");
    likely("nobody waits for the one who is named: the line for her goes "
           "through the log, as the others do");
    check(hears_within(server, peers[1], 2000), "and for all",
          "nothing within two seconds");
    peer_expect(peers[1], "and for all\n");
    return server;
}

static void it_waits_for_its_turn(void)
{
    const char *text = long_lines(in_chaos() ? 16 : 64);
    int peers[3];

    tell_one_who_does_not_read(peers, text);
    likely("one thread sends a member its lines, and another one the line for "
           "her alone: that one lands in the middle of another, or before it. "
           "Let it go through the log");
    peer_expect(peers[2], text);
    peer_expect(peers[2], "* ana to you: for you\nand for all\n");
}

static void who_has_left_is_nobody(void)
{
    struct process *server = start_subject_server("");
    int peers[3];

    join(peers, 3);
    claim(peers[0], "ana");
    claim(peers[1], "bia");
    claim(peers[1], "bruno");
    likely("a member that takes another name is no longer called as before");
    tell(peers[0], "bia", "are you there?");
    peer_expect(peers[0], "* nobody is called bia\n");
    leave(peers[1]);
    let_rest(server);
    likely("a member that leaves gives its name back");
    tell(peers[0], "bruno", "are you there?");
    peer_expect(peers[0], "* nobody is called bruno\n");
    likely("a name belongs to who has it now");
    claim(peers[2], "bruno");
    tell(peers[0], "bruno", "are you the new one?");
    peer_expect(peers[2], "* ana to you: are you the new one?\n");
}

/* She leaves before she has read it. */
static void what_was_said_to_her_waits(void)
{
    const char *text = long_lines(in_chaos() ? 16 : 64);
    int peers[3];
    struct process *server = tell_one_who_does_not_read(peers, text);

    leave_unread(server, peers[2]);
    likely("a member that has ended its sending has left, and given its name "
           "back, even while lines are waiting for it");
    tell(peers[0], "carla", "too late");
    check(hears_within(server, peers[0], 2000), "* nobody is called carla",
          "nothing within two seconds");
    peer_expect(peers[0], "* nobody is called carla\n");
    likely("a line is for the member that has the name when it is said, and "
           "waits for it, even if it has ended its sending meanwhile");
    peer_expect(peers[2], text);
    peer_expect(peers[2], "* ana to you: for you\nand for all\n");
    peer_expect_end(peers[2]);
}

/* All that comes for it, up to that line. */
static void hears_nothing_private(int peer, const char *last)
{
    enum { MOST = 4 * FILLING };
    char *text = new_text(MOST + 1);
    size_t length = 0;

    for (bool done = false; !done;) {
        check(hears(peer), last, "nothing more in time");
        ssize_t got = recv(peer, text + length, MOST - length, 0);
        check(got > 0, last, "the end of the stream");
        size_t from = length > 99 ? length - 99 : 0;
        length += (size_t)got;
        text[length] = '\0';
        check(!strstr(text + from, " to you: "), "no line for another",
              "one in %s", quoted(text + from, length - from));
        done = strstr(text + from, last) != NULL;
    }
}

/* In a full log a line waits for space. Meanwhile leo leaves, one comes who
   takes no name, and may be given his descriptor, and one who takes his name.
   The line is for leo, or for the last, or for nobody. */
static void a_line_waits_for_space(void)
{
    int peers[4];

    if (have_strangers() || in_chaos()) /* who knows how much that is */
        leave_out();
    struct process *server = start_beside_a_speaker(peers);
    claim(peers[ANA], "ana");
    claim(peers[LEAVER], "leo");
    fill_the_log(server, peers);
    wait_for_space(server, peers, "/msg leo for you\n");
    leave_unread(server, peers[LEAVER]);
    let_a_moment_pass(server);
    int nameless = peer_connect(subject_port());
    let_a_moment_pass(server);
    int newcomer = peer_connect(subject_port());
    peer_say(newcomer, "/nick leo\n");
    let_a_moment_pass(server);
    likely(
        "a thread that waits for space in the log waits long: the member for "
        "whom the line is may have gone meanwhile, and its memory is "
        "another's. Take its number, and no pointer, over a wait");
    peer_reset(peers[DEAF]);
    peer_expect(peers[SPEAKER], "still here\n");
    likely("a descriptor is soon given to another member, and a member's "
           "number never is: one who has never had that name must not get "
           "the line");
    hears_nothing_private(nameless, "still here\n");
    stop_subject(server);
}

/* Two speak at the same moment, each to herself. */
static void lines_do_not_mix(void)
{
    int peers[2];

    if (have_strangers())
        leave_out();
    struct process *server = start_two_step_by_step(peers);
    take_their_names(server, peers);
    likely("two speak at the same moment: what a thread puts its line together "
           "in must be its own, or under the lock up to the end");
    for (int step = 0; step < most_steps() / 2; step++) {
        say_while_one_stands(server, peers, step, "/msg ana this is for ana\n",
                             "/msg bruno and this for bruno\n");
        peer_expect(peers[0], "* ana to you: this is for ana\n");
        peer_expect(peers[1], "* bruno to you: and this for bruno\n");
    }
}

/* And the name goes to another meanwhile: the line is for the one who had it
   when it was said. */
static void its_line_does_not_go_with_the_name(void)
{
    const char *text = long_lines(in_chaos() ? 16 : 64);
    int peers[3];
    struct process *server = tell_one_who_does_not_read(peers, text);

    let_rest(server); /* the sender sleeps, and what is said waits for it */
    likely("what counts is who has the name when the line is said, and not "
           "when the sending thread gets to it");
    peer_say(peers[0], "/msg ana a note\n/nick anna\n");
    hears_all_within(server, peers[0],
                     "* ana to you: a note\n* you are anna\n");
    peer_say(peers[2], "/nick clara\nI am another\n");
    check(hears_within(server, peers[1], 2000), "I am another",
          "nothing within two seconds");
    peer_expect(peers[1], "I am another\n");
    likely(
        "the member that has the name when the line is said gets it, "
        "however long it waits: keep the number of the member with the line, "
        "and not the name");
    claim(peers[1], "carla");
    peer_expect(peers[2], text);
    peer_expect(peers[2], "* ana to you: for you\nand for all\n"
                          "* you are clara\n");
}

/* So many bytes where a name should stand. */
static void no_name_is_so_long(int peer, int bytes)
{
    const char *valid = "* that is not a valid name\n";
    const char *name = filled((size_t)bytes);

    tell(peer, name, "t");
    likely("what is not a name is answered with \"* that is not a valid "
           "name\", also by /msg: with all of it, the answer may be a line of "
           "over 4095 bytes");
    const char *answer = hear_line(peer, valid);
    check(strcmp(answer, valid) == 0 ||
              strcmp(answer, text_of("* nobody is called %s\n", name)) == 0,
          valid, "%s", quoted(answer, strlen(answer)));
}

static void what_is_no_name_is_nobody(void)
{
    start_subject_server("");
    int peer = peer_connect(subject_port());
    claim(peer, "ana");
    no_name_is_so_long(peer, 33);
    no_name_is_so_long(peer, LONGEST - (int)strlen("/msg  t"));
}

static void it_fits_in_a_line(void)
{
    const size_t most = LONGEST - strlen("* ana to you: ");
    const char *text = long_lines(1);
    int peers[2];

    start_subject_server("");
    join(peers, 2);
    claim(peers[0], "ana");
    claim(peers[1], "bruno");
    likely("the line that bruno gets has 4095 bytes at most: \"* ana to "
           "you: \" "
           "is part of it, and longer than \"/msg bruno \"");
    tell(peers[0], "bruno", text_of("%.*s", (int)most, text));
    peer_expect(peers[1], text_of("* ana to you: %.*s\n", (int)most, text));
    tell(peers[0], "bruno", text_of("%.*s", (int)most + 1, text));
    peer_expect(peers[0], "* that is too long\n");
    all_hear(peers, 2, 0, "well\n");
}

/* Much is waiting for the third when the line for another one comes: so it
   stands among those that the third gets at once. */
static void nothing_leaks_from_a_backlog(void)
{
    char *text = long_lines(in_chaos() ? 16 : 64);
    int peers[3];

    start_subject_server("");
    join_two_and_a_narrow_one(peers);
    claim(peers[0], "ana");
    claim(peers[1], "bruno");
    all_say(peers[0], peers + 1, 1, text);
    did("peer 3 has read nothing so far");
    peer_say(peers[0], "for all\n/msg bruno for you\nfor all again\n");
    peer_expect(peers[1], "for all\n* ana to you: for you\nfor all again\n");
    peer_expect(peers[2], text);
    likely("what is sent in one go may begin with a line for the member, and "
           "hold one for another: ask of each line whom it is for");
    peer_expect(peers[2], "for all\nfor all again\n");
}

static void the_rest_is_as_before_b(void)
{
    expect_the_rest_as_before("-l 10");
}

const struct task step_06[] = {
    {"", "a line goes to all the others", a_line_goes_to_all_the_others},
    {"", "lines stay whole, however they were cut", lines_stay_whole},
    {"", "half a line and one too long harm nobody", unfit_lines_harm_nobody},
    {"", "a member that does not read holds nobody up",
     who_does_not_read_holds_nobody_up},
    {"", "a stop ends every conversation in good order", stops_in_good_order},
    {"", "the client talks and listens", client_talks_and_listens},
    {"a", "of twenty who claim a name at once, one gets it",
     one_of_twenty_gets_it},
    {"a", "there are as many names as members", there_is_a_name_for_each},
    {"a", "names are told apart, and given back", names_are_told_apart},
    {"a", "a name comes back, however a member goes", names_come_back},
    {"a", "a name is bytes, and a command is a word", names_are_bytes},
    {"a", "between looking and taking nobody comes", nothing_comes_between},
    {"a", "an answer is a line among the others", an_answer_is_a_line},
    {"a", "an answer may wait for space", an_answer_waits_for_space},
    {"a", "of two who wait for space one gets the name",
     one_of_two_who_wait_gets_it},
    {"b", "a newcomer gets the last ten lines", last_ten_lines},
    {"b", "lines are counted, and not what one call brought",
     lines_are_counted},
    {"b", "a hundred lines are kept, also by an empty room", a_hundred_at_most},
    {"b", "of one line the last is kept", the_last_line_alone},
    {"b", "without the option nothing is kept", none_without_the_option},
    {"b", "only what was said to all is kept", only_what_was_said_to_all},
    {"b", "lines are kept as they came", lines_are_kept_as_they_came},
    {"b", "other numbers of lines are refused", other_numbers_are_refused},
    {"b", "a line that is said meanwhile falls on one side",
     nothing_falls_between_old_and_new},
    {"b", "nothing is missing or comes twice where old and new meet",
     nothing_is_missing_where_they_meet},
    {"b", "nothing comes twice where the log is full",
     nothing_comes_twice_from_a_full_log},
    {"b", "a newcomer that does not read holds nobody up",
     who_joins_and_does_not_read},
    {"b", "what a newcomer is to get is kept until it is sent",
     a_promise_is_kept},
    {"b", "a newcomer that takes its old lines stays",
     who_takes_its_old_lines_stays},
    {"b", "a stop waits for no newcomer", the_stop_waits_for_no_newcomer},
    {"b", "PORT, ADDRESS and --help are as before", the_rest_is_as_before_b},
    {"c", "only the one who is named hears", only_the_named_one_hears},
    {"c", "its text goes as it is", its_text_is_bytes},
    {"c", "to one who does not read it goes in its turn",
     it_waits_for_its_turn},
    {"c", "a member that has left is nobody", who_has_left_is_nobody},
    {"c", "nothing leaks, even where much is waiting",
     nothing_leaks_from_a_backlog},
    {"c", "it goes to the member, whatever becomes of the name",
     its_line_does_not_go_with_the_name},
    {"c", "what is not a name is nobody's", what_is_no_name_is_nobody},
    {"c", "what is said fits in a line", it_fits_in_a_line},
    {"c", "what was said to a member waits, though it leaves",
     what_was_said_to_her_waits},
    {"c", "two who speak at once are not mixed up", lines_do_not_mix},
    {"c", "a line may wait for space", a_line_waits_for_space},
    {"c", "names are told apart, as in a", names_are_told_apart},
};
const size_t step_06_count = COUNT(step_06);
