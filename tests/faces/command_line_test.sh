#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The faces program: what it writes, and one clear sentence and status 1 for everything that can go wrong.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"

mkdir -p one/dark three/{a,b,c} empty/{dark,light} nothing
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
for key in program cameo highway options seed learning_rate validation_split classes misclassified; do
  grep -q "\"$key\": " out.json || fail "out.json has no '$key'"
done
grep -q '"test": 24' out.json || fail "a fifth is not to test"
grep -q '"train": 86' out.json || fail "a tenth of the rest is not to validate"

expect 0 "120 pictures: loss" evaluate --model out/model.safetensors --data data --json evaluation.json
grep -q '"auc": 1.0' evaluation.json || fail "the evaluation has no AUC of 1"
expect 0 "data/light/7.pgm: light 0.9" predict --model out/model.safetensors data/light/7.pgm
expect 0 "contact_sheet.png (120 pictures)" preprocess data --output sheet --random-flip --random-rotate 20
exists sheet/contact_sheet.png
expect 0 "steps/7.png" preprocess data/light/7.pgm --output steps --crop 1 1 6 6 --resize 12 10 --rotate 90 --flip --gray
exists steps/7.png
for sheet in "--random-flip" "--random-contrast 0.5" "--fit center"; do
  # shellcheck disable=SC2086
  expect 1 "give one or the other" preprocess data/light/7.pgm --output steps --gray $sheet
done
expect 0 "Total params: 1,625,281" summary

echo "--- the same seed gives the same model"
expect 0 "model.safetensors" train --data data --output again --epochs 12
cmp out/model.safetensors again/model.safetensors || fail "two runs differ"
expect 0 "model.safetensors" train --data data --output again --epochs 1 --seed 1
! cmp -s out/model.safetensors again/model.safetensors || fail "the seed changes nothing"

echo "--- classes are matched by their names, not by their order"
header="{'descr': '|u1', 'fortran_order': False, 'shape': (80, 8, 8), }"
{
  printf '\x93NUMPY\x01\x00v\x00%-117s\n' "$header"
  head -c $((40 * 64)) /dev/zero | tr '\0' '\310'  # the faces come first
  head -c $((40 * 64)) /dev/zero | tr '\0' '\024'
} >two.npy
LC_ALL=C sed 's/(80, 8, 8)/(80, 64)  /' two.npy >flat.npy
expect 1 "half of it faces, but found is (80, 64)" train --npy flat.npy --epochs 1
mkdir -p named
cp -r data/light named/face && cp -r data/dark named/other
expect 0 "classes: other (0), face (1)" train --npy two.npy --output npy_out --epochs 12 --test named
grep -q "accuracy 1.0000" output || fail "the folder to test has its classes exchanged"
expect 0 "accuracy 1.0000" evaluate --model npy_out/model.safetensors --data named
expect 0 "named/face/3.pgm: face" predict --model npy_out/model.safetensors named/face/3.pgm

echo "--- names that would command the terminal"
cp data/light/7.pgm $'seven\n\e[31m\xff.pgm'
expect 0 'seven\n\x1b[31m\xff.pgm: light 0.' predict --model out/model.safetensors $'seven\n\e[31m\xff.pgm'
expect 0 'steps/seven\n\x1b[31m\xff.png' preprocess $'seven\n\e[31m\xff.pgm' --output steps --gray
mkdir album
cp data/light/7.pgm a.pgm
cp steps/7.png album/a.png
expect 0 "album/a.png" preprocess a.pgm --output album --gray
echo "another picture" >album/a.png
expect 1 "album/a.png: a result would replace it, but faces has not made it" preprocess a.pgm --output album --gray
grep -q "another picture" album/a.png || fail "a picture is replaced"
expect 1 '\x1b[31m.pgm: ' predict --model out/model.safetensors $'\e[31m.pgm'
grep -qE '"(probability|val_loss|learning_rate)": -?[0-9.]{14,}' out.json && fail "a float is written with digits that it does not have"

echo "--- names of classes that are no UTF-8"
mkdir latin1
cp -r data/dark $'latin1/g\xe9n\xe9'
cp -r data/light latin1/other
expect 0 "model:" train --data latin1 --output latin1-out --epochs 1
expect 0 "accuracy" evaluate --model latin1-out/model.safetensors --data latin1
expect 0 "model:" train --data latin1 --output latin1-out --epochs 1 --resume latin1-out

