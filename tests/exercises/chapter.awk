# chapter.awk - a page of the guide for a handout: without the sentences that
# name a verb which a handout does not have, and the questions they answer. Code,
# tables and headings are left as they are; a paragraph that loses a sentence is
# laid out anew.

BEGIN {
    missing = "`make (diff-step|test-step|solution-step|bench|test|attack|grade" \
        "|handout|lint-course|docs|run-bridge)[ `]"
}

/^```/ { code = !code }

# A paragraph, or an item of a list, ends where something else begins.
code || /^(```|[|#<]|    |$)/ { end_paragraph(); print; next }
/^(-|[0-9]+\.) / { end_paragraph() }
{ lines = lines (lines == "" ? "" : "\n") $0 }
END { end_paragraph() }

function end_paragraph(    text) {
    text = lines
    gsub(/\n */, " ", text)
    if (text ~ missing)
        lay_out(without(text))
    else if (lines != "")
        print lines
    lines = ""
}

# All sentences but those. One ends with a mark behind a word, and a blank.
function without(text,    sentence, kept, question) {
    text = text " "
    while (match(text, /[^ ][.?!][`*)"]* +/)) {
        sentence = substr(text, 1, RSTART + RLENGTH - 1)
        text = substr(text, RSTART + RLENGTH)
        if (sentence !~ missing)
            kept = kept question (sentence ~ /\? *$/ ? "" : sentence)
        question = sentence ~ /\? *$/ ? sentence : ""
    }
    kept = kept question (text ~ missing ? "" : text)
    sub(/ +$/, "", kept)
    return kept
}

function lay_out(text,    count, word, i, line) {
    count = split(text, word, / +/)
    for (i = 1; i <= count; i++)
        if (line != "" && length(line) + 1 + length(word[i]) > 80) {
            print line
            line = (text ~ /^- / ? "  " : "") word[i]
        } else
            line = line (line == "" ? "" : " ") word[i]
    if (line != "" && line !~ /^(-|[0-9]+\.)$/)
        print line
}
