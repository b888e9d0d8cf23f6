#!/bin/sh
# sync-patches.sh NN-NAME.patch... - fits patches to the steps as they stand now:
# `make sync-solutions`, `make sync-breaks`. Where lines have only moved, the
# numbers in the patch are put right; where the lines around have changed as
# well, it is made anew. A near-miss goes on top of its exercise's solution. A
# patch that no longer applies is named, and left alone: exit status 1.

# Another patch does not say where it found the lines.
patch --version 2>/dev/null | grep -q 'GNU patch' || {
    echo "$0 needs GNU patch, which is not here: nothing was changed" >&2
    exit 2
}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
status=0

# moved FILE: the patch FILE, its numbers as `patch` has found them: "Hunk #2
# succeeded at 178 (offset 3 lines)."
moved() {
    awk '
        NR == FNR && /^patching file/ { file = $3 }
        NR == FNR && /^Hunk .*offset/ {
            number = substr($2, 2)
            sub(/.*\(offset /, "")
            offset[file, number + 0] = $1
        }
        NR == FNR { next }
        /^\+\+\+ b\// { file = substr($2, 3); number = 0 }
        /^@@ / {
            split($2, old, ",")
            split($3, new, ",")
            moved_by = offset[file, ++number]
            tail = substr($0, length($1 $2 $3) + 3)
            $0 = "@@ -" (substr(old[1], 2) + moved_by) "," old[2] \
                " +" (substr(new[1], 2) + moved_by) "," new[2] tail
        }
        { print }' "$scratch/told" "$1"
}

# made_anew FILE: what stands before the patch, and the difference.
made_anew() {
    sed '/^diff --git /,$d; /^--- a/,$d' "$1"
    (cd "$scratch" && git diff --no-index --no-prefix --no-color a b)
}

for patch; do
    name=${patch##*/}
    step=$(sh tests/house/steps.sh | grep "^${name%%-*}-")
    rm -rf "$scratch/a" "$scratch/b"
    mkdir "$scratch/a" "$scratch/b"
    cp -R "$step" "$scratch/a/$step"
    make -s -C "$scratch/a/$step" clean
    case $patch in
    */near/*)
        exercise=$(echo "${name%.patch}" | cut -d- -f 1,2)
        solution=$PWD/docs/solutions/$exercise.patch
        (cd "$scratch/a" && patch -s -p1 --no-backup-if-mismatch) <"$solution" ||
            echo "$patch has nothing to stand on: $solution does not apply" >&2
        ;;
    esac
    cp -R "$scratch/a/$step" "$scratch/b/${step%/}"
    if ! (cd "$scratch/b" && patch -p1 --verbose --no-backup-if-mismatch) \
        <"$patch" >"$scratch/told" 2>&1; then
        echo "$patch does not apply any more" >&2
        status=1
        continue
    fi
    grep '^Hunk.*\(offset\|fuzz\)' "$scratch/told" >"$scratch/amiss" || continue
    if grep -q fuzz "$scratch/amiss"; then
        made_anew "$patch" >"$scratch/patch"
    else
        moved "$patch" >"$scratch/patch"
    fi
    cp "$scratch/patch" "$patch"
    echo "updated $patch"
done
exit $status
