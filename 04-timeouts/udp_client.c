/*
 * udp_client.c - a datagram for each line, sent again until its echo comes.
 *
 *     ./udp_client [-t SECONDS] [HOST [PORT]]
 *
 * Any datagram may be lost, doubled or late. So each request carries a number
 * and a blank before its line: "7 Olá". The server echoes it all, and a reply
 * that begins with another number is not the one we are waiting for.
 */
#define _POSIX_C_SOURCE 200809L
#define MAX_LINE 65535 /* bytes: UDP counts a datagram's in 16 bits */

#include "deadline.h"
#include "lines.h"
#include "program.h"
#include "resolve.h"
#include "show.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "12345"
#define DEFAULT_TIME "5"  /* seconds, for each line */
#define FIRST_PAUSE 20    /* milliseconds until a request is sent again, */
#define LONGEST_PAUSE 200 /* doubled each time up to this */
#define MAX_NUMBER (sizeof "18446744073709551615 ")

struct arguments {
    const char *host, *port;
    long time; /* milliseconds */
};

/* The address we talk with, and those that we may yet try. */
struct server {
    int mailbox;
    char text[ADDRESS_TEXT];
    bool proven; /* it has answered: no need to try the next */
    const struct addrinfo *next;
};

/* A datagram: the number, a blank, the line. */
struct request {
    unsigned long number, tries;
    size_t prefix, length; /* bytes: number and blank; all of it */
    char bytes[MAX_NUMBER + MAX_LINE];
};

/* What the last line reports. */
struct tally {
    unsigned long requests, tries, ignored;
};

enum { LOST = -1, GONE = -2 };

/* Returns a socket that exchanges datagrams with *address alone, or -1 after
   a complaint. */
static int create_mailbox(const struct addrinfo *address, const char *server)
{
    int mailbox =
        socket(address->ai_family, address->ai_socktype, address->ai_protocol);

    if (mailbox < 0)
        return report("socket", server);
    if (set_nonblocking(mailbox) < 0)
        report("fcntl", server);
    else if (connect(mailbox, address->ai_addr, address->ai_addrlen) < 0 ||
             is_itself(mailbox))
        report("connect", server);
    else
        return mailbox;
    close(mailbox);
    return -1;
}

/* Closes the socket for the last address, if there is one, and opens one for
   the next that can be had. Returns 0, or -1 after a complaint. */
static int next_address(struct server *server)
{
    while (server->next) {
        const struct addrinfo *a = server->next;
        server->next = a->ai_next;
        if (server->mailbox >= 0)
            close(server->mailbox);
        address_text(a->ai_addr, a->ai_addrlen, server->text);
        server->mailbox = create_mailbox(a, server->text);
        if (server->mailbox >= 0)
            return 0;
    }
    return -1;
}

/* Those not yet tried, and the one we talk with. */
static int addresses_left(const struct server *server)
{
    int left = 1;

    for (const struct addrinfo *a = server->next; a; a = a->ai_next)
        left++;
    return left;
}

static void make_request(struct request *request, unsigned long number,
                         const char *line, size_t length)
{
    request->number = number;
    request->tries = 0;
    request->prefix =
        (size_t)snprintf(request->bytes, sizeof request->bytes, "%lu ", number);
    request->length = request->prefix + length;
    memcpy(request->bytes + request->prefix, line, length);
}

/* A datagram goes whole or not at all. If there is no room for it now, it is
   as good as lost on the way: it will be sent again. Returns 0, or -1 with
   errno set. */
static int send_request(int mailbox, struct request *request)
{
    request->tries++;
    if (send(mailbox, request->bytes, request->length, 0) < 0 &&
        !is_passing(errno) && errno != ENOBUFS)
        return -1;
    return 0;
}

/* Receives until a datagram begins with the request's number: others are
   replies to earlier requests that came late or twice, or no replies. Returns
   its length, or -1 with errno set. */
static ssize_t receive_reply(int mailbox, const struct request *request,
                             char *bytes, size_t size, struct tally *tally,
                             const struct deadline *deadline)
{
    for (;;) {
        if (wait_for(mailbox, POLLIN, deadline) < 0)
            return -1;
        ssize_t got = recv(mailbox, bytes, size, 0);
        if (got < 0 && is_passing(errno))
            continue;
        if (got < 0)
            return -1;
        if ((size_t)got >= request->prefix &&
            memcmp(bytes, request->bytes, request->prefix) == 0)
            return got;
        tally->ignored++;
    }
}

/* Sends the request again and again, less and less often: what is lost for
   want of room is not helped by more. Returns as receive_reply(). */
static ssize_t ask(int mailbox, struct request *request, char *bytes,
                   size_t size, struct tally *tally,
                   const struct deadline *deadline)
{
    for (long wait = FIRST_PAUSE;; wait *= 2) {
        if (wait > LONGEST_PAUSE)
            wait = LONGEST_PAUSE;
        struct deadline soon = deadline_in(wait);
        if (soon.ends > deadline->ends)
            soon.ends = deadline->ends;
        if (send_request(mailbox, request) < 0)
            return -1;
        ssize_t got =
            receive_reply(mailbox, request, bytes, size, tally, &soon);
        if (got >= 0 || errno != ETIMEDOUT || soon.ends == deadline->ends)
            return got;
        if (request->tries == 1)
            fprintf(stderr, "%s: request %lu: no reply yet, sent again\n",
                    program, request->number);
    }
}

