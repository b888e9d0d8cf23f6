/*
 * internal.h - what the files of tap.so have in common.
 *
 *     the program -> record.c -> faults.c -> clock.c -> libc
 *
 * A call goes first to record.c, which writes it down, then to faults.c, which
 * may make it fail, and if it waits, to clock.c, whose clock decides for how
 * long. So what is recorded is what the program saw. detail.c tells record.c
 * from where it was called.
 */
#ifndef TAP_INTERNAL_H
#define TAP_INTERNAL_H

#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

/* setitimer's first argument has a type of its own in glibc, for C++'s sake. */
typedef int which_timer;

/* The calls that are recorded. */
#define RECORDED(X)                                                         \
    X(int, socket, (int, int, int))                                         \
    X(int, bind, (int, const struct sockaddr *, socklen_t))                 \
    X(int, listen, (int, int))                                              \
    X(int, accept, (int, struct sockaddr *, socklen_t *))                   \
    X(int, accept4, (int, struct sockaddr *, socklen_t *, int))             \
    X(int, connect, (int, const struct sockaddr *, socklen_t))              \
    X(ssize_t, read, (int, void *, size_t))                                 \
    X(ssize_t, readv, (int, const struct iovec *, int))                     \
    X(ssize_t, recv, (int, void *, size_t, int))                            \
    X(ssize_t, recvfrom,                                                    \
      (int, void *, size_t, int, struct sockaddr *, socklen_t *))           \
    X(ssize_t, recvmsg, (int, struct msghdr *, int))                        \
    X(ssize_t, write, (int, const void *, size_t))                          \
    X(ssize_t, writev, (int, const struct iovec *, int))                    \
    X(ssize_t, send, (int, const void *, size_t, int))                      \
    X(ssize_t, sendto,                                                      \
      (int, const void *, size_t, int, const struct sockaddr *, socklen_t)) \
    X(ssize_t, sendmsg, (int, const struct msghdr *, int))                  \
    X(int, setsockopt, (int, int, int, const void *, socklen_t))            \
    X(int, getsockopt, (int, int, int, void *, socklen_t *))                \
    X(int, getsockname, (int, struct sockaddr *, socklen_t *))              \
    X(int, getpeername, (int, struct sockaddr *, socklen_t *))              \
    X(int, shutdown, (int, int))                                            \
    X(int, close, (int))                                                    \
    X(int, poll, (struct pollfd *, nfds_t, int))                            \
    X(int, ppoll,                                                           \
      (struct pollfd *, nfds_t, const struct timespec *, const sigset_t *)) \
    X(int, select, (int, fd_set *, fd_set *, fd_set *, struct timeval *))   \
    X(int, pselect,                                                         \
      (int, fd_set *, fd_set *, fd_set *, const struct timespec *,          \
       const sigset_t *))                                                   \
    X(int, getaddrinfo,                                                     \
      (const char *, const char *, const struct addrinfo *,                 \
       struct addrinfo **))

/* The calls that only Linux has; recorded, and never made to fail. */
#ifdef __linux__
#include <sys/epoll.h>
#define RECORDED_ON_LINUX(X)                                  \
    X(int, epoll_wait, (int, struct epoll_event *, int, int)) \
    X(int, epoll_pwait, (int, struct epoll_event *, int, int, const sigset_t *))
#else
#define RECORDED_ON_LINUX(X)
#endif

/*
 * The rest. The __..._chk forms are what glibc makes of a call under
 * _FORTIFY_SOURCE, fcntl64 what it makes of fcntl where files are large: other
 * names, same calls.
 */
#define NOT_RECORDED(X)                                                    \
    X(int, socketpair, (int, int, int, int *))                             \
    X(ssize_t, __read_chk, (int, void *, size_t, size_t))                  \
    X(ssize_t, __recv_chk, (int, void *, size_t, size_t, int))             \
    X(ssize_t, __recvfrom_chk,                                             \
      (int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *))  \
    X(int, dup, (int))                                                     \
    X(int, dup2, (int, int))                                               \
    X(int, dup3, (int, int, int))                                          \
    X(int, fcntl, (int, int, ...))                                         \
    X(int, fcntl64, (int, int, ...))                                       \
    X(int, __poll_chk, (struct pollfd *, nfds_t, int, size_t))             \
    X(int, __ppoll_chk,                                                    \
      (struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, \
       size_t))                                                            \
    X(int, nanosleep, (const struct timespec *, struct timespec *))        \
    X(int, clock_nanosleep,                                                \
      (clockid_t, int, const struct timespec *, struct timespec *))        \
    X(unsigned, sleep, (unsigned))                                         \
    X(int, usleep, (useconds_t))                                           \
    X(int, clock_gettime, (clockid_t, struct timespec *))                  \
    X(int, gettimeofday, (struct timeval *, void *))                       \
    X(time_t, time, (time_t *))                                            \
    X(unsigned, alarm, (unsigned))                                         \
    X(int, setitimer,                                                      \
      (which_timer, const struct itimerval *, struct itimerval *))         \
    X(int, pthread_cond_signal, (pthread_cond_t *))                        \
    X(int, pthread_cond_broadcast, (pthread_cond_t *))                     \
    X(int, pthread_cond_wait, (pthread_cond_t *, pthread_mutex_t *))       \
    X(int, pthread_cond_timedwait,                                         \
      (pthread_cond_t *, pthread_mutex_t *, const struct timespec *))      \
    X(int, pthread_cond_clockwait,                                         \
      (pthread_cond_t *, pthread_mutex_t *, clockid_t,                     \
       const struct timespec *))                                           \
    X(int, sem_timedwait, (sem_t *, const struct timespec *))              \
    X(int, sem_clockwait, (sem_t *, clockid_t, const struct timespec *))   \
    X(int, pthread_mutex_lock, (pthread_mutex_t *))                        \
    X(int, pthread_mutex_unlock, (pthread_mutex_t *))                      \
    X(void, freeaddrinfo, (struct addrinfo *))                             \
    X(int, pthread_create,                                                 \
      (pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))    \
    X(int, pthread_join, (pthread_t, void **))

