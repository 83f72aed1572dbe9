#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The commands of `recognize` on the pictures that its run.sh shows.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
needs CAMEO_FACE_MODELS CAMEO_FACE_PICTURES

prepare_pictures 480 obama obama2 obama3 obama_partial_face biden
mkdir known unknown
prepare_models
if "$CAMEO_CONVERT_WEIGHTS" "models/shape_predictor_5_face_landmarks.dat" other.safetensors 2>errors || [[ -e other.safetensors ]]; then
  fail "weights out of another file"
fi
if "$CAMEO_CONVERT_WEIGHTS" $'no\e[31m.dat' other.safetensors 2>errors; then fail "weights out of no file"; fi
grep -qF 'no\x1b[31m.dat' errors || fail "convert_weights commands the terminal"

echo "--- what is missing or wrong"
RECOGNIZE_MODELS='' expect 1 "give --models" find pictures/obama.png
expect 1 "'identfy' is neither a command nor a folder" identfy pictures/obama.png
expect 1 "'identfy' is neither a command nor a folder of known people; did you mean 'identify'?" identfy
expect 1 "there is no command 'enrol'; did you mean 'enroll'?" enrol Ada pictures/obama.png
expect 1 "there is no command 'enrol'; did you mean 'enroll'?" enrol Ada pictures/obama.png --gallery g.db --galery h.db
expect 1 "'Ada' is neither a command nor a folder of known people; see" Ada pictures/obama.png
for command in compare enroll identify verify remove "key make" "key add" "key remove" find export watch train ""; do
  # shellcheck disable=SC2086
  expect 0 "Usage" $command --help
  if grep -qE "^  +[A-Z]+ [A-Z]+[^a-z]*$" output; then fail "an argument of '$command' is not described"; fi
  if grep -q "[0-9]\.[0-9]{8}" output; then fail "a float of '$command' has digits that nobody gave it"; fi
done
expect 1 "UNKNOWN is missing behind 'pictures'" pictures
expect 1 "'' is neither a command nor a folder of known people" '' pictures
expect 1 "did you mean '--upsample'?" find pictures/obama.png --upsampel 2
expect 1 "cannot be read" find missing.png
expect 1 "cannot be read" list
expect 0 "Usage" --help

echo "--- as Python's face_recognition"
cp pictures/obama.png known/obama.png
cp pictures/biden.png known/biden.png
cp pictures/obama2.png pictures/obama_partial_face.png unknown/
printf 'P5 100 100 255\n' >nobody.pgm
head -c 10000 /dev/zero >>nobody.pgm
expect 0 "unknown/obama2.png,obama" known unknown
[[ $(cat output) == $'unknown/obama2.png,obama\nunknown/obama_partial_face.png,obama' ]] || fail "other lines"
expect 0 "nobody.pgm,no_persons_found,None" known nobody.pgm --show-distance true
expect 0 "unknown/obama2.png,unknown_person" known unknown/obama2.png --tolerance 0.1
expect 0 "unknown/obama2.png,obama,0." known unknown/obama2.png --show-distance true

echo "--- find, compare"
expect 0 "top 142 left 349 height 268 width 269" find "$CAMEO_FACE_PICTURES/obama.jpg" --json found.json
grep -q '"milliseconds"' found.json || fail "no figures"
"$CAMEO_RESIZED" "$CAMEO_FACE_PICTURES/obama.jpg" 1706 large.png  # more than the 1600 pixels that it is looked through in
expect 0 "large.png: 1365x1706 pixels, 1 face" find large.png --upsample 0 --json large.json
python3 - <<'PYTHON' || fail "a large picture's face is not where it is in the small one"
import json
face, large = (json.load(open(file))["pictures"][0]["faces"][0] for file in ("found.json", "large.json"))
side = face["box"]["height"]
for key, value in face["box"].items():
    assert abs(large["box"][key] / 1.5 - value) < 0.15 * side, (key, value, large["box"])
for point, of_large in zip(face["landmarks"], large["landmarks"], strict=True):
    assert all(abs(b / 1.5 - a) < 0.03 * side for a, b in zip(point, of_large)), (point, of_large)
