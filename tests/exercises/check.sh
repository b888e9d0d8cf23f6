#!/bin/sh
# check.sh STEP - builds work/STEP and checks it; or, without building anything,
# the programs that the commands in SERVER, CLIENT ... start. EX=b: this
# exercise only. Exits as the check does: with 1 if something is open.

. tests/exercises/common.sh

[ -z "$EX" ] || need_exercise check-step
if [ -z "$SERVER$CLIENT$KEYGEN" ]; then
    if [ ! -d "$place" ]; then
        say "There is no $place yet: make start-step $number" \
            "Ainda não há $place: make start-step $number" >&2
        exit 2
    fi
    make -s -C "$place" || {
        say "$place does not build: the compiler has said why." \
            "$place não compila: o compilador disse por quê." >&2
        exit 1
    }
fi
exec tests/build/check ${EX:+-e "$EX"} "$step" "$place"
