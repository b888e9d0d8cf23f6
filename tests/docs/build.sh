#!/bin/sh
# build.sh - the guide as a site, as two PDF books and as a sheet: `make docs`.
# All of it comes to tests/build/site; index.html is the way in. Needs pandoc, and
# weasyprint for the PDFs. PAGES=1 records the demo of each step as well: a page to
# step through it, which its chapter links.

site=tests/build/site
here=tests/docs

command -v pandoc >/dev/null || {
    echo 'make docs needs pandoc, which is not installed (on Debian: pandoc, weasyprint).' >&2
    exit 1
}
scratch=$(mktemp -d) || exit 1
tab=$(printf '\t')
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
LC_ALL=C.UTF-8
export LC_ALL
unset PAGE LINKED BOOK INDEX RUNS

rm -rf "$site"
mkdir -p "$site/files" "$site/en" "$site/pt-BR"
cp $here/style.css $here/site.js "$site/"
[ ! -d docs/figures ] || cp -R docs/figures "$site/"

grep -v -e '^#' -e '^$' docs/pages.txt | while read -r name; do
    [ ! -e "docs/en/$name.md" ] || [ ! -e "docs/pt-BR/$name.md" ] || echo "$name"
done >"$scratch/pages"
[ -s "$scratch/pages" ] || { echo 'docs/pages.txt names no page' >&2 && exit 1; }

# The words of the frame.
words_en() {
    course='Sockets Step by Step' contents=Contents here_word='On this page'
    previous_word=Previous next_word=Next steps_word='Previous and next page'
    other=pt-BR other_word=Português skip_word='Skip to the text'
    search_word=Search one_word='One section' many_word='sections'
    none_word='No section has all these words.'
    missing_word='The search index is not here: make docs writes it.'
    paper_word='On paper (PDF)' book_word='The whole guide'
    sheet_word='The calls on one sheet' letter_word=Letter
}
words_pt_BR() {
    course='Sockets passo a passo' contents=Sumário here_word='Nesta página'
    previous_word=Anterior next_word=Próximo steps_word='Página anterior e seguinte'
    other=en other_word=English skip_word='Ir direto ao texto'
    search_word=Buscar one_word='Uma seção' many_word='seções'
    none_word='Nenhuma seção tem todas essas palavras.'
    missing_word='O índice da busca não está aqui: quem o grava é make docs.'
    paper_word='No papel (PDF)' book_word='O guia inteiro'
    sheet_word='As chamadas numa folha' letter_word=Carta
}

# title_of PAGE: its first heading, for HTML.
title_of() {
    sed -n -e '/^# /{s/^# *//;s/`//g;s/&/\&amp;/g;s/</\&lt;/g;p;q;}' "$1"
}

# titles_of LANGUAGE: lines NAME, tab, title.
titles_of() {
    while read -r name; do
        printf '%s\t%s\n' "$name" "$(title_of "docs/$1/$name.md")"
    done <"$scratch/pages"
}

# render PAGE OUT OPTION...: through pandoc.
render() {
    page=$1 out=$2
    shift 2
    mkdir -p "$(dirname "$out")"
    PAGE=$page LINKED=$linked pandoc -f gfm -t html5 -s --template=$here/page.html \
        --lua-filter=$here/search.lua --lua-filter=$here/page.lua \
        -V contents="$contents" -V course="$course" -V onthispage="$here_word" \
        -V skipword="$skip_word" -V stepsword="$steps_word" -o "$out" "$@"
}

# list NAME: the table of contents, in which this page is marked.
list() {
    awk -F '\t' -v name="$1" '{
        print "<li><a href=\"" $1 ".html\"" \
            ($1 == name ? " aria-current=\"page\"" : "") ">" $2 "</a></li>"
    }' "$titles"
}

# beside NAME OFFSET: name, tab, title of the page so far before or after it.
beside() {
    awk -F '\t' -v name="$1" -v offset="$2" '
        { line[NR] = $0 }
        $1 == name { here = NR }
        END { print line[here + offset] }' "$titles"
}

