#!/bin/sh
# soak.sh [MINUTES=10] [ONLY=word] [COURSE=1] [JOBS=4] - runs tests again and
# again while two endless loops keep the machine busy: no verdict may depend on
# who runs first. Always those that have been run least; what was run before is
# in tests/build/soak.counts, a line each run, and is gone on with. The aim is
# 200 runs of each test that hangs on threads, signals, time or a terminal, and
# 20 of the others. Each failure is told at once, and its log kept. COURSE=1
# takes the solutions and near-misses instead of those exercises that hang on
# such a thing: 5 runs of each, which check it ten times. Exits with 1 if any
# test has ever failed; `rm tests/build/soak.counts` begins anew.

MINUTES=10 ONLY='' COURSE='' JOBS=4
for word; do
    case $word in
        MINUTES=* | JOBS=*)
            case ${word#*=} in '' | 0* | *[!0-9]*) set -- usage ;; esac
            ;;
        ONLY=* | COURSE=*) ;;
        *) set -- usage ;;
    esac
    [ "$1" != usage ] || {
        echo 'usage: sh tests/soak.sh [MINUTES=10] [ONLY=word] [COURSE=1] [JOBS=4]' >&2
        exit 2
    }
    # shellcheck disable=SC2163 # a name and its value
    export "$word"
done
only=$ONLY
[ -z "$COURSE" ] || export PLAYS=10
unset ONLY MAKEFLAGS MFLAGS MAKELEVEL

build=tests/build
counts=$build/soak.counts
make -s steps && make -s -f tests/Makefile VERB=test-all ready || exit 1
touch "$counts"

# Where python3 is a shim, it is not to look for the real one each time.
python=$(python3 -c 'import os, sys; print(os.path.dirname(sys.executable))' \
    2>/dev/null) && PATH=$python:$PATH

# Each test as a line: AIM PROGRAM NAME. In chaos, signals come. In steps 01 to
# 03 a test that hangs on such a thing is called after it. Of the others, those
# that prepare something together are one: NAME,NAME.
list_tests() {
    programs=tests/test_course.sh
    [ -n "$COURSE" ] || programs="$build/test_* tests/test_*.sh"
    for program in $programs; do
        [ -x "$program" ] || [ "${program%.sh}" != "$program" ] || continue
        [ -n "$COURSE" ] || [ "$program" != tests/test_course.sh ] || continue
        case $program in
            *.sh) sh "$program" --list ;;
            *) "$program" --list ;;
        esac | awk -v program="$program" -v course="$COURSE" -v only="$only" '
            BEGIN {
                often = program ~ /_0[4-7]|attack|ladder|clock|harness/
                whole = program ~ /breaks/ # all tests of a step, with a fault
                wanted = course ? "_(04.c|05.[abc]|06.[ac]|07.b)[-_].*(solved|miss)$" : ""
            }
            $2 !~ wanted || (only != "" && !index(program "." $2, only)) { next }
            course {
                print 5, program, $2
                next
            }
            often || !whole && ($1 == "chaos" || $1 == "calm" ||
                $2 ~ /signal|sigpipe|terminal|stop|resume/) {
                print 200, program, $2
                next
            }
            $3 == "" || $3 != together { names[++lines] = $2 }
            $3 != "" && $3 == together { names[lines] = names[lines] "," $2 }
            { together = $3 }
            END {
                for (line = 1; line <= lines; line++)
                    print 20, program, names[line]
            }'
    done
}

# least_run LANE: of each JOBSth test those that are furthest from their aim, a
# line a program: PROGRAM NAME...
least_run() {
    awk -v counts="$counts" -v jobs="$JOBS" -v lane="$1" '
        FILENAME == counts { runs[$2 " " $3]++; next }
        FNR % jobs == lane && runs[$2 " " $3] < $1 {
            print int(1000 * runs[$2 " " $3] / $1), $2, $3
        }' "$counts" "$build/soak.list" |
        sort -n | head -n 128 | awk '
        { names[$2] = names[$2] " " $3 }
        END { for (program in names) print program names[program] }'
}

# run_some LOG PROGRAM NAME[,NAME...]...: in one go. A test that said nothing of
# itself has failed, and all of them where the program failed and none did.
run_some() {
    log=$1 program=$2
    shift 2
    case $program in *.sh) shell='sh' ;; *) shell='' ;; esac
    # shellcheck disable=SC2046,SC2086 # words
    "$build/bounded" 3600 $shell $program $(echo "$*" | tr , ' ') >"$log" 2>&1
    status=$?
    kept=$build/logs/soak.${program##*/}.$(date +%s).$$.$lane.log
    awk -v program="$program" -v names="$*" -v kept="$kept" \
        -v status=$status '
        $1 == "[" && $2 ~ /^(OK|SKIPPED)$/ { result[$4] = tolower($2) }
        $1 == "[" && $2 == "FAILED" { result[$4] = "failed"; failures++ }
        END {
            amount = split(names, name, " ")
            for (i = 1; i <= amount; i++) {
                verdict = "passed"
                parts = split(name[i], part, ",")
                for (j = 1; j <= parts; j++)
                    if (result[part[j]] == "skipped")
                        verdict = verdict == "failed" ? "failed" : "skipped"
                    else if (result[part[j]] != "ok" || status != 0 && !failures)
                        verdict = "failed"
                print verdict, program, name[i]
                if (verdict == "failed")
                    print "FAILED " name[i] ": " kept >"/dev/stderr"
            }
        }' "$log" >"$log.verdicts"
    ! grep -q '^failed' "$log.verdicts" || mv "$log" "$kept"
    cat "$log.verdicts" >>"$counts"
}

# run_lane LANE: until the time is up, or none is left.
run_lane() {
    lane=$1
    log=$build/logs/soak.$$.$lane.log
    while [ "$(date +%s)" -lt "$end" ]; do
        least_run "$lane" >"$log.next"
        [ -s "$log.next" ] || break
        while read -r program names; do
            [ "$(date +%s)" -lt "$end" ] || break
            # shellcheck disable=SC2086 # words
            run_some "$log" "$program" $names </dev/null
        done <"$log.next"
    done
    rm -f "$log" "$log.next" "$log.verdicts"
}

say_counts() {
    awk -v counts="$counts" '
        FILENAME == counts { runs[$2 " " $3]++; all[$1]++; next }
        {
            tests++
            there += runs[$2 " " $3] >= $1
            if (tests == 1 || runs[$2 " " $3] < least) least = runs[$2 " " $3]
        }
        END {
            printf "%d tests: each run at least %d times, %d as often as aimed at\n", \
                tests, least, there
            printf "runs so far: %d passed, %d skipped, %d failed\n", \
                all["passed"], all["skipped"], all["failed"]
        }' "$counts" "$build/soak.list"
    awk '$1 == "failed" { failed[$3]++ }
        END { for (name in failed) print "failed " failed[name] " times: " name }' \
        "$counts"
}

mkdir -p "$build/logs"
list_tests >"$build/soak.list"
loads='' lanes=''
trap 'kill $loads $lanes 2>/dev/null' EXIT
trap 'exit 130' INT TERM
for _ in 1 2; do
    while :; do :; done &
    loads="$loads $!"
done
end=$(($(date +%s) + 60 * MINUTES)) lane=0
while [ $lane -lt "$JOBS" ]; do
    run_lane $lane &
    lanes="$lanes $!" lane=$((lane + 1))
done
# shellcheck disable=SC2086 # several
wait $lanes
lanes=''
say_counts
! grep -q '^failed ' "$counts"
