# Everything a person or a machine does with this tree. `make` or `make help` prints the list.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := bot storage sandbox benchmarks tests
ARGS ?=
PYTEST_ARGS ?=
FAST := not slow and not postgres and not browser and not node

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- set-up

.PHONY: setup
setup: $(READY) ## the environment in .venv, packages pinned by hash

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || test -n "$(PYTHON)" || { echo \
	  "Diaoyue needs Python 3.11 or newer with venv (Debian: apt install python3-venv)." >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --no-deps --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: lock
lock: ## both locks anew from pyproject.toml (needs uv): all of it, and what the image runs
	uv pip compile pyproject.toml --group dev --generate-hashes --universal --no-header \
	  --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	  --prerelease=if-necessary-or-explicit --output-file requirements.lock
	uv pip compile pyproject.toml --constraint requirements.lock --generate-hashes --universal \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	  --prerelease=if-necessary-or-explicit --output-file deploy/requirements.lock

# ---------------------------------------------------------------- run

.PHONY: demo
demo: setup ## the whole case on a page with phones; ARGS=--play prints it instead
	@$(BIN)/python -m sandbox $(ARGS)

# ---------------------------------------------------------------- check

.PHONY: packages
packages: # what the tests want from the system: PostgreSQL, Chromium, Alertmanager, Chinese fonts, a reader of PDF
	@bash .ci/packages

.PHONY: test
test: setup packages ## everything: environment, then the whole test suite, on two cores
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

.PHONY: test-fast
test-fast: setup ## without the slow tests, PostgreSQL, browser and Node.js, on two cores
	$(BIN)/python -m pytest -q -n 2 -m "$(FAST)" --hypothesis-profile=quick $(PYTEST_ARGS)

.PHONY: check
check: setup ## format, lint, types, import contracts, catalogues, packs
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/house tests/packs --ignore=tests/house/test_tools.py
	@$(MAKE) --no-print-directory audit

.PHONY: mutants
mutants: setup ## ARGS="MODULE…": pure modules changed in small ways, which change no test notices (needs mutmut in .venv)
	@$(BIN)/python -c "import mutmut" 2>/dev/null || { echo \
	  "make mutants needs mutmut: $(BIN)/python -m pip install mutmut" >&2; exit 2; }
	nice -n 19 $(BIN)/python -m tests.house.mutants $(ARGS)

.PHONY: audit
audit: setup ## the lock held to pyproject.toml; known weaknesses, where pip-audit is installed and an index tells any
	$(BIN)/python -m pytest -q tests/house/test_dependencies.py
	@if command -v pip-audit >/dev/null; then \
	  pip-audit --disable-pip --require-hashes -r requirements.lock > .audit 2>&1; code=$$?; cat .audit; \
	  unasked=$$(grep -c "could not be audited" .audit || true); \
	  if [ $$code -ne 0 ] && ! grep -q "known vulnerabilit" .audit; then \
	    echo "advisories: SKIPPED, no index answered"; code=0; \
	  elif [ $$unasked -ne 0 ]; then \
	    echo "advisories: SKIPPED for $$unasked packages, the index told nothing of them"; fi; \
	  rm -f .audit; exit $$code; \
	else echo "advisories: SKIPPED, pip-audit is not installed (pipx install pip-audit)"; fi

.PHONY: format
format: setup ## rewrite the sources as `make check` wants them
	$(BIN)/ruff check --fix --exit-zero --quiet $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

.PHONY: bench
bench: setup ## speed and size beside other bots, aims held against it; ARGS="NAME…" for some
	$(BIN)/python -m benchmarks $(ARGS)

# ---------------------------------------------------------------- make

.PHONY: locales
locales: setup ## what the catalogues lack, and both languages in the same order
	$(BIN)/python -m tests.house.catalogues

.PHONY: messages
messages: setup ## docs/messages.md from the reasons to speak and the tests that show them
	$(BIN)/python -m tests.house.messages

.PHONY: reasons
reasons: setup ## each message swallowed once, and the test that stands for it has to notice
	$(BIN)/python -m pytest -q -n 2 -m shows --swallow $(shell grep -rl "shows(" tests --include="test_*.py") $(PYTEST_ARGS)

.PHONY: coverage
coverage: setup ## docs/coverage.md from the tables beside the packs, and what does not hold
	$(BIN)/python -m tests.house.coverage

.PHONY: migration
migration: setup ## a new migration from changed tables: make migration M="what changed"
	@test -n "$(M)" || { echo 'make migration M="what changed"' >&2; exit 2; }
	$(BIN)/alembic revision --autogenerate -m "$(M)"

.PHONY: saved
saved: setup ## a release's database, kept for the upgrades to come: make saved NAME=0.1.0 FROM=COMMIT
	@test -n "$(NAME)" || { echo 'make saved NAME=0.1.0 FROM=COMMIT' >&2; exit 2; }
	$(BIN)/python -m tests.storage.saved.make "$(NAME)" "$(or $(FROM),HEAD)"

.PHONY: clean
clean: ## caches and results; the environment and databases stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
	  benchmarks/results test-results dist
