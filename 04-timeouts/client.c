/*
 * client.c - one message out, one reply in, by a deadline.
 *
 *     ./client [-t SECONDS] [HOST [PORT [MESSAGE]]]
 *
 * Both are a line, as in 02: without the newline nobody could tell a whole
 * reply from half of one whose sender has died. The deadline holds for all of
 * it: connecting, to as many addresses as HOST has, sending and receiving.
 */
#define _POSIX_C_SOURCE 200809L

#include "deadline.h"
#include "program.h"
#include "resolve.h"
#include "show.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "12345"
#define DEFAULT_MESSAGE "Teste de timeout"
#define DEFAULT_TIME "5" /* seconds */
#define MAX_LINE 4095    /* bytes, its newline not counted */

struct arguments {
    const char *host, *port, *message;
    long time; /* milliseconds */
};

/* Returns 0 once connected, or -1 with errno set. Here connect() only begins,
   and SO_ERROR reports how it ended. Nor does a signal end it: it goes
   on, and to call connect() again would be an error. */
static int connect_before(int connection, const struct addrinfo *address,
                          const struct deadline *deadline)
{
    int error = 0;
    socklen_t size = sizeof error;

    if (connect(connection, address->ai_addr, address->ai_addrlen) == 0)
        return 0;
    if (errno != EINPROGRESS && errno != EINTR)
        return -1;
    if (wait_for(connection, POLLOUT, deadline) < 0 || /* Against: full */
        getsockopt(connection, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
        return -1;
    errno = error;
    return error == 0 ? 0 : -1;
}

/* Returns a socket connected to the first of the addresses that answers, with
   its text in server, or -1 after a complaint about each. The time left is
   shared out: a dead address must not use up the others'. */
static int create_connection(const struct addrinfo *addresses, char *server,
                             const struct deadline *deadline)
{
    int left = 0;

    for (const struct addrinfo *a = addresses; a; a = a->ai_next)
        left++;
    for (const struct addrinfo *a = addresses; a; a = a->ai_next) {
        struct deadline share = deadline_share(deadline, left--);
        address_text(a->ai_addr, a->ai_addrlen, server);
        int connection = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (connection < 0) {
            report_after("socket", server, deadline);
            continue;
        }
        if (set_nonblocking(connection) < 0)
            report_after("fcntl", server, deadline);
        else if (connect_before(connection, a, &share) < 0 ||
                 is_itself(connection))
            report_after("connect", server, deadline);
        else
            return connection;
        close(connection);
    }
    return -1;
}

/* Shows the line that comes, as it comes, and counts its bytes. Returns 1 if
   it came whole, 0 if the stream ended before, or -1 with errno set: the error
   is recv()'s, or, as ferror() knows, that of our output. */
static int show_reply(int connection, size_t *bytes,
                      const struct deadline *deadline)
{
    struct shown shown = {0};
    char piece[1024], *newline = NULL;
    ssize_t got = 1;

    *bytes = 0;
    while (!newline && !ferror(stdout) &&
           (got = receive(connection, piece, sizeof piece, deadline)) > 0) {
        newline = memchr(piece, '\n', (size_t)got);
        size_t length = newline ? (size_t)(newline - piece) : (size_t)got;
        show(&shown, piece, length);
        fflush(stdout);
        *bytes += length;
    }
    int error = errno;
    show_end(&shown);
    if (newline || *bytes > 0)
        printf("\n");
    if (ferror(stdout))
        return -1;
    errno = error;
    return got < 0 ? -1 : newline != NULL;
}

/* Message out, reply in. Returns 0, or -1 after a complaint. */
static int talk(int connection, const char *message, const char *server,
                const struct deadline *deadline)
{
    char line[MAX_LINE + sizeof "\n"];
    size_t bytes;
    int length = snprintf(line, sizeof line, "%s\n", message);

    if (write_all(connection, line, (size_t)length, deadline) < 0)
        return report_after("send", server, deadline);
    int whole = show_reply(connection, &bytes, deadline);
    if (check_output() < 0)
        return -1;
    if (whole < 0)
        report_after("recv", server, deadline);
    else if (!whole) /* Against: hang-up, half-reply */
        fprintf(stderr, "%s: recv %s: closed %s reply, after %.1f s\n", program,
                server, bytes > 0 ? "in the middle of the" : "without a",
                seconds_spent(deadline));
    if (whole <= 0 && bytes > 0)
        fprintf(stderr, "%s: only %zu byte%s of the reply came\n", program,
                bytes, bytes == 1 ? "" : "s");
    return whole > 0 ? 0 : -1;
}

static const char usage[] =
    "[-t SECONDS] [HOST [PORT [MESSAGE]]]\n"
    "  -t       the time for all of it, 0.001 to 86400 (" DEFAULT_TIME ")\n"
    "  HOST     the server's name or address (" DEFAULT_HOST ")\n"
    "  PORT     1 to 65535 (" DEFAULT_PORT ")\n"
    "  MESSAGE  one line (" DEFAULT_MESSAGE ")\n";

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
    if (argc - optind > 3)
        show_usage(stderr, 2);
    arguments.host = argc > optind ? argv[optind] : DEFAULT_HOST;
    arguments.port = argc > optind + 1 ? argv[optind + 1] : DEFAULT_PORT;
    arguments.message = argc > optind + 2 ? argv[optind + 2] : DEFAULT_MESSAGE;
    read_port(arguments.port, 1);
    if (strlen(arguments.message) > MAX_LINE || strchr(arguments.message, '\n'))
        refuse("MESSAGE", "is not one line of up to 4095 bytes");
    return arguments;
}

int main(int argc, char **argv)
{
    struct arguments arguments = read_arguments(argc, argv);
    char server[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    struct addrinfo *addresses =
        resolve(arguments.host, arguments.port, SOCK_STREAM);
    if (!addresses)
        return 1;

    struct deadline deadline = deadline_in(arguments.time);
    int connection = create_connection(addresses, server, &deadline);
    freeaddrinfo(addresses);
    if (connection < 0)
        return 1;

    int status = talk(connection, arguments.message, server, &deadline) < 0;
    close(connection);
    return status;
}
