#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh [FOLDER]: from a fresh Debian 12 to people recognised by their faces. Installs what is missing, fetches the
# published network and some pictures, builds `recognize`, enrols two people and identifies the other pictures. Results
# go to FOLDER, recognize-output without it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/examples/setup.sh"
output=${1:-recognize-output}
if [[ $output == -* ]]; then
  echo "run.sh [FOLDER]: '$output' is no folder" >&2
  exit 1
fi
quoted() { printf %q "$1"; }

install_packages "${faces_packages[@]}" "${face_finder_packages[@]}" "${gallery_packages[@]}"
models=$root/build/data/face pictures=$root/build/data/face_pictures
fetch_face_models "$models"
fetch_face_pictures "$pictures"
configure "$root" recognize -DCMAKE_BUILD_TYPE=Release -DCAMEO_BUILD_TESTS=OFF -DCAMEO_BUILD_BENCHMARKS=OFF \
  "${compiled_together[@]}"
cmake --build "$root/build/recognize" --target recognize convert_weights --parallel "$(nproc)"
programs=$root/build/recognize/examples/recognize
[[ -e $models/face_resnet.safetensors ]] ||
  "$programs/convert_weights" "$models/dlib_face_recognition_resnet_model_v1.dat" "$models/face_resnet.safetensors"

export RECOGNIZE_MODELS=$models
mkdir -p "$output"
gallery=$output/gallery.db
export RECOGNIZE_KEY_FILE=$output/gallery.key XDG_STATE_HOME=$(cd "$output" && pwd)/state
[[ -e $RECOGNIZE_KEY_FILE ]] || "$programs/recognize" key make "$RECOGNIZE_KEY_FILE"
if [[ ! -e $gallery ]]; then
  "$programs/recognize" enroll "Barack Obama" "$pictures/obama.jpg" --gallery "$gallery"
  "$programs/recognize" enroll "Joe Biden" "$pictures/biden.jpg" --gallery "$gallery"
fi
"$programs/recognize" identify "$pictures"/{obama2,obama3,obama_partial_face,obama_partial_face2}.jpg "$pictures/32bit.png" \
  --gallery "$gallery" --output "$output/drawings" --json "$output/results.json"
echo
echo "Now with pictures of your own, of people who agree to it:"
program=$(quoted "$programs/recognize")
echo "  export RECOGNIZE_MODELS=$(quoted "$models") RECOGNIZE_KEY_FILE=$(quoted "$RECOGNIZE_KEY_FILE")"
echo "  $program enroll NAME PICTURE... --gallery $(quoted "$gallery")"
echo "  $program identify PICTURE... --gallery $(quoted "$gallery") --output $(quoted "$output/drawings")"
echo "  $program --help"
