# What you can do here: `make help`. Needs make and a Python >= 3.11 with pip and venv; everything else goes into .venv.

# The Python that a new .venv is made from: the first of these that is new enough, unless you name one.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)

VENV := .venv
IN_VENV := $(VENV)/bin/python
PIP := $(IN_VENV) -m pip -qq --disable-pip-version-check --no-input
INSTALL := $(PIP) install --constraint constraints.txt

# Arguments for one call, such as: make test TEST_ARGS="tests/test_layers.py -x"
DEMO_ARGS ?= --replications 40
TEST_ARGS ?=
BENCH_ARGS ?=

.PHONY: help demo test bench lint types pictures clean check-venv
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:  ## list these commands
	@echo "usage: make COMMAND [PYTHON=python3.12] [DEMO_ARGS=...] [TEST_ARGS=...] [BENCH_ARGS=...]"
	@sed -n 's/^\([a-z]*\):.*##/  \1:/p' Makefile

demo: $(VENV)/.has-simulator  ## compare the strategies of the product recall scenario
	$(IN_VENV) run.py compare scenarios/product_recall.toml $(DEMO_ARGS)
	@echo "The results are in $(CURDIR)/results"

test: $(VENV)/.has-test  ## run all tests, as many at once as there are cores
	$(IN_VENV) -m pytest --numprocesses auto --dist loadfile $(TEST_ARGS)

bench: $(VENV)/.has-bench  ## measure speed, and compare it with other programs
	$(IN_VENV) benchmarks/run.py $(BENCH_ARGS)

lint: $(VENV)/.has-ruff  ## check style and format
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check

types: $(VENV)/.has-dev  ## check types
	$(VENV)/bin/mypy

pictures: $(VENV)/.has-simulator  ## draw the pictures of the README anew
	$(IN_VENV) docs/make_pictures.py

clean:  ## remove what these commands made, except the results
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp for each set of packages; pip runs again only when the lists of packages change.
WHAT_TO_INSTALL := pyproject.toml constraints.txt

$(VENV)/.has-simulator: $(WHAT_TO_INSTALL) $(VENV)/.made | check-venv
	@echo "installing the simulator into $(VENV) (only this once)"
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.has-test $(VENV)/.has-bench $(VENV)/.has-dev: $(VENV)/.has-%: $(WHAT_TO_INSTALL) $(VENV)/.made | check-venv
	@echo "installing the simulator and what '$*' needs into $(VENV) (only this once)"
	@$(INSTALL) --editable '.[$*]'
	@touch $@ $(VENV)/.has-simulator

$(VENV)/.has-ruff: $(WHAT_TO_INSTALL) $(VENV)/.made | check-venv
	@$(INSTALL) ruff
	@touch $@

# A .venv that was left half made has no stamp and no working pip: it is made anew.
$(VENV)/.made:
	@test -n "$(PYTHON)" || { \
		echo "No Python 3.11 or newer found. Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is not a Python 3.11 or newer. Name another: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(IN_VENV) -m pip --version >/dev/null 2>&1 || { \
		"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
			echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
		echo "making $(VENV) with $(PYTHON)"; \
		"$(PYTHON)" -m venv --clear $(VENV); }
	@touch $@

# An existing .venv must still work, and be of the Python that was asked for by name.
NAMED := $(filter command environment,$(firstword $(origin PYTHON)))
VERSION := -c 'import sys; print("%d.%d" % sys.version_info[:2])'

check-venv: $(VENV)/.made
	@has=$$($(IN_VENV) $(VERSION) 2>/dev/null) || { \
		echo "The Python that $(VENV) was made from is gone: run make clean, then this again." >&2; exit 1; }; \
	wants=$(if $(NAMED),$$("$(PYTHON)" $(VERSION)),$$has); \
	test "$$wants" = "$$has" || { \
		echo "$(VENV) has Python $$has, not $$wants: run make clean, then this again." >&2; exit 1; }
