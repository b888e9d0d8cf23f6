#!/bin/sh
# test_house.sh - what holds for the repository as a whole: copies, labels,
# the verbs' arguments.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

steps=$(sh tests/house/steps.sh | sed 's|$|/|')

# helper_in_steps NAME...: the files of these names in each step, as the shell
# knows them.
helper_in_steps() {
    for step in $steps; do
        for name; do
            for file in "$step"$name; do
                [ ! -e "$file" ] || echo "$file"
            done
        done
    done
}

copies_are_the_same() {
    sh tests/house/copies.sh check
}

copies_that_differ_are_found() {
    mkdir -p "$scratch/tests/house"
    cp tests/house/copies.sh "$scratch/tests/house/"
    echo 'one two' >"$scratch/tests/copies.txt"
    echo 1 >"$scratch/one"
    echo 2 >"$scratch/two"
    (cd "$scratch" && sh tests/house/copies.sh check) |
        grep -q 'two differs from one' || echo 'a difference was not found'
    (cd "$scratch" && sh tests/house/copies.sh sync >/dev/null)
    cmp "$scratch/one" "$scratch/two"
}

steps_are_whole() {
    for step in $steps; do
        test=tests/test_$(basename "$step" | tr - _).c
        for file in "$step"Makefile "$step"README.md "$step"demo.scene "$test"; do
            [ -f "$file" ] || echo "$file is missing"
        done
    done
}

# LIMITATION(NN) in the code of a step: NN is a later step of the seven, or
# `guide`, or, in a bare program, `server` or `client`: the full program beside
# it. The step's README explains it.
limitations_are_explained() { # long
    for step in $steps; do
        labels=$(cat "$step"*.[ch] | grep -o 'LIMITATION([^)]*)' | sort -u)
        for label in $labels; do
            number=${label#LIMITATION(}
            number=${number%)}
            case $number in
                guide) ;;
                server | client)
                    [ -f "$step$number.c" ] ||
                        echo "$step: $label: no $number.c repairs it"
                    grep -lF "$label" "$step"*.[ch] | grep -v '/bare_[^/]*$' |
                        sed "s/$/: $label, but this is the full program/"
                    ;;
                0[1-7])
                    [ "$number" -gt "$(echo "$step" | cut -c1-2)" ] ||
                        echo "$step: $label is repaired in no later step"
                    ;;
                *) echo "$step: $label names no step" ;;
            esac
            grep -qF "$label" "$step"README.md ||
                echo "${step}README.md does not mention $label"
        done
    done
}

# Where there are threads, strerror() may give the words of another's error.
threads_use_no_strerror() {
    grep -n '[^_]strerror(' 0[567]-*/net.c 0[567]-*/server.c 0[567]-*/client.c \
        0[67]-*/room.c 0[67]-*/note.c
}

steps_stand_alone() {
    # shellcheck disable=SC2046 # names without blanks
    grep -n 'include "\.\./' $(helper_in_steps '*.[ch]')
    # shellcheck disable=SC2046
    grep -n 'include .*\.\.' $(helper_in_steps Makefile)
}

