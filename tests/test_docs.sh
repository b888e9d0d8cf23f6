#!/bin/sh
# test_docs.sh - the guide is true: what is inserted is what the sources and
# the runs say, both languages have the same parts, links lead somewhere, gaps
# are mentioned, commands do what is shown. Each test is shown able to fail, on
# two small pages of its own.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh
machinery=$PWD/tests/docs
bounded=$PWD/tests/build/bounded
unset FRESH

# ---- what is checked; each looks at the tree in the current directory ----

# Under a runner or a sanitizer (known by BOUND_SCALE) the programs say the
# same, only much later: once is enough.
helper_runs_are_skipped() {
    [ -n "$RUNNER$BOUND_SCALE" ] || return 1
    echo '  skipped: the runs in the guide are those of the bare programs'
}

helper_stale() {
    rm -rf "$scratch/fresh"
    mkdir "$scratch/fresh"
    cp -R docs "$scratch/fresh/"
    sh tests/docs/sync.sh "$scratch/fresh/docs" >"$scratch/synced-now"
    if ! diff -r docs "$scratch/fresh/docs" >"$scratch/stale"; then
        echo 'stale (make sync-docs puts it right):'
        cat "$scratch/stale"
    elif grep -q '^left as it is' "$scratch/synced-now"; then
        echo '  skipped: not all of it can be run here'
        sed 's/^/  /' "$scratch/synced-now"
    fi
}

helper_counterparts() {
    for page in docs/*/*.md; do
        for other in docs/en docs/pt-BR; do
            case $page in
                docs/en/* | docs/pt-BR/*) ;;
                *) continue ;;
            esac
            [ -e "$other/${page##*/}" ] || echo "$page has no counterpart"
        done
    done
}

helper_outlines() {
    for page in docs/en/*.md; do
        other=docs/pt-BR/${page##*/}
        [ -e "$other" ] || continue
        for language in en pt-BR; do
            awk -f "$machinery/outline.awk" "docs/$language/${page##*/}" |
                sort >"$scratch/$language.outline"
        done
        diff "$scratch/en.outline" "$scratch/pt-BR.outline" \
            >"$scratch/difference" && continue
        echo "$page (<) and $other (>) differ (section, place, what):"
        grep '^[<>]' "$scratch/difference" | head -n 12
    done
}

# What a page inserts, but for `measured`, which is in its language.
helper_insertions() {
    sed -n '/^<!-- insert: /,/^<!-- end insert -->/p' "$1" |
        sed '/^<!-- insert: measured /,/^<!-- end insert -->/d'
}

# In one language a place may be filled in, in the other not yet.
helper_same_insertions() {
    for page in docs/en/*.md; do
        other=docs/pt-BR/${page##*/}
        [ -e "$other" ] || continue
        helper_insertions "$page" >"$scratch/a"
        helper_insertions "$other" | cmp -s - "$scratch/a" ||
            echo "$page and $other: not the same text is inserted"
    done
}

newline='
'
helper_links() {
    for page in docs/*/*.md README*.md CONTRIBUTING.md \
        $(sh tests/house/steps.sh | sed 's|$|/README.md|') \
        tests/interop/README.md; do
        [ -e "$page" ] && echo "$page"
    done >"$scratch/pages"
    # shellcheck disable=SC2046 # names without blanks
    awk -f "$machinery/links.awk" $(cat "$scratch/pages") >"$scratch/links"
    anchors=$(grep ' anchor ' "$scratch/links")
    grep ' link ' "$scratch/links" | while read -r place _ target path; do
        case $target in
            [a-z]*:*) continue ;;
            /*) echo "$place: $target begins with a slash" && continue ;;
        esac
        [ -e "$path" ] || { echo "$place: $target leads nowhere" && continue; }
        case $path$target in *.md*'#'*) ;; *) continue ;; esac
        case "$anchors$newline" in
            *"$path anchor ${target#*#}$newline"*) ;;
            *) echo "$place: $path has no heading for #${target#*#}" ;;
        esac
    done
}

# What the full programs say when something goes wrong while they run: what is
# returned as a sentence, or printed to standard error behind the program's name.
# Of each, what stands before the first %, ( or : is looked for.
helper_messages() {
    for step in $(sh tests/house/steps.sh); do
        for file in "$step"/*.[ch]; do
            case $file in */bare_*) ;; *) cat "$file" ;; esac
        done
    done | awk '
        { line = line $0 }
        /[;{}] *$/ { print line; line = "" }' |
        sed -n 's/.*return "\([^"]* [^"]*\)".*/\1/p
            s/.*fprintf(stderr, *"[a-z_]*: \([^"]*\)".*/\1/p' |
        sed 's/\\n//g; s/^%s: //; s/^%s //; s/[%(:].*//; s/ *$//' |
        awk 'NF > 2' | sort -u
}

