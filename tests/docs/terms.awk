# terms.awk - which names of libc a page uses, and which it explains, section by
# section: `use NAME SECTION FILE:LINE` and `explain NAME SECTION FILE:LINE`, in
# reading order. The sections are counted over all pages. What counts stands in
# terms.sh.
#
#   awk -f terms.awk NAMES PAGE...     NAMES: a name a line

function put(what, name) {
    if (name in names)
        print what, name, section, FILENAME ":" FNR
}

# Every identifier of a piece of C.
function put_all(what, code) {
    gsub(/"(\\.|[^"\\])*"/, " ", code)
    while (match(code, /[A-Za-z_][A-Za-z_0-9]*/)) {
        put(what, substr(code, RSTART, RLENGTH))
        code = substr(code, RSTART + RLENGTH)
    }
}

# What is typed into a shell, and what a program prints, is not C.
function is_command(code) {
    return code !~ /^(struct|const|return|if|while|for|int|volatile|static) / &&
        code ~ /^[^ ]*[^ ,;=] +[-'"$.\/0-9A-Za-z{]/ && code !~ /^[^ ]+\(/
}

function put_spans(what, text,    code) {
    while (match(text, /`[^`]+`/)) {
        code = substr(text, RSTART + 1, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
        if (!is_command(code))
            put_all(what, code)
    }
}

# C in a page: comments go, and may be longer than a line.
function put_code(line) {
    sub(/^ *[0-9]+  /, "", line) # the numbers of a whole program's lines
    if (!inserted && line ~ /; +\/\* /) # a field, and beside it what it is
        put_all("explain", substr(line, 1, index(line, "/*") - 1))
    if (line ~ /^#include/)
        return
    gsub(/\/\*([^*]|\*[^\/])*\*\//, " ", line)
    if (comment && !sub(/^.*\*\//, " ", line))
        return
    comment = sub(/\/\*.*/, "", line)
    put_all("use", line)
}

# The names that a paragraph, an item or a row explains are set in bold, begin
# the item, or stand in the first cell.
function put_prose(text,    bold) {
    if (text ~ /^#/)
        put_spans("explain", text)
    else if (text ~ /^\|/)
        put_spans("explain", substr(text, 1, index(substr(text, 2), "|") + 1))
    else if (match(text, /^ *[-*] `[^`]*`((,| and| or| e| ou)* `[^`]*`)*/))
        put_spans("explain", substr(text, 1, RLENGTH))
    gsub(/\[[^]]*\]\([^)]*\)/, " ", text) # a link leads to what explains it
    put_spans("use", text)
    while (match(text, /\*\*[^*]+\*\*/)) {
        bold = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        put_spans("explain", bold)
    }
}

NR == FNR { names[$1]; next }
FNR == 1 { section++; code = ""; inserted = 0 }
/^<!-- insert: / { inserted = 1; next }
/^<!-- end insert -->$/ { inserted = 0; next }
/^ *(```|~~~)/ {
    code = code == "" ? substr($0, index($0, "`")) : ""
    comment = 0
    next
}
code == "```c" { put_code($0); next }
code != "" || (inserted && !/^\|/) { next }
/^#+ / { section++ }
{ put_prose($0) }
END { print "sections", section }
