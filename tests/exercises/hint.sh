#!/bin/sh
# hint.sh STEP - the next hint for exercise EX; how many were given is kept in
# work/.hints.

. tests/exercises/common.sh

need_exercise hint-step
given=work/.hints/$exercise
count=$(cat "$given" 2>/dev/null || echo 0)

# The paragraphs below `## 01 a`: prints the one of that number, or how many
# there are.
hints() {
    awk -v heading="## $(echo "$exercise" | tr - ' ')" -v wanted="$1" '
        /^## / { ours = $0 == heading; inside = 0; next }
        NF == 0 { inside = 0; next }
        ours && !inside { found++; inside = 1 }
        ours && found == wanted
        END { if (wanted == "all") print found + 0 }' "$guide/hints.txt"
}

all=$(hints all)
if [ "$count" -lt "$all" ]; then
    count=$((count + 1))
    mkdir -p work/.hints && echo "$count" >"$given"
fi
hints "$count"
if [ "$count" -lt "$all" ]; then
    say "(hint $count of $all)" "(dica $count de $all)"
else
    say "(hint $count of $all, the last: make solution-step $number EX=$EX ANYWAY=1 shows a solution)" \
        "(dica $count de $all, a última: make solution-step $number EX=$EX ANYWAY=1 mostra uma solução)"
fi
