#!/bin/sh
# sync.sh [DIRECTORY] - fills in the marked places of the guide's pages, which
# are DIRECTORY/*/*.md (docs if not said): `make sync-docs`. A place is
#
#   <!-- insert: KIND ARGUMENTS -->
#   (whatever stands here is replaced)
#   <!-- end insert -->
#
# and the kinds are
#
#   excerpt FILE NAME...    functions, structs, #defines out of the source
#   excerpt FILE            all of it, its lines numbered
#   transcript STEP [ACT]   the demo as it is played; the part of its ACTth `say`
#   help STEP PROGRAM       what --help says
#   diff STEP [FILE]        what changed since the step it grew from
#   ladder STEP [ACT [CALLS]]   the demo's socket calls, drawn: all, or of one
#                           act (and of that the CALLS, with commas between)
#   survival [STEP]         what its bare programs do not survive, and the repair
#   measured CASE...        their figures in docs/figures/measured.txt, which
#                           `make bench SAVE=1` has kept; or: measured bounds
#
# Beside the pages, docs/figures/pictures.txt says which pictures are drawn, and
# the plots are drawn from measured.txt.
#
# What comes from a run and is the same but for times and counts (varying.sed)
# stays as it is, unless FRESH=1. The steps and what `make -f tests/Makefile shown` builds must
# be there. What cannot be inserted is told, and its place left alone; exit status 1.
# shellcheck disable=SC2317 # the kinds are functions called by name

docs=${1:-docs}
here=tests/docs
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
unset MAKEFLAGS MFLAGS MAKELEVEL N PAUSE

# step_named 2: 02-echo. Fails if there is no such step.
step_named() {
    for step in $(sh tests/house/steps.sh); do
        case $step in
            "$1" | "$1"-* | 0"$1"-*) echo "$step" && return ;;
        esac
    done
    echo "there is no step $1" >&2
    return 1
}

# Each run once, those of a kind at the same time: they mostly wait.
# run_as NAME COMMAND...
run_as() {
    name=$1
    shift
    "$@" >"$scratch/$name.run" 2>"$scratch/$name.failure" </dev/null
    echo $? >"$scratch/$name.status"
}

# steps_of KIND: those whose runs are inserted.
steps_of() {
    cut -f 2 "$scratch/markers" | sed -n "s/^$1 \([^ ]*\).*/\1/p" |
        while read -r name; do
            step_named "$name" 2>/dev/null
        done | sort -u
}

run_all() {
    for kind in transcript ladder survival; do
        steps_of $kind >"$scratch/steps-$kind"
    done
    while read -r step; do
        run_as "$step.play" tests/build/play "$step" &
    done <"$scratch/steps-transcript"
    while read -r name scene options; do
        play_picture "$name" "$scene" &
    done <"$scratch/pictures"
    wait
    while read -r step; do
        NO_COLOR=1 PROCESSES=1 RECORDS=$scratch/$step.records \
            run_as "$step.trace" tests/build/trace step "$step" &
    done <"$scratch/steps-ladder"
    wait
    while read -r step; do
        run_as "$step.attack" tests/build/attack -b "$step" &
    done <"$scratch/steps-survival"
    # shellcheck disable=SC2046 # names without blanks
    ! cut -f 2 "$scratch/markers" | grep -qx survival ||
        run_as all.attack tests/build/attack -b $(sh tests/house/steps.sh) &
    wait
}

# play_picture NAME SCENE: of the step that NAME begins with; leaves a record. The
# demo is played anyway where its ladder is drawn.
play_picture() {
    step=$(step_named "${1%%-*}") || return 1
    if [ "$2" = demo ] && grep -qx "$step" "$scratch/steps-ladder"; then
        return
    fi
    scene=$docs/figures/$2
    [ "$2" != demo ] || scene=$step/demo.scene
    RECORDS=$scratch/$1.records SCENE=$scene \
        run_as "$1.picture" tests/build/trace step "$step"
}

# ran NAME: did that run end well? If not, what it said.
ran() {
    [ "$(cat "$scratch/$1.status")" != 0 ] || return 0
    cat "$scratch/$1.failure" "$scratch/$1.run" >&2
    return 1
}

fence() {
    echo "\`\`\`$1"
    cat
    echo '```'
}

