/*
 * seen.c - could we look into a program?
 *
 * The dynamic linker says nothing when it leaves tap out: the environment was
 * cleared, the program is static, it has another user's rights. So whoever has
 * tap in it says so when it begins (tap/tap.h). If nobody did, then whatever
 * was not seen is nothing about the program, and the harness must not say so.
 */
#define _XOPEN_SOURCE 700

#include "look.h"
#include "tap/tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool has_said_so(const struct process *process)
{
    const struct page *page = page_of_tap();

    for (int i = 0; page && i < TAPPED_PLACES; i++) {
        const struct tapped *tapped = &page->tapped[i];
        if (atomic_load(&tapped->process) == (int)process->pid ||
            (process->own_group &&
             atomic_load(&tapped->group) == (int)process->pid))
            return true;
    }
    return false;
}

static const char *program_of(pid_t pid)
{
    char file[4096];
    ssize_t length =
        readlink(text_of("/proc/%ld/exe", (long)pid), file, sizeof file - 1);

    file[length > 0 ? length : 0] = '\0';
    return text_of("%s", file);
}

/* Does that process run without tap, which another one of its family has?
   Linux tells what is in its memory, a piece at a time: of one that ends
   meanwhile no more comes, nor does it have a program then. */
static bool lacks_tap(pid_t pid)
{
    const char *tap = strrchr(getenv("TAP"), '/');
    char line[4096];
    bool found = false;
    FILE *maps = fopen(text_of("/proc/%ld/maps", (long)pid), "r");

    if (!maps)
        return false;
    while (!found && fgets(line, sizeof line, maps))
        found = tap && strstr(line, tap);
    fclose(maps);
    return !found && *program_of(pid);
}

static const char *why_it_lacks_tap(const struct process *process, pid_t pid)
{
    const char *program = program_of(pid);
    const char *why = *program ? why_not_preloaded(program) : NULL;

    if (why)
        return text_of("could not look into %s: %s", process->name, why);
    return text_of("could not look into %s: tap.so was not loaded into it (was "
                   "its environment cleared, or does it run as another user?)",
                   process->name);
}

const char *why_not_seen(const struct process *process)
{
    pid_t owner;

    if (!process->is_to_be_seen)
        return NULL;
    owner = process->ended ? 0 : owner_of_sockets(process);
    if (owner && lacks_tap(owner))
        return why_it_lacks_tap(process, owner);
    if (!has_said_so(process) && (owner || process->port || process->ended))
        return why_it_lacks_tap(process, process->pid);
    if (owner && tap_sockets() + tap_lookups() == process->asked_before)
        return text_of("could not look into %s: it has a socket, and made no "
                       "call for that: it calls the system past libc",
                       process->name);
    return NULL;
}

void need_sight_of(const struct process *process)
{
    const char *why = why_not_seen(process);

    if (why)
        skipped("%s", why);
}

/* A program that has failed may not even have begun. Of ours, which start
   nothing else, it is enough that they said so. */
static const char *why_not_seen_to_its_end(const struct process *process)
{
    if (process->ended && process->status != 0)
        return NULL;
    return process->own_group || !has_said_so(process) ? why_not_seen(process)
                                                       : NULL;
}

const char *who_was_not_seen(void)
{
    const struct process *process;
    const char *why = NULL;

    for (int i = 0; !why && (process = process_numbered(i)); i++)
        if (process->is_to_be_seen)
            why = why_not_seen_to_its_end(process);
    return why;
}
