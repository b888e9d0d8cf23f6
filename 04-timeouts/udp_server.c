/*
 * server.c - echoes every datagram to its sender (04 has a copy, udp_server.c).
 *
 *     ./server [-a] [PORT [ADDRESS]]
 *
 * One socket serves everybody, with nothing to accept and nobody to hang up.
 * A datagram comes whole, with its sender's address on it, or not at all.
 */
#define _POSIX_C_SOURCE 200809L

#include "program.h"
#include "show.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define DEFAULT_PORT "12345"
#define DEFAULT_ADDRESS "127.0.0.1" /* nobody outside this machine gets in */
#define MAX_DATAGRAM 1024           /* bytes: larger ones are not echoed */
#define MAX_FAILURES 100            /* receives that fail one after another */
#define ACKNOWLEDGEMENT "Mensagem recebida!"

/* How much of the sockaddr_storage its family uses: some systems insist. */
static socklen_t address_size(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                          : sizeof(struct sockaddr_in);
}

static in_port_t port_of(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET6
               ? ((const struct sockaddr_in6 *)address)->sin6_port
               : ((const struct sockaddr_in *)address)->sin_port;
}

/* Has the sender our port, at an address of this machine? Bound to 0.0.0.0 or
   ::, all of those are ours. bind() knows which: it takes hardly any other. */
