#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Where the faces program writes: never over what it reads, nothing by halves, one run at a time, refused before the
# work begins.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"

# unchanged FILE COPY
unchanged() {
  cmp -s "$1" "$2" || fail "$1 was changed"
}

echo "--- a picture is never overwritten by what is made of it"
mkdir pictures
"$faces" preprocess data/dark/0.pgm data/light/1.pgm --gray --output pictures >output 2>errors
mv pictures/0.png pictures/a.png
mv pictures/1.png pictures/b.png
cp pictures/a.png a_before
read_too="would replace it, but it is read too"
expect 1 "pictures/a.png: pictures/a.png $read_too" preprocess pictures/a.png --gray --output pictures
expect 1 "$read_too" preprocess pictures --gray --output ./pictures/../pictures
(cd pictures && expect 1 "$read_too" preprocess a.png --gray --output .; exit $failures) || failures=$?
rm pictures/output pictures/errors
ln -s pictures other_name
expect 1 "$read_too" preprocess pictures/a.png --gray --output other_name
mkdir hard soft
ln pictures/a.png hard/a.png
expect 1 "$read_too" preprocess pictures/a.png --gray --output hard
ln -s ../pictures/a.png soft/a.png
expect 1 "$read_too" preprocess pictures/a.png --gray --output soft
expect 1 "$read_too" preprocess soft/a.png --gray --output pictures
ln -s ../pictures/a.png soft/b.png
expect 1 "$read_too" preprocess pictures --gray --output soft
cp pictures/a.png contact_sheet.png
expect 1 "contact_sheet.png: the contact sheet $read_too" preprocess contact_sheet.png --output .
unchanged pictures/a.png a_before
unchanged contact_sheet.png a_before
[[ ! -e soft/contact_sheet.png && ! -e hard/b.png ]] || fail "something was written before it was refused"
if unshare -rm true 2>/dev/null; then
  mkdir mounted
  # shellcheck disable=SC2016
  unshare -rm sh -c 'mount --bind pictures mounted && "$0" preprocess pictures/a.png --gray --output mounted' \
    "$faces" >output 2>errors && fail "a bind mount"
  grep -q "$read_too" errors || fail "a bind mount: another reason"
  unchanged pictures/a.png a_before
fi

echo "--- nor what is read otherwise"
expect 0 "model:" train --data data --output out --epochs 1
cp out/model.safetensors model_before
expect 1 "out/model.safetensors: the figures $read_too" \
  evaluate --model out/model.safetensors --data data --json ./out/../out/model.safetensors
cp data/dark/0.pgm zero_before
expect 1 "$read_too" evaluate --model out/model.safetensors --data data --json data/dark/0.pgm
expect 1 "$read_too" train --data data --output out --epochs 1 --json data/dark/0.pgm
ln data/dark/0.pgm zero.json
expect 1 "$read_too" train --data data --output out --epochs 1 --json zero.json
ln -sf ../data/dark/0.pgm out/curves.png
expect 1 "data/dark/0.pgm: curves.png $read_too" train --data data --output out --epochs 1
rm out/curves.png
for picture in curves misclassified; do
  echo precious >out/$picture.png
  expect 1 "out/$picture.png: a result would replace it, but faces has not made it" train --data data --output out --epochs 1
  grep -q precious out/$picture.png || fail "$picture.png was replaced"
  rm out/$picture.png
done
expect 1 "both the model and the figures would be written there" \
  train --data data --output out --epochs 1 --json out/model.safetensors
expect 1 "both the model and the figures would be written there" \
  train --data data --output new/folder --epochs 1 --json new/../new/folder/model.safetensors
expect 1 "the results cannot lie in data" train --data data --output data/dark/results --epochs 1
expect 1 "the results cannot lie in data" train --data data --output data --epochs 1
[[ ! -e data/model.safetensors ]] || fail "a model was written among the classes"
[[ ! -e data/dark/results ]] || fail "a folder was made among the classes"
cp out/model.trainer state_before
for resumed in trainer safetensors; do
  expect 1 "out/model.$resumed: the figures $read_too" \
    train --data data --epochs 1 --resume out --output new --json out/model.$resumed
done
unchanged out/model.trainer state_before
unchanged data/dark/0.pgm zero_before
unchanged out/model.safetensors model_before

echo "--- the standard output is added to"
echo "a line before" >log
"$faces" evaluate --model out/model.safetensors --data data --json /dev/stdout >>log 2>errors || fail "json to stdout"
grep -q "a line before" log && grep -q '"auc": ' log || fail "the log was replaced"
"$faces" evaluate --model out/model.safetensors --data data --json log >>log 2>errors || fail "json to the log"
[[ $(grep -c '"auc": ' log) -eq 2 ]] || fail "the log was replaced by its own name"
"$faces" train --data data --output . --epochs 1 >model.safetensors 2>errors && fail "stdout is the model"
grep -q "the standard output goes there too" errors || fail "stdout is the model: another reason"
rm model.safetensors

