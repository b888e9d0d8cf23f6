/* bare_server.c - sends what one client says to all the others. */
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Who is connected. Each thread uses this, and so only with the lock held. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int *connections;
static size_t count;

static void die(const char *call)
{
    perror(call);
    exit(1);
}

static void add(int connection)
{
    pthread_mutex_lock(&lock);
    connections = realloc(connections, (count + 1) * sizeof *connections);
    if (!connections)
        die("realloc");
    connections[count++] = connection;
    pthread_mutex_unlock(&lock);
    printf("descriptor %d joined\n", connection);
}

/* The last one takes the place of the one that leaves. */
static void take_out(int connection)
{
    size_t i = 0;

    pthread_mutex_lock(&lock);
    while (connections[i] != connection)
        i++;
    connections[i] = connections[--count];
    pthread_mutex_unlock(&lock);
    printf("descriptor %d left\n", connection);
}

/* LIMITATION(server): one who does not read stops us here, and with the lock
   held, all others; a reset or SIGPIPE ends us all; a send may be short */
static void broadcast(int sender, const char *piece, size_t length)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < count; i++)
        if (connections[i] != sender &&
            send(connections[i], piece, length, 0) < 0)
            die("send");
    pthread_mutex_unlock(&lock);
}

static void *serve_client(void *argument)
{
    int connection = (int)(intptr_t)argument;
    char piece[1024];
    ssize_t length;

    add(connection);
    /* LIMITATION(server): a piece is not a line: those of two senders mix */
    while ((length = recv(connection, piece, sizeof piece, 0)) > 0)
        broadcast(connection, piece, (size_t)length);
    if (length < 0)
        die("recv");
    take_out(connection);
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
    int port = argc > 1 ? atoi(argv[1]) : 8082;
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
