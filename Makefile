# The verbs of this repository. Needs make and Python 3.11 or newer with venv; installs nothing outside .venv.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m aggregator

.PHONY: demo run test fuzz check bench pictures pins clean

demo: .venv/runtime  ## show the whole wire, offline, over a sample trade
	@$(RUN) demo

run: .venv/runtime  ## follow the real trade, as feeds.yaml says
	@$(RUN) run

test: .venv/development  ## every test that needs no server of its own
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

fuzz: .venv/development  ## send broken documents for ten minutes (FUZZ_SECONDS, FUZZ_SEED)
	@$(BIN)/pytest fuzz -s

check: .venv/development  ## style, types, floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest tests/test_floors.py

bench: .venv/development  ## measure rooms, one entry among many (BENCH_ENTRIES), serving, a round over 2,000 feeds
	@$(BIN)/python -m benchmarks

pictures: .venv/development  ## take the pictures of the README anew (needs chromium)
	@PYTHONPATH=tests $(BIN)/python -m browser.pictures docs/pictures

pins: .venv/development  ## resolve the pins anew; they name no index
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade -q -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade -q -c requirements.txt -o requirements-dev.txt

clean:  ## what the verbs made, but for published files and the database
	rm -rf .venv .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is missing (PYTHON=… names one)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "the venv module is missing (Debian: the package python3-venv)" >&2; exit 1; }

.venv/runtime: requirements.txt | .venv/bin/python
	@echo "installing what requirements.txt pins into .venv …" >&2
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt || { \
	  echo "the pins could not be installed: is the package index reachable?" >&2; exit 1; }
	@touch $@

.venv/development: requirements-dev.txt | .venv/bin/python
	@echo "installing what requirements-dev.txt pins into .venv …" >&2
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt || { \
	  echo "the pins could not be installed: is the package index reachable?" >&2; exit 1; }
	@touch $@ .venv/runtime
