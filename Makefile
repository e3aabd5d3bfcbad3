# Short names for what is done every day. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test check soak fix bench mutations lock release audit
bin := .venv/bin

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 14

demo: ## backend on SQLite with demo data and traffic, plus the desktop agent against it
	@scripts/setup.sh run
	$(bin)/python -m scripts.demo

test: ## lint, types, imports, generated documents, all tests: exactly what CI runs
	@scripts/setup.sh test
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/mypy
	$(bin)/lint-imports
	@set -e; for script in $(wildcard scripts/generate_*.py); do \
	  echo "$$script --check"; $(bin)/python -m scripts.$$(basename $$script .py) --check; done
	$(bin)/pytest -n 2

check: ## the fast half: lint, types, imports, unit and architecture tests
	@scripts/setup.sh run
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/mypy
	$(bin)/lint-imports
	$(bin)/pytest tests/unit tests/architecture

soak: ## an hour of faults, scenarios and fuzzing, with figures; as root, for a network of its own
	@scripts/setup.sh test
	unshare --net $(bin)/python -m tests.faults.table --rounds 10 --long
	$(bin)/python -m tests.stress --seconds 300
	$(bin)/python -m tests.stress --seconds 300 --cluster postgres
	$(bin)/python -m tests.fuzz --seconds 30 --seed 0
	$(bin)/pytest -m soak

fix: ## format and repair what ruff can repair
	@scripts/setup.sh run
	$(bin)/ruff format
	$(bin)/ruff check --fix

bench: ## the benchmark tables; python -m scripts.bench NAME measures one of them
	@scripts/setup.sh bench
	$(bin)/python -m scripts.bench

mutations: ## make one small mistake at a time and see a test turn red; docs/mutations.md says which
	@scripts/setup.sh test
	$(bin)/python -m scripts.mutations --save

lock: ## write requirements/*.lock again from pyproject.toml
	@scripts/setup.sh run
	scripts/lock.sh

release: ## build all packages of this system into dist/VERSION, with sums and bills of materials
	@scripts/setup.sh test
	$(bin)/python -m scripts.packages.release

audit: ## ask a database on the network for known weaknesses of what a release brings along
	@scripts/setup.sh run
	scripts/audit.sh
