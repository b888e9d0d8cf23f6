#!/bin/sh
# voice.sh - what a reader meets is said as voice.txt wants it: the guide, the
# READMEs, the hints, the solutions, what programs and verbs say, and the
# comments in the steps. Prints FILE:LINE: the words: what to write instead, and
# exits with 1 if there are any.

LC_ALL=C
export LC_ALL
found=$(
    awk -v language=en -f tests/docs/voice.awk tests/docs/voice.txt \
        docs/en/*.md docs/en/hints.txt README.md CONTRIBUTING.md SECURITY.md \
        docs/solutions/*.patch 0[1-7]-*/README.md 0[1-7]-*/*.[ch] \
        0[1-7]-*/demo.scene Makefile tests/house/*.sh \
        tests/exercises/*.c tests/exercises/*.sh
    awk -v language=pt -f tests/docs/voice.awk tests/docs/voice.txt \
        docs/pt-BR/*.md docs/pt-BR/hints.txt README.pt-BR.md \
        tests/exercises/*pt.c
)
[ -z "$found" ] || { echo "$found" && exit 1; }
