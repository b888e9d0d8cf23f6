/* bare_client.c - sends one datagram and shows the answer. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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
    /* LIMITATION(client): atoi() takes any text for a number */
    int port = argc > 1 ? atoi(argv[1]) : 12345;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* 127.0.0.1 */

    const char *text = "Olá, servidor UDP!";
    if (sendto(mailbox, text, strlen(text), 0, (struct sockaddr *)&address,
               sizeof address) < 0)
        die("sendto");
    printf("descriptor %d has sent it to port %d\n", mailbox, port);

    char datagram[1024];
    /* LIMITATION(client): takes anybody's datagram for the answer, with escape
       sequences, and cut at 1024 bytes; does not hear that nobody is there
       LIMITATION(04): waits forever if the text or its answer is lost */
    ssize_t length =
        recvfrom(mailbox, datagram, sizeof datagram, 0, NULL, NULL);
    if (length < 0)
        die("recvfrom");
    printf("the server says: %.*s\n", (int)length, datagram);
    close(mailbox);
}
