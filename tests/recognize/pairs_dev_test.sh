#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# LFW's pairsDevTest through the whole pipeline, within the figures of dlib's own. Needs the photographs.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
needs CAMEO_FACE_MODELS CAMEO_TEST_DATA
photographs=$CAMEO_TEST_DATA

prepare_models
"$recognize" report --pairs "$photographs/lfw/lists/pairsDevTest.txt" \
  --folder "$photographs/lfw/view1_test" --json report.json --html report.html --worst 3 >output 2>errors ||
  fail "the report"
cat output
grep -qE "the distances differ by at most [0-9]e-(0[789]|1[0-9]), and 0 of [0-9]+ decisions at 0.6 are others" output ||
  fail "the gallery's templates decide otherwise"

python3 - report.json <<'PYTHON' || fail "a figure is worse"
import json, sys
report = json.load(open(sys.argv[1]))
pairs = report["pairs"]
right = pairs["genuine"] + pairs["impostors"] - report["false_matches"] - report["false_non_matches"]
figures = {
    "accuracy at 0.6": (right / (pairs["genuine"] + pairs["impostors"]), 0.986),
    "best accuracy": (report["best_accuracy"]["value"], 0.989),
    "AUC": (report["auc"]["value"], 0.9983),
    "TAR at FAR 0.01": (report["tar"]["0.01"]["value"], 0.986),
    "less errors at EER": (1 - report["eer"]["value"], 1 - 0.014),
}
for name, (value, bound) in figures.items():
    print(f"{name}: {value:.5f}, at least {bound}")
missing = len(report["pictures_left_out"])
print(f"pictures without a face: {missing}, at most 4; pairs left out: {pairs['left_out']}")
sys.exit(missing > 4 or any(value < bound for value, bound in figures.values()))
PYTHON
[[ $(grep -o 'data:image/png;base64,' report.html | wc -l) -eq 12 ]] || fail "the worst pairs have no pictures"
finish
