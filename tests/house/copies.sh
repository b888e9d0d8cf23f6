#!/bin/sh
# copies.sh check|sync - the files of tests/copies.txt, which must be the same
# in every step. check: names each that differs, and exits with 1. sync: copies
# the first of each line over the others.

verb=$1
differing=0
while read -r first others; do
    case $first in '' | '#'*) continue ;; esac
    for other in $others; do
        cmp -s "$first" "$other" && continue
        if [ "$verb" = sync ]; then
            cp "$first" "$other" && echo "copied $first to $other"
        else
            echo "$other differs from $first: make sync-copies"
            differing=1
        fi
    done
done <tests/copies.txt
[ "$verb" = sync ] && echo 'All copies are the same.'
exit $differing
