#!/bin/sh
# Make the virtual environment $1 with the first Python 3.11 or newer found; one clear line when that cannot be.
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "$python has no venv module: install it (Debian and Ubuntu: apt-get install python3-venv) and try again." >&2
        exit 1
    fi
    exec "$python" -m venv "$1"
done
echo "Blog Order needs Python 3.11 or newer and found none: install it (or name it: make run PYTHON=/path/to/python3)." >&2
exit 1
