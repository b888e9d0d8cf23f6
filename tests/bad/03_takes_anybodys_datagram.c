/* Wrong: the socket is not connected, and nobody looks who answered. */
#include "bad.h"

int main(int argc, char **argv)
{
    struct sockaddr_in server = bad_loopback(argc > 2 ? argv[2] : "0");
    int mailbox = socket(AF_INET, SOCK_DGRAM, 0);
    char line[1024];

    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin)) {
        sendto(mailbox, line, strcspn(line, "\n"), 0,
               (struct sockaddr *)&server, sizeof server);
        ssize_t got = recvfrom(mailbox, line, sizeof line, 0, NULL, NULL);
        printf("%.*s\n", (int)got, line);
    }
    close(mailbox);
    return 0;
}
