# voice.awk - finds in pages and sources what voice.txt lists for a language:
# FILE:LINE: the words: what to write instead.
#
#   awk -v language=en -f voice.awk voice.txt FILE...
#
# Of a page only its author's prose is looked at, a paragraph at a time; of any
# other file each line.

function whole_words(words) {
    return words ~ /^[(]?\^/ ? words : "(^|[^A-Za-z])(" words ")([^A-Za-z]|$)"
}

function look(text,    i, found) {
    for (i = 1; i <= count; i++)
        if (match(text, pattern[i])) {
            found = substr(text, RSTART, RLENGTH)
            if (!(i in exception) || text !~ exception[i])
                print place ": " found ": " instead[i]
        }
}

function end_text() {
    gsub(/`[^`]+`/, "x", text)
    if (text != "")
        look(text)
    text = ""
}

NR == FNR && /^but\t/ { exception[count] = substr($0, 5); next }
NR == FNR {
    split($0, field, "\t")
    if (field[1] == language) {
        pattern[++count] = whole_words(field[2])
        instead[count] = field[3]
    }
    next
}
FNR == 1 { end_text(); code = inserted = 0 }
FILENAME !~ /\.md$/ { place = FILENAME ":" FNR; look($0); next }
/^<!-- insert: / { inserted = 1 }
/^<!-- end insert -->$/ { inserted = 0; next }
/^ *(```|~~~)/ { end_text(); code = !code; next }
code || inserted { next }
/^$/ || /^[#|]/ || /^ *([-*]|[0-9]+\.) / { end_text() }
text == "" { place = FILENAME ":" FNR }
{ text = text (text == "" ? "" : " ") $0 }
END { end_text() }
