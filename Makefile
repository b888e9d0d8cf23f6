# Sockets Step by Step: `make help` lists what can be done here.

# A verb that wants a step takes its number from N=2 or from the word after
# it. 2, 02, 02-echo and 02-echo/ all mean the same; STEP is the directory.
STEPS := $(shell . tests/house/steps.sh)
STEP_VERBS := run-step trace-step attack-step diff-step test-step
STEP_VERBS += start-step check-step watch-step hint-step solution-step grade handout
VERB := $(filter $(STEP_VERBS),$(firstword $(MAKECMDGOALS)))
ifneq ($(VERB),)
N ?= $(word 2,$(MAKECMDGOALS))
WORDS := $(filter-out $(VERB),$(MAKECMDGOALS))
ASKED := $(patsubst %/,%,$(firstword $(N)))
STEP := $(filter $(ASKED) $(ASKED)-% 0$(ASKED)-%,$(STEPS))
endif

# Without a compiler make takes the first flag for the command, and its - for
# "never mind whether this fails".
ifeq ($(strip $(CC)),)
$(error CC is empty: it names the C compiler, as in make CC=gcc)
endif

# Looking at something takes no permission to write.
ifeq ($(filter help diff-step,$(firstword $(MAKECMDGOALS))),)
ifneq ($(shell test -w . && { test ! -e tests/build || test -w tests/build; } \
  && echo yes),yes)
$(error Nothing can be written here, in $(CURDIR): copy the course to a \
  directory of your own, and run make there)
endif
endif

# env -i: the tools are where the system has them.
PATH ?= /usr/local/bin:/usr/bin:/bin
export PATH

# A terminal that knows no control codes.
ifeq ($(or $(TERM),dumb),dumb)
export NO_COLOR = 1
endif

all: steps
	@echo 'All steps are built. Now: make run-step 1, or make help'

steps: $(STEPS:%=build-%)

build-%:
	@$(MAKE) -s -C $*

help:
	@echo 'make               builds every step'
	@echo 'make run-step N    plays the demo of step N (PAUSE=1 waits for Enter)'
	@echo 'make trace-step N  its socket calls, drawn: which call met which'
	@echo '                   (SVG=file draws a picture, too)'
	@echo "make trace SERVER='python3 mine.py {port}' CLIENT='nc 127.0.0.1 {port}'"
	@echo '                   the same for any two programs'
	@echo 'make run-bridge    two rooms on one broker (needs nats-server)'
	@echo 'make diff-step N   the new idea: its bare programs beside those of the step'
	@echo '                   it grew from (FULL=1: the full programs)'
	@echo 'make attack-step N hostile peers against step N (PEER=name: one of them)'
	@echo "                   (WORK=1: against your copy; SERVER='python3 mine.py {port}',"
	@echo "                   CLIENT='... {port}': against any program)"
	@echo 'make attack        the same for all steps: the table of what survives'
	@echo 'make test-step N   the tests of step N (ONLY=word: those so named)'
	@echo 'make test          the tests of all steps, and more; about a minute'
	@echo '                   (TIMES=1: the slowest; ALL=1: every failure in full)'
	@echo 'make test-all      what takes longer, too'
	@echo 'make start-step N  a copy of step N in work/, for its exercises'
	@echo 'make check-step N  what is open in it (EX=b: one exercise; CHAOS=1: with'
	@echo "                   calls cut short; SERVER='python3 mine.py {options} {port}')"
	@echo '                   (with BARE=1, both: Exercise 0, for the bare programs)'
	@echo 'make watch-step N  the same again whenever a file of the copy is saved, what'
	@echo '                   is open first, until Ctrl-C'
	@echo 'make hint-step N EX=b      one more hint each time'
	@echo 'make progress      every exercise: passed, open, not begun; what to type next'
	@echo 'make solution-step N EX=b  a solution, once yours passes (or ANYWAY=1)'
	@echo 'make handout N DIR=new     step N for a student, without solutions'
	@echo 'make grade N DIR=all       marks what was handed in: a row a subdirectory'
	@echo '                   (FORMAT=csv: for a spreadsheet)'
	@echo 'make lint-course   checks the exercises themselves'
	@echo 'make bench         our servers measured against others (CASE=flood: those'
	@echo '                   so named; ROUNDS=5; SERVER="python3 mine.py {port}";'
	@echo '                   SAVE=1 keeps a whole run for the guide)'
	@echo 'make sync-copies   makes the files that steps share the same again'
	@echo 'make sync-solutions  fits the patches of the exercises to the steps'
	@echo 'make sync-breaks     the same for the breakages that the tests must catch'
	@echo 'make sync-docs     fills in the marked places of the guide (FRESH=1: all anew)'
	@echo 'make docs          the guide as a site and as PDF (needs pandoc)'
	@echo 'make clean         undoes every build'
	@echo 'N is 2, 02, N=2 or 02-echo. The steps:'
	@for step in $(STEPS); do echo "  $$step"; done

