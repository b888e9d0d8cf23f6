/* internal.h - what scene.c and peers.c have of a scene that is being played.
 */
#ifndef SCENE_INTERNAL_H
#define SCENE_INTERNAL_H

#include "programs/programs.h"
#include "scene.h"

#define MAX_ACTORS 48

/* One of the player's own sockets, where it plays an end itself. */
struct peer {
    int listener;      /* -1: it has connected */
    int from, to;      /* whom it hears, whom it talks to; -1: nobody yet */
    const char *heard; /* the last that came */
};

struct actor {
    char name[32];
    struct process *process; /* NULL: the player itself, by a peer */
    struct peer peer;
    int port;        /* the one it was told; 0: it tells its own, or has none */
    bool terminal;   /* its input is one */
    size_t shown[2]; /* bytes of stdout and stderr that were shown */
};

struct scene {
    const struct stage *stage;
    const char *file;
    int line;
    int width; /* of the longest name */
    struct actor actors[MAX_ACTORS];
    int actor_count;
    struct process *server; /* the last one that was started as one */
    int port;               /* the one found free for it; 0: it says its own */
    bool off_record;        /* what is started now is not drawn */
};

/* ---- scene.c ---- */

/* `name mark text`, the name in its speaker's colour. */
void show_line(const struct scene *scene, const struct actor *actor, char mark,
               const char *text, size_t length);
void show_text(const struct scene *scene, const struct actor *actor, char mark,
               const char *text);

_Noreturn void misread(const struct scene *scene, const char *what);
struct actor *actor_named(struct scene *scene, const char *name);
struct actor *new_actor(struct scene *scene, const char *name);

/* Puts the last server's port for {port}, for {port:NAME} that of the server
   called NAME; for {free} one that nobody else is told. */
const char *fill_in(struct scene *scene, const char *word);

/* ---- peers.c ---- */

/* The commands of the same names. */
void play_peer(struct scene *scene, char *words[]);
void play_send(struct scene *scene, char *words[]);
void play_repeat(struct scene *scene, char *words[]);
void play_reset(struct scene *scene, char *words[]);

/* `expect` and `end` of a peer. */
void peer_expects(const struct scene *scene, struct actor *actor,
                  const char *text);
void peer_ends(const struct scene *scene, struct actor *actor);

#endif
