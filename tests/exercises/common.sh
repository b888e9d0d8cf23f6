#!/bin/sh
# common.sh - what the scripts of the exercises have in common: they source it.
# Each is called with a step, such as 01-basic-tcp.

# shellcheck disable=SC2034 # used by whoever sources it
step=$1
number=$(expr "$step" : '0*\([0-9]*\)')     # 1
exercise=$(expr "$step" : '\([0-9]*\)')-$EX # 01-a
place=work/$step                            # the student's copy of it

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

# need_exercise VERB: EX says which one.
need_exercise() {
    case $EX in [abc]) return ;; esac
    say "Which exercise? make $1 $number EX=a, or b, or c" \
        "Qual exercício? make $1 $number EX=a, ou b, ou c" >&2
    exit 2
}
