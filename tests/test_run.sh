#!/bin/sh
# test_run.sh - does the runner of the tests tell the truth? A failed test must
# not look like a passed one, the most basic failure comes first, and what
# cannot work any more is not tried. It runs programs that were made up here.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

run=$PWD/tests/build/run
unset RUN_LIMIT BOUND_SCALE
export JOBS=8 # two scripts side by side, on any machine

# helper_program NAME: a program of tests; its list, and what each does, are on
# standard input: `KIND NAME [TOGETHER]: COMMANDS`.
helper_program() {
    mkdir -p "$scratch/logs"
    cp "$run" "$scratch/run"
    cat >"$scratch/$1.plan"
    cat >"$scratch/$1.sh" <<'PROGRAM'
plan=${0%.sh}.plan
if [ "$1" = --list ]; then
    sed 's/:.*//' "$plan"
    exit
fi
    passes() { echo "[       OK ] $name"; }
    fails() { echo "  because of $1" && echo "[  FAILED  ] $name" && status=1; }
    skips() { echo "  skipped: $1" && echo "[  SKIPPED ] $name"; }
for name; do
    echo "$name" >>"${0%/*}/tried"
    echo "[ RUN      ] $name"
    eval "$(sed -n "s/^[a-z]* $name\( [a-z]*\)\{0,1\}: //p" "$plan")"
done
exit ${status:-0}
PROGRAM
}

# helper_run [-a] NAME...: runs these, and keeps what is said and the status.
helper_run() {
    rm -f "$scratch/tried"
    all=
    [ "$1" != -a ] || { all=-a && shift; }
    # shellcheck disable=SC2086,SC2046 # words
    "$scratch/run" $all test $(printf "$scratch/%s.sh " "$@") \
        >"$scratch/out" 2>&1 </dev/null
    echo "status $?" >>"$scratch/out"
    touch "$scratch/tried"
}

helper_says() {
    for words in "$@"; do
        grep -qxF -e "$words" "$scratch/out" || {
            echo "it does not say: $words"
            cat "$scratch/out"
        }
    done
}

# helper_tried NAME...: these were run, and no others.
helper_tried() {
    printf '%s\n' "$@" | sort >"$scratch/expected"
    sort "$scratch/tried" | diff "$scratch/expected" -
}

what_passes_passes() {
    helper_program x <<'PLAN'
check a: passes
check b: passes
check c: skips "no such thing"
PLAN
    helper_run x
    helper_says '2 passed, 0 failed, 1 skipped' 'status 0' \
        'skipped x, c: no such thing'
}

# helper_fails NUMBER WORDS COMMANDS: a test that does that is a failed one.
helper_fails() {
    helper_program x <<PLAN
check a: $2
PLAN
    RUN_LIMIT=1 helper_run x
    helper_says 'FAILED  x, a' "  $1" '0 passed, 1 failed, 0 skipped' 'status 1'
}

a_failure_cannot_look_like_a_success() {
    helper_fails 'because of it' 'fails it'
    helper_fails 'it did not come to its end: exit 0' 'exit 0'
    helper_fails 'it did not come to its end: exit 3' 'exit 3'
    helper_fails 'it did not come to its end: exit 1' 'passes; exit 1'
    helper_fails 'because of a lie' 'fails "a lie"; exit 0'
    # shellcheck disable=SC2016 # for that shell
    helper_fails 'it did not come to its end: signal 9 (Killed)' 'kill -9 $$'
    helper_fails 'it did not come to its end: exit 0' 'passes() { echo; }; passes'
    helper_fails 'it did not come to its end: exit 0' \
        'echo "[       OK ] another"'
}

# What it has started has descriptor 3, and cat ends when nobody has it any more.
what_hangs_is_ended() {
    helper_fails 'it did not come to its end: after 1 s it was ended' \
        'sleep 1000 & wait' 3>&1 | cat
}

helper_leaves_behind() {
    helper_program x <<'PLAN'
check a: sleep 1000 & passes
PLAN
    helper_run x
    helper_says '1 passed, 0 failed, 0 skipped'
}

nobody_is_left_behind() {
    helper_leaves_behind 3>&1 | cat
}

