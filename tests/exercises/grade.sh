#!/bin/sh
# grade.sh STEP - marks the submissions in DIR: a row for each subdirectory
# that has the step's files, or has them in NN-name. FORMAT=csv is for a
# spreadsheet, and the same in every language. LIMIT=60: seconds that a build
# may take; PATIENCE=30: those that the check waits for one thing, unless it is
# certain sooner that it will not come; MEMORY=2048: the MiB that all programs
# together may have. Exits with 2 if it was called wrongly, else with 0.
#
# A submission is built and checked with what bounded -l lets it have, one
# after another, so that none spoils the row of the next. It is not kept from
# reading, writing and connecting: strangers' code wants a container.

. tests/exercises/common.sh

format=${FORMAT:-text}
limit=${LIMIT:-60}
memory_limit=${MEMORY:-2048}
patience=${PATIENCE:-30}
usage=
case $format in text | csv) ;; *) usage=yes ;; esac
for number_given in "$limit" "$memory_limit" "$patience"; do
    case $number_given in 0* | *[!0-9]* | ??????*) usage=yes ;; esac
done
if [ -n "$DIR" ] && [ ! -d "$DIR" ]; then
    say "grade: there is no directory $DIR" \
        "grade: não há um diretório $DIR" >&2
    exit 2
fi
if [ -n "$usage" ] || [ -z "$DIR" ]; then
    say "make grade DIR=submissions N=$number [FORMAT=csv|text] [LIMIT=60] [MEMORY=2048]
DIR is a directory with one subdirectory for each submission." \
        "make grade DIR=entregas N=$number [FORMAT=csv|text] [LIMIT=60] [MEMORY=2048]
DIR é um diretório com um subdiretório para cada entrega." >&2
    exit 2
fi
submissions=$(cd -- "$DIR" && pwd) || exit 2

scratch=$(sh tests/house/scratch.sh) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
# What is the instructor's own is not for the programs.
unset SERVER CLIENT KEYGEN EX CHAOS RUNNER MAKEFLAGS MFLAGS MAKELEVEL N DIR \
    FORMAT LIMIT PATIENCE MEMORY CFLAGS LDFLAGS
export TMPDIR="$scratch/tmp"
newline='
'

# ---- a run within bounds ----

# within SECONDS COMMAND...: what it says is in $scratch/said. Leaves in
# `stopped` the word for what it had too much of, or nothing.
within() {
    mkdir -p "$TMPDIR"
    tests/build/bounded -l "$memory_limit" "$@" >"$scratch/said" 2>&1
    status=$?
    chmod -R u+rwx "$TMPDIR" 2>/dev/null
    rm -rf "$TMPDIR"
    case $status in
        122) stopped='output' ;;
        123) stopped='memory' ;;
        124) stopped='time' ;;
        *) stopped= ;;
    esac
    return $status
}

# ---- the sanitizers that there are ----

# A program with one finding for each, which must be in the log: where it goes
# to standard error, nobody sees it.
cat >"$scratch/probe.c" <<'PROBE'
#include <pthread.h>
static int number = 2147483647;
static void *add(void *unused) { number++; return unused; }
int main(void)
{
    pthread_t one, two;
    pthread_create(&one, 0, add, 0);
    pthread_create(&two, 0, add, 0);
    pthread_join(one, 0);
    pthread_join(two, 0);
    return 0;
}
PROBE

# Each wait is four times as long with them, and its verdict does not count.
short=$patience
[ "$short" -le 2 ] || short=2

# sanitized SECONDS COMMAND...: within bounds, and what is found goes to
# $scratch/logs.
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

