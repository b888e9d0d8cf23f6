# ladder.awk - one act, or all, of what `trace step` drew.
#
#   awk -v act=2 -f ports.awk -f ladder.awk DIRECTORY/demo.scene FILE
#
# Exits with 1 if there is no such act.

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
