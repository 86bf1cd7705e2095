# make help lists the targets; everything is installed into .venv and only when it has changed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PO := cbam/locale/zh_CN/LC_MESSAGES/cbam.po
SOURCES := app.py pages cbam
CHECKED := $(SOURCES) deploy tests benchmarks
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
export PYTHONPATH := .

.PHONY: help run test lint bench audit i18n clean system

help:  ## list what can be made
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.run  ## open the dashboard (installs what it needs first)
	$(BIN)/streamlit run app.py

test: $(VENV)/.dev system lint  ## check style, types and behaviour
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.dev  ## check style, form and types
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/mypy

bench: $(VENV)/.dev  ## measure speed and memory (never part of the tests)
	$(BIN)/python -m benchmarks

audit: $(VENV)/.dev  ## known faults of the installed packages (needs the network)
	$(BIN)/pip-audit --strict --local

i18n: $(VENV)/.dev  ## collect the sentences for translation
	$(BIN)/pybabel -q extract -F babel.cfg -k _ -k N_ --no-wrap --sort-output --no-location \
	  --project=cbam --version=1 -o $(VENV)/cbam.pot $(SOURCES)
	$(BIN)/pybabel -q update -i $(VENV)/cbam.pot -o $(PO) -l zh_CN --no-fuzzy-matching --no-wrap \
	  --ignore-obsolete --omit-header

clean:  ## remove everything that was installed or built
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# A stamp is as old as the installation it stands for.
$(VENV)/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.run: requirements.txt | $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt requirements-server.txt requirements.txt | $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.run

# What the tests use of the system, "program package": a browser, a Chinese font to see what readers
# see, the office that recalculates the workbooks, and the servers that a deployment puts around us.
NEEDED := soffice:libreoffice-calc-nogui nginx:nginx-light postgresql:postgresql
system:
	@missing=""; \
	found=0; for name in $(BROWSERS); do if command -v $$name >/dev/null; then found=1; fi; done; \
	if [ $$found = 0 ]; then missing="chromium"; fi; \
	if ! (command -v fc-list >/dev/null && [ -n "$$(fc-list :lang=zh-cn family)" ]); then \
	  missing="$$missing fonts-noto-cjk"; fi; \
	for pair in $(NEEDED); do \
	  case $${pair%%:*} in \
	    postgresql) ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || missing="$$missing $${pair##*:}" ;; \
	    *) PATH="$$PATH:/usr/sbin" command -v $${pair%%:*} >/dev/null || missing="$$missing $${pair##*:}" ;; \
	  esac; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "not installed (no apt-get):$$missing"; exit 0; fi; \
	sudo=""; if [ "$$(id -u)" != 0 ]; then sudo="sudo"; fi; \
	$$sudo apt-get -qq update; \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get -qq install -y --no-install-recommends $$missing
