# markers.awk - lists the marked places of pages: FILE:LINE, a tab, the words
# of the marker, which are KIND ARGUMENTS. Complains and exits with 1 about a
# place that is not closed, or not opened.

function wrong(what) {
    print where ": " what >"/dev/stderr"
    errors = 1
}

FNR == 1 && open != "" { wrong("no <!-- end insert --> follows"); open = "" }
{ here = FILENAME ":" FNR }
/^<!-- insert: .* -->$/ {
    if (open != "")
        wrong("no <!-- end insert --> before the next insert")
    open = substr($0, 14, length($0) - 17)
    where = here
    print here "\t" open
    next
}
/^<!-- end insert -->$/ {
    where = here
    if (open == "")
        wrong("an end, but no insert")
    open = ""
    next
}
/<!-- *(end[ -]*)?insert/ {
    where = here
    wrong("write <!-- insert: KIND ... --> and <!-- end insert -->, alone on their lines")
}
END {
    if (open != "")
        wrong("no <!-- end insert --> follows")
    exit errors
}
