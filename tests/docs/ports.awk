# ports.awk - ports are the kernel's choice: in a drawing they are called PORT1,
# PORT2 and so on, as they come (as wide as most port numbers). Made for
#
#   awk -f ports.awk -f ladder.awk ...
function with_words(text,    done, number) {
    while (match(text, /[: "][0-9]+/)) {
        number = substr(text, RSTART + 1, RLENGTH - 1)
        done = done substr(text, 1, RSTART)
        text = substr(text, RSTART + RLENGTH)
        if (length(number) == 5 && text !~ /^ ms/) {
            if (!(number in word))
                word[number] = "PORT" ++words
            number = word[number]
        }
        done = done number
    }
    return done text
}