PYTHON
[[ -s models/frontal_face_detector.dat ]] || fail "the detector is not kept"
truncate -s 1000 models/frontal_face_detector.dat
expect 0 "no face" find nobody.pgm
[[ $(stat -c %s models/frontal_face_detector.dat) -gt 1000 ]] || fail "a damaged detector is kept"
expect 0 "probably the same person" compare pictures/obama.png pictures/obama2.png
grep -q "At 0.6, 1 of 10[0-9] strangers of the same sex pass, and 3.[0-9] of 100 pairs of one person do not" output || fail "no meaning"
expect 0 "probably the same person" compare pictures/obama.png large.png --upsample 0
expect 2 "probably different people" compare pictures/obama.png pictures/biden.png
expect 1 "nobody.pgm: there is no face in it" compare nobody.pgm pictures/biden.png
expect 1 "cut by the border" compare pictures/obama_partial_face.png pictures/biden.png

python3 - models/face_resnet.safetensors <<'PYTHON'
import os, struct, sys
weights = bytearray(open(sys.argv[1], "rb").read())
begin = 8 + struct.unpack("<Q", weights[:8])[0]
weights[begin:begin + 4000] = struct.pack("<f", 1e30) * 1000
os.makedirs("other_models")
open("other_models/face_resnet.safetensors", "wb").write(weights)
PYTHON
cp models/shape_predictor_5_face_landmarks.dat models/frontal_face_detector.dat other_models
expect 1 "what the network says of a face is not finite: its weights are other ones, or damaged" \
  compare pictures/obama.png pictures/biden.png --models other_models

echo "--- a gallery"
export XDG_STATE_HOME=$work/state
expect 1 "the gallery cannot be read: No such file" list
expect 0 "owner.key: a new key" key make owner.key
expect 1 "owner.key: the key would replace it, but it is a key file" key make owner.key
echo words >words
expect 1 "is there already" key make words
[[ $(stat -c %a owner.key) == 600 ]] || fail "others can read the key"
export RECOGNIZE_KEY_FILE=owner.key
expect 0 "1 person in gallery.db" enroll Barack pictures/obama.png
grep -q "gallery.db is made: the key file owner.key opens it" output || fail "what opens the gallery is not said"
grep -q "distances change by at most .e-0" output || fail "the loss of accuracy is not said"
expect 0 "2 people in gallery.db" enroll Joe pictures/biden.png
[[ $(stat -c %a gallery.db) == 600 ]] || fail "others can read the gallery"
expect 0 "Barack: 1 picture enrolled, 2 in all" enroll Barack pictures/obama2.png
expect 0 "Barack: 0 pictures enrolled, 2 in all" enroll Barack pictures/obama2.png
grep -q "pictures/obama2.png: is the same picture as one that is enrolled; it counts once" errors || fail "a picture counts twice"
cp pictures/obama3.png copy.png
expect 0 "Twice: 1 picture enrolled, 1 in all" enroll Twice pictures/obama3.png copy.png --gallery twice.db --json twice.json
grep -q "copy.png: is the same picture as pictures/obama3.png" errors && grep -A1 '"again"' twice.json | grep -q copy.png || fail "a copy counts"
for way in $'Zoe\xcc\x88' $'Zo\xc3\xab'; do
  expect 0 "1 person in twins.db" enroll "$way" pictures/obama3.png --gallery twins.db
  expect 0 "Zoë: yes" verify "$way" pictures/obama3.png --gallery twins.db
done
expect 0 "Zoë is removed" remove $'Zoe\xcc\x88' --gallery twins.db
expect 0 "looks like Barack too" enroll Barrack pictures/obama.png
expect 1 "another person's face than Barack's so far?" enroll Barack pictures/biden.png
grep -q "Barack is not enrolled: no picture can be used" errors || fail "another's face is enrolled"
expect 1 "another person's face than Mixed's so far?" \
  enroll Mixed pictures/obama.png pictures/biden.png --gallery mixed.db
