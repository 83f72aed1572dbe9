#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Women and men of View 1's test people: what the table of examples/README.md says of false matches and non-matches, and
# the thresholds that the program has built in. Needs the photographs.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
needs CAMEO_FACE_MODELS CAMEO_TEST_DATA
photographs=$CAMEO_TEST_DATA

prepare_models
"$recognize" report --upsample 0 --people "$photographs/lfw/view1_test" --rounds 10 \
  --groups "$photographs/lfw/lists/groups.csv" --json report.json >output 2>errors || fail "the report"
cat output

python3 - report.json "$tests/../examples/recognize/decision/published_thresholds.hpp" <<'PYTHON' || fail "other figures"
import json, re, sys
report = json.load(open(sys.argv[1]))
groups = report["groups"]
wrong = 0
def near(what, found, expected, part):
    global wrong
    ok = abs(found - expected) <= part * expected
    wrong += not ok
    print(f"{what}: {found:.4f}, {'' if ok else 'not '}{expected}")
# shared with dlib's own pipeline, which looks at pictures too in which we find no face
near("women, false matches", groups["female"]["false_match_rate"]["value"], 0.0096, 0.02)
near("women, false non-matches", groups["female"]["false_non_match_rate"]["value"], 0.037, 0.02)
near("women, TAR at 1e-3", groups["female"]["tar"]["0.001"]["value"], 0.826, 0.01)
near("women, its threshold", groups["female"]["tar"]["0.001"]["threshold"], 0.536, 0.005)
near("women, TAR at 1e-4", groups["female"]["tar"]["0.0001"]["value"], 0.524, 0.02)
near("men, false matches", groups["male"]["false_match_rate"]["value"], 0.0091, 0.02)
near("men, false non-matches", groups["male"]["false_non_match_rate"]["value"], 0.0083, 0.05)
near("men, TAR at 1e-3", groups["male"]["tar"]["0.001"]["value"], 0.922, 0.01)
near("men, its threshold", groups["male"]["tar"]["0.001"]["threshold"], 0.536, 0.005)
near("men, TAR at 1e-4", groups["male"]["tar"]["0.0001"]["value"], 0.716, 0.02)

rows = re.findall(r"\{([0-9.e-]+), ([0-9.]+), ([0-9.]+)\}", open(sys.argv[2]).read())
found = [row for one in (report, groups["female"], groups["male"]) for row in one["thresholds"]]
assert len(rows) == len(found), (len(rows), len(found))
for built_in, row in zip(rows, found):
    assert float(built_in[0]) == row["far"], (built_in, row)
    near(f"threshold at FAR {row['far']}", row["threshold"], float(built_in[1]), 0.01)
sys.exit(wrong > 0)
PYTHON
finish
