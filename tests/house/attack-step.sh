#!/bin/sh
# attack-step.sh STEP - hostile peers against the programs of the step; with
# WORK=1 against those in work/STEP, and with SERVER or CLIENT against what these
# commands start. PEER=name: only that one.

. tests/exercises/common.sh

if [ -n "$SERVER$CLIENT" ]; then
    exec tests/build/attack -p "$PEER" -g "$guide" ${SERVER:+-s "$SERVER"} \
        ${CLIENT:+-c "$CLIENT"} "$step"
fi
if [ -n "$WORK" ]; then
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
    exec tests/build/attack -p "$PEER" -g "$guide" -w "$place"
fi
make -s -C "$step" || exit
exec tests/build/attack -p "$PEER" "$step"
