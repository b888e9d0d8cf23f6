# texts.awk - the texts in C files that a student may be told: what did(),
# likely(), failed() and the like are given, and the tasks' names. A line each,
# as it is written in the source (adjacent literals joined). Texts without a
# word, such as "%s:%d", are left out.
#
#   awk -f texts.awk FILE...            the texts
#   awk -v pairs=1 -f texts.awk FILE    of each pair of literals in braces the
#                                       two, with a tab between

BEGIN {
    # Which arguments are texts; check's first is a condition.
    split("did likely likely_if_it_waits usually text_of skipped in_words say " \
        "TOLD", one)
    for (i in one)
        first[one[i]] = last[one[i]] = 1
    first["failed"] = 1; last["failed"] = 2
    first["adopt"] = 2; last["adopt"] = 2
    first["wait_for_process"] = 2; last["wait_for_process"] = 2
    first["check"] = 2; last["check"] = 3
    first["fail_to_be_connected"] = last["fail_to_be_connected"] = 1
}

FNR == 1 { reset() }

{
    line = $0
    while (line != "")
        line = take(line)
}

function reset() {
    depth = 0
    literal = joining = word = before = ""
    delete callee
}

# Takes one token off the line. A comment may reach over several lines.
function take(line) {
    if (comment) {
        if (!match(line, /\*\//))
            return ""
        comment = 0
        return substr(line, RSTART + 2)
    }
    if (match(line, /^[ \t]+/))
        return substr(line, RLENGTH + 1)
    if (line ~ /^\/\*/) {
        comment = 1
        return substr(line, 3)
    }
    if (match(line, /^"([^"\\]|\\.)*"/)) {
        literal = literal substr(line, 2, RLENGTH - 2)
        joining = 1
        return substr(line, RLENGTH + 1)
    }
    end_literal()
    if (match(line, /^[A-Za-z_][A-Za-z_0-9]*/)) {
        word = substr(line, 1, RLENGTH)
        return substr(line, RLENGTH + 1)
    }
    if (match(line, /^'([^'\\]|\\.)+'/)) {
        word = ""
        return substr(line, RLENGTH + 1)
    }
    symbol(substr(line, 1, 1))
    return substr(line, 2)
}

function symbol(c) {
    if (c == "(" || c == "{" || c == "[") {
        depth++
        callee[depth] = c == "(" ? word : c
        argument[depth] = 1
        before = "none"
    } else if (c == ")" || c == "}" || c == "]")
        depth--
    else if (c == ",")
        argument[depth]++
    word = ""
}

# One literal, or several side by side, has come to its end.
function end_literal(    name) {
    if (!joining)
        return
    name = callee[depth]
    if (pairs && name == "{" && argument[depth] <= 2) {
        if (argument[depth] == 1)
            before = literal
        else
            print before "\t" literal
    }
    if (!pairs && name == "{" && argument[depth] == 1)
        before = literal
    # {"a", "what it shows", body} is a task
    if (!pairs && name == "{" && argument[depth] == 2 && before ~ /^[abc0]?$/)
        put(literal)
    if (!pairs && name in first && argument[depth] >= first[name] &&
        argument[depth] <= last[name])
        put(literal)
    literal = ""
    joining = 0
}

# Not what has no word of its own once marks, conversions and escapes are off.
function put(text,    rest) {
    rest = text
    if (rest !~ / /)   # a path, an option or a number
        gsub(/[a-z]*[\/%][-.a-z\/%]*/, " ", rest)
    gsub(/%[-.*0-9]*[a-z]+/, " ", rest)
    gsub(/\{[a-z]*\}|\\./, " ", rest)
    if (rest ~ /[A-Za-z][A-Za-z]/)
        print text
}
