#!/bin/sh
# includes.sh [borrowed] - which file includes which, below tests: a line `FILE
# INCLUDED` for each include in quotes. What is not beside a file may be in
# tests/harness. With `borrowed`, a line `USER ROOM FILE INCLUDED` for each that
# crosses from a folder into another: tests/harness/ladder is called ladder,
# tests/exercises is called exercises, and tests itself -.

includes() {
    find tests -name bad -prune -o -name build -prune -o \
        -name '*.[ch]' -exec grep '^ *# *include *"' /dev/null {} + |
        while IFS=: read -r file line; do
            included=${line#*\"}
            included=${included%%\"*}
            path=${file%/*}/$included
            [ -e "$path" ] || [ ! -e "tests/harness/$included" ] ||
                path=tests/harness/$included
            echo "$file $path"
        done |
        awk '{ while (sub(/[^\/.]+\/\.\.\//, "", $2)); print $1, $2 }'
}

if [ "$1" = borrowed ]; then
    includes | awk '
        function room(path, part, count) {
            if (path !~ /^tests\//)
                return ""
            count = split(path, part, "/")
            return count > 2 ? part[count - 1] : "-"
        }
        { user = room($1); owner = room($2) }
        owner != "" && owner != "-" && owner != user { print user, owner, $0 }'
else
    includes
fi
