#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# recognize train on View 1's training people, verified on pairsDevTest, whose people it never saw: 5 minutes on 2
# cores, so that it runs with `tests/run.sh --all` alone. Needs the photographs.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
needs CAMEO_FACE_MODELS CAMEO_TEST_DATA
models=$CAMEO_FACE_MODELS photographs=$CAMEO_TEST_DATA/lfw

mkdir models
cp "$models/shape_predictor_5_face_landmarks.dat" models/
"$CAMEO_CONVERT_WEIGHTS" "$models/dlib_face_recognition_resnet_model_v1.dat" models/face_resnet.safetensors
"$recognize" train "$photographs/view1_train" --models models --epochs 16 >output 2>errors || fail "training"
tail -n 3 output
"$recognize" report --network embedding.safetensors --pairs "$photographs/lists/pairsDevTest.txt" \
  --folder "$photographs/view1_test" --json report.json >output 2>errors || fail "the report"
cat output
python3 - <<'PYTHON' || fail "a figure is worse"
import json, sys
report = json.load(open("report.json"))
figures = {
    "accuracy": (report["accuracy"]["value"], 0.85),
    "AUC": (report["auc"]["value"], 0.93),
}
for name, (value, bound) in figures.items():
    print(f"{name}: {value:.5f}, at least {bound}")
sys.exit(any(value < bound for value, bound in figures.values()))
PYTHON
finish
