#!/bin/sh
# test_course.sh - that each step's exercises are what they should be. The step
# as it stands keeps the contract, and each exercise is open, with the sentence
# that tests/exercises/expected.txt has for it. Its solution (docs/solutions)
# applies cleanly, builds without a warning, and passes, and keeps the contract;
# the near-miss (tests/exercises/near) is caught, with its sentence. The guide
# has a section, hints and what it teaches for it, in both languages. Exercise 0:
# each line is passed by the full programs, and by the bare ones or open for its
# own reason. SANITIZERS=yes (lint-course): nor do these find anything in a solution.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

top=$PWD
unset SERVER CLIENT UDP_CLIENT KEYGEN EX BARE CHAOS LC_ALL LC_MESSAGES LANG

# sentence EXERCISE KIND
sentence() {
    awk -F '\t' -v exercise="$number-$1" -v kind="$2" \
        '$1 == exercise && $2 == kind { print $3 }' \
        tests/exercises/expected.txt
}

# says_sentence FILE EXERCISE KIND
says_sentence() {
    wanted=$(sentence "$2" "$3")
    if [ -z "$wanted" ]; then
        echo "tests/exercises/expected.txt has no line $number-$2 $3"
    elif ! grep -qF -e "$wanted" "$1"; then
        echo "it does not say: $wanted"
        cat "$1"
    fi
}

# What was said of one exercise.
part() {
    sed -n "/^Exercise $1\$/,/^\$/p" "$stands"
}

# play_as_it_stands: once for all exercises of a step.
play_as_it_stands() {
    stands=$scratch/stands-$number
    [ -e "$stands" ] || tests/build/check "$step" "$step" >"$stands" 2>&1
}

contract_is_kept() {
    play_as_it_stands
    grep -q '^The contract is kept' "$stands" || cat "$stands"
}

# stands EXERCISE
stands() {
    play_as_it_stands
    part "$1" >"$scratch/part"
    grep -q '^  open ' "$scratch/part" || echo 'it is not open'
    says_sentence "$scratch/part" "$1" stands
}

# copy_step: to $copy, which is to be patched. A system without patch(1) skips
# what needs it.
copy_step() {
    if ! command -v patch >/dev/null; then
        echo '  skipped: there is no patch here'
        return 1
    fi
    copy=$scratch/$step
    rm -rf "$copy"
    copy_all "$step" "$scratch"
}

# apply PATCH: to the copy
apply() {
    (cd "$scratch" && patch -p1 <"$top/$1") >"$scratch/applied" 2>&1 ||
        echo "$1 does not apply"
    grep -e offset -e fuzz -e FAILED "$scratch/applied"
}

# build_copy [CFLAGS]
build_copy() {
    make -s -C "$copy" ${1:+"CFLAGS=$1"} >"$scratch/built" 2>&1 ||
        cat "$scratch/built"
    grep '^[^ ]*\.[ch]:.*warning:' "$scratch/built"
}

limit=60
within() { tests/build/bounded "$@" >"$scratch/told" 2>&1; }
say() { echo "$1"; }
. tests/exercises/sanitizers.sh

# sanitizers_find_nothing EXERCISE: in the copy.
sanitizers_find_nothing() {
    find_sanitizers
    [ -n "$memory_flags" ] || echo "  skipped: $why_no_memory"
    for flags in "$memory_flags" "$thread_flags"; do
        [ -n "$flags" ] || continue
        EX=$1 look_with "$flags" || cat "$scratch/told"
        findings_in_logs
    done
}

# play COMMAND...: PLAYS times, which tests/soak.sh wants to be many.
play() {
    plays=0
    while [ "$plays" -lt "${PLAYS:-1}" ]; do
        "$@"
        plays=$((plays + 1))
    done
}

# passes EXERCISE
passes() {
    tests/build/check -e "$1" "$step" "$copy" >"$scratch/told" 2>&1 ||
        cat "$scratch/told"
    grep '^  skipped ' "$scratch/told" | sed 's/^/  skipped: /'
}

# solution_passes EXERCISE
solution_passes() {
    copy_step || return
    apply "docs/solutions/$number-$1.patch"
    build_copy
    play passes "$1"
    [ "$SANITIZERS" != yes ] || sanitizers_find_nothing "$1"
}

# race_is_found EXERCISE-NAME: no call of theirs stands between what two threads
# do, so no check can hold them there. The second build sees it in each run, if
# the check itself does not happen to see what comes of it.
race_is_found() {
    find_sanitizers
    if [ -z "$thread_flags" ]; then
        echo "  skipped: ${why_no_thread:-no sanitizer for threads}"
        return
    fi
    EX=${1%%-*} look_with "$thread_flags" || cat "$scratch/told"
    findings_in_logs >"$scratch/found"
    grep -qF -e "$(sentence "$1" thread)" "$scratch/found" "$scratch/told" || {
        echo 'neither the sanitizer nor the check has found it'
        cat "$scratch/found" "$scratch/told"
    }
}

# is_caught EXERCISE[-NAME]: by the exercise's own checks (-x), or the contract's.
is_caught() {
    kind=near only=-x
    [ -z "$(sentence "$1" contract)" ] || kind=contract only=''
    tests/build/check ${only:+"$only"} -e "${1%%-*}" "$step" "$copy" \
        >"$scratch/told" 2>&1 && echo 'the check is content with it'
    says_sentence "$scratch/told" "$1" "$kind"
}

