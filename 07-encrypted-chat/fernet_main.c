/*
 * fernet_main.c - the program fernet: encrypts or decrypts lines.
 *
 *     ./fernet encrypt KEYFILE               each line in, its token out
 *     ./fernet decrypt [-t TTL] KEYFILE      each token in, its text out
 *
 * Python's cryptography.fernet reads what it writes, and the other way round.
 * A token's time is looked at only with -t, as Python does: then one that is
 * more than TTL seconds old, or from the future, is refused. A line that cannot
 * be done is named on standard error, and the next one goes; the exit status
 * is 1 then.
 */
#define _POSIX_C_SOURCE 200809L

#include "args.h"
#include "fernet.h"
#include "keyfile.h"
#include "net.h"
#include "secret.h"
#include "show.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char program[] = "fernet";

/* What the arguments ask for. */
struct job {
    bool decrypt;
    bool timed; /* -t was given */
    uint64_t ttl;
    struct fernet_key key;
};

/* stdio's buffer is ours, so that the text in it can be wiped. What one line
   makes fits: a text escaped throughout is four times as long. So nothing is
   written before fflush(), and errno after that is the reason. */
static char out_buffer[4 * FERNET_TOKEN_MAX + 1];

static _Noreturn void usage(FILE *out, int status)
{
    fputs("usage: ./fernet encrypt KEYFILE\n"
          "       ./fernet decrypt [-t TTL] KEYFILE\n"
          "  KEYFILE  holds the key (./keygen makes one)\n"
          "  -t TTL   refuse what is over TTL seconds old\n",
          out);
    if (out == stdout && (fflush(out) != 0 || ferror(out))) {
        complain("write to", "standard output");
        exit(1);
    }
    exit(status);
}

/* ---- one line ---- */

/* These two return NULL, or what is wrong with the line. */
static const char *encrypt_line(const struct job *job, const char *line,
                                size_t length)
{
    char token[FERNET_TOKEN_MAX + 1];

    if (length > FERNET_TEXT_MAX)
        return "over 3007 bytes: the token would not fit a line of the chat";
    if (fernet_encrypt(token, &job->key, (const uint8_t *)line, length) == 0)
        return strerror(errno);
    puts(token);
    return NULL;
}

/* Python takes a token with blanks around it, too, or with the CR of a file
   from Windows. */
static void trim(const char **line, size_t *length)
{
    static const char blanks[] = " \t\r";

    while (*length > 0 && memchr(blanks, (*line)[*length - 1], 3))
        --*length;
    for (; *length > 0 && memchr(blanks, **line, 3); ++*line)
        --*length;
}

static const char *decrypt_line(const struct job *job, const char *line,
                                size_t length)
{
    uint8_t text[FERNET_TEXT_MAX];
    size_t text_length;
    struct shown shown = {0};
    struct fernet_clock clock = {(uint64_t)time(NULL), job->ttl};

    trim(&line, &length);
    enum fernet_result result =
        fernet_decrypt(text, &text_length, &job->key, line, length,
                       job->timed ? &clock : NULL);

    if (length > FERNET_TOKEN_MAX)
        return "over 4088 characters: longer than any token of the chat's";
    if (result != FERNET_OK)
        return fernet_sentence(result);
    show(&shown, (const char *)text, text_length);
    show_end(&shown);
    putchar('\n');
    wipe(text, sizeof text);
    wipe(&shown, sizeof shown);
    wipe_stack();
    return NULL;
}

/* ---- all lines ---- */

/* Does what is to be done with the line that was read. Returns NULL, or what is
   wrong with it. */
static const char *do_line(const struct job *job, struct line_reader *input,
                           ssize_t length)
{
    if (length == LINE_TOO_LONG && skip_line(input) < 0)
        return strerror(errno);
    if (length == LINE_TOO_LONG)
        return "over 4095 bytes";
    if (input->buffer[length - 1] == '\n')
        length--;
    return job->decrypt ? decrypt_line(job, input->buffer, (size_t)length)
                        : encrypt_line(job, input->buffer, (size_t)length);
}

/* Returns the exit status. */
static int do_lines(const struct job *job, struct line_reader *input)
{
    ssize_t length;
    int status = 0;

    for (unsigned long n = 1;
         (length = read_line(input)) != 0 && length != LINE_ERROR; n++) {
        const char *why = do_line(job, input, length);
        if (why) {
            fprintf(stderr, "fernet: line %lu: %s\n", n, why);
            status = 1;
        }
        if (fflush(stdout) != 0 || ferror(stdout)) {
            complain("write to", "standard output");
            return 1;
        }
    }
    if (length == LINE_ERROR) {
        complain("read", "standard input");
        return 1;
    }
    return status;
}

static int run(struct job *job, const char *path)
{
    struct line_reader input = {
        .fd = STDIN_FILENO, .stop = -1, .deadline = FOREVER};
    const char *why = keyfile_load(&job->key, path);

    if (why) {
        fprintf(stderr, "fernet: %s: %s\n", path, why);
        return 1;
    }
    setvbuf(stdout, out_buffer, _IOFBF, sizeof out_buffer);
    int status = do_lines(job, &input);
    wipe(&input, sizeof input);
    wipe(out_buffer, sizeof out_buffer);
    wipe(&job->key, sizeof job->key);
    wipe_stack();
    return status;
}

/* ---- the arguments ---- */

/* Digits and nothing else, below 2^64. */
static bool parse_seconds(uint64_t *seconds, const char *text)
{
    *seconds = 0;
    for (const char *c = text; *c; c++) {
        uint64_t digit = (uint64_t)(unsigned char)*c - '0';
        if (digit > 9 || *seconds > (UINT64_MAX - digit) / 10)
            return false;
        *seconds = *seconds * 10 + digit;
    }
    return *text != '\0';
}

/* Reads "encrypt KEYFILE" or "decrypt [-t TTL] KEYFILE" into *job. Returns
   KEYFILE. */
static const char *read_arguments(struct job *job, int argc, char **argv)
{
    int option;

    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    if (argc < 2)
        usage(stderr, 2);
    job->decrypt = strcmp(argv[1], "decrypt") == 0;
    if (!job->decrypt && strcmp(argv[1], "encrypt") != 0)
        usage(stderr, 2);
    opterr = 0; /* the usage says it all */
    optind = 2;
    while ((option = getopt(argc, argv, "t:")) != -1) {
        if (option != 't' || !job->decrypt || !parse_seconds(&job->ttl, optarg))
            usage(stderr, 2);
        job->timed = true;
    }
    if (argc - optind != 1)
        usage(stderr, 2);
    return argv[optind];
}

int main(int argc, char **argv)
{
    struct job job = {0};

    reserve_standard_streams();
    const char *path = read_arguments(&job, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a reader that left is an error, not a death */
    return run(&job, path);
}
