/*
 * server.c - echoes every client, each in a thread of its own.
 *
 *     ./server [PORT [ADDRESS]]
 *
 * Who owns what, and for how long. A struct client is main's until its thread
 * has started, then the thread's until main, who finds it on the list of the
 * finished, has joined the thread, then main's again, who frees it. It has one
 * owner at every moment; only its place in a list, and when it was last heard,
 * are shared, under the lock.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "net.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
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

/* Left alone it would be 8 MiB with glibc, which is address space for few
   thousand threads on a small machine, and 128 KiB with musl. printf() and
   what we call need less than 16 KiB; the buffer is not on the stack. */
#define STACK_SIZE (128 * 1024)

struct client {
    struct client *next; /* in one of the two lists below */
    struct client *previous;
    pthread_t thread; /* main's: it may be set after it has begun */
    int connection;   /* -1: not accepted yet */
    long long heard;  /* when it last said something: under the lock */
    char peer[ADDRESS_TEXT];
    char buffer[BUFFER_SIZE];
};

const char program[] = "server";

/* What main and the threads share. */
static struct {
    pthread_mutex_t lock;
    struct client *talking;  /* each with a running thread */
    struct client *finished; /* their threads have nothing left to do but end */
} clients = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* A byte in this pipe wakes main: a signal has come, or a thread has finished.
   Signals are blocked in all other threads, so the flag is main's. */
static int wake_pipe[2];
static volatile sig_atomic_t stop_requested;

static _Noreturn void usage(FILE *out, int status)
{
    fprintf(out,
            "usage: ./server [PORT [ADDRESS]]\n"
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
        fprintf(stderr, "server: '%s' is not a valid port\n", *port);
        usage(stderr, 2);
    }
}

static void wake_main(void)
{
    ssize_t written = write(wake_pipe[1], "", 1);

    (void)written; /* if the pipe is full, main is being woken already */
}

static void note_heard(struct client *client)
{
    pthread_mutex_lock(&clients.lock);
    client->heard = now_ms();
    pthread_mutex_unlock(&clients.lock);
}

/* Sends back what comes, until the peer has said that no more will. */
static void echo(struct client *client)
{
    size_t bytes = 0;
    ssize_t got;

    while ((got = recv(client->connection, client->buffer, BUFFER_SIZE, 0)) !=
           0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            complain("recv", client->peer); /* Against: rst, burst, deaf */
            return;
        }
        note_heard(client);
        if (write_all(client->connection, client->buffer, (size_t)got,
                      FOREVER) < 0) {
            complain("send", client->peer);
            return;
        }
        bytes += (size_t)got;
    }
    printf("%s left, %zu bytes echoed\n", client->peer, bytes);
}

/* Puts the client at the head of a list, or takes it out. Hold the lock. */
static void link_client(struct client **list, struct client *client)
{
    client->previous = NULL;
    client->next = *list;
    if (*list)
        (*list)->previous = client;
    *list = client;
}

static void unlink_client(struct client **list, struct client *client)
{
    if (client->next)
        client->next->previous = client->previous;
    if (client->previous)
        client->previous->next = client->next;
    else
        *list = client->next;
}

/* The thread of one client: it owns *client until main joins it. */
static void *serve_client(void *argument)
{
    struct client *client = argument;

    /* LIMITATION(06): if nobody reads our standard output, printf() waits */
    printf("%s connected\n", client->peer);
    if (!ferror(stdout)) /* else main will end us all */
        echo(client);
    /* The end of the stream first: where close() finds bytes that we have not
       read, it resets the connection. */
    shutdown(client->connection, SHUT_WR);
    /* Off the list before it is closed: the number may belong to another
       connection at once, and main must not shut that down. */
    pthread_mutex_lock(&clients.lock);
    unlink_client(&clients.talking, client);
    link_client(&clients.finished, client);
    pthread_mutex_unlock(&clients.lock);
    close(client->connection);
    wake_main();
    return NULL;
}

/* Returns 0, or the error: then *client is still ours. The thread inherits
   our signal mask: all blocked, so that main gets them. */
static int start_thread(struct client *client)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    int error = pthread_attr_init(&attributes);

    if (error)
        return error;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_mutex_lock(&clients.lock);
    client->heard = now_ms();
    link_client(&clients.talking, client);
    pthread_mutex_unlock(&clients.lock); /* to start a thread takes long */
    error = pthread_attr_setstacksize(&attributes, STACK_SIZE);
    if (error == 0)
        error =
            pthread_create(&client->thread, &attributes, serve_client, client);
    if (error) {
        pthread_mutex_lock(&clients.lock);
        unlink_client(&clients.talking, client);
        pthread_mutex_unlock(&clients.lock);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}

/* Joins the threads that have finished, and frees what was theirs. */
static void join_finished(void)
{
    char bytes[64];

    while (read(wake_pipe[0], bytes, sizeof bytes) > 0)
        ;
    pthread_mutex_lock(&clients.lock);
    struct client *finished = clients.finished;
    clients.finished = NULL;
    pthread_mutex_unlock(&clients.lock);
    while (finished) {
        struct client *client = finished;
        finished = client->next;
        pthread_join(client->thread, NULL);
        free(client);
    }
}

/* Gets the next client all it needs: memory, its connection, a thread. What
   cannot be had now is tried again later, and what has been got is kept, in
   *next. Returns the call that failed, with errno set, or NULL. */
