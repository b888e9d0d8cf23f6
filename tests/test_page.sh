#!/bin/sh
# test_page.sh - the page of a run (HTML=file) in a browser: each demo's, stepped
# through by keyboard, and some runs that no demo has. What must be told in them is
# in tests/pages/expected.txt, how it is looked at in tests/docs/check-page.py.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh

helper_can_look() {
    for tool in python3 chromium; do
        command -v $tool >/dev/null && continue
        echo "  skipped: there is no $tool here"
        return 1
    done
}

# helper_page NAME MAKE-WORD...: what `make` then writes, and what is wrong with it.
helper_page() {
    helper_can_look || return
    page=$scratch/$1.html
    name=$1
    shift
    HTML=$page make -s "$@" >"$scratch/drawn" 2>&1 || {
        echo "make $* failed:"
        cat "$scratch/drawn"
        return
    }
    python3 tests/docs/check-page.py "$name" "$page" >"$scratch/looked" 2>&1 ||
        cat "$scratch/looked"
}

helper_demo() {
    set -- 0"$1"-*
    helper_page "$1" trace-step "$1"
}

page_of_01() { # long with 01
    helper_demo 1
}

page_of_02() { # long with 02
    helper_demo 2
}

page_of_03() { # long with 03
    helper_demo 3
}

page_of_04() { # long with 04
    helper_demo 4
}

page_of_05() { # long with 05
    helper_demo 5
}

page_of_06() { # long with 06
    helper_demo 6
}

page_of_07() { # long with 07
    helper_demo 7
}

# What was said is data, whatever it looks like.
markup_is_text() { # long with 02
    echo '</script><img src=x onerror=alert(1)>' >"$scratch/typed"
    SERVER='02-echo/server {port}' CLIENT="sh -c '02-echo/client 127.0.0.1 {port} <$scratch/typed'" \
        helper_page 02-markup trace
}

a_stranger_answers() { # long with 03
    SERVER='python3 tests/pages/03-stranger.py {port}' CLIENT='03-udp/bare_client {port}' \
        helper_page 03-stranger trace
}

descriptors_run_out() { # long with 05
    SCENE=tests/pages/05-descriptors.scene helper_page 05-descriptors trace-step 5
}

run_functions
end_tests test_page
