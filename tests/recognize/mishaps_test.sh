#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `recognize` where something is not as it should be: names, pictures, folders, rights, disks, outputs.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"
needs CAMEO_FACE_MODELS CAMEO_FACE_PICTURES

prepare_pictures 480 obama obama2 biden
prepare_models
export XDG_STATE_HOME=$work/state RECOGNIZE_KEY_FILE=owner.key
printf 'P5 100 100 255\n' >nobody.pgm
head -c 10000 /dev/zero >>nobody.pgm
# said TEXT: on stdout or stderr by the last run, too.
said() {
  grep -qF -- "$1" output errors || fail "'$1' is not said"
}
# contains FILE EXPRESSION: of Python, about the JSON in it, `figures`.
contains() {
  python3 -c "import json, sys; figures = json.load(open(sys.argv[1])); sys.exit(not ($2))" "$1" || fail "$1: not $2"
}

echo "--- one that cannot be looked at among several"
mkdir -p empty some
cp pictures/biden.png some
expect 1 "empty: there is no picture in the folder" find empty some missing.png pictures/obama.png --json found.json
said "some/biden.png: " && said "pictures/obama.png: " && said "1 face"
contains found.json "[one['file'] for one in figures['pictures']] == ['some/biden.png', 'pictures/obama.png']"
contains found.json "[one['file'] for one in figures['unreadable']] == ['empty', 'missing.png']"
contains found.json "'no picture' in figures['unreadable'][0]['error'] and 'No such file' in figures['unreadable'][1]['error']"
expect 1 "empty: there is no picture in the folder" find empty
printf 'RIFF\0\0\0\0WEBPVP8 ' >some/a.webp
echo text >some/notes.txt
cp pictures/biden.png some/.hidden.png
expect 0 "some: left out: .txt (1), WebP (1)" find some --json found.json
contains found.json "figures['unreadable'] == [] and len(figures['pictures']) == 1"
expect 0 "some/biden.png,biden,0.0" some some --json found.json --show-distance true

echo "--- nothing is left of a first enrolment that fails"
expect 0 "a new key" key make owner.key --json key.json
contains key.json "figures['key_file'] == 'owner.key'"
expect 1 "Nobody is not enrolled" enroll Nobody nobody.pgm missing.png
(ulimit -f 6 && "$recognize" enroll Joe pictures/biden.png) >output 2>errors && fail "enrolled in a file that may not grow"
RECOGNIZE_KEY_FILE='' RECOGNIZE_PASSPHRASE=short expect 1 "at least 8 characters" enroll Joe pictures/biden.png
[[ $(find . -name '*.db*') == "" ]] || fail "left behind: $(find . -name '*.db*')"
ln -s nowhere.db dangling.db
for command in "enroll Joe" "identify"; do
  # shellcheck disable=SC2086
  expect 1 "dangling.db: is a link to 'nowhere.db', which is not there" $command pictures/biden.png --gallery dangling.db
done
expect 1 "nobody.pgm: there is no face in it" enroll Joe nobody.pgm pictures/biden.png empty --json enrolled.json
said "gallery.db is made" && said "Joe: 1 picture enrolled"
contains enrolled.json "[one['file'] for one in figures['refused']] == ['empty', 'nobody.pgm']"
expect 1 "missing.png" identify missing.png pictures/biden.png --json identified.json
contains identified.json "[one['file'] for one in figures['unreadable']] == ['missing.png'] and len(figures['pictures']) == 1"

echo "--- figures of every command of keys"
expect 0 "a new key" key make door.key
expect 0 "'door' can" key add door --role enroll --new-key-file door.key --json key.json
contains key.json "figures['added'] == 'door' and figures['role'] == 'enroll'"
expect 0 "a new key" key make new.key
expect 0 "is changed" key change --new-key-file new.key --key-file door.key --json key.json
contains key.json "figures['changed'] == 'door'"  # not 'owner', whose key the environment names
expect 0 "sealed anew" key rotate --json key.json
contains key.json "figures['largest_distance_change'] < 1e-5"
expect 0 "no more" key remove door --json key.json
contains key.json "figures['removed'] == 'door'"
expect 1 "new.key: the figures would replace it" key add door --new-key-file new.key --json new.key
expect 1 "both the figures and the key would be written there" key make other.key --json other.key

