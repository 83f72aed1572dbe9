# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of the faces program share; read with `source`, in an empty folder of its own afterwards.
set -euo pipefail
faces=${CAMEO_FACES:-}
if [[ -z $faces ]]; then
  echo "skipped: the faces program is not built"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0
export ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}  # what draws letters leaks: fontconfig, libltdl

# fail TEXT: one more failure, with the last run's output.
fail() {
  echo "FAILED: $1"
  tail -n 12 output errors | sed 's/^/  | /'
  failures=$((failures + 1))
}

# expect STATUS TEXT ARGUMENT...: the program ends so, and says TEXT on stdout (status 0) or on stderr.
expect() {
  local status=$1 text=$2 found=0
  shift 2
  "$faces" "$@" >output 2>errors || found=$?
  local said=output
  [[ $status -eq 0 ]] || said=errors
  if [[ $found -ne $status ]]; then
    fail "faces $*: status $found, not $status"
  elif ! grep -qF -- "$text" $said; then
    fail "faces $*: '$text' is not said"
  elif [[ $status -ne 0 && $text != *"--help"* && $(wc -l <errors) -ne 1 ]]; then
    fail "faces $*: more than one sentence"
  fi
}

exists() {
  [[ -s $1 ]] || fail "$1 is missing or empty"
}

# picture FILE LEVEL: 8x8 pixels of about this gray.
picture() {
  local i
  printf 'P2 8 8 255\n' >"$1"
  for ((i = 0; i < 64; ++i)); do echo $(($2 + RANDOM % 30)); done >>"$1"
}

RANDOM=1
mkdir -p data/dark data/light
for ((n = 0; n < 60; ++n)); do
  picture data/dark/$n.pgm 20
  picture data/light/$n.pgm 200
done


# wait_for TEXT FILE: until the file has a line with it, a minute at most.
wait_for() {
  local wait
  for ((wait = 0; wait < 600; ++wait)); do
    if grep -qs -- "$1" "$2"; then return; fi
    sleep 0.1
  done
  fail "'$1' is not said in time"
}

finish() {
  echo "$failures failures"
  [[ $failures -eq 0 ]]
}
