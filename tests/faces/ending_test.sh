#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The faces program ended from outside, and a standard output that cannot be written to: the model is kept, the status
# tells.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"

# start ARGUMENT...: trains in the background until an epoch is done.
start() {
  rm -rf stopped
  # A shell's background command is born with SIGINT ignored.
  begin env --default-signal "$faces" train --data data --output stopped --epochs 1000 --json stopped.json "$@"
  wait_for "^Epoch"
}

# kept NAME: the model and the results of a training that ended early are there, and nothing else.
kept() {
  grep -q "the model so far is kept" begun || fail "$1 is not mentioned"
  exists stopped.json
  for file in model.safetensors curves.png; do exists stopped/$file; done
  [[ -z $(find stopped -name '*part*') ]] || fail "$1: something was left behind"
  "$faces" predict --model stopped/model.safetensors data/dark/3.pgm >prediction 2>errors || fail "$1: no model"
}

echo "--- a signal ends training after the batch"
signals=(INT TERM HUP USR1 USR2 XCPU)
[[ ! ${CAMEO_QUICK_TESTS:-} ]] || signals=(INT USR1)
for signal in "${signals[@]}"; do
  start
  kill -$signal $running
  wait $running || fail "$signal: the status is not 0"
  kept $signal
done
start
kill -TERM $running
kill -HUP $running  # as a system that shuts down
wait $running || fail "TERM and HUP: the status is not 0"
kept "TERM and HUP"

echo "--- one that was ignored at the start stays ignored"
rm -rf stopped
begin env --ignore-signal=HUP "$faces" train --data data --output stopped --epochs 4
wait_for "^Epoch"
kill -HUP $running
wait $running || fail "an ignored SIGHUP: the status is not 0"
grep -q "^Epoch 4/4" begun || fail "an ignored SIGHUP ended training"

echo "--- the reader of stdout has gone"
rm -rf stopped
{ "$faces" train --data data --output stopped --epochs 1000 2>errors || true; } | head -n 1 >output
exists stopped/model.safetensors
exists stopped/curves.png
grep -q "standard output cannot be written: Broken pipe" errors || fail "a broken pipe is not mentioned"

echo "--- a standard output that is full or closed"
expect 0 "model:" train --data data --output out --epochs 1
for command in "evaluate --model out/model.safetensors --data data" "predict --model out/model.safetensors data/dark/3.pgm" \
  summary "preprocess data/dark/3.pgm --gray --output steps" "train --help" "train --data data --output full --epochs 1000"; do
  for target in full closed; do
    status=0
    # shellcheck disable=SC2086
    if [[ $target == full ]]; then
      "$faces" $command >/dev/full 2>errors || status=$?
    else
      "$faces" $command >&- 2>errors || status=$?
    fi
    [[ $status -eq 1 && $(wc -l <errors) -eq 1 ]] || fail "faces $command: status $status with a $target stdout"
  done
done
[[ ! -e full/model.safetensors ]] || fail "training began without a standard output"
"$faces" preprocess data/dark/4.pgm --gray --output steps >output 2>&- || fail "a closed stderr"
exists steps/3.png

finish
