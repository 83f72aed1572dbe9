#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A training of the faces program that was ended goes on as if it had never been.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
train=(train --data data --flip --rotate 10 --learning-rate 0.002 --seed 3)

echo "--- 2 and 3 epochs are 5"
expect 0 "Epoch 5/5" "${train[@]}" --epochs 5 --output whole
expect 0 "Epoch 2/2" "${train[@]}" --epochs 2 --output parts
cp -r parts other
expect 0 "Epoch 5/5" train --data data --flip --rotate 10 --seed 3 --epochs 3 --resume parts --output parts --json parts.json
grep -q "Epoch 3/5" output || fail "the epochs begin again"
grep -q '"epochs_before": 2' parts.json || fail "the figures do not tell the epochs before"
sed -n '/"loss": \[/,/\]/p' parts.json | grep -c '[0-9]' | grep -qx 5 || fail "the history is not that of all epochs"
expect 0 "Epoch 5/5" "${train[@]}" --epochs 3 --resume other/model.safetensors --output further
for folder in parts further; do
  cmp whole/model.safetensors $folder/model.safetensors || fail "$folder: another model than without an interruption"
  cmp whole/model.trainer $folder/model.trainer || fail "$folder: another state"
  cmp whole/curves.png $folder/curves.png || fail "$folder: other curves"
done

echo "--- in the middle of an epoch"
begin env --default-signal "$faces" "${train[@]}" --epochs 1000 --output stopped
wait_for "^Epoch"
kill -TERM $running
wait $running || fail "SIGTERM: the status is not 0"
done_epochs=$(sed -n 's/^stopped after \([0-9]*\) whole.*/\1/p' begun)
expect 0 "model:" "${train[@]}" --epochs 2 --resume stopped --output stopped
expect 0 "model:" "${train[@]}" --epochs $((done_epochs + 2)) --output whole
cmp whole/model.safetensors stopped/model.safetensors || fail "another model than without SIGTERM"

echo "--- what cannot go on"
expect 1 "this training began with --seed 3, but now it is 0" train --data data --flip --rotate 10 --epochs 1 --resume parts
expect 1 "began with --validation-split 0.1, but now it is 0.2" "${train[@]}" --validation-split 0.2 --resume parts
expect 1 "began with --test-split not given, but now it is 0.3" "${train[@]}" --test-split 0.3 --resume parts
expect 1 "began with --fit squeeze, but now it is center" "${train[@]}" --fit center --resume parts
expect 1 "began with --crop not given, but now it is given" "${train[@]}" --crop --resume parts
expect 1 "began with --flip given, but now it is not given" train --data data --rotate 10 --seed 3 --resume parts
expect 1 "began with --rotate 10, but now it is 0" train --data data --flip --seed 3 --resume parts
expect 1 "began with --rotate 10, but now it is 5" train --data data --flip --rotate 5 --seed 3 --resume parts
expect 1 "began with --brightness 0, but now it is 0.1" "${train[@]}" --brightness 0.1 --resume parts
expect 1 "began with --contrast 0, but now it is 0.2" "${train[@]}" --contrast 0.2 --resume parts
cp data/dark/0.pgm data/dark/one_more.pgm
expect 1 "the pictures to train are not those that this training began with" "${train[@]}" --epochs 1 --resume parts
mv data/dark/one_more.pgm data/dark/0.pgm
for ((n = 1; n < 9; ++n)); do picture data/dark/$n.pgm 30; done
expect 1 "the pictures to train are not those" "${train[@]}" --epochs 1 --resume parts
rm further/model.trainer
expect 1 "further/model.trainer" "${train[@]}" --resume further/model.safetensors
expect 1 "model.trainer" "${train[@]}" --resume data
head -c 1000000 parts/model.trainer >other/model.trainer
expect 1 "other/model.trainer" "${train[@]}" --resume other
expect 1 "Path does not exist" "${train[@]}" --resume missing

finish
