# findings.awk - from the logs of sanitizers, each finding once, however many
# runs have come by it: its place (server.c:45), a tab, its kind. Leaks count as
# one. The code that is looked at is in `directory`.

function tell(    key) {
    if (kind ~ /memory leak/)
        kind = "leak"
    key = kind == "leak" ? kind : place
    if (kind != "" && !(key in found)) {
        found[key]
        print place "\t" kind
    }
    kind = place = ""
}

/ runtime error: / {
    tell()
    place = $1
    sub(/:([0-9]+:)?$/, "", place)
    sub(/.*\//, "", place)
    kind = $0
    sub(/.* runtime error: /, "", kind)
    tell()
}

/(ERROR|WARNING): [A-Za-z]*Sanitizer: / {
    tell()
    kind = $0
    sub(/.*Sanitizer: /, "", kind)
    sub(/ (on|\(|0x|which).*/, "", kind)
}

# The innermost call that is in this code.
kind != "" && place == "" && / #[0-9]+ / && (at = index($0, directory)) {
    place = substr($0, at + length(directory))
    place = match(place, /^[^:]*:[0-9]+/) ? substr(place, 1, RLENGTH) : ""
    sub(/.*\//, "", place)
}

/^SUMMARY: / && kind != "" {
    if (place == "" && kind !~ /memory leak/)
        place = $4
    tell()
}

END { tell() }
