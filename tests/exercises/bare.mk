# The bare programs, to be made to stand (Exercise 0).
ifeq ($(strip $(CC)),)
$(error CC is empty: it names the C compiler, as in make CC=gcc)
endif
CFLAGS ?= -std=c11 -O2 -g -Wall -Wextra -Wpedantic -Wshadow -Wconversion
PROGRAMS = $(basename $(wildcard server.c client.c))

all: $(PROGRAMS)

$(PROGRAMS): %: %.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -pthread $(LDFLAGS) -o $@ $< $(LDLIBS)

clean:
	rm -f $(PROGRAMS)

.PHONY: all clean
