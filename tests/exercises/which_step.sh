#!/bin/sh
# which_step.sh VERB STEP... - says that the verb wants one of these steps.

verb=$1
shift
. tests/exercises/common.sh
say "Which step? make $verb N, where N is the number of one of:" \
    "Qual passo? make $verb N, em que N é o número de um destes:" >&2
printf '  %s\n' "$@" >&2
exit 2
