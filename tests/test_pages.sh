#!/bin/sh
# test_pages.sh - the pages of the demos: each step of a run keeps the rules that
# hold for any (tests/house/page-rules.py), the page says what it should
# (tests/pages.txt), and a browser shows it (tests/docs/check-page.py).
# tests/test_page.c looks at single sentences.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

helper_needs_python() {
    command -v python3 >/dev/null && return
    echo '  skipped: there is no python3 here'
    return 1
}

# helper_recorded NAME MAKE-WORD...: the page of a run, made once.
helper_recorded() {
    helper_needs_python || return
    [ "$(uname)" = Linux ] || {
        echo '  skipped: only Linux tells what the kernel knows'
        return 1
    }
    page=$scratch/page-$1.html
    [ ! -e "$page" ] || return 0
    shift
    HTML=$page make -s "$@" >"$scratch/ladder" 2>"$scratch/heard" || {
        cat "$scratch/heard"
        return 1
    }
}

# helper_told NAME MAKE-WORD...: the page of a run, and the document in it.
helper_told() {
    helper_recorded "$@" || return
    sed -n '/id="document">/,/^<\/script>/p' "$page" | sed '1d;$d' \
        >"$scratch/$1.json"
    python3 tests/house/page-rules.py "$scratch/$1.json"
    python3 tests/house/page-rules.py --told tests/pages.txt "$1" \
        "$scratch/$1.json"
}

helper_demo() {
    helper_told "$1" trace-step "$1"
    [ ! -e "$page" ] || tail -n 1 "$scratch/ladder" |
        grep -qx 'wrote .*html: open it in a browser' ||
        echo "the last line does not say where the page is"
    [ ! -e "$page" ] || [ "$(wc -c <"$page")" -le 400000 ] ||
        echo "the page of step $1 has $(wc -c <"$page") bytes: 400000 at most"
}

the_page_of_step_1() { # long with page1
    helper_demo 1
}

the_page_of_step_2() { # long with page2
    helper_demo 2
}

the_page_of_step_3() { # long with page3
    helper_demo 3
}

the_page_of_step_4() { # long with page4
    helper_demo 4
}

the_page_of_step_5() { # long with page5
    helper_demo 5
}

the_page_of_step_6() { # long with page6
    helper_demo 6
}

the_page_of_step_7() { # long with page7
    helper_demo 7
}

a_stranger_is_told_of() { # long with page3
    SERVER='python3 tests/pages/03-stranger.py {port}' \
        CLIENT='03-udp/bare_client {port}' helper_told 03-stranger trace
}

a_want_of_descriptors_is_told_of() { # long with page5
    SCENE=tests/pages/05-descriptors.scene helper_told 05-descriptors trace-step 5
}

# The check's own peer is a lane beside the wrong program, up to the failure.
the_page_of_a_check() { # long
    helper_needs_python || return
    make -s -f tests/Makefile checking tests/build/bad/02_dies_of_sigpipe HTML=x
    HTML=$scratch/check.html SERVER='tests/build/bad/02_dies_of_sigpipe {port}' \
        tests/build/check -e a 02-echo >"$scratch/verdict" 2>&1
    [ -s "$scratch/check.html" ] || cat "$scratch/verdict"
    sed -n '/id="document">/,/^<\/script>/p' "$scratch/check.html" | sed '1d;$d' \
        >"$scratch/check.json"
    python3 tests/house/page-rules.py "$scratch/check.json"
    grep -q '"name":"check".*"peer":true' "$scratch/check.json" ||
        echo 'the check is no lane of its page'
    grep -q ' bytes to server' "$scratch/check.json" ||
        echo 'what the check sends to the server is not on its page'
}

# ---- in a browser

# helper_browse NAME MAKE-WORD...: the page of a run, used as a reader would.
helper_browse() {
    command -v chromium >/dev/null || {
        echo '  skipped: there is no chromium here'
        return
    }
    helper_recorded "$@" || return
    python3 tests/docs/check-page.py "$1" "$scratch/page-$1.html" \
        >"$scratch/looked" 2>&1 || cat "$scratch/looked"
}

