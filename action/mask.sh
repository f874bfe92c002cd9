#!/usr/bin/env bash
# Tells GitHub to hide the token in everything that this job prints from now on, line by line: it hides no line breaks.
set -eu -o pipefail

# A carriage return ends a line of a token as well.
cr=$'\r' lf=$'\n'
rest=${DOCTOR_TOKEN:-}
rest=${rest//$cr/$lf}

while [ -n "$rest" ]; do
  line=${rest%%"$lf"*}
  case $rest in
    *"$lf"*) rest=${rest#*"$lf"} ;;
    *) rest='' ;;
  esac
  # Nothing but blanks is no secret, and hiding them would spoil the log.
  case $line in
    *[![:space:]]*) printf '::add-mask::%s\n' "${line//\%/%25}" ;;
  esac
done
