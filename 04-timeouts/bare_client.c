/* bare_client.c - sends one line, and waits five seconds for its answer. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
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
    struct timeval patience = {.tv_sec = 5};
    if (setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience,
                   sizeof patience) < 0)
        die("setsockopt");
    /* LIMITATION(client): atoi() takes any text for a number */
    int port = argc > 1 ? atoi(argv[1]) : 12345;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* 127.0.0.1 */
    /* LIMITATION(client): connect() has a patience of its own: minutes */
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
        die("connect");
    printf("descriptor %d is connected to port %d\n", connection, port);

    char line[1024] = "Teste de timeout\n";
    /* LIMITATION(client): SIGPIPE ends us; a send may be short */
    if (send(connection, line, strlen(line), 0) < 0)
        die("send");
    ssize_t length;
    do {
        /* LIMITATION(client): five seconds for each call: a byte every four
           keeps us forever. And Ctrl-Z, then fg, breaks the call off (EINTR) */
        length = recv(connection, line, sizeof line, 0);
        if (length < 0)
            die("recv"); /* "Resource temporarily unavailable": time is up */
        /* LIMITATION(client): escape sequences; an early end passes as whole */
        printf("%.*s", (int)length, line);
    } while (length > 0 && line[length - 1] != '\n');
    close(connection);
}
