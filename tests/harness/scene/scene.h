/*
 * scene.h - a demo.scene is data: who is started, what they say, what must come
 * (CONTRIBUTING.md has its commands). Here it is played.
 */
#ifndef SCENE_H
#define SCENE_H

#include <stdbool.h>
#include <stdio.h>

struct stage {
    FILE *out;      /* where it is shown */
    bool colour;    /* each speaker in his own */
    bool pause;     /* wait for Enter before each `say` */
    bool real_time; /* somebody looks on: `own-time` is not heeded */
};

/* The file of the step's demo, or of the scene that SCENE names. */
const char *scene_to_play(const char *directory);

/* Plays the scene in the file, its programs from the step's directory. Fails
   as a check does. */
void play_scene(const char *file, const struct stage *stage);

#endif
