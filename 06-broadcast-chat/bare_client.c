/* bare_client.c - sends what is typed, and shows what the others say. */
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

/* A thread of its own: main waits for the keyboard, this for the server. */
static void *show_others(void *argument)
{
    int connection = (int)(intptr_t)argument;
    char piece[1024];
    ssize_t length;

    /* LIMITATION(client): a terminal obeys the escape sequences in it, and
       a line may have no end */
    while ((length = recv(connection, piece, sizeof piece, 0)) > 0)
        if (write(STDOUT_FILENO, piece, (size_t)length) < 0)
            die("write");
    if (length < 0)
        die("recv");
    exit(0); /* LIMITATION(client): the server's end passes for success */
}

int main(int argc, char **argv)
{
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0)
        die("socket");
    /* LIMITATION(client): atoi() takes any text for a number */
    int port = argc > 1 ? atoi(argv[1]) : 8082;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* 127.0.0.1 */
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
        die("connect");
    printf("descriptor %d is connected to port %d\n", connection, port);
    fflush(stdout); /* the thread's write() goes past stdio's buffer */

    pthread_t thread;
    errno = pthread_create(&thread, NULL, show_others,
                           (void *)(intptr_t)connection);
    if (errno)
        die("pthread_create");

    char line[1024];
    ssize_t length;
    while ((length = read(STDIN_FILENO, line, sizeof line)) > 0)
        /* LIMITATION(client): SIGPIPE ends us; a send may be short, and
           waits forever for one who does not read; both may call exit()
           LIMITATION(07): anybody on the way can read this and change it */
        if (send(connection, line, (size_t)length, 0) < 0)
            die("send");
    if (length < 0)
        die("read");
    return 0; /* LIMITATION(client): what is still on its way to us is lost */
}