text_files_have_unix_lines() {
    # shellcheck disable=SC2046 # names without blanks
    grep -l "$(printf '\r')" Makefile $(helper_in_steps '*.[ch]') tests/*.c \
        tests/harness/*/*.[ch] tests/harness/*/*.sh tests/house/*.sh
}

helper_step_verbs() {
    sed -n 's/^STEP_VERBS [:+]= //p' Makefile tests/course.mk
}

one_step_has_many_names() {
    for words in 'run-step 2' 'run-step 02' 'run-step 02-echo' \
        'run-step 02-echo/' 'run-step N=2' 'start-step N=02' \
        'check-step N=02-echo' 'start-step 2' 'check-step 2'; do
        # shellcheck disable=SC2086 # two words
        make -n $words 2>&1 | grep -q '^[a-z].* 02-echo$' ||
            echo "make $words is not step 02"
    done
    [ ! -e work/02-echo ] || echo 'make -n has made a copy'
}

# A copy that was never made is told as that, in the student's language.
attack_step_misses_a_copy() {
    unset SERVER CLIENT
    for language in C pt_BR.UTF-8; do
        WORK=1 LC_ALL=$language sh tests/house/attack-step.sh 02-none \
            >"$scratch/out" 2>&1
        status=$?
        [ "$status" = 2 ] || echo "WORK=1 exits with $status"
        grep -q 'work/02-none.*: make start-step 2$' "$scratch/out" ||
            cat "$scratch/out"
    done
}

# MAKE is GNU make: it exits with 2 whenever a recipe fails.
unknown_steps_are_told() { # long
    for name in '' 9 x 0 '2x' 02- 02-udp N= N=9; do
        # shellcheck disable=SC2086 # the first is no word at all
        make -s run-step $name >"$scratch/out" 2>&1
        status=$?
        [ "$status" = 2 ] || echo "make run-step $name exits with $status"
        grep -q '^  02-echo$' "$scratch/out" ||
            echo "make run-step $name does not list the steps"
    done
    for verb in $(helper_step_verbs); do
        make -s "$verb" 9 2>&1 | grep -q "^Which step? make $verb N" ||
            echo "make $verb 9 does not ask for a step"
    done
}

help_lists_every_verb() {
    help=$(make -s help)
    for verb in $(helper_step_verbs) attack progress test test-all lint-course \
        clean; do
        case $help in *"make $verb"*) ;; *) echo "make help omits $verb" ;; esac
    done
}

diff_step_shows_the_change() {
    make -s diff-step 2 >"$scratch/diff"
    grep -q '^changed  02-echo/bare_client.c since 01-basic-tcp/bare_client.c' \
        "$scratch/diff" || echo 'no bare_client.c'
    grep -q '^-.*listener);$' "$scratch/diff" || echo 'no - line'
    grep -q '^+.*setsockopt(listener' "$scratch/diff" || echo 'no + line'
    ! grep -q ' 02-echo/server.c' "$scratch/diff" || echo 'a full program'
    make -s diff-step 1 | grep -q 'nothing to compare' || echo 'step 1'
}

diff_step_shows_the_full_programs() {
    make -s diff-step 2 FULL=1 >"$scratch/diff"
    grep -q '^changed  02-echo/server.c' "$scratch/diff" || echo 'no server.c'
    grep -q '^same     02-echo/show.h' "$scratch/diff" || echo 'no show.h'
    grep -q '^-static const char welcome' "$scratch/diff" || echo 'no - line'
    grep -q '^+#define DEFAULT_PORT "5555"' "$scratch/diff" || echo 'no + line'
    ! grep -q 'bare' "$scratch/diff" || echo 'a bare program'
}

# What is not here is not called the same, nor new.
diff_step_misses_a_step() {
    mkdir "$scratch/alone"
    cp -R 02-echo "$scratch/alone/"
    for full in 0 1; do
        (
            here=$PWD
            cd "$scratch/alone" || exit
            FULL=$full sh "$here/tests/house/diff-step.sh" 02-echo
            echo "exit $?"
        ) >"$scratch/diff" 2>&1
        grep -q '^diff-step: .*there is no 01-basic-tcp' "$scratch/diff" ||
            echo "FULL=$full: it does not say what is missing"
        grep -q '^exit 1$' "$scratch/diff" || echo "FULL=$full: not 1"
        ! grep -q '^[a-z]*  ' "$scratch/diff" || cat "$scratch/diff"
    done
}

# How many lines a bare program may have, and the port of the guide that its
# step grew from.
helper_bare_bounds() {
    cat <<'END'
01-basic-tcp/bare_server.c 50 1234
01-basic-tcp/bare_client.c 45 1234
02-echo/bare_server.c 50 5555
02-echo/bare_client.c 50 5555
03-udp/bare_server.c 45 12345
03-udp/bare_client.c 45 12345
04-timeouts/bare_client.c 60 12345
05-threaded-server/bare_server.c 75 5555
06-broadcast-chat/bare_server.c 110 8082
06-broadcast-chat/bare_client.c 70 8082
07-encrypted-chat/bare_client.c 100 10101
END
}

bare_programs_fit_one_screen() {
    # shellcheck disable=SC2046 # names without blanks
    helper_bare_bounds | awk '
        NR == FNR { most[$1] = $2; port[$1] = "atoi(argv[1]) : " $3 ";"; next }
        { lines[FILENAME] = FNR }
        index($0, port[FILENAME]) { has_port[FILENAME] = 1 }
        / socket\(/ && FNR < 20 { early[FILENAME] = 1 }
        END {
            for (file in most)
                if (!(file in lines))
                    print file " is not there"
            for (file in lines) {
                if (!(file in most))
                    print file " has no bound"
                else if (lines[file] > most[file])
                    print file " has " lines[file] " lines, not " most[file]
                if (!has_port[file])
                    print file ": not " port[file]
                if (file ~ /^01/ && !early[file])
                    print file ": no socket() before line 20"
            }
        }' - $(helper_in_steps 'bare_*.c')
}

# Comments included. No third file may take what the room has to spare.
the_chat_server_can_be_explained() {
    server='server.c room.c room.h note.c note.h port.h'
    # shellcheck disable=SC2086 # several files
    set -- "$(cd 06-broadcast-chat && cat room.c room.h | wc -l)" \
        "$(cd 06-broadcast-chat && cat $server | wc -l)"
    [ "$1" -le 500 ] || echo "06's room has $1 lines, not 500"
    [ "$2" -le 950 ] || echo "06's server has $2 lines, not 950"
    helper_other_files 06-broadcast-chat "$server" args.h show.h net.c net.h \
        client.c keyboard.c keyboard.h bare_server.c bare_client.c
    for file in $server; do
        awk '/^[a-z].*\(/ { name = $0; first = NR }
            /^}/ && name != "" && NR - first >= 30 {
                print FILENAME ": over 30 lines: " name }
            /^}/ { name = "" }' "06-broadcast-chat/$file"
    done
}

helper_other_files() {
    step=$1
    shift
    for file in "$step"/*.[ch]; do
        case " $* " in
            *" ${file#*/} "*) ;;
            *) echo "$file is not counted" ;;
        esac
    done
}

