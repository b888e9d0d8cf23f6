#!/bin/sh
# run.sh STEP [COMPILER...]  - the constant-time check of STEP, the directory
# 07-encrypted-chat: each compiler that is there, at three levels of optimisation.
# The product must pass; at -O2 each of the three controls must be caught. Exit
# status 0, 1, or 77: skipped.
# -gdwarf-4, because valgrind 3.19 cannot read what clang writes otherwise.
here=$(cd "$(dirname "$0")" && pwd)
step=${1:?usage: run.sh STEP [COMPILER...]}
shift
[ $# -gt 0 ] || set -- gcc clang
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
failed=0
ran=0

echo '#include <valgrind/memcheck.h>' >"$tmp/probe.c"
if ! command -v valgrind >/dev/null; then
    echo "skipped: no valgrind"
    exit 77
fi

# build SBOX SECRET - with the product's sbox.c and secret.c, or others
build() {
    "$compiler" -std=c11 $level -gdwarf-4 -I"$step" -I"$here" \
        -include "$here/ctgrind.h" -o "$tmp/ctgrind" "$here/ctgrind.c" \
        "$step/fernet.c" "$step/aes128.c" "$1" "$step/sha256.c" \
        "$step/base64url.c" "$2" "$step/random_bytes.c" || exit 1
}

# expect STATUS WHAT NAME - what valgrind must make of `ctgrind WHAT`
expect() {
    valgrind --quiet --error-exitcode=9 --exit-on-first-error=yes \
        "$tmp/ctgrind" "$2" >"$tmp/out" 2>&1
    status=$?
    if [ "$status" -eq "$1" ]; then
        echo "ok: $compiler $level, $3: exit status $status"
    else
        echo "FAILED: $compiler $level, $3: exit status $status, not $1"
        sed 's/^/    /' "$tmp/out" | head -n 30
        failed=1
    fi
}

for compiler in "$@"; do
    if ! command -v "$compiler" >/dev/null ||
        ! "$compiler" -c "$tmp/probe.c" -o "$tmp/probe.o" 2>/dev/null; then
        echo "skipped: $compiler, or valgrind's header, is not there"
        continue
    fi
    for level in -O0 -O2 -O3; do
        ran=1
        build "$step/sbox.c" "$step/secret.c"
        expect 0 product "the product"
        [ "$level" = -O2 ] || continue
        expect 9 unpad "unpad that stops early"
        build "$here/control_table.c" "$step/secret.c"
        expect 9 product "with an S-box in a table"
        build "$step/sbox.c" "$here/control_memcmp.c"
        expect 9 product "with memcmp for the HMAC"
    done
done
[ "$ran" -eq 1 ] || exit 77
exit $failed