grep -q "Mixed: 1 picture enrolled, 1 in all" output || fail "the first picture is not enrolled"
cp owner.key another.key
mkdir unchanged
cp mixed.db pictures/biden.png unchanged
for kept in "mixed.db: the figures would replace it, but it is a database" \
  "another.key: the figures would replace it, but it is a key file" \
  "pictures/biden.png: the figures would replace it, but it is a picture"; do
  expect 1 "$kept" list --json "${kept%%:*}"
done
cmp -s owner.key another.key && cmp -s mixed.db unchanged/mixed.db && cmp -s pictures/biden.png unchanged/biden.png ||
  fail "the figures replaced something"
expect 0 "not sure, perhaps Barrack, distance 0.000: Barack is near enough too" identify pictures/obama.png
expect 0 "Barrack is removed" remove Barrack
expect 0 "Barack: 2 pictures" list --json names.json
[[ $(stat -c %a names.json) == 600 ]] || fail "others can read the names"
expect 1 "nobody called 'Jack'" verify Jack pictures/obama3.png
expect 1 "there is nobody called 'pictures/obama3.png' in gallery.db; the name comes before the picture" verify pictures/obama3.png Barack
expect 1 "SOURCE is empty: give a folder, a video, or a camera's number" watch ''
expect 1 "rtsp://127.0.0.1:9/1: " watch "rtsp://user:ge/geheim@127.0.0.1:9/1?key=geheim"
if grep -q geheim output errors; then fail "a stream's password is told"; fi
mkdir -p album
cp pictures/obama3.png album/a.bmp
for command in identify watch; do
  expect 1 "album/.: the results cannot lie among the pictures that are read there" $command album --output album/.
done
[[ $(ls album) == a.bmp ]] || fail "a drawing lies among the pictures"
expect 1 "nobody called 'Jack'" remove Jack
expect 0 "Barack: yes, distance 0." verify Barack pictures/obama3.png --json verified.json
grep -q '"far_of_one_comparison": 0.001' verified.json || fail "another threshold"
expect 2 "Joe: no, distance 0." verify Joe pictures/obama3.png
expect 1 "tells thresholds down to 5.0e-06; give --far" identify pictures/obama3.png --far 1e-6
expect 0 "fewer than 1 of 200000 strangers would be at most 0.000 apart" compare pictures/obama3.png copy.png
expect 1 "excludes" identify pictures/obama3.png --far 0.01 --tolerance 0.5
mkdir -p people/Barack people/Joe
cp pictures/obama{,2}.png people/Barack
cp pictures/biden.png people/Joe
cp pictures/obama.png people/Barack/again.png
cp pictures/biden.png people/Joe/another.png
expect 0 "FaceResNet of weights " report --people people --json people.json
grep -q "people/Joe/biden.png: is the same picture as people/Joe/another.png; it counts once" errors &&
  grep -q "1 pair of one person, 2 of two" output || fail "a picture that is there twice makes pairs"
cp pictures/obama.png people/Joe/barack.png
expect 0 "" report --people people
grep -q "people/Joe/barack.png: is the same picture as people/Barack/[a-z]*.png, under another name" errors ||
  fail "a picture under two names is not told"
grep -q "Of 2 people the bounds are too narrow; 20 people or more are needed" output || fail "bounds of two people"
rm people/Joe/barack.png
write_report() {
  printf '{%s"eer": {"threshold": 0.5}, "thresholds": [{"far": 0.1, "threshold": 0.3, "tar": 0.9},
    {"far": 0.01, "threshold": 0.2, "tar": 0.8}]}' "$1" >strict.json
}
for command in "verify Barack" identify watch; do
  source=pictures/obama3.png
  [[ $command != watch ]] || source=people/Joe
  write_report ""
  # shellcheck disable=SC2086
  expect 1 "strict.json: is no report that gives thresholds, as 'recognize report --json' writes: it does not say of which network's" \
    $command "$source" --far 0.05 --report strict.json
  write_report '"network": "another",'
  # shellcheck disable=SC2086
  expect 1 "strict.json: its thresholds are of another network (another) than the one in use (FaceResNet of weights " \
    $command "$source" --far 0.05 --report strict.json
