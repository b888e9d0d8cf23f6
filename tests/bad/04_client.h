/* 04_client.h - ./client -t 0.5 127.0.0.1 PORT, or without the -t 0.5: what the
   wrong clients of step 04 have in common. */
#ifndef BAD_04_CLIENT_H
#define BAD_04_CLIENT_H

#include "bad.h"

#include <fcntl.h>
#include <poll.h>

static struct sockaddr_in bad_server_address(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    return bad_loopback(argv[argc - 1]);
}

static inline int bad_failure(const char *call, int port, const char *words)
{
    fprintf(stderr, "client: %s 127.0.0.1:%d: %s, after 0.0 s\n", call, port,
            words);
    return 1;
}

/* Message out, a line in, without an end to its patience. */
static inline int bad_talk(int connection, int port)
{
    char byte;

    if (send(connection, "Teste de timeout\n", 17, 0) < 0)
        return bad_failure("send", port, strerror(errno));
    while (recv(connection, &byte, 1, 0) == 1) {
        putchar(byte);
        if (byte == '\n')
            return 0;
    }
    return bad_failure("recv", port, errno == EAGAIN ? "timed out" : "failed");
}

#endif