static bool is_ourselves(const struct sockaddr_storage *sender, in_port_t ours)
{
    if (port_of(sender) != ours)
        return false;
    const int off = 0;
    int probe = socket(sender->ss_family, SOCK_DGRAM, 0);
    if (sender->ss_family == AF_INET6) /* it may stand for one of IPv4 */
        setsockopt(probe, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    bool elsewhere = bind(probe, (const struct sockaddr *)sender,
                          address_size(sender)) < 0 &&
                     errno == EADDRNOTAVAIL;
    if (probe >= 0)
        close(probe);
    return !elsewhere; /* if there was no probe, rather no answer */
}

/* Returns a socket that gets what is sent to *address, or -1 after a complaint.
   Where the port was 0, *address has the kernel's choice afterwards. */
static int create_mailbox(struct sockaddr_storage *address)
{
    char where[ADDRESS_TEXT];
    const char *failed = NULL;
    const int off = 0;
    socklen_t size = address_size(address);

    address_text((struct sockaddr *)address, size, where);
    int mailbox = socket(address->ss_family, SOCK_DGRAM, 0);
    if (mailbox < 0)
        return complain("socket", where);
    /* IPV6_V6ONLY off makes :: take IPv4, too; not every system lets it */
    if (address->ss_family == AF_INET6 &&
        IN6_IS_ADDR_UNSPECIFIED(&((struct sockaddr_in6 *)address)->sin6_addr) &&
        setsockopt(mailbox, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) < 0)
        complain("setsockopt", "IPV6_V6ONLY");
    /* No SO_REUSEADDR: no connection lingers on, and with UDP it would let a
       second server take the first one's datagrams. */
    if (bind(mailbox, (struct sockaddr *)address, size) < 0)
        failed = "bind";
    else if (getsockname(mailbox, (struct sockaddr *)address, &size) < 0)
        failed = "getsockname";
    if (!failed)
        return mailbox;
    complain(failed, where);
    close(mailbox);
    return -1;
}

/* What recvfrom() does, and more: it notices when the datagram was larger
   than `size`. Its rest is lost then, and nothing portable says how long it
   was. Returns its length, 0 for an empty one, or -1 with errno set. */
static ssize_t receive_from(int mailbox, char *bytes, size_t size,
                            struct sockaddr_storage *sender, bool *cut)
{
    struct iovec room = {.iov_base = bytes, .iov_len = size};
    struct msghdr message = {.msg_name = sender,
                             .msg_namelen = sizeof *sender,
                             .msg_iov = &room,
                             .msg_iovlen = 1};
    ssize_t got;

    do {
        got = recvmsg(mailbox, &message, 0);
    } while (got < 0 && errno == EINTR);
    *cut = got >= 0 && (message.msg_flags & MSG_TRUNC);
    return got;
}

/* A datagram goes whole or not at all: here is no write_all(). That it was
   sent does not mean that it arrives. Returns 0, or -1 with errno set. */
static int send_to(int mailbox, const char *bytes, size_t length,
                   const struct sockaddr_storage *receiver)
{
    ssize_t sent;

    /* LIMITATION(guide): bound to 0.0.0.0 or ::, the kernel chooses which of
       our addresses the answer comes from: the client may have asked another,
       and will not know it */
    do {
        sent =
            sendto(mailbox, bytes, length, 0, (const struct sockaddr *)receiver,
                   address_size(receiver));
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

/* Shows a datagram that came, and answers it. */
static void serve_datagram(int mailbox, const char *bytes, size_t length,
                           const struct sockaddr_storage *sender,
                           bool acknowledge)
{
    struct shown shown = {0};
    char peer[ADDRESS_TEXT];

    address_text((const struct sockaddr *)sender, address_size(sender), peer);
    printf("%s sent %zu bytes: ", peer, length);
    show(&shown, bytes, length); /* LIMITATION(guide): newlines pass, too */
    show_end(&shown);
    printf("\n");
    if (acknowledge) {
        bytes = ACKNOWLEDGEMENT;
        length = strlen(ACKNOWLEDGEMENT);
    }
    /* LIMITATION(guide): a sender's address is a claim. Forged, it sends our
       answer to somebody who never asked: a server that answers, perhaps */
    if (!ferror(stdout) && send_to(mailbox, bytes, length, sender) < 0)
        complain("sendto", peer);
}

/* One failure is one datagram's affair, and the next may do: some systems
   report here that an earlier answer was not wanted. Returns only when nothing
   else comes any more, or our output has failed. */
static void serve_datagrams(int mailbox, const struct sockaddr_storage *own,
                            bool acknowledge)
{
    char where[ADDRESS_TEXT];

    address_text((const struct sockaddr *)own, address_size(own), where);
    for (int failures = 0; failures < MAX_FAILURES && check_output() == 0;) {
        struct sockaddr_storage sender;
        char bytes[MAX_DATAGRAM], peer[ADDRESS_TEXT];
        bool cut;

        ssize_t got = receive_from(mailbox, bytes, sizeof bytes, &sender, &cut);
        if (got < 0) {
            complain("recvmsg", where);
            failures++;
            continue;
        }
        failures = 0;
        address_text((struct sockaddr *)&sender, address_size(&sender), peer);
        if (cut) /* Against: largest, oversize */
            fprintf(stderr, "%s: %s sent more than %d bytes: no answer\n",
                    program, peer, MAX_DATAGRAM);
        else if (is_ourselves(&sender, port_of(own))) /* Against: itself */
            fprintf(stderr, "%s: %s has our port on this machine: no answer\n",
                    program, peer);
        else
            serve_datagram(mailbox, bytes, (size_t)got, &sender, acknowledge);
    }
}

static const char usage[] =
    "[-a] [PORT [ADDRESS]]\n"
    "  -a       answer \"" ACKNOWLEDGEMENT "\" instead of the echo\n"
    "  PORT     0 to 65535, 0 lets the kernel choose (" DEFAULT_PORT ")\n"
    "  ADDRESS  a numeric IPv4 or IPv6 address of this machine "
    "(" DEFAULT_ADDRESS ")\n";

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

static struct sockaddr_storage read_arguments(int argc, char **argv,
                                              bool *acknowledge)
{
    struct sockaddr_storage address;
    int option;

    begin(argc, argv, argc, usage);
    while ((option = getopt(argc, argv, "a")) != -1) {
        if (option != 'a')
            show_usage(stderr, 2);
        *acknowledge = true;
    }
    if (argc - optind > 2)
        show_usage(stderr, 2);
    const char *port = argc > optind ? argv[optind] : DEFAULT_PORT;
    const char *host = argc > optind + 1 ? argv[optind + 1] : DEFAULT_ADDRESS;
    read_port(port, 0); /* or refuses it */
    /* LIMITATION(guide): numeric addresses only; 04's clients resolve names */
    if (parse_address(host, port, &address) < 0)
        refuse(host, "is not a numeric IPv4 or IPv6 address such as 127.0.0.1 "
                     "or ::1 (names come in step 04, with its clients)");
    return address;
}

int main(int argc, char **argv)
{
    bool acknowledge = false;
    struct sockaddr_storage address = read_arguments(argc, argv, &acknowledge);
    char where[ADDRESS_TEXT];

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error, not a death */
    int mailbox = create_mailbox(&address);
    if (mailbox < 0)
        return 1;

    address_text((struct sockaddr *)&address, address_size(&address), where);
    printf("listening on %s\n", where);
    serve_datagrams(mailbox, &address, acknowledge);
    close(mailbox);
    return 1; /* LIMITATION(05): runs until a signal ends it, or a failure */
}