# page_of NAME: one page in the language at hand.
page_of() {
    name=$1 before=$(beside "$1" -1) after=$(beside "$1" 1)
    set -- -V lang="$language" -V root=../ -V home="$language/" \
        -V other="../$other/$name.html" -V otherlang="$other" \
        -V otherword="$other_word" -V previousword="$previous_word" \
        -V nextword="$next_word" -V chapters="$(list "$name")" \
        -V searchword="$search_word" -V oneword="$one_word" \
        -V manyword="$many_word" -V noneword="$none_word" \
        -V missingword="$missing_word" -V paperword="$paper_word" \
        -V papers="$(papers)"
    [ "$name" = index ] || set -- --toc --toc-depth=3 "$@"
    [ -z "$before" ] || set -- "$@" -V previous="${before%%"$tab"*}.html" \
        -V previoustitle="${before#*"$tab"}"
    [ -z "$after" ] || set -- "$@" -V next="${after%%"$tab"*}.html" \
        -V nexttitle="${after#*"$tab"}"
    render "docs/$language/$name.md" "$site/$language/$name.html" "$@" \
        "docs/$language/$name.md"
}

# papers: what there is as PDF, in the list of pages.
papers() {
    [ -n "$printing" ] || return 0
    echo "<li><a href=\"../$language.pdf\">$book_word</a></li>"
    echo "<li>$sheet_word: <a href=\"../sheet-$language-A4.pdf\">A4</a>,"
    echo "<a href=\"../sheet-$language-letter.pdf\">$letter_word</a></li>"
}

pages_of() {
    language=$1 linked=$scratch/linked-$1 titles=$scratch/titles-$1
    words_"$(echo "$1" | tr - _)"
    titles_of "$1" >"$titles"
    export INDEX="$site/search-$1.js"
    echo 'guideIndex([' >"$INDEX"
    while read -r page; do
        page_of "$page" || return 1
    done <"$scratch/pages"
    echo ']);' >>"$INDEX"
}

# The files that pages link to, and those that these link to.
files() {
    words_en
    unset INDEX # it has the guide's pages
    linked=$scratch/linked
    : >"$scratch/made"
    cat "$scratch"/linked-* >"$linked" 2>/dev/null
    while sort -u "$linked" | grep -v '^docs/en/\|^docs/pt-BR/\|^docs/figures/' |
        comm -23 - "$scratch/made" >"$scratch/to-make" && [ -s "$scratch/to-make" ]; do
        while read -r file; do
            root=$(echo "files/$file" | sed -e 's,[^/]*$,,' -e 's,[^/]*/,../,g')
            case $file in
                *.svg | *.png)
                    mkdir -p "$site/files/$(dirname "$file")"
                    cp "$file" "$site/files/$file"
                    continue
                    ;;
                *.md) cat "$file" ;;
                *)
                    case $file in
                        *.[ch]) code=c ;;
                        *.py) code=python ;;
                        *akefile) code=makefile ;;
                        *.sh) code=bash ;;
                        *.patch) code='diff' ;;
                        *) code=text ;;
                    esac
                    printf '# %s\n\n~~~~~~~~%s\n' "$file" "$code"
                    cat "$file"
                    printf '~~~~~~~~\n'
                    ;;
            esac >"$scratch/file.md"
            render "$file" "$site/files/$file.html" -V lang=en -V root="$root" \
                "$scratch/file.md" || return 1
        done <"$scratch/to-make"
        sort -u "$scratch/made" "$scratch/to-make" -o "$scratch/made"
    done
}

# The way in: the first page, in the language that the browser asks for.
index() {
    cat >"$site/index.html" <<'END'
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sockets Step by Step · Sockets passo a passo</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
<script>
location.replace((/^pt/i.test(navigator.language) ? 'pt-BR' : 'en') + '/index.html');
</script>
</head>
<body>
<main>
<h1>Sockets</h1>
<p><a href="en/index.html" hreflang="en">Sockets Step by Step</a></p>
<p lang="pt-BR"><a href="pt-BR/index.html" hreflang="pt-BR">Sockets passo a passo</a></p>
</main>
</body>
</html>
END
}

# paper_head TITLE CSS: of a page that is printed, to the end of its head.
paper_head() {
    echo "<!DOCTYPE html><html lang=\"$language\"><head><meta charset=\"utf-8\">"
    echo "<title>$1</title><style>"
    sed '/@media (prefers-color-scheme: dark)/,/^}/d' $here/style.css
    cat $here/book.css $here/sheet.css
    echo "$2</style></head><body>"
}

