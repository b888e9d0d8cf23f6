#!/bin/sh
# test_grade.sh - that make grade has the right row for each submission, that a
# bad one does not spoil the others, and that bounded keeps its bounds.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

# Step 01: it is built in a moment.
step=01-basic-tcp
bounded=$PWD/tests/build/bounded
class=$scratch/class
newline='
'
unset DIR FORMAT LIMIT PATIENCE MEMORY BOUND_SCALE CFLAGS LDFLAGS
unset LC_ALL LC_MESSAGES LANG

# ---- submissions ----

# The step as it stands, handed in under that name.
helper_hand_in() {
    mkdir -p "$class/$1"
    cp "$step"/*.[ch] "$step"/Makefile "$class/$1"
}

# A server that does nothing but what the lines on standard input say, after it
# has begun to listen.
helper_hand_in_server() {
    helper_hand_in "$1"
    {
        cat <<'SERVER'
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
static void serve(int listener);
int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener, (struct sockaddr *)&address, size);
    listen(listener, 5);
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    serve(listener);
}
SERVER
        echo 'static void serve(int listener) { (void)listener;'
        cat
        echo '}'
    } >"$class/$1/server.c"
}

# Solved, and in a subdirectory of the step's name.
helper_hand_in_solved() {
    mkdir -p "$class/$1"
    cp -R "$step" "$class/$1"
    for letter in $2; do
        (cd "$class/$1" && patch -p1) <"docs/solutions/01-$letter.patch" >/dev/null ||
            echo "the solution of $letter does not apply"
    done
    (cd "$class/$1/$step" && rm -f ./*.orig)
}

# The good one comes as a .zip, where there is what makes one and what opens it;
# the half done as a .tar.
good=good
! { command -v python3 && command -v unzip; } >/dev/null || good=good.zip
helper_pack_solved() {
    (cd "$class/half" && tar -cf ../half.tar .)
    rm -r "$class/half"
    [ "$good" = good.zip ] || return 0
    python3 -c 'import shutil, sys
shutil.make_archive(sys.argv[1], "zip", sys.argv[1])' "$class/good"
    rm -r "$class/good"
}

# Of the step as it is, two directories down; and what nobody should unpack.
helper_hand_in_archives() {
    mkdir -p "$scratch/inner/of ana/$step" "$class/linked"
    cp "$step"/*.[ch] "$scratch/inner/of ana/$step"
    (cd "$scratch/inner" && tar -cf - 'of ana') | gzip >"$class/ana.tar.gz"
    ln -s /dev/null "$class/linked/server.c"
    (cd "$class" && tar -cf linked.tar linked)
    echo 'this is no archive' >"$class/broken.tar"
    command -v python3 >/dev/null || return
    python3 - "$class" <<'PYTHON'
import sys, tarfile, zipfile
place = sys.argv[1]
with zipfile.ZipFile(place + "/empty.zip", "w") as archive:
    archive.writestr("of bruno/notes.txt", "not yet\n")
with zipfile.ZipFile(place + "/large.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("server.c", bytes(17 << 20))
with tarfile.open(place + "/leads-out.tar", "w") as archive:
    archive.add("Makefile", "../../server.c")
PYTHON
}

helper_hand_in_all() {
    if command -v patch >/dev/null; then
        helper_hand_in_solved good 'a b c'
        helper_hand_in_solved half a
        helper_pack_solved
    fi
    helper_hand_in_archives
    helper_hand_in 'as "it" is, 2'
    helper_hand_in "on two${newline}lines"
    mkdir "$class/nothing"
    helper_hand_in wrong
    echo 'this is no C' >>"$class/wrong/server.c"
    helper_hand_in noisy-build
    echo 'all: ; yes' >"$class/noisy-build/Makefile"
    helper_hand_in_server hangs <<'CODE'
    for (;;) pause();
CODE
    helper_hand_in_server prints <<'CODE'
    for (;;) puts("again");
CODE
    # They go where no process group reaches them, and close what they have.
    [ -r /proc/self/stat ] && helper_hand_in_server forks <<CODE
    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            setsid();
            signal(SIGTERM, SIG_IGN);
            if (chdir("$scratch") < 0) _exit(1);
            FILE *list = fopen("$scratch/stay", "a");
            fprintf(list, "%ld\n", (long)getpid());
            fclose(list);
            for (int fd = 0; fd < 64; fd++) close(fd);
            for (;;) pause();
        }
CODE
    # Without a sanitizer, nothing comes of a look past the end.
    helper_hand_in overflows
    awk '/^int main/ { inside = 1 }
        { print }
        inside && /^{/ {
            print "char *volatile room = calloc(8, 1);"
            print "if (room[8] == 1) room[0] = 1;"
            print "free(room);"
            inside = 0
        }' "$step/server.c" >"$class/overflows/server.c"
}

# Graded once, for all the tests.
helper_graded() {
    [ -e "$scratch/rows" ] && return
    helper_hand_in_all
    mkdir "$scratch/tmp"
    TMPDIR=$scratch/tmp helper_grade DIR="$class" FORMAT=csv \
        >"$scratch/rows" 2>"$scratch/said-beside" ||
        echo 'make grade fails'
}

# helper_grade WORD...: without sanitizers where there are none.
helper_grade() {
    make -s grade N=1 "$@" 2>"$scratch/beside"
    graded=$?
    if grep -q 'no sanitizer works here' "$scratch/beside"; then
        make -s grade N=1 SANITIZERS=no "$@"
        return
    fi
    cat "$scratch/beside" >&2
    return "$graded"
}

# row NAME ROW: is this row there, but for seconds, memory and findings?
helper_row() {
    helper_graded
    grep -qF -e "$1,$2," "$scratch/rows" || {
        echo "not in the table: $1,$2"
        cat "$scratch/rows" "$scratch/said-beside"
    }
}

helper_findings_of() {
    awk -F, -v name="$1" '$1 == name { print $9 }' "$scratch/rows"
}

# helper_reason NAME REASON: of the row that is called so.
helper_reason() {
    helper_graded
    grep -e "^$1," "$scratch/rows" | grep -qF -e "$2" || {
        echo "the row of $1 does not say: $2"
        cat "$scratch/rows" "$scratch/said-beside"
    }
}

# ---- the rows ----

the_good_one() { # long with the_rows
    command -v patch >/dev/null || {
        echo '  skipped: there is no patch here'
        return
    }
    helper_row "$good" ok,passed,passed,passed,passed
    case $(helper_findings_of "$good") in 0 | -) ;; *) echo 'findings in good' ;; esac
}

the_half_done() { # long with the_rows
    command -v patch >/dev/null || {
        echo '  skipped: there is no patch here'
        return
    }
    helper_row half.tar ok,passed,passed,open,open
}

what_does_not_build() { # long with the_rows
    helper_row wrong failed,-,-,-,-
    helper_row nothing missing,-,-,-,-
    helper_row noisy-build output,-,-,-,-
}

each_row_says_why() { # long with the_rows
    helper_reason nothing 'there is no C file'
    helper_reason wrong 'server.c:'
    helper_reason '"as ""it"" is, 2"' 'a: each client is told the address'
    helper_reason hangs 'contract: '
}

archives_are_unpacked() { # long with the_rows
    helper_row ana.tar.gz ok,passed,open,open,open
    helper_reason ana.tar.gz ",\"of ana/$step\","
    helper_reason broken.tar 'tar cannot read it'
}

what_should_not_be_unpacked_is_not() { # long with the_rows
    helper_reason linked 'there is a link in it'
    helper_reason linked.tar 'there is a link in it'
    command -v python3 >/dev/null || {
        echo '  skipped: no python3 here, to make the archives'
        return
    }
    helper_row leads-out.tar refused,-,-,-,-
    helper_reason leads-out.tar 'a name in it leads elsewhere: ../../server.c'
    if command -v unzip >/dev/null; then
        helper_row empty.zip missing,-,-,-,-
        helper_reason large.zip 'unpacked it has 17825792 bytes'
    else
        helper_reason empty.zip 'there is no unzip here'
    fi
}

what_hangs() { # long with the_rows
    helper_row hangs ok,broken,open,open,open
}

what_prints_without_end() { # long with the_rows
    helper_row prints ok,broken,open,open,open
}

# helper_is_gone PROCESS: it was in our directory; who has its number by now is
# somewhere else.
helper_is_gone() {
    [ "$(readlink "/proc/$1/cwd")" != "$scratch" ] || echo "process $1 stays"
}

who_forks_leaves_nobody_behind() { # long with the_rows
    [ -r /proc/self/stat ] || {
        echo '  skipped: no descendants can be found here'
        return
    }
    helper_row forks ok,broken,open,open,open
    [ -s "$scratch/stay" ] || echo 'nobody was forked'
    while read -r id; do
        helper_is_gone "$id"
    done <"$scratch/stay"
}

what_only_a_sanitizer_sees() { # long with the_rows
    helper_row overflows ok,passed,open,open,open
    case $(helper_findings_of overflows) in
        -) echo '  skipped: no sanitizer here' ;;
        1) ;;
        *) echo "not one finding: $(grep overflows "$scratch/rows")" ;;
    esac
}

names_are_quoted() { # long with the_rows
    helper_row '"as ""it"" is, 2"' ok,passed,open,open,open
    helper_row 'lines"' ok,passed,open,open,open
    grep -q '^"on two$' "$scratch/rows" || echo 'a name of two lines'
}

one_row_each() { # long with the_rows
    helper_graded
    set -- "$class"/*
    # the heading, and a name of two lines
    [ "$(wc -l <"$scratch/rows")" -eq $(($# + 2)) ] || {
        echo "not $# rows"
        cat "$scratch/rows"
    }
    head -n 1 "$scratch/rows" |
        grep -qx 'name,build,contract,a,b,c,seconds,memory_kib,findings,taken,reason' ||
        echo 'no heading'
    awk -F, '/^overflows,/ && $7 ~ /^[0-9]+$/ && $8 ~ /^([0-9]+|-)$/ { right = 1 }
        END { exit !right }' "$scratch/rows" || echo 'no seconds, or no memory'
    find "$scratch/tmp" -mindepth 1
}

it_warns() { # long with the_rows
    helper_graded
    grep -q 'Untrusted code wants a container' "$scratch/said-beside" ||
        cat "$scratch/said-beside"
    grep -q 'at most [0-9]* seconds' "$scratch/said-beside" ||
        echo 'it does not say the bound'
}

# ---- other ways to call it ----

time_is_limited() { # long
    mkdir -p "$scratch/slow/one"
    cp "$step"/*.[ch] "$scratch/slow/one"
    echo 'all: ; sleep 1000' >"$scratch/slow/one/Makefile"
    # (Within these seconds the untouched step must be built.)
    make -s grade 1 DIR="$scratch/slow" LIMIT=20 SANITIZERS=no FORMAT=csv \
        2>/dev/null | grep -q '^one,time,-,-,-,-,' || echo 'it does not say: time'
}

text_has_the_same() { # long
    mkdir -p "$scratch/few/one thing"
    LANG=pt_BR.UTF-8 make -s grade 1 DIR="$scratch/few" SANITIZERS=no \
        >"$scratch/text" 2>"$scratch/beside"
    grep -q '^build  *contract .* name$' "$scratch/text" || cat "$scratch/text"
    grep -q '^missing .*  one thing$' "$scratch/text" || cat "$scratch/text"
    grep -qx '    não há um arquivo C' "$scratch/text" || cat "$scratch/text"
    grep -q 'pede um contêiner' "$scratch/beside" || echo 'no Portuguese'
}

json_has_each_check() { # long
    mkdir -p "$scratch/two/a \"quoted\" name"
    helper_hand_in ../two/ana
    command -v python3 >/dev/null || {
        echo '  skipped: no python3 here, to read it'
        return
    }
    make -s grade 1 DIR="$scratch/two" SANITIZERS=no FORMAT=json \
        >"$scratch/json" 2>/dev/null
    python3 - "$scratch/json" <<'PYTHON' || cat "$scratch/json"
import json, sys
quoted, ana = json.load(open(sys.argv[1]))
assert quoted["name"] == 'a "quoted" name' and quoted["build"] == "missing"
assert quoted["checks"] == [] and quoted["findings"] is None
assert ana["contract"] == "passed" and ana["a"] == "open", ana
assert {c["part"] for c in ana["checks"]} == {"contract", "a", "b", "c"}
assert all(c["passed"] for c in ana["checks"] if c["part"] == "contract")
assert not any(c["passed"] for c in ana["checks"] if c["part"] != "contract")
assert all(c["name"] and c["points"] == 1 for c in ana["checks"])
PYTHON
}

# Not even the untouched step is marked right: a submission would not be.
a_place_where_nothing_works_is_refused() { # long
    mkdir -p "$scratch/few/one thing"
    CC=false DIR=$scratch/few sh tests/exercises/grade.sh "$step" \
        >"$scratch/out" 2>"$scratch/beside"
    [ $? -eq 2 ] || echo 'it does not exit with 2'
    [ ! -s "$scratch/out" ] || cat "$scratch/out"
    grep -q 'no sanitizer works here' "$scratch/beside" || cat "$scratch/beside"
    CC=false SANITIZERS=no DIR=$scratch/few sh tests/exercises/grade.sh "$step" \
        >"$scratch/out" 2>"$scratch/beside"
    [ $? -eq 2 ] || echo 'without a compiler it does not exit with 2'
    grep -q 'build failed' "$scratch/beside" || cat "$scratch/beside"
}

misuse_exits_with_2() { # long
    mkdir -p "$scratch/few"
    for arguments in '' "DIR=$scratch/few FORMAT=xml" \
        "DIR=$scratch/few LIMIT=0" "DIR=$scratch/few LIMIT=soon" \
        "DIR=$scratch/few MEMORY=-1"; do
        # shellcheck disable=SC2086 # several words
        make -s grade N=1 $arguments >"$scratch/out" 2>&1
        [ $? -eq 2 ] || echo "make grade $arguments: not 2"
        grep -q 'make grade DIR=submissions' "$scratch/out" ||
            cat "$scratch/out"
    done
    for none in "$scratch/none" Makefile; do
        make -s grade N=1 DIR="$none" >"$scratch/out" 2>&1
        [ $? -eq 2 ] || echo "make grade DIR=$none: not 2"
        grep -q "there is no directory $none" "$scratch/out" ||
            cat "$scratch/out"
    done
    make -s grade DIR="$scratch/few" >/dev/null 2>&1
    [ $? -eq 2 ] || echo 'make grade without a step: not 2'
}

# ---- bounded ----

# helper_ends STATUS COMMAND...
helper_ends() {
    wanted=$1
    shift
    "$bounded" "$@" >"$scratch/out" 2>&1
    ended=$?
    [ "$ended" -eq "$wanted" ] || {
        echo "bounded $*: $ended, not $wanted"
        head -c 400 "$scratch/out"
    }
}

bounded_ends_as_the_command_does() { # long
    helper_ends 0 60 true
    helper_ends 3 60 sh -c 'exit 3'
    # shellcheck disable=SC2016 # for that shell
    helper_ends 137 60 sh -c 'kill -9 $$'
    helper_ends 127 60 "$scratch/no-such-program"
    helper_ends 0 -l 64 60 echo said
    grep -qx said "$scratch/out" || echo 'what was said is lost'
    helper_ends 2 0 true
    helper_ends 2 -l 0 60 true
    helper_ends 2 60
}

bounded_keeps_the_bounds() { # long
    helper_ends 124 1 sleep 1000
    helper_ends 122 -l 64 60 yes
    # shellcheck disable=SC2016 # for that shell
    helper_ends 0 -l 64 60 sh -c '[ "$(ulimit -n)" -le 4096 ]'
    "$bounded" -l 64 60 dd if=/dev/zero of="$scratch/large" bs=65536 \
        count=1200 >/dev/null 2>&1
    [ "$(wc -c <"$scratch/large")" -le 67108864 ] || echo 'a file of over 64 MiB'
    # what they have in memory, all together
    if [ -r /proc/self/stat ]; then
        helper_ends 123 -l 20 60 awk 'BEGIN { text = "0123456789abcdef"
            while (length(text) < 60000000) text = text text
            while (1) ; }'
        # or one of them had a moment ago
        helper_ends 123 -l 20 60 awk 'BEGIN { text = "0123456789abcdef"
            while (length(text) < 30000000) text = text text }'
    fi
}

# A grandchild that has left the group, and lost its parent.
bounded_leaves_nobody_behind() { # long
    [ -r /proc/self/stat ] || {
        echo '  skipped: no descendants can be found here'
        return
    }
    command -v setsid >/dev/null || {
        echo '  skipped: no setsid here'
        return
    }
    # shellcheck disable=SC2016 # for that shell
    (cd "$scratch" && "$bounded" 60 sh -c \
        '(setsid sh -c "echo \$\$; exec sleep 1000" & ) | head -n 1') >"$scratch/id"
    id=$(cat "$scratch/id")
    helper_is_gone "${id:-0}"
    [ -n "$id" ] || echo 'nobody was started'
}

run_functions
end_tests grade
