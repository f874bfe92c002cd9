#!/usr/bin/env bash
# Downloads the released doctor for this runner. Without a hash that it has to have, or with another one, it is not kept.
set -eu -o pipefail
export LC_ALL=C

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=action/stop.sh
. "$here/stop.sh"

version=${DOCTOR_VERSION:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] ||
  stop 2 "The input version is not the number of a release, such as 0.1.0: $version"

case ${RUNNER_OS:-} in
  Linux) os=linux ending='' ;;
  macOS) os=macos ending='' ;;
  Windows) os=windows ending=.exe ;;
  *) os='' ending='' ;;
esac
case ${RUNNER_ARCH:-} in
  X64) arch=x86_64 ;;
  ARM64) arch=aarch64 ;;
  *) arch='' ;;
esac
if [ -z "$os" ] || [ -z "$arch" ]; then
  stop 2 "There is no released doctor for this runner (${RUNNER_OS:-unknown system}, ${RUNNER_ARCH:-unknown processor}). Build one, and name it in the input path."
fi
name=doctor-$version-$os-$arch$ending

# The hash that the file has to have, from the input or from the list beside this script.
wanted=${DOCTOR_SHA256:-}
if [ -z "$wanted" ]; then
  while read -r hash file || [ -n "$hash" ]; do
    # Some write a star before the name, for a file that is no text.
    if [ "${file#\*}" = "$name" ]; then
      [ -z "$wanted" ] || stop 3 "action/checksums.txt has two hashes of $name. Nothing was downloaded."
      wanted=$hash
    fi
  done < "$here/checksums.txt"
  [ -n "$wanted" ] ||
    stop 3 "No hash of $name is pinned, so nothing was downloaded. Take a version that stands in action/checksums.txt, or give its SHA-256 in the input sha256."
fi
wanted=$(printf '%s' "$wanted" | tr 'A-F' 'a-f')
[[ $wanted =~ ^[0-9a-f]{64}$ ]] ||
  stop 2 "The SHA-256 of $name has to be 64 digits and letters from a to f. Nothing was downloaded."

# Where this action came from: the folder says it best, because GitHub names the outermost action only.
repository=${DOCTOR_REPOSITORY:-${GITHUB_ACTION_REPOSITORY:-}}
folder=${GITHUB_ACTION_PATH:-}
case ${folder//\\//} in
  */_actions/*/*/*)
    rest=${folder//\\//}
    rest=${rest##*/_actions/}
    owner=${rest%%/*}
    rest=${rest#*/}
    repository=$owner/${rest%%/*}
    ;;
esac
[[ $repository =~ ^[A-Za-z0-9_-][A-Za-z0-9._-]*/[A-Za-z0-9_-][A-Za-z0-9._-]*$ ]] ||
  stop 2 "It is not known which repository this action came from. Name a doctor that is here already in the input path."

server=${GITHUB_SERVER_URL:-https://github.com}
case $server in
  https://*) protocol='=https' ;;
  # Only this computer itself is asked without a safe connection.
  http://127.0.0.1:*) protocol='=http' ;;
  *) stop 2 "GITHUB_SERVER_URL is no address that begins with https://" ;;
esac

command -v curl > /dev/null ||
  stop 3 "curl is missing on this runner, and with it doctor is downloaded. Install it, or name a doctor in the input path."
temporary=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
umask 077
kept=$(mktemp -d "${temporary//\\//}/doctor.XXXXXX" 2>&1) ||
  stop 3 "No folder could be made for doctor: $kept"
program=$kept/doctor$ending
url=$server/$repository/releases/download/v$version/$name

if ! said=$(curl --fail --silent --show-error --location --proto "$protocol" --proto-redir "$protocol" \
  --retry 3 --connect-timeout 15 --max-time 120 --max-filesize 104857600 \
  --output "$program" --url "$url" 2>&1); then
  rm -rf -- "$kept"
  stop 3 "doctor could not be downloaded from $url: $said"
fi

if command -v sha256sum > /dev/null; then
  sum=$(sha256sum < "$program")
else
  sum=$(shasum -a 256 < "$program")
fi
sum=${sum%% *}
if [ "$sum" != "$wanted" ]; then
  rm -rf -- "$kept"
  stop 3 "What came from $url is not the doctor that was released: its SHA-256 is $sum, and $wanted is pinned. It was deleted, and nothing was started."
fi

chmod 700 "$program"
printf 'path=%s\n' "$program" >> "$GITHUB_OUTPUT"
printf 'doctor %s, with the SHA-256 that is pinned\n' "$version"
