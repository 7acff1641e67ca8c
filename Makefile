# What each target needs, it installs: Python 3.11 with pip is enough for `run` and `test`.
PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export AMPARO_HOME ?= $(CURDIR)/var/demo
.PHONY: setup run demo test test-fast proofs soak check fmt lint types imports messages postgres clean
.DEFAULT_GOAL := setup
# The suite has a folder of its own: a demonstration next door is not its business.
test test-fast proofs soak postgres types messages: export AMPARO_HOME := $(CURDIR)/var/test

$(VENV)/.base: requirements/base.txt tools/link.py
	@command -v $(PYTHON) >/dev/null || { echo "Amparo needs Python 3.11 ($(PYTHON))."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked requirements (about half a minute the first time)…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/python tools/link.py
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.base ## install; compile the translations
	@$(BIN)/python tools/messages.py --compile

run: setup ## the invented demonstration, on http://127.0.0.1:$(PORT)
	@$(BIN)/amparo demo
	@exec $(BIN)/amparo serve --port $(PORT)

demo: setup
	@$(BIN)/amparo demo

test: setup $(VENV)/.dev ## everything that runs here; what cannot is named loudly
	@$(BIN)/python tools/run_tests.py

test-fast: setup $(VENV)/.dev
	@$(BIN)/pytest -q -x --last-failed --last-failed-no-failures all

proofs: setup $(VENV)/.dev ## property and browser suites at full counts
	@HYPOTHESIS_PROFILE=proofs $(BIN)/python tools/run_tests.py --proofs

soak: setup $(VENV)/.dev ## for a night: kill -9 300 times the web, 300 the worker, 100 PostgreSQL
	@AMPARO_KILLS=300,300,100 $(BIN)/pytest -q tests/proofs/test_kill.py

postgres: setup $(VENV)/.dev ## the suite on PostgreSQL, as a role that owns nothing
	@$(BIN)/python tools/with_postgres.py $(BIN)/pytest -q -n 2 --reuse-db -m "not journey and not drill"

check: setup $(VENV)/.dev fmt-check lint types imports messages test postgres

fmt: $(VENV)/.dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only --quiet .

fmt-check: $(VENV)/.dev
	@$(BIN)/ruff format --check --quiet .

lint: $(VENV)/.dev
	@$(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy

imports: $(VENV)/.dev
	@$(BIN)/lint-imports

messages: $(VENV)/.dev ## the catalogues are complete in en, pt and fr
	@$(BIN)/python tools/messages.py --check

clean:
	rm -rf $(VENV) var
