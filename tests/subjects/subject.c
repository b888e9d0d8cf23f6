/*
 * subject.c - what the tests of the harness look at: a program that does a few
 * things with sockets, one at a time, and in an order that is always the same.
 *
 *     subject TASK
 *
 * Most tasks are a parent that listens and a child, forked, that connects.
 */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, DATAGRAMS = 100 };

static char *own_file;

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(1);
}

static int must(int result, const char *what)
{
    if (result < 0)
        give_up(what);
    return result;
}

static int bound_socket(int type, struct sockaddr_in *address)
{
    socklen_t size = sizeof *address;
    int fd = must(socket(AF_INET, type, 0), "socket");

    *address = (struct sockaddr_in){.sin_family = AF_INET};
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(bind(fd, (struct sockaddr *)address, size), "bind");
    must(getsockname(fd, (struct sockaddr *)address, &size), "getsockname");
    return fd;
}

static int connected_to(const struct sockaddr_in *address)
{
    int fd = must(socket(AF_INET, SOCK_STREAM, 0), "socket");

    must(connect(fd, (const struct sockaddr *)address, sizeof *address),
         "connect");
    return fd;
}

static void send_text(int fd, const char *text)
{
    must((int)send(fd, text, strlen(text), 0), "send");
}

/* The child sends these, the parent accepts when it has ended. Returns the
   connection. */
static int accept_after(const char *first, const char *second)
{
    struct sockaddr_in address;
    int listener = bound_socket(SOCK_STREAM, &address);

    must(listen(listener, 1), "listen");
    pid_t child = must(fork(), "fork");
    if (child == 0) {
        int fd = connected_to(&address);
        send_text(fd, first);
        if (second)
            send_text(fd, second);
        _exit(0);
    }
    must(waitpid(child, NULL, 0), "waitpid");
    return must(accept(listener, NULL, NULL), "accept");
}

static void two_sends(void)
{
    char bytes[100];
    int fd = accept_after("one\n", "two\n");

    must((int)recv(fd, bytes, sizeof bytes, 0), "recv");
    must((int)recv(fd, bytes, sizeof bytes, 0), "recv");
    close(fd);
}

static void short_recv(void)
{
    char bytes[100];
    int fd = accept_after("0123456789", NULL);

    must((int)recv(fd, bytes, 4, 0), "recv");
    must((int)recv(fd, bytes, sizeof bytes, 0), "recv");
    close(fd);
}

/* What was sent is not read: the close is a reset. */
static void unread(void)
{
    close(accept_after("nobody reads this", NULL));
}

/* The accepted connection is the child's affair. */
static void child_serves(void)
{
    char bytes[100];
    int fd = accept_after("for the child", NULL);
    pid_t child = must(fork(), "fork");

    if (child == 0) {
        must((int)read(fd, bytes, sizeof bytes), "read");
        _exit(0);
    }
    close(fd);
    must(waitpid(child, NULL, 0), "waitpid");
}

/* Another program goes on in this process, with the socket it had. */
static void exec_itself(void)
{
    struct sockaddr_in address;

    bound_socket(SOCK_STREAM, &address);
    execl(own_file, own_file, "two-sends", (char *)NULL);
    give_up(own_file);
}

static void *send_datagrams(void *unused)
{
    struct sockaddr_in address;
    char bytes[100];
    int fd = bound_socket(SOCK_DGRAM, &address);

    for (int i = 0; i < DATAGRAMS; i++) {
        must((int)sendto(fd, "datagram", 8, 0, (struct sockaddr *)&address,
                         sizeof address),
             "sendto");
        must((int)recv(fd, bytes, sizeof bytes, 0), "recv");
    }
    close(fd);
    return unused;
}

static void threads(void)
{
    pthread_t all[THREADS];

    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&all[i], NULL, send_datagrams, NULL) != 0)
            give_up("pthread_create");
    for (int i = 0; i < THREADS; i++)
        pthread_join(all[i], NULL);
}

/* What a program can see of being recorded. All of it is printed. */
static void look_around(void)
{
    struct rlimit limit = {.rlim_cur = 0};
    struct sockaddr_in address;

    errno = 77;
    int fd = bound_socket(SOCK_DGRAM, &address);
    printf("descriptor %d, errno %d\n", fd, errno);
    errno = 0;
    printf("recv %zd", recv(fd, NULL, 0, MSG_DONTWAIT));
    printf(", errno %d\n", errno);
    getrlimit(RLIMIT_NOFILE, &limit);
    for (fd = 3; fd < 5000; fd++)
        if (fcntl(fd, F_GETFD) >= 0 && close(fd) == 0)
            printf("closed %d\n", fd);
    fd = bound_socket(SOCK_DGRAM, &address);
    printf("descriptor %d again\n", fd);
    int count = 0;
    while (dup(fd) >= 0)
        count++;
    printf("%d more, then %s\n", count, strerror(errno));
    printf("limit %ld\n", (long)limit.rlim_cur);
    for (int i = 1; i <= count; i++)
        close(fd + i); /* a sanitizer needs some at the end */
}

