#!/usr/bin/env bash
# Writes requirements/base.txt (what runs) and requirements/test.txt (that, the tests and the tools), with hashes.
# Extras stay in the names: an older pip would otherwise look past the pin for `name[extra]` and take the newest.
# `scripts/lock.sh --upgrade` takes the newest versions that setup.cfg admits; without it, versions move only if they must.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    UV_CUSTOM_COMPILE_COMMAND="make lock" "${VENV:-.venv}/bin/uv" pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links "$@"
}

compile "$@" --extra postgres --extra server setup.cfg requirements/build.in -o requirements/base.txt
compile "$@" --extra postgres --extra server --extra test --extra dev -c requirements/base.txt setup.cfg requirements/build.in \
    -o requirements/test.txt
