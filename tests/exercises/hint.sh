#!/bin/sh
# hint.sh STEP - the next hint for exercise EX; how many were given is kept in
# work/.hints.

. tests/exercises/common.sh

need_exercise hint-step
given=work/.hints/$exercise
count=$(cat "$given" 2>/dev/null || echo 0)

# hints NUMBER: that one; hints all: how many there are.
hints() {
    awk -v heading="## $(echo "$exercise" | tr - ' ')" -v wanted="$1" \
        -f tests/exercises/hints.awk "$guide/hints.txt"
}

all=$(hints all)
if [ "$count" -lt "$all" ]; then
    count=$((count + 1))
    mkdir -p work/.hints && echo "$count" >"$given"
fi
hints "$count"
if [ "$count" -lt "$all" ] || [ ! -d docs/solutions ]; then
    say "(hint $count of $all)" "(dica $count de $all)"
else
    say "(hint $count of $all, the last: make solution-step $number EX=$EX ANYWAY=1 shows a solution)" \
        "(dica $count de $all, a última: make solution-step $number EX=$EX ANYWAY=1 mostra uma solução)"
fi
