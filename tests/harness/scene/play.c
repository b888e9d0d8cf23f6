/*
 * play.c - the `play` program behind `make run-step N`.
 *
 *     play DIRECTORY
 *
 * Plays DIRECTORY/demo.scene on stdout: on a terminal in colour, unless
 * NO_COLOR is set, and in real time. PAUSE=1 waits for Enter before each beat,
 * SCENE=FILE plays another scene of the step's.
 * Exits with 0 if all went as the scene says.
 */
#define _POSIX_C_SOURCE 200809L

#include "programs/programs.h"
#include "scene.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void play(void *argument)
{
    const char *directory = argument, *pause = getenv("PAUSE");
    const char *plain = getenv("NO_COLOR");
    struct stage stage = {.out = stdout};

    stage.real_time = isatty(STDOUT_FILENO);
    stage.colour = stage.real_time && !(plain && *plain);
    stage.pause = pause && *pause && strcmp(pause, "0") != 0;
    set_step(directory);
    play_scene(scene_to_play(directory), &stage);
}

/* Ctrl-C in class: the programs must not outlive the demo. SIGKILL to each is
   safe in a handler; what they would have said is of no interest any more. */
static void interrupted(int number)
{
    kill_all();
    _exit(128 + number);
}

int main(int argc, char **argv)
{
    const char *report;

    if (argc != 2) {
        fputs("usage: play DIRECTORY\n", stderr);
        return 2;
    }
    find_tap(argv[0]);
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    enum outcome outcome = attempt(play, argv[1], &report);
    if (outcome == SKIPPED)
        fprintf(stderr, "\nThe demo cannot be played here: %s\n", report);
    if (outcome == FAILED)
        fprintf(stderr, "\nThe demo did not go as its scene says:\n%s", report);
    return outcome == SKIPPED ? 2 : outcome == FAILED;
}