a_program_without_a_list_is_told() {
    cp "$run" "$scratch/run"
    for list in '' 'echo check a; exit 3'; do
        echo "$list" >"$scratch/none.sh"
        helper_run none
        grep -q 'none.sh --list does not say which tests it has' \
            "$scratch/out" || cat "$scratch/out"
        helper_says 'status 1'
    done
}

# However long it takes: the alarm that looks at the time must not break it off.
a_slow_list_is_read_whole() {
    cp "$run" "$scratch/run"
    cat >"$scratch/x.sh" <<'PROGRAM'
[ "$1" = --list ] || { echo "[ RUN      ] $1" && echo "[       OK ] $1" && exit; }
echo check a
sleep 2
echo check b
PROGRAM
    helper_run x
    helper_says '2 passed, 0 failed, 0 skipped'
}

# One of those that share a process ends it: it has failed, and so have those
# that were to follow.
those_after_a_death_were_not_reached() {
    helper_program x <<'PLAN'
check a with: passes
check b with: exit 0
check c with: passes
PLAN
    helper_run x
    helper_says 'FAILED  x, b' '  it did not come to its end: exit 0' \
        'FAILED  x, c' '  it was not reached: exit 0' \
        '1 passed, 2 failed, 0 skipped'
}

results_come_in_the_order_of_the_list() {
    rm -f "$scratch/fifo" && mkfifo "$scratch/fifo"
    helper_program x <<PLAN
check slow: read -r _ <$scratch/fifo; fails slowness
check quick: echo >$scratch/fifo; fails haste
PLAN
    helper_run x
    grep '^FAILED' "$scratch/out" | tr '\n' ' ' |
        grep -q 'slow FAILED  x, quick' || cat "$scratch/out"
}

three_failures_are_shown() {
    helper_program x <<'PLAN'
check a: fails it
check b: fails it
check c: fails it
check d: fails it
check e: fails it
PLAN
    helper_run x
    helper_says '2 more failed; ALL=1 shows them' \
        '  make test ONLY=c' '0 passed, 5 failed, 0 skipped'
    grep -e 'x, d' -e 'ONLY=d' "$scratch/out"
    ALL=1 helper_run x
    helper_says 'FAILED  x, e' '  make test ONLY=e'
    cp "$scratch/x.sh" "$scratch/test_02_x.sh"
    cp "$scratch/x.plan" "$scratch/test_02_x.plan"
    helper_run test_02_x
    helper_says '  make test-step 2 ONLY=a'
}

nothing_is_tried_after_the_first() {
    helper_program x <<'PLAN'
check a: passes
chaos a_in_chaos: passes
first starts: passes
first listens: fails "no listener"
PLAN
    helper_program y <<'PLAN'
check other: passes
PLAN
    helper_run x y
    helper_says 'FAILED  x, listens' \
        '2 not tried: where that fails, nothing else can be tested' \
        '2 passed, 1 failed, 0 skipped' 'status 1'
    helper_tried starts listens other
    for seed in 1 2 3 4 5; do
        SEED=$seed helper_run x y
        helper_says '2 passed, 1 failed, 0 skipped'
    done
}

no_chaos_where_fair_weather_failed() {
    helper_program x <<'PLAN'
check a: fails it
chaos a_in_chaos: passes
check b: passes
chaos b_in_chaos: passes
check c: skips why
chaos c_in_chaos: passes
PLAN
    helper_run x
    helper_says '1 not tried: in chaos, what failed in fair weather' \
        '3 passed, 1 failed, 1 skipped'
    helper_tried a b b_in_chaos c c_in_chaos
    ONLY=a_in_chaos helper_run x
    helper_tried a_in_chaos
    FAIR=1 helper_run x
    helper_tried a b c
}

what_is_long_is_for_test_all() {
    helper_program x <<'PLAN'
check a: passes
calm a_in_chaos: passes
long b: passes
PLAN
    helper_run x
    helper_tried a
    helper_run -a x
    helper_tried a a_in_chaos b
    ONLY=b helper_run x # named as a whole
    helper_tried b
}

only_takes_a_name_or_a_part() {
    helper_program x <<'PLAN'
check plays: passes
chaos plays_in_chaos: passes
check sings: passes
PLAN
    ONLY=plays helper_run x
    helper_tried plays
    ONLY=play helper_run x
    helper_tried plays plays_in_chaos
    ONLY=dances helper_run x
    grep -q '^No test has such a name: dances' "$scratch/out" ||
        cat "$scratch/out"
    helper_says 'status 2'
}