# solve EXERCISE: in a copy, without the bare programs, which no near-miss
# changes. A declaration more in a header is no reason to build again what does
# not use it. What 07 computes takes long with -O0.
solve() {
    copy_step || return
    apply "docs/solutions/$number-$1.patch"
    rm -f "$copy"/bare_*.c
    find "$copy" -name '*.h' -exec touch -t 200001010000 {} +
    case $number in 07) flags=-O1 ;; *) flags=-O0 ;; esac
}

# start_from_solution EXERCISE: where several near-misses start from it, it is
# built once for all.
start_from_solution() {
    if [ "$asked_for" = "$test_name" ]; then
        solve "$1"
        return
    fi
    solved=$scratch/solved-$number-$1
    if [ ! -d "$solved" ]; then
        solve "$1" || return
        build_copy "${CFLAGS:--std=c11 $flags}"
        mkdir "$solved"
        mv "$copy" "$solved"
    fi
    copy=$scratch/$step
    rm -rf "$copy"
    cp -Rp "$solved/$step" "$scratch"
}

# near_miss_is_caught EXERCISE[-NAME]: its patch goes on top of the solution's.
near_miss_is_caught() {
    start_from_solution "${1%%-*}" || return
    apply "tests/exercises/near/$number-$1.patch"
    if [ -n "$(sentence "$1" thread)" ]; then
        race_is_found "$1"
        return
    fi
    build_copy "${CFLAGS:--std=c11 $flags}"
    play is_caught "$1"
}

# section_is_there PAGE EXERCISE
section_is_there() {
    awk -v exercise="$2" '
        /^## / { inside = /^## Exerc/ }
        inside && $0 ~ "^### " exercise ": " { found = 1 }
        END { exit !found }' "$1" || echo "$1 has no exercise $2"
}

# count_hints GUIDE EXERCISE
count_hints() {
    awk -v heading="## $number $2" -v wanted=all -f tests/exercises/hints.awk \
        "docs/$1/hints.txt"
}

# is_in_the_guide EXERCISE
is_in_the_guide() {
    section_is_there "docs/en/$step.md" "$1"
    section_is_there "docs/pt-BR/$step.md" "$1"
    english=$(count_hints en "$1")
    portuguese=$(count_hints pt-BR "$1")
    for guide in en pt-BR; do
        [ -n "$(awk -v heading="## $number $1" -v wanted=1 \
            -f tests/exercises/hints.awk "docs/$guide/learned.txt")" ] ||
            echo "docs/$guide/learned.txt has nothing"
    done
    [ "$english" = "$portuguese" ] && [ "$english" -ge 2 ] ||
        echo "hints: $english in English, $portuguese in Portuguese"
}

# check_bare [OPTION...]: Exercise 0 with the step's bare programs.
check_bare() {
    SERVER="$step/bare_server {port}" CLIENT="$step/bare_client {port}" \
        tests/build/check -0 "$@" "$step"
}

# bare_line NUMBER: was it told as expected.txt has it?
bare_line() {
    wanted=$(sentence "0.$1" bare)
    if grep -q '^  open ' "$scratch/told"; then
        says_sentence "$scratch/told" "0.$1" bare
    elif [ -n "$wanted" ] && ! grep -q '^  skipped ' "$scratch/told"; then
        echo "line $1 is passed, and should not be: $wanted"
    fi
}

# Up to the line that there is not: 2.
bare_lines_are_as_expected() {
    line=1
    while check_bare -e "$line" >"$scratch/told" 2>&1 || [ $? -eq 1 ]; do
        bare_line "$line"
        line=$((line + 1))
    done
    [ "$line" -gt 5 ] || cat "$scratch/told"
}

# stands_in_for_bare [CHAOS]: the full programs pass each line.
stands_in_for_bare() {
    CHAOS=$1 SERVER="$step/server {port}" \
        CLIENT="$step/client {host} {port} {words}" \
        tests/build/check -0 "$step" >"$scratch/told" 2>&1 ||
        cat "$scratch/told"
    sed -n '/^  skipped /{s//  skipped: /p;q;}' "$scratch/told"
}

for step in $(sh tests/house/steps.sh); do
    number=${step%%-*}
    course=course_$number
    if [ -e "tests/exercises/bare_$number.c" ]; then
        run_test check '' "${course}_bare_is_open" bare_lines_are_as_expected
        run_test long '' "${course}_bare_is_solved" stands_in_for_bare ''
        run_test long '' "${course}_bare_is_solved_in_chaos" \
            stands_in_for_bare 1
    fi
    run_test long "$course" "${course}_keeps_its_contract" contract_is_kept
    for letter in a b c; do
        run_test long "$course" "${course}_${letter}_is_open" stands "$letter"
    done
    for letter in a b c; do
        name=${course}_$letter
        run_test long '' "${name}_is_solved" solution_passes "$letter"
        run_test check "near_$number$letter" "${name}_near_miss" \
            near_miss_is_caught "$letter"
        for patch in "tests/exercises/near/$number-$letter"-*.patch; do
            [ -e "$patch" ] || continue
            near=${patch##*/}
            near=${near%.patch}
            run_test long "near_$number$letter" "course_${near}_near_miss" \
                near_miss_is_caught "${near#*-}"
        done
    done
done
for step in $(sh tests/house/steps.sh); do
    number=${step%%-*}
    for letter in a b c; do
        run_test check guide "course_${number}_${letter}_in_the_guide" \
            is_in_the_guide "$letter"
    done
done
end_tests course