# Stops a command that names no step, or a step that does not exist.
named-step:
ifeq ($(words $(STEP)) $(words $(filter-out $(firstword $(WORDS)),$(WORDS))),1 0)
	@:
else
	@echo 'Which step? make $(or $(VERB),run-step) N, where N is the number of one of:' >&2
	@for step in $(STEPS); do echo "  $$step" >&2; done
	@exit 2
endif

run-step: named-step
	@$(MAKE) -s -C $(STEP)
	@$(MAKE) -s -f tests/Makefile tests/build/play
	@tests/build/play $(STEP)

# Debian has nats-server where only root looks.
run-bridge: build-06-broadcast-chat
	@$(MAKE) -s -C docs/bridge
	@$(MAKE) -s -f tests/Makefile tests/build/play
	@PATH=$$PATH:/usr/sbin; command -v nats-server >/dev/null || { \
	  echo 'There is no nats-server here: apt-get install nats-server' >&2; \
	  exit 2; }; tests/build/play docs/bridge

trace-step: named-step
	@$(MAKE) -s -C $(STEP)
	@$(MAKE) -s -f tests/Makefile tracing
	@tests/build/trace step $(STEP)

# What is given on make's command line is in the environment.
trace:
	@$(MAKE) -s -f tests/Makefile tracing
	@tests/build/trace pair "$$SERVER" "$$CLIENT"

diff-step: named-step
	@sh tests/house/diff-step.sh $(STEP)

# The peers are listed by PEER=help, as by any name that is none.
attack-step: named-step
	@$(MAKE) -s -f tests/Makefile tests/build/attack
	+@sh tests/house/attack-step.sh $(STEP)

.PHONY: attack
attack: steps
	@$(MAKE) -s -f tests/Makefile tests/build/attack
	@tests/build/attack -t -p '$(PEER)' $(STEPS)

start-step hint-step: named-step
	+@sh tests/exercises/$(@:-step=).sh $(STEP)

check-step watch-step solution-step: named-step
	@$(MAKE) -s -f tests/Makefile checking
	+@sh tests/exercises/$(@:-step=).sh $(STEP)

progress:
	@sh tests/exercises/progress.sh $(STEPS)

grade: named-step
	@$(MAKE) -s -f tests/Makefile checking tests/build/bounded
	+@sh tests/exercises/grade.sh $(STEP)

handout: named-step
	@sh tests/exercises/handout.sh $(STEP)

# Two at a time, where make was not told how many.
TWO = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j2)
TESTS = $(MAKE) -s $(TWO) -f tests/Makefile

test-step: named-step
	@$(MAKE) -s $(TWO) -C $(STEP)
	@$(TESTS) run ONLY_STEP=$(STEP) VERB='test-step $(firstword $(N))'

test test-all:
	@echo 'building the steps and their tests'
	@$(MAKE) -s $(TWO) steps
	@$(TESTS) run VERB=$@

lint-course:
	@$(MAKE) -s $(TWO) steps
	@$(TESTS) lint-course

# Not two at a time: what is measured wants the machine for itself.
bench: steps
	@$(MAKE) -s -f tests/bench/Makefile run

sync-copies:
	@sh tests/house/copies.sh sync

sync-solutions:
	+@sh tests/house/sync-patches.sh docs/solutions/*.patch tests/exercises/near/*.patch

sync-breaks:
	+@sh tests/house/sync-patches.sh tests/breaks/*.patch

sync-docs: steps
	@sh tests/house/rooms.sh sync
	@$(MAKE) -s -f tests/Makefile shown
	+@sh tests/docs/sync.sh

docs:
	+@sh tests/docs/build.sh

clean:
	@for step in $(STEPS); do $(MAKE) -s -C $$step clean || exit 1; done
	rm -f docs/bridge/bridge
	rm -rf tests/build

.PHONY: all steps help progress named-step test test-all lint-course trace bench sync-copies sync-solutions sync-breaks sync-docs docs run-bridge clean
.PHONY: $(STEP_VERBS) $(STEPS)

.DEFAULT:
	@echo "There is no '$@' here: make help lists what there is." >&2; exit 2

# The words after a verb are not goals of their own.
ifneq ($(WORDS),)
.PHONY: $(WORDS)
$(WORDS):
	@:
endif
