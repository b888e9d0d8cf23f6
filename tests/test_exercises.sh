#!/bin/sh
# test_exercises.sh - what a student does with the exercises: start-step,
# check-step, hint-step and solution-step, in English and in Portuguese, on a
# copy of the course; and that the check sees programs in any language.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

unset SERVER CLIENT UDP_CLIENT KEYGEN EX BARE CHAOS QUICK FRESH ANYWAY LC_ALL LC_MESSAGES
export LANG=en CFLAGS="${CFLAGS:--O0}" CMOCKA=no # to be quick

# helper_copy: what the verbs need, in a directory of its own, without work/.
helper_copy() {
    [ ! -d "$scratch/copy" ] || return
    mkdir -p "$scratch/copy/docs/en" "$scratch/copy/docs/pt-BR" \
        "$scratch/copy/tests/build"
    cp -Rp Makefile 01-basic-tcp 02-echo "$scratch/copy"
    cp -Rp docs/solutions "$scratch/copy/docs"
    for guide in en pt-BR; do
        cp -p docs/"$guide"/*.txt docs/"$guide"/02-echo.md \
            "$scratch/copy/docs/$guide"
    done
    cp -Rp tests/Makefile tests/harness tests/exercises tests/house tests/interop \
        "$scratch/copy/tests"
    cp -p tests/*.h tests/course.mk "$scratch/copy/tests"
    cp -Rp tests/build/harness tests/build/check tests/build/tap.so \
        tests/build/exercises "$scratch/copy/tests/build" 2>/dev/null
}

# helper_ends STATUS COMMAND...: in the copy, it ends with that status.
helper_ends() {
    wanted=$1
    shift
    helper_copy
    (cd "$scratch/copy" && "$@") >"$scratch/out" 2>&1
    status=$?
    [ "$status" = "$wanted" ] || {
        echo "$* ends with $status:"
        cat "$scratch/out"
    }
}

# helper_make STATUS WORD...
helper_make() {
    wanted=$1
    shift
    helper_ends "$wanted" make -s "$@"
}

# helper_check STATUS WORD...: the check program itself, in the copy.
helper_check() {
    wanted=$1
    shift
    helper_ends "$wanted" tests/build/check "$@"
}

helper_says() {
    for words in "$@"; do
        grep -qF -e "$words" "$scratch/out" || {
            echo "it does not say: $words"
            cat "$scratch/out"
        }
    done
}

helper_fresh_work() {
    helper_copy
    rm -rf "$scratch/copy/work"
}

# helper_started N: work/ with that step in it, built: once, for all tests.
helper_started() {
    helper_fresh_work
    if [ ! -e "$scratch/started-$1" ]; then
        helper_make 0 start-step "$1"
        (cd "$scratch/copy/work" && make -s -C 0"$1"-*)
        cp -Rp "$scratch/copy/work" "$scratch/started-$1"
    fi
    rm -rf "$scratch/copy/work"
    cp -Rp "$scratch/started-$1" "$scratch/copy/work"
}

# helper_edit STEP SCRIPT: sed on the student's server.
helper_edit() {
    sed "$2" "$1/server.c" >"$scratch/copy/work/$1/server.c"
}

# ---- start-step ----

start_step_keeps_what_is_there() { # with step_01
    helper_fresh_work
    work=$scratch/copy/work/01-basic-tcp
    helper_make 0 start-step 1
    helper_says 'work/01-basic-tcp is yours' 'make check-step 1'
    for file in "$scratch"/copy/01-basic-tcp/*.[ch] \
        "$scratch/copy/01-basic-tcp/Makefile"; do
        cmp "$file" "$work/${file##*/}"
    done
    echo mine >"$work/server.c"
    helper_make 2 start-step 1
    helper_says 'stays as it is (FRESH=1'
    grep -q mine "$work/server.c" || echo 'it was overwritten'
    helper_make 0 start-step 1 FRESH=1
    helper_says 'What you had is in work/01-basic-tcp.1 now.'
    grep -q mine "$work.1/server.c" || echo 'what was there is gone'
    helper_make 0 start-step 1 FRESH=1
    helper_says 'work/01-basic-tcp.2'
}

# ---- check-step ----

