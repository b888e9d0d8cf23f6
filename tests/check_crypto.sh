#!/bin/sh
# check_crypto.sh - what `make test` does not try of 07's cryptography: the unit
# tests without and with all optimisation, big-endian and with 32 bits; all
# published vectors; Python's cryptography.fernet beside it; constant time;
# deliberate mistakes; speed. Prints a line for each, and at the end
#
#   N passed, N failed, N skipped
#
# What is missing here is named and skipped. Exit status 1 if anything failed.
# shellcheck disable=SC2086,SC2046 # lists of files and flags are to be split
here=$(cd "$(dirname "$0")" && pwd) || exit 1
step=$(cd "$here/../07-encrypted-chat" && pwd) || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
strict="-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"
# Debian's, which has Debian's modules, even if there is another one.
python=/usr/bin/python3
[ -x "$python" ] || python=python3
passed=0
failed=0
skipped=0

skip() {
    echo "skipped: $*"
    skipped=$((skipped + 1))
}

have() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null || {
            skip "no $tool here"
            return 1
        }
    done
}

# try NAME COMMAND... - it ends with 0: good; 77: skipped, the last line is why
try() {
    name=$1
    shift
    "$@" >"$tmp/out" 2>&1
    status=$?
    if [ $status -eq 0 ]; then
        echo "ok: $name"
        passed=$((passed + 1))
    elif [ $status -eq 77 ]; then
        skip "$name: $(tail -n 1 "$tmp/out")"
    else
        echo "FAILED: $name"
        tail -n 30 "$tmp/out" | sed 's/^/    /'
        failed=$((failed + 1))
    fi
}

# files PREFIX NAME... - as C files
files() {
    prefix=$1
    shift
    for file in "$@"; do printf '%s ' "$prefix/$file.c"; done
}

crypto=$(files "$step" fernet aes128 sbox sha256 base64url secret random_bytes)
parts="$crypto $(files "$step" keyfile message replay)"

# unit_tests PROGRAM EMULATOR COMPILER FLAGS...
unit_tests() {
    program=$tmp/$1
    emulator=$2
    shift 2
    "$@" $strict -DALONE -I"$step" -I"$here/harness/fallback" \
        -DVECTORS="\"$here/vectors\"" -o "$program" "$here/test_fernet.c" \
        $parts -pthread && $emulator "$program"
}

# vectors COMPILER EMULATOR FLAGS...: into $tmp/peer, and all of them
vectors() {
    compiler=$1
    emulator=$2
    shift 2
    "$compiler" "$@" $strict -I"$step" -o "$tmp/peer" \
        "$here/interop/crypto_peer.c" $crypto &&
        "$python" "$here/interop/full_vectors.py" "$emulator $tmp/peer"
}

# beside_python FLAGS...: the functions ($tmp/peer is there), and the program
beside_python() {
    cc "$@" $strict -o "$tmp/fernet" \
        $(files "$step" fernet_main net keyfile) $crypto &&
        "$python" "$here/interop/fernet_peer.py" "$tmp/peer" "$tmp/fernet"
}

speed() {
    cc -O2 $strict -I"$step" -o "$tmp/bench" "$here/bench/bench_fernet.c" \
        $crypto && "$python" "$here/bench/fernet_bench.py" "$tmp/bench" 3
}

for compiler in gcc clang; do
    have $compiler || continue
    for level in -O0 -O3; do
        try "unit tests, $compiler $level" unit_tests unit "" $compiler $level
    done
done

for pair in s390x-linux-gnu-gcc:qemu-s390x i686-linux-gnu-gcc:qemu-i386; do
    compiler=${pair%:*} emulator=${pair#*:}
    have "$compiler" "$emulator" || continue
    try "unit tests, $emulator" \
        unit_tests unit "$emulator" "$compiler" -O2 -static
    try "all published vectors, $emulator" \
        vectors "$compiler" "$emulator" -O2 -static
done

# A prototype with an index out of bounds passed every vector of one or two
# blocks: so once more with the sanitizers.
sanitizers="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all"
for flags in "$sanitizers" -O2; do
    try "all published vectors, ${flags%% *}" vectors cc "" $flags
    try "beside Python, ${flags%% *}" beside_python $flags
done

try "constant time" sh "$here/ctgrind/run.sh" "$step"
try "each deliberate mistake is caught" \
    "$python" "$here/mutate_fernet.py" "$step" "$here/test_fernet.c"
try "as fast as Python with 100 bytes" speed
grep -E '^(bytes| +[0-9])' "$tmp/out"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
