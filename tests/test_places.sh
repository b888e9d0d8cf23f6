#!/bin/sh
# test_places.sh - the verbs where a course may lie, and as it may be called:
# below a directory with blanks, parentheses and accents, one with a colon, one
# with a name of 400 bytes; beside copies that look like steps; with an odd
# environment. What is built here is built once, and copied.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

unset SERVER CLIENT UDP_CLIENT KEYGEN EX BARE CHAOS FRESH ANYWAY LC_ALL LC_MESSAGES WORK PEER
export LANG=en

# helper_copy DIRECTORY: what git has and the verbs need, with what is built.
helper_copy() {
    mkdir -p "$1/tests/build" &&
        copy_all Makefile LICENSE .gitignore 0[1-7]-* docs "$1" || return
    for part in tests/*; do
        [ "$part" = tests/build ] || cp -Rp "$part" "$1/tests"
    done
    for built in tests/build/*; do
        case ${built##*/} in
            logs | site | scratch.* | test_0[13-7]* | test_[acfhl]*) ;;
            *) copy_all "$built" "$1/tests/build" ;;
        esac
    done
}

# helper_verb STATUS PHRASE WORD...: make ends with it, and says the phrase.
helper_verb() {
    wanted=$1 phrase=$2
    shift 2
    make ${shell:+"SHELL=$shell"} "$@" >"$scratch/out" 2>&1 </dev/null
    status=$?
    if [ "$status" -ne "$wanted" ] || ! grep -qF -e "$phrase" "$scratch/out" ||
        grep -q -e 'jobserver unavailable' -e 'cannot be preloaded' \
            -e 'could not look' "$scratch/out"; then
        echo "$PWD: make $* ends with $status, and should with $wanted: $phrase"
        tail -n 20 "$scratch/out"
    fi
}

# Every verb that a student or an instructor has, and one test of the step.
helper_verbs() {
    helper_verb 0 'All steps are built'
    helper_verb 0 '02-echo' help
    helper_verb 0 'hung up, 9 bytes of echo are missing' run-step 2
    helper_verb 0 'listen(3, 5)' trace-step 2
    helper_verb 0 'accept(3) = 4' trace SERVER='cd 02-echo && ./server {port}' \
        CLIENT='echo "two words" | 02-echo/client 127.0.0.1 {port}'
    helper_verb 0 'changed  02-echo/bare_server.c' diff-step 2
    helper_verb 0 'each failure has its LIMITATION' attack-step 2 PEER=short
    helper_verb 0 'work/04-timeouts is yours' start-step 4
    helper_verb 0 '(hint 1 of' hint-step 4 EX=c
    helper_solve 04-timeouts c
    helper_verb 0 'passed    an address that never answers delays nobody' \
        check-step 4 EX=c
    helper_verb 0 '+++ b/04-timeouts' solution-step 4 EX=c
    helper_verb 0 'is ready, without solutions' handout 4 DIR='for (one)'
    helper_verb 0 'All copies are the same' sync-copies
    helper_verb 0 ' 0 failed, ' test-step 2 ONLY=client_is_a_filter
}

helper_verbs_and_grade() {
    helper_verbs
    helper_verb 0 'The contract is kept; exercises: 1 passed' \
        check-step 4 EX=c CHAOS=1
    mkdir -p 'of all' && cp -R work/04-timeouts 'of all/Ana Sá'
    helper_verb 0 'ok      passed   open    open    passed' grade 4 DIR='of all'
}

# helper_solve STEP EXERCISE: the copy in work.
helper_solve() {
    command -v patch >/dev/null || echo '  skipped: there is no patch here'
    (cd "work/$1" && patch -p2 <"../../docs/solutions/${1%%-*}-$2.patch") \
        >"$scratch/applied" 2>&1 || cat "$scratch/applied"
}

# helper_in DIRECTORY COMMAND...: in a copy there, and in a shell of its own.
helper_in() (
    helper_copy "$scratch/$1" && cd "$scratch/$1" && shift && "$@"
)

verbs_below_a_place_with_blanks() { # long
    helper_in "Área de trabalho (aula)/meu curso" helper_verbs_and_grade
}

