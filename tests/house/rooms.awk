# rooms.awk - draws the way of a call. Its lines are
#
#   NAME: WHAT IT IS             a station; behind `room`, one of tests/harness
#   FROM > TO: WHAT PASSES       an arrow; behind `include`, one that stands
#                                only for a header of FROM that TO includes
#
# A station's row is as far down as the longest way to it; what nothing leads on
# from is the bottom row, and all others stand above the middle of what they
# lead to.

BEGIN { wide = 160; across = 174; down = 112; margin = 8; letters = 22 }

# Cuts "NAME" or "FROM > TO" off the line, and what stands behind the colon.
{
    kind = $1
    sub(/^(room|include) /, "")
    words = $0
    sub(/^[^:]*: */, "", words)
    sub(/:.*/, "")
}
NF == 1 {
    what[$1] = words
    is_room[$1] = kind == "room"
    stations[++station_count] = $1
    next
}
kind == "include" {
    if ($1 in is_room || $3 in is_room)
        include[$1, $3]
    borrowed[++borrowed_count] = $1 " > " $3
    next
}
{
    from[++count] = $1
    to[count] = $3
    passes[count] = words
    arrow[$1, $3]
    leads_on[$1]
    on_the_way[$1]
    on_the_way[$3]
}

function fail(why) {
    print "rooms: " why | "cat >&2"
    exit 1
}

# So many rounds at most as there are stations: more are a circle.
function find_rows(round, moved, i) {
    do {
        moved = 0
        for (i = 1; i <= count; i++)
            if (row[to[i]] <= row[from[i]]) {
                row[to[i]] = row[from[i]] + 1
                if (row[to[i]] > bottom)
                    bottom = row[to[i]]
                moved = 1
            }
        if (++round > station_count + 1)
            fail("the way in way.txt goes in a circle")
    } while (moved)
}

function find_columns(i, level, sum, number) {
    for (i = 1; i <= count; i++)
        if (!(to[i] in leads_on) && !(to[i] in x)) {
            x[to[i]] = columns++
            row[to[i]] = bottom
        }
    for (level = bottom - 1; level >= 0; level--) {
        split("", sum)
        split("", number)
        for (i = 1; i <= count; i++)
            if (row[from[i]] == level) {
                sum[from[i]] += x[to[i]]
                number[from[i]]++
            }
        for (i in sum)
            x[i] = sum[i] / number[i]
    }
}

function left(name) { return margin + x[name] * across }
function top(name) { return margin + row[name] * down }
function escaped(text) {
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    return text
}
function write_text(at_x, at_y, class, text) {
    printf "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", \
        at_x, at_y, class, escaped(text)
}

# From the foot of a box to the head of the next, or across to the one beside.
function draw_arrow(a, b, words, class, x1, y1, x2, y2, side, long) {
    x1 = left(a) + wide / 2
    x2 = left(b) + wide / 2
    y1 = top(a) + high[a]
    y2 = top(b)
    if (row[a] == row[b]) {
        side = x1 < x2 ? 1 : -1
        x1 += side * wide / 2
        x2 -= side * wide / 2
        y1 = y2 = top(a) + 30
    }
    printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" " \
        "class=\"arrow %s\"/>\n", x1, y1, x2 - side * 8, y2 - (side ? 0 : 8), class
    printf "<path d=\"M%.1f %.1f %sz\" class=\"tip\"/>\n", x2, y2, \
        side ? "l" (-8 * side) " -4 v8" : "l-4 -8 h8"
    if (words == "")
        return
    long = length(words) * 6.7
    printf "<rect class=\"paper\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" " \
        "height=\"13\"/>\n", (x1 + x2 - long) / 2 - 2, (y1 + y2) / 2 - 7, long + 4
    write_text((x1 + x2) / 2, (y1 + y2) / 2 + 4, "label", words)
}

# What a station is, in lines; and how high its box must be.
function fill_box(name, words, word, i, n) {
    words = split(what[name], word, " ")
    n = 1
    for (i = 1; i <= words; i++) {
        if (line[name, n] != "" && length(line[name, n] " " word[i]) > letters)
            n++
        line[name, n] = line[name, n] (line[name, n] == "" ? "" : " ") word[i]
    }
    lines[name] = n
    high[name] = 28 + 15 * n
}

function draw_box(name, i) {
    printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"4\" " \
        "class=\"paper box %s\"/>\n", left(name), top(name), wide, high[name], \
        is_room[name] ? "room" : "other"
    write_text(left(name) + wide / 2, top(name) + 19, "name", name)
    for (i = 1; i <= lines[name]; i++)
        write_text(left(name) + wide / 2, top(name) + 19 + 15 * i, "what", \
            line[name, i])
}

END {
    for (i = 1; i <= station_count; i++) {
        if (!(stations[i] in on_the_way))
            fail(stations[i] " is not on the way: add it to tests/house/way.txt")
        fill_box(stations[i])
    }
    for (name in on_the_way)
        if (!(name in what))
            fail("there is no " name ", which tests/house/way.txt names")
    find_rows()
    find_columns()
    width = 2 * margin + (columns - 1) * across + wide
    height = 2 * margin + bottom * down + 90
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" " \
        "viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title desc\">\n", \
        width, height, width, height
    print "<title id=\"title\">The way of a call through the harness</title>"
    print "<desc id=\"desc\">Boxes from top to bottom, with arrows from each to" \
        " where it hands on what it has."
    for (i = 1; i <= count; i++)
        print escaped(from[i] " to " to[i] ": " passes[i] ".")
    print "</desc>"
    print "<style>"
    print "svg{color:#1f2328}"
    print ".paper{fill:#ffffff}"
    print "text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas," \
        "'DejaVu Sans Mono',monospace;font-size:11px;fill:currentColor;" \
        "text-anchor:middle}"
    print ".name{font-size:13px;font-weight:bold}"
    print ".box{stroke-width:1.5}"
    print ".room{stroke:#0b7285}.other{stroke:#9a5b00}"
    print ".arrow{stroke:currentColor}.apart{stroke-dasharray:4 4}"
    print ".tip{fill:currentColor}"
    print "@media (prefers-color-scheme:dark){"
    print "svg{color:#e6edf3}"
    print ".paper{fill:#0d1117}"
    print ".room{stroke:#56c8d8}.other{stroke:#e3a94f}"
    print "}"
    print "</style>"
    print "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>"
    for (i = 1; i <= count; i++)
        draw_arrow(from[i], to[i], passes[i], \
            (from[i], to[i]) in include ? "header" : "apart")
    for (i = 1; i <= borrowed_count; i++) {
        split(borrowed[i], end, " > ")
        if (!((end[1], end[2]) in arrow) && end[2] in what)
            draw_arrow(end[1], end[2], "", "header")
    }
    for (i = 1; i <= station_count; i++)
        draw_box(stations[i])
    write_text(width / 2, height - 14, "what", \
        "a line: by a header that the lower one includes;  dashes: by a file, " \
        "a pipe, a page of memory, a process")
    print "</svg>"
}
