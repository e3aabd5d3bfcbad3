#!/usr/bin/env bash
# Writes requirements/*.lock from pyproject.toml: exact versions with hashes, and no address of
# any registry, so that the locks install from whichever one a machine is configured for.
# Versions that a lock already holds stay; `scripts/lock.sh --upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # NAME WHAT...: write requirements/NAME.lock
  local lock="requirements/$1.lock"
  shift
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
    --output-file "$lock" "$@"
  if grep -n '://' "$lock"; then
    echo "$lock names an address: a dependency was taken from a URL" >&2
    exit 1
  fi
}

compile dev pyproject.toml --all-extras --group dev "$@"
# The smaller locks take their versions from the one that the tests ran with.
compile backend pyproject.toml --extra backend --constraint requirements/dev.lock "$@"
compile desktop pyproject.toml --extra desktop --constraint requirements/dev.lock "$@"
compile build --group build --constraint requirements/dev.lock "$@"
compile freeze pyproject.toml --extra desktop --group freeze --constraint requirements/dev.lock "$@"
