# Every target sets itself up: a virtual environment with the locked dependencies.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DATA   ?=
SAMPLE := tests/data/replay/boston311_sample.csv

.PHONY: demo test lint chaos bench bench-sweep replay lock clean

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

demo: $(READY)  ## one busy day of the shipped city, then a database to explore
	$(BIN)/gridcase demo

test: $(READY) lint  ## everything that must hold before a change lands
	$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/gridcase definition check

chaos: $(READY)  ## kill -9 at random, crash the server, play any story of any workflow: in full
	GRIDCASE_CHAOS=200 $(BIN)/pytest tests/chaos tests/engine/stateful $(ARGS)

bench: $(READY)  ## the engine beside the raw driver, in one run
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick,)

bench-sweep: $(READY)  ## timed jobs among a million open clocks
	$(BIN)/python -m benchmarks.timed $(if $(QUICK),--quick,)

replay: $(READY)  ## a real log through the engine: make replay DATA=file.csv.gz
	$(BIN)/gridcase replay $(or $(DATA),$(SAMPLE)) --mapping definitions/replays/boston311.yaml --database replay.db

lock: $(READY)  ## renew requirements.lock; needs uv
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --extra dev -p 3.11 pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
