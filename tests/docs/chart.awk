# chart.awk - draws what spans.awk has found, as SVG: a row for each NAME, in the
# order in which they come, time from left to right, to scale.
#
#   row   NAME                             (tabs between, times in milliseconds)
#   bar   NAME  FROM  TO  CLASS  TEXT
#   mark  NAME  AT    TEXT
#
#   awk -v title=TITLE -f chart.awk FILE

function place(name) {
    if (!(name in row)) {
        row[name] = rows++
        names[rows] = name
    }
}

function x(time) { return LEFT + (time < 0 ? 0 : time) / longest * WIDE }
function y(name) { return TOP + row[name] * ROW }

function text(where, line, class, words) {
    gsub(/&/, "\\&amp;", words)
    gsub(/</, "\\&lt;", words)
    gsub(/"/, "\\&#34;", words)
    printf "<text x=\"%.1f\" y=\"%d\" class=\"%s\">%s</text>\n", where, line, class, words
}

# The widest step that leaves room for what is written below it: 1, 2, 5, 10 ...
function step(    unit, i) {
    for (unit = 1; ; unit *= 10)
        for (i = 1; i <= 5; i += (i < 2 ? 1 : 3))
            if (longest / (unit * i) <= 8)
                return unit * i
}

function axis(    at, by, line) {
    by = step()
    line = TOP + rows * ROW + 8
    printf "<path class=\"axis\" d=\"M%d %dH%d\"/>\n", LEFT, line, LEFT + WIDE
    for (at = 0; at <= longest; at += by) {
        printf "<path class=\"axis\" d=\"M%.1f %dv5\"/>\n", x(at), line
        text(x(at), line + 20, "faint middle", by >= 1000 ? at / 1000 " s" : at " ms")
    }
}

BEGIN { FS = "\t"; LEFT = 118; WIDE = 590; TOP = 26; ROW = 50; BAR = 24 }
{ place($2) }
$1 == "bar" { bars[++count] = $0; if ($4 > longest) longest = $4 }
$1 == "mark" { marks[++marked] = $0; if ($3 > longest) longest = $3 }
END {
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"736\" height=\"%d\" " \
        "viewBox=\"0 0 736 %d\" role=\"img\" aria-labelledby=\"chart-title\">\n", \
        TOP + rows * ROW + 40, TOP + rows * ROW + 40
    print "<title id=\"chart-title\">" title "</title>"
    while ((getline line <"tests/docs/chart.css") > 0)
        print line
    print "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>"
    for (i = 1; i <= rows; i++) {
        printf "<path class=\"line\" d=\"M%d %dH%d\"/>\n", LEFT, y(names[i]) + BAR / 2, LEFT + WIDE
        text(10, y(names[i]) + 17, "name", names[i])
    }
    for (i = 1; i <= count; i++) {
        split(bars[i], part)
        width = x(part[4]) - x(part[3])
        printf "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n", part[5], \
            x(part[3]), y(part[2]), width < 1.5 ? 1.5 : width, BAR
        if (width > length(part[6]) * 8.5)
            text(x(part[3]) + 6, y(part[2]) + 17, "on", part[6])
    }
    for (i = 1; i <= marked; i++) {
        split(marks[i], part)
        printf "<path class=\"mark\" d=\"M%.1f %dv%d\"/>\n", x(part[3]), y(part[2]) - 6, BAR + 12
        text(x(part[3]), y(part[2]) - 9, "strong middle", part[4])
    }
    axis()
    print "</svg>"
}
