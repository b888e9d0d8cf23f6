#!/bin/sh
# check.sh STEP - builds work/STEP and checks it; or, without building anything,
# the programs that the commands in SERVER, CLIENT ... start. EX=b: this
# exercise only. BARE=1: Exercise 0 and work/NN-bare instead; EX=3: this line of
# it only. Exits as the check does: with 1 if something is open.

. tests/exercises/common.sh

if [ -n "$BARE" ]; then
    need_exercise_0
elif [ -n "$EX" ]; then
    need_exercise check-step
fi
if [ -z "$SERVER$CLIENT$KEYGEN" ]; then
    if [ ! -d "$place" ]; then
        say "There is no $place yet: make start-step $number${BARE:+ BARE=1}" \
            "Ainda não há $place: make start-step $number${BARE:+ BARE=1}" >&2
        exit 2
    fi
    make -s -C "$place" || {
        say "$place does not build: the compiler has said why." \
            "$place não compila: o compilador disse por quê." >&2
        exit 1
    }
fi
exec tests/build/check ${BARE:+-0} ${EX:+-e "$EX"} "$step" "$place"
