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

# unknown DICTIONARY: which words of the prose it does not have, nor the list.
unknown() {
    [ -s "$scratch/prose" ] || return 0
    hunspell -d "$1" -i UTF-8 -l "$scratch/prose" | sort -u |
        comm -23 - "$scratch/sorted"
}

tell() {
    while read -r word; do
        line=$(grep -nF -m 1 -- "$word" "$scratch/prose" | cut -d : -f 1)
        echo "$page:${line:-?}: $word"
    done
}

# spell DICTIONARY OTHER PAGE... Headings may be messages, which are English,
# and a glossary is in both languages: there either dictionary will do.
spell() {
    dictionary=$1 other=$2
    shift 2
    for page; do
        [ -e "$page" ] || continue
        case $page in
            */glossary.md) : >"$scratch/prose" ;;
            *) awk -v headings=0 -f $here/prose.awk "$page" >"$scratch/prose" ;;
        esac
        unknown "$dictionary" | tell
        case $page in
            */glossary.md) awk -f $here/prose.awk "$page" ;;
            *) awk -v headings=1 -f $here/prose.awk "$page" ;;
        esac >"$scratch/prose"
        unknown "$dictionary" >"$scratch/once"
        [ ! -s "$scratch/once" ] ||
            unknown "$other" | comm -12 "$scratch/once" - | tell
    done
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
