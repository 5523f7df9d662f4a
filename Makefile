# Every command of the house. A fresh machine needs Python 3.11 and make; the rest is set up once, into .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
DEMO ?= .demo
DATA ?= data
# Long fault and load runs only where a machine does the waiting (.ci/run sets CI).
MARKS := $(if $(CI),,-m "not slow")

.DEFAULT_GOAL := help
.PHONY: help demo serve test check format bench picture

help:                ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## ?(.*)/  make \1\t\2/' | expand -t 16

demo: .venv/.installed   ## three fictional groups, one-tap links, http://localhost
	$(BIN)/lingkar demo --folder $(DEMO)

serve: .venv/.installed  ## the service over DATA=data (begin with: lingkar init)
	$(BIN)/lingkar serve --folder $(DATA)

test: .venv/.installed-test  ## everything that this machine can run, at most 3 minutes
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(MARKS)

check: .venv/.installed-dev  ## format, lint, types, import arrows, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(MARKS)

format: .venv/.installed-dev  ## let ruff put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.installed-test  ## every figure of docs/performance.md, each beside its bar
	$(BIN)/python -m benchmarks.found
	$(BIN)/python -m benchmarks.review
	$(BIN)/python -m benchmarks.way --groups 50 --members 20
	$(BIN)/python -m benchmarks.idle
	$(BIN)/python -m benchmarks.stalled
	$(BIN)/python -m benchmarks.crash --cycles 20

picture: .venv/.installed-test  ## docs/room.png, taken from the demo with Chromium
	$(BIN)/python -m benchmarks.picture

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

.venv/.installed-test: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test]'
	@touch $@ .venv/.installed

.venv/.installed-dev: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/.installed-test .venv/.installed
