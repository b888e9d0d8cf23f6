#!/bin/sh
# test_bench.sh - can the figures of `make bench` be believed? Its generator
# must see each fault of servers that do wrong on purpose, and none where there
# is none; and of a saved run the tables must say what is in it.
# shellcheck disable=SC2317 # the functions are called by name

. tests/harness/suite/testing.sh
bench=tests/build/bench/bench

bench_sees_what_is_wrong() { # long
    make -s -f tests/bench/Makefile CASE=smoke >"$scratch/smoke" 2>&1 ||
        cat "$scratch/smoke"
}

# helper_saved LINE...: a saved run of these.
helper_saved() {
    echo '# 2026-11-21 12:00 UTC, Linux, 2 cores' >"$scratch/saved"
    printf '%s\n' "$@" >>"$scratch/saved"
}

# helper_table OPTION... : of the saved run, without what is the same each time.
helper_table() {
    "$bench" -i "$scratch/saved" "$@" 2>&1 | sed -e '/^|---/d' -e '/^$/d'
}

# helper_expect: what must have been printed is on standard input.
helper_expect() {
    diff - "$scratch/table"
}

# Medians; of the ratio too, which is no ratio of medians; torn lines added up.
saved_runs_are_shown() { # long
    helper_saved 'case=tear-61 server=06 round=0 rate=2000000 torn=3' \
        'case=tear-61 server=06 round=1 rate=3000000' \
        'case=tear-61 server=06 round=2 rate=8000000 torn=4 trouble="it died"' \
        'case=tear-61 server=baseline round=0 rate=4000000' \
        'case=tear-61 server=baseline round=1 rate=2000000' \
        'case=tear-61 server=baseline round=2 rate=8000000'
    helper_table -t tear-61 >"$scratch/table"
    helper_expect <<'TABLE'
| | 10 say 61-byte lines; their writes end inside a line |
| 06 server | 3 million/s (1); 7 torn; it died |
| baseline | 4 million/s |
In brackets: the value divided by the baseline's of the same round; of these the median, which is not the quotient of the medians shown.
*Medians of 3 rounds; 2026-11-21 12:00 UTC, Linux, 2 cores*
TABLE
}

tables_speak_portuguese() { # long
    helper_saved 'case=paced-50 server=06 round=0 p99=0.75' \
        'case=paced-50 server=baseline round=0 p99=0.5'
    helper_table -t paced-50 -p >"$scratch/table"
    helper_expect <<'TABLE'
| | 200 linhas por segundo, 50 membros |
| servidor 06 | 0,75 ms (1,5) |
| referência | 0,5 ms |
Entre parênteses: o valor dividido pelo da referência na mesma rodada; destes a mediana, que não é o quociente das medianas mostradas.
*Uma rodada só; 2026-11-21 12:00 UTC, Linux, 2 núcleos*
TABLE
}

bounds_that_are_missed_are_told() { # long
    helper_saved 'case=paced-50 server=06 round=0 p99=1.2' \
        'case=paced-50 server=baseline round=0 p99=0.5' \
        'case=idle-1000 server=06 round=0 memory=12.4'
    helper_table -t bounds >"$scratch/table"
    helper_expect <<'TABLE'
| case | server | figure | bound | measured | |
| paced-50 | 06 server | p99 | ≤ 2 × baseline | 2.4 | **missed** |
| idle-1000 | 06 server | memory | ≤ 13.0 KiB | 12.4 KiB | holds |
*A single round; 2026-11-21 12:00 UTC, Linux, 2 cores*
TABLE
}

what_cannot_be_shown_is_told() { # long
    helper_saved 'case=paced-50 server=06 round=0 p99=0.8'
    helper_table -t slow | grep -qx "there is no case 'slow'" || echo 'no word of slow'
    helper_saved 'case=slow server=06 round=0 p99=0.8'
    helper_table -t paced-50 | grep -q 'saved:2: this is no run' || echo 'no word of line 2'
    rm "$scratch/saved"
    ! "$bench" -i "$scratch/saved" -t paced-50 2>/dev/null || echo 'nothing is read'
}

# A saved run can be drawn; half of one is not.
saved_runs_are_drawn() { # long
    helper_saved 'case=paced-50 server=06 round=0 p99=0.8'
    for members in 10 100 500; do
        echo "case=flood-${members}x10 server=06 round=0 rate=${members}00000"
    done >>"$scratch/saved"
    mkdir "$scratch/plots"
    "$bench" -i "$scratch/saved" -f "$scratch/plots" >/dev/null
    grep -q '>Entregas por segundo' "$scratch/plots/bench-deliveries.pt-BR.svg" ||
        echo 'no plot of the deliveries'
    ! ls "$scratch"/plots/bench-p99* 2>/dev/null
}

run_functions
end_tests bench
