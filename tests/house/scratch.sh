#!/bin/sh
# scratch.sh - makes a directory in which programs can be started, and prints its
# name: below TMPDIR, or, where that is mounted noexec, below tests/build.

# can_start DIRECTORY
can_start() {
    printf '#!/bin/sh\n' >"$1/probe" && chmod u+x "$1/probe" &&
        "$1/probe" 2>/dev/null && rm "$1/probe"
}

made=$(mktemp -d "${TMPDIR:-/tmp}/scratch.XXXXXX") || exit 1
if ! can_start "$made"; then
    rm -r "$made"
    mkdir -p tests/build
    made=$(mktemp -d "$PWD/tests/build/scratch.XXXXXX") || exit 1
fi
echo "$made"
