# Everything runs in .venv, which `make setup` makes; nothing is installed elsewhere
# but the system libraries that Qt asks for (and those only where apt may be used).

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format ratchet bench screenshots clean
.PHONY: package package-windows smoke-linux smoke-windows
SHELL := /bin/sh

PYTHON ?= python3
VENV := .venv/bin
DEMO := build/demo
ARGS ?=

help:  ## these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## make .venv (and ask apt for what Qt wants); at once when all is there
	@$(PYTHON) tools/setup_env.py

run:  ## set up, then open the window; without a screen do the sample round
	@$(PYTHON) tools/setup_env.py --runtime
	@if [ "$$(uname -s)" != Linux ] || [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		$(VENV)/python main.py $(ARGS); \
	else \
		echo "No screen here: the sample round instead (forms out, filled, in; weekly workbook)."; \
		rm -rf $(DEMO) && mkdir -p $(DEMO) && \
		$(VENV)/python main.py demo --out $(DEMO) && echo "All of it lies in $(DEMO)."; \
	fi

test: setup  ## all tests with coverage; some: make test ARGS=tests/models
	@if [ -n "$(ARGS)" ]; then \
		QT_QPA_PLATFORM=offscreen $(VENV)/python -m pytest $(ARGS); \
	else \
		QT_QPA_PLATFORM=offscreen $(VENV)/python -m pytest -n auto --cov --cov-report=term; \
	fi

lint: setup  ## ruff, formatting, types, layers, house rules: all of them, then the verdict
	@bad=; \
	$(VENV)/ruff check --quiet . || bad="$$bad ruff"; \
	$(VENV)/ruff format --check --quiet --output-format concise . || bad="$$bad format"; \
	$(VENV)/basedpyright || bad="$$bad types"; \
	$(VENV)/lint-imports --no-logo || bad="$$bad layers"; \
	$(VENV)/python tools/house_rules.py || bad="$$bad house-rules"; \
	if [ -n "$$bad" ]; then echo "lint: not clean:$$bad"; exit 1; fi; \
	echo "lint: clean"

format: setup  ## put the code in order
	$(VENV)/ruff check --fix-only --quiet .
	$(VENV)/ruff format .

ratchet: setup  ## after `make test`: raise the floor of the coverage to what was reached
	@$(VENV)/python tools/ratchet.py

bench: setup  ## speed and memory against floors measured in the same run
	QT_QPA_PLATFORM=offscreen $(VENV)/python -m benchmarks $(ARGS)

screenshots: setup  ## pictures of the pages, into docs/images
	QT_QPA_PLATFORM=offscreen $(VENV)/python -m tools.screenshots $(ARGS)

package: setup  ## what people install on this system, into dist/ (SHA-256 beside it)
	$(VENV)/python tools/package.py linux $(ARGS)

package-windows: setup  ## the Windows installer and portable folder through Wine (wants root; minutes)
	$(VENV)/python tools/package.py windows $(ARGS)

smoke-linux: setup  ## install, use, upgrade and remove what make package built
	$(VENV)/python tools/smoke_linux.py

smoke-windows: setup  ## the same with what make package-windows built, through Wine
	$(VENV)/python tools/smoke_windows.py

clean:  ## remove what was made, .venv too
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
