# transcript.awk - what `play` printed, as the guide shows it: one act (the
# number of its `say`) or, without a number, all of it. Ports are the kernel's
# choice: here they are called PORT1, PORT2 and so on, as they come.
#
#   awk -v act=2 -f transcript.awk FILE FILE      (the file is read twice)
#
# Exits with 1 if there is no such act.

# First reading: which ports are servers'?
NR == FNR {
    if (match($0, /listening on .*:[0-9]+$/) || match($0, / on port [0-9]+$/)) {
        port = $0
        sub(/.*[: ]/, "", port)
        is_server[port] = 1
    }
    next
}

function word_for(port) {
    if (!(port in word))
        word[port] = "PORT" ++words
    return word[port]
}

# Port numbers stand after a colon (127.0.0.1:40000, [::1]:40000), after "from
# port", or as a word of a command (./client 127.0.0.1 40000).
function with_words(text,    done, number, before) {
    while (match(text, /[0-9][0-9][0-9][0-9]+/)) {
        number = substr(text, RSTART, RLENGTH)
        before = substr(text, 1, RSTART - 1)
        if (before ~ /(([0-9]|\]):|from port )$/ || (number in is_server && before ~ / $/))
            number = word_for(number)
        done = done before number
        text = substr(text, RSTART + RLENGTH)
    }
    return done text
}

# Only a `say` has an empty line before it.
/^$/ { current++; heading = 1; next }
act == "" || act == current {
    if (heading && shown)
        print ""
    if (heading)
        print
    else {
        text = with_words($0)
        sub(/ +$/, "", text)
        print text
    }
    shown = 1
}
{ heading = 0 }
END { exit !shown }
