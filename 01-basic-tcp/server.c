/*
 * server.c - welcomes every client, one after the other.
 *
 *     ./server [PORT [ADDRESS]]
 *
 * A listening socket is not a connected one: it never carries a byte. Each
 * accept() takes one finished connection off its queue, and that is a new
 * descriptor, with a peer of its own.
 */
#define _POSIX_C_SOURCE 200809L

#include "program.h"
#include "text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#define DEFAULT_PORT "12345"
#define DEFAULT_ADDRESS "127.0.0.1" /* nobody outside this machine gets in */
#define BACKLOG 5 /* connections that may wait for accept(): a hint only */

static const char welcome[] = "Bem-vindo ao servidor!";

/* Returns a socket that listens on *address, or -1 after a complaint. Where
   the port was 0, *address has the kernel's choice afterwards. */
static int create_listener(struct sockaddr_in *address)
{
    char where[ADDRESS_TEXT];
    const char *failed = NULL;
    const int on = 1;
    socklen_t size = sizeof *address;

    address_text((struct sockaddr *)address, size, where);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0)
        return complain("socket", where);
    /* Without SO_REUSEADDR the port stays taken for a minute or two after a
       server has ended while it had clients (ip(7)). Against: restart */
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        failed = "setsockopt";
    else if (bind(listener, (struct sockaddr *)address, size) < 0)
        failed = "bind";
    else if (listen(listener, BACKLOG) < 0)
        failed = "listen";
    else if (getsockname(listener, (struct sockaddr *)address, &size) < 0)
        failed = "getsockname";
    if (!failed)
        return listener;
    complain(failed, where);
    close(listener);
    return -1;
}

/* Shows what comes, in however many pieces, until the peer has said that no
   more will, or it cannot be shown. Returns 0, or -1 with errno set. */
static int receive_all(int connection)
{
    struct text text = {0};
    char piece[1024]; /* Against: dribble, cut-character, oversize */
    ssize_t got = 0;  /* 0 at the end of the stream. Against: half-close */

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

/* shutdown(SHUT_WR) ends our half of the stream: the peer, too, can read to
   the end, and no length or separator has to be agreed on yet. */
static int serve_client(int connection, const char *peer)
{
    printf("%s connected\n", peer);
    if (write_all(connection, welcome, strlen(welcome)) < 0)
        return complain("send", peer);
    /* ENOTCONN: the connection is gone already, and recv() will show how */
    if (shutdown(connection, SHUT_WR) < 0 && errno != ENOTCONN)
        return complain("shutdown", peer);
    printf("%s says: ", peer); /* LIMITATION(guide): newlines pass, too */
    fflush(stdout);            /* there may be time until it does */
    /* LIMITATION(04): waits forever for a client that never ends */
    return receive_all(connection) < 0 ? complain("recv", peer) : 0;
}

/* Returns after a complaint: accept() has failed, or our output. */
static void accept_clients(int listener, const char *where)
{
    while (check_output() == 0) { /* Against: rst, gone, burst */
        struct sockaddr_in address;
        socklen_t size = sizeof address;
        char peer[ADDRESS_TEXT];

        int connection = accept(listener, (struct sockaddr *)&address, &size);
        if (connection < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue; /* nothing came, or it had left before its turn */
        if (connection < 0) {
            complain("accept", where);
            return; /* LIMITATION(05): lack of descriptors, say, would pass */
        }
        address_text((struct sockaddr *)&address, size, peer);
        /* LIMITATION(05): one client at a time, the others wait in the queue */
        serve_client(connection, peer);
        close(connection);
    }
}

static const char usage[] =
    "[PORT [ADDRESS]]\n"
    "  PORT     0 to 65535, 0 lets the kernel choose (" DEFAULT_PORT ")\n"
    "  ADDRESS  a numeric IPv4 address of this machine (" DEFAULT_ADDRESS ")\n";

/* sin_port travels in network byte order: htons() on the way in, ntohs() on
   the way out. inet_pton() stores the address in that order by itself. */
static struct sockaddr_in read_arguments(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *host = argc > 2 ? argv[2] : DEFAULT_ADDRESS;

    begin(argc, argv, 2, usage);
    address.sin_port = htons(read_port(argc > 1 ? argv[1] : DEFAULT_PORT, 0));
    /* LIMITATION(04): numeric addresses only; names are resolved from 04 on */
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
        refuse(host, "is not a numeric IPv4 address such as 127.0.0.1 "
                     "(IPv6 comes in step 03, names come in step 04)");
    return address;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = read_arguments(argc, argv);
    char where[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    int listener = create_listener(&address);
    if (listener < 0)
        return 1;

    address_text((struct sockaddr *)&address, sizeof address, where);
    printf("listening on %s\n", where);
    accept_clients(listener, where);
    close(listener);
    return 1; /* LIMITATION(05): runs until a signal ends it, or a failure */
}
