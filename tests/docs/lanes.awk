# lanes.awk - what two ladders of the same scene surely have in common: which
# calls there are, which signals and ends, and whether threads have lanes of
# their own. The rest is of one run: times, who came first, how a stream was
# cut, who waited where. (tests/test_ladder.c looks more closely, at the record
# itself.)
/[│┆]/ {
    lanes = split($0, lane, /│|┆/)
    for (i = 2; i <= lanes; i++) {
        cell = lane[i]
        sub(/ *(◀|─|▶).*/, "", cell)
        gsub(/PORT[0-9]+/, "PORT", cell)
        sub(/ +$/, "", cell)
        if (cell ~ /…$/) # it waits: before or after a heading
            continue
        if (cell ~ /^ [a-z_]+\(/ && cell !~ /^ poll/)
            sub(/\(.*/, "", cell)
        else if (cell !~ /^ (\$|SIG|exit|signal)/)
            continue
        print cell
    }
    next
}
/^ *ms / {
    if (/, thread /)
        print "threads"
    next
}
{ print "0", $0 }
