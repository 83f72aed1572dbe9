#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The commands of `recognize` on the pictures that its run.sh shows.
set -euo pipefail
recognize=${CAMEO_RECOGNIZE:-} models=${CAMEO_FACE_MODELS:-} pictures=${CAMEO_FACE_PICTURES:-}
if [[ -z $recognize || -z $models || -z $pictures ]]; then
  echo "skipped: the recognize program is not built, or CAMEO_FACE_MODELS or CAMEO_FACE_PICTURES names no folder"
  exit 77
fi
source "$(dirname "${BASH_SOURCE[0]}")/../examples/program.sh"

# expect STATUS TEXT ARGUMENT...: the program ends so, and says TEXT on stdout or stderr.
expect() {
  local status=$1 text=$2 found=0
  shift 2
  "$recognize" "$@" >output 2>errors || found=$?
  [[ $found -eq $status ]] || fail "recognize $*: status $found, not $status"
  cat output errors | grep -qF -- "$text" || fail "recognize $*: '$text' is not said"
}

mkdir models known unknown
cp "$models/shape_predictor_5_face_landmarks.dat" models/
"$CAMEO_CONVERT_WEIGHTS" "$models/dlib_face_recognition_resnet_model_v1.dat" models/face_resnet.safetensors
if "$CAMEO_CONVERT_WEIGHTS" "$models/shape_predictor_5_face_landmarks.dat" other.safetensors 2>errors || [[ -e other.safetensors ]]; then
  fail "weights out of another file"
fi

echo "--- what is missing or wrong"
expect 1 "give --models" find "$pictures/obama.jpg"
export RECOGNIZE_MODELS=$work/models
expect 1 "'identfy' is neither a command nor a folder" identfy "$pictures/obama.jpg"
expect 1 "did you mean '--upsample'?" find "$pictures/obama.jpg" --upsampel 2
expect 1 "cannot be read" find missing.jpg
expect 1 "cannot be read" list
expect 0 "Usage" --help

echo "--- as Python's face_recognition"
cp "$pictures/obama.jpg" known/obama.jpg
cp "$pictures/biden.jpg" known/biden.jpg
cp "$pictures/obama2.jpg" "$pictures/obama_partial_face.jpg" unknown/
printf 'P5 100 100 255\n' >nobody.pgm
head -c 10000 /dev/zero >>nobody.pgm
expect 0 "unknown/obama2.jpg,obama" known unknown
[[ $(cat output) == $'unknown/obama2.jpg,obama\nunknown/obama_partial_face.jpg,obama' ]] || fail "other lines"
expect 0 "nobody.pgm,no_persons_found,None" known nobody.pgm --show-distance true
expect 0 "unknown/obama2.jpg,unknown_person" known unknown/obama2.jpg --tolerance 0.1
expect 0 "unknown/obama2.jpg,obama,0." known unknown/obama2.jpg --show-distance true

echo "--- find, compare"
expect 0 "top 142 left 349 height 268 width 269" find "$pictures/obama.jpg" --json found.json
grep -q '"milliseconds"' found.json || fail "no figures"
expect 0 "no face" find nobody.pgm
expect 0 "probably the same person" compare "$pictures/obama.jpg" "$pictures/obama2.jpg"
expect 2 "probably different people" compare "$pictures/obama.jpg" "$pictures/biden.jpg"
expect 1 "nobody.pgm: there is no face in it" compare nobody.pgm "$pictures/biden.jpg"
expect 1 "cut by the border" compare "$pictures/obama_partial_face.jpg" "$pictures/biden.jpg"

echo "--- a gallery"
expect 0 "1 person in gallery.json" enroll Barack "$pictures/obama.jpg"
expect 0 "2 people in gallery.json" enroll Joe "$pictures/biden.jpg"
[[ $(stat -c %a gallery.json) == 600 ]] || fail "others can read the gallery"
expect 0 "Barack: 1 picture enrolled, 2 in all" enroll Barack "$pictures/obama2.jpg"
expect 0 "looks like Barack too" enroll Barrack "$pictures/obama.jpg"
expect 0 "Barrack is removed" remove Barrack
expect 0 "Barack: 2 pictures" list
expect 1 "nobody called 'Jack'" verify Jack "$pictures/obama3.jpg"
expect 0 "probably the same person" verify Barack "$pictures/obama3.jpg"
expect 2 "probably different people" verify Joe "$pictures/obama3.jpg"
expect 0 "obama3.jpg: Barack, distance 0." identify "$pictures/obama3.jpg" --output drawn --json identified.json
[[ -s drawn/obama3.png ]] || fail "no drawing"
expect 1 "a drawing would replace it" identify drawn/obama3.png --output drawn
expect 1 "Nobody is not enrolled" enroll Nobody nobody.pgm
head -c 1000 gallery.json >cut.json
expect 1 "cut.json: is no gallery, or a damaged one" list --gallery cut.json

finish
