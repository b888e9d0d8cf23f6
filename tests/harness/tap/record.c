/*
 * record.c - the part of tap that writes down what a program calls.
 *
 *     TAP_RECORD=/full/path/FILE LD_PRELOAD=/full/path/tap.so ./server
 *
 * Each call on an IPv4 or IPv6 socket is appended to FILE, and those of the
 * programs that this one starts. A record is a line, written with one write(),
 * so that many threads and processes can share the file: a word that says what
 * it is, then NAME=VALUE, with one blank between. A value is a number, a word,
 * or a text in quotes where " and \ have a \ before them, and any byte that is
 * no printable ASCII is \xHH. What is not known is left out. Readers pass over
 * names and kinds of record that they do not know.
 *
 *     program pid=41 parent=40 at=812093 name="server"
 *     fork    pid=42 parent=41 at=812133 name="server"
 *     enter   pid=41 tid=41 name="server" call=recv fd=4 type=stream
 *             args="MSG_PEEK" asked=4096 self=127.0.0.1:5555
 *             peer=127.0.0.1:40112 begin=812150
 *     call    the same, and: end=812201 result=6 data="Ol\xc3\xa1!\x0a"
 *
 * program    the library was loaded into a program: it starts, or exec(2)
 * fork       a child, before it goes on
 * enter      a call that may have to wait begins. If no `call` of the same
 *            pid, tid and begin follows, then it never came back.
 * call       a call came back
 *
 * at, begin, end  nanoseconds on the monotonic clock, which all processes share
 * call       the name in C; accept4 as accept
 * fd         the descriptor. accept and dup hand out a new one: their result.
 * type       stream, datagram or other
 * self, peer the two ends, ADDRESS:PORT or [ADDRESS]:PORT, as the kernel has
 *            them after the call, or before it if not after. An IPv4 address in
 *            IPv6's clothes is written as IPv4. accept: those of the new
 *            connection; sendto, recvfrom: peer is the datagram's.
 * args       the other arguments in words, as C has them
 * asked      how many bytes there was room for, or were to be sent
 * result     what was returned. getaddrinfo: 0 or an EAI_ value.
 * error      the name of errno, or of an EAI_ value, where it failed
 * data       the first bytes (DATA_SHOWN) that were sent or received. When a
 *            call fails or does not come back: those that were to be sent.
 * answer     what else came back: poll: which are ready; getaddrinfo: the
 *            addresses; getsockopt: the value
 *
 * With TAP_DETAIL there is more (detail.c):
 *
 *     module pid=41 base=94010 first=94010 last=98106 path="/course/server"
 *     thread pid=41 tid=43 at=812300 handle=140210
 *     enter+ and call+ as above, for pthread_create and pthread_join, with the
 *            handle of the thread
 *
 * frames     the return addresses that led to the call, up to 16, the innermost
 *            first: in `enter`, or where there is none in `call`
 * tcp        the state of TCP, by its number in Linux, before the call in
 *            `enter`, after it in `call`; of close: before it
 * in, out    bytes that wait to be received, that are not yet sent
 * queued     of a listener: how many connections wait for accept
 *
 * The program's descriptors: FILE is open while it runs, close-on-exec, with a
 * number that the program itself could not get: beyond its soft limit, where
 * the hard one is wider. Where it is not, or the soft one is huge, the program
 * has one descriptor fewer. close() on it is EBADF, as if it were not there.
 *
 * Nothing here allocates, waits or takes a lock, and errno is put back.
 */
#include "internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DATA_SHOWN = 128, POLL_SHOWN = 16, HIGH_ENOUGH = 4096 };

/* NULL while nothing is recorded: the one thing that is looked at then. */
static const char *_Atomic record_file;

static atomic_int record_fd = -1;
static struct stat record_status; /* which file it must be */

/* The descriptors that have been sockets of ours. A call on one that is closed
   now is a mistake to be seen; one on what never was a socket is not. */
static atomic_bool was_socket[65536];
static atomic_bool any_socket;

/* ---- text ---------------------------------------------------------------- */

struct text {
    char bytes[2048];
    size_t length;
};

static void put(struct text *text, const char *bytes, size_t length)
{
    size_t room = sizeof text->bytes - text->length;

    if (length > room)
        length = room;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

static void say(struct text *text, const char *words)
{
    put(text, words, strlen(words));
}

static void put_number(struct text *text, long long number)
{
    char digits[24];
    unsigned long long left = number < 0 ? 0 - (unsigned long long)number
                                         : (unsigned long long)number;
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0)
        digits[--at] = '-';
    put(text, digits + at, sizeof digits - at);
}

static void put_named(struct text *text, const char *name, long long number)
{
    say(text, name);
    put_number(text, number);
}

static void put_escaped(struct text *text, const void *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *next = bytes;

    for (size_t i = 0; i < length; i++) {
        char escaped[4] = {'\\', 'x', digits[next[i] >> 4],
                           digits[next[i] & 15]};
        if (next[i] == '"' || next[i] == '\\')
            put(text, (char[]){'\\', (char)next[i]}, 2);
        else if (next[i] < ' ' || next[i] > '~')
            put(text, escaped, sizeof escaped);
        else
            put(text, (const char *)next + i, 1);
    }
}

static void put_quoted(struct text *text, const void *bytes, size_t length)
{
    say(text, "\"");
    put_escaped(text, bytes, length);
    say(text, "\"");
}

/* ---- names --------------------------------------------------------------- */

struct name {
    int value;
    const char *name;
};
#define NAME(value)   \
    {                 \
        value, #value \
    }
#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The name of a value, or else its number. */
static void put_name(struct text *text, const struct name *names, size_t count,
                     int value)
{
    for (size_t i = 0; i < count; i++)
        if (names[i].value == value) {
            say(text, names[i].name);
            return;
        }
    put_number(text, value);
}

