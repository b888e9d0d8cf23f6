# excerpt.awk - takes what has a name out of a C file, with the comment above:
# a function, a struct, enum or union, a #define, a table.
#
#   awk -v name=write_all -f excerpt.awk server.c
#
# It relies on clang-format: what stands at the left margin begins an item, and
# a brace there ends it. A definition is preferred to a declaration. Exits with
# 1 if there is no such name.

function begins_with_name(line,    rest) {
    if (line ~ /^#/)
        return line ~ ("^#define " name "([^A-Za-z_0-9]|$)")
    if (line ~ /^(typedef )?(struct|enum|union) [A-Za-z_0-9]+ \{/)
        return line ~ (" " name " \\{")
    # A call or a use has no type before it; the name's first mark decides.
    return line ~ ("^[A-Za-z_].*[ *(]" name "(\\(|\\[| =|;|$)")
}

# The item that began at `from` ends here.
function finish(to,    i, text) {
    if (!named)
        return
    for (i = from; i <= to; i++)
        text = text line[i] "\n"
    if (body && defined == "")
        defined = text
    else if (!body && declared == "")
        declared = text
}

{ line[NR] = $0 }

in_item {
    if (!named && !body && line[NR - 1] !~ /[;{]$/ && begins_with_name($0))
        named = 1
    if (/^\{/ || /\{$/)
        body = 1
    if (macro ? !/\\$/ : comment_open ? 0 : (/^\}/ || (!body && /;( *\/\*.*)?$/))) {
        finish(NR)
        in_item = 0
    }
    next
}

in_comment {
    if (/\*\//)
        in_comment = 0
    next
}

/^\/\*/ {
    from_comment = NR
    in_comment = !/\*\//
    next
}

/^$/ || /^[{} ]/ || /^#(include|if|else|endif|undef)/ { from_comment = 0; next }

{
    from = from_comment ? from_comment : NR
    from_comment = 0
    named = begins_with_name($0)
    macro = /^#/
    body = macro || /\{/
    if (macro ? !/\\$/ : (/;( *\/\*.*\*\/)?$/ && (!/\{/ || /\}/)))
        finish(NR)
    else
        in_item = 1
    # enum { ONE, TWO }: found by the name of its first value
    if (/^enum \{/ && match($0, "[{, ]" name "( |,|$)"))
        named = 1
    if (!in_item && named && defined == "" && declared == "")
        finish(NR)
}

END {
    if (defined == "" && declared == "")
        exit 1
    printf "%s", defined != "" ? defined : declared
}
