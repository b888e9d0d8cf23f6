#!/bin/sh
# common.sh - what the scripts of the exercises have in common: they source it.
# Each is called with a step, such as 01-basic-tcp.

# shellcheck disable=SC2034 # used by the scripts that source it
step=$1
exercise=${step%%-*}-$EX # 01-a
number=${step%%-*}       # 01
number=${number#0}       # 1
place=work/$step                            # the student's copy of it
[ -z "$BARE" ] || place=work/${step%%-*}-bare # and of its bare programs
# What that was made from, and what check-step last saw in it.
notes=work/progress/${place#work/}.txt

case ${LC_ALL:-${LC_MESSAGES:-$LANG}} in
    pt*) guide=docs/pt-BR ;;
    *) guide=docs/en ;;
esac

# say ENGLISH PORTUGUESE
say() {
    case $guide in
        docs/en) printf '%s\n' "$1" ;;
        *) printf '%s\n' "$2" ;;
    esac
}

# fingerprint FILE...: another one once any of them is another.
fingerprint() {
    cksum "$@" 2>/dev/null | LC_ALL=C sort | cksum | cut -d ' ' -f 1
}

# What a copy is made from, and what its check looks at.
fingerprint_of_step() {
    if [ -n "$BARE" ]; then
        fingerprint "$step"/bare_*.c
    else
        fingerprint "$step"/*.[ch] "$step/Makefile"
    fi
}
fingerprint_of_copy() {
    fingerprint "$place"/*.[ch] "$place/Makefile" \
        "tests/exercises/step_${step%%-*}.c" "tests/exercises/bare_${step%%-*}.c"
}

# need_exercise_0: with BARE=1 there must be one.
need_exercise_0() {
    [ ! -e "tests/exercises/bare_${step%%-*}.c" ] || return 0
    say "Step $number has no Exercise 0 (BARE=1): steps 1, 2, 3, 5 and 6 have one." \
        "O passo $number não tem exercício 0 (BARE=1): têm os passos 1, 2, 3, 5 e 6." >&2
    exit 2
}

# need_exercise VERB: EX says which one.
need_exercise() {
    if [ -n "$BARE" ]; then
        say "For Exercise 0 (BARE=1) there are no hints, and the solution is the step itself: $step" \
            "Para o exercício 0 (BARE=1) não há dicas, e a solução é o próprio passo: $step" >&2
        exit 2
    fi
    case $EX in
        [abc]) return ;;
        0)
            need_exercise_0
            say "Exercise 0: make check-step $number BARE=1 (it has no hints)" \
                "Exercício 0: make check-step $number BARE=1 (não tem dicas)" >&2
            exit 2
            ;;
    esac
    say "Which exercise? make $1 $number EX=a, or b, or c" \
        "Qual exercício? make $1 $number EX=a, ou b, ou c" >&2
    exit 2
}

# need_copy: start-step has made it.
need_copy() {
    [ ! -d "$place" ] || return 0
    say "There is no $place yet: make start-step $number${BARE:+ BARE=1}" \
        "Ainda não há $place: make start-step $number${BARE:+ BARE=1}" >&2
    exit 2
}
