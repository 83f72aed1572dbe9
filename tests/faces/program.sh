# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of the faces program share; read with `source`, in an empty folder of its own afterwards.
set -euo pipefail
faces=${CAMEO_FACES:-}
if [[ -z $faces ]]; then
  echo "skipped: the faces program is not built"
  exit 77
fi
source "$(dirname "${BASH_SOURCE[0]}")/../examples/program.sh"

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
