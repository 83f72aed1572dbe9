#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How far a face's descriptor lies from that of the same face blurred, by the sharpness that `find` tells, and what the
# limit of sharpness refuses: the table of examples/README.md. Needs the photographs; those to train with, so that the
# limit is not chosen on those of tests.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
needs CAMEO_FACE_MODELS CAMEO_TEST_DATA
photographs=$CAMEO_TEST_DATA/lfw/view1_train

prepare_models
export XDG_STATE_HOME=$work/state RECOGNIZE_KEY_FILE=owner.key
step=8  # every 8th person's first picture is blurred
mkdir blurred sharp photographs
person=0
for folder in "$photographs"/*; do
  pictures=("$folder"/*)
  ln -s "${pictures[0]}" "photographs/$person.jpg"
  if (( person++ % step != 0 )); then continue; fi
  ln -s "${pictures[0]}" "sharp/$person.jpg"
  for sigma in 1 2 3 4 5 7; do
    "$CAMEO_BLURRED" "${pictures[0]}" "$sigma" "blurred/$person.$sigma.png" || fail "no blurred picture"
  done
done
expect 0 "a new key" key make owner.key
expect 0 "1 person" enroll Somebody sharp/1.jpg --upsample 0
expect 0 "of 129 numbers" export --npy faces.npy --json faces.json --upsample 0 sharp blurred
expect 0 "1 face" find --json found.json --upsample 0 sharp blurred
expect 0 "1 face" find --json real.json --upsample 0 photographs

python3 - <<'PYTHON' || fail "the limit lets blurred faces pass, or refuses others"
import array, collections, json, math, os, sys
file = open("faces.npy", "rb").read()
values = array.array("f", file[10 + file[8] + 256 * file[9]:])
names = json.load(open("faces.json"))["rows"]
several = {name for name, count in collections.Counter(names).items() if count > 1}
faces = {name: values[129 * i:129 * i + 128] for i, name in enumerate(names) if name not in several}
def qualities(name):
    return {one["file"]: one["faces"][0]["quality"] for one in json.load(open(name))["pictures"] if one["faces"]}
quality = qualities("found.json")
def is_blurred(quality):
    return "blurred" in (quality["fault"] or "")
rows = []
for name in faces:
    sharp = "sharp/" + os.path.basename(name).split(".")[0] + ".jpg"
    if sharp in faces and name != sharp:
        rows.append((quality[name]["sharpness"], math.dist(faces[name], faces[sharp]), is_blurred(quality[name])))
for low, high in (0, .15), (.15, .25), (.25, .35), (.35, .45), (.45, .6), (.6, 2):
    some = sorted(distance for sharpness, distance, _ in rows if low <= sharpness < high)
    if some:
        print(f"sharpness {low} to {high}: {len(some)} faces, {sum(some) / len(some):.2f} from the sharp one in the mean,"
              f" a tenth of them {some[len(some) * 9 // 10]:.2f} or more")
def refused(some):
    some = list(some)
    part = sum(some) / len(some)
    print(f"refused of {len(some)}: {part:.4f}")
    return part
far = refused(fault for _, distance, fault in rows if distance > .5)
near = refused(fault for _, distance, fault in rows if distance < .25)
real = refused(map(is_blurred, qualities("real.json").values()))
sys.exit(far < .97 or near > .03 or real > .01)
PYTHON
finish
