/*
 * keyfile.h - the key in a file: 44 characters and a newline. One without the
 * newline (Python) or with a CR before it (Windows) is taken as well.
 *
 * Anybody who can read the file can read the chat, so it is written for its
 * owner alone, and one that others could read is refused. It is text. The
 * guide's first program kept a Python pickle, and opening a pickle runs
 * whatever code its writer put in it.
 */
#ifndef KEYFILE_H
#define KEYFILE_H

#include "fernet.h"

/*
 * Reads the key in the file `path`. Returns NULL; or, if the file is missing,
 * not a regular file, another user's, open to others, or anything but a key and
 * a newline, a sentence that says so (valid until the next call; not for
 * several threads at once), and *key is all zeros. A link is followed: what
 * counts is the file. The caller wipes the key.
 */
const char *keyfile_load(struct fernet_key *key, const char *path);

/*
 * Makes the file `path`, readable by its owner alone, with this key in it.
 * Returns NULL or a sentence, as above. What exists under that name, be it a
 * link that leads nowhere, is never overwritten; what could not be written
 * whole is removed again.
 */
const char *keyfile_create(const char *path, const struct fernet_key *key);

#endif
