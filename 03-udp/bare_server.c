/* bare_server.c - sends each datagram back to its sender. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static void die(const char *call)
{
    perror(call);
    exit(1);
}

int main(int argc, char **argv)
{
    int mailbox = socket(AF_INET, SOCK_DGRAM, 0);
    if (mailbox < 0)
        die("socket");
    /* LIMITATION(server): atoi() takes any text for a number */
    int port = argc > 1 ? atoi(argv[1]) : 12345;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* 127.0.0.1 */
    if (bind(mailbox, (struct sockaddr *)&address, sizeof address) < 0)
        die("bind");
    printf("descriptor %d waits on port %d\n", mailbox, port);

    for (;;) { /* LIMITATION(server): answers itself, too, forever */
        char datagram[1024]; /* LIMITATION(server): what is longer is cut */
        struct sockaddr_in sender;
        socklen_t size = sizeof sender; /* in: the room for it, out: its size */
        ssize_t length = recvfrom(mailbox, datagram, sizeof datagram, 0,
                                  (struct sockaddr *)&sender, &size);
        if (length < 0)
            die("recvfrom");
        printf("%zd bytes from port %d\n", length, ntohs(sender.sin_port));
        if (sendto(mailbox, datagram, (size_t)length, 0,
                   (struct sockaddr *)&sender, size) < 0)
            die("sendto"); /* LIMITATION(server): over a single answer */
    }
}
