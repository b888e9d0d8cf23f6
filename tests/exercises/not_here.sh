#!/bin/sh
# not_here.sh VERB [HANDOUT] - says that there is no such verb, or not in a
# handout.

. tests/exercises/common.sh
if [ -n "$2" ]; then
    say "'$1' is not in a handout: make help lists what is." \
        "'$1' não faz parte deste material: make help mostra o que faz." >&2
else
    say "There is no '$1' here: make help lists what there is." \
        "Aqui não há '$1': make help mostra o que há." >&2
fi
exit 2