done
write_report "$(grep '"network"' people.json)"
expect 3 "Barack: not sure, distance 0." verify Barack pictures/obama3.png --far 0.05 --report strict.json
expect 0 "not sure, perhaps Barack, distance 0." identify pictures/obama3.png --far 0.05 --report strict.json
expect 0 "obama3.png: Barack, distance 0." identify pictures/obama3.png --output drawn --json identified.json
[[ -s drawn/obama3.png ]] || fail "no drawing"
grep -q '"far": 0.001' identified.json && grep -q '"answer": "yes"' identified.json || fail "no reason"
grep -q "1 of 1000 strangers would pass for one of 2 people (dlib's published network on LFW)" output || fail "no rule"
expect 1 "the drawing of drawn/obama3.png would replace it" identify drawn/obama3.png --output drawn
expect 1 "both the drawing of pictures/obama3.png and the drawing of drawn/obama3.png would be written there" \
  identify pictures/obama3.png drawn/obama3.png --output other
expect 1 "Nobody is not enrolled" enroll Nobody nobody.pgm
expect 1 "'pictures/obama.png' is a picture's name; the person's comes before the pictures" \
  enroll pictures/obama.png Barack
for name in "" " " "Ada " $'two\nlines' $'\e[31mred' $'\xff' $'\u202eadA' $'Ad\xe2\x80\x8ba' $'\xc2\xa0' $'Ada\xe2\x80\x8d' "$(printf '%0256d' 0)"; do
  expect 1 "a person's name has 1 to 255 bytes of UTF-8, no blank at its ends, and no line's end" enroll "$name" pictures/obama3.png
done
if grep -qaF -e Barack -e owner gallery.db; then fail "a name stands in the gallery in plain"; fi

echo "--- galleries of any name, and one that several programs make at once"
for name in ":memory:" "file:gallery?mode=ro" $'a %20?#\n.db'; do
  expect 0 "1 person in $name" enroll Joe pictures/biden.png --gallery "$name"
  expect 0 "Joe: 1 picture" list --gallery "$name"
  [[ -s $name ]] || fail "$name is no file"
done
pids=()
for n in 1 2 3 4; do
  "$recognize" enroll "Joe $n" pictures/biden.png --gallery shared.db >"output$n" 2>"errors$n" &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || fail "enrolled at once: $(cat errors?)"; done
expect 0 "Joe 4: 1 picture" list --gallery shared.db
[[ $(wc -l <output) -eq 4 ]] || fail "somebody is missing"
[[ $(cat output? | grep -c "shared.db is made") -eq 1 ]] || fail "the gallery is made more than once"

echo "--- what is damaged, read-only or older"
head -c 10000 gallery.db >cut.db
expect 1 "cut.db: is damaged" list --gallery cut.db
echo "a letter that is no gallery" >letter.db
expect 1 "letter.db: is no gallery" list --gallery letter.db
cp gallery.db older.db
expect 0 "obama3.png: Barack" identify pictures/obama3.png
expect 1 "older.db: is older than when it was used last" list --gallery older.db
cp gallery.db copy.db
XDG_STATE_HOME=$(mktemp -d -p "$work") expect 0 "Barack" list --gallery copy.db
expect 0 "Barack" list
cp gallery.db copy.db
expect 0 "Barack" list --gallery copy.db
expect 1 "gallery.db: is older than when it was used last" list
rm "$(sed -n 's/.*if this one is meant, remove //p' errors)"
expect 0 "Barack" list

echo "--- figures replace nothing that is read, and are not lost"
mkdir before
cp gallery.db owner.key strict.json pictures/obama3.png known/obama.png models/face_resnet.safetensors before
read_too="the figures would replace it, but it is read too"
expect 1 "pictures/obama3.png: $read_too" find pictures --json ./pictures/../pictures/obama3.png
expect 1 "pictures/obama3.png: $read_too" compare pictures/obama2.png pictures/obama3.png --json pictures/obama3.png
expect 1 "$read_too" find pictures/obama3.png --json models/face_resnet.safetensors
expect 1 "known/obama.png: $read_too" known pictures/obama3.png --json known/obama.png
expect 1 "pictures/obama3.png: $read_too" enroll Ada pictures/obama3.png --json pictures/obama3.png
expect 1 "owner.key: $read_too" enroll Ada pictures/obama3.png --json owner.key
expect 1 "strict.json: $read_too" verify Barack pictures/obama3.png --report strict.json --json strict.json
expect 1 "gallery.db: $read_too" identify pictures/obama3.png --json gallery.db
ln -s gallery.db link.json
for command in list log "remove Barack" "key list" "export --npy array.npy" "watch pictures"; do
  # shellcheck disable=SC2086
  expect 1 "gallery.db: $read_too" $command --json link.json
