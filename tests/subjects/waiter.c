/* waiter.c - waits half a second in the way it is told, and says how long that
   was by its own clock: what tests/test_clock.c looks at. */
#define _GNU_SOURCE /* for ppoll */

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

#define HALF 500 /* milliseconds */

static const struct timespec half = {0, HALF * 1000000L};

static long long milliseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void by_poll(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    poll(&input, 1, HALF);
}

static void by_poll_for_ever(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    puts("ready");
    poll(&input, 1, -1);
}

static void by_ppoll(void)
{
    ppoll(NULL, 0, &half, NULL);
}

static void by_select(void)
{
    struct timeval wait = {0, HALF * 1000};
    fd_set in;

    FD_ZERO(&in);
    FD_SET(STDIN_FILENO, &in);
    select(1, &in, NULL, NULL, &wait);
}

static void by_pselect(void)
{
    pselect(0, NULL, NULL, NULL, &half, NULL);
}

static void by_nanosleep(void)
{
    nanosleep(&half, NULL);
}

static void by_clock_nanosleep(void)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += half.tv_nsec;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void by_usleep(void)
{
    usleep(HALF * 1000);
}

static void by_naps(void)
{
    for (int i = 0; i < HALF; i++)
        usleep(1000);
}

static void by_semaphore(void)
{
    struct timespec until;
    sem_t semaphore;

    sem_init(&semaphore, 0, 0);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += half.tv_nsec;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    if (sem_timedwait(&semaphore, &until) == 0 || errno != ETIMEDOUT)
        exit(1);
}

static void by_epoll(void)
{
#ifdef __linux__
    struct epoll_event ready;

    epoll_wait(epoll_create1(0), &ready, 1, HALF);
#else
    by_poll();
#endif
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int news;

/* Until there is news, or half a second has passed. */
static void wait_for_news(void)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += half.tv_nsec;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&lock);
    while (!news)
        if (pthread_cond_timedwait(&condition, &lock, &until) == ETIMEDOUT)
            break;
    pthread_mutex_unlock(&lock);
}

/* A line on its input is news. */
static void *bring_news(void *unused)
{
    if (getchar() == EOF)
        return unused;
    pthread_mutex_lock(&lock);
    news = 1;
    pthread_mutex_unlock(&lock);
    pthread_cond_signal(&condition); /* after the lock is given back */
    return unused;
}

static void by_condition(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, bring_news, NULL) != 0)
        exit(1);
    pthread_detach(thread);
    wait_for_news();
}

/* The same without a limit; says so each time it is woken. */
static void by_condition_for_ever(void)
{
    pthread_t thread;

    pthread_mutex_lock(&lock);
    if (pthread_create(&thread, NULL, bring_news, NULL) != 0)
        exit(1);
    pthread_detach(thread);
    while (!news) {
        pthread_cond_wait(&condition, &lock);
        puts(news ? "woken by news" : "woken without news");
    }
    pthread_mutex_unlock(&lock);
}

static int own_pipe[2];

/* A line on its input is a byte in the pipe. */
static void *pass_on(void *unused)
{
    if (getchar() == EOF || write(own_pipe[1], "", 1) != 1)
        exit(1);
    return unused;
}

/* The other thread alone ends this wait. */
static void by_pipe(void)
{
    pthread_t thread;
    char byte;

    if (pipe(own_pipe) < 0 ||
        pthread_create(&thread, NULL, pass_on, NULL) != 0 ||
        pthread_detach(thread) != 0 || read(own_pipe[0], &byte, 1) != 1)
        exit(1);
}

static void take_lock(int number)
{
    (void)number;
    pthread_mutex_lock(&lock); /* what no handler should do */
    pthread_mutex_unlock(&lock);
}

/* Takes the lock, and SIGUSR1 does so, too. */
static void by_handler(void)
{
    signal(SIGUSR1, take_lock);
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
}

/* Both ends of a connection to itself; the first has so much patience. */
static void connect_to_itself(int ends[2], int patience)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    struct timeval wait = {0, HALF * 1000};
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, size) < 0 ||
        listen(listener, 1) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) < 0 ||
        connect(ends[0], (struct sockaddr *)&address, size) < 0 ||
        (ends[1] = accept(listener, NULL, NULL)) < 0 ||
        setsockopt(ends[0], SOL_SOCKET, patience, &wait, sizeof wait) < 0)
        exit(1);
}

