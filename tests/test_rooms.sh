#!/bin/sh
# test_rooms.sh - the folders of the harness are rooms: tests/harness/NAME has
#
#     README.md    what goes in, what comes out, which file to read first: at
#                  most twelve lines
#     NAME.h       what the room offers, the one header for others; any other of
#                  its headers (internal.h) is its own affair
#
# and no room needs one that needs it. Nor is a .c file included. `fallback` is
# no room: its header must be called as the one that it stands in for. What the
# rooms hand on to each other is drawn in docs/figures/rooms.svg.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

# helper_rooms TOP: the rooms below TOP/tests/harness.
helper_rooms() {
    for room in "$1"/tests/harness/*/; do
        room=$(basename "$room")
        [ "$room" = fallback ] || echo "$room"
    done
}

helper_each_has_a_short_readme() {
    for room in $(helper_rooms "$1"); do
        readme=$1/tests/harness/$room/README.md
        if [ ! -s "$readme" ]; then
            echo "$room has no README.md"
        elif [ "$(wc -l <"$readme")" -gt 12 ]; then
            echo "$room/README.md has more than 12 lines"
        fi
    done
}

helper_each_offers_a_header() {
    for room in $(helper_rooms "$1"); do
        [ -s "$1/tests/harness/$room/$room.h" ] || echo "$room has no $room.h"
    done
}

# helper_from TOP SCRIPT ARGUMENTS...: a script of tests/house, at work in TOP.
house=$PWD/tests/house
helper_from() {
    (
        cd "$1" || exit
        script=$2
        shift 2
        sh "$house/$script" "$@"
    )
}

helper_only_headers_are_offered() {
    helper_from "$1" includes.sh | grep 'tests/harness/.*\.c$' | sed 's/ / includes /'
    helper_from "$1" includes.sh borrowed | while read -r _ room file header; do
        case $header in
            */"$room/$room.h" | tests/harness/fallback/*) ;;
            *.h) echo "$file includes $header, which is $room's own" ;;
        esac
    done
}

# Takes away whoever needs nobody that is left, again and again.
helper_no_circle() {
    helper_from "$1" includes.sh borrowed | awk '
        $1 != "-" { needs[$1, $2]; room[$1]; room[$2] }
        END {
            do {
                gone = 0
                for (one in room) {
                    free = 1
                    for (other in room)
                        if ((one, other) in needs)
                            free = 0
                    if (free) {
                        delete room[one]
                        gone = 1
                    }
                }
            } while (gone)
            for (one in room)
                print one " needs a room that needs it"
        }'
}

each_room_has_a_short_readme() {
    helper_each_has_a_short_readme .
}

each_room_offers_a_header() {
    helper_each_offers_a_header .
}

rooms_keep_their_own_affairs() {
    helper_only_headers_are_offered .
}

no_room_needs_one_that_needs_it() {
    helper_no_circle .
}

the_figure_is_the_way_of_a_call() {
    sh tests/house/rooms.sh check
}

# ---- do these tests see it?

# Two rooms that are as they should be: the picture needs the run.
helper_make_rooms() {
    top=$scratch/top
    rm -rf "$top"
    mkdir -p "$top/tests/harness/run" "$top/tests/harness/picture"
    for room in run picture; do
        echo "# $room: all of it" >"$top/tests/harness/$room/README.md"
        echo "int $room(void);" >"$top/tests/harness/$room/$room.h"
        echo '#include "internal.h"' >"$top/tests/harness/$room/$room.c"
        echo '#include <stdio.h>' >"$top/tests/harness/$room/internal.h"
    done
    echo '#include "../run/run.h"' >>"$top/tests/harness/picture/internal.h"
    echo '#include "picture/picture.h"' >"$top/tests/test_picture.c"
}

# helper_sees TEST SENTENCE: with it, TEST must say just that.
helper_sees() {
    "$1" "$top" >"$scratch/seen" 2>&1
    [ "$(cat "$scratch/seen")" = "$2" ] || {
        echo "$1 should say \"$2\", and says:"
        cat "$scratch/seen"
    }
}

good_rooms_are_not_blamed() { # long
    helper_make_rooms
    for check in helper_each_has_a_short_readme helper_each_offers_a_header \
        helper_only_headers_are_offered helper_no_circle; do
        helper_sees "$check" ''
    done
}

a_missing_or_long_readme_is_found() { # long
    helper_make_rooms
    rm "$top/tests/harness/run/README.md"
    helper_sees helper_each_has_a_short_readme 'run has no README.md'
    yes | head -n 13 >"$top/tests/harness/run/README.md"
    helper_sees helper_each_has_a_short_readme \
        'run/README.md has more than 12 lines'
}

a_room_without_a_header_is_found() { # long
    helper_make_rooms
    mv "$top/tests/harness/run/run.h" "$top/tests/harness/run/other.h"
    helper_sees helper_each_offers_a_header 'run has no run.h'
}

a_borrowed_header_is_found() { # long
    helper_make_rooms
    header=tests/harness/run/internal.h
    for file in tests/harness/picture/picture.c tests/harness/play.c \
        tests/test_picture.c; do
        echo '#include "run/internal.h"' >"$top/$file"
        helper_sees helper_only_headers_are_offered \
            "$file includes $header, which is run's own"
        echo >"$top/$file"
    done
}

an_included_c_file_is_found() { # long
    helper_make_rooms
    echo '#include "run/run.c"' >>"$top/tests/test_picture.c"
    helper_sees helper_only_headers_are_offered \
        'tests/test_picture.c includes tests/harness/run/run.c'
}

a_circle_is_found() { # long
    helper_make_rooms
    mkdir "$top/tests/harness/page"
    echo '#include "../picture/picture.h"' >"$top/tests/harness/page/page.c"
    echo 'int page(void);' >"$top/tests/harness/page/page.h"
    helper_sees helper_no_circle ''
    echo '# include "../page/page.h"' >>"$top/tests/harness/run/run.h"
    helper_no_circle "$top" | sort >"$scratch/circle"
    for room in page picture run; do
        grep -q "^$room needs a room that needs it" "$scratch/circle" ||
            echo "$room is not said to stand in a circle"
    done
}

# A figure of the two rooms, which says just what is so.
helper_make_figure() {
    helper_make_rooms
    mkdir -p "$top/tests/house" "$top/docs/figures"
    {
        echo 'program: ours'
        echo 'program > run: its calls'
        echo 'run > picture: all that it has'
    } >"$top/tests/house/way.txt"
    helper_from "$top" rooms.sh sync >"$scratch/figure" 2>&1
    grep -qx 'updated docs/figures/rooms.svg' "$scratch/figure" ||
        cat "$scratch/figure"
    helper_from "$top" rooms.sh check 2>&1
}

# helper_must_say SENTENCE: rooms.sh check, and it fails.
helper_must_say() {
    ! helper_from "$top" rooms.sh check >"$scratch/figure" 2>&1 ||
        echo "not a failure: $1"
    grep -q "$1" "$scratch/figure" || cat "$scratch/figure"
}

a_stale_figure_is_found() { # long
    stale='is not the way of a call any more: make sync-docs'
    helper_make_figure
    echo >"$top/tests/harness/picture/internal.h"
    helper_must_say "$stale"
    helper_make_figure
    echo '# run: half of it' >"$top/tests/harness/run/README.md"
    helper_must_say "$stale"
    helper_make_figure
    sed -i.bak 's/its calls/half of its calls/' "$top/tests/house/way.txt"
    helper_must_say "$stale"
}

a_room_off_the_way_is_found() { # long
    helper_make_figure
    mkdir "$top/tests/harness/page"
    echo '# page: new' >"$top/tests/harness/page/README.md"
    helper_must_say 'page is not on the way'
    echo 'run > pag: a letter is missing' >>"$top/tests/house/way.txt"
    rm -r "$top/tests/harness/page"
    helper_must_say 'there is no pag,'
    echo 'pag: found' >>"$top/tests/house/way.txt"
    echo 'pag > run: again' >>"$top/tests/house/way.txt"
    helper_must_say 'goes in a circle'
}

run_functions
end_tests rooms