# Each place once, however many runs have come by; leaks have no place.
findings_in_logs() {
    cat "$scratch/logs"/* 2>/dev/null | awk '
        / runtime error: / { place = $1 }
        /^SUMMARY: (Address|Leak|Thread)Sanitizer: / {
            place = /leaked/ ? "leak" : $0
        }
        place != "" && !(place in found) { found[place]; count++ }
        { place = "" }
        END { print count + 0 }'
}

# has_sanitizer FLAGS
has_sanitizer() {
    # shellcheck disable=SC2086 # several words, both
    ${CC:-cc} -g -pthread $1 -o "$scratch/probe" "$scratch/probe.c" \
        2>"$scratch/said" || return 1
    sanitized "$limit" "$scratch/probe"
    [ "$(findings_in_logs)" -gt 0 ]
}

# gcc's libraries write to the log only if they are part of the program.
memory_flags='-fsanitize=address,undefined'
if ! has_sanitizer "$memory_flags"; then
    memory_flags="$memory_flags -static-libasan -static-libubsan"
    has_sanitizer "$memory_flags" || memory_flags=
fi
thread_flags=
if [ "$number" -ge 5 ] && has_sanitizer -fsanitize=thread; then
    thread_flags=-fsanitize=thread
fi

# ---- one submission ----

copy=$scratch/copy

# copy_from SUBMISSION: its files, with the step's Makefile if it has none.
copy_from() {
    from=$1
    [ ! -d "$from/$step" ] || from=$from/$step
    rm -rf "$copy"
    mkdir "$copy"
    within "$limit" cp "$from"/*.[ch] "$from/Makefile" "$copy"
    [ -z "$stopped" ] || return
    [ -e "$copy/Makefile" ] || cp "$step/Makefile" "$copy"
    set -- "$copy"/*.c
    [ -e "$1" ]
}

# build [FLAGS]: all of it anew, whatever was handed in as built.
build() {
    if [ -z "$1" ]; then
        within "$limit" make -s -B -C "$copy"
    else
        within "$limit" make -s -B -C "$copy" LDFLAGS="$1" \
            CFLAGS="-std=c11 -O1 -g -fno-omit-frame-pointer $1"
    fi
}

# of NAME: what the check said of it. If it was not let come to its end, the
# first that is missing is why, and nothing is known of the rest.
of() {
    word=$(awk -v name="$1" '$1 == name { word = $2 } END { print word }' \
        "$scratch/verdicts")
    if [ -z "$word" ]; then
        word=${stopped:--}
        stopped=
    fi
}

# Leaves the verdicts in contract, a, b, c and memory.
check_it() {
    within $((2 * limit)) tests/build/check -b -p "$patience" "$step" "$copy"
    [ -n "$stopped" ] || [ "$status" -le 1 ] || stopped=crashed
    mv "$scratch/said" "$scratch/verdicts"
    of contract && contract=$word
    of a && a=$word
    of b && b=$word
    of c && c=$word
    stopped=
    of memory && [ "$word" = 0 ] || memory=$word
}

# find_with FLAGS: adds to findings.
find_with() {
    build "$1" || return
    sanitized $((4 * limit)) tests/build/check -b -p "$short" "$step" "$copy"
    [ "$findings" != - ] || findings=0
    findings=$((findings + $(findings_in_logs)))
}

grade() {
    contract=- a=- b=- c=- memory=- findings=- stopped=
    began=$(date +%s)
    if ! copy_from "$1"; then
        built=${stopped:-missing}
    elif ! build; then
        built=${stopped:-failed}
    else
        built=ok
        check_it
        [ -z "$memory_flags" ] || find_with "$memory_flags"
        [ -z "$thread_flags" ] || find_with "$thread_flags"
    fi
    seconds=$(($(date +%s) - began))
}

# ---- the table ----

# As RFC 4180 wants it; the x keeps a newline at the end.
quote() {
    case $1 in
        *[,\"\ ]* | *"$newline"* | *"$(printf '\r')"*)
            quoted=$(printf '%sx' "$1" | sed 's/"/""/g')
            printf '"%s"' "${quoted%x}"
            ;;
        *) printf '%s' "$1" ;;
    esac
}

# row NAME: a name comes last where columns are to be seen, as it may be long.
row() {
    if [ "$format" = csv ]; then
        quote "$1"
        printf ',%s,%s,%s,%s,%s,%s,%s,%s\n' \
            "$built" "$contract" "$a" "$b" "$c" "$seconds" "$memory" "$findings"
    else
        printf '%-8s%-9s%-8s%-8s%-8s%8s%11s%9s  %s\n' \
            "$built" "$contract" "$a" "$b" "$c" "$seconds" "$memory" \
            "$findings" "$(printf '%s' "$1" | tr '\000-\037\177' '?')"
    fi
}

heading() {
    built=build contract=contract a=a b=b c=c seconds=seconds findings=findings
    memory=memory_kib
    row name
}

warn() {
    turns=4
    [ -z "$memory_flags" ] || turns=$((turns + 5))
    [ -z "$thread_flags" ] || turns=$((turns + 5))
    say "Untrusted code wants a container: what is handed in runs here as you, and
fork bombs are not held. Each submission has at most $((turns * limit)) seconds." \
        "Código em que não se confia pede um contêiner: as entregas rodam aqui como você,
e bombas de fork não são contidas. Cada entrega tem no máximo $((turns * limit)) segundos."
    [ -n "$memory_flags" ] ||
        say "No sanitizer works here: the column of findings stays empty." \
            "Nenhum sanitizer funciona aqui: a coluna findings fica vazia."
}

warn >&2
heading
for submission in "$submissions"/*/; do
    [ -d "$submission" ] || continue
    submission=${submission%/}
    grade "$submission"
    row "${submission##*/}"
done
