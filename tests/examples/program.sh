# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of an example program share; read with `source`, in an empty folder of its own afterwards.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0
touch output errors begun
export ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}  # what draws letters leaks: fontconfig, libltdl

# fail TEXT: one more failure, with the last run's output.
fail() {
  echo "FAILED: $1"
  tail -n 12 output errors begun | sed 's/^/  | /'
  failures=$((failures + 1))
}

# begin COMMAND ARGUMENT...: runs in the background as process $running; what it says is in `begun`.
begin() {
  rm -f begun  # the new process may be slower to empty it than wait_for is to read what the last one said
  "$@" >begun 2>&1 &
  running=$!
}

# wait_for TEXT: until the program that was begun has said a line with it, a minute at most.
wait_for() {
  local wait
  for ((wait = 0; wait < 600; ++wait)); do
    if grep -qs -- "$1" begun; then return; fi
    sleep 0.1
  done
  fail "'$1' is not said in time"
}

finish() {
  echo "$failures failures"
  [[ $failures -eq 0 ]]
}
