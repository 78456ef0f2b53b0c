# make setup  the virtual environment with what a run and the tests need; the others do it too where it is not there
# make demo   set up, generate a team's day, solve it, check it, write roster.json, roster.xlsx and roster.html
# make check  style, types, import contracts and the quick tests: two minutes
# make test   set up and run the tests that need no quiet machine; WORKERS=N side by side, two unless said: eleven minutes
# make test-long      the same at length: thousands of random days where make test has a few, whole cities, every restart
# make test-timing    those that read a clock, one after the other: for a machine with nothing else to do
# make test-browser   the page, in the Chromium of this machine
# make test-service   the service's long proofs: hostile uploads, every route asked everything
# make docs   the documentation as a site, in out/site
# make screenshots    docs/screenshots/*.png anew
# make reference  docs/reference/*.md anew, from the models and commands themselves
# make lint-js      the page's JavaScript: types by tsc --checkJs, faults by eslint; wants node 18 or newer, with npm
# make bench  measure the micro-benchmarks and set them against the stored baseline
# make lint   style, types and import contracts
# make lock     requirements.lock anew: the newest versions that pyproject.toml allows, each by its hash
# make clean  the virtual environment, out/ and the page's tools go; days and rosters stay
# LOCKED=1      install the versions of requirements.lock instead of the newest allowed
# VENV=...    put the virtual environment somewhere else; PYTHON=... build it from another Python (3.11 or newer)

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
EXTRAS ?= dev
BIN = $(VENV)/bin
READY = $(VENV)/.ready
JS = tests/javascript
SIDE_BY_SIDE = -n $(WORKERS) --dist worksteal

.PHONY: demo check test test-long test-timing test-browser test-service docs screenshots reference bench lint lint-js lock setup clean

demo: $(READY)
	$(BIN)/onevisit warm
	$(BIN)/onevisit generate --size team --seed 1 -o day.json
	$(BIN)/onevisit solve day.json --seconds 20 -o roster.json --xlsx roster.xlsx --html roster.html
	$(BIN)/onevisit check day.json roster.json

# The engine is compiled before the tests begin, once and not in each of their processes.
check: lint
	$(BIN)/onevisit warm
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow and not kernel and not timing and not long"

test: $(READY)
	$(BIN)/onevisit warm
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not timing and not long"

test-long: $(READY)
	$(BIN)/onevisit warm
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "long and not timing"

test-timing: $(READY)
	$(BIN)/onevisit warm
	$(BIN)/python -m pytest -m timing -o "norecursedirs=.* long"

test-browser: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[browser]'
	$(BIN)/onevisit warm
	$(BIN)/python -m pytest -m "not timing" tests/browser -s

test-service: $(READY)
	$(BIN)/onevisit warm
	$(BIN)/python -m pytest tests/service/long -s

docs: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

screenshots: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[browser]'
	$(BIN)/python -m pytest tests/browser/screenshots.py

reference: $(READY)
	$(BIN)/python -m reference

bench: $(READY)
	mkdir -p out
	$(BIN)/python -m pytest tests/benchmarks/test_micro.py --benchmark-enable --benchmark-json=out/micro.json
	$(BIN)/python -m benchmarks micro out/micro.json

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lint-js: $(JS)/node_modules/.package-lock.json
	$(JS)/node_modules/.bin/tsc -p $(JS)
	$(JS)/node_modules/.bin/eslint --max-warnings 0 -c $(JS)/eslint.config.js service/ui/static solver/plot/page.js

$(JS)/node_modules/.package-lock.json: $(JS)/package.json $(JS)/package-lock.json
	npm ci --prefix $(JS) --no-audit --no-fund --silent
	touch $@

lock: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --python-version 3.11 --generate-hashes --no-annotate --upgrade \
	  --custom-compile-command "make lock" --quiet --output-file requirements.lock

setup: $(READY)

$(READY): pyproject.toml $(if $(LOCKED),requirements.lock)
	$(PYTHON) -c 'import sys; sys.exit("onevisit needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(if $(LOCKED),$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(EXTRAS)]'
	touch $(READY)

# Days and rosters stay: somebody may have made their own where the demo wrote its.
clean:
	rm -rf $(VENV) out $(JS)/node_modules
