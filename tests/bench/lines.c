/* lines.c - see lines.h */
#define _POSIX_C_SOURCE 200809L

#include "lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER 13 /* "SSS NNNNNNNN " */

/* What a member says until all are known to hear: not counted. */
static const char hello[] = "hello\n";

static char letter_of(int sender, long number)
{
    return (char)('a' + (sender * 7 + number) % 26);
}

static void put_digits(char *place, int digits, long value)
{
    while (digits-- > 0) {
        place[digits] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* The number, or -1 if there is anything else than digits. */
static long get_digits(const char *place, int digits)
{
    long value = 0;

    for (int i = 0; i < digits; i++) {
        if (place[i] < '0' || place[i] > '9')
            return -1;
        value = value * 10 + (place[i] - '0');
    }
    return value;
}

void make_line(char *line, size_t length, int sender, long number)
{
    put_digits(line, 3, sender);
    line[3] = ' ';
    put_digits(line + 4, 8, number);
    line[12] = ' ';
    memset(line + HEADER, letter_of(sender, number), length - HEADER - 1);
    line[length - 1] = '\n';
}

/* letters[c] is 'a' + c, as often as a line may have it. */
static const char *letters_of(char letter)
{
    static char letters[26][LONGEST_LINE];

    if (letters[0][0] == '\0')
        for (int i = 0; i < 26; i++)
            memset(letters[i], 'a' + i, LONGEST_LINE);
    return letters[letter - 'a'];
}

/* Is this, byte for byte, a line that was said? */
static bool is_line(const char *line, size_t length, int senders, int *sender,
                    long *number)
{
    *sender = (int)get_digits(line, 3);
    *number = get_digits(line + 4, 8);
    return *sender >= 0 && *sender < senders && *number >= 0 &&
           line[3] == ' ' && line[12] == ' ' && line[length - 1] == '\n' &&
           memcmp(line + HEADER, letters_of(letter_of(*sender, *number)),
                  length - HEADER - 1) == 0;
}

void receiver_open(struct receiver *receiver, int self, int senders)
{
    *receiver = (struct receiver){.self = self, .senders = senders};
    receiver->next = calloc((size_t)senders, sizeof *receiver->next);
    receiver->keep = malloc(LONGEST_LINE);
    if (!receiver->next || !receiver->keep) {
        perror("bench: malloc");
        exit(1);
    }
}

void receiver_close(struct receiver *receiver)
{
    free(receiver->next);
    free(receiver->keep);
}

/* Enters a whole line in the books. Returns whether it is the one that should
   have come, or one from after a gap. */
static bool enter(struct receiver *receiver, int sender, long number)
{
    uint32_t *next = &receiver->next[sender];

    if (sender == receiver->self || number < *next) {
        receiver->tally.doubled++;
        return false;
    }
    receiver->tally.lost += number - *next;
    receiver->tally.whole++;
    *next = (uint32_t)number + 1;
    return true;
}

/* What stands at `bytes` is no line. Returns how far the next may begin: after
   the next newline, or 0 if that is not here yet. */
static size_t skip_torn(struct receiver *receiver, const char *bytes,
                        size_t length)
{
    const char *newline = memchr(bytes, '\n', length);
    size_t size = newline ? (size_t)(newline + 1 - bytes) : 0;

    if (!newline && length >= LONGEST_LINE)
        size = length; /* too long to be kept */
    if (size > 0 &&
        (size != sizeof hello - 1 || memcmp(bytes, hello, size) != 0))
        receiver->tally.torn++;
    return size;
}

void receiver_check(struct receiver *receiver, size_t line_length, char *bytes,
                    size_t length, on_line *heard, void *context)
{
    char *here = bytes - receiver->kept, *end = bytes + length;
    int sender;
    long number;

    memcpy(here, receiver->keep, receiver->kept);
    while (here < end) {
        size_t left = (size_t)(end - here);
        if (left >= line_length &&
            is_line(here, line_length, receiver->senders, &sender, &number)) {
            if (enter(receiver, sender, number) && heard)
                heard(context, sender, number);
            here += line_length;
            continue;
        }
        size_t skipped = skip_torn(receiver, here, left);
        if (skipped == 0)
            break;
        here += skipped;
    }
    receiver->kept = (size_t)(end - here);
    memcpy(receiver->keep, here, receiver->kept);
}

long receiver_misses(const struct receiver *receiver, int sender, long made)
{
    return sender == receiver->self ? 0 : made - (long)receiver->next[sender];
}
