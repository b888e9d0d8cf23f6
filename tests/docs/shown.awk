# shown.awk - is what a console block shows in what its commands printed?
#
#   awk -f shown.awk N.want OUTPUT
#
# Below each command, the lines shown must follow each other in its output. A
# line that is only `...` stands for any lines, `...` in a line for any text. A
# command without lines below it must succeed.

function trimmed(text) {
    sub(/[ \t\r]+$/, "", text)
    return text
}

function line_matches(shown, line,    parts, n, i, at) {
    n = split(shown, parts, /\.\.\./)
    if (n < 2)
        return shown == line
    if (substr(line, 1, length(parts[1])) != parts[1])
        return 0
    line = substr(line, length(parts[1]) + 1)
    for (i = 2; i < n; i++) {
        if (!(at = index(line, parts[i])) && parts[i] != "")
            return 0
        if (parts[i] != "")
            line = substr(line, at + length(parts[i]))
    }
    at = length(line) - length(parts[n])
    return at >= 0 && substr(line, at + 1) == parts[n]
}

# The wanted lines w.. of command c, found from line p of its output on.
function found(c, w, p, may_skip,    q) {
    if (w > wanted[c])
        return 1
    if (want[c, w] == "...")
        return found(c, w + 1, p, 1)
    for (q = p; q <= printed[c]; q++) {
        if (line_matches(want[c, w], output[c, q]) && found(c, w + 1, q + 1, 0))
            return 1
        if (!may_skip)
            return 0
    }
    return 0
}

NR == FNR && /^@ / { command[++count] = substr($0, 3); next }
NR == FNR { want[count, ++wanted[count]] = trimmed($0); next }

/^@status [0-9]+$/ && now { status[now] = $2; next }
/^@ / && substr($0, 3) == command[now + 1] { now++; next }
now { output[now, ++printed[now]] = trimmed($0) }

END {
    for (c = 1; c <= count; c++) {
        while (wanted[c] && want[c, wanted[c]] == "")
            wanted[c]--
        if (c > now)
            print "$ " command[c] "\n  was not reached"
        else if (!wanted[c] && status[c] != 0)
            print "$ " command[c] "\n  ended with status " status[c]
        else if (found(c, 1, 1, 1))
            continue
        else
            print "$ " command[c] "\n  does not print what is shown, but:"
        for (i = 1; i <= printed[c] && i <= 20; i++)
            print "  | " output[c, i]
    }
}