helper_troubles() {
    for page in docs/*/troubleshooting.md; do
        text=$(tr '\n' ' ' <"$page" | tr -s ' ')
        helper_messages | while read -r message; do
            case $text in *"$message"*) continue ;; esac
            echo "$page does not explain: $message"
        done
    done
}

# helper_has TEXT WORDS PART...: each part is in it; if not, the words and the
# part are printed.
helper_has() {
    text=$1 words=$2
    shift 2
    for part; do
        case $text in *"$part"*) ;; *) echo "$words $part" ;; esac
    done
}

helper_limitations() {
    for step in $(sh tests/house/steps.sh); do
        labels=$(cat "$step"/*.[ch] | grep -o 'LIMITATION([^)]*)' | sort -u)
        for page in docs/*/"$step".md; do
            [ -e "$page" ] || continue
            # shellcheck disable=SC2086 # names without blanks
            helper_has "$(cat "$page")" "$page does not mention" $labels
        done
    done
}

# Each chapter says, where it is needed, which command goes with it.
helper_verbs() {
    for step in $(sh tests/house/steps.sh); do
        number=${step%%-*}
        for page in docs/*/"$step".md; do
            text=$(cat "$page")
            for verb in run trace attack start check; do
                helper_has "$text" "$page does not name" \
                    "make $verb-step ${number#0}"
            done
        done
    done
}

# In the order of docs/pages.txt each page has its place.
helper_order() {
    [ -e docs/pages.txt ] || { echo 'docs/pages.txt is missing' && return; }
    grep -v -e '^#' -e '^$' docs/pages.txt | sort >"$scratch/listed"
    uniq -d "$scratch/listed" | sed 's/$/ stands twice in docs\/pages.txt/'
    for page in docs/en/*.md; do
        name=${page##*/}
        [ ! -e "$page" ] || echo "${name%.md}"
    done | sort >"$scratch/there"
    comm -13 "$scratch/listed" "$scratch/there" |
        sed 's/$/ is missing in docs\/pages.txt/'
    # A page that is still to be written may have its place already.
    [ ! -e docs/en/instructor.md ] || comm -23 "$scratch/listed" \
        "$scratch/there" | sed 's/$/ is in docs\/pages.txt, but no page/'
}

# What is drawn is shown, and what is shown as drawn is drawn.
helper_pictures() {
    drawn=$(sed -n 's/^\([^# ]*\) .*/](..\/figures\/\1.svg)/p' \
        docs/figures/pictures.txt)
    for pages in docs/en docs/pt-BR; do
        # shellcheck disable=SC2086 # names without blanks
        helper_has "$(cat "$pages"/*.md)" "no page of $pages has:" $drawn
    done
    for picture in docs/figures/[0-9]*.svg; do
        case $drawn in
            *"](../figures/${picture##*/})"*) ;;
            *) echo "$picture is not in docs/figures/pictures.txt" ;;
        esac
    done
}

