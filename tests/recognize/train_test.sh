#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# recognize train: what it writes and says, and what it refuses, on made-up pictures of made-up people.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"

# picture FILE PERSON NUMBER: a gray PGM of 60x60, stripes of the person's direction and the picture's phase.
python3 - <<'PYTHON'
import math, os
for person in range(8):
    os.makedirs(f"people/person_{person}")
    for number in range(1 if person == 7 else 5):
        rows = bytearray()
        for y in range(60):
            for x in range(60):
                angle = person * 0.4
                wave = math.sin((x * math.cos(angle) + y * math.sin(angle)) * (0.2 + 0.05 * person) + number)
                rows.append(int(128 + 100 * wave))
        with open(f"people/person_{person}/{number}.pgm", "wb") as file:
            file.write(b"P5 60 60 255\n" + rows)
os.makedirs("few/only"), os.makedirs("few/other")
PYTHON
cp people/person_0/0.pgm people/person_0/1.pgm few/only/
cp people/person_1/0.pgm few/other/

echo text >people/person_0/notes.txt
expect 0 "embedding.safetensors: of epoch " train people --epochs 2 --json train.json --seed 3
grep -q "people: left out: .txt (1)" errors || fail "a file that is no picture is not told"
grep -q "people with one picture, left out: 1" output || fail "who is left out is said"
python3 - <<'PYTHON' || fail "the figures of a training"
import json
figures = json.load(open("train.json"))
assert figures["people"] == 5 and len(figures["epochs"]) == 2, figures
assert 1 <= figures["best_epoch"] <= 2 and 0 <= figures["epochs"][0]["auc"] <= 1, figures
PYTHON
cp embedding.safetensors first.safetensors
expect 0 "of epoch" train people --epochs 2 --seed 3
cmp -s embedding.safetensors first.safetensors || fail "one seed gives one network"

printf '2\nperson_0\t1\t2\nperson_1\t1\t3\nperson_0\t1\tperson_2\t2\nperson_3\t1\tperson_1\t2\n' >pairs.txt
for person in people/*; do
  for number in 1 2 3 4; do
    [[ -e $person/$number.pgm ]] && cp "$person/$number.pgm" "$person/$(basename "$person")_000$number.pgm"
  done
done
expect 0 "auc" report --pairs pairs.txt --folder people --network embedding.safetensors
expect 0 "auc" report --people people --network embedding.safetensors --json report.json
expect 1 "nowhere.safetensors" report --people people --network nowhere.safetensors
expect 1 "--network is for pictures" report --scores pairs.txt --network embedding.safetensors

expect 1 "few: 1 person with two pictures or more, but at least 4 are needed" train few
expect 1 "missing" train missing
expect 1 "--epochs is '0'" train people --epochs 0
expect 1 "--validation-split is 'nan'" train people --validation-split nan
expect 1 "nowhere/weights" train people --output nowhere/weights.safetensors
expect 1 "people/person_0/0.pgm" train people --output people/person_0/0.pgm
echo kept >kept.safetensors
begin "$recognize" train people --epochs 5000 --output kept.safetensors
wait_for "unknown people"
expect 1 "kept.safetensors: another run writes its weights there" train people --epochs 1 --output kept.safetensors
kill -TERM $running  # a shell starts what is behind it deaf to Ctrl-C
wait $running || fail "an interrupted training ends well"
grep -q "stopped after" begun || fail "an interrupted training says so"
expect 0 "auc" report --people people --network kept.safetensors
finish
