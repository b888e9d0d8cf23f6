#!/bin/sh
# terms.sh - nothing before its explanation: each name of libc (a call, a type, a
# field, a constant) that the guide uses is explained in the same section or in
# an earlier one, in the order of docs/pages.txt. Prints the places where it is
# not, then a line that says how much was looked at; exits with 1 if there is
# any.
#
# Nobody types the names: they are those that the system's headers declare, of
# the programs and of the pages, but what C itself has, which the reader knows,
# and what a step calls so itself. Used is what stands in excerpts and in `code`
# type; figures, transcripts and commands are not looked at, nor is the text of
# a link. A page explains a name where it stands
#
#   - in bold: **`bind`** gives it its address;
#   - in `code` type in a heading, in the first cell of a row, or at the
#     beginning of an item;
#   - in C that is the page's own, before a comment on its line (a field).

here=tests/docs
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
LC_ALL=C
export LC_ALL

identifiers() {
    sed '/^# /d' | tr -cs 'A-Za-z_0-9' '\n' | grep '...' | sort -u
}

# What the headers declare that are named on standard input, a <name.h> a line.
declared() {
    awk '{ print "#if __has_include(" $0 ")\n#include " $0 "\n#endif" }' |
        ${CC:-cc} -std=c11 "$@" -E -dD -x c - | identifiers
}

# What every C program may include, but for errors and signals, which are the
# system's affair.
headers_of_c() {
    for header in assert ctype inttypes limits stdarg stdbool stddef stdint \
        stdio stdlib string; do
        echo "<$header.h>"
    done
}

keywords() {
    tr ' ' '\n' <<'END'
auto break case continue default do else enum extern for goto if inline
register return sizeof static switch typedef union void volatile while
END
}

# What the steps call so themselves: variables, parameters, fields. (Functions
# and types of theirs cannot have a name of libc's.)
named_in_steps() {
    cat 0[1-7]-*/*.[ch] |
        awk '{ gsub(/\/\*.*\*\//, "") } /\/\*/ { inside = 1; sub(/\/\*.*/, "") }
            !inside { print } /\*\// { inside = 0 }' |
        grep -oE '(^|[(,]) *(const |static |unsigned |struct |enum )*[a-z_0-9]+ \**[a-z_0-9]+( =|[];,)[])' |
        grep -vE '(return|goto|else|case|struct) [a-z_0-9]+( =|.)$' |
        sed -E 's/( =|.)$//; s/.*[ *]//' | sort -u
}

# pages LANGUAGE: in reading order.
pages() {
    grep -v -e '^#' -e '^$' docs/pages.txt | sed "s,.*,docs/$1/&.md,"
}

{ headers_of_c | declared && keywords; } | sort -u >"$scratch/known"
cat 0[1-7]-*/*.[ch] docs/*/*.md | grep -o '<[a-z/]*\.h>' | sort -u |
    declared -D_POSIX_C_SOURCE=200809L >"$scratch/declared"
named_in_steps | sort -u - "$scratch/known" |
    comm -13 - "$scratch/declared" >"$scratch/names"
[ "$(wc -l <"$scratch/names")" -gt 100 ] || {
    echo 'terms.sh: the compiler does not say what the headers declare' >&2
    exit 2
}

# misplaced LANGUAGE: the names that are used too early, and how many there are.
misplaced() {
    # shellcheck disable=SC2046 # names without blanks
    awk -f $here/terms.awk "$scratch/names" $(pages "$1") | awk -v language="$1" '
        $1 == "sections" { sections = $2 }
        $1 == "explain" && !($2 in explained) { explained[$2] = $3; where[$2] = $4 }
        $1 == "use" && !($2 in used) { used[$2] = $3; place[$2] = $4 }
        END {
            for (name in used) {
                terms++
                if (!(name in explained))
                    print place[name] ": " name " is not explained"
                else if (used[name] < explained[name])
                    print place[name] ": " name " is explained only in " where[name]
            }
            print "terms:", language, terms + 0, "names,", sections, "sections"
        }' | sort -t : -k 1,1 -k 2,2n
}

misplaced en >"$scratch/found"
misplaced pt-BR >>"$scratch/found"
cat "$scratch/found"
! grep -q '^docs' "$scratch/found"