excerpt() {
    file=$1
    shift
    [ -f "$file" ] || { echo "there is no file $file" >&2 && return 1; }
    if [ $# = 0 ]; then
        awk '{ printf(/./ ? "%2d  %s\n" : "%2d\n", NR, $0) }' "$file" | fence c
        return
    fi
    first=1
    for name; do
        [ -n "$first" ] || echo
        first=
        awk -v name="$name" -f "$here"/excerpt.awk "$file" || {
            echo "there is no $name in $file" >&2
            return 1
        }
    done | fence c
    # In a pipe only the last one's status counts.
    for name; do
        awk -v name="$name" -f "$here"/excerpt.awk "$file" >/dev/null || return 1
    done
}

# Status 2 of `play` or `trace`: that cannot be played, or seen, on this system.
# It is 3 here: what was inserted on another one stays.
transcript() {
    step=$(step_named "$1") || return 1
    [ "$(cat "$scratch/$step.play.status")" != 2 ] || return 3
    ran "$step.play" || return 1
    awk -v act="$2" -f "$here"/transcript.awk "$scratch/$step.play.run" \
        "$scratch/$step.play.run" >"$scratch/act" || {
        echo "the demo of $step has no act $2" >&2
        return 1
    }
    fence text <"$scratch/act"
}

help_of() {
    step=$(step_named "$1") || return 1
    if [ -z "$2" ] || [ ! -x "$step/$2" ]; then
        echo "there is no program '$2' in $step" >&2
        return 1
    fi
    (cd "$step" && "./$2" --help) >"$scratch/help" || return 1
    fence text <"$scratch/help"
}

# diff_of STEP [FILE]: of one file, only its difference.
diff_of() {
    step=$(step_named "$1") || return 1
    NO_COLOR=1 sh tests/house/diff-step.sh "$step" >"$scratch/diff"
    if [ -n "$2" ]; then
        awk -v wanted="$step/$2" '
            /^(changed|same|new) / { now = ($2 == wanted); next }
            now { print; any = 1 }
            END { exit !any }' "$scratch/diff" >"$scratch/one" || {
            echo "nothing in $step/$2 has changed" >&2
            return 1
        }
        mv "$scratch/one" "$scratch/diff"
    fi
    fence diff <"$scratch/diff"
}

ladder() {
    step=$(step_named "$1") || return 1
    [ "$(cat "$scratch/$step.trace.status")" != 2 ] || return 3
    ran "$step.trace" || return 1
    if [ -n "$3" ]; then
        some_calls "$step" "$2" "$3" >"$scratch/trace"
    else
        cp "$scratch/$step.trace.run" "$scratch/trace"
    fi
    awk -v act="$2" -f "$here"/ports.awk -f "$here"/ladder.awk "$step/demo.scene" \
        "$scratch/trace" >"$scratch/act" || {
        echo "the demo of $step has no act $2" >&2
        return 1
    }
    fence text <"$scratch/act"
}

# some_calls STEP ACT CALLS: without the rest four lanes fit a page of paper.
some_calls() {
    sed -n 's/^say  *//p' "$1/demo.scene" | sed -n "$2p"
    echo
    tests/build/ladder --text --processes --width 116 --act "$2" --only "$3" \
        "$scratch/$1.records" | sed -n '/^ *ms /,$p'
}

# Tables, so no block of code. An empty line keeps them apart from the marker.
# What cannot be tried here has been tried elsewhere.
survival() {
    step=all
    [ -z "$1" ] || step=$(step_named "$1") || return 1
    ran "$step.attack" || return 1
    ! grep -q '^- not tried: ' "$scratch/$step.attack.run" || return 3
    echo
    sed '/^[0-9]* attacks[,;] /d' "$scratch/$step.attack.run" |
        awk '!NF { empty = 1; next } { if (empty) print ""; empty = 0; print }'
    echo
}

# The one kind that is in the page's language: $language.
measured() {
    set -- -i "$docs/figures/measured.txt" -t "$*"
    [ "$language" = en ] || set -- "$@" -p
    tests/build/bench/bench "$@" >"$scratch/table" || return 1
    echo
    cat "$scratch/table"
    echo
}

# generate KIND ARGUMENTS...
generate() {
    kind=$1
    shift
    case $kind in
        excerpt | transcript | ladder | survival | measured) ;;
        help | diff) kind=${kind}_of ;;
        *) echo "no kind of insertion is called '$kind'" >&2 && return 1 ;;
    esac
    "$kind" "$@"
}

# loose KIND FILE: what two runs have in common: what the scene decides, in its
# order, and what the programs say, in any.
loose() {
    case $1 in
        ladder) awk -f "$here"/lanes.awk "$2" | sort -u ;;
        transcript)
            grep -v '^ *[^ ]* [|!]' "$2" | sed -f "$here"/varying.sed
            grep '^ *[^ ]* [|!]' "$2" | sed -f "$here"/varying.sed | sort -u
            ;;
        *) cat "$2" ;;
    esac
}

