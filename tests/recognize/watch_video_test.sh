#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `recognize watch` on a video made of the pictures that run.sh shows, whose face moves nearer and to the side.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
if [[ -z ${CAMEO_MOVING_VIDEO:-} ]]; then
  echo "skipped: libopencv-videoio-dev is not installed, so no videos are read"
  exit 77
fi
needs CAMEO_FACE_MODELS CAMEO_FACE_PICTURES
pictures=$CAMEO_FACE_PICTURES

prepare_models
mkdir frames
export RECOGNIZE_KEY_FILE=owner.key XDG_STATE_HOME=$work/state
"$CAMEO_MOVING_FRAMES" "$pictures/obama.jpg" 20 frames || fail "no frames"
"$CAMEO_MOVING_VIDEO" moving.avi frames/*.png || fail "no video"
expect 0 "a new key" key make owner.key
expect 0 "1 person" enroll Barack "$pictures/obama2.jpg"

expect 0 "face 1: Barack, frames 1 to 20" watch moving.avi --output drawn --json watched.json
grep -q "frame 1: face 1 is Barack" output || fail "the name is not said when it comes"
grep -q "The network saw 20 of 20 faces" output || fail "the network does not see every frame"
[[ $(find drawn -name 'frame_*.png' -size +10k | wc -l) -eq 20 ]] || fail "frames are not drawn"
grep -q '"frames": 20' watched.json || fail "no figures"
echo "this is no video" >text.avi
head -c 20000 moving.avi >cut.avi
only() {
  expect 1 "$1" watch "$2"
  [[ $(wc -l <errors) -eq 1 ]] || fail "OpenCV says something of $2"
}
only "nowhere.avi: there is no such video or folder" nowhere.avi
only "text.avi: the video cannot be opened" text.avi
only "987: the camera of this number cannot be opened" 987
only "nowhere%03d.png: the video cannot be opened" nowhere%03d.png
"$recognize" watch cut.avi >output 2>errors || true
[[ $(wc -l <errors) -le 1 ]] || fail "OpenCV says something of a damaged video"
finish
