#!/bin/sh
# start.sh STEP - copies the step to work/STEP, where its exercises are done.
# What is there stays; FRESH=1 moves it aside, to work/STEP.1 and so on.

. tests/exercises/language.sh
step=$1
place=work/$step
number=$(expr "$step" : '0*\([0-9]*\)')

if [ -e "$place" ] && [ -z "$FRESH" ]; then
    say "$place is there, and stays as it is. With FRESH=1 it is moved aside." \
        "$place já existe e fica como está. Com FRESH=1 ele muda de nome."
    exit 1
fi
if [ -e "$place" ]; then
    count=1
    while [ -e "$place.$count" ]; do
        count=$((count + 1))
    done
    mv "$place" "$place.$count" || exit 1
    say "What you had is now in $place.$count" \
        "O que você tinha está agora em $place.$count"
fi

mkdir -p "$place" && cp "$step"/*.[ch] "$step"/Makefile "$place" || exit 1
say "$place is yours: change its programs until 'make check-step $number' is content.
What the exercises ask for: docs/en/$step.md#exercises" \
    "$place é seu: mude os programas até que 'make check-step $number' fique satisfeito.
O que os exercícios pedem: docs/pt-BR/$step.md#exercícios"
