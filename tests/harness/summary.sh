#!/bin/sh
# summary.sh LOG... - what the test programs printed, in a few lines: each
# program's counts, each failed test's story, and the totals. Exits with 1 if
# anything failed. A program that did not come to its end has failed, too.

awk '
function flush_log() {
    if (log_name == "")
        return
    if (!closed || (status != 0 && bad == 0)) {
        printf "%s", story
        printf "FAILED  %s did not come to its end (%s)\n", log_name, status
        bad++
    }
    if (good + bad + left > 0) printf "%-24s %3d passed", log_name, good
    if (bad) printf ", %d failed", bad
    if (left) printf ", %d skipped", left
    if (good + bad + left > 0) printf "\n"
    passed += good; failed += bad; skipped += left
}
FNR == 1 {
    flush_log()
    log_name = FILENAME
    sub(/.*\//, "", log_name); sub(/\.log$/, "", log_name)
    good = bad = left = closed = 0; status = "no exit status"; story = ""
}
/^exit [0-9]+$/ { status = $2 + 0; next }
/^\[==========\].* run\.$/ { closed = 1 }
closed { next }
/^\[ RUN      \]/ { story = ""; next }
/^\[       OK \]/ { good++; story = ""; next }
/^\[  SKIPPED \]/ {
    left++
    printf "skipped %s %s:%s\n", log_name, $4, substr(story, index(story, ":") + 1)
    story = ""; next
}
/^\[  FAILED  \]/ {
    bad++
    printf "\nFAILED  %s, %s\n%s", log_name, $4, story
    printf "  (just this: make -s test ONLY=%s)\n\n", $4
    story = ""; next
}
# What cmocka adds to a failure says nothing that the story does not.
/^ERROR: Test failed|^\[  ERROR   \]|error: Failure!$/ { next }
{ story = story $0 "\n" }
END {
    flush_log()
    if (passed + failed + skipped == 0)
        print "No test has such a name."
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit failed > 0 || passed + skipped == 0
}' "$@"