verbs_below_a_place_with_a_colon() { # long
    helper_in 'co:lon' helper_verbs
}

verbs_below_a_long_place() { # long
    part=$(printf '%0100d' 0)
    helper_in "$part/$part/$part/$part" helper_verbs
}

# sh is busybox, and so is every tool but the compiler's and make.
verbs_with_tools_of_busybox() { # long
    if ! command -v busybox >/dev/null; then
        echo '  skipped: there is no busybox here'
        return
    fi
    mkdir "$scratch/tools"
    for tool in $(busybox --list); do
        ln -s "$(command -v busybox)" "$scratch/tools/$tool"
    done
    for tool in make as ld ar cc "${CC%% *}"; do
        ! command -v "$tool" >/dev/null ||
            ln -sf "$(command -v "$tool")" "$scratch/tools/${tool##*/}"
    done
    helper_in busy helper_busy_verbs
}

helper_busy_verbs() {
    # shellcheck disable=SC2123 # just that is meant
    shell=$scratch/tools/sh PATH=$scratch/tools
    export PATH
    helper_verbs
}

copies_beside_the_steps_change_nothing() { # long
    helper_in beside helper_beside
}

helper_beside() {
    cp -R 02-echo 02-echo.bak
    cp -R 02-echo '02-echo (cópia)'
    mkdir 08-notes
    helper_verb 0 'All steps are built'
    helper_verb 0 'changed  02-echo/bare_server.c' diff-step 2
    helper_verb 2 'Which step?' diff-step 8
    ! make help | grep -e bak -e cópia -e 08
    helper_verb 0 'rm -rf tests/build' clean
}

# make takes the flag that comes first for a command, and its - for "never mind".
without_a_compiler_nothing_is_built() {
    for words in '' 'steps' '-C 02-echo -f ../tests/Makefile' \
        $(sh tests/house/steps.sh | sed 's/^/-C/'); do
        # shellcheck disable=SC2086 # several words
        make CC= $words 2>&1 | grep -q 'CC is empty' ||
            echo "make CC= $words does not say so"
    done
}

the_environment_may_be_odd() { # long
    helper_in odd helper_odd
}

helper_odd() {
    unset TMPDIR
    helper_verb 0 'All steps are built' CFLAGS=
    helper_verb 2 'There is no work/02-echo yet' -j4 check-step 2
    helper_verb 0 'is yours' -j4 start-step 2
    helper_verb 2 'The contract is kept' -j4 check-step 2
    export MAKEFLAGS=j4
    helper_verb 0 'all are survived' attack-step 2 WORK=1 PEER=rst
    unset MAKEFLAGS
    (umask 077 && helper_verb 0 'listen(3, 5)' trace-step 2)
    env -i "$(command -v make)" trace-step 2 2>&1 | grep -qF 'listen(3, 5)' ||
        echo 'not with env -i'
}

# ---- a terminal without control codes ----

# helper_on_terminal TERM WORD...: what make says on a terminal.
helper_on_terminal() {
    python3 -c 'import os, pty, sys
os.environ["TERM"] = sys.argv[1]
pty.spawn(["make", "-s"] + sys.argv[2:])' "$@" </dev/null >"$scratch/screen" 2>&1
}

helper_has_codes() { grep -q "$(printf '\033')" "$scratch/screen"; }

a_dumb_terminal_gets_no_codes() { # long
    command -v python3 >/dev/null || {
        echo '  skipped: there is no python3 here, to make a terminal'
        return
    }
    for words in 'trace-step 1' 'diff-step 2'; do
        # shellcheck disable=SC2086 # several words
        helper_on_terminal xterm $words
        helper_has_codes || echo "make $words: no codes at all"
        # shellcheck disable=SC2086 # several words
        helper_on_terminal dumb $words
        helper_has_codes && echo "make $words: codes for a dumb terminal"
        [ -s "$scratch/screen" ] || echo "make $words says nothing"
    done
}

# ---- where no program can be started in TMPDIR ----