open_exercises_are_told() { # with step_01
    helper_started 1
    helper_make 2 check-step 1
    helper_says 'An exercise that is open is not a mistake: it is the work to do.' \
        '  passed    a client that says nothing is welcomed' \
        '  open      each client is told the address it is seen from' \
        '      expected  ' '      got       ' '      likely    ' \
        '  next hint: make hint-step 1 EX=a' \
        'The contract is kept; exercises: 0 passed, 3 open, 0 skipped'
    helper_make 2 check-step 1 EX=b
    helper_says 'Exercise b' '0 passed, 1 open'
    grep -e 'Exercise [ac]' -e 'Our solution' "$scratch/out"
    helper_check 1 01-basic-tcp
    helper_check 1 -b 01-basic-tcp
    grep -v -e '^memory [0-9]*$' -e '^check' "$scratch/out" >"$scratch/verdicts"
    grep '^check' "$scratch/out" | cut -f 2,3 | uniq >"$scratch/checks"
    printf '%s\t%s\n' contract passed a open b open c open |
        diff - "$scratch/checks"
    echo 'contract passed a open b open c open' |
        tr ' ' '\n' | paste -d ' ' - - | diff - "$scratch/verdicts"
}

# A long line goes on below its text, and no word is torn.
a_terminal_gets_short_lines() { # long with step_01
    helper_need_python || return
    helper_started 1
    helper_ends 0 python3 -c 'import pty
pty.spawn(["tests/build/check", "-e", "b", "01-basic-tcp"])' </dev/null
    tr -d '\r' <"$scratch/out" >"$scratch/lines"
    awk 'length > 80' "$scratch/lines"
    grep -A 1 '^      likely    ' "$scratch/lines" |
        grep -q '^                [^ ]' || cat "$scratch/lines"
}

# The solutions of step 01 can all be in one program.
nothing_open_is_success() { # long with step_01
    has_patch || return
    helper_started 1
    for exercise in a b c; do
        (cd "$scratch/copy/work" &&
            patch -p1 <"../docs/solutions/01-$exercise.patch" >/dev/null)
    done
    rm -f "$scratch/copy/work/01-basic-tcp/"*.orig
    QUICK=1 helper_make 0 check-step 1
    helper_says 'The contract is kept; exercises:'
    grep -e '^  open' -e '^  broken' "$scratch/out"
    helper_says '    accept() says who has called' '    Our solution opens it anew'
    LANG=pt_BR.UTF-8 helper_check 0 -w -e a 01-basic-tcp
    helper_says '  passou    exercício a'
    helper_says '    accept() diz quem chamou'
    helper_make 0 solution-step 1 EX=a
    helper_says '+++ b/01-basic-tcp/server.c'
}

a_broken_contract_is_told() { # long with step_01
    helper_started 1
    helper_edit 01-basic-tcp 's/Bem-vindo/Benvindo/'
    helper_make 2 check-step 1 EX=a
    helper_says '  broken    a client that says nothing' \
        'expected  "Bem-vindo ao servidor!" at the beginning' \
        'got       "Benvindo ao servidor!"' 'Repair this first' \
        'The contract is broken; exercises: 0 passed, 1 open, 0 skipped'
}

what_does_not_build_is_told() { # with step_01
    helper_started 1
    echo 'int main(void) { return }' \
        >"$scratch/copy/work/01-basic-tcp/client.c"
    helper_make 2 check-step 1
    helper_says 'error' \
        'work/01-basic-tcp does not build: the compiler has said why.'
}

wrong_calls_are_told() { # with step_01
    helper_fresh_work
    helper_make 2 check-step 1
    helper_says 'There is no work/01-basic-tcp yet: make start-step 1'
    helper_make 2 check-step 1 EX=d
    helper_says 'Which exercise? make check-step 1 EX=a, or b, or c'
    for verb in hint-step solution-step; do
        helper_make 2 "$verb" 1
        helper_says "Which exercise? make $verb 1 EX=a, or b, or c"
    done
    helper_check 2
    helper_check 2 08-none
    helper_check 2 -e d 01-basic-tcp
    helper_says 'usage: check'
}

# ---- check-step, with sanitizers ----

