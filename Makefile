# make demo   set up, generate a team's day, solve it, check it, write roster.json, roster.xlsx and roster.html
# make test   set up and run the tests; WORKERS=N side by side, two unless said
# make test-service  the service's long proofs: hostile uploads, every route asked everything
# make test-browser   the page, in the Chromium of this machine
# make screenshots    docs/screenshots/*.png anew
# make bench  measure the micro-benchmarks and set them against the stored baseline
# make lint   style, types and import contracts
# VENV=...    put the virtual environment somewhere else; PYTHON=... build it from another Python (3.11 or newer)

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
BIN = $(VENV)/bin
READY = $(VENV)/.ready

.PHONY: demo test test-service test-browser screenshots bench lint setup clean

demo: $(READY)
	$(BIN)/onevisit warm
	$(BIN)/onevisit generate --size team --seed 1 -o day.json
	$(BIN)/onevisit solve day.json --seconds 20 -o roster.json --xlsx roster.xlsx --html roster.html
	$(BIN)/onevisit check day.json roster.json

test: $(READY)
	$(BIN)/onevisit warm
	$(BIN)/python -m pytest -n $(WORKERS)

test-service: $(READY)
	$(BIN)/python -m pytest tests/service/long -s

test-browser: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[browser]'
	$(BIN)/onevisit warm
	$(BIN)/python -m pytest tests/browser -s

screenshots: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[browser]'
	$(BIN)/python -m pytest tests/browser/screenshots.py

bench: $(READY)
	mkdir -p out
	$(BIN)/python -m pytest tests/benchmarks/test_micro.py --benchmark-enable --benchmark-json=out/micro.json
	$(BIN)/python -m benchmarks micro out/micro.json

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(READY)

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("onevisit needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $(READY)

clean:
	rm -rf .venv out day.json roster.json roster.xlsx roster.html
