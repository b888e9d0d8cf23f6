#!/bin/sh
# check.sh STEP - builds work/STEP and checks it; or, without building anything,
# the programs that the commands in SERVER, CLIENT ... start. EX=b: this
# exercise only. BARE=1: Exercise 0 and work/NN-bare instead; EX=3: this line of
# it only. Exits as the check does: with 1 if something is open. What it saw in a
# copy is kept in work/progress, for progress.sh: not what CHAOS=1 makes of it.
# Once an exercise has passed, the copy is built with the compiler's sanitizers,
# and checked again: QUICK=1 leaves that out. WATCH=1: for watch.sh.

. tests/exercises/common.sh

if [ -n "$BARE" ]; then
    need_exercise_0
elif [ -n "$EX" ]; then
    need_exercise check-step
fi
if [ -z "$SERVER$CLIENT$UDP_CLIENT$KEYGEN" ]; then
    need_copy
    seen=$(fingerprint_of_copy)
    make -s -C "$place" || {
        say "$place does not build: the compiler has said why." \
            "$place não compila: o compilador disse por quê." >&2
        exit 1
    }
    # a page shows source lines: it has a build of its own
    [ -z "$HTML" ] || place=$(sh tests/house/page-build.sh "$place") || exit 1
fi

# play [OPTION...]
play() {
    tests/build/check "$@" ${WATCH:+-w} ${BARE:+-0} ${EX:+-e "$EX"} "$step" "$place"
}

if [ -n "$SERVER$CLIENT$UDP_CLIENT$KEYGEN$CHAOS${BARE:+$EX}" ]; then
    play
    exit
fi
scratch=
mkdir -p work/progress || exit 2
trap 'wait; rm -rf "$notes.new" "$scratch"' EXIT
trap 'exit 130' INT TERM
play -r "$notes.new"
status=$?
if [ -z "$QUICK$BARE" ] && grep -q '^[abc] passed' "$notes.new" &&
    ! grep -q '^contract broken' "$notes.new"; then
    HTML= # its page is written
    . tests/exercises/once_more.sh
fi
# What is new takes the place of what was noted of the same parts.
[ -e "$notes" ] || : >"$notes"
awk -v seen="$seen" '
    FILENAME == ARGV[1] { new[$1]; print $0, seen; next }
    !($1 in new)' "$notes.new" "$notes" >"$notes.merged" &&
    mv "$notes.merged" "$notes"
exit $status