static const char *admit_client(int listener, struct client **next)
{
    if (!*next) {
        *next = malloc(sizeof **next);
        if (!*next)
            return "malloc";
        (*next)->connection = -1;
    }
    if ((*next)->connection < 0)
        (*next)->connection = accept_connection(listener, (*next)->peer);
    if ((*next)->connection < 0)
        return "accept";
    int error = start_thread(*next);
    if (error) {
        errno = error;
        return "pthread_create";
    }
    *next = NULL; /* the thread's now */
    return NULL;
}

/* Admits those who wait, a few at a time: more may keep coming, and there is
   other work. Returns false while something is lacking (descriptors, memory,
   threads), which is said once until nobody waits any more. */
static bool admit_clients(int listener, const char *where, struct client **next,
                          bool lacking)
{
    const char *failed = NULL;

    for (int i = 0; i < AT_ONCE && !failed && !stop_requested; i++)
        failed = admit_client(listener, next);
    if (!failed)
        return !lacking;
    if (*next && (*next)->connection < 0 &&
        (errno == EAGAIN || errno == EWOULDBLOCK)) {
        if (lacking)
            fprintf(stderr, "server: all who waited are admitted\n");
        return true;
    }
    if (!lacking) /* LIMITATION(06): waits if nobody reads standard error */
        complain(failed, where);
    return false;
}

/* Somebody waits for what is lacking: the client that has been silent the
   longest makes room, if that was too long. Its thread sees the end of the
   stream, or send() fails.
   LIMITATION(06): while send() waits for it, nothing is heard of it. The rest
   of its echo is lost then, and the end looks like any other.
   LIMITATION(guide): one who says a byte now and then is not silent. */
static void dismiss_most_silent(void)
{
    struct client *silent = NULL;
    char peer[ADDRESS_TEXT];

    pthread_mutex_lock(&clients.lock);
    for (struct client *one = clients.talking; one; one = one->next)
        if (!silent || one->heard < silent->heard)
            silent = one;
    if (silent && now_ms() - silent->heard < SILENCE)
        silent = NULL;
    if (silent) {
        silent->heard = now_ms(); /* the next time it is another's turn */
        memcpy(peer, silent->peer, sizeof peer);
        shutdown(silent->connection, SHUT_RDWR);
    }
    pthread_mutex_unlock(&clients.lock);
    if (silent)
        fprintf(stderr, "server: %s was silent, and makes room\n", peer);
}

/* For a thread, or to be accepted? */
static bool somebody_waits(int listener, const struct client *next)
{
    return (next && next->connection >= 0) ||
           wait_for(listener, POLLIN, -1, 0) == 0;
}

/* Accepts until a signal asks to stop. While something is lacking, the
   listener stays ready: to poll it would cost all the time there is. Returns
   0, or -1 after a complaint. */
static int accept_clients(int listener, const char *where)
{
    struct client *next = NULL;
    bool lacking = false; /* descriptors, threads. Against: crowd */
    int status = check_output();

    while (!stop_requested && status == 0) {
        struct pollfd waiting[] = {
            {.fd = lacking ? -1 : listener, .events = POLLIN},
            {.fd = wake_pipe[0], .events = POLLIN}};
        if (poll(waiting, 2, lacking ? SHORTAGE_PAUSE : -1) < 0 &&
            errno != EINTR) {
            complain("poll", where);
            status = -1;
        }
        join_finished();
        lacking = !admit_clients(listener, where, &next, lacking);
        if (lacking && somebody_waits(listener, next))
            dismiss_most_silent();
        if (check_output() < 0)
            status = -1;
    }
    if (next && next->connection >= 0) {
        shutdown(next->connection, SHUT_WR);
        close(next->connection);
    }
    free(next);
    return status;
}

/* shutdown() wakes the threads that use a connection; close() need not. */
static void shut_down_all(int how)
{
    pthread_mutex_lock(&clients.lock);
    for (struct client *one = clients.talking; one; one = one->next)
        shutdown(one->connection, how);
    pthread_mutex_unlock(&clients.lock);
}

static bool anyone_talks(void)
{
    pthread_mutex_lock(&clients.lock);
    bool talking = clients.talking != NULL;
    pthread_mutex_unlock(&clients.lock);
    return talking;
}

/* recv() waits no more; what was heard is still sent back, but who does not
   take it, or talks on, is not waited for forever. Against: stop.
   LIMITATION(guide): on macOS and BSD, SHUT_RD drops what nobody has read */
static void stop_clients(void)
{
    long long deadline = now_ms() + PATIENCE;

    shut_down_all(SHUT_RD);
    while (anyone_talks() && wait_for(wake_pipe[0], POLLIN, -1, deadline) == 0)
        join_finished();
    shut_down_all(SHUT_RDWR);
    while (anyone_talks()) {
        wait_for(wake_pipe[0], POLLIN, -1, FOREVER);
        join_finished();
    }
    join_finished();
}

static void on_signal(int number)
{
    int saved = errno;

    (void)number;
    stop_requested = 1;
    wake_main();
    errno = saved;
}

/* Returns 0, or -1 after a complaint. */
static int prepare_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    if (pipe(wake_pipe) < 0 || set_blocking(wake_pipe[0], false) < 0 ||
        set_blocking(wake_pipe[1], false) < 0) {
        complain("pipe", "to wake main");
        return -1;
    }
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* let send() fail, not kill us. Against: gone */
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
    if (listener >= 0) {
        printf("listening on %s\n", where);
        status = accept_clients(listener, where);
        stop_clients();
        dismiss_waiting(listener); /* now there are descriptors for that */
        close(listener);
    }
    close(wake_pipe[0]);
    close(wake_pipe[1]);
    if (status == 0) {
        printf("stopped\n");
        status = check_output();
    }
    return status < 0;
}
