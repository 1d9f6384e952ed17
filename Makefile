# Two commands do everything: `make briefing` and `make test`. Each sets itself up and is quick the second time.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
REGION ?= south-china-sea
OUT    ?= maps/$(REGION)

.PHONY: help setup briefing test lint format bench data-build clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; '$(PYTHON)' is `$(PYTHON) -V 2>&1`. Name another: make PYTHON=python3.13 ..."; exit 2; }
	@test -x $(BIN)/python || { echo "== making a virtual environment in $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "== installing pinned packages, with checked hashes (once; about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY) ## make the virtual environment (the other commands do it when needed)

briefing: $(READY) ## make the briefing pack (REGION=..., OUT=...)
	@$(BIN)/arf-marine briefing --region $(REGION) --out $(OUT) --replace

test: $(READY) ## run all tests, doctests and notebooks, without network
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term

lint: $(READY) ## ruff and mypy
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: $(READY) ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(READY) ## run the benchmarks against the peers; writes benchmarks/results/
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/requirements.txt
	@$(BIN)/python benchmarks/run.py

data-build: $(READY) ## rebuild the derived files in data/ from their sources
	@$(BIN)/python data/build/all.py

clean: ## remove what the commands made (not data/, not the example pack)
	rm -rf $(VENV) maps/south-china-sea .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
