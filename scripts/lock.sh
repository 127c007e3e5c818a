#!/usr/bin/env bash
# Writes requirements/base.txt (what runs) and requirements/test.txt (that, the tests and the tools), with hashes.
# `scripts/lock.sh --upgrade` takes the newest versions that setup.cfg admits; without it, versions move only if they must.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    UV_CUSTOM_COMPILE_COMMAND="make lock" "${VENV:-.venv}/bin/uv" pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links "$@"
}

compile "$@" --extra postgres setup.cfg requirements/build.in -o requirements/base.txt
compile "$@" --extra postgres --extra test --extra dev -c requirements/base.txt setup.cfg requirements/build.in \
    -o requirements/test.txt
