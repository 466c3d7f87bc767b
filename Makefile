# Blog Order. `make run` and `make test` need only make and Python 3.11 or newer.
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
BLOG := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) -m blog_order.embedded
ARGS ?=

.PHONY: help run services web worker scheduler dev status logs stop build test test-long chaos bench eval eval-real lint format \
	migration migrations-check migrate requirements lock clean

help:  ## list the targets
	@echo "Blog Order: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' Makefile

# --- what is installed, each once per change of its file ------------------------------------------------------

$(VENV)/.made:
	@PYTHON="$(PYTHON)" sh scripts/make_venv.sh $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.txt $(VENV)/.made
	@echo "Installing requirements.txt into $(VENV) (only when it changes; about a minute) ..."
	@$(PY) -m pip install -qq --disable-pip-version-check --requirement requirements.txt || \
		{ echo "Could not install requirements.txt: see pip's message above (is the network there?)."; exit 1; }
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing requirements-dev.txt into $(VENV) (only when it changes) ..."
	@$(PY) -m pip install -qq --disable-pip-version-check --requirement requirements-dev.txt || \
		{ echo "Could not install requirements-dev.txt: see pip's message above (is the network there?)."; exit 1; }
	@touch $@

# --- running --------------------------------------------------------------------------------------------------

run: $(VENV)/.runtime  ## start everything on one port; Ctrl-C stops it
	@$(BLOG) run

services: $(VENV)/.runtime  ## start PostgreSQL, Redis and the stand-ins in the background, migrated and seeded
	@$(BLOG) services

web: $(VENV)/.runtime  ## run the web processes in the foreground
	@$(BLOG) web

worker: $(VENV)/.runtime  ## run one worker of all queues in the foreground
	@$(BLOG) worker

scheduler: $(VENV)/.runtime  ## run the scheduler in the foreground
	@$(BLOG) scheduler

dev: $(VENV)/.dev  ## start everything, and reload web and workers when a file changes
	@$(BLOG) dev

status: $(VENV)/.runtime  ## show what runs, and since when
	@$(BLOG) status

logs: $(VENV)/.runtime  ## follow all logs
	@$(BLOG) logs

stop: $(VENV)/.runtime  ## stop what runs, from any terminal
	@$(BLOG) stop

build: $(VENV)/.runtime  ## build the front end, if its inputs changed
	@$(BLOG) build

# --- checking -------------------------------------------------------------------------------------------------

test: $(VENV)/.dev  ## run all tests but the long ones (ARGS="-k name" narrows)
	@sh scripts/ensure_chromium.sh
	@$(PY) -m pytest -m "not long" --numprocesses 3 --dist worksteal $(ARGS)

test-long: $(VENV)/.dev  ## run the long tests
	@sh scripts/ensure_chromium.sh
	@$(PY) -m pytest -m long $(ARGS) || { code=$$?; \
		[ $$code -eq 5 ] && echo "No test is marked long: nothing to run." && exit 0; exit $$code; }

chaos: $(VENV)/.dev  ## test the running product with injected faults, about five minutes (SEED=7 repeats a schedule)
	@$(PY) -m tests.chaos $(if $(SEED),--seed $(SEED)) $(ARGS)

bench: $(VENV)/.dev  ## measure (NAME=memory runs one measurement)
	@for each in $(or $(NAME),$(patsubst bench/%.py,%,$(filter-out bench/_%,$(wildcard bench/*.py)))); do \
		echo "== bench.$$each"; $(PY) -m bench.$$each $(ARGS) || [ $$? -eq 77 ] || failed="$$failed $$each"; done; \
		[ -z "$$failed" ] || { echo "failed, or beyond its limit:$$failed"; exit 1; }

eval: $(VENV)/.dev  ## measure the writer and its check (with OPENAI_API_KEY by a real model, which costs money)
	@$(PY) -m evaluation $(ARGS)

eval-real: $(VENV)/.dev  ## the same with a real model: yours with OPENAI_API_KEY, else a small one on this machine
	@$(PY) -m evaluation.real $(ARGS)

lint: $(VENV)/.dev  ## run ruff, mypy and import-linter
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && $(VENV)/bin/lint-imports

format: $(VENV)/.dev  ## format the code and fix what ruff can fix
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

# --- changing -------------------------------------------------------------------------------------------------

migration: services  ## write a new migration from the models: make migration m="what changes"
	@$(PY) -m alembic revision --autogenerate -m "$(m)"

migrations-check: services  ## fail when models and migrations differ
	@$(PY) -m alembic check

migrate: services  ## bring the database up to date
	@$(PY) -m alembic upgrade head

requirements: $(VENV)/.dev  ## pin requirements*.txt again (ARGS=--upgrade takes the newest versions)
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) scripts/pin_requirements.py $(ARGS)

lock: $(VENV)/.runtime  ## write reflex.lock/ again, after a page started to use another npm package
	@$(BLOG) lock

clean: stop  ## remove builds and caches; data and .venv stay
	@rm -rf .web dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
