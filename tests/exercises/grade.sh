#!/bin/sh
# grade.sh STEP - marks the submissions in DIR: a row for each subdirectory and
# each archive (.zip, .tar, .tar.gz, .tgz) that has the step's files, or has them
# in NN-name, or in the one directory that is there. FORMAT=csv is for a
# spreadsheet, json for an autograder, both the same in every language.
# LIMIT=60: seconds that a build may take; PATIENCE=30: those that the check
# waits for one thing, unless it is certain sooner that it will not come;
# MEMORY=2048: the MiB that all programs together may have. SANITIZERS=no: marks
# where there are none. Exits with 2 if it was called wrongly, or if the untouched
# step is not marked here as it has to be; else with 0.
#
# A submission is unpacked, built and checked with what bounded -l lets it have,
# one after another, so that none spoils the row of the next. It is not kept
# from reading, writing and connecting: strangers' code wants a container.

. tests/exercises/common.sh
. tests/exercises/archive.sh

format=${FORMAT:-text}
limit=${LIMIT:-60}
memory_limit=${MEMORY:-2048}
patience=${PATIENCE:-30}
usage=
case $format in
    text) ;;
    csv | json) export LC_ALL=C ;;
    *) usage=yes ;;
esac
for number_given in "$limit" "$memory_limit" "$patience"; do
    case $number_given in 0* | *[!0-9]* | ??????*) usage=yes ;; esac
done
if [ -n "$DIR" ] && [ ! -d "$DIR" ]; then
    say "grade: there is no directory $DIR" \
        "grade: não há um diretório $DIR" >&2
    exit 2
fi
if [ -n "$usage" ] || [ -z "$DIR" ]; then
    say "make grade DIR=submissions N=$number [FORMAT=text|csv|json] [LIMIT=60] [MEMORY=2048]
DIR is a directory with one subdirectory or archive for each submission." \
        "make grade DIR=entregas N=$number [FORMAT=text|csv|json] [LIMIT=60] [MEMORY=2048]
DIR é um diretório com um subdiretório ou arquivo compactado para cada entrega." >&2
    exit 2
fi
submissions=$(cd -- "$DIR" && pwd) || exit 2

. tests/house/scratch.sh || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
# What is the instructor's own is not for the programs.
with_sanitizers=$SANITIZERS
unset SERVER CLIENT UDP_CLIENT KEYGEN EX CHAOS RUNNER MAKEFLAGS MFLAGS MAKELEVEL N DIR \
    FORMAT LIMIT PATIENCE MEMORY SANITIZERS CFLAGS LDFLAGS
export TMPDIR="$scratch/tmp"
newline='
'

# ---- a run within bounds ----

# within SECONDS COMMAND...: what it says is in $scratch/said. Leaves in
# `stopped` the word for what it had too much of, or nothing.
within() {
    mkdir -p "$TMPDIR"
    tests/build/bounded -l "$memory_limit" "$@" >"$scratch/said" 2>&1
    status=$?
    chmod -R u+rwx "$TMPDIR" 2>/dev/null
    rm -rf "$TMPDIR"
    case $status in
        122) stopped='output' ;;
        123) stopped='memory' ;;
        124) stopped='time' ;;
        *) stopped= ;;
    esac
    return $status
}

# ---- the sanitizers that there are ----

. tests/exercises/sanitizers.sh

memory_flags='' thread_flags=''
[ "$with_sanitizers" = no ] || find_sanitizers

# ---- one submission ----

copy=$scratch/copy
handed_in=$scratch/handed-in # what was in an archive

# refuse ENGLISH PORTUGUESE: it is not even built, and this is why.
refuse() {
    built=refused
    reason=$(say "$1" "$2")
    return 1
}

