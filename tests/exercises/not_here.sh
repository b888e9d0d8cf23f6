#!/bin/sh
# not_here.sh VERB - says that a handout does not have it.

. tests/exercises/common.sh
say "'$1' is not in a handout: make help lists what is." \
    "'$1' não faz parte deste material: make help mostra o que faz." >&2
exit 2
