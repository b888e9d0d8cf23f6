# Sockets Step by Step: `make help` lists what can be done here.

.DEFAULT_GOAL := all

# A verb that wants a step takes its number from N=2 or from the word after
# it. 2, 02, 02-echo and 02-echo/ all mean the same; STEP is the directory.
STEPS := $(shell . tests/house/steps.sh)
STEP_VERBS := run-step trace-step attack-step
STEP_VERBS += start-step check-step watch-step hint-step

# Its first lines; tests/course.mk has more, and the last are below.
help::
	@echo 'make               builds every step'
	@echo 'make run-step N    plays the demo of step N (PAUSE=1 waits for Enter)'
	@echo 'make trace-step N  its socket calls, drawn: which call met which'
	@echo '                   (SVG=file draws a picture, too; HTML=file writes a page'
	@echo '                   to step through the run)'
	@echo "make trace SERVER='python3 mine.py {port}' CLIENT='nc 127.0.0.1 {port}'"
	@echo '                   the same for any two programs'
	@echo 'make attack-step N hostile peers against step N (PEER=name: one of them)'
	@echo "                   (WORK=1: against your copy; SERVER='python3 mine.py {port}',"
	@echo "                   CLIENT='... {port}': against any program)"
	@echo 'make start-step N  a copy of step N in work/, for its exercises'
	@echo 'make check-step N  what is open in it (EX=b: one exercise; CHAOS=1: with'
	@echo "                   calls cut short; SERVER='python3 mine.py {options} {port}')"
	@echo '                   (what has passed once more with sanitizers, QUICK=1: without)'
	@echo '                   (with BARE=1, both: Exercise 0, for the bare programs)'
	@echo '                   (HTML=file: a page to step through what the check saw)'
	@echo 'make watch-step N  the same again whenever a file of the copy is saved, what'
	@echo '                   is open first, until Ctrl-C'
	@echo 'make hint-step N EX=b      one more hint each time'
	@echo 'make progress      every exercise: passed, open, not begun; what to type next'
	@echo 'make clean         undoes every build'

# What needs the whole course: a handout (tests/exercises/handout.sh) is without.
include $(wildcard tests/course.mk)

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
ifeq ($(filter help diff-step progress,$(firstword $(MAKECMDGOALS))),)
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

help::
	@echo 'N is 2, 02, N=2 or 02-echo. The steps:'
	@for step in $(STEPS); do echo "  $$step"; done

# Stops a command that names no step, or a step that does not exist.
named-step:
ifeq ($(words $(STEP)) $(words $(filter-out $(firstword $(WORDS)),$(WORDS))),1 0)
	@:
else
	@sh tests/exercises/which_step.sh $(or $(VERB),run-step) $(STEPS)
endif

run-step: named-step
	@$(MAKE) -s -C $(STEP)
	@$(MAKE) -s -f tests/Makefile tests/build/play
	@tests/build/play $(STEP)

# A page shows source lines: it has a build of its own. COPY is a step that was
# changed, for the guide's pages of mistakes.
export PAGE_BUILD = $(if $(HTML),-std=c11 -O0 -g -fno-omit-frame-pointer)
trace-step: named-step
	@$(MAKE) -s -f tests/Makefile tracing
ifneq ($(HTML),)
	$(PLUS)@tests/build/trace step "$$(sh tests/house/page-build.sh $(or $(COPY),$(STEP)))"
else
	@$(MAKE) -s -C $(STEP)
	@tests/build/trace step $(STEP)
endif

# What is given on make's command line is in the environment.
trace:
	@$(MAKE) -s -f tests/Makefile tracing
	@tests/build/trace pair "$$SERVER" "$$CLIENT"

# A script that calls make is told of it by a +, but not where make is only to
# say what it would do (-n): that runs what has a +.
PLUS = $(if $(findstring n,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),,+)

# The peers are listed by PEER=help, as by any name that is none.
attack-step: named-step
	@$(MAKE) -s -f tests/Makefile tests/build/attack
	$(PLUS)@sh tests/house/attack-step.sh $(STEP)

start-step hint-step: named-step
	@sh tests/exercises/$(@:-step=).sh $(STEP)

check-step watch-step: named-step
	@$(MAKE) -s -f tests/Makefile checking
	$(PLUS)@sh tests/exercises/$(@:-step=).sh $(STEP)

progress:
	@sh tests/exercises/progress.sh $(STEPS)

clean:
	@for step in $(STEPS); do $(MAKE) -s -C $$step clean || exit 1; done
	rm -f docs/bridge/bridge
	rm -rf tests/build

.PHONY: all steps help progress named-step trace docs clean
.PHONY: $(STEP_VERBS) $(STEPS)

ifeq ($(wildcard tests/course.mk),)
docs: # as there is a directory of that name
	@sh tests/exercises/not_here.sh $@ handout
.DEFAULT:
	@sh tests/exercises/not_here.sh $@ handout
else
.DEFAULT:
	@sh tests/exercises/not_here.sh $@
endif

# The words after a verb are not goals of their own.
ifneq ($(WORDS),)
.PHONY: $(WORDS)
$(WORDS):
	@:
endif
