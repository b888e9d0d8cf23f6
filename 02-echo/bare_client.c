/* bare_client.c - sends each line that is typed, and shows what comes back. */
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
    int port = argc > 1 ? atoi(argv[1]) : 5555;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* 127.0.0.1 */
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
        die("connect");
    printf("descriptor %d is connected to port %d\n", connection, port);

    char line[1024];
    /* LIMITATION(06): here we do not notice that the server has gone */
    while (fgets(line, sizeof line, stdin)) {
        /* LIMITATION(client): SIGPIPE ends us; a send may be short, and
           strlen() stops at a zero byte */
        if (send(connection, line, strlen(line), 0) < 0)
            die("send");
        /* LIMITATION(client): one recv() may bring a part, escape sequences too
           LIMITATION(04): waits forever for a server that says nothing */
        ssize_t length = recv(connection, line, sizeof line, 0);
        if (length < 0)
            die("recv");
        if (length == 0)
            break; /* LIMITATION(client): the server's end passes for success */
        printf("%.*s", (int)length, line);
    }
    close(connection);
}