/*
 * What the program calls is written as seen_socket and so on, and only the
 * linker knows it as socket: the headers' own declarations, macros and inlines
 * of these names differ from libc to libc and would be in the way. What is not
 * recorded bears its name in faults.c already.
 */
#define INSIDE __attribute__((visibility("hidden")))
#define DECLARE_BOTH(type, name, args)    \
    type seen_##name args __asm__(#name); \
    INSIDE type tap_##name args;
#define DECLARE_SEEN(type, name, args) type seen_##name args __asm__(#name);
#define DECLARE_TAP(type, name, args) type tap_##name args __asm__(#name);

RECORDED(DECLARE_BOTH)
RECORDED_ON_LINUX(DECLARE_SEEN)
NOT_RECORDED(DECLARE_TAP)

/* ---- faults.c ---- */

/* The next library's functions. */
#define MEMBER(type, name, args) type(*name) args;
struct real {
    RECORDED(MEMBER)
    RECORDED_ON_LINUX(MEMBER)
    NOT_RECORDED(MEMBER)
};
INSIDE extern struct real real;

/* Comes before any use of `real`. */
INSIDE void tap_start(void);

/* Ends the program with 2: a setting in the environment cannot be understood.
   Quotes the text up to its first blank. */
INSIDE _Noreturn void refuse(const char *setting, const char *text,
                             const char *why);

/* The name of an errno, or of an EAI_ value; *name is not terminated. Returns
   its length, 0 for a value without a name. */
INSIDE size_t name_of_error(bool eai, int value, const char **name);

/* SOCK_STREAM, ...; -1 for what is no socket. */
INSIDE int socket_type(int fd);

/* ---- clock.c ---- */

/* Maps the page that is shared with the harness; refuses where it cannot. */
INSIDE void map_page(const char *file);
INSIDE long long time_moved(void); /* nanoseconds, by the harness */

/* A call was made. A thread waits here until the harness lets
 * it go. */
INSIDE void count_seen(void);
INSIDE void count_socket(void);
INSIDE void count_lookup(void);
INSIDE void hold_here(void);

/* ppoll() and pselect(), by the clock that counts; wait NULL: no limit. */
INSIDE int poll_by_clock(struct pollfd *set, nfds_t n,
                         const struct timespec *wait, const sigset_t *mask);
INSIDE int select_by_clock(int n, fd_set *in, fd_set *out, fd_set *other,
                           const struct timespec *wait, const sigset_t *mask);

#ifdef __linux__
INSIDE int epoll_by_clock(int fd, struct epoll_event *ready, int n,
                          int milliseconds, const sigset_t *mask);
#endif

/* connect(), which SO_SNDTIMEO may limit. */
INSIDE int connect_by_clock(int fd, const struct sockaddr *address,
                            socklen_t size);

/* SO_RCVTIMEO and SO_SNDTIMEO, if the clock is ours: true if that was done. */
INSIDE bool set_patience(int fd, int level, int name, const void *value);
INSIDE bool get_patience(int fd, int level, int name, void *value,
                         socklen_t *size);
INSIDE void forget_patience(int fd);

/* Waits as long as those allow. False: with errno set, the call has failed. */
INSIDE bool wait_for_socket(int fd, int flags, bool to_send);

/* The flags for the send that follows: it must not wait by itself then. */
INSIDE int sending_flags(int fd, int flags);

/* ---- detail.c ---- */

enum { FRAMES_KEPT = 16, UNKNOWN = -1 };

struct detail {
    uintptr_t frames[FRAMES_KEPT]; /* return addresses, the innermost first */
    int frame_count;
    int state;   /* of TCP, as TCP_INFO has it */
    int queued;  /* a listener's: how many wait for accept */
    int in, out; /* SIOCINQ, SIOCOUTQNSD */
};

/* A program or a library, where it lies in memory; base is what was added to
   the addresses in its file. */
struct module {
    uintptr_t base, first, last;
    const char *path;
};

/* If TAP_DETAIL is set, hands over each module that is loaded. */
INSIDE void start_detail(void (*take)(const struct module *module));
INSIDE bool in_detail(void);

/* Without TAP_DETAIL: nothing is known. */
INSIDE void take_frames(struct detail *detail);
INSIDE void look_at_socket(int fd, struct detail *detail);

/* ---- record.c ---- */

/* Everything is appended to this file from now on. */
INSIDE void start_recording(const char *file);

/* In a child, after fork. */
INSIDE void record_fork(void);

/* What these did, where they are recorded at all: O_NONBLOCK, and copies. */
INSIDE void record_fcntl(int fd, int what, long argument, int result);
INSIDE void record_copy(int fd, int copy);

/* pthread_create and pthread_join, where TAP_DETAIL is set. */
INSIDE int create_on_record(pthread_t *thread, const pthread_attr_t *attributes,
                            void *(*run)(void *), void *argument);
INSIDE int join_on_record(pthread_t thread, void **result);

#endif
