#!/usr/bin/env bash
# Starts a module of this package: run.sh MODULE [ARGUMENT…]. All of bin/* do.
# The only thing done in shell: making sure that there is a Python.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"

# Debian's Python first: a private one (pyenv, conda) may come and go.
find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3; do
        if "$candidate" -c 'import sys, venv, ensurepip
assert sys.version_info >= (3, 10)' >/dev/null 2>&1; then
            python="$candidate"
            return 0
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "Cannot go on: run as root (there is no sudo): $*" >&2
        exit 2
    fi
}

if ! find_python; then
    echo "==> Installing Debian's python3 (3.10 or later) and python3-venv"
    if ! command -v apt-get >/dev/null; then
        echo "Cannot go on: install Python 3.10 or later with venv." >&2
        exit 2
    fi
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends python3 python3-venv
    find_python || { echo "Cannot go on: no Python 3.10 or later found." >&2; exit 2; }
fi

module="$1"
shift
export PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}" PYTHONUNBUFFERED=1
exec "$python" -m "tools.$module" "$@"