/* The names of the bits that are set, and the rest as a number. */
static void put_bits(struct text *text, const struct name *names, size_t count,
                     int bits)
{
    const char *between = "";

    for (size_t i = 0; i < count; i++)
        if (names[i].value && (bits & names[i].value) == names[i].value) {
            say(text, between);
            say(text, names[i].name);
            between = "|";
            bits &= ~names[i].value;
        }
    if (bits || !*between) {
        say(text, between);
        put_number(text, bits);
    }
}

static const struct name families[] = {NAME(AF_INET), NAME(AF_INET6)};
static const struct name types[] = {NAME(SOCK_STREAM), NAME(SOCK_DGRAM),
                                    NAME(SOCK_RAW)};
static const struct name type_flags[] = {
#ifdef SOCK_NONBLOCK
    NAME(SOCK_NONBLOCK), NAME(SOCK_CLOEXEC)
#else
    {0, ""}
#endif
};
static const struct name message_flags[] = {
    NAME(MSG_PEEK),     NAME(MSG_OOB), NAME(MSG_WAITALL),
#ifdef MSG_DONTWAIT
    NAME(MSG_DONTWAIT),
#endif
#ifdef MSG_NOSIGNAL
    NAME(MSG_NOSIGNAL),
#endif
#ifdef MSG_MORE
    NAME(MSG_MORE),
#endif
    NAME(MSG_TRUNC),
};
static const struct name hows[] = {NAME(SHUT_RD), NAME(SHUT_WR),
                                   NAME(SHUT_RDWR)};
static const struct name events[] = {NAME(POLLIN),  NAME(POLLPRI),
                                     NAME(POLLOUT), NAME(POLLERR),
                                     NAME(POLLHUP), NAME(POLLNVAL)};
static const struct name socket_options[] = {
    NAME(SO_REUSEADDR), NAME(SO_KEEPALIVE),  NAME(SO_BROADCAST),
    NAME(SO_SNDBUF),    NAME(SO_RCVBUF),     NAME(SO_LINGER),
    NAME(SO_RCVTIMEO),  NAME(SO_SNDTIMEO),   NAME(SO_ERROR),
    NAME(SO_TYPE),      NAME(SO_ACCEPTCONN),
#ifdef SO_REUSEPORT
    NAME(SO_REUSEPORT),
#endif
#ifdef SO_NOSIGPIPE
    NAME(SO_NOSIGPIPE),
#endif
};
static const struct name tcp_options[] = {NAME(TCP_NODELAY)};
static const struct name ip6_options[] = {NAME(IPV6_V6ONLY)};

static void put_option(struct text *text, int level, int option)
{
    if (level == SOL_SOCKET) {
        put_name(text, socket_options, COUNT(socket_options), option);
    } else if (level == IPPROTO_TCP) {
        put_name(text, tcp_options, COUNT(tcp_options), option);
    } else if (level == IPPROTO_IPV6) {
        put_name(text, ip6_options, COUNT(ip6_options), option);
    } else {
        put_named(text, "level ", level);
        put_named(text, " option ", option);
    }
}

static void put_error(struct text *text, bool eai, int error)
{
    const char *name;
    size_t length = name_of_error(eai, error, &name);

    if (length)
        put(text, name, length);
    else
        put_number(text, error);
}

/* What an option is set to: most are an int. */
static void put_option_value(struct text *text, int level, int option,
                             const void *value, socklen_t size)
{
    struct linger linger;
    struct timeval time;
    int number;

    if (level == SOL_SOCKET && option == SO_LINGER && size >= sizeof linger) {
        memcpy(&linger, value, sizeof linger);
        put_named(text, "{", linger.l_onoff);
        put_named(text, ", ", linger.l_linger);
        say(text, "}");
    } else if (level == SOL_SOCKET && size >= sizeof time &&
               (option == SO_RCVTIMEO || option == SO_SNDTIMEO)) {
        memcpy(&time, value, sizeof time);
        put_number(text, time.tv_sec * 1000LL + time.tv_usec / 1000);
        say(text, " ms");
    } else if (size == sizeof number) {
        memcpy(&number, value, sizeof number);
        if (level == SOL_SOCKET && option == SO_ERROR && number)
            put_error(text, false, number);
        else
            put_number(text, number);
    } else {
        put_number(text, (long long)size);
        say(text, " bytes");
    }
}

/* ---- addresses ----------------------------------------------------------- */

struct end {
    struct sockaddr_storage address;
    bool known;
};

/* An address that the program gave, or that the kernel did. One without a port
   is none yet. */
static void set_end(struct end *end, const void *address, socklen_t size)
{
    struct sockaddr_in ip4;
    struct sockaddr_in6 ip6;
    sa_family_t family = AF_UNSPEC;

    if (address && size >= sizeof ip4)
        family = ((const struct sockaddr *)address)->sa_family;
    if (family == AF_INET) {
        memcpy(&ip4, address, sizeof ip4);
        memcpy(&end->address, &ip4, sizeof ip4);
        end->known = ip4.sin_port != 0;
    } else if (family == AF_INET6 && size >= sizeof ip6) {
        memcpy(&ip6, address, sizeof ip6);
        memcpy(&end->address, &ip6, sizeof ip6);
        end->known = ip6.sin6_port != 0;
    }
}

static void put_ip4(struct text *text, const void *address, in_port_t port)
{
    char host[INET_ADDRSTRLEN] = "?";

    inet_ntop(AF_INET, address, host, sizeof host);
    say(text, host);
    put_named(text, ":", ntohs(port));
}