# drawn OPTION...: a ladder with these options, or `chart KIND WORD...` (spans.awk).
drawn() {
    if [ "$1" = chart ]; then
        kind=$2
        shift 2
        awk -v kind="$kind" -v words="$*" -f "$here"/spans.awk "$records" |
            awk -v title="$step" -f "$here"/chart.awk
    else
        tests/build/ladder --svg --title "$step" "$@" "$records"
    fi
}

# draw_picture NAME OPTION...: as it was, if it is as good as new.
draw_picture() {
    step=$(step_named "${1%%-*}") || return 1
    run=$1.picture records=$scratch/$1.records picture=$docs/figures/$1.svg
    shift
    if [ ! -e "$scratch/$run.status" ]; then
        run=$step.trace records=$scratch/$step.records
    fi
    [ "$(cat "$scratch/$run.status")" != 2 ] || return 3
    ran "$run" || return 1
    drawn "$@" >"$scratch/picture" || return 1
    awk -f "$here"/ports.awk -f "$here"/named.awk "$scratch/picture" >"$scratch/new.svg"
    awk -f "$here"/picture.awk "$scratch/new.svg" | sort -u >"$scratch/loose-new"
    if [ -e "$picture" ] && [ -z "$FRESH" ]; then
        awk -f "$here"/picture.awk "$picture" | sort -u |
            cmp -s - "$scratch/loose-new" && return 0
    fi
    cp "$scratch/new.svg" "$picture" && echo "updated $picture"
}

draw_pictures() {
    while read -r name scene options; do
        # shellcheck disable=SC2086 # the options are words
        draw_picture "$name" $options 2>"$scratch/why" </dev/null
        case $? in
            0) ;;
            3) echo "left as it is: $docs/figures/$name.svg" ;;
            *)
                echo "$docs/figures/$name.svg: $(head -n 30 "$scratch/why")" >&2
                errors=1
                ;;
        esac
    done <"$scratch/pictures"
}

# From the saved figures: the same each time.
draw_plots() {
    [ -e "$docs/figures/measured.txt" ] || return 0
    mkdir "$scratch/plots"
    tests/build/bench/bench -i "$docs/figures/measured.txt" -f "$scratch/plots" \
        >/dev/null || errors=1
    for plot in "$scratch"/plots/*; do
        [ -e "$plot" ] || continue
        cmp -s "$plot" "$docs/figures/${plot##*/}" ||
            { cp "$plot" "$docs/figures/" && echo "updated $docs/figures/${plot##*/}"; }
    done
}

grep -v '^#' "$docs/figures/pictures.txt" >"$scratch/pictures" 2>/dev/null

set -- "$docs"/*/*.md
[ -e "$1" ] || exit 0
awk -f "$here"/markers.awk "$@" >"$scratch/markers" || exit 1
run_all

number=0 errors=0
draw_pictures
draw_plots
cut -f 2 "$scratch/markers" | awk '!seen[$0]++' >"$scratch/words"
while read -r words; do
    number=$((number + 1))
    new=$scratch/$number.new old=$scratch/$number.old
    # shellcheck disable=SC2086 # the words of the marker
    for language in pt-BR en; do
        [ $language = en ] || [ "${words%% *}" = measured ] || continue
        generate $words >"$new" 2>"$scratch/why" </dev/null
        status=$?
        [ $language = en ] || mv "$new" "$new.pt-BR"
    done
    if [ "$status" = 3 ]; then
        echo "left as it is: $words"
        continue
    elif [ "$status" != 0 ]; then
        awk -F '\t' -v words="$words" '$2 == words { print $1 }' \
            "$scratch/markers" | while read -r place; do
            echo "$place: $words: $(head -n 30 "$scratch/why")" >&2
        done
        errors=1
        continue
    fi
    # If what stands there is as good as new, nothing is to be changed.
    awk -v words="$words" -f "$here"/place.awk "$@" >"$old"
    loose "${words%% *}" "$new" >"$scratch/loose-new"
    loose "${words%% *}" "$old" >"$scratch/loose-old"
    [ -n "$FRESH" ] || ! cmp -s "$scratch/loose-new" "$scratch/loose-old" ||
        cp "$old" "$new"
    printf '%s\t%s\n' "$words" "$new" >>"$scratch/map-en"
    [ ! -e "$new.pt-BR" ] || new=$new.pt-BR
    printf '%s\t%s\n' "$words" "$new" >>"$scratch/map-pt-BR"
done <"$scratch/words"
[ -e "$scratch/map-en" ] || exit $errors

for page; do
    language=${page%/*}
    awk -v map="$scratch/map-${language##*/}" -f "$here"/fill.awk "$page" >"$scratch/page"
    cmp -s "$scratch/page" "$page" || {
        cat "$scratch/page" >"$page"
        echo "updated $page"
    }
done
exit $errors