/* Asks the server, at the next address if one does not answer; once one has,
   that is the server. Returns the reply's length, LOST or GONE after a
   complaint: after GONE there is nobody left to ask. */
static ssize_t ask_server(struct server *server, struct request *request,
                          char *bytes, size_t size, struct tally *tally,
                          const struct deadline *deadline)
{
    for (;;) {
        unsigned long before = request->tries;
        struct deadline share = *deadline;
        if (!server->proven)
            share = deadline_share(deadline, addresses_left(server));
        ssize_t got = ask(server->mailbox, request, bytes, size, tally, &share);
        int error = errno;
        if (got >= 0) {
            server->proven = true;
            return got;
        }
        unsigned long tries = request->tries - before;
        fprintf(stderr, "%s: request %lu to %s: %s, after %lu %s and %.1f s\n",
                program, request->number, server->text, failure_text(error),
                tries, tries == 1 ? "try" : "tries", seconds_spent(&share));
        if (error == EMSGSIZE)
            return LOST; /* too long for a datagram: the next line may do */
        if (server->proven || !server->next)
            return error == ETIMEDOUT ? LOST : GONE;
        if (next_address(server) < 0)
            return GONE;
    }
}

/* Line out, echo in. Returns its length, LOST or GONE after a complaint. */
static ssize_t exchange(struct server *server, struct request *request,
                        struct tally *tally, const struct deadline *deadline)
{
    struct shown shown = {0};
    char bytes[MAX_LINE];

    ssize_t got =
        ask_server(server, request, bytes, sizeof bytes, tally, deadline);
    tally->requests++;
    tally->tries += request->tries;
    if (got < 0)
        return got;
    if (request->tries > 1)
        fprintf(stderr, "%s: request %lu: answered after %lu tries, %.1f s\n",
                program, request->number, request->tries,
                seconds_spent(deadline));
    show(&shown, bytes + request->prefix, (size_t)got - request->prefix);
    show_end(&shown);
    printf("\n");
    return check_output() < 0 ? GONE : got;
}

/* Returns 0 if every line went and came back, or -1. */
static int talk(struct server *server, long time, struct tally *tally)
{
    struct line_reader keyboard = {.fd = STDIN_FILENO};
    struct request request;
    ssize_t length, got = 0;
    int refused = 0;

    while (got != GONE && (length = next_line(&keyboard, &refused)) > 0) {
        /* The datagram's end is the line's end: no newline need travel. */
        if (keyboard.buffer[length - 1] == '\n')
            length--;
        make_request(&request, tally->requests + 1, keyboard.buffer,
                     (size_t)length);
        struct deadline deadline = deadline_in(time);
        got = exchange(server, &request, tally, &deadline);
        refused += got == LOST;
    }
    return got == GONE || length < 0 || refused > 0 ? -1 : 0;
}

static const char usage[] =
    "[-t SECONDS] [HOST [PORT]]\n"
    "  -t    the time for each line, 0.001 to 86400 (" DEFAULT_TIME ")\n"
    "  HOST  the name or address of a server that echoes (" DEFAULT_HOST ")\n"
    "  PORT  1 to 65535 (" DEFAULT_PORT ")\n";

static struct arguments read_arguments(int argc, char **argv)
{
    struct arguments arguments = {.time = parse_seconds(DEFAULT_TIME)};
    int option;

    begin(argc, argv, argc, usage);
    while ((option = getopt(argc, argv, "t:")) != -1) {
        if (option != 't')
            show_usage(stderr, 2);
        arguments.time = read_seconds(optarg);
    }
    if (argc - optind > 2)
        show_usage(stderr, 2);
    arguments.host = argc > optind ? argv[optind] : DEFAULT_HOST;
    arguments.port = argc > optind + 1 ? argv[optind + 1] : DEFAULT_PORT;
    read_port(arguments.port, 1);
    return arguments;
}

int main(int argc, char **argv)
{
    struct arguments arguments = read_arguments(argc, argv);
    struct server server = {.mailbox = -1};
    struct tally tally = {0};

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error, not a death */
    struct addrinfo *addresses =
        resolve(arguments.host, arguments.port, SOCK_DGRAM);
    if (!addresses)
        return 1;

    int status = 1;
    server.next = addresses;
    if (next_address(&server) == 0) {
        if (isatty(STDIN_FILENO))
            fprintf(stderr, "lines go to %s; 'sair' or 'quit' ends\n",
                    server.text);
        status = talk(&server, arguments.time, &tally) < 0;
        fprintf(stderr, "%s: requests: %lu, tries: %lu, ignored: %lu\n",
                program, tally.requests, tally.tries, tally.ignored);
    }
    freeaddrinfo(addresses);
    if (server.mailbox >= 0)
        close(server.mailbox);
    return status;
}
