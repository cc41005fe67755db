# Two commands for a newcomer: `make demo` and `make test`. Both make their own virtual environment.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
DEMO ?= demo

.PHONY: demo test lint docs bench fuzz wheel clean

$(BIN)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(BIN)/.tested: $(BIN)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[test,lint]' build
	@touch $@

demo: $(BIN)/.installed  ## build a graph from examples/, check it, ask it three questions, write a dump
	@rm -rf $(DEMO)
	@mkdir -p $(DEMO)
	@echo "== Building a graph from examples/"
	@$(BIN)/armsgraph build examples --store $(DEMO)/armsgraph.store
	@echo
	@echo "== Checking it with SHACL"
	@$(BIN)/armsgraph validate --store $(DEMO)/armsgraph.store
	@for query in examples/queries/*.rq; do \
		echo; sed -n 's/^# *== */== /p' $$query; \
		$(BIN)/armsgraph query --store $(DEMO)/armsgraph.store --format table $$query || exit 1; \
	done
	@echo
	@echo "== Writing a dump"
	@$(BIN)/armsgraph dump $(DEMO)/dump --store $(DEMO)/armsgraph.store
	@echo
	@echo "To serve it:  $(BIN)/armsgraph serve --store $(DEMO)/armsgraph.store"
	@echo "Then open     http://127.0.0.1:8000/"

test: $(BIN)/.tested lint wheel  ## the whole suite, against the built wheel
	@rm -rf $(VENV)/wheel
	$(PYTHON) -m venv $(VENV)/wheel
	$(VENV)/wheel/bin/python -m pip install --quiet "$$(ls dist/*.whl)[test]"
	@# What is tested is the wheel, not the folders of the same name beside the tests: the safe path leaves these out,
	@# and the checkout, where the benchmarks are, comes last.
	@echo "$(CURDIR)" > "$$($(VENV)/wheel/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/checkout.pth"
	PYTHONSAFEPATH=1 $(VENV)/wheel/bin/python -m pytest -n auto

lint: $(BIN)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

wheel: $(BIN)/.tested
	@rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist . > /dev/null
	@ls dist/*.whl

docs: $(BIN)/.installed  ## bring up to date what the documentation shows of the program
	$(BIN)/python docs/generate.py

bench: $(BIN)/.tested  ## ratios against named peers, measured in the same run
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python -m benchmarks

fuzz: $(BIN)/.tested  ## requests made of the service's own description, many of each operation
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	ARMSGRAPH_FUZZ_EXAMPLES=200 $(BIN)/python -m pytest -n 0 -p no:randomly tests/api/hostile/test_fuzz.py

clean:
	rm -rf $(VENV) $(DEMO) dist build
