/*
 * nats.h - a client of a NATS broker, as far as a bridge needs one.
 *
 * One thread connects, hears and closes; another may publish meanwhile. What
 * returns -1 has said why on standard error, unless `stop` could be read.
 */
#ifndef NATS_H
#define NATS_H

#include "../../06-broadcast-chat/net.h"

#include <pthread.h>

struct nats {
    const char *subject; /* what is published to, and heard */
    bool echo;           /* is what we publish to come back? */
    int stop;            /* ends each wait when it can be read */

    /* Both threads send: one whole message at a time. */
    pthread_mutex_t lock;
    bool open;     /* there is a broker to send to */
    bool given_up; /* it did not take in time what was sent */

    int fd;
    char where[ADDRESS_TEXT];
    bool greeted;         /* it has answered our PING: it has read us */
    bool asked;           /* after a silence, a PING is under way */
    size_t length, taken; /* bytes in buffer, and those we are done with */
    char buffer[16384], line[16384];
};

/* Returns 0, or -1. */
int nats_connect(struct nats *nats, const char *host, const char *port);

/* Returns 0; or -1, and has said nothing, if no broker takes it in time. */
int nats_publish(struct nats *nats, const char *bytes, size_t length);

/* Waits for the next message, and writes it to `bytes` if it has `size` bytes
   or less. Returns how many it has, or -1 when the connection is over. */
long nats_hear(struct nats *nats, char *bytes, size_t size);

void nats_close(struct nats *nats);

#endif