/* With few descriptors, so that the last of them is soon reached. */
static void look_around_narrowly(void)
{
    struct rlimit limit;

    must(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
    limit.rlim_cur = 64;
    must(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
    execl(own_file, own_file, "look-around", (char *)NULL);
    give_up(own_file);
}

/* A file of its own takes the number that the record had. */
static void take_numbers(void)
{
    struct sockaddr_in address;
    int null = must(open("/dev/null", O_WRONLY), "/dev/null");
    int top =
        (int)sysconf(_SC_OPEN_MAX) < 4096 ? (int)sysconf(_SC_OPEN_MAX) : 4096;

    for (int fd = 10; fd < top; fd++)
        dup2(null, fd);
    bound_socket(SOCK_DGRAM, &address);
    listen(-1, 7);
}

static void dies_of_sigpipe(void)
{
    struct sockaddr_in address;
    int listener = bound_socket(SOCK_STREAM, &address);

    must(listen(listener, 1), "listen");
    int fd = connected_to(&address);
    int other = must(accept(listener, NULL, NULL), "accept");
    close(other);
    send_text(fd, "first");
    send_text(fd, "second");
}

/* Greets one client on the port $PORT, and hears it out. */
static void greets(void)
{
    const char *port = getenv("PORT");
    struct sockaddr_in address = {.sin_family = AF_INET};
    int listener = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
    char bytes[64];

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((in_port_t)atoi(port ? port : "0"));
    must(bind(listener, (struct sockaddr *)&address, sizeof address), "bind");
    must(listen(listener, 1), "listen");
    int fd = must(accept(listener, NULL, NULL), "accept");
    send_text(fd, "hello");
    shutdown(fd, SHUT_WR);
    while (recv(fd, bytes, sizeof bytes, 0) > 0)
        ;
}

/* At SIGTERM it lasts `milliseconds` until it ends. */
static void stop_after(int milliseconds)
{
    sigset_t stop;
    int number;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    puts("ready");
    fflush(stdout);
    sigwait(&stop, &number);
    poll(NULL, 0, milliseconds);
}

static void stops_late(void)
{
    stop_after(1100);
}

/* Past all that is done at a normal end. */
static void leaves_at_once(void)
{
    must(socket(AF_INET, SOCK_STREAM, 0), "socket");
    puts("ready");
    fflush(stdout);
    _exit(0);
}

static void *compute_and_say_so(void *unused)
{
    (void)unused;
    while (clock() < CLOCKS_PER_SEC / 5)
        ;
    puts("computed");
    fflush(stdout);
    return NULL;
}

/* To look at, the whole program has ended. */
static void main_ends_first(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, compute_and_say_so, NULL) != 0)
        give_up("pthread_create");
    pthread_exit(NULL);
}

static int ring[THREADS][2];

static void *hand_on(void *place)
{
    int(*from)[2] = place, (*to)[2] = from + 1;
    char ball;

    if (to == ring + THREADS)
        to = ring;
    while (read((*from)[0], &ball, 1) == 1 && write((*to)[1], &ball, 1) == 1)
        ;
    return NULL;
}

/* A byte goes round and round, until we are ended. */
static void play_ball(void)
{
    pthread_t thread;

    for (int i = 0; i < THREADS; i++)
        must(pipe(ring[i]), "pipe");
    for (int i = 1; i < THREADS; i++)
        if (pthread_create(&thread, NULL, hand_on, &ring[i]) != 0)
            give_up("pthread_create");
    must((int)write(ring[0][1], "o", 1), "write");
    puts("ready");
    fflush(stdout);
    hand_on(&ring[0]);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } tasks[] = {{"two-sends", two_sends},
                 {"short-recv", short_recv},
                 {"unread", unread},
                 {"child-serves", child_serves},
                 {"exec", exec_itself},
                 {"threads", threads},
                 {"look-around", look_around},
                 {"look-around-narrowly", look_around_narrowly},
                 {"take-numbers", take_numbers},
                 {"sigpipe", dies_of_sigpipe},
                 {"greets", greets},
                 {"stops-late", stops_late},
                 {"leaves-at-once", leaves_at_once},
                 {"main-ends-first", main_ends_first},
                 {"play-ball", play_ball}};

    own_file = argv[0];
    for (size_t i = 0; argc == 2 && i < sizeof tasks / sizeof *tasks; i++)
        if (strcmp(argv[1], tasks[i].name) == 0) {
            tasks[i].run();
            return 0;
        }
    fputs("usage: subject TASK\n", stderr);
    return 2;
}
