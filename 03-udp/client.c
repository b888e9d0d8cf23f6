/*
 * client.c - a datagram for each line from standard input, its echo in.
 *
 *     ./client [HOST [PORT]]
 *
 * connect() on a UDP socket sends nothing and asks nobody: it only notes the
 * one address that we talk with. The kernel then keeps strangers' datagrams
 * from us, and reports when nobody is there.
 */
#define _POSIX_C_SOURCE 200809L
#define MAX_LINE 65535 /* bytes: UDP counts a datagram's in 16 bits */

#include "lines.h"
#include "program.h"
#include "show.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_PORT "12345"

/* How much of the sockaddr_storage its family uses: some systems insist. */
static socklen_t address_size(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                          : sizeof(struct sockaddr_in);
}

/* Returns a socket that exchanges datagrams with *address alone, or -1 after
   a complaint. Against: stranger, gone. */
static int create_mailbox(const struct sockaddr_storage *address)
{
    socklen_t size = address_size(address);
    char server[ADDRESS_TEXT];

    address_text((const struct sockaddr *)address, size, server);
    int mailbox = socket(address->ss_family, SOCK_DGRAM, 0);
    if (mailbox < 0)
        return complain("socket", server);
    if (connect(mailbox, (const struct sockaddr *)address, size) < 0 ||
        is_itself(mailbox)) {
        complain("connect", server);
        close(mailbox);
        return -1;
    }
    return mailbox;
}

/* A datagram goes whole or not at all: here is no write_all(). That it was
   sent does not mean that it arrives. Returns 0, or -1 with errno set. */
static int send_datagram(int mailbox, const char *bytes, size_t length)
{
    ssize_t sent;

    do {
        sent = send(mailbox, bytes, length, 0);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

/* Shows one datagram from the server as a line. An empty one is a datagram,
   too: no length means the end here. Returns 0, or -1 after a complaint. */
static int show_reply(int mailbox, const char *server)
{
    struct shown shown = {0};
    char bytes[MAX_LINE]; /* Against: largest */
    ssize_t got;

    /* LIMITATION(04): waits forever if the line or its echo is lost, and
       takes an echo that comes twice for that of the next line */
    do {
        got = recv(mailbox, bytes, sizeof bytes, 0);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return complain("recv", server);
    show(&shown, bytes, (size_t)got);
    show_end(&shown);
    printf("\n");
    return check_output();
}

/* Line out, echo in. Returns 0 if every line went and came back, or -1. */
static int talk(int mailbox, const char *server)
{
    struct line_reader keyboard = {.fd = STDIN_FILENO};
    ssize_t length;
    int refused = 0;

    while ((length = next_line(&keyboard, &refused)) > 0) {
        /* The datagram's end is the line's end: no newline need travel. */
        if (keyboard.buffer[length - 1] == '\n')
            length--;
        if (send_datagram(mailbox, keyboard.buffer, (size_t)length) < 0) {
            bool too_long = errno == EMSGSIZE; /* the next line may do */
            complain("send", server);
            if (!too_long)
                return -1;
            refused++;
        } else if (show_reply(mailbox, server) < 0) {
            return -1;
        }
    }
    return length < 0 || refused > 0 ? -1 : 0;
}

static const char usage[] =
    "[HOST [PORT]]\n"
    "  HOST  the server's numeric IPv4 or IPv6 address (" DEFAULT_HOST ")\n"
    "  PORT  1 to 65535 (" DEFAULT_PORT ")\n";

/* Reads a numeric address of either family. A sockaddr_storage has room for
   both, and ss_family says which it holds. Returns 0, or -1 if the text is
   neither. */
static int parse_address(const char *host, const char *port,
                         struct sockaddr_storage *address)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_DGRAM,
                                   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found;

    if (getaddrinfo(host, port, &hints, &found) != 0)
        return -1;
    memcpy(address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return 0;
}

static struct sockaddr_storage read_arguments(int argc, char **argv)
{
    struct sockaddr_storage address;
    const char *host = argc > 1 ? argv[1] : DEFAULT_HOST;
    const char *port = argc > 2 ? argv[2] : DEFAULT_PORT;

    begin(argc, argv, 2, usage);
    read_port(port, 1); /* or refuses it */
    /* LIMITATION(04): numeric addresses only; names are resolved from 04 on */
    if (parse_address(host, port, &address) < 0)
        refuse(host, "is not a numeric IPv4 or IPv6 address such as 127.0.0.1 "
                     "or ::1 (names come in step 04)");
    return address;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage address = read_arguments(argc, argv);
    char server[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error, not a death */
    int mailbox = create_mailbox(&address);
    if (mailbox < 0)
        return 1;

    address_text((struct sockaddr *)&address, address_size(&address), server);
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "lines go to %s; 'sair' or 'quit' ends\n", server);
    int status = talk(mailbox, server) < 0;
    close(mailbox);
    return status;
}
