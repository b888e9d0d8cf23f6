#!/bin/sh
# test_breaks.sh - a catalogue of mistakes. Each patch of tests/breaks breaks a
# step as a student might: `make test-step N` must find it, and what it reports
# first must have the phrase that the patch asks for, since that is what the
# student reads. `make sync-breaks` fits the patches to steps that have changed.
# Prints as cmocka does. With words, only the tests of these names.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

top=$PWD

# helper_copy: all there is, with what is built and when it was. One is enough
# for all the patches of a process, which each take back what they did.
helper_copy() {
    [ ! -d "$scratch/copy" ] || return
    mkdir "$scratch/copy"
    for file in *; do
        [ "$file" = work ] || copy_all "$file" "$scratch/copy"
    done
}

# helper_patch PATCH [-R]: the copy; says what does not fit as it stands.
helper_patch() {
    (cd "$scratch/copy" && patch -p1 ${2:+"$2"} <"$top/$1") >"$scratch/applied" \
        2>&1 || echo "$1 does not apply"
    grep -e offset -e fuzz -e FAILED "$scratch/applied"
}

# helper_first_report: in what the tests have said.
helper_first_report() {
    awk '/^FAILED / && found++ { exit }
        found && !/^FAILED / && !/^  / { exit }
        found' "$scratch/told"
}

# helper_break PATCH (-O0: what is built is run once)
helper_break() {
    number=${1##*/0}
    number=${number%%-*}
    phrase=$(sed -n '/^diff --git /q; s/^first: //p' "$1")
    [ -n "$phrase" ] || echo "$1 has no line 'first: PHRASE' before the diff"
    helper_copy
    helper_patch "$1"
    JOBS=1 make -s -C "$scratch/copy" test-step "$number" FIRST=1 \
        CFLAGS='-std=c11 -O0' >"$scratch/told" 2>&1 &&
        echo "make test-step $number finds no fault"
    helper_first_report | grep -qF -e "$phrase" || {
        echo "it does not say first: $phrase"
        cat "$scratch/told"
    }
    helper_patch "$1" -R
}

helper_breaks() {
    if ! command -v patch >/dev/null; then
        echo '  skipped: there is no patch here'
        return
    fi
    helper_break "$1"
}

# As `break_02_no_listen tests/breaks/02-no-listen.patch`.
printf '%s\n' tests/breaks/*.patch |
    sed 'h; s,.*/\(.*\)\.patch,break_\1,; y/-/_/; G; s/\n/ /' >"$scratch/breaks"
while read -r name patch; do
    number=${name#break_}
    run_test long "breaks_${number%%_*}" "$name" helper_breaks "$patch"
done <"$scratch/breaks"
end_tests breaks
