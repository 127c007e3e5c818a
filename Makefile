# The planner's commands. `make` alone lists them. Everything else is `.venv/bin/planner --help`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2
MINUTES ?= 10
SEED ?= 1
PYTEST := $(BIN)/python -m pytest
export VENV

.PHONY: help install install-tools install-test run test test-quick fuzz check faults lint types scan sbom db i18n docs lock \
        bench bench-quick screenshots clean

help: ## list these commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: ## set up what `make run` needs (virtual environment, libraries)
	@scripts/install.sh

install-tools: ## set up what the tools and `make test-quick` need
	@scripts/install.sh tools

install-test: ## set up what `make test` needs as well (PostgreSQL, Chromium, tools)
	@scripts/install.sh test

run: install ## serve on http://127.0.0.1:8000; PORT, PLANNER_DEMO=0, PLANNER_DATABASE_URL, PLANNER_DATA_DIR
	@$(if $(PORT),PLANNER_PORT=$(PORT)) $(BIN)/planner serve --prepare

test: install-test lint types scan ## everything: style, types, scan, both databases, browser
	$(PYTEST) -n $(WORKERS) --dist worksteal

test-quick: install-tools ## what needs no browser, PostgreSQL or wheel: under a minute
	$(PYTEST) -n $(WORKERS) --dist worksteal --quick

fuzz: install-test ## garbage into every form and address, on both databases; MINUTES=10, FUZZ_SEED=1
	FUZZ_MINUTES=$(or $(MINUTES),10) $(PYTEST) tests/fuzz/test_fuzz.py -n 2

faults: install-test ## harm the planner for MINUTES (10) on both databases and compare what is left: docs/reliability.md
	$(BIN)/python -m faults --minutes=$(MINUTES) --seed=$(SEED)

check: lint types scan test-quick ## before a commit: lint, types, scan, test-quick

lint: install-tools ## ruff, and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache

scan: install-tools ## secrets in the tree, loose requirements, known vulnerabilities where the network allows
	$(BIN)/python scripts/scan.py

sbom: install-tools ## what the planner is made of, as CycloneDX on the standard output
	@$(BIN)/python scripts/scan.py sbom

types: install-tools ## mypy
	$(BIN)/mypy

db: install ## bring the database up to date
	$(BIN)/planner db upgrade

i18n: install-tools ## collect the sentences, merge them into every language, compile
	$(BIN)/python scripts/translations.py update

docs: install-tools ## write the pages that are made from the code: settings, commands
	$(BIN)/python scripts/reference.py write

lock: install-tools ## choose the versions again within setup.cfg and write requirements/*.txt
	scripts/lock.sh

bench: install-test ## measure at enterprise size, on both databases, into docs/performance.md: half an hour
	$(BIN)/python -m bench

bench-quick: install-tools ## the same on a tiny company, to see that it works
	$(BIN)/python -m bench --quick

screenshots: install-test ## make the pictures in docs/ from the demonstration organization
	$(BIN)/python scripts/screenshots.py

clean: ## remove what can be made again; your data stays
	rm -rf $(VENV) .cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: test-kills
test-kills: install-test ## kill migrations at every one of their statements, on both databases
	KILL_MOMENTS=100000 $(PYTEST) tests/infra/test_migrations_killed.py -n 2
