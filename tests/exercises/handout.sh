#!/bin/sh
# handout.sh STEP - makes the directory DIR, for a student: the step, the guide,
# and what the verbs of the Makefile itself need. Those of tests/course.mk, the
# solutions, the near-misses, the instructor's page and what belongs to the other
# steps stay here.

. tests/exercises/common.sh

if [ -z "$DIR" ] || [ -e "$DIR" ]; then
    say "make handout $number DIR=new-directory: it is made, and must not be there yet." \
        "make handout $number DIR=diretório-novo: ele é criado, e ainda não pode existir." >&2
    exit 2
fi

# The checks of the other steps: nothing but the names that the rest uses.
leave_out() {
    name=$(basename "$1" .c) # step_02, or step_02_pt, or bare_02
    case $name in
        *_pt) kind=wording table=pt_${name#step_} table=${table%_pt} ;;
        bare_*) kind=bare_task table=$name ;;
        *) kind=task table=$name ;;
    esac
    cat >"$DIR/$1" <<CODE
/* $name.c is not part of this handout. */
#include "exercises.h"

const struct $kind ${table}[1];
const size_t ${table}_count = 0;
CODE
}

for file in Makefile LICENSE .gitignore tests/Makefile \
    "$step"/*.[ch] "$step"/Makefile "$step"/README.md "$step"/demo.scene \
    docs/*/*.md docs/figures/* tests/*.h tests/house/*.sh \
    tests/harness/*/*.[ch] tests/harness/*/*.sh tests/harness/page/page.* \
    tests/exercises/*.[ch] \
    tests/exercises/*.sh tests/exercises/*.awk tests/exercises/*.mk; do
    case $file in
        */instructor.md | */index.md | */grade.sh | */archive.sh | */handout.sh | \
            */solution.sh | */counted.sh) continue ;;
    esac
    [ -e "$file" ] || continue
    mkdir -p "$DIR/$(dirname "$file")" && cp "$file" "$DIR/$file" || exit 1
done
# What the harness takes from step 01, each step has as well (tests/copies.txt).
for file in tests/harness/*/*.c; do
    sed "s|^\(#include .*\)/01-basic-tcp/|\1/$step/|" "$file" >"$DIR/$file"
done
for file in tests/exercises/step_*.c tests/exercises/bare_*.c; do
    case $file in
        */????_"${step%%-*}"*) ;;
        *) leave_out "$file" ;;
    esac
done
for page in docs/*/"$step.md" "$step/README.md"; do
    awk -f tests/exercises/chapter.awk "$page" >"$DIR/$page"
done
for texts in docs/*/hints.txt docs/*/learned.txt; do
    awk -v number="${step%%-*}" \
        '/^## / { ours = $2 == number } ours' "$texts" >"$DIR/$texts"
done

cat >"$DIR/README.md" <<README
# $step

    make run-step $number              plays the demo
    make trace-step $number            draws its socket calls
    make attack-step $number           shows what it does against hostile peers
    make start-step $number            copies the step to work/$step: change it there
    make check-step $number            says what is missing in each exercise
                                 (both with BARE=1: Exercise 0)
    make watch-step $number            checks again whenever you save a file
    make hint-step $number EX=a        a hint, one more each time
    make progress                shows how far you are, and what to type next

The chapter, with the exercises: [docs/en/$step.md](docs/en/$step.md).

---

    make run-step $number              mostra a demonstração
    make trace-step $number            desenha as chamadas de socket dela
    make attack-step $number           mostra o que o passo faz contra quem o ataca
    make start-step $number            copia o passo para work/$step: mude-o ali
    make check-step $number            diz o que falta em cada exercício
                                 (os dois com BARE=1: o exercício 0)
    make watch-step $number            verifica de novo a cada arquivo salvo
    make hint-step $number EX=a        uma dica, mais uma a cada vez
    make progress                mostra até onde você chegou e o que digitar agora

O capítulo, com os exercícios: [docs/pt-BR/$step.md](docs/pt-BR/$step.md).
README

case $DIR in
    *[!A-Za-z0-9_./-]*) typed="'$DIR'" ;;
    *) typed=$DIR ;;
esac
say "$DIR is ready, without solutions. Try it: make -C $typed run-step $number" \
    "$DIR está pronto, sem soluções. Experimente: make -C $typed run-step $number"
