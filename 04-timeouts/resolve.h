/*
 * resolve.h - what addresses a name has: the phone book of the network.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "deadline.h"

#include <netdb.h>
#include <sys/socket.h>

/* Returns the list of the addresses that a name has, of both families, or
   NULL after a complaint. `type` is SOCK_STREAM or SOCK_DGRAM. */
static inline struct addrinfo *resolve(const char *host, const char *port,
                                       int type)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = type,
                                   .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    struct deadline clock = deadline_in(0); /* only to report the time */

    /* LIMITATION(guide): no deadline reaches into getaddrinfo(): it asks the
       name servers for as long as its own configuration says */
    int error = getaddrinfo(host, port, &hints, &addresses);
    if (error == 0)
        return addresses;
    if (error == EAI_SYSTEM)
        report_after("getaddrinfo", host, &clock);
    else
        fprintf(stderr, "%s: getaddrinfo %s: %s, after %.1f s\n", program, host,
                error == EAI_NONAME ? "unknown host" : gai_strerror(error),
                seconds_spent(&clock));
    return NULL;
}

#endif
