/*
 * lines.h - the lines that the generator says, and the check of each byte that
 * comes back.
 *
 * A line is "SSS NNNNNNNN llll...l\n": who says it, its number from 0, and a
 * letter that both decide. So a receiver knows of every byte what it must be,
 * of every sender which line comes next, and needs no copy of what was sent.
 */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHORTEST_LINE 16
#define LONGEST_LINE 4096
#define MOST_SENDERS 1000

/* What all the lines of one sender of one case are like. */
void make_line(char *line, size_t length, int sender, long number);

/* What has come, and what was wrong with it, for one receiver. */
struct tally {
    long whole;   /* lines as they should be, each counted once */
    long torn;    /* pieces between two newlines that are no line of ours */
    long lost;    /* numbers that were passed over, or never came */
    long doubled; /* come before, or come late, or one's own */
};

/* One receiver's end of the stream. */
struct receiver {
    struct tally tally;
    int self;       /* as a sender; -1: it says nothing */
    int senders;    /* how many say something */
    uint32_t *next; /* of each sender, the number that should come next */
    size_t kept;    /* bytes of a line that is not yet whole */
    char *keep;
};

/* Exits with a complaint if there is no memory for it. */
void receiver_open(struct receiver *receiver, int self, int senders);
void receiver_close(struct receiver *receiver);

/* Called for each whole line. */
typedef void on_line(void *context, int sender, long number);

/* Checks what a recv() brought. `bytes` must have room for LONGEST_LINE bytes
   before it: that is where the rest of the last time is put. `heard` may be
   NULL. */
void receiver_check(struct receiver *receiver, size_t line_length, char *bytes,
                    size_t length, on_line *heard, void *context);

/* Of what `sender` said, `made` lines: how many have not come. */
long receiver_misses(const struct receiver *receiver, int sender, long made);

#endif
