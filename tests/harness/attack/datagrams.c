/* datagrams.c - hostile peers and networks, over UDP. */
#define _POSIX_C_SOURCE 200809L

#include "attack.h"
#include "programs/programs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define ROOM 65536    /* more than any datagram has */
#define LARGEST 65507 /* what 16 bits of length leave in IPv4 */
#define USUAL 1024    /* what our programs take */

/* A socket on a port of its own; connected, if `port` is not 0. */
static struct wire *open_mailbox(int port)
{
    struct sockaddr_in own = loopback(0), other = loopback(port);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof own) < 0 ||
        (port && connect(fd, (struct sockaddr *)&other, sizeof other) < 0))
        failed("a UDP socket", "%s", strerror(errno));
    return wire_adopt(fd);
}

/* The datagram that is there: its length, or -1. *from (NULL: not of interest).
 */
static long take(const struct wire *mailbox, char *bytes,
                 struct sockaddr_in *from)
{
    socklen_t size = sizeof *from;
    ssize_t got;

    do
        got = recvfrom(mailbox->fd, bytes, ROOM, 0, (struct sockaddr *)from,
                       from ? &size : NULL);
    while (got < 0 && errno == EINTR);
    note_moved((long)got);
    return (long)got;
}

/* Waits for one. */
static long receive(const struct wire *mailbox, char *bytes)
{
    long got;

    while ((got = take(mailbox, bytes, NULL)) < 0)
        if (errno != EAGAIN || !attend(mailbox, POLLIN))
            return -1;
    return got;
}

/* ---- a server ---- */

/* What cannot be sent here at all (EMSGSIZE) cannot do any harm. */
static void ask(const struct wire *mailbox, const void *bytes, size_t length)
{
    if (send(mailbox->fd, bytes, length, 0) < 0 && errno != EMSGSIZE)
        failed("a datagram to be sent", "%s", strerror(errno));
    note_moved((long)length);
}

const struct talk acknowledged = {.reply = "Mensagem recebida!"};
const struct talk asks_once = {.takes_one = true};

/* The same datagram comes back, or the one reply that the server has. */
static bool is_answered(struct run *run, const struct wire *mailbox,
                        const void *bytes, size_t length)
{
    const struct talk *talk = run->target->talk;
    char *back = new_text(ROOM);

    if (talk) {
        bytes = talk->reply;
        length = strlen(talk->reply);
    }
    long got = receive(mailbox, back);

    if (got == (long)length && memcmp(back, bytes, length) == 0)
        return true;
    run->trouble = got < 0
                       ? text_of("an answer of %zu bytes never came", length)
                       : text_of("of %zu bytes, %ld came back: %s", length, got,
                                 quoted(back, (size_t)got));
    return false;
}

static bool newcomer_is_answered(struct run *run)
{
    const struct wire *newcomer = open_mailbox(run->port);
    const char *words = "is anybody there?";

    ask(newcomer, words, strlen(words));
    return is_answered(run, newcomer, words, strlen(words));
}

static void diagnose_unless(struct run *run, bool well)
{
    const char *trouble = run->trouble;

    if (well)
        return;
    bool served = newcomer_is_answered(run);
    if (ends(run)) {
        const char *ending = ending_of(run->program);
        const char *complaint = last_words_of(run);
        conclude(run, DIED, "ended: %s%s%s", ending, complaint ? ", " : "",
                 complaint ? complaint : "");
    }
    conclude(run, served ? LOST : HUNG, "%s", trouble);
}

/* The bystander's datagram is on its way while the attack goes on. */
void attack_datagram_server(struct run *run)
{
    static const char words[] = "bystander: Olá";

    start_server(run);
    note_start();
    run->attacker = open_mailbox(run->port);
    run->bystander = open_mailbox(run->port);
    ask(run->bystander, words, strlen(words));
    run->attack->act(run);
    diagnose_unless(run,
                    is_answered(run, run->bystander, words, strlen(words)));
    diagnose_unless(run, newcomer_is_answered(run));
    if (run->attack->how & TERMINAL)
        check_terminal(run);
    const char *complaint = complaint_about(run, run->attacker->port);
    run->well = complaint
                    ? text_of("said \"%s\"; answered the others", complaint)
                    : text_of("%s; answered the others", run->well);
}

static void must_answer(struct run *run, const void *bytes, size_t length)
{
    ask(run->attacker, bytes, length);
    diagnose_unless(run, is_answered(run, run->attacker, bytes, length));
    run->well = "answered";
}

static void empty(struct run *run)
{
    must_answer(run, "", 0);
}

static void binary(struct run *run)
{
    must_answer(run, nasty, nasty_length);
}

static void doubled(struct run *run)
{
    static const char words[] = "attacker: once and again";

    ask(run->attacker, words, strlen(words));
    must_answer(run, words, strlen(words));
    diagnose_unless(run, is_answered(run, run->attacker, words, strlen(words)));
    run->well = "answered both";
}

/* All of it comes back, or nothing: half a datagram is none. When the program
   is at rest, what was to come has come; where nobody can tell, the newcomer is
   at least answered later. */
