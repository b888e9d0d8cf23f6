/* bare_client.c - connects, reads one text and answers "Olá também!" */
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
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0)
        die("socket");
    /* LIMITATION(client): atoi() takes any text for a number */
    int port = argc > 1 ? atoi(argv[1]) : 1234;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* 127.0.0.1 */
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
        die("connect");
    printf("descriptor %d is connected to port %d\n", connection, port);

    char text[2048];
    /* LIMITATION(client): one recv() may bring a part of it; and a terminal
       obeys the escape sequences in it
       LIMITATION(04): waits forever for a server that says nothing */
    ssize_t length = recv(connection, text, sizeof text, 0);
    if (length < 0)
        die("recv");
    printf("the server says: %.*s\n", (int)length, text);
    /* LIMITATION(client): SIGPIPE ends us; a send may be short */
    if (send(connection, "Olá também!", strlen("Olá também!"), 0) < 0)
        die("send");
    close(connection);
}
