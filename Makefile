# One Source. `make` alone says what there is.
# Nothing but git, make and Python 3.11 with venv is needed; all of it stays in this folder.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-desk test-spark bench up down lock
MAKEFLAGS += --no-print-directory

# The folder of this file, whatever the current one is; blanks in its path are no trouble
# because every recipe changes into it.
HERE := $(shell dirname "$$(realpath "$(strip $(MAKEFILE_LIST))")")
# The demo's city, where another than the usual one is wanted.
CITY = $(if $(PEOPLE),--people "$(PEOPLE)") $(if $(SEED),--seed "$(SEED)") \
  $(if $(DAYS),--days "$(DAYS)") $(if $(FAULTS),--faults "$(FAULTS)")

help:
	@echo 'make setup   install everything into .venv (only what has changed)'
	@echo 'make demo    run the whole way, day by day from delivery to report, through Airflow, and stop'
	@echo '             PEOPLE=20000 SEED=7 DAYS=3 FAULTS=default; PEOPLE=0: the national registers alone'
	@echo 'make up      a day started and all left running: prints the address and the passwords'
	@echo '             (the city of the last demo, or another one: PEOPLE=… SEED=… DAYS=… FAULTS=…)'
	@echo 'make down    stop what `make up` left running'
	@echo 'make test    lint, types, house rules and all tests'
	@echo 'make test-desk   look at every page of the desk in Chromium (installs it, as root); keeps the pictures'
	@echo 'make test-spark  install Spark (and Java, as root) and hold both engines against each other'
	@echo 'make bench   measure the data work beside the least work, PostgreSQL and pandas that give the same answer'
	@echo '             (PEOPLE=1000000 REPEAT=3)'
	@echo 'make lock    compile the files of locked requirements anew'

setup:
	@cd "$(HERE)" && bash include/setup.sh

demo: setup
	@cd "$(HERE)" && .venv/bin/onesource demo run $(CITY)

up: setup
	@cd "$(HERE)" && .venv/bin/onesource up $(CITY)

down:
	@cd "$(HERE)" && if [ -x .venv/bin/onesource ]; then .venv/bin/onesource down; else echo 'nothing was running'; fi

test:
	@cd "$(HERE)" && bash include/setup.sh tests
	@cd "$(HERE)" && .venv/bin/ruff check
	@cd "$(HERE)" && .venv/bin/ruff format --check
	@cd "$(HERE)" && .venv/bin/mypy
	@cd "$(HERE)" && .venv/bin/pytest

test-desk:
	@cd "$(HERE)" && bash include/setup.sh desk
	@cd "$(HERE)" && ONESOURCE_NO_SKIP=1 .venv/bin/pytest -n 0 tests/browser

test-spark:
	@cd "$(HERE)" && bash include/setup.sh spark
	@cd "$(HERE)" && ONESOURCE_NO_SKIP=1 ONESOURCE_SPARK_ALL=1 .venv/bin/pytest tests/spark

bench: setup
	@cd "$(HERE)" && PYTHONPATH=include:tests .venv/bin/python -m bench $(if $(PEOPLE),--people "$(PEOPLE)") \
	  $(if $(REPEAT),--repeat "$(REPEAT)")

lock:
	@cd "$(HERE)" && bash include/setup.sh lock