static void whole_or_nothing(struct run *run, size_t length)
{
    char *bytes = new_text(length), *back = new_text(ROOM);

    memset(bytes, 'x', length);
    ask(run->attacker, bytes, length);
    diagnose_unless(run, newcomer_is_answered(run));
    settle();
    long got = take(run->attacker, back, NULL);
    if (got >= 0 && (size_t)got != length)
        conclude(run, LOST, "answered %zu bytes with %ld, as if it had got all",
                 length, got);
    run->well = got < 0 ? "did not answer" : "sent all of it back";
}

static void largest(struct run *run)
{
    whole_or_nothing(run, LARGEST);
}

static void oversize(struct run *run)
{
    char bytes[USUAL];

    memset(bytes, 'x', sizeof bytes);
    must_answer(run, bytes, sizeof bytes);
    whole_or_nothing(run, USUAL + 1);
}

/* The next one's turn comes when nothing is under way any more to the port that
   is given up: a newcomer might get that number. */
static void sender_gone(struct run *run)
{
    static const char words[] = "next: your turn";
    const struct wire *next = open_mailbox(run->port);

    send_signal(run->program, SIGSTOP);
    for (int i = 0; i < 3; i++)
        ask(run->attacker, nasty, nasty_length);
    ask(next, words, strlen(words));
    wire_close(run->attacker);
    send_signal(run->program, SIGCONT);
    diagnose_unless(run, is_answered(run, next, words, strlen(words)));
    run->well = "went on";
}

/* Whoever answers it gets the answer, and answers that. See its faults: the
   bystander's came first. */
static void itself(struct run *run)
{
    static const char words[] = "attacker: this is from yourself";

    ask(run->attacker, words, strlen(words));
    diagnose_unless(run, newcomer_is_answered(run));
    if (clock_is_stopped() && !come_to_rest())
        conclude(run, HUNG, "%s: it answers itself, and is never done",
                 spins() ? "spins" : "does not come to rest");
    run->well = "did not answer itself";
}

const struct attack datagram_server_attacks[] = {
    {"empty", "the peer sent an empty datagram", empty, 0, NULL, NULL},
    {"largest", "the peer sent the largest datagram there is, 65507 bytes",
     largest, 0, NULL, NULL},
    {"oversize", "the peer sent 1024 bytes, and one more than that", oversize,
     0, NULL, NULL},
    {"binary", "the peer sent NUL, no UTF-8, and orders to the terminal",
     binary, TERMINAL, NULL, NULL},
    {"doubled", "the peer sent the same datagram twice", doubled, 0, NULL,
     NULL},
    {"gone", "the peer left before it was answered", sender_gone, 0, NULL,
     NULL},
    {"itself", "a datagram bore the server's own address as its sender's",
     itself, 0, NULL, "recv=itself@2x1"},
};
const size_t datagram_server_attack_count =
    sizeof datagram_server_attacks / sizeof *datagram_server_attacks;

/* ---- a client ---- */

/* What the client sent, and from where. */
struct request {
    struct sockaddr_in from;
    size_t length;
    char *bytes;
};

/* Returns false if the client has ended instead, or will send nothing. */
static bool next_request(struct run *run, struct request *request)
{
    bool over = false;
    long got;

    request->bytes = new_text(ROOM);
    while ((got = take(run->attacker, request->bytes, &request->from)) < 0) {
        if (over)
            return false;
        over = has_ended(run->program) || !attend(run->attacker, POLLIN);
    }
    request->length = (size_t)got;
    return true;
}

static void answer_from(const struct wire *mailbox,
                        const struct request *request, const void *bytes,
                        size_t length)
{
    /* Whoever has left misses nothing. */
    if (sendto(mailbox->fd, bytes, length, 0,
               (const struct sockaddr *)&request->from,
               sizeof request->from) < 0)
        return;
}

static void answer(struct run *run, const struct request *request)
{
    answer_from(run->attacker, request, request->bytes, request->length);
}

static void type_all(struct run *run)
{
    if (run->target->talk) /* it has its own words */
        return;
    type_line(run->program, "um");
    type_line(run->program, "dois");
    type_line(run->program, "sair");
    end_typing(run);
}

static struct request first_request(struct run *run)
{
    struct request request;

    type_all(run);
    if (!next_request(run, &request)) {
        if (is_gone(run))
            judge_end(run, false, false);
        conclude(run, HUNG, "never sent anything");
    }
    note_start();
    return request;
}

/* From now on it gets what it wants. */
static void serve_to_the_end(struct run *run)
{
    struct request request;

    while (next_request(run, &request))
        answer(run, &request);
}

static const char both_lines[] = "um\ndois\n", last_line[] = "dois\n";

/* Of who asks once: all that it was answered, and to the end. */
static void must_show_answer(struct run *run, const void *bytes, size_t length)
{
    size_t said;

    if (!ends(run))
        conclude(run, HUNG, "waits forever");
    judge_end(run, true, false);
    if (!shows(run, bytes, length)) {
        const char *output = output_of(run->program, OUT, &said);
        conclude(run, LOST, "did not show %s, but %s", quoted(bytes, length),
                 quoted(output, said));
    }
    run->well = "showed its answer";
}

