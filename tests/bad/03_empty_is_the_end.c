/* Wrong: an empty datagram is taken for the end of a stream. */
#include "bad.h"

int main(int argc, char **argv)
{
    char bytes[1024];
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    ssize_t got;

    setvbuf(stdout, NULL, _IOLBF, 0);
    int mailbox = bad_listener(argc, argv, SOCK_DGRAM, false);
    while ((got = recvfrom(mailbox, bytes, sizeof bytes, 0,
                           (struct sockaddr *)&peer, &size)) > 0)
        sendto(mailbox, bytes, (size_t)got, 0, (struct sockaddr *)&peer, size);
    close(mailbox);
    return 0;
}
