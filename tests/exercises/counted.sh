#!/bin/sh
# counted.sh - the last line of lint-course: what its logs say of the exercises.

# count NAME VERDICT: the tests with this in their names that ended so.
count() {
    # shellcheck disable=SC2086 # a pattern
    cat tests/build/logs/test_course.*$1*.log 2>/dev/null |
        grep -c "^\[ *$2 *\] .*$1"
}

echo "the course: $(count "_[abc]_is_solved" OK) solutions pass, $(count _near_miss OK) near-misses are caught;" \
    "$(count _ FAILED) of its tests failed, $(count _ SKIPPED) skipped"
