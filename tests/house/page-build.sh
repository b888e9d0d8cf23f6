#!/bin/sh
# page-build.sh DIRECTORY - a copy of a step, or of a student's copy of one,
# compiled so that each call can be found in its source. It is made anew where
# something has changed. Prints its directory.

set -e
copy=tests/build/pages/$1
mkdir -p "$copy"
for file in "$1"/*.[ch] "$1"/Makefile "$1"/*.scene; do
    [ -e "$file" ] || continue
    cmp -s "$file" "$copy/${file##*/}" || cp "$file" "$copy"
done
MAKEFLAGS='' make -s -C "$copy" CFLAGS="$PAGE_BUILD" >&2
echo "$copy"
