#!/bin/sh
# diff-step.sh DIRECTORY - what changed since the step that it grew from.
# Files that both have are compared; a new one is only named.

step=$1
case $step in
    01-*) echo "$step is the first step: nothing to compare it with."; exit 0 ;;
    02-*) base=01-basic-tcp ;;
    03-* | 04-* | 05-*) base=02-echo ;;
    06-*) base=05-threaded-server ;;
    *) base=06-broadcast-chat ;;
esac

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

compare() {
    if cmp -s "$1" "$2"; then
        echo "same     $2"
    else
        echo "changed  $2"
        diff -u "$1" "$2" | tail -n +3 | paint
    fi
}

echo "$step, compared with $base"
for file in "$step"/*.c "$step"/*.h; do
    name=${file##*/}
    if [ "$step" = 05-threaded-server ] && [ "$name" = net.c ]; then
        compare 04-timeouts/client.c "$file"
    elif [ -f "$base/$name" ]; then
        compare "$base/$name" "$file"
    else
        echo "new      $file"
    fi
done
