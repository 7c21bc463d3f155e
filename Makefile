# `make` alone lists what there is to make. Everything sets itself up in .venv.
.DEFAULT_GOAL := help
.PHONY: docs docs-output docs-packages help setup run test test-long fuzz hostile lint format train evaluate evaluate-real bench compare review samples clean

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable
CORPUS ?= corpus/samples
OUT ?= out
MODEL ?= multilingual
REAL ?= ../shared/real

help:  ## this list
	@echo "voltag: make TARGET"
	@sed -n 's/^\([a-z-]*\):.*##\(.*\)/  \1 \2/p' $(MAKEFILE_LIST) | awk '{printf "  %-15s", $$1; $$1=""; print}'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "voltag needs Python 3.11 or later; none was found. Set PYTHON=/path/to/python3.11." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml | $(BIN)/python
	$(INSTALL) .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(BIN)/python
	$(INSTALL) '.[dev]'
	@touch $@ $(VENV)/run.stamp $(VENV)/plots.stamp $(VENV)/review.stamp $(VENV)/multilingual.stamp

# Any extra, by its name.
$(VENV)/%.stamp: $(VENV)/run.stamp
	$(INSTALL) '.[$*]'
	@touch $@

setup: $(VENV)/dev.stamp  ## make .venv with everything for development

# The model `multilingual` is the better one; MODEL=default does without its extra.
run: $(if $(filter multilingual,$(MODEL)),$(VENV)/multilingual.stamp,$(VENV)/run.stamp)  ## classify the PDFs of CORPUS (default corpus/samples) into OUT (default out)
	$(BIN)/voltag classify $(CORPUS) -o $(OUT) --model $(MODEL)

test: $(VENV)/dev.stamp lint  ## lint, types and all tests but the long ones
	$(BIN)/python -m pytest -q -m "not long" -n 2 --dist loadfile

test-long: $(VENV)/dev.stamp  ## what needs longer: the wheel, training the default model again
	$(BIN)/python -m pytest -q -m long -n 2 --dist loadfile

SECONDS ?= 600
SEED ?= 0

fuzz: $(VENV)/dev.stamp  ## read PDFs that are changed at random, for SECONDS with SEED; what goes wrong is in out/fuzz
	$(BIN)/python -m tests.hostile.fuzz --seconds $(SECONDS) --seed $(SEED) --into $(OUT)/fuzz

hostile: $(VENV)/dev.stamp  ## what comes of every hostile input, into docs/hostile-inputs.md
	$(BIN)/python -m benchmarks.hostile --into docs/hostile-inputs.md

lint: $(VENV)/dev.stamp  ## ruff (lint and format) and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/dev.stamp  ## put the code in ruff's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

train: $(VENV)/multilingual.stamp  ## build models/default and models/multilingual from annotations/
	$(BIN)/voltag train -o models/default
	$(BIN)/voltag train -o models/multilingual --sentence-vectors

evaluate: $(VENV)/plots.stamp  ## cross-validate on annotations/, with curves, into out/evaluation.html
	$(BIN)/voltag evaluate --curves --html $(OUT)/evaluation.html

evaluate-real: $(VENV)/plots.stamp $(VENV)/multilingual.stamp  ## compare the shipped models on real labelled passages, where they are
	@if ls $(REAL)/passages-*.jsonl >/dev/null 2>&1; then \
		$(BIN)/voltag evaluate --model default --model multilingual --html $(OUT)/evaluation-real.html $(REAL)/passages-*.jsonl; \
	else echo "No labelled passages at $(REAL); set REAL=/path/to/them."; fi

bench: $(VENV)/dev.stamp  ## speed and memory as ratios, into docs/performance.md (15 minutes; ONLY="whole start" for some)
	$(BIN)/python -m benchmarks.speed --real $(REAL) --work build/bench --json $(OUT)/bench.json \
		$(if $(ONLY),$(foreach row,$(ONLY),--only $(row)),--into docs/performance.md)

compare: $(VENV)/dev.stamp  ## every classifier that was tried, beside one another, into docs/models.md (half an hour)
	$(BIN)/python -m benchmarks.classifiers --into docs/models.md $(foreach f,$(wildcard $(REAL)/passages-*.jsonl),--real $(f))

review: $(VENV)/review.stamp  ## open the reviewers' pages on OUT, classifying CORPUS first if need be
	@test -f $(OUT)/documents.jsonl || $(MAKE) run
	$(BIN)/voltag review $(OUT)

samples: $(VENV)/dev.stamp  ## typeset corpus/samples again from its sources
	$(BIN)/python corpus/samples/build.py

docs: $(VENV)/dev.stamp  ## the documentation as a site, into out/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --site-dir $(OUT)/site
	@echo "Open $(OUT)/site/index.html"

docs-packages: $(VENV)/dev.stamp  ## the sizes and licences of all packages, into docs/installing.md and docs/licences.md
	$(BIN)/python docs/building/packages.py

docs-output: $(VENV)/dev.stamp  ## run the commands that the documentation shows, and put in what they print
	$(BIN)/python docs/building/outputs.py

clean:  ## remove what can be made again
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis $(OUT)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
