/* 07_client.h - ./client HOST PORT NAME KEYFILE, which joins and then only
   listens: what the wrong clients of step 07 have in common. */
#ifndef BAD_07_CLIENT_H
#define BAD_07_CLIENT_H

#include "bad.h"

#include "fernet.h"
#include "keyfile.h"
#include "message.h"

#include <time.h>

/* What has been received, up to a newline. */
struct bad_lines {
    int connection;
    size_t length;
    char buffer[8192];
};

static inline void bad_send(int connection, const struct fernet_key *key,
                            struct message *message, char **argv)
{
    uint8_t text[FERNET_TEXT_MAX];
    char token[FERNET_TOKEN_MAX + 1];

    message->run = (uint64_t)getpid();
    message->name = (const uint8_t *)argv[3];
    message->name_length = strlen(argv[3]);
    size_t length =
        fernet_encrypt(token, key, text, message_build(text, message));
    token[length] = '\n';
    bad_write_all(connection, token, length + 1);
}

/* Connects, loads the key and joins. */
static inline int bad_join(int argc, char **argv, struct fernet_key *key)
{
    struct message joined = {.counter = 1, .kind = MESSAGE_JOINED};
    int connection = bad_connection(argc, argv, SOCK_STREAM);

    if (argc != 5 || keyfile_load(key, argv[4]))
        exit(2);
    bad_send(connection, key, &joined, argv);
    return connection;
}

/* The next line, its newline made a '\0'; NULL at the end. */
static inline char *bad_next_line(struct bad_lines *lines)
{
    static char line[8192];
    char *newline;

    while (!(newline = memchr(lines->buffer, '\n', lines->length))) {
        ssize_t got = recv(lines->connection, lines->buffer + lines->length,
                           sizeof lines->buffer - lines->length, 0);
        if (got <= 0)
            return NULL;
        lines->length += (size_t)got;
    }
    size_t size = (size_t)(newline - lines->buffer);
    memcpy(line, lines->buffer, size);
    line[size] = '\0';
    lines->length -= size + 1;
    memmove(lines->buffer, newline + 1, lines->length);
    return line;
}

/* What a token says: "NAME: TEXT", or NULL. */
static inline const char *bad_open(const struct fernet_key *key,
                                   const char *token, size_t length,
                                   const struct fernet_clock *clock)
{
    static uint8_t text[FERNET_TEXT_MAX + 1];
    static struct message message;
    size_t text_length;

    if (fernet_decrypt(text, &text_length, key, token, length, clock) !=
            FERNET_OK ||
        !message_parse(&message, text, text_length))
        return NULL;
    text[text_length] = '\0';
    return (const char *)message.line;
}

static inline struct fernet_clock bad_now(void)
{
    return (struct fernet_clock){(uint64_t)time(NULL), 60};
}

/* Harmless to look at, and one line: puts() for those who do it right. */
static inline void bad_show(const char *text)
{
    for (; *text; text++)
        printf((unsigned char)*text < 32 ? "\\x%02x" : "%c",
               (unsigned char)*text);
    putchar('\n');
}

#endif