echo "--- all pictures, each in its place"
mkdir many
for ((n = 0; n < 405; ++n)); do printf 'P5\n2 2\n255\n\0\0\0\0' >many/$n.pgm; done
expect 0 "many_out/404.png" preprocess many --resize 4 4 --output many_out
[[ $(find many_out -name '*.png' | wc -l) -eq 405 ]] || fail "not every picture was written"
expect 0 "contact_sheet.png (the first 400 of 405 pictures)" preprocess many --output many_out
mkdir -p alike/{cat,dog}/deep
for ((n = 0; n < 5; ++n)); do cp data/dark/$n.pgm alike/cat/; cp data/light/$n.pgm alike/dog/deep/; done
mkdir album
echo precious >album/contact_sheet.png
expect 1 "album/contact_sheet.png: a result would replace it, but faces has not made it" preprocess data --output album
grep -q precious album/contact_sheet.png || fail "contact_sheet.png was replaced"
for way in --gray --random-flip; do
  expect 1 "alike/.: the results cannot lie among the pictures that are read there" preprocess alike $way --output alike/.
done
mkdir -p classes/cat mine
cp data/dark/3.pgm classes/cat
cp data/light/3.pgm mine/b.pgm
among="classes/cat: the results cannot lie among pictures that faces has not made, such as 3.pgm; give another --output"
expect 1 "$among" preprocess mine/b.pgm --gray --output classes/cat
expect 1 "$among" preprocess mine/b.pgm --output classes/cat
expect 1 "among pictures that faces has not made, such as b.pgm" preprocess mine/b.pgm --gray --output mine
mkdir -p mirrored/cat && cp data/light/3.pgm mirrored/cat/b.pgm
expect 1 "$among" preprocess mirrored --gray --output classes
[[ $(ls classes/cat) == 3.pgm ]] || fail "a result lies among pictures"
expect 0 "alike_out/dog/deep/4.png" preprocess alike --gray --output alike_out
[[ $(find alike_out -name '*.png' | wc -l) -eq 10 && -e alike_out/cat/0.png ]] || fail "subfolders are not mirrored"
expect 0 "alike/out/cat/0.png" preprocess alike --gray --output alike/out
expect 0 "alike/out/cat/0.png" preprocess alike --gray --output alike/out
[[ $(find alike/out -name '*.png' | wc -l) -eq 10 ]] || fail "results of the first run are pictures of the second"
expect 1 "both data/dark/0.pgm and data/light/0.pgm would be written there" \
  preprocess data/dark data/light --gray --output collision
cp data/dark/0.pgm alike/cat/0.ppm
expect 1 "alike/cat/0.p" preprocess alike/cat --gray --output collision
[[ -z $(ls -A collision 2>/dev/null) ]] || fail "something was written before the collision was found"
cp data/dark/0.pgm one.pgm
expect 0 "contact_sheet.png (1 picture)" preprocess one.pgm --output one_out

echo "--- two runs and one folder"
begin "$faces" train --data data --output shared --epochs 1000
wait_for "^Epoch"
expect 1 "shared: another run writes its results there" train --data data --output shared --epochs 1
expect 1 "shared: another run writes its results there" preprocess data --gray --output ./shared
kill -TERM $running
wait $running || fail "the first run was disturbed"
exists shared/model.safetensors
exists shared/curves.png
[[ -z $(find shared -name '*part*') ]] || fail "something was left behind"
expect 0 "model:" train --data data --output shared --epochs 1

echo "--- places that cannot be written to: what was there stays"
cp out/model.safetensors model_before
ls out >files_before
touch file
expect 1 "file" train --data data --output file --epochs 1
expect 1 "/proc/faces" train --data data --output /proc/faces --epochs 1
for result in model.trainer curves.png misclassified.png; do
  mkdir -p taken_$result/$result
  expect 1 "taken_$result/$result: cannot be written: Is a directory" \
    train --data data --output taken_$result --epochs 1
  ! grep -q Epoch output || fail "$result is known to be a folder after training only"
done
if [[ $EUID -ne 0 ]]; then
  mkdir read_only && chmod 555 read_only
  expect 1 "Permission denied" train --data data --output read_only --epochs 1
fi
expect 1 "No space left on device" train --data data --output out --epochs 1 --json /dev/full
cmp out/model.safetensors model_before || fail "the same training wrote another model"
(
  ulimit -f 1000  # KiB; the model is larger
  expect 1 "File too large" train --data data --output out --epochs 1
  ! grep -q Epoch output || fail "want of room is noticed after training only"
  exit $failures
) || failures=$?
cmp out/model.safetensors model_before || fail "half a model replaced a whole one"
ls -A out | cmp -s - files_before || fail "something was left behind: $(ls -A out)"

finish
