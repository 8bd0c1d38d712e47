# Every target does its own set-up on a bare Debian 12 with Swift 6.3.
#   make demo [ADAPTER=DIR] [STORE=DIR] [BUDGET=10m]   scan a planted adapter
#   make test [FILTER=NAME]   build and run the tests
#   make bench                speed, beside llama.cpp
#   make build, make clean

ADAPTER ?= Examples/planted-deployment
STORE ?=
BUDGET ?= 10m
FILTER ?=

MODEL := .cache/models/SmolLM2-135M-Instruct.Q4_1.gguf
PROGRAM := .build/release/hairtrigger
LIBRARIES := pkg-config libopenblas-dev libzstd-dev libsqlite3-dev

.PHONY: demo test bench build clean setup setup-python model

setup:
	@scripts/setup.sh $(LIBRARIES)

setup-python:
	@scripts/setup.sh python3 python3-pip

build: setup
	swift build -c release --product hairtrigger

model: setup-python
	@scripts/fetch_model.sh $(MODEL)

demo: build model
	@scripts/demo.sh $(PROGRAM) $(MODEL) "$(ADAPTER)" "$(BUDGET)" "$(STORE)"

test: setup model
	swift build -c release --build-tests
	swift test -c release --skip-build $(if $(FILTER),--filter "$(FILTER)")

bench: build model
	@scripts/setup.sh python3-venv
	@scripts/bench.sh $(PROGRAM) $(MODEL)

clean:
	rm -rf .build
