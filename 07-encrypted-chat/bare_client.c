/* bare_client.c - sends each line as a token, shows the text of each token. */
#include "fernet.h"
#include "keyfile.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct fernet_key key; /* LIMITATION(client): it is never wiped */

static void die(const char *call)
{
    perror(call);
    exit(1);
}

/* A thread of its own: main waits for the keyboard, this for the server. */
static void *show_others(void *argument)
{
    int connection = (int)(intptr_t)argument;
    char token[FERNET_TOKEN_MAX];
    uint8_t text[FERNET_TEXT_MAX];
    size_t text_length;
    ssize_t length;

    /* LIMITATION(client): two tokens in one recv(), or a half, are refused; one
       that comes again, as often and as late as you like, is shown again */
    while ((length = recv(connection, token, sizeof token, 0)) > 0) {
        enum fernet_result result = fernet_decrypt(text, &text_length, &key,
                                                   token, (size_t)length, NULL);
        if (result != FERNET_OK)
            fprintf(stderr, "%s\n", fernet_sentence(result));
        /* LIMITATION(client): a terminal obeys the escape sequences in it */
        if (write(STDOUT_FILENO, text, text_length) < 0)
            die("write");
    }
    if (length < 0)
        die("recv");
    exit(0); /* LIMITATION(client): the server's end passes for success */
}

int main(int argc, char **argv)
{
    const char *trouble = keyfile_load(&key, "chat.key");
    if (trouble) {
        fprintf(stderr, "chat.key: %s\n", trouble);
        return 1;
    }
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0)
        die("socket");
    /* LIMITATION(client): atoi() takes any text for a number */
    int port = argc > 1 ? atoi(argv[1]) : 10101;
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

    uint8_t line[1024];
    char token[FERNET_TOKEN_MAX + 1];
    ssize_t length;
    while ((length = read(STDIN_FILENO, line, sizeof line)) > 0) {
        size_t size = fernet_encrypt(token, &key, line, (size_t)length);
        if (size == 0)
            die("fernet_encrypt");
        /* LIMITATION(client): SIGPIPE ends us; a send may be short */
        if (send(connection, token, size, 0) < 0)
            die("send");
    }
    if (length < 0)
        die("read");
    return 0; /* LIMITATION(client): what is still on its way to us is lost */
}
