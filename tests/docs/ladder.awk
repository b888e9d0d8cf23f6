# ladder.awk - one act, or all, of what `trace step` drew; ports are called
# PORT1, PORT2 and so on, as they come (as wide as most port numbers).
#
#   awk -v act=2 -f ladder.awk DIRECTORY/demo.scene FILE
#
# Exits with 1 if there is no such act.

function with_words(text,    done, number) {
    while (match(text, /[: ][0-9][0-9][0-9][0-9][0-9]/)) {
        number = substr(text, RSTART + 1, RLENGTH - 1)
        if (!(number in word))
            word[number] = "PORT" ++words
        done = done substr(text, 1, RSTART) word[number]
        text = substr(text, RSTART + RLENGTH)
    }
    return done text
}

NR == FNR { if (sub(/^say +/, "")) number_of[$0] = ++says; next }
$0 in number_of { current = number_of[$0] }
act == "" ? FNR > 1 : act == current {
    if ($0 == "") { empty = shown; next } # none at the beginning or the end
    if (empty)
        print ""
    empty = 0
    $0 = with_words($0)
    sub(/ +$/, "")
    print
    shown = 1
}
END { exit !shown }