static void put_address(struct text *text, const struct sockaddr_storage *from)
{
    struct sockaddr_in ip4;
    struct sockaddr_in6 ip6;
    char host[INET6_ADDRSTRLEN] = "?";

    if (from->ss_family == AF_INET) {
        memcpy(&ip4, from, sizeof ip4);
        put_ip4(text, &ip4.sin_addr, ip4.sin_port);
        return;
    }
    memcpy(&ip6, from, sizeof ip6);
    if (IN6_IS_ADDR_V4MAPPED(&ip6.sin6_addr)) {
        put_ip4(text, ip6.sin6_addr.s6_addr + 12, ip6.sin6_port);
        return;
    }
    inet_ntop(AF_INET6, &ip6.sin6_addr, host, sizeof host);
    say(text, "[");
    say(text, host);
    put_named(text, "]:", ntohs(ip6.sin6_port));
}

static void put_end(struct text *text, const char *name, const struct end *end)
{
    if (!end->known)
        return;
    say(text, name);
    put_address(text, &end->address);
}

/* ---- the file ------------------------------------------------------------ */

/* Gives the descriptor a number that the program cannot get, if there is one:
   the soft limit is raised for the moment that it takes. */
static int out_of_the_way(int fd)
{
    struct rlimit limit, wide;
    int high = -1;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        bool huge = limit.rlim_cur > HIGH_ENOUGH;
        wide = limit;
        if (!huge && limit.rlim_max > limit.rlim_cur) {
            wide.rlim_cur = limit.rlim_cur + 1;
            setrlimit(RLIMIT_NOFILE, &wide);
        }
        high = real.fcntl(fd, F_DUPFD_CLOEXEC,
                          huge ? HIGH_ENOUGH - 1 : (int)wide.rlim_cur - 1);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (high < 0)
        return fd;
    real.close(fd);
    return high;
}

static int open_file(const char *file)
{
    int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);

    return fd < 0 ? fd : out_of_the_way(fd);
}

/* The descriptor, if it still is what it was: a program that closes all it
   finds may have closed ours, and have got the number for a file of its own. */
static int file_descriptor(void)
{
    struct stat now;
    int fd = atomic_load(&record_fd);

    if (fd >= 0 && fstat(fd, &now) == 0 && now.st_dev == record_status.st_dev &&
        now.st_ino == record_status.st_ino)
        return fd;
    fd = open_file(atomic_load(&record_file));
    atomic_store(&record_fd, fd);
    return fd;
}

static void write_line(struct text *line)
{
    int fd = file_descriptor();

    if (line->length == sizeof line->bytes)
        line->length--;
    say(line, "\n");
    /* a disk that is full: there is nobody to tell */
    if (fd >= 0 && real.write(fd, line->bytes, line->length) < 0)
        return;
}

/* Where the clock is the harness's, what it lets pass has passed as well. */
static long long now_ns(void)
{
    struct timespec now;

    real.clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec + time_moved();
}

static long thread_id(void)
{
#ifdef SYS_gettid
    return syscall(SYS_gettid);
#else
    return getpid();
#endif
}

static void put_program(struct text *line)
{
    say(line, " name=");
    put_quoted(line, program_invocation_short_name,
               strlen(program_invocation_short_name));
}

static void record_birth(const char *how)
{
    struct text line = {.length = 0};

    say(&line, how);
    put_named(&line, " pid=", getpid());
    put_named(&line, " parent=", getppid());
    put_named(&line, " at=", now_ns());
    put_program(&line);
    write_line(&line);
}

static void record_module(const struct module *module)
{
    struct text line = {.length = 0};

    say(&line, "module");
    put_named(&line, " pid=", getpid());
    put_named(&line, " base=", (long long)module->base);
    put_named(&line, " first=", (long long)module->first);
    put_named(&line, " last=", (long long)module->last);
    say(&line, " path=");
    put_quoted(&line, module->path, strlen(module->path));
    write_line(&line);
}

void start_recording(const char *file)
{
    char *kept = strdup(file);
    int fd = *file == '/' ? open_file(file) : -1;

    if (*file != '/')
        refuse("TAP_RECORD", file, "not a full path: it must begin with /");
    if (fd < 0 || !kept || fstat(fd, &record_status))
        refuse("TAP_RECORD", file, strerror(errno));
    atomic_store(&record_fd, fd);
    atomic_store(&record_file, kept);
    record_birth("program");
    start_detail(record_module);
}

void record_fork(void)
{
    int saved = errno;

    if (atomic_load(&record_file))
        record_birth("fork");
    errno = saved;
}

/* ---- a call, as it goes on ----------------------------------------------- */

struct record {
    int saved; /* errno */
    int fd;
    struct end self, peer;
    bool peer_given; /* it is the one in the arguments */
    bool gone;       /* the descriptor is closed: its number says nothing */
    long long begin;
    struct text call;        /* what is known before: call=, fd=, args= ... */
    const void *data;        /* the bytes to be shown */
    size_t data_length;      /* of those that were to be sent */
    bool eai;                /* the result is an EAI_ value */
    const struct text *more; /* what else came back */
    struct detail detail;
    bool entered; /* its beginning is written down */
};

/* True where this costs nothing. */
static inline bool silent(void)
{
    return !atomic_load_explicit(&record_file, memory_order_relaxed);
}

static bool in_table(int fd)
{
    return fd >= 0 && (size_t)fd < COUNT(was_socket);
}

static void look_at_ends(struct record *record)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;

    if (record->fd < 0 || record->gone)
        return;
    look_at_socket(record->fd, &record->detail);
    if (!real.getsockname(record->fd, (struct sockaddr *)&address, &size))
        set_end(&record->self, &address, size);
    size = sizeof address;
    if (!record->peer_given &&
        !real.getpeername(record->fd, (struct sockaddr *)&address, &size))
        set_end(&record->peer, &address, size);
}

