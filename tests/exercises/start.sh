#!/bin/sh
# start.sh STEP - copies the step to work/STEP, where its exercises are done.
# What is there stays; FRESH=1 moves it aside, to work/STEP.1 and so on. BARE=1:
# its bare programs to work/NN-bare, for Exercise 0, as server.c and client.c.
# What it was made from is noted in work/progress (progress.sh).

. tests/exercises/common.sh

[ -z "$BARE" ] || need_exercise_0

if [ -e "$place" ] && [ -z "$FRESH" ]; then
    say "$place is there already, and stays as it is (FRESH=1 moves it aside)." \
        "$place já existe e fica como está (com FRESH=1 você recomeça, e este fica guardado com outro nome)." >&2
    exit 1
fi
if [ -e "$place" ]; then
    count=1
    while [ -e "$place.$count" ]; do
        count=$((count + 1))
    done
    mv "$place" "$place.$count" || exit 1
    say "What you had is in $place.$count now." \
        "O que você tinha está agora em $place.$count."
fi

mkdir -p work/progress || exit 1
echo "made-from $(fingerprint_of_step)" >"$notes"
if [ -n "$BARE" ]; then
    mkdir -p "$place" && cp tests/exercises/bare.mk "$place/Makefile" || exit 1
    for file in "$step"/bare_*.c; do
        cp "$file" "$place/${file#"$step"/bare_}" || exit 1
    done
    say "$place is yours: the bare program. Make it pass, line by line:
make check-step $number BARE=1" \
        "$place é seu: o programa nu. Faça-o passar, linha por linha:
make check-step $number BARE=1"
    exit
fi

mkdir -p "$place" && cp "$step"/*.[ch] "$step/Makefile" "$place" || exit 1
say "$place is yours. Its exercises: $guide/$step.md
Then: make check-step $number" \
    "$place é seu. Os exercícios: $guide/$step.md
Depois: make check-step $number"