a_browser_shows_step_1() { # long with page1
    helper_browse 1 trace-step 1
}

a_browser_shows_step_2() { # long with page2
    helper_browse 2 trace-step 2
}

a_browser_shows_step_3() { # long with page3
    helper_browse 3 trace-step 3
}

a_browser_shows_step_4() { # long with page4
    helper_browse 4 trace-step 4
}

a_browser_shows_step_5() { # long with page5
    helper_browse 5 trace-step 5
}

a_browser_shows_step_6() { # long with page6
    helper_browse 6 trace-step 6
}

a_browser_shows_step_7() { # long with page7
    helper_browse 7 trace-step 7
}

# What was said is data, whatever it looks like.
markup_is_shown_as_text() { # long with page2
    echo '</script><img src=x onerror=alarm(1)>' >"$scratch/typed"
    SERVER='02-echo/server {port}' \
        CLIENT="sh -c '02-echo/client 127.0.0.1 {port} <$scratch/typed'" \
        helper_browse 02-markup trace
}

# ---- do the rules see it?

# helper_breaks SENTENCE PYTHON: a document of two steps, changed so that it keeps
# a rule no longer, and what is said then. step() is one more step of it.
helper_breaks() {
    helper_needs_python || return
    python3 - "$scratch/broken.json" "$2" <<'END'
import json
import sys

def step(call, **more):
    return dict({"lane": 0, "at": 2, "kind": "call", "call": call, "text": call,
                 "socket": 0, "sentence": 0}, **more)

doc = {"sources": [], "stacks": [], "sentences": [{"en": "a", "pt": "b"}],
       "programs": [{}], "lanes": [{"program": 0, "name": "ana"}], "repeats": [],
       "sockets": [{"kind": "stream", "other": 1}, {"kind": "stream", "other": 0}],
       "steps": [step("socket", at=0, changes=[
           {"socket": n, "appears": True, "state": "ESTABLISHED"} for n in (0, 1)]),
           step("send", at=1, result="5")]}
steps = doc["steps"]
exec(sys.argv[2])
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(doc, file)
END
    python3 tests/house/page-rules.py "$scratch/broken.json" >"$scratch/rules" 2>&1
    if ! grep -q "$1" "$scratch/rules" || [ "$(wc -l <"$scratch/rules")" != 1 ]; then
        echo "page-rules.py should say only \"$1\", and says:"
        cat "$scratch/rules"
    fi
}

a_whole_document_is_not_blamed() {
    helper_needs_python || return
    helper_breaks 'receives what was not sent' \
        'steps.append(step("recv", socket=1, result="6"))'
    sed 's/"result": "6"/"result": "5"/' "$scratch/broken.json" >"$scratch/whole.json"
    python3 tests/house/page-rules.py "$scratch/whole.json"
}

a_state_that_cannot_be_is_seen() {
    helper_breaks 'TIME_WAIT cannot become ESTABLISHED' \
        'steps.append(step("close", changes=[{"socket": 0, "state": "TIME_WAIT"}]))
steps.append(step("send", changes=[{"socket": 0, "state": "ESTABLISHED"}]))'
}

a_call_during_a_wait_is_seen() {
    helper_breaks 'is made while another call waits' \
        'steps.append(step("recv", waits=True))
steps.append(step("send"))'
}

a_return_without_a_wait_is_seen() {
    helper_breaks 'returns from a call that did not wait' \
        'steps.append(step("recv", kind="return", pair=1, result="0"))'
}

an_end_of_the_script_is_seen() {
    helper_breaks 'could end a script' \
        'steps.append(step("send", text="</script>"))'
}

an_untold_step_is_seen() {
    helper_breaks 'has no sentence in pt' 'doc["sentences"].append(
    {"en": "a", "pt": ""}); steps.append(step("send", sentence=1))'
}

run_functions
end_tests pages