/* An IPv4 or IPv6 socket; or what was one, and is closed now. */
static bool of_interest(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;

    if (fd < 0 || fd == atomic_load(&record_fd))
        return false;
    if (real.getsockname(fd, (struct sockaddr *)&address, &size))
        return errno == EBADF && in_table(fd) && atomic_load(&was_socket[fd]);
    if (address.ss_family != AF_INET && address.ss_family != AF_INET6)
        return false;
    if (in_table(fd))
        atomic_store(&was_socket[fd], true);
    atomic_store(&any_socket, true);
    return true;
}

static void name_call(struct record *record, const char *call)
{
    say(&record->call, " call=");
    say(&record->call, call);
}

/* All but struct text's bytes: those are not looked at. */
static void clear(struct record *record, int fd)
{
    record->fd = fd;
    record->self.known = record->peer.known = false;
    record->peer_given = record->gone = record->eai = false;
    record->entered = false;
    look_at_socket(-1, &record->detail);
    take_frames(&record->detail);
    record->call.length = 0;
    record->data = NULL;
    record->data_length = 0;
    record->more = NULL;
}

/* Begins a call that has no descriptor yet. */
static void begin_call(struct record *record, const char *call)
{
    record->saved = errno;
    clear(record, -1);
    name_call(record, call);
}

/* Begins a call on a descriptor; false: it is not to be recorded. */
static bool begin_on(struct record *record, const char *call, int fd)
{
    int type;

    if (silent())
        return false;
    record->saved = errno;
    if (!of_interest(fd)) {
        errno = record->saved;
        return false;
    }
    clear(record, fd);
    name_call(record, call);
    put_named(&record->call, " fd=", fd);
    if ((type = socket_type(fd)) >= 0)
        say(&record->call, type == SOCK_STREAM  ? " type=stream"
                           : type == SOCK_DGRAM ? " type=datagram"
                                                : " type=other");
    return true;
}

static struct text *arguments(struct record *record)
{
    say(&record->call, " args=\"");
    return &record->call;
}

static void end_arguments(struct record *record)
{
    say(&record->call, "\"");
}

static void put_message_flags(struct record *record, int flags)
{
    if (flags == 0)
        return;
    put_bits(arguments(record), message_flags, COUNT(message_flags), flags);
    end_arguments(record);
}

static void put_data(struct record *record, struct text *line, size_t length)
{
    if (!record->data || length == 0)
        return;
    say(line, " data=");
    put_quoted(line, record->data, length < DATA_SHOWN ? length : DATA_SHOWN);
}

static void put_known(struct text *line, const char *name, int value)
{
    if (value != UNKNOWN)
        put_named(line, name, value);
}

static void put_detail(const struct record *record, struct text *line)
{
    const struct detail *detail = &record->detail;

    put_known(line, " tcp=", detail->state);
    put_known(line, " in=", detail->in);
    put_known(line, " out=", detail->out);
    put_known(line, " queued=", detail->queued);
    for (int i = 0; !record->entered && i < detail->frame_count; i++)
        put_named(line, i ? "," : " frames=", (long long)detail->frames[i]);
}

static void put_beginning(struct record *record, struct text *line,
                          const char *kind)
{
    line->length = 0;
    say(line, kind);
    put_named(line, " pid=", getpid());
    put_named(line, " tid=", thread_id());
    put_program(line);
    put(line, record->call.bytes, record->call.length);
    put_end(line, " self=", &record->self);
    put_end(line, " peer=", &record->peer);
    put_named(line, " begin=", record->begin);
    put_detail(record, line);
}

/* Last thing before the call itself. */
static void go(struct record *record)
{
    look_at_ends(record);
    record->begin = now_ns();
    errno = record->saved;
}

/* The same where the call may have to wait: its beginning is written down. */
static void go_and_wait(struct record *record)
{
    struct text line;

    look_at_ends(record);
    record->begin = now_ns();
    put_beginning(record, &line, "enter");
    put_data(record, &line, record->data_length);
    write_line(&line);
    record->entered = true;
    errno = record->saved;
}

static void put_failure(struct record *record, struct text *line,
                        ssize_t result, int error)
{
    if (record->eai ? result == 0 : result >= 0)
        return;
    say(line, " error=");
    put_error(line, record->eai, record->eai ? (int)result : error);
}

/* The call came back. Hands on its result, with errno as it left it. */
static ssize_t came_back(struct record *record, ssize_t result)
{
    struct text line;
    long long end = now_ns();
    int error = errno;

    look_at_ends(record);
    put_beginning(record, &line, "call");
    put_named(&line, " end=", end);
    put_named(&line, " result=", result);
    put_failure(record, &line, result, error);
    put_data(record, &line, result >= 0 ? (size_t)result : record->data_length);
    if (record->more && record->more->length) {
        say(&line, " answer=");
        put_quoted(&line, record->more->bytes, record->more->length);
    }
    write_line(&line);
    errno = error;
    return result;
}

/* ---- the calls ----------------------------------------------------------- */

static bool is_internet(int family)
{
    return family == AF_INET || family == AF_INET6;
}

int seen_socket(int domain, int type, int protocol)
{
    struct record record;
    int flags = 0;

    if (silent() || !is_internet(domain))
        return tap_socket(domain, type, protocol);
#ifdef SOCK_NONBLOCK
    flags = type & (SOCK_NONBLOCK | SOCK_CLOEXEC);
#endif
    begin_call(&record, "socket");
    struct text *words = arguments(&record);
    put_name(words, families, COUNT(families), domain);
    say(words, ", ");
    put_name(words, types, COUNT(types), type & ~flags);
    if (flags) {
        say(words, "|");
        put_bits(words, type_flags, COUNT(type_flags), flags);
    }
    put_named(words, ", ", protocol);
    end_arguments(&record);
    go(&record);
    return (int)came_back(&record, tap_socket(domain, type, protocol));
}

