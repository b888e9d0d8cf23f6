# terms.awk - which names of libc a page uses, and which it explains, section by
# section: `use NAME SECTION FILE:LINE` and `explain NAME SECTION FILE:LINE`, in
# reading order. The sections are counted over all pages. What counts stands in
# terms.sh.
#
#   awk -f terms.awk NAMES PAGE...     NAMES: a name a line

function put(what, name) {
    if (name in names)
        print what, name, section, place
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
    if (code ~ /^(struct|const|return|if|while|for|int|volatile|static) /)
        return 0
    return code ~ /^\.?\.?\// || (code !~ /^[^ ]+\(/ &&
        code ~ /^[^ ]*[^ ,;=] +[-'"$.\/0-9A-Za-z{]/)
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
function put_code(text) {
    sub(/^ *[0-9]+  /, "", text) # the numbers of a whole program's lines
    if (!inserted && text ~ /; +\/\* /) # a field, and beside it what it is
        put_all("explain", substr(text, 1, index(text, "/*") - 1))
    if (text ~ /^#include/)
        return
    gsub(/\/\*([^*]|\*[^\/])*\*\//, " ", text)
    if (comment && !sub(/^.*\*\//, " ", text))
        return
    comment = sub(/\/\*.*/, "", text)
    put_all("use", text)
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
    while (match(text, /\*\*`[^`]+`\*\*/)) {
        bold = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        put_spans("explain", bold)
    }
}

# A paragraph, an item or a row ends here.
function end_text() {
    if (text != "")
        put_prose(text)
    text = ""
}

NR == FNR { names[$1]; next }
FNR == 1 { end_text(); code = ""; inserted = 0 }
/^<!-- insert: / { end_text(); inserted = 1; next }
/^<!-- end insert -->$/ { inserted = 0; next }
/^ *(```|~~~)/ {
    end_text()
    code = code == "" ? substr($0, index($0, "`")) : ""
    comment = 0
    next
}
code != "" { place = FILENAME ":" FNR; if (code == "```c") put_code($0); next }
inserted && !/^\|/ { next }
/^$/ || /^[#|]/ || /^ *([-*]|[0-9]+\.) / { end_text() }
/^#+ / { section++ }
text == "" { place = FILENAME ":" FNR }
{ text = text (text == "" ? "" : " ") $0 }
/^[#|]/ { end_text() }
END { end_text(); print "sections", section }
