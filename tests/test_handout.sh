#!/bin/sh
# test_handout.sh - that what make handout gives to a student works by itself,
# and does not give the solutions away.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

unset DIR FRESH EX BARE SERVER CLIENT UDP_CLIENT KEYGEN LC_ALL LC_MESSAGES LANG

# helper_handout NUMBER: one for all tests of that step, where students keep it.
helper_handout() {
    copy="$scratch/Ana Conceição, passo $1"
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
    find "$copy" -name 'instructor*'
    make -s -C "$copy" start-step 3 >"$scratch/out" 2>&1
    [ $? -eq 2 ] || echo 'it has another step'
}

# helper_verbs: those that make help lists, there or here.
helper_verbs() {
    make -s -C "$1" help | sed -n 's/^make \([a-z][a-z-]*\).*/\1/p' | sort -u
}

# What the guide puts between backquotes, a README into a line of its own.
only_what_works_is_named() { # long with step_2
    helper_handout 2
    helper_verbs "$copy" >"$scratch/works"
    for page in README.md 02-echo/README.md docs/en/02-echo.md \
        docs/pt-BR/02-echo.md; do
        awk '{ gsub(/[`$]/, "\n"); print }' "$copy/$page" |
            sed -n 's/^ *\([A-Z]*=[^ ]* \)*make \([a-z][a-z-]*\).*/\2/p' |
            sort -u >"$scratch/named"
        [ -s "$scratch/named" ] || echo "$page names nothing"
        comm -23 "$scratch/named" "$scratch/works" | sed "s|^|$page: |"
    done
}

what_else_there_is_says_so() { # long with step_2
    helper_handout 2
    helper_verbs "$copy" >"$scratch/works"
    helper_verbs . | comm -23 - "$scratch/works" >"$scratch/others"
    grep -qx test-step "$scratch/others" || echo 'it has test-step'
    while read -r verb; do
        for words in "$verb" "$verb 2"; do
            # shellcheck disable=SC2086 # two words
            make -s -C "$copy" $words >"$scratch/out" 2>&1 </dev/null
            [ $? -eq 2 ] || echo "make $words: not 2"
            grep -q "^'$verb' is not in a handout: make help" "$scratch/out" ||
                cat "$scratch/out"
        done
    done <"$scratch/others"
    LANG=pt_BR.UTF-8 make -s -C "$copy" test-step 2 2>&1 |
        grep -q "^'test-step' não faz parte deste material" ||
        echo 'not in Portuguese'
}

how_far_one_is_can_be_seen() { # long with step_2
    helper_handout 2
    rm -rf "$copy/work"
    make -s -C "$copy" start-step 2 >"$scratch/out" 2>&1 ||
        cat "$scratch/out"
    make -s -C "$copy" progress | sed 's/  */ /g' >"$scratch/out"
    grep -qx '02-echo not begun ? ? ? make check-step 2' "$scratch/out" ||
        cat "$scratch/out"
    grep '0[13-7]-' "$scratch/out"
}

# What is to be typed next has quotes where a shell wants them.
the_way_there_can_be_typed() { # long with step_2
    make -s handout 2 DIR="$scratch/Ana e Zé" >"$scratch/out" 2>&1
    grep -qF "make -C '$scratch/Ana e Zé' run-step 2" "$scratch/out" ||
        cat "$scratch/out"
}

# shellcheck disable=SC2016 # nothing is expanded there
chapters_lose_whole_sentences() {
    printf '%s\n' '# make diff-step' 'One `a .` and two. What is new? `make' \
        'diff-step 2` shows it: all. Three.' '' '- `make test-step 2` tells.' \
        '- Why? So. `make run-step 2`, too.' >"$scratch/page"
    printf '%s\n' '# make diff-step' 'One `a .` and two. Three.' '' \
        '- Why? So. `make run-step 2`, too.' >"$scratch/wanted"
    awk -f tests/exercises/chapter.awk "$scratch/page" |
        diff "$scratch/wanted" -
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