/* It must come to its end, and show both lines, or at least the last one last;
   or `due`, if it asks once. What a LIMITATION admits, it must at least do when
   an answer comes, late. */
static void must_get_through(struct run *run, const struct request *first,
                             const char *lines, const void *due,
                             size_t due_length)
{
    size_t length;
    bool late = false;

    serve_to_the_end(run);
    if (!is_gone(run) && may_wait(run)) {
        late = true;
        answer(run, first);
        serve_to_the_end(run);
    }
    if (!is_gone(run))
        conclude(run, HUNG, "waits forever");
    judge_end(run, true, false);
    const char *output = output_of(run->program, OUT, &length);
    const char *place = lines == both_lines ? output
                        : length < strlen(last_line)
                            ? ""
                            : output + length - strlen(last_line);
    if (run->target->talk)
        must_show_answer(run, due, due_length);
    else if (strncmp(place, lines, strlen(lines)) != 0)
        conclude(run, LOST, "showed %s instead of %s", quoted(output, length),
                 quoted(lines, strlen(lines)));
    if (late)
        conclude(run, WAITS, "went on only when it was answered");
    if (!run->target->talk)
        run->well = text_of("showed %s", quoted(lines, strlen(lines)));
}

/* It gets what it asked for, after all. */
static void must_get_both(struct run *run, const struct request *first)
{
    must_get_through(run, first, both_lines, first->bytes, first->length);
}

void attack_datagram_client(struct run *run)
{
    run->attacker = open_mailbox(0);
    run->port = run->attacker->port;
    start_client(run);
    run->attack->act(run);
}

static void empty_reply(struct run *run)
{
    struct request first = first_request(run);

    answer_from(run->attacker, &first, "", 0);
    must_get_through(run, &first, last_line, "", 0);
}

static void largest_reply(struct run *run)
{
    struct request first = first_request(run);
    char *bytes = new_text(LARGEST);

    memset(bytes, 'x', LARGEST);
    answer_from(run->attacker, &first, bytes, LARGEST);
    must_get_through(run, &first, last_line, bytes, LARGEST);
}

static void escapes(struct run *run)
{
    struct request first = first_request(run);
    char *bytes = new_text(first.length + nasty_length);

    memcpy(bytes, first.bytes, first.length);
    memcpy(bytes + first.length, nasty, nasty_length);
    answer_from(run->attacker, &first, bytes, first.length + nasty_length);
    must_get_through(run, &first, last_line, "", 0);
    check_terminal(run);
    run->well = "showed them as \\xHH";
}

static void stranger(struct run *run)
{
    struct request first = first_request(run);
    const struct wire *other = open_mailbox(0);
    char *forged = new_text(first.length);

    memcpy(forged, first.bytes, first.length);
    forged[first.length - 1] = 'X';
    answer_from(other, &first, forged, first.length);
    answer(run, &first);
    must_get_both(run, &first);
}

static void doubled_reply(struct run *run)
{
    struct request first = first_request(run);

    answer(run, &first);
    answer(run, &first);
    must_get_both(run, &first);
}

static void lost(struct run *run)
{
    struct request first = first_request(run);

    must_get_both(run, &first);
}

static void silent(struct run *run)
{
    struct request first = first_request(run), again;

    while (next_request(run, &again))
        ;
    if (is_gone(run)) {
        judge_end(run, false, true);
        return;
    }
    if (!may_wait(run))
        conclude(run, HUNG, "waits forever");
    must_get_both(run, &first);
}

/* Bound, but connected to itself: to all others the port is closed, and no
   one else can get it. */
static void nobody(struct run *run)
{
    struct sockaddr_in own = loopback(run->attacker->port);

    if (connect(run->attacker->fd, (struct sockaddr *)&own, sizeof own) < 0)
        failed("a port that is closed", "%s", strerror(errno));
    type_all(run);
    if (!ends(run))
        conclude(run, may_wait(run) ? WAITS : HUNG,
                 "does not notice that nobody is there");
    judge_end(run, false, true);
}

const struct attack datagram_client_attacks[] = {
    {"empty", "the peer answered with an empty datagram", empty_reply, 0, NULL,
     NULL},
    {"largest", "the peer answered with 65507 bytes", largest_reply, 0, NULL,
     NULL},
    {"escapes",
     "the peer answered with NUL, no UTF-8, and orders to the terminal",
     escapes, TERMINAL, NULL, NULL},
    {"stranger", "a stranger answered before the server", stranger, 0, NULL,
     NULL},
    {"doubled", "the peer answered twice", doubled_reply, 0, NULL, NULL},
    {"lost", "the network lost the first datagram", lost, 0, NULL, NULL},
    {"silent", "the peer never answered", silent, 0, NULL, NULL},
    {"gone", "nobody listened on that port", nobody, 0, NULL, NULL},
};
const size_t datagram_client_attack_count =
    sizeof datagram_client_attacks / sizeof *datagram_client_attacks;
