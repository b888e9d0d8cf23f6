/* bare_server.c - sends back what a client sends, one client after another. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
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
    const int on = 1; /* take the port even if its last connections linger on */
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        die("setsockopt");
    /* LIMITATION(server): atoi() takes any text for a number */
    int port = argc > 1 ? atoi(argv[1]) : 5555;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* 127.0.0.1 */
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0)
        die("bind");
    if (listen(listener, 5) < 0)
        die("listen");
    printf("descriptor %d listens on port %d\n", listener, port);

    for (;;) { /* LIMITATION(05): the next client waits for this one's end */
        int connection = accept(listener, NULL, NULL);
        if (connection < 0)
            die("accept"); /* LIMITATION(server): even if only this one left */
        /* LIMITATION(server): a reset or SIGPIPE ends us; a send may be short
           LIMITATION(04): waits forever for a client that says nothing */
        char piece[1024];
        ssize_t length;
        while ((length = recv(connection, piece, sizeof piece, 0)) > 0) {
            printf("%zd bytes on descriptor %d\n", length, connection);
            if (send(connection, piece, (size_t)length, 0) < 0)
                die("send");
        }
        if (length < 0)
            die("recv");
        close(connection);
    }
}