# helper_solved N LETTER: work/ with that solution in it.
helper_solved() {
    has_patch || return
    helper_copy
    [ -d "$scratch/copy/$(sh tests/house/steps.sh | grep "^0$1-")" ] ||
        copy_all 0"$1"-* "$scratch/copy"
    helper_started "$1"
    (cd "$scratch/copy/work" && patch -s -p1 <"../docs/solutions/0$1-$2.patch" &&
        rm -f ./*/*.orig)
}

# helper_into STEP LINE...: these become the first in the function that serves a
# client. Leaves the number of the last one in `there`.
helper_into() {
    server=$scratch/copy/work/$1/server.c
    shift
    printf '%s\n' "$@" >"$scratch/lines"
    awk -v lines="$scratch/lines" '
        { print }
        /^static .*serve_client\(.*[^;]$/ { inside = 1 }
        inside && /^{/ {
            while ((getline line <lines) > 0)
                print line
            inside = 0
        }' "$server" >"$server.new" && mv "$server.new" "$server"
    there=$(grep -nxF -e "$line_sought" "$server" | cut -d : -f 1)
}

helper_need_sanitizers() {
    ! grep -q '^  skipped ' "$scratch/out" || {
        sed -n 's/^  skipped /  skipped: /p' "$scratch/out"
        return 1
    }
}

a_solution_passes_with_sanitizers() { # long with step_01
    helper_solved 1 a || return
    helper_make 0 check-step 1 EX=a
    helper_need_sanitizers || return
    helper_says 'The same once more with sanitizers' '  passed    address, undefined'
    grep -q '  passed  *thread' "$scratch/out" && echo 'step 01 has no threads'
    QUICK=1 helper_make 0 check-step 1 EX=a
    grep sanitizers "$scratch/out"
}

sanitizers_name_file_and_line() { # long with step_01
    helper_solved 1 a || return
    line_sought='    if (gone[0] == 77 && far != 40) return 0;'
    helper_into 01-basic-tcp '    volatile int far = 40;' \
        '    if (1 << far == 3) return 0;' \
        '    char *volatile gone = malloc(1);' '    free(gone);' "$line_sought"
    helper_make 2 check-step 1 EX=a
    helper_need_sanitizers || return
    helper_says '1 passed, 0 open' \
        "  open      server.c:$there: memory is used after free() has given it back" \
        "  open      server.c:$((there - 3)): shift exponent 40 is too large" \
        'It answers rightly, and yet there is a mistake in it'
    helper_make 0 progress
    helper_says 'The sanitizers have found something: make check-step says what.'
    LANG=pt_BR.UTF-8 helper_make 2 check-step 1 EX=a
    helper_says 'O mesmo mais uma vez com sanitizers' \
        "  aberto    server.c:$there: memória é usada depois de free()" \
        'mais bits do que o número tem' 'conserte-o também'
}

a_data_race_is_found() { # long with step_01
    helper_solved 5 a || return
    line_sought='    seen++;'
    helper_into 05-threaded-server '    static int seen;' "$line_sought"
    helper_make 2 check-step 5 EX=a
    helper_need_sanitizers || return
    helper_says '1 passed, 0 open' '  passed    address, undefined' \
        "  open      server.c:$there: a thread uses a variable while another one writes"
}

# As it were: a compiler without.
no_sanitizer_is_said() { # long with step_01
    helper_solved 1 a || return
    cat >"$scratch/plain-cc" <<'CC'
#!/bin/sh
case "$*" in *-fsanitize*) echo 'plain-cc: error: no such option' >&2; exit 1 ;; esac
exec cc "$@"
CC
    chmod u+x "$scratch/plain-cc"
    CC=$scratch/plain-cc helper_make 0 check-step 1 EX=a
    helper_says '  skipped   address, undefined: plain-cc: error: no such option'
    LANG=pt_BR.UTF-8 CC=$scratch/plain-cc helper_make 0 check-step 1 EX=a
    helper_says '  pulado    address, undefined: plain-cc'
}

# ---- progress ----

# helper_row WORD...: what progress says of step 01, blanks apart.
helper_row() {
    helper_make 0 progress
    sed -n 's/  */ /g; s/^01-basic-tcp //p' "$scratch/out" >"$scratch/row"
    echo "$*" | diff - "$scratch/row"
}

progress_is_what_was_seen() { # long with step_01
    helper_fresh_work
    helper_row not begun not begun not begun not begun make start-step 1
    helper_started 1
    helper_row not begun '? ? ?' make check-step 1
    helper_edit 01-basic-tcp 's/char welcome/ &/'
    helper_make 2 check-step 1
    helper_row not begun open open open make watch-step 1
    grep -F '?' "$scratch/out"
    helper_says '02-echo             not begun'
    echo >>"$scratch/copy/work/01-basic-tcp/server.c"
    helper_row not begun 'open? open? open?' make check-step 1
    helper_says '?  not checked yet, or not since the last change'
    LANG=pt_BR.UTF-8 helper_row por fazer 'aberto? aberto? aberto?' \
        make check-step 1
}

# As it were: what check-step would see takes longer.
progress_knows_what_is_next() { # long with step_01
    helper_started 1
    saw=$scratch/copy/work/progress/01-basic-tcp.txt
    seen=$(cd "$scratch/copy" && set -- 01-basic-tcp &&
        . tests/exercises/common.sh && fingerprint_of_copy)
    printf "%s $seen\n" 'contract passed' 'a passed' 'b passed' \
        'c passed' >"$saw"
    helper_row not begun passed passed passed 'done'
    sed 's/b passed/b open/' "$saw" >"$saw.new" && mv "$saw.new" "$saw"
    helper_row not begun passed open passed make watch-step 1
    sed 's/ct passed/ct broken/' "$saw" >"$saw.new" && mv "$saw.new" "$saw"
    helper_row not begun passed open passed make check-step 1
    helper_says 'The contract is broken: repair that first.'
    helper_make 0 start-step 1 BARE=1
    helper_row '?' passed open passed make check-step 1
    rm -r "$scratch/copy/work/01-basic-tcp"
    helper_row '?' not begun not begun not begun make watch-step 1 BARE=1
}

progress_sees_a_copy_that_is_older() { # long with step_01
    helper_started 1
    helper_make 0 progress
    grep older "$scratch/out"
    echo >>"$scratch/copy/01-basic-tcp/server.c"
    helper_make 0 progress
    helper_says 'work/01-basic-tcp is older than 01-basic-tcp is now' \
        'make start-step 1 FRESH=1 copies it anew'
    helper_make 0 start-step 1 FRESH=1
    helper_make 0 progress
    grep older "$scratch/out"
    cp -p 01-basic-tcp/server.c "$scratch/copy/01-basic-tcp"
}

# ---- watch-step ----

# helper_await_screen: what comes up to where it waits for a save.
helper_await_screen() {
    : >"$scratch/out"
    while IFS= read -r line <&3; do
        printf '%s\n' "$line" >>"$scratch/out"
        case $line in 'Save a file in work/01-basic-tcp'*) return ;; esac
    done
    echo 'it ended, and should wait:'
    cat "$scratch/out"
}

