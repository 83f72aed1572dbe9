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

# prepare_models: the folder models, of the published network.
prepare_models() {
  mkdir models
  cp "$CAMEO_FACE_MODELS/shape_predictor_5_face_landmarks.dat" models/
  "$CAMEO_CONVERT_WEIGHTS" "$CAMEO_FACE_MODELS/dlib_face_recognition_resnet_model_v1.dat" models/face_resnet.safetensors
  export RECOGNIZE_MODELS=$work/models
}

# prepare_pictures SIDE NAME...: the folder pictures, of these that run.sh shows, with a longer side of so many pixels;
# smaller ones are looked through in less time.
prepare_pictures() {
  local side=$1 name
  shift
  mkdir pictures
  for name in "$@"; do
    "$CAMEO_RESIZED" "$CAMEO_FACE_PICTURES/$name.jpg" "$side" "pictures/$name.png"
  done
}

# expect STATUS TEXT ARGUMENT...: the program ends so, and says TEXT on stdout or stderr.
expect() {
  local status=$1 text=$2 found=0
  shift 2
  "$recognize" "$@" >output 2>errors || found=$?
  [[ $found -eq $status ]] || fail "recognize $*: status $found, not $status"
  grep -qF -- "$text" output errors || fail "recognize $*: '$text' is not said"
}