# find_root DIRECTORY: in `from` where the step's files are: in NN-name, or
# where there is a C file, or in the one directory that is there.
find_root() {
    from=$1
    for _ in 1 2 3; do
        [ ! -d "$from/$step" ] || from=$from/$step
        set -- "$from"/*.c
        [ ! -e "$1" ] || return
        set -- "$from"/*/
        [ $# -eq 1 ] && [ -d "$1" ] || return
        from=${1%/}
    done
}

# copy_from SUBMISSION: its files, with the step's Makefile if it has none.
# Leaves in `taken` where they were.
copy_from() {
    rm -rf "$copy" "$handed_in"
    whole=$1
    if [ ! -d "$1" ]; then
        unpack "$1" || return
        whole=$handed_in
    elif [ -n "$(find "$1/" -type l)" ]; then
        refuse 'there is a link in it' 'há um link dentro dele'
        return
    fi
    find_root "$whole"
    taken=${from#"$whole"}
    taken=${taken#/}
    mkdir "$copy"
    within "$limit" cp "$from"/*.[ch] "$from/Makefile" "$copy"
    [ -z "$stopped" ] || return
    [ -e "$copy/Makefile" ] || cp "$step/Makefile" "$copy"
    set -- "$copy"/*.c
    [ -e "$1" ] || reason=$(say 'there is no C file' 'não há um arquivo C')
    [ -e "$1" ]
}

# build: all of it anew, whatever was handed in as built.
build() { within "$limit" make -s -B -C "$copy"; }

# of NAME: what the check said of it. If it was not let come to its end, the
# first that is missing is why, and nothing is known of the rest.
of() {
    word=$(awk -v name="$1" '$1 == name { word = $2 } END { print word }' \
        "$scratch/verdicts")
    if [ -z "$word" ]; then
        word=${stopped:--}
        stopped=
    fi
}

# first_open: what the check says of the first thing that does not pass.
first_open() {
    awk -F '\t' '$1 == "check" && $3 != "passed" {
        print $2 ": " $4 ": " $5
        exit
    }' "$scratch/verdicts"
}

# Leaves the verdicts in contract, a, b, c and memory.
check_it() {
    within $((2 * limit)) tests/build/check -b -p "$patience" "$step" "$copy"
    [ -n "$stopped" ] || [ "$status" -le 1 ] || stopped=crashed
    mv "$scratch/said" "$scratch/verdicts"
    of contract && contract=$word
    of a && a=$word
    of b && b=$word
    of c && c=$word
    [ -n "$stopped" ] || reason=$(first_open)
    stopped=
    of memory && [ "$word" = 0 ] || memory=$word
}

# find_with FLAGS: adds to findings.
find_with() {
    look_with "$1" || return
    [ "$findings" != - ] || findings=0
    findings=$((findings + $(findings_in_logs | wc -l)))
}

grade() {
    built='' contract=- a=- b=- c=- memory=- findings=- stopped='' reason='' taken=''
    : >"$scratch/verdicts"
    began=$(date +%s)
    if ! copy_from "$1"; then
        built=${built:-${stopped:-missing}}
    elif ! build; then
        built=${stopped:-failed}
        reason=$(first_error "$scratch/said")
    else
        built=ok
        check_it
        [ -z "$memory_flags" ] || find_with "$memory_flags"
        [ -z "$thread_flags" ] || find_with "$thread_flags"
    fi
    seconds=$(($(date +%s) - began))
}

# ---- the table ----

# As RFC 4180 wants it; the x keeps a newline at the end.
quote() {
    case $1 in
        *[,\"\ ]* | *"$newline"* | *"$(printf '\r')"*)
            quoted=$(printf '%sx' "$1" | sed 's/"/""/g')
            printf '"%s"' "${quoted%x}"
            ;;
        *) printf '%s' "$1" ;;
    esac
}

row_of_csv() {
    quote "$name"
    printf ',%s,%s,%s,%s,%s,%s,%s,%s,' \
        "$built" "$contract" "$a" "$b" "$c" "$seconds" "$memory" "$findings"
    quote "$taken"
    printf ,
    quote "$reason"
    echo
}

visible() { printf '%s' "$1" | tr '\000-\037\177' '?'; }

# A name comes last, as it may be long; with it where in there the files were,
# and below it why.
row_of_text() {
    printf '%-8s%-9s%-8s%-8s%-8s%8s%11s%9s  %s\n' \
        "$built" "$contract" "$a" "$b" "$c" "$seconds" "$memory" "$findings" \
        "$(visible "$name")${taken:+ ($(visible "$taken"))}"
    [ -z "$reason" ] || printf '    %s\n' "$(visible "$reason")"
}

# json_text TEXT: in quotes. What is not UTF-8 is left out, where iconv can tell.
json_text() {
    printf '%s\n' "$1" |
        if command -v iconv >/dev/null; then
            iconv -c -f UTF-8 -t UTF-8
        else
            cat
        fi | awk '
            BEGIN {
                for (i = 1; i < 32; i++)
                    code[sprintf("%c", i)] = sprintf("\\u%04x", i)
                code["\""] = "\\\""
                code["\\"] = "\\\\"
            }
            { text = NR > 1 ? text "\n" $0 : $0 }
            END {
                for (i = 1; i <= length(text); i++) {
                    c = substr(text, i, 1)
                    all = all (c in code ? code[c] : c)
                }
                printf "\"%s\"", all
            }'
}

# Each check is worth a point.
json_checks() {
    comma=
    tab=$(printf '\t')
    grep '^check' "$scratch/verdicts" |
        while IFS=$tab read -r _ part verdict what why; do
            passed=false
            [ "$verdict" != passed ] || passed=true
            printf '%s\n     {"part": "%s", "verdict": "%s", "passed": %s, ' \
                "$comma" "$part" "$verdict" $passed
            printf '"points": 1,\n      "name": '
            json_text "$what"
            printf ',\n      "sentence": '
            json_text "$why"
            printf '}'
            comma=,
        done
}

row_of_json() {
    printf '%s  {"name": ' "$between"
    json_text "$name"
    printf ', "taken": '
    json_text "$taken"
    printf ',\n   "build": "%s", "contract": "%s", "a": "%s", "b": "%s", "c": "%s"' \
        "$built" "$contract" "$a" "$b" "$c"
    printf ',\n   "seconds": %s, "memory_kib": %s, "findings": %s' "$seconds" \
        "$(json_number "$memory")" "$(json_number "$findings")"
    printf ',\n   "reason": '
    json_text "$reason"
    printf ',\n   "checks": ['
    json_checks
    printf ']}'
    between=",$newline"
}

json_number() { case $1 in *[!0-9]*) echo null ;; *) echo "$1" ;; esac; }

heading() {
    built=build contract=contract a=a b=b c=c seconds=seconds findings=findings
    memory=memory_kib name=name
    case $format in
        csv) taken=taken reason=reason && row_of_csv ;;
        text) taken='' reason='' && row_of_text ;;
        json) echo '[' ;;
    esac
}

warn() {
    turns=4
    [ -z "$memory_flags" ] || turns=$((turns + 5))
    [ -z "$thread_flags" ] || turns=$((turns + 5))
    say "Untrusted code wants a container: what is handed in runs here as you, and
fork bombs are not held. Each submission has at most $((turns * limit)) seconds." \
        "Código em que não se confia pede um contêiner: as entregas rodam aqui como você,
e bombas de fork não são contidas. Cada entrega tem no máximo $((turns * limit)) segundos."
    [ "$with_sanitizers" != no ] ||
        say "SANITIZERS=no: the column of findings stays empty." \
            "SANITIZERS=no: a coluna findings fica vazia."
}

# The untouched step builds, keeps the contract, and leaves each exercise open.
# If it is told of otherwise here, so would the submissions be.
try_untouched() {
    grade "$step"
    wrong=
    if [ -z "$memory_flags" ] && [ "$with_sanitizers" != no ]; then
        wrong=$(say 'no sanitizer works here (SANITIZERS=no marks without)' \
            'nenhum sanitizer funciona aqui (SANITIZERS=no avalia sem eles)')
    elif [ "$built $contract" != 'ok passed' ]; then
        wrong="build $built, contract $contract${newline}$reason"
    elif [ "$a$b$c" != openopenopen ]; then
        wrong="a $a, b $b, c $c"
    elif [ "$findings" != 0 ] && [ "$with_sanitizers" != no ]; then
        wrong="findings $findings"
    fi
    [ -n "$wrong" ] || return 0
    say "grade: not even the step as it is in $step is marked here as it has to be:
$wrong
No submission was looked at." \
        "grade: nem o passo como está em $step é avaliado aqui como deveria:
$wrong
Nenhuma entrega foi examinada." >&2
    exit 2
}

warn >&2
try_untouched
heading
between=
for submission in "$submissions"/*; do
    case $submission in
        *.zip | *.tar | *.tar.gz | *.tgz) [ -e "$submission" ] ;;
        *) [ -d "$submission" ] ;;
    esac || continue
    grade "$submission"
    name=${submission##*/}
    "row_of_$format"
done
[ "$format" != json ] || printf '\n]\n'
