# outline.awk - what a page consists of, whatever its language: headings (their
# level and number, or exercise letter), inserted places, code blocks with the
# commands in them, pictures, tables, and per section the links. Sorted, two
# outlines of the same page in two languages are the same.

function put(what) { printf "%03d %04d %s\n", section, ++place, what }

# Sentences may take links in another order: those of a section come sorted.
function put_links(text,    target) {
    gsub(/`[^`]*`/, "", text)
    while (match(text, /\]\([^) ]+/)) {
        target = substr(text, RSTART + 2, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
        # Headings are translated, and so are the names of their anchors.
        if (target !~ /^[a-z]+:/)
            sub(/#.*/, "#", target)
        sub(/\.pt-BR\.md/, ".md", target)
        sub(/\.(en|pt-BR)\.svg/, ".svg", target)
        sub(/^(\.\.\/)+(en|pt-BR)\//, "../the-other/", target)
        printf "%03d link %s\n", section, target
    }
}

/^<!-- end insert -->$/ { inserted = 0; next }
inserted { next }
/^<!-- insert: / { put($0); inserted = 1; next }

/^ *(```|~~~)/ {
    if (!code) {
        language = $0
        gsub(/[ `~]/, "", language)
        put("code " language)
        code = 1
    } else
        code = 0
    next
}
code {
    if (language == "console" && /^ *\$ /) {
        command = $0
        sub(/^ */, "", command)
        sub(/  +#.*/, "", command)
        put(command)
    }
    next
}
/^#+ / {
    section++
    place = 0
    mark = match($2, /^([0-9]+|[a-z])[.):]$/) ? substr($2, 1, length($2) - 1) : ""
    put("heading " $1 " " mark)
}
# Exercises a, b, c and their like, where they are no headings.
/^([-*] )?\*\*[(]?[a-z][.):]/ {
    match($0, /[a-z][.):]/)
    put("exercise " substr($0, RSTART, 1))
}
/^\|/ { put("row") }
/!\[[^\]]*\]\(/ { put("picture") }
/^ *(-|\*|[0-9]+\.) / { put("item") }
{ put_links($0) }
