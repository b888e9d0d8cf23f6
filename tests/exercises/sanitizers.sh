#!/bin/sh
# sanitizers.sh - looks for what no check can see: a copy of a step, built with
# the compiler's sanitizers, is checked once more. check.sh and grade.sh source
# it. They have a directory `scratch`, the programs in $copy, and within SECONDS
# COMMAND...
# shellcheck disable=SC2034,SC2154 # used there, or from there

# A program with a finding for each sanitizer, which must be in the log: where
# it goes to standard error, nobody sees it.
write_probe() {
    cat >"$scratch/probe.c" <<'PROBE'
#include <pthread.h>
#include <stdlib.h>
static int number = 2147483647;
static void *add(void *unused) { number++; return unused; }
int main(void)
{
    pthread_t one, two;
    char *volatile room = malloc(1);
    pthread_create(&one, 0, add, 0);
    pthread_create(&two, 0, add, 0);
    pthread_join(one, 0);
    pthread_join(two, 0);
    free(room);
    return room[0];
}
PROBE
}

# sanitized SECONDS COMMAND...: what is found goes to $scratch/logs. Each wait
# is four times as long.
sanitized() {
    most=$1
    shift
    rm -rf "$scratch/logs"
    mkdir "$scratch/logs"
    within "$most" env BOUND_SCALE=4 \
        ASAN_OPTIONS="log_path=$scratch/logs/a" \
        UBSAN_OPTIONS="log_path=$scratch/logs/u" \
        TSAN_OPTIONS="log_path=$scratch/logs/t" "$@"
}

# What the last run found: a line each, PLACE, tab, KIND.
findings_in_logs() {
    cat "$scratch/logs"/* 2>/dev/null |
        awk -v directory="$copy/" -f tests/exercises/findings.awk
}

# has_sanitizer FLAGS KIND...: does it build, and find each of these here? If
# not, `why_not` says so.
has_sanitizer() {
    # shellcheck disable=SC2086 # several words, both
    ${CC:-cc} -g -pthread $1 -o "$scratch/probe" "$scratch/probe.c" \
        >"$scratch/compiled" 2>&1 || {
        why_not=$(first_error "$scratch/compiled")
        return 1
    }
    shift
    sanitized "$limit" "$scratch/probe"
    for kind; do
        findings_in_logs | grep -q "$kind" || {
            why_not=$(say "it does not see a known mistake here: $kind" \
                "aqui ele não vê um erro conhecido: $kind")
            return 1
        }
    done
}

# first_error FILE: of what the compiler has said.
first_error() {
    grep -e 'error' "$1" | head -n 1 | grep . || tail -n 1 "$1"
}

# Leaves in memory_flags and thread_flags what works here. gcc's libraries write
# to the log only if they are part of the program.
find_sanitizers() {
    write_probe
    memory_flags='' thread_flags='' why_no_memory='' why_no_thread=''
    for more in '' ' -static-libasan -static-libubsan'; do
        if has_sanitizer "-fsanitize=address,undefined$more" \
            'signed integer overflow' heap-use-after-free; then
            memory_flags=-fsanitize=address,undefined$more
            break
        fi
        why_no_memory=${why_no_memory:-$why_not}
    done
    if has_threads; then
        has_sanitizer -fsanitize=thread 'data race' &&
            thread_flags=-fsanitize=thread
        why_no_thread=$why_not
    fi
}

# Those of the step have threads from 05 on.
has_threads() { [ "$number" -ge 5 ]; }

# look_with FLAGS: builds the copy anew with them, and has it checked. The
# verdicts do not count. False if it does not build.
look_with() {
    within "$limit" make -s -B -C "$copy" LDFLAGS="$1" \
        CFLAGS="-std=c11 -O1 -g -fno-omit-frame-pointer $1" || return
    sanitized $((4 * limit)) tests/build/check -b -p 2 ${EX:+-e "$EX"} \
        "$step" "$copy"
    :
}