echo "--- others who can use a file"
chmod 644 gallery.db
expect 0 "gallery.db: others can use this gallery's file; say: chmod 600 'gallery.db'" list
[[ $(grep -c others errors) -eq 1 ]] || fail "it is not said once"
chmod 600 gallery.db
echo words >notes.txt
chmod 644 notes.txt
expect 1 "notes.txt" list --gallery notes.txt
expect 1 "notes.txt: is no key file" list --key-file notes.txt
grep -q chmod errors && fail "advice about a file that is not ours"
expect 0 "Joe: 1 picture" list
[[ ! -s errors ]] || fail "something is said of a gallery that nobody else can use"
mkdir -p people/Barack people/Joe
cp pictures/obama.png pictures/obama2.png people/Barack
cp pictures/biden.png people/Joe
expect 0 "FaceResNet of weights " report --people people --json people.json
printf '{%s"eer": {"threshold": 0.6}, "thresholds": [{"far": 0.1, "threshold": 0.6, "tar": 0.9},
  {"far": 0.01, "threshold": 0.5, "tar": 0.8}]}' "$(grep '"network"' people.json)" >report.json
chmod 666 report.json
expect 0 "report.json: others can change these thresholds; say: chmod go-w 'report.json'" \
  verify Joe pictures/biden.png --far 0.1 --report report.json

echo "--- a change that is made, and cannot be told"
for stream in ">/dev/full" ">&-"; do
  if eval "'$recognize' enroll Barack pictures/obama.png $stream" 2>errors; then fail "$stream is no error"; fi
  grep -q "standard output cannot be written.*; but Barack is enrolled" errors || fail "$stream: enrolled, but not said"
  expect 0 "Barack: 1 picture" list
  if eval "'$recognize' remove Barack $stream" 2>errors; then fail "$stream is no error"; fi
  grep -q "; but Barack is removed" errors || fail "$stream: removed, but not said"
done
if "$recognize" key make full.key >/dev/full 2>errors; then fail "a full output is no error"; fi
grep -q "; but full.key is made" errors || fail "a key is made, but not said"
if "$recognize" list >/dev/full 2>errors; then fail "a full output is no error"; fi
if grep -q "; but" errors; then fail "nothing was changed"; fi

echo "--- too little memory is said in words of ours"
for kilobytes in 70000 90000 100000 110000 130000 160000 200000; do
  for command in "list" "identify pictures/obama2.png" "find pictures/obama2.png"; do
    # shellcheck disable=SC2086
    (ulimit -v $kilobytes && "$recognize" $command) >output 2>errors || true
    if grep -E "std::|Resource temporarily" output errors; then fail "'$command' in $kilobytes KB"; fi
  done
done

echo "--- drawings replace nothing but drawings"
mkdir album
cp pictures/obama.png album/a.bmp
cp pictures/biden.png album/a.png
cp pictures/biden.png album/frame_000001.png
expect 1 "album/a.png: a result would replace it, but recognize has not made it" identify album/a.bmp --output album
expect 1 "album/frame_000001.png: a result would replace it, but recognize has not made it" watch some --output album
cmp -s album/a.png pictures/biden.png || fail "a picture is replaced"
for again in 1 2; do
  expect 0 "1 drawing in" identify album/a.bmp --output drawn
  expect 0 "Joe" watch some --output drawn
done

echo "--- names that would command the terminal"
mkdir odd "odd/known"$'\n'
cp pictures/obama.png odd/$'two\nlines\e[31m.png'
cp pictures/obama.png odd/$'\xff.png'
cp pictures/biden.png odd/$'known\n'/$'a\tb.png'
echo none >odd/$'text\e.jpg'
expect 1 'odd/two\nlines\x1b[31m.png: ' find odd --json found.json
said 'odd/\xff.png' && said "'odd/text\\x1b.jpg'"
contains found.json "figures['pictures'][0]['file'] == 'odd/two\\nlines\\x1b[31m.png'"
for command in "find odd" "identify odd" "enroll Odd odd" "export odd --npy odd.npy" "watch odd" $'odd/known\n odd'; do
  IFS=' ' read -r -d '' -a words <<<"$command" || true
  words[-1]=${words[-1]%$'\n'}
  [[ $command == odd/* ]] && words=($'odd/known\n' odd)
  "$recognize" "${words[@]}" >output 2>errors || true
  if LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f\xff]' output errors; then fail "'$command' shows a control character"; fi
done
expect 1 '\x1b[31mno: ' compare $'\e[31mno' pictures/biden.png
expect 1 "takes no '\\x1b'" compare pictures/biden.png pictures/biden.png $'\e'
printf 'distance,first,second\n0.5,a,b\n0.3,a,a\n' >$'s\e.csv'
printf 'person,group\na,"g\e[31m\nh"\nb,"g\e[31m\nh"\n' >groups.csv
expect 0 'g\x1b[31m\nh: 2 people' report --scores $'s\e.csv' --groups groups.csv --csv report.csv
python3 - <<'PYTHON' || fail "a name's line end is lost in the table"
import csv
assert any(row["group"] == "g\x1b[31m\nh" for row in csv.DictReader(open("report.csv", newline="")))
PYTHON
finish
