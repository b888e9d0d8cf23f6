#!/bin/sh
# check.sh STEP - builds work/STEP and checks it; or, without building anything,
# the programs that the commands in SERVER, CLIENT ... start. EX=b: this
# exercise only. Exits as the check does: 1 if something is open.

. tests/exercises/language.sh
step=$1
place=work/$step
number=$(expr "$step" : '0*\([0-9]*\)')

case $EX in
    '' | a | b | c) ;;
    *)
        say "EX is a, b or c." "EX é a, b ou c." >&2
        exit 2
        ;;
esac
if [ -z "$SERVER$CLIENT$KEYGEN" ]; then
    if [ ! -d "$place" ]; then
        say "There is no $place yet: make start-step $number" \
            "Ainda não há $place: make start-step $number" >&2
        exit 2
    fi
    make -s -C "$place" || {
        say "$place does not build: the compiler says why, above." \
            "$place não compila: o compilador diz por quê, acima." >&2
        exit 1
    }
fi
exec tests/build/check ${EX:+-e "$EX"} "$step" "$place"
