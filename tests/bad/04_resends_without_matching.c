/* Wrong: a request is sent again, but whatever comes is taken for its reply:
   also what came twice to the one before. */
#include "04_client.h"

int main(int argc, char **argv)
{
    struct sockaddr_in server = bad_server_address(argc, argv);
    int mailbox = socket(AF_INET, SOCK_DGRAM, 0);
    struct pollfd wait = {.fd = mailbox, .events = POLLIN};
    char line[1024], request[1100], reply[1100];

    connect(mailbox, (struct sockaddr *)&server, sizeof server);
    for (int number = 1; fgets(line, sizeof line, stdin); number++) {
        int prefix = snprintf(request, sizeof request, "%d ", number);
        line[strcspn(line, "\n")] = '\0';
        strcat(request, line);
        do
            send(mailbox, request, strlen(request), 0);
        while (poll(&wait, 1, 200) <= 0);
        ssize_t got = recv(mailbox, reply, sizeof reply, 0);
        printf("%.*s\n", (int)got - prefix, reply + prefix);
    }
    close(mailbox);
    return 0;
}
