#!/bin/sh
# test_strangers.sh - that the exercises can be graded in another language: for
# each there is a right program in Python (tests/interop/exercises), written
# from the text alone, and the check passes it.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

unset EX BARE CHAOS LC_ALL LC_MESSAGES
export LANG=en PYTHONDONTWRITEBYTECODE=1

# python_is_there: with what clients of step 07 need for their tokens, too.
python_is_there() {
    if ! command -v python3 >/dev/null; then
        echo '  skipped: there is no python3 here'
        return 1
    fi
    case $number$letter in 07a | 07b) ;; *) return ;; esac
    python3 -c 'import cryptography.fernet' 2>/dev/null && return
    echo '  skipped: python3 has no module cryptography'
    return 1
}

# command_of PROGRAM WORDS: how it is started, if the exercise has one.
command_of() {
    program=tests/interop/exercises/${number}_${letter}_$1.py
    [ ! -e "$program" ] || echo "python3 $program $2"
}

# passes LETTER
passes() {
    letter=$1
    set -- "tests/interop/exercises/${number}_${letter}"_*.py
    if [ ! -e "$1" ]; then
        echo 'tests/interop/exercises has no program for it'
        return
    fi
    python_is_there || return
    SERVER=$(command_of server '{options} {host} {port}') \
    CLIENT=$(command_of client '{options} {host} {port} {words}') \
    KEYGEN=$(command_of keygen '{options} {words}') \
        tests/build/check -e "$letter" "$step" >"$scratch/told" 2>&1
    case $(tail -n 1 "$scratch/told") in
        *' is kept; exercises: 1 passed, '*) ;;
        *' is kept; exercises: 0 passed, 0 open, '*)
            sed -n "/^Exercise/,\$s/^  skipped  */  skipped: /p" "$scratch/told"
            ;;
        *) cat "$scratch/told" ;;
    esac
}

for step in $(sh tests/house/steps.sh); do
    number=${step%%-*}
    for letter in a b c; do
        run_test long '' "stranger_${number}_${letter}_passes" passes "$letter"
    done
done
end_tests strangers
