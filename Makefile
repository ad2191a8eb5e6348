# detente: `make help` lists the targets.
CC ?= gcc
PREFIX ?= /usr/local
BUILD := build$(if $(SAN),/san)
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
        -Wmissing-prototypes
CFLAGS ?= -O2 -g
CFLAGS += -std=c17 -pthread $(WARN) -MMD -MP -iquote pipeline \
          $(addprefix -iquote ,$(wildcard pipeline/*/)) -iquote $(BUILD) \
          -DDATADIR='"$(PREFIX)/share/detente"'
# To load libraries and to move the program to its place would take longer than
# an article does: what can be is linked in, at a fixed place.
CFLAGS += -fno-pie
LDFLAGS += -no-pie -static-libgcc
LDLIBS := -Wl,-Bstatic -lcsv -lstemmer -lutf8proc -lnettle -lsvm -llinear \
          -lblas -lgsl -lgslcblas -lstdc++ -lyajl_s -lz -Wl,-Bdynamic -lm
ifdef SAN
CFLAGS += -O1 -Wno-format-truncation -fsanitize=address,undefined -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif

# Debian's packages: to build, and besides to test.
BUILD_PACKAGES := gcc libc6-dev pkg-config libsvm-dev liblinear-dev \
                  libstemmer-dev libcsv-dev libutf8proc-dev libyajl-dev \
                  zlib1g-dev nettle-dev libgsl-dev libarchive-dev \
                  libblas-dev libstdc++-12-dev
TEST_PACKAGES := check
CLUSTER_PACKAGES := slurmctld slurmd slurm-client munge parallel procps
REPORT_PACKAGES := chromium python3 fonts-dejavu-core

SOURCES := $(filter-out pipeline/main.c,$(wildcard pipeline/*.c)) \
           $(wildcard pipeline/*/*.c training/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
TESTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/*.c))
PROGRAM := detente$(if $(SAN),-san)

## all: builds ./detente
all: $(PROGRAM)

$(PROGRAM): $(OBJECTS) $(BUILD)/pipeline/main.o
	$(CC) $(LDFLAGS) -pthread -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# The report's style and script, as lines of C.
$(BUILD)/%.h: pipeline/report/%
	@mkdir -p $(@D)
	@{ echo "static const char *const $$(echo $* | tr a-z. A-Z_)[] = {"; \
	   sed 's/[\\"]/\\&/g; s/.*/    "&\\n",/' $<; echo "    0};"; } >$@

$(BUILD)/pipeline/report.o: $(BUILD)/report.css.h $(BUILD)/report.js.h

-include $(OBJECTS:.o=.d) $(TESTS:.o=.d) $(BUILD)/pipeline/main.d

## check: installs what the tests need, builds and runs all tests
check: install-test-packages
	@$(MAKE) -s run-tests

run-tests: $(PROGRAM) $(BUILD)/run_tests
	@DETENTE=./$(PROGRAM) $(if $(SAN),CK_TIMEOUT_MULTIPLIER=10) \
		$(BUILD)/run_tests

$(BUILD)/run_tests: $(OBJECTS) $(TESTS)
	$(CC) $(LDFLAGS) -pthread -o $@ $^ $(LDLIBS) \
	    $$(pkg-config --libs check)

## check-report: opens reports in headless Chromium; pictures in build/shots
check-report: install-report-packages $(PROGRAM)
	@./$(PROGRAM) run tests/sample/articles --actors tests/sample/actors.csv \
	    -o build/sample
	@./$(PROGRAM) run tests/report/nasty.csv -o build/nasty
	@python3 tests/report/check_report.py build/nasty/report.html
	@python3 tests/report/check_report.py build/sample/report.html build/shots

## check-cluster: runs in shards on a real Slurm, with failures; minutes
check-cluster: install-packages install-cluster-packages $(PROGRAM)
	tests/cluster/check.sh

## bench: times the program beside what else there is (tests/bench)
bench: $(PROGRAM)
	tests/bench/bench.sh

## demo: installs what is missing, builds, runs on the sample corpus
demo: install-packages
	@$(MAKE) -s demo-run

demo-run: $(PROGRAM)
	./$(PROGRAM) run tests/sample/articles --actors tests/sample/actors.csv \
	    -o out
	./$(PROGRAM) show out
	@echo "and with the statements behind it: out/report.html"

# Packages: only those that are missing, by apt, waiting for its lock.
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
define install
	@missing=$$(for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || \
	    echo $$p; done); [ -z "$$missing" ] || { \
	    $(SUDO) apt-get -q -o DPkg::Lock::Timeout=600 update && \
	    $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qy \
	    -o DPkg::Lock::Timeout=600 install --no-install-recommends \
	    $$missing; }
endef

install-packages:
	$(call install,$(BUILD_PACKAGES))

install-cluster-packages:
	$(call install,$(CLUSTER_PACKAGES))

install-test-packages:
	$(call install,$(BUILD_PACKAGES) $(TEST_PACKAGES))

FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
SECONDS ?= 60

## fuzz: runs each fuzz target for SECONDS (60), under the sanitizers
fuzz:
	$(call install,$(BUILD_PACKAGES) clang libclang-rt-14-dev)
	@$(MAKE) -s $(FUZZ)
	@for f in $(FUZZ); do mkdir -p $$f.corpus && $$f -max_len=4096 \
	    -max_total_time=$(SECONDS) -timeout=10 $$f.corpus tests/fuzz/seeds \
	    2>&1 | tail -3 || exit 1; done

$(BUILD)/fuzz/%: tests/fuzz/%.c $(SOURCES)
	@mkdir -p $(@D)
	clang $(filter-out -MMD -MP,$(CFLAGS)) -fsanitize=fuzzer,address,undefined \
	    -no-pie -o $@ $^ $(LDLIBS)

## man: writes build/detente.1 from the program's own help
man: $(PROGRAM)
	$(call install,help2man)
	help2man -N -n "who says what in the news, and in which tone" \
	    --version-string "$$(./$(PROGRAM) --version | head -1)" \
	    -o build/detente.1 ./$(PROGRAM)

install-report-packages:
	$(call install,$(BUILD_PACKAGES) $(REPORT_PACKAGES))

## install: puts program and data under PREFIX
install: $(PROGRAM)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/detente
	mkdir -p $(DESTDIR)$(PREFIX)/share/detente
	cp -R lexicons models $(DESTDIR)$(PREFIX)/share/detente/

## clean: removes what was built
clean:
	rm -rf build detente detente-san

## help: lists the targets
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

.PHONY: all man check fuzz run-tests demo demo-run install clean help \
        install-packages install-test-packages check-cluster bench \
        install-cluster-packages check-report \
        install-report-packages
