/*
 * poll_server.c - the service of server.c, in one thread.
 *
 *     ./poll_server [PORT [ADDRESS]]
 *
 * No thread waits for a client: poll() waits for all of them at once, and no
 * other call may block, or it would block everybody. What a thread keeps in
 * its place in the code (has it received? how much is sent?) is kept in struct
 * client. There is one owner of all, so there is no lock.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "net.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_PORT "5555"
#define DEFAULT_ADDRESS "127.0.0.1" /* nobody outside this machine gets in */
#define BUFFER_SIZE \
    65536            /* a call costs the same for 64 bytes and for 16 KiB */
#define PATIENCE 200 /* ms that a stop leaves to those who are slow */
#define SHORTAGE_PAUSE 10 /* ms between two attempts to get what is lacking */
#define AT_ONCE 16        /* admissions, before the turn of all else */
#define SILENCE 10000     /* ms that a client may be silent while others wait */

/* Either the buffer is empty, and we wait for more, or it is not, and we wait
   until it can be sent: a client who does not read is not read from. */
struct client {
    int connection;
    size_t sent, length; /* of the bytes in buffer */
    size_t echoed;       /* in all */
    long long heard;     /* when it last said something */
    char peer[ADDRESS_TEXT];
    char buffer[BUFFER_SIZE];
};

const char program[] = "poll_server";

/* polled[FIRST + i] is what clients[i] waits for. */
enum { LISTENER, WAKE, FIRST };
static struct client **clients;
static struct pollfd *polled;
static size_t client_count, room;

/* A byte in this pipe wakes poll(): a signal has come. */
static int wake_pipe[2];
static volatile sig_atomic_t stop_requested;

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./poll_server [PORT [ADDRESS]]\n"
            "  PORT     0 to 65535, 0 lets the kernel choose (%s)\n"
            "  ADDRESS  a name or address of this machine (%s);\n"
            "           :: is all of them, IPv4 and IPv6\n",
            DEFAULT_PORT, DEFAULT_ADDRESS);
    exit(check_output() < 0 ? 1 : status);
}

static void read_arguments(int argc, char **argv, const char **host,
                           const char **port)
{
    *port = argc > 1 ? argv[1] : DEFAULT_PORT;
    *host = argc > 2 ? argv[2] : DEFAULT_ADDRESS;
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    if (argc > 3)
        usage(stderr, 2);
    if (parse_port(*port, 0) < 0) {
        fprintf(stderr, "poll_server: '%s' is not a valid port\n", *port);
        usage(stderr, 2);
    }
}

/* Makes room for one more client. Returns 0, or -1. */
static int make_room(void)
{
    size_t more = room ? room * 2 : 16;

    if (client_count < room)
        return 0;
    struct client **new_clients = realloc(clients, more * sizeof *clients);
    if (!new_clients)
        return -1;
    clients = new_clients;
    struct pollfd *new_polled =
        realloc(polled, (FIRST + more) * sizeof *polled);
    if (!new_polled)
        return -1;
    polled = new_polled;
    room = more;
    return 0;
}

/* Takes in the next waiting client. Returns the call that failed, with errno
   set, or NULL. */
static const char *admit_client(int listener)
{
    struct client *client = NULL;

    if (make_room() < 0 || !(client = malloc(sizeof *client)))
        return "malloc";
    client->connection = accept_connection(listener, client->peer);
    if (client->connection < 0 || set_blocking(client->connection, false) < 0) {
        int error = errno;
        if (client->connection >= 0)
            close(client->connection);
        free(client);
        errno = error;
        return "accept";
    }
    client->sent = client->length = client->echoed = 0;
    client->heard = now_ms();
    clients[client_count] = client;
    polled[FIRST + client_count] =
        (struct pollfd){.fd = client->connection, .events = POLLIN};
    client_count++;
    /* LIMITATION(06): if nobody reads our standard output, printf() waits */
    printf("%s connected\n", client->peer);
    return NULL;
}

/* Admits those who wait, a few at a time: more may keep coming, and the others
   wait for their turn. Returns false while something is lacking (descriptors,
   memory), which is said once until nobody waits any more. */
static bool admit_clients(int listener, const char *where, bool lacking)
{
    const char *failed = NULL;

    for (int i = 0; i < AT_ONCE && !failed && !stop_requested; i++)
        failed = admit_client(listener);
    if (!failed)
        return !lacking;
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        if (lacking)
            fprintf(stderr, "poll_server: all who waited are admitted\n");
        return true;
    }
    if (!lacking)
        complain(failed, where);
    return false;
}

/* The last client takes the place of the removed one. */
static void remove_client(size_t place)
{
    struct client *client = clients[place];

    /* The end of the stream first: where close() finds bytes that we have not
       read, it resets the connection. */
    shutdown(client->connection, SHUT_WR);
    close(client->connection);
    free(client);
    client_count--;
    clients[place] = clients[client_count];
    polled[FIRST + place] = polled[FIRST + client_count];
}

/* Others wait for what is lacking: the client that has been silent the longest
   makes room, if that was too long.
   LIMITATION(06): while its echo waits, nothing is heard of it. The rest of
   that is lost then, and the end looks like any other.
   LIMITATION(guide): one who says a byte now and then is not silent. */
