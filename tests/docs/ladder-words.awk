# ladder-words.awk - the words that a ladder can show: of the C files that are
# given, each text of two words or more, each that is assigned to what is shown,
# and TCP's names for what crosses. A * stands for what is filled in.
#
#   awk -f ladder-words.awk tests/harness/recorded_run/*.c

function is_shown(text, before, after) {
    if (before ~ /wrong = format\($/ || after ~ /^, stderr/) # an error message
        return 0
    return text ~ /[A-Za-z*][,:]? [a-z]|[a-z] [*(]/ ||
        text ~ /^[A-Z][A-Z][A-Z]$/ || before ~ /(text|note) = $/
}

{
    sub(/^#.*/, "")    # #include
    gsub(/'"'/, "")    # a character
    gsub(/^ +/, "")
    all = all $0 "\n"
}

END {
    while (match(all, /\/\*([^*]|\*+[^*\/])*\*+\//))
        all = substr(all, 1, RSTART - 1) substr(all, RSTART + RLENGTH)
    while (match(all, /"([^"\\]|\\.)*"(\n*"([^"\\]|\\.)*")*/)) {
        before = substr(all, 1, RSTART - 1)
        text = substr(all, RSTART + 1, RLENGTH - 2)
        all = substr(all, RSTART + RLENGTH)
        gsub(/"\n*"/, "", text)
        gsub(/%\.?\**[lz]*[a-z]/, "*", text)
        gsub(/^[ ,;=]+|[ :]+$|\\n/, "", text)
        if (is_shown(text, before, all))
            print text
    }
}
