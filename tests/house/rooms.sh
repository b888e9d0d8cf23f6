#!/bin/sh
# rooms.sh check|sync - docs/figures/rooms.svg, the way of a call through the
# harness, made from tests/house/way.txt, from the first line of
# each room's README, and from the includes between the rooms. check: says if the
# figure is not that any more, and exits with 1. sync: draws it.

LC_ALL=C
export LC_ALL
here=$(dirname "$0")
figure=docs/figures/rooms.svg
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

for readme in tests/harness/*/README.md; do
    sed -n '1s/^# /room /p' "$readme"
done >"$scratch/map"
sh "$here/includes.sh" borrowed |
    awk '{ print "include " $2 " > " $1 ":" }' | sort -u >>"$scratch/map"
sed -e '/^#/d' -e '/^ *$/d' tests/house/way.txt >>"$scratch/map"

awk -f "$here/rooms.awk" "$scratch/map" >"$scratch/rooms.svg" || exit 1
cmp -s "$scratch/rooms.svg" "$figure" && exit 0
if [ "$1" = sync ]; then
    cp "$scratch/rooms.svg" "$figure" && echo "updated $figure"
else
    echo "$figure is not the way of a call any more: make sync-docs"
    exit 1
fi
