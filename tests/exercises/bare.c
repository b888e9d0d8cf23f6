/* bare.c - what the checks of Exercise 0 have in common: bare_NN.c. */
#define _POSIX_C_SOURCE 200809L

#include "exercises.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

struct process *start_on_terminal(const char *program, int port)
{
    return start_subject(
        &(struct call){.program = program,
                       .port = port,
                       .launch = {.terminal = has_terminals(),
                                  .line_by_line = !has_terminals()}});
}

/* The last line of it, which is what there is to look at. */
static const char *last_line(const char *text, size_t length)
{
    size_t begin = length > 0 ? length - 1 : 0;

    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    return quoted(text + begin, length - begin);
}

void await_shown(struct process *process, const char *text)
{
    long long deadline = bound();
    size_t length;

    while (!strstr(output_of(process, OUT, &length), text) &&
           wait_for(-1, 0, deadline))
        ;
    const char *shown = output_of(process, OUT, &length);
    check(strstr(shown, text),
          text_of("%s on stdout", quoted(text, strlen(text))), "%s",
          last_line(shown, length));
}

void expect_no_command(struct process *process)
{
    size_t length;
    const char *shown = output_of(process, OUT, &length);

    check(!memchr(shown, '\x1b', length), "no escape sequence on the terminal",
          "%s, as it is", last_line(shown, length));
}

void expect_something(int peer)
{
    char byte;
    ssize_t got;

    while ((got = recv(peer, &byte, 1, MSG_PEEK)) < 0) {
        check(errno == EAGAIN || errno == EINTR, "something to come", "%s",
              strerror(errno));
        check(wait_for(peer, POLLIN, bound()), "something to come", "nothing");
    }
    check(got > 0, "something to come", "the end of the stream");
}

void let_read(struct process *process)
{
    let_rest(process);
    if (clock_is_stopped())
        pass_time(2000);
}

void let_it_find_a_reset(struct process *server)
{
    pause_subject(server);
    peer_reset(peer_connect(subject_port()));
    loopback_has_delivered();
    send_signal(server, SIGCONT);
}

void let_it_find_one_who_has_gone(struct process *server)
{
    enum { LENGTH = 30000 }; /* more than one recv() and one send() */
    char *bytes = memset(new_text(LENGTH), 'x', LENGTH);

    pause_subject(server);
    int peer = peer_connect(subject_port());
    peer_send(peer, bytes, LENGTH);
    peer_close(peer);
    send_signal(server, SIGCONT);
}
