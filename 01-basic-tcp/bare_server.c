/* bare_server.c - takes one connection, says "Olá!" and reads one answer. */
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
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0)
        die("socket");
    /* LIMITATION(server): atoi() takes any text for a number; and without
       SO_REUSEADDR the port may stay taken for a minute after we have ended */
    int port = argc > 1 ? atoi(argv[1]) : 1234;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* 127.0.0.1 */
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0)
        die("bind");
    if (listen(listener, 5) < 0)
        die("listen");
    printf("descriptor %d listens on port %d\n", listener, port);

    /* LIMITATION(server): one client, then nobody listens any more */
    int connection = accept(listener, NULL, NULL);
    if (connection < 0)
        die("accept");
    printf("descriptor %d is connected to a client\n", connection);
    /* LIMITATION(server): SIGPIPE ends us; a send may be short */
    if (send(connection, "Olá!", strlen("Olá!"), 0) < 0)
        die("send");
    char text[2048];
    /* LIMITATION(server): one recv() may bring a part of it; and a terminal
       obeys the escape sequences in it
       LIMITATION(04): waits forever for a client that says nothing */
    ssize_t length = recv(connection, text, sizeof text, 0);
    if (length < 0)
        die("recv");
    printf("the client says: %.*s\n", (int)length, text);
    close(connection);
    close(listener);
}
