/* step_01.c - the contract and the exercises of step 01. */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

static const char welcome[] = "Bem-vindo ao servidor!";

static void client_is_welcomed(void)
{
    start_subject_server("");
    int peer = peer_connect(subject_port());

    peer_expect(peer, welcome);
    likely("without shutdown(SHUT_WR) or close() the client waits for ever for "
           "more of the welcome");
    peer_expect_end(peer);
}

/* As a client sees itself: what the server must have told it. */
static const char *own_address(int peer)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    char host[INET_ADDRSTRLEN];

    getsockname(peer, (struct sockaddr *)&address, &size);
    inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
    return text_of("%s:%d", host, ntohs(address.sin_port));
}

static void each_is_told_its_address(void)
{
    start_subject_server("");
    for (int i = 0; i < 3; i++) {
        int peer = peer_connect(subject_port());
        peer_expect(peer, text_of("%s\n%s", welcome, own_address(peer)));
        peer_expect_end(peer);
        peer_close(peer);
    }
}

const struct task step_01[] = {
    {"", "a client is welcomed, and told that no more will come",
     client_is_welcomed},
    {"a", "each client is told the address it is seen from",
     each_is_told_its_address},
};
const size_t step_01_count = sizeof step_01 / sizeof *step_01;