done
expect 1 "both the figures and the array would be written there" export --npy array.npy --json array.npy
expect 1 "nowhere/figures.json: cannot be written" enroll Ada pictures/obama3.png --json nowhere/figures.json
expect 1 "known: cannot be written" remove Barack --json known
for file in gallery.db owner.key strict.json pictures/obama3.png known/obama.png models/face_resnet.safetensors; do
  cmp -s "$file" "before/${file##*/}" || fail "$file was changed"
done
if "$CAMEO_CONVERT_WEIGHTS" models/face_resnet.safetensors models/face_resnet.safetensors 2>errors; then fail "weights over their source"; fi
grep -q "would replace it" errors || fail "weights over their source: another reason"

echo "--- what is remembered of a gallery is damaged"
for file in state/recognize/*; do echo words >"$file"; done
expect 0 "Barack: 2 pictures" list
[[ $(grep -c "cannot be read, or is not as this program has written it; so an older gallery" errors) -eq 1 ]] || fail "it is not said"
expect 0 "Barack: 2 pictures" list
[[ ! -s errors ]] || fail "it is said again"

echo "--- what a program that was killed has left beside a gallery goes with the next enrolment"
touch left.db.new-0123456789abcdef{,-journal} left.db.new-notes left.db.new-0123456789abcdeX
expect 0 "1 person in left.db" enroll Joe pictures/biden.png --gallery left.db
[[ $(echo left.db*) == "left.db left.db.new-0123456789abcdeX left.db.new-notes" ]] || fail "beside it are $(echo left.db*)"

echo "--- where nothing can be remembered of a gallery, that is said once"
for home in "-u HOME -u XDG_STATE_HOME" "HOME=relative XDG_STATE_HOME=" "XDG_STATE_HOME=/dev/null/state"; do
  # shellcheck disable=SC2086
  env $home "$recognize" list >output 2>errors || fail "without a memory"
  [[ $(grep -c "an older gallery that is put back will not show" errors) -eq 1 ]] || fail "'$home' is not said once"
done

echo "--- keys"
expect 0 "door.key: a new key" key make door.key
expect 1 "there is no role 'guard'" key add door --role guard --new-key-file door.key
expect 1 "key has no command 'lst'; did you mean 'list'? See 'recognize key --help'" key lst
expect 1 "add has no option '--rol'; did you mean '--role'? See 'recognize key add --help'" key add door --rol admin
expect 0 "'door' can identify and verify" key add door --new-key-file door.key
expect 0 "door: verify" key list
expect 1 "a key's name has 1 to 64 bytes of UTF-8, no blank at its ends, and no line's end" key add $'two\nlines' --new-key-file door.key
expect 1 "the key file door.key opens it already, as 'door'" key add boss --role admin --new-key-file door.key
expect 1 "the key file owner.key opens it already, as 'owner'" key change --new-key-file owner.key
expect 0 "Barack: yes" verify Barack pictures/obama3.png --key-file door.key
expect 1 "'list' needs a key of the role enroll, but 'door' has the role verify" list --key-file door.key
expect 1 "'remove' needs a key of the role enroll" remove Barack --key-file door.key
expect 1 "'export' needs a key of the role admin" export --npy templates.npy --key-file door.key
expect 0 "door (verify)  verify  Barack" log --json log.json
python3 -c 'import json; assert ["Barack"] in [entry["people"] for entry in json.load(open("log.json"))["entries"]]' ||
  fail "the people of an entry are no list"
for refused in list remove export; do
  grep -qE "door \(verify\)  $refused  refused: (enroll|admin) is needed" output || fail "the log does not tell that '$refused' was refused"
done
grep -q "removed person 3" output || fail "the log does not tell that somebody was removed"
if grep -q Barrack output; then fail "the log remembers a removed name"; fi
for command in verify remove; do
  grep -q "$command  a name that is not in the gallery" output || fail "the log does not tell that '$command' asked in vain"
done
grep -q "The chain of all .* entries holds" output || fail "the log is not checked"
expect 0 "'door' opens gallery.db no more" key remove door
expect 1 "door.key opens none of its keys" verify Barack pictures/obama3.png --key-file door.key
RECOGNIZE_NEW_PASSPHRASE=short expect 1 "at least 8 characters" key add Ada --role admin
RECOGNIZE_NEW_PASSPHRASE="correct horse" expect 0 "'Ada' can do all" key add Ada --role admin
RECOGNIZE_KEY_FILE='' RECOGNIZE_PASSPHRASE="correct horse" expect 0 "Barack: 2 pictures" list
RECOGNIZE_KEY_FILE='' RECOGNIZE_PASSPHRASE="correct house" expect 1 "the passphrase opens none of its keys" list
RECOGNIZE_KEY_FILE='' expect 1 "give --key-file FILE, the environment variable RECOGNIZE_PASSPHRASE, or a terminal" list </dev/null

echo "--- passphrases on a terminal"
unset RECOGNIZE_KEY_FILE
# on_terminal STATUS TEXT QUESTION ANSWER... -- ARGUMENT...: as expect, and the questions are answered.
on_terminal() {
  local status=$1 text=$2 found=0 answers=()
  shift 2
  while [[ $1 != -- ]]; do
    answers+=("$1")
    shift
  done
  python3 "$tests/recognize/on_terminal.py" "${answers[@]}" -- "$recognize" "${@:2}" >output 2>errors || found=$?
  [[ $found -eq $status ]] || fail "recognize ${*:2}: status $found, not $status"
  grep -qF -- "$text" output || fail "recognize ${*:2}: '$text' is not said"
  if grep -qF "correct horse" output; then fail "recognize ${*:2}: a passphrase is shown"; fi
}
on_terminal 0 "Barack: 2 pictures" "Passphrase of gallery.db" "correct horse" -- list
on_terminal 0 "Barack: 2 pictures" "Passphrase of" "correct house" "Passphrase of" "correct horse" -- list
on_terminal 0 "open  wrong passphrases before: 1" "Passphrase of" "correct house" "Passphrase of" "correct horse" -- log
# what is typed before the next question comes is its answer, and is not shown either
on_terminal 0 "Barack: 2 pictures" "Passphrase of" "correct house" "opens none of its keys" "correct horse" -- list
on_terminal 1 "interrupted" "Passphrase of" "^C" -- list
on_terminal 1 "interrupted" "Passphrase of" "correct house" "opens none of its keys" "^C" -- list
on_terminal 1 "the passphrase is empty" "Passphrase of" "" -- list
on_terminal 1 "two different passphrases" "New passphrase" "correct horse" "again" "correct house" \
  -- enroll Joe pictures/biden.png --gallery new.db
[[ ! -e new.db ]] || fail "a gallery was made"
on_terminal 0 "new.db is made: the passphrase opens it" "New passphrase" "correct horse" "again" "correct horse" \
  -- enroll Joe pictures/biden.png --gallery new.db

echo "--- templates for other programs"
touch array.npy
chmod 644 array.npy
expect 0 "array.npy: 2 templates" export --npy array.npy --key-file owner.key --json rows.json
[[ $(stat -c %a array.npy) == 600 ]] || fail "others can read the templates"
[[ $(stat -c %s array.npy) -eq $((128 + 2 * 129 * 4)) ]] || fail "another size"
expect 0 "query.npy: 1 template" export pictures/obama3.png --npy query.npy --key-file owner.key
expect 0 "gallery.db is sealed anew" key rotate --key-file owner.key
expect 0 "Barack: yes" verify Barack pictures/obama3.png --key-file owner.key
expect 0 "after.npy: 2 templates" export --npy after.npy --key-file owner.key
if cmp -s array.npy after.npy; then fail "a new key gives the same templates"; fi
expect 1 "would replace it, but it is read too" export --npy gallery.db --key-file owner.key

finish
