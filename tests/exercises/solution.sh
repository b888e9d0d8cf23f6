#!/bin/sh
# solution.sh STEP - shows a solution of exercise EX, as a patch: once the check
# is content with yours, or with ANYWAY=1.

. tests/exercises/common.sh

need_exercise solution-step
patch=docs/solutions/$exercise.patch

if [ ! -e "$patch" ]; then
    say "There are no solutions here: ask who gave you this copy." \
        "Aqui não há soluções: pergunte a quem lhe deu esta cópia." >&2
    exit 1
fi
if [ -z "$ANYWAY" ] && ! QUICK=1 sh tests/exercises/check.sh "$step" >/dev/null; then
    say "Not yet: exercise $EX is open. 'make check-step $number EX=$EX' says what is missing,
'make hint-step $number EX=$EX' has a hint, and ANYWAY=1 shows the solution all the same." \
        "Ainda não: o exercício $EX está aberto. 'make check-step $number EX=$EX' diz o que falta,
'make hint-step $number EX=$EX' dá uma dica, e ANYWAY=1 mostra a solução mesmo assim." >&2
    exit 1
fi
if [ "$guide" = docs/en ]; then
    cat "$patch"
else # what stands above the difference is in English
    awk -v heading="## $(echo "$exercise" | tr - ' ')" -v wanted=1 \
        -f tests/exercises/hints.awk "$guide/learned.txt"
    echo
    sed -n '/^diff --git/,$p' "$patch"
fi