echo "--- what is wrong is shown and listed"
mkdir -p mixed && cp -r data/dark mixed/light && cp -r data/light mixed/dark
expect 0 "120 pictures: loss" evaluate --model out/model.safetensors --data mixed --json mixed.json
[[ $(grep -c '"predicted": ' mixed.json) -eq 120 ]] || fail "not every mistake is listed"
grep -q '"file": "mixed/dark/7.pgm"' mixed.json || fail "a mistake has no file"
expect 0 "misclassified.png (" train --data data --test mixed --output wrong --epochs 1
exists wrong/misclassified.png
expect 0 "model:" train --data data --test data --output wrong --epochs 12
[[ ! -e wrong/misclassified.png ]] || fail "the mistakes of an earlier run stay"

echo "--- pictures to test that are trained on too"
trained_on="108 of 120 pictures to test are trained on too"
ln -s data linked
cp -r data copied
for test in data ./data/../data linked copied; do
  expect 0 "108 to train, 12 to validate, 120 to test" train --data data --test $test --output wrong --epochs 1
  [[ $(grep -cF "$test: $trained_on" errors) -eq 1 ]] || fail "--test $test: no warning"
done
mkdir -p unseen/{dark,light}
picture unseen/dark/0.pgm 20
picture unseen/light/0.pgm 200
for test in "--test unseen" "--test-split 0.2"; do
  # shellcheck disable=SC2086
  expect 0 "model:" train --data data $test --output wrong --epochs 1
  ! grep -q "trained on too" errors || fail "$test: a warning of nothing"
done

cp -r data doubled
for ((n = 0; n < 60; ++n)); do cp data/dark/$n.pgm doubled/dark/again_$n.pgm; done
expect 0 "model:" train --data doubled --output wrong --epochs 1
grep -q "doubled: .* of 36 pictures to test are trained on too" errors || fail "copies in the classes: no warning"

echo "--- classes of which one is rare"
mkdir -p rare/dark
cp -r data/light rare/light
cp data/dark/1?.pgm rare/dark/
expect 0 "model:" train --data rare --balance --output balanced --epochs 3 --json balanced.json
grep -q '"balance": true' balanced.json || fail "the figures do not tell of the weights"
expect 0 "model:" train --data rare --output unbalanced --epochs 3
! cmp -s balanced/model.safetensors unbalanced/model.safetensors || fail "the weights change nothing"
expect 1 "began with --balance given, but now it is not given" train --data rare --epochs 1 --resume balanced
# where both classes have as many pictures, each weight is 1
expect 0 "model:" train --data data --output plain --epochs 2
expect 0 "model:" train --data data --balance --output weighted --epochs 2
cmp plain/model.safetensors weighted/model.safetensors || fail "weights of 1 are not as none"

echo "--- files that are no pictures"
cp -r data others
echo text >others/dark/notes.txt
printf 'RIFF\x10\0\0\0WEBPVP8 ' >others/light/a.webp
ln -s /gone/b.jpg others/light/b.jpg
"$faces" train --data others --output others_out --epochs 1 --json others.json >output 2>errors || fail "other files"
for name in notes.txt a.webp b.jpg; do
  grep -q "$name" errors || fail "$name is not named"
  grep -q "$name" others.json || fail "$name is not in the figures"
done
grep -qi "webp (1)" errors || fail "files are not counted by kind"
for command in "train --output others_out --epochs 1" "evaluate --model out/model.safetensors"; do
  # shellcheck disable=SC2086
  expect 1 "would be left out" $command --data others --strict
done

echo "--- damaged pictures"
cp -r data damaged
echo "this is no picture" >damaged/dark/5.pgm
"$faces" train --data damaged --output damaged_out --epochs 1 --json damaged.json >output 2>errors || fail "one damaged picture"
grep -q "dark/5.pgm" errors || fail "a damaged picture is not named"
grep -q "^1 damaged picture skipped" errors || fail "damaged pictures are not counted"
grep -q "dark/5.pgm" damaged.json || fail "a damaged picture is not in the figures"
expect 1 "dark/5.pgm" train --data damaged --output damaged_out --epochs 1 --strict
expect 1 "dark/5.pgm" predict --model out/model.safetensors damaged/dark/5.pgm data/dark/7.pgm
grep -q "data/dark/7.pgm: dark" output || fail "the picture after a damaged one is left out"
expect 1 "gone.png" predict --model out/model.safetensors gone.png

