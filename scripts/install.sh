#!/usr/bin/env bash
# Sets the machine up: `install.sh` for running the planner, `install.sh tools` for working on it, `install.sh test` for all
# of its tests, which need PostgreSQL, Chromium and nginx (as the proxy in front of several web processes).
# Fast when nothing changed: the stamp in the virtual environment holds a checksum of everything that was installed from.
# Installs system packages only as root on a Debian machine; otherwise it says which are missing.
set -euo pipefail
cd "$(dirname "$0")/.."

PURPOSE="${1:-run}"
VENV="${VENV:-.venv}"
REQUIREMENTS=requirements/base.txt
if [ "$PURPOSE" != run ]; then REQUIREMENTS=requirements/test.txt; fi
STAMP="$VENV/.installed-$PURPOSE"

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

# --- system packages -------------------------------------------------------------------------------------------------

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Asked once and kept: a `grep -q` that closes the pipe early would look like a missing library.
libraries() { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true; }

have_library() { [[ "${LIBRARIES:=$(libraries)}" == *"$1"* ]]; }

have_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

missing_packages() {
    have_library libpango-1.0.so.0 || echo libpango-1.0-0
    have_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    have_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    if [ "$PURPOSE" = test ]; then
        command -v chromium >/dev/null || echo chromium
        have_postgres || echo postgresql
        { command -v nginx || [ -x /usr/sbin/nginx ]; } >/dev/null || echo nginx-light
    fi
}

apt_install() {
    say "Installing from Debian: $*"
    export DEBIAN_FRONTEND=noninteractive
    if [ -z "${LISTS_ARE_FRESH:-}" ]; then
        apt-get update -q </dev/null >/dev/null
        LISTS_ARE_FRESH=yes
    fi
    apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@" </dev/null >/dev/null
}

install_system_packages() {
    local missing
    missing="$(missing_packages | xargs)"
    if [ -z "$missing" ]; then return; fi
    if may_install; then
        # shellcheck disable=SC2086  # one word for each package
        apt_install $missing
    elif [ "$PURPOSE" = test ]; then
        stop "The tests need system packages that are missing here. Install them with: sudo apt-get install $missing"
    else
        say "System packages are missing: $missing"
        say "Everything but PDF works without them. Install them with: sudo apt-get install $missing"
    fi
}

# --- Python ----------------------------------------------------------------------------------------------------------

python_is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in ${PYTHON3:-} python3.11 python3 python3.12 python3.13; do
        if command -v "$candidate" >/dev/null && python_is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

can_make_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

make_venv() {
    local python package
    if [ -x "$VENV/bin/python" ] && python_is_new_enough "$VENV/bin/python" && "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then return; fi
    python="$(find_python)"
    if [ -z "$python" ] && may_install; then
        apt_install python3 python3-venv
        python="$(find_python)"
    fi
    [ -n "$python" ] || stop "The planner needs Python 3.11 or newer. Install it with: sudo apt-get install python3 python3-venv"
    if ! can_make_venvs "$python"; then
        package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
        may_install || stop "Python cannot make virtual environments here. Install: sudo apt-get install $package"
        apt_install "$package"
    fi
    say "Making a virtual environment in $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
}

install_python_packages() {
    say "Installing the Python packages of $REQUIREMENTS"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$REQUIREMENTS"
    PYTHONWARNINGS=ignore "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --no-deps --no-index --no-build-isolation -e .
}

# --- all together ----------------------------------------------------------------------------------------------------

# The place counts too: an editable installation points to this folder and dies when the folder moves.
checksum() { { pwd; cat scripts/install.sh "$REQUIREMENTS" setup.cfg pyproject.toml; } | sha256sum | cut -d' ' -f1; }

is_installed() { [ -x "$VENV/bin/planner" ] && [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(checksum)" ]; }

if is_installed; then exit 0; fi
install_system_packages
make_venv
install_python_packages
checksum > "$STAMP"
