/*
 * client.c - greets the server, and hears its welcome.
 *
 *     ./client [HOST [PORT]]
 *
 * A connection is known by a pair of addresses, the server's and ours. We
 * never chose ours: connect() took a free port, and says which when asked.
 */
#define _POSIX_C_SOURCE 200809L

#include "program.h"
#include "text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "12345"

static const char greeting[] = "Olá, servidor!";

/* Returns a socket connected to *address, or -1 after a complaint. */
static int create_connection(const struct sockaddr_in *address)
{
    char server[ADDRESS_TEXT];

    address_text((const struct sockaddr *)address, sizeof *address, server);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0)
        return complain("socket", server);
    /* LIMITATION(04): no deadline, and a signal in the middle is an error */
    if (connect(connection, (const struct sockaddr *)address, sizeof *address) <
            0 ||
        is_itself(connection)) {
        complain("connect", server);
        close(connection);
        return -1;
    }
    return connection;
}

/* Shows what comes, in however many pieces, until the peer has said that no
   more will, or it cannot be shown. Returns 0, or -1 with errno set. */
static int receive_all(int connection)
{
    struct text text = {0};
    char piece[1024]; /* Against: dribble, cut-character */
    ssize_t got = 0;

    while (!ferror(stdout) && (got = recv(connection, piece, sizeof piece, 0)))
        if (got > 0)
            show_piece(&text, piece, (size_t)got);
        else if (errno != EINTR)
            break;
    int error = errno; /* printf() may change it */
    show_count(&text);
    errno = error;
    return got < 0 ? -1 : 0;
}

/* Tells which pair of addresses the connection is. Returns 0, or -1. */
static int show_pair(int connection, const char *server)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    char ours[ADDRESS_TEXT];

    if (getsockname(connection, (struct sockaddr *)&address, &size) < 0)
        return -1;
    address_text((struct sockaddr *)&address, size, ours);
    printf("connected to %s from %s\n", server, ours);
    return 0;
}

/* shutdown(SHUT_WR) ends our half of the stream: the peer, too, can read to
   the end, and no length or separator has to be agreed on yet. */
static int talk(int connection, const char *server)
{
    if (show_pair(connection, server) < 0)
        return complain("getsockname", server);
    if (write_all(connection, greeting, strlen(greeting)) < 0)
        return complain("send", server);
    /* ENOTCONN: the connection is gone already, and recv() will show how */
    if (shutdown(connection, SHUT_WR) < 0 && errno != ENOTCONN)
        return complain("shutdown", server);
    printf("server says: ");
    fflush(stdout); /* there may be time until it does */
    /* LIMITATION(04): waits forever for a server that never ends */
    if (receive_all(connection) < 0)
        return complain("recv", server);
    return check_output();
}

static const char usage[] =
    "[HOST [PORT]]\n"
    "  HOST  the server's numeric IPv4 address (" DEFAULT_HOST ")\n"
    "  PORT  1 to 65535 (" DEFAULT_PORT ")\n";

/* sin_port travels in network byte order: htons() on the way in, ntohs() on
   the way out. inet_pton() stores the address in that order by itself. */
static struct sockaddr_in read_arguments(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *host = argc > 1 ? argv[1] : DEFAULT_HOST;

    begin(argc, argv, 2, usage);
    address.sin_port = htons(read_port(argc > 2 ? argv[2] : DEFAULT_PORT, 1));
    /* LIMITATION(04): numeric addresses only; names are resolved from 04 on */
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
        refuse(host, "is not a numeric IPv4 address such as 127.0.0.1 "
                     "(IPv6 comes in step 03, names come in step 04)");
    return address;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = read_arguments(argc, argv);
    char server[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    int connection = create_connection(&address);
    if (connection < 0)
        return 1;

    address_text((struct sockaddr *)&address, sizeof address, server);
    int status = talk(connection, server) < 0;
    close(connection);
    return status;
}
