#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The faces program: what it writes, and one clear sentence and status 1 for everything that can go wrong.
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
mkdir -p data/dark data/light one/dark three/{a,b,c} empty/{dark,light} nothing
for ((n = 0; n < 60; ++n)); do
  picture data/dark/$n.pgm 20
  picture data/light/$n.pgm 200
done
cp data/dark/0.pgm one/dark
for class in a b c; do cp data/dark/0.pgm three/$class; done

echo "--- what it can do"
for command in train evaluate predict preprocess summary; do expect 0 "--help" $command --help; done
expect 0 "model.safetensors" train --data data --output out --json out.json --epochs 12
exists out/model.safetensors
exists out/curves.png
for key in test loss accuracy balanced_accuracy auc confusion history val_loss val_accuracy step_ms samples train \
  validation simd_target trainer_bytes skipped; do
  grep -q "\"$key\": " out.json || fail "out.json has no '$key'"
done
grep -q '"accuracy": 1.0' out.json || fail "black and white are not told apart"
grep -q '"test": 24' out.json || fail "a fifth is not to test"
grep -q '"train": 86' out.json || fail "a tenth of the rest is not to validate"

expect 0 "120 pictures: loss" evaluate --model out/model.safetensors --data data --json evaluation.json
grep -q '"auc": 1.0' evaluation.json || fail "the evaluation has no AUC of 1"
expect 0 "data/light/7.pgm: light 0.9" predict --model out/model.safetensors data/light/7.pgm
expect 0 "contact_sheet.png (120 pictures)" preprocess data --output sheet --random-flip --random-rotate 20
exists sheet/contact_sheet.png
expect 0 "steps/7.png" preprocess data/light/7.pgm --output steps --crop 1 1 6 6 --resize 12 10 --rotate 90 --flip --gray
exists steps/7.png
expect 0 "Total params: 1,625,281" summary

echo "--- the same seed gives the same model"
expect 0 "model.safetensors" train --data data --output again --epochs 12
cmp out/model.safetensors again/model.safetensors || fail "two runs differ"
expect 0 "model.safetensors" train --data data --output again --epochs 1 --seed 1
! cmp -s out/model.safetensors again/model.safetensors || fail "the seed changes nothing"

echo "--- damaged pictures"
cp -r data damaged
echo "this is no picture" >damaged/dark/5.pgm
"$faces" train --data damaged --output damaged_out --epochs 1 --json damaged.json >output 2>errors || fail "one damaged picture"
grep -q "dark/5.pgm" errors || fail "a damaged picture is not named"
grep -q "dark/5.pgm" damaged.json || fail "a damaged picture is not in the figures"
expect 1 "dark/5.pgm" train --data damaged --output damaged_out --epochs 1 --strict
expect 1 "dark/5.pgm" predict --model out/model.safetensors damaged/dark/5.pgm data/dark/7.pgm
grep -q "data/dark/7.pgm: dark" output || fail "the picture after a damaged one is left out"
expect 1 "gone.png" predict --model out/model.safetensors gone.png

echo "--- wrong calls"
expect 1 "--help"
expect 1 "--help" train
expect 1 "--help" train --data data --epochs 0
expect 1 "--help" train --data data --fit sideways
expect 1 "'missing': the folder cannot be read" train --data missing
expect 1 "nothing" train --data nothing
expect 1 "one class only" train --data one
expect 1 "3 classes" train --data three
expect 1 "no picture" train --data empty
expect 1 "missing.npy" train --data missing.npy
expect 1 "too few pictures" train --data data --test-split 0
expect 1 "not finite" train --data data --output wild --learning-rate 1e30
[[ ! -e wild/model.safetensors ]] || fail "a model that is not finite was kept"

echo "--- models that are none"
expect 1 "missing.safetensors" evaluate --model missing.safetensors --data data
head -c 1000 out/model.safetensors >cut.safetensors
expect 1 "cut.safetensors" predict --model cut.safetensors data/light/7.pgm
header='{"conv2d.kernel":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
printf '%b' "\\x$(printf %x ${#header})\\0\\0\\0\\0\\0\\0\\0$header\\0\\0\\0\\0" >small.safetensors
expect 1 "'conv2d.kernel' is (1) in the file but (3, 3, 3, 32) in the network" \
  predict --model small.safetensors data/light/7.pgm
mkdir -p renamed && cp -r data/dark renamed/black && cp -r data/light renamed/white
expect 1 "its classes are black and white, but the model's are dark and light" \
  evaluate --model out/model.safetensors --data renamed

echo "--- places that cannot be written to: what was there stays"
cp out/model.safetensors before
ls out >files_before
touch file
expect 1 "file" train --data data --output file --epochs 1
expect 1 "/proc/faces" train --data data --output /proc/faces --epochs 1
if [[ $EUID -ne 0 ]]; then
  mkdir read_only && chmod 555 read_only
  expect 1 "Permission denied" train --data data --output read_only --epochs 1
fi
expect 1 "No space left on device" train --data data --output out --epochs 12 --json /dev/full
cmp out/model.safetensors before || fail "the same training wrote another model"
(
  ulimit -f 1000  # KiB; the model is larger
  expect 1 "File too large" train --data data --output out --epochs 1
  exit $failures
) || failures=$?
cmp out/model.safetensors before || fail "half a model replaced a whole one"
ls -A out | cmp -s - files_before || fail "something was left behind: $(ls -A out)"

echo "--- Ctrl-C"
rm output  # of the run before
"$faces" train --data data --output stopped --epochs 1000 --json stopped.json >output 2>errors &
running=$!
for ((wait = 0; wait < 600; ++wait)); do
  if grep -qs "^Epoch" output; then break; fi
  sleep 0.1
done
kill -INT $running
wait $running || fail "Ctrl-C: the status is not 0"
grep -q "the model so far is kept" output || fail "Ctrl-C is not mentioned"
exists stopped/model.safetensors
exists stopped.json
expect 0 "data/dark/3.pgm" predict --model stopped/model.safetensors data/dark/3.pgm

echo "$failures failures"
[[ $failures -eq 0 ]]