/* bind and connect: the address as it was asked for. */
static void put_address_argument(struct record *record, const void *address,
                                 socklen_t size)
{
    struct end end = {.known = false};

    set_end(&end, address, size);
    if (!is_internet(end.address.ss_family))
        return;
    put_address(arguments(record), &end.address);
    end_arguments(record);
}

int seen_bind(int fd, const struct sockaddr *address, socklen_t size)
{
    struct record record;

    if (!begin_on(&record, "bind", fd))
        return tap_bind(fd, address, size);
    put_address_argument(&record, address, size);
    go(&record);
    return (int)came_back(&record, tap_bind(fd, address, size));
}

int seen_listen(int fd, int backlog)
{
    struct record record;

    if (!begin_on(&record, "listen", fd))
        return tap_listen(fd, backlog);
    put_number(arguments(&record), backlog);
    end_arguments(&record);
    go(&record);
    return (int)came_back(&record, tap_listen(fd, backlog));
}

/* From now on the ends are those of the new connection. */
static int accepted(struct record *record, int connection)
{
    int error = errno;

    if (connection >= 0) {
        record->fd = connection;
        of_interest(connection);
    }
    errno = error;
    return (int)came_back(record, connection);
}

int seen_accept(int fd, struct sockaddr *peer, socklen_t *size)
{
    struct record record;

    if (!begin_on(&record, "accept", fd))
        return tap_accept(fd, peer, size);
    go_and_wait(&record);
    return accepted(&record, tap_accept(fd, peer, size));
}

int seen_accept4(int fd, struct sockaddr *peer, socklen_t *size, int flags)
{
    struct record record;

    if (!begin_on(&record, "accept", fd))
        return tap_accept4(fd, peer, size, flags);
    if (flags) {
        put_bits(arguments(&record), type_flags, COUNT(type_flags), flags);
        end_arguments(&record);
    }
    go_and_wait(&record);
    return accepted(&record, tap_accept4(fd, peer, size, flags));
}

int seen_connect(int fd, const struct sockaddr *address, socklen_t size)
{
    struct record record;

    if (!begin_on(&record, "connect", fd))
        return tap_connect(fd, address, size);
    put_address_argument(&record, address, size);
    set_end(&record.peer, address, size);
    record.peer_given = true;
    go_and_wait(&record);
    return (int)came_back(&record, tap_connect(fd, address, size));
}

/* ---- bytes that come ---- */

static bool begin_receiving(struct record *record, const char *call, int fd,
                            const void *buffer, size_t length, int flags)
{
    if (!begin_on(record, call, fd))
        return false;
    put_message_flags(record, flags);
    put_named(&record->call, " asked=", (long long)length);
    go_and_wait(record);
    record->data = buffer; /* only now: before, it holds nothing to be shown */
    return true;
}

ssize_t seen_read(int fd, void *buffer, size_t length)
{
    struct record record;

    if (silent() || !begin_receiving(&record, "read", fd, buffer, length, 0))
        return tap_read(fd, buffer, length);
    return came_back(&record, tap_read(fd, buffer, length));
}

ssize_t seen_recv(int fd, void *buffer, size_t length, int flags)
{
    struct record record;

    if (silent() ||
        !begin_receiving(&record, "recv", fd, buffer, length, flags))
        return tap_recv(fd, buffer, length, flags);
    return came_back(&record, tap_recv(fd, buffer, length, flags));
}

/* A datagram says where it came from, a stream does not. */
static void came_from(struct record *record, const void *address,
                      const socklen_t *size, ssize_t got)
{
    if (got < 0 || !address || !size)
        return;
    set_end(&record->peer, address, *size);
    record->peer_given = record->peer.known;
}

ssize_t seen_recvfrom(int fd, void *buffer, size_t length, int flags,
                      struct sockaddr *peer, socklen_t *size)
{
    struct record record;
    ssize_t got;

    if (silent() ||
        !begin_receiving(&record, "recvfrom", fd, buffer, length, flags))
        return tap_recvfrom(fd, buffer, length, flags, peer, size);
    got = tap_recvfrom(fd, buffer, length, flags, peer, size);
    came_from(&record, peer, size, got);
    return came_back(&record, got);
}

/* How much there is in all pieces, and their first bytes in one: at most
   `length` of them, which a call has handed over. */
static size_t gather(const struct iovec *pieces, size_t count, size_t length,
                     char first[DATA_SHOWN])
{
    size_t have = 0, all = 0;

    for (size_t i = 0; i < count; i++) {
        size_t next = pieces[i].iov_len;
        if (next > length - all)
            next = length - all;
        all += next;
        size_t part = next < DATA_SHOWN - have ? next : DATA_SHOWN - have;
        if (part)
            memcpy(first + have, pieces[i].iov_base, part);
        have += part;
    }
    return all;
}

static size_t room_in(const struct iovec *pieces, size_t count)
{
    size_t all = 0;

    for (size_t i = 0; i < count; i++)
        all += pieces[i].iov_len;
    return all;
}

ssize_t seen_readv(int fd, const struct iovec *pieces, int n)
{
    struct record record;
    char first[DATA_SHOWN];
    size_t count = n < 0 ? 0 : (size_t)n;
    ssize_t got;

    if (silent() ||
        !begin_receiving(&record, "readv", fd, NULL, room_in(pieces, count), 0))
        return tap_readv(fd, pieces, n);
    got = tap_readv(fd, pieces, n);
    if (got > 0)
        gather(pieces, count, (size_t)got, first);
    record.data = first;
    return came_back(&record, got);
}

