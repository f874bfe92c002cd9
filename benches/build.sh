#!/usr/bin/env bash
# How long the first command of the README builds, beside an empty program with the six given packages: both from
# nothing, in the same profile, with the same features and versions. Downloading is not measured.
# Usage: benches/build.sh [ARGUMENTS FOR CARGO BUILD], such as --profile dist
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The six: reqwest needs rustls to be told its cryptography.
given='clap|owo-colors|reqwest|rustls|serde_json|tokio|which'

mkdir -p "$folder/empty/src"
{
    printf '[package]\nname = "empty"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n'
    grep -E "^($given) = " Cargo.toml
    echo
    sed -n '/^\[profile/,/^$/p' Cargo.toml
} >"$folder/empty/Cargo.toml"
echo 'fn main() {}' >"$folder/empty/src/main.rs"
cp Cargo.lock "$folder/empty/"

# What Cargo.toml pins to make doctor lighter, an empty program does not know of.
sed -nE 's/^([a-z0-9_-]+) = "=.*/\1/p' Cargo.toml | while read -r pinned; do
    cargo update --quiet --manifest-path "$folder/empty/Cargo.toml" "$pinned"
done
cargo fetch --quiet --manifest-path "$folder/empty/Cargo.toml"
cargo fetch --quiet --locked

# build NAME CRATE FOLDER ARGUMENTS...: builds from nothing; its seconds stand in $folder/NAME.figures.
build() {
    local name=$1 crate=$2 root=$3 TIMEFORMAT='%R %U %S'
    echo "building $name" >&2
    { time cargo build --quiet --locked --manifest-path "$root/Cargo.toml" --target-dir "$folder/target" "${@:4}" \
        2>"$folder/log" || { cat "$folder/log" >&2; exit 1; }; } 2>"$folder/$name.figures"
    {
        cargo tree --locked --manifest-path "$root/Cargo.toml" --edges normal,build --prefix none |
            sed 's/ (\*)$//' | sort -u | wc -l
        find "$folder/target" -type f -name "$crate" -perm -u+x -not -path '*/deps/*' -exec du -k {} + | cut -f 1
    } | paste -sd ' ' >>"$folder/$name.figures"
    rm -rf "$folder/target"
}

build empty empty "$folder/empty" "$@"
build doctor doctor "$PWD" "$@"

cd "$folder"
awk '
    FNR == 1 { name = FILENAME; sub(/\.figures$/, "", name); wall[name] = $1; cpu[name] = $2 + $3 }
    FNR == 2 { crates[name] = $1; size[name] = $2 / 1024 }
    function row(name) { printf "%-8s %8.1f %8.1f %8d %8.1f\n", name, wall[name], cpu[name], crates[name], size[name] }
    END {
        printf "%-8s %8s %8s %8s %8s\n", "", "wall s", "CPU s", "crates", "MB"
        row("empty")
        row("doctor")
        printf "%-8s %8.2f %8.2f    (goal: 2.00 or less)\n", "ratio",
            wall["doctor"] / wall["empty"], cpu["doctor"] / cpu["empty"]
    }' empty.figures doctor.figures
