# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of an example program share; read with `source`, in an empty folder of its own afterwards.
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

finish() {
  echo "$failures failures"
  [[ $failures -eq 0 ]]
}
