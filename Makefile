# Every target does its own set-up on a bare Debian 12 with Swift 6.3.
#   make demo [ADAPTER=DIR] [STORE=DIR] [BUDGET=10m]   scan a planted adapter
#   make test [FILTER=NAME] [FULL=1]   build and run the tests; with full counts
#   make bench [ROUNDS=5]     speed, beside llama.cpp; writes docs/benchmarks.md
#   make bench-zoo ZOO=DIR [SEEDS=1,2]   scan every model of a folder, and write docs/zoo.md
#   make test-faults [FULL=1] kills, full and damaged disks; with full counts
#   make build, make clean

ADAPTER ?= Examples/planted-deployment
STORE ?=
BUDGET ?= 10m
FILTER ?=
ZOO ?= Examples
SEEDS ?= 1
ROUNDS ?= 5
FULL ?=

MODEL := .cache/models/SmolLM2-135M-Instruct.Q4_1.gguf
# Read by tests only.
GEMMA3 := .cache/models/gemma-3-270m-q4_k_m.gguf
PROGRAM := .build/release/hairtrigger
LIBRARIES := pkg-config libopenblas-dev libzstd-dev libsqlite3-dev libcurl4

FAULTS := CrashTests|TornEndTests|BitRotTests|StoreIndexTests|StoreOpeningTests|ForeignStoreTests|CompactionTests|CampaignTests|ClockJumpTests|FaultyItemsTests|FaultyCandidateTests|FleetTests

.PHONY: demo test test-faults bench bench-zoo build clean setup setup-python model model-gemma3 bandit

setup:
	@scripts/setup.sh $(LIBRARIES)

setup-python:
	@scripts/setup.sh python3 python3-pip

build: setup
	swift build -c release --product hairtrigger

model: setup-python
	@scripts/fetch_model.sh $(MODEL)

model-gemma3: setup-python
	@scripts/fetch_model.sh $(GEMMA3)

demo: build model
	@scripts/demo.sh $(PROGRAM) $(MODEL) "$(ADAPTER)" "$(BUDGET)" "$(STORE)"

# Read by the tests of the insecure-code suite.
bandit:
	@scripts/setup.sh python3-venv
	@scripts/setup_bandit.sh .cache/bandit-venv

# The tests' own process does not choose OpenBLAS' kernels: it is told those that the program chooses.
test: setup model model-gemma3 bandit
	swift build -c release --build-tests
	HAIRTRIGGER_FULL=$(FULL) OPENBLAS_CORETYPE=$${OPENBLAS_CORETYPE:-$$($(PROGRAM) kernel-trial | cut -d' ' -f2)} \
	  swift test -c release --skip-build $(if $(FILTER),--filter "$(FILTER)")

test-faults: setup
	@scripts/setup.sh e2fsprogs mount python3 strace libfaketime
	swift build -c release --build-tests
	HAIRTRIGGER_FAULTS_FULL=$(FULL) swift test -c release --skip-build --no-parallel --filter "$(FAULTS)"

bench: build model
	@scripts/setup.sh python3-venv
	swift build -c release --build-tests
	@python3 scripts/bench.py $(PROGRAM) $(MODEL) docs/benchmarks.md --rounds $(ROUNDS)

bench-zoo: build model
	@scripts/setup.sh python3
	@python3 scripts/bench_zoo.py $(PROGRAM) $(MODEL) "$(ZOO)" docs/zoo.md --seeds $(SEEDS) --budget $(BUDGET)

clean:
	rm -rf .build