# helper_save SCRIPT: sed on the student's server, which is whole at any time.
helper_save() {
    server=$scratch/copy/work/01-basic-tcp/server.c
    sed "$1" 01-basic-tcp/server.c >"$server.new" && mv "$server.new" "$server"
}

# In a group of processes of its own, as a terminal would have it for Ctrl-C.
watch_step_checks_what_is_saved() { # long with step_01
    helper_need_python || return
    helper_started 1
    mkfifo "$scratch/screen"
    (cd "$scratch/copy" && exec python3 -c '
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.setpgrp()
os.execvp("sh", ["sh", "tests/exercises/watch.sh", "01-basic-tcp"])') \
        >"$scratch/screen" 2>&1 &
    watching=$!
    exec 3<"$scratch/screen"
    helper_await_screen
    sed -n 3,4p "$scratch/out" >"$scratch/first"
    printf '%s\n' 'Exercise a' \
        '  open      each client is told the address it is seen from' |
        diff - "$scratch/first"
    helper_says '  next hint: make hint-step 1 EX=a' '  open      exercise c'
    grep -e '^  passed' -e 'next hint.*EX=b' "$scratch/out"
    helper_save 's/Bem-vindo/Benvindo/'
    helper_await_screen
    sed -n 4p "$scratch/out" | grep -q '^  broken    a client that says' ||
        cat "$scratch/out"
    helper_save 's/int main/int int main/'
    helper_await_screen
    helper_says 'work/01-basic-tcp does not build'
    kill -INT -"$watching"
    wait "$watching" || echo "Ctrl-C: it ends with $?"
    cat <&3 # up to the end of the last who could write there
    exec 3<&-
}

watch_step_is_for_the_copy() { # long with step_01
    helper_fresh_work
    helper_make 2 watch-step 1
    helper_says 'There is no work/01-basic-tcp yet: make start-step 1'
    SERVER='cat' helper_make 2 watch-step 1
    helper_says 'for other programs there is check-step'
    mkdir -p "$scratch/copy/work/01-basic-tcp"
    helper_make 2 watch-step 1 EX=d
    helper_says 'Which exercise? make watch-step 1 EX=a, or b, or c'
}

# ---- Exercise 0: BARE=1 ----

bare_programs_have_a_copy_of_their_own() { # with bare
    helper_fresh_work
    bare=$scratch/copy/work/02-bare
    helper_make 2 check-step 2 BARE=1
    helper_says 'There is no work/02-bare yet: make start-step 2 BARE=1'
    helper_make 0 start-step 2 BARE=1
    helper_says 'work/02-bare is yours' 'make check-step 2 BARE=1'
    cmp "$bare/server.c" 02-echo/bare_server.c
    cmp "$bare/client.c" 02-echo/bare_client.c
    [ ! -e "$scratch/copy/work/02-echo" ] || echo 'the step was copied, too'
    helper_make 2 start-step 2 BARE=1
    helper_says 'stays as it is (FRESH=1'
    helper_make 0 start-step 2 BARE=1 FRESH=1
    helper_says 'What you had is in work/02-bare.1 now.'
}

the_first_bare_line_is_told_in_full() { # long with bare
    helper_fresh_work
    helper_make 0 start-step 2 BARE=1
    helper_make 2 check-step 2 BARE=1
    helper_says '02-echo: work/02-bare' '  passed    1. the server sends' \
        '  open      2. seventy clients that reset' '      likely    ' \
        '", docs/en/02-echo.md' '  open      7. the client says so' \
        'It counts for no mark.'
    [ "$(grep -c '^      expected ' "$scratch/out")" = 1 ] ||
        echo 'one line is to be told in full'
    helper_make 2 check-step 2 BARE=1 EX=7
    helper_says 'expected  an exit status that is not 0' \
        'Exercise 0: 0 passed, 1 open, 0 skipped'
    helper_check 1 -0 -b 02-echo
    helper_says '1 passed' '7 open'
    helper_make 2 check-step 2 BARE=1 EX=99
    helper_says 'Which line? EX=1 to EX='
    LANG=pt_BR.UTF-8 helper_make 2 check-step 2 BARE=1
    helper_says 'Exercício 0: o programa nu' '      leia      "' \
        '", docs/pt-BR/02-echo.md' 'Não conta para a nota.'
    helper_make 2 hint-step 2 BARE=1 EX=a
    helper_says 'For Exercise 0 (BARE=1) there are no hints'
}

what_a_bare_server_offers_is_seen() { # long with bare
    helper_fresh_work
    helper_make 0 start-step 1 BARE=1
    for mistake in \
        's/INADDR_LOOPBACK/INADDR_ANY/|offers the service to the whole network' \
        's/strlen("Olá!")/sizeof "Olá!"/|strlen() does not count it'; do
        sed "${mistake%|*}" 01-basic-tcp/bare_server.c \
            >"$scratch/copy/work/01-bare/server.c"
        helper_make 2 check-step 1 BARE=1 EX=1
        helper_says "${mistake#*|}"
    done
}

steps_without_exercise_0_say_so() {
    for verb in start-step check-step; do
        for number in 4 7; do
            make -s "$verb" "$number" BARE=1 >"$scratch/out" 2>&1
            [ $? -eq 2 ] || echo "make $verb $number BARE=1: not 2"
            helper_says "Step $number has no Exercise 0"
        done
    done
    for verb in check-step hint-step; do
        make -s "$verb" 1 EX=0 >"$scratch/out" 2>&1
        helper_says 'Exercise 0: make check-step 1 BARE=1 (it has no hints)'
        make -s "$verb" 4 EX=0 >"$scratch/out" 2>&1
        helper_says 'Step 4 has no Exercise 0'
    done
}

# Where the chapter inserts a function, it explains it.
bare_lines_name_functions_that_there_are() {
    for file in tests/exercises/bare_0?.c; do
        number=${file%.c}
        number=${number##*_}
        sed -n 's/^    {"\([a-z_]*\.[ch] [A-Za-z_ ]*\)".*/\1/p' "$file" |
            sort -u | while read -r source excerpt; do
                function=${excerpt##* }
                grep -q "[^a-z_]$function(" "$number"-*/"$source" ||
                    echo "$file: $source has no $function()"
                for page in docs/en/"$number"-*.md docs/pt-BR/"$number"-*.md; do
                    grep -q "^<!-- insert: .*$source $excerpt" "$page" ||
                        echo "$page inserts no $source $excerpt"
                done
            done
    done
}

a_bare_program_may_be_in_any_language() { # long with strangers
    helper_need_python || return
    SERVER='python3 tests/exercises/stranger.py {options} {port}' \
        helper_make 0 check-step 2 BARE=1
    helper_says 'Exercise 0: 4 passed, 0 open, 4 skipped' \
        "no CLIENT='...' was given"
}

# ---- hint-step and solution-step ----

each_hint_comes_once() { # with step_01
    helper_fresh_work
    count=$(awk -v heading='## 01 a' -v wanted=all \
        -f tests/exercises/hints.awk docs/en/hints.txt)
    number=1
    while [ "$number" -lt "$count" ]; do
        helper_make 0 hint-step 1 EX=a
        helper_says "(hint $number of $count)"
        cp "$scratch/out" "$scratch/before"
        number=$((number + 1))
    done
    helper_make 0 hint-step 1 EX=a
    helper_says "(hint $count of $count, the last" \
        'make solution-step 1 EX=a ANYWAY=1'
    cmp -s "$scratch/out" "$scratch/before" && echo 'the same hint twice'
    helper_make 0 hint-step 1 EX=a
    helper_says "(hint $count of $count, the last"
    helper_make 0 hint-step 1 EX=b
    helper_says '(hint 1 of '
}

solutions_come_after_ones_own() { # long with step_01
    helper_started 1
    helper_make 2 solution-step 1 EX=a
    helper_says 'Not yet: exercise a is open.' 'ANYWAY=1'
    helper_make 0 solution-step 1 EX=a ANYWAY=1
    helper_says '+++ b/01-basic-tcp/server.c'
    mv "$scratch/copy/docs/solutions" "$scratch/copy/docs/elsewhere"
    helper_make 2 solution-step 1 EX=a ANYWAY=1
    helper_says 'There are no solutions here'
    mv "$scratch/copy/docs/elsewhere" "$scratch/copy/docs/solutions"
}

# ---- in Portuguese ----

portuguese_is_spoken() { # long with step_01
    export LANG=pt_BR.UTF-8
    helper_fresh_work
    helper_make 0 start-step 1
    helper_says 'work/01-basic-tcp é seu' 'docs/pt-BR/01-basic-tcp.md'
    helper_make 2 check-step 1
    helper_says 'Um exercício aberto é o trabalho a fazer' 'O contrato: ' \
        '  passou    um cliente que não diz nada' '      esperado  ' \
        '      veio      ' '      provável  ' '  próxima dica: ' \
        'O contrato está mantido; exercícios que passaram: 0, abertos: 3'
    helper_make 0 hint-step 1 EX=a
    helper_says '(dica 1 de '
    helper_make 2 solution-step 1 EX=a
    helper_says 'Ainda não: o exercício a está aberto.'
    helper_make 0 solution-step 1 EX=a ANYWAY=1
    helper_says '+++ b/01-basic-tcp/server.c' 'A nossa solução envia o texto'
    grep 'accept() has filled in' "$scratch/out"
    helper_make 2 check-step
    helper_says 'Qual passo? make check-step N, em que N' '  02-echo'
    helper_make 2 none-such
    helper_says "Aqui não há 'none-such'"
    helper_make 0 progress
    helper_says 'o que digitar' 'aberto'
    LC_ALL=C helper_check 1 01-basic-tcp
    helper_says 'The contract is kept'
    export LANG=en
}

# What a student may be told has its counterpart, and no counterpart has lost
# its text. The conversions must be the same in the same order.
every_text_has_its_portuguese() {
    set -- tests/datagram.h
    for file in story launch told_faults process peer stranger clock cause \
        scratch standstill threads preload seen; do
        set -- "$@" "tests/harness/programs/$file.c"
    done
    for file in tests/exercises/*.c; do
        case $file in *pt.c) ;; *) set -- "$@" "$file" ;; esac
    done
    awk -f tests/exercises/texts.awk "$@" | sort -u >"$scratch/texts"
    awk -v pairs=1 -f tests/exercises/texts.awk tests/exercises/*pt.c \
        >"$scratch/pairs"
    cut -f 1 "$scratch/pairs" | sort -u >"$scratch/translated"
    comm -23 "$scratch/texts" "$scratch/translated" |
        sed 's/^/has no Portuguese: /'
    comm -13 "$scratch/texts" "$scratch/translated" |
        sed 's/^/Portuguese of nothing: /'
    awk -F '\t' '
        function conversions(text,    found) {
            while (match(text, /%[-.*0-9]*[a-z]+/)) {
                found = found substr(text, RSTART, RLENGTH) " "
                text = substr(text, RSTART + RLENGTH)
            }
            return found
        }
        conversions($1) != conversions($2) {
            print "other conversions: " $1 " | " $2
        }' "$scratch/pairs"
}

texts_without_portuguese_are_found() {
    printf '%s\n' 'void f(void) {' \
        'likely("one "  /* "no" */' '"thing %d", 1); did("%s:%d", a, b);' \
        'check(strcmp(a, "not this") == 0, "wanted", ok ? "yes" : "none");' \
        'failed(text_of("%s in %d", g("x"), 2), "came"); printf("no text");' \
        '} struct task t[] = {{"a", "what it shows", f}};' >"$scratch/f.c"
    printf '%s\n' 'one thing %d' wanted yes none '%s in %d' came \
        'what it shows' | sort >"$scratch/wanted"
    awk -f tests/exercises/texts.awk "$scratch/f.c" | sort |
        diff "$scratch/wanted" -
}

# ---- strangers ----

helper_need_python() {
    command -v python3 >/dev/null && return
    echo '  skipped: there is no python3 here'
    return 1
}

a_right_stranger_passes() { # long with strangers
    helper_need_python || return
    SERVER='python3 tests/exercises/stranger.py {options} {port}' \
        helper_make 0 check-step 2 EX=a
    helper_says 'The contract is kept; exercises: 1 passed, 0 open' \
        "no CLIENT='...' was given"
}

wrong_strangers_are_told_why() { # long with strangers
    helper_need_python || return
    SERVER='python3 tests/interop/002_echo_server.py {port}' \
        helper_make 2 check-step 2 EX=a
    helper_says 'The contract is broken' \
        'connection ends that connection, ' # before or after accept()
    SERVER='python3 tests/interop/001_server.py {port}' \
        helper_check 1 -e a 01-basic-tcp
    helper_says 'A server that first waits for the client'
    CLIENT='python3 tests/interop/001_client.py {port}' \
        helper_check 1 -e a 01-basic-tcp
    helper_says 'were the server to do so as well, both would wait forever'
}

commands_that_cannot_be_are_told() { # long with strangers
    SERVER='cat' helper_check 1 -e a 02-echo
    helper_says 'it runs, but nobody listens there' \
        "the command's {port} must be the port that it listens on"
    SERVER='sh -c "exit 3"' helper_check 1 -e a 02-echo
    helper_says 'it ended: exit 3'
    SERVER='./no-such-program' helper_check 1 -e a 02-echo
    helper_says './no-such-program: No such file or directory'
    SERVER='02-echo/server {port}' helper_check 1 -e c 01-basic-tcp
    helper_says '{options} in the command, in place of which -f '
}

who_prints_without_end_is_told() { # long with strangers
    helper_started 2
    helper_edit 02-echo 's/piece, 0)) != 0) {/piece, 0)) < 9999) { puts("recv: Bad file descriptor");/'
    helper_make 2 check-step 2 EX=a
    helper_says 'to say what there is to say' 'bytes without an end' \
        'a loop that prints'
}

chaos_reaches_the_programs() { # long with strangers
    if [ ! -e tests/build/tap.so ]; then
        echo '  skipped: no preloaded library here'
        return
    fi
    helper_copy
    CHAOS=1 helper_check 1 02-echo 02-echo
    helper_says 'The contract is kept' '0 passed, 3 open'
    helper_started 2
    helper_edit 02-echo 's/length -= (size_t)sent;/length = 0;/'
    helper_make 2 check-step 2 EX=a
    helper_says 'The contract is kept'
    CHAOS=1 helper_make 2 check-step 2 EX=a
    helper_says 'The contract is broken'
}

run_functions
end_tests exercises
