#!/usr/bin/env bash
# Runs doctor as the inputs say. Each of them becomes one word of the call, or is refused; the exit code is doctor's.
set -eu -o pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=action/stop.sh
. "$here/stop.sh"

doctor=${DOCTOR_PATH:-}
case $doctor in
  '') stop 2 "No doctor was fetched, and the input path names none." ;;
  /* | [A-Za-z]:[/\\]*) ;;
  *) doctor=$PWD/$doctor ;;
esac
if [ ! -f "$doctor" ] || [ ! -x "$doctor" ]; then
  stop 2 "There is no program at $doctor, which the input path names."
fi

call=(check "--profile=${DOCTOR_PROFILE:-ci}")

case ${DOCTOR_STRICT:-false} in
  true) call+=(--strict) ;;
  false) ;;
  *) stop 2 "The input strict is true or false, not: $DOCTOR_STRICT" ;;
esac

if [ -n "${DOCTOR_WAIT:-}" ]; then
  call+=("--wait=$DOCTOR_WAIT")
fi

cr=$'\r' lf=$'\n'
rest=${DOCTOR_FORMATS:-}
while [ -n "$rest" ]; do
  line=${rest%%"$lf"*}
  case $rest in
    *"$lf"*) rest=${rest#*"$lf"} ;;
    *) rest='' ;;
  esac
  line=${line%"$cr"}
  line=${line#"${line%%[![:space:]]*}"}
  line=${line%"${line##*[![:space:]]}"}
  if [ -n "$line" ]; then
    call+=("--format=$line")
  fi
done

# Split at blanks and line breaks, and take no star for a name of files.
set -f
for id in ${DOCTOR_CHECKS:-}; do
  [[ $id =~ ^[a-z0-9][a-z0-9-]*/([a-z0-9][a-z0-9-]*)?$ ]] ||
    stop 2 "The input checks takes ids such as tool/git and areas such as tool/, not: $id"
  call+=("$id")
done
set +f

if [ -n "${DOCTOR_FOLDER:-}" ]; then
  unset CDPATH
  folder=$DOCTOR_FOLDER
  case $folder in
    -*) folder=./$folder ;;
  esac
  cd -- "$folder" 2> /dev/null || stop 2 "There is no folder $DOCTOR_FOLDER, which the input working-directory names."
fi

# Without a token, what the job itself has set stays.
if [ -n "${DOCTOR_TOKEN:-}" ]; then
  export GH_TOKEN=$DOCTOR_TOKEN
fi
unset DOCTOR_TOKEN

exec "$doctor" "${call[@]}"