static void dismiss_most_silent(void)
{
    size_t silent = 0;

    for (size_t i = 1; i < client_count; i++)
        if (clients[i]->heard < clients[silent]->heard)
            silent = i;
    if (client_count == 0 || now_ms() - clients[silent]->heard < SILENCE)
        return;
    fprintf(stderr, "poll_server: %s was silent, and makes room\n",
            clients[silent]->peer);
    remove_client(silent);
}

/* Fills the empty buffer. Returns false if nothing more will come. */
static bool receive(struct client *client)
{
    ssize_t got = recv(client->connection, client->buffer, BUFFER_SIZE, 0);

    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return true;
    if (got < 0)
        complain("recv", client->peer);
    else if (got == 0)
        printf("%s left, %zu bytes echoed\n", client->peer, client->echoed);
    client->heard = now_ms();
    client->sent = 0;
    client->length = got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* Sends what the kernel takes now. Returns false if it will take no more. */
static bool send_back(struct client *client)
{
    if (client->sent == client->length)
        return true;
    ssize_t sent = send(client->connection, client->buffer + client->sent,
                        client->length - client->sent, 0);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return true;
    if (sent < 0) {
        complain("send", client->peer);
        return false;
    }
    client->sent += (size_t)sent;
    client->echoed += (size_t)sent;
    return true;
}

/* Does for every client what poll() says can be done. */
static void serve_clients(void)
{
    for (size_t i = client_count; i-- > 0;) { /* the last one can be removed */
        struct client *client = clients[i];
        bool stays = true;

        if (polled[FIRST + i].revents == 0)
            continue;
        if (client->sent == client->length)
            stays = receive(client);
        stays = stays && send_back(client);
        bool empty = client->sent == client->length;
        polled[FIRST + i].events = empty ? POLLIN : POLLOUT;
        if (!stays)
            remove_client(i);
    }
}

/* Serves until a signal asks to stop. While something is lacking, the
   listener stays ready: to poll it would cost all the time there is. Returns
   0, or -1 after a complaint. */
static int run(int listener, const char *where)
{
    bool lacking = false;

    while (!stop_requested) {
        char bytes[64];

        if (check_output() < 0)
            return -1;
        polled[LISTENER] =
            (struct pollfd){.fd = lacking ? -1 : listener, .events = POLLIN};
        polled[WAKE] = (struct pollfd){.fd = wake_pipe[0], .events = POLLIN};
        int ready = poll(polled, FIRST + (nfds_t)client_count,
                         lacking ? SHORTAGE_PAUSE : -1);
        if (ready < 0 && errno != EINTR) {
            complain("poll", where);
            return -1;
        }
        if (ready < 0)
            continue;
        while (read(wake_pipe[0], bytes, sizeof bytes) > 0)
            ;
        serve_clients();
        if (lacking || polled[LISTENER].revents != 0)
            lacking = !admit_clients(listener, where, lacking);
        if (lacking && wait_for(listener, POLLIN, -1, 0) == 0) /* others wait */
            dismiss_most_silent();
    }
    return 0;
}

/* recv() waits no more; what was heard is still sent back, but who does not
   take it, or talks on, is not waited for forever.
   LIMITATION(guide): on macOS and BSD, SHUT_RD drops what nobody has read */
static void stop_clients(void)
{
    long long deadline = now_ms() + PATIENCE, left;

    for (size_t i = 0; i < client_count; i++)
        shutdown(clients[i]->connection, SHUT_RD);
    while (client_count > 0 && (left = deadline - now_ms()) > 0) {
        int ready = poll(polled + FIRST, (nfds_t)client_count, (int)left);
        if (ready < 0 && errno != EINTR)
            break;
        if (ready > 0)
            serve_clients();
    }
    while (client_count > 0)
        remove_client(client_count - 1);
}

static void on_signal(int number)
{
    int saved = errno;

    (void)number;
    stop_requested = 1;
    ssize_t written = write(wake_pipe[1], "", 1);
    (void)written; /* if the pipe is full, poll() is being woken already */
    errno = saved;
}

/* Returns 0, or -1 after a complaint. */
static int prepare_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    if (pipe(wake_pipe) < 0 || set_blocking(wake_pipe[0], false) < 0 ||
        set_blocking(wake_pipe[1], false) < 0) {
        complain("pipe", "to wake poll()");
        return -1;
    }
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* let send() fail instead of killing us */
    return 0;
}

int main(int argc, char **argv)
{
    const char *host, *port;
    char where[ADDRESS_TEXT];
    int status = -1;

    setvbuf(stdout, NULL, _IOLBF, 0); /* whole lines at once, into a pipe too */
    reserve_standard_streams();
    read_arguments(argc, argv, &host, &port);
    if (prepare_signals() < 0)
        return 1;
    int listener = create_server(host, port, where);
    if (listener >= 0 && make_room() < 0) {
        complain("malloc", where);
    } else if (listener >= 0) {
        printf("listening on %s\n", where);
        status = run(listener, where);
        stop_clients();
        dismiss_waiting(listener);
    }
    if (listener >= 0)
        close(listener);
    free(clients);
    free(polled);
    close(wake_pipe[0]);
    close(wake_pipe[1]);
    if (status == 0) {
        printf("stopped\n");
        status = check_output();
    }
    return status < 0;
}
