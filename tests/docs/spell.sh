#!/bin/sh
# spell.sh - the spelling of the guide and the READMEs in both languages, by
# hunspell with its English and Brazilian dictionaries. docs/words.txt has what
# these do not know. Prints FILE:LINE: word, and exits with 1 if there is any.

here=tests/docs
command -v hunspell >/dev/null || {
    echo 'spell.sh needs hunspell (on Debian: hunspell, hunspell-en-us, hunspell-pt-br)' >&2
    exit 1
}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
LC_ALL=C.UTF-8
export LC_ALL
# A word of the list may also begin a sentence.
awk '!/^(#|$)/ { print; print toupper(substr($0, 1, 1)) substr($0, 2) }' \
    docs/words.txt | sort -u >"$scratch/sorted"

# prose WITH_HEADINGS PAGE...: of each page, under its own name, line for line.
# (A glossary is in both languages, so that it counts as a heading.)
prose() {
    headings=$1
    shift
    rm -rf "$scratch/prose"
    for page; do
        [ -e "$page" ] || continue
        mkdir -p "$scratch/prose/$(dirname "$page")"
        case $headings$page in
            0*/glossary.md) ;;
            1*/glossary.md) awk -f $here/prose.awk "$page" ;;
            *) awk -v headings="$headings" -f $here/prose.awk "$page" ;;
        esac >"$scratch/prose/$page"
    done
}

# unknown DICTIONARY: which words of all the prose it does not have, nor the
# list. (To begin costs a dictionary longer than to read what is there.)
unknown() {
    find "$scratch/prose" -type f -exec cat {} + >"$scratch/all"
    [ -s "$scratch/all" ] || return 0
    hunspell -d "$1" -i UTF-8 -l "$scratch/all" | sort -u |
        comm -23 - "$scratch/sorted"
}

# tell: each place of these words.
tell() {
    while read -r word; do
        (cd "$scratch/prose" && find . -type f -exec grep -nF -- "$word" /dev/null {} +) |
            sed -e 's|^\./||' -e "s|^\([^:]*:[0-9]*\):.*|\1: $word|" | sort -u
    done
}

# spell DICTIONARY OTHER PAGE... Headings may be messages, which are English:
# there either dictionary will do.
spell() {
    dictionary=$1 other=$2
    shift 2
    prose 0 "$@"
    unknown "$dictionary" | tell
    prose 1 "$@"
    unknown "$dictionary" >"$scratch/once"
    [ ! -s "$scratch/once" ] ||
        unknown "$other" | comm -12 "$scratch/once" - | tell
}

for dictionary in en_US pt_BR; do
    echo | hunspell -d $dictionary -l >"$scratch/none" 2>&1 || {
        echo "hunspell has no dictionary $dictionary" >&2
        exit 1
    }
done
# shellcheck disable=SC2046 # names without blanks
spell en_US pt_BR README.md CONTRIBUTING.md \
    $(sh tests/house/steps.sh | sed 's|$|/README.md|') docs/en/*.md \
    >"$scratch/found"
spell pt_BR en_US README.pt-BR.md docs/pt-BR/*.md >>"$scratch/found"
cat "$scratch/found"
[ ! -s "$scratch/found" ]
