#!/usr/bin/env bash
# Asks the Open Source Vulnerabilities database about everything that a release brings along.
# Needs the network: where the database cannot be reached it fails, it never passes unasked.
set -euo pipefail
cd "$(dirname "$0")/.."
exec .venv/bin/pip-audit --disable-pip --progress-spinner off \
  --vulnerability-service osv -r requirements/backend.lock -r requirements/desktop.lock "$@"
