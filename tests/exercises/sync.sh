#!/bin/sh
# sync.sh - writes the patches of the exercises anew, for the steps as they
# stand now: `make sync-solutions`. A change in a step moves the lines that a
# patch names; where it still fits, this puts it right. One that no longer fits
# is named, and left alone: exit status 1.

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
status=0

for patch in docs/solutions/*.patch tests/exercises/near/*.patch; do
    name=${patch##*/}
    step=$(echo "${name%%-*}"-*/)
    rm -rf "$scratch/a" "$scratch/b"
    mkdir "$scratch/a" "$scratch/b"
    for side in a b; do
        cp -R "$step" "$scratch/$side/${step%/}"
        make -s -C "$scratch/$side/$step" clean
    done
    if ! (cd "$scratch/b" && patch -s -p1 --no-backup-if-mismatch) <"$patch" \
        >"$scratch/told" 2>&1; then
        echo "$patch does not fit any more" >&2
        status=1
        continue
    fi
    sed '/^diff --git /,$d' "$patch" >"$scratch/patch"
    (cd "$scratch" && git diff --no-index --no-prefix --no-color a b) \
        >>"$scratch/patch"
    cmp -s "$scratch/patch" "$patch" && continue
    cp "$scratch/patch" "$patch"
    echo "updated $patch"
done
exit $status