ssize_t seen_recvmsg(int fd, struct msghdr *message, int flags)
{
    struct record record;
    char first[DATA_SHOWN];
    ssize_t got;

    if (silent() ||
        !begin_receiving(&record, "recvmsg", fd, NULL,
                         room_in(message->msg_iov, (size_t)message->msg_iovlen),
                         flags))
        return tap_recvmsg(fd, message, flags);
    got = tap_recvmsg(fd, message, flags);
    if (got > 0)
        gather(message->msg_iov, (size_t)message->msg_iovlen, (size_t)got,
               first);
    record.data = first;
    came_from(&record, message->msg_name, &message->msg_namelen, got);
    return came_back(&record, got);
}

/* ---- bytes that go ---- */

static bool begin_sending(struct record *record, const char *call, int fd,
                          const void *data, size_t length, int flags)
{
    if (!begin_on(record, call, fd))
        return false;
    put_message_flags(record, flags);
    put_named(&record->call, " asked=", (long long)length);
    record->data = data;
    record->data_length = length;
    return true;
}

ssize_t seen_write(int fd, const void *data, size_t length)
{
    struct record record;

    if (silent() || !begin_sending(&record, "write", fd, data, length, 0))
        return tap_write(fd, data, length);
    go_and_wait(&record);
    return came_back(&record, tap_write(fd, data, length));
}

ssize_t seen_send(int fd, const void *data, size_t length, int flags)
{
    struct record record;

    if (silent() || !begin_sending(&record, "send", fd, data, length, flags))
        return tap_send(fd, data, length, flags);
    go_and_wait(&record);
    return came_back(&record, tap_send(fd, data, length, flags));
}

static void goes_to(struct record *record, const void *address, socklen_t size)
{
    set_end(&record->peer, address, size);
    record->peer_given = record->peer.known;
}

ssize_t seen_sendto(int fd, const void *data, size_t length, int flags,
                    const struct sockaddr *peer, socklen_t size)
{
    struct record record;

    if (silent() || !begin_sending(&record, "sendto", fd, data, length, flags))
        return tap_sendto(fd, data, length, flags, peer, size);
    goes_to(&record, peer, size);
    go_and_wait(&record);
    return came_back(&record, tap_sendto(fd, data, length, flags, peer, size));
}

ssize_t seen_writev(int fd, const struct iovec *pieces, int n)
{
    struct record record;
    char first[DATA_SHOWN];
    size_t count = n < 0 ? 0 : (size_t)n;

    if (silent() ||
        !begin_sending(&record, "writev", fd, NULL, room_in(pieces, count), 0))
        return tap_writev(fd, pieces, n);
    gather(pieces, count, DATA_SHOWN, first);
    record.data = first;
    go_and_wait(&record);
    return came_back(&record, tap_writev(fd, pieces, n));
}

ssize_t seen_sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct record record;
    char first[DATA_SHOWN];
    size_t count = (size_t)message->msg_iovlen;

    if (silent() || !begin_sending(&record, "sendmsg", fd, NULL,
                                   room_in(message->msg_iov, count), flags))
        return tap_sendmsg(fd, message, flags);
    gather(message->msg_iov, count, DATA_SHOWN, first);
    record.data = first;
    goes_to(&record, message->msg_name, message->msg_namelen);
    go_and_wait(&record);
    return came_back(&record, tap_sendmsg(fd, message, flags));
}

/* ---- what is done to a socket ---- */

int seen_setsockopt(int fd, int level, int name, const void *value,
                    socklen_t size)
{
    struct record record;

    if (!begin_on(&record, "setsockopt", fd))
        return tap_setsockopt(fd, level, name, value, size);
    struct text *words = arguments(&record);
    put_option(words, level, name);
    say(words, ", ");
    put_option_value(words, level, name, value, size);
    end_arguments(&record);
    go(&record);
    return (int)came_back(&record,
                          tap_setsockopt(fd, level, name, value, size));
}

int seen_getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
    struct record record;
    struct text answer = {.length = 0};
    int result, error;

    if (!begin_on(&record, "getsockopt", fd))
        return tap_getsockopt(fd, level, name, value, size);
    put_option(arguments(&record), level, name);
    end_arguments(&record);
    go(&record);
    result = tap_getsockopt(fd, level, name, value, size);
    error = errno;
    if (result == 0)
        put_option_value(&answer, level, name, value, *size);
    record.more = &answer;
    errno = error;
    return (int)came_back(&record, result);
}

int seen_getsockname(int fd, struct sockaddr *address, socklen_t *size)
{
    struct record record;

    if (!begin_on(&record, "getsockname", fd))
        return tap_getsockname(fd, address, size);
    go(&record);
    return (int)came_back(&record, tap_getsockname(fd, address, size));
}

int seen_getpeername(int fd, struct sockaddr *address, socklen_t *size)
{
    struct record record;

    if (!begin_on(&record, "getpeername", fd))
        return tap_getpeername(fd, address, size);
    go(&record);
    return (int)came_back(&record, tap_getpeername(fd, address, size));
}

int seen_shutdown(int fd, int how)
{
    struct record record;

    if (!begin_on(&record, "shutdown", fd))
        return tap_shutdown(fd, how);
    put_name(arguments(&record), hows, COUNT(hows), how);
    end_arguments(&record);
    go(&record);
    return (int)came_back(&record, tap_shutdown(fd, how));
}

int seen_close(int fd)
{
    struct record record;

    if (!silent() && fd >= 0 && fd == atomic_load(&record_fd)) {
        errno = EBADF; /* it is not the program's, and so not there */
        return -1;
    }
    if (!begin_on(&record, "close", fd))
        return tap_close(fd);
    go(&record);
    record.gone = true;
    return (int)came_back(&record, tap_close(fd));
}

