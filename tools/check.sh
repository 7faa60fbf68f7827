#!/usr/bin/env bash
# Everything about the code that a machine can judge without running the product.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\033[1m==>\033[0m %s\n' "$*"; }

step "ruff check"
.venv/bin/ruff check .
step "ruff format --check"
.venv/bin/ruff format --check .
step "pyright (strict)"
.venv/bin/pyright
step "lint-imports"
.venv/bin/lint-imports
export PATH="$PWD/.tools/node:$PATH"
step "web: biome, tsc, vitest"
(cd web && npm run --loglevel=error check)
step "web: the types of our own API are those of the server"
.venv/bin/fangyuan openapi | (cd web && npm run --loglevel=error types -- --check)
step "texts in both languages, settings with their manual, links, API described"
FANGYUAN_TEST_DATABASES=sqlite .venv/bin/pytest tests/house tests/test_locales.py
