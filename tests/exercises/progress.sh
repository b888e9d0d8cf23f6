#!/bin/sh
# progress.sh STEP... - a row for each step: what check-step last saw in the
# copies (work/progress), what has changed since, and what to type next.

# at STEP [BARE]: its copy, or that of its bare programs, is the one at hand.
at() {
    BARE=$2
    set -- "$1"
    . tests/exercises/common.sh
}

# state PART: what was noted of it. A ? behind it: something has changed since.
state() {
    if [ ! -d "$place" ]; then
        echo none
    elif [ ! -e "$notes" ]; then
        echo '?'
    else
        awk -v part="$1" -v seen="$(fingerprint_of_copy)" '
            $1 == part { found = $2 ($3 == seen ? "" : "?") }
            END { print found ? found : "?" }' "$notes"
    fi
}

# column STATE
column() {
    case $1 in
        none) text=$(say 'not begun' 'por fazer') ;;
        passed*) text=$(say passed passou) ;;
        open*) text=$(say open aberto) ;;
        skipped*) text=$(say skipped pulado) ;;
        *) text= ;;
    esac
    case $1 in
        -) text=- ;;
        *\?) text="$text?" ;;
    esac
    printf '%-10s' "$text"
}

next() {
    case "$zero $contract $a $b $c $found" in
        *\?' none '* | 'open none '*) echo "make watch-step $number BARE=1" ;;
        *' none '*) echo "make start-step $number" ;;
        *' '*\?*' '* | *' broken '* | *'passed open') echo "make check-step $number" ;;
        *' '*open*) echo "make watch-step $number" ;;
        *) say 'done' 'pronto' ;;
    esac
}

# tell_age: was the copy at hand made from what the step no longer is?
tell_age() {
    made=$(sed -n 's/^made-from //p' "$notes" 2>/dev/null)
    if [ ! -d "$place" ] || [ -z "$made" ] ||
        [ "$made" = "$(fingerprint_of_step)" ]; then
        return
    fi
    say "    $place is older than $step is now (was there a git pull?):
    make start-step $number${BARE:+ BARE=1} FRESH=1 copies it anew, and keeps yours beside it." \
        "    $place é mais antigo que o $step de agora (houve um git pull?):
    make start-step $number${BARE:+ BARE=1} FRESH=1 copia de novo e guarda o seu ao lado."
}

tell_notices() {
    case $contract in
        broken*) say '    The contract is broken: repair that first.' \
            '    O contrato está quebrado: conserte-o primeiro.' ;;
    esac
    [ "$found" != open ] ||
        say '    The sanitizers have found something: make check-step says what.' \
            '    Os sanitizers acharam algo: make check-step diz o quê.'
    case "$zero $contract $a $b $c" in
        *\?*) say '    ?  not checked yet, or not since the last change' \
            '    ?  ainda sem verificação, ou não desde a última mudança' ;;
    esac
    at "$step" 1
    tell_age
    at "$step"
    tell_age
}

at "$1"
printf '%-20s%-10s%-10s%-10s%-10s%s\n' "$(say step passo)" 0 a b c \
    "$(say 'to type next' 'o que digitar')"
for one; do
    at "$one" 1
    zero=-
    [ ! -e "tests/exercises/bare_${one%%-*}.c" ] || zero=$(state 0)
    at "$one"
    contract=$(state contract) a=$(state a) b=$(state b) c=$(state c)
    found=$(state sanitizers)
    printf '%-20s' "$step"
    for part in "$zero" "$a" "$b" "$c"; do
        column "$part"
    done
    next
    tell_notices
done
