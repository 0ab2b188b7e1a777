# tseries: transcripts in, typed time series, fitted curves and charts out.  `make help`
.DELETE_ON_ERROR:
.SUFFIXES:
MODE       ?= release
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCDIR     ?= $(PREFIX)/include
MANDIR     ?= $(PREFIX)/share/man
PKG_CONFIG ?= pkg-config
CLANG_TIDY ?= clang-tidy
VERSION    := 0.1.0

# One row per kind of build; compiler and kind name the object tree, so none mix.
flags.debug   = -Og -g3
# Hardened (tests/hardened looks): glibc takes a 3 as 2 where the compiler has no such sizes.
flags.release = -O2 -g -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
                $(if $(findstring x86_64,$(MACHINE)),-fcf-protection)
MACHINE      := $(shell $(CC) -dumpmachine)
flags.asan    = -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all \
                -fno-omit-frame-pointer
flags.cov     = -O0 -g3 --coverage
flags.tsan    = -O1 -g3 -fsanitize=thread -fno-omit-frame-pointer
flags.fuzz    = -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
                -fno-sanitize-recover=all -fno-omit-frame-pointer
ifeq ($(flags.$(MODE)),)
  $(error MODE=$(MODE) is not one of debug, release, asan, cov, tsan, fuzz)
endif
B := build/$(notdir $(firstword $(CC)))-$(MODE)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion \
        -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
        -Wwrite-strings -Wcast-qual -Wpointer-arith -Wundef -Wvla \
        -Wformat=2 -Wswitch-enum -Wimplicit-fallthrough
DEPS   := gsl sqlite3 jansson inih nettle libseccomp libxml-2.0 zlib
# Recursive (=) on purpose: nothing is asked of pkg-config before setup has run.
CFLAGS_DEPS = $(shell $(PKG_CONFIG) --cflags $(DEPS))
LIBS_DEPS   = $(shell $(PKG_CONFIG) --libs $(DEPS)) -lcsv -lunistring -lm
CRIT_CFLAGS = $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags criterion))
CRIT_LIBS   = $(shell $(PKG_CONFIG) --libs criterion)
PNG_LIBS    = $(shell $(PKG_CONFIG) --libs libpng)

# CFLAGS and LDFLAGS belong to whoever runs make: they come last and so win.
ccflags = -std=c11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. -fPIC \
          $(WARN) $(CFLAGS_DEPS) $(flags.$(MODE)) $(CPPFLAGS) $(CFLAGS)
ldflags = $(flags.$(MODE)) -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)

