# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of the recognize program share; read with `source`, in an empty folder of its own afterwards.
set -euo pipefail
recognize=${CAMEO_RECOGNIZE:-}
if [[ -z $recognize ]]; then
  echo "skipped: the recognize program is not built"
  exit 77
fi
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$tests/examples/program.sh"

# needs VARIABLE...: skips the test where one of these names no folder.
needs() {
  local variable
  for variable in "$@"; do
    if [[ -z ${!variable:-} ]]; then
      echo "skipped: $variable names no folder"
      exit 77
    fi
  done
}

# expect STATUS TEXT ARGUMENT...: the program ends so, and says TEXT on stdout or stderr.
expect() {
  local status=$1 text=$2 found=0
  shift 2
  "$recognize" "$@" >output 2>errors || found=$?
  [[ $found -eq $status ]] || fail "recognize $*: status $found, not $status"
  cat output errors | grep -qF -- "$text" || fail "recognize $*: '$text' is not said"
}
