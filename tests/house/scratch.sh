#!/bin/sh
# scratch.sh - leaves in `scratch` a new directory in which programs can be
# started: below TMPDIR, or, where that is mounted noexec, below tests/build. Who
# has looked already says where in STARTS_IN, as `make test` does for its scripts.

can_start() {
    printf '#!/bin/sh\n' >"$scratch/probe" && chmod u+x "$scratch/probe" &&
        "$scratch/probe" 2>/dev/null && rm "$scratch/probe"
}

scratch=$(mktemp -d "${STARTS_IN:-${TMPDIR:-/tmp}}/scratch.XXXXXX") || return
if [ -z "$STARTS_IN" ] && ! can_start; then
    rm -r "$scratch"
    mkdir -p tests/build
    scratch=$(mktemp -d "$PWD/tests/build/scratch.XXXXXX")
fi