ROOMS := series/base series series/fit extract plot
SRC   := $(foreach r,$(ROOMS),$(wildcard $(r)/*.c))
HDR   := tseries.h $(foreach r,$(ROOMS),$(wildcard $(r)/*.h))
RE    := $(wildcard extract/*.re)
PAGE  := $(wildcard plot/templates/report.*)
GEN   := $(RE:%.re=$(B)/%.c) $(B)/series/catalog_builtin.c $(B)/extract/weights_builtin.c \
         $(B)/series/companyfacts_builtin.c $(B)/extract/weights_id.c \
         $(PAGE:plot/templates/report.%=$(B)/plot/page_%.c)
OBJ   := $(SRC:%.c=$(B)/%.o) $(GEN:.c=.o)
MAIN  := $(B)/tseries.o
# Kept, though only steps on the way to objects.
.SECONDARY: $(GEN)
UNIT  := $(wildcard tests/*.c)
UOBJ  := $(UNIT:%.c=$(B)/%.o)
# The scorer: a module, which the unit tests link too, and its program.
SCORE := tests/score/score.c tests/score/accuracy.c tests/score/score.h \
         tests/sentences/sentences.c tests/sentences/sentences.h
# Whether two pictures look alike.
ALIKE := tests/charts/difference.c tests/charts/compare.c tests/charts/difference.h
# Programs that are built beside the program.
TOOLS := scripts/train.c scripts/weights.c scripts/bench.c
ANALYZED = tseries.c $(SRC) $(filter %.c,$(SCORE) $(ALIKE)) $(TOOLS)
PROBES := tests/report/sample.c tests/forecasts/forecasts.c tests/simulate/simulate.c
# A parser's entry each, and the program that feeds it.
FUZZ  := $(wildcard tests/fuzz/*.c)
FOBJ  := $(patsubst %.c,$(B)/%.o,$(filter-out tests/fuzz/libfuzzer.c,$(FUZZ)))
# What is written as .clang-format says.
FORMATTED = tseries.c $(SRC) $(HDR) tests/fuzz/fuzz.h $(UNIT) $(FUZZ) $(SCORE) $(ALIKE) $(TOOLS) $(PROBES)
ENTRIES := $(filter-out fuzz libfuzzer,$(FUZZ:tests/fuzz/%.c=%))
SOBJ  := $(B)/tests/score/score.o $(B)/tests/sentences/sentences.o
AOBJ  := $(B)/tests/charts/difference.o

all: $(if $(filter release,$(MODE)),build/tseries,$(B)/tseries)
build/tseries: $(B)/tseries
	@cp -f $< $@.tmp && mv -f $@.tmp $@

$(B)/tseries: $(MAIN) $(B)/libtseries.a
	$(CC) $(ldflags) -pie -o $@ $^ $(LIBS_DEPS) $(LDLIBS)
$(B)/libtseries.a: $(OBJ)
	rm -f $@ && $(AR) rcs $@ $^
$(B)/libtseries.so: $(OBJ)
	$(CC) $(ldflags) -shared -Wl,-soname,libtseries.so.0 -o $@ $^ $(LIBS_DEPS) $(LDLIBS)
$(B)/train: $(B)/scripts/train.o $(SOBJ) $(B)/libtseries.a
	$(CC) $(ldflags) -o $@ $^ $(LIBS_DEPS) $(LDLIBS)
$(B)/bench: $(B)/scripts/bench.o
	$(CC) $(ldflags) -o $@ $^
$(B)/accuracy: $(B)/tests/score/accuracy.o $(SOBJ) $(B)/libtseries.a
	$(CC) $(ldflags) -o $@ $^ $(LIBS_DEPS) $(LDLIBS)
$(B)/report-sample: $(B)/tests/report/sample.o $(B)/libtseries.a
	$(CC) $(ldflags) -o $@ $^ $(LIBS_DEPS) $(LDLIBS)
$(B)/forecasts: $(B)/tests/forecasts/forecasts.o $(B)/libtseries.a
	$(CC) $(ldflags) -o $@ $^ $(LIBS_DEPS) $(LDLIBS)
$(B)/simulate: $(B)/tests/simulate/simulate.o $(B)/libtseries.a
	$(CC) $(ldflags) -o $@ $^ $(LIBS_DEPS) $(LDLIBS)
$(B)/compare: $(B)/tests/charts/compare.o $(AOBJ) $(B)/libtseries.a
	$(CC) $(ldflags) -o $@ $^ $(PNG_LIBS) $(LIBS_DEPS) $(LDLIBS)
$(B)/fuzz/%: tests/fuzz/libfuzzer.c $(B)/tests/fuzz/%.o $(B)/tests/fuzz/fuzz.o $(B)/libtseries.a
	@mkdir -p $(@D)
	$(CC) $(ccflags) -DENTRY=fuzz_$* -fsanitize=fuzzer -o $@ $^ $(LIBS_DEPS) $(LDLIBS)
$(B)/unit: $(UOBJ) $(FOBJ) $(SOBJ) $(AOBJ) $(B)/libtseries.a
	$(CC) $(ldflags) -o $@ $^ $(CRIT_LIBS) $(PNG_LIBS) $(LIBS_DEPS) $(LDLIBS)

# Criterion's macros expand in our files and cannot pass the full set.
$(UOBJ): WARN := -Wall -Wextra
$(UOBJ): ccflags += $(CRIT_CFLAGS)
$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ccflags) -MMD -MP -c -o $@ $<
# Loops over bytes, which -O2 does not take many at a time.
$(B)/extract/document.o: ccflags += $(if $(filter release,$(MODE)),-O3)
# A loop over a few weights for each feature, and nothing else in it.
$(B)/extract/ballot.o: ccflags += $(if $(filter release,$(MODE)),-funroll-loops)
# Generated sources: re2c's tables are not ours to warn about.
$(GEN:.c=.o): WARN := -Wall -Wextra
$(B)/%.o: $(B)/%.c Makefile
	$(CC) $(ccflags) -MMD -MP -c -o $@ $<
$(B)/%.c: %.re Makefile
	@mkdir -p $(@D)
	re2c -W --no-generation-date --no-debug-info -o $@ $<
$(B)/extract/weights_id.c: extract/catalogs/weights.txt Makefile
	@mkdir -p $(@D)
	sha256sum $< | awk '{ printf "#include \"extract/weights_id.h\"\n" \
	  "const char weights_id[] = \"%.16s\";\n", $$1 }' > $@
$(B)/series/catalog_builtin.c: extract/catalogs/metrics.ini scripts/embed.awk
	@mkdir -p $(@D)
	awk -v name=catalog_builtin -f scripts/embed.awk $< > $@

$(B)/series/companyfacts_builtin.c: extract/catalogs/concepts.csv scripts/embed.awk
	@mkdir -p $(@D)
	awk -v name=companyfacts_builtin -f scripts/embed.awk $< > $@

# The weights as tables, made by a program that reads them: nothing is read at the start.
$(B)/weights: $(B)/scripts/weights.o $(addprefix $(B)/,extract/model.o series/file.o \
              series/base/arena.o series/base/err.o \
              series/base/out.o series/base/spare.o)
	$(CC) $(ldflags) -o $@ $^
$(B)/extract/weights_builtin.c: extract/catalogs/weights.txt $(B)/weights
	@mkdir -p $(@D)
	$(B)/weights $< > $@
$(B)/plot/page_%.c: plot/templates/report.% scripts/embed.awk
	@mkdir -p $(@D)
	awk -v name=page_$* -f scripts/embed.awk $< > $@

# What a newcomer runs: install what is missing, build, do.  One re-invocation,
# since pkg-config has to see what was just installed.
demo:
	@scripts/setup
	@$(MAKE) --no-print-directory -s build/tseries
	@scripts/demo build/tseries
test:
	@scripts/setup --test
	@$(MAKE) --no-print-directory -j2 check
	@$(MAKE) --no-print-directory fuzz
test-all:
	@scripts/setup --all
	@$(MAKE) --no-print-directory -j2 check
	@$(MAKE) --no-print-directory -j2 MODE=asan check
	@$(MAKE) --no-print-directory -j2 CC=clang check
	@$(MAKE) --no-print-directory tsan
	@$(MAKE) --no-print-directory -j2 -s analyze
	@$(MAKE) --no-print-directory browser
	@$(MAKE) --no-print-directory valgrind
	@$(MAKE) --no-print-directory consumers
	@$(MAKE) --no-print-directory cluster
	@$(MAKE) --no-print-directory -j2 -k lint

# What is skipped, for Criterion's line does not say; its report leaks, so not under ASan.
tap.release = --tap=$(B)/unit.tap
check: layers symbols headers golden unit $(if $(filter cc-release,$(notdir $(B))),simulate-few hardened)
# What the flags promise stands in what was built.
hardened: $(B)/libtseries.a $(B)/tseries $(B)/libtseries.so
	tests/hardened $^
golden: $(B)/tseries $(B)/compare
	tests/golden/run $(B)/tseries
unit: $(B)/unit $(B)/tseries $(B)/accuracy
	TSERIES=$(B)/tseries ACCURACY=$(B)/accuracy $(B)/unit --jobs 2 $(tap.$(MODE))
	@[ ! -f $(B)/unit.tap ] || awk '/# SKIP/ { n++; print "unit: skipped: " $$0 } \
	      END { print "unit: " n + 0 " skipped" }' $(B)/unit.tap
# The report's page in headless Chromium.
browser: $(B)/tseries $(B)/report-sample
	tests/report/run $(B)/tseries $(B)/report-sample
# Every parser for a moment, the same inputs each time; scripts/fuzz SECONDS goes on.
fuzz:
	@scripts/fuzz --runs 500
# The programs that scripts/fuzz runs; make MODE=fuzz CC=clang fuzzers.
fuzzers: $(ENTRIES:%=$(B)/fuzz/%)
# Learns the weights anew, and says how well they do on calls that they do not know.
train: $(B)/train $(B)/accuracy
	scripts/learn $(B)/train
# What the rules as they are now give on those calls, with the weights of the last `make train`.
left-out: $(B)/train $(B)/accuracy
	scripts/learn $(B)/train --rules
valgrind: $(B)/tseries
	scripts/valgrind $(B)/tseries
# Calls that are read by several threads, under ThreadSanitizer.
tsan:
	@$(MAKE) --no-print-directory -j2 MODE=tsan all
	scripts/tsan build/$(notdir $(firstword $(CC)))-tsan/tseries
# What cppcheck sees; what of it is none is named, with why, in scripts/cppcheck.txt.
cppcheck:
	@mkdir -p $(B)/cppcheck
	cppcheck --quiet --std=c11 --enable=warning,performance,portability \
	  --suppressions-list=scripts/cppcheck.txt --error-exitcode=1 -I. -j2 \
	  --cppcheck-build-dir=$(B)/cppcheck $(ANALYZED)
# And what gcc's analyzer does.
analyze: cppcheck $(ANALYZED:%.c=$(B)/%.analyzed)
$(B)/%.analyzed: %.c $(HDR) Makefile
	@mkdir -p $(@D)
	$(CC) $(ccflags) -fanalyzer -Werror -S -o /dev/null $< && touch $@

# Fits of curves that are known: a thousand of each family; a few of them in the tests.
simulate: $(B)/simulate
	$(B)/simulate
simulate-few: $(B)/simulate
	$(B)/simulate 10

# What export writes, read back by R, pandas, Miller, ...; what was said against what was filed.
consumers: $(B)/tseries
	tests/consumers/run $(B)/tseries
	tests/consumers/curves $(B)/tseries
	tests/filed/run $(B)/tseries
# A corpus by Slurm, GNU parallel and PostgreSQL, against one machine's run.
cluster: $(B)/tseries
	tests/cluster/run $(B)/tseries
# What goes wrong around a program (tests/faults/faults.csv): a sample of each, and, in hours
# and going on where it was stopped (build/faults/state.json), all of it.  ONLY=F1,F2
SHIMS := $(patsubst %,build/faults/%.so,alloc store clock) build/faults/short
FAULTS = UNIT=$(B)/unit python3 tests/faults/run.py $(if $(ONLY),--only $(ONLY))
build/faults/%.so: tests/faults/%.c Makefile
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE -Wall -Wextra -O2 -fPIC -shared -o $@ $< -ldl
build/faults/short: tests/faults/short.c Makefile
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE -Wall -Wextra -O2 -o $@ $<
faults: $(B)/tseries $(B)/unit $(SHIMS)
	$(FAULTS) $(B)/tseries build/faults
faults-full: $(B)/tseries $(B)/unit $(SHIMS)
	$(FAULTS) --full --state build/faults/state.json $(B)/tseries build/faults
# Each figure beside another program's; BEFORE=an older bench.json says what changed.
bench: $(B)/tseries $(B)/bench $(B)/simulate
	scripts/bench $(B)/tseries $(B)/bench $(BEFORE)

# How much of labelled calls is found, and found right; every error in build/accuracy/.
accuracy: $(B)/tseries $(B)/accuracy
	scripts/accuracy $(B)/tseries $(B)/accuracy

# The arrows of the design, checked: who may not include whom, who knows what library.
layers:
	! grep -nE '^#include "(extract|plot)/' $(wildcard series/*.[ch] series/*/*.[ch])
	! grep -nE '^#include "series/[^b]' $(wildcard series/base/*.[ch])
	! grep -nE '^#include "plot/' $(wildcard extract/*.[ch] extract/*.re)
	! grep -nE '^#include "extract/' $(wildcard plot/*.[ch])
	! grep -nE '^#include <gsl/' $(filter-out series/fit/%,$(SRC) $(HDR))
	! grep -nE '^#include <sqlite3' $(filter-out series/store%,$(SRC) $(HDR))
	! grep -nE '^#include <csv' $(filter-out series/csv.c,$(SRC) $(HDR))
	! grep -nE '^#include <jansson' $(filter-out series/json.c,$(SRC) $(HDR))
	! grep -nE '^#include <ini' $(filter-out series/ini.c,$(SRC) $(HDR))
	! grep -nE '^#include <libxml' $(filter-out extract/html.c,$(SRC) $(HDR))
	! grep -nE '^#include <zlib' $(filter-out extract/gz.c,$(SRC) $(HDR))
	! grep -nE '^#include <seccomp' $(filter-out series/base/child.c,$(SRC) $(HDR))

# foo.c exports foo or foo_*, nothing else; and nothing writable lives at file scope.
symbols: $(OBJ) $(SOBJ) $(AOBJ)
	@for o in $(OBJ) $(SOBJ) $(AOBJ); do nm -g --defined-only $$o \
	  | awk -v m=$$(basename $$o .o) -v o=$$o '$$3 !~ "^(_|" m "($$|_))" \
	    {print o ": exports " $$3; e=1} END {exit e}' || exit 1; done
	! objdump -t $(OBJ) $(SOBJ) $(AOBJ) | grep -P ' O \.(data|bss)\t' | grep -v ' __'

# Every header compiles alone.
headers: $(HDR:%=$(B)/%.ok) $(B)/tests/score/score.h.ok
$(B)/%.h.ok: %.h Makefile
	@mkdir -p $(@D)
	$(CC) $(filter-out --coverage,$(ccflags)) -x c -fsyntax-only $< && touch $@

format:
	clang-format -i $(FORMATTED)
# A file is read again only when it, a header or the rules have changed.
LINTED := $(ANALYZED)
lint: $(LINTED:%.c=$(B)/%.tidy)
	@clang-format --dry-run -Werror $(FORMATTED)
$(B)/%.tidy: %.c $(HDR) .clang-tidy Makefile
	@mkdir -p $(@D)
	@$(CLANG_TIDY) --quiet $< -- $(ccflags) && touch $@
# Lines that the tests run, golden ones included; a room below 90% is a failure.  Where files
# may not grow, gcov's cannot either, and what it says of that is not ours.
coverage:
	GCOV_ERROR_FILE=/dev/null $(MAKE) MODE=cov check
	@$(MAKE) --no-print-directory -s coverage-told
coverage-told:
	gcov -n -r $$(find build/*-cov -name '*.gcda' -not -path '*/tests/*') | awk -f scripts/coverage.awk

install: $(B)/tseries $(B)/libtseries.a $(B)/libtseries.so
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(MANDIR)/man1
	install -m 755 $(B)/tseries $(DESTDIR)$(BINDIR)/tseries
	install -m 644 $(B)/libtseries.a $(DESTDIR)$(LIBDIR)/libtseries.a
	install -m 755 $(B)/libtseries.so $(DESTDIR)$(LIBDIR)/libtseries.so.0
	ln -sf libtseries.so.0 $(DESTDIR)$(LIBDIR)/libtseries.so
	for h in $(HDR); do install -D -m 644 $$h $(DESTDIR)$(INCDIR)/tseries/$$h || exit 1; done
	printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$(INCDIR)/tseries' '' \
	  'Name: tseries' 'Description: typed time series from earnings-call transcripts' \
	  'Version: $(VERSION)' 'Requires.private: $(DEPS)' 'Libs: -L$${libdir} -ltseries' \
	  'Libs.private: -lcsv -lunistring -lm' 'Cflags: -I$${includedir}' \
	  > $(DESTDIR)$(LIBDIR)/pkgconfig/tseries.pc
	install -m 644 docs/tseries.1 $(DESTDIR)$(MANDIR)/man1/tseries.1
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/tseries $(DESTDIR)$(MANDIR)/man1/tseries.1
	rm -f $(DESTDIR)$(LIBDIR)/libtseries.* $(DESTDIR)$(LIBDIR)/pkgconfig/tseries.pc
	rm -rf $(DESTDIR)$(INCDIR)/tseries
clean:
	rm -rf build demo
help:
	@echo 'all demo test test-all check unit golden browser accuracy train left-out bench simulate valgrind consumers cluster'
	@echo 'faults faults-full fuzz cppcheck analyze tsan hardened lint format coverage install clean'
	@echo 'MODE=release|debug|asan|cov|tsan|fuzz  CC=  CFLAGS=  PREFIX=  DESTDIR='

.PHONY: all demo test test-all check unit golden browser accuracy train left-out bench simulate simulate-few valgrind consumers \
        cluster faults faults-full fuzz fuzzers cppcheck analyze tsan hardened layers symbols headers \
        format lint coverage coverage-told install uninstall clean help
-include $(OBJ:.o=.d) $(MAIN:.o=.d) $(UOBJ:.o=.d) $(FOBJ:.o=.d) $(SOBJ:.o=.d) $(B)/tests/score/accuracy.d $(B)/scripts/train.d $(B)/scripts/weights.d \
         $(AOBJ:.o=.d) $(B)/tests/charts/compare.d $(B)/tests/report/sample.d $(B)/tests/forecasts/forecasts.d \
         $(B)/tests/simulate/simulate.d $(B)/scripts/bench.d
