#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# People of 1, 2, 3, 5 and 8 pictures: how many strangers pass for one of them, and how often they do themselves, at the
# threshold that is said to let one stranger in 1000 pass. The table of examples/README.md. Needs the photographs.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
needs CAMEO_FACE_MODELS CAMEO_TEST_DATA
photographs=$CAMEO_TEST_DATA/lfw/view1_train  # the thresholds are of others

prepare_models
export XDG_STATE_HOME=$work/state RECOGNIZE_KEY_FILE=owner.key
expect 0 "a new key" key make owner.key
most_strangers=1000

# Of whoever has 20 pictures, the first 12 are enrolled in their order, as far as the program takes them, and the next 8
# are looked for. Of all others the first picture is a stranger's.
mkdir enrolled looked_for
strangers=()
for folder in "$photographs"/*; do
  name=${folder##*/} pictures=("$folder"/*)
  if [[ ${#pictures[@]} -lt 20 ]]; then
    strangers+=("${pictures[0]}")
    continue
  fi
  printf '%s\n' "${pictures[@]:0:12}" >"enrolled/$name"
  printf '%s\n' "${pictures[@]:12:8}" >>looked_for/pictures
done
strangers=("${strangers[@]:0:most_strangers}")

for count in 1 2 3 5 8; do
  for file in enrolled/*; do
    name=${file##*/} found=0
    while [[ $found -lt $count && -s $file ]]; do
      "$recognize" enroll "$name" "$(head -n 1 "$file")" --upsample 0 >output 2>errors || true
      sed -i 1d "$file"
      found=$(grep -oP 'enrolled, \K[0-9]+(?= in all)' output || echo "$found")
    done
    [[ $found -eq $count ]] || fail "$name: $found pictures are enrolled, not $count"
  done
  expect 0 "templates of 129 numbers" export --npy "people$count.npy" --json "people$count.json"
done
mapfile -t looked_for <looked_for/pictures
"$recognize" export --npy probes.npy --json probes.json --upsample 0 "${looked_for[@]}" >output 2>errors || fail "the export"
"$recognize" export --npy strangers.npy --json strangers.json --upsample 0 "${strangers[@]}" >output 2>errors || fail "the export"
"$recognize" verify "$name" "${looked_for[0]}" --upsample 0 --json verified.json >output 2>errors || true

python3 - <<'PYTHON' || fail "strangers pass more often than is said, or people less often"
import array, collections, json, math, sys
threshold = json.load(open("verified.json"))["threshold"]["yes_up_to"]
def rows(name):
    file = open(name + ".npy", "rb").read()
    values = array.array("f", file[10 + file[8] + 256 * file[9]:])
    return [values[i:i + 129] for i in range(0, len(values), 129)], json.load(open(name + ".json"))["rows"]
def passes(person, face):  # at the program's distance, and at that of the mean alone
    square = sum((a - b) ** 2 for a, b in zip(person[:128], face))
    return math.sqrt(square + person[128] ** 2) <= threshold, math.sqrt(square) <= threshold
probes, files = rows("probes")
strangers, _ = rows("strangers")
faces = collections.Counter(files)
print(f"at {threshold:.3f}, of {len(strangers)} strangers and {len(probes)} pictures:")
wrong, first = 0, None
for count in 1, 2, 3, 5, 8:
    people, names = rows(f"people{count}")
    false = [passes(person, face) for person in people for face in strangers]
    true = [passes(person, face) for person, name in zip(people, names) for face, file in zip(probes, files)
            if file.split("/")[-2] == name and faces[file] == 1]
    rate = lambda answers, which: sum(answer[which] for answer in answers) / len(answers)
    far, tar = rate(false, 0), rate(true, 0)
    print(f"{len(people)} people of {count} pictures: FAR {far:.5f}, TAR {tar:.3f}"
          f" (by the mean alone {rate(false, 1):.5f} and {rate(true, 1):.3f})")
    first = tar if first is None else first
    wrong += far > 0.001 or tar < first - 0.01
sys.exit(wrong > 0)
PYTHON
finish