# helper_noexec DIRECTORY: is it like that? Some systems have such a one.
helper_noexec() {
    [ -w "$1" ] && noexec=$(mktemp -d "$1/noexec.XXXXXX") || return
    printf '#!/bin/sh\n' >"$noexec/probe"
    chmod u+x "$noexec/probe"
    ! "$noexec/probe" 2>/dev/null || { rm -r "$noexec" && false; }
}

# If there is none, it is mounted, for a run of this test of its own.
tmpdir_may_be_noexec() { # long
    if helper_noexec "${NOEXEC:-/dev/shm}" || helper_noexec /run/lock; then
        helper_in odd helper_without_starts
        rm -r "$noexec"
        return
    fi
    mkdir "$scratch/noexec"
    if ! unshare -m mount -t tmpfs -o noexec none "$scratch/noexec" 2>/dev/null; then
        echo '  skipped: nothing is mounted noexec here, nor can it be'
        return
    fi
    # shellcheck disable=SC2016 # for that shell
    NOEXEC=$scratch/noexec unshare -m sh -c 'mount -t tmpfs -o noexec none "$NOEXEC" &&
        exec sh tests/test_places.sh tmpdir_may_be_noexec' >"$scratch/inside" 2>&1 ||
        cat "$scratch/inside"
}

helper_without_starts() {
    export TMPDIR="$noexec"
    helper_verb 0 'listen(3, 5)' trace-step 2
    helper_verb 0 'each failure has its LIMITATION' attack-step 2 PEER=short
    helper_verb 0 'work/01-basic-tcp is yours' start-step 1
    helper_solve 01-basic-tcp a
    helper_verb 0 'exercises: 1 passed, 0 open' check-step 1 EX=a QUICK=1
    mkdir -p 'of all' && cp -R work/01-basic-tcp 'of all/Ana Sá'
    helper_verb 0 'ok      passed   passed  open    open' grade 1 DIR='of all' \
        SANITIZERS=no
}

# ---- programs that nobody can look into ----

# helper_blind COMMAND WHY: it is told by each verb, and nothing else of it.
helper_blind() {
    make -s trace SERVER="$1" CLIENT='02-echo/client 127.0.0.1 {port}' \
        >"$scratch/out" 2>&1 </dev/null
    [ $? -eq 2 ] || echo "trace of $1: not 2"
    SERVER=$1 make -s attack-step 2 PEER=short >>"$scratch/out" 2>&1
    [ $? -eq 2 ] || echo "attack on $1: not 2"
    SERVER=$1 CHAOS=1 make -s check-step 2 EX=c >>"$scratch/out" 2>&1
    [ $? -eq 2 ] || echo "chaos for $1: not 2"
    [ "$(grep -c "could not look into .*$2" "$scratch/out")" -ge 3 ] ||
        cat "$scratch/out"
    grep -e '^  open' -e '^  broken' -e '^  passed' "$scratch/out"
}

who_clears_its_environment_is_not_judged() { # long
    helper_blind 'env -i 02-echo/server {port}' 'was its environment cleared'
}

# As its owner wants it: the dynamic linker leaves tap out then.
who_drops_its_rights_is_not_judged() { # long
    cp 02-echo/server "$scratch/server"
    chown 65534 "$scratch/server" 2>/dev/null || {
        echo '  skipped: only root can give a program another owner'
        return
    }
    chmod u+s "$scratch/server"
    chmod a+rx "$scratch"
    helper_blind "$scratch/server {port}" "another user's rights"
}

# Root may write anywhere, so it becomes nobody.
where_nothing_can_be_written_make_says_so() { # long
    helper_in closed helper_closed
}

helper_closed() {
    chmod a-w .
    chmod a+rx "$scratch"
    nobody='setpriv --reuid 65534 --clear-groups'
    [ -w . ] || nobody=
    if [ "$nobody" ] && ! $nobody true 2>/dev/null; then
        echo '  skipped: root may write anywhere, and cannot be another here'
        return
    fi
    $nobody make run-step 2 >"$scratch/out" 2>&1 &&
        echo 'make run-step 2 does something'
    grep -q 'Nothing can be written here' "$scratch/out" || cat "$scratch/out"
    $nobody make diff-step 2 >"$scratch/out" || echo 'no diff-step'
    chmod u+w .
}

run_functions
end_tests places
