#!/bin/sh
# test_bench.sh - can the figures of `make bench` be believed? Its generator
# must see each fault of servers that do wrong on purpose, and none where there
# is none. Prints as cmocka does. With a word, only if the name contains it.

name=bench_sees_what_is_wrong
only=$1
ran=0
failures=0
# What make hands down to its children is not for the makes started here.
unset MAKEFLAGS MFLAGS MAKELEVEL ONLY

case $name in *"$only"*)
    ran=1
    echo "[ RUN      ] $name"
    if said=$(make -s -f tests/bench/Makefile CASE=smoke 2>&1); then
        echo "[       OK ] $name"
    else
        echo "$said" | sed 's/^/  /'
        echo "[  FAILED  ] $name"
        failures=1
    fi
    ;;
esac
echo "[==========] bench: $ran test(s) run."
exit "$failures"
