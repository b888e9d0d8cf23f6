#!/bin/sh
# diff-step.sh DIRECTORY - what is new in a step: each of its bare programs
# beside the one that it grew from. With FULL=1 the same for the full programs:
# files that both steps have are compared, a new one is only named.

step=$1
status=0

# diff's lines in colour, on a terminal.
paint() {
    if [ -t 1 ] && [ -z "$NO_COLOR" ]; then
        red=$(printf '\033[31m') green=$(printf '\033[32m')
        blue=$(printf '\033[36m') plain=$(printf '\033[0m')
        sed -e "s/^-.*/$red&$plain/" -e "s/^+.*/$green&$plain/" \
            -e "s/^@.*/$blue&$plain/"
    else
        cat
    fi
}

# compare OLD NEW
compare() {
    if [ ! -f "$1" ]; then
        echo "diff-step: $2 cannot be compared: there is no $1 here" >&2
        status=1
    elif cmp -s "$1" "$2"; then
        echo "same     $2"
    else
        removed=$(diff -u "$1" "$2" | tail -n +3 | grep -c '^-')
        added=$(diff -u "$1" "$2" | tail -n +3 | grep -c '^+')
        echo "changed  $2 since $1:" \
            "$((added + removed)) lines ($added added, $removed removed)"
        diff -u "$1" "$2" | tail -n +3 | paint
    fi
}

compare_bare() {
    case $step in
        02-* | 03-*) set -- server 01-basic-tcp client 01-basic-tcp ;;
        04-*) set -- client 02-echo ;;
        05-*) set -- server 02-echo ;;
        06-*) set -- server 05-threaded-server client 02-echo ;;
        *) set -- client 06-broadcast-chat ;;
    esac
    while [ $# -gt 0 ]; do
        compare "$2/bare_$1.c" "$step/bare_$1.c"
        shift 2
    done
}

compare_full() {
    case $step in
        02-*) base=01-basic-tcp ;;
        03-* | 04-* | 05-*) base=02-echo ;;
        06-*) base=05-threaded-server ;;
        *) base=06-broadcast-chat ;;
    esac
    [ -d "$base" ] || {
        echo "diff-step: there is no $base here to compare $step with" >&2
        exit 1
    }
    echo "$step, compared with $base"
    for file in "$step"/*.c "$step"/*.h; do
        name=${file##*/}
        if [ "$file" = 05-threaded-server/net.c ]; then
            compare 04-timeouts/client.c "$file"
        elif [ "${name#bare_}" != "$name" ]; then
            : # those are compared without FULL=1
        elif [ -f "$base/$name" ]; then
            compare "$base/$name" "$file"
        else
            echo "new      $file"
        fi
    done
}

case $step in
    01-*) echo "$step is the first step: nothing to compare it with." ;;
    *) if [ "$FULL" = 1 ]; then compare_full; else compare_bare; fi ;;
esac
exit $status
