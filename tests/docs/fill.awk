# fill.awk - writes a page anew, its marked places filled in. `map` is a file:
# words of a marker, a tab, the file whose text belongs there. A place that is
# not in it stays as it is.
BEGIN {
    while ((getline line <map) > 0) {
        tab = index(line, "\t")
        text[substr(line, 1, tab - 1)] = substr(line, tab + 1)
    }
}
/^<!-- end insert -->$/ { inside = 0 }
!inside
/^<!-- insert: .* -->$/ {
    words = substr($0, 14, length($0) - 17)
    if (!(words in text))
        next
    file = text[words]
    while ((getline line <file) > 0)
        print line
    close(file)
    inside = 1
}
