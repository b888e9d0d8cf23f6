#!/bin/sh
# testing.sh - what the scripts tests/test_*.sh have in common: they source it,
# and their functions become tests, which print as cmocka's do. A test fails
# if it prints anything; a line `  skipped: WHY` says that it cannot be made.
# With words, only the tests of these names; with --list, which tests there are,
# in the form that tests/harness/runner/runner.c wants.

asked_for=$*
ran=0
failures=0
. tests/house/scratch.sh || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
# What make hands down to its children is not for the makes started here.
unset MAKEFLAGS MFLAGS MAKELEVEL N ONLY ALL FIRST TIMES REST FAIR SEED JOBS PAUSE \
    STARTS_IN

# copy_all FROM... TO: `cp -Rp`. Another test may be playing 07's demo meanwhile,
# whose demo-PORT/ and NAME-PORT.key come and go, or drawing a run, from records.
copy_all() {
    cp -Rp "$@" 2>"$scratch/uncopied" ||
        ! grep -v -e '/demo-[0-9]' -e '-[0-9]*\.key' \
            -e '/trace-[0-9]*\.records' "$scratch/uncopied" >&2
}

# run_test KIND TOGETHER NAME COMMAND...: tests in a row with the same word
# TOGETHER run in one process, and may share what they prepare.
run_test() {
    test_name=$3
    if [ "$asked_for" = --list ]; then
        echo "$1 $3 $2"
        return
    fi
    case " ${asked_for:-$3} " in *" $3 "*) ;; *) return ;; esac
    shift 3
    ran=$((ran + 1))
    echo "[ RUN      ] $test_name"
    "$@" >"$scratch/said" 2>&1 </dev/null
    if [ ! -s "$scratch/said" ]; then
        echo "[       OK ] $test_name"
    elif grep -q '^  skipped: ' "$scratch/said"; then
        cat "$scratch/said"
        echo "[  SKIPPED ] $test_name"
    else
        sed 's/^/  /' "$scratch/said"
        echo "[  FAILED  ] $test_name"
        failures=$((failures + 1))
    fi
}

# has_patch: busybox has one that does not find lines which have moved.
has_patch() {
    patch --version >/dev/null 2>&1 ||
        { echo '  skipped: patch is not here, or not one that finds moved lines' && false; }
}

# Every function of the script is a test, but those called helper_... A comment
# behind its brace may say `long`, for a test of make test-all, and `with WORD`.
run_functions() {
    awk '/^[a-z_0-9]+\(\) [{]/ && !/^helper_/ {
        kind = "check"; together = ""
        for (i = 4; $3 == "#" && i <= NF; i++) {
            if ($i == "long") kind = "long"
            if ($i == "with") together = $(i + 1)
        }
        print kind, substr($1, 1, length($1) - 2), together
    }' "$0" >"$scratch/names"
    while read -r test_kind test_function test_together; do
        run_test "$test_kind" "$test_together" "$test_function" "$test_function"
    done <"$scratch/names"
}

# end_tests NAME: the last line, and the exit status.
end_tests() {
    [ "$asked_for" = --list ] && exit 0
    echo "[==========] $1: $ran test(s) run."
    exit $((failures > 0))
}
