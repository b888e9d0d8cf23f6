# The verbs that need the whole course. The Makefile above includes this file; a
# handout (tests/exercises/handout.sh) has none.

STEP_VERBS += diff-step test-step solution-step grade handout

help::
	@echo 'make run-bridge    two rooms on one broker (needs nats-server)'
	@echo 'make diff-step N   the new idea: its bare programs beside those of the step'
	@echo '                   it grew from (FULL=1: the full programs)'
	@echo 'make attack        what survives which hostile peer, as a table of all steps'
	@echo 'make test-step N   the tests of step N (ONLY=word: those so named)'
	@echo 'make test          the tests of all steps, and more; about a minute'
	@echo '                   (TIMES=1: the slowest; ALL=1: every failure in full)'
	@echo 'make test-all      what takes longer, too'
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
	@echo 'make docs          the guide as a site and as PDF (needs pandoc; PAGES=1: with'
	@echo '                   a page of each demo, to step through)'

diff-step: named-step
	@sh tests/house/diff-step.sh $(STEP)

.PHONY: attack
attack: steps
	@$(MAKE) -s -f tests/Makefile tests/build/attack
	@tests/build/attack -t -p '$(PEER)' $(STEPS)

# Debian has nats-server where only root looks.
run-bridge: build-06-broadcast-chat
	@$(MAKE) -s -C docs/bridge
	@$(MAKE) -s -f tests/Makefile tests/build/play
	@PATH=$$PATH:/usr/sbin; command -v nats-server >/dev/null || { \
	  echo 'There is no nats-server here: apt-get install nats-server' >&2; \
	  exit 2; }; tests/build/play docs/bridge

solution-step: named-step
	@$(MAKE) -s -f tests/Makefile checking
	$(PLUS)@sh tests/exercises/solution.sh $(STEP)

grade: named-step
	@$(MAKE) -s -f tests/Makefile checking tests/build/bounded
	$(PLUS)@sh tests/exercises/grade.sh $(STEP)

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
	$(PLUS)@sh tests/house/sync-patches.sh docs/solutions/*.patch tests/exercises/near/*.patch

sync-breaks:
	$(PLUS)@sh tests/house/sync-patches.sh tests/breaks/*.patch

sync-docs: steps
	@sh tests/house/rooms.sh sync
	@$(MAKE) -s -f tests/Makefile shown
	$(PLUS)@sh tests/docs/sync.sh

docs:
	$(PLUS)@sh tests/docs/build.sh

.PHONY: test test-all lint-course bench sync-copies sync-solutions sync-breaks sync-docs run-bridge
