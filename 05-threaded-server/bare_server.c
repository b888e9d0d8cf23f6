/* bare_server.c - sends back what a client sends, to many at the same time. */
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call)
{
    perror(call);
    exit(1);
}

static void *serve_client(void *argument)
{
    int connection = (int)(intptr_t)argument;
    char piece[1024];
    ssize_t length;

    /* LIMITATION(server): a reset or SIGPIPE ends us all; sends may be short */
    while ((length = recv(connection, piece, sizeof piece, 0)) > 0) {
        printf("%zd bytes on descriptor %d\n", length, connection);
        if (send(connection, piece, (size_t)length, 0) < 0)
            die("send");
    }
    if (length < 0)
        die("recv");
    close(connection);
    return NULL;
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

    /* LIMITATION(server): a signal ends us in the middle of things, and so does
       a lack of descriptors or threads; two threads may call exit() at once */
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0)
            die("accept");
        pthread_t thread;
        /* The number itself in the pointer: &connection would be one variable
           for all threads, and soon hold the next client's number. */
        errno = pthread_create(&thread, NULL, serve_client,
                               (void *)(intptr_t)connection);
        if (errno)
            die("pthread_create");
        pthread_detach(thread); /* nobody will wait for its end */
    }
}
