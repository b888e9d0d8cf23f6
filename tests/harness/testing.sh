#!/bin/sh
# testing.sh - what the scripts tests/test_*.sh have in common: they source it,
# and their functions become tests, which print as cmocka's do. A test fails
# if it prints anything; a line `  skipped: WHY` says that it cannot be made.
# With a word, only those whose name contains it.

only=$1
ran=0
failures=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
# What make hands down to its children is not for the makes started here.
unset MAKEFLAGS MFLAGS MAKELEVEL N ONLY PAUSE

# run_test NAME COMMAND...
run_test() {
    test_name=$1
    shift
    case $test_name in *"$only"*) ;; *) return ;; esac
    ran=$((ran + 1))
    echo "[ RUN      ] $test_name"
    "$@" >"$scratch/said" 2>&1 </dev/null
    if grep -q '^  skipped: ' "$scratch/said"; then
        cat "$scratch/said"
        echo "[  SKIPPED ] $test_name"
    elif [ -s "$scratch/said" ]; then
        sed 's/^/  /' "$scratch/said"
        echo "[  FAILED  ] $test_name"
        failures=$((failures + 1))
    else
        echo "[       OK ] $test_name"
    fi
}

# Every function of the script is a test, but those called helper_...
run_functions() {
    sed -n 's/^\([a-z_0-9]*\)() {.*$/\1/p' "$0" | grep -v '^helper_' \
        >"$scratch/names"
    while read -r test_function; do
        run_test "$test_function" "$test_function"
    done <"$scratch/names"
}

# end_tests NAME: the last line, and the exit status.
end_tests() {
    echo "[==========] $1: $ran test(s) run."
    exit $((failures > 0))
}