the_first_failure_is_enough() {
    rm -f "$scratch/fifo" && mkfifo "$scratch/fifo"
    helper_program x <<PLAN
check a: passes
check b: read -r _ <$scratch/fifo; fails it
check c: echo >$scratch/fifo; fails it
PLAN
    FIRST=1 helper_run x
    helper_says 'FAILED  x, b' '  make test ONLY=b' '1 passed, 1 failed, 0 skipped'
    grep 'x, c' "$scratch/out"
}

# b ends when the runner has seen the end of c.
after_a_failure_no_test_is_the_first() {
    rm -f "$scratch/fifo" && mkfifo "$scratch/fifo"
    helper_program x <<PLAN
check a: passes
check b: read -r c <$scratch/fifo; while kill -0 "\$c"; do :; done; passes
check c: echo \$\$ >$scratch/fifo; fails it
check d: passes
PLAN
    FIRST=1 helper_run x
    helper_says 'FAILED  x, c' '2 passed, 1 failed, 0 skipped'
    helper_tried a b c
}

reasons_of_skips_are_folded() {
    helper_program x <<'PLAN'
check a: skips "no wheel"
check b: skips "no axle"
check c: skips "no wheel"
PLAN
    helper_run x
    helper_says 'skipped x, a and 1 more: no wheel' 'skipped x, b: no axle' \
        '0 passed, 0 failed, 3 skipped' 'status 0'
    [ "$(grep -c '^skipped' "$scratch/out")" = 2 ] || cat "$scratch/out"
}

helper_interrupt() {
    "$scratch/run" test "$scratch/x.sh" >"$scratch/out" 2>&1 &
    runner=$!
    read -r _ <"$scratch/fifo"
    kill -TERM "$runner"
    wait "$runner" 2>/dev/null
    [ $? = 143 ] || echo 'it did not die of the signal'
}

an_interruption_ends_them_all() {
    helper_program x <<PLAN
check a: sleep 1000 & echo ready >$scratch/fifo; wait
PLAN
    rm -f "$scratch/fifo" && mkfifo "$scratch/fifo"
    helper_interrupt 3>&1 | cat
    grep -q 'RUN .* a' "$scratch"/logs/x.a.log || echo 'there is no log'
}

nothing_is_rewritten_into_a_pipe() {
    helper_program x <<'PLAN'
check a: passes
PLAN
    helper_run x
    grep "$(printf '\r')" "$scratch/out"
}

# helper_soak: tests/soak.sh, in a place that has nothing but x, as the course. It
# ends when nothing is left to do, long before its time is up.
helper_soak() {
    (cd "$scratch" && sh tests/soak.sh COURSE=1 JOBS=1 MINUTES=30) \
        >"$scratch/out" 2>&1
    echo "status $?" >>"$scratch/out"
}

# Five runs of each, in which one fails, and one says nothing of itself. What
# was run is gone on with: the second time there is nothing left to do.
a_soak_counts_what_came_of_each() { # long
    helper_program x <<'PLAN'
check a_04_c_is_solved: passes
check b_04_c_is_solved: fails it
check c_04_c_is_solved: skips "no such thing"
check d_04_c_is_solved:
check e_04_b_is_solved: fails "it hangs on nothing"
PLAN
    mkdir -p "$scratch/tests/build"
    cp tests/soak.sh "$scratch/tests"
    cp tests/build/bounded "$scratch/tests/build"
    mv "$scratch/x.sh" "$scratch/tests/test_course.sh"
    mv "$scratch/x.plan" "$scratch/tests/test_course.plan"
    echo 'steps ready:' | tee "$scratch/Makefile" >"$scratch/tests/Makefile"
    helper_soak
    kept=$(sed -n '/^FAILED b_04_c_is_solved: /{s///p;q;}' "$scratch/out")
    grep -q 'because of it' "$scratch/$kept" || echo "there is no log: $kept"
    for _ in 1 2; do
        helper_says 'status 1' 'failed 5 times: b_04_c_is_solved' \
            'failed 5 times: d_04_c_is_solved' \
            '4 tests: each run at least 5 times, 4 as often as aimed at' \
            'runs so far: 5 passed, 5 skipped, 10 failed'
        helper_soak
    done
}

run_functions
end_tests run
