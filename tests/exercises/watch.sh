#!/bin/sh
# watch.sh STEP - checks the copy in work/, and once more whenever a file in it
# has been saved with a change, until Ctrl-C: what is open comes first. EX and
# BARE as for check.sh; without sanitizers. It looks once a second, which any system can.

. tests/exercises/common.sh

if [ -n "$SERVER$CLIENT$UDP_CLIENT$KEYGEN" ]; then
    say "watch-step watches $place: for other programs there is check-step." \
        "watch-step observa $place: para outros programas existe o check-step." >&2
    exit 2
fi
if [ -n "$BARE" ]; then
    need_exercise_0
elif [ -n "$EX" ]; then
    need_exercise watch-step
fi
need_copy
trap 'exit 0' INT TERM

seen=
while :; do
    now=$(fingerprint_of_copy)
    if [ "$now" != "$seen" ]; then
        seen=$now
        [ -n "$NO_COLOR" ] || [ ! -t 1 ] || printf '\033[H\033[2J'
        QUICK=1 WATCH=1 sh tests/exercises/check.sh "$step"
        [ $? -ne 2 ] || exit 2
        say "Save a file in $place, and this is checked again. Ctrl-C ends it." \
            "Salve um arquivo em $place, e isto é verificado de novo. Ctrl-C encerra."
    fi
    sleep 1
done
