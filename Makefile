# Each of these does all of its own set-up on a fresh machine: Python 3.11 or newer and make are enough.
#   PORT=8001 ZENDEREN_STATE=/tmp/second make demo     a second one beside the first
#   DATABASE_URL=… REDIS_URL=… make demo               on servers of your own
#   make test ARGS="-k signing"                        only some tests
#   BROWSER=0 make test                                knowingly without the tests in a browser

# Dozens of processes start in a test run, and without bytecode each of them compiles all packages again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
READY = $(PYTHON) -I zenderen/local/bootstrap.py
LOCAL = .venv/bin/python -m zenderen.local
WITH_BROWSER = $(if $(filter 0,$(BROWSER)),,--browser)

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset run test lint messages bench

help:
	@sed -n 's/^\([a-z-]*\): ## /  make \1	/p' Makefile

demo: ## start the portal with Zorgnetwerk Zenderen in it; Ctrl-C stops it
	@$(READY) && exec $(LOCAL) demo

demo-reset: ## throw the demo's data away
	@$(READY) && exec $(LOCAL) demo-reset

run: ## the same for development: reloads when the code changes
	@$(READY) && exec $(LOCAL) run

test: ## everything: style, types, contracts, tests, browser
	@$(READY) --tests $(WITH_BROWSER) && exec $(LOCAL) test -- $(ARGS)

lint: ## only the checks that need no servers
	@$(READY) && exec $(LOCAL) lint

messages: ## bring the Dutch catalogue up to date with the code
	@$(READY) && exec $(LOCAL) messages

bench: ## measure the pages and the PDFs against a floor of the same run, and three pages with Lighthouse
	@$(READY) $(WITH_BROWSER) && exec $(LOCAL) bench
