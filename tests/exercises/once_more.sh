#!/bin/sh
# once_more.sh - what check.sh does once an exercise has passed: the same with
# sanitizers. Sets `status` to 1 if they find something.
# shellcheck disable=SC2034,SC2154 # used there, or from there
# shellcheck disable=SC2030,SC2031 # once_more changes `scratch` for itself alone

. tests/house/scratch.sh || exit 2
limit=60
within() { tests/build/bounded "$@" >"$scratch/said" 2>&1; }
. tests/exercises/sanitizers.sh

# row VERDICT WHAT
row() { printf '  %-8s  %s\n' "$1" "$2"; }

# explain KIND: what the sanitizers call so.
explain() {
    case $1 in
        *use-after-free) say 'memory is used after free() has given it back' \
            'memória é usada depois de free() a ter devolvido' ;;
        stack-use-after*) say 'a variable is used after its function or block has ended' \
            'uma variável é usada depois do fim da função ou do bloco dela' ;;
        *double-free) say 'free() gives the same memory back twice' \
            'free() devolve a mesma memória duas vezes' ;;
        *'integer overflow'*) say 'the result does not fit into its type' \
            'o resultado não cabe no tipo dele' ;;
        'shift exponent'*) say "$1" \
            'um deslocamento de mais bits do que o número tem' ;;
        *overflow | *underflow) say 'bytes outside of a buffer are used' \
            'são usados bytes fora de um buffer' ;;
        leak) say 'memory from here is never given back with free()' \
            'a memória pedida aqui nunca é devolvida com free()' ;;
        SEGV) say 'a pointer leads to no memory' 'um ponteiro não leva a memória alguma' ;;
        'data race'*) say 'a thread uses a variable while another one writes to it: both must hold the same mutex' \
            'uma thread usa uma variável enquanto outra escreve nela: as duas têm de segurar o mesmo mutex' ;;
        'thread leak') say 'a thread has ended, and nobody has joined it' \
            'uma thread terminou, e ninguém fez join com ela' ;;
        *) say "$1" "$1" ;;
    esac
}

# tell_findings NAME: those of the last run.
tell_findings() {
    findings_in_logs >"$scratch/found"
    if [ -s "$scratch/found" ]; then
        echo 'sanitizers open' >>"$notes.new"
    else
        row "$(say passed passou)" "$1"
    fi
    tab=$(printf '\t')
    while IFS=$tab read -r place kind; do
        row "$(say open aberto)" "$place: $(explain "$kind")"
        row '' "($1: $kind)"
    done <"$scratch/found"
}

# once_more DIRECTORY NAME FLAGS WHY_NOT: its rows. Copy, logs and variables are
# its own, so that two may run side by side.
once_more() (
    scratch=$scratch/$1
    copy=$scratch/copy
    mkdir -p "$copy" && cp "$place"/*.[ch] "$place/Makefile" "$copy" || exit
    if [ -z "$3" ]; then
        row "$(say skipped pulado)" "$2: $4"
    elif look_with "$3"; then
        tell_findings "$2"
    else
        row "$(say skipped pulado)" "$2: $(first_error "$scratch/said")"
    fi
)

echo
say 'The same once more with sanitizers, which see what no check can (QUICK=1: without)' \
    'O mesmo mais uma vez com sanitizers, que veem o que nenhuma verificação vê (QUICK=1: sem eles)'
find_sanitizers
echo 'sanitizers passed' >>"$notes.new"
if has_threads; then
    once_more threads thread "$thread_flags" "$why_no_thread" >"$scratch/rows" &
    beside=$!
fi
once_more memory 'address, undefined' "$memory_flags" "$why_no_memory" || exit 2
if has_threads; then
    wait "$beside" || exit 2
    cat "$scratch/rows"
fi
if grep -q '^sanitizers open' "$notes.new"; then
    status=1
    echo
    say 'It answers rightly, and yet there is a mistake in it: repair that, too.' \
        'Ele responde certo, e mesmo assim há um erro nele: conserte-o também.'
fi
