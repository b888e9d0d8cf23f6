#!/bin/sh
# test_handout.sh - that what make handout gives to a student works by itself,
# and does not give the solutions away.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

unset DIR FRESH EX BARE SERVER CLIENT KEYGEN LC_ALL LC_MESSAGES LANG

# helper_handout NUMBER: one for all tests of that step.
helper_handout() {
    copy=$scratch/handout-$1
    [ -e "$copy" ] || make -s handout "$1" DIR="$copy" >"$scratch/out" 2>&1 ||
        cat "$scratch/out"
}

# helper_bare_works NUMBER: Exercise 0, where the step has one.
helper_bare_works() {
    make -s -C "$copy" start-step "$1" BARE=1 >"$scratch/out" 2>&1
    if [ ! -e "tests/exercises/bare_0$1.c" ]; then
        grep -q "^Step $1 has no Exercise 0" "$scratch/out" ||
            cat "$scratch/out"
        return
    fi
    make -s -C "$copy" check-step "$1" BARE=1 >"$scratch/out" 2>&1
    grep -q '^Exercise 0: 2 passed, ' "$scratch/out" ||
        cat "$scratch/out"
    grep -q "^      read  .*, docs/en/0$1-" "$scratch/out" ||
        echo 'no way to the section'
}

# helper_works NUMBER STEP: as the student would go about it.
helper_works() {
    helper_handout "$1"
    make -s -C "$copy" run-step "$1" >"$scratch/out" 2>&1 || cat "$scratch/out"
    make -s -C "$copy" start-step "$1" >"$scratch/out" 2>&1 ||
        cat "$scratch/out"
    make -s -C "$copy" check-step "$1" >"$scratch/out" 2>&1
    grep -q '^The contract is kept; exercises: 0 passed, 3 open' \
        "$scratch/out" || cat "$scratch/out"
    helper_bare_works "$1"
    make -s -C "$copy" hint-step "$1" EX=a >"$scratch/out" 2>&1
    grep -q '^(hint 1 of ' "$scratch/out" || cat "$scratch/out"
    grep -qF "docs/en/$2.md" "$copy/README.md" || echo 'no way to the chapter'
    [ -e "$copy/docs/en/$2.md" ] || echo 'no chapter'
}

a_handout_of_step_7_works() { # long
    helper_works 7 07-encrypted-chat
}

a_handout_of_step_2_works() { # long with step_2
    helper_works 2 02-echo
}

no_solution_is_given_away() { # long with step_2
    helper_handout 2
    find "$copy" -name '*.patch' -o -name '0[13-7]-*' ! -name '*.md' |
        grep -v /docs/figures/
    grep '^## 0[13-7]' "$copy"/docs/*/hints.txt
    make -s -C "$copy" solution-step 2 EX=a ANYWAY=1 2>&1 |
        grep -q 'There are no solutions here' || echo 'solution-step shows one'
    make -s -C "$copy" start-step 3 >"$scratch/out" 2>&1
    [ $? -eq 2 ] || echo 'it has another step'
}

it_has_no_tests_and_says_so() { # long with step_2
    helper_handout 2
    make -s -C "$copy" test-step 2 >"$scratch/out" 2>&1
    grep -q '^There are no tests here: a handout has none' "$scratch/out" ||
        cat "$scratch/out"
}

what_is_there_stays() { # long
    mkdir "$scratch/mine"
    for directory in '' "$scratch/mine"; do
        make -s handout 2 DIR="$directory" >"$scratch/out" 2>&1
        [ $? -eq 2 ] || echo "make handout 2 DIR=$directory: not 2"
        grep -q 'make handout 2 DIR=' "$scratch/out" || cat "$scratch/out"
    done
}

run_functions
end_tests handout
