#!/usr/bin/env bash
# Installs the real tools that the suite `real` asks: two versions of Node, two of npm, Claude Code, wrangler, gh, and
# readers of the formats that doctor writes.
# Run it as often as you like; what is there stays. Usage: tests/real/install.sh [FOLDER]
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${1:-${DOCTOR_REAL_TOOLS:-$here/../../target/real-tools}}
mkdir -p "$tools"
tools=$(cd "$tools" && pwd -P)
marker=$tools/installed.txt
rm -f "$marker"

# Shells whose start-up files the suite `fix` writes and reads back.
for shell in zsh fish; do
    if ! command -v "$shell" >/dev/null && command -v apt-get >/dev/null; then
        as_root=$([ "$(id -u)" = 0 ] || echo sudo -n)
        $as_root apt-get update -qq >/dev/null || true
        $as_root apt-get install -y -qq --no-install-recommends "$shell" >/dev/null ||
            echo "install.sh: $shell could not be installed; install it yourself" >&2
    fi
done

for needed in node npm git; do
    if ! command -v "$needed" >/dev/null; then
        echo "install.sh: $needed is needed first" >&2
        exit 1
    fi
done

export npm_config_cache=$tools/cache npm_config_update_notifier=false npm_config_logs_max=0
export npm_config_fund=false npm_config_audit=false npm_config_progress=false npm_config_ignore_scripts=false
# A stranger's settings must not move what is installed here.
unset npm_config_prefix NPM_CONFIG_PREFIX PREFIX NODE_OPTIONS
# On Linux and macOS the npm registry also carries Node itself, one package for each system and processor.
node_package=$(node -p '`node-${process.platform}-${process.arch}`')
log=$tools/install.log
: >"$log"

# say WHAT COMMAND...: runs a command in silence, and shows what it said when it fails.
say() {
    echo "install.sh: $1"
    if ! "${@:2}" >>"$log" 2>&1; then
        echo "install.sh: $1 failed:" >&2
        tail -n 30 "$log" >&2
        exit 1
    fi
}

# npm_of N COMMAND...: npm N, run by the new Node; every script that it starts finds the new Node too.
npm_of() {
    PATH="$tools/node24/bin:$PATH" "$tools/node24/bin/node" "$tools/npm$1/node_modules/npm/bin/npm-cli.js" "${@:2}"
}

for major in 24 20; do
    folder=$tools/node$major
    if ! "$folder/bin/node" --version >/dev/null 2>&1; then
        rm -rf "$folder"
        mkdir -p "$folder/package"
        say "Node $major" npm install --prefix "$folder/package" "$node_package@$major"
        # Laid out as Node's own archives are: bin/node.
        mv "$folder/package/node_modules/$node_package/bin" "$folder/bin"
        rm -rf "$folder/package"
    fi
done

for major in 11 12; do
    if ! npm_of "$major" --version >/dev/null 2>&1; then
        rm -rf "$tools/npm$major"
        mkdir -p "$tools/npm$major"
        say "npm $major" npm install --prefix "$tools/npm$major" "npm@$major"
    fi
done

export PATH=$tools/node24/bin:$PATH

# As a learner gets them today.
if ! "$tools/global/bin/claude" --version >/dev/null 2>&1; then
    say "Claude Code" npm_of 11 install --global --prefix "$tools/global" @anthropic-ai/claude-code
fi
if ! WRANGLER_LOG_PATH=$tools/cache/wrangler-logs WRANGLER_SEND_METRICS=false \
    "$tools/global/bin/wrangler" --version >/dev/null 2>&1; then
    say "wrangler" npm_of 11 install --global --prefix "$tools/global" wrangler
fi

# What npm needs to install wrangler into a project without a network, for the suite `fix`.
if ! test -e "$tools/offline/ready"; then
    rm -rf "$tools/offline" "$tools/project"
    mkdir -p "$tools/project"
    echo '{}' >"$tools/project/package.json"
    say "wrangler for a project" npm_of 11 install --cache "$tools/offline" --prefix "$tools/project" --save-dev wrangler
    rm -rf "$tools/project"
    touch "$tools/offline/ready"
fi

# As a learner with npm 12 gets it: npm 12 runs no install script by itself, and so leaves a stand-in for the program.
if ! test -e "$tools/stub/bin/claude"; then
    say "Claude Code without its install script" npm_of 12 install --global --prefix "$tools/stub" @anthropic-ai/claude-code
fi

if ! command -v gh >/dev/null; then
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        # Package lists may be there already, and may be too old.
        say "gh" sh -c 'apt-get install -y gh || { apt-get update && apt-get install -y gh; }'
    else
        echo "install.sh: gh is left out: it is not on PATH, and installing it takes apt-get and root" >&2
    fi
fi

# Readers of the formats that doctor writes, from PyPI.
if ! PYTHONPATH=$tools/python python3 -c 'import junitparser, markdown_it, xmlschema' >/dev/null 2>&1; then
    if ! python3 -m pip --version >/dev/null 2>&1 && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        say "pip" sh -c 'apt-get install -y python3-pip || { apt-get update && apt-get install -y python3-pip; }'
    fi
    if python3 -m pip --version >/dev/null 2>&1; then
        rm -rf "$tools/python"
        say "readers of JUnit and Markdown" python3 -m pip install --quiet --disable-pip-version-check --no-cache-dir \
            --target "$tools/python" junitparser==3.2.0 xmlschema==3.4.3 markdown-it-py==3.0.0
    else
        echo "install.sh: the readers of JUnit and Markdown are left out: they take python3 and pip" >&2
    fi
fi

# What is here, one tool a line: NAME VERSION. The suite runs only where this file is.
{
    echo "node24 $("$tools/node24/bin/node" --version)"
    echo "node20 $("$tools/node20/bin/node" --version)"
    echo "npm11 $(npm_of 11 --version)"
    echo "npm12 $(npm_of 12 --version)"
    echo "claude $("$tools/global/bin/claude" --version)"
    echo "wrangler $(WRANGLER_LOG_PATH=$tools/cache/wrangler-logs WRANGLER_SEND_METRICS=false "$tools/global/bin/wrangler" --version)"
    echo "git $(git --version)"
    if test -e "$tools/python"; then echo "readers $(python3 --version)"; fi
    if command -v gh >/dev/null; then echo "gh $(GH_CONFIG_DIR=$tools/absent gh --version | head -n 1)"; fi
} >"$marker.new"
rm -rf "$tools/cache"
mv "$marker.new" "$marker"
cat "$marker"