echo "--- wrong calls"
mkdir alone
cp -r data/dark alone
expect 1 "'alone': there is one class only ('dark')" train --data alone
cp -r data/dark alone/darker && cp -r data/dark alone/darkest
expect 1 "alone: 3 classes of pictures, but this network tells two apart" train --data alone
expect 1 "--help"
expect 1 "--help" train
expect 1 "--help" train --data data --fit sideways
expect 1 "did you mean 'train'" trian --data data
expect 1 "did you mean '--epochs'" train --data data --epoch 3
expect 1 "did you mean '--epochs'" train --data data --epoch=3
expect 1 "did you mean '--epochs'" train --data data -epochs 3
expect 1 "did you mean '--learning-rate'" train --data data --learning 1
expect 1 "did you mean '--model'" predict --modle out/model.safetensors data/dark/0.pgm
expect 1 "train has no option '--momentum'; see" train --data data --momentum 1
expect 1 "train takes no 'data'" train data
expect 1 "'missing': the folder cannot be read" train --data missing
expect 1 "nothing" train --data nothing
expect 1 "one class only" train --data one
expect 1 "3 classes" train --data three
expect 1 "no picture" train --data empty
expect 1 "missing.npy" train --data missing.npy
expect 1 "too few pictures" train --data data --test-split 0.001
for option in data test output json resume; do
  expect 1 "--$option: " train --data data --$option ""
done
expect 1 "--model: " predict --model "" data/dark/0.pgm
expect 1 "not finite" train --data data --output wild --learning-rate 1e30
[[ ! -e wild/model.safetensors ]] || fail "a model that is not finite was kept"

echo "--- numbers"
expect 1 "--learning-rate is '0,0005', but a number above 0 and up to 1e+30 is needed, with a point and no comma" \
  train --data data --learning-rate 0,0005
for value in nan inf -inf -1 0 1e-60 1e99 "" " 1" 1x 0x1p3 ١; do
  expect 1 "--learning-rate is '$value', but a number above 0" train --data data --learning-rate "$value"
done
for value in 0 -3 1025 2.5 1e2 99999999999999999999 ten; do
  expect 1 "--epochs is '$value', but a whole number from 1 to 1024 is needed" train --data data --epochs "$value"
done
for value in -1 18446744073709551616 1.0; do
  expect 1 "--seed is '$value', but a whole number from 0 to 18446744073709551615" train --data data --seed "$value"
done
expect 1 "--test-split is '0', but a number above 0 and up to 0.9" train --data data --test-split 0
for option in validation-split rotate brightness contrast; do
  for value in nan -0.1 1000 x; do
    expect 1 "--$option is '$value', but a number from 0 to " train --data data --$option "$value"
  done
done
expect 1 "--rotate is 'nan', but a number from -360 to 360" preprocess data --rotate nan
expect 1 "--random-rotate is 'nan', but a number from 0 to 180" preprocess data --random-rotate nan
expect 1 "--resize is '0', but a whole number from 1 to 65536" preprocess data --resize 8 0
expect 1 "--crop is '-1', but a whole number from 0 to 65535" preprocess data --crop -1 0 4 4
expect 1 "--center-crop is '2147483648', but a whole number" preprocess data --center-crop 4 2147483648

echo "--- models that are none"
expect 1 "missing.safetensors" evaluate --model missing.safetensors --data data
cp out/model.trainer renamed.safetensors
for state in out/model.trainer renamed.safetensors; do
  expect 1 "$state: this is the state of a training, for train --resume; give the model.safetensors beside it" \
    predict --model $state data/light/7.pgm
  expect 1 "$state: this is the state of a training" evaluate --model $state --data data
done
head -c 100 out/model.trainer >cut.trainer
expect 1 "cut.trainer: the header is" predict --model cut.trainer data/light/7.pgm
head -c 1000 out/model.safetensors >cut.safetensors
expect 1 "cut.safetensors" predict --model cut.safetensors data/light/7.pgm
header='{"conv2d.kernel":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
printf '%b' "\\x$(printf %x ${#header})\\0\\0\\0\\0\\0\\0\\0$header\\0\\0\\0\\0" >small.safetensors
expect 1 "'conv2d.kernel' is (1) in the file but (3, 3, 3, 32) in the network" \
  predict --model small.safetensors data/light/7.pgm
mkdir -p renamed && cp -r data/dark renamed/black && cp -r data/light renamed/white
expect 1 "its classes are black and white, but the model's are dark and light" \
  evaluate --model out/model.safetensors --data renamed

finish