# Every word that a ladder can show is in a row of a table, with what it means.
helper_ladder_words() {
    awk -f "$machinery/ladder-words.awk" tests/harness/recorded_run/*.c \
        tests/harness/ladder/fold.c tests/harness/ladder/forms.c \
        tests/harness/ladder/rows.c tests/harness/ladder/text.c |
        sort -u >"$scratch/ladder-words"
    [ -s "$scratch/ladder-words" ] || echo 'no words of ladders found'
    while read -r words; do
        part=$(printf '%s\n' "$words" | sed 's/[].[\\^$]/\\&/g; s/\*/[^`|]*/g')
        for page in docs/en/tools.md docs/pt-BR/tools.md; do
            grep -q "^|[^|]*\`[^\`|]*${part}[^\`|]*\`[^|]*| *[^ |][^|]* |\$" "$page" ||
                echo "$page does not explain: $words"
        done
    done <"$scratch/ladder-words"
}

helper_terms() {
    sh tests/docs/terms.sh >"$scratch/terms" 2>&1 || cat "$scratch/terms"
}

# A copy in which commands can be run: programs and `play` are built already.
helper_copy() {
    [ ! -d "$scratch/copy" ] || return
    mkdir -p "$scratch/copy/tests"
    for part in *; do
        case $part in tests | work) continue ;; esac
        copy_all "$part" "$scratch/copy/"
    done
    for part in tests/*; do
        [ "$part" = tests/build ] || cp -Rp "$part" "$scratch/copy/tests/"
    done
    mkdir -p "$scratch/copy/tests/build"
    cp -Rp tests/build/harness tests/build/play tests/build/tap.so \
        tests/build/check tests/build/exercises \
        "$scratch/copy/tests/build/" 2>/dev/null
}

# Each ```console block, run in the copy. The same block in the other language
# need not be run again.
helper_consoles() {
    helper_copy
    rm -rf "$scratch/blocks"
    for page in docs/*/*.md; do
        [ -e "$page" ] || continue
        blocks=$scratch/blocks/$page
        mkdir -p "$blocks"
        awk -v out="$blocks" -f "$machinery/console.awk" "$page"
        for block in "$blocks"/*.sh; do
            [ -e "$block" ] || continue
            block=${block%.sh}
            twin=$(echo "$block" | sed 's,/docs/pt-BR/,/docs/en/,')
            if [ "$twin" != "$block" ] && cmp -s "$block.want" "$twin.want"; then
                continue
            fi
            case $block in
                */pt-BR/*) language=pt_BR.UTF-8 ;;
                *) language=C.UTF-8 ;;
            esac
            rm -rf "$scratch/copy/work" # a student's first time, each time
            (cd "$scratch/copy" && LC_ALL='' LC_MESSAGES='' LANG=$language \
                "$bounded" 300 sh "$block.sh" >"$block.out" 2>&1)
            [ $? != 124 ] || echo "$(cat "$block.place"): does not end" >&3
            awk -f "$machinery/shown.awk" "$block.want" "$block.out" \
                >"$block.differs"
            [ -s "$block.differs" ] || continue
            if helper_lacks_something "$block.out"; then
                cat "$block.place"
            else
                cat "$block.place" "$block.differs" >&3
            fi
        done
    done 3>"$scratch/false-blocks" >"$scratch/untried-blocks"
    if [ -s "$scratch/false-blocks" ]; then
        cat "$scratch/false-blocks"
    elif [ -s "$scratch/untried-blocks" ]; then
        echo '  skipped: not all of it can be run here'
        sed 's/^/  /' "$scratch/untried-blocks"
    fi
}

# Does a program say that the machine has not what it wants?
helper_lacks_something() {
    grep -q -e ' cannot be played here: ' -e '^ *\(- \)\{0,1\}not tried' \
        -e 'no calls can be seen' -e '^  skipped  ' "$1"
}

# ---- the guide ----

no_insertion_is_stale() { # long
    helper_runs_are_skipped || helper_stale
}
every_page_is_in_both_languages() { helper_counterparts; }
both_languages_have_the_same_parts() { # long
    helper_outlines
}

both_languages_insert_the_same() { # long
    helper_same_insertions
}
links_lead_somewhere() { helper_links; }
limitations_are_in_the_chapters() { helper_limitations; }
commands_are_in_the_chapters() { helper_verbs; }
pages_have_their_order() { helper_order; }
pictures_are_shown() { helper_pictures; }
words_of_ladders_are_explained() { # long
    helper_ladder_words
}
troubles_are_explained() { # long
    helper_troubles
}
nothing_is_used_before_its_explanation() { helper_terms; }
the_voice_is_kept() { sh tests/docs/voice.sh; }
# Such numbers go stale. The bare programs are printed with theirs; client.c:28
# is a student's.
no_line_of_a_full_program_is_quoted_by_number() {
    grep -nE '(^|[ /])[a-z_]+\.c:[0-9]' docs/*/*.md |
        grep -vE ' bare_[a-z]+\.c:| client\.c:28:'
}
commands_do_what_is_shown() { # long
    helper_runs_are_skipped || helper_consoles
}

# ---- the tests themselves: two pages, changed one way at a time ----

# In the place of `play`, `trace`, `ladder` and `attack`: they print what these
# would, with another port and another time in each run.
helper_programs() {
    mkdir -p tests/build/bench
    helper_players
    helper_drawers
    cat >tests/build/attack <<'END'
#!/bin/sh
printf '| peer | 01 |\n|---|---|\n| rst | survived |\n\n\n- one\n\n1 attacks; all are survived\n'
END
    chmod +x tests/build/* tests/build/bench/bench
}

helper_players() {
    printf 'say  First.\nsay  Then.\n' >01-a/demo.scene
    cat >tests/build/play <<'END'
#!/bin/sh
port=4$(($$ % 9000 + 1000)) time=0.$(($$ % 10))
cat <<TEXT

First.
server $ ./server 0
server | listening on 127.0.0.1:$port

Then.
   ana $ ./client 127.0.0.1 $port
server | 127.0.0.1:5$port is 15 bytes
   ana ! answered after $time s
   ana . exit 0
TEXT
END
    cat >tests/build/trace <<'END'
#!/bin/sh
port=4$(($$ % 9000 + 1000)) time=$(($$ % 10)).5
cat <<TEXT
01-a

First.

     ms    server
    $time  │ socket(AF_INET) = 3

Then.

     ms    server                           ana
    $time  ┆                                │ $ ./client 127.0.0.1 $port
    $time  │ accept(3) = 4 ◀──────SYN───────│ connect(3, :$port)
    $time  ┆ recv(4) …                      │
TEXT
END
}

helper_drawers() {
    cat >tests/build/ladder <<'END'
#!/bin/sh
port=4$(($$ % 9000 + 1000))
case $* in
    *--text*)
        printf 'All addresses\n     ms    server\n    1.%d  │ send(3, "Oi")\n' $(($$ % 9))
        ;;
    *) cat <<TEXT ;;
<svg>
<desc>The $*</desc>
<text x="16.0" class="name f0" xml:space="preserve">server</text>
<text x="16.0" y="$(($$ % 99))" xml:space="preserve">connect(3, :$port)</text>
<text x="16.0" xml:space="preserve">recv(4) = $(($$ % 9))</text>
</svg>
TEXT
esac
END
    cat >tests/build/bench/bench <<'END'
#!/bin/sh
# -i FILE -f DIRECTORY | -i FILE -t CASE [-p]
[ "$3" != -f ] || { cp "$2" "$4/bench-rate.en.svg" && exit; }
grep -q "^case=$4 " "$2" || { echo "there is no case '$4'" >&2 && exit 1; }
[ "$5" = -p ] && word=taxa || word=rate
sed -n "s/^case=$4 rate=\(.*\)/| $word | \1 |/p" "$2"
END
}

# Goes to the sample, as it is before it is changed.
helper_sample() {
    rm -rf "$scratch/sample" "$scratch/copy"
    : >"$scratch/complaints"
    if [ ! -d "$scratch/template" ]; then
        mkdir -p "$scratch/template/tests"
        cp -R tests/docs "$scratch/template/tests/"
        (cd "$scratch/template" && helper_make_sample)
    fi
    cp -Rp "$scratch/template" "$scratch/sample"
    cd "$scratch/sample" || exit 1
}

helper_make_sample() {
    mkdir -p docs/en docs/pt-BR docs/figures tests/house 01-a
    echo 'echo 01-a' >tests/house/steps.sh
    echo 01-a >docs/pages.txt
    echo '01 demo --act 1 --only connect,recv' >docs/figures/pictures.txt
    echo 'case=flood rate=5' >docs/figures/measured.txt
    echo '# Readme' >README.md
    printf '/* Adds. LIMITATION(04): not much */\nint add(int a)\n{\n%s\n}\n' \
        '    return a + 1;' >01-a/server.c
    printf '#!/bin/sh\necho usage: ./server\n' >01-a/server
    chmod +x 01-a/server
    helper_programs
    helper_pages
    sh tests/docs/sync.sh >"$scratch/synced"
}

helper_pages() {
    cat >docs/en/01-a.md <<'END'
# One

It is small, see [below](#2-run-it), [the code](../../01-a/server.c), [the
other](../pt-BR/01-a.md#2-execute-já). LIMITATION(04) is open.

<!-- insert: excerpt 01-a/server.c add -->
<!-- end insert -->

<!-- insert: excerpt 01-a/server.c -->
<!-- end insert -->

<!-- insert: help 1 server -->
<!-- end insert -->

<!-- insert: transcript 1 2 -->
<!-- end insert -->

<!-- insert: ladder 1 2 -->
<!-- end insert -->

<!-- insert: ladder 1 2 send -->
<!-- end insert -->

<!-- insert: survival 1 -->
<!-- end insert -->

<!-- insert: measured flood -->
<!-- end insert -->

![Two lanes](../figures/01.svg)

## 2. Run it

```console
$ cd 01-a
$ ./server && echo more; echo it ends
usage: ./server
...
it e...s
```

<!-- shown only: it would take too long -->
```console
$ sleep 1000
```

- **a.** Do it.
END
    sed -e 's/# One/# Um/' -e 's/Run it/Execute já!/' -e 's/Do it/Faça/' \
        -e 's/#2-run-it/#2-execute-já/' \
        -e 's,pt-BR/01-a.md#2-execute-já,en/01-a.md#2-run-it,' \
        docs/en/01-a.md >docs/pt-BR/01-a.md
}

helper_all() {
    helper_stale
    helper_counterparts
    helper_outlines
    helper_same_insertions
    helper_links
    helper_limitations
    helper_order
    helper_pictures
    helper_consoles
}

# helper_after CHECK WHAT-IS-SAID FILE SED...: with the file changed like this,
# the check says that.
helper_after() {
    check=$1
    expected=$2
    file=$3
    shift 3
    (
        helper_sample
        helper_change "$file" "$@"
        "helper_$check" >"$scratch/complaints" 2>&1
    )
    grep -qF -- "$expected" "$scratch/complaints" || {
        echo "after sed $* $file, nobody said: $expected"
        cat "$scratch/complaints"
    }
}

good_pages_are_accepted() { # long with the_sample
    (
        helper_sample
        grep -q 'updated docs/pt-BR/01-a.md' "$scratch/synced" ||
            echo 'sync.sh has updated nothing'
        grep -q '^    return a + 1' docs/en/01-a.md || echo 'no excerpt'
        grep -q '^ 4      return a + 1' docs/en/01-a.md || echo 'no whole file'
        helper_all
    )
}

# helper_change FILE SED...: changes the file of the sample.
helper_change() {
    file=$1
    shift
    sed "$@" "$file" >changed
    cmp -s changed "$file" && echo "sed $* changes nothing"
    cat changed >"$file"
    rm changed
}

# To find them costs a whole sync: all of them at once, each by its own words.
stale_insertions_are_found() { # long with the_sample
    (
        helper_sample
        helper_change 01-a/server.c -e 's/+ 1/+ 2/'
        helper_change 01-a/server -e 's/usage/called/'
        helper_change tests/build/play -e 's/15 bytes/16 bytes/' \
            -e 's/exit 0/exit 1/' -e 's/answered/called back/' \
            -e 's/client/client -x/'
        helper_change tests/build/trace -e 's/accept(/accept4(/'
        helper_change tests/build/attack -e 's/survived/died/'
        helper_change tests/build/ladder -e 's/send(/sendto(/' \
            -e 's/connect(/accept(/' -e 's/>server</>client</'
        helper_change docs/figures/measured.txt -e 's/5/6/'
        helper_change docs/en/01-a.md \
            -e '/insert: help/,/end insert/s/usage/Usage/'
        helper_change docs/pt-BR/01-a.md -e 's/| taxa | 5 |/| taxa | 7 |/'
        helper_stale >"$scratch/complaints" 2>&1
    )
    for words in '+ 2' '> called: ./server' '16 bytes' 'exit 1' 'called back' \
        './client -x' 'accept4(' 'died' 'sendto(' '> <text.*accept(' \
        '> <text.*>client<' '| rate | 6 |' '| taxa | 6 |' 'bench-rate.en.svg' \
        '< Usage: ./server' '< | taxa | 7 |' 'make sync-docs'; do
        grep -q -e "$words" "$scratch/complaints" || {
            echo "nobody said: $words"
            cat "$scratch/complaints"
        }
    done
}

# The programs of the sample never print the same ports and times.
what_differs_in_each_run_is_kept() { # long with the_sample
    (
        helper_sample
        cp docs/en/01-a.md before
        cp docs/figures/01.svg before.svg
        for _ in 1 2 3; do
            sh tests/docs/sync.sh
        done
        cmp before docs/en/01-a.md
        cmp before.svg docs/figures/01.svg
        sed 's/recv(4)/recv(5)/' before.svg >docs/figures/01.svg
        FRESH=1 sh tests/docs/sync.sh >/dev/null
        grep -q 'recv(4)' docs/figures/01.svg || echo 'FRESH=1 draws nothing anew'
        grep -q 'connect(3, :PORT1)' before.svg || cat before.svg
        grep -q 'server | 127.0.0.1:PORT2 is 15 bytes' before || cat before
        grep -q '│ connect(3, :PORT1)$' before || cat before
        grep -q 'First' before && echo 'not only the second act'
        sed '1,/insert: survival/d;/end insert/,$d' before >part
        printf '\n| peer | 01 |\n|---|---|\n| rst | survived |\n\n- one\n\n' |
            diff part -
    )
}

# A demo that fails is told, and what stands on the page stays.
failed_runs_are_told() { # long with the_sample
    (
        helper_sample
        printf 'echo it broke >&2\nexit 1\n' >>tests/build/play
        cp docs/en/01-a.md before
        sh tests/docs/sync.sh >said 2>&1 && echo 'sync.sh exits with 0'
        grep -q 'docs/en/01-a.md:[0-9]*: transcript 1 2: it broke' said || cat said
        cmp before docs/en/01-a.md
        rm tests/build/attack
        sh tests/docs/sync.sh 2>&1 | grep -q 'tests/build/attack' ||
            echo 'a missing program is not told'
        # Where calls cannot be seen, a ladder of another system stays.
        printf 'exit 2\n' >>tests/build/trace
        sh tests/docs/sync.sh >said 2>&1
        for place in 'ladder 1 2' docs/figures/01.svg; do
            grep -qxF "left as it is: $place" said || cat said
        done
        cmp before docs/en/01-a.md
    )
}

wrong_markers_are_found() { # long with the_sample
    helper_after stale 'docs/en/01-a.md:6: excerpt 01-a/server.c sub: there is no sub' \
        docs/en/01-a.md -e 's/server.c add/server.c sub/'
    helper_after stale 'there is no file 01-a/c.c' docs/en/01-a.md \
        -e 's/server.c add/c.c add/'
    helper_after stale "no kind of insertion is called 'copy'" docs/en/01-a.md \
        -e 's/insert: excerpt/insert: copy/'
    helper_after stale "there is no case 'slow'" docs/en/01-a.md \
        -e 's/measured flood/measured slow/'
    helper_after stale 'there is no step 9' docs/en/01-a.md -e 's/help 1/help 9/'
    helper_after stale 'no <!-- end insert -->' docs/en/01-a.md -e '/end insert/d'
    helper_after stale 'an end, but no insert' docs/en/01-a.md -e '/insert: help/d'
    helper_after stale 'alone on their lines' docs/en/01-a.md \
        -e 's/<!-- insert: help/<!--insert: help/'
}

differences_of_the_languages_are_found() { # long with the_sample
    helper_after outlines '> 002 0001 heading ### 2' docs/pt-BR/01-a.md -e 's/^## 2/### 2/'
    helper_after outlines '> 002 0001 heading ## 3' docs/pt-BR/01-a.md -e 's/^## 2/## 3/'
    helper_after outlines 'exercise b' docs/pt-BR/01-a.md -e 's/\*\*a\./**b./'
    helper_after outlines '< 001 0004 <!-- insert: help' docs/pt-BR/01-a.md \
        -e '/insert: help/,/end insert/d'
    helper_after outlines '$ ./server && echo less' docs/pt-BR/01-a.md -e 's/echo more/echo less/'
    helper_after outlines 'link ../../README.md' docs/pt-BR/01-a.md \
        -e 's,../01-a/server.c,../README.md,'
    helper_after same_insertions 'not the same text' docs/pt-BR/01-a.md -e 's/a + 1/a + 3/'
    (
        helper_sample
        rm docs/pt-BR/01-a.md
        helper_counterparts | grep -q 'en/01-a.md has no counterpart' ||
            echo 'a page without its counterpart was not found'
        mv docs/en/01-a.md docs/pt-BR/
        helper_counterparts | grep -q 'pt-BR/01-a.md has no counterpart' ||
            echo 'a page without its counterpart was not found'
    )
}

dead_links_are_found() { # long with the_sample
    helper_after links '01-a/none.c leads nowhere' docs/en/01-a.md \
        -e 's,01-a/server.c),01-a/none.c),'
    helper_after links 'no heading for #2-run' docs/en/01-a.md -e 's/#2-run-it/#2-run/'
    helper_after links 'no heading for #2-execute-ja' docs/en/01-a.md \
        -e 's/#2-execute-já/#2-execute-ja/'
    helper_after links 'no heading for #2-run-it' docs/en/01-a.md -e 's/Run it/Go/'
    helper_after links 'README.md:1: gone.md leads nowhere' README.md \
        -e 's/$/ [x](gone.md)/'
}

limitations_left_out_are_found() { # long with the_sample
    helper_after limitations 'pt-BR/01-a.md does not mention LIMITATION(05)' 01-a/server.c \
        -e 's/(04)/(05)/'
}

commands_left_out_are_found() { # long with the_sample
    helper_after verbs 'docs/pt-BR/01-a.md does not name make run-step 1' \
        docs/en/01-a.md -e 's/^It is small/make run-step 1. &/'
    ! grep 'en/01-a.md does not name make run-step' "$scratch/complaints"
}

pictures_that_nobody_shows_are_found() { # long with the_sample
    helper_after pictures 'no page of docs/pt-BR has: ](../figures/01.svg)' \
        docs/pt-BR/01-a.md -e 's,figures/01.svg,figures/02.svg,'
    helper_after pictures '01.svg is not in' docs/figures/pictures.txt -e 's/^01/02/'
}

words_of_ladders_left_out_are_found() { # long
    mkdir -p "$scratch/words/tests/harness" "$scratch/words/docs"
    cp -R tests/harness/recorded_run tests/harness/ladder \
        "$scratch/words/tests/harness/"
    cp -R docs/en docs/pt-BR "$scratch/words/docs/"
    (
        cd "$scratch/words" || exit 1
        # shellcheck disable=SC2016 # backticks of Markdown
        helper_change docs/pt-BR/tools.md -e '/`end of stream waits`/d'
        # shellcheck disable=SC2016 # backticks of Markdown
        helper_change docs/en/tools.md -e 's/\(`RST` |\).*/\1 |/'
        helper_change tests/harness/recorded_run/match.c \
            -e 's/from the queue: /off the queue: /'
        helper_ladder_words >"$scratch/complaints"
    )
    for words in 'pt-BR/tools.md does not explain: end of stream waits' \
        'en/tools.md does not explain: RST' \
        'en/tools.md does not explain: off the queue: *'; do
        grep -qF "$words" "$scratch/complaints" || {
            echo "nobody said: $words"
            cat "$scratch/complaints"
        }
    done
}

# What terms.sh says of a guide of two pages. The second explains four names;
# what the first does with these and others is on standard input.
helper_two_pages() {
    mkdir -p "$scratch/two-pages/tests" "$scratch/two-pages/01-a"
    cp -R tests/docs "$scratch/two-pages/tests/"
    cd "$scratch/two-pages" || exit 1
    mkdir -p docs/en docs/pt-BR
    printf 'one\ntwo\n' >docs/pages.txt
    printf '#include <sys/socket.h>\nint own(int accept);\n' >01-a/own.c
    cat >docs/en/two.md <<'END'
# Two

- `bind`, `connect`
- `listen` and `recv`
END
    echo '# Um' | tee docs/pt-BR/one.md >docs/pt-BR/two.md
    { echo '# One' && cat; } >docs/en/one.md
    sh tests/docs/terms.sh
}

names_used_too_early_are_found() { # long
    (helper_two_pages) >"$scratch/found" <<'END'
So `bind(3)` it is.

See `x` and **read** `connect`.
| a | `listen` |
- to `recv`
```c
x = sendmsg(3);
```
<!-- insert: excerpt a -->
```c
/* shutdown
setsockopt */
    send(3); /* getsockname */
```
<!-- end insert -->
END
    diff - "$scratch/found" <<'END'
docs/en/one.md:2: bind is explained only in docs/en/two.md:3
docs/en/one.md:4: connect is explained only in docs/en/two.md:3
docs/en/one.md:5: listen is explained only in docs/en/two.md:4
docs/en/one.md:6: recv is explained only in docs/en/two.md:4
docs/en/one.md:8: sendmsg is not explained
docs/en/one.md:14: send is not explained
terms: en 6 names, 2 sections
terms: pt-BR 0 names, 2 sections
END
}

names_explained_in_time_are_accepted() { # long
    (helper_two_pages) >"$scratch/found" <<'END'
So **`bind`** asks.

- `send` and `connect` ask.
| `listen` | asks |
A link, [`recv`](two.md), will do, and [on the
words `recv` and `sendmsg`](two.md).
Try `nc recv`, or `./recv <file`. `printf`, `accept` and `own` are C's and ours.
```text
recv(3)
```
![recv](recv.svg)
```c
    ssize_t shutdown; /* a field */
```
With `shutdown`, then.
END
    printf 'terms: %s names, 2 sections\n' 'en 7' 'pt-BR 0' |
        diff - "$scratch/found"
}

# helper_voice LANGUAGE FILE: what is found in a file of that name.
helper_voice() {
    cat >"$scratch/$2"
    awk -v language="$1" -f tests/docs/voice.awk tests/docs/voice.txt "$scratch/$2"
}

words_that_came_back_are_found() { # long
    helper_voice en voice.txt >"$scratch/found" <<'END'
It waits for ever.
Whoever calls
Who reads must put the pieces together.
    /* who waits; who speaks goes on */
a line that is no token of the key
how it ended, SO_ERROR tells.
two things are to be waited for
# To admit many
the floor's
END
    for line in 1 2 3 4 5 6 7 8 9; do
        grep -q ":$line: " "$scratch/found" || echo "line $line was not found"
    done
    printf 'Two lines: it is\nno port.\n' | helper_voice en voice.md |
        grep -q 'voice.md:1: .*is no port.: is not a$' || echo 'no paragraph'
    echo 'quando esse um sai' | helper_voice pt voice.txt | grep -q 'ele' ||
        echo 'no Portuguese'
    helper_voice en voice.md <<'END'
There is no port. It is no longer there. Who is it? You can tell why.

`that is no name`, forever
```text
whoever
```
END
}

missing_places_in_the_order_are_found() { # long with the_sample
    helper_after order '01-a is missing in docs/pages.txt' docs/pages.txt \
        -e 's/01-a/02-b/'
}

false_commands_are_found() { # long with the_sample
    helper_after consoles 'does not print what is shown' docs/en/01-a.md \
        -e 's/^it e...s/it e...z/'
    # Without the dots, one line must follow the other.
    helper_after consoles 'does not print what is shown' docs/en/01-a.md \
        -e 's/^\.\.\.$/nothing/'
    helper_after consoles 'ended with status 1' docs/pt-BR/01-a.md \
        -e 's/^\$ cd 01-a/$ cd 01-a \&\& false/'
    helper_after consoles 'without a command' docs/en/01-a.md -e '/^\$ /d'
    helper_after consoles 'was not reached' docs/en/01-a.md -e 's/^\$ cd 01-a/$ exit 0/'
}

run_functions
end_tests docs
