/* Wrong: the number is looked at, but not who sent the reply: the socket is
   not connected. */
#include "04_client.h"

int main(int argc, char **argv)
{
    struct sockaddr_in server = bad_server_address(argc, argv);
    int mailbox = socket(AF_INET, SOCK_DGRAM, 0);
    struct pollfd wait = {.fd = mailbox, .events = POLLIN};
    char line[1024], request[1100], reply[1100];

    for (int number = 1; fgets(line, sizeof line, stdin); number++) {
        int prefix = snprintf(request, sizeof request, "%d ", number);
        line[strcspn(line, "\n")] = '\0';
        strcat(request, line);
        ssize_t got;
        do {
            sendto(mailbox, request, strlen(request), 0,
                   (struct sockaddr *)&server, sizeof server);
            got = poll(&wait, 1, 200) > 0
                      ? recv(mailbox, reply, sizeof reply, 0)
                      : 0;
        } while (got < prefix || strncmp(reply, request, (size_t)prefix) != 0);
        printf("%.*s\n", (int)got - prefix, reply + prefix);
    }
    close(mailbox);
    return 0;
}