# Only what is in the system's headers, and in one file: cc builds it.
bare_programs_have_no_header_of_ours() {
    for file in $(helper_in_steps 'bare_*.c'); do
        case $file in
            07-*) ;;
            *) grep -Hn '#include "' "$file" ;;
        esac
    done
}

# How many lines a full program may have, and before which line its first socket
# call must stand: a file begins with its subject.
helper_full_bounds() {
    cat <<'END'
01-basic-tcp/server.c 149 59
01-basic-tcp/client.c 149 59
02-echo/server.c 219 59
02-echo/client.c 219 59
03-udp/server.c 249 59
03-udp/client.c 219 59
04-timeouts/client.c 219 99
04-timeouts/server.c 349 99
04-timeouts/udp_client.c 349 99
END
}

full_programs_begin_with_their_subject() {
    # shellcheck disable=SC2046 # names without blanks
    helper_full_bounds | awk '
        NR == FNR { most[$1] = $2; first[$1] = $3; next }
        { lines[FILENAME] = FNR }
        /^ .*[ =]socket\(/ && FNR <= first[FILENAME] { early[FILENAME] = 1 }
        /^int main\(/ { begun[FILENAME] = FNR }
        END {
            for (file in most) {
                if (lines[file] > most[file])
                    print file " has " lines[file] " lines, not " most[file]
                if (!early[file])
                    print file ": no socket() in the first " first[file] " lines"
                if (begun[file] <= lines[file] - 40)
                    print file ": main() is not last"
            }
        }' - $(helper_full_bounds | cut -d " " -f 1)
}

# docs/bridge/bridge.c has two screens, and is as strict as a step.
the_bridge_fits_two_screens() {
    lines=$(wc -l <docs/bridge/bridge.c)
    [ "$lines" -le 200 ] || echo "docs/bridge/bridge.c has $lines lines, not 200"
    awk 'FNR == 1 { begun = 0 } /^{$/ { begun = FNR }
        /^}$/ && begun && FNR - begun - 1 > 30 {
            print FILENAME ":" begun ": a function of more than 30 lines"
        }' docs/bridge/*.c
}

# What moves out of a program into a header must not grow on the way: the lines
# of a step in all, but for its bare programs.
steps_do_not_grow() {
    while read -r step most; do
        lines=$(find "$step" -name '*.[ch]' ! -name 'bare_*' -exec cat {} + |
            awk 'END { print NR }')
        [ "$lines" -le "$most" ] || echo "$step has $lines lines, not $most"
    done <<'END'
01-basic-tcp 604
02-echo 677
03-udp 774
04-timeouts 1776
END
}

bare_programs_change_little() { # long
    for step in 2 3 4 5 6 7; do
        make -s diff-step "$step" >"$scratch/diff"
        grep -q '^changed ' "$scratch/diff" || echo "step $step: nothing changed"
        awk '/^changed / && $5 + 0 > 70 { print }
            /^changed / && $5 + 0 < 1 { print "no count: " $0 }' "$scratch/diff"
    done
}

no_colour_without_a_terminal() {
    make -s run-step 1 2>&1 | grep -q "$(printf '\033')" &&
        echo 'colour codes in a pipe'
}

another_scene_can_be_played() {
    echo 'say Something else.' >"$scratch/other.scene"
    SCENE=$scratch/other.scene make -s run-step 1 2>&1 |
        grep -q '^Something else' || echo 'run-step does not play SCENE'
}

run_functions
end_tests house