/* After the fact, and only what a lesson needs: O_NONBLOCK. */
void record_fcntl(int fd, int what, long argument, int result)
{
    struct record record;

    if (what != F_SETFL || !begin_on(&record, "fcntl", fd))
        return;
    say(arguments(&record),
        argument & O_NONBLOCK ? "F_SETFL, O_NONBLOCK" : "F_SETFL, 0");
    end_arguments(&record);
    go(&record);
    came_back(&record, result);
}

void record_copy(int fd, int copy)
{
    struct record record;

    if (!begin_on(&record, "dup", fd))
        return;
    of_interest(copy);
    go(&record);
    came_back(&record, copy);
}

/* ---- threads ---- */

/* What a new thread is to do, and what it first says of itself. */
struct beginning {
    void *(*run)(void *);
    void *argument;
};

/* A thread's handle is a number, or an address. */
static long long handle_of(pthread_t thread)
{
    long long handle = 0;

    memcpy(&handle, &thread, sizeof thread);
    return handle;
}

static void *begin_thread(void *begins)
{
    struct beginning beginning = *(struct beginning *)begins;
    struct text line = {.length = 0};

    free(begins);
    say(&line, "thread");
    put_named(&line, " pid=", getpid());
    put_named(&line, " tid=", thread_id());
    put_named(&line, " at=", now_ns());
    put_named(&line, " handle=", handle_of(pthread_self()));
    write_line(&line);
    return beginning.run(beginning.argument);
}

static void begin_thread_call(struct record *record, const char *call)
{
    begin_call(record, call);
    record->begin = now_ns();
}

/* These return their error, and leave errno alone. */
static int thread_call_back(struct record *record, long long handle, int error)
{
    struct text line;

    put_beginning(record, &line, "call+");
    put_named(&line, " handle=", handle);
    put_named(&line, " end=", now_ns());
    put_named(&line, " result=", error);
    if (error) {
        say(&line, " error=");
        put_error(&line, false, error);
    }
    write_line(&line);
    errno = record->saved;
    return error;
}

int create_on_record(pthread_t *thread, const pthread_attr_t *attributes,
                     void *(*run)(void *), void *argument)
{
    struct beginning *begins =
        silent() || !in_detail() ? NULL : malloc(sizeof *begins);
    struct record record;

    if (!begins)
        return real.pthread_create(thread, attributes, run, argument);
    *begins = (struct beginning){run, argument};
    begin_thread_call(&record, "pthread_create");
    int error = real.pthread_create(thread, attributes, begin_thread, begins);
    if (error)
        free(begins);
    return thread_call_back(&record, error ? 0 : handle_of(*thread), error);
}

int join_on_record(pthread_t thread, void **result)
{
    struct record record;
    struct text line;

    if (silent() || !in_detail())
        return real.pthread_join(thread, result);
    begin_thread_call(&record, "pthread_join");
    put_beginning(&record, &line, "enter+");
    put_named(&line, " handle=", handle_of(thread));
    write_line(&line);
    record.entered = true;
    return thread_call_back(&record, handle_of(thread),
                            real.pthread_join(thread, result));
}

/* ---- waiting ---- */

static void put_milliseconds(struct text *words, long long milliseconds)
{
    if (milliseconds < 0) {
        say(words, "no limit");
    } else {
        put_number(words, milliseconds);
        say(words, " ms");
    }
}

static long long milliseconds_of(const struct timespec *wait)
{
    return wait ? wait->tv_sec * 1000LL + wait->tv_nsec / 1000000 : -1;
}

/* `3 POLLIN, 4 POLLIN|POLLOUT`: what is waited for, or what there is. */
static void put_set(struct text *words, const struct pollfd *set, nfds_t n,
                    bool ready)
{
    int shown = 0;

    for (nfds_t i = 0; i < n; i++) {
        short bits = ready ? set[i].revents : set[i].events;
        if (set[i].fd < 0 || (ready && !bits))
            continue;
        if (shown++)
            say(words, ", ");
        if (shown > POLL_SHOWN) {
            say(words, "...");
            return;
        }
        put_number(words, set[i].fd);
        say(words, " ");
        put_bits(words, events, COUNT(events), bits);
    }
}

static bool any_of_interest(const struct pollfd *set, nfds_t n)
{
    int saved = errno;
    bool any = false;

    for (nfds_t i = 0; i < n && !any; i++)
        any = of_interest(set[i].fd);
    errno = saved;
    return any;
}

static void begin_poll(struct record *record, const char *call,
                       const struct pollfd *set, nfds_t n,
                       long long milliseconds)
{
    begin_call(record, call);
    struct text *words = arguments(record);
    put_set(words, set, n, false);
    say(words, "; ");
    put_milliseconds(words, milliseconds);
    end_arguments(record);
    go_and_wait(record);
}

static int end_poll(struct record *record, const struct pollfd *set, nfds_t n,
                    int result)
{
    struct text answer = {.length = 0};

    if (result > 0)
        put_set(&answer, set, n, true);
    record->more = &answer;
    return (int)came_back(record, result);
}

int seen_poll(struct pollfd *set, nfds_t n, int milliseconds)
{
    struct record record;

    if (silent() || !any_of_interest(set, n))
        return tap_poll(set, n, milliseconds);
    begin_poll(&record, "poll", set, n, milliseconds);
    return end_poll(&record, set, n, tap_poll(set, n, milliseconds));
}

