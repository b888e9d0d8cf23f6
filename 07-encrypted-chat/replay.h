/*
 * replay.h - the receiver's memory: is this message new, and is one missing?
 *
 * A recorded token stays authentic. What gives a repetition away is the counter
 * in it, if one remembers how far each sender had come; and the token's age,
 * if one does not: fernet_decrypt() refuses what is over a minute old. So the
 * memory may be bounded. It holds REPLAY_SENDERS senders. When it is full and
 * another comes, the one that has been silent longest is forgotten, but only
 * after REPLAY_FORGET seconds, since by then each of its tokens has expired. If
 * all have spoken since, the newcomer is refused (REPLAY_FULL): a memory that
 * let anyone in could be made to forget by a crowd, and then shows a message
 * twice. Only holders of the key can crowd it.
 *
 * LIMITATION(guide): it cannot see that a message was lost before the first
 * that we heard of a sender, or after the last; and who has only just started
 * takes repetitions of what is under a minute old by the clock of its sender,
 * which may be a minute ahead of ours.
 *
 * `now` is in seconds, of the clock that the tokens' age is measured with. Not
 * for several threads at once: only the one that receives uses it.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include "fernet.h"

#include <stddef.h>
#include <stdint.h>

#define REPLAY_SENDERS 256
#define REPLAY_TTL 60 /* seconds: how old a token may be */
#define REPLAY_FORGET (REPLAY_TTL + FERNET_SKEW)

enum replay_verdict {
    REPLAY_FRESH,    /* show it; say how many are missing, if any are */
    REPLAY_REPEATED, /* drop it: not newer than the last of this sender */
    REPLAY_FULL      /* drop it: there is no room to remember its sender */
};

/* All zeros is the empty memory. The caller owns it. */
struct replay {
    size_t count;
    struct replay_sender {
        uint64_t run;     /* which run of which client */
        uint64_t counter; /* of its last message */
        uint64_t heard;   /* when that came */
    } senders[REPLAY_SENDERS];
};

/*
 * Judges a message and remembers it, if it is fresh. Call it only for a message
 * whose token was authentic and not expired. Stores in *missing how many of the
 * sender's messages lie between this and the one before, 0 where there was none
 * or the verdict is another.
 */
enum replay_verdict replay_check(struct replay *memory, uint64_t run,
                                 uint64_t counter, uint64_t now,
                                 uint64_t *missing);

#endif
