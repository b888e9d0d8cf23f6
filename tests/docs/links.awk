# links.awk - of each page: its links, as `FILE:LINE link TARGET PATH`, and the
# places that can be linked to, as `FILE anchor NAME`, named as GitHub does.
# PATH is where a link that is no address leads: of ../pt-BR/x.md in docs/en/y.md
# it is docs/pt-BR/x.md.

function anchor(text,    name, times) {
    sub(/^#+ +/, "", text)
    sub(/ +#* *$/, "", text)
    text = tolower(text)
    while (match(text, /\]\([^)]*\)/)) # of a link, its words
        text = substr(text, 1, RSTART - 1) substr(text, RSTART + RLENGTH)
    # Letters of more than one byte stay; capitals among them become small.
    split("Á á À à Â â Ã ã É é Ê ê Í í Ó ó Ô ô Õ õ Ú ú Ü ü Ç ç", pair, " ")
    for (i = 1; i in pair; i += 2)
        gsub(pair[i], pair[i + 1], text)
    gsub(/—|–|“|”|‘|’|…|→|«|»|·|×|ª|º/, "", text)
    gsub(/[][!"#$%&'()*+,.\/:;<=>?@\\^`{|}~]/, "", text)
    gsub(/ /, "-", text)
    name = text
    times = seen[FILENAME, text]++
    if (times)
        name = text "-" times
    print FILENAME, "anchor", name
}

function link(target,    path) {
    path = target
    sub(/#.*/, "", path)
    if (path == "")
        path = FILENAME
    else if (FILENAME ~ /\//)
        path = substr(FILENAME, 1, match(FILENAME, /[^\/]*$/) - 1) path
    while (sub(/^\.\//, "", path) || sub(/\/\.\//, "/", path) ||
           sub(/[^\/.][^\/]*\/\.\.\//, "", path))
        ;
    print FILENAME ":" FNR, "link", target, path
}

FNR == 1 { code = 0 }
/^ *(```|~~~)/ { code = !code; next }
code { next }
/^#+ / { anchor($0) }
{
    text = $0
    gsub(/`[^`]*`/, "", text)
    rest = text
    while (match(rest, /(id|name)="[^"]+"/)) {
        name = substr(rest, RSTART, RLENGTH)
        gsub(/^[a-z]+="|"$/, "", name)
        print FILENAME, "anchor", name
        rest = substr(rest, RSTART + RLENGTH)
    }
    if (text ~ /^\[[^\]]+\]: /) {
        target = text
        sub(/^\[[^\]]+\]: +/, "", target)
        sub(/ .*/, "", target)
        link(target)
    }
    while (match(text, /\]\([^) ]+/)) {
        target = substr(text, RSTART + 2, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
        link(target)
    }
}
