# Every target makes the machine ready first; the second time that takes a blink.
# Options for the program behind a target: make test ARGS="-k claim -x"

PYTHON ?= python3
SETUP  := $(PYTHON) packaging/bootstrap_machine.py
VENV   := .venv/bin
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help run test bench screenshots lint

help: ## say what there is
	@echo "Leadbell rings when a lead arrives."
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## see it live: a hub, leads posted over HTTP, and the desktop (with no screen: a virtual one, and pictures)
	@$(SETUP) run
	$(VENV)/python packaging/demo $(ARGS)

test: ## run every test
	@$(SETUP) test
	$(VENV)/python -m pytest $(ARGS)

bench: ## measure it and write benchmarks/RESULTS.md
	@$(SETUP) bench
	$(VENV)/python -m benchmarks $(ARGS)

screenshots: ## draw every view, light and dark, into build/screenshots
	@$(SETUP) test
	$(VENV)/python -m tests.screenshots $(ARGS)

lint: ## format, style, types and import contracts
	@$(SETUP) lint
	@failed=0; \
	echo "ruff format" && $(VENV)/ruff format --check . || failed=1; \
	echo "ruff check" && $(VENV)/ruff check . || failed=1; \
	echo "mypy --strict" && $(VENV)/python -m mypy --strict app hub client ui || failed=1; \
	echo "import contracts" && $(VENV)/lint-imports || failed=1; \
	exit $$failed