# on_paper NAME: a page without a frame. Coloured code would take as long again.
on_paper() {
    class=chapter
    [ "$1" != sheet ] || class='chapter sheet'
    echo "<section class=\"$class\" id=\"page-$1\">"
    BOOK=1 PAGE=docs/$language/$1.md pandoc -f gfm -t html5 \
        --no-highlight --lua-filter=$here/page.lua "docs/$language/$1.md" ||
        return 1
    echo '</section>'
}

# to_pdf NAME: $scratch/NAME.html, to the site.
to_pdf() {
    weasyprint -q --base-url "$PWD/" "$scratch/$1.html" "$scratch/$1.pdf" &&
        cp "$scratch/$1.pdf" "$site/"
}

# book LANGUAGE: all pages in one, and that on paper. The first page is the
# site's: what it says, the introduction says.
book() {
    language=$1
    words_"$(echo "$1" | tr - _)"
    {
        paper_head "$course"
        echo "<p class=\"title\">$course</p>"
        echo "<div class=\"book-contents\"><h1>$contents</h1><ol>"
        awk -F '\t' '$1 != "index" {
            print "<li><a href=\"#page-" $1 "\">" $2 "</a></li>" }' \
            "$scratch/titles-$1"
        echo '</ol></div>'
        grep -vx index "$scratch/pages" | while read -r name; do
            on_paper "$name" || exit 1
        done || exit 1
        echo '</body></html>'
    } >"$scratch/$1.html" && to_pdf "$1"
}

# sheet LANGUAGE: by itself, for both kinds of paper.
sheet() {
    language=$1
    words_"$(echo "$1" | tr - _)"
    for size in A4 letter; do
        {
            paper_head "$sheet_word" "@page sheet { size: $size; }"
            on_paper sheet
        } >"$scratch/sheet-$1-$size.html" && to_pdf "sheet-$1-$size" || return 1
    done
}

both() {
    "$1" en &
    first=$!
    "$1" pt-BR
    status=$?
    wait $first && return $status
}

# The pages of the demos, and of two mistakes each in some steps.
record_runs() {
    RUNS=$site/runs
    export RUNS
    mkdir -p "$RUNS"
    for step in $(sh tests/house/steps.sh); do
        record "${step%%-*}" make -s trace-step "$step" || return 1
    done
    record_mistakes
}

# record NAME COMMAND...
record() {
    HTML=$PWD/$RUNS/$1.html
    export HTML
    shift
    "$@" >"$scratch/drawn" 2>&1 || {
        cat "$scratch/drawn" >&2
        return 1
    }
}

# record_mistakes: a scene that is called as a patch of tests/breaks shows that
# mistake. What it is called in each language stands at its top.
record_mistakes() {
    : >"$RUNS/mistakes.txt"
    command -v patch >/dev/null || return 0
    for patch in tests/breaks/*.patch; do
        name=$(basename "$patch" .patch)
        SCENE=tests/pages/$name.scene
        [ -e "$SCENE" ] || continue
        export SCENE
        step=$(echo "${name%%-*}"-*)
        copy=tests/build/mistakes/$name
        rm -rf "$copy"
        mkdir -p "$copy" && cp -R "$step" "$copy" &&
            (cd "$copy" && patch -s -p1) <"$patch" &&
            record "$name" make -s trace-step "$step" COPY="$copy/$step" || return 1
        printf '%s\t%s\t%s\n' "$name" "$(sed -n 's/^# en: //p' "$SCENE")" \
            "$(sed -n 's/^# pt-BR: //p' "$SCENE")" >>"$RUNS/mistakes.txt"
    done
    unset SCENE
}

[ -z "$PAGES" ] || record_runs || exit 1
printing=$(command -v weasyprint)
both pages_of || exit 1
files || exit 1
if [ -n "$printing" ]; then
    both sheet || exit 1
    both book || exit 1
else
    echo 'note: no PDF, since weasyprint is not installed'
fi
index || exit 1
echo "The guide: $site/index.html"
