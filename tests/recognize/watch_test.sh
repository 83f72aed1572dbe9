#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `recognize watch` on frames made of the pictures that run.sh shows, which move nearer and to the side.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
needs CAMEO_FACE_MODELS CAMEO_FACE_PICTURES
pictures=$CAMEO_FACE_PICTURES

prepare_models
mkdir ada joe
export RECOGNIZE_KEY_FILE=owner.key XDG_STATE_HOME=$work/state
expect 0 "a new key" key make owner.key
expect 0 "1 person" enroll Barack "$pictures/obama2.jpg"
"$CAMEO_MOVING_FRAMES" "$pictures/obama.jpg" 20 ada || fail "no frames"

echo "--- frames of a folder"
expect 0 "face 1: Barack, frames 1 to 20" watch ada --output drawn --json watched.json
grep -q "frame 1: face 1 is Barack" output || fail "the name is not said when it comes"
grep -q "The network saw 20 of 20 faces" output || fail "the network does not see every frame"
grep -qE "frames a second by stage: read [0-9]+ find [0-9]+ align [0-9]+ embed [0-9]+ search [0-9]+ draw" output ||
  fail "no frames a second"
[[ $(find drawn -name 'frame_*.png' -size +10k | wc -l) -eq 20 ]] || fail "frames are not drawn"
grep -q '"embedded": 20' watched.json || fail "no figures"
expect 0 "face 1: unknown, frames 1 to 20" watch ada --tolerance 0.1
cp drawn/frame_000007.png before.png
expect 1 "drawn: the results cannot lie among the pictures that are read there" watch drawn --output drawn
expect 1 "drawn/frame_000007.png: the figures would replace it" watch drawn --json drawn/frame_000007.png
cmp -s before.png drawn/frame_000007.png || fail "a frame was replaced"
mkdir damaged
cp ada/*1.png damaged
head -c 1000 damaged/*11.png >damaged/a_cut.png
expect 1 "face 1: Barack, frames 1 to " watch damaged
grep -q "frame 3: 'damaged/a_cut.png'" errors || fail "a damaged frame is not named"
mkdir relieved
cp ada/*0[1-6].png relieved
"$CAMEO_MOVING_FRAMES" "$pictures/biden.jpg" 6 joe || fail "no frames"
for frame in joe/*.png; do cp "$frame" "relieved/z_${frame##*/}"; done
expect 0 "face 1: Barack, frames 1 to 6" watch relieved
grep -q "face 2: unknown, frames 7 to 12" output || fail "who takes another's place has his name"
expect 1 "nowhere.avi: there is no such video or folder" watch nowhere.avi
expect 1 "no picture in the folder" watch models
expect 1 "shape_predictor_5_face_landmarks.dat" watch ada --models ada
[[ ! -e ada/frontal_face_detector.dat ]] || fail "a folder without models is written to"

echo "--- a signal leaves a summary"
mkdir long
for i in {10..29}; do
  for frame in ada/*.png; do ln "$frame" "long/$i-${frame##*/}"; done
done
begin "$recognize" watch long
wait_for "face 1 is Barack"
kill -TERM $running  # as Ctrl-C, which a script's background does not take
wait $running || fail "it is an error"
grep -qE "^[0-9]+ frames in .*; interrupted" begun || fail "there is no summary"
grep -qE "face 1: Barack, frames 1 to [0-9]+" begun || fail "there is no name"
finish