int seen_ppoll(struct pollfd *set, nfds_t n, const struct timespec *wait,
               const sigset_t *mask)
{
    struct record record;

    if (silent() || !any_of_interest(set, n))
        return tap_ppoll(set, n, wait, mask);
    begin_poll(&record, "ppoll", set, n, milliseconds_of(wait));
    return end_poll(&record, set, n, tap_ppoll(set, n, wait, mask));
}

/* select's three sets, in poll's words: one language is enough. Returns how
   many descriptors there are, of which no more than POLL_SHOWN + 1 are kept. */
static nfds_t as_poll(int n, const fd_set *in, const fd_set *out,
                      const fd_set *other, struct pollfd set[POLL_SHOWN + 1],
                      bool *any)
{
    nfds_t count = 0;

    for (int fd = 0; fd < n && fd < FD_SETSIZE && count <= POLL_SHOWN; fd++) {
        short bits = 0;
        if (in && FD_ISSET((unsigned)fd, in))
            bits |= POLLIN;
        if (out && FD_ISSET((unsigned)fd, out))
            bits |= POLLOUT;
        if (other && FD_ISSET((unsigned)fd, other))
            bits |= POLLPRI;
        if (!bits)
            continue;
        set[count++] = (struct pollfd){fd, bits, bits};
        *any = *any || of_interest(fd);
    }
    return count;
}

static bool begin_select(struct record *record, const char *call, int n,
                         const fd_set *in, const fd_set *out,
                         const fd_set *other, long long milliseconds)
{
    struct pollfd set[POLL_SHOWN + 1];
    int saved = errno;
    bool any = false;

    if (silent())
        return false;
    nfds_t count = as_poll(n, in, out, other, set, &any);
    errno = saved;
    if (any)
        begin_poll(record, call, set, count, milliseconds);
    return any;
}

static int end_select(struct record *record, int n, const fd_set *in,
                      const fd_set *out, const fd_set *other, int result)
{
    struct pollfd set[POLL_SHOWN + 1];
    int error = errno;
    bool any = false;
    nfds_t count = 0;

    if (result > 0)
        count = as_poll(n, in, out, other, set, &any);
    errno = error;
    return end_poll(record, set, count, result);
}

int seen_select(int n, fd_set *in, fd_set *out, fd_set *other,
                struct timeval *wait)
{
    struct record record;
    long long milliseconds =
        wait ? wait->tv_sec * 1000LL + wait->tv_usec / 1000 : -1;

    if (!begin_select(&record, "select", n, in, out, other, milliseconds))
        return tap_select(n, in, out, other, wait);
    return end_select(&record, n, in, out, other,
                      tap_select(n, in, out, other, wait));
}

int seen_pselect(int n, fd_set *in, fd_set *out, fd_set *other,
                 const struct timespec *wait, const sigset_t *mask)
{
    struct record record;

    if (!begin_select(&record, "pselect", n, in, out, other,
                      milliseconds_of(wait)))
        return tap_pselect(n, in, out, other, wait, mask);
    return end_select(&record, n, in, out, other,
                      tap_pselect(n, in, out, other, wait, mask));
}

#ifdef __linux__

/* What it waits for is known to the kernel alone. In a program that has had no
   socket of ours, it is of no interest. */
static bool begin_epoll(struct record *record, int fd, int milliseconds)
{
    if (silent() || !atomic_load(&any_socket))
        return false;
    begin_call(record, "epoll_wait");
    put_named(&record->call, " fd=", fd);
    put_milliseconds(arguments(record), milliseconds);
    end_arguments(record);
    go_and_wait(record);
    return true;
}

int seen_epoll_wait(int fd, struct epoll_event *ready, int n, int milliseconds)
{
    struct record record;

    tap_start();
    if (!begin_epoll(&record, fd, milliseconds))
        return epoll_by_clock(fd, ready, n, milliseconds, NULL);
    return (int)came_back(&record,
                          epoll_by_clock(fd, ready, n, milliseconds, NULL));
}

int seen_epoll_pwait(int fd, struct epoll_event *ready, int n, int milliseconds,
                     const sigset_t *mask)
{
    struct record record;

    tap_start();
    if (!begin_epoll(&record, fd, milliseconds))
        return epoll_by_clock(fd, ready, n, milliseconds, mask);
    return (int)came_back(&record,
                          epoll_by_clock(fd, ready, n, milliseconds, mask));
}

#endif

/* ---- names ---- */

static void put_found(struct text *answer, const struct addrinfo *found)
{
    struct end end = {.known = false};
    const struct sockaddr *before = NULL;

    for (; found; found = found->ai_next) {
        /* the same again for each kind of socket */
        if (before && found->ai_addrlen &&
            memcmp(before, found->ai_addr, found->ai_addrlen) == 0)
            continue;
        set_end(&end, found->ai_addr, found->ai_addrlen);
        if (answer->length)
            say(answer, ", ");
        put_address(answer, &end.address);
        before = found->ai_addr;
    }
}

static void put_string(struct text *words, const char *string)
{
    if (string) /* in quotes that are themselves in quotes */
        put_quoted(words, string, strlen(string));
    else
        say(words, "NULL");
}

int seen_getaddrinfo(const char *host, const char *service,
                     const struct addrinfo *hints, struct addrinfo **result)
{
    struct record record;
    struct text words = {.length = 0}, answer = {.length = 0};
    int error;

    if (silent())
        return tap_getaddrinfo(host, service, hints, result);
    begin_call(&record, "getaddrinfo");
    put_string(&words, host);
    say(&words, ", ");
    put_string(&words, service);
    say(&record.call, " args=");
    put_quoted(&record.call, words.bytes, words.length);
    go_and_wait(&record);
    error = tap_getaddrinfo(host, service, hints, result);
    if (error == 0)
        put_found(&answer, *result);
    record.eai = true;
    record.more = &answer;
    return (int)came_back(&record, error);
}