static void by_receiving(void)
{
    int ends[2];
    char byte;

    connect_to_itself(ends, SO_RCVTIMEO);
    if (recv(ends[0], &byte, 1, 0) >= 0 || errno != EAGAIN)
        exit(1);
}

/* How long it may send has no say in that. */
static void by_receiving_in_vain(void)
{
    int ends[2];
    char byte;

    connect_to_itself(ends, SO_SNDTIMEO);
    puts("ready");
    recv(ends[0], &byte, 1, 0);
}

static void by_sending(void)
{
    static char much[1 << 20];
    int ends[2];

    connect_to_itself(ends, SO_SNDTIMEO);
    while (send(ends[0], much, sizeof much, 0) > 0)
        ;
    if (errno != EAGAIN)
        exit(1);
}

/* The other end has taken back the room that it had promised: what comes is
   dropped, and sent again forever. */
static void by_sending_in_vain(void)
{
    static char much[1 << 20];
    const int little = 1024;
    int ends[2];

    connect_to_itself(ends, SO_RCVTIMEO);
    setsockopt(ends[1], SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    puts("ready");
    while (send(ends[0], much, sizeof much, 0) > 0)
        ;
}

/* Nobody takes anybody from the queue of this one. */
static struct sockaddr_in place_of_listener(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(listener, (struct sockaddr *)&address, size) < 0 ||
        listen(listener, 0) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) < 0)
        exit(1);
    return address;
}

static void by_poll_for_a_connection(void)
{
    struct sockaddr_in address = place_of_listener();
    struct pollfd one = {.events = POLLOUT};

    do {
        one.fd = socket(AF_INET, SOCK_STREAM, 0);
        fcntl(one.fd, F_SETFL, O_NONBLOCK);
        connect(one.fd, (struct sockaddr *)&address, sizeof address);
    } while (poll(&one, 1, HALF) > 0);
}

static void by_connecting(void)
{
    struct sockaddr_in address = place_of_listener();
    struct timeval wait = {0, HALF * 1000};
    int one;

    do {
        one = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(one, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    } while (connect(one, (struct sockaddr *)&address, sizeof address) == 0);
    if (errno != EINPROGRESS)
        exit(1);
}

static void note_signal(int number)
{
    (void)number;
}

/* Ended by a signal, as poll() is. */
static void by_poll_with_a_signal(void)
{
    struct sigaction action = {.sa_handler = note_signal};

    sigaction(SIGUSR1, &action, NULL);
    puts("ready");
    poll(NULL, 0, HALF);
}

/* Nothing is waited for: the lowest descriptor that is free. */
static void by_counting(void)
{
    printf("descriptor %d\n", dup(STDIN_FILENO));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*wait)(void);
    } ways[] = {{"poll", by_poll},
                {"ppoll", by_ppoll},
                {"select", by_select},
                {"pselect", by_pselect},
                {"nanosleep", by_nanosleep},
                {"clock_nanosleep", by_clock_nanosleep},
                {"usleep", by_usleep},
                {"naps", by_naps},
                {"condition", by_condition},
                {"condition for ever", by_condition_for_ever},
                {"pipe", by_pipe},
                {"handler", by_handler},
                {"recv", by_receiving},
                {"recv in vain", by_receiving_in_vain},
                {"send", by_sending},
                {"send in vain", by_sending_in_vain},
                {"connect", by_connecting},
                {"connection", by_poll_for_a_connection},
                {"semaphore", by_semaphore},
                {"epoll", by_epoll},
                {"signal", by_poll_with_a_signal},
                {"forever", by_poll_for_ever},
                {"count", by_counting}};
    long long before = milliseconds_now();

    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    for (size_t i = 0; argc == 2 && i < sizeof ways / sizeof *ways; i++)
        if (strcmp(argv[1], ways[i].name) == 0) {
            ways[i].wait();
            printf("woke after %lld ms\n", milliseconds_now() - before);
            return 0;
        }
    return 2;
}
