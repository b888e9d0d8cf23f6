/*
 * message.h - what is inside a token: its sender, its number, what is said.
 *
 *     1f9c0a7be2d34c55 7 ana: Olá a todos
 *     1f9c0a7be2d34c55 8 * ana left
 *
 * The relay can lose, repeat and reorder tokens. So each says, where nobody
 * without the key can change it, which run of which program wrote it (64 random
 * bits, drawn when the client starts) and how many it has written (1, 2, 3...);
 * replay.h is what the receiver makes of that.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_MAX 3007 /* bytes of a whole message: FERNET_TEXT_MAX */
#define MAX_NAME 32      /* bytes */

enum message_kind { MESSAGE_SAID, MESSAGE_JOINED, MESSAGE_LEFT };

/* The pointers lead to bytes that are the caller's, without a '\0'. Only what
   was said has a text. */
struct message {
    uint64_t run;
    uint64_t counter;
    enum message_kind kind;
    const uint8_t *name;
    size_t name_length;
    const uint8_t *text;
    size_t text_length;

    /* What 06 would have sent: "ana: Olá a todos". message_parse() fills it
       in, message_build() does not look at it. */
    const uint8_t *line;
    size_t line_length;
};

/* A name is 1 to 32 bytes of UTF-8 without control characters or ':', with no
   '*' before it and no blank at either end: the others must be able to tell it
   from what is said, and, as far as a short list of characters that are not
   seen goes, from another name. */
bool is_name(const char *text, size_t length);

/* How many bytes of text fit into a message of this run, counter and name. */
size_t message_room(const struct message *message);

/* Writes a message to `out`, which has room for MESSAGE_MAX bytes; returns how
   many it wrote, or 0 if it would not fit, the name is none, the counter is 0,
   or there is a newline in the text. */
size_t message_build(uint8_t *out, const struct message *message);

/* Reads one back. False if it is not, to the byte, what message_build() writes.
   The pointers in *message then lead into `bytes`. */
bool message_parse(struct message *message, const uint8_t *bytes,
                   size_t length);

#endif
