# shellcheck shell=bash
# How the steps of the action end when doctor cannot run: with a line that GitHub shows on the page of the job.
# Bash 3.2 (macOS) reads this file too.

# A text as GitHub's commands take it. No line of it can become a command of its own.
escaped() {
  local text=$1 cr=$'\r' lf=$'\n'
  text=${text//\%/%25}
  text=${text//$cr/%0D}
  text=${text//$lf/%0A}
  printf '%s' "$text"
}

# stop CODE WORDS: 2 for what was asked for, 3 for what stood in the way.
stop() {
  printf '::error title=doctor::%s\n' "$(escaped "$2")"
  exit "$1"
}
